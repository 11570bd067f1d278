"""A figure as a trend of a few square centimetres, for a table: no axis, the last point marked."""

from __future__ import annotations

import base64
from html import escape

from shortage.figures import FigureSpec
from shortage.text import Lang, Period, number, t

WIDTH, HEIGHT, EDGE = 160.0, 44.0, 4.0
ACCENT, REST = "#12436D", "#BFBFBF"


def trend(spec: FigureSpec, lang: Lang) -> str:
    """Return an ``<img>`` with the first panel's lines, ``""`` for a figure that is not on a time axis.

    Lines of one label (before and after a break) are drawn apart, as in the figure itself; where there are several
    labels, the first (or the highlighted) one carries the accent.
    """
    data = spec.data[spec.data["panel"] == spec.panels[0]]
    data = data[data["value"].notna()]
    if not spec.is_time or len(data) < 2:
        return ""
    main = data[data["role"] == "main"]
    data = main if len(main) > 1 else data
    left, right = float(data["x"].min()), float(data["x"].max())
    low, high = float(data["value"].min()), float(data["value"].max())
    if left == right:
        return ""
    first = str(data["label"].iloc[0])
    accented = {id for id in data["series_id"] if id in spec.highlight} or set(
        data.loc[data["label"] == first, "series_id"]
    )

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
    last = data[data["series_id"].isin(accented)].sort_values("x").iloc[-1]
    cx, cy = point(float(last["x"]), float(last["value"])).split(",")
    shapes.append(f'<circle cx="{cx}" cy="{cy}" r="3" fill="{ACCENT}"/>')
    size = f'viewBox="0 0 {int(WIDTH)} {int(HEIGHT)}" width="{int(WIDTH)}" height="{int(HEIGHT)}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(shapes)}</svg>'
    begin, end = (
        Period.parse(str(data.sort_values("x")["period"].iloc[place])).label(lang) for place in (0, -1)
    )  # fmt: skip
    alt = escape(t("page.trend_alt", lang, title=first, begin=begin, end=end), quote=True)
    code = base64.b64encode(svg.encode()).decode()
    return f'<img class="sl-trend" alt="{alt}" src="data:image/svg+xml;base64,{code}">'
