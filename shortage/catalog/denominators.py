"""What a quantity may be divided by: pairs of measures that count the same population, declared and never guessed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from shortage.catalog.model import table
from shortage.text import Grain, Period, Strict, Text, read_toml


class Denominator(Strict):
    """A measure that some measures of one table may be divided by.

    ``name`` is how it is asked for. ``shared`` gives, per dimension of the numerator's table, the dimension of the
    denominator's table that has the same codes; ``fixed`` the codes of its other dimensions; ``only`` the codes of the
    numerator that alone have the same scope. The quotient is so many ``per``. The denominator is of the same period, or
    of the year of a numerator's fourth quarter (``only_quarter``), ``ahead`` years on. ``why`` says in a sentence what
    is divided by what.
    """

    name: str
    numerator: str
    measures: tuple[str, ...]
    grain: Grain
    only_quarter: int = 0
    ahead: int = 0
    table: str
    measure: str
    shared: dict[str, str] = Field(default_factory=dict)
    fixed: dict[str, str] = Field(default_factory=dict)
    only: dict[str, str] = Field(default_factory=dict)
    per: int = 1000
    unit: str
    why: Text

    @model_validator(mode="after")
    def _whole(self) -> Denominator:
        above, below = table(self.numerator), table(self.table)
        for measure in self.measures:
            above.measure(measure)
        below.measure(self.measure)
        if {*self.shared, *self.only} - set(above.dimensions) or {*self.shared.values(), *self.fixed} != set(
            below.dimensions
        ):
            raise ValueError(f"{self.numerator}/{self.table}: dimensions that do not match")
        return self

    @property
    def factor(self) -> float:
        """What the quotient of both figures is multiplied by, to give so many ``per``."""
        above, below = table(self.numerator).measure(self.measures[0]).unit, table(self.table).measure(self.measure)
        return self.per * SCALE[above] / SCALE[below.unit]

    def period_of(self, period: str) -> str:
        """Return the period (code) of the denominator that belongs to one of the numerator, "" where there is none."""
        asked = Period.parse(period)
        if self.only_quarter:
            return f"{asked.year + self.ahead}JJ00" if asked.index == self.only_quarter else ""
        return Period(asked.year + self.ahead, asked.index, asked.grain).code


SCALE = {"thousand": 1000.0, "persons": 1.0, "count": 1.0}


@cache
def denominators() -> tuple[Denominator, ...]:
    """Return all pairs, in the order of their file.

    Raises:
        ValueError: a pair names what the catalogue does not have, or stands twice.
    """
    plain = read_toml(Path(__file__).parent / "denominator_pairs.toml")
    pairs = tuple(Denominator(**entry) for entry in plain["denominators"])
    keys = [(pair.numerator, measure, pair.grain, pair.name) for pair in pairs for measure in pair.measures]
    if len(set(keys)) < len(keys):
        raise ValueError("denominator_pairs.toml: a pair stands twice")
    return pairs


def denominators_of(name: str, measure: str, grain: str) -> dict[str, Denominator]:
    """Return what a measure of a table (our names) may be divided by, by name."""
    return {
        pair.name: pair
        for pair in denominators()
        if pair.numerator == name and measure in pair.measures and pair.grain == grain
    }
