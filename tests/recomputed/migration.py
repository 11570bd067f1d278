"""Migration: labour immigrants (84808NED, 84809NED) beside filled vacancies, and other countries.

Those are of Eurostat and the World Bank.

The share per 100 filled vacancies rests on stand-ins for what nobody publishes: which part of labour migrants starts in
technical industry. Each is worked out here from the table it is taken from.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from recomputed.labour import FILLED, SECTORS, keys
from recomputed.raw import N, Texts, cells, change, claim, figure, later, line, parameters, settings, stated

EAST, NEIGHBOURS = ("PL", "RO", "BG", "CZ", "SK", "HU"), ("DE", "BE")
THREE = ("NL", *NEIGHBOURS)


def breaks(table: str, geo: str = "") -> list[str]:
    """Return the first periods of new counts, as the catalogue has them for all countries or one of the three."""
    found = settings(f"catalog/tables/{table}").get("breaks", [])
    wanted = {geo, ""} if geo else {"", *THREE}
    return [one["period"] for one in found if one.get("where", {}).get("geo", "") in wanted]


# --- the international share -----------------------------------------------------------------------------------------


@cache
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


@figure("international-share")
def international_share(*, sector: str = "default", since: str = "2010") -> Texts:
    share = {name: (part * people() / filled(*SECTORS[sector])).dropna() for name, part in stand_ins(sector).items()}
    claimed, mid = N(stated("M1")), share["mid"]
    year = mid.index[-1]
    shown = mid[mid.index >= since]
    band = [N(share["low"][year], 1), N(share["high"][year], 1)] if "low" in share else []
    return {
        "title": [claimed, year] if band else [claimed],
        "subtitle": [shown.index[0], year],
        "alt": [year, N(mid[year], 1), *band, claimed],
        "marks": [claimed],
    }


def needed(claimed: float, sector: str, **choice: Any) -> pd.Series[Any]:
    return (claimed * filled(*SECTORS[sector]) / people(**choice)).dropna()


@figure("international-share-inverted")
def international_share_inverted() -> Texts:
    wanted = needed(stated("M1"), "default")
    year = wanted.index[-1]
    parts = [values[year] for values in stand_ins().values()]
    count = N(sum(part >= wanted[year] for part in parts))
    return {
        "title": [N(stated("M1")), N(wanted[year], 1)],
        "subtitle": [year, N(stated("M1"))],
        "alt": [N(len(parts)), N(wanted[year], 1), count, N(len(parts)), N(max(parts), 1), year],
        "marks": [N(wanted[year], 1)],
    }


@claim("M1")
def seven_per_cent(*, year: str, sector: str, lowest: str, highest: str, origin: str, unregistered: bool,
                   lapsed: float) -> Texts:  # fmt: skip
    who, vacancies = people(origin, unregistered), filled(*SECTORS[sector]) * (1 - lapsed / 100)
    part = stand_ins(sector)
    share = {name: (values * who / vacancies).dropna() for name, values in part.items()}
    at = share["mid"].index[-1] if year == "latest" else f"{year}JJ00"
    found = {
        "value": N(share["mid"][at], 1),
        "period": at,
        "stated": N(stated("M1")),
        "mid": N(share["mid"][at], 1),
    }
    if lowest not in share or highest not in share:
        return found
    ends = sorted((share[lowest][at], share[highest][at]))
    return found | {
        "lower": N(ends[0], 1),
        "upper": N(ends[1], 1),
        "needed": N(stated("M1") * vacancies[at] / who[at], 1),
        "vacancy_share": N(part["mid"][at], 1),
    }


@figure("labour-immigration")
def labour_immigration(*, since: str = "2010") -> Texts:
    found = arrivals()
    found = found[found.index >= since]
    total = people()
    total = total[total.index >= since]
    first, last = total.index[0], total.index[-1]
    [new_count] = breaks("immigrants_eu")
    return {
        "title": [last, N(total[last] / total[first], 1), first],
        "subtitle": [found.index[0], found.index[-1]],
        "note": [new_count, last],
        "alt": [N(total[first]), first, N(total[last]), last],
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


@claim("M2")
def neighbours(*, measure: str, threshold: float) -> Texts:
    if measure == "first-permits":
        found = by_country("tps00170", reason="TOTAL")[list(THREE)].dropna() / 1000
        last = found.index[-1]
        yearly, span = found.loc[last], [last]
    else:
        name = "employment_by_citizenship" if measure == "employed" else "valid_permits"
        found = foreigners() if measure == "employed" else by_country(*PERMITS["valid-work"][:1],
                                                                      **PERMITS["valid-work"][1]) / 1000  # fmt: skip
        start = max(code for geo in THREE for code in breaks(name, geo))
        found = found[list(THREE)].dropna()
        found = found[found.index >= start]
        first, last = found.index[0], found.index[-1]
        yearly, span = (found.loc[last] - found.loc[first]) / (int(last[:4]) - int(first[:4])), [first, last]
    valid = permits("valid-work").dropna()
    year = valid.index[-1]
    return {
        "value": N(yearly["DE"]),
        "period": last,
        "netherlands": N(yearly["NL"]),
        "germany": N(yearly["DE"]),
        "belgium": N(yearly["BE"]),
        "netherlands_permits": (N(valid["NL"][year], 1), year),
        "germany_permits": (N(valid["DE"][year], 1), year),
        "belgium_permits": (N(valid["BE"][year], 1), year),
        "threshold": N(threshold),
        "span": span,
        "year": year,
    }


OUTSIDE = ["NO", "JP", "US", "CH", "IS", "MK", "UK"]


def vacancy_rates(is_unadjusted: bool, least: int, quarter: str = "latest") -> tuple[pd.Series[Any], str]:
    """Return job vacancy rates by country in one quarter, by default the newest with enough other EU countries."""
    rows = cells("jvs_q_nace2", "KW", s_adj="NSA" if is_unadjusted else "SA")
    rows = rows[rows["nace_r2"].eq("B-S" if is_unadjusted else "") & ~rows["geo"].isin(OUTSIDE)]
    if is_unadjusted:
        rows = rows[rows["vintage"] == rows.groupby("geo")["vintage"].transform("max")]
    assert not rows.duplicated(["period", "geo"]).any(), "two figures for one quarter of one country"
    wide = rows.pivot(index="period", columns="geo", values="value").astype(float)
    enough = wide[wide["NL"].notna() & (wide.drop(columns=["NL", *wide.columns[wide.columns.str.match("E[AU]")]])
                                        .notna().sum(axis=1) >= least)]  # fmt: skip
    at = str(enough.index[-1]) if quarter == "latest" else quarter
    return wide.loc[at].dropna(), at


def tight(is_unadjusted: bool, least: int, threshold: float, quarter: str = "latest") -> dict[str, Any]:
    rates, at = vacancy_rates(is_unadjusted, least, quarter)
    border = rates["NL"] * threshold / 100
    others = rates[~rates.index.str.match("NL|E[AU]")]
    reach = int((others >= border - 1e-9).sum())
    return {"at": at, "dutch": rates["NL"], "border": border, "count": len(others), "reach": reach,
            "average": rates.get("EU27_2020")}  # fmt: skip


def rate_texts(is_unadjusted: bool, least: int) -> Texts:
    share = parameters("M3")["threshold"]
    it = tight(is_unadjusted, least, share)
    dutch, border = (N(it[name], 1) for name in ("dutch", "border"))
    average = [] if it["average"] is None else [N(it["average"], 1)]
    return {
        "title": [*([N(it["reach"])] if it["reach"] else []), N(it["count"]), it["at"]],
        "subtitle": [it["at"]],
        "alt": [dutch, it["at"], *average, N(it["reach"]), N(it["count"]), border],
        "marks": [N(share), border],
    }


@figure("job-vacancy-rate")
def job_vacancy_rate() -> Texts:
    return rate_texts(False, parameters("M3")["least"])


@figure("job-vacancy-rate-unadjusted")
def job_vacancy_rate_unadjusted() -> Texts:
    others = settings("papers/techniek2025/M3/claim")["alternatives"]
    [other] = [one["parameters"] for one in others if one["parameters"].get("source") == "unadjusted"]
    return rate_texts(True, other["least"])


@claim("M3")
def as_tight(*, source: str, threshold: float, least: int, quarter: str) -> Texts:
    it = tight(source == "unadjusted", least, threshold, quarter)
    found = {
        "value": N(it["reach"]),
        "period": it["at"],
        "tight": N(it["reach"]),
        "countries": N(it["count"]),
        "dutch": N(it["dutch"], 1),
        "border": N(it["border"], 1),
        "threshold": N(threshold),
    }
    return found if it["average"] is None else found | {"average": N(it["average"], 1)}


PROSPERITY = {"worldbank": "NY.GDP.PCAP.PP.CD", "eurostat": "nama_10_pc"}


def prosperity(source: str) -> pd.DataFrame:
    """Return GDP per head in purchasing power, the Netherlands = 100."""
    wide = by_country(PROSPERITY[source])
    return wide.mul(100 / wide["NL"], axis=0)


@figure("gdp-per-head")
def gdp_per_head(*, source: str = "worldbank", baseline: str = "2000") -> Texts:
    wide = prosperity(source)[[*EAST, *NEIGHBOURS]].dropna()
    wide = wide[wide.index >= baseline]
    first, last = wide.index[0], wide.index[-1]
    margin = parameters("M4")["margin"]
    closer, count = N((wide.loc[last] - wide.loc[first])[list(EAST)].ge(margin).sum()), N(len(EAST))
    return {
        "title": [*([] if closer == count else [closer]), count, first, last],
        "subtitle": [first, last],
        "note": [N(margin)],
        "alt": [N(wide["PL"][first]), first, N(wide["PL"][last]), last, closer, count],
        "labels": [first, last],
    }


@claim("M4")
def convergence(*, source: str, since: str, margin: float, needed: int) -> Texts:
    wide = prosperity(source)[list(EAST)].dropna()
    wide = wide[wide.index >= ("0" if since == "first" else since)]
    first, last = wide.index[0], wide.index[-1]
    closer = N((wide.loc[last] - wide.loc[first]).ge(margin).sum())
    return {
        "value": closer,
        "period": last,
        "closer": closer,
        "countries": N(len(EAST)),
        "margin": N(margin),
        **{
            f"{geo.lower()}_{name}": (N(wide[geo][at]), at)
            for geo in EAST
            for name, at in (("first", first), ("last", last))
        },
        "first_year": first,
        "last_year": last,
    }


# --- knowledge migrants ----------------------------------------------------------------------------------------------

GROUPS = {"30plus": "30 jaar of ouder", "under30": "jonger dan 30", "graduate": "na zoekjaar/afstuderen"}


def norms(group: str) -> pd.Series[Any]:
    return line("normbedragen", "JJ", grades="C", groep_label=GROUPS[group])


def came() -> pd.Series[Any]:
    return line("nieuws_kennismigranten", "JJ", grades="C")


@figure("salary-criterion")
def salary_criterion(*, criterion: str = "30plus") -> Texts:
    values = norms(criterion)
    first, last = values.index[0], values.index[-1]
    rise = N(change(values[last], values[first]))
    return {
        "title": {"nl": [first, last, rise], "en": [rise, first, last]},
        "subtitle": [first, last],
        "alt": [N(values[first]), first, N(values[last]), last],
        "labels": list(values.index),
    }


@figure("knowledge-migrants")
def knowledge_migrants() -> Texts:
    arrived, asked = came(), line("jaarcijfers", "JJ", measure_label="Kennis en Talent: aanvragen")
    first, last = arrived.index[0], arrived.index[-1]
    every = [*asked.index, *arrived.index]
    return {
        "title": [last, first],
        "subtitle": [min(every), max(every)],
        "alt": [N(arrived[first], 1), first, N(arrived[last], 1), last],
        "labels": every,
    }


@claim("M5")
def stricter_rules(*, since: str, group: str) -> Texts:
    found: Texts = {}
    for name, values, decimals in (
        ("criterion", norms(group), 0),
        ("migrants", came(), 1),
        ("labour", arrivals()["non-eu"].dropna(), 0),
    ):
        shown = values[values.index >= since]
        if name == "labour":  # over the years of the knowledge migrants among them
            shown = shown[came()[came().index >= since].index]
        for place, at in (("first", shown.index[0]), ("last", shown.index[-1])):
            found[f"{name}_{place}"] = (N(shown[at], decimals), at)
            found[f"{name}_{place}_year"] = at
    last = came().index[-1]
    return found | {"value": N(came()[last], 1), "period": last}
