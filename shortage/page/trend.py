"""A figure as a small trend, without axis: which of its lines are in it, and which of them is marked."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from shortage.claims import Finding
from shortage.figures import FigureSpec
from shortage.text import Lang, Period


@dataclass(frozen=True)
class TrendLine:
    """One line: ``points`` are (time in years, value), oldest first."""

    points: tuple[tuple[float, float], ...]
    is_marked: bool


@dataclass(frozen=True)
class Trend:
    """A figure's lines, the marked ones last; ``title`` names what is marked, ``begin`` and ``end`` are periods."""

    title: str
    begin: str
    end: str
    lines: tuple[TrendLine, ...]


def trend(spec: FigureSpec, finding: Finding, lang: Lang) -> Trend | None:
    """Return a panel's lines, None for a figure that is not on a time axis.

    The line that the finding's number is about is marked (see :func:`about`). Lines of one label (before and after a
    break) stay apart, as in the figure itself.
    """
    panel = panel_about(spec, finding)
    data = spec.data[(spec.data["panel"] == panel) & spec.data["value"].notna()]
    if not spec.is_time or panel is None or len(data) < 2:
        return None
    main = data[data["role"] == "main"]
    data = main if len(main) > 1 else data
    named = about(data, finding)
    return _of(data, set(data.loc[data["label"] == named, "series_id"]), f"{panel}, {named}" if panel else named, lang)


def of_series(spec: FigureSpec, series: str, title: str, lang: Lang) -> Trend | None:
    """Return one line of a figure by itself, None where it has fewer than two points."""
    data = spec.data[(spec.data["series_id"] == series) & spec.data["value"].notna()]
    return _of(data, {series}, title, lang)


def _of(data: pd.DataFrame, marked: set[str], title: str, lang: Lang) -> Trend | None:
    if len(data) < 2 or data["x"].nunique() < 2:
        return None
    lines = [
        TrendLine(tuple(zip(rows["x"].astype(float), rows["value"].astype(float), strict=True)), id in marked)
        for id, rows in data.groupby("series_id", sort=False)
    ]
    own = data[data["series_id"].isin(marked)].sort_values("x")
    begin, end = (Period.parse(str(own["period"].iloc[index])).label(lang) for index in (0, -1))
    return Trend(title, begin, end, tuple(sorted(lines, key=lambda line: line.is_marked)))


def panel_about(spec: FigureSpec, finding: Finding) -> str | None:
    """Return the panel of a figure that a finding's number is about: the only one, or the one that it names."""
    if len(spec.panels) == 1:
        return spec.panels[0]
    names = {number.text[spec.lang] for number in finding.numbers if number.value == finding.value}
    return next((panel for panel in spec.panels if panel in names), None)


def about(data: pd.DataFrame, finding: Finding) -> str:
    """Return the label of the line that a finding's number is about.

    It is the line on which most of the finding's numbers lie, of those that reach its period. Where none does (its
    numbers are worked out in another unit, say) it is the first of the lines that the figure is mainly about and that
    go on to the newest period; of several such lines the one that is highest there.
    """
    hits: dict[str, int] = {}
    ends: set[str] = set()
    for number in finding.numbers:
        rows = data[data["period"] == number.period]
        for label, value in zip(rows["label"], rows["value"], strict=True):
            if math.isclose(value, number.value, rel_tol=1e-9):
                hits[label] = hits.get(label, 0) + 1
                ends |= {label} if number.period == finding.period else set()
    if ends:
        return str(max(ends, key=lambda label: (hits[label], -list(hits).index(label))))
    newest = data[data["x"] == data["x"].max()]
    return str(newest.loc[newest["value"].idxmax(), "label"])
