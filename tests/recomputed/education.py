"""Education: students, first-years and graduates by sector (DUO, OCW), and ways into technology."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from recomputed.raw import N, Texts, cells, figure, later, line, parameters

Line = pd.Series  # values by school year
LEVEL = "Soort onderwijs / niveau_label"
# publisher, level, table, its measure, its word for all kinds of programme
FIRST_YEARS = (
    ("duo", "hbo", "03b_hbo_2019", "Eerstejaars ingeschrevenen (domein hbo)", "hbo (ad+bachelor+master)"),
    ("duo", "hbo", "p02ho1ejrs", "Eerstejaars ingeschrevenen (domein ho)", "hbo (ad+bachelor)"),
    ("duo", "wo", "wo3_2013_2017", "Eerstejaars ingeschrevenen (domein ho)", "wo (alle typen)"),
    ("duo", "wo", "03b_wo_2019", "Eerstejaars ingeschrevenen (domein wo)", "wo (alle typen)"),
    ("ocw", "hbo", "1cijferho_2017", "Eerstejaars hbo", "hbo"),
    ("ocw", "wo", "1cijferho_2020", "Eerstejaars wo", "wo"),
)
GRADUATES = (
    ("duo", "hbo", "05_hbo_2019", "Gediplomeerden", "hbo (alle diploma's)"),
    ("duo", "hbo", "p04hogdipl", "Gediplomeerden", "hbo (alle diploma's)"),
    ("duo", "wo", "05_wo_2019", "Gediplomeerden", "wo (alle diploma's)"),
)


def unbroken(values: Line) -> list[Line]:
    """Return the runs of a line without a missing year."""
    cuts = [0, *(at + 1 for at, (a, b) in enumerate(pairwise(values.index)) if later(a, 1) != b), len(values)]
    return [values.iloc[a:b] for a, b in pairwise(cuts)]


def cut(values: Line, since: str, until: str) -> Line:
    years = values.index.str[:4]
    return values[(years >= (since or "0")) & (years <= (until or "9"))]


def counts(ways: Any, level: str, source: str) -> list[tuple[Line, Line]]:
    """Return number and share of students in the sector technology, one pair per way of counting and run of years."""
    found = of_mbo() if level == "mbo" and source == "auto" else []
    for publisher, of, id, measure, kinds in ways:
        if of != level or publisher != ("duo" if source == "auto" else source):
            continue
        rows = cells(id, "SJ", measure_label=measure, **{LEVEL: kinds})
        if "Opleiding_label" in rows:
            rows = rows[rows["Opleiding_label"].fillna("").eq("")]
        wide = rows.pivot(index="period", columns="Richting_label", values="value").astype(float).sort_index()
        persons = wide["techniek"].dropna()
        sectors = wide.drop(columns="Totaal", errors="ignore")
        everyone = wide["Totaal"] if "Totaal" in wide else sectors.sum(axis=1, skipna=False)
        if everyone[persons.index].isna().any():
            everyone = sectors.sum(axis=1, skipna=False)
        found += [(run, 100 * run / everyone[run.index]) for run in unbroken(persons)]
    return found


def chamber(track: str) -> Line:
    """Return students of technical mbo of the newer file; of all tracks together it holds a row of its own."""
    return line("mbo-studenten-per-sectorkamer-en-leerweg", "SJ", Sectorkamer_label="Techniek en gebouwde omgeving",
                Hoofdgroep_label="alle hoofdgroepen", Niveau_label="alle niveaus", Leerweg_label=track)  # fmt: skip


def of_mbo() -> list[tuple[Line, Line]]:
    """Return number and share of mbo students in the sector chamber, of the older and of the newer file."""
    kinds = {"measure_label": "Deelnemers mbo naar sectorunit", LEVEL: "mbo (bekostigd, bol+bbl)"}
    older, every = (
        line("03_mbo_2019", "SJ", Richting_label=word, **kinds)
        for word in ("Sectorunit techniek en gebouwde omgeving", "Totaal")
    )
    newer, whole = chamber("bol en bbl"), line("mbo-studenten-per-instelling", "SJ", Leerweg_label="mbo (bol+bbl)")
    return [(older, 100 * older / every), (newer, 100 * newer / whole)]


def longest(lines: list[Any], of: Any = lambda one: one) -> Any:
    """Return the line with most years, of equally long ones the newest."""
    return max((one for one in lines if len(of(one)) > 1), key=lambda one: (len(of(one)), of(one).index[-1]))


def side_by_side(ways: Any, level: str, place: int, since: str) -> list[Line]:
    """Return the lines of a figure, oldest first; of two that overlap the longer stands."""
    found = counts(ways, level, "auto")
    last = max((one[0].index[-1] for one in found), default="")
    found += [one for one in counts(ways, level, "ocw") if one[0].index[-1] > last]
    open_to, taken = [cut(pair[place], since, "") for pair in found], []
    open_to = [one for one in open_to if len(one) > 1]
    while open_to:
        one = longest(open_to)
        open_to = [other for other in open_to if other is not one]
        if all(set(one.index).isdisjoint(other.index) for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.index[0])


def headline(values: Line, margin: float, decimals: int) -> list[Any]:
    """Return the numbers of a title that holds for a whole line: its bounds, both ends, its last or its turn."""
    first, last = values.iloc[0], values.iloc[-1]
    back = {sign: max((sign * (values.iloc[:at].max() if sign > 0 else values.iloc[:at].min()) - sign * values.iloc[at])
                      for at in range(1, len(values))) for sign in (1, -1)}  # fmt: skip
    if values.max() - values.min() <= margin:
        return [N(values.min(), decimals), N(values.max(), decimals)]
    for sign in (1, -1):
        if sign * (last - first) > margin and back[sign] <= margin:
            return [N(first, decimals), values.index[0], N(last, decimals)]
    for sign in (1, -1):
        if sign * (last - first) > margin and sign * last > (sign * values.iloc[:-1]).max():
            return [values.index[-1], N(last, decimals)]
    turn = values.idxmax() if values.max() - max(first, last) > margin else values.idxmin()
    return [turn, N(values[turn], decimals)]


def of_line(ways: Any, level: str, place: int, since: str, margin: float) -> Texts:
    """Return the texts of a figure of one level; ``place`` is 0 for numbers and 1 for shares."""
    drawn = side_by_side(ways, level, place, since)
    main = max(drawn, key=lambda one: one.index[-1])
    decimals = 1 if place else 0
    return {
        "title": headline(main, margin if place else 0.01 * margin * main.iloc[0], decimals),
        "subtitle": [drawn[0].index[0], drawn[-1].index[-1]],
        "alt": [N(main.iloc[0], decimals), main.index[0], N(main.iloc[-1], decimals), main.index[-1]],
    }


@figure("technical-inflow")
def technical_inflow(*, level: str = "hbo", since: str = "2010") -> Texts:
    return of_line(FIRST_YEARS, level, 0, since, parameters("E1")["margin"])


@figure("technical-inflow-share")
def technical_inflow_share(*, level: str = "hbo", since: str = "2010") -> Texts:
    return of_line(FIRST_YEARS, level, 1, since, 1)


@figure("technical-graduates")
def technical_graduates() -> Texts:
    hbo, wo = (side_by_side(GRADUATES, one, 0, "2010") for one in ("hbo", "wo"))
    found = of_line(GRADUATES, "hbo", 0, "2010", 1)
    starts = [one[0].index[0] for one in (hbo, wo)]
    return {**found, "subtitle": [min(starts), hbo[-1].index[-1]], "note": [wo[-1].index[-1]]}


# --- ways into technology --------------------------------------------------------------------------------------------


def both_ends(values: Line, decimals: int = 1) -> list[Any]:
    first, last = values.index[0], values.index[-1]
    return [N(values[first], decimals), first, N(values[last], decimals), last]


@figure("bbl-share")
def bbl_share() -> Texts:
    part = 100 * chamber("BBL") / chamber("bol en bbl")
    bbl, every = (
        line("mbo-studenten-per-instelling", "SJ", Leerweg_label=f"mbo {one}") for one in ("BBL", "(bol+bbl)")
    )
    oldest = line("03_mbo_2019", "SJ", measure_label="Deelnemers mbo naar sectorunit", Richting_label="Totaal",
                  **{LEVEL: "mbo BBL"}).index[0]  # fmt: skip
    last = part.index[-1]
    return {
        "title": headline(part, 1, 1),
        "subtitle": [oldest, last],
        "alt": [*both_ends(part), N(100 * bbl[last] / every[last], 1), last],
    }


@figure("mbo-technology")
def mbo_technology() -> Texts:
    total = chamber("bol en bbl")
    return {
        # Of a line that turned the title says when, and gives the last value like all others.
        "title": [*headline(total, 0.01 * total.iloc[0], 0)[:-1], N(total.iloc[-1], 0)],
        "subtitle": [total.index[0], total.index[-1]],
        "alt": both_ends(total, 0),
    }


@figure("mbo-inflow-share")
def mbo_inflow_share() -> Texts:
    values = line("incijfers_mbo_instroom", "SJ", measure_label="Aandeel instromende mbo-studenten per sectorkamer",
                  Richting_label="techniek en gebouwde omgeving")  # fmt: skip
    first, last = values.index[0], values.index[-1]
    return {
        "title": headline(values, 1, 1),
        "subtitle": [first, last],
        "alt": both_ends(values),
    }


def monitor() -> dict[str, Line]:
    kinds = {
        "havo": ("Aandeel N-profiel leerjaar 4", "havo"),
        "vwo": ("Aandeel N-profiel leerjaar 4", "vwo"),
        "vmbo": ("Aandeel technisch profiel leerjaar 3", "vmbo-bb/kb/gl leerjaar 3"),
    }
    return {
        school: line("techniekpactmonitor", "SJ", measure_label=measure, **{LEVEL: kind})
        for school, (measure, kind) in kinds.items()
    }


@figure("profile-choice-schools")
def profile_choice_schools() -> Texts:
    lines = monitor()
    a, first, b, last = both_ends(lines["havo"], 0)
    return {
        "title": [b, a],
        "subtitle": [min(one.index[0] for one in lines.values()), max(one.index[-1] for one in lines.values())],
        "alt": [a, first, b, last],
        "labels": [at for one in lines.values() for at in (one.index[0], one.index[-1])],
    }


def beside_the_eu(own: Line, other: Line, of_all: list[Line]) -> Texts:
    end = own.index[-1]
    both = [N(own[end], 1), N(other[end], 1)]
    years = sorted(code for one in of_all for code in one.index)
    return {"title": both, "subtitle": [years[0], years[-1]], "alt": [end, *both]}


@figure("vocational-science-graduates")
def vocational_science_graduates() -> Texts:
    lines = {one: line("kivet_2050", geo=one) for one in ("NL", "EU27_2020", "DE", "BE")}
    return beside_the_eu(lines["NL"], lines["EU27_2020"], list(lines.values()))


@figure("bachelor-technology-entrants")
def bachelor_technology_entrants() -> Texts:
    def share(geo: str) -> Line:
        part, every = (line("educ_uoe_ent02", geo=geo, isced11="ED6", isced_f=field) for field in ("F07", "TOTAL"))
        return (100 * part / every).dropna()

    lines = {one: share(one) for one in ("NL", "EU27_2020", "DE", "BE")}
    return beside_the_eu(lines["NL"], lines["EU27_2020"], list(lines.values()))
