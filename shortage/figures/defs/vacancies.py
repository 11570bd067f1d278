"""Figures of vacancies: by branch, per 1,000 jobs, against an own past, by region and by size of enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from shortage import catalog, claims
from shortage.catalog import code_label
from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure, rows
from shortage.indicators.lines import YEAR, against_median, run, series
from shortage.indicators.vacancies import SECTIONS, SIZES, complete_quarters
from shortage.store import Store
from shortage.text import Lang, Period, Problem, Text, number, percent, signed, t

THEME = "labour-market"
SINCE = {year: Text(nl=year, en=year) for year in ("1997", "2010", "2015", "2019", "2022")}
SECTORS = {
    "narrow": Text(nl="Techniek, smal", en="Technical, narrow"),
    "default": Text(nl="Techniek", en="Technical"),
    "broad": Text(nl="Techniek, breed", en="Technical, broad"),
}
SHORT = {
    "M": Text(nl="Specialistische diensten", en="Specialised services"),
    "N": Text(nl="Verhuur en overige diensten", en="Renting, other services"),
    "J": Text(nl="ICT en communicatie", en="ICT and communication"),
    "Q": Text(nl="Zorg en welzijn", en="Health and social care"),
    "R": Text(nl="Cultuur, sport, recreatie", en="Culture, sports, leisure"),
    "K": Text(nl="Financiële diensten", en="Financial services"),
    "H": Text(nl="Vervoer en opslag", en="Transport, storage"),
    "E": Text(nl="Water en afvalbeheer", en="Water supply, waste"),
    "A-U": Text(nl="Alle bedrijfstakken", en="All branches"),
}
"""Names of branches that fit beside a bar; the others keep their name."""


def say(lang: Lang, nl: str, en: str, /, **values: Any) -> str:
    """Return one of two sentences with its ``{names}`` filled in."""
    return Text(nl=nl, en=en).fill(lang, **values)


def name(code: str, lang: Lang) -> str:
    """Return a branch as a label beside a bar or a line."""
    return SHORT[code][lang] if code in SHORT else code_label("vacancies", "branch", code)[lang]


def inside(text: str) -> str:
    """Return a name as it stands inside a sentence: without its capital, unless it is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def period(code: str, lang: Lang) -> str:
    """Return a period in words."""
    return Period.parse(code).label(lang)


def span(data: pd.DataFrame, lang: Lang) -> str:
    """Return first and last period of a figure's rows in words."""
    ordered = data[data["value"].notna()].sort_values("x")["period"]
    return f"{period(ordered.iloc[0], lang)} – {period(ordered.iloc[-1], lang)}"


def adjusted_or_not(lang: Lang) -> str:
    """Return that the figures are not seasonally adjusted."""
    return say(lang, "niet seizoengecorrigeerd", "not seasonally adjusted")


def dated(sentence: str, end: str, newest: str, lang: Lang) -> str:
    """Return a finding with its period when it is not about the newest figures, so that it is not read as today's."""
    if end >= Period.parse(newest).shift(-1).code:
        return sentence
    return say(lang, "{sentence} (t/m {end})", "{sentence} (to {end})", sentence=sentence, end=period(end, lang))


def change(line: pd.Series[Any], end: str, count: int = YEAR) -> float:
    """Return by how many per cent the mean of ``count`` quarters up to ``end`` differs from the ``count`` before.

    Raises:
        Problem: one of the quarters has no figure.
    """
    before = run(line, count, Period.parse(end).shift(-count).code)
    return 100 * (float(run(line, count, end).mean()) / float(before.mean()) - 1)


def bars(values: Mapping[str, float], lang: Lang, **more: Any) -> pd.DataFrame:
    """Return branches with their values as rows of a bar figure, in the order given."""
    return pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": [name(code, lang) for code in values],
            "value": list(values.values()),
            **more,
        }
    )


def branches(store: Store) -> dict[str, Text]:
    """Return the branches that a reader may choose, without the size classes that share their column."""
    data = store.read("vacancies")
    known = set(data.select("open_vacancies")["branch"])
    members = data.table.dimensions["branch"].members
    return {code: one.text for code, one in members.items() if code in known and code not in SIZES}


@figure(
    "open-vacancies",
    theme=THEME,
    title=Text(
        nl="Openstaande vacatures in de techniek en per bedrijfstak", en="Open vacancies, technical and by branch"
    ),
    place=2,
    choices={"sector": SECTORS, "branch": branches, "since": SINCE},
)
def open_vacancies(view: View, *, sector: str = "default", branch: str = "F", since: str = "2010") -> FigureContent:
    """The technical sector beside one branch of the reader's choice, unadjusted quarters."""
    lang = view.lang
    technical = view.indicator("open-vacancies", sector=sector)
    other = view.indicator("open-vacancies", branch=branch)
    parts = [rows(technical, lang, label=SECTORS[sector][lang], since=since)]
    is_same = [branch] == list(catalog.sectors()[sector]["branches"])
    if not is_same:
        parts.append(rows(other, lang, label=name(branch, lang), role="second", since=since))
    data = pd.concat(parts, ignore_index=True)
    main, second = series(technical, sector), series(other, branch)
    end = min(main.index[-1], second.index[-1])
    finding = None
    try:
        first_change, second_change = change(main, end), change(second, end)
    except Problem:
        first_change = second_change = float("nan")
    if first_change == first_change and second_change == second_change:
        ways = [_way(one, lang) for one in (first_change, second_change)]
        values = {"one": ways[0], "two": inside(ways[1]), "branch": inside(name(branch, lang))}
        if is_same or ways[0] == ways[1]:
            sentence = say(
                lang,
                "{one} vacatures in de techniek dan een jaar eerder" + ("" if is_same else ", ook in {branch}"),
                "{one} technical vacancies than a year before" + ("" if is_same else ", in {branch} too"),
                **values,
            )
        else:
            sentence = say(
                lang,
                "{one} vacatures in de techniek dan een jaar eerder, {two} in {branch}",
                "{one} technical vacancies than a year before, {two} in {branch}",
                **values,
            )
        newest = view.made("open-vacancies", branch="A-U").as_of
        sentence = dated(sentence, end, newest, lang)
        is_clear = min(abs(first_change), abs(second_change)) >= 0.5
        finding = Guarded(
            sentence,
            is_clear,
            f"mean of four quarters up to {end} against the four before: "
            f"{signed(first_change, 'en', 1)}% and {signed(second_change, 'en', 1)}%, each at least half a per cent",
        )
    peak = main[main.index >= since]
    alt = say(
        lang,
        "Lijngrafiek: {now} duizend openstaande vacatures in de techniek in {end}, het hoogste aantal was {top} "
        "duizend in {top_period}; {branch}: {other} duizend in {other_end}.",
        "Line chart: {now} thousand open technical vacancies in {end}, the highest number was {top} thousand in "
        "{top_period}; {branch}: {other} thousand in {other_end}.",
        now=number(float(main.iloc[-1]), lang, 1),
        end=period(main.index[-1], lang),
        top=number(float(peak.max()), lang, 1),
        top_period=period(str(peak.idxmax()), lang),
        branch=inside(name(branch, lang)),
        other=number(float(second.iloc[-1]), lang, 1),
        other_end=period(second.index[-1], lang),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures aan het einde van het kwartaal, {unit}, Nederland, {span}, {season}",
        "Open vacancies at the end of the quarter, {unit}, the Netherlands, {span}, {season}",
        unit=t(f"unit.{technical.unit}", lang),
        span=span(data, lang),
        season=adjusted_or_not(lang),
    )
    meaning = catalog.sectors()[sector]["text"][lang]
    label = SECTORS[sector][lang]
    notes = [f"{label}: {meaning.partition(': ')[2] or meaning}."]
    notes += [one[lang] for one in _unique([*technical.notes, *([] if is_same else other.notes)])]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=technical.unit, decimals=1, finding=finding,
                 notes=notes)  # fmt: skip


def _way(value: float, lang: Lang) -> str:
    if value < 0:
        return say(lang, "Minder", "Fewer")
    return say(lang, "Meer", "More")


def _unique(notes: Iterable[Text]) -> list[Text]:
    return list({one.en: one for one in notes}.values())


@figure(
    "vacancies-per-1000-jobs",
    theme=THEME,
    title=Text(nl="Vacatures per 1.000 banen naar sectie", en="Vacancies per 1,000 jobs by section"),
    place=3,
)
def vacancies_per_1000_jobs(view: View) -> FigureContent:
    """The published vacancy rate of all sections in the newest complete quarter; named sections carry the accent."""
    lang = view.lang
    made = view.indicator("vacancies-per-1000-jobs")
    parameters = claims.claim("T1").values
    named, top = list(parameters["named"]), int(parameters["top"])
    frame = made.frame[made.frame["branch"].isin(SECTIONS)]
    whole = complete_quarters(frame)
    if not whole:
        raise Problem("selection_empty")
    end = whole[-1]
    view.read.only(made, end)
    now = frame[frame["period"] == end].sort_values(["value", "branch"], ascending=[False, True], kind="stable")
    values = dict(zip(now["branch"], now["value"].astype(float), strict=True))
    places = pd.Series(values).rank(ascending=False, method="min")
    leading = [code for code in named if places[code] <= top]
    data = bars(values, lang, is_provisional=now["is_provisional"].to_numpy(), period=end)
    total = made.frame[(made.frame["branch"] == "A-U") & (made.frame["period"] == end)]["value"]
    lines = []
    if len(total) == 1:
        label = say(lang, "alle sectoren: {value}", "all sectors: {value}", value=number(float(total.iloc[0]), lang))
        lines.append(ReferenceLine(float(total.iloc[0]), label))
    finding = Guarded(
        say(
            lang,
            "Van de {named} genoemde sectoren {verb} er {count} in de top {top} ({end})",
            "Of the {named} named sectors {count} {verb} in the top {top} ({end})",
            named=number(len(named), lang),
            count=number(len(leading), lang),
            verb=say(lang, "stond", "was") if len(leading) == 1 else say(lang, "stonden", "were"),
            end=period(end, lang),
            top=number(top, lang),
        ),
        set(named) <= set(values),
        f"every named section has a figure for {end}; those with rank at most {top} were counted",
    )
    first = next(iter(values))
    alt = say(
        lang,
        "Staafdiagram van de secties: {first} heeft de meeste vacatures per 1.000 banen ({rate}), de laagste van de "
        "genoemde sectoren is {last} ({last_rate}).",
        "Bar chart of the sections: {first} has most vacancies per 1,000 jobs ({rate}); the lowest of the named "
        "sectors is {last} ({last_rate}).",
        first=inside(name(first, lang)),
        rate=number(values[first], lang),
        last=inside(name(min(named, key=lambda code: values[code]), lang)),
        last_rate=number(min(values[code] for code in named), lang),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures per 1.000 banen van werknemers, Nederland, {end}, {season}",
        "Open vacancies per 1,000 employee jobs, the Netherlands, {end}, {season}",
        end=period(end, lang),
        season=adjusted_or_not(lang),
    )
    notes = [
        say(
            lang,
            "Gekleurd: de sectoren die het position paper noemt.",
            "In colour: the sectors that the position paper names.",
        ),
        *(one[lang] for one in made.notes),
    ]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=0, finding=finding,
                 notes=notes, reference_lines=lines, highlight=[name(code, lang) for code in named])  # fmt: skip


@figure(
    "sections-against-median",
    theme=THEME,
    title=Text(
        nl="Openstaande vacatures per sectie tegenover de eigen mediaan",
        en="Open vacancies by section against its own median",
    ),
    place=4,
)
def sections_against_median(view: View) -> FigureContent:
    """Mean of the last four quarters of each section as a percentage of its own median of earlier years."""
    lang = view.lang
    made = view.indicator("open-vacancies", branch="all")
    parameters = claims.claim("T2").values
    first, last, window = (int(parameters[key]) for key in ("first_year", "last_year", "window"))
    found, end = against_median(made, first, last, window)
    view.read.only(made, f"{first}JJ00", f"{last}JJ00")
    view.read.only(made, Period.parse(end).shift(1 - window).code, end)
    ratio = found["ratio"].sort_values(ascending=False, kind="stable")
    data = bars({str(code): float(value) for code, value in ratio.items()}, lang, period=end)
    above, count = int((found["latest"] > found["median"]).sum()), len(found)
    years = f"{first}–{last}"
    parts = {"above": number(above, lang), "count": number(count, lang), "years": years}
    if above == count:
        sentence = say(lang, "In alle {count} secties meer vacatures dan normaal in {years}",
                       "All {count} sections have more vacancies than normal in {years}", **parts)  # fmt: skip
    else:
        sentence = say(lang, "In {above} van de {count} secties meer vacatures dan normaal in {years}",
                       "In {above} of the {count} sections more vacancies than normal in {years}", **parts)  # fmt: skip
    finding = Guarded(
        sentence, above > 0, f"mean of {window} quarters up to {end} above the median in {above} sections"
    )
    alt = say(
        lang,
        "Staafdiagram van de secties in procenten van de eigen mediaan: het hoogst is {high} ({high_value}%), het "
        "laagst {low} ({low_value}%).",
        "Bar chart of the sections in per cent of their own median: highest is {high} ({high_value}%), lowest {low} "
        "({low_value}%).",
        high=inside(name(str(ratio.index[0]), lang)),
        high_value=number(float(ratio.iloc[0]), lang),
        low=inside(name(str(ratio.index[-1]), lang)),
        low_value=number(float(ratio.iloc[-1]), lang),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures, gemiddelde van {window} kwartalen tot en met {end}, in % van de eigen mediaan van "
        "{years}, Nederland",
        "Open vacancies, mean of {window} quarters up to {end}, in % of the own median of {years}, the Netherlands",
        window=number(window, lang),
        end=period(end, lang),
        years=years,
    )
    notes = [
        say(
            lang,
            "“Normaal” is de mediaan van de kwartalen van {years}; daarin liggen ook de magere jaren na de "
            "kredietcrisis. Aantallen, geen graad: een sectie die groeit, heeft er vanzelf meer.",
            "“Normal” is the median of the quarters of {years}, which hold the lean years after the credit crisis. "
            "Numbers, not a rate: a section that grows has more of them by itself.",
            years=years,
        )
    ]
    label = say(lang, "eigen mediaan: {whole}", "own median: {whole}", whole=percent(100.0, lang))
    line = ReferenceLine(100.0, label)
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit="per_cent", decimals=0, finding=finding,
                 notes=notes, reference_lines=[line])  # fmt: skip
