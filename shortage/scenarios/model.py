"""The contract of a scenario: what its file may say.

A proposal's folder (``papers/<paper>/<id>/``) holds ``proposal.toml`` and ``formula.py``. The formula is a pure
function from numbers to numbers; what it is given, with unit, range, source and grade, stands in the file. An input
that the store can answer names an indicator and has no typed value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from shortage.scenarios.words import ScenarioProblem
from shortage.text import Strict, Text

Grade = Literal["A", "B", "C", "P", "X"]
"""A machine-read, B from an official page, C second-hand, P the proposal itself, X our own assumption, always shown."""


Pace = Literal["once", "yearly"]
"""Whether people come once, or every year anew."""


class FromStore(Strict):
    """An input that an indicator gives.

    ``take`` the last period, or the mean or sum of the last ``last`` periods of one line (chosen by ``series`` and
    ``where``); times ``factor``. ``range``: ``band`` takes the indicator's own low and high, ``periods`` the smallest
    and largest of the ``range_last`` newest periods, ``halves`` the means of the older and of the newer half of the
    ``last`` periods, ``none`` no range (a count that is known). The last ``last`` periods must follow each other: over
    a gap nothing is summed or averaged.
    """

    indicator: str
    params: dict[str, Any] = Field(default_factory=dict)
    series: str | None = None
    where: dict[str, Any] = Field(default_factory=dict)
    take: Literal["last", "mean", "sum"] = "last"
    last: int = 1
    factor: float = 1.0
    range: Literal["none", "band", "periods", "halves"] = "none"
    range_last: int = 4
    reach: dict[str, Any] = Field(default_factory=dict)
    """Parameters of the same indicator under which another line (``reach_series``) says what else it may be: the range
    reaches that line's newest figure too."""
    reach_series: str | None = None


class Input(Strict):
    """One number a formula is given. Values are in ``unit``; ``low`` and ``high`` make the range of the result.

    ``bounds`` is what a user may set. ``is_asked`` marks a number that no source gives and the user should set.
    ``nearest`` rounds what a reader sees (100 = to hundreds), never what is computed.
    """

    name: str
    text: Text
    unit: str
    bounds: tuple[float, float]
    source: Text
    grade: Grade
    default: float | None = None
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    nearest: float = 1
    step: float | None = None
    is_asked: bool = False
    from_store: FromStore | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> Input:
        typed = [self.default, self.low, self.high]
        if self.is_asked and not self.is_assumption:
            raise ValueError(f"{self.name}: a number that no source gives is our assumption until it is set")
        if self.from_store is not None:
            if any(value is not None for value in typed):
                raise ValueError(f"{self.name}: a number from the store is not typed")
            return self
        if any(value is None for value in typed):
            raise ValueError(f"{self.name}: default, low and high, or from_store")
        assert self.default is not None and self.low is not None and self.high is not None
        if not self.bounds[0] <= self.low <= self.default <= self.high <= self.bounds[1]:
            raise ValueError(f"{self.name}: bounds[0] <= low <= default <= high <= bounds[1] does not hold")
        return self

    @property
    def is_assumption(self) -> bool:
        """Whether the number is our own assumption."""
        return self.grade == "X"


class Outcome(Strict):
    """One result of the formula."""

    name: str
    text: Text
    unit: str
    decimals: int = 0
    nearest: float = 1


class Scenario(Strict):
    """One proposal, paraphrased, with its arithmetic.

    ``main`` names the result that the range, the tornado and the sentence are about. ``fills`` names the result, in
    persons, that stands beside the vacancies; empty where the proposal brings no persons that can be counted. ``pace``
    says whether those persons come once (they stand beside the open vacancies) or every year (beside the vacancies that
    are filled in a year): a stock and a flow are never set against each other. ``sentence`` has ``{result}`` for the
    middle, ``{result_low}``, ``{result_high}`` and ``{input}``, all formatted with their units.
    """

    paper: str
    id: str
    slug: str
    theme: str
    section: str
    title: Text
    paraphrase: Text
    formula_text: Text
    inputs: tuple[Input, ...]
    results: tuple[Outcome, ...]
    main: str
    sentence: Text
    fills: str = ""
    pace: Literal["", Pace] = ""
    caveats: tuple[Text, ...]
    persons: Text | None = None
    """What the persons beside the vacancies are, where they are not simply what the proposal brings."""
    figures: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_exist(self) -> Scenario:
        names = [asked.name for asked in self.inputs] + [result.name for result in self.results]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.id}: a name stands twice among inputs and results")
        results = {result.name for result in self.results}
        if self.main not in results or (self.fills and self.fills not in results):
            raise ValueError(f"{self.id}: main and fills must be names of results")
        if bool(self.fills) != bool(self.pace):
            raise ValueError(f"{self.id}: persons need a pace, once or yearly")
        return self

    def input(self, name: str) -> Input:
        """Return an input.

        Raises:
            ScenarioProblem: there is none of that name.
        """
        for asked in self.inputs:
            if asked.name == name:
                return asked
        raise ScenarioProblem("input_unknown", name=name, id=self.id, known=", ".join(o.name for o in self.inputs))

    def outcome(self, name: str) -> Outcome:
        """Return a result's description."""
        return next(result for result in self.results if result.name == name)


Formula = Callable[[Mapping[str, float]], Mapping[str, float]]
