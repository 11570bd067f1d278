"""Where a label can stand: what is drawn already, and the place nearest to a wish that touches none of it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable

import numpy as np

Rect = tuple[float, float, float, float]


class LabelPlacer:
    """What stands on a plot: points of lines, thin marks, and boxes of words. Rectangles: left, bottom, right, top."""

    def __init__(self, limits: Rect) -> None:
        self.limits = limits
        self._points: list[tuple[float, float]] = []
        self._boxes: list[Rect] = []
        self._array: np.ndarray | None = None

    def line(self, points: list[tuple[float, float]]) -> None:
        """Add a line, as points close enough together that no word slips between."""
        self._array = None
        self._points += points[:1]
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            steps = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) // 3))
            self._points += [(x1 + (x2 - x1) * k / steps, y1 + (y2 - y1) * k / steps) for k in range(1, steps + 1)]

    def box(self, rect: Rect) -> None:
        """Add words that stand."""
        self._boxes.append(rect)

    def hits(self, rect: Rect, margin: float = 3.0) -> float:
        """Return how much is touched: points of lines, and a thousand for each box and for leaving the limits."""
        if self._array is None:
            self._array = np.array(self._points or [(-1e9, -1e9)])
        left, bottom, right, top = rect
        x, y = self._array[:, 0], self._array[:, 1]
        inside = (x > left - margin) & (x < right + margin) & (y > bottom - margin) & (y < top + margin)
        count = float(inside.sum())
        for box in self._boxes:
            if left < box[2] + 4 and box[0] < right + 4 and bottom < box[3] + 2 and box[1] < top + 2:
                count += 1000
        low_x, low_y, high_x, high_y = self.limits
        if left < low_x - 0.5 or right > high_x + 0.5 or bottom < low_y - 0.5 or top > high_y + 0.5:
            count += 1000
        return count

    def is_free(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Whether a thread between two points crosses no line and no words; what lies at its start is its own."""
        (x1, y1), (x2, y2) = start, end
        steps = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) // 3))
        for k in range(3, steps):
            x, y = x1 + (x2 - x1) * k / steps, y1 + (y2 - y1) * k / steps
            if self.hits((x, y, x, y), 2.5):
                return False
        return True

    def everywhere(self, x: float, y: float, width: float, height: float) -> list[Rect]:
        """Return places for a box all over the plot, those nearest to a point first."""
        left, bottom, right, top = self.limits
        places = [
            (left + across * (right - left - width) / 24, bottom + up * (top - bottom - height) / 16)
            for across in range(25)
            for up in range(17)
        ]
        places.sort(key=lambda corner: (corner[0] + width / 2 - x) ** 2 + (corner[1] + height / 2 - y) ** 2)
        return [(a, b, a + width, b + height) for a, b in places]

    def best(self, tries: Iterable[Rect], margin: float = 3.0) -> tuple[Rect, float]:
        """Return the first of ``tries`` that touches nothing, else the one that touches least, and how much."""
        least: tuple[Rect, float] | None = None
        for rect in tries:
            count = self.hits(rect, margin)
            if count == 0:
                return rect, 0.0
            if least is None or count < least[1]:
                least = rect, count
        if least is None:
            raise ValueError("no place to try")
        return least


def is_nearest(rect: Rect, own: tuple[float, float], others: Iterable[tuple[float, float]]) -> bool:
    """Whether no other point is nearer to a box than its own, so that nobody reads it as another's."""

    def reach(point: tuple[float, float]) -> float:
        (x, y), (left, bottom, right, top) = point, rect
        return math.hypot(max(left - x, 0.0, x - right), max(bottom - y, 0.0, y - top))

    return all(reach(own) <= reach(point) for point in others)


def around(x: float, y: float, width: float, height: float) -> list[Rect]:
    """Return places for a box near a point, the nearest first: right of it, above, below, left."""
    rects = []
    for reach in (5.0, 9.0, 14.0, 20.0, 28.0, 38.0, 50.0, 64.0, 80.0, 98.0):
        for share in (0.5, 0.25, 0.75, 0.0, 1.0):  # how far the box reaches to the left of the point
            left = x - share * width
            rects.append((left, y + reach, left + width, y + reach + height))
            rects.append((left, y - reach - height, left + width, y - reach))
        rects.append((x + reach, y - height / 2, x + reach + width, y + height / 2))
        rects.append((x - reach - width, y - height / 2, x - reach, y + height / 2))
    return rects
