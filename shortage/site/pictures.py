"""Pictures for plain pages: SVG inside a page, PNG of a palette, and where the points of a chart lie on it."""

from __future__ import annotations

import io
import re
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
    return re.sub(r"\n\s*", "\n", text)


@dataclass(frozen=True)
class Plot:
    """Where a picture's plot lies, without the title above it and the source below it, which a page says itself.

    ``top`` and ``height`` are in parts of the picture's height. ``points`` are, of a figure over time: how far from the
    left and from the top of the plot in per cent, the number of the line, and line, period and value in words; by line,
    then time.
    """

    top: float
    height: float
    points: tuple[tuple[float, float, int, str], ...]


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
        return {"svg": paper.vector(drawing, spec), "png": sink.getvalue()}, _plot(spec, drawing)
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
    plots = drawing.figure.axes
    if spec.kind in TIME_KINDS and spec.is_time and len(plots) in (1, len(spec.panels)):
        lines = list(dict.fromkeys(zip(spec.data["panel"], spec.data["series_id"], strict=True)))
        for row in each(spec.data[spec.data["value"].notna()]):
            axes = plots[spec.panels.index(row.panel) if len(plots) > 1 else 0]
            across, up = axes.transData.transform((row.x, row.value))
            left = float(across / drawing.figure.bbox.width)
            down = (1 - float(up / drawing.figure.bbox.height) - top) / height
            name = " · ".join(part for part in (row.panel, row.label) if part)
            period = Period.parse(row.period).label(spec.lang)
            text = t("site.point", spec.lang, line=name, period=period, value=row_text(spec, row))
            line = lines.index((row.panel, row.series_id))
            points.append((round(100 * left, 2), round(100 * down, 2), line, text))
    points.sort(key=lambda point: (point[2], point[0]))
    return Plot(round(top, 4), round(height, 4), tuple(points))
