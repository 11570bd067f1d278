"""The labour market: vacancies (80472ned), unemployed and untapped potential (85224NED), tightness, vacancy rates."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from recomputed.raw import N, Texts, cells, change, claim, figure, later, line, mean, parameters, table

SECTIONS = tuple("ABCDEFGHIJKLMNOPQRS")
SUMS = {"B-F": "BCDEF", "B-E": "BCDE", "G-I": "GHI", "G-N": "GHIJKLMN", "M-N": "MN", "O-Q": "OPQ", "R-U": "RS",
        "O-U": "OPQRS"}  # fmt: skip
SECTORS = {"narrow": ("24-25", "29-30", "31-33", "D", "F", "45"), "default": ("B-F",), "broad": ("B-F", "45")}
SIZES = {"0-9": "WP19074", "10-99": "WP19091", "100+": "WP19098"}
OPEN, NEW, FILLED = "OpenstaandeVacatures_1", "OntstaneVacatures_2", "VervuldeVacatures_3"


@cache
def keys() -> dict[str, str]:
    """Return the key of each branch by the code its Dutch label starts with."""
    known = table("80472ned")[["Bedrijfskenmerken", "Bedrijfskenmerken_label"]].drop_duplicates()
    return {label.split(" ")[0]: key for key, label in known.itertuples(index=False)} | SIZES


@cache
def published(code: str, measure: str = OPEN) -> pd.Series[Any]:
    return line("80472ned", "KW", measure=measure, Bedrijfskenmerken=keys()[code])


@cache
def vacancies(code: str, measure: str = OPEN) -> pd.Series[Any]:
    """Return a branch's vacancies; where its row is not published, the sum of the sections in it."""
    own = published(code, measure)
    if code not in SUMS:
        return own
    parts = pd.concat([published(part, measure) for part in SUMS[code]], axis=1).dropna().sum(axis=1)
    return pd.concat([own, parts[~parts.index.isin(own.index)]]).sort_index()


@cache
def technical(sector: str = "default") -> pd.Series[Any]:
    return pd.concat([vacancies(code) for code in SECTORS[sector]], axis=1).dropna().sum(axis=1)


def newest() -> str:
    """Return the last quarter of the table."""
    return str(published("A-U").index[-1])


def dated(end: str) -> list[str]:
    """Return the period that a title gives when it is not about the newest quarter or the one before."""
    return [] if end >= later(newest(), -1) else [end]


def notes(code: str, values: pd.Series[Any]) -> list[str]:
    """Return the quarters in the notes on one line: from where it is a sum, where it stops, where the table does."""
    found = []
    inner = [part for part in SECTORS.get(code, (code,)) if part in SUMS]
    summed = [at for part in inner for at in values.index if at not in published(part).index]
    if summed:
        found.append(min(summed))
    if values.index[-1] < newest():
        found += [values.index[-1], newest()]
    return found


def span(*lines: pd.Series[Any], since: str = "") -> list[str]:
    shown = [at for values in lines for at in values.index if at >= since]
    return [min(shown), max(shown)]


def complete(codes: Any = SECTIONS) -> str:
    """Return the newest quarter in which every section has a figure."""
    return str(max(set.intersection(*(set(published(code).index) for code in codes))))


# --- open vacancies --------------------------------------------------------------------------------------------------


@figure("open-vacancies")
def open_vacancies(*, sector: str = "default", branch: str = "F", since: str = "2010") -> Texts:
    main, other = technical(sector), vacancies(branch)
    is_same = SECTORS[sector] == (branch,)
    end = min(main.index[-1], other.index[-1])
    shown = main[main.index >= since]
    told = notes(sector, main)
    if not is_same:
        more = notes(branch, other)
        # The sum of B to F is explained once, also where both lines hold it.
        told += more[1:] if len(more) == len(told) and more[:1] == told[:1] and branch == "B-F" else more
    return {
        "title": dated(end),
        "subtitle": span(main, other, since=since),
        "note": told,
        "alt": [N(main.iloc[-1], 1), main.index[-1], N(shown.max(), 1), shown.idxmax(), N(other.iloc[-1], 1),
                other.index[-1]],
    }  # fmt: skip


@claim("T3")
def growing(*, sector: str, branch: str, window: int, base_year: int) -> Texts:
    values = technical(sector) if branch == "sector" else vacancies(branch)
    end = values.index[-1]
    now, before = mean(values, end, window), mean(values, later(end, -window), window)
    base = float(values[values.index.str.startswith(str(base_year))].mean())
    means = values.rolling(4).mean()
    means = means[means.index >= f"{base_year}KW04"]
    return {
        "value": N(change(now, before), 1),
        "current": N(now, 1),
        "before": (N(before, 1), later(end, -window)),
        "base": (N(base, 1), f"{base_year}JJ00"),
        "peak": (N(means.max(), 1), means.idxmax()),
        "change_year": N(change(now, before), 1, True),
        "change_base": N(change(now, base), 1, True),
        "change_peak": N(change(now, means.max()), 1, True),
        "period": end,
        "period_words": end,
        "peak_words": means.idxmax(),
        "year": base_year,
        "notes": notes(sector if branch == "sector" else branch, values),
    }


@figure("open-vacancies-change")
def open_vacancies_change(*, sector: str = "default") -> Texts:
    lines = [technical(sector), *(vacancies(code) for code in "CDEFJ")]
    end, main = min(values.index[-1] for values in lines), lines[0]
    year = change(mean(main, end), mean(main, later(end, -4)))
    base_year = parameters("T3")["base_year"]
    base = change(mean(main, end), mean(main, f"{base_year}KW04"))
    return {
        "title": [base_year, *dated(end)],
        "subtitle": [N(parameters("T3")["window"]), end],
        "note": notes(sector, main),
        "alt": [N(year, 1, True), N(base, 1, True), base_year],
        "labels": [base_year],
    }


@figure("sections-change")
def sections_change() -> Texts:
    end = complete()
    moved = [change(mean(published(code), end), mean(published(code), later(end, -4))) for code in SECTIONS]
    return {
        "title": [N(sum(one < 0 for one in moved)), N(len(moved))],
        "subtitle": [end],
        "alt": [N(max(moved), 1, True), N(min(moved), 1, True)],
    }


def against_median(first: int, until: int, window: int) -> tuple[pd.Series[Any], str]:
    end, found = complete(), {}
    for code in SECTIONS:
        values = published(code)
        years = values.index.str[:4].astype(int)
        found[code] = 100 * mean(values, end, window) / float(values[(years >= first) & (years <= until)].median())
    return pd.Series(found), end


@figure("sections-against-median")
def sections_against_median() -> Texts:
    given = parameters("T2")
    years = [given["first_year"], given["last_year"]]
    ratio, end = against_median(*years, given["window"])
    above = int((ratio > 100).sum())
    return {
        "title": [*([] if above == len(ratio) else [N(above)]), N(len(ratio)), *years],
        "subtitle": [N(given["window"]), end, *years],
        "note": years,
        "alt": [N(ratio.max()), N(ratio.min())],
        "marks": [N(100)],
    }


@claim("T2")
def everywhere(*, first_year: int, last_year: int, window: int, supported_pct: float, partly_pct: float) -> Texts:
    ratio, end = against_median(first_year, last_year, window)
    share = 100 * float((ratio > 100).mean())
    return {
        "value": N(share),
        "above": N((ratio > 100).sum()),
        "sections": N(len(ratio)),
        "share": N(share),
        "lowest": N(ratio.min()),
        "period": end,
        "period_words": end,
        "years": [first_year, last_year],
    }


# --- vacancies beside jobs and persons -------------------------------------------------------------------------------


def rates() -> tuple[pd.Series[Any], str]:
    """Return the published vacancy rate by branch in the newest quarter in which every section has one."""
    wide = cells("80567ned", "KW").assign(branch=lambda rows: rows["SBI2008_label"].str.split(" ").str[0])
    whole = wide[wide["branch"].isin(SECTIONS)].groupby("period")["branch"].nunique()
    end = max(whole.index[whole == len(SECTIONS)])
    return wide[wide["period"] == end].set_index("branch")["value"].astype(float), str(end)


@figure("vacancies-per-1000-jobs")
def vacancies_per_1000_jobs() -> Texts:
    given = parameters("T1")
    rate, end = rates()
    sections = rate[list(SECTIONS)]
    ranks = sections.rank(ascending=False, method="min")[given["named"]]
    return {
        "title": [N(len(ranks)), N((ranks <= given["top"]).sum()), N(given["top"]), end],
        "subtitle": [end],
        "note": [end],
        "alt": [N(sections.max()), N(sections[given["named"]].min())],
        "marks": [N(rate["A-U"])],
    }


@cache
def volume(branch: str, measure: str) -> pd.DataFrame:
    """Return persons or jobs of a branch in thousands, by edition and quarter."""
    rows = cells("85920NED", "KW")
    rows = rows[rows["measure_label"].eq(measure) & rows["BedrijfstakkenBranchesSBI2008_label"].str.startswith(branch)]
    return rows.set_index(["vintage", "period"])["value"].astype(float)


@figure("vacancies-per-1000-employed")
def vacancies_per_1000_employed() -> Texts:
    lines = {}
    for code in parameters("T1")["named"]:
        people = volume(f"{code} ", "Werkzame personen seizoengecorrigeerd")
        if len(people):
            edition = people.groupby("vintage").size().idxmax()
            if len(people[edition]) > 4:
                lines[code] = (1000 * vacancies(code) / people[edition]).dropna()
    end = min(values.index[-1] for values in lines.values())
    means = {code: mean(values, end) for code, values in lines.items()}
    falling = sum(means[code] < mean(values, later(end, -4)) for code, values in lines.items())
    return {
        "subtitle": span(*lines.values()),
        "alt": [end, N(max(means.values()), 1), N(falling), N(len(lines))],
    }


@claim("T1")
def acute(*, named: list[str], top: int, window: int, source: str, supported_pct: float, partly_pct: float) -> Texts:
    if source == "published":
        rate, end = rates()
        rate, decimals = rate[list(SECTIONS)], 0
    else:
        branches, end, found = ("A", "C", "F", "G-I", "J", "K", "L", "M-N", "O", "P", "Q"), "2024KW02", {}
        care = {code: volume(f"{code} ", "Banen") for code in ("O-Q", "O", "P")}
        for code in branches:
            below = care["O-Q"] - care["O"] - care["P"] if code == "Q" else volume(f"{code} ", "Banen")
            found[code] = 1000 * vacancies(code)[end] / below["2024-08", end]
        rate, decimals = pd.Series(found), 1
    ranks = rate.rank(ascending=False, method="min")[named]
    return {
        "value": N((ranks <= top).sum()),
        "inside": N((ranks <= top).sum()),
        "named_count": N(len(named)),
        "sections": N(len(rate)),
        "first_rate": N(rate.max()),
        **{f"rate_{code}": N(rate[code], decimals) for code in named},
        "top": N(top),
        "notes": [N(1), N(window)] if source == "published" and window > 1 else [],
        "period": end,
        "period_words": end,
    }


# --- tightness and potential -----------------------------------------------------------------------------------------


@cache
def people(label: str, adjusted: bool) -> pd.Series[Any]:
    """Return a group of 85224NED in thousands, by quarter."""
    key = "A050903" if adjusted else "A042501"
    return line("85224NED", "KW", measure_label=label, SeizoenEnWerkdagcorrectie=key)


def tightness_long() -> pd.Series[Any]:
    """Return the mean of four quarters of vacancies per 100 of that of unemployed, neither adjusted."""
    both = pd.concat([published("A-U"), people("Werkloze beroepsbevolking", False)], axis=1).dropna()
    means = both.rolling(4).mean().dropna()
    return 100 * means.iloc[:, 0] / means.iloc[:, 1]


def tightness_editions() -> dict[str, pd.Series[Any]]:
    """Return seasonally adjusted vacancies per 100 unemployed, one line per edition."""
    below = people("Werkloze beroepsbevolking", True)
    found = {}
    for rows in (
        cells("84545NED", "KW", measure_label="Openstaande vacatures, seizoengecorrigeerd"),
        cells("80474ned", "KW", SBI2008PartBedrijvenOverheid="T001081"),
    ):
        for edition, part in rows.groupby("vintage"):
            values = 100 * part.set_index("period")["value"].astype(float) / below
            found.setdefault(str(edition), values.dropna())
    return found


def uwv() -> pd.Series[Any]:
    above = line("spanningsindicator", "KW", measure_label="Openstaande vacatures (UWV)")
    below = line("spanningsindicator", "KW", measure_label="WW-duur < 6 maanden")
    return (above / below).dropna()


@figure("tightness")
def tightness(*, since: str = "2010") -> Texts:
    long, limit, ratio = tightness_long(), parameters("T4")["threshold"], uwv()
    stretches = {one: values for one, values in tightness_editions().items() if len(values) > 1}
    shown = [values for one, values in sorted(stretches.items(), reverse=True) if values.index[-1] >= since]
    adjusted = pd.concat(list(stretches.values()))
    return {
        "title": [long.idxmax()],
        "subtitle": span(long, *shown, since=since),
        "note": [N(limit), N(ratio.iloc[-1], 1), ratio.index[-1]],
        "alt": [N(long.max()), long.idxmax(), N(long.iloc[-1]), long.index[-1], N(adjusted.max()), adjusted.idxmax()],
        "marks": [N(limit)],
        "labels": [values.index[-1] for values in shown],
    }


@claim("T4")
def structural(*, threshold: float, years: int, method: str, supported_pct: float, partly_pct: float) -> Texts:
    if method == "unadjusted":
        values = tightness_long()
    else:
        values = max((one for one in tightness_editions().values() if len(one) > 1), key=lambda one: one.index[-1])
    recent = values.iloc[-4 * years :]
    return {
        "value": N(100 * (recent > threshold).mean()),
        "above": N((recent > threshold).sum()),
        "quarters": N(len(recent)),
        "share": N(100 * (recent > threshold).mean()),
        "limit": N(threshold),
        "latest": N(recent.iloc[-1]),
        "peak": (N(values.max()), values.idxmax()),
        "period": values.index[-1],
        "period_words": values.index[-1],
        "peak_words": values.idxmax(),
        "notes": [N(len(recent)), N(4 * years)] if len(recent) < 4 * years else [],
    }


@figure("tightness-two-measures")
def tightness_two_measures() -> Texts:
    theirs, ours = uwv(), {}
    for _, values in sorted(tightness_editions().items()):
        ours.update((values / 100).to_dict())
    both = sorted(set(ours) & set(theirs.index))
    end = both[-1]
    return {
        "title": [N(theirs[end] / ours[end], 1), end],
        "subtitle": [both[0], end],
        "alt": [end, N(theirs[end], 1), N(ours[end], 1)],
        "labels": both,
    }


GROUPS = {
    "unemployed": "Werkloze beroepsbevolking",
    "available_not_searching": "Beschikbaar, niet gezocht",
    "searching_not_available": "Gezocht, niet beschikbaar",
    "underemployed": "Wil meer uren werken, beschikbaar",
}


def potential() -> pd.Series[Any]:
    return pd.concat([people(label, True) for label in GROUPS.values()], axis=1).dropna().sum(axis=1)


@figure("untapped-potential")
def untapped_potential(*, sector: str = "default", since: str = "2010") -> Texts:
    all_of_them, open_now, every = potential(), technical(sector), published("A-U")
    end = min(all_of_them.index[-1], open_now.index[-1])
    first = max(since, all_of_them.index[0])
    return {
        "title": [N(mean(all_of_them, end) / mean(open_now, end)), *dated(end)],
        "subtitle": span(all_of_them, every, open_now, since=first),
        "note": notes(sector, open_now),
        "alt": [end, N(all_of_them[end]), N(open_now[end], 1)],
    }


@claim("E7")
def untapped(*, share_pct: float, sector: str, group: str, window: int) -> Texts:
    people_there = potential() if group == "all" else people(GROUPS[group], True)
    open_now = technical(sector)
    end = min(people_there.index[-1], open_now.index[-1])
    persons, vacant = mean(people_there, end, window), mean(open_now, end, window)
    return {
        "value": N(persons / vacant, 1),
        "persons": N(persons),
        "vacant": N(vacant, 1),
        "assumed": N(share_pct),
        "reachable": N(persons * share_pct / 100),
        "needed": N(100 * vacant / persons, 1),
        "ratio": N(persons / vacant, 1),
        "notes": notes(sector, open_now),
        "period": end,
        "period_words": end,
    }


# --- by occupation, region, size; flows ------------------------------------------------------------------------------


def by_occupation(branch: str, occupation: str, year: str) -> float:
    rows = cells("85081NED", "JJ")
    rows = rows[rows["BedrijfstakkenBranchesSBI2008_label"].str.startswith(branch)]
    rows = rows[rows["Beroepenindeling_label"].str.startswith(occupation)].set_index("period")["value"]
    return float(rows[year])


@figure("vacancies-by-occupation")
def vacancies_by_occupation() -> Texts:
    [year] = cells("85081NED", Beroepenindeling_label="07 Technische beroepen")["period"].unique()
    return {
        "subtitle": [year],
        "note": [year, len(editions := occupation_editions(year)), *editions],
        "alt": [N(by_occupation("B-F", "07", year), 1), N(by_occupation("A-U", "08", year), 1), year],
    }


def occupation_editions(year: str) -> list[str]:
    return sorted(cells("85081NED", year)["vintage"].unique())


@claim("E6")
def hbo_shortage() -> Texts:
    [year] = cells("85081NED", Beroepenindeling_label="07 Technische beroepen")["period"].unique()
    newest = cells("85081NED", Beroepenindeling_label="08 ICT beroepen")["period"].max()
    return {
        "technical": N(by_occupation("B-F", "07", year), 1),
        "ict_sector": N(by_occupation("B-F", "08", year), 1),
        "ict": (N(by_occupation("A-U", "08", newest), 1), newest),
        "period": year,
        "year": year,
        "ict_year": newest,
        "notes": [year, len(editions := occupation_editions(year)), *editions],
    }


@figure("vacancies-by-region")
def vacancies_by_region(*, branch: str = "A-U") -> Texts:
    rows = cells("83599NED", "KW")
    rows = rows[rows["BedrijfstakkenBranchesSBI2008_label"].str.startswith(f"{branch} ")]
    provinces = rows[rows["RegioS"].str.startswith("PV")]
    counts = provinces.groupby("period")["RegioS"].nunique()
    end = max(counts.index[counts == 12])
    values = provinces[provinces["period"] == end]["value"].astype(float).sort_values(ascending=False)
    return {
        "title": [N(100 * values.iloc[:3].sum() / values.sum())] if values.sum() else [],
        "subtitle": [end],
        "note": [end] if end < rows["period"].max() else [],
        "alt": [N(values.iloc[0], 1), N(values.iloc[-1], 1)],
    }


@figure("vacancies-by-size")
def vacancies_by_size(*, since: str = "2010") -> Texts:
    lines = {code: published(code) for code in SIZES}
    end = min(values.index[-1] for values in lines.values())
    means = {code: mean(values, end) for code, values in lines.items()}
    return {
        "title": [N(100 * means["100+"] / sum(means.values()))],
        "subtitle": span(*lines.values(), since=since),
        "note": [end, newest()],
        "alt": [end, N(lines["100+"][end], 1), N(lines["0-9"][end], 1)],
    }


@figure("new-and-filled-vacancies")
def new_and_filled_vacancies(*, branch: str = "A-U", since: str = "2010") -> Texts:
    new, filled = vacancies(branch, NEW), vacancies(branch, FILLED)
    end = min(new.index[-1], filled.index[-1])
    stops = max(new.index[-1], filled.index[-1])
    return {
        "title": [end],
        "subtitle": span(new, filled, since=since),
        "note": [stops, newest()],
        "alt": [end, N(new[end], 1), N(filled[end], 1)],
    }
