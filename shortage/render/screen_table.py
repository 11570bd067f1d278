"""Figures set as a table, on the page."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go

# Imported here and not where it is used: two pages that import it at the same moment see half of it.
from shortage.figures import FigureSpec, each
from shortage.figures.style import GRID, INK
from shortage.render.layout import (
    row_text,
)
from shortage.render.screen_parts import (
    LINE,
    NAME,
    ROOM,
    SIGN,
    Width,
    broken,
    hint,
    hyphened,
)
from shortage.render.table import table
from shortage.text import MISSING, Period


def draw(spec: FigureSpec, width: Width) -> go.Figure:
    """Set the figures as a table: the names of rows at the left, each series a column of numbers under each other."""
    headings, rows = table(spec)
    chart = go.Figure()
    keys = [row[0] for row in rows]
    across = len(headings) - 1
    is_time = spec.is_time
    share = 0.4  # of the width, for the names of the rows
    if is_time:
        share = min(0.3, (max(map(len, keys)) * SIGN + 10) / ROOM[width])
    names = [broken(key, NAME) for key in keys]
    room = int((1 - share) * ROOM[width] / across / SIGN)
    heads = [broken(hyphened(heading, room), room) for heading in headings[1:]]
    deep = [max(len(name), 1) * LINE + 11 for name in names]
    tops = [sum(deep[:index]) for index in range(len(rows) + 1)]
    middle = {key: (tops[index] + tops[index + 1]) / 2 for index, key in enumerate(keys)}
    rights = [share + (1 - share) * (index + 1) / across for index in range(across)]
    data = spec.data.assign(order=range(len(spec.data)))
    data = data[data["value"].notna()]
    columns = list(dict.fromkeys(zip(spec.data["panel"], spec.data["series_id"], strict=True)))
    for (panel, series), right, words in zip(columns, rights, headings[1:], strict=True):
        part = data[(data["panel"] == panel) & (data["series_id"] == series)]
        whens = [Period.parse(row.period).label(spec.lang) if is_time else row.category for row in each(part)]
        chart.add_trace(
            go.Scatter(
                x=[right] * len(part), y=[middle[when] for when in whens], mode="text", textposition="middle left",
                text=[row_text(spec, row) for row in each(part)], name=words, meta=f"{panel}|{series}",
                customdata=list(
                    zip(part["period" if is_time else "category"], part["order"], part["value"], strict=True)
                ),
                hovertext=[hint(spec, escape(words), when, row) for when, row in zip(whens, each(part), strict=True)],
                hovertemplate="%{hovertext}<extra></extra>", cliponaxis=False, showlegend=False,
            )
        )  # fmt: skip
        held = set(whens)
        for key in keys:
            if key not in held:
                chart.add_annotation(
                    x=right, y=middle[key], xanchor="right", text=MISSING, showarrow=False, font={"size": 13}
                )
    head = max(len(lines) for lines in [*heads, [headings[0]]]) * LINE + 8
    for x, lines, anchor in [
        (0.0, [headings[0]], "left"),
        *((x, lines, "right") for x, lines in zip(rights, heads, strict=True)),
    ]:
        chart.add_annotation(
            x=x, xref="paper", y=1, yref="paper", xanchor=anchor, yanchor="bottom", align=anchor, showarrow=False,
            text="<br>".join(f"<b>{escape(line)}</b>" for line in lines), font={"size": 12, "color": INK},
        )  # fmt: skip
    for key, name in zip(keys, names, strict=True):
        chart.add_annotation(
            x=0, xref="paper", y=middle[key], xanchor="left", align="left", showarrow=False, yshift=2,
            text="<br>".join(map(escape, name)), font={"size": 13, "color": INK},
        )  # fmt: skip
    for index, y in enumerate(tops):
        is_edge = index in (0, len(rows))
        chart.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=y, y1=y, line={"color": INK if is_edge else GRID, "width": 1},
        )  # fmt: skip
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True, "tickvals": []}
    chart.update_xaxes(range=[0, 1], **hidden)
    chart.update_yaxes(range=[tops[-1], 0], **hidden)
    chart.update_layout(height=head + tops[-1] + 6, margin={"l": 4, "r": 12, "t": head, "b": 6})
    return chart
