"""What both renderers need of a tile map: the tiles in their places, and the classes that shade them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shortage.figures import FigureSpec, Row, each
from shortage.figures.house import house
from shortage.figures.provinces import PLACES, name, province
from shortage.figures.style import INK
from shortage.text import number, t

MOST_CLASSES = 4
HATCH = "////"


class Tile(NamedTuple):
    """A province's tile: its name, column and row from the upper left, and its row of data where it has one."""

    name: str
    column: int
    row: int
    data: Row | None


def each_tile(spec: FigureSpec) -> Iterator[Tile]:
    """Give the tiles of a map in the order of its data, and then those of which there is no figure.

    Raises:
        ValueError: a category names no province.
    """
    shown = set()
    for row in each(spec.data[spec.data["value"].notna()]):
        region = province(row.category)
        if not region:
            raise ValueError(f"{row.category} is no province")
        shown.add(region)
        yield Tile(row.category, *PLACES[region], row)
    for region, (column, line) in PLACES.items():
        if region not in shown:
            yield Tile(name(region), column, line, None)


@dataclass(frozen=True)
class Classes:
    """Classes of equal width between round numbers: the lower border belongs to a class, the upper to the next."""

    low: float
    step: float
    shades: tuple[str, ...]
    decimals: int

    @classmethod
    def of(cls, spec: FigureSpec) -> Classes:
        """Return at most four classes that hold all values of a map, as they are printed."""
        values = [rounded(value, spec.decimals) for value in spec.data["value"].dropna()]
        low, high = min(values), max(values)
        power = -spec.decimals
        while True:
            for nice in (1, 2, 5):
                step = nice * 10.0**power
                first = math.floor(low / step + 1e-9)
                count = math.floor(high / step + 1e-9) - first + 1
                if count <= MOST_CLASSES:
                    return cls(first * step, step, house().classes(count), spec.decimals)
            power += 1

    def shade(self, value: float) -> str:
        """Return the colour of the class that a value, as it is printed, falls in."""
        return self.shades[math.floor((rounded(value, self.decimals) - self.low) / self.step + 1e-9)]

    def words(self, spec: FigureSpec) -> list[tuple[str, str]]:
        """Return the colour of each class and between which values it lies."""
        edges = [self.low + self.step * k for k in range(len(self.shades) + 1)]
        texts = [number(edge, spec.lang, self.decimals) for edge in edges]
        return [
            (shade, t("render.class", spec.lang, low=texts[k], high=texts[k + 1]))
            for k, shade in enumerate(self.shades)
        ]


def rounded(value: float, decimals: int) -> float:
    """Return a value as it is printed."""
    return float(number(value, "en", decimals, is_grouped=False).replace("\N{MINUS SIGN}", "-"))


def ink(shade: str) -> str:
    """Return the colour of letters that are read on a tile of this shade."""
    return "white" if shade in house().shades[2:] else INK
