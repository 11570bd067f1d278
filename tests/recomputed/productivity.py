"""Productivity: level by country (OECD), growth accounts, value added, break-even; claims have their own SQL."""

from __future__ import annotations

from typing import Any

import pandas as pd

from recomputed.labour import vacancies
from recomputed.raw import N, Texts, cells, figure, later, line, remembered

PERSONS = "Werkzame personen seizoengecorrigeerd"
GROWTH = "GDP per hour worked, annual growth, constant prices"
MULTIFACTOR = "Bijdrage multifactorproductiviteit"


# --- levels and growth -----------------------------------------------------------------------------------------------


def growth() -> pd.DataFrame:
    """Return yearly growth of GDP per hour worked in per cent: years by country, the OECD as a whole left out."""
    rows = cells("DF_PDB_GR", "JJ", measure_label=GROWTH)
    return rows.pivot(index="period", columns="ref_area", values="value").astype(float).drop(columns="OECD")


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
        "subtitle": [year, N(shown), N(len(now)), N(place)],
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


CONTRIBUTIONS = ("uren", "compositie-effect", "ICT-kapitaal", "niet-ICT-kapitaal")


@figure("growth-sources")
def growth_sources() -> Texts:
    values = multifactor()
    where = {"BedrijfstakkenBranchesSBI2008": "T001081"}
    others = [line("84546NED", "JJ", measure_label=f"Bijdrage {name}", **where) for name in CONTRIBUTIONS]
    top = max(one.reindex(values.index).mean() for one in (values, *others))
    span = [int(values.index[0][:4]), int(values.index[-1][:4])]
    return {"title": span, "subtitle": span, "alt": [N(top, 2), *span, N(values.mean(), 2)]}


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
    }


# --- break-even ------------------------------------------------------------------------------------------------------


@remembered
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


@remembered
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
