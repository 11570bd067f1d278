"""Figures of the proposals: what each input does to a result, and what each could fill beside the vacancies."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure
from shortage.figures.defs.vacancies import inside, period, say
from shortage.scenarios import ScenarioProblem, beside_vacancies, given_of, rounded, run, scenarios
from shortage.store import Store
from shortage.text import Problem, Text, number, percent, strings, t

THEME = "proposals"
FIRST = "S3"
NEAREST = 100
"""Persons in the comparison stand in hundreds: the inputs allow no more."""


def proposals(store: Store) -> dict[str, Text]:
    """Return the proposals that a reader may choose."""
    return {id: one.title for id, one in scenarios().items()}


@figure(
    "scenario-tornado",
    theme=THEME,
    title=Text(nl="Wat elke invoer met de uitkomst doet", en="What each input does to the result"),
    choices={"scenario": proposals},
)
def scenario_tornado(view: View, *, scenario: str = FIRST, given: str = "") -> FigureContent:
    """One-at-a-time sensitivity of a proposal's main result, widest first.

    ``given`` is what a reader set, for instance ``S3.share:30,S3.gain:20``; a number that is set has no range.
    """
    lang = view.lang
    result = run(scenario, view.store, given_of(given).get(scenario))
    view.read.add_sources(result.sources)
    title = Text(nl="Formule", en="Formula")
    view.definitions[scenario] = (title, result.scenario.formula_text)
    main = result.main
    outcome = main.outcome
    swings = [one for one in result.sensitivity if one.width > 0]
    if not swings:
        raise ScenarioProblem("nothing_moves")
    ends = {
        "low": say(lang, "Als deze invoer laag is", "If this input is low"),
        "high": say(lang, "Als deze invoer hoog is", "If this input is high"),
    }
    data = pd.DataFrame(
        [
            {
                "series_id": id,
                "label": ends[id],
                "category": _named(one.used.input.text[lang], one.used.bare(lang, one.used.low),
                                   one.used.show(lang, one.used.high)),
                "value": rounded(one.at_low if id == "low" else one.at_high, outcome.nearest),
            }
            for one in swings
            for id in ends
        ]
    )  # fmt: skip
    widest = swings[0]
    values = {
        "proposal": result.scenario.title[lang],
        "input": inside(widest.used.input.text[lang]),
        "result": inside(outcome.text[lang]),
        "mid": main.show(lang),
        "at_low": main.show(lang, widest.at_low),
        "at_high": main.show(lang, widest.at_high),
    }
    second = swings[1].width if len(swings) > 1 else 0.0
    finding = Guarded(
        say(lang, "Het meest telt: {input}", "What matters most: {input}", **values),
        widest.width > CLEARLY * second,
        f"{widest.used.input.name} moves the result {number(widest.width, 'en', outcome.decimals)}, the next one "
        f"{number(second, 'en', outcome.decimals)}",
    )
    alt = say(
        lang,
        "Halterdiagram: {result} is in het midden {mid}; {input} brengt dat van {at_low} naar {at_high}.",
        "Dumbbell chart: {result} is {mid} in the middle; {input} takes it from {at_low} to {at_high}.",
        **values,
    )
    if len(alt) > MOST_ALT:
        alt = say(
            lang,
            "Halterdiagram: in het midden {mid}; de invoer die het meest telt, brengt dat van {at_low} naar {at_high}.",
            "Dumbbell chart: {mid} in the middle; the input that matters most takes it from {at_low} to {at_high}.",
            **values,
        )
    periods = sorted({one.period for one in result.inputs if one.period})
    subtitle = say(
        lang,
        "{proposal}: {result}{unit}, één invoer tegelijk van laag naar hoog, de andere in het midden",
        "{proposal}: {result}{unit}, one input at a time from low to high, the others in the middle",
        **values,
        # Persons are named in the result itself.
        unit="" if outcome.unit == "persons" else f" ({t(f'unit.{outcome.unit}', lang)})",
    )
    if periods:
        stands = ", ".join(period(code, lang) for code in periods)
        subtitle += say(lang, "; cijfers van {stands}", "; figures of {stands}", stands=stands)
    still = [inside(one.used.input.text[lang]) for one in result.sensitivity if one.width == 0]
    notes = [result.assumptions(lang)]
    if still:
        notes.append(say(lang, "Zonder invloed of zonder bandbreedte: {names}.",
                         "Without influence or without a range: {names}.", names="; ".join(still)))  # fmt: skip
    own = [one.show(lang) for one in result.inputs if one.is_set]
    if own:
        notes.append(say(lang, "Door de lezer ingesteld: {names}.", "Set by the reader: {names}.",
                         names="; ".join(_pair(one.input.text[lang], one.show(lang))
                                         for one in result.inputs if one.is_set)))  # fmt: skip
    line = ReferenceLine(rounded(main.mid, outcome.nearest), say(lang, "midden", "middle"))
    neutral = say(lang, "{proposal}: wat elke invoer doet", "{proposal}: what each input does", **values)
    unit = outcome.unit if f"unit.{outcome.unit}" in strings() else "count"
    return build(view, "dumbbell", data, subtitle=subtitle, alt=alt, unit=unit, decimals=outcome.decimals,
                 finding=finding, title=neutral, notes=notes, reference_lines=[line], is_zero_based=False)  # fmt: skip


CLEARLY = 1.05
"""How many times wider than the next an input must be to be called the one that matters most."""
MOST_ALT = 220


def _named(text: str, low: str, high: str) -> str:
    return f"{text} ({low} – {high})"


def _pair(text: str, value: str) -> str:
    return f"{inside(text)} {value}"


@figure(
    "proposals-beside-vacancies",
    theme=THEME,
    title=Text(
        nl="De openstaande technische vacatures naast wat elk voorstel kan vervullen",
        en="The open technical vacancies beside what each proposal could fill",
    ),
)
def proposals_beside_vacancies(view: View, *, given: str = "") -> FigureContent:
    """Open technical vacancies, and per proposal the persons in the middle with its range; never a sum.

    ``given`` is what a reader set, for instance ``S3.share:30,S4.target:12``.
    """
    lang = view.lang
    found = beside_vacancies(view.store, given_of(given))
    view.read.add_sources(found.sources)
    if not found.rows:
        raise Problem("selection_empty")
    own = say(lang, "Openstaande technische vacatures", "Open technical vacancies")
    parts = [{"category": own, "value": rounded(found.vacancies, NEAREST)}]
    for row in found.rows:
        one = row.result.scenario
        pace = strings()[f"scenario.pace_{one.pace}"][lang]
        ends = (rounded(end, NEAREST) for end in (row.mid, row.low, row.high))
        parts.append(
            {"category": f"{one.title[lang]} ({pace})", **dict(zip(("value", "low", "high"), ends, strict=True))}
        )
    data = pd.DataFrame(parts).assign(series_id="value", label="", period=found.period)
    enough = sum(row.mid >= found.vacancies for row in found.rows)
    most = max(found.rows, key=lambda row: row.mid)
    values = {
        "vacancies": number(rounded(found.vacancies, NEAREST), lang),
        "count": number(len(found.rows), lang),
        "enough": number(enough, lang),
        "end": period(found.period, lang),
        "most": inside(most.result.scenario.title[lang]),
        "mid": number(rounded(most.mid, NEAREST), lang),
        "share": percent(most.share_pct, lang),
    }
    if enough:
        sentence = say(
            lang,
            "In het midden vult {enough} van {count} voorstellen alle {vacancies} technische vacatures",
            "In the middle {enough} of {count} proposals fills all {vacancies} technical vacancies",
            **values,
        )
    else:
        sentence = say(
            lang,
            "Geen van de {count} voorstellen vult in het middelste geval alle {vacancies} technische vacatures",
            "In the middle case none of the {count} proposals fills all {vacancies} technical vacancies",
            **values,
        )
    finding = Guarded(
        sentence,
        True,
        f"the middle of {enough} of {len(found.rows)} proposals reaches {number(found.vacancies, 'en')} in "
        f"{found.period}",
    )
    alt = say(
        lang,
        "Staafdiagram: {vacancies} openstaande technische vacatures in {end}; het meest vult in het middelste geval "
        "{most}: {mid} personen ({share}).",
        "Bar chart: {vacancies} open technical vacancies in {end}; most is filled in the middle case by {most}: {mid} "
        "persons ({share}).",
        **values,
    )
    subtitle = say(
        lang,
        "Openstaande vacatures (nijverheid, energie en bouw, {end}) en personen per voorstel in het midden, met streep "
        "van laag tot hoog, Nederland",
        "Open vacancies (industry, energy and construction, {end}) and persons by proposal in the middle, with a line "
        "from low to high, the Netherlands",
        **values,
    )
    notes = [
        say(
            lang,
            "Niet optellen: mensen kunnen bij twee voorstellen meetellen, en eenmalig is iets anders dan per jaar. "
            "Laag en hoog zijn wat de invoer toelaat, geen foutmarge; de meeste invoer is een aanname.",
            "Not to be added up: people may count in two proposals, and once differs from a year. Low and high are "
            "what the inputs allow, not a margin of error; most inputs are assumptions.",
        )
    ]
    if found.without:
        names = "; ".join(inside(one.title[lang]) for one, _ in found.without)
        notes.append(
            say(lang, "Niet in personen te tellen: {names}.", "Not countable in persons: {names}.", names=names)
        )
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit="persons", decimals=0, finding=finding,
                 notes=notes, highlight=[own])  # fmt: skip
