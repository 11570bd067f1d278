"""What the charts on the page share: their measures, what a pointer shows, and where words stand in a plot."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# Imported here and not where it is used: two pages that import it at the same moment see half of it.
from matplotlib.ticker import MaxNLocator

from shortage.figures import FigureSpec
from shortage.render.label_placer import LabelPlacer, Rect, around, is_nearest
from shortage.render.layout import (
    value_text,
)

Width = Literal["narrow", "page", "wide"]
TOP, FOOT = 30, 34
"""Pixels above and below a plot of lines."""
LETTERS, NAME, LINE, PHONE = 16, 26, 15.0, 330
"""Letters to a line of a label and of a category's name, a line's height in pixels, and the width of a phone's plot."""
SIGN = 6.6
"""Pixels of a sign in a number beside its mark, on the wide side."""


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
ROOM: dict[Width, int] = {"narrow": PHONE, "page": 470, "wide": 800}
"""Pixels of what panels and columns share, on the narrow side."""
STRAY = 3.0
"""How many touched points of a line weigh as much as standing nearer to another point than to one's own."""
DASH = {"solid": "solid", "dashed": "dash", "dotted": "dot", "dashdot": "dashdot"}
HALO = ", ".join(f"{x}px {y}px 1px #fff" for x in (-2, 0, 2) for y in (-2, 0, 2) if x or y)
"""White around a number that a line passes behind."""


def has_end_labels(spec: FigureSpec) -> bool:
    """Whether the lines are named at their ends; panels and bars keep a legend."""
    return spec.is_time and spec.kind not in ("path", "table") and len(spec.panels) == 1 and len(spec.series) > 1


def hint(spec: FigureSpec, label: str, when: str, row: Any) -> str:
    """Return what a pointer shows at a row: what it is of, where that has a name, when, and its value with its band."""
    mark = "*" if row.is_provisional else ""
    band = ""
    if row.low == row.low and row.high == row.high:
        band = f" ({value_text(spec, row.low)}–{value_text(spec, row.high)})"
    named = f"{label}<br>{when}" if label else when
    return f"{named}: <b>{value_text(spec, row.value)}</b>{mark}{band}"


def broken(text: str, letters: int) -> list[str]:
    """Return a name as lines; what stands between brackets stays together where a line can hold it."""
    tied = re.sub(rf"\([^)]{{,{letters - 2}}}\)", lambda bracketed: bracketed[0].replace(" ", "\u00a0"), text)
    return textwrap.wrap(tied, letters, break_long_words=False)


def hyphened(text: str, letters: int) -> str:
    """Return a text whose words fit lines of that many letters: longer ones are parted by hyphens, evenly."""

    def parted(word: re.Match[str]) -> str:
        count = -(-len(word[0]) // max(letters - 1, 2))
        size = -(-len(word[0]) // count)
        return "- ".join(word[0][start : start + size] for start in range(0, len(word[0]), size))

    return re.sub(rf"\w{{{letters + 1},}}", parted, text)


def ticks_between(low: float, high: float, count: int = 5) -> list[float]:
    """Return about ``count`` round numbers of an axis, within its range."""
    ticks = MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(v) for v in ticks if low <= v <= high]


@dataclass(frozen=True)
class Plots:
    """A plot as it lies on a page and on a phone: what stands in it, so that words find the place that suits both.

    Attributes:
        size: how it lies.
        placers: what stands in it, by its width in pixels.
        across: left and right end of the horizontal axis.
        up: lower and upper end of the vertical one.
    """

    size: Measures
    placers: dict[int, LabelPlacer]
    across: tuple[float, float]
    up: tuple[float, float]

    @classmethod
    def empty(cls, size: Measures, across: tuple[float, float], up: tuple[float, float], over: float) -> Plots:
        """Return plots in which nothing stands; words may rise ``over`` pixels above them."""
        return cls(size, {width: LabelPlacer((0, 0, width, size.deep + over)) for width in size.plots}, across, up)

    def at(self, width: int, x: float, value: float) -> tuple[float, float]:
        """Return where a point lies in a plot of a width, in pixels from its lower left."""
        (left, right), (low, high) = self.across, self.up
        return (x - left) / (right - left) * width, (value - low) / (high - low) * self.size.deep

    def line(self, points: Iterable[tuple[float, float]]) -> None:
        """Add a line, as its points in the units of the axes."""
        points = list(points)
        for width, placer in self.placers.items():
            placer.line([self.at(width, *point) for point in points])

    def box(self, x: float, value: float, shift: tuple[float, float], wide: float, tall: float) -> None:
        """Add words of a size in pixels, whose lower left stands at a shift in pixels from a point."""
        for width, placer in self.placers.items():
            placer.box(self._rect(width, x, value, shift, wide, tall))

    def touched(self, x: float, value: float, shift: tuple[float, float], wide: float, tall: float) -> float:
        """Return how much words would touch that stand at a shift in pixels from a point."""
        rects = {width: self._rect(width, x, value, shift, wide, tall) for width in self.placers}
        return sum(self.size.plots[width] * self.placers[width].hits(rect, 2.0) for width, rect in rects.items())

    def put(
        self, x: float, value: float, wide: float, tall: float, others: Sequence[tuple[float, float]] = ()
    ) -> tuple[float, float]:
        """Return how far from a point the lower left of its words stands, and keep that place for them.

        Words stand nearer to their own point than to ``others`` (in the units of the axes), where they can.
        """

        def cost(shift: tuple[float, float]) -> float:
            strays = sum(
                weight
                for width, weight in (self.size.plots.items() if others else ())
                if not is_nearest(
                    self._rect(width, x, value, shift, wide, tall),
                    self.at(width, x, value),
                    [self.at(width, *point) for point in others],
                )
            )
            return self.touched(x, value, shift, wide, tall) + STRAY * strays

        places = ((rect[0], rect[1]) for rect in around(0.0, 0.0, wide, tall))
        best = min(places, key=cost)
        self.box(x, value, best, wide, tall)
        return best

    def _rect(self, width: int, x: float, value: float, shift: tuple[float, float], wide: float, tall: float) -> Rect:
        across, up = self.at(width, x, value)
        return across + shift[0], up + shift[1], across + shift[0] + wide, up + shift[1] + tall
