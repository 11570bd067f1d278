"""What one unbroken line did from its first to its last period: the only ground for saying that it rose or fell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import pandas as pd

from shortage.text import Period

Kind = Literal["level", "rises", "falls", "peaks", "dips", "ends_highest", "ends_lowest", "varies"]


@dataclass(frozen=True)
class Course:
    """A whole unbroken line in the values that tell it, each with its period (CBS code).

    ``kind`` holds for every period of the line, whatever two of them one picks:

    ``level``: lowest and highest lie within the margin. ``rises`` (``falls``): it ends more than the margin above
    (below) its start and never goes back by more than the margin in between. ``ends_highest`` (``ends_lowest``): it
    went up and down, but ends above (below) all earlier values and more than the margin from its start. ``peaks``
    (``dips``): it rises to its highest (falls to its lowest) and then goes back, each by more than the margin and
    without another turn. ``varies``: none of these, so that no pair of years stands for the line.
    """

    kind: Kind
    first: tuple[str, float]
    last: tuple[str, float]
    lowest: tuple[str, float]
    highest: tuple[str, float]
    mean: float
    margin: float
    """In the unit of the line."""

    @property
    def change_pct(self) -> float:
        """The last value against the first, in per cent."""
        return 100 * (self.last[1] / self.first[1] - 1)

    @property
    def check(self) -> str:
        """What was tested, in words for a log."""
        named = {"first": self.first, "lowest": self.lowest, "highest": self.highest, "last": self.last}
        values = ", ".join(f"{name} {value:.6g} in {period}" for name, (period, value) in named.items())  # not shown
        kind = self.kind.replace("_", " ")
        return f"the whole unbroken line, margin {self.margin:.3g}: {values}; so it {kind}"  # not shown


def course(line: pd.Series[Any], margin: float, *, is_pct: bool = False) -> Course:
    """Return what a line did.

    Args:
        line: values by period (CBS code), in order of time, at least two.
        margin: the smallest difference that counts, in the unit of the line; with ``is_pct`` in per cent of its first
            value.

    Raises:
        ValueError: fewer than two values, one without a figure, or a period left out: across a gap or a break nothing
            can be said.
    """
    if len(line) < 2 or line.isna().any():
        raise ValueError("a course needs two periods or more, each with a figure")
    for earlier, later in pairwise(line.index):
        if Period.parse(earlier).shift(1).code != later:
            raise ValueError(f"the line is broken between {earlier} and {later}")
    values = line.astype(float).tolist()
    least = margin * abs(values[0]) / 100 if is_pct else margin
    top, bottom = values.index(max(values)), values.index(min(values))
    return Course(
        _kind(values, least),
        first=(str(line.index[0]), values[0]),
        last=(str(line.index[-1]), values[-1]),
        lowest=(str(line.index[bottom]), values[bottom]),
        highest=(str(line.index[top]), values[top]),
        mean=sum(values) / len(values),
        margin=least,
    )


def _kind(values: list[float], margin: float) -> Kind:
    first, last, top, bottom = values[0], values[-1], max(values), min(values)
    if top - bottom <= margin:
        return "level"
    if last - first > margin and _setback(values) <= margin:
        return "rises"
    if first - last > margin and _setback([-value for value in values]) <= margin:
        return "falls"
    if last - first > margin and last > max(values[:-1]):
        return "ends_highest"
    if first - last > margin and last < min(values[:-1]):
        return "ends_lowest"
    for kind, sign in (("peaks", 1), ("dips", -1)):
        turned = [sign * value for value in values]
        at = turned.index(max(turned))
        up, down = turned[: at + 1], [-value for value in turned[at:]]
        is_turn = turned[at] - turned[0] > margin and turned[at] - turned[-1] > margin
        if is_turn and _setback(up) <= margin and _setback(down) <= margin:
            return kind  # type: ignore[return-value]
    return "varies"


def _setback(values: list[float]) -> float:
    """Return the largest fall from any value to any later one."""
    highest, most = values[0], 0.0
    for value in values:
        highest = max(highest, value)
        most = max(most, highest - value)
    return most
