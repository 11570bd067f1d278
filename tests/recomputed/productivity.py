"""Productivity: growth and level by country (OECD), growth accounts, value added, break-even, size classes."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from recomputed.labour import FILLED, vacancies
from recomputed.raw import N, Texts, cells, change, claim, figure, later, line, parameters, resource, stated

PERSONS = "Werkzame personen seizoengecorrigeerd"
GROWTH = "GDP per hour worked, annual growth, constant prices"
MULTIFACTOR = "Bijdrage multifactorproductiviteit"


def years(values: pd.Series[Any], first: int, last: int) -> pd.Series[Any]:
    return values.loc[[f"{year}JJ00" for year in range(first, last + 1)]]


# --- growth ----------------------------------------------------------------------------------------------------------


@cache
def growth() -> pd.DataFrame:
    """Return yearly growth of GDP per hour worked in per cent: years by country, the OECD as a whole left out."""
    rows = cells("DF_PDB_GR", "JJ", measure_label=GROWTH)
    return rows.pivot(index="period", columns="ref_area", values="value").astype(float).drop(columns="OECD")


def averages(first: int, last: int) -> pd.Series[Any]:
    """Return average growth of the countries that have each of the years."""
    return growth().loc[f"{first}JJ00" : f"{last}JJ00"].dropna(axis=1).mean()


def two_stretches() -> tuple[list[int], float, list[int], float]:
    """Return the years before and their average, and the latest years and theirs."""
    given, own = parameters("P1"), growth()["NLD"].dropna()
    last = int(own.index[-1][:4])
    middle = last - given["recent"]
    before, recent = [middle - given["before"] + 1, middle], [middle + 1, last]
    return before, float(years(own, *before).mean()), recent, float(years(own, *recent).mean())


@figure("productivity-growth")
def productivity_growth(*, since: str = "2000") -> Texts:
    before, then, recent, now = two_stretches()
    own = growth()["NLD"].dropna()
    own = own[own.index >= since]
    return {
        "title": [N(now, 2), N(then, 2)],
        "subtitle": [own.index[0], own.index[-1]],
        "note": [N(parameters("P1")["margin"], 1)],
        "alt": [own.idxmax(), N(own.max(), 1), own.idxmin(), N(own.min(), 1), N(now, 2), *recent, N(then, 2), *before],
        "labels": [*before, *recent],
    }


@figure("productivity-peers")
def productivity_peers() -> Texts:
    _, _, recent, own = two_stretches()
    means = averages(*recent)
    others = means.drop("NLD")
    return {
        "title": [N((others > own).sum()), N(len(others)), *recent],
        "subtitle": recent,
        "alt": [N(len(means)), N(own, 2), N(others.median(), 2)],
        "marks": [N(others.median(), 2)],
    }


def levels() -> tuple[pd.Series[Any], str]:
    """Return GDP per hour worked by country in the newest of the years that have most countries, in one edition."""
    rows = cells("DF_PDB_LV", "JJ")
    rows = rows[rows["ref_area"] != "OECD"]
    counts = rows.groupby("period")["ref_area"].nunique()
    year = counts[counts == counts.max()].index.max()
    now = rows[rows["period"] == year]
    now = now[now["vintage"] == now["vintage"].mode()[0]]
    return now.set_index("ref_area")["value"].astype(float), year


@figure("productivity-level-countries")
def productivity_level_countries() -> Texts:
    now, year = levels()
    place, shown, middle = int((now > now["NLD"]).sum()) + 1, 14, now.drop("NLD").median()
    return {
        "title": [N(place), N(len(now)), year],
        "subtitle": [year, N(shown), N(len(now))],
        "alt": [N(shown), N(now["NLD"]), N(middle)],
        "marks": [N(middle)],
    }


def multifactor() -> pd.Series[Any]:
    """Return the contribution of multifactor productivity in the years that follow each other up to the newest."""
    values = line("84546NED", "JJ", measure_label=MULTIFACTOR, BedrijfstakkenBranchesSBI2008="T001081")
    first = values.index[-1]
    while later(first, -1) in values.index:
        first = later(first, -1)
    return values.loc[first:]


@figure("growth-sources")
def growth_sources() -> Texts:
    values, recent = multifactor(), parameters("P1")["recent"]
    now, then = values.iloc[-recent:], values.iloc[:-recent]
    late, early = ([int(part.index[0][:4]), int(part.index[-1][:4])] for part in (now, then))
    return {
        "title": [N(now.mean(), 2), N(then.mean(), 2)],
        "subtitle": [*early, *late],
        "alt": {
            "nl": [*late, N(now.mean(), 2), *early, N(then.mean(), 2)],
            "en": [N(now.mean(), 2), *late, N(then.mean(), 2), *early],
        },
        "labels": [*early, *late],
    }


@claim("P1")
def lags(*, source: str, recent: int, before: int, margin: float, until: str) -> Texts:
    # The growth accounts are an edition without a date.
    own = multifactor() if source == "mfp" else growth()["NLD"].dropna()
    last = int(until or own.index[-1][:4])
    span, before_span = [last - recent + 1, last], [last - recent - before + 1, last - recent]
    now, then = float(years(own, *span).mean()), float(years(own, *before_span).mean())
    found: Texts = {}
    if source == "oecd":
        others = averages(*span).drop("NLD")
        by_country, year = levels()
        place, count = N((by_country > by_country["NLD"]).sum() + 1), N(len(by_country))
        found = {
            "middle": N(others.median(), 2),
            "countries": N(len(others)),
            "edition": resource("DF_PDB_GR")["release"],
            "notes": {"nl": [year, place, count], "en": [place, count, year]},
        }
    return found | {
        "value": N(now, 2),
        "period": f"{last}JJ00",
        "average": N(now, 2),
        "earlier": (N(then, 2), f"{last - recent}JJ00"),
        "least": (N(margin, 1), ""),
        "span": span,
        "before_span": before_span,
        "last": last,
    }


# --- value added -----------------------------------------------------------------------------------------------------


@figure("value-added-growth")
def value_added_growth(*, year: str = "") -> Texts:
    rows = cells("85880NED", "JJ", SoortMutaties_label="Volume, t.o.v. zelfde periode vorig jaar")
    at = f"{year}JJ00" if year else rows["period"].max()
    values = rows[rows["period"] == at].set_index("measure_label")["value"].astype(float)
    by_code = values[values.index.str.match(r"(?:[A-Q]|R-U) ")]
    by_code.index = by_code.index.str.split(" ").str[0]
    technical = by_code[list("BCDEF")]
    return {
        "title": [at, N(by_code["C"], 1, True), N(by_code["F"], 1, True)],
        "subtitle": [at],
        "alt": [at, N((technical > 0).sum()), N(len(technical)), N(by_code.max(), 1), N(by_code.min(), 1)],
        "marks": [N(values["Bruto binnenlands product"], 1)],
    }


# --- break-even ------------------------------------------------------------------------------------------------------


@cache
def employed() -> dict[str, tuple[pd.Series[Any], str]]:
    """Return employed persons in thousands by branch, of the edition that runs furthest, with that edition."""
    rows = cells("85920NED", "KW", measure_label=PERSONS)
    rows = rows.assign(branch=rows["BedrijfstakkenBranchesSBI2008_label"].str.split(" ").str[0])
    found = {}
    for code, part in rows.groupby("branch"):
        edition = part.sort_values(["period", "vintage"])["vintage"].iloc[-1]
        chosen = part[part["vintage"] == edition].set_index("period")["value"].astype(float).sort_index()
        found[str(code)] = (chosen, str(edition))
    industry, construction = found["B-E"], found["F"]
    assert industry[1] == construction[1], "two editions would stand in one sum"
    found["B-F"] = ((industry[0] + construction[0]).dropna(), industry[1])
    return found


@cache
def break_even(code: str) -> pd.Series[Any]:
    """Return open vacancies in per cent of employed persons."""
    return (100 * vacancies(code) / employed()[code][0]).dropna()


@figure("break-even-productivity")
def break_even_productivity(*, quarter: str = "") -> Texts:
    newest = break_even("B-F").index[-1]
    at = quarter or newest
    now = pd.Series({code: break_even(code)[at] for code in employed() if at in break_even(code).index})
    now = now.sort_values(ascending=False)
    return {
        "title": [N(now["B-F"], 1), *([at] if at < later(newest, -1) else [])],
        "subtitle": [at],
        "note": list(dict.fromkeys(employed()[code][1] for code in now.index)),
        "alt": [N(now["B-F"], 1), at, N(now.max(), 1), N(now.min(), 1)],
    }


@figure("break-even-trend")
def break_even_trend() -> Texts:
    lines = {code: break_even(code) for code in ("B-F", "C", "F", "J")}
    own = lines["B-F"]
    return {
        "title": [N(own.iloc[0], 1), own.index[0], N(own.iloc[-1], 1)],
        "subtitle": [min(one.index[0] for one in lines.values()), max(one.index[-1] for one in lines.values())],
        "note": list(dict.fromkeys(employed()[code][1] for code in lines)),
        "alt": [N(len(lines)), N(own.iloc[-1], 1), own.index[-1], N(own.max(), 1), own.idxmax()],
    }


@claim("P4")
def more_with_less(*, branch: str) -> Texts:
    """Its check.sql proves the numbers; here stand their periods and how they are written."""
    now = break_even(branch).index[-1]
    people, vacant = employed()[branch][0], vacancies(branch)
    filled = vacancies(branch, FILLED).dropna().iloc[-4:]
    end = filled.index[-1]
    return {
        "value": N(break_even(branch)[now], 1),
        "period": now,
        "rise": N(break_even(branch)[now], 1),
        "open_now": N(1000 * vacant[now]),
        "employed": N(1000 * people[now]),
        "filled": (N(1000 * filled.sum()), end),
        "months": (N(12 * vacant[filled.index].mean() / filled.sum(), 1), end),
        "now": now,
        "flow_end": end,
    }


# --- size classes ----------------------------------------------------------------------------------------------------

SIZES = {"small": "kleinbedrijf (10-50 wp)", "medium": "middenbedrijf (50-250 wp)", "large": "grootbedrijf (>250 wp)"}


def by_size(is_press: bool = False) -> tuple[pd.DataFrame, str]:
    """Return value added per full-time job: branches by size class, and the year."""
    measure = "Toegevoegde waarde per vte/werknemer (news text)" if is_press else "Toegevoegde waarde per vte"
    rows = cells("productiviteit_grootteklasse", grades="C" if is_press else "AB", measure_label=measure)
    [year] = rows["period"].unique()
    wide = rows.pivot(index="Sector_label", columns="Bedrijfsgrootte_label", values="value").astype(float)
    return wide.rename(columns={word: size for size, word in SIZES.items()}), year


@figure("sme-gap")
def sme_gap() -> Texts:
    wide, year = by_size()
    below, margin = -change(wide["small"], wide["medium"]), parameters("P2")["margin"]
    return {
        "title": [year, N((below >= margin).sum()), N(len(below))],
        "subtitle": [year],
        "note": [year, N(margin)],
        "alt": [N(len(below)), year, N(below.median()), N(below.max())],
    }


@claim("P2")
def sme(*, margin: float, share: float, second_hand: str) -> Texts:
    wide, year = by_size(second_hand == "yes")
    if second_hand == "yes":
        gaps = {size: float(-change(wide[size], wide["large"]).median()) for size in ("small", "medium")}
        return {
            "value": N(gaps["small"]),
            "period": year,
            "small_gap": N(gaps["small"]),
            "medium_gap": N(gaps["medium"]),
            "branches": N(len(wide)),
            "year": year,
        }
    below = -change(wide["small"], wide["medium"])
    return {
        "value": N(below.median()),
        "period": year,
        "gap": N(below.median()),
        "lagging": N((below >= margin).sum()),
        "branches": N(len(below)),
        "year": year,
    }


@claim("P3")
def pilot() -> Texts:
    return {"stated": (N(stated("P3")), "")}
