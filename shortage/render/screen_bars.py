"""Bars and pairs of points by category, on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

# Imported here and not where it is used: two pages that import it at the same moment see half of it.
from shortage.figures import FigureSpec, each
from shortage.figures.house import house
from shortage.figures.looks import looks
from shortage.figures.style import GRID, INK, REST, SOFT
from shortage.render.layout import (
    row_text,
    tick_decimals,
)
from shortage.render.screen_parts import (
    HALO,
    NAME,
    PHONE,
    SIGN,
    Width,
    broken,
    hint,
    ticks_between,
)
from shortage.text import number

BAR_GAP = 0.35
"""Part of a category's height between its bars and the next."""


@dataclass(frozen=True)
class _Rows:
    """How the rows of a figure lie: a category each, its name beside it or, on a phone, above it.

    ``names`` are broken into lines, at most ``deep``; ``step`` is a row's height and ``thick`` that of its bars, in
    pixels; ``second`` is what the second line of a number takes; ``gap`` is the part of a row between its bars.
    """

    names: list[str]
    is_above: bool
    deep: int
    thick: int
    second: int
    step: int
    gap: float


def draw(spec: FigureSpec, width: Width) -> go.Figure:
    """Draw a bar, or a pair of points, for each category; a phone has their names above them."""
    chart = go.Figure()
    categories = list(dict.fromkeys(spec.data["category"]))
    data = spec.data.assign(order=range(len(spec.data)))
    data = data[data["value"].notna()]
    lefts = _lefts(spec, data)
    rows = _rows(spec, data, categories, width)
    _series(chart, spec, data, lefts, rows)
    for line in spec.reference_lines:
        chart.add_vline(
            x=line.value, line={"dash": "dash", "color": SOFT, "width": 1.2}, layer="below",
            annotation_text=line.label,
            annotation_font={"size": 11, "color": SOFT}, annotation_position="top",
        )  # fmt: skip
    bounds, is_ruled = _values(chart, spec, data)
    left, right = _words_beside(spec, data, lefts, bounds)
    chart.update_yaxes(
        categoryorder="array",
        categoryarray=categories,
        autorange="reversed",
        tickvals=categories,
        ticktext=rows.names,
        showticklabels=not rows.is_above,
        ticklabelstandoff=6 + left,
        automargin=True,
        fixedrange=True,
        showgrid=False,
    )
    # The legend and the words of the reference line have rows of their own above the plot.
    top = 22 if spec.reference_lines else 4
    if len(spec.series) > 1:
        is_wide = sum(48 + len(label) * SIGN for label in spec.series.values()) > PHONE
        top += 20 * (len(spec.series) if is_wide else 1) + 8
    foot = 30 if is_ruled else 6
    chart.update_layout(
        height=top + foot + rows.step * len(categories), bargap=rows.gap,
        margin={"l": 4 + left if rows.is_above else 10, "r": 8 + right, "t": top, "b": foot},
    )  # fmt: skip
    for category, name in zip(categories, rows.names, strict=True) if rows.is_above else ():
        chart.add_annotation(
            x=0, xref="paper", xshift=-left, y=category, yshift=rows.thick / 2 + 8 * rows.deep + 2 + rows.second,
            xanchor="left", align="left", text=name, showarrow=False, font={"size": 12}, bgcolor="white", borderpad=0,
            name="category",
        )  # fmt: skip
    return chart


def _rows(spec: FigureSpec, data: pd.DataFrame, categories: list[str], width: Width) -> _Rows:
    is_above = width == "narrow"  # a phone has no room for names beside the plot
    letters = 46 if is_above else 99 if len(categories) > 8 else NAME if data["high"].isna().all() else NAME - 6
    names = ["<br>".join(broken(name, letters)) for name in categories]
    deep = max(1 + name.count("<br>") for name in names)
    thick = 14 * len(spec.series) if spec.kind == "bar" else 14
    # A range stands in a second line beside its bar.
    second = 10 if spec.kind == "bar" and data["high"].notna().any() else 0
    step = 16 * deep + thick + 16 + 2 * second if is_above else 8 + 16 * deep + 14 * (len(spec.series) - 1)
    return _Rows(names, is_above, deep, thick, second, step, 1 - thick / step if is_above else BAR_GAP)


def _series(chart: go.Figure, spec: FigureSpec, data: pd.DataFrame, lefts: set[int], rows: _Rows) -> None:
    """Draw the bars of each series, or its points, over a line that ties those of a category."""
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    styles = looks(list(spec.series), roles, spec.highlight)
    if spec.kind == "dumbbell":
        for category, part in data.groupby("category", sort=False):
            chart.add_trace(
                go.Scatter(
                    x=part["value"].tolist(), y=[category] * len(part), mode="lines",
                    line={"color": "#BFBFBF", "width": 3}, hoverinfo="skip", showlegend=False,
                )
            )  # fmt: skip
    for index, (series, part) in enumerate(data.groupby("series_id", sort=False)):
        look, label = styles[str(series)], spec.series[str(series)]
        texts = [row_text(spec, row) for row in each(part)]
        common: dict[str, Any] = {
            "x": part["value"].tolist(),
            "y": part["category"].tolist(),
            "name": label,
            "meta": str(part["panel"].iloc[0]) + "|" + str(series),
            "customdata": list(zip(part["category"], part["order"], strict=True)),
            "orientation": "h",
            "text": texts,
            "hovertext": [hint(spec, label, row.category, row) for row in each(part)],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "cliponaxis": False,
        }
        if spec.kind == "bar":
            # With a reference line numbers are written on white, each level with the bar of its series.
            up = ((len(spec.series) - 1) / 2 - index) * rows.step * (1 - rows.gap) / len(spec.series)
            _bars(chart, spec, part, common, look.colour, is_hatched=bool(index % 2), up=up)
        else:
            edge = {"color": look.colour, "width": 2}
            marker = {"size": 11, "color": "white" if index == 0 else look.colour, "line": edge}
            chart.add_trace(go.Scatter(**common, mode="markers", marker=marker))
            for row, text, order in zip(each(part), texts, part["order"], strict=True):
                _value(chart, row.value, row.category, text, is_left=order in lefts, away=8)


def _bars(
    chart: go.Figure,
    spec: FigureSpec,
    part: pd.DataFrame,
    common: dict[str, Any],
    colour: str,
    *,
    is_hatched: bool,
    up: float,
) -> None:
    """Draw the bars of a series; where one has a range, its number stands at the end of the range, not on its line."""
    colours = [colour] * len(part)
    if spec.highlight and len(spec.series) == 1:
        colours = [house().accent if c in spec.highlight else REST for c in part["category"]]
    chart.add_trace(
        go.Bar(
            **common,
            textposition=["none" if high == high or spec.reference_lines else "outside" for high in part["high"]],
            textfont={"shadow": HALO, "size": 12},
            constraintext="none",
            marker={"color": colours, "pattern": {"shape": "/" if is_hatched else ""}},
            error_x=_band(part),
        )
    )
    for row, text in zip(each(part), common["text"], strict=True):
        if row.high == row.high:
            chart.add_annotation(
                x=max(row.high, row.value),
                y=row.category,
                text=text.replace(" (", "<br>("),
                showarrow=False,
                xanchor="left",
                xshift=4,
                align="left",
                font={"size": 12},
            )
        elif spec.reference_lines:
            _value(chart, row.value, row.category, text, is_left=row.value < 0, away=3, up=up)


def _values(chart: go.Figure, spec: FigureSpec, data: pd.DataFrame) -> tuple[tuple[float, float], bool]:
    """Scale the axis of values; return its ends, and whether it has ticks."""
    values = [v for v in [*data["value"], *data["low"], *data["high"]] if v == v]
    values += [line.value for line in spec.reference_lines]
    low, high = min(0.0, *values) if spec.is_zero_based else min(values), max(0.0, *values)
    pad = (high - low or 1.0) * (0.02 if spec.kind == "bar" else 0.06)
    bounds = (low - pad if low < 0 or not spec.is_zero_based else 0, high + pad)
    ticks = ticks_between(*bounds, 3)
    is_ruled = spec.kind == "dumbbell" and high < 1000  # the numbers stand beside their marks
    chart.update_xaxes(
        range=bounds,
        tickvals=ticks,
        ticktext=[number(v, spec.lang, tick_decimals(ticks)) for v in ticks],
        gridcolor=GRID,
        zeroline=True,
        zerolinecolor=INK,
        tickfont={"color": SOFT},
        fixedrange=True,
        tickangle=0,
        showgrid=is_ruled,
        showticklabels=is_ruled,
    )
    return bounds, is_ruled


def _value(
    chart: go.Figure, x: float, category: str, text: str, *, is_left: bool, away: float, up: float = 0.0
) -> None:
    """Write a number beside its mark, on white: no line runs through it."""
    chart.add_annotation(
        x=x, y=category, text=text, showarrow=False, xanchor="right" if is_left else "left",
        xshift=-away if is_left else away, yshift=up, font={"size": 12}, bgcolor="white", borderpad=0, name="value",
    )  # fmt: skip


def _lefts(spec: FigureSpec, data: pd.DataFrame) -> set[int]:
    """Return the places of the rows whose number stands left of its mark: bars below zero, and a pair's lower end."""
    if spec.kind == "bar":
        return set(data.loc[data["value"] < 0, "order"])
    ranked = data.sort_values(["category", "value"], kind="stable")
    return set(ranked[ranked.duplicated("category", keep="last")].groupby("category")["order"].first())


def _words_beside(
    spec: FigureSpec, data: pd.DataFrame, lefts: set[int], bounds: tuple[float, float]
) -> tuple[int, int]:
    """Return the pixels that the numbers beside their marks need left and right of the plot, however narrow it is.

    A number whose mark ends well within the plot needs none: it has the plot to stand on.
    """
    low, high = bounds
    widths = {True: 0.0, False: 0.0}
    for row, order in zip(each(data), data["order"], strict=True):
        is_left = order in lefts
        end = max(row.value, row.high) if row.high == row.high else row.value
        share = (high - end) / (high - low)
        if (share > 0.6) if is_left else (share < 0.4):
            letters = max(map(len, row_text(spec, row).split(" ")))
            widths[is_left] = max(widths[is_left], letters * SIGN + (8 if spec.kind == "bar" else 12))
    return round(widths[True]), round(widths[False])


def _band(part: Any) -> dict[str, Any] | None:
    if part["low"].isna().all():
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": (part["high"] - part["value"]).tolist(),
        "arrayminus": (part["value"] - part["low"]).tolist(),
        "color": INK,
        "thickness": 1.2,
        "width": 0,
    }
