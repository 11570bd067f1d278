"""A typeset table on paper: rows of categories or periods, a column a series, numbers under each other."""

from __future__ import annotations

from shortage.figures import FigureSpec, each
from shortage.figures.style import GRID, INK
from shortage.render.canvas import LABEL, LINE, MARGIN, NOTE, Sheet
from shortage.render.table import table
from shortage.text import MISSING

GAP, WIDEST_GAP = 14.0, 44.0
"""Room between two columns, at least and at most."""
TALLEST = 22.0
HEAD_SHARE = 0.42
"""Part of the sheet's width that the names of the rows take at most."""


def draw(sheet: Sheet, spec: FigureSpec, bottom: float, top: float) -> None:
    """Draw the table between two heights: as large as its rows leave room for, and no larger than one reads at ease."""
    headings, rows = table(spec)
    size = LABEL if (top - bottom) / (len(rows) + 2) > LABEL * LINE else NOTE
    room = sheet.width - 2 * MARGIN
    names = [sheet.wrap(row[0], room * HEAD_SHARE, size) for row in rows]
    first = max(sheet.widest([headings[0]], size, True), *(sheet.widest(lines, size) for lines in names))
    cells = [[one or MISSING for one in row[1:]] for row in rows]
    values = [sheet.widest([row[k] for row in cells], size) for k in range(len(headings) - 1)]
    widest = (room - first) / len(values) - GAP
    heads = [
        sheet.wrap(words, max(value, min(widest, sheet.extent(words, size, True))), size, bold=True, is_even=True)
        for words, value in zip(headings[1:], values, strict=True)
    ]
    widths = [max(value, sheet.widest(lines, size, True)) for value, lines in zip(values, heads, strict=True)]
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
        for place, line in enumerate(reversed(lines)):
            base = y - deep + 2 + place * size * LINE
            sheet.put("tick", line, right, base, size, bold=True, ha="left" if right == MARGIN else "right")
    y -= deep + 3
    sheet.segment(MARGIN, y, edge, y, INK, 1.0)
    for place, (name, row) in enumerate(zip(names, cells, strict=True)):
        middle = y - step / 2
        base = middle + len(name) * size * LINE / 2 - size + 1
        for line in name:
            sheet.put("category", line, MARGIN, base, size)
            base -= size * LINE
        for right, text in zip(rights, row, strict=True):
            star = sheet.extent("*", size) if text.endswith("*") else 0.0  # outside, so that digits stay in line
            sheet.put("value", text, right + star, middle - size / 2 + 2, size, ha="right")
            sheet.out.values.append(text)
        y -= step
        sheet.segment(
            MARGIN, y, edge, y, INK if place == len(rows) - 1 else GRID, 1.0 if place == len(rows) - 1 else 0.8
        )
    sheet.out.plots.append((MARGIN, min(y, bottom), max(edge, MARGIN + room), top))
    sheet.out.labels += [*spec.series.values(), *dict.fromkeys(spec.data["category"])]
    for one in each(spec.data[spec.data["value"].notna()]):
        key = one.category or one.period
        sheet.out.numbers.append((one.position, f"{one.panel}|{one.series_id}", key, float(one.value)))
