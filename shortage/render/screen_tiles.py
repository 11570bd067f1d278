"""The provinces as tiles, on the page."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go

# Imported here and not where it is used: two pages that import it at the same moment see half of it.
from shortage.figures import FigureSpec, each
from shortage.figures.provinces import COLUMNS as TILE_COLUMNS
from shortage.figures.provinces import ROWS as TILE_ROWS
from shortage.figures.style import INK, REST, SOFT
from shortage.render.layout import (
    row_text,
)
from shortage.render.screen_parts import (
    HALO,
    Width,
    hint,
)
from shortage.render.tiles import Classes, each_tile, ink
from shortage.text import t

TILE, TILE_GAP = 86, 0.06
"""Pixels of a tile's height on a map, and the part of it that is left white to the next."""


def draw(spec: FigureSpec, width: Width) -> go.Figure:
    """Draw the provinces as tiles; the classes stand in the corner that has no province."""
    chart, classes = go.Figure(), Classes.of(spec)
    order = {row.category: position for position, row in enumerate(each(spec.data))}
    tiles = list(each_tile(spec))
    shades = ["" if tile.data is None else classes.shade(tile.data.value) for tile in tiles]
    label = next(iter(spec.series.values()))
    for is_known in (True, False):
        shown = [(tile, shade) for tile, shade in zip(tiles, shades, strict=True) if bool(shade) == is_known]
        if not shown:
            continue
        none = t("render.no_figure", spec.lang)
        chart.add_trace(
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
                    hint(spec, escape(label), tile.name, tile.data) if tile.data else f"{escape(tile.name)}<br>{none}"
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
        chart.add_trace(go.Bar(x=[None], y=[None], name=words, hoverinfo="skip", marker=key))
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True, "tickvals": []}
    chart.update_xaxes(range=[-0.5, TILE_COLUMNS - 0.5], **hidden)
    chart.update_yaxes(range=[TILE_ROWS, 0], **hidden)
    chart.update_layout(
        height=TILE * TILE_ROWS, margin={"l": 4, "r": 4, "t": 2, "b": 2}, barmode="overlay",
        legend_itemclick=False, legend_itemdoubleclick=False, legend_tracegroupgap=0,
    )  # fmt: skip
    return chart
