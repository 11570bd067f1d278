"""A trend as a picture of a few square centimetres: no axis, the last point marked."""

from __future__ import annotations

import base64
from html import escape

from shortage.page.trend import Trend
from shortage.text import Lang, number, t

WIDTH, HEIGHT, EDGE = 160.0, 44.0, 4.0
ACCENT, REST = "#12436D", "#BFBFBF"


def svg(trend: Trend) -> str:
    """Return a trend as SVG of 160 by 44 units."""
    points = [point for line in trend.lines for point in line.points]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(value for _, value in points), max(value for _, value in points)

    def point(x: float, value: float) -> str:
        across = EDGE + (WIDTH - 2 * EDGE) * (x - left) / (right - left)
        up = 0.5 if high == low else (value - low) / (high - low)
        return f"{number(across, 'en', 1)},{number(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * up, 'en', 1)}"

    shapes = []
    for line in trend.lines:
        colour, width = (ACCENT, "2") if line.is_marked else (REST, "1.25")
        shapes.append(
            f'<polyline points="{" ".join(point(x, value) for x, value in line.points)}" fill="none" '
            f'stroke="{colour}" stroke-width="{width}" stroke-linejoin="round" stroke-linecap="round"/>'
        )
    last = max((line.points[-1] for line in trend.lines if line.is_marked), key=lambda point: point[0])
    cx, cy = point(*last).split(",")
    shapes.append(f'<circle cx="{cx}" cy="{cy}" r="3" fill="{ACCENT}"/>')
    size = f'viewBox="0 0 {int(WIDTH)} {int(HEIGHT)}" width="{int(WIDTH)}" height="{int(HEIGHT)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(shapes)}</svg>'


def image(trend: Trend, lang: Lang) -> str:
    """Return a trend as an ``<img>`` with its text alternative."""
    alt = escape(t("page.trend_alt", lang, title=trend.title, begin=trend.begin, end=trend.end), quote=True)
    code = base64.b64encode(svg(trend).encode()).decode()
    return f'<img class="sl-trend" alt="{alt}" src="data:image/svg+xml;base64,{code}">'
