"""Two quantities drawn against each other, on the page."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go

# Imported here and not where it is used: two pages that import it at the same moment see half of it.
from shortage.figures import FigureSpec
from shortage.figures.looks import looks
from shortage.figures.style import GRID, INK, SOFT
from shortage.render.layout import (
    runs,
    tick_decimals,
    value_text,
)
from shortage.render.path import Path, each_point
from shortage.render.screen_parts import (
    FOOT,
    LINE,
    MEASURES,
    SIGN,
    TOP,
    Measures,
    Plots,
    Width,
)
from shortage.text import Period, number


def draw(spec: FigureSpec, width: Width) -> go.Figure:
    """Draw two quantities against each other; turning points carry their period, every point tells both values."""
    chart, path = go.Figure(), Path.of(spec)
    points = path.points
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    colour = looks(list(spec.series), roles, spec.highlight)[path.across].colour
    labels = {id: escape(spec.series[id]) for id in (path.across, path.up)}
    for run in runs(points):
        hover = [
            f"{Period.parse(row.period).label(spec.lang)}{'*' if row.is_provisional else ''}"
            f"<br>{labels[path.up]}: <b>{value_text(spec, row.y)}</b>"
            f"<br>{labels[path.across]}: <b>{value_text(spec, row.x)}</b>"
            for row in each_point(run)
        ]
        drawn = {"x": run["x"].tolist(), "y": run["y"].tolist(), "cliponaxis": False, "showlegend": False}
        chart.add_trace(
            go.Scatter(
                **drawn, mode="lines+markers", name=spec.series[path.up], meta=f"|{path.up}", text=hover,
                line={"color": colour, "width": 2.2}, marker={"size": 3, "color": colour},
                customdata=list(zip(run["period"], run["y_place"], strict=True)),
                hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
        # Across is drawn by the same points; this trace holds them for whoever reads the numbers back.
        chart.add_trace(
            go.Scatter(
                **drawn, mode="lines", name=spec.series[path.across], meta=f"|{path.across}", orientation="h",
                line={"width": 0}, customdata=list(zip(run["period"], run["x_place"], strict=True)), hoverinfo="skip",
                hovertemplate="%{text}<extra></extra>", text=hover,
            )
        )  # fmt: skip
    hollow = points[points["is_provisional"]]
    chart.add_trace(
        go.Scatter(
            x=hollow["x"].tolist(), y=hollow["y"].tolist(), mode="markers", hoverinfo="skip", showlegend=False,
            marker={"size": 6, "color": ["white"] * len(hollow), "line": {"color": colour, "width": 1.4}},
            cliponaxis=False,
        )
    )  # fmt: skip
    for name, update, is_zero_based in (
        ("x", chart.update_xaxes, False),
        ("y", chart.update_yaxes, spec.is_zero_based),
    ):
        low, high, ticks = path.axis(name, 5, is_zero_based)
        update(
            range=[low, high], tickvals=ticks, ticktext=[number(v, spec.lang, tick_decimals(ticks)) for v in ticks],
            gridcolor=GRID, showgrid=name == "y", zeroline=False, showline=name == "x", linecolor=SOFT,
            tickfont={"color": SOFT}, fixedrange=True,
        )  # fmt: skip
    chart.update_xaxes(title={"text": spec.series[path.across], "font": {"size": 12}})
    chart.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=-44, y=1, yref="paper", yanchor="bottom", yshift=TOP, showarrow=False,
        text=labels[path.up], font={"size": 12, "color": INK}, name="axis",
    )  # fmt: skip
    turns = [turn for turn in path.turns if not turn.is_provisional]
    chart.add_trace(
        go.Scatter(
            x=[turn.x for turn in turns], y=[turn.y for turn in turns], mode="markers", hoverinfo="skip",
            marker={"size": 8, "color": colour}, cliponaxis=False, showlegend=False, name="turn",
        )
    )  # fmt: skip
    _turns(chart, spec, path, MEASURES[width])
    chart.update_layout(
        height=MEASURES[width].deep + 2 * TOP + FOOT + 40, margin={"l": 50, "r": 18, "t": 2 * TOP, "b": FOOT + 20}
    )
    return chart


def _turns(chart: go.Figure, spec: FigureSpec, path: Path, size: Measures) -> None:
    """Write the period at the named points of a path, where words touch no line on a page, and few on a phone."""
    plots = Plots.empty(size, chart.layout.xaxis.range, chart.layout.yaxis.range, TOP / 2)
    for run in runs(path.points):
        plots.line(zip(run["x"], run["y"], strict=True))
    others = list(zip(path.points["x"], path.points["y"], strict=True))
    for turn in path.turns:
        word = Period.parse(turn.period).label(spec.lang)
        shift = plots.put(turn.x, turn.y, len(word) * SIGN, LINE, others)
        chart.add_annotation(
            x=turn.x, y=turn.y, xanchor="left", yanchor="bottom", xshift=shift[0], yshift=shift[1], showarrow=False,
            text=word, font={"size": 11, "color": INK}, borderpad=0, name="turn",
        )  # fmt: skip
