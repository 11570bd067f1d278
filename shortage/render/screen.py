"""Draws a figure for the page with Plotly: hover and reflow. Title, subtitle and source are page text, not chart text.

Every number is formatted by our formatter and handed over as finished text: Plotly rounds and names months its own way.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

# Imported here and not where it is used: two pages that import it at the same moment see half of it.
from shortage.figures import FigureSpec
from shortage.figures.style import INK
from shortage.render import screen_bars, screen_path, screen_table, screen_tiles, screen_time
from shortage.render.screen_parts import (
    MEASURES,
    Width,
    has_end_labels,
)

__all__ = ["CONFIG", "MEASURES", "Width", "figure"]

LETTERS = "Source Sans, Source Sans Pro, sans-serif"
CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


def figure(spec: FigureSpec, width: Width = "page") -> go.Figure:
    """Return the Plotly figure of a spec, for a phone, a page or a wide page."""
    painters = {
        "bar": screen_bars.draw,
        "dumbbell": screen_bars.draw,
        "path": screen_path.draw,
        "map": screen_tiles.draw,
        "table": screen_table.draw,
    }
    chart = painters.get(spec.kind, screen_time.draw)(spec, width)
    chart.update_layout(
        separators=",." if spec.lang == "nl" else ".,",
        font={"family": LETTERS, "size": 13, "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        hoverlabel={"bgcolor": "white", "font": {"family": LETTERS, "color": INK}, "align": "left"},
        # At one place on the axis all lines tell their figures; in other kinds a pointer shows what it is on.
        hovermode="x" if has_end_labels(spec) else "closest",
        dragmode=False,
        showlegend=spec.kind == "map"
        or (
            len(spec.series) > 1
            and not (has_end_labels(spec) and width != "narrow")
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
    return chart
