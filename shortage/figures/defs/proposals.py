"""Figures of the proposals: what each input does to a result, and what each could fill beside the vacancies."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure
from shortage.scenarios import Pace, Range, ScenarioProblem, Used, beside_vacancies, given_of, rounded, run, scenarios
from shortage.store import Store
from shortage.text import LANGS, Problem, Text, Words, number, strings
from shortage.text.phrases import amount, both, listed, lower_first, when

WORDS = Words(__file__)
THEME = "proposals"
FIRST = next((id for id, proposal in scenarios().items() if proposal.fills), "")
"""The proposal that is drawn without a choice: the first of which persons stand beside the vacancies."""
NEAREST = 100
"""Persons in the comparison stand in hundreds: the inputs allow no more."""
MOST_ALT = 220


def proposals(store: Store) -> dict[str, Text]:
    """Return the proposals that a reader may choose."""
    return {id: scenario.title for id, scenario in scenarios().items()}


def shown(of: Range | Used, value: float) -> Text:
    """Return a value with the unit of a result or an input."""
    return both(lambda lang: of.show(lang, value))


def ranged(used: Used) -> Text:
    """Return an input's name with its range."""
    low = both(lambda lang: used.bare(lang, used.low))
    return WORDS("scenario-tornado.ranged", name=used.input.text, low=low, high=shown(used, used.high))


@figure("scenario-tornado", theme=THEME, words=WORDS, choices={"scenario": proposals})
def scenario_tornado(view: View, *, scenario: str = FIRST, given: str = "") -> FigureContent:
    """One-at-a-time sensitivity of a proposal's main result, widest first.

    ``given`` is what a reader set, ``ID.input:number`` with commas between; a number that is set has no range.
    """
    result = run(scenario, view.store, given_of(given).get(scenario))
    view.read.add_sources(result.sources)
    view.definitions[scenario] = (view.say("formula"), result.scenario.formula_text)
    main = result.main
    outcome = main.outcome
    swings = [swing for swing in result.sensitivity if swing.width > 0]
    if not swings:
        raise ScenarioProblem("nothing_moves")
    data = pd.DataFrame(
        [
            {
                "series_id": end,
                "label": view.say(f"if_{end}"),
                "category": ranged(swing.used),
                "value": rounded(swing.at_low if end == "low" else swing.at_high, outcome.nearest),
            }
            for swing in swings
            for end in ("low", "high")
        ]
    )
    widest, mid = swings[0], shown(main, main.mid)
    ends = {"at_low": shown(main, widest.at_low), "at_high": shown(main, widest.at_high)}
    name = lower_first(widest.used.input.text)
    second = swings[1].width if len(swings) > 1 else 0.0
    short = both(lambda lang: name[lang].partition(",")[0])
    fewest, most = sorted((widest.at_low, widest.at_high))
    span = {"fewest": amount(rounded(fewest, outcome.nearest), outcome.decimals), "most": shown(main, most)}
    is_alone = len(swings) == 1  # what depends on one thing does not depend on it most
    finding = Guarded(
        view.say("alone", input=short, **span) if is_alone else view.say("most", input=short),
        is_alone or result.has_leader,
        f"{widest.used.input.name} moves the result {number(widest.width, 'en', outcome.decimals)}, the next one "
        f"{number(second, 'en', outcome.decimals)}",
    )
    about = lower_first(outcome.text)
    alt = view.say("alt", result=about, input=name, mid=mid, **ends)
    if any(len(alt[lang]) > MOST_ALT for lang in LANGS):
        alt = view.say("alt_short", mid=mid, **ends)
    # Persons are named in the result itself.
    unit = outcome.unit if f"unit.{outcome.unit}" in strings() else "count"
    measured = about if outcome.unit == "persons" else view.say("in_unit", result=about, unit=strings()[f"unit.{unit}"])
    subtitle = view.say("subtitle", proposal=result.scenario.title, result=measured)
    periods = sorted({used.period for used in result.inputs if used.period})
    if periods:
        subtitle = view.say("subtitle_dated", subtitle=subtitle, periods=listed(map(when, periods)))
    notes = [both(result.assumptions)]
    still = [lower_first(swing.used.input.text) for swing in result.sensitivity if swing.width == 0]
    if still:
        view.definitions["still"] = (view.say("still"), listed(still, "; "))
    own = [
        view.say("pair", name=lower_first(used.input.text), value=shown(used, used.value))
        for used in result.inputs
        if used.is_set
    ]
    if own:
        notes.append(view.say("set", names=listed(own, "; ")))
    return build(
        view,
        "dumbbell",
        data,
        subtitle=subtitle,
        alt=alt,
        unit=unit,
        decimals=outcome.decimals,
        finding=finding,
        title=view.say("neutral", proposal=result.scenario.title),
        notes=notes,
        reference_lines=[
            ReferenceLine(
                rounded(main.mid, outcome.nearest),
                view.say("middle", mid=amount(rounded(main.mid, outcome.nearest), outcome.decimals)),
            )
        ],
        is_zero_based=bool(data["value"].min() <= 0),
    )


@figure("proposals-beside-vacancies", theme=THEME, words=WORDS)
def proposals_beside_vacancies(view: View, *, given: str = "") -> FigureContent:
    """Open technical vacancies, and the persons that each proposal brings once, in the middle with its range.

    ``given`` is what a reader set, ``ID.input:number`` with commas between. Proposals are never added up.
    """
    return _beside(view, "once", given)


@figure("proposals-beside-filled-vacancies", theme=THEME, words=WORDS)
def proposals_beside_filled_vacancies(view: View, *, given: str = "") -> FigureContent:
    """Technical vacancies filled in a year, and the persons that each proposal brings a year; see the figure above."""
    return _beside(view, "yearly", given)


def _beside(view: View, pace: Pace, given: str) -> FigureContent:
    beside = beside_vacancies(view.store, pace, given_of(given))
    view.read.add_sources(beside.sources)
    if not beside.rows:
        raise Problem("selection_empty")
    own = view.say("own")
    bars = [{"category": own, "value": rounded(beside.vacancies, NEAREST)}]
    for row in beside.rows:
        ends = (rounded(end, NEAREST) for end in (row.mid, row.low, row.high))
        bars.append({"category": row.result.scenario.title, **dict(zip(("value", "low", "high"), ends, strict=True))})
    data = pd.DataFrame(bars).assign(series_id="value", label="", period=beside.period)
    most = max(beside.rows, key=lambda row: row.mid)
    vacancies, mid = amount(rounded(beside.vacancies, NEAREST)), amount(rounded(most.mid, NEAREST))
    of_most = {used.input.name: shown(used, used.value) for used in most.result.inputs}
    finding = Guarded(
        view.say("largest", **{**of_most, "vacancies": vacancies, "mid": mid}),
        True,
        f"{most.result.scenario.id} has the highest middle of {len(beside.rows)} proposals: "
        f"{number(most.mid, 'en')} beside {number(beside.vacancies, 'en')} in {beside.period}",
    )
    meanings = [row.result.scenario.persons for row in beside.rows]
    notes = [meaning for meaning in meanings if meaning is not None]
    if len(beside.rows) > 1:
        notes.append(WORDS["beside_sum"])
    notes.append(WORDS["beside_ends"])
    absent = [scenario.title for scenario, why in beside.without if isinstance(why, Problem)]
    if absent:
        notes.append(WORDS("beside_absent", names=listed(map(lower_first, absent), "; ")))
    end = when(beside.period)
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle", end=end),
        alt=view.say(
            "alt",
            vacancies=vacancies,
            end=end,
            most=lower_first(most.result.scenario.title),
            mid=mid,
            share=amount(most.share_pct),
        ),
        unit="persons",
        decimals=0,
        finding=finding,
        notes=notes,
        highlight=[own],
    )
