"""What scenarios say in words: problems, numbers with their units."""

from __future__ import annotations

import math
from typing import Any

from shortage.text import Lang, Problem, number, strings, t


class ScenarioProblem(Problem):
    """A problem whose sentence stands in the area ``scenario``."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values = values
        Exception.__init__(self, self.text("en"))

    def text(self, lang: Lang) -> str:
        """Return the sentence in ``lang``."""
        return t(f"scenario.{self.key}", lang, **self.values)


def shown(value: float, unit: str, lang: Lang, decimals: int = 0, nearest: float = 1) -> str:
    """Return a number with its unit as a reader sees it, for instance ``20%``, ``€ 12,5 mln``, ``27.300 personen``."""
    text = number(rounded(value, nearest), lang, decimals)
    key = f"scenario.unit_{unit}"
    if key in strings():
        return t(key, lang, value=text)
    if unit == "per_cent":
        return f"{text}%"
    return f"{text} {t(f'unit.{unit}', lang)}"


def bare(text: str, value: float, lang: Lang, decimals: int, nearest: float) -> str:
    """Return what :func:`shown` gives without its unit, where the unit follows the number."""
    plain = number(rounded(value, nearest), lang, decimals)
    return plain if text.startswith(f"{plain} ") else text


def rounded(value: float, nearest: float) -> float:
    """Return a value rounded to ``nearest``, half away from zero, as :func:`shown` does."""
    if nearest == 1 or not math.isfinite(value):
        return value
    return math.copysign(math.floor(abs(value) / nearest + 0.5) * nearest, value)


def lower_first(text: str) -> str:
    """Return a name as it stands inside a sentence."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
