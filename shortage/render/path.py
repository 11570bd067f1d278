"""What both renderers need of a path: points of two quantities, in time order, and which of them are named."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from shortage.figures import FigureSpec
from shortage.render.layout import nice_ticks

NEAR = 0.1
"""Part of both ranges within which only one point is named."""
AIR = 0.1
"""Part of the range that is left free at each end of an axis that does not start at zero."""


class Point(NamedTuple):
    """A point of a path: its period, its values across and up, and the places of both rows in the spec's data."""

    period: str
    x: float
    y: float
    is_provisional: bool
    x_place: int
    y_place: int


def each_point(points: pd.DataFrame) -> Iterator[Point]:
    """Give the points of a path, or of a part of it, one by one."""
    return map(Point._make, points[list(Point._fields)].itertuples(index=False, name=None))


@dataclass(frozen=True)
class Path:
    """The points of a path and its two axes.

    ``points`` has a row per period of both series, with the fields of :class:`Point`.
    """

    across: str
    up: str
    points: pd.DataFrame

    @classmethod
    def of(cls, spec: FigureSpec) -> Path:
        """Return the path of a spec: its first series lies across, its second one up.

        Raises:
            ValueError: there are not two series.
        """
        across, up = spec.series
        rows = spec.data[spec.data["value"].notna()]
        first, second = (rows[rows["series_id"] == id].set_index("period") for id in (across, up))
        both = [code for code in first.index if code in second.index]
        positions = pd.Series(range(len(spec.data)), index=spec.data.index)
        return cls(
            across,
            up,
            pd.DataFrame(
                {
                    "period": both,
                    "x": first.loc[both, "value"].to_numpy(dtype=float),
                    "y": second.loc[both, "value"].to_numpy(dtype=float),
                    "is_provisional": second.loc[both, "is_provisional"].to_numpy(dtype=bool),
                    "x_place": [int(positions[at]) for at in rows.index[rows["series_id"] == across]][: len(both)],
                    "y_place": [int(positions[at]) for at in rows.index[rows["series_id"] == up]][: len(both)],
                }
            ),
        )

    @property
    def turns(self) -> list[Point]:
        """The points that are named: first, last, and where a quantity is highest or lowest, none close to another."""
        x, y = self.points["x"], self.points["y"]
        wide, tall = float(x.max() - x.min()) or 1.0, float(y.max() - y.min()) or 1.0
        named: list[int] = []
        for index in (len(x) - 1, 0, y.argmax(), x.argmax(), y.argmin(), x.argmin()):
            here = x.iloc[index] / wide, y.iloc[index] / tall
            if all(math.dist(here, (x.iloc[other] / wide, y.iloc[other] / tall)) > NEAR for other in named):
                named.append(int(index))
        return list(each_point(self.points.iloc[sorted(named)]))

    def axis(self, name: str, count: int, is_zero_based: bool) -> tuple[float, float, list[float]]:
        """Return the range of the axis ``x`` or ``y``, and its ticks."""
        values = self.points[name]
        low, high = float(values.min()), float(values.max())
        pad = (high - low or abs(high) or 1.0) * AIR
        low = min(low - pad, 0.0) if is_zero_based else low - pad
        return nice_ticks(low, high + pad, count, is_zero_based)
