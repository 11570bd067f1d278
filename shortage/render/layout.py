"""Geometry that both renderers share: gaps in a line, ticks, labels pushed apart."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from shortage.figures import FigureSpec
from shortage.figures.marks import EventMark
from shortage.text import Period, number


def runs(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Split a series where a period is missing: a gap is never bridged. Rows must be in time order."""
    if rows.empty:
        return []
    parts, current = [], [0]
    codes = rows["period"].tolist()
    for index in range(1, len(codes)):
        before, after = codes[index - 1], codes[index]
        if before and after and Period.parse(before).shift(1).code != after:
            parts.append(rows.iloc[current])
            current = []
        current.append(index)
    parts.append(rows.iloc[current])
    return parts


def spread(wanted: Sequence[float], size: Sequence[float], low: float, high: float) -> list[float]:
    """Return centres near ``wanted`` such that boxes of height ``size`` do not overlap, within ``low``–``high``.

    Order is kept. When all boxes together are taller than the room they overlap the upper end, never each other.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [0.0] * len(wanted)
    floor = low
    for index in order:
        centre = max(wanted[index], floor + size[index] / 2)
        placed[index] = centre
        floor = centre + size[index] / 2
    ceiling = max(high, low + sum(size))
    for index in reversed(order):
        centre = min(placed[index], ceiling - size[index] / 2)
        placed[index] = centre
        ceiling = centre - size[index] / 2
    return placed


def tick_decimals(ticks: Sequence[float]) -> int:
    """Return the fewest decimals with which all ticks differ and are exact."""
    for decimals in range(4):
        if all(abs(round(tick, decimals) - tick) < 1e-9 for tick in ticks):
            return decimals
    return 4


def value_text(spec: FigureSpec, value: float) -> str:
    """Return a value as the figure prints it."""
    return number(value, spec.lang, spec.decimals)


REACH = 0.9
"""Share of the time axis from which a line counts as reaching its end: its label stands beside the plot."""


def end_text(spec: FigureSpec, row: Any) -> str:
    """Return the value at a line's end, with its period where others go on and the line's name does not say it."""
    text, when = value_text(spec, float(row.value)), Period.parse(row.period).label(spec.lang)
    newest = spec.data.loc[spec.data["value"].notna(), "x"].max()
    return text if row.x >= newest or when in spec.series[row.series_id] else f"{text} ({when})"


def reaches_end(spec: FigureSpec, row: Any) -> bool:
    """Whether a line whose last row this is runs to the end of the time axis, or nearly."""
    first, newest = float(spec.data["x"].min()), float(spec.data["x"].max())
    return bool(row.x >= first + REACH * (newest - first))


def row_text(spec: FigureSpec, row: Any) -> str:
    """Return a row's value as it stands beside its mark: with ``*`` when provisional, with its band if it has one."""
    text = value_text(spec, float(row.value)) + ("*" if row.is_provisional else "")
    return f"{text} {band_text(spec, row)}".strip()


def band_text(spec: FigureSpec, row: Any) -> str:
    """Return a row's band as the figure prints it, ``(3,1–8,4)``; nothing where it has none."""
    if row.low != row.low or row.high != row.high:
        return ""
    return f"({value_text(spec, float(row.low))}–{value_text(spec, float(row.high))})"


def span(spec: FigureSpec) -> tuple[float, float]:
    """Return the range of what a figure draws, with its reference lines, with air above and below; 0 gets no air."""
    parts = pd.concat([spec.data["value"], spec.data["low"], spec.data["high"]]).dropna()
    values = [*parts.tolist(), *(line.value for line in spec.reference_lines)]
    low, high = min(values), max(values)
    if spec.is_zero_based:
        low, high = min(low, 0.0), max(high, 0.0)
    pad = (high - low or abs(high) or 1.0) * 0.06
    return (low if low == 0 else low - pad), (high if high == 0 else high + pad)


def nice_ticks(low: float, high: float, count: int, is_zero_based: bool) -> tuple[float, float, list[float]]:
    """Return the range and the round numbers in it that make ticks: about ``count``, in steps of 1, 2, 2.5 or 5."""
    from matplotlib.ticker import MaxNLocator

    ticks = [float(v) for v in MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
    step = ticks[1] - ticks[0]
    low = ticks[0] if is_zero_based and low >= 0 else low
    return low, high, [v for v in ticks if low - step * 1e-6 <= v <= high + step * 1e-6]


def extent(spec: FigureSpec) -> tuple[float, float]:
    """Return where the time axis begins and ends: all points, and all that a reader marked."""
    places = [*spec.data["x"], *(mark.x for mark in spec.events)]
    places += [x for span in spec.own_spans for x in (span.first, span.last)]
    return float(min(places)), float(max(places))


def flags(poles: Sequence[tuple[float, float]], low: float, high: float) -> list[tuple[int, bool]]:
    """Return for each flag its row above the plot, from 0, and whether its words stand left of its pole.

    No words lie over other words or are struck by another pole, which rises to its own row, as far as there is room
    between ``low`` and ``high``.

    Args:
        poles: place of each pole and width of its words, in one measure.
        low: left edge for words.
        high: right edge.
    """
    best: tuple[float, list[tuple[int, bool]]] = (math.inf, [])
    count = len(poles)
    for rows in itertools.product(range(count), repeat=count):
        for sides in itertools.product((False, True), repeat=count):
            spans = [
                (x - wide - FLAG_AIR if is_left else x, x if is_left else x + wide + FLAG_AIR)
                for (x, wide), is_left in zip(poles, sides, strict=True)
            ]
            cost = float(sum(rows)) + 0.1 * sum(sides)
            cost += sum(1000 * (max(low - a, 0.0) + max(b - high, 0.0)) for a, b in spans)
            for flag, other in itertools.permutations(range(count), 2):
                (a, b), x = spans[flag], poles[other][0]
                if rows[flag] == rows[other] and a < spans[other][1] and spans[other][0] < b:
                    cost += 100
                if rows[other] >= rows[flag] and a < x < b:
                    cost += 100
            if cost < best[0]:
                best = cost, list(zip(rows, sides, strict=True))
    return best[1]


def lettered(spec: FigureSpec) -> list[tuple[str, EventMark[str]]]:
    """Return the moments of a figure of several panels from left to right, each with the letter that stands for it."""
    return list(zip("abc", sorted(spec.events, key=lambda mark: mark.x), strict=False))


FLAG_AIR = 12.0
"""Room between a pole and its words and behind them."""
YEAR_STEPS = (1, 2, 3, 5, 10, 20, 50)


def named_years(years: Sequence[int], step: int, is_yearly: bool) -> list[int]:
    """Return each ``step``-th year: data by year end at the newest year; others stand at round years."""
    shown = [year for year in years if (year - (years[-1] if is_yearly else 0)) % step == 0]
    return shown or list(years[-1:])
