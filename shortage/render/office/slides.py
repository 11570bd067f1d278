"""A note as a PowerPoint presentation: one figure a slide, with title, subtitle and source as text of the slide."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Emu, Mm, Pt

from shortage.figures import cite
from shortage.figures.style import FONT
from shortage.render.note import Made, Part
from shortage.render.office import charts, parts
from shortage.text import t

SLIDE_MM = (338.67, 190.5)
MARGIN_MM, TOP_MM, FOOT_MM, NOTE_MM = 14.0, 46.0, 15.0, 12.0
POINT_MM, GAP_PT = 25.4 / 72, 6
_TITLE_ONLY = 5


def presentation(made: Made) -> bytes:
    """Return the note as PPTX; definitions, checks and citations are in the speaker's notes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(SLIDE_MM[0]), Mm(SLIDE_MM[1])
    core = deck.core_properties
    core.title, core.author = made.title, t("render.mark", made.lang)
    core.language = made.lang
    core.created = core.modified = parts.MADE
    core.last_modified_by, core.revision = "", 1
    core.comments = made.remarks[: parts.MOST_REMARKS]
    for place, part in enumerate(made.parts, 1):
        _slide(deck, made, part, place)
    out = io.BytesIO()
    deck.save(out)
    return parts.repacked(out.getvalue())


def _slide(deck: Any, made: Made, part: Part, place: int) -> None:
    spec = part.spec
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    room = SLIDE_MM[0] - 2 * MARGIN_MM
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Mm(MARGIN_MM), Mm(8), Mm(room), Mm(21)
    _fill(title.text_frame, [spec.title], 26 if len(spec.title) <= 90 else 20, bold=[spec.title], colour=parts.ACCENT)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _box(slide, "Subtitle", [spec.subtitle], MARGIN_MM, 30, room, 15, 14)
    height = SLIDE_MM[1] - TOP_MM - FOOT_MM - 3
    width = height / parts.ratio("slide")
    if charts.is_native(spec) and not made.grey:
        width = width if part.claims else room
        area = (int(Mm(MARGIN_MM)), int(Mm(TOP_MM)), int(Mm(width)), int(Mm(height - NOTE_MM)))
        described = charts.on_slide(slide.shapes, spec, area)._element.nvGraphicFramePr.cNvPr
        _box(slide, "Note", [spec.note], MARGIN_MM, TOP_MM + height - NOTE_MM, width, NOTE_MM, 11)
    else:
        body = io.BytesIO(parts.picture(made, part, size="slide", plain=True))
        picture = slide.shapes.add_picture(body, Mm(MARGIN_MM), Mm(TOP_MM), Mm(width), Mm(height))
        described = picture._element.nvPicPr.cNvPr
    described.set("descr", spec.alt)
    described.set("title", spec.title)
    if part.claims:
        left = MARGIN_MM + width + 6
        beside_mm = SLIDE_MM[0] - MARGIN_MM - left
        beside, size = _beside(made, part, beside_mm, height)
        verdicts = [_verdict(made, id) for id in part.claims]
        _box(slide, "Verdict", beside, left, TOP_MM, beside_mm, height, size, bold=verdicts)
    mark = t("render.mark", spec.lang)
    foot = [f"{spec.source_line} {mark}."]
    _box(slide, "Source", foot, MARGIN_MM, SLIDE_MM[1] - FOOT_MM, room, FOOT_MM - 3, 11)
    said = [f"{title_[spec.lang]}: {text[spec.lang]}" for title_, text in spec.definitions]
    said += [f"{t('note.alt', spec.lang)}: {spec.alt}", *cite.citation(spec, "apa").split("\n")]
    slide.notes_slide.notes_text_frame.text = "\n".join(said)


def _beside(made: Made, part: Part, width: float, height: float) -> tuple[list[str], float]:
    """Return what stands beside a picture, and its size in points: the claims, their verdicts, and what was found.

    Where that does not fit, the verdicts alone: a slide is read from afar, and the note of the same figures has it all.
    """
    told = []
    for id in part.claims:
        told += [parts.statement(made, id), _verdict(made, id), made.verdicts[id].sentence(made.lang)]
    for size in (14, 12, 11):
        # Letters are at most this wide on average in what programs take where the typeface is missing.
        letters, line = int(width / (size * POINT_MM * 0.6)), size * POINT_MM * 1.25
        lines = sum(len(textwrap.wrap(one, letters)) * line + GAP_PT * POINT_MM for one in told)
        if lines <= height:
            return told, size
    return parts.belongs(made, part), 14


def _verdict(made: Made, id: str) -> str:
    return f"{t('note.verdict', made.lang)}: {parts.judged(made.verdicts[id], made.lang)}."


def _box(
    slide: Any,
    name: str,
    texts: list[str],
    left: float,
    top: float,
    width: float,
    height: float,
    size: float,
    bold: Sequence[str] = (),
) -> None:
    box = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(height))
    box.name = name
    _fill(box.text_frame, texts, size, bold=bold, colour=parts.SOFT)


def _fill(frame: Any, texts: list[str], size: float, *, bold: Sequence[str], colour: str) -> None:
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = Emu(0)
    for place, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = 1
        paragraph.space_after = Pt(GAP_PT)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = Pt(size), text in bold, FONT
        run.font.color.rgb = RGBColor.from_string(colour)
