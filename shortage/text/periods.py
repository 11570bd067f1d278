"""The one period formatter. Periods are CBS codes: ``2023KW03``, ``2023JJ00``, ``2022SJ00``, ``2026MM06``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from babel.dates import get_month_names

from shortage.text.types import Lang

Grain = Literal["quarter", "year", "school_year", "month"]

_GRAINS: dict[str, Grain] = {"KW": "quarter", "JJ": "year", "SJ": "school_year", "MM": "month"}
_MARKS: dict[Grain, str] = {grain: mark for mark, grain in _GRAINS.items()}
_CODE = re.compile(r"(\d{4})(KW|JJ|SJ|MM)(\d\d)")
_LAST: dict[Grain, int] = {"quarter": 4, "year": 0, "school_year": 0, "month": 12}


@dataclass(frozen=True, order=True)
class Period:
    """A period of one grain. ``index`` is the quarter or the month, 0 for years and school years.

    Raises:
        ValueError: the code is not one of the four grains, or its quarter or month does not exist.
    """

    year: int
    index: int
    grain: Grain

    @classmethod
    def parse(cls, code: str) -> Period:
        """Read a CBS period code; a school year is coded on the year in which it starts."""
        return _parse(code)

    @property
    def code(self) -> str:
        """The CBS code."""
        return f"{self.year:04d}{_MARKS[self.grain]}{self.index:02d}"

    @cached_property
    def start(self) -> dt.date:
        """First day: 1 September for a school year."""
        month = {"quarter": 3 * self.index - 2, "month": self.index, "year": 1, "school_year": 9}[self.grain]
        return dt.date(self.year, month, 1)

    @cached_property
    def end(self) -> dt.date:
        """Last day."""
        return self.shift(1).start - dt.timedelta(days=1)

    @property
    def x(self) -> float:
        """Place on a time axis in years; the middle of the period for quarters and months."""
        if self.grain == "quarter":
            return self.year + (self.index - 0.5) / 4
        if self.grain == "month":
            return self.year + (self.index - 0.5) / 12
        return float(self.year)

    def shift(self, steps: int) -> Period:
        """Return the period ``steps`` further on (back when negative), of the same grain."""
        per_year = _LAST[self.grain]
        if not per_year:
            return Period(self.year + steps, 0, self.grain)
        position = self.year * per_year + self.index - 1 + steps
        return Period(position // per_year, position % per_year + 1, self.grain)

    def label(self, lang: Lang) -> str:
        """Return the words: ``1e kw 2024``, ``Q1 2024``; ``2022/’23``; ``maart 2022``; ``2022``."""
        if self.grain == "quarter":
            return f"{self.index}e kw {self.year}" if lang == "nl" else f"Q{self.index} {self.year}"
        if self.grain == "month":
            return f"{get_month_names(locale=lang)[self.index]} {self.year}"
        if self.grain == "school_year":
            end = (self.year + 1) % 100
            return f"{self.year}/’{end:02d}" if lang == "nl" else f"{self.year}/{end:02d}"
        return str(self.year)


@lru_cache(maxsize=4096)
def _parse(code: str) -> Period:
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"not a period code: {code!r}")
    grain = _GRAINS[match[2]]
    index = int(match[3])
    if not (1 <= index <= _LAST[grain] if _LAST[grain] else index == 0):
        raise ValueError(f"no such {grain}: {code!r}")
    return Period(int(match[1]), index, grain)
