"""Lines over time on paper: one plot with labels at the ends, or small multiples with one scale."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pandas as pd

from shortage.figures import FigureSpec, each
from shortage.figures.looks import Look, looks
from shortage.figures.marks import OwnSpan
from shortage.figures.style import GRID, INK, SHADE, SOFT, STROKES
from shortage.render.canvas import LABEL, LINE, MARGIN, NOTE, Canvas
from shortage.render.label_placer import LabelPlacer, Rect, around
from shortage.render.layout import (
    YEAR_STEPS,
    band_text,
    end_text,
    extent,
    flags,
    lettered,
    named_years,
    nice_ticks,
    reaches_end,
    runs,
    span,
    spread,
    tick_decimals,
    value_text,
)
from shortage.text import Period, number

WIDTH = 1.6
KEY = 24.0
NEAR = 22.0
"""How far a label may stand from the end of its line without a thread."""


@dataclass
class Scale:
    """What all panels of a figure share: the range of both axes and the ticks with their words."""

    first: float
    final: float
    low: float
    high: float
    ticks: list[float]
    texts: list[str]

    @property
    def pad(self) -> float:
        """Air left and right of the lines, in years."""
        return max((self.final - self.first) * 0.015, 0.12)

    @classmethod
    def of(cls, spec: FigureSpec, count: int) -> Scale:
        """Return the scale of a figure with about ``count`` ticks."""
        low, high, ticks = nice_ticks(*span(spec), count, spec.is_zero_based)
        texts = [number(v, spec.lang, tick_decimals(ticks)) for v in ticks]
        return cls(*extent(spec), low, high, ticks, texts)


def styles(spec: FigureSpec) -> dict[str, Look]:
    """Return the look of each series of a figure."""
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    return looks(list(spec.series), roles, spec.highlight)


def lines(canvas: Canvas, spec: FigureSpec, bottom: float, top: float) -> None:
    """Draw one plot with a label at the end of each line."""
    rows, scale = spec.data[spec.data["value"].notna()], Scale.of(spec, 5)
    last = rows.groupby("series_id", sort=False).tail(1)
    ends = {row.series_id: value_text(spec, float(row.value)) for row in each(last)}
    is_single = len(spec.series) == 1
    names = {} if is_single else spec.series
    left = MARGIN + canvas.widest(scale.texts, NOTE) + 7
    at_edge = [row.series_id for row in each(last) if reaches_end(spec, row)]
    blocks = {row.series_id: _block(canvas, spec, row, names.get(row.series_id, ""), 0.25) for row in each(last)}
    right = canvas.width - MARGIN - max(canvas.widest(blocks[key], LABEL) for key in at_edge) - 18
    floor = bottom + NOTE + 9
    band = _Band.of(canvas, spec, scale, left, right)
    rect = (left, floor, right, top - band.height)
    axes = canvas.axes(*rect)
    placer = _panel(canvas, spec, axes, rows, rect, scale, styles(spec), has_labels=True)
    band.draw(canvas, spec, axes, rect, placer)
    _marks(canvas, spec, axes, rect, placer)
    _notes(canvas, spec, axes, placer)
    outside = []
    for row in each(last):
        if row.series_id in at_edge or not _beside(canvas, spec, axes, row, blocks[row.series_id], placer, rect):
            outside.append(row)
    _end_labels(canvas, spec, axes, outside, blocks, rect)
    canvas.out.labels += names.values()
    canvas.out.values += ends.values()


POLE = (0, (1, 3))
"""A moment's line: wider dots than a break's, and a flag on top."""


@dataclass
class _Band:
    """The rows above a plot in which moments and a reader's span have their words, and which word stands in which."""

    rows: list[tuple[int, bool]]
    height: float

    @classmethod
    def of(cls, canvas: Canvas, spec: FigureSpec, scale: Scale, left: float, right: float) -> _Band:
        """Return the band of a plot between two edges."""
        wide = scale.final - scale.first + 2 * scale.pad
        poles = [
            (left + (mark.x - scale.first + scale.pad) / wide * (right - left), canvas.extent(mark.label, NOTE) + 2)
            for mark in spec.events
        ]
        rows = flags(poles, MARGIN, canvas.width - MARGIN)
        count = max((row + 1 for row, _ in rows), default=0) + len(spec.own_spans)
        return cls(rows, count * NOTE * LINE + (4 if count else 0))

    def draw(self, canvas: Canvas, spec: FigureSpec, axes: Any, rect: Rect, placer: LabelPlacer) -> None:
        """Draw poles and shades through the plot, and their words above it; other words keep clear of these."""
        _, floor, _, top = rect
        for shade in spec.own_spans:
            x1, x2 = _shade(canvas, shade, axes, rect, top + self.height - 2)
            half = canvas.extent(shade.text, NOTE) / 2
            centre = min(max((x1 + x2) / 2, MARGIN + half), canvas.width - MARGIN - half)
            box = canvas.put("own", shade.text, centre, top + self.height - NOTE, NOTE, colour=INK, ha="center")
            placer.box((box.left, box.bottom, box.right, box.top))
            canvas.out.labels.append(shade.text)
        for mark, (row, is_left) in zip(spec.events, self.rows, strict=True):
            x, _ = canvas.at(axes, mark.x, axes.get_ylim()[0])
            base = top + 4 + row * NOTE * LINE
            canvas.segment(x, floor, x, base + NOTE - 2, INK, 1.0, POLE, order=1.5)
            canvas.flag(x, base + NOTE / 2 - 1, is_left)
            shift = -8 if is_left else 8
            box = canvas.put("event", mark.label, x + shift, base, NOTE, colour=INK, ha="right" if is_left else "left")
            placer.box((box.left, box.bottom, box.right, box.top))
            canvas.out.poles.append((x, floor, base + NOTE - 2))
            canvas.out.labels.append(mark.label)


def _notes(canvas: Canvas, spec: FigureSpec, axes: Any, placer: LabelPlacer) -> None:
    """Write what a title is about and a reader's notes beside their points, with a thread where they stand away."""
    for note in (*spec.points, *spec.own_notes):
        x, y = canvas.at(axes, note.x, note.value)
        best: tuple[float, Rect, list[str]] | None = None
        for share in (0.24, 0.17, 0.34):
            words = canvas.wrap(note.text, canvas.width * share, NOTE, is_even=True)
            width, height = canvas.widest(words, NOTE), len(words) * NOTE * LINE
            places = [*around(x, y, width, height), *placer.everywhere(x, y, width, height)]
            rect, count = placer.best(places, 3.0)
            if best is None or count < best[0]:
                best = count, rect, words
        assert best is not None
        _, rect, lines = best
        placer.box(rect)
        left, bottom, right, top = rect
        near = min(max(x, left), right), min(max(y, bottom), top)
        if max(abs(near[0] - x), abs(near[1] - y)) >= NEAR / 2:
            canvas.segment(x, y, *near, SOFT, 0.6)
        canvas.dot(x, y, "white", INK)
        for number_, line in enumerate(lines):
            canvas.put("own", line, left, top - NOTE - number_ * NOTE * LINE + 1, NOTE, colour=INK, is_clear=True)
        canvas.out.labels.append(note.text)


def _block(canvas: Canvas, spec: FigureSpec, row: Any, name: str, share: float) -> list[str]:
    """Return a label with its last value (see :func:`end_text`) in lines of at most that share of the sheet's width.

    The value joins the last line when it fits there; its band, if it has one, has a line of its own.
    """
    value, band, room = end_text(spec, row), band_text(spec, row), canvas.width * share
    lines = canvas.wrap(name, room, LABEL)
    if lines and canvas.extent(f"{lines[-1]} {value}", LABEL) <= room:
        lines[-1] += f" {value}"
    else:
        lines.append(value)
    return [*lines, band] if band else lines


def _beside(
    canvas: Canvas, spec: FigureSpec, axes: Any, row: Any, block: list[str], placer: LabelPlacer, rect: Rect
) -> bool:
    """Write the label of a line that stops early beside its end; return whether there was room."""
    x, y = canvas.at(axes, row.x, row.value)
    narrow = _block(canvas, spec, row, spec.series[row.series_id], 0.17)
    breaks = [canvas.at(axes, mark.x, row.value)[0] for mark in spec.breaks]
    for lines, is_strict in ((block, True), (narrow, True), (block, False), (narrow, False)):
        width, height = canvas.widest(lines, LABEL) + 5, len(lines) * LABEL * LINE
        for spot in [*around(x, y, width, height), *placer.everywhere(x, y, width, height)]:
            left, bottom, right, top = spot
            if any(x < edge < right or left < edge < x for edge in breaks):  # what ends before a break stands before it
                continue
            near = min(max(x, left), right), min(max(y, bottom), top)
            is_far = max(abs(near[0] - x), abs(near[1] - y)) >= NEAR
            # Only where there is no other place a thread crosses a line.
            if placer.hits(spot, 2.0) or (is_far and is_strict and not placer.is_free((x, y), near)):
                continue
            placer.box(spot)
            if is_far:
                canvas.segment(x, y, *near, SOFT, 0.6)
            canvas.segment(left, bottom + 2, left, top - 1, styles(spec)[row.series_id].colour, 2.6)
            for number_, line in enumerate(lines):
                canvas.put("label", line, left + 5, top - LABEL - number_ * LABEL * LINE, LABEL, is_clear=True)
            return True
    return False


def _end_labels(
    canvas: Canvas, spec: FigureSpec, axes: Any, ends: list[Any], blocks: dict[str, list[str]], rect: Rect
) -> None:
    """Write labels right of the plot, pushed apart, each with a mark in its colour and a thread to its end."""
    _, bottom, right, top = rect
    points = [canvas.at(axes, row.x, row.value) for row in ends]
    heights = [len(blocks[row.series_id]) * LABEL * LINE + 2 for row in ends]
    centres = spread([y for _, y in points], heights, bottom - 8, top + 4)
    for row, (x, y0), y, height in zip(ends, points, centres, heights, strict=True):
        colour = styles(spec)[row.series_id].colour
        if right - x > 24:  # a long thread must not look like a line of data
            canvas.segment(x + 4, y0, right + 8, y, SOFT, 0.5)
        elif abs(y - y0) > 3 or right - x > 8:
            canvas.segment(x + 4, y0, right + 8, y, colour, 0.8)
        canvas.segment(right + 8, y - height / 2 + 3, right + 8, y + height / 2 - 3, colour, 2.6)
        for number_, line in enumerate(blocks[row.series_id]):
            canvas.put("label", line, right + 13, y + height / 2 - LABEL - 0.5 - number_ * LABEL * LINE, LABEL)


def _panel(
    canvas: Canvas,
    spec: FigureSpec,
    axes: Any,
    rows: pd.DataFrame,
    rect: Rect,
    scale: Scale,
    look_of: dict[str, Look],
    *,
    has_labels: bool,
) -> LabelPlacer:
    """Draw grid, axes and lines of one panel; return what a label there must keep clear of."""
    left, bottom, right, top = rect
    placer = LabelPlacer((left - 1, bottom + 1, right + 6, top + 3))
    axes.set_xlim(scale.first - scale.pad, scale.final + scale.pad)
    axes.set_ylim(scale.low, scale.high)
    for tick, text in zip(scale.ticks, scale.texts, strict=True):
        _, y = canvas.at(axes, scale.first, tick)
        canvas.segment(left, y, right, y, GRID, 0.8, order=-1)
        if has_labels:
            canvas.put("tick", text, left - 6, y, NOTE, colour=SOFT, ha="right", va="center_baseline")
    _, y = canvas.at(axes, scale.first, 0 if spec.is_zero_based and scale.low < 0 else scale.low)
    canvas.segment(left, y, right, y, INK, 1.0, order=-1)
    _years(canvas, spec, axes, rect, scale)
    for mark in spec.breaks:
        if scale.first - scale.pad < mark.x < scale.final + scale.pad:
            x, _ = canvas.at(axes, mark.x, scale.low)
            canvas.segment(x, bottom, x, top, SOFT, 1.0, (0, (1, 2)), order=-1)
            placer.line([(x, bottom), (x, top)])
    for event in spec.events:
        x, _ = canvas.at(axes, event.x, scale.low)
        placer.box((x - 0.5, bottom, x + 0.5, top))
    for series, part in rows.groupby("series_id", sort=False):
        look = look_of[str(series)]
        for run in runs(part):
            xs, ys = run["x"].to_numpy(), run["value"].to_numpy()
            if run["low"].notna().any():
                axes.fill_between(xs, run["low"], run["high"], color=look.colour, alpha=0.14, linewidth=0)
                for edge in ("low", "high"):
                    axes.plot(xs, run[edge].to_numpy(), color=look.colour, linewidth=0.6, alpha=0.7)
                    placer.line([canvas.at(axes, *point) for point in zip(xs, run[edge], strict=True)])
            (drawn,) = axes.plot(
                xs, ys, color=look.colour, linewidth=WIDTH, linestyle=STROKES[look.dash], zorder=3,
                marker="o" if len(run) == 1 else "", markersize=3.6, solid_capstyle="round", dash_capstyle="butt",
            )  # fmt: skip
            for order, key, value in zip(run.index, run["period"], drawn.get_ydata(), strict=True):
                canvas.out.numbers.append((int(order), f"{run['panel'].iloc[0]}|{series}", str(key), float(value)))
            placer.line([canvas.at(axes, *point) for point in zip(xs, ys, strict=True)])
        hollow = part[part["is_provisional"]]
        axes.plot(
            hollow["x"].to_numpy(), hollow["value"].to_numpy(), "o", markerfacecolor="white",
            markeredgecolor=look.colour, markeredgewidth=1.0, markersize=3.6, zorder=4, linestyle="none", clip_on=False,
        )  # fmt: skip
    return placer


def _years(canvas: Canvas, spec: FigureSpec, axes: Any, rect: Rect, scale: Scale) -> None:
    """Write years under a plot, as many as fit; a word never leaves its own panel by more than its air."""
    left, bottom, right, _ = rect
    codes = spec.data["period"]
    is_school = bool(codes.str.contains("SJ").all())
    years = [y for y in range(int(scale.first), int(scale.final) + 1) if y >= scale.first - scale.pad]
    words = {y: Period(y, 0, "school_year" if is_school else "year").label(spec.lang) for y in years}
    half = canvas.widest(list(words.values()), NOTE) / 2
    at = {year: canvas.at(axes, year, scale.low)[0] for year in years}
    is_yearly = bool(codes.str.contains("JJ|SJ").all())
    for step in YEAR_STEPS:
        shown = named_years(years, step, is_yearly)
        centres = [min(max(at[year], left - 4 + half), right + 4 - half) for year in shown]
        if all(b - a >= 2 * half + 8 for a, b in itertools.pairwise(centres)):
            break
    for year, centre in zip(shown, centres, strict=True):
        canvas.segment(at[year], bottom, at[year], bottom - 3, SOFT, 1.0)
        canvas.put("tick", words[year], centre, bottom - 5, NOTE, colour=SOFT, ha="center", va="top")


def _marks(canvas: Canvas, spec: FigureSpec, axes: Any, rect: Rect, placer: LabelPlacer) -> None:
    """Draw reference lines, and place their words and those of breaks where no line passes."""
    left, bottom, right, top = rect
    for line in spec.reference_lines:
        _, y = canvas.at(axes, axes.get_xlim()[0], line.value)
        canvas.segment(left, y, right, y, SOFT, 1.2, (0, (5, 3)), order=1)
    low, high = axes.get_xlim()
    for mark in spec.breaks:
        if not low < mark.x < high:
            continue
        x, _ = canvas.at(axes, mark.x, 0)
        width = canvas.extent(mark.label, NOTE)
        heights = [top - NOTE - 2, *(bottom + 4 + k * (top - bottom - NOTE - 8) / 8 for k in range(8))]
        tries = [(s, y, s + width, y + NOTE) for y in heights for s in (x + 4, x - 4 - width)]
        if spec.events:  # a pole beside a break leaves no room right beside it
            steps = [left + k * (right + 18 - left - width) / 20 for k in range(21)]
            steps.sort(key=lambda s: abs(s + width / 2 - x))
            tries += [(s, y, s + width, y + NOTE) for s in steps for y in heights]
        _write(canvas, "break", mark.label, placer, tries)
    for line in spec.reference_lines:
        _, y = canvas.at(axes, low, line.value)
        width = canvas.extent(line.label, NOTE)
        starts = [left + 2 + k * max(right - left - width - 4, 0) / 16 for k in range(17)]
        tries = [(s, y0, s + width, y0 + NOTE) for y0 in (y + 4, y - NOTE - 4) for s in starts]
        _write(canvas, "reference", line.label, placer, tries)
    for line in spec.reference_lines:
        _, y = canvas.at(axes, low, line.value)
        placer.line([(left, y), (right, y)])


def _shade(canvas: Canvas, shade: OwnSpan, axes: Any, rect: Rect, top: float) -> tuple[float, float]:
    """Draw a reader's span as far as it lies in a plot, up to ``top``; return where it begins and ends."""
    (x1, _), (x2, _) = (canvas.at(axes, edge, axes.get_ylim()[0]) for edge in (shade.first, shade.last))
    x1, x2 = max(x1, rect[0]), min(x2, rect[2])
    canvas.block(x1, rect[1], x2 - x1, top - rect[1], SHADE, order=-3)
    return x1, x2


def _panel_marks(canvas: Canvas, spec: FigureSpec, axes: Any, rect: Rect) -> None:
    """Draw moments and a reader's span in one of several panels; their words stand above all panels."""
    _, bottom, _, top = rect
    for shade in spec.own_spans:
        _shade(canvas, shade, axes, rect, top)
    for letter, mark in lettered(spec):
        x, _ = canvas.at(axes, mark.x, axes.get_ylim()[0])
        canvas.segment(x, bottom, x, top, INK, 1.0, POLE, order=1.5)
        canvas.put("event", letter, x, top + 5, NOTE, colour=INK, ha="center")
        canvas.out.poles.append((x, bottom, top))


def _explained(canvas: Canvas, spec: FigureSpec, top: float) -> float:
    """Write above all panels what the letters and the shade in each of them mean; return the new top."""
    entries = [(f"{letter}  {mark.label}", mark.label, "") for letter, mark in lettered(spec)]
    entries += [(shade.text, shade.text, SHADE) for shade in spec.own_spans]
    x, y = MARGIN, top - LABEL
    for words, label, colour in entries:
        need = canvas.extent(words, NOTE) + (KEY if colour else 0)
        if x > MARGIN and x + need > canvas.width - MARGIN:
            x, y = MARGIN, y - LABEL * LINE
        if colour:
            canvas.block(x, y - 2, KEY - 6, LABEL, colour)
        canvas.put("own" if colour else "event", words, x + (KEY if colour else 0), y, NOTE)
        canvas.out.labels.append(label)
        x += need + 16
    return y - 8 if entries else top


def _write(canvas: Canvas, role: str, text: str, placer: LabelPlacer, tries: list[Rect]) -> None:
    # A break's own line and a reference's own line are no hindrance: words stand right beside them. A point's mark is.
    rect, _ = placer.best(tries, 4.0)
    placer.box(rect)
    canvas.put(role, text, rect[0], rect[1] + 2, NOTE, colour=SOFT, is_clear=True)
    canvas.out.labels.append(text)


def multiples(canvas: Canvas, spec: FigureSpec, bottom: float, top: float) -> None:
    """Draw one small plot a panel, all with the same scales."""
    names = spec.panels
    count = len(names)
    columns = count if count < 4 else 2 if count == 4 else 3
    if canvas.width < 500 and count > 3:
        columns = 2
    deep = -(-count // columns)
    scale = Scale.of(spec, 3 if deep > 2 else 4)
    gutter = canvas.widest(scale.texts, NOTE) + 8
    look_of = styles(spec)
    if len(spec.series) > 1 and len(spec.series) <= 4:
        top = key(canvas, spec, top)
    top = _explained(canvas, spec, top)
    cell_w = (canvas.width - 2 * MARGIN - gutter) / columns
    cell_h = (top - bottom) / deep
    heads = [canvas.wrap(name, cell_w - 16, LABEL, bold=True) for name in names]
    head_h = max(len(head) for head in heads) * LABEL * LINE
    for index, name in enumerate(names):
        column, row = index % columns, index // columns
        left = MARGIN + gutter + column * cell_w
        right = left + cell_w - 22
        ceiling = top - row * cell_h
        for number_, line in enumerate(heads[index]):
            canvas.put("panel", line, left, ceiling - LABEL - number_ * LABEL * LINE, LABEL, bold=True)
        floor = top - (row + 1) * cell_h + NOTE + 12
        rect = (left, floor, right, ceiling - head_h - 6 - (NOTE + 3 if spec.events else 0))
        axes = canvas.axes(*rect)
        part = spec.data[(spec.data["panel"] == name) & spec.data["value"].notna()]
        placer = _panel(canvas, spec, axes, part, rect, scale, look_of, has_labels=column == 0)
        _panel_marks(canvas, spec, axes, rect)
        if index == 0:
            _marks(canvas, spec, axes, rect, placer)
        else:
            for reference in spec.reference_lines:
                _, y = canvas.at(axes, scale.first, reference.value)
                canvas.segment(left, y, right, y, SOFT, 1.2, (0, (5, 3)), order=1)
        _last_values(canvas, spec, axes, part, placer)
        canvas.out.labels.append(name)


def _last_values(canvas: Canvas, spec: FigureSpec, axes: Any, part: pd.DataFrame, placer: LabelPlacer) -> None:
    """Write the last value of each line in a panel where there is room for it."""
    for row in each(part.groupby("series_id", sort=False).tail(1)):
        text = value_text(spec, float(row.value))
        x, y = canvas.at(axes, row.x, row.value)
        width = canvas.extent(text, NOTE)
        tries = [
            (x + dx - width, y + dy, x + dx, y + dy + NOTE) for dx in (4, -6, -16) for dy in (5, 9, -15, -19, 14, -24)
        ]
        rect, count = placer.best(tries, 1.5)
        if count:
            continue
        placer.box(rect)
        canvas.put("value", text, rect[0], rect[1] + 2, NOTE, colour=INK)


def key(canvas: Canvas, spec: FigureSpec, top: float, draw_mark: Any = None) -> float:
    """Write a legend above the plot, in the order of the series; return the new top.

    ``draw_mark(index, series, x, y)`` draws the sample of a series; without it a piece of its line.
    """
    x, y = MARGIN, top - LABEL
    for index, (series, label) in enumerate(spec.series.items()):
        need = KEY + 5 + canvas.extent(label, LABEL) + 16
        if x > MARGIN and x + need - 16 > canvas.width - MARGIN:
            x, y = MARGIN, y - LABEL * LINE - 2
        if draw_mark is None:
            look = styles(spec)[series]
            canvas.segment(x, y + 4, x + KEY, y + 4, look.colour, 2.2, STROKES[look.dash])
        else:
            draw_mark(index, series, x, y)
        for line in canvas.wrap(label, canvas.width - MARGIN - x - KEY - 5, LABEL):
            canvas.put("label", line, x + KEY + 5, y, LABEL)
            y -= LABEL * LINE
        y += LABEL * LINE
        canvas.out.labels.append(label)
        x += need
    return y - 8
