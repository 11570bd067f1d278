"""Figures of productivity: its growth, that of other countries, value added by section, where growth came from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage import claims
from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure, rows
from shortage.figures.defs.vacancies import inside, name, period, say, span
from shortage.indicators import Indicator
from shortage.indicators.lines import compared, complete_means, newest_edition, years_of
from shortage.indicators.productivity import COMPONENTS
from shortage.store import Store
from shortage.text import Lang, Period, Problem, Text, number, percent

THEME = "productivity"
SINCE = {year: Text(nl=year, en=year) for year in ("2000", "2009", "2014")}
TECHNICAL = ("B", "C", "D", "E", "F")
SECTIONS = (*"ABCDEFGHIJKLMNOPQ", "R-U")
SHORT = {
    "R-U": Text(nl="Cultuur en overige diensten", en="Culture and other services"),
    "B": Text(nl="Delfstoffenwinning", en="Mining"),
}
"""Names of branches in the accounts that fit beside a bar; the others have theirs from the vacancies."""


def branch(code: str, made: Indicator, lang: Lang) -> str:
    """Return a branch of the accounts as a label beside a bar."""
    if code in SHORT:
        return SHORT[code][lang]
    try:
        return name(code, lang)
    except KeyError:
        return made.series[code][lang]


def two_spans(
    made: Indicator, line: pd.Series[Any], lang: Lang
) -> tuple[pd.DataFrame, dict[str, Any], tuple[float, float]]:
    """Return the two averages that claim P1 compares, drawn over their years, with the words for them.

    Raises:
        Problem: a year of the two is missing.
    """
    parameters = claims.claim("P1").values
    recent, before = int(parameters["recent"]), int(parameters["before"])
    last = Period.parse(max(line.index)).year
    spans = {"before": (last - recent - before + 1, last - recent), "recent": (last - recent + 1, last)}
    parts, means, values = [], [], {}
    for id, (first, end) in spans.items():
        stretch = years_of(line, first, end)
        means.append(float(stretch.mean()))
        values[id] = f"{first}–{end}"
        values[f"{id}_mean"] = percent(means[-1], lang, 2)
        label = say(lang, "Gemiddeld {years}", "Average {years}", years=values[id])
        parts.append(
            pd.DataFrame(
                {
                    "series_id": id,
                    "label": label,
                    "period": stretch.index,
                    "x": [Period.parse(code).x for code in stretch.index],
                    "value": means[-1],
                    "panel": "",
                    "category": "",
                    "is_provisional": False,
                    "role": "main",
                }
            )
        )
    return pd.concat(parts, ignore_index=True), values, (means[0], means[1])


@figure(
    "productivity-growth",
    theme=THEME,
    title=Text(nl="Groei van de arbeidsproductiviteit", en="Growth of labour productivity"),
    place=1,
    choices={"since": SINCE},
)
def productivity_growth(view: View, *, since: str = "2000") -> FigureContent:
    """Yearly growth of GDP per hour worked, with the averages of the two spans that the rule compares."""
    lang = view.lang
    made = view.indicator("labour-productivity-growth", geo="NL")
    line = made.line().set_index("period")["value"]
    margin = float(claims.claim("P1").values["margin"])
    averages, values, (earlier, average) = two_spans(made, line, lang)
    yearly = rows(made, lang, label=say(lang, "Per jaar", "By year"), role="context", since=since)
    averages = averages[averages["period"] >= f"{since}JJ00"]
    data = pd.concat([yearly, averages], ignore_index=True)
    difference = compared(average, earlier, margin)
    sentence = {
        -1: Text(
            nl="Productiviteit groeide trager dan in de jaren ervoor: {recent_mean} per jaar tegen {before_mean}",
            en="Productivity grew more slowly than in the years before: {recent_mean} a year against {before_mean}",
        ),
        0: Text(
            nl="Productiviteit groeide ongeveer even traag als eerder: {recent_mean} per jaar tegen {before_mean}",
            en="Productivity grew about as slowly as before: {recent_mean} a year against {before_mean}",
        ),
        1: Text(
            nl="Productiviteit groeide sneller dan in de jaren ervoor: {recent_mean} per jaar tegen {before_mean}",
            en="Productivity grew faster than in the years before: {recent_mean} a year against {before_mean}",
        ),
    }[difference].fill(lang, **values)
    # “Slowly” is a judgement: it stands only where both averages are below one per cent a year.
    holds = difference != 0 or max(average, earlier) < SLOW
    finding = Guarded(
        sentence,
        holds,
        f"average growth {values['recent']} {number(average, 'en', 2)}% against {values['before']} "
        f"{number(earlier, 'en', 2)}%, a difference counts from {number(margin, 'en', 1)} percentage points",
    )
    low, high = (yearly.iloc[int(place)] for place in (yearly["value"].argmin(), yearly["value"].argmax()))
    alt = say(
        lang,
        "Lijngrafiek van de jaarlijkse groei: het hoogst in {top_year} ({top}), het laagst in {low_year} ({low}); "
        "gemiddeld {recent_mean} in {recent} en {before_mean} in {before}.",
        "Line chart of yearly growth: highest in {top_year} ({top}), lowest in {low_year} ({low}); on average "
        "{recent_mean} in {recent} and {before_mean} in {before}.",
        top_year=period(str(high["period"]), lang),
        top=percent(float(high["value"]), lang, 1),
        low_year=period(str(low["period"]), lang),
        low=percent(float(low["value"]), lang, 1),
        **values,
    )
    subtitle = say(
        lang,
        "Bruto binnenlands product per gewerkt uur, vaste prijzen, verandering in % tegenover een jaar eerder, "
        "Nederland, {span}",
        "Gross domestic product per hour worked, constant prices, change in % on a year earlier, the Netherlands, "
        "{span}",
        span=span(data, lang),
    )
    notes = [
        say(
            lang,
            "Eén editie van één bron, zonder breuk. Een verschil onder {margin} procentpunt telt hier als te klein. "
            "Jaren van crisis en herstel wegen zwaar in een gemiddelde.",
            "One edition of one source, without a break. A difference below {margin} percentage points counts as too "
            "small here. Years of crisis and recovery weigh heavily in an average.",
            margin=number(margin, lang, 1),
        )
    ]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=2, finding=finding,
                 notes=notes, highlight=["recent", "before"])  # fmt: skip


SLOW = 1.0
"""Growth a year, in per cent, below which a sentence may say “slowly”."""


@figure(
    "productivity-peers",
    theme=THEME,
    title=Text(
        nl="Groei van de arbeidsproductiviteit naast andere landen",
        en="Growth of labour productivity beside other countries",
    ),
)
def productivity_peers(view: View) -> FigureContent:
    """Average growth over the latest years of each country that has all of them, with the median of the others."""
    lang = view.lang
    made = view.indicator("labour-productivity-growth", geo="all")
    recent = int(claims.claim("P1").values["recent"])
    last = Period.parse(made.line(geo="NL")["period"].iloc[-1]).year
    means = complete_means(made, last - recent + 1, last)
    others = means.drop("NL")
    if others.empty:
        raise Problem("selection_empty")
    ordered = means.sort_values(ascending=False, kind="stable")
    names = {str(code): made.series[str(code)][lang] for code in ordered.index}
    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": [names[str(code)] for code in ordered.index],
            "period": f"{last}JJ00",
            "value": ordered.to_numpy(),
        }
    )
    faster, middle = int((others > means["NL"]).sum()), float(others.median())
    years = f"{last - recent + 1}–{last}"
    values = {
        "faster": number(faster, lang),
        "count": number(len(others), lang),
        "years": years,
        "own": percent(float(means["NL"]), lang, 2),
        "middle": percent(middle, lang, 2),
    }
    finding = Guarded(
        say(
            lang,
            "In {faster} van de {count} andere landen groeide productiviteit sneller dan in Nederland ({years})",
            "In {faster} of the {count} other countries productivity grew faster than in the Netherlands ({years})",
            **values,
        ),
        0 < faster < len(others),
        f"averages of {years}: {faster} of {len(others)} above {number(float(means['NL']), 'en', 2)}",
    )
    alt = say(
        lang,
        "Staafdiagram van {all} landen: Nederland {own} per jaar, de mediaan van de andere {middle}; het hoogst is "
        "{top}, het laagst {low}.",
        "Bar chart of {all} countries: the Netherlands {own} a year, median of the others {middle}; highest is {top}, "
        "lowest {low}.",
        all=number(len(means), lang),
        top=names[str(ordered.index[0])],
        low=names[str(ordered.index[-1])],
        **values,
    )
    subtitle = say(
        lang,
        "Bruto binnenlands product per gewerkt uur, vaste prijzen, gemiddelde verandering per jaar in %, {years}",
        "Gross domestic product per hour worked, constant prices, average change a year in %, {years}",
        **values,
    )
    notes = [
        say(
            lang,
            "Alleen landen met cijfers over alle jaren; wie vroeg meldt, is geen steekproef. In Ierland en Luxemburg "
            "bepalen enkele internationale bedrijven het beeld.",
            "Only countries with figures for all years; early reporters are no sample. In Ireland and Luxembourg a few "
            "international enterprises decide the picture.",
        )
    ]
    line = ReferenceLine(middle, say(lang, "mediaan {middle}", "median {middle}", **values))
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=2, finding=finding,
                 notes=notes, reference_lines=[line], highlight=[names["NL"]])  # fmt: skip


@figure(
    "productivity-level-countries",
    theme=THEME,
    title=Text(nl="Niveau van de arbeidsproductiviteit per land", en="Level of labour productivity by country"),
)
def productivity_level_countries(view: View) -> FigureContent:
    """GDP per hour worked in one year and one edition; a level, beside the growth that the claim is tested on."""
    lang = view.lang
    made = view.indicator("labour-productivity-countries", geo="all")
    now, year = newest_edition(made)
    edition = made.frame.loc[(made.frame["period"] == year) & made.frame["value"].isin(now), "series_id"]
    view.read.only(made, year, series=edition)
    ordered = now.sort_values(ascending=False, kind="stable")
    place = int((ordered > ordered["NL"]).sum()) + 1
    shown = ordered.head(SHOWN) if place <= SHOWN else pd.concat([ordered.head(SHOWN - 1), ordered[["NL"]]])
    members = {id.partition("-")[0]: text[lang].partition(" (")[0] for id, text in made.series.items()}
    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": [members[str(code)] for code in shown.index],
            "period": year,
            "value": shown.to_numpy(),
        }
    )
    middle = float(ordered.drop("NL").median())
    values = {
        "own": number(float(ordered["NL"]), lang),
        "place": number(place, lang),
        "count": number(len(ordered), lang),
        "middle": number(middle, lang),
        "year": period(year, lang),
        "shown": number(len(shown), lang),
    }
    finding = Guarded(
        say(lang, "Nederland staat in productiviteit op plaats {place} van {count} landen ({year})",
            "In productivity the Netherlands is number {place} of {count} countries ({year})", **values),
        ordered["NL"] > middle,
        f"{place - 1} countries above the Netherlands in {year}; it stands above the median",
    )  # fmt: skip
    alt = say(
        lang,
        "Staafdiagram van de {shown} landen met de hoogste productiviteit: Nederland {own} dollar per uur, de mediaan "
        "van alle andere landen is {middle}.",
        "Bar chart of the {shown} countries with the highest productivity: the Netherlands {own} dollars an hour, the "
        "median of all other countries is {middle}.",
        **values,
    )
    subtitle = say(
        lang,
        "Bruto binnenlands product per gewerkt uur, lopende prijzen, dollars naar koopkracht, {year}; de {shown} "
        "hoogste van {count} landen",
        "Gross domestic product per hour worked, current prices, dollars at purchasing power, {year}; the {shown} "
        "highest of {count} countries",
        **values,
    )
    notes = [
        say(
            lang,
            "Een niveau van één jaar en één editie; over de groei zegt het niets. Belasting- en olie-inkomsten tillen "
            "Ierland, Luxemburg en Noorwegen op.",
            "A level of one year and one edition; it says nothing about growth. Tax and oil revenues lift Ireland, "
            "Luxembourg and Norway.",
        )
    ]
    line = ReferenceLine(middle, say(lang, "mediaan {middle}", "median {middle}", **values))
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=0, finding=finding,
                 notes=notes, reference_lines=[line], highlight=[members["NL"]])  # fmt: skip


SHOWN = 14
"""Most countries in one bar figure."""


def recent_years(store: Store) -> dict[str, Text]:
    """Return the years of which value added growth is there, newest first."""
    data = store.read("value_added_change").select("value_added_change", branch="A-U", change="volume-year")
    codes = sorted(data[data["grain"] == "year"]["period"], reverse=True)
    return {code[:4]: Text(nl=code[:4], en=code[:4]) for code in codes}


@figure(
    "value-added-growth",
    theme=THEME,
    title=Text(nl="Groei van de toegevoegde waarde per sectie", en="Growth of value added by section"),
    place=2,
    choices={"year": recent_years},
)
def value_added_growth(view: View, *, year: str = "") -> FigureContent:
    """Volume growth of value added by section in one year, all from one edition of the accounts."""
    lang = view.lang
    made = view.indicator("value-added-growth", branch="all", frequency="year")
    wanted = f"{year}JJ00" if year else made.as_of
    view.read.only(made, wanted)
    frame = made.frame[made.frame["period"] == wanted]
    now = frame[frame["branch"].isin(SECTIONS)].sort_values(["value", "branch"], ascending=[False, True], kind="stable")
    if now.empty:
        raise Problem("selection_empty")
    names = {code: branch(code, made, lang) for code in now["branch"]}
    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": list(names.values()),
            "period": wanted,
            "value": now["value"].to_numpy(),
            "is_provisional": now["is_provisional"].to_numpy(),
        }
    )
    growth = dict(zip(now["branch"], now["value"].astype(float), strict=True))
    whole = frame[frame["branch"] == "gdp"]["value"]
    technical = [code for code in TECHNICAL if code in growth]
    values = {
        "year": period(wanted, lang),
        "up": number(sum(growth[code] > 0 for code in technical), lang),
        "count": number(len(technical), lang),
        "C": percent(growth.get("C"), lang, 1, is_signed=True),
        "F": percent(growth.get("F"), lang, 1, is_signed=True),
    }
    lines = []
    if len(whole) == 1:
        total = float(whole.iloc[0])
        lines.append(ReferenceLine(total, say(lang, "bbp {value}", "GDP {value}", value=percent(total, lang, 1))))
    finding = Guarded(
        say(lang, "Toegevoegde waarde in {year}: industrie {C}, bouw {F}",
            "Value added in {year}: manufacturing {C}, construction {F}", **values),
        {"C", "F"} <= set(growth),
        f"volume change in {wanted} of sections C and F in one edition",
    )  # fmt: skip
    alt = say(
        lang,
        "Staafdiagram van de secties in {year}: in {up} van de {count} technische secties groeide de toegevoegde "
        "waarde; het hoogst is {high} ({top}), het laagst {low} ({bottom}).",
        "Bar chart of the sections in {year}: value added grew in {up} of the {count} technical sections; highest is "
        "{high} ({top}), lowest {low} ({bottom}).",
        high=inside(next(iter(names.values()))),
        top=percent(float(now["value"].iloc[0]), lang, 1),
        low=inside(list(names.values())[-1]),
        bottom=percent(float(now["value"].iloc[-1]), lang, 1),
        **values,
    )
    subtitle = say(
        lang,
        "Bruto toegevoegde waarde, volume, verandering in % tegenover een jaar eerder, Nederland, {year}",
        "Gross value added, volume, change in % on a year earlier, the Netherlands, {year}",
        **values,
    )
    notes = [
        say(
            lang,
            "Gekleurd: de technische secties. Gepubliceerde groei uit één uitgave; uit niveaus van een andere uitgave "
            "is niets berekend. Meer toegevoegde waarde is nog geen hogere productiviteit: ook het aantal uren telt.",
            "In colour: the technical sections. Published growth from one edition; nothing was computed from levels of "
            "another. More value added is not yet higher productivity: the number of hours counts as well.",
        )
    ]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=notes, reference_lines=lines, highlight=[names[code] for code in technical])  # fmt: skip


@figure(
    "growth-sources",
    theme=THEME,
    title=Text(nl="Waar de groei vandaan kwam", en="Where growth came from"),
)
def growth_sources(view: View) -> FigureContent:
    """Average contributions to growth of the market sector in the two stretches that claim P1 can compare."""
    lang = view.lang
    made = view.indicator("growth-accounts")
    frame = made.frame.sort_values("period_start")
    newest = set(frame.groupby("component")["series_id"].last())
    wide = frame[frame["series_id"].isin(newest)].pivot(index="period", columns="component", values="value").dropna()
    recent = int(claims.claim("P1").values["recent"])
    if len(wide) <= recent:
        raise Problem("selection_empty")
    stretches = {"before": wide.iloc[:-recent], "recent": wide.iloc[-recent:]}
    years = {id: f"{part.index[0][:4]}–{part.index[-1][:4]}" for id, part in stretches.items()}
    names = {
        "hours_contribution": say(lang, "Gewerkte uren", "Hours worked"),
        "composition_contribution": say(lang, "Samenstelling van arbeid", "Labour composition"),
        "ict_contribution": say(lang, "ICT-kapitaal", "ICT capital"),
        "other_capital_contribution": say(lang, "Overig kapitaal", "Other capital"),
        "multifactor_productivity": say(lang, "Multifactorproductiviteit", "Multifactor productivity"),
    }
    data = pd.DataFrame(
        [
            {
                "series_id": id,
                "label": years[id],
                "category": names[component],
                "period": part.index[-1],
                "value": float(part[component].mean()),
            }
            for component in COMPONENTS
            for id, part in stretches.items()
        ]
    )
    now, then = (float(stretches[id]["multifactor_productivity"].mean()) for id in ("recent", "before"))
    values = {
        "now": number(now, lang, 2),
        "then": number(then, lang, 2),
        "recent": years["recent"],
        "before": years["before"],
    }
    more = say(lang, "meer", "more") if now > then else say(lang, "minder", "less")
    finding = Guarded(
        say(
            lang,
            "Multifactorproductiviteit droeg {more} bij dan eerder: {now} procentpunt per jaar tegen {then}",
            "Multifactor productivity contributed {more} than before: {now} percentage points a year against {then}",
            more=more,
            **values,
        ),
        abs(now - then) >= float(claims.claim("P1").values["margin"]),
        f"mean contribution in {years['recent']} against {years['before']}, a difference that counts",
    )
    alt = say(
        lang,
        "Staafdiagram: multifactorproductiviteit droeg in {recent} gemiddeld {now} procentpunt per jaar bij, in "
        "{before} {then}.",
        "Bar chart: multifactor productivity contributed {now} percentage points a year on average in {recent}, {then} "
        "in {before}.",
        **values,
    )
    subtitle = say(
        lang,
        "Bijdragen aan de volumegroei van de toegevoegde waarde, commerciële sector, procentpunt per jaar, Nederland, "
        "gemiddeld {before} en {recent}",
        "Contributions to volume growth of value added, market sector, percentage points a year, the Netherlands, "
        "average {before} and {recent}",
        **values,
    )
    notes = [
        say(
            lang,
            "Een stopgezette tabel op een oudere meetlat; niet te vergelijken met groei van het bbp. Multifactor"
            "productiviteit is wat arbeid en kapitaal niet verklaren.",
            "A discontinued table on an older benchmark; not comparable with growth of GDP. Multifactor productivity "
            "is what labour and capital do not explain.",
        )
    ]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=2, finding=finding,
                 notes=notes)  # fmt: skip
