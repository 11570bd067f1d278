"""The contract of a scenario and of a formula, and the engine.

A scenario file (``items/<id>.toml``) names a formula and its inputs. A formula is a pure function from numbers to
numbers; what it is given, with unit, range, source and grade, stands in the file. An input that the store can answer
names an indicator and has no typed value.

How low, mid and high come about: every input at its default gives the middle. For each input the engine computes the
result at the input's low and at its high, the others at their defaults; the end that gives the smaller result is its
unfavourable end for that result. All inputs at their unfavourable ends give low, all at their favourable ends high.
Those are the corners of what the inputs allow, not a margin of error: the inputs are rarely all at one end together.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shortage import indicators
from shortage.store import Source, Store
from shortage.text import Lang, Period, Problem, Text, number, strings, t

HERE = Path(__file__).parent
Grade = Literal["A", "B", "C", "X"]
"""A machine-read, B from an official page, C second-hand, X our own assumption (always shown as such)."""


class ScenarioProblem(Problem):
    """A problem whose sentence stands in the area ``scenario``."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values = values
        Exception.__init__(self, self.text("en"))

    def text(self, lang: Lang) -> str:
        """Return the sentence in ``lang``."""
        return t(f"scenario.{self.key}", lang, **self.values)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FromStore(_Strict):
    """An input that an indicator gives.

    ``take`` the last period, or the mean or sum of the last ``last`` periods of one line (chosen by ``series`` and
    ``where``); times ``factor``. ``range``: ``band`` takes the indicator's own low and high, ``periods`` the smallest
    and largest of the ``range_last`` newest periods, ``none`` no range (a count that is known). The last ``last``
    periods must follow each other: over a gap nothing is summed or averaged.
    """

    indicator: str
    params: dict[str, Any] = Field(default_factory=dict)
    series: str | None = None
    where: dict[str, Any] = Field(default_factory=dict)
    take: Literal["last", "mean", "sum"] = "last"
    last: int = 1
    factor: float = 1.0
    range: Literal["none", "band", "periods"] = "none"
    range_last: int = 4


class Input(_Strict):
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
            if any(one is not None for one in typed):
                raise ValueError(f"{self.name}: a number from the store is not typed")
            return self
        if any(one is None for one in typed):
            raise ValueError(f"{self.name}: default, low and high, or from_store")
        assert self.default is not None and self.low is not None and self.high is not None
        if not self.bounds[0] <= self.low <= self.default <= self.high <= self.bounds[1]:
            raise ValueError(f"{self.name}: bounds[0] <= low <= default <= high <= bounds[1] does not hold")
        return self

    @property
    def is_assumption(self) -> bool:
        """Whether the number is our own assumption."""
        return self.grade == "X"


class Outcome(_Strict):
    """One result of the formula."""

    name: str
    text: Text
    unit: str
    decimals: int = 0
    nearest: float = 1


class Scenario(_Strict):
    """One proposal, paraphrased, with its arithmetic.

    ``main`` names the result that the range, the tornado and the sentence are about. ``fills`` names the result, in
    persons, that stands beside the open vacancies; empty where the proposal brings no persons that can be counted.
    ``pace`` says whether those persons come once or every year. ``sentence`` has ``{result}`` for the middle,
    ``{result_low}``, ``{result_high}`` and ``{input}``, all formatted with their units.
    """

    id: str
    slug: str
    theme: Literal["labour-market", "education", "productivity", "migration"]
    section: str
    title: Text
    paraphrase: Text
    formula: str
    formula_text: Text
    inputs: tuple[Input, ...]
    results: tuple[Outcome, ...]
    main: str
    sentence: Text
    fills: str = ""
    pace: Literal["", "once", "yearly"] = ""
    caveats: tuple[Text, ...]
    figures: tuple[str, ...] = ()
    evidence: str = ""

    @model_validator(mode="after")
    def _names_exist(self) -> Scenario:
        names = [one.name for one in self.inputs] + [one.name for one in self.results]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.id}: a name stands twice among inputs and results")
        results = {one.name for one in self.results}
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
        for one in self.inputs:
            if one.name == name:
                return one
        raise ScenarioProblem("input_unknown", name=name, id=self.id, known=", ".join(o.name for o in self.inputs))

    def outcome(self, name: str) -> Outcome:
        """Return a result's description."""
        return next(one for one in self.results if one.name == name)


Formula = Callable[[Mapping[str, float]], Mapping[str, float]]


@dataclass(frozen=True)
class Used:
    """An input as a run used it."""

    input: Input
    value: float
    low: float
    high: float
    period: str
    """Period of a number from the store, else ``""``."""
    is_set: bool
    """Whether the user set it; a set number is taken as given and has no range."""
    sources: tuple[Source, ...] = ()

    def show(self, lang: Lang, value: float | None = None) -> str:
        """Return the value (or another value of this input) with its unit."""
        given = self.value if value is None else value
        return shown(given, self.input.unit, lang, self.input.decimals, self.input.nearest)

    def bare(self, lang: Lang, value: float) -> str:
        """Return the first of two values: without the word of its unit, which stands behind the second."""
        return _bare(self.show(lang, value), value, lang, self.input.decimals, self.input.nearest)


@dataclass(frozen=True)
class Range:
    """A result as low, mid and high; ``low`` is the smallest of the three in the result's own unit."""

    outcome: Outcome
    low: float
    mid: float
    high: float

    def show(self, lang: Lang, value: float | None = None) -> str:
        """Return the middle (or another value of this result) with its unit."""
        given = self.mid if value is None else value
        return shown(given, self.outcome.unit, lang, self.outcome.decimals, self.outcome.nearest)

    def bare(self, lang: Lang, value: float) -> str:
        """Return the first of two values: without the word of its unit, which stands behind the second."""
        return _bare(self.show(lang, value), value, lang, self.outcome.decimals, self.outcome.nearest)


@dataclass(frozen=True)
class Swing:
    """What one input alone does to the main result: the result at the input's low and high, others at default."""

    used: Used
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the result moves."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Evidence:
    """What past figures say about a proposal: a sentence with the names of ``numbers`` and ``words`` in it.

    ``numbers``: name → (value, unit, decimals); ``words``: name → text.
    """

    sentence: Text
    numbers: Mapping[str, tuple[float, str, int]]
    words: Mapping[str, Text] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    notes: tuple[Text, ...] = ()

    def text(self, lang: Lang) -> str:
        """Return the sentence with its numbers and units."""
        filled = {name: shown(value, unit, lang, places) for name, (value, unit, places) in self.numbers.items()}
        return self.sentence.fill(lang, **filled, **self.words)


@dataclass(frozen=True)
class ScenarioResult:
    """A scenario that was run."""

    scenario: Scenario
    inputs: tuple[Used, ...]
    results: Mapping[str, Range]
    sensitivity: tuple[Swing, ...]
    """Widest first."""
    sources: tuple[Source, ...]
    evidence: Evidence | None = None

    @property
    def main(self) -> Range:
        """The main result."""
        return self.results[self.scenario.main]

    @property
    def fills(self) -> Range | None:
        """The result in persons that stands beside the vacancies, if the proposal has one."""
        return self.results[self.scenario.fills] if self.scenario.fills else None

    def sentence(self, lang: Lang) -> str:
        """Return what the scenario gives, in one sentence with its range."""
        values = {one.input.name: one.show(lang) for one in self.inputs}
        for name, found in self.results.items():
            values[name] = found.show(lang)
            values[f"{name}_low"] = found.bare(lang, found.low)
            values[f"{name}_high"] = found.show(lang, found.high)
        return self.scenario.sentence.fill(lang, **values)

    def matters_most(self, lang: Lang) -> str:
        """Return in one sentence which input moves the main result most, and from where to where."""
        if not self.sensitivity or self.sensitivity[0].width == 0:
            return t("scenario.nothing_moves", lang)
        widest = self.sensitivity[0]
        used, main = widest.used, self.main
        return t(
            "scenario.matters_most",
            lang,
            name=_lower_first(used.input.text[lang]),
            low=used.show(lang, used.low),
            high=used.show(lang, used.high),
            at_low=main.show(lang, widest.at_low),
            at_high=main.show(lang, widest.at_high),
        )

    def assumptions(self, lang: Lang) -> str:
        """Return in one sentence which inputs are our own assumptions."""
        own = [one for one in self.inputs if one.input.is_assumption and not one.is_set]
        if not own:
            return t("scenario.no_assumptions", lang)
        names = "; ".join(f"{_lower_first(one.input.text[lang])} ({one.show(lang)})" for one in own)
        return t("scenario.assumptions", lang, names=names)

    def asked(self, lang: Lang) -> str:
        """Return in one sentence which numbers no source gives and the user has not set; ``""`` where there is none."""
        open_ones = [one for one in self.inputs if one.input.is_asked and not one.is_set]
        if not open_ones:
            return ""
        names = "; ".join(f"{_lower_first(one.input.text[lang])} ({one.input.name})" for one in open_ones)
        return t("scenario.asked", lang, names=names)

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the run as plain data: numbers unrounded, words in ``lang``."""
        return {
            "id": self.scenario.id,
            "title": self.scenario.title[lang],
            "sentence": self.sentence(lang),
            "formula": self.scenario.formula_text[lang],
            "main": self.scenario.main,
            "results": [
                {
                    "name": name,
                    "text": one.outcome.text[lang],
                    "unit": one.outcome.unit,
                    "low": one.low,
                    "mid": one.mid,
                    "high": one.high,
                }
                for name, one in self.results.items()
            ],
            "inputs": [
                {
                    "name": one.input.name,
                    "text": one.input.text[lang],
                    "unit": one.input.unit,
                    "value": one.value,
                    "low": one.low,
                    "high": one.high,
                    "bounds": list(one.input.bounds),
                    "period": one.period,
                    "grade": one.input.grade,
                    "is_assumption": one.input.is_assumption,
                    "is_set": one.is_set,
                    "is_asked": one.input.is_asked,
                    "source": one.input.source[lang],
                }
                for one in self.inputs
            ],
            "sensitivity": [
                {"name": one.used.input.name, "at_low": one.at_low, "at_high": one.at_high, "width": one.width}
                for one in self.sensitivity
            ],
            "matters_most": self.matters_most(lang),
            "assumptions": self.assumptions(lang),
            "asked": self.asked(lang),
            "evidence": self.evidence.text(lang) if self.evidence else None,
            "caveats": [one[lang] for one in self.scenario.caveats],
            "sources": [{"table": one.table, "release": one.release} for one in self.sources],
        }


@dataclass(frozen=True)
class Beside:
    """One proposal beside the open vacancies, in persons."""

    result: ScenarioResult
    low: float
    mid: float
    high: float
    share_pct: float
    """The middle in per cent of the open vacancies."""


@dataclass(frozen=True)
class Comparison:
    """The open technical vacancies and what each proposal could fill of them; never a sum of proposals."""

    vacancies: float
    period: str
    rows: tuple[Beside, ...]
    without: tuple[tuple[Scenario, Text | Problem], ...]
    """Proposals that are not in it, and why: no persons to count, or the problem that stopped them."""
    sources: tuple[Source, ...]


def shown(value: float, unit: str, lang: Lang, decimals: int = 0, nearest: float = 1) -> str:
    """Return a number with its unit as a reader sees it, for instance ``20%``, ``€ 12,5 mln``, ``27.300 personen``."""
    text = number(rounded(value, nearest), lang, decimals)
    key = f"scenario.unit_{unit}"
    if key in strings():
        return t(key, lang, value=text)
    if unit == "per_cent":
        return f"{text}%"
    return f"{text} {t(f'unit.{unit}', lang)}"


def _bare(text: str, value: float, lang: Lang, decimals: int, nearest: float) -> str:
    plain = number(rounded(value, nearest), lang, decimals)
    return plain if text.startswith(f"{plain} ") else text


def rounded(value: float, nearest: float) -> float:
    """Return a value rounded to ``nearest``, half away from zero, as :func:`shown` does."""
    if nearest == 1 or not math.isfinite(value):
        return value
    return math.copysign(math.floor(abs(value) / nearest + 0.5) * nearest, value)


def given_of(text: str) -> dict[str, dict[str, str]]:
    """Return what a reader set, read from a text such as ``S3.share:30,S4.target:12``, per scenario and input.

    Raises:
        ScenarioProblem: the text has another form, or names an unknown scenario or input.
    """
    found: dict[str, dict[str, str]] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        place, mark, value = part.partition(":")
        id, dot, name = place.partition(".")
        if not (mark and dot):
            raise ScenarioProblem("given_unclear", value=part, example="S3.gain:15")
        one = scenario(id)
        found.setdefault(one.id, {})[one.input(name).name] = value
    return found


def given_text(given: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what a reader set, per scenario and input, as the text that :func:`given_of` reads."""
    return ",".join(f"{id}.{name}:{value}" for id, values in given.items() for name, value in values.items())


_FORMULAS: dict[str, Formula] = {}
_EVIDENCE: dict[str, Callable[[Store], Evidence]] = {}


def formula(name: str) -> Callable[[Formula], Formula]:
    """Register a pure function ``(inputs) -> results`` as the formula ``name``."""

    def register(function: Formula) -> Formula:
        if name in _FORMULAS and _FORMULAS[name].__module__ != function.__module__:
            raise ValueError(f"two formulas are called {name}")
        _FORMULAS[name] = function
        return function

    return register


def evidence(name: str) -> Callable[[Callable[[Store], Evidence]], Callable[[Store], Evidence]]:
    """Register a function ``(store) -> Evidence`` that a scenario's ``evidence`` names."""

    def register(function: Callable[[Store], Evidence]) -> Callable[[Store], Evidence]:
        if name in _EVIDENCE and _EVIDENCE[name].__module__ != function.__module__:
            raise ValueError(f"two pieces of evidence are called {name}")
        _EVIDENCE[name] = function
        return function

    return register


@cache
def formulas() -> dict[str, Formula]:
    """Return all formulas; imports every module of ``scenarios/formulas`` once."""
    package = importlib.import_module("shortage.scenarios.formulas")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"shortage.scenarios.formulas.{module.name}")
    return dict(_FORMULAS)


@cache
def scenarios() -> dict[str, Scenario]:
    """Return all scenarios by id.

    Raises:
        ValueError: a file breaks the contract or names an unknown formula or piece of evidence.
    """
    found: dict[str, Scenario] = {}
    for path in sorted((HERE / "items").glob("*.toml")):
        try:
            one = Scenario(**tomllib.loads(path.read_text("utf-8")))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        if one.formula not in formulas():
            raise ValueError(f"{path.name}: there is no formula {one.formula!r}")
        if one.evidence and one.evidence not in _EVIDENCE:
            raise ValueError(f"{path.name}: there is no evidence {one.evidence!r}")
        found[one.id] = one
    return dict(sorted(found.items()))


def scenario(id: str) -> Scenario:
    """Return a scenario by id ("S3") or slug ("productivity"), in any case.

    Raises:
        ScenarioProblem: there is none.
    """
    known = scenarios()
    for one in known.values():
        if id.lower() in (one.id.lower(), one.slug):
            return one
    raise ScenarioProblem("unknown", name=id, known=", ".join(known))


def run(which: Scenario | str, store: Store, overrides: Mapping[str, Any] | None = None) -> ScenarioResult:
    """Run a scenario on a store, with its own inputs or a user's.

    A number that the user sets (and that differs from the default) is taken as given: it has no range any more.

    Raises:
        ScenarioProblem: an unknown scenario or input, a value that is no number or lies outside its bounds, or a
            result that cannot be computed with these inputs.
        Problem: a table that an input needs is not there or cannot be read.
    """
    chosen = scenario(which) if isinstance(which, str) else which
    wanted = {name: _checked(chosen.input(name), value) for name, value in (overrides or {}).items()}
    used = tuple(_use(one, store, wanted.get(one.name)) for one in chosen.inputs)
    function = formulas()[chosen.formula]
    names = [one.input.name for one in used]
    middle = {one.input.name: one.value for one in used}

    def at(changed: Mapping[str, float]) -> dict[str, float]:
        try:
            found = dict(function({**middle, **changed}))
        except (ZeroDivisionError, OverflowError, ValueError):
            raise ScenarioProblem("no_result", id=chosen.id) from None
        absent = {one.name for one in chosen.results} - set(found)
        if absent:
            raise ValueError(f"{chosen.id}: the formula does not give {sorted(absent)}")
        if not all(math.isfinite(found[one.name]) for one in chosen.results):
            raise ScenarioProblem("no_result", id=chosen.id)
        return found

    mid = at({})
    lows = {one.input.name: at({one.input.name: one.low}) for one in used}
    highs = {one.input.name: at({one.input.name: one.high}) for one in used}
    results = {}
    for outcome in chosen.results:
        place = outcome.name
        rises = {name: highs[name][place] >= lows[name][place] for name in names}
        worst = at({one.input.name: one.low if rises[one.input.name] else one.high for one in used})[place]
        best = at({one.input.name: one.high if rises[one.input.name] else one.low for one in used})[place]
        results[place] = Range(outcome, min(worst, mid[place]), mid[place], max(best, mid[place]))
    swings = [Swing(one, lows[one.input.name][chosen.main], highs[one.input.name][chosen.main]) for one in used]
    found = _EVIDENCE[chosen.evidence](store) if chosen.evidence else None
    sources: dict[tuple[str, str], Source] = {}
    for source in (*(s for one in used for s in one.sources), *(found.sources if found else ())):
        sources[source.table, source.release] = source
    return ScenarioResult(
        scenario=chosen,
        inputs=used,
        results=results,
        sensitivity=tuple(sorted(swings, key=lambda one: -one.width)),
        sources=tuple(sources.values()),
        evidence=found,
    )


def beside_vacancies(
    store: Store, overrides: Mapping[str, Mapping[str, Any]] | None = None, *, sector: str = "B-F"
) -> Comparison:
    """Put the open technical vacancies beside what each proposal could fill.

    Args:
        store: where the figures are.
        overrides: per scenario id what the user set.
        sector: the branch whose open vacancies stand in it (one published row or the sum of its sections).

    Raises:
        Problem: the open vacancies are not there.
    """
    made = indicators.compute("open-vacancies", store, branch=sector)
    newest = made.frame.sort_values("period_start").iloc[-1]
    vacancies = float(newest["value"]) * 1000
    rows: list[Beside] = []
    without: list[tuple[Scenario, Text | Problem]] = []
    sources = {(one.table, one.release): one for one in made.sources}
    for one in scenarios().values():
        if not one.fills:
            without.append((one, strings()["scenario.no_persons"]))
            continue
        try:
            result = run(one, store, (overrides or {}).get(one.id))
        except Problem as problem:
            without.append((one, problem))
            continue
        found = result.results[one.fills]
        rows.append(Beside(result, found.low, found.mid, found.high, 100 * found.mid / vacancies))
        sources.update({(source.table, source.release): source for source in result.sources})
    return Comparison(vacancies, str(newest["period"]), tuple(rows), tuple(without), tuple(sources.values()))


def _checked(one: Input, value: Any) -> float:
    """Return what a user set as a number within its bounds."""
    try:
        number_ = float(str(value).strip().replace(",", ".")) if not isinstance(value, bool) else math.nan
    except ValueError:
        number_ = math.nan
    if not math.isfinite(number_):
        raise ScenarioProblem("not_a_number", name=one.name, value=str(value))
    if not one.bounds[0] <= number_ <= one.bounds[1]:
        raise ScenarioProblem(
            "out_of_bounds",
            name=one.name,
            value=_both(number_, one),
            low=_both(one.bounds[0], one),
            high=_both(one.bounds[1], one),
        )
    return number_


def _both(value: float, one: Input) -> Text:
    places = one.decimals if value == round(value, one.decimals) else max(one.decimals, 2)
    return Text(nl=shown(value, one.unit, "nl", places), en=shown(value, one.unit, "en", places))


def _use(one: Input, store: Store, wanted: float | None) -> Used:
    if one.from_store is None:
        assert one.default is not None and one.low is not None and one.high is not None
        if wanted is not None and wanted != one.default:
            return Used(one, wanted, wanted, wanted, "", True)
        return Used(one, one.default, one.low, one.high, "", False)
    try:
        value, low, high, period, sources = _taken(one.from_store, store)
    except Problem:
        if wanted is None:
            raise
        return Used(one, wanted, wanted, wanted, "", True)
    if wanted is not None and wanted != value:
        return Used(one, wanted, wanted, wanted, "", True)
    return Used(one, value, low, high, period, False, sources)


def _taken(given: FromStore, store: Store) -> tuple[float, float, float, str, tuple[Source, ...]]:
    made = indicators.compute(given.indicator, store, **given.params)
    line = made.line(given.series, **given.where)
    part = line.tail(given.last)
    periods = [Period.parse(code) for code in part["period"]]
    if len(part) < given.last or periods[0].shift(given.last - 1) != periods[-1]:
        raise ScenarioProblem("too_few_periods", title=made.title, count=str(given.last))
    if given.take == "last":
        part = part.tail(1)
    add = "sum" if given.take == "sum" else "mean"
    value = float(part["value"].agg(add))
    low = high = value
    if given.range == "band":
        low, high = float(part["low"].agg(add)), float(part["high"].agg(add))
        if not (math.isfinite(low) and math.isfinite(high)):
            low = high = value
    elif given.range == "periods":
        recent = line["value"].tail(given.range_last)
        low, high = min(float(recent.min()), value), max(float(recent.max()), value)
    scaled = sorted((low * given.factor, high * given.factor))
    return value * given.factor, scaled[0], scaled[1], str(part["period"].iloc[-1]), made.sources


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
