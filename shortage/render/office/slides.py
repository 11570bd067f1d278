"""A note as a PowerPoint presentation: one figure a slide, with title, subtitle and source as text of the slide."""

from __future__ import annotations

import copy
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Emu, Mm, Pt

from shortage.figures import cite
from shortage.figures.house import house
from shortage.figures.style import HEIGHTS_MM, WIDTHS_MM
from shortage.render import logo
from shortage.render.note import GatheredNote, Part
from shortage.render.office import charts, parts, template
from shortage.text import Problem, t

SLIDE_MM = (338.67, 190.5)
MARGIN_MM, TOP_MM, FOOT_MM, NOTE_MM = 14.0, 46.0, 15.0, 12.0
POINT_MM, GAP_PT = 25.4 / 72, 6
HEAD_MM, TAIL_MM, LEAST_MM = 13.0, 10.0, (120, 60)
"""Height of subtitle and of source on a slide of a template, and what is left for a figure at least."""
NARROWEST_MM, BESIDE, LOGO_MM = 50.0, 0.65, 9.0
"""Width that verdicts beside a figure need, what part of the room a figure takes where that is not left; a logo."""
LARGER = (1.6, 1.3, 1.0)
"""How many times as large as in a note the letters of a picture are: the largest with which its words fit."""
Rect = tuple[float, float, float, float]
_TITLE_ONLY = 5
_WANTED = {"titleOnly": 0, "obj": 1}
"""Types of layout that suit a figure, the best first."""
_FEET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_TITLE_SIZE = "./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz"


@dataclass(frozen=True)
class _Slide:
    """Where things stand on a slide, in millimetres; the title is ``None`` where a template places it.

    Boxes are left, top, width and height. ``layout`` is what slides are made of; ``is_ours`` whether letters and
    colours are ours and not those of a template.
    """

    layout: Any
    title: Rect | None
    subtitle: Rect
    figure: Rect
    foot: Rect
    is_ours: bool = True


def presentation(gathered: GatheredNote) -> bytes:
    """Return the note as PPTX; definitions, checks and citations are in the speaker's notes.

    Raises:
        Problem: a template that lacks what a slide needs.
    """
    path = template.chosen("pptx", gathered.template)
    if path is None:
        deck = Presentation()
        deck.slide_width, deck.slide_height = Mm(SLIDE_MM[0]), Mm(SLIDE_MM[1])
        room = SLIDE_MM[0] - 2 * MARGIN_MM
        height = SLIDE_MM[1] - TOP_MM - FOOT_MM - 3
        form = _Slide(
            deck.slide_layouts[_TITLE_ONLY],
            (MARGIN_MM, 8, room, 21),
            (MARGIN_MM, 30, room, 15),
            (MARGIN_MM, TOP_MM, room, height),
            (MARGIN_MM, SLIDE_MM[1] - FOOT_MM, room, FOOT_MM - 3),
        )
    else:
        deck = _emptied(path)
        form = _form(deck, path)
    core = deck.core_properties
    core.title, core.author = gathered.title, t("render.mark", gathered.lang)
    core.language = gathered.lang
    core.created = core.modified = parts.CREATED
    core.last_modified_by, core.revision = "", 1
    core.comments = gathered.remarks[: parts.MOST_REMARKS]
    for part in gathered.parts:
        _slide(deck, form, gathered, part)
    out = io.BytesIO()
    deck.save(out)
    return parts.repacked(out.getvalue())


def _emptied(path: Path) -> Any:
    """Return a template as a presentation without its slides, and without lists that name them.

    Raises:
        Problem: it cannot be opened.
    """
    body = template.body(path)
    try:
        deck = Presentation(io.BytesIO(body))
        listed = deck.slides._sldIdLst
        for entry in list(listed):
            deck.part.drop_rel(entry.rId)
            listed.remove(entry)
        for element in list(deck.element.iter()):
            if str(element.tag).rpartition("}")[2] in ("sectionLst", "custShowLst"):
                owner = element.getparent() if element.tag.endswith("}sectionLst") else element
                owner.getparent().remove(owner)
    except Exception as error:  # what a broken part makes of itself is no business of a reader's
        raise template.refused(path, "form") from error
    return deck


def _form(deck: Any, path: Path) -> _Slide:
    """Return where a template leaves room: in its own place for contents, under its own title.

    Raises:
        Problem: no layout has a title, or there is no room for a figure.
    """
    layouts = [
        (candidate, {holder.placeholder_format.type for holder in candidate.placeholders})
        for candidate in deck.slide_layouts
    ]
    titled = [candidate for candidate, kinds in layouts if PP_PLACEHOLDER.TITLE in kinds]
    if not titled:
        raise template.refused(path, "title")
    layout = min(titled, key=lambda candidate: _WANTED.get(candidate._element.get("type"), len(_WANTED)))
    of_kind = {holder.placeholder_format.type: holder for holder in deck.slide_master.placeholders}
    of_kind |= {holder.placeholder_format.type: holder for holder in layout.placeholders}
    title, wide, high = of_kind[PP_PLACEHOLDER.TITLE], deck.slide_width, deck.slide_height
    body = of_kind.get(PP_PLACEHOLDER.OBJECT) or of_kind.get(PP_PLACEHOLDER.BODY)
    below = title.top + title.height
    left, top, width, bottom = title.left, below, title.width, high
    if body is not None and body.height:
        left, top, width, bottom = body.left, max(body.top, below), body.width, body.top + body.height
    feet = [of_kind[kind].top for kind in _FEET if kind in of_kind and of_kind[kind].top > high / 2]
    bottom, width = min([bottom, high - int(Mm(5)), *feet]), min(width, wide - left)
    left_mm, top_mm, width_mm, height_mm = (length / Mm(1) for length in (left, top, width, bottom - top))
    figure = (left_mm, top_mm + HEAD_MM, width_mm, height_mm - HEAD_MM - TAIL_MM)
    if width_mm < LEAST_MM[0] or figure[3] < LEAST_MM[1]:
        raise template.refused(path, "room", least=" × ".join(map(str, LEAST_MM)))
    subtitle = (left_mm, top_mm, width_mm, HEAD_MM)
    foot = (left_mm, top_mm + height_mm - TAIL_MM, width_mm, TAIL_MM)
    return _Slide(layout, None, subtitle, figure, foot, is_ours=False)


def _slide(deck: Any, form: _Slide, gathered: GatheredNote, part: Part) -> None:
    spec = part.spec
    slide = deck.slides.add_slide(form.layout)
    title = slide.shapes.title
    if form.title is not None:
        title.left, title.top, title.width, title.height = (Mm(length) for length in form.title)
        letters = 26 if len(spec.title) <= 90 else 20
        _fill(title.text_frame, [spec.title], letters, bold=[spec.title], colour=parts.accent())
        title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    else:
        _in_template(slide, form, spec.title)
    colour = parts.SOFT if form.is_ours else ""
    _box(slide, "Subtitle", [spec.subtitle], form.subtitle, 14 if form.is_ours else 12, colour=colour)
    left, top, room, height = form.figure
    width: float = min(room, height / parts.ratio("slide")) if part.claims else room
    if part.claims and room - width < NARROWEST_MM:
        width = room * BESIDE
    if charts.is_native(spec) and not gathered.grey:
        area = (int(Mm(left)), int(Mm(top)), int(Mm(width)), int(Mm(height - NOTE_MM)))
        frame = charts.on_slide(slide.shapes, spec, area, is_ours=form.is_ours)
        described = frame._element.nvGraphicFramePr.cNvPr
        _box(slide, "Note", [spec.note], (left, top + height - NOTE_MM, width, NOTE_MM), 11, colour=colour)
    else:
        body, ratio = _picture(gathered, part, width, height)
        wide = min(width, height / ratio)
        picture = slide.shapes.add_picture(io.BytesIO(body), Mm(left), Mm(top), Mm(wide), Mm(wide * ratio))
        described = picture._element.nvPicPr.cNvPr
    described.set("descr", spec.alt)
    described.set("title", spec.title)
    if part.claims:
        area_mm = (left + width + 6, top, room - width - 6, height)
        beside, size = _beside(gathered, part, area_mm[2], height)
        verdicts = [_verdict(gathered, id) for id in part.claims]
        _box(slide, "Verdict", beside, area_mm, size, bold=verdicts, colour=colour)
    mark = t("render.mark", spec.lang)
    foot = form.foot if form.title is None else _beside_logo(slide, form.foot)
    _box(slide, "Source", [f"{spec.source_line} {mark}."], foot, 11 if form.is_ours else 10, colour=colour)
    said = [f"{title_[spec.lang]}: {text[spec.lang]}" for title_, text in spec.definitions]
    said += [f"{t('note.alt', spec.lang)}: {spec.alt}", *cite.citation(spec, "apa").split("\n")]
    slide.notes_slide.notes_text_frame.text = "\n".join(said)


def _picture(gathered: GatheredNote, part: Part, width: float, height: float) -> tuple[bytes, float]:
    """Return a picture in the shape of its room in millimetres, and its height over its width; else as the preset."""
    for larger in LARGER:
        wide, high = (max(least, int(length / larger)) for length, (least, _) in
                      ((width, WIDTHS_MM), (height, HEIGHTS_MM)))  # fmt: skip
        size = f"{wide}x{high}"
        try:
            return parts.picture(gathered, part, size=size, plain=True), parts.ratio(size)
        except Problem as problem:
            if problem.key != "size_small":
                raise
    return parts.picture(gathered, part, size="slide", plain=True), parts.ratio("slide")


def _in_template(slide: Any, form: _Slide, text: str) -> None:
    """Fill in the title of a template, take its empty places away, and show its foot and slide number."""
    title = slide.shapes.title
    title.text_frame.text = text
    room = title.width / Mm(1), title.height / Mm(1)
    sizes = [float(hundredths) / 100 for hundredths in form.layout.slide_master._element.xpath(_TITLE_SIZE)] or [40.0]
    tried = [sizes[0], *(points for points in (32.0, 28.0, 24.0, 20.0) if points < sizes[0])]
    size = next((points for points in tried if _fits([text], points, *room)), 18.0)
    if size < sizes[0]:
        title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    for holder in list(slide.placeholders):
        if holder.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
            holder._element.getparent().remove(holder._element)
    for holder in form.layout.placeholders:
        if holder.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            slide.shapes._spTree.append(copy.deepcopy(holder._element))


def _beside_logo(slide: Any, foot: Rect) -> Rect:
    """Put the logo of the house in the lower right corner, if there is one; return what is left of the foot."""
    body = logo.png()
    if not body:
        return foot
    image = slide.shapes.add_picture(io.BytesIO(body), 0, 0, height=Mm(LOGO_MM))
    image.left, image.top = Mm(foot[0] + foot[2]) - image.width, Mm(foot[1])
    image._element.nvPicPr.cNvPr.set("descr", "logo")
    return (foot[0], foot[1], foot[2] - image.width / Mm(1) - 6, foot[3])


def _beside(gathered: GatheredNote, part: Part, width: float, height: float) -> tuple[list[str], float]:
    """Return what stands beside a picture, and its size in points: the claims, their verdicts, and what was found.

    Where that does not fit, the verdicts alone: a slide is read from afar, and the note of the same figures has it all.
    """
    texts = []
    for id in part.claims:
        texts += [parts.statement(gathered, id), _verdict(gathered, id), gathered.verdicts[id].sentence(gathered.lang)]
    for size in (14, 12, 11):
        if _fits(texts, size, width, height):
            return texts, size
    return parts.belongs(gathered, part), 14


def _fits(texts: Sequence[str], size: float, width: float, height: float) -> bool:
    """Whether paragraphs of a size in points fit a box of that width and height in millimetres."""
    # Letters are at most this wide on average in what programs take where the typeface is missing.
    letters, line = max(1, int(width / (size * POINT_MM * 0.6))), size * POINT_MM * 1.25
    lines = sum(len(textwrap.wrap(text, letters)) * line + GAP_PT * POINT_MM for text in texts)
    return lines <= height


def _verdict(gathered: GatheredNote, id: str) -> str:
    return f"{t('note.verdict', gathered.lang)}: {parts.judged(gathered.verdicts[id], gathered.lang)}."


def _box(
    slide: Any, name: str, texts: list[str], area: Rect, size: float, *, colour: str, bold: Sequence[str] = ()
) -> None:
    box = slide.shapes.add_textbox(*(Mm(length) for length in area))
    box.name = name
    _fill(box.text_frame, texts, size, bold=bold, colour=colour)


def _fill(frame: Any, texts: list[str], size: float, *, bold: Sequence[str], colour: str) -> None:
    """Write paragraphs; without a colour in the letters and colour of the template."""
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = Emu(0)
    for index, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.alignment = 1
        paragraph.space_after = Pt(GAP_PT)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(size), text in bold
        if colour:
            run.font.name = house().documents_typeface
            run.font.color.rgb = RGBColor.from_string(colour)
