"""Education: students and first-years by sector (DUO, OCW), small programmes, and ways into technology."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from recomputed.raw import N, Texts, cells, change, claim, figure, later, line, parameters, table

Line = pd.Series  # values by school year
LEVEL = "Soort onderwijs / niveau_label"
LEVELS = ("hbo", "wo", "mbo")
# publisher, level, table, its measure, its word for all kinds of programme
FIRST_YEARS = (
    ("duo", "hbo", "03b_hbo_2019", "Eerstejaars ingeschrevenen (domein hbo)", "hbo (ad+bachelor+master)"),
    ("duo", "hbo", "p02ho1ejrs", "Eerstejaars ingeschrevenen (domein ho)", "hbo (ad+bachelor)"),
    ("duo", "wo", "wo3_2013_2017", "Eerstejaars ingeschrevenen (domein ho)", "wo (alle typen)"),
    ("duo", "wo", "03b_wo_2019", "Eerstejaars ingeschrevenen (domein wo)", "wo (alle typen)"),
    ("duo", "mbo", "03_mbo_2019", "Deelnemers mbo naar sector", "mbo (bekostigd, bol+bbl)"),
    ("ocw", "hbo", "1cijferho_2017", "Eerstejaars hbo", "hbo"),
    ("ocw", "wo", "1cijferho_2020", "Eerstejaars wo", "wo"),
)
ENROLLED = (
    ("duo", "hbo", "p01hoinges", "Ingeschrevenen (domein ho)", "hbo (ad+bachelor+master)"),
    ("duo", "wo", "ingeschrevenen_wo_2011_2016", "Ingeschrevenen wo", "wo"),
    ("duo", "wo", "04_wo_2024", "Inschrijvingen wo (hoofd+neven)", "wo"),
    ("duo", "mbo", "03_mbo_2019", "Deelnemers mbo naar sector", "mbo (bekostigd, bol+bbl)"),
    ("ocw", "hbo", "1cijferho_2023", "Ingeschrevenen hbo", "hbo"),
    ("ocw", "wo", "1cijferho_2022", "Ingeschrevenen wo", "wo"),
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
    found = []
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


def longest(lines: list[Any], of: Any = lambda one: one) -> Any:
    """Return the line with most years, of equally long ones the newest."""
    return max((one for one in lines if len(of(one)) > 1), key=lambda one: (len(of(one)), of(one).index[-1]))


def side_by_side(level: str, place: int, since: str) -> list[Line]:
    """Return the lines of a figure, oldest first; of two that overlap the longer stands."""
    open_to, taken = [cut(pair[place], since, "") for pair in counts(FIRST_YEARS, level, "auto")], []
    open_to = [one for one in open_to if len(one) > 1]
    while open_to:
        one = longest(open_to)
        open_to = [other for other in open_to if other is not one]
        if all(set(one.index).isdisjoint(other.index) for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.index[0])


def groups(level: str, place: int, since: str) -> tuple[list[list[Line]], Line, list[str], list[str]]:
    """Return the lines by level, the line a title is about, the whole span, and where a level stops before others."""
    held = {"ho": ("hbo", "wo"), "all": LEVELS}.get(level, (level,))
    found = [lines for lines in (side_by_side(one, place, since) for one in held) if lines]
    ends = [max(one.index[-1] for one in lines) for lines in found]
    main = max(found[0], key=lambda one: one.index[-1])
    span = [min(one.index[0] for lines in found for one in lines), max(ends)]
    return found, main, span, [max(end for end in ends if end < max(ends))] if len(set(ends)) > 1 else []


@figure("technical-inflow")
def technical_inflow(*, level: str = "ho", since: str = "2010") -> Texts:
    _, main, span, early = groups(level, 0, since)
    first, last = main.index[0], main.index[-1]
    return {
        "title": [N(abs(change(main[last], main[first])), 1), last, first],
        "subtitle": span,
        "note": early,
        "alt": [N(main[first]), first, N(main[last]), last],
    }


@figure("technical-inflow-share")
def technical_inflow_share(*, level: str = "ho", since: str = "2010") -> Texts:
    _, main, span, early = groups(level, 1, since)
    first, last = main.index[0], main.index[-1]
    both = [N(main[first], 1), first, N(main[last], 1), last]
    return {
        "title": [N(main.mean()), first, last] if main.max() - main.min() <= 1 else both,
        "subtitle": span,
        "note": early,
        "alt": both,
    }


@claim("E1")
def falls(*, level: str, basis: str, source: str, margin: float, reaches: int, since: str, until: str) -> Texts:
    ways = FIRST_YEARS if basis == "first_years" else ENROLLED
    chosen = LEVELS if level == "all" else (level,)
    found: Texts = {}
    counted, aside, ends = [], [], {}
    for one in chosen:
        pairs = counts(ways, one, source)
        if pairs:
            ends[one] = max(persons.index[-1] for persons, _ in pairs)
        pairs = [tuple(cut(values, since, until) for values in pair) for pair in pairs]
        recent = [pair for pair in pairs if len(pair[0]) > 1 and pair[0].index[-1] >= str(reaches)]
        if not any(len(persons) > 1 for persons, _ in pairs):
            continue
        persons, share = longest(recent or pairs, lambda pair: pair[0])
        first, last = persons.index[0], persons.index[-1]
        moved = change(persons[last], persons[first])
        found |= {
            f"{one}_first": (N(persons[first]), first),
            f"{one}_last": (N(persons[last]), last),
            f"{one}_change": (N(moved, 1, True), last),
            f"{one}_share_first": (N(share[first], 1), first),
            f"{one}_share_last": (N(share[last], 1), last),
        }
        (counted if last >= str(reaches) else aside).append((moved, first, last))
    return found | {
        "value": N(counted[0][0], 1),
        "period": counted[0][2],
        "said": [at for _, first, last in (*counted, *aside) for at in (first, last)],
        "notes": [end for end in ends.values() if end < max(ends.values())],
    }


# --- small programmes ------------------------------------------------------------------------------------------------


def programmes(kind: str, threshold: int, is_lasting: bool = False) -> list[pd.DataFrame]:
    """Return small and all technical programmes with first-years by school year, one table per count."""
    kinds = {"all": ["hbo ad", "hbo bachelor"], "ad": ["hbo ad"], "bachelor": ["hbo bachelor"]}[kind]
    found = []
    for id in ("03b_hbo_2019", "p02ho1ejrs"):
        rows = cells(id, "SJ", Richting_label="techniek", **{LEVEL: kinds})
        rows = rows[rows["Opleiding_label"].fillna("").ne("") & (rows["value"] > 0)]
        if is_lasting:
            years = rows["period"].nunique()
            rows = rows[rows.groupby("Opleiding")["period"].transform("nunique") == years]
        by_year = rows.groupby("period")["value"]
        small, every = by_year.apply(lambda part: (part < threshold).sum()), by_year.size()
        found.append(pd.DataFrame({"small": small, "every": every, "share": 100 * small / every}))
    return found


@figure("small-programmes")
def small_programmes(*, level: str = "all", since: str = "2010") -> Texts:
    threshold = parameters("E2")["threshold"]
    found = [cut(one, since, "") for one in programmes(level, threshold)]
    found = [one for one in found if len(one)]
    main = longest(found)
    first, last = main.index[0], main.index[-1]
    share = main["share"]
    return {
        "title": [N(share[first]), first, N(share[last]), last],
        "subtitle": [N(threshold), found[0].index[0], found[-1].index[-1]],
        "alt": [last, N(main["small"][last]), N(main["every"][last]), N(share[last]), first, N(share[first])],
    }


@claim("E2")
def pressed(*, threshold: int, kind: str, margin: float, least: int, since: str, until: str) -> Texts:
    every, lasting = (
        longest([cut(one, since, until) for one in programmes(kind, threshold, is_lasting)])
        for is_lasting in (False, True)
    )
    first, last = every.index[0], every.index[-1]
    return {
        "value": N(every["share"][last], 1),
        "period": last,
        "small_first": (N(every["small"][first]), first),
        "small_last": N(every["small"][last]),
        "count_last": N(every["every"][last]),
        "share_first": (N(every["share"][first], 1), first),
        "share_last": N(every["share"][last], 1),
        "rise": N(every["share"][last] - every["share"][first], 1),
        "lasting_first": (N(lasting["share"][first], 1), first),
        "lasting_last": N(lasting["share"][last], 1),
        "border": N(threshold),
        "begin": first,
        "end": last,
    }


# --- ways into technology --------------------------------------------------------------------------------------------


def to_hbo(origin: str) -> Line:
    of = "mbo-4 (bol vt)" if origin == "mbo" else "havo"
    return line("stroomgegevens", "JJ", measure_label=f"Directe doorstroom {of} naar voltijd hbo-bachelor")


def both_ends(values: Line, decimals: int = 1) -> list[Any]:
    first, last = values.index[0], values.index[-1]
    return [N(values[first], decimals), first, N(values[last], decimals), last]


@figure("mbo-hbo-transition")
def mbo_hbo_transition() -> Texts:
    mbo, havo = to_hbo("mbo"), to_hbo("havo")
    return {
        "title": both_ends(mbo),
        "subtitle": [min(mbo.index[0], havo.index[0]), max(mbo.index[-1], havo.index[-1])],
        "note": [mbo.index[-1]],
        "alt": both_ends(mbo),
    }


def in_hbo(direction: str) -> tuple[float, str]:
    """Return of the mbo students still in education a year later the share in hbo, and their school year."""
    rows = cells("85519NED", "SJ", Richting_label=direction).set_index("positie volgend studiejaar_label")
    [year] = rows["period"].unique()
    value = rows["value"].astype(float)
    return 100 * value["Hoger beroepsonderwijs"] / value["Totaal in onderwijs"], year


@claim("E3")
def transition(*, direction: str, source: str, against: str, margin: float, reaches: int, since: str,
               until: str) -> Texts:  # fmt: skip
    values = to_hbo("mbo")
    if source == "news":
        values = line("nieuws_mbo_hbo", grades="C", measure_label="Directe doorstroom mbo-4 naar hbo (%)")
    values = cut(values, since, until)
    first, last = values.index[0], values.index[-1]
    moved = judged = values[last] - values[first]
    found: Texts = {}
    if against == "havo":
        of_havo = to_hbo("havo")[last] - to_hbo("havo")[first]
        found["havo"], judged = N(of_havo, 1), moved - of_havo
    technology, year = in_hbo("Sectorkamer techniek en gebouwde omgeving")
    everyone, _ = in_hbo("Totaal")
    return found | {
        "value": N(judged, 1),
        "period": last,
        "first": (N(values[first], 1), first),
        "last": N(values[last], 1),
        "change": N(moved, 1),
        "cbs_technology": (N(technology, 1), year),
        "cbs_all": (N(everyone, 1), year),
        "begin": first,
        "end": last,
        "said": [*([last] if judged <= -margin and last < str(reaches) else []), year],
    }


def bbl(definition: str, direction: str) -> Line:
    measure = "Deelnemers mbo naar sectorunit" if definition == "chamber" else "Deelnemers mbo naar sector"
    word = {"total": "Totaal", "technology": "techniek"}[direction]
    if (definition, direction) == ("chamber", "technology"):
        word = "Sectorunit techniek en gebouwde omgeving"
    part, every = (
        line("03_mbo_2019", "SJ", measure_label=measure, Richting_label=word, **{LEVEL: kind})
        for kind in ("mbo BBL", "mbo (bekostigd, bol+bbl)")
    )
    return (100 * part / every).dropna()


@figure("bbl-share")
def bbl_share() -> Texts:
    part, whole = bbl("widest", "technology"), bbl("widest", "total")
    last = part.index[-1]
    return {
        "title": [N(part[last]), N(whole[last]), last],
        "subtitle": [min(part.index[0], whole.index[0]), max(last, whole.index[-1])],
        "note": [last],
        "alt": [*both_ends(part), N(whole[last], 1), last],
    }


@claim("E4")
def work_and_learn(*, part: str, definition: str, basis: str, source: str, margin: float, reaches: int, since: str,
                   until: str) -> Texts:  # fmt: skip
    values, whole = bbl(definition, "technology"), bbl(definition, "total")
    first, last = values.index[0], values.index[-1]
    rise, gap = values[last] - values[first], values[last] - whole[last]
    return {
        "value": N(values[last], 1),
        "period": last,
        "first": (N(values[first], 1), first),
        "last": N(values[last], 1),
        "all_first": (N(whole[first], 1), first),
        "all_last": N(whole[last], 1),
        "rise": N(rise, 1),
        "gap": N(gap, 1),
        "begin": first,
        "end": last,
        "said": [last] if rise >= margin and gap >= margin and last < str(reaches) else [],
    }


@figure("mbo-inflow-share")
def mbo_inflow_share() -> Texts:
    values = line("incijfers_mbo_instroom", "SJ", measure_label="Aandeel instromende mbo-studenten per sectorkamer",
                  Richting_label="techniek en gebouwde omgeving")  # fmt: skip
    first, last = values.index[0], values.index[-1]
    around = [N(values.mean(), 1), first, last]
    return {
        "title": around if values.max() - values.min() <= 1 else both_ends(values),
        "subtitle": [first, last],
        "alt": both_ends(values),
    }


def havo_profile(*profiles: str) -> Line:
    wide = table("1cijfervo").pivot(index="period", columns="Richting_label", values="value").astype(float)
    return 100 * wide[list(profiles)].sum(axis=1) / wide.sum(axis=1)


@figure("profile-choice")
def profile_choice() -> Texts:
    values = havo_profile("NT", "NT en NG")
    return {
        "title": both_ends(values),
        "subtitle": [values.index[0], values.index[-1]],
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
        "title": [last, b, first, a],
        "subtitle": [min(one.index[0] for one in lines.values()), max(one.index[-1] for one in lines.values())],
        "alt": [a, first, b, last],
        "labels": [at for one in lines.values() for at in (one.index[0], one.index[-1])],
    }


@claim("E5")
def profiles(*, profile: str, since: str) -> Texts:
    values = havo_profile("NT", "NT en NG") if profile == "technology" else havo_profile("NT", "NG", "NT en NG")
    values = cut(values, since, "")
    first, last = values.index[0], values.index[-1]
    found: Texts = {}
    said = [first, last]
    for school, shown in monitor().items():
        then, now = shown.index[0], shown.index[-1]
        found |= {f"{school}_then": (N(shown[then]), then), f"{school}_now": (N(shown[now]), now)}
        said += [then, now]
    return found | {
        "value": N(values[last] - values[first], 1),
        "period": last,
        "havo_first": (N(values[first], 1), first),
        "havo_last": N(values[last], 1),
        "havo_change": N(values[last] - values[first], 1),
        "end": last,
        "said": said,
    }
