"""A note as a Word document: figures at the text width of an A4 page, captions, verdicts, and numbered sources."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from shortage.figures import cite
from shortage.figures.style import FONT
from shortage.render.note import Made, Part
from shortage.render.office import parts
from shortage.text import number, t

WIDTH_MM, PAGE_MM = 159.0, (210.0, 297.0)
TALLEST_MM = 200.0
OFFICE_FALL_BACK = "Calibri"
_LOCALE = {"nl": "nl-NL", "en": "en-GB"}


def document(made: Made) -> bytes:
    """Return the note as DOCX: a caption, picture and references for each figure, then verdicts and sources."""
    doc = Document()
    _page(doc, made)
    _styles(doc, made)
    doc.add_heading(made.title, 0)
    doc.add_paragraph(t("note.as_of", made.lang, version=made.version), "Remark")
    for place, part in enumerate(made.parts, 1):
        _figure(doc, made, part, place)
    if made.verdicts:
        _verdicts(doc, made)
    doc.add_heading(t("note.sources", made.lang), 1)
    for source in made.sources:
        text = f"{cite.apa(source, made.lang)} ({t('note.licence', made.lang, licence=source.licence)})"
        doc.add_paragraph(text, "List Number")
    _fall_back(doc)
    out = io.BytesIO()
    doc.save(out)
    return parts.repacked(out.getvalue())


def _fall_back(doc: Any) -> None:
    """Name what stands in for the typeface where it is not installed."""
    for part in doc.part.package.iter_parts():
        if str(part.partname).endswith("/fontTable.xml") and b"<w:fonts" in part.blob:
            named = f'<w:font w:name="{FONT}"><w:altName w:val="{OFFICE_FALL_BACK}"/><w:family w:val="swiss"/></w:font>'
            part._blob = part.blob.replace(b"</w:fonts>", named.encode() + b"</w:fonts>", 1)


def _page(doc: Any, made: Made) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.left_margin = section.right_margin = Mm((PAGE_MM[0] - WIDTH_MM) / 2)
    section.top_margin = section.bottom_margin = Mm(25)
    core = doc.core_properties
    core.title = made.title
    core.author = t("render.mark", made.lang)
    core.language = _LOCALE[made.lang]
    core.created = core.modified = parts.MADE
    core.last_modified_by, core.comments, core.revision = "", made.remarks[: parts.MOST_REMARKS], 1
    core.subject = "; ".join(part.spec.title for part in made.parts)[:255]
    core.keywords = " ".join(part.item.id for part in made.parts)[:255]


def _styles(doc: Any, made: Made) -> None:
    styles = doc.styles
    styles["Normal"].font.size = Pt(11)
    fonts = styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for language in fonts.findall(qn("w:lang")):
        language.set(qn("w:val"), _LOCALE[made.lang])
    for name, size in (("Title", 24), ("Heading 1", 15), ("Caption", 11), ("Normal", 11), ("List Number", 9.5)):
        style = styles[name]
        # One face for all: the template's own are taken from a theme that not every program follows.
        faces = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(faces.attrib):
            del faces.attrib[key]
        style.font.name = FONT
        style.font.size = Pt(size)
        if name not in ("Normal", "List Number"):
            style.font.bold, style.font.color.rgb = True, RGBColor.from_string(parts.ACCENT)
    for border in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before = Pt(18)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    remark = styles.add_style("Remark", 1)
    remark.base_style = styles["Normal"]
    remark.font.size, remark.font.color.rgb = Pt(9.5), RGBColor.from_string(parts.SOFT)
    remark.paragraph_format.space_after = Pt(3)


def _figure(doc: Any, made: Made, part: Part, place: int) -> None:
    spec = part.spec
    caption = doc.add_paragraph(style="Caption")
    caption.add_run(f"{t('note.figure', made.lang)} ")
    _counted(caption, t("note.figure", made.lang), place, made)
    caption.add_run(f". {spec.title}")
    _kept(doc.add_paragraph(spec.subtitle, "Remark"))
    paragraph = _kept(doc.add_paragraph())
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_after = Pt(4)
    width = min(WIDTH_MM, TALLEST_MM / parts.ratio(part.item.size))
    shape = paragraph.add_run().add_picture(io.BytesIO(parts.picture(made, part, plain=True)), width=Mm(width))
    described(shape._inline.docPr, spec.alt, spec.title, place)
    lines = [spec.source_line, *parts.belongs(made, part), parts.refers(made, part)]
    doc.add_paragraph(" ".join(lines), "Remark")


def described(element: Any, alt: str, title: str, place: int) -> None:
    """Give a picture its text alternative and a number of its own."""
    element.set("id", str(100 + place))
    element.set("descr", alt)
    element.set("title", title)


def _kept(paragraph: Any) -> Any:
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _counted(paragraph: Any, label: str, place: int, made: Made) -> None:
    """Number a caption by a field, so that Word counts on when figures are moved and can list them."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" SEQ {label} \\* ARABIC ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = number(place, made.lang)
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _verdicts(doc: Any, made: Made) -> None:
    lang = made.lang
    doc.add_heading(t("note.verdicts", lang), 1)
    table = doc.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    widths = (Mm(50), Mm(33), Mm(76))
    rows = [[t("note.claim", lang), t("note.verdict", lang), t("note.found", lang)]]
    for id, verdict in made.verdicts.items():
        rows.append([parts.statement(made, id), parts.judged(verdict, lang), verdict.sentence(lang)])
    while len(table.rows) < len(rows):
        table.add_row()
    head = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head.append(repeated)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(9.5), place == 0
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
