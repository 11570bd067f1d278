"""The page on which a reader gives a note of earlier and is told what became of its figures.

A plain page with a form and without script. What is sent is read in memory, up to a size, and forgotten with the
answer; nothing else of the dashboard takes anything in.
"""

from __future__ import annotations

import re

from starlette.requests import Request

from shortage import notecheck
from shortage.render import carried
from shortage.render.note import spec_of
from shortage.site import note as notes
from shortage.site import parts
from shortage.text import Lang, Problem, Words, number, t
from shortage.web import basket, framework, links, shell, state

WORDS = Words(__file__)
PATH = "/notitie"
AT_ONCE = 3
"""Files that are taken in at a time; each may fill the memory with its size."""
ENVELOPE = 10_000
"""Bytes that a browser adds to the file it sends."""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_BOUNDARY = re.compile(r'multipart/form-data;.*\bboundary="?([A-Za-z0-9\'()+_,./:=?-]{1,70})"?', re.I)
_taking = 0


async def taken(request: Request) -> bytes:
    """Return the file that a form sends.

    Raises:
        Problem: it is too large, others send theirs already, or no file came.
    """
    global _taking
    if _taking >= AT_ONCE:
        raise Problem("busy")
    _taking += 1
    try:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > carried.MOST_BYTES + ENVELOPE:
                raise Problem("carried_large", most=number(carried.MOST_BYTES // 1_000_000, "en"))
        return _file(bytes(body), request.headers.get("content-type", ""))
    finally:
        _taking -= 1


def _file(body: bytes, kind: str) -> bytes:
    """Return the first part of a form's message: our form has one field."""
    match = _BOUNDARY.fullmatch(kind)
    if not match:
        raise Problem("carried_missing")
    mark = f"--{match[1]}".encode()
    start = body.find(b"\r\n\r\n")
    end = body.find(b"\r\n" + mark, start + 4)
    if not body.startswith(mark) or start < 0 or end <= start + 4:
        raise Problem("carried_missing")
    return body[start + 4 : end]


def result(body: bytes, lang: Lang) -> bytes:
    """Return the page that says of each figure in a file what became of it.

    Raises:
        Problem: the file is none of ours, or the store cannot be read.
    """
    sent, of = carried.read(body)
    statuses = notecheck.check(of, state.store())
    note = notecheck.anew(of, statuses)
    files = []
    korf = basket.write(note.items)
    if sent == "png" and note.items:
        item = note.items[0]
        spec, _ = spec_of(item, state.store(), note.lang)
        href = links.figure(spec, size=item.size, plain=item.plain, grey=note.grey)
        files.append((f".{href}", t("note.format_png", lang)))
    if note.items and len(korf) <= basket.LONGEST:
        for kind in notes.KINDS:
            href = links.document(korf, note.lang, kind, grey=note.grey, is_judged=note.is_judged, title=note.title)
            files.append((f".{href}", t(f"note.download_{kind}", lang)))
        query = links.write({"taal": lang, "korf": korf})
        files.append((f"./{shell.FIGURES}?{query}", WORDS["open"][lang]))
    figures = [
        {
            "title": status.figure.title,
            "lang": status.figure.lang,
            "is_old": status.outcome in notecheck.OLD,
            "label": status.label[lang],
            "sentence": status.sentence[lang],
            "details": [text[lang] for text in status.details],
        }
        for status in statuses
    ]
    return _page(lang, figures=figures, files=files)


def form(lang: Lang, notice: str = "") -> bytes:
    """Return the page that asks for a file, with a sentence about the one that was sent before."""
    return _page(lang, notice=notice)


def _page(lang: Lang, **facts: object) -> bytes:
    most = number(carried.MOST_BYTES // 1_000_000, lang)
    values: dict[str, object] = {
        "lang": lang,
        "say": {key: text[lang] for key, text in WORDS.items()},
        "kept": WORDS("kept", most=most, known=", ".join(f".{ending}" for ending in carried.ENDINGS))[lang],
        "accept": ",".join(f".{ending}" for ending in carried.ENDINGS),
        "mark": t("render.mark", lang),
        "home": t("page.to_overview", lang),
        "style": parts.Html(parts.STYLE.read_text("utf-8")),
        "font": framework.letters(),
        "notice": "",
        "figures": [],
        "files": [],
    }
    return parts.filled("check.html", **values | facts).encode()
