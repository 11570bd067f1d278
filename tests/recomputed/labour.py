"""The labour market: vacancies (80472ned), unemployed and untapped potential (85224NED), tightness, vacancy rates."""

from __future__ import annotations

from typing import Any

import pandas as pd

from recomputed.raw import N, Texts, cells, change, figure, later, line, mean, remembered, table

SECTIONS = tuple("ABCDEFGHIJKLMNOPQRS")
SUMS = {"B-F": "BCDEF", "B-E": "BCDE", "G-I": "GHI", "G-N": "GHIJKLMN", "M-N": "MN", "O-Q": "OPQ", "R-U": "RS",
        "O-U": "OPQRS"}  # fmt: skip
SECTORS = {"narrow": ("24-25", "29-30", "31-33", "D", "F", "45"), "default": ("B-F",), "broad": ("B-F", "45")}
SIZES = {"0-9": "WP19074", "10-99": "WP19091", "100+": "WP19098"}
OPEN, NEW, FILLED = "OpenstaandeVacatures_1", "OntstaneVacatures_2", "VervuldeVacatures_3"


@remembered
def keys() -> dict[str, str]:
    """Return the key of each branch by the code its Dutch label starts with."""
    known = table("80472ned")[["Bedrijfskenmerken", "Bedrijfskenmerken_label"]].drop_duplicates()
    return {label.split(" ")[0]: key for key, label in known.itertuples(index=False)} | SIZES


@remembered
def published(code: str, measure: str = OPEN) -> pd.Series[Any]:
    return line("80472ned", "KW", measure=measure, Bedrijfskenmerken=keys()[code])


@remembered
def vacancies(code: str, measure: str = OPEN) -> pd.Series[Any]:
    """Return a branch's vacancies; where its row is not published, the sum of the sections in it."""
    own = published(code, measure)
    if code not in SUMS:
        return own
    parts = pd.concat([published(part, measure) for part in SUMS[code]], axis=1).dropna().sum(axis=1)
    return pd.concat([own, parts[~parts.index.isin(own.index)]]).sort_index()


@remembered
def technical(sector: str = "default") -> pd.Series[Any]:
    return pd.concat([vacancies(code) for code in SECTORS[sector]], axis=1).dropna().sum(axis=1)


def newest() -> str:
    """Return the last quarter of the table."""
    return str(published("A-U").index[-1])


def span(*lines: pd.Series[Any], since: str = "") -> list[str]:
    shown = [at for values in lines for at in values.index if at >= since]
    return [min(shown), max(shown)]


def complete(codes: Any = SECTIONS) -> str:
    """Return the newest quarter in which every section has a figure."""
    return str(max(set.intersection(*(set(published(code).index) for code in codes))))


# --- open vacancies --------------------------------------------------------------------------------------------------


@figure("open-vacancies")
def open_vacancies(*, sector: str = "default", branch: str = "F", since: str = "2003") -> Texts:
    main, other = technical(sector), vacancies(branch)
    end = min(main.index[-1], other.index[-1])
    shown = main[main.index >= since]
    return {
        "title": [end],
        "subtitle": span(main, other, since=since),
        "alt": [N(main.iloc[-1], 1), main.index[-1], N(shown.max(), 1), shown.idxmax(), N(other.iloc[-1], 1),
                other.index[-1]],
    }  # fmt: skip


@figure("sections-change")
def sections_change() -> Texts:
    end = complete()
    moved = [change(mean(published(code), end), mean(published(code), later(end, -4))) for code in SECTIONS]
    return {
        "title": [N(sum(one < 0 for one in moved)), N(len(moved))],
        "subtitle": [end],
        "alt": [N(max(moved), 1, True), N(min(moved), 1, True)],
    }


# --- vacancies beside jobs and persons -------------------------------------------------------------------------------


@remembered
def volume(branch: str, measure: str) -> pd.DataFrame:
    """Return persons or jobs of a branch in thousands, by edition and quarter."""
    rows = cells("85920NED", "KW")
    rows = rows[rows["measure_label"].eq(measure) & rows["BedrijfstakkenBranchesSBI2008_label"].str.startswith(branch)]
    return rows.set_index(["vintage", "period"])["value"].astype(float)


# --- tightness and potential -----------------------------------------------------------------------------------------


@remembered
def people(label: str, adjusted: bool) -> pd.Series[Any]:
    """Return a group of 85224NED in thousands, by quarter."""
    key = "A050903" if adjusted else "A042501"
    return line("85224NED", "KW", measure_label=label, SeizoenEnWerkdagcorrectie=key)


GROUPS = {
    "unemployed": "Werkloze beroepsbevolking",
    "available_not_searching": "Beschikbaar, niet gezocht",
    "searching_not_available": "Gezocht, niet beschikbaar",
    "underemployed": "Wil meer uren werken, beschikbaar",
}


# --- by occupation, region, size; flows ------------------------------------------------------------------------------


def occupation_editions(year: str) -> list[str]:
    return sorted(cells("85081NED", year)["vintage"].unique())


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


@remembered
def potential() -> pd.Series[Any]:
    """Return the untapped potential in thousands, by quarter."""
    return pd.concat([people(label, True) for label in GROUPS.values()], axis=1).dropna().sum(axis=1)


# --- how long a vacancy stays open, and against other quantities -----------------------------------------------------


@remembered
def months(code: str) -> pd.Series[Any]:
    """Return the mean duration of a vacancy in months: a year's stock by its flow."""
    both = pd.concat([vacancies(code), vacancies(code, FILLED)], axis=1, keys=["open", "filled"]).dropna()
    return (12 * both["open"].rolling(4).mean() / both["filled"].rolling(4).sum()).dropna()


@figure("vacancy-duration-over-time")
def vacancy_duration_over_time(*, branch: str = "A-U", since: str = "1997") -> Texts:
    main, other = months("B-F"), months(branch)
    drawn = main[main.index >= since]
    return {
        "title": [N(main.iloc[-1], 1), main.index[-1], N(drawn.max(), 1)],
        "subtitle": span(main, other, since=since),
        "note": [main.index[-1], newest()],
        "alt": [main.index[-1], N(main.iloc[-1], 1), N(drawn.max(), 1), drawn.idxmax(), N(drawn.min(), 1),
                drawn.idxmin()],
    }  # fmt: skip


@figure("vacancies-per-1000-employed")
def vacancies_per_1000_employed() -> Texts:
    lines = {}
    for code in "CFJ":
        people = volume(f"{code} ", "Werkzame personen seizoengecorrigeerd")
        edition = people.groupby("vintage").size().idxmax()
        lines[code] = (1000 * vacancies(code) / people[edition]).dropna()
    end = min(values.index[-1] for values in lines.values())
    highest = max(lines.values(), key=lambda values: values[end])
    every = max(lines.values(), key=lambda values: values.max())
    now, top, at = N(highest[end], 1), N(highest.max(), 1), highest.idxmax()
    return {
        "title": [now, top, at],
        "subtitle": span(*lines.values()),
        "alt": [N(len(lines)), end, now, N(every.max(), 1), every.idxmax()],
    }


@figure("vacancies-per-1000-jobs-long")
def vacancies_per_1000_jobs_long() -> Texts:
    rows = cells("jvs_q_nace2", "KW", geo="NL", s_adj="NSA")
    lines = {}
    for code in "CFJ":
        values = rows[rows["nace_r2"] == code].set_index("period")["value"].astype(float).sort_index()
        lines[code] = 1000 * values / (100 - values)
    highest = max(lines.values(), key=lambda values: values.max())
    end, top = highest.index[-1], highest.idxmax()
    return {
        "title": [N(highest.iloc[-1]), end, N(highest.max())],
        "subtitle": span(*lines.values()),
        "alt": [N(len(lines)), N(highest.iloc[-1]), end, N(highest.max()), top],
    }


def monthly(measure: str) -> pd.Series[Any]:
    """Return a quantity of 80590ned in thousands, by quarter."""
    return line("80590ned", "KW", measure=measure, Geslacht="T001038", Leeftijd="52052")


@figure("vacancies-and-unemployment")
def vacancies_and_unemployment(*, since: str = "2003") -> Texts:
    columns = [published("A-U"), monthly("3000800_2"), monthly("3000790_2")]
    means = pd.concat(columns, axis=1, keys=["open", "unemployed", "force"]).dropna().rolling(4).mean().dropna()
    means = means[means.index >= since]
    up, across = 100 * means["open"] / means["force"], 100 * means["unemployed"] / means["force"]
    end, top, worst = up.index[-1], up.idxmax(), across.idxmax()
    now = [N(up[end], 1), N(across[end], 1)]
    return {
        "title": [*now, N(up[top], 1), top],
        "subtitle": span(up),
        "alt": [end, *now, top, N(up[top], 1), worst, N(across[worst], 1)],
    }


@figure("untapped-potential")
def untapped_potential(*, since: str = "2010") -> Texts:
    groups = {name: people(label, True) for name, label in GROUPS.items()}
    part_time = groups.pop("underemployed")
    without = pd.concat(list(groups.values()), axis=1).dropna().sum(axis=1)
    end, first, every = without.index[-1], max(since, without.index[0]), published("A-U")
    return {
        "title": [N(without[end]), N(part_time[end]), end],
        "subtitle": span(without, part_time, every, since=first),
        "alt": [end, N(without[end]), N(part_time[end]), N(every[end])],
    }


# --- by occupation, region, size; second-hand ------------------------------------------------------------------------


@figure("vacancies-by-occupation")
def vacancies_by_occupation() -> Texts:
    rows = cells("85081NED", "JJ")
    rows = rows[rows["BedrijfstakkenBranchesSBI2008_label"].str.startswith("A-U ")]
    rows = rows[rows["Beroepenindeling_label"].str.startswith("08 ")]
    values = rows.set_index("period")["value"].astype(float).sort_index()
    end, top = values.index[-1], values.idxmax()
    return {
        "title": [N(values[end], 1), end, N(values[top], 1), top],
        "subtitle": [values.index[0], end],
        "alt": [N(values[end], 1), end, N(values[top], 1), top],
        "labels": list(values.index),
    }


@figure("vacancies-by-region")
def vacancies_by_region(*, branch: str = "A-U") -> Texts:
    rows = cells("83599NED", "KW")
    rows = rows[rows["BedrijfstakkenBranchesSBI2008_label"].str.startswith(f"{branch} ")]
    provinces = rows[rows["RegioS"].str.startswith("PV") & (rows["value"] > 0)]
    counts = provinces.groupby("period")["RegioS"].nunique()
    whole = set(counts.index[counts == 12])
    end = max(code for code in whole if "2019" + code[4:] in whole)
    base = "2019" + end[4:]
    wide = provinces.pivot(index="RegioS", columns="period", values="value").astype(float)
    moved = 100 * (wide[end] / wide[base] - 1)
    higher = int((moved > 0).sum())
    count = [N(12)] if higher == 12 else [N(higher), N(12)]
    return {
        "title": {"nl": [end, *count, base], "en": [end, base, *count]},
        "subtitle": [base, end],
        "note": [max(whole)] if max(whole) < rows["period"].max() else [],
        "alt": [base, end, N(moved.max(), 0, True), N(moved.min(), 0, True)],
    }


@figure("vacancies-by-size")
def vacancies_by_size(*, since: str = "2010") -> Texts:
    lines = {code: published(code) for code in SIZES}
    end = min(values.index[-1] for values in lines.values())
    whole = sum(values[end] for values in lines.values())
    return {
        "title": [N(lines["100+"][end]), N(whole), end],
        "subtitle": span(*lines.values(), since=since),
        "note": [end, newest()],
        "alt": [end, N(lines["100+"][end], 1), N(lines["0-9"][end], 1)],
    }


@figure("firms-hindered")
def firms_hindered() -> Texts:
    rows = cells("85609NED", "KW", grades="C")
    values = rows[rows["SBI2008_label"] == "niet-financieel bedrijfsleven"].set_index("period")["value"].sort_index()
    end = values.index[-1]
    return {
        "title": [N(values[end]), end],
        "subtitle": [values.index[0], end],
        "alt": {"nl": [end, N(values[end])], "en": [end, N(values[end])]},
        "labels": list(values.index),
    }


@figure("tight-occupations")
def tight_occupations() -> Texts:
    rows = cells("spanningsindicator", "KW", grades="C")
    rows = rows[rows["measure_label"].str.startswith("Beroepsgroepen")].sort_values("period")
    groups = [int(label[-3:-1]) for label in rows["measure_label"]]
    tight, end = float(rows["value"].iloc[-1]), rows["period"].iloc[-1]
    return {
        "title": [N(tight), N(groups[-1]), end],
        "subtitle": [rows["period"].iloc[0], end],
        "alt": [end, N(tight), N(groups[-1])],
        "labels": [one for at, count in zip(rows["period"], groups, strict=True) for one in (at, N(count))],
    }
