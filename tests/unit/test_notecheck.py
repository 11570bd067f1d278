"""A file says what it shows; a note of earlier learns what became of its figures; another file gets one sentence."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from typing import Any

import pytest
from altered_store import altered, times
from docx import Document
from PIL import Image, PngImagePlugin
from pptx import Presentation
from typer.testing import CliRunner

from shortage import notecheck
from shortage.cli import cli
from shortage.figures import make
from shortage.render import carried, files
from shortage.render.note import Item, Note, make_note
from shortage.site.note import write
from shortage.store import Store
from shortage.text import LANGS, Problem, number

STORE = Store()
OLDER = STORE.pinned({"vacancies": "2023-11"})
TITLE, OWN = "Nota aan de minister", "Mijn <eigen> titel & zo"
IDS = ("sections-change", "tightness")


def note(*ids: str, lang: Any = "nl", **more: Any) -> Note:
    return Note([Item(id, **more) for id in ids], lang, TITLE)


def told(*ids: str, store: Store = STORE, **more: Any) -> carried.Carried:
    return carried.of_note(make_note(note(*ids, **more), store))


def outcomes(of: carried.Carried, store: Store = STORE) -> list[str]:
    return [one.outcome for one in notecheck.check(of, store)]


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    """A note of an older release as each kind of file; of the picture, its first figure."""
    spec = make(IDS[0], OLDER, "nl")
    found = {kind: write(note(*IDS, own_title=OWN), OLDER, kind) for kind in ("docx", "pptx", "xlsx", "html")}
    return {**found, "png": files.content(spec, "png", size="square", plain=True)}


@pytest.mark.parametrize("kind", carried.ENDINGS)
def test_each_kind_of_file_carries_what_it_shows(documents, kind):
    found, of = carried.read(documents[kind])
    assert found == kind
    if kind == "png":
        assert of.figures[0].size == "square" and of.figures[0].plain
        assert of.figures[0].numbers == carried.printed(make(IDS[0], OLDER, "nl"))
    else:
        assert of == told(*IDS, store=OLDER, own_title=OWN)
        assert of.title == TITLE and [one.own_title for one in of.figures] == [OWN] * 2
    assert "80472ned~2023-11~" in of.figures[0].stand


@pytest.mark.parametrize(("kind", "opened"), [("docx", Document), ("pptx", Presentation)])
def test_a_document_that_was_opened_and_saved_still_carries_it(documents, kind, opened):
    again = io.BytesIO()
    opened(io.BytesIO(documents[kind])).save(again)
    assert carried.read(again.getvalue()) == carried.read(documents[kind])


def test_a_note_of_an_older_release_says_which_numbers_moved_from_what_to_what(documents):
    [moved, newer] = notecheck.check(carried.read(documents["docx"])[1], STORE)
    then, now = make(IDS[0], OLDER, "nl"), make(IDS[0], STORE, "nl")
    assert (moved.outcome, newer.outcome) == ("moved", "newer")
    said = "\n".join(one.nl for one in moved.details)
    assert then.guarded.sentence in said and now.guarded.sentence in said
    by_name = {one.label + one.category: one.value for one in carried.printed(now, is_whole=True)}
    first = carried.printed(then)[0]
    before, after = (number(one, "nl", now.decimals) for one in (first.value, by_name[first.label + first.category]))
    assert before != after and f"{before} (3e kw 2023), is nu {after} (1e kw 2026)" in said
    assert "30 juli 2026" in newer.sentence.nl and "eindigt nu in 2e kw 2026" in newer.details[0].nl


def test_a_note_of_now_is_current():
    assert outcomes(told(*IDS)) == ["unchanged", "unchanged"]
    assert outcomes(told(*IDS, store=STORE.view("2025-05-21"))) != ["unchanged", "unchanged"]


def test_a_finding_that_no_longer_holds_is_said_also_where_the_releases_are_gone(tmp_path):
    of = told("tightness")
    later = altered(tmp_path, {"vacancies": times("vacancies", 0.1, period=lambda code: code > "2020")})
    [status] = notecheck.check(of, later)
    assert status.outcome == "fallen" and of.figures[0].finding in status.sentence.nl
    assert any("80472ned" in one.nl and "niet meer bewaard" in one.nl for one in status.details)
    assert any("was 94, is nu 9" in one.nl for one in status.details)


def test_what_cannot_be_made_now_is_said_and_left_out_of_the_new_note(tmp_path):
    of = told("tightness", "ad-and-bachelor")
    without = altered(tmp_path, {"vacancies": None})
    statuses = notecheck.check(of, without)
    assert [one.outcome for one in statuses] == ["unknown", "unchanged"]
    assert [one.id for one in notecheck.anew(of, statuses).items] == ["ad-and-bachelor"]


def test_the_command_answers_by_its_exit_code_and_makes_the_note_anew(documents, tmp_path):
    old, new = tmp_path / "nota.docx", tmp_path / "nieuw.pptx"
    old.write_bytes(documents["docx"])
    done = CliRunner().invoke(cli, ["check", str(old), "--out", str(new)])
    assert done.exit_code == 3 and "is nu" in done.stdout, done.output
    kind, of = carried.read(new.read_bytes())
    assert kind == "pptx" and of.title == TITLE and [one.own_title for one in of.figures] == [OWN] * 2
    assert outcomes(of) == ["unchanged", "unchanged"]
    assert CliRunner().invoke(cli, ["check", str(new), "--lang", "en"]).exit_code == 0
    (tmp_path / "ander.docx").write_bytes(b"x")
    assert CliRunner().invoke(cli, ["check", str(tmp_path / "ander.docx")]).exit_code == 1
    assert CliRunner().invoke(cli, ["check", str(tmp_path / "geen.docx")]).exit_code == 2


# -- files of another ----------------------------------------------------------------------------------------------


def packed(way: int = zipfile.ZIP_DEFLATED, **more: bytes) -> bytes:
    """A document with the parts that are read, and no more; ``_`` in a name stands for a dot."""
    found = {"[Content_Types].xml": b"<Types></Types>", "word/document.xml": b"<w/>"}
    found |= {f"customXml/{name.replace('_', '.')}": part for name, part in more.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        for name, part in found.items():
            archive.writestr(name, part)
    return out.getvalue()


def pictured(text: str) -> bytes:
    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_itxt(carried.KEYWORD, text)
    Image.new("L", (1, 1)).save(out, "png", pnginfo=info)
    return out.getvalue()


OF = told(*IDS)
OWN_PART = carried.xml(OF)
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
DEEP = '{"shortage":1,"sum":"","carried":' + "[" * 100_000


def bomb() -> bytes:
    """A part that is ours behind more than is ever unpacked."""
    return packed(item1_xml=b" " * (2 * carried.LONGEST) + OWN_PART)


@pytest.mark.parametrize(
    ("make_body", "key"),
    [
        (lambda: b" " * (carried.MOST_BYTES + 1), "carried_large"),
        (lambda: b"%PDF-1.7", "carried_kind"),
        (lambda: b"", "carried_kind"),
        (lambda: b"<html></html>", "carried_none"),
        (lambda: packed(), "carried_none"),
        (lambda: bomb(), "carried_none"),
        (lambda: packed(item1_xml=ENTITIES + OWN_PART.replace(b"{", b"&b;{")), "carried_broken"),
        (lambda: packed(item1_xml=OWN_PART, vbaProject_bin=b"x"), "carried_program"),
        (lambda: packed(zipfile.ZIP_BZIP2, item1_xml=OWN_PART), "carried_broken"),
        (lambda: packed(item1_xml=OWN_PART)[:-30], "carried_broken"),
        (lambda: packed(item1_xml=OWN_PART.replace(b'"shortage":1', b'"shortage":2')), "carried_newer"),
        (lambda: packed(item1_xml=OWN_PART.replace(b'"value":', b'"value":1')), "carried_broken"),
        (lambda: pictured(DEEP), "carried_broken"),
        (lambda: b"PK\x01\x02" * (carried.MOST_PARTS + 1), "carried_large"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_file_that_is_not_ours_is_refused_in_one_sentence(make_body, key):
    with pytest.raises(Problem) as refused:
        carried.read(make_body())
    assert refused.value.key == key
    assert all("\n" not in refused.value.text(lang) for lang in LANGS)


def mutated(body: bytes, chance: random.Random) -> bytes:
    """A file with bytes changed, a stretch of it doubled, moved or taken out, or an end cut off."""
    changed = bytearray(body)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at, length = chance.randrange(len(changed)), chance.randrange(1, 60)
        stretch = changed[at : at + length]
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at:at] = stretch
            case 2:
                del changed[at : at + length]
            case 3:
                changed[at : at + 4] = struct.pack("<I", chance.choice((0, 1, 2**31, 2**32 - 1)))
            case _:
                del changed[chance.randrange(len(changed) // 2, len(changed)) :]
        if len(changed) < 2:
            break
    return bytes(changed)


WILD = (
    "",
    "x",
    "B",
    "-1",
    "9" * 30,
    "2023KW09",
    "’; drop",
    "<b>",
    "../../etc",
    "80472ned~2023-11",
    "=1+1",
    "\u00e9" * 79,
)


def forged(chance: random.Random) -> str:
    """What a file of ours never carries, under a sum that is right."""
    of = OF.figures[chance.randrange(len(OF.figures))]
    wild = {
        "id": chance.choice((of.id, "explore", *WILD)),
        "chosen": {chance.choice((*of.chosen, "mark", "note", "span", *WILD)): chance.choice(WILD) for _ in "ab"},
        "stand": chance.choice((of.stand, *WILD)),
        "as_of": chance.choice(("", "2025-05-21", "2999-01-01", "0001-01-01")),
        "size": chance.choice(("note", "9x9", *WILD[:3])),
        "own_title": chance.choice(WILD),
        "numbers": [one.model_copy(update={"series": chance.choice(WILD)}) for one in of.numbers[:3]],
    }
    changes = {key: wild[key] for key in chance.sample(sorted(wild), chance.randrange(1, 4))}
    return carried.written(OF.model_copy(update={"figures": [of.model_copy(update=changes)]}))


def test_a_thousand_spoilt_files_give_sentences_only():
    chance = random.Random(18)
    whole = [packed(item1_xml=OWN_PART), pictured(carried.written(OF)), f"<html>{carried.script(OF)}".encode()]
    read = 0
    for turn in range(1000):
        body = pictured(forged(chance)) if turn % 4 == 3 else mutated(whole[turn % 4], chance)
        try:
            statuses = notecheck.check(carried.read(body)[1], STORE)
        except Problem as problem:
            assert problem.key.startswith("carried_")
            assert all(problem.text(lang) for lang in LANGS)
            continue
        read += 1
        for status in statuses:
            assert all(line[lang] for line in (status.label, status.sentence, *status.details) for lang in LANGS)
    assert 250 <= read < 1000
