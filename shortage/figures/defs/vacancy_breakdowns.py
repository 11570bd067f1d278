"""Figures of vacancies broken down: change by sector and section, by region, by size of enterprise, and flows."""

from __future__ import annotations

import math

import pandas as pd

from shortage import claims
from shortage.catalog import code_label
from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.defs.vacancies import (
    SECTORS,
    SINCE,
    THEME,
    adjusted_or_not,
    bars,
    branches,
    change,
    dated,
    inside,
    name,
    period,
    say,
    span,
)
from shortage.indicators.lines import YEAR, run, series
from shortage.indicators.vacancies import PROVINCES, SECTIONS, SIZES, complete_quarters
from shortage.store import Store
from shortage.text import Period, Problem, Text, number, percent, signed, t

TECHNICAL = ("C", "D", "E", "F", "J")
"""Branches that the paper calls technical, beside the technical sector as a whole."""


@figure(
    "open-vacancies-change",
    theme=THEME,
    title=Text(nl="Verandering van openstaande vacatures in de techniek", en="Change of open technical vacancies"),
    choices={"sector": SECTORS},
)
def open_vacancies_change(view: View, *, sector: str = "default") -> FigureContent:
    """The two views of the rule, per technical branch: against a year before and against the base year."""
    lang = view.lang
    parameters = claims.claim("T3").values
    window, base_year = int(parameters["window"]), int(parameters["base_year"])
    base_end = Period(base_year, YEAR, "quarter").code
    technical = view.indicator("open-vacancies", sector=sector)
    first = SECTORS[sector][lang]
    lines = {first: series(technical, sector)}
    for code in TECHNICAL:
        lines[name(code, lang)] = series(view.indicator("open-vacancies", branch=code), code)
    end = min(str(line.index[-1]) for line in lines.values())
    labels = {
        "year": say(lang, "in een jaar", "in a year"),
        "base": say(lang, "sinds {year}", "since {year}", year=str(base_year)),
    }
    parts = []
    for label, line in lines.items():
        base = 100 * (float(run(line, window, end).mean()) / float(run(line, YEAR, base_end).mean()) - 1)
        for id, value in (("year", change(line, end, window)), ("base", base)):
            parts.append({"series_id": id, "label": labels[id], "category": label, "period": end, "value": value})
    data = pd.DataFrame(parts)
    year, base = (
        float(data[(data["category"] == first) & (data["series_id"] == id)]["value"].iloc[0]) for id in labels
    )
    values = {"year": str(base_year)}
    if year < 0 < base:
        sentence = say(lang, "Techniek: minder vacatures dan een jaar eerder, meer dan in {year}",
                       "Technical: fewer vacancies than a year before, more than in {year}", **values)  # fmt: skip
    elif year > 0 and base > 0:
        sentence = say(lang, "Techniek: meer vacatures dan een jaar eerder en dan in {year}",
                       "Technical: more vacancies than a year before and than in {year}", **values)  # fmt: skip
    elif year > 0 > base:
        sentence = say(lang, "Techniek: meer vacatures dan een jaar eerder, minder dan in {year}",
                       "Technical: more vacancies than a year before, fewer than in {year}", **values)  # fmt: skip
    else:
        sentence = say(lang, "Techniek: minder vacatures dan een jaar eerder en dan in {year}",
                       "Technical: fewer vacancies than a year before and than in {year}", **values)  # fmt: skip
    newest = view.made("open-vacancies", branch="A-U").as_of
    sentence = dated(sentence, end, newest, lang)
    finding = Guarded(
        sentence,
        min(abs(year), abs(base)) >= 0.5,
        f"up to {end}: {signed(year, 'en', 1)}% in a year, {signed(base, 'en', 1)}% since {base_year}",
    )
    alt = say(
        lang,
        "Staafdiagram: openstaande vacatures in de techniek {year_change} in een jaar en {base_change} sinds {year}; "
        "ernaast bedrijfstakken apart.",
        "Bar chart: open technical vacancies {year_change} in a year and {base_change} since {year}; beside it single "
        "branches.",
        year_change=percent(year, lang, 1, is_signed=True),
        base_change=percent(base, lang, 1, is_signed=True),
        year=str(base_year),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures, gemiddelde van {window} kwartalen tot en met {end}, verandering in %, Nederland",
        "Open vacancies, mean of {window} quarters up to {end}, change in %, the Netherlands",
        window=number(window, lang),
        end=period(end, lang),
    )
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit="per_cent", decimals=1, finding=finding,
                 notes=[one[lang] for one in technical.notes])  # fmt: skip


@figure(
    "sections-change",
    theme=THEME,
    title=Text(nl="Verandering van openstaande vacatures per sectie", en="Change of open vacancies by section"),
)
def sections_change(view: View) -> FigureContent:
    """Change of each section's vacancies: the last four quarters against the four before."""
    lang = view.lang
    made = view.indicator("open-vacancies", branch="all")
    frame = made.frame[made.frame["branch"].isin(SECTIONS)]
    whole = complete_quarters(frame)
    if not whole:
        raise Problem("selection_empty")
    end = whole[-1]
    view.read.only(made, Period.parse(end).shift(1 - 2 * YEAR).code, end)
    values = {code: change(series(made, code), end) for code in SECTIONS}
    ordered = dict(sorted(values.items(), key=lambda item: -item[1]))
    data = bars(ordered, lang, period=end)
    falling = [code for code in ordered if ordered[code] < 0]
    finding = Guarded(
        say(lang, "In {falling} van de {count} secties daalden de vacatures in een jaar",
            "In {falling} of the {count} sections vacancies fell within a year",
            falling=number(len(falling), lang), count=number(len(ordered), lang)),
        len(falling) > 0,
        f"mean of four quarters up to {end} below the mean of the four before in {len(falling)} sections",
    )  # fmt: skip
    top, low = next(iter(ordered)), list(ordered)[-1]
    alt = say(
        lang,
        "Staafdiagram van de secties: van {top} ({top_value}) tot {low} ({low_value}) in een jaar.",
        "Bar chart of the sections: from {top} ({top_value}) to {low} ({low_value}) within a year.",
        top=inside(name(top, lang)),
        top_value=percent(ordered[top], lang, 1, is_signed=True),
        low=inside(name(low, lang)),
        low_value=percent(ordered[low], lang, 1, is_signed=True),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures, vier kwartalen tot en met {end} tegenover de vier ervoor, verandering in %, Nederland",
        "Open vacancies, four quarters up to {end} against the four before, change in %, the Netherlands",
        end=period(end, lang),
    )
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit="per_cent", decimals=1, finding=finding)


def regional_branches(store: Store) -> dict[str, Text]:
    """Return the branches of the regional table in the newest quarter in which every province has a figure."""
    data = store.read("vacancies_by_region")
    known = data.select("open_vacancies", region=PROVINCES)
    known = known[known["value"].notna()]
    counts = known.groupby(["branch", "period"])["region"].nunique()
    have = set(counts.index[counts == len(PROVINCES)].get_level_values("branch"))
    return {code: one.text for code, one in data.table.dimensions["branch"].members.items() if code in have}


@figure(
    "vacancies-by-region",
    theme=THEME,
    title=Text(nl="Openstaande vacatures per provincie", en="Open vacancies by province"),
    choices={"branch": regional_branches},
)
def vacancies_by_region(view: View, *, branch: str = "A-U") -> FigureContent:
    """The newest quarter in which all provinces have a figure."""
    lang = view.lang
    made = view.indicator("open-vacancies-by-region", branch=branch)
    frame = made.frame[made.frame["region"].isin(PROVINCES)]
    counts = frame.groupby("period")["region"].nunique()
    whole = sorted(counts.index[counts == len(PROVINCES)])
    if not whole:
        raise Problem("selection_empty")
    end = whole[-1]
    view.read.only(made, end)
    now = frame[frame["period"] == end].sort_values(["value", "region"], ascending=[False, True], kind="stable")
    labels = [code_label("vacancies_by_region", "region", code)[lang] for code in now["region"]]
    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": labels,
            "period": end,
            "value": now["value"].to_numpy(),
            "is_provisional": now["is_provisional"].to_numpy(),
        }
    )
    total = float(now["value"].sum())
    finding = None
    if total > 0:
        share = 100 * float(now["value"].iloc[:3].sum()) / total
        finding = Guarded(
            say(lang, "{one}, {two} en {three} hadden {share} van de vacatures",
                "{one}, {two} and {three} had {share} of the vacancies",
                one=labels[0], two=labels[1], three=labels[2], share=percent(share, lang)),
            share > 100 * 3 / len(PROVINCES),
            f"sum of the three highest divided by the sum of all provinces in {end}, more than an equal share",
        )  # fmt: skip
    alt = say(
        lang,
        "Staafdiagram van de provincies: {first} heeft {high} duizend openstaande vacatures, {last} {low} duizend.",
        "Bar chart of the provinces: {first} has {high} thousand open vacancies, {last} {low} thousand.",
        first=labels[0],
        high=number(float(now["value"].iloc[0]), lang, 1),
        last=labels[-1],
        low=number(float(now["value"].iloc[-1]), lang, 1),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures naar plaats van de vestiging, {branch}, {unit}, {end}, {season}",
        "Open vacancies by place of the establishment, {branch}, {unit}, {end}, {season}",
        branch=inside(code_label("vacancies_by_region", "branch", branch)[lang]),
        unit=t(f"unit.{made.unit}", lang),
        end=period(end, lang),
        season=adjusted_or_not(lang),
    )
    # A correction of another quarter than the one shown is not this figure's business.
    notes = [one[lang] for one in made.notes[:1] if whole[-1] < made.as_of]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=notes)  # fmt: skip


@figure(
    "vacancies-by-size",
    theme=THEME,
    title=Text(nl="Openstaande vacatures naar bedrijfsgrootte", en="Open vacancies by size of enterprise"),
    choices={"since": SINCE},
)
def vacancies_by_size(view: View, *, since: str = "2010") -> FigureContent:
    """One line per size class, as far as the table's classes go."""
    lang = view.lang
    made = view.indicator("open-vacancies-by-size")
    order = list(reversed(SIZES))
    data = pd.concat([rows(made, lang, series_id=id, since=since) for id in order], ignore_index=True)
    lines = {id: series(made, id) for id in order}
    end = min(str(line.index[-1]) for line in lines.values())
    values = {id: float(run(line, YEAR, end).mean()) for id, line in lines.items()}
    share = 100 * values["100+"] / sum(values.values())
    finding = Guarded(
        say(lang, "Grote bedrijven hadden {share} van de openstaande vacatures",
            "Large enterprises had {share} of the open vacancies", share=percent(share, lang)),
        max(values, key=lambda id: values[id]) == "100+",
        f"mean of four quarters up to {end}; the largest of the three classes",
    )  # fmt: skip
    alt = say(
        lang,
        "Lijngrafiek van drie grootteklassen: in {end} {large} duizend vacatures bij de grootste bedrijven en {small} "
        "duizend bij de kleinste.",
        "Line chart of three size classes: in {end} {large} thousand vacancies at the largest enterprises and {small} "
        "thousand at the smallest.",
        end=period(end, lang),
        large=number(float(lines["100+"][end]), lang, 1),
        small=number(float(lines["0-9"][end]), lang, 1),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures naar werkzame personen, alle bedrijfstakken, {unit}, Nederland, {span}, {season}",
        "Open vacancies by persons employed, all branches, {unit}, the Netherlands, {span}, {season}",
        unit=t(f"unit.{made.unit}", lang),
        span=span(data, lang),
        season=adjusted_or_not(lang),
    )
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=0, finding=finding,
                 notes=[one[lang] for one in made.notes])  # fmt: skip


@figure(
    "new-and-filled-vacancies",
    theme=THEME,
    title=Text(nl="Ontstane en vervulde vacatures", en="New and filled vacancies"),
    choices={"branch": branches, "since": SINCE},
)
def new_and_filled_vacancies(view: View, *, branch: str = "A-U", since: str = "2010") -> FigureContent:
    """Both flows of one branch; a quarter with more filled than new lowers the number of open vacancies."""
    lang = view.lang
    made = view.indicator("new-and-filled-vacancies", branch=branch)
    data = pd.concat(
        [rows(made, lang, series_id=id, since=since) for id in ("new", "filled")],
        ignore_index=True,
    )
    new, filled = series(made, "new"), series(made, "filled")
    end = min(str(new.index[-1]), str(filled.index[-1]))
    try:
        more = float(run(new, YEAR, end).sum() - run(filled, YEAR, end).sum())
    except Problem:
        more = math.nan
    if more < 0:
        finding_text = Text(
            nl="Meer vacatures vervuld of vervallen dan ontstaan in het jaar tot en met {end}",
            en="More vacancies filled or lapsed than new in the year up to {end}",
        )
    else:
        finding_text = Text(
            nl="Meer vacatures ontstaan dan vervuld of vervallen in het jaar tot en met {end}",
            en="More vacancies new than filled or lapsed in the year up to {end}",
        )
    sentence = say(lang, finding_text.nl, finding_text.en, end=period(end, lang))
    finding = Guarded(
        sentence, abs(more) > 0, f"sum of four quarters up to {end}: new less filled {signed(more, 'en', 1)}"
    )
    alt = say(
        lang,
        "Lijngrafiek: in {end} ontstonden {new} duizend vacatures en werden er {filled} duizend vervuld of vervallen.",
        "Line chart: in {end} {new} thousand vacancies arose and {filled} thousand were filled or lapsed.",
        end=period(end, lang),
        new=number(float(new[end]), lang, 1),
        filled=number(float(filled[end]), lang, 1),
    )
    subtitle = say(
        lang,
        "Vacatures per kwartaal, {branch}, {unit}, Nederland, {span}, {season}",
        "Vacancies per quarter, {branch}, {unit}, the Netherlands, {span}, {season}",
        branch=inside(code_label("vacancies", "branch", branch)[lang]),
        unit=t(f"unit.{made.unit}", lang),
        span=span(data, lang),
        season=adjusted_or_not(lang),
    )
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=0, finding=finding,
                 notes=[one[lang] for one in made.notes])  # fmt: skip
