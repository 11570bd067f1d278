"""Figures of knowledge migrants: the salary criterion, and arrivals and applications in the years that were found."""

from __future__ import annotations

import pandas as pd

from shortage import catalog
from shortage.figures import FigureContent, Guarded, View, build, figure
from shortage.figures.defs.migration import THEME
from shortage.figures.defs.vacancies import inside, period, say
from shortage.store import Store
from shortage.text import Problem, Text, number, percent, t


def _groups(_: Store) -> dict[str, Text]:
    members = catalog.table("salary_norms").dimensions["group"].members
    return {code: one.text for code, one in members.items()}


@figure(
    "salary-criterion",
    theme=THEME,
    title=Text(nl="Salariscriterium voor kennismigranten", en="Salary criterion for knowledge migrants"),
    choices={"criterion": _groups},
)
def salary_criterion(view: View, *, criterion: str = "30plus") -> FigureContent:
    """The criterion in the years found, as bars: single years form no line."""
    lang = view.lang
    made = view.indicator("salary-criterion", group=criterion)
    frame = made.frame.sort_values("period_start")
    if len(frame) < 2:
        raise Problem("selection_empty")
    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": [period(code, lang) for code in frame["period"]],
            "period": frame["period"].to_numpy(),
            "value": frame["value"].to_numpy(),
            "is_provisional": frame["is_provisional"].to_numpy(),
        }
    )
    first, last = frame.iloc[0], frame.iloc[-1]
    change = 100 * (float(last["value"]) / float(first["value"]) - 1)
    group = _groups(view.store)[criterion][lang]
    values = {
        "first": period(str(first["period"]), lang),
        "last": period(str(last["period"]), lang),
        "start": number(float(first["value"]), lang),
        "end": number(float(last["value"]), lang),
        "change": percent(change, lang),
        "group": inside(group),
    }
    finding = Guarded(
        say(lang, "Het salariscriterium steeg tussen {first} en {last} met {change}",
            "The salary criterion rose by {change} between {first} and {last}", **values),
        change >= 0.5,
        f"{last['period']} against {first['period']}: {number(change, 'en', 1)} per cent",
    )  # fmt: skip
    alt = say(
        lang,
        "Staafdiagram van losse jaren: het criterium ({group}) was {start} euro per maand in {first} en {end} euro in "
        "{last}.",
        "Bar chart of single years: the criterion ({group}) was {start} euro a month in {first} and {end} euro in "
        "{last}.",
        **values,
    )
    subtitle = say(
        lang,
        "Laagste brutoloon zonder vakantiegeld voor een kennismigrant, {group}, {unit}, Nederland, {first} – {last}",
        "Lowest gross pay without holiday pay for a knowledge migrant, {group}, {unit}, the Netherlands, "
        "{first} – {last}",
        unit=t(f"unit.{made.unit}", lang),
        **values,
    )
    notes = [
        say(
            lang,
            "Alleen gevonden jaren; de jaren ertussen ontbreken. Niet gecorrigeerd voor lonen of prijzen: het "
            "criterium stijgt elk jaar mee met de lonen.",
            "Only years that were found; those between are missing. Not corrected for pay or prices: the criterion "
            "rises with wages every year.",
        ),
        *(one[lang] for one in made.notes),
    ]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=0, finding=finding,
                 notes=notes)  # fmt: skip


@figure(
    "knowledge-migrants",
    theme=THEME,
    title=Text(nl="Kennismigranten: aanvragen en aankomsten", en="Knowledge migrants: applications and arrivals"),
)
def knowledge_migrants(view: View) -> FigureContent:
    """Applications (IND) and arrivals (CBS) in single years: two counts, never one line."""
    lang = view.lang
    arrivals = view.indicator("knowledge-migrants")
    asked = view.indicator("knowledge-applications")
    words = {
        "asked": Text(nl="Aanvragen {year} (IND)", en="Applications {year} (IND)"),
        "came": Text(nl="Aankomsten {year} (CBS)", en="Arrivals {year} (CBS)"),
    }
    parts = [
        asked.frame.assign(value=asked.frame["value"] / 1000, series_id="asked"),
        arrivals.frame.assign(series_id="came"),
    ]
    frame = pd.concat(parts, ignore_index=True).sort_values(["series_id", "period_start"])
    # Two counts of different years: bars below each other, the name of the count beside each year.
    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": [
                words[id].fill(lang, year=period(code, lang))
                for id, code in zip(frame["series_id"], frame["period"], strict=True)
            ],
            "period": frame["period"].to_numpy(),
            "value": frame["value"].to_numpy(),
            "is_provisional": frame["is_provisional"].to_numpy(),
        }
    )
    arrived = {words["came"].fill(lang, year=period(code, lang)) for code in arrivals.frame["period"]}
    came = arrivals.frame.sort_values("period_start")
    if len(came) < 2:
        raise Problem("selection_empty")
    first, last = came.iloc[0], came.iloc[-1]
    values = {
        "first": period(str(first["period"]), lang),
        "last": period(str(last["period"]), lang),
        "start": number(float(first["value"]), lang, 1),
        "end": number(float(last["value"]), lang, 1),
        "from": period(str(frame["period"].min()), lang),
        "to": period(str(frame["period"].max()), lang),
    }
    drop = float(first["value"]) - float(last["value"])
    finding = Guarded(
        say(lang, "In {last} kwamen minder kennismigranten dan in {first}",
            "Fewer knowledge migrants came in {last} than in {first}", **values),
        drop >= 0.1,
        f"arrivals of {last['period']} below those of {first['period']} by {number(drop, 'en', 1)} thousand",
    )  # fmt: skip
    alt = say(
        lang,
        "Staafdiagram van losse jaren: {start} duizend kennismigranten kwamen in {first}, {end} duizend in {last}; "
        "aanvragen staan er apart bij.",
        "Bar chart of single years: {start} thousand knowledge migrants came in {first}, {end} thousand in {last}; "
        "applications stand apart.",
        **values,
    )
    subtitle = say(
        lang,
        "Kennismigranten van buiten de EU/EFTA, {unit}, Nederland, losse jaren van {from} tot en met {to}",
        "Knowledge migrants from outside the EU/EFTA, {unit}, the Netherlands, single years from {from} to {to}",
        unit=t(f"unit.{arrivals.unit}", lang),
        **values,
    )
    notes = [
        say(
            lang,
            "Een aanvraag is nog geen aankomst; de twee zijn niet te vergelijken. Wat de oorzaak van een daling is, "
            "volgt hier niet uit. Aankomsten zijn cijfers uit de tweede hand.",
            "An application is not yet an arrival; the two cannot be compared. What causes a fall does not follow "
            "from this. Arrivals are second-hand figures.",
        )
    ]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=arrivals.unit, decimals=1, finding=finding,
                 notes=notes, highlight=[one for one in data["category"] if one in arrived])  # fmt: skip
