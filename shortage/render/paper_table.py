"""A typeset table on paper: rows of categories or periods, a column a series, numbers under each other."""

from __future__ import annotations

from shortage.figures import FigureSpec, each
from shortage.figures.style import GRID, INK
from shortage.render.canvas import LABEL, LINE, MARGIN, NOTE, Canvas
from shortage.render.table import table
from shortage.text import MISSING

GAP, WIDEST_GAP = 14.0, 44.0
"""Room between two columns, at least and at most."""
TALLEST = 22.0
HEAD_SHARE = 0.42
"""Part of the sheet's width that the names of the rows take at most."""


def draw(canvas: Canvas, spec: FigureSpec, bottom: float, top: float) -> None:
    """Draw the table between two heights: as large as its rows leave room for, and no larger than one reads at ease."""
    headings, rows = table(spec)
    size = LABEL if (top - bottom) / (len(rows) + 2) > LABEL * LINE else NOTE
    room = canvas.width - 2 * MARGIN
    names = [canvas.wrap(row[0], room * HEAD_SHARE, size) for row in rows]
    first = max(canvas.widest([headings[0]], size, True), *(canvas.widest(lines, size) for lines in names))
    cells = [[cell or MISSING for cell in row[1:]] for row in rows]
    values = [canvas.widest([row[k] for row in cells], size) for k in range(len(headings) - 1)]
    widest = (room - first) / len(values) - GAP
    heads = [
        canvas.wrap(words, max(value, min(widest, canvas.extent(words, size, True))), size, bold=True, is_even=True)
        for words, value in zip(headings[1:], values, strict=True)
    ]
    widths = [max(value, canvas.widest(lines, size, True)) for value, lines in zip(values, heads, strict=True)]
    gap = min(WIDEST_GAP, max((room - first - sum(widths)) / len(widths), GAP))
    rights, edge = [], MARGIN + first
    for width in widths:
        edge += gap + width
        rights.append(edge)
    deep = max(map(len, heads)) * size * LINE
    lines_of = [max(len(name), 1) for name in names]
    step = min((top - bottom - deep - 8) / len(rows), max(TALLEST, max(lines_of) * size * LINE + 5))
    y = top
    for right, lines in zip([MARGIN, *rights], [[headings[0]], *heads], strict=True):
        for number, line in enumerate(reversed(lines)):
            base = y - deep + 2 + number * size * LINE
            canvas.put("tick", line, right, base, size, bold=True, ha="left" if right == MARGIN else "right")
    y -= deep + 3
    canvas.segment(MARGIN, y, edge, y, INK, 1.0)
    for number, (name, row) in enumerate(zip(names, cells, strict=True)):
        middle = y - step / 2
        base = middle + len(name) * size * LINE / 2 - size + 1
        for line in name:
            canvas.put("category", line, MARGIN, base, size)
            base -= size * LINE
        for right, text in zip(rights, row, strict=True):
            star = canvas.extent("*", size) if text.endswith("*") else 0.0  # outside, so that digits stay in line
            canvas.put("value", text, right + star, middle - size / 2 + 2, size, ha="right")
            canvas.out.values.append(text)
        y -= step
        canvas.segment(
            MARGIN, y, edge, y, INK if number == len(rows) - 1 else GRID, 1.0 if number == len(rows) - 1 else 0.8
        )
    canvas.out.plots.append((MARGIN, min(y, bottom), max(edge, MARGIN + room), top))
    canvas.out.labels += [*spec.series.values(), *dict.fromkeys(spec.data["category"])]
    for cell in each(spec.data[spec.data["value"].notna()]):
        key = cell.category or cell.period
        canvas.out.numbers.append((cell.position, f"{cell.panel}|{cell.series_id}", key, float(cell.value)))
