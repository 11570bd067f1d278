"""The page that takes a note of earlier in: what it says, what it refuses, and that nothing else takes anything in."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.routing import Router

from shortage.figures import freeze, make
from shortage.render import carried, files
from shortage.render.note import Item, Note
from shortage.site.note import KINDS, write
from shortage.store import Store
from shortage.text import LANGS, t
from shortage.web import basket, check, links, routes
from shortage.web.guard import Guard

STORE = Store()
TITLE = "Nota <aan> de minister"
KIND = b"multipart/form-data; boundary=----wall"


def asked(method: str, path: str, body: bytes = b"", kind: bytes = KIND, piece: int = 200_000) -> tuple[int, str, int]:
    """Return status and words of an answer, and how many pieces of the body were taken."""
    app = Guard(Router(routes.routes() + routes.forms()))
    sent: list[Any] = []
    pieces = [body[at : at + piece] for at in range(0, len(body), piece)] or [b""]
    taken = 0

    async def receive():
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": pieces[taken - 1], "more_body": taken < len(pieces)}

    async def send(message):
        sent.append(message)

    where, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": where,
        "raw_path": where.encode(),
        "query_string": query.encode(),
        "headers": [(b"content-type", kind)],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "scheme": "http",
        "root_path": "",
        "http_version": "1.1",
    }
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], unescape(b"".join(one.get("body", b"") for one in sent[1:]).decode()), taken


def sealed(file: bytes) -> bytes:
    head = b'------wall\r\nContent-Disposition: form-data; name="file"; filename="../nota.docx"\r\n\r\n'
    return head + file + b"\r\n------wall--\r\n"


@pytest.fixture(scope="module")
def older() -> bytes:
    note = Note([Item("sections-change", own_title="Mijn titel")], "nl", TITLE)
    return write(note, STORE.pinned({"vacancies": "2023-11"}), "xlsx")


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_asks_for_a_file_and_says_what_became_of_its_figures(older, lang):
    status, page, _ = asked("GET", f"{check.PATH}?taal={lang}")
    assert status == 200 and 'type="file"' in page and "<script" not in page and f'<html lang="{lang}"' in page
    status, page, _ = asked("POST", f"{check.PATH}?taal={lang}", sealed(older))
    assert status == 200 and make("sections-change", STORE, "nl").guarded.sentence in page
    assert {"nl": "getallen veranderd", "en": "numbers changed"}[lang] in page
    [href] = re.findall(r'href="(\./note\.docx[^"]*)"', page)
    values = dict(parse_qsl(urlsplit(href).query))
    [item] = basket.read(values["korf"])[0]
    assert (item.id, item.own_title, item.pins) == ("sections-change", "Mijn titel", ())
    assert values["titel"] == TITLE and t("note.download_docx", lang) in page
    # Every kind is offered, one web page too; that carries what it shows.
    assert re.findall(r'href="\./note\.(\w+)', page) == list(KINDS)
    [href] = re.findall(r'href="\.(/note\.html[^"]*)"', page)
    status, made, _ = asked("GET", href)
    kind, of = carried.read(made.encode())
    assert (status, kind, of.title) == (200, "html", TITLE)


def test_a_picture_is_offered_anew_as_it_was_sent():
    spec = make("sections-change", STORE.pinned({"vacancies": "2023-11"}), "en")
    _, page, _ = asked("POST", check.PATH, sealed(files.content(spec, "png", size="square", plain=True, grey=True)))
    [href] = re.findall(r'href="\.(/figure/sections-change\.png[^"]*)"', page)
    again = links.parse(dict(parse_qsl(urlsplit(href).query)), "sections-change", "png")
    assert (again.lang, again.size, again.plain, again.grey) == ("en", "square", True, True)
    assert again.pins == freeze.pins(make("sections-change", STORE, "en").sources)


@pytest.mark.parametrize(
    ("body", "kind", "key"),
    [
        (sealed(b"x"), KIND, "carried_kind"),
        (sealed(b""), KIND, "carried_missing"),
        (b"", KIND, "carried_missing"),
        (b"abc", b"text/plain", "carried_missing"),
        (b"------wall\r\n\r\nabc", KIND, "carried_missing"),
        (sealed(b"PK\x03\x04"), KIND, "carried_broken"),
    ],
)
def test_what_is_no_note_gets_one_sentence_and_the_form_again(body, kind, key):
    status, page, _ = asked("POST", check.PATH, body, kind)
    sentence = t(f"problem.{key}", "nl", known=", ".join(f".{one}" for one in carried.ENDINGS))
    assert status == 400 and sentence in page and 'type="file"' in page


def test_no_more_is_taken_in_than_a_note_may_be():
    status, page, taken = asked("POST", check.PATH, b"x" * (2 * carried.MOST_BYTES))
    assert status == 400 and "20 MB" in page
    assert taken <= carried.MOST_BYTES // 200_000 + 2


def test_no_more_are_taken_in_at_once_than_fit(monkeypatch, older):
    monkeypatch.setattr(check, "_taking", check.AT_ONCE)
    status, page, taken = asked("POST", check.PATH, sealed(older))
    assert (status, taken) == (429, 0) and t("problem.busy", "nl") in page


@pytest.mark.parametrize(("method", "path"), [("PUT", check.PATH), ("POST", "/figuren"), ("POST", "/notitie/x")])
def test_nothing_else_is_taken_in(method, path):
    assert asked(method, path, b"x")[0] == 405
