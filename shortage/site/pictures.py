"""Pictures for plain pages: SVG inside a page, PNG of a palette, and where the points of a chart lie on it."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from dataclasses import dataclass

from PIL import Image

from shortage.figures import FigureSpec, each
from shortage.render import carried, paper
from shortage.render.canvas import Drawing
from shortage.render.layout import row_text
from shortage.text import Period, t

SIZE = "note"
COLOURS = 128
AIR = 3.0
"""Layout pixels between a plot and the texts that are left out of it."""
TIME_KINDS = ("line", "band", "small_multiples")


def inline(svg: bytes) -> str:
    """Return an SVG to stand in a page: as wide as its place, with the page's letters, without a style of its own.

    Title, description and language are kept.
    """
    text = svg.decode()
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<metadata>.*?</metadata>|\s*<style.*?</style>", "", text, flags=re.S)
    text = re.sub(r' (?:width|height)="[^"]*pt"', "", text, count=2)
    text = text.replace(
        "<svg ", '<svg preserveAspectRatio="xMinYMid" style="stroke-linejoin: round; stroke-linecap: butt" ', 1
    )
    return slim(_FAMILY.sub("", text))


def slim(svg: str) -> str:
    """Return an SVG with the same drawing in about half of the bytes.

    Places are told to a hundredth of a point; names that nothing refers to, groups that say nothing, and what a style
    says of its own accord are left out.
    """
    families = list(dict.fromkeys(_FAMILY.findall(svg)))
    if len(families) == 1:  # said once, for all texts
        svg = _FAMILY.sub("", svg).replace("<svg ", f'<svg style="{families[0].strip("; ")}" ', 1)
    used = set(re.findall(r'(?:url\(|href=")#([^")]+)', svg))
    parts: list[str] = []
    groups: list[bool] = []
    for part in re.split(r"(<[^<>]*>)", svg):
        if not part.startswith("<"):
            between = "\n" if parts and parts[-1] == "</text>" else ""  # words that are copied do not grow together
            parts.append(between if part.isspace() and "\n" in part else part)
        elif part == "</g>":
            parts.append(part if groups.pop() else "")
        else:
            tag = _ATTRIBUTE.sub(lambda match: _attribute(match, used), part)
            if tag.startswith("<g") and tag[2:3] in " >/":
                says = tag not in ("<g>", "<g/>")
                if not tag.endswith("/>"):
                    groups.append(says)
                tag = tag if says else ""
            parts.append(tag)
    return "".join(parts)


_FAMILY = re.compile(r" font-family: [^;\"]+;")
_ATTRIBUTE = re.compile(r' (id|d|x|y|width|height|viewBox|transform|style)="([^"]*)"')
_ITSELF = re.compile(r"text-anchor: start;? ?|stroke-dashoffset: 0;? ?")


def _attribute(match: re.Match[str], used: Collection[str]) -> str:
    """Return an attribute in the fewest letters; "" for one that says nothing."""
    name, value = match.groups()
    if name == "id":
        return match[0] if value in used else ""
    if name == "style":
        return f' style="{re.sub("([:;]) ", _FIRST, _ITSELF.sub("", value))}"'
    value = re.sub(r"-?\d+\.\d{3,}", _rounded, value)
    if name == "d":
        value = re.sub(r"\s*([A-Za-z])\s*", _FIRST, value)
    return "" if value.startswith("rotate(-0 ") else f' {name}="{value}"'


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")  # not shown


_FIRST = r"\1"


@dataclass(frozen=True)
class Plot:
    """Where a picture's plot lies, without the title above it and the source below it, which a page says itself.

    ``top`` and ``height`` are in parts of the picture's height. ``points`` are, of a figure over time: how far from the
    left and from the top of the plot in per cent, the number of the line, and period and value in words; by line, then
    time. ``lines`` are the names of the lines.
    """

    top: float
    height: float
    points: tuple[tuple[float, float, int, str], ...]
    lines: tuple[str, ...] = ()


def pictures(spec: FigureSpec) -> tuple[dict[str, bytes], Plot]:
    """Return a figure's SVG and PNG, drawn once, and where its plot and points lie on them.

    The PNG has a palette: a third of the bytes, with each point within what an eye can tell apart. What it says of
    itself (title, alt text, source, what it carries) and its resolution are those of any PNG of ours.
    """
    drawing = paper.draw(spec, SIZE)
    try:
        picture, facts = paper.pixels(drawing, spec, carried.of_picture(spec, SIZE, plain=False, grey=False))
        reduced = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        sink = io.BytesIO()
        reduced.save(sink, "png", pnginfo=facts, dpi=(drawing.size.dpi,) * 2, compress_level=6)
        svg = slim(paper.vector(drawing, spec).decode()).encode()
        return {"svg": svg, "png": sink.getvalue()}, _plot(spec, drawing)
    finally:
        drawing.release()


def within(spec: FigureSpec) -> tuple[str, Plot]:
    """Return a figure's SVG to stand in a page that says its title and source, and where its points lie on it."""
    drawing = paper.draw(spec, SIZE, plain=True)
    try:
        return inline(paper.vector(drawing, spec, has_letters=False)), _plot(spec, drawing)
    finally:
        drawing.release()


def plot(spec: FigureSpec) -> Plot:
    """Return where a figure's plot and its points lie on its picture."""
    return _plot(spec, paper.draw(spec, SIZE))


def _plot(spec: FigureSpec, drawing: Drawing) -> Plot:
    whole = drawing.size.layout_height
    above = [box.bottom for box in drawing.boxes if box.role in ("title", "subtitle")]
    below = [box.top for box in drawing.boxes if box.role in ("note", "source", "mark")]
    top = 1 - (min(above, default=whole) - AIR) / whole
    height = 1 - top - (max(below, default=0) + AIR) / whole
    points = []
    names: dict[tuple[str, str], str] = {}
    plots = drawing.figure.axes
    if spec.kind in TIME_KINDS and spec.is_time and len(plots) in (1, len(spec.panels)):
        for row in each(spec.data[spec.data["value"].notna()]):
            axes = plots[spec.panels.index(row.panel) if len(plots) > 1 else 0]
            across, up = axes.transData.transform((row.x, row.value))
            left = float(across / drawing.figure.bbox.width)
            down = (1 - float(up / drawing.figure.bbox.height) - top) / height
            names.setdefault((row.panel, row.series_id), " · ".join(part for part in (row.panel, row.label) if part))
            period = Period.parse(row.period).label(spec.lang)
            text = t("site.point", spec.lang, period=period, value=row_text(spec, row))
            line = list(names).index((row.panel, row.series_id))
            points.append((round(100 * left, 1), round(100 * down, 1), line, text))
    points.sort(key=lambda point: (point[2], point[0]))
    return Plot(round(top, 4), round(height, 4), tuple(points), tuple(names.values()))
