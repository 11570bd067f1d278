"""A tile map of the provinces on paper: a tile each with its name and value, and the classes that shade them."""

from __future__ import annotations

from shortage.figures import FigureSpec
from shortage.figures.provinces import COLUMNS, ROWS
from shortage.figures.style import INK, REST, SOFT
from shortage.render.canvas import LABEL, LINE, MARGIN, NOTE, Canvas
from shortage.render.layout import row_text
from shortage.render.tiles import HATCH, Classes, each_tile, ink
from shortage.text import t

WIDEST = 1.75
"""Widest tile, in heights."""
AIR = 3.0
KEY = 16.0


def draw(canvas: Canvas, spec: FigureSpec, bottom: float, top: float) -> None:
    """Draw the tiles between two heights, with the classes beside them where there is room and else above."""
    classes, tiles = Classes.of(spec), list(each_tile(spec))
    entries = classes.words(spec)
    need = KEY + 6 + canvas.widest([words for _, words in entries], LABEL)
    room = canvas.width - 2 * MARGIN
    high = (top - bottom) / ROWS
    wide = min(WIDEST * high, (room - need - 16) / COLUMNS)
    if wide < 1.2 * high:  # no room beside the tiles
        top = _row_of(canvas, entries, need, top)
        high = (top - bottom) / ROWS
        wide = min(WIDEST * high, room / COLUMNS)
    else:
        left, y = MARGIN + COLUMNS * wide + 16, top - LABEL - 2
        for shade, words in entries:
            _sample(canvas, shade, left, y)
            canvas.put("label", words, left + KEY + 6, y, LABEL)
            y -= LABEL * LINE + 4
    axes = canvas.axes(MARGIN, bottom, MARGIN + COLUMNS * wide, top)
    axes.set_xlim(0, COLUMNS)
    axes.set_ylim(ROWS, 0)
    for tile in tiles:
        x, y = canvas.at(axes, tile.column, tile.row + 1)
        shade = "" if tile.data is None else classes.shade(tile.data.value)
        canvas.block(x + AIR / 2, y + AIR / 2, wide - AIR, high - AIR, shade or REST, "" if shade else HATCH)
        _outline(canvas, x + AIR / 2, y + AIR / 2, wide - AIR, high - AIR)
        colour, middle = ink(shade) if shade else INK, x + wide / 2
        lines = canvas.wrap(tile.name, wide - AIR - 6, NOTE, is_even=True)
        value = t("render.no_figure", spec.lang) if tile.data is None else row_text(spec, tile.data)
        size = NOTE if tile.data is None else LABEL
        base = y + high / 2 + (len(lines) * NOTE * LINE + LABEL) / 2 - NOTE
        for line in lines:
            canvas.put("category", line, middle, base, NOTE, colour=colour, ha="center", is_clear=not shade)
            base -= NOTE * LINE
        is_known = tile.data is not None
        canvas.put(
            "value", value, middle, base - 1, size, colour=colour, bold=is_known, ha="center", is_clear=not shade
        )
        canvas.out.labels.append(tile.name)
        if tile.data is not None:
            canvas.out.values.append(value)
            row = tile.data
            canvas.out.numbers.append((row.position, f"{row.panel}|{row.series_id}", row.category, float(row.value)))


def _row_of(canvas: Canvas, entries: list[tuple[str, str]], need: float, top: float) -> float:
    """Write the classes in rows above the tiles; return what height is left."""
    x, y = MARGIN, top - LABEL
    for shade, words in entries:
        if x > MARGIN and x + need > canvas.width - MARGIN:
            x, y = MARGIN, y - LABEL * LINE - 2
        _sample(canvas, shade, x, y)
        canvas.put("label", words, x + KEY + 6, y, LABEL)
        x += need + 14
    return y - 8


def _sample(canvas: Canvas, shade: str, x: float, y: float) -> None:
    canvas.block(x, y - 1, KEY, LABEL - 1, shade)
    _outline(canvas, x, y - 1, KEY, LABEL - 1)


def _outline(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    for x1, y1, x2, y2 in (
        (x, y, x + width, y),
        (x, y + height, x + width, y + height),
        (x, y, x, y + height),
        (x + width, y, x + width, y + height),
    ):
        canvas.segment(x1, y1, x2, y2, SOFT, 0.6, order=1.5)
