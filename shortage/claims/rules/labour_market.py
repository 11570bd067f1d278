"""Rules of the labour-market claims: ranking of sections, levels against an own past, growth, tightness, potential."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from shortage import catalog
from shortage.claims.base import Context, Finding, Number, Value, rule
from shortage.claims.rules.lines import run, series
from shortage.indicators import Indicator
from shortage.indicators.vacancies import SECTIONS, complete_quarters, when, words
from shortage.text import Period, Problem, Text

YEAR = 4
WITHOUT_OVERLAP = ("A", "C", "F", "G-I", "J", "K", "L", "M-N", "O", "P", "Q")
"""Branches of the labour accounts that do not contain one another."""


def graded(share: float, context: Context) -> Value:
    """Return the verdict for a share in per cent, from the parameters ``supported_pct`` and ``partly_pct``."""
    if share >= context["supported_pct"]:
        return "supported"
    return "partly" if share >= context["partly_pct"] else "contradicted"


def names(codes: Iterable[str], table: str = "vacancies") -> Text:
    """Return branches as an enumeration; a dash where there are none."""
    texts = [words(table, "branch", code) for code in codes]
    return Text(nl=", ".join(one.nl for one in texts) or "–", en=", ".join(one.en for one in texts) or "–")


@rule("named-sectors-on-top")
def named_sectors_on_top(context: Context) -> Finding:
    """T1: how many of the named sections are among the first ``top`` in vacancies per 1,000 jobs.

    ``source`` decides: ``published`` (the vacancy rate of CBS, mean of the last ``window`` quarters in which every
    section has a figure) or ``jobs`` (own processing, the last quarter with every branch of one edition).
    """
    named, top = list(context["named"]), int(context["top"])
    notes: list[Text] = []
    if context["source"] == "published":
        made = context.indicator("vacancies-per-1000-jobs")
        rows = made.frame[made.frame["branch"].isin(SECTIONS)]
        periods = complete_quarters(rows)[-int(context["window"]) :]
        if not periods:
            raise Problem("selection_empty")
        if len(periods) < int(context["window"]):
            notes.append(
                Text(
                    nl=f"Er is voor {len(periods)} van de {int(context['window'])} kwartalen een volledige rangorde.",
                    en=f"A complete ranking exists for {len(periods)} of the {int(context['window'])} quarters.",
                )
            )
        rates = rows[rows["period"].isin(periods)].groupby("branch")["value"].mean()
        end = periods[-1]
    else:
        made = context.indicator("vacancies-per-1000-employed", basis="jobs")
        rows = made.frame[made.frame["branch"].isin(WITHOUT_OVERLAP)]
        counts = rows.groupby(["period", "vintage"])["branch"].nunique()
        whole = sorted(counts.index[counts == len(WITHOUT_OVERLAP)])
        if not whole:
            raise Problem("selection_empty")
        end, vintage = whole[-1]
        chosen = rows[(rows["period"] == end) & (rows["vintage"] == vintage)]
        rates = chosen.set_index("branch")["value"]
    if set(named) - set(rates.index):
        raise Problem("selection_empty")
    places = rates.rank(ascending=False, method="min")
    inside = [code for code in named if places[code] <= top]
    outside = [code for code in named if places[code] > top]
    share = 100 * len(inside) / len(named)
    first = str(rates.index[int(rates.argmax())])
    numbers = [
        Number(
            "inside", len(inside), "count", end, Text(nl="Genoemde sectoren in de kop", en="Named sectors on top"), 0
        ),
        Number("named_count", len(named), "count", end, Text(nl="Genoemde sectoren", en="Named sectors"), 0),
        Number("sections", len(rates), "count", end, Text(nl="Bedrijfstakken in de rangorde", en="Branches ranked"), 0),
        Number("first_rate", float(rates.max()), made.unit, end, Text(nl="Hoogste", en="Highest"), 0),
    ]
    for code in named:
        numbers.append(
            Number(
                f"rate_{code}", float(rates[code]), made.unit, end, words("vacancies", "branch", code), made.decimals
            )
        )
    return Finding(
        graded(share, context),
        Text(
            nl="Van de {named_count} genoemde sectoren horen er {inside} bij de eerste {top} van {sections} "
            "bedrijfstakken ({period_words}): {in_names}. Niet: {out_names}. Bovenaan staat {first} met {first_rate} "
            "vacatures per 1.000 banen.",
            en="Of the {named_count} named sectors {inside} are among the first {top} of {sections} branches "
            "({period_words}): {in_names}. Not: {out_names}. First comes {first} with {first_rate} vacancies per 1,000 "
            "jobs.",
        ),
        (*numbers, Number("top", top, "count", end, Text(nl="Grens van de kop", en="Border of the top"), 0)),
        value=float(len(inside)),
        out_of=float(len(named)),
        unit="count",
        decimals=0,
        period=end,
        words={
            "in_names": names(inside),
            "out_names": names(outside),
            "first": names([first]),
            "period_words": when(end),
        },
        notes=tuple(notes),
    )


def against_median(lines: Indicator, first: int, last: int, window: int) -> tuple[pd.DataFrame, str]:
    """Return per section its median of the years ``first`` to ``last`` and its mean of the last ``window`` quarters.

    The last quarter is the newest in which every section has a figure. Columns: ``median``, ``latest``, ``ratio``
    (per cent); index: section.

    Raises:
        Problem: no quarter is complete, or a section misses one of the quarters needed.
    """
    rows = lines.frame[lines.frame["branch"].isin(SECTIONS)]
    ends = complete_quarters(rows)
    if not ends:
        raise Problem("selection_empty")
    wide = rows.pivot(index="period", columns="branch", values="value")
    past = [code for code in wide.index if first <= Period.parse(code).year <= last]
    latest = pd.Series({code: run(wide[code], window, ends[-1]).mean() for code in SECTIONS})
    median = wide.loc[past].median()
    found = pd.DataFrame({"median": median, "latest": latest})
    if not past or found.isna().any().any():
        raise Problem("selection_empty")
    return found.assign(ratio=100 * found["latest"] / found["median"]), ends[-1]


@rule("sections-above-own-median")
def sections_above_own_median(context: Context) -> Finding:
    """T2: share of sections whose vacancies of the last ``window`` quarters exceed their own earlier median."""
    made = context.indicator("open-vacancies", branch="all")
    first, last = int(context["first_year"]), int(context["last_year"])
    found, end = against_median(made, first, last, int(context["window"]))
    above = found[found["latest"] > found["median"]]
    share = 100 * len(above) / len(found)
    lowest = str(found["ratio"].idxmin())
    ratio_text = Text(nl="Laagste verhouding tot de eigen mediaan", en="Lowest ratio to the own median")
    numbers = (
        Number("above", len(above), "count", end, Text(nl="Secties boven de mediaan", en="Sections above median"), 0),
        Number("sections", len(found), "count", end, Text(nl="Secties", en="Sections"), 0),
        Number("share", share, "per_cent", end, Text(nl="Aandeel van de secties", en="Share of sections"), 0),
        Number("lowest", float(found["ratio"].min()), "per_cent", end, ratio_text, 0),
    )
    return Finding(
        graded(share, context),
        Text(
            nl="In {above} van de {sections} secties ({share}%) stonden er tot en met {period_words} meer "
            "vacatures open "
            "dan de eigen mediaan van {years}; de laagste verhouding is {lowest}% ({lowest_name}).",
            en="In {above} of the {sections} sections ({share}%) there were more open vacancies up to "
            "{period_words} than "
            "the own median of {years}; the lowest ratio is {lowest}% ({lowest_name}).",
        ),
        numbers,
        value=share,
        unit="per_cent",
        decimals=0,
        period=end,
        words={
            "period_words": when(end),
            "years": Text(nl=f"{first}–{last}", en=f"{first}–{last}"),
            "lowest_name": names([lowest]),
        },
    )


@rule("rising-on-two-views")
def rising_on_two_views(context: Context) -> Finding:
    """T3: mean open vacancies of the last ``window`` quarters against the ones before them and against a base year."""
    branch, window, base_year = context["branch"], int(context["window"]), int(context["base_year"])
    if branch == "sector":
        made = context.indicator("open-vacancies", sector=context["sector"])
    else:
        made = context.indicator("open-vacancies", branch=branch)
    id = str(made.frame["series_id"].iloc[0])
    line = series(made, id)
    end = str(line.index[-1])
    before_end = Period.parse(end).shift(-window).code
    current = float(run(line, window, end).mean())
    before = float(run(line, window, before_end).mean())
    base = float(run(line, YEAR, Period(base_year, YEAR, "quarter").code).mean())
    means = line.rolling(YEAR, min_periods=YEAR).mean()
    since = means[means.index >= Period(base_year, YEAR, "quarter").code]
    peak, peak_end = float(since.max()), str(since.idxmax())
    rising = (current > before) + (current > base)
    verdict: Value = "supported" if rising == 2 else "partly" if rising == 1 else "contradicted"
    unit = made.unit
    last_text = Text(nl="Gemiddelde van de laatste kwartalen", en="Mean of the last quarters")
    numbers = (
        Number("current", current, unit, end, last_text),
        Number("before", before, unit, before_end, Text(nl="De kwartalen daarvoor", en="The quarters before")),
        Number("base", base, unit, f"{base_year}JJ00", Text(nl="Basisjaar", en="Base year")),
        Number(
            "peak", peak, unit, peak_end, Text(nl="Hoogste vierkwartaalsgemiddelde", en="Highest four-quarter mean")
        ),
        *(
            Number(f"change_{name}", 100 * (current / other - 1), "per_cent", end, words, is_signed=True)
            for name, other, words in (
                ("year", before, Text(nl="In een jaar", en="In a year")),
                ("base", base, Text(nl="Sinds basisjaar", en="Since base")),
                ("peak", peak, Text(nl="Sinds de top", en="Since the peak")),
            )
        ),
    )
    text = made.series[id]
    return Finding(
        verdict,
        Text(
            nl="Tot en met {period_words} stonden er gemiddeld {current} duizend vacatures open ({sector_name}): "
            "{change_year}% tegenover de kwartalen daarvoor ({before}), {change_base}% tegenover {year} ({base}) en "
            "{change_peak}% tegenover de top ({peak}, tot en met {peak_words}).",
            en="Up to {period_words} {current} thousand vacancies were open on average ({sector_name}): {change_year}% "
            "against the quarters before ({before}), {change_base}% against {year} ({base}) and {change_peak}% against "
            "the peak ({peak}, up to {peak_words}).",
        ),
        numbers,
        value=100 * (current / before - 1),
        unit="per_cent",
        period=end,
        words={
            "period_words": when(end),
            "peak_words": when(peak_end),
            "sector_name": text,
            "year": Text(nl=str(base_year), en=str(base_year)),
        },
        notes=made.notes,
    )


def tightness_line(made: Indicator, method: str) -> str:
    """Return the series that decides: the long line, or the adjusted edition that runs furthest."""
    if method == "unadjusted":
        return "unadjusted"
    rows = made.frame[made.frame["method"] == "adjusted"]
    if rows.empty:
        raise Problem("selection_empty")
    newest = rows.sort_values(["period_start", "vintage"])
    # A single quarter is no line; the edition that runs furthest and has more than one counts.
    counts = newest["series_id"].value_counts()
    lines = newest[newest["series_id"].map(counts) > 1]
    return str((lines if len(lines) else newest)["series_id"].iloc[-1])


@rule("share-of-quarters-above")
def share_of_quarters_above(context: Context) -> Finding:
    """T4: share of the quarters of the last ``years`` years in which tightness lies above ``threshold``."""
    threshold, wanted = float(context["threshold"]), int(context["years"]) * YEAR
    made = context.indicator("tightness", method=context["method"])
    line = series(made, tightness_line(made, context["method"]))
    recent = line.iloc[-wanted:]
    end = str(recent.index[-1])
    above = int((recent > threshold).sum())
    share = 100 * above / len(recent)
    peak_end = str(line.idxmax())
    notes = list(made.notes)
    if len(recent) < wanted:
        notes.append(
            Text(
                nl=f"Er zijn {len(recent)} kwartalen in plaats van {wanted}.",
                en=f"There are {len(recent)} quarters instead of {wanted}.",
            )
        )
    unit = made.unit
    numbers = (
        Number("above", above, "count", end, Text(nl="Kwartalen boven de grens", en="Quarters above the border"), 0),
        Number("quarters", len(recent), "count", end, Text(nl="Kwartalen bekeken", en="Quarters looked at"), 0),
        Number("share", share, "per_cent", end, Text(nl="Aandeel van de kwartalen", en="Share of quarters"), 0),
        Number("limit", threshold, unit, end, Text(nl="Grens", en="Border"), 0),
        Number("latest", float(recent.iloc[-1]), unit, end, Text(nl="Laatste waarde", en="Latest value"), 0),
        Number("peak", float(line.max()), unit, peak_end, Text(nl="Hoogste waarde", en="Highest value"), 0),
    )
    return Finding(
        graded(share, context),
        Text(
            nl="In {above} van de {quarters} kwartalen tot en met {period_words} ({share}%) lag de spanning boven "
            "{limit} "
            "vacatures per 100 werklozen; het laatst {latest}, op het hoogtepunt {peak} ({peak_words}).",
            en="In {above} of the {quarters} quarters up to {period_words} ({share}%) tightness was above {limit} "
            "vacancies per 100 unemployed; last {latest}, at its peak {peak} ({peak_words}).",
        ),
        numbers,
        value=share,
        unit="per_cent",
        decimals=0,
        period=end,
        words={"period_words": when(end), "peak_words": when(peak_end)},
        notes=tuple(notes),
    )


@rule("vacancies-without-level")
def vacancies_without_level(context: Context) -> Finding:
    """E6: what the one table by occupation shows; it has no level of education, so nothing can be decided."""
    made = context.indicator("vacancies-by-occupation")
    rows = made.frame.set_index("series_id")
    end = made.as_of
    wanted = {"technical": "B-F/07", "ict_sector": "B-F/08", "ict": "A-U/08"}
    if set(wanted.values()) - set(rows.index):
        raise Problem("selection_empty")
    numbers = tuple(
        Number(name, float(rows["value"][id]), made.unit, end, made.series[id], made.decimals)
        for name, id in wanted.items()
    )
    return Finding(
        "not_testable",
        Text(
            nl="Geen open tabel verdeelt vacatures naar opleidingsniveau. De tabel naar beroep geeft voor {year} in "
            "nijverheid, energie en bouw {technical} duizend ontstane vacatures in technische beroepen, en in alle "
            "bedrijfstakken {ict} duizend in ICT-beroepen, zonder niveau.",
            en="No open table splits vacancies by level of education. The table by occupation gives {technical} "
            "thousand new vacancies in technical occupations in industry, energy and construction for {year}, and "
            "{ict} thousand in ICT occupations in all branches, without level.",
        ),
        numbers,
        period=end,
        words={"year": when(end)},
        notes=made.notes,
    )


@rule("potential-against-vacancies")
def potential_against_vacancies(context: Context) -> Finding:
    """E7: whether an assumed share of the untapped potential is as large as the open technical vacancies.

    Never ``supported``: the table says how many there are, not who can or wants to work in technology.
    """
    potential = context.indicator("untapped-labour-potential")
    vacancies = context.indicator("open-vacancies", sector=context["sector"])
    people = series(potential, "total" if context["group"] == "all" else context["group"])
    open_line = series(vacancies, context["sector"])
    both = sorted(set(people.index) & set(open_line.index))
    if not both:
        raise Problem("selection_empty")
    end, window = both[-1], int(context["window"])
    persons = float(run(people, window, end).mean())
    vacant = float(run(open_line, window, end).mean())
    share = float(context["share_pct"])
    reachable = persons * share / 100
    needed = 100 * vacant / persons
    numbers = (
        Number("persons", persons, potential.unit, end, Text(nl="Onbenut potentieel", en="Untapped potential"), 0),
        Number("vacant", vacant, vacancies.unit, end, Text(nl="Openstaande vacatures", en="Open vacancies"), 1),
        Number("assumed", share, "per_cent", end, Text(nl="Aangenomen aandeel", en="Assumed share"), 0),
        Number("reachable", reachable, potential.unit, end, Text(nl="Aandeel in personen", en="Share in persons"), 0),
        Number("needed", needed, "per_cent", end, Text(nl="Nodig aandeel", en="Share needed"), 1),
        Number("ratio", persons / vacant, "ratio", end, Text(nl="Personen per vacature", en="Persons per vacancy"), 1),
    )
    return Finding(
        "partly" if reachable >= vacant else "contradicted",
        Text(
            nl="Tot en met {period_words} telde het onbenut potentieel gemiddeld {persons} duizend personen tegenover "
            "{vacant} duizend openstaande vacatures ({sector_name}). Zou {assumed}% overstappen, dan zijn dat "
            "{reachable} "
            "duizend personen; nodig is {needed}%. Of zij in de techniek kunnen en willen werken, zegt de tabel niet.",
            en="Up to {period_words} the untapped potential was {persons} thousand persons on average, against "
            "{vacant} "
            "thousand open vacancies ({sector_name}). Should {assumed}% move, that is {reachable} thousand persons; "
            "{needed}% is needed. Whether they can and want to work in technology the table does not say.",
        ),
        numbers,
        value=persons / vacant,
        unit="ratio",
        period=end,
        words={"period_words": when(end), "sector_name": catalog.sectors()[context["sector"]]["text"]},
        notes=vacancies.notes,
    )
