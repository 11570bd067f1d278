"""Draws a figure for the page with Plotly: hover and reflow. Title, subtitle and source are page text, not chart text.

Every number is formatted by our formatter and handed over as finished text: Plotly rounds and names months its own way.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

# Imported here and not where it is used: two pages that import it at the same moment see half of it.
from matplotlib.ticker import MaxNLocator
from plotly.subplots import make_subplots

from shortage.figures import FigureSpec, each
from shortage.figures.provinces import COLUMNS as TILE_COLUMNS
from shortage.figures.provinces import ROWS as TILE_ROWS
from shortage.figures.style import GRID, INK, REST, SHADE, SOFT, Look, looks
from shortage.render.layout import (
    end_text,
    extent,
    flags,
    lettered,
    reaches_end,
    row_text,
    runs,
    spread,
    tick_decimals,
    value_text,
)
from shortage.render.path import Path, Point, each_point
from shortage.render.room import Rect, Room, around
from shortage.render.table import table
from shortage.render.tiles import Classes, each_tile, ink
from shortage.text import MISSING, Period, number, t

Width = Literal["narrow", "page", "wide"]
CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
TOP, FOOT = 30, 34
"""Pixels above and below a plot of lines."""
LETTERS, NAME, LINE, PHONE = 16, 26, 15.0, 330
"""Letters to a line of a label and of a category's name, a line's height in pixels, and the width of a phone's plot."""
SIGN = 6.6
"""Pixels of a sign in a number beside its mark, on the wide side."""
BAR_GAP = 0.35
"""Part of a category's height between its bars and the next."""
TILE, TILE_GAP = 86, 0.06
"""Pixels of a tile's height on a map, and the part of it that is left white to the next."""


@dataclass(frozen=True)
class Measures:
    """How a plot of lines lies on a page of some width: a phone's is not a page's made narrower.

    Attributes:
        deep: pixels of the plot's height; with the width it makes how steep a line looks.
        side: pixels right of the plot: for names and last values, or for values alone where names stand above.
        plots: pixels of the plot's width as it may be, and how much it counts there that words touch a line.
        years: most years that are named under one plot, and under one of several panels.
    """

    deep: int
    side: int
    plots: Mapping[int, float]
    years: tuple[int, int]


MEASURES: dict[Width, Measures] = {
    "narrow": Measures(250, 56, {235: 1.0}, (4, 5)),
    "page": Measures(296, 118, {560: 1.0, 190: 0.01}, (5, 3)),
    "wide": Measures(430, 150, {860: 1.0, 560: 0.1}, (12, 6)),
}
ROW, NOTE_LETTERS = 15, 22
"""Pixels of a row of words above a plot, and letters to a line of a reader's note."""
POLE = {"dash": "1px,4px", "color": INK, "width": 1.2}
"""A moment's line: wider dots than a break's, and a flag on top."""
DASH = {"solid": "solid", "dashed": "dash", "dotted": "dot", "dashdot": "dashdot"}

HALO = ", ".join(f"{x}px {y}px 1px #fff" for x in (-2, 0, 2) for y in (-2, 0, 2) if x or y)
"""White around a number that a line passes behind."""


def figure(spec: FigureSpec, width: Width = "page") -> go.Figure:
    """Return the Plotly figure of a spec, for a phone, a page or a wide page."""
    makers = {"bar": _categories, "dumbbell": _categories, "path": _path, "map": _map, "table": _table}
    made = makers.get(spec.kind, _time)(spec, width)
    made.update_layout(
        separators=",." if spec.lang == "nl" else ".,",
        font={"family": "Source Sans, Source Sans Pro, sans-serif", "size": 13, "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        hoverlabel={"bgcolor": "white", "font": {"color": INK}},
        dragmode=False,
        showlegend=spec.kind == "map"
        or (
            len(spec.series) > 1
            and not (_has_end_labels(spec) and width != "narrow")
            and spec.kind not in ("path", "table")
        ),
        legend={
            "orientation": "v" if spec.kind == "map" else "h",
            "xref": "paper" if spec.kind == "map" else "container",
            "x": 0,
            "yref": "paper" if spec.kind == "map" else "container",
            "y": 1,
            "yanchor": "top",
            "title": None,
            "font": {"size": 12},
        },
    )
    return made


def numbers(made: go.Figure) -> list[tuple[str, str, float]]:
    """Return what a drawn figure draws: ``(panel|series, period or category, value)``, as the paper renderer does."""
    found = []
    for trace in made.data:
        if trace.meta is None:
            continue
        drawn = trace.x if trace.orientation == "h" else trace.y
        for (key, order, *own), value in zip(trace.customdata, drawn, strict=True):
            # A tile and a cell stand in a place of their own: what they show goes with them.
            found.append((int(order), str(trace.meta), str(key), float(own[0] if own else value)))
    return [(meta, key, value) for _, meta, key, value in sorted(found)]


def _hover(spec: FigureSpec, label: str, when: str, row: Any) -> str:
    mark = "*" if row.is_provisional else ""
    band = ""
    if row.low == row.low and row.high == row.high:
        band = f" ({value_text(spec, row.low)}–{value_text(spec, row.high)})"
    return f"{label}<br>{when}: <b>{value_text(spec, row.value)}</b>{mark}{band}"


def _time(spec: FigureSpec, width: Width) -> go.Figure:
    panels, size = spec.panels, MEASURES[width]
    columns = min(len(panels), 3 if width != "narrow" else 1 if len(panels) <= 3 else 2)
    deep = -(-len(panels) // columns)
    made = make_subplots(
        rows=deep,
        cols=columns,
        shared_yaxes=True,
        shared_xaxes=True,
        subplot_titles=panels if len(panels) > 1 else None,
    )
    made.update_annotations(font_size=13)
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    styles = looks(list(spec.series), roles, spec.highlight)
    data = spec.data.assign(order=range(len(spec.data)))
    shown: set[str] = set()
    for place, panel in enumerate(panels):
        where = {"row": place // columns + 1, "col": place % columns + 1}
        for series, part in data[data["panel"] == panel].groupby("series_id", sort=False):
            look, label = styles[str(series)], spec.series[str(series)]
            for run in runs(part):
                if run["low"].notna().any():
                    made.add_trace(
                        go.Scatter(
                            x=[*run["x"], *run["x"][::-1]],
                            y=[*run["high"], *run["low"][::-1]],
                            fill="toself",
                            fillcolor=_faint(look.colour),
                            line={"width": 0},
                            hoverinfo="skip",
                            showlegend=False,
                            legendgroup=str(series),
                        ),
                        **where,
                    )
                made.add_trace(
                    go.Scatter(
                        x=run["x"].tolist(),
                        y=run["value"].tolist(),
                        mode="lines",
                        name=label,
                        meta=f"{panel}|{series}",
                        legendgroup=str(series),
                        showlegend=str(series) not in shown,
                        line={"color": look.colour, "dash": DASH[look.dash], "width": 2.2},
                        customdata=list(zip(run["period"], run["order"], strict=True)),
                        text=[_hover(spec, label, Period.parse(row.period).label(spec.lang), row) for row in each(run)],
                        hovertemplate="%{text}<extra></extra>",
                        cliponaxis=False,
                    ),
                    **where,
                )
                marked = run if len(run) == 1 else run[run["is_provisional"]]
                # A mark is an element of the page: only points that need one get it.
                if len(marked):
                    made.add_trace(
                        go.Scatter(
                            x=marked["x"].tolist(),
                            y=marked["value"].tolist(),
                            mode="markers",
                            legendgroup=str(series),
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
                shown.add(str(series))
    low = [v for v in [*spec.data["value"], *spec.data["low"], *spec.data["high"]] if v == v]
    low += [line.value for line in spec.reference_lines]
    bottom, top = min(low), max(low)
    if spec.is_zero_based:
        bottom, top = min(bottom, 0.0), max(top, 0.0)
    pad = (top - bottom or 1.0) * 0.07
    bounds = (bottom if bottom == 0 else bottom - pad, top if top == 0 else top + pad)
    ticks = _ticks(*bounds)
    made.update_yaxes(
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
    first, final = extent(spec)
    years = list(range(int(first), int(final) + 1))
    edge = max((final - first) * 0.03, 0.2)
    is_school = spec.data["period"].str.contains("SJ").all()
    most = size.years[len(panels) > 1] * 3 // 4 if is_school else size.years[len(panels) > 1]
    step = max(1, -(-len(years) // most))
    years = years[::-1][::step][::-1]
    made.update_xaxes(
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
    middle = (first + final) / 2  # words at a break stand on its roomier side
    for mark in spec.breaks:
        made.add_vline(
            x=mark.x, line={"dash": "dot", "color": SOFT, "width": 1}, annotation_text=mark.label,
            annotation_font={"size": 11, "color": SOFT},
            annotation_bgcolor="rgba(255,255,255,0.85)" if spec.events else None, annotation_borderpad=0,
            annotation_position="top left" if mark.x > middle else "top right",
        )  # fmt: skip
    for line in spec.reference_lines:
        made.add_hline(
            y=line.value, line={"dash": "dash", "color": SOFT, "width": 1.2}, annotation_text=line.label,
            annotation_font={"size": 11, "color": SOFT}, annotation_position="top left",
            annotation_xshift=4,
        )  # fmt: skip
    is_labelled = _has_end_labels(spec)
    band = _marked_moments(made, spec, size)
    above = 0  # the legend, above the panels' names or a phone's plot
    if len(spec.series) > 1 and (len(panels) > 1 or width == "narrow"):
        need = sum(48 + len(label) * SIGN for label in spec.series.values())
        above = 24 if need <= (PHONE if width == "narrow" else 2 * PHONE) else 20 * len(spec.series) + 4
    top = TOP + band + above
    row_deep = {"narrow": 150, "page": 176, "wide": 240}[width]
    made.update_layout(
        height=size.deep + top + FOOT if len(panels) == 1 else (row_deep + 34) * deep + 30 + top,
        margin={"l": 50, "r": size.side if is_labelled else 18, "t": top, "b": FOOT},
    )
    if is_labelled:
        _end_labels(made, spec, styles, bounds, size)
    _own_notes(made, spec, bounds, size)
    return made


def _marked_moments(made: go.Figure, spec: FigureSpec, size: Measures) -> int:
    """Draw a reader's moments and span, with their words above the plot; return how many pixels these take."""
    panels = len(spec.panels)
    for shade in spec.own_spans:
        made.add_vrect(x0=shade.first, x1=shade.last, fillcolor=SHADE, line_width=0, layer="below")
    font = {"size": 11, "color": INK}
    words: dict[str, Any] = {"xref": "paper", "yref": "paper", "y": 1, "showarrow": False, "font": font, "borderpad": 0}
    if panels > 1:
        entries = [(f"<b>{letter}</b> {mark.label}", "event") for letter, mark in lettered(spec)]
        entries += [(f"<span style='color:{REST}'>■</span> {escape(one.text)}", "own") for one in spec.own_spans]
        for place, (text, name) in enumerate(entries):
            made.add_annotation(
                **words, x=0, xanchor="left", yanchor="bottom", yshift=34 + ROW * (len(entries) - 1 - place), text=text,
                name=name, xshift=-40,
            )  # fmt: skip
        made.update_annotations(selector=lambda one: one.text in spec.panels, yshift=12 if spec.events else 0)
        for letter, mark in lettered(spec):
            made.add_vline(x=mark.x, line=POLE)
            for place in range(panels):
                axis = str(place + 1) if place else ""
                made.add_annotation(
                    x=mark.x, xref=f"x{axis}", y=1, yref=f"y{axis} domain", yanchor="bottom", text=letter,
                    showarrow=False, font=font, borderpad=0, name="letter",
                )  # fmt: skip
        return ROW * len(entries) + (20 if entries else 0)
    low, high = made.layout.xaxis.range
    wide = min(size.plots)
    poles = [((mark.x - low) / (high - low) * wide, len(mark.label) * SIGN) for mark in spec.events]
    rows = flags(poles, -46.0, wide + size.side) if poles else []
    count = max((row + 1 for row, _ in rows), default=0)
    deep = size.deep
    for mark, (row, is_left) in zip(spec.events, rows, strict=True):
        base = 4 + ROW * row
        made.add_shape(
            type="line", x0=mark.x, x1=mark.x, yref="paper", ysizemode="pixel", yanchor=0, y0=0, y1=deep + base + 10,
            line=POLE, layer="below", name="event",
        )  # fmt: skip
        made.add_annotation(
            **(words | {"xref": "x"}), x=mark.x, xanchor="right" if is_left else "left", yanchor="bottom",
            yshift=base, xshift=-3 if is_left else 3, text=f"{mark.label} ◂" if is_left else f"▸ {mark.label}",
            name="event",
        )  # fmt: skip
    for shade in spec.own_spans:
        made.add_annotation(
            **(words | {"xref": "x"}), x=(shade.first + shade.last) / 2, yanchor="bottom", yshift=4 + ROW * count,
            text=escape(shade.text), name="own",
        )  # fmt: skip
    return ROW * (count + len(spec.own_spans))


def _own_notes(made: go.Figure, spec: FigureSpec, bounds: tuple[float, float], size: Measures) -> None:
    """Write a reader's notes beside their points, where words touch no line on a page, and few on a phone."""
    if not spec.own_notes:
        return
    plots = _Plots.of(made, spec, bounds, size)
    for note in spec.own_notes:
        block = _lines(note.text, NOTE_LETTERS)
        wide, tall = max(map(len, block)) * SIGN, len(block) * LINE
        best = plots.place(note.x, note.value, wide, tall)
        made.add_annotation(
            x=note.x, y=note.value, xanchor="left", yanchor="bottom", xshift=best[0], yshift=best[1], align="left",
            showarrow=False, text="<br>".join(map(escape, block)), font={"size": 11, "color": INK},
            bgcolor="rgba(255,255,255,0.85)", borderpad=0, name="own",
        )  # fmt: skip
        made.add_trace(
            go.Scatter(
                x=[note.x], y=[note.value], mode="markers", hoverinfo="skip", showlegend=False, cliponaxis=False,
                marker={"size": 9, "color": "rgba(255,255,255,0.6)", "line": {"color": INK, "width": 1.6}},
                name="own",
            )
        )  # fmt: skip


def _has_end_labels(spec: FigureSpec) -> bool:
    """Whether the lines are named at their ends; panels and bars keep a legend."""
    return spec.is_time and spec.kind not in ("path", "table") and len(spec.panels) == 1 and len(spec.series) > 1


def _end_labels(
    made: go.Figure, spec: FigureSpec, styles: Mapping[str, Look], bounds: tuple[float, float], size: Measures
) -> None:
    """Name each line right of the plot, in its colour, with its last value, as near to its end as the others allow.

    The plot's height in pixels is known (its width is not), so that labels are pushed apart in pixels. A line that
    stops well before the last period has its label at its own end, in the plot. On a phone the names stand above.
    """
    low, high = bounds
    scale = size.deep / (high - low)
    ends = list(each(spec.data[spec.data["value"].notna()].groupby("series_id", sort=False).tail(1)))
    _inner_labels(made, spec, styles, bounds, [row for row in ends if not reaches_end(spec, row)], size)
    last = [row for row in ends if reaches_end(spec, row)]
    blocks = [_named(spec, row, size) for row in last]
    wanted = [(row.value - low) * scale for row in last]
    heights = [len(block) * LINE + 4.0 for block in blocks]
    for row, block, y in zip(last, blocks, spread(wanted, heights, -FOOT / 2, size.deep + TOP / 2), strict=True):
        look = styles[row.series_id]
        made.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=0, yref="paper", yanchor="middle", yshift=y, showarrow=False,
            align="left", text=_marked(block, value_text(spec, row.value)),
            font={"size": 12, "color": INK}, name=row.series_id,
        )  # fmt: skip
        made.add_shape(
            type="line", xref="paper", yref="paper", xsizemode="pixel", ysizemode="pixel", xanchor=1, yanchor=0,
            x0=4, x1=4, y0=y - len(block) * LINE / 2 + 2, y1=y + len(block) * LINE / 2 - 2,
            line={"color": look.colour, "width": 3, "dash": DASH[look.dash]},
        )  # fmt: skip


def _named(spec: FigureSpec, row: Any, size: Measures) -> list[str]:
    """Return the lines of a label: the name where there is room for it beside the plot, and the last value."""
    if size is not MEASURES["narrow"]:
        return [*_lines(spec.series[row.series_id], LETTERS), *_value_lines(spec, row)]
    return [part for line in _value_lines(spec, row) for part in textwrap.wrap(line, 7)]


def _value_lines(spec: FigureSpec, row: Any) -> list[str]:
    """Return the value at a line's end, and below it the period where the figure goes on."""
    value, _, when = end_text(spec, row).partition(" ")
    return [value, when] if when else [value]


def _marked(block: list[str], value: str) -> str:
    return "<br>".join(f"<b>{escape(line)}</b>" if line == value else escape(line) for line in block)


@dataclass(frozen=True)
class _Plots:
    """A plot as it lies on a page and on a phone: what stands in it, so that words find the place that suits both."""

    size: Measures
    rooms: dict[int, Room]
    first: float
    newest: float
    low: float
    high: float

    @classmethod
    def of(cls, made: go.Figure, spec: FigureSpec, bounds: tuple[float, float], size: Measures) -> _Plots:
        """Return the plots of a figure on a time axis, with its lines and marks."""
        first, newest = made.layout.xaxis.range
        low, high = bounds
        deep = size.deep
        over = 0 if spec.events or spec.own_spans else TOP / 2
        rooms = {width: Room((0, 0, width, deep + over)) for width in size.plots}
        plots = cls(size, rooms, first, newest, low, high)
        for width, room in plots.rooms.items():
            for _, part in spec.data[spec.data["value"].notna()].groupby("series_id", sort=False):
                for run in runs(part):
                    room.line([plots.at(width, *point) for point in zip(run["x"], run["value"], strict=True)])
            for x in [*(mark.x for mark in spec.breaks), *(mark.x for mark in spec.events)]:
                room.line([plots.at(width, x, low), plots.at(width, x, high)])
            for line in spec.reference_lines:
                room.line([plots.at(width, first, line.value), plots.at(width, newest, line.value)])
            for one in made.layout.annotations:
                if one.name in ("inner", "own") and one.yref == "y":
                    x, y = plots.at(width, one.x, one.y)
                    block = one.text.split("<br>")
                    wide, tall = max(map(len, block)) * SIGN, len(block) * LINE
                    room.box((x + one.xshift, y + one.yshift, x + one.xshift + wide, y + one.yshift + tall))
        return plots

    def at(self, width: int, x: float, value: float) -> tuple[float, float]:
        """Return where a point lies in a plot of a width, in pixels from its lower left."""
        deep = self.size.deep
        across = (x - self.first) / (self.newest - self.first) * width
        return across, (value - self.low) / (self.high - self.low) * deep

    def place(self, x: float, value: float, wide: float, tall: float) -> tuple[float, float]:
        """Return how far from a point the lower left of its words stands, and keep that place for them."""

        def placed(width: int, offset: tuple[float, float]) -> Rect:
            across, up = self.at(width, x, value)
            return (across + offset[0], up + offset[1], across + offset[0] + wide, up + offset[1] + tall)

        offsets = [(rect[0], rect[1]) for rect in around(0.0, 0.0, wide, tall)]
        best = min(
            offsets,
            key=lambda one: sum(self.size.plots[w] * room.hits(placed(w, one), 2.0) for w, room in self.rooms.items()),
        )
        for width, room in self.rooms.items():
            room.box(placed(width, best))
        return best


def _inner_labels(
    made: go.Figure,
    spec: FigureSpec,
    styles: Mapping[str, Look],
    bounds: tuple[float, float],
    ends: list[Any],
    size: Measures,
) -> None:
    """Name lines that stop early beside their ends, where words touch no line on a page, and few on a phone."""
    plots = _Plots.of(made, spec, bounds, size)
    for row in ends:
        look = styles[row.series_id]
        block = _named(spec, row, size)
        wide, tall = max(map(len, block)) * SIGN + 10, len(block) * LINE + 2
        best = plots.place(row.x, row.value, wide, tall)
        made.add_annotation(
            x=row.x, y=row.value, xanchor="left", yanchor="bottom", xshift=best[0] + 5, yshift=best[1], align="left",
            showarrow=False, text=_marked(block, value_text(spec, row.value)), font={"size": 12, "color": INK},
            bgcolor="rgba(255,255,255,0.8)", borderpad=0, name="inner",
        )  # fmt: skip
        made.add_shape(
            type="line", xref="x", yref="y", xsizemode="pixel", ysizemode="pixel", xanchor=row.x, yanchor=row.value,
            x0=best[0] + 2, x1=best[0] + 2, y0=best[1] + 2, y1=best[1] + tall - 2,
            line={"color": look.colour, "width": 3, "dash": DASH[look.dash]},
        )  # fmt: skip


def _path(spec: FigureSpec, width: Width) -> go.Figure:
    """Draw two quantities against each other; turning points carry their period, every point tells both values."""
    made, path = go.Figure(), Path.of(spec)
    points = path.points
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    colour = looks(list(spec.series), roles, spec.highlight)[path.across].colour
    labels = {id: escape(spec.series[id]) for id in (path.across, path.up)}
    for run in runs(points):
        told = [
            f"{Period.parse(row.period).label(spec.lang)}{'*' if row.is_provisional else ''}"
            f"<br>{labels[path.up]}: <b>{value_text(spec, row.y)}</b>"
            f"<br>{labels[path.across]}: <b>{value_text(spec, row.x)}</b>"
            for row in each_point(run)
        ]
        drawn = {"x": run["x"].tolist(), "y": run["y"].tolist(), "cliponaxis": False, "showlegend": False}
        made.add_trace(
            go.Scatter(
                **drawn, mode="lines+markers", name=spec.series[path.up], meta=f"|{path.up}", text=told,
                line={"color": colour, "width": 2.2}, marker={"size": 3, "color": colour},
                customdata=list(zip(run["period"], run["y_place"], strict=True)),
                hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
        # Across is drawn by the same points; this trace holds them for whoever reads the numbers back.
        made.add_trace(
            go.Scatter(
                **drawn, mode="lines", name=spec.series[path.across], meta=f"|{path.across}", orientation="h",
                line={"width": 0}, customdata=list(zip(run["period"], run["x_place"], strict=True)), hoverinfo="skip",
                hovertemplate="%{text}<extra></extra>", text=told,
            )
        )  # fmt: skip
    hollow = points[points["is_provisional"]]
    made.add_trace(
        go.Scatter(
            x=hollow["x"].tolist(), y=hollow["y"].tolist(), mode="markers", hoverinfo="skip", showlegend=False,
            marker={"size": 6, "color": ["white"] * len(hollow), "line": {"color": colour, "width": 1.4}},
            cliponaxis=False,
        )
    )  # fmt: skip
    for name, update, is_zero_based in (
        ("x", made.update_xaxes, False),
        ("y", made.update_yaxes, spec.is_zero_based),
    ):
        low, high, ticks = path.axis(name, 5, is_zero_based)
        update(
            range=[low, high], tickvals=ticks, ticktext=[number(v, spec.lang, tick_decimals(ticks)) for v in ticks],
            gridcolor=GRID, showgrid=name == "y", zeroline=False, showline=name == "x", linecolor=SOFT,
            tickfont={"color": SOFT}, fixedrange=True,
        )  # fmt: skip
    made.update_xaxes(title={"text": spec.series[path.across], "font": {"size": 12}})
    made.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=-44, y=1, yref="paper", yanchor="bottom", yshift=8, showarrow=False,
        text=labels[path.up], font={"size": 12, "color": INK}, name="axis",
    )  # fmt: skip
    _turns(made, spec, path, MEASURES[width])
    made.update_layout(
        height=MEASURES[width].deep + TOP + FOOT + 30, margin={"l": 50, "r": 18, "t": TOP + 12, "b": FOOT + 20}
    )
    return made


def _turns(made: go.Figure, spec: FigureSpec, path: Path, size: Measures) -> None:
    """Write the period at the named points of a path, where words touch no line on a page, and few on a phone."""
    (left, right), (low, high) = made.layout.xaxis.range, made.layout.yaxis.range
    deep = size.deep
    rooms = {width: Room((0, 0, width, deep + TOP / 2)) for width in size.plots}

    def at(width: int, x: float, y: float) -> tuple[float, float]:
        return (x - left) / (right - left) * width, (y - low) / (high - low) * deep

    for width, room in rooms.items():
        for run in runs(path.points):
            room.line([at(width, *point) for point in zip(run["x"], run["y"], strict=True)])
    for turn in path.turns:
        word = Period.parse(turn.period).label(spec.lang)
        wide = len(word) * SIGN

        def placed(width: int, offset: tuple[float, float], turn: Point = turn, wide: float = wide) -> Rect:
            x, y = at(width, turn.x, turn.y)
            return x + offset[0], y + offset[1], x + offset[0] + wide, y + offset[1] + LINE

        offsets = [rect[:2] for rect in around(0.0, 0.0, wide, LINE)]
        best = min(
            offsets, key=lambda one: sum(size.plots[w] * room.hits(placed(w, one), 2.0) for w, room in rooms.items())
        )
        for width, room in rooms.items():
            room.box(placed(width, best))
        made.add_annotation(
            x=turn.x, y=turn.y, xanchor="left", yanchor="bottom", xshift=best[0], yshift=best[1], showarrow=False,
            text=word, font={"size": 11, "color": INK}, borderpad=0, name="turn",
        )  # fmt: skip


def _categories(spec: FigureSpec, width: Width) -> go.Figure:
    made = go.Figure()
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    styles = looks(list(spec.series), roles, spec.highlight)
    categories = list(dict.fromkeys(spec.data["category"]))
    data = spec.data.assign(order=range(len(spec.data)))
    data = data[data["value"].notna()]
    lefts = _lefts(spec, data)
    is_above = width == "narrow"  # a phone has no room for names beside the plot
    letters = 46 if is_above else 99 if len(categories) > 8 else NAME if data["high"].isna().all() else NAME - 6
    names = ["<br>".join(_lines(one, letters)) for one in categories]
    deep = max(1 + one.count("<br>") for one in names)
    thick = 14 * len(spec.series) if spec.kind == "bar" else 14
    step = 16 * deep + thick + 16 if is_above else 8 + 16 * deep + 14 * (len(spec.series) - 1)
    gap = 1 - thick / step if is_above else BAR_GAP
    if spec.kind == "dumbbell":
        for category, part in data.groupby("category", sort=False):
            made.add_trace(
                go.Scatter(
                    x=part["value"].tolist(), y=[category] * len(part), mode="lines",
                    line={"color": "#BFBFBF", "width": 3}, hoverinfo="skip", showlegend=False,
                )
            )  # fmt: skip
    for index, (series, part) in enumerate(data.groupby("series_id", sort=False)):
        look, label = styles[str(series)], spec.series[str(series)]
        texts = [row_text(spec, row) for row in each(part)]
        hover = [_hover(spec, label, row.category, row) for row in each(part)]
        common: dict[str, Any] = {
            "x": part["value"].tolist(),
            "y": part["category"].tolist(),
            "name": label,
            "meta": str(part["panel"].iloc[0]) + "|" + str(series),
            "customdata": list(zip(part["category"], part["order"], strict=True)),
            "orientation": "h",
            "text": texts,
            "hovertext": hover,
            "hovertemplate": "%{hovertext}<extra></extra>",
            "cliponaxis": False,
        }
        if spec.kind == "bar":
            colours = [look.colour] * len(part)
            if spec.highlight and len(spec.series) == 1:
                colours = ["#12436D" if c in spec.highlight else "#BFBFBF" for c in part["category"]]
            made.add_trace(
                go.Bar(
                    **common,
                    # Where a bar has a range, its number stands at the end of the range, not on its line.
                    textposition=[
                        "none" if high == high or spec.reference_lines else "outside" for high in part["high"]
                    ],
                    textfont={"shadow": HALO, "size": 12},
                    constraintext="none",
                    marker={"color": colours, "pattern": {"shape": "/" if index % 2 else ""}},
                    error_x=_band(part),
                )
            )
            for row, text in zip(each(part), texts, strict=True):
                if row.high == row.high:
                    made.add_annotation(
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
                    middle = ((len(spec.series) - 1) / 2 - index) * step * (1 - gap) / len(spec.series)
                    _value(made, row.value, row.category, text, is_left=row.value < 0, away=3, up=middle)
        else:
            made.add_trace(
                go.Scatter(
                    **common,
                    mode="markers",
                    marker={
                        "size": 11,
                        "color": "white" if index == 0 else look.colour,
                        "line": {"color": look.colour, "width": 2},
                    },
                )
            )
            for row, text, order in zip(each(part), texts, part["order"], strict=True):
                _value(made, row.value, row.category, text, is_left=order in lefts, away=8)
    for line in spec.reference_lines:
        made.add_vline(
            x=line.value, line={"dash": "dash", "color": SOFT, "width": 1.2}, layer="below",
            annotation_text=line.label,
            annotation_font={"size": 11, "color": SOFT}, annotation_position="top",
        )  # fmt: skip
    values = [v for v in [*data["value"], *data["low"], *data["high"]] if v == v]
    values += [line.value for line in spec.reference_lines]
    low, high = min(0.0, *values) if spec.is_zero_based else min(values), max(0.0, *values)
    pad = (high - low or 1.0) * (0.02 if spec.kind == "bar" else 0.06)
    bounds = (low - pad if low < 0 or not spec.is_zero_based else 0, high + pad)
    ticks = _ticks(*bounds, 3)
    is_ruled = spec.kind == "dumbbell" and high < 1000  # the numbers stand beside their marks
    left, right = _words_beside(spec, data, lefts, bounds)
    made.update_xaxes(
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
    made.update_yaxes(
        categoryorder="array",
        categoryarray=categories,
        autorange="reversed",
        tickvals=categories,
        ticktext=names,
        showticklabels=not is_above,
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
    plot = step * len(categories)
    made.update_layout(
        height=top + foot + plot, bargap=gap,
        margin={"l": 4 + left if is_above else 10, "r": 8 + right, "t": top, "b": foot},
    )  # fmt: skip
    if is_above:
        for category, name in zip(categories, names, strict=True):
            made.add_annotation(
                x=0, xref="paper", xshift=-left, y=category, yshift=thick / 2 + 8 * deep + 2, xanchor="left",
                align="left", text=name, showarrow=False, font={"size": 12}, bgcolor="white", borderpad=0,
                name="category",
            )  # fmt: skip
    return made


def _value(made: go.Figure, x: float, category: str, text: str, *, is_left: bool, away: float, up: float = 0.0) -> None:
    """Write a number beside its mark, on white: no line runs through it."""
    made.add_annotation(
        x=x, y=category, text=text, showarrow=False, xanchor="right" if is_left else "left",
        xshift=-away if is_left else away, yshift=up, font={"size": 12}, bgcolor="white", borderpad=0, name="value",
    )  # fmt: skip


def _map(spec: FigureSpec, width: Width) -> go.Figure:
    """Draw the provinces as tiles; the classes stand in the corner that has no province."""
    made, classes = go.Figure(), Classes.of(spec)
    order = {row.category: place for place, row in enumerate(each(spec.data))}
    tiles = list(each_tile(spec))
    shades = ["" if tile.data is None else classes.shade(tile.data.value) for tile in tiles]
    label = next(iter(spec.series.values()))
    for is_known in (True, False):
        shown = [(tile, shade) for tile, shade in zip(tiles, shades, strict=True) if bool(shade) == is_known]
        if not shown:
            continue
        none = t("render.no_figure", spec.lang)
        made.add_trace(
            go.Bar(
                x=[tile.column for tile, _ in shown],
                y=[1 - TILE_GAP] * len(shown),
                base=[tile.row + TILE_GAP / 2 for tile, _ in shown],
                width=1 - TILE_GAP / 2,
                name=label,
                meta=f"{spec.data['panel'].iloc[0]}|{spec.data['series_id'].iloc[0]}" if is_known else None,
                customdata=[
                    (row.category, order[row.category], row.value) for row in (tile.data for tile, _ in shown) if row
                ],
                text=[
                    f"{escape(tile.name)}<br>{f'<b>{row_text(spec, tile.data)}</b>' if tile.data else none}"
                    for tile, _ in shown
                ],
                hovertext=[
                    _hover(spec, escape(label), tile.name, tile.data) if tile.data else f"{escape(tile.name)}<br>{none}"
                    for tile, _ in shown
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                insidetextfont={
                    "size": 11,
                    "color": [ink(shade) if shade else INK for _, shade in shown],
                    "shadow": "none" if is_known else HALO,
                },
                marker={
                    "color": [shade or "white" for _, shade in shown],
                    "line": {"color": SOFT, "width": 0.8},
                    "pattern": {"shape": "" if is_known else "/", "fgcolor": REST, "size": 7, "solidity": 0.3},
                },
                showlegend=False,
            )
        )
    for shade, words in classes.words(spec):
        key = {"color": shade, "line": {"color": SOFT, "width": 0.8}}
        made.add_trace(go.Bar(x=[None], y=[None], name=words, hoverinfo="skip", marker=key))
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True, "tickvals": []}
    made.update_xaxes(range=[-0.5, TILE_COLUMNS - 0.5], **hidden)
    made.update_yaxes(range=[TILE_ROWS, 0], **hidden)
    made.update_layout(
        height=TILE * TILE_ROWS, margin={"l": 4, "r": 4, "t": 2, "b": 2}, barmode="overlay",
        legend_itemclick=False, legend_itemdoubleclick=False, legend_tracegroupgap=0,
    )  # fmt: skip
    return made


def _table(spec: FigureSpec, width: Width) -> go.Figure:
    """Set the figures as a table: the names of rows at the left, each series a column of numbers under each other."""
    headings, rows = table(spec)
    made = go.Figure()
    keys = [row[0] for row in rows]
    across = len(headings) - 1
    is_time = spec.is_time
    share = 0.3 if is_time else 0.4  # of the width, for the names of the rows
    names = [_lines(one, NAME) for one in keys]
    letters = max(9, int((1 - share) * PHONE / across / SIGN))
    heads = [_lines(one, letters) for one in headings[1:]]
    deep = [max(len(name), 1) * LINE + 11 for name in names]
    tops = [sum(deep[:place]) for place in range(len(rows) + 1)]
    middle = {key: (tops[place] + tops[place + 1]) / 2 for place, key in enumerate(keys)}
    rights = [share + (1 - share) * (place + 1) / across for place in range(across)]
    data = spec.data.assign(order=range(len(spec.data)))
    data = data[data["value"].notna()]
    columns = list(dict.fromkeys(zip(spec.data["panel"], spec.data["series_id"], strict=True)))
    for (panel, series), right, words in zip(columns, rights, headings[1:], strict=True):
        part = data[(data["panel"] == panel) & (data["series_id"] == series)]
        whens = [Period.parse(row.period).label(spec.lang) if is_time else row.category for row in each(part)]
        made.add_trace(
            go.Scatter(
                x=[right] * len(part), y=[middle[when] for when in whens], mode="text", textposition="middle left",
                text=[row_text(spec, row) for row in each(part)], name=words, meta=f"{panel}|{series}",
                customdata=list(
                    zip(part["period" if is_time else "category"], part["order"], part["value"], strict=True)
                ),
                hovertext=[_hover(spec, escape(words), when, row) for when, row in zip(whens, each(part), strict=True)],
                hovertemplate="%{hovertext}<extra></extra>", cliponaxis=False, showlegend=False,
            )
        )  # fmt: skip
        held = set(whens)
        for key in keys:
            if key not in held:
                made.add_annotation(
                    x=right, y=middle[key], xanchor="right", text=MISSING, showarrow=False, font={"size": 13}
                )
    head = max(len(lines) for lines in [*heads, [headings[0]]]) * LINE + 8
    for x, lines, anchor in [
        (0.0, [headings[0]], "left"),
        *((x, lines, "right") for x, lines in zip(rights, heads, strict=True)),
    ]:
        made.add_annotation(
            x=x, xref="paper", y=1, yref="paper", xanchor=anchor, yanchor="bottom", align=anchor, showarrow=False,
            text="<br>".join(f"<b>{escape(line)}</b>" for line in lines), font={"size": 12, "color": INK},
        )  # fmt: skip
    for key, name in zip(keys, names, strict=True):
        made.add_annotation(
            x=0, xref="paper", y=middle[key], xanchor="left", align="left", showarrow=False, yshift=2,
            text="<br>".join(map(escape, name)), font={"size": 13, "color": INK},
        )  # fmt: skip
    for place, y in enumerate(tops):
        is_edge = place in (0, len(rows))
        made.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=y, y1=y, line={"color": INK if is_edge else GRID, "width": 1},
        )  # fmt: skip
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True, "tickvals": []}
    made.update_xaxes(range=[0, 1], **hidden)
    made.update_yaxes(range=[tops[-1], 0], **hidden)
    made.update_layout(height=head + tops[-1] + 6, margin={"l": 4, "r": 12, "t": head, "b": 6})
    return made


def _lines(text: str, letters: int) -> list[str]:
    """Return a name as lines; what stands between brackets stays together where a line can hold it."""
    tied = re.sub(rf"\([^)]{{,{letters - 2}}}\)", lambda found: found[0].replace(" ", "\u00a0"), text)
    return textwrap.wrap(tied, letters, break_long_words=False)


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


def _ticks(low: float, high: float, count: int = 5) -> list[float]:
    found = MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(v) for v in found if low <= v <= high]


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.14)"
