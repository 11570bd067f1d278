"""Templates of one's own: their page, styles, header and footer stay; what cannot carry a figure is refused."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from typer.testing import CliRunner

from shortage.cli import cli
from shortage.render import office
from shortage.render.note import Item, Note, make_note
from shortage.render.office import parts, template
from shortage.site import note as notes
from shortage.store import Store, default_root
from shortage.text import LANGS, Problem

STORE = Store(default_root())
TYPES = "[Content_Types].xml"
NOTE = Note([Item("tightness"), Item("international-share")], "nl", is_judged=True)


def as_template(body: bytes, path: Path, **more: bytes) -> str:
    """Write a document as a template, as Office does: by another type of its main part."""
    found = parts.opened(body) | more
    for kind in (b"document", b"presentation"):
        found[TYPES] = found[TYPES].replace(b"ml." + kind + b".main+xml", b"ml.template.main+xml")
    path.write_bytes(parts.zipped(found))
    return str(path)


def saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word(lacks: tuple[str, ...] = (), margin: int = 45) -> bytes:
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(margin), Mm(25)
    section.header.paragraphs[0].text = "Kop van het huis"
    doc.styles["Heading 1"].font.size = Pt(31)
    doc.styles["Normal"].font.name = "Verdana"
    for name in lacks:
        element = doc.styles[name].element
        element.getparent().remove(element)
    doc.add_paragraph("Tekst van het sjabloon")
    return saved(doc)


def slides(layouts: int = 11) -> bytes:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Dia van het sjabloon"
    for place in deck.slide_layouts[5].placeholders:
        if place.placeholder_format.type == PP_PLACEHOLDER.FOOTER:
            place.text_frame.text = "Voet van het huis"
    for layout in list(deck.slide_layouts)[layouts:]:
        deck.slide_layouts.remove(layout)
    return saved(deck)


def test_a_note_in_a_template_of_word_keeps_its_page_and_styles_and_loses_its_text(tmp_path):
    lacking = word(("Title", "Caption", "List Number", "Table Grid"))  # as Word leaves out what was never used
    path = as_template(lacking, tmp_path / "huisstijl.dotx")
    made = make_note(Note(NOTE.items, "nl", is_judged=True, template=path), STORE)
    doc = Document(io.BytesIO(office.of(made, "docx")))
    section = doc.sections[0]
    assert section.header.paragraphs[0].text == "Kop van het huis" and round(section.left_margin.mm) == 45
    assert all(140 * 0.75 <= one.width.mm <= 140 for one in doc.inline_shapes)
    assert doc.styles["Heading 1"].font.size == Pt(31) and doc.styles["Normal"].font.name == "Verdana"
    texts = [one.text for one in doc.paragraphs]
    assert "Tekst van het sjabloon" not in texts and made.title in texts
    assert len([one for one in doc.paragraphs if one.style.name == "Caption"]) == 2
    assert [one for one in texts if one.startswith("1. ")] and len(doc.tables[0].rows) == 1 + len(made.verdicts)
    told = [child.tag for child in doc.tables[0]._tbl.tblPr]
    assert told == sorted(told, key=[qn(f"w:{name}") for name in ("tblW", "tblBorders", "tblLayout", "tblLook")].index)
    assert qn("w:tblBorders") in told, "in the order that Word wants"


def test_a_note_in_a_template_of_powerpoint_keeps_its_title_and_foot_and_loses_its_slides(tmp_path):
    path = as_template(slides(), tmp_path / "huisstijl.potx")
    made = make_note(Note(NOTE.items, "nl", is_judged=True, template=path), STORE)
    deck = Presentation(io.BytesIO(office.of(made, "pptx")))
    assert len(deck.slides) == 2 and deck.slide_width == Presentation().slide_width
    wanted = Presentation().slide_layouts[5].placeholders[0]
    for slide, part in zip(deck.slides, made.parts, strict=True):
        assert slide.shapes.title.text_frame.text == part.spec.title
        assert (slide.shapes.title.left, slide.shapes.title.top) == (wanted.left, wanted.top)
        assert slide.shapes.title.text_frame.paragraphs[0].runs[0].font.color.type is None
        shown = [one for one in slide.shapes if one.shape_type == 13 or one.has_chart]
        feet = [one for one in slide.placeholders if one.placeholder_format.type == PP_PLACEHOLDER.FOOTER]
        assert [one.text_frame.text for one in feet] == ["Voet van het huis"]
        for one in slide.shapes:
            assert one.left >= 0 and one.left + one.width <= deck.slide_width
        assert len(shown) == 1 and shown[0].top + shown[0].height <= feet[0].top
        texts = " ".join(one.text_frame.text for one in slide.shapes if one.has_text_frame)
        assert part.spec.source_line in texts and all(made.verdicts[id].label("nl") in texts for id in part.claims)


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("huisstijl.dotm", b"", "macro"),
        ("huisstijl.odt", b"", ".dotx"),
        ("huisstijl.potx", b"", ".potx"),
        ("huisstijl.dotx", b"PK no zip", "Word"),
        ("huisstijl.dotx", word(("Heading 1",)), "Heading 1"),
        ("huisstijl.dotx", word(margin=100), "100 mm"),
        ("huisstijl.dotx", slides(), "Word"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(tmp_path, name, body, says):
    (tmp_path / name).write_bytes(body)
    out = tmp_path / "note.docx"
    done = CliRunner().invoke(cli, ["note", "sections-change", "--template", str(tmp_path / name), "--out", str(out)])
    assert done.exit_code == 1 and not out.exists()
    assert name in done.output and says in done.output and len(done.output.strip().splitlines()) == 1


def test_macros_under_an_innocent_name_and_a_deck_without_titles_are_refused(tmp_path):
    with pytest.raises(Problem) as raised:
        template.body(Path(as_template(word(), tmp_path / "a.dotx", **{"word/vbaProject.bin": b"x"})))
    assert all("macro" in raised.value.text(lang) for lang in LANGS)
    deck = Presentation()
    for layout in list(deck.slide_layouts)[:6]:
        deck.slide_layouts.remove(layout)
    for layout in list(deck.slide_layouts)[1:]:
        deck.slide_layouts.remove(layout)
    path = as_template(saved(deck), tmp_path / "b.potx")
    with pytest.raises(Problem) as raised:
        notes.write(Note([Item("sections-change")], "nl", template=path), STORE, "pptx")
    assert raised.value.key == "template_refused" and "titel" in raised.value.text("nl")


def test_templates_that_are_set_are_used_for_their_kind_only(tmp_path, monkeypatch):
    first, second = as_template(word(), tmp_path / "a.dotx"), as_template(slides(), tmp_path / "b.potx")
    monkeypatch.setenv("SHORTAGE_TEMPLATES", f"{first}:{second}")
    assert template.chosen("docx") == Path(first) and template.chosen("pptx") == Path(second)
    assert template.chosen("xlsx") is None and template.mark("docx") != template.mark("pptx") != ""
    monkeypatch.setenv("SHORTAGE_TEMPLATES", str(tmp_path / "none.dotx"))
    with pytest.raises(Problem):
        template.mark("docx")
