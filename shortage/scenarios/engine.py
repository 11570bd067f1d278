"""From a scenario and a store to its result.

How low, mid and high come about: every input at its default gives the middle. For each input the engine computes the
result at the input's low and at its high, the others at their defaults; the end that gives the smaller result is its
unfavourable end for that result. All inputs at their unfavourable ends give low, all at their favourable ends high.
Those are the corners of what the inputs allow, not a margin of error: the inputs are rarely all at one end together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from shortage import indicators
from shortage.indicators.lines import YEAR
from shortage.scenarios.model import FromStore, Input, Pace, Scenario
from shortage.scenarios.registry import evidence, formula, scenario, scenarios
from shortage.scenarios.result import Beside, Comparison, Range, ScenarioResult, Swing, Used
from shortage.scenarios.words import ScenarioProblem, shown
from shortage.store import Source, Store, united
from shortage.text import Period, Problem, Text, Unreadable, strings

VACANCIES: dict[Pace, FromStore] = {
    "once": FromStore(indicator="open-vacancies", take="mean", last=YEAR, factor=1000),
    "yearly": FromStore(indicator="filled-vacancies-by-year", factor=1000),
}
"""What stands beside the people of a proposal: vacancies open at one time, or filled in a year."""


def given_of(text: str) -> dict[str, dict[str, str]]:
    """Return what a reader set, read from a text such as ``S5.share:3,S4.target:12``, per scenario and input.

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
    function = formula(chosen)
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
    found = evidence(chosen, store)
    return ScenarioResult(
        scenario=chosen,
        inputs=used,
        results=results,
        sensitivity=tuple(sorted(swings, key=lambda one: -one.width)),
        sources=united((*(source for one in used for source in one.sources), *(found.sources if found else ()))),
        evidence=found,
    )


def beside_vacancies(
    store: Store, pace: Pace, overrides: Mapping[str, Mapping[str, Any]] | None = None, *, sector: str = "default"
) -> Comparison:
    """Put technical vacancies beside what each proposal of one pace could fill.

    What comes once stands beside the vacancies that are open (the mean of the last four quarters, as these are not
    seasonally adjusted); what comes every year beside the vacancies that are filled in a year.

    Args:
        store: where the figures are.
        pace: the proposals that bring people ``once`` or ``yearly``.
        overrides: per scenario id what the user set.
        sector: definition of the technical sector.

    Raises:
        Problem: the vacancies are not there.
    """
    given = VACANCIES[pace].model_copy(update={"params": {"sector": sector}, "series": sector})
    vacancies, _, _, period, found = _taken(given, store)
    rows: list[Beside] = []
    without: list[tuple[Scenario, Text | Problem]] = []
    sources = [*found]
    for one in scenarios().values():
        if not one.fills:
            without.append((one, strings()["scenario.no_persons"]))
        if one.pace != pace:
            continue
        try:
            result = run(one, store, (overrides or {}).get(one.id))
        except Unreadable:
            raise
        except Problem as problem:
            without.append((one, problem))
            continue
        fills = result.results[one.fills]
        rows.append(Beside(result, fills.low, fills.mid, fills.high, 100 * fills.mid / vacancies))
        sources += result.sources
    return Comparison(pace, vacancies, period, tuple(rows), tuple(without), united(sources))


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
    except Unreadable:
        raise
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
    begin, end = str(part["period"].iloc[0]), str(part["period"].iloc[-1])
    low = high = value
    if given.range == "band":
        low, high = float(part["low"].agg(add)), float(part["high"].agg(add))
        if not (math.isfinite(low) and math.isfinite(high)):
            low = high = value
    elif given.range == "periods":
        recent = line.tail(given.range_last)
        begin = min(begin, str(recent["period"].iloc[0]))
        low, high = min(float(recent["value"].min()), value), max(float(recent["value"].max()), value)
    elif given.range == "halves":
        half = given.last // 2
        low, high = sorted((float(part["value"].iloc[:half].mean()), float(part["value"].iloc[half:].mean())))
    sources = made.read_for(begin, end, {str(part["series_id"].iloc[-1])})
    if given.reach:
        other = indicators.compute(given.indicator, store, **given.reach)
        newest = other.line(given.reach_series).iloc[-1]
        low, high = min(low, float(newest["value"])), max(high, float(newest["value"]))
        at = str(newest["period"])
        sources = united((*sources, *other.read_for(at, at, {str(newest["series_id"])})))
    scaled = sorted((low * given.factor, high * given.factor))
    return value * given.factor, scaled[0], scaled[1], end, sources
