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
    """Return what a reader set, read from a text such as ``ID.input:3,ID.other:12``, per scenario and input.

    Raises:
        ScenarioProblem: the text has another form, or names an unknown scenario or input.
    """
    settings: dict[str, dict[str, str]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        address, mark, value = part.partition(":")
        id, dot, name = address.partition(".")
        if not (mark and dot):
            first = next(iter(scenarios().values()))
            most = str(first.inputs[0].bounds[1]).removesuffix(".0")
            example = f"{first.id}.{first.inputs[0].name}:{most}"
            raise ScenarioProblem("given_unclear", value=part, example=example)
        chosen = scenario(id)
        settings.setdefault(chosen.id, {})[chosen.input(name).name] = value
    return settings


def given_text(settings: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what a reader set, per scenario and input, as the text that :func:`given_of` reads."""
    return ",".join(f"{id}.{name}:{value}" for id, values in settings.items() for name, value in values.items())


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
    used = tuple(_use(asked, store, wanted.get(asked.name)) for asked in chosen.inputs)
    function = formula(chosen)
    names = [use.input.name for use in used]
    middle = {use.input.name: use.value for use in used}

    def at(changed: Mapping[str, float]) -> dict[str, float]:
        try:
            results = dict(function({**middle, **changed}))
        except (ZeroDivisionError, OverflowError, ValueError):
            raise ScenarioProblem("no_result", id=chosen.id) from None
        absent = {result.name for result in chosen.results} - set(results)
        if absent:
            raise ValueError(f"{chosen.id}: the formula does not give {sorted(absent)}")
        if not all(math.isfinite(results[result.name]) for result in chosen.results):
            raise ScenarioProblem("no_result", id=chosen.id)
        return results

    mid = at({})
    lows = {use.input.name: at({use.input.name: use.low}) for use in used}
    highs = {use.input.name: at({use.input.name: use.high}) for use in used}
    results = {}
    for outcome in chosen.results:
        result = outcome.name
        rises = {name: highs[name][result] >= lows[name][result] for name in names}
        worst = at({use.input.name: use.low if rises[use.input.name] else use.high for use in used})[result]
        best = at({use.input.name: use.high if rises[use.input.name] else use.low for use in used})[result]
        results[result] = Range(outcome, min(worst, mid[result]), mid[result], max(best, mid[result]))
    swings = [Swing(use, lows[use.input.name][chosen.main], highs[use.input.name][chosen.main]) for use in used]
    shown_in = evidence(chosen, store)
    return ScenarioResult(
        scenario=chosen,
        inputs=used,
        results=results,
        sensitivity=tuple(sorted(swings, key=lambda swing: -swing.width)),
        sources=united((*(source for use in used for source in use.sources), *(shown_in.sources if shown_in else ()))),
        evidence=shown_in,
    )


def beside_vacancies(store: Store, pace: Pace, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> Comparison:
    """Put technical vacancies beside what each proposal of one pace could fill.

    What comes once stands beside the vacancies that are open (the mean of the last four quarters, as these are not
    seasonally adjusted); what comes every year beside the vacancies that are filled in a year.

    Args:
        store: where the figures are.
        pace: the proposals that bring people ``once`` or ``yearly``.
        overrides: per scenario id what the user set.

    Raises:
        Problem: the vacancies are not there.
    """
    quantity = VACANCIES[pace].model_copy(update={"params": {"sector": "default"}, "series": "default"})
    vacancies, _, _, period, read_from = _taken(quantity, store)
    rows: list[Beside] = []
    without: list[tuple[Scenario, Text | Problem]] = []
    sources = [*read_from]
    for proposal in scenarios().values():
        if not proposal.fills:
            without.append((proposal, strings()["scenario.no_persons"]))
        if proposal.pace != pace:
            continue
        try:
            result = run(proposal, store, (overrides or {}).get(proposal.id))
        except Unreadable:
            raise
        except Problem as problem:
            without.append((proposal, problem))
            continue
        fills = result.results[proposal.fills]
        rows.append(Beside(result, fills.low, fills.mid, fills.high, 100 * fills.mid / vacancies))
        sources += result.sources
    return Comparison(pace, vacancies, period, tuple(rows), tuple(without), united(sources))


def _checked(asked: Input, value: Any) -> float:
    """Return what a user set as a number within its bounds."""
    try:
        number_ = float(str(value).strip().replace(",", ".")) if not isinstance(value, bool) else math.nan
    except ValueError:
        number_ = math.nan
    if not math.isfinite(number_):
        raise ScenarioProblem("not_a_number", name=asked.name, value=str(value))
    if not asked.bounds[0] <= number_ <= asked.bounds[1]:
        raise ScenarioProblem(
            "out_of_bounds",
            name=asked.name,
            value=_both(number_, asked),
            low=_both(asked.bounds[0], asked),
            high=_both(asked.bounds[1], asked),
        )
    return number_


def _both(value: float, asked: Input) -> Text:
    places = asked.decimals if value == round(value, asked.decimals) else max(asked.decimals, 2)
    return Text(nl=shown(value, asked.unit, "nl", places), en=shown(value, asked.unit, "en", places))


def _use(asked: Input, store: Store, wanted: float | None) -> Used:
    if asked.from_store is None:
        assert asked.default is not None and asked.low is not None and asked.high is not None
        if wanted is not None and wanted != asked.default:
            return Used(asked, wanted, wanted, wanted, "", True)
        return Used(asked, asked.default, asked.low, asked.high, "", False)
    try:
        value, low, high, period, sources = _taken(asked.from_store, store)
    except Unreadable:
        raise
    except Problem:
        if wanted is None:
            raise
        return Used(asked, wanted, wanted, wanted, "", True)
    if wanted is not None and wanted != value:
        return Used(asked, wanted, wanted, wanted, "", True)
    return Used(asked, value, low, high, period, False, sources)


def _taken(quantity: FromStore, store: Store) -> tuple[float, float, float, str, tuple[Source, ...]]:
    indicator = indicators.compute(quantity.indicator, store, **quantity.params)
    line = indicator.line(quantity.series, **quantity.where)
    part = line.tail(quantity.last)
    periods = [Period.parse(code) for code in part["period"]]
    if len(part) < quantity.last or periods[0].shift(quantity.last - 1) != periods[-1]:
        raise ScenarioProblem("too_few_periods", title=indicator.title, count=str(quantity.last))
    if quantity.take == "last":
        part = part.tail(1)
    add = "sum" if quantity.take == "sum" else "mean"
    value = float(part["value"].agg(add))
    begin, end = str(part["period"].iloc[0]), str(part["period"].iloc[-1])
    low = high = value
    if quantity.range == "band":
        low, high = float(part["low"].agg(add)), float(part["high"].agg(add))
        if not (math.isfinite(low) and math.isfinite(high)):
            low = high = value
    elif quantity.range == "periods":
        recent = line.tail(quantity.range_last)
        begin = min(begin, str(recent["period"].iloc[0]))
        low, high = min(float(recent["value"].min()), value), max(float(recent["value"].max()), value)
    elif quantity.range == "halves":
        half = quantity.last // 2
        low, high = sorted((float(part["value"].iloc[:half].mean()), float(part["value"].iloc[half:].mean())))
    sources = indicator.read_for(begin, end, {str(part["series_id"].iloc[-1])})
    if quantity.reach:
        other = indicators.compute(quantity.indicator, store, **quantity.reach)
        newest = other.line(quantity.reach_series).iloc[-1]
        low, high = min(low, float(newest["value"])), max(high, float(newest["value"]))
        at = str(newest["period"])
        sources = united((*sources, *other.read_for(at, at, {str(newest["series_id"])})))
    scaled = sorted((low * quantity.factor, high * quantity.factor))
    return value * quantity.factor, scaled[0], scaled[1], end, sources
