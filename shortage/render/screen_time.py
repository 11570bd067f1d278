"""Lines on a time axis, in one plot or in panels, with their names, marks and a reader's own words, on the page."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

# Imported here and not where it is used: two pages that import it at the same moment see half of it.
from plotly.subplots import make_subplots

from shortage.figures import FigureSpec, ReferenceLine, each
from shortage.figures.looks import Look, looks
from shortage.figures.style import GRID, INK, REST, SHADE, SOFT
from shortage.render.layout import (
    end_text,
    extent,
    flags,
    lettered,
    reaches_end,
    runs,
    spread,
    tick_decimals,
    value_text,
)
from shortage.render.screen_parts import (
    DASH,
    FOOT,
    LETTERS,
    LINE,
    MEASURES,
    PHONE,
    ROOM,
    SIGN,
    TOP,
    Measures,
    Plots,
    Width,
    broken,
    has_end_labels,
    hint,
    ticks_between,
)
from shortage.text import Period, ages, number

ROW, NOTE_LETTERS = 15, 22
"""Pixels of a row of words above a plot, and letters to a line of a reader's note."""
LEGEND = 250
"""Most pixels of names in one row above a phone's plot: they part where the plot ends, not the page."""
POLE = {"dash": "1px,4px", "color": INK, "width": 1.2}
"""A moment's line: wider dots than a break's, and a flag on top."""


def draw(spec: FigureSpec, width: Width) -> go.Figure:
    """Draw lines in one plot with a name at each end, or in a small plot a panel, all with the same scales."""
    panels, size = spec.panels, MEASURES[width]
    columns = min(len(panels), 3 if width != "narrow" else 1 if len(panels) <= 3 else 2)
    deep = -(-len(panels) // columns)
    chart = make_subplots(
        rows=deep,
        cols=columns,
        shared_yaxes=True,
        shared_xaxes=True,
        subplot_titles=panels if len(panels) > 1 else None,
    )
    chart.update_annotations(font_size=13)
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    styles = looks(list(spec.series), roles, spec.highlight)
    _lines(chart, spec, styles, columns)
    bounds = _values(chart, spec)
    _years(chart, spec, columns, width)
    _breaks_and_references(chart, spec, bounds, size)
    is_labelled = has_end_labels(spec)
    band = _marked_moments(chart, spec, size)
    band += _broken_names(chart, spec, columns, width)
    above = 0  # the legend, above the panels' names or a phone's plot
    if len(spec.series) > 1 and (len(panels) > 1 or width == "narrow"):
        need = sum(48 + len(name) * SIGN for name in _legend_names(spec).values())
        above = 24 if need <= (LEGEND if width == "narrow" else 2 * PHONE) else 20 * len(spec.series) + 4
    top = TOP + band + above
    row_deep = {"narrow": 150, "page": 176, "wide": 240}[width]
    chart.update_layout(
        height=size.deep + top + FOOT if len(panels) == 1 else (row_deep + 34) * deep + 30 + top,
        margin={"l": 50, "r": size.side if is_labelled else 18, "t": top, "b": FOOT},
    )
    if is_labelled:
        _end_labels(chart, spec, styles, bounds, size)
    _notes(chart, spec, bounds, size)
    return chart


def _lines(chart: go.Figure, spec: FigureSpec, styles: Mapping[str, Look], columns: int) -> None:
    """Draw each line in its panel; a series stands in the legend once."""
    data = spec.data.assign(order=range(len(spec.data)))
    shown: set[str] = set()
    names = _legend_names(spec)
    for index, panel in enumerate(spec.panels):
        where = {"row": index // columns + 1, "col": index % columns + 1}
        for series, part in data[data["panel"] == panel].groupby("series_id", sort=False):
            for run in runs(part):
                named = names[str(series)] if str(series) not in shown else ""
                _run(chart, spec, run, styles[str(series)], named, where)
                shown.add(str(series))


def _legend_names(spec: FigureSpec) -> dict[str, str]:
    """Return what each line is called in a legend; of several with one name all but the newest say up to when."""
    last = spec.data.sort_values("x").drop_duplicates("series_id", keep="last").set_index("series_id")["period"]
    newest = {spec.series[str(id)]: id for id in last.index}
    return {
        id: label if newest.get(label, id) == id else f"{label} ({ages.up_to(str(last[id]), spec.lang).lower()})"
        for id, label in spec.series.items()
    }


def _run(
    chart: go.Figure, spec: FigureSpec, run: pd.DataFrame, look: Look, named: str, where: Mapping[str, int]
) -> None:
    """Draw one unbroken stretch of a line (``named`` in the legend), the range around it, and marks where needed."""
    panel, series = str(run["panel"].iloc[0]), str(run["series_id"].iloc[0])
    label = spec.series[series]
    if run["low"].notna().any():
        chart.add_trace(
            go.Scatter(
                x=[*run["x"], *run["x"][::-1]],
                y=[*run["high"], *run["low"][::-1]],
                fill="toself",
                fillcolor=_faint(look.colour),
                line={"width": 0},
                hoverinfo="skip",
                showlegend=False,
                legendgroup=series,
            ),
            **where,
        )
    chart.add_trace(
        go.Scatter(
            x=run["x"].tolist(),
            y=run["value"].tolist(),
            mode="lines",
            name=named or label,
            meta=f"{panel}|{series}",
            legendgroup=series,
            showlegend=bool(named),
            line={"color": look.colour, "dash": DASH[look.dash], "width": 2.2},
            customdata=list(zip(run["period"], run["order"], strict=True)),
            text=[hint(spec, label, Period.parse(row.period).label(spec.lang), row) for row in each(run)],
            hovertemplate="%{text}<extra></extra>",
            hoverinfo="text",  # or the place on the axis would be told as a bare number
            cliponaxis=False,
        ),
        **where,
    )
    marked = run if len(run) == 1 else run[run["is_provisional"]]
    # A mark is an element of the page: only points that need one get it.
    if len(marked):
        chart.add_trace(
            go.Scatter(
                x=marked["x"].tolist(),
                y=marked["value"].tolist(),
                mode="markers",
                legendgroup=series,
                showlegend=False,
                marker={
                    "size": 6,
                    "color": ["white" if p else look.colour for p in marked["is_provisional"]],
                    "line": {"color": look.colour, "width": 1.4},
                },
                hoverinfo="skip",
                cliponaxis=False,
            ),
            **where,
        )


def _values(chart: go.Figure, spec: FigureSpec) -> tuple[float, float]:
    """Scale the axis of values; return its ends."""
    drawn = [v for v in [*spec.data["value"], *spec.data["low"], *spec.data["high"]] if v == v]
    drawn += [line.value for line in spec.reference_lines]
    bottom, top = min(drawn), max(drawn)
    if spec.is_zero_based:
        bottom, top = min(bottom, 0.0), max(top, 0.0)
    pad = (top - bottom or 1.0) * 0.07
    bounds = (bottom if bottom == 0 else bottom - pad, top if top == 0 else top + pad)
    ticks = ticks_between(*bounds)
    chart.update_yaxes(
        range=bounds,
        tickvals=ticks,
        ticktext=[number(v, spec.lang, tick_decimals(ticks)) for v in ticks],
        gridcolor=GRID,
        zeroline=bounds[0] <= 0 <= bounds[1],
        zerolinecolor=INK,
        zerolinewidth=1,
        tickfont={"color": SOFT},
        fixedrange=True,
    )
    return bounds


def _years(chart: go.Figure, spec: FigureSpec, columns: int, width: Width) -> None:
    """Scale the axis of time, with as many years named as there is room for."""
    first, final = extent(spec)
    years = list(range(int(first), int(final) + 1))
    edge = max((final - first) * 0.03, 0.2)
    is_school = spec.data["period"].str.contains("SJ").all()
    # Two panels beside each other on a phone are as wide as three on a page.
    named = MEASURES["page"] if columns > 1 and width == "narrow" else MEASURES[width]
    most = named.years[len(spec.panels) > 1] * 3 // 4 if is_school else named.years[len(spec.panels) > 1]
    step = max(1, -(-len(years) // most))
    years = years[::-1][::step][::-1]
    chart.update_xaxes(
        range=[first - edge, final + edge],  # words at a break do not widen it
        tickvals=years,
        ticktext=[Period(y, 0, "school_year" if is_school else "year").label(spec.lang) for y in years],
        showgrid=False,
        zeroline=False,
        showline=True,
        linecolor=SOFT,
        tickfont={"color": SOFT},
        tickangle=0,
        fixedrange=True,
        showticklabels=True,
    )


def _breaks_and_references(chart: go.Figure, spec: FigureSpec, bounds: tuple[float, float], size: Measures) -> None:
    """Draw the lines of breaks and of references, each with its words."""
    for mark in spec.breaks:
        chart.add_vline(
            x=mark.x, line={"dash": "dot", "color": SOFT, "width": 1}, annotation_text=mark.label,
            annotation_font={"size": 11, "color": SOFT},
            annotation_bgcolor="rgba(255,255,255,0.85)" if spec.events else None, annotation_borderpad=0,
            annotation_position="top right" if _is_right_of_break(spec, mark.x) else "top left",
        )  # fmt: skip
    for line in spec.reference_lines:
        corner, shift = (
            _beside_reference(chart, spec, line, bounds, size) if len(spec.panels) == 1 else ("top left", 4.0)
        )
        chart.add_hline(
            y=line.value, line={"dash": "dash", "color": SOFT, "width": 1.2}, annotation_text=line.label,
            annotation_font={"size": 11, "color": SOFT}, annotation_position=corner, annotation_xshift=shift,
        )  # fmt: skip


def _broken_names(chart: go.Figure, spec: FigureSpec, columns: int, width: Width) -> int:
    """Break the panels' names to the width of their plots; return how many pixels more the deepest of them takes."""
    names = spec.panels if len(spec.panels) > 1 else []
    lines = {name: broken(name, int(ROOM[width] / columns / SIGN)) for name in names}
    chart.for_each_annotation(
        lambda named: named.update(text="<br>".join(map(escape, lines[named.text]))),
        selector=lambda annotation: annotation.text in lines,
    )
    return ROW * (max(map(len, lines.values()), default=1) - 1)


def _marked_moments(chart: go.Figure, spec: FigureSpec, size: Measures) -> int:
    """Draw a reader's moments and span, with their words above the plot; return how many pixels these take."""
    panels = len(spec.panels)
    for shade in spec.own_spans:
        chart.add_vrect(x0=shade.first, x1=shade.last, fillcolor=SHADE, line_width=0, layer="below")
    font = {"size": 11, "color": INK}
    words: dict[str, Any] = {"xref": "paper", "yref": "paper", "y": 1, "showarrow": False, "font": font, "borderpad": 0}
    if panels > 1:
        entries = [(f"<b>{letter}</b> {mark.label}", "event") for letter, mark in lettered(spec)]
        entries += [(f"<span style='color:{REST}'>■</span> {escape(span.text)}", "own") for span in spec.own_spans]
        for index, (text, name) in enumerate(entries):
            chart.add_annotation(
                **words, x=0, xanchor="left", yanchor="bottom", yshift=34 + ROW * (len(entries) - 1 - index), text=text,
                name=name, xshift=-40,
            )  # fmt: skip
        chart.update_annotations(
            selector=lambda annotation: annotation.text in spec.panels, yshift=12 if spec.events else 0
        )
        for letter, mark in lettered(spec):
            chart.add_vline(x=mark.x, line=POLE)
            for index in range(panels):
                axis = str(index + 1) if index else ""
                chart.add_annotation(
                    x=mark.x, xref=f"x{axis}", y=1, yref=f"y{axis} domain", yanchor="bottom", text=letter,
                    showarrow=False, font=font, borderpad=0, name="letter",
                )  # fmt: skip
        return ROW * len(entries) + (20 if entries else 0)
    low, high = chart.layout.xaxis.range
    wide = min(size.plots)
    poles = [((mark.x - low) / (high - low) * wide, len(mark.label) * SIGN) for mark in spec.events]
    rows = flags(poles, -46.0, wide + size.side) if poles else []
    count = max((row + 1 for row, _ in rows), default=0)
    deep = size.deep
    for mark, (row, is_left) in zip(spec.events, rows, strict=True):
        base = 4 + ROW * row
        chart.add_shape(
            type="line", x0=mark.x, x1=mark.x, yref="paper", ysizemode="pixel", yanchor=0, y0=0, y1=deep + base + 10,
            line=POLE, layer="below", name="event",
        )  # fmt: skip
        chart.add_annotation(
            **(words | {"xref": "x"}), x=mark.x, xanchor="right" if is_left else "left", yanchor="bottom",
            yshift=base, xshift=-3 if is_left else 3, text=f"{mark.label} ◂" if is_left else f"▸ {mark.label}",
            name="event",
        )  # fmt: skip
    for shade in spec.own_spans:
        chart.add_annotation(
            **(words | {"xref": "x"}), x=(shade.first + shade.last) / 2, yanchor="bottom", yshift=4 + ROW * count,
            text=escape(shade.text), name="own",
        )  # fmt: skip
    return ROW * (count + len(spec.own_spans))


def _notes(chart: go.Figure, spec: FigureSpec, bounds: tuple[float, float], size: Measures) -> None:
    """Write what a title is about and a reader's notes beside their points, where words touch no line on a page."""
    noted = (*spec.points, *spec.own_notes)
    if not noted:
        return
    plots = _plots(chart, spec, bounds, size)
    for note in noted:
        block = broken(note.text, NOTE_LETTERS)
        wide, tall = max(map(len, block)) * SIGN, len(block) * LINE
        best = plots.put(note.x, note.value, wide, tall)
        chart.add_annotation(
            x=note.x, y=note.value, xanchor="left", yanchor="bottom", xshift=best[0], yshift=best[1], align="left",
            showarrow=False, text="<br>".join(map(escape, block)), font={"size": 11, "color": INK},
            bgcolor="rgba(255,255,255,0.85)", borderpad=0, name="own",
        )  # fmt: skip
        chart.add_trace(
            go.Scatter(
                x=[note.x], y=[note.value], mode="markers", hoverinfo="skip", showlegend=False, cliponaxis=False,
                marker={"size": 9, "color": "rgba(255,255,255,0.6)", "line": {"color": INK, "width": 1.6}},
                name="own",
            )
        )  # fmt: skip


def _plots(chart: go.Figure, spec: FigureSpec, bounds: tuple[float, float], size: Measures) -> Plots:
    """Return the plot of a figure on a time axis, with its lines and marks and the words that stand in it."""
    first, newest = chart.layout.xaxis.range
    low, high = bounds
    plots = Plots.empty(size, (first, newest), bounds, 0 if spec.events or spec.own_spans else TOP / 2)
    for _, part in spec.data[spec.data["value"].notna()].groupby("series_id", sort=False):
        for run in runs(part):
            plots.line(zip(run["x"], run["value"], strict=True))
    for x in [*(mark.x for mark in spec.breaks), *(mark.x for mark in spec.events)]:
        plots.line([(x, low), (x, high)])
    for mark in spec.breaks:
        wide = len(mark.label) * SIGN + 4
        plots.box(mark.x, high, (0 if _is_right_of_break(spec, mark.x) else -wide, -LINE), wide, LINE)
    for line in spec.reference_lines:
        plots.line([(first, line.value), (newest, line.value)])
    for words in chart.layout.annotations:
        if words.name in ("inner", "own") and words.yref == "y":
            block = words.text.split("<br>")
            wide, tall = max(map(len, block)) * SIGN, len(block) * LINE
            plots.box(words.x, words.y, (words.xshift, words.yshift), wide, tall)
    return plots


def _beside_reference(
    chart: go.Figure, spec: FigureSpec, line: ReferenceLine[str], bounds: tuple[float, float], size: Measures
) -> tuple[str, float]:
    """Return where the words of a reference line stand, and their shift: at the end and side that lines touch least."""
    plots, wide = _plots(chart, spec, bounds, size), len(line.label) * SIGN
    first, newest = plots.across
    for tick in chart.layout.yaxis.tickvals:
        plots.line([(first, tick), (newest, tick)])
    corners = {
        (f"{side} {end}", shift): plots.touched(x, line.value, (left, up), wide, LINE)
        for end, x, shift, left in (("left", first, 4.0, 4.0), ("right", newest, -4.0, -wide - 4.0))
        for side, up in (("top", 3.0), ("bottom", -LINE - 3.0))
    }
    return min(corners, key=lambda corner: corners[corner])


def _is_right_of_break(spec: FigureSpec, x: float) -> bool:
    """Whether the words at a break stand right of its line: on the roomier side."""
    return x <= sum(extent(spec)) / 2


def _end_labels(
    chart: go.Figure, spec: FigureSpec, styles: Mapping[str, Look], bounds: tuple[float, float], size: Measures
) -> None:
    """Name each line right of the plot, in its colour, with its last value, as near to its end as the others allow.

    The plot's height in pixels is known (its width is not), so that labels are pushed apart in pixels. A line that
    stops well before the last period has its label at its own end, in the plot. On a phone the names stand above.
    """
    low, high = bounds
    scale = size.deep / (high - low)
    ends = list(each(spec.data[spec.data["value"].notna()].groupby("series_id", sort=False).tail(1)))
    _inner_labels(chart, spec, styles, bounds, [row for row in ends if not reaches_end(spec, row)], size)
    last = [row for row in ends if reaches_end(spec, row)]
    blocks = [_named(spec, row, size) for row in last]
    wanted = [(row.value - low) * scale for row in last]
    heights = [len(block) * LINE + 4.0 for block in blocks]
    for row, block, y in zip(last, blocks, spread(wanted, heights, -FOOT / 2, size.deep + TOP / 2), strict=True):
        look = styles[row.series_id]
        chart.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=0, yref="paper", yanchor="middle", yshift=y, showarrow=False,
            align="left", text=_marked(block, value_text(spec, row.value)),
            font={"size": 12, "color": INK}, name=row.series_id,
        )  # fmt: skip
        chart.add_shape(
            type="line", xref="paper", yref="paper", xsizemode="pixel", ysizemode="pixel", xanchor=1, yanchor=0,
            x0=4, x1=4, y0=y - len(block) * LINE / 2 + 2, y1=y + len(block) * LINE / 2 - 2,
            line={"color": look.colour, "width": 3, "dash": DASH[look.dash]},
        )  # fmt: skip


def _named(spec: FigureSpec, row: Any, size: Measures) -> list[str]:
    """Return the lines of a label: the name where there is room for it beside the plot, and the last value."""
    if size is not MEASURES["narrow"]:
        return [*broken(spec.series[row.series_id], LETTERS), *_value_lines(spec, row)]
    # A school year parts at its stroke, not within a year.
    return [part for line in _value_lines(spec, row) for part in textwrap.wrap(line.replace("/", "/ "), 7)]


def _value_lines(spec: FigureSpec, row: Any) -> list[str]:
    """Return the value at a line's end, and below it the period where the figure goes on."""
    value, _, when = end_text(spec, row).partition(" ")
    return [value, when] if when else [value]


def _marked(block: list[str], value: str) -> str:
    return "<br>".join(f"<b>{escape(line)}</b>" if line == value else escape(line) for line in block)


def _inner_labels(
    chart: go.Figure,
    spec: FigureSpec,
    styles: Mapping[str, Look],
    bounds: tuple[float, float],
    ends: list[Any],
    size: Measures,
) -> None:
    """Name lines that stop early beside their ends, where words touch no line on a page, and few on a phone."""
    plots = _plots(chart, spec, bounds, size)
    for row in ends:
        look = styles[row.series_id]
        block = _named(spec, row, size)
        wide, tall = max(map(len, block)) * SIGN + 10, len(block) * LINE + 2
        best = plots.put(row.x, row.value, wide, tall)
        chart.add_annotation(
            x=row.x, y=row.value, xanchor="left", yanchor="bottom", xshift=best[0] + 5, yshift=best[1], align="left",
            showarrow=False, text=_marked(block, value_text(spec, row.value)), font={"size": 12, "color": INK},
            bgcolor="rgba(255,255,255,0.8)", borderpad=0, name="inner",
        )  # fmt: skip
        chart.add_shape(
            type="line", xref="x", yref="y", xsizemode="pixel", ysizemode="pixel", xanchor=row.x, yanchor=row.value,
            x0=best[0] + 2, x1=best[0] + 2, y0=best[1] + 2, y1=best[1] + tall - 2,
            line={"color": look.colour, "width": 3, "dash": DASH[look.dash]},
        )  # fmt: skip


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.14)"
