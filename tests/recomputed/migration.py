"""Migration: labour immigrants (84808NED, 84809NED) beside filled vacancies, and other countries.

Those are of Eurostat and the World Bank.

The share per 100 filled vacancies rests on stand-ins for what nobody publishes: which part of labour migrants starts in
technical industry. Each is worked out here from the table it is taken from.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from recomputed.labour import FILLED, SECTORS, keys
from recomputed.raw import N, Texts, cells, figure, later, line, remembered, settings

THREE = ("NL", "DE", "BE")


def breaks(table: str, geo: str = "") -> list[str]:
    """Return the first periods of new counts, as the catalogue has them for all countries or one of the three."""
    found = settings(f"catalog/tables/{table}").get("breaks", [])
    wanted = {geo, ""} if geo else {"", *THREE}
    return [one["period"] for one in found if one.get("where", {}).get("geo", "") in wanted]


# --- the international share -----------------------------------------------------------------------------------------


@remembered
def arrivals() -> pd.DataFrame:
    """Return labour immigrants by year: ``eu`` and ``non-eu``, in persons."""
    eu = line("84808NED", "JJ", AfgeleidMigratiedoel="A009232")
    non_eu = line("84809NED", "JJ", Migratiemotief="A009232")
    return pd.DataFrame({"eu": eu, "non-eu": non_eu})


def filled(*branches: str) -> pd.Series[Any]:
    """Return filled vacancies of a year, in vacancies; a year that lacks one of the branches is left out."""
    lines = [line("80472ned", "JJ", measure=FILLED, Bedrijfskenmerken=keys()[code]) for code in branches]
    return 1000 * pd.concat(lines, axis=1).dropna().sum(axis=1)


def stand_ins(sector: str = "default") -> dict[str, pd.Series[Any]]:
    """Return the parts of labour migrants taken to start in technical industry, in per cent, by year."""
    mid = (100 * filled(*SECTORS[sector]) / filled("A-U")).dropna()
    if sector != "default":
        return {"mid": mid}
    rows = cells("moe_2011", measure_label="Aandeel in totaal MOE-werknemers").set_index("Bedrijfstak_label")["value"]
    direct = float(rows["Nijverheid (geen bouw) en energie (B-E)"] + rows["Bouwnijverheid (F)"])
    agency = settings("catalog/stand_ins")["high"]["agency_pct"] / 100 * float(rows["waarvan uitzendbureaus (78)"])
    # Households (T) are second-hand: they count in all employment.
    survey = cells("lfsa_egan2", "JJ", grades="ABC", geo="NL")
    wide = survey.pivot(index="period", columns="nace_r2", values="value").astype(float)[list("ABCDEFGHIJKLMNOPQRST")]
    wide = wide.dropna()
    employment = 100 * wide[list("BCDEF")].sum(axis=1) / wide.sum(axis=1)
    return {"low": 0 * mid + direct, "mid": mid, "mid2": employment, "high": 0 * mid + direct + agency}


def people(origin: str = "all", unregistered: bool = False) -> pd.Series[Any]:
    found = arrivals().copy()
    if unregistered:
        registered, not_registered = (
            line("82306NED", "MM", measure_label=f"Buitenland geboren werknemers; {word}").iloc[-1]
            for word in ("ingeschreven", "niet ingeschreven")
        )
        found["eu"] *= 1 + not_registered / registered
    return {"all": found["eu"] + found["non-eu"], "eu": found["eu"], "non-eu": found["non-eu"]}[origin].dropna()


@figure("labour-immigration")
def labour_immigration(*, since: str = "2010") -> Texts:
    found = arrivals()
    found = found[found.index >= since]
    [new_count] = breaks("immigrants_eu")
    outside = found["non-eu"].dropna()
    newest = outside[outside.index >= new_count]
    inside = found["eu"].dropna()
    return {
        "title": [newest.index[0], newest.idxmax()],
        "subtitle": [found.index[0], found.index[-1]],
        "note": [new_count],
        "alt": [N(inside.iloc[-1]), inside.index[-1], N(outside.iloc[-1]), outside.index[-1]],
        "labels": [later(new_count, -1), later(new_count, -1)],
    }


# --- other countries -------------------------------------------------------------------------------------------------


def by_country(id: str, **where: Any) -> pd.DataFrame:
    """Return years by country."""
    return cells(id, "JJ", **where).pivot(index="period", columns="geo", values="value").astype(float)


def per_inhabitant(found: pd.DataFrame, ahead: int) -> pd.DataFrame:
    """Return a number per 1,000 inhabitants on 1 January; a stock on 31 December by those of the next day."""
    inhabitants = by_country("demo_gind")
    inhabitants.index = [later(code, -ahead) for code in inhabitants.index]
    return 1000 * found[list(THREE)] / inhabitants[list(THREE)]


PERMITS = {
    "valid-work": ("migr_resvalid", {"reason_label": "Employment reasons"}, 1, "valid_permits"),
    "first-all": ("tps00170", {"reason": "TOTAL"}, 0, "first_permits"),
}


def permits(kind: str) -> pd.DataFrame:
    id, where, ahead, _ = PERMITS[kind]
    return per_inhabitant(by_country(id, **where), ahead).dropna(how="all")


@figure("work-permits")
def work_permits(*, permit: str = "valid-work", since: str = "2010") -> Texts:
    found = permits(permit)
    found = found[found.index >= since]
    year = found.dropna().index[-1]
    [german] = breaks(PERMITS[permit][3])
    return {
        "title": [year],
        "subtitle": [found.index[0], found.index[-1]],
        "note": [german],
        "alt": [year, *(N(found[geo][year], 1) for geo in THREE)],
        "labels": [later(german, -1)],
    }


def foreigners() -> pd.DataFrame:
    """Return employed persons of another nationality, in thousands."""
    return by_country("lfsa_egan", citizen="FOR", sex="T")


@figure("foreign-nationals-at-work")
def foreign_nationals_at_work(*, since: str = "2010") -> Texts:
    found = per_inhabitant(1000 * foreigners(), 0).dropna(how="all")
    found = found[found.index >= since]
    year = found.dropna().index[-1]
    [new_count] = breaks("employment_by_citizenship")
    return {
        "title": [year],
        "subtitle": [found.index[0], found.index[-1]],
        "note": [new_count],
        "alt": [year, *(N(found[geo][year]) for geo in ("NL", "BE", "DE"))],
        "labels": [later(new_count, -1), new_count],
    }


@figure("granted-share")
def granted_share() -> Texts:
    parts = [line("jaarcijfers", "JJ", measure_label=f"{name}: inwilligingspercentage")
             for name in ("Arbeidsmigranten", "Kennis en Talent")]  # fmt: skip
    first, last = parts[0].index[0], parts[0].index[-1]
    return {"subtitle": [first, last], "alt": [last, *(N(part[last]) for part in parts)]}


OUTSIDE = ["AL", "ME", "MK", "RS", "TR", "UK", "EA19", "EU27_2020"]


@figure("labour-limits-construction")
def labour_limits_construction() -> Texts:
    rows = cells("ei_bsbu_m_r2", "MM", measure="BS-FLBA4-PC", s_adj="NSA")
    rows = rows[~rows["geo"].isin(OUTSIDE)]
    months = rows.groupby([rows["period"].str[:4], "geo"])["value"].agg(["size", "mean"])
    whole = months[months["size"] == 12]["mean"].astype(float).unstack("geo")
    year = whole["NL"].dropna().index[-1]
    means = whole.loc[year].dropna()
    others = means.drop("NL")
    above, count = N((others > means["NL"]).sum()), N(len(others))
    at = f"{year}JJ00"
    return {
        "title": [above, count, at],
        "subtitle": [at, above, count],
        "alt": [at, N(means["NL"]), N(others.max()), above, count],
    }
