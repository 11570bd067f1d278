"""Figures of other countries beside the Netherlands: permits, foreign workers, vacancy rates, prosperity."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage import claims
from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure, rows
from shortage.figures.defs.migration import SINCE, THEME, between, explained
from shortage.figures.defs.vacancies import period, say, span
from shortage.indicators import Indicator
from shortage.indicators.lines import EAST, NEIGHBOURS, rates_of_one_quarter
from shortage.indicators.migration import GROUPS
from shortage.text import Lang, Problem, Text, number, percent, t

THREE = ("NL", *NEIGHBOURS)
PERMIT = {
    "valid-work": Text(nl="Geldig voor werk, eind van het jaar", en="Valid for work, end of the year"),
    "first-all": Text(nl="Eerste vergunning, alle redenen", en="First permit, all reasons"),
}
SOURCE = {
    "worldbank": Text(nl="Wereldbank", en="World Bank"),
    "eurostat": Text(nl="Eurostat", en="Eurostat"),
}
TIE = 0.05
"""Difference below which two rates print as the same."""


def _names(made: Indicator, lang: Lang) -> dict[str, str]:
    """Return ``{code: name}`` of the countries of an indicator."""
    pairs = made.frame[["series_id", "geo"]].drop_duplicates()
    return {str(geo): made.series[id][lang] for id, geo in zip(pairs["series_id"], pairs["geo"], strict=True)}


def _newest_common(made: Indicator) -> tuple[str, dict[str, float]]:
    """Return the newest period that all three countries have, and their values.

    Raises:
        Problem: there is none.
    """
    frame = made.frame[made.frame["geo"].isin(THREE)]
    wide = frame.pivot(index="period", columns="geo", values="value").reindex(columns=list(THREE)).dropna()
    if wide.empty:
        raise Problem("selection_empty")
    last = str(wide.index.max())
    return last, {geo: float(wide[geo][last]) for geo in THREE}


def _lines(made: Indicator, since: str, lang: Lang) -> pd.DataFrame:
    """Return the lines of the three countries; of a country with a break the earlier stretch names its last year."""
    parts = []
    for geo in THREE:
        part = rows(made, lang, since=since, geo=geo)
        ids = list(part.sort_values("x")["series_id"].drop_duplicates())
        for id in ids[:-1]:
            chosen = part["series_id"] == id
            end = period(str(part.loc[chosen, "period"].max()), lang)
            name = str(part.loc[chosen, "label"].iloc[0])
            part.loc[chosen, "label"] = say(lang, "{name} t/m {end}", "{name} to {end}", name=name, end=end)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


@figure(
    "work-permits",
    theme=THEME,
    title=Text(nl="Verblijfsvergunningen per 1.000 inwoners", en="Residence permits per 1,000 inhabitants"),
    place=2,
    choices={"permit": PERMIT, "since": SINCE},
)
def work_permits(view: View, *, permit: str = "valid-work", since: str = "2010") -> FigureContent:
    """Permits per 1,000 inhabitants in three countries; the German line has a gap where the count changes."""
    lang = view.lang
    made = view.indicator("permits", kind=permit)
    data = _lines(made, since, lang)
    last, now = _newest_common(made)
    names = _names(made, lang)
    ordered = sorted(THREE, key=lambda geo: -now[geo])
    top, *others = (say(lang, "Nederland", "the Netherlands") if geo == "NL" else names[geo] for geo in ordered)
    values = {
        "top": top,
        "others": say(lang, " en ", " and ").join(others),
        "year": period(last, lang),
        **{geo.lower(): number(now[geo], lang, 1) for geo in THREE},
    }
    if permit == "valid-work":
        sentence = say(
            lang,
            "Per inwoner had {top} eind {year} meer werkvergunningen dan {others}",
            "Per inhabitant {top} had more work permits than {others} at the end of {year}",
            **values,
        )
    else:
        sentence = say(
            lang,
            "Per inwoner gaf {top} in {year} meer eerste vergunningen dan {others}",
            "Per inhabitant {top} issued more first permits than {others} in {year}",
            **values,
        )
    finding = Guarded(
        sentence,
        now[ordered[0]] - now[ordered[1]] >= 2 * TIE,
        f"{last}: " + ", ".join(f"{geo} {number(now[geo], 'en', 1)}" for geo in ordered),
    )
    alt = say(
        lang,
        "Lijngrafiek van drie landen: in {year} {nl} vergunningen per 1.000 inwoners in Nederland, {de} in Duitsland "
        "en {be} in België.",
        "Line chart of three countries: in {year} {nl} permits per 1,000 inhabitants in the Netherlands, {de} in "
        "Germany and {be} in Belgium.",
        **values,
    )
    what = {
        "valid-work": say(lang, "Geldige verblijfsvergunningen voor werk op 31 december",
                          "Residence permits for work, valid on 31 December"),
        "first-all": say(lang, "Eerste verblijfsvergunningen, alle redenen", "First residence permits, all reasons"),
    }[permit]  # fmt: skip
    subtitle = say(
        lang,
        "{what}, {unit}, mensen van buiten de EU, {span}",
        "{what}, {unit}, people from outside the EU, {span}",
        what=what,
        unit=t(f"unit.{made.unit}", lang),
        span=span(data, lang),
    )
    notes = [
        *explained(made.breaks, lang, THREE),
        say(
            lang,
            "Burgers van de EU hebben geen vergunning nodig en tellen niet mee.",
            "Citizens of the EU need no permit and do not count.",
        ),
    ]
    if permit == "first-all":
        notes.append(
            say(
                lang,
                "Met gezin, studie en asiel; vergunningen voor werk apart staan niet in de gegevens.",
                "Family, study and asylum included; permits for work apart are not in the data.",
            )
        )
    breaks = between(made.breaks, lang, {geo: _capital(names[geo]) for geo in THREE})
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=notes, breaks=breaks)  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@figure(
    "foreign-nationals-at-work",
    theme=THEME,
    title=Text(
        nl="Werkenden met een andere nationaliteit per 1.000 inwoners",
        en="Employed foreign nationals per 1,000 inhabitants",
    ),
    choices={"since": SINCE},
)
def foreign_nationals_at_work(view: View, *, since: str = "2010") -> FigureContent:
    """Employed foreign nationals per 1,000 inhabitants, a panel a country, two stretches each."""
    lang = view.lang
    made = view.indicator("foreign-nationals-at-work")
    data = _lines(made, since, lang)
    names = _names(made, lang)
    geos = data["series_id"].str.partition(":")[0]
    stretch = data["series_id"].str.partition(":")[2]
    data["panel"] = geos.map(names).map(_capital)
    # One stretch of years is one series in every panel, so that the key says once what differs.
    order = sorted(stretch.unique())
    ends = {one: period(str(data.loc[stretch == one, "period"].max()), lang) for one in order}
    words = {
        one: say(lang, "t/m {end}", "to {end}", end=ends[one])
        if one != order[-1]
        else say(
            lang, "vanaf {start}", "from {start}", start=period(str(data.loc[stretch == one, "period"].min()), lang)
        )
        for one in order
    }
    data["series_id"] = "stretch" + stretch.map(lambda one: f":{one}" if one else "")
    data["label"] = stretch.map(words)
    last, now = _newest_common(made)
    values = {"year": period(last, lang), **{geo.lower(): number(now[geo], lang) for geo in THREE}}
    finding = Guarded(
        say(
            lang,
            "Per inwoner werken in Duitsland en België meer buitenlanders dan in Nederland ({year})",
            "Per inhabitant more foreign nationals work in Germany and Belgium than in the Netherlands ({year})",
            **values,
        ),
        min(now[geo] for geo in NEIGHBOURS) > now["NL"] + 2 * TIE,
        f"{last}: " + ", ".join(f"{geo} {number(now[geo], 'en', 1)}" for geo in THREE),
    )
    alt = say(
        lang,
        "Drie lijngrafieken: in {year} per 1.000 inwoners {nl} werkenden met een andere nationaliteit in Nederland, "
        "{be} in België en {de} in Duitsland.",
        "Three line charts: in {year} per 1,000 inhabitants {nl} employed foreign nationals in the Netherlands, {be} "
        "in Belgium and {de} in Germany.",
        **values,
    )
    subtitle = say(
        lang,
        "Werkenden van 15 tot 65 jaar met een andere nationaliteit dan die van het land, {unit}, {span}",
        "Employed persons aged 15 to 64 with another nationality than the country's, {unit}, {span}",
        unit=t(f"unit.{made.unit}", lang),
        span=span(data, lang),
    )
    notes = [
        *explained(made.breaks, lang),
        say(
            lang,
            "Een stand, geen instroom: alle jaren van aankomst, uit de EU en van daarbuiten. De enquête mist wie kort "
            "verblijft.",
            "A stock, no inflow: all years of arrival, from the EU and from outside it. The survey misses those who "
            "stay for a short time.",
        ),
    ]
    return build(view, "small_multiples", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=0,
                 finding=finding, notes=notes, breaks=between(made.breaks, lang))  # fmt: skip


def _rates(
    view: View, made: Indicator, parameters: dict[str, Any], shown: set[str] | None, nearby: str
) -> FigureContent:
    """Return bars of the job vacancy rate of one quarter with the border of claim M3 as a line."""
    lang = view.lang
    end, found = rates_of_one_quarter(made, int(parameters["least"]))
    view.read.only(made, end)
    border = found["NL"] * float(parameters["threshold"]) / 100
    others = {geo: rate for geo, rate in found.items() if geo not in GROUPS | {"NL"}}
    tight = [geo for geo, rate in others.items() if rate >= border - 1e-9]
    names = _names(made, lang)
    kept = {
        geo: rate
        for geo, rate in found.items()
        if shown is None or geo in shown or geo in tight or geo in ("NL", "EU27_2020")
    }
    ordered = sorted(kept, key=lambda geo: (-kept[geo], geo))
    same = made.frame[made.frame["period"] == end].set_index("geo")["is_provisional"]
    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": [_capital(names[geo]) for geo in ordered],
            "period": end,
            "value": [kept[geo] for geo in ordered],
            "is_provisional": [bool(same[geo]) for geo in ordered],
        }
    )
    values = {
        "end": period(end, lang),
        "tight": number(len(tight), lang),
        "count": number(len(others), lang),
        "dutch": percent(found["NL"], lang, 1),
        "share": percent(float(parameters["threshold"]), lang),
        "border": percent(border, lang, 1),
    }
    if not tight:
        sentence = say(
            lang,
            "Geen van de {count} vergeleken EU-landen is zo krap als Nederland",
            "None of the {count} EU countries compared is as tight as the Netherlands",
            **values,
        )
    else:
        sentence = say(
            lang,
            "In {tight} van de {count} vergeleken EU-landen is de krapte vergelijkbaar",
            "In {tight} of the {count} EU countries compared tightness is similar",
            **values,
        )
    finding = Guarded(
        say(lang, "{sentence} ({end})", "{sentence} ({end})", sentence=sentence, end=values["end"]),
        len(others) > 0,
        f"{end}: {len(tight)} of {len(others)} EU countries at or above {number(border, 'en', 1)} per cent",
    )
    average = found.get("EU27_2020")
    alt = say(
        lang,
        "Staafdiagram van landen: de Nederlandse vacaturegraad was {dutch} in {end}"
        + ("" if average is None else ", het gemiddelde van de EU {average}")
        + "; {tight} van de {count} andere EU-landen haalt {border}.",
        "Bar chart of countries: the Dutch job vacancy rate was {dutch} in {end}"
        + ("" if average is None else ", the EU average {average}")
        + "; {tight} of the {count} other EU countries reach {border}.",
        average=percent(average, lang, 1),
        **values,
    )
    adjustment = str(made.params["adjustment"])
    subtitle = say(
        lang,
        "Openstaande vacatures in % van bezette banen plus vacatures, {end}, {season}",
        "Open vacancies as a % of occupied posts plus vacancies, {end}, {season}",
        end=values["end"],
        season=say(lang, "seizoengecorrigeerd", "seasonally adjusted")
        if adjustment == "adjusted"
        else say(lang, "niet seizoengecorrigeerd", "not seasonally adjusted"),
    )
    line = ReferenceLine(border, say(lang, "{share} van NL: {border}", "{share} of NL: {border}", **values))
    notes = [one for one in (nearby, *(one[lang] for one in made.notes)) if one]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=notes, reference_lines=[line], highlight=[_capital(names["NL"])])  # fmt: skip


@figure(
    "job-vacancy-rate",
    theme=THEME,
    title=Text(nl="Vacaturegraad per land", en="Job vacancy rate by country"),
    place=3,
)
def job_vacancy_rate(view: View) -> FigureContent:
    """The newest quarter of the adjusted series, in which few countries are there."""
    lang = view.lang
    made = view.indicator("job-vacancy-rate")
    nearby = say(
        lang,
        "Getoond zijn alle EU-landen waarvan de gecorrigeerde reeks in de gegevens staat.",
        "Shown are all EU countries whose adjusted series is in the data.",
    )
    return _rates(view, made, claims.claim("M3").values, None, nearby)


@figure(
    "job-vacancy-rate-unadjusted",
    theme=THEME,
    title=Text(
        nl="Vacaturegraad per land, niet gecorrigeerd voor seizoen",
        en="Job vacancy rate by country, not seasonally adjusted",
    ),
)
def job_vacancy_rate_unadjusted(view: View) -> FigureContent:
    """The newest quarter of the unadjusted series, in which most countries are there."""
    lang = view.lang
    made = view.indicator("job-vacancy-rate", adjustment="unadjusted")
    parameters = claims.claim("M3").values
    other = next(one for one in claims.claim("M3").alternatives if one.parameters.get("source") == "unadjusted")
    nearby = say(
        lang,
        "Getoond: Nederland, de buurlanden, zes landen in Oost-Europa en wat op of boven de lijn ligt; geteld zijn "
        "alle EU-landen met een cijfer.",
        "Shown: the Netherlands, its neighbours, six countries in eastern Europe and those at or above the line; "
        "all EU countries with a figure are counted.",
    )
    return _rates(view, made, {**parameters, **other.parameters}, {*NEIGHBOURS, *EAST}, nearby)


@figure(
    "gdp-per-head",
    theme=THEME,
    title=Text(nl="Bbp per inwoner ten opzichte van Nederland", en="GDP per head relative to the Netherlands"),
    place=4,
    choices={"source": SOURCE, "baseline": SINCE},
)
def gdp_per_head(view: View, *, source: str = "worldbank", baseline: str = "2000") -> FigureContent:
    """First and last year of one source for six countries in eastern Europe and two neighbours."""
    lang = view.lang
    made = view.indicator("gdp-per-head", source=source)
    shown = [*EAST, *NEIGHBOURS]
    frame = made.frame[made.frame["geo"].isin(shown)]
    wide = frame.pivot(index="period", columns="geo", values="value")
    wide = wide[wide.index >= f"{baseline}JJ00"].dropna()
    if len(wide) < 2 or not set(EAST) <= set(wide.columns):
        raise Problem("selection_empty")
    first, last = str(wide.index.min()), str(wide.index.max())
    names = _names(made, lang)
    flags = frame.set_index(["period", "geo"])["is_provisional"]
    level = {str(geo): {str(code): float(value) for code, value in line.items()} for geo, line in wide.items()}
    ordered = sorted(level, key=lambda geo: -level[geo][last])
    data = pd.DataFrame(
        [
            {
                "series_id": place,
                "label": period(code, lang),
                "category": _capital(names[geo]),
                "period": code,
                "value": level[geo][code],
                "is_provisional": bool(flags.loc[(code, geo)]),
            }
            for geo in ordered
            for place, code in (("first", first), ("last", last))
        ]
    )
    margin = float(claims.claim("M4").values["margin"])
    closer = [geo for geo in EAST if level[geo][last] - level[geo][first] >= margin]
    values = {
        "closer": number(len(closer), lang),
        "count": number(len(EAST), lang),
        "first": period(first, lang),
        "last": period(last, lang),
        "start": number(level["PL"][first], lang),
        "end": number(level["PL"][last], lang),
        "margin": number(margin, lang),
    }
    if len(closer) == len(EAST):
        sentence = say(lang, "Alle {count} getoonde landen in Oost-Europa kwamen dichter bij Nederland",
                       "All {count} countries shown in eastern Europe came closer to the Netherlands",
                       **values)  # fmt: skip
    else:
        sentence = say(lang, "{closer} van de {count} getoonde landen in Oost-Europa kwamen dichter bij Nederland",
                       "{closer} of the {count} countries shown in eastern Europe came closer to the Netherlands",
                       **values)  # fmt: skip
    finding = Guarded(
        say(lang, "{sentence} ({first}–{last})", "{sentence} ({first}–{last})", sentence=sentence, **values),
        len(closer) >= 2,
        f"{first} to {last}: {len(closer)} of {len(EAST)} rose by at least {number(margin, 'en')} point",
    )
    alt = say(
        lang,
        "Puntenpaar per land, Nederland = 100: Polen ging van {start} in {first} naar {end} in {last}; {closer} van "
        "de {count} getoonde landen in Oost-Europa kwamen dichterbij.",
        "Pair of points by country, Netherlands = 100: Poland went from {start} in {first} to {end} in {last}; "
        "{closer} of the {count} countries shown in eastern Europe came closer.",
        **values,
    )
    subtitle = say(
        lang,
        "Bruto binnenlands product per inwoner in koopkracht, {unit}, {first} en {last}; {source}",
        "Gross domestic product per head in purchasing power, {unit}, {first} and {last}; {source}",
        unit=t(f"unit.{made.unit}", lang),
        source=SOURCE[source][lang],
        **values,
    )
    notes = [
        say(
            lang,
            "Een land telt als dichterbij vanaf {margin} punt. Bbp is productie, geen loon. Cijfers van verschillende "
            "bronnen staan nooit in één lijn.",
            "A country counts as closer from {margin} point. GDP is output, not pay. Figures of different sources "
            "never share a line.",
            **values,
        )
    ]
    return build(view, "dumbbell", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=0, finding=finding,
                 notes=notes)  # fmt: skip
