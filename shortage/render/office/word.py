"""A note as a Word document: figures at the text width of the page, captions, verdicts, and numbered sources.

In a template of one's own page, styles, header and footer are the template's. Word keeps styles that a template never
used out of its file: for those that we need besides its text and headings, plain ones stand in.
"""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from shortage.figures import cite
from shortage.figures.house import house
from shortage.render import logo
from shortage.render.note import GatheredNote, Part
from shortage.render.office import parts, template
from shortage.text import number, t

WIDTH_MM, PAGE_MM = 159.0, (210.0, 297.0)
TALLEST_MM, NARROWEST_MM, LOGO_MM = 200.0, 100, 10
TITLE_MM, AIR_MM, SMALLEST = 34.0, 12.0, 0.75
"""Height of a document's title, of the air around a figure's words, and what part of its width a picture keeps."""
POINT_MM = 25.4 / 72
HEADING = "Heading 1"
OFFICE_FALL_BACK = "Calibri"
_LOCALE = {"nl": "nl-NL", "en": "en-GB"}


def document(gathered: GatheredNote) -> bytes:
    """Return the note as DOCX: a caption, picture and references for each figure, then verdicts and sources."""
    path = template.chosen("docx", gathered.template)
    doc = Document() if path is None else _emptied(path)
    _properties(doc, gathered)
    if path is None:
        _page(doc)
        _styles(doc)
        _logo(doc)
    else:
        _filled(doc)
    _language(doc, gathered)
    room = _room(doc)
    if path is not None and room < NARROWEST_MM:
        raise template.refused(path, "narrow", least=number(NARROWEST_MM, gathered.lang))
    doc.add_paragraph(gathered.title, "Title" if "Title" in doc.styles else HEADING)
    doc.add_paragraph(t("note.as_of", gathered.lang, version=gathered.version), "Remark")
    widths = _widths(doc, gathered, room)
    for index, (part, width) in enumerate(zip(gathered.parts, widths, strict=True), 1):
        _figure(doc, gathered, part, index, width)
    if gathered.verdicts:
        _verdicts(doc, gathered, room)
    doc.add_paragraph(t("note.sources", gathered.lang), HEADING)
    for index, source in enumerate(gathered.sources, 1):
        text = f"{cite.apa(source, gathered.lang)} ({t('note.licence', gathered.lang, licence=source.licence)})"
        if path is None:
            doc.add_paragraph(text, "List Number")
        else:  # whatever its list of numbers looks like, the figures refer to these
            doc.add_paragraph(f"{number(index, gathered.lang)}. {text}", "Remark")
    if path is None:
        _fall_back(doc)
    out = io.BytesIO()
    doc.save(out)
    return parts.repacked(out.getvalue())


def _fall_back(doc: Any) -> None:
    """Name what stands in for the typeface where it is not installed."""
    for part in doc.part.package.iter_parts():
        if str(part.partname).endswith("/fontTable.xml") and b"<w:fonts" in part.blob:
            name = escape(house().documents_typeface, {'"': "&quot;"})
            named = f'<w:font w:name="{name}"><w:altName w:val="{OFFICE_FALL_BACK}"/><w:family w:val="swiss"/></w:font>'
            part._blob = part.blob.replace(b"</w:fonts>", named.encode() + b"</w:fonts>", 1)


def _emptied(path: Path) -> Any:
    """Return a template as a document without its contents; its last section's page, header and footer stay.

    Raises:
        Problem: it cannot be opened, or has no styles of Word for text and headings.
    """
    body = template.body(path)
    try:
        doc = Document(io.BytesIO(body))
        missing = [name for name in ("Normal", HEADING) if name not in doc.styles]
    except Exception as error:  # what a broken part makes of itself is no business of a reader's
        raise template.refused(path, "form") from error
    if missing:
        raise template.refused(path, "styles", names=", ".join(missing))
    whole = doc.element.body
    for child in list(whole):
        if child.tag != qn("w:sectPr"):
            whole.remove(child)
    # Else whoever opens the note is sent to look for the template where its makers keep it.
    settings = doc.settings.element
    for attached in settings.findall(qn("w:attachedTemplate")):
        doc.part._settings_part.rels.pop(attached.get(qn("r:id")), None)
        settings.remove(attached)
    return doc


def _filled(doc: Any) -> None:
    """Add the styles that a template lacks."""
    styles = doc.styles
    if "Caption" not in styles:
        caption = styles.add_style("Caption", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        caption.base_style, caption.font.bold = styles["Normal"], True
    _remark(styles)


def _room(doc: Any) -> float:
    """Return the width of a document's text in millimetres, of one column where it has several."""
    section = doc.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin - (section.gutter or 0)
    columns = section._sectPr.find(qn("w:cols"))
    count = int(columns.get(qn("w:num"), "1")) if columns is not None else 1
    return float(round(width / Mm(1) / count, 1))


def _logo(doc: Any) -> None:
    """Put the logo of the house above each page."""
    if body := logo.png():
        paragraph = doc.sections[0].header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(8)  # a table may begin right below it
        shape = paragraph.add_run().add_picture(io.BytesIO(body), height=Mm(LOGO_MM))
        described(shape._inline.docPr, "logo", "logo", 0)


def _page(doc: Any) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.left_margin = section.right_margin = Mm((PAGE_MM[0] - WIDTH_MM) / 2)
    section.top_margin = section.bottom_margin = Mm(20)


def _properties(doc: Any, gathered: GatheredNote) -> None:
    core = doc.core_properties
    core.title = gathered.title
    core.author = t("render.mark", gathered.lang)
    core.language = _LOCALE[gathered.lang]
    core.created = core.modified = parts.CREATED
    core.last_modified_by, core.comments, core.revision = "", gathered.remarks[: parts.MOST_REMARKS], 1
    core.subject = "; ".join(part.spec.title for part in gathered.parts)[:255]
    core.keywords = " ".join(part.item.id for part in gathered.parts)[:255]


def _language(doc: Any, gathered: GatheredNote) -> None:
    for language in doc.styles.element.findall(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}"):
        language.set(qn("w:val"), _LOCALE[gathered.lang])


def _styles(doc: Any) -> None:
    styles = doc.styles
    styles["Normal"].font.size = Pt(11)
    for name, size in (("Title", 24), ("Heading 1", 15), ("Caption", 11), ("Normal", 11), ("List Number", 9.5)):
        style = styles[name]
        # One face for all: the template's own are taken from a theme that not every program follows.
        faces = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(faces.attrib):
            del faces.attrib[key]
        style.font.name = house().documents_typeface
        style.font.size = Pt(size)
        if name not in ("Normal", "List Number"):
            style.font.bold, style.font.color.rgb = True, RGBColor.from_string(parts.accent())
    for border in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    styles["Caption"].paragraph_format.space_before = Pt(18)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    _remark(styles)


def _remark(styles: Any) -> None:
    """Add the style of small print."""
    if "Remark" in styles:
        return
    remark = styles.add_style("Remark", WD_STYLE_TYPE.PARAGRAPH)
    remark.base_style = styles["Normal"]
    remark.font.size, remark.font.color.rgb = Pt(9.5), RGBColor.from_string(parts.SOFT)
    remark.paragraph_format.space_after = Pt(3)


def _widths(doc: Any, gathered: GatheredNote, room: float) -> list[float]:
    """Return how wide each picture is, in millimetres: two are made a little smaller where that puts them on one page.

    Else a page is left half empty, as a picture does not go over to the next in parts.
    """
    section = doc.sections[-1]
    page = (section.page_height - section.top_margin - section.bottom_margin) / Mm(1)
    whole = [min(room, TALLEST_MM / parts.ratio(part.item.size)) for part in gathered.parts]
    widths: list[float] = []
    free = page - TITLE_MM
    while len(widths) < len(whole):
        pair = range(len(widths), min(len(widths) + 2, len(whole)))
        words = sum(_words_mm(gathered, gathered.parts[index], room) for index in pair)
        share = (free - words) / sum(whole[index] * parts.ratio(gathered.parts[index].item.size) for index in pair)
        is_shared = len(pair) == 2 and share >= SMALLEST
        widths += [whole[index] * min(share, 1.0) for index in pair] if is_shared else [whole[pair[0]]]
        free = page
    return widths


def _words_mm(gathered: GatheredNote, part: Part, room: float) -> float:
    """Return about how high the words around a picture are, in millimetres."""
    caption = f"{t('note.figure', gathered.lang)} 1. {part.spec.title}"
    below = " ".join([part.spec.source_line, *parts.belongs(gathered, part), parts.refers(gathered, part)])
    height = AIR_MM
    for text, size in ((caption, 11.0), (part.spec.subtitle, 9.5), (below, 9.5)):
        letters = max(20, int(room / (size * POINT_MM * 0.5)))
        height += len(textwrap.wrap(text, letters)) * size * POINT_MM * 1.35
    return height


def _figure(doc: Any, gathered: GatheredNote, part: Part, index: int, width: float) -> None:
    spec = part.spec
    caption = _with_next(doc.add_paragraph(style="Caption"))
    caption.add_run(f"{t('note.figure', gathered.lang)} ")
    _counted(caption, t("note.figure", gathered.lang), index, gathered)
    caption.add_run(f". {spec.title}")
    _with_next(doc.add_paragraph(spec.subtitle, "Remark"))
    paragraph = _with_next(doc.add_paragraph())
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_after = Pt(4)
    shape = paragraph.add_run().add_picture(io.BytesIO(parts.picture(gathered, part, plain=True)), width=Mm(width))
    described(shape._inline.docPr, spec.alt, spec.title, index)
    shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("id", str(200 + index))  # no two of one number in a file
    lines = [spec.source_line, *parts.belongs(gathered, part), parts.refers(gathered, part)]
    doc.add_paragraph(" ".join(lines), "Remark")


def _ruled(table: Any) -> None:
    """Draw a line around each cell of a table that has no style."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    whole = table._tbl.tblPr
    later = (qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook"))
    after = next((child for tag in later if (child := whole.find(tag)) is not None), None)  # Word wants its own order
    whole.append(borders) if after is None else after.addprevious(borders)


def described(element: Any, alt: str, title: str, index: int) -> None:
    """Give a picture its text alternative and a number of its own."""
    element.set("id", str(100 + index))
    element.set("descr", alt)
    element.set("title", title)


def _with_next(paragraph: Any) -> Any:
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _counted(paragraph: Any, label: str, index: int, gathered: GatheredNote) -> None:
    """Number a caption by a field, so that Word counts on when figures are moved and can list them."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" SEQ {label} \\* ARABIC ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = number(index, gathered.lang)
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _verdicts(doc: Any, gathered: GatheredNote, room: float) -> None:
    lang = gathered.lang
    doc.add_paragraph(t("note.verdicts", lang), HEADING)
    table = doc.add_table(rows=1, cols=3, style="Table Grid" if "Table Grid" in doc.styles else None)
    if "Table Grid" not in doc.styles:
        _ruled(table)
    table.autofit = False
    widths = tuple(Mm(room * share) for share in (0.31, 0.21, 0.48))
    rows = [[t("note.claim", lang), t("note.verdict", lang), t("note.found", lang)]]
    for id, verdict in gathered.verdicts.items():
        rows.append([parts.statement(gathered, id), parts.judged(verdict, lang), verdict.sentence(lang)])
    while len(table.rows) < len(rows):
        table.add_row()
    head = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head.append(repeated)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for index, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(9.5), index == 0
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
