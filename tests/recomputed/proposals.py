"""The proposals: each formula written out once more, on inputs taken from the files, and every corner of their ranges.

An input without a table is a setting of the proposal's own file; its default and range are read from there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

import pandas as pd

from recomputed.education import FIRST_YEARS, LEVEL, chamber, counts
from recomputed.labour import GROUPS, SECTORS, people, vacancies
from recomputed.migration import arrivals, filled, stand_ins
from recomputed.migration import people as immigrants
from recomputed.productivity import employed
from recomputed.raw import N, Texts, cells, figure, later, line, mean, settings

Three = tuple[float, float, float]  # low, middle, high


def recent(values: pd.Series[Any], factor: float = 1, count: int = 4) -> tuple[Three, str]:
    """Return the newest figure with the lowest and the highest of the last ``count``, and its period."""
    part = factor * values.iloc[-count:]
    return (float(part.min()), float(part.iloc[-1]), float(part.max())), str(part.index[-1])


def newest(values: pd.Series[Any], factor: float = 1) -> tuple[Three, str]:
    return recent(values, factor, 1)


def inflow_today() -> tuple[Three, str]:
    """Return the international share per 100 filled vacancies with its band, in the newest year with both flows."""
    share = {name: (part * immigrants() / filled(*SECTORS["default"])).dropna() for name, part in stand_ins().items()}
    at = share["mid"].index[-1]
    return (float(share["low"][at]), float(share["mid"][at]), float(share["high"][at])), at


def mbo_students() -> tuple[Three, str]:
    """Return mbo students in technology: the field of study, between the narrowest and the widest classification."""
    middle = line("83850NED", "SJ", Richting="07", **{LEVEL: "mbo (incl. extranei)"})
    of = {LEVEL: "mbo (bekostigd, bol+bbl)"}
    low = line("03_mbo_2019", "SJ", measure_label="Deelnemers mbo naar sectorunit",
               Richting_label="Sectorunit techniek en gebouwde omgeving", **of)  # fmt: skip
    high = line("03_mbo_2019", "SJ", measure_label="Deelnemers mbo naar sector", Richting_label="techniek", **of)
    return (float(low.iloc[-1]), float(middle.iloc[-1]), float(high.iloc[-1])), middle.index[-1]


def starters(table: str, kinds: str) -> pd.Series[Any]:
    rows = cells(table, "SJ", Richting_label="techniek", **{LEVEL: kinds})
    if "Opleiding_label" in rows:
        rows = rows[rows["Opleiding_label"].fillna("").eq("")]
    return rows.set_index("period")["value"].astype(float).sort_index()


def fee(kind: str, grades: str = "AB") -> pd.Series[Any]:
    return line("collegegeld", "SJ", grades, measure_label=kind)


def bbl_technology() -> pd.Series[Any]:
    """Return the share of bbl in the sector technology in per cent, by school year."""
    of = {"measure_label": "Deelnemers mbo naar sector", "Richting_label": "techniek"}
    bbl, all_of_them = (
        line("03_mbo_2019", "SJ", **of, **{LEVEL: name}) for name in ("mbo BBL", "mbo (bekostigd, bol+bbl)")
    )
    return (100 * bbl / all_of_them).dropna()


def bbl_range() -> tuple[Three, str]:
    """Return that share in its newest year; the range reaches the newest year of the narrower sector chamber too."""
    (low, value, high), period = recent(bbl_technology())
    narrow = float((100 * chamber("BBL") / chamber("bol en bbl")).iloc[-1])
    return (min(low, narrow), value, max(high, narrow)), period


def all_mbo(track: str) -> pd.Series[Any]:
    return line("mbo-studenten-per-instelling", "SJ", Leerweg_label=track)


def technical_degrees() -> pd.Series[Any]:
    """Return hbo degrees in the sector technology, by diploma year."""
    rows = cells("p04hogdipl", "SJ", Richting_label="techniek")
    return rows.set_index("period")["value"].astype(float).sort_index()


def decades() -> tuple[Three, str]:
    """Return mean growth of GDP per hour over twenty years, between the slower and the faster half of them."""
    every = {"ref_area": "NLD", "measure_label": "GDP per hour worked, annual growth, constant prices"}
    years = line("DF_PDB_GR", "JJ", **every).iloc[-20:]
    halves = sorted((years.iloc[:10].mean(), years.iloc[10:].mean()))
    return (float(halves[0]), float(years.mean()), float(halves[1])), str(years.index[-1])


def potential() -> pd.Series[Any]:
    return pd.concat([people(label, True) for label in GROUPS.values()], axis=1).dropna().sum(axis=1)


def year(values: pd.Series[Any], factor: float = 1000) -> tuple[Three, str]:
    """Return the mean of the last four quarters, between the lowest and the highest of them."""
    (low, _, high), end = recent(values, factor)
    return (low, factor * mean(values, end), high), end


def alone(values: pd.Series[Any], factor: float = 1000) -> tuple[Three, str]:
    """Return the mean of the last four quarters as a count without a range."""
    (_, middle, _), end = year(values, factor)
    return (middle, middle, middle), end


FROM_TABLES: dict[str, dict[str, Callable[[], tuple[Three, str]]]] = {
    "S1": {
        "hbo": lambda: recent(starters("p02ho1ejrs", "hbo (ad+bachelor)")),
        "wo": lambda: recent(starters("03b_wo_2019", "wo bachelor")),
        "fee": lambda: newest(fee("Wettelijk collegegeld", "ABC")),
    },
    "S2": {
        "students": mbo_students,
        "bbl": bbl_range,
        "all_students": lambda: newest(all_mbo("mbo (bol+bbl)")),
        "all_bbl": lambda: newest(100 * all_mbo("mbo BBL") / all_mbo("mbo (bol+bbl)")),
        "budget": lambda: newest(line("uitgaven_mbo", "JJ", measure_label="Bekostiging mbo-instellingen (lumpsum)")),
    },
    "S3": {
        "gain": decades,
        "employment": lambda: newest(employed()["B-F"][0], 1000),
        "filled": lambda: recent(filled("B-F")),
    },
    "S4": {
        "today": inflow_today,
        "filled": lambda: recent(filled("B-F")),
        "immigrants": lambda: recent(arrivals()["non-eu"].dropna(), count=2),
    },
    "S6": {
        "graduates": lambda: recent(technical_degrees()),
        "filled": lambda: recent(filled("B-F")),
    },
    "S5": {
        "potential": lambda: year(potential()),
        "part_time": lambda: alone(people(GROUPS["underemployed"], True)),
        "vacancies": lambda: year(vacancies("B-F")),
    },
}


def tuition(
    hbo: float, wo: float, switchers: float, stay_hbo: float, stay_wo: float, fee: float, cut: float
) -> dict[str, float]:
    start = hbo + hbo * switchers / 100
    second, less = start * stay_hbo / 100 + wo * stay_wo / 100, fee * cut / 100
    return {"cost": (start + wo + second) * less / 1e6, "first_year": (start + wo) * less / 1e6,
            "second_year": second * less / 1e6, "students": start + wo + second, "per_student": less}  # fmt: skip


def funding(
    current: float, target: float, students: float, bbl: float, all_students: float, all_bbl: float, weight: float,
    student_part: float, budget: float,
) -> dict[str, float]:  # fmt: skip
    def counted(persons: float, work_based: float) -> float:
        return persons * ((100 - work_based) + weight * work_based) / 100

    weighted = counted(students, bbl)
    more = budget * 1e4 * student_part / counted(all_students, all_bbl) * (target / current - 1)
    return {"extra": weighted * more / 1e6, "weighted": weighted, "per_student": more,
            "share_of_budget": weighted * more / budget / 1e4}  # fmt: skip


def gain(gain: float, employment: float, plan: float, filled: float) -> dict[str, float]:
    freed = employment - employment / (1 + gain / 100)
    return {"freed": freed, "share_of_filled": 100 * freed / filled,
            "plan_gain": 100 * (employment / (employment - plan) - 1)}  # fmt: skip


def scheme(
    today: float, target: float, filled: float, directed: float, immigrants: float, plan: float
) -> dict[str, float]:
    starters = max(target - today, 0) * filled / 100
    come = 100 * starters / directed
    return {"arrivals": come, "starters": starters, "growth": 100 * come / immigrants,
            "share_of_filled": 100 * starters / filled, "share_of_plan": 100 * starters / plan}  # fmt: skip


def untapped(potential: float, part_time: float, share: float, plan: float, vacancies: float) -> dict[str, float]:
    enter = potential * share / 100
    return {"entrants": enter, "share_of_vacancies": 100 * enter / vacancies,
            "part_time_share": 100 * part_time / potential, "share_of_plan": 100 * plan / potential}  # fmt: skip


def fewer(cut: float, passed_on: float, graduates: float, to_technology: float, filled: float) -> dict[str, float]:
    less = cut * passed_on / 100
    gone = graduates * less / 100
    return {"starters_lost": gone * to_technology / 100, "graduates_lost": gone, "fewer_pct": less,
            "share_of_filled": gone * to_technology / filled}  # fmt: skip


FORMULAS: dict[str, Callable[..., dict[str, float]]] = {
    "S1": tuition, "S2": funding, "S3": gain, "S4": scheme, "S5": untapped, "S6": fewer,
}  # fmt: skip
IN_SENTENCE = {
    "S6": [
        "cut",
        "starters_lost",
        "starters_lost_low",
        "starters_lost_high",
        "graduates_lost",
        "starters_lost",
        "share_of_filled",
    ],
    "S1": ["cut", "cost", "cost_low", "cost_high", "students", "per_student"],
    "S2": ["current", "target", "extra", "extra_low", "extra_high", "share_of_budget"],
    "S3": ["gain", "freed", "freed_low", "freed_high", "plan", "plan_gain"],
    "S4": ["arrivals", "today", "target", "arrivals_low", "arrivals_high", "growth", "directed", "starters", "plan"],
    "S5": ["share", "entrants", "entrants_low", "entrants_high", "share_of_vacancies", "potential", "part_time_share"],
}


def read(value: float, of: dict[str, Any]) -> N:
    """Return a number as it is shown: to the nearest hundred, ten or so that its file asks for."""
    nearest = of.get("nearest", 1)
    if nearest != 1:
        value = math.copysign(math.floor(abs(value) / nearest + 0.5) * nearest, value)
    return N(value, of.get("decimals", 0))


@cache
def worked_out(id: str) -> dict[str, Any]:
    """Return inputs, results over every corner of the inputs, and the main result with one input at a time moved."""
    file, formula = settings(f"papers/techniek2025/{id}/proposal"), FORMULAS[id]
    inputs: dict[str, Three] = {}
    periods: dict[str, str] = {}
    for one in file["inputs"]:
        name = one["name"]
        if name in FROM_TABLES[id]:
            inputs[name], periods[name] = FROM_TABLES[id][name]()
        else:
            inputs[name] = (one["low"], one["default"], one["high"])
    middle = {name: three[1] for name, three in inputs.items()}
    corners = [formula(**dict(zip(inputs, corner, strict=True))) for corner in product(*inputs.values())]
    results = {
        one["name"]: (
            min(corner[one["name"]] for corner in corners),
            formula(**middle)[one["name"]],
            max(corner[one["name"]] for corner in corners),
        )
        for one in file["results"]
    }
    swings = {
        name: tuple(formula(**{**middle, name: end})[file["main"]] for end in (three[0], three[2]))
        for name, three in inputs.items()
    }
    order = sorted(swings, key=lambda name: -abs(swings[name][1] - swings[name][0]))
    return {
        "file": file,
        "inputs": inputs,
        "of_inputs": {one["name"]: one for one in file["inputs"]},
        "results": results,
        "of_results": {one["name"]: one for one in file["results"]},
        "periods": periods,
        "swings": {name: swings[name] for name in order},
    }


def widest(id: str) -> list[N]:
    """Return the middle of the main result, and where the input that matters most takes it."""
    it = worked_out(id)
    main = it["file"]["main"]
    ends = next(iter(it["swings"].values()))
    return [read(value, it["of_results"][main]) for value in (it["results"][main][1], *ends)]


def assumed(id: str) -> list[N]:
    it = worked_out(id)
    return [read(it["inputs"][name][1], one) for name, one in it["of_inputs"].items() if one["grade"] == "X"]


def evidence() -> tuple[list[Any], list[str]]:
    """Return what halving the fee for all first-years showed, and the years for which no amount stands here."""
    full, reduced = fee("Wettelijk collegegeld"), fee("Verlaagd wettelijk collegegeld")
    begin, end = reduced.index[0], reduced.index[-1]
    before, after = later(begin, -1), later(end, 1)
    shares = [share for _, share in counts(FIRST_YEARS, "hbo", "duo")]
    [older] = [one for one in shares if before in one.index]
    [newer] = [one for one in shares if after in one.index]
    until, gaps = older.index[-1], []
    at = begin
    while at < end:
        at = later(at, 1)
        gaps += [] if at in reduced.index else [at]
    return [begin, end, end, N(reduced[end]), N(full[end]), N(older[before], 1), before, N(older[until], 1), until,
            N(newer[end], 1), end, N(newer[after], 1), after, N(1)], gaps  # fmt: skip


def proposal(id: str) -> Texts:
    """Return the numbers of a proposal's texts, and of its two tables: low, middle and high."""
    it = worked_out(id)
    named: dict[str, N] = {}
    for name, (low, middle, high) in it["results"].items():
        for end, value in (("", middle), ("_low", low), ("_high", high)):
            named[name + end] = read(value, it["of_results"][name])
    named |= {name: read(three[1], it["of_inputs"][name]) for name, three in it["inputs"].items()}
    first = next(iter(it["swings"]))
    low, _, high = it["inputs"][first]
    found, gaps = evidence() if id == "S1" else ([], [])
    return {
        "sentence": [named[name] for name in IN_SENTENCE[id]],
        "matters most": [*(read(end, it["of_inputs"][first]) for end in (low, high)), *widest(id)[1:]],
        "assumptions": assumed(id),
        "asked": [],
        "evidence": found,
        "notes": gaps,
        "results": [read(value, it["of_results"][name]) for name, three in it["results"].items() for value in three],
        "inputs": [read(value, it["of_inputs"][name]) for name, three in it["inputs"].items() for value in three],
    }


@figure("scenario-tornado")
def scenario_tornado(*, scenario: str = "S3") -> Texts:
    it = worked_out(scenario)
    moving = [name for name, (low, high) in it["swings"].items() if low != high]
    return {
        "title": widest(scenario)[1:]
        if len(moving) == 1
        else [],  # alone it is no more than the others, so it says how far
        "subtitle": sorted(set(it["periods"].values())),
        "note": assumed(scenario),
        "alt": widest(scenario),
        "marks": widest(scenario)[:1],
        "labels": [read(it["inputs"][name][end], it["of_inputs"][name]) for name in moving for end in (0, 2)],
    }


def beside(ids: tuple[str, ...], vacancies: float, end: str, before: list[N]) -> Texts:
    hundreds = {"nearest": 100}
    middles = [worked_out(id)["results"][worked_out(id)["file"]["fills"]][1] for id in ids]
    most = read(max(middles), hundreds)
    return {
        "title": [*before, most],
        "subtitle": [end],
        "alt": [read(vacancies, hundreds), end, most, N(100 * max(middles) / vacancies)],
    }


@figure("proposals-beside-vacancies")
def proposals_beside_vacancies() -> Texts:
    open_now = vacancies("B-F")
    end = open_now.index[-1]
    share = read(worked_out("S5")["inputs"]["share"][1], worked_out("S5")["of_inputs"]["share"])
    return beside(("S5",), 1000 * mean(open_now, end), end, [share])


@figure("proposals-beside-filled-vacancies")
def proposals_beside_filled_vacancies() -> Texts:
    years = filled("B-F")
    count = float(years.iloc[-1])
    return beside(("S3", "S4"), count, years.index[-1], [read(count, {"nearest": 100})])
