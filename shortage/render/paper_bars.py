"""Bars and dumbbells on paper: one row a category, the value in words beside each mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from shortage.figures import FigureSpec, each
from shortage.figures.house import house
from shortage.figures.looks import Look
from shortage.figures.style import GRID, INK, REST, SOFT
from shortage.render.canvas import HATCH_WIDTH, LABEL, LINE, MARGIN, NOTE, Canvas
from shortage.render.layout import nice_ticks, row_text, tick_decimals
from shortage.render.paper_time import KEY, key, styles
from shortage.text import number

GAP = 5.0
HATCH = "////"


@dataclass
class _Row:
    category: str
    lines: list[str]
    part: pd.DataFrame
    is_strong: bool


def shown(spec: FigureSpec, row: Any) -> str:
    """Return a value as it stands beside its mark; a bar's band is said, for the words stand at the band's end."""
    return row_text(spec, row)


def colour(spec: FigureSpec, look: Look, category: str, series: str) -> str:
    """Return the colour of a bar: with a highlight the accent or grey, else that of its series."""
    if not spec.highlight:
        return look.colour
    if category in spec.highlight or series in spec.highlight:
        return look.colour if len(spec.series) > 1 else house().accent
    return REST


def draw(canvas: Canvas, spec: FigureSpec, bottom: float, top: float) -> None:
    """Draw the bars or dumbbells of a figure between two heights."""
    series, look_of = list(spec.series), styles(spec)
    is_bar = spec.kind == "bar"
    if len(series) > 1:
        top = key(canvas, spec, top, _sample(canvas, spec, look_of))
    floor = bottom + 4 + (0 if is_bar else NOTE + 8)
    ceiling = top - (NOTE + 6 if spec.reference_lines else 0)
    categories = list(dict.fromkeys(spec.data["category"]))
    step = (ceiling - floor) / len(categories)
    letter = LABEL if step >= LABEL else NOTE
    rows = _rows(canvas, spec, categories, step, letter)
    names = max(canvas.widest(row.lines, letter, row.is_strong) for row in rows)
    size = LABEL if step > 13 * (len(series) if is_bar else 1) else NOTE
    left, right, low, high = _frame(canvas, spec, MARGIN + names + 8, size)
    axes = canvas.axes(left, floor, right, ceiling)
    axes.set_xlim(low, high)
    axes.set_ylim(len(categories) - 0.5, -0.5)
    if is_bar:
        zero, _ = canvas.at(axes, 0, 0)
        canvas.segment(zero, floor, zero, ceiling, INK, 1.0, order=2.5)
    else:
        _, _, ticks = nice_ticks(low, high, 5, spec.is_zero_based)
        for tick in ticks:
            x, _ = canvas.at(axes, tick, 0)
            canvas.segment(x, floor, x, ceiling, GRID, 0.8, order=-1)
            text = number(tick, spec.lang, tick_decimals(ticks))
            canvas.put("tick", text, x, floor - 4, NOTE, colour=SOFT, ha="center", va="top")
    for line in spec.reference_lines:
        x, _ = canvas.at(axes, line.value, 0)
        half = canvas.extent(line.label, NOTE) / 2
        centre = min(max(x, MARGIN + half), canvas.width - MARGIN - half)
        canvas.put("reference", line.label, centre, ceiling + 5, NOTE, colour=SOFT, ha="center")
        canvas.out.labels.append(line.label)
    for index, row in enumerate(rows):
        y = ceiling - (index + 0.5) * step + len(row.lines) * letter * LINE / 2 - letter
        for words in row.lines:
            canvas.put("category", words, MARGIN + names, y, letter, ha="right", bold=row.is_strong)
            y -= letter * LINE
        if is_bar:
            _bar(canvas, spec, axes, row.part, index, series, look_of, size)
        else:
            _pair(canvas, spec, axes, row.part, index, series, look_of)
        canvas.out.labels.append(row.category)
    for line in spec.reference_lines:
        x, _ = canvas.at(axes, line.value, 0)
        for low_end, high_end in _between(canvas, x, floor, ceiling + 2):
            if is_bar:  # it is to be seen on a dark bar too
                canvas.segment(x, low_end, x, high_end, "white", 2.4)
            canvas.segment(x, low_end, x, high_end, SOFT, 1.2, (0, (5, 3)), order=2 if is_bar else -0.5)


def _between(canvas: Canvas, x: float, low: float, high: float) -> list[tuple[float, float]]:
    """Return the pieces of an upright line that are free of the values that stand on it."""
    ends = [low]
    for box in sorted((box for box in canvas.out.boxes if box.role == "value"), key=lambda box: box.bottom):
        if box.left - 2 < x < box.right + 2:
            ends += [box.bottom - 4, box.top + 4]
    ends.append(high)
    return [(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if end > start]


def _rows(canvas: Canvas, spec: FigureSpec, categories: list[str], step: float, letter: float) -> list[_Row]:
    """Return the categories with their names wrapped: as narrow as leaves each name within its own row."""
    wrapped: list[_Row] = []
    filled = spec.data[spec.data["value"].notna()]
    parts = {category: filled[filled["category"] == category] for category in categories}
    for share in (0.3, 0.36, 0.42, 0.5):
        wrapped = []
        for category, part in parts.items():
            is_strong = category in spec.highlight
            lines = canvas.wrap(category, canvas.width * share, letter, is_strong, is_even=True)
            wrapped.append(_Row(category, lines, part, is_strong))
        if all(len(row.lines) * letter * LINE <= max(step, letter * LINE) for row in wrapped):
            break
    return wrapped


def _frame(canvas: Canvas, spec: FigureSpec, edge: float, size: float) -> tuple[float, float, float, float]:
    """Return left and right of the plot and its range, such that each value's words fit and no room is wasted."""
    data = spec.data[spec.data["value"].notna()]
    values = pd.concat([data["value"], data["low"], data["high"]]).dropna().tolist()
    values += [line.value for line in spec.reference_lines]
    low, high = min(values), max(values)
    if spec.kind == "bar" or spec.is_zero_based:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        high = low + 1.0
    air = 7.0 if spec.kind == "dumbbell" else 0.0
    words = []
    for row in each(data):
        width = canvas.extent(shown(spec, row), size) + GAP + air
        ends = [v for v in (row.value, row.low, row.high) if v == v]
        words.append((min(ends), max(ends), width))
    left, right = edge, canvas.width - MARGIN
    for _ in range(12):  # the room that words need depends on the scale, and the scale on that room
        scale = (right - left) / (high - low)
        need_left = [edge + width - (v - low) * scale for v, _, width in words if v < 0 or air]
        need_right = [width - (high - v) * scale for _, v, width in words if v >= 0 or air]
        left = max([edge, *need_left])
        right = canvas.width - MARGIN - max([0.0, *need_right])
    return left, right, low, high


def _sample(canvas: Canvas, spec: FigureSpec, look_of: dict[str, Look]) -> Any:
    def mark(index: int, series: str, x: float, y: float) -> None:
        shade = look_of[series].colour
        if spec.kind == "bar":
            canvas.block(x, y - 1, KEY, LABEL - 1, shade, HATCH if index % 2 else "")
        else:
            canvas.dot(x + KEY - 6, y + 4, "white" if index == 0 else shade, shade)

    return mark


def _bar(
    canvas: Canvas,
    spec: FigureSpec,
    axes: Any,
    part: pd.DataFrame,
    rank: int,
    series: list[str],
    look_of: dict[str, Look],
    size: float,
) -> None:
    thick = 0.66 / len(series)
    for row in each(part):
        index = series.index(row.series_id)
        centre = rank + (index - (len(series) - 1) / 2) * thick
        shade = colour(spec, look_of[row.series_id], row.category, row.series_id)
        is_hatched = index % 2 == 1
        (bar,) = axes.barh(
            centre, row.value, height=thick * 0.9, color=shade, edgecolor="white" if is_hatched else shade,
            linewidth=0, hatch=HATCH if is_hatched else None,
        )  # fmt: skip
        bar.set_hatch_linewidth(HATCH_WIDTH)
        canvas.out.numbers.append((row.position, f"{row.panel}|{row.series_id}", row.category, float(bar.get_width())))
        ends = [row.value]
        if row.low == row.low and row.high == row.high:
            axes.plot([row.low, row.high], [centre, centre], color=INK, linewidth=1.2, zorder=4)
            ends += [row.low, row.high]
        is_right = row.value >= 0
        x, y = canvas.at(axes, max(ends) if is_right else min(ends), centre)
        text = shown(spec, row)
        canvas.put(
            "value", text, x + GAP if is_right else x - GAP, y, size, ha="left" if is_right else "right",
            va="center_baseline", is_clear=len(series) == 1,  # white would bite into the bar beside it
        )  # fmt: skip
        canvas.out.values.append(text)


def _pair(
    canvas: Canvas,
    spec: FigureSpec,
    axes: Any,
    part: pd.DataFrame,
    rank: int,
    series: list[str],
    look_of: dict[str, Look],
) -> None:
    """Draw one dumbbell: the earlier hollow, the later filled, each with its value on the outer side."""
    ordered = part.sort_values("value", kind="stable")
    axes.plot(ordered["value"].to_numpy(), [rank] * len(ordered), color=REST, linewidth=2.2, zorder=1)
    for order, row in enumerate(each(ordered)):
        shade = look_of[row.series_id].colour
        (dot,) = axes.plot(
            [row.value], [rank], "o", markersize=5.6, markeredgecolor=shade, markeredgewidth=1.4, zorder=3,
            markerfacecolor="white" if series.index(row.series_id) == 0 else shade, clip_on=False,
        )  # fmt: skip
        value = float(dot.get_xdata()[0])
        canvas.out.numbers.append((row.position, f"{row.panel}|{row.series_id}", row.category, value))
        x, y = canvas.at(axes, row.value, rank)
        is_left = order == 0 and len(ordered) > 1
        text = shown(spec, row)
        canvas.put("value", text, x - 8 if is_left else x + 8, y, NOTE, ha="right" if is_left else "left",
                  va="center_baseline", is_clear=True)  # fmt: skip
        canvas.out.values.append(text)
