"""A figure as a trend of a few square centimetres, for a table: no axis, the last point marked."""

from __future__ import annotations

import base64
import math
from html import escape

import pandas as pd

from shortage.claims import Finding
from shortage.figures import FigureSpec
from shortage.text import Lang, Period, number, t

WIDTH, HEIGHT, EDGE = 160.0, 44.0, 4.0
ACCENT, REST = "#12436D", "#BFBFBF"


def trend(spec: FigureSpec, finding: Finding, lang: Lang) -> str:
    """Return an ``<img>`` with a panel's lines, ``""`` for a figure that is not on a time axis.

    The line that the finding's number is about carries the accent (see :func:`about`). Lines of one label (before and
    after a break) are drawn apart, as in the figure itself.
    """
    panel = panel_about(spec, finding)
    data = spec.data[(spec.data["panel"] == panel) & spec.data["value"].notna()]
    if not spec.is_time or panel is None or len(data) < 2:
        return ""
    main = data[data["role"] == "main"]
    data = main if len(main) > 1 else data
    left, right = float(data["x"].min()), float(data["x"].max())
    low, high = float(data["value"].min()), float(data["value"].max())
    if left == right:
        return ""
    named = about(data, finding)
    accented = set(data.loc[data["label"] == named, "series_id"])

    def point(x: float, value: float) -> str:
        across = EDGE + (WIDTH - 2 * EDGE) * (x - left) / (right - left)
        up = 0.5 if high == low else (value - low) / (high - low)
        return f"{number(across, 'en', 1)},{number(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * up, 'en', 1)}"

    shapes = []
    groups = sorted(data.groupby("series_id", sort=False), key=lambda group: group[0] in accented)
    for id, rows in groups:
        is_accented = id in accented
        points = " ".join(point(x, value) for x, value in zip(rows["x"], rows["value"], strict=True))
        colour, width = (ACCENT, "2") if is_accented else (REST, "1.25")
        shapes.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
    own = data[data["series_id"].isin(accented)].sort_values("x")
    last = own.iloc[-1]
    cx, cy = point(float(last["x"]), float(last["value"])).split(",")
    shapes.append(f'<circle cx="{cx}" cy="{cy}" r="3" fill="{ACCENT}"/>')
    size = f'viewBox="0 0 {int(WIDTH)} {int(HEIGHT)}" width="{int(WIDTH)}" height="{int(HEIGHT)}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(shapes)}</svg>'
    begin, end = (Period.parse(str(own["period"].iloc[place])).label(lang) for place in (0, -1))
    title = f"{panel}, {named}" if panel else named
    alt = escape(t("page.trend_alt", lang, title=title, begin=begin, end=end), quote=True)
    code = base64.b64encode(svg.encode()).decode()
    return f'<img class="sl-trend" alt="{alt}" src="data:image/svg+xml;base64,{code}">'


def panel_about(spec: FigureSpec, finding: Finding) -> str | None:
    """Return the panel of a figure that a finding's number is about: the only one, or the one that it names."""
    if len(spec.panels) == 1:
        return spec.panels[0]
    names = {one.text[spec.lang] for one in finding.numbers if one.value == finding.value}
    return next((panel for panel in spec.panels if panel in names), None)


def about(data: pd.DataFrame, finding: Finding) -> str:
    """Return the label of the line that a finding's number is about.

    It is the line on which most of the finding's numbers lie, of those that reach its period. Where none does (its
    numbers are worked out in another unit, say) it is the first of the lines that the figure is mainly about and that
    go on to the newest period; of several such lines the one that is highest there.
    """
    hits: dict[str, int] = {}
    ends: set[str] = set()
    for one in finding.numbers:
        rows = data[data["period"] == one.period]
        for label, value in zip(rows["label"], rows["value"], strict=True):
            if math.isclose(value, one.value, rel_tol=1e-9):
                hits[label] = hits.get(label, 0) + 1
                ends |= {label} if one.period == finding.period else set()
    if ends:
        return str(max(ends, key=lambda label: (hits[label], -list(hits).index(label))))
    newest = data[data["x"] == data["x"].max()]
    return str(newest.loc[newest["value"].idxmax(), "label"])
