"""Inflow into technical education: first-years, students and graduates in technology, and small programmes.

Every count is a line of its own: another publisher, another definition of "first-year" or another edition is another
``series_id``, and a year without a figure ends a line. The files of DUO up to 2019/20 and from 2020/21 on count
differently; nothing here joins them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from shortage import catalog
from shortage.catalog import Break
from shortage.choice import check_code
from shortage.indicators.base import Indicator, Tables, indicator, pivot
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import when

WORDS = Words(__file__)
LEVELS = ("hbo", "wo", "mbo")
MEASURES = ("persons", "share_pct")
SOURCES = ("auto", "cbs", "duo", "ocw")
ENOUGH = 2
"""Years a live table must hold for a level before it takes the place of the others: one year is no line."""


@dataclass(frozen=True)
class Count:
    """One way of counting students in technology at one level; ``names`` says in a label what is counted."""

    source: str
    level: str
    table: str
    measure: str
    technology: tuple[str, ...]
    names: Text
    where: Mapping[str, Any] = field(default_factory=dict)
    column: str = "direction"
    instead_of: str = ""
    """Table of a wider count of the same publisher that stays away once this one holds a line."""
    whole: str = ""
    """Table that holds all students of the level, where the count's own does not."""
    whole_where: Mapping[str, Any] = field(default_factory=dict)


TECH = ("technology",)
FIELDS = ("06", "07")
"""Information technology and engineering: what the sector technology of the hbo holds."""

MBO_CBS = Count(
    "cbs", "mbo", "mbo_students", "students", FIELDS, WORDS["count.mbo_all_years"], {"track": "total"}, "field"
)
MBO_DUO_2019 = Count(
    "duo",
    "mbo",
    "mbo_students_2019",
    "students_by_unit",
    ("unit-technology",),
    WORDS["count.mbo_chamber"],
    {"level": "total"},
)
MBO_DUO = Count(
    "duo",
    "mbo",
    "mbo_students_by_chamber",
    "students",
    TECH,
    WORDS["count.mbo_chamber"],
    {"track": "total", "level": "total", "group": "total"},
    "chamber",
    whole="mbo_students_by_institution",
    whole_where={"track": "total"},
)
FIRST_YEARS = (
    Count(
        "cbs", "hbo", "students_by_field", "first_years", FIELDS, WORDS["count.hbo_fields"], {"level": "hbo"}, "field"
    ),
    Count("cbs", "wo", "students_by_field", "first_years", FIELDS, WORDS["count.wo_fields"], {"level": "wo"}, "field"),
    Count(
        "cbs",
        "mbo",
        "mbo_entrants",
        "entrants",
        TECH,
        WORDS["count.mbo_new"],
        {"track": "total"},
        "sector",
        "mbo_students",
    ),
    MBO_CBS,
    Count(
        "duo",
        "hbo",
        "first_years_hbo_2019",
        "first_years",
        TECH,
        WORDS["count.hbo_masters"],
        {"level": "all", "programme": ""},
    ),
    Count(
        "duo",
        "hbo",
        "first_years_hbo",
        "first_years",
        TECH,
        WORDS["count.hbo_ad_bachelor"],
        {"level": "ad+bachelor", "programme": ""},
    ),
    Count("duo", "wo", "first_years_wo_2017", "first_years", TECH, WORDS["count.wo_new_ho"], {"level": "all"}),
    Count("duo", "wo", "first_years_wo_2019", "first_years", TECH, WORDS["count.wo_new_wo"], {"level": "all"}),
    Count("duo", "wo", "first_years_wo", "first_years", TECH, WORDS["count.wo_new_ho"], {"level": "all"}),
    MBO_DUO_2019,
    MBO_DUO,
    Count("ocw", "hbo", "first_years_hbo_ocw_2017", "first_years", TECH, WORDS["count.hbo_rounded"], {"level": "all"}),
    Count("ocw", "wo", "first_years_wo_ocw_2020", "first_years", TECH, WORDS["count.wo_rounded"], {"level": "all"}),
)
ENROLLED = (
    Count("cbs", "hbo", "students_by_field", "enrolled", FIELDS, WORDS["count.hbo_fields"], {"level": "hbo"}, "field"),
    Count("cbs", "wo", "students_by_field", "enrolled", FIELDS, WORDS["count.wo_fields"], {"level": "wo"}, "field"),
    MBO_CBS,
    Count("duo", "hbo", "enrolled_hbo", "enrolled", TECH, WORDS["count.hbo"], {"level": "all"}),
    Count(
        "duo",
        "wo",
        "enrolled_wo",
        "enrolled",
        TECH,
        WORDS["count.wo"],
        {"level": ["bachelor", "master"], "institution": "all"},
    ),
    Count("duo", "wo", "enrolled_wo_2016", "enrolled", TECH, WORDS["count.wo"], {"level": "all"}),
    Count("duo", "wo", "registrations_wo", "registrations", TECH, WORDS["count.wo_registrations"], {"level": "all"}),
    MBO_DUO_2019,
    MBO_DUO,
    Count("ocw", "hbo", "enrolled_hbo_ocw_2023", "enrolled", TECH, WORDS["count.hbo_rounded"], {"level": "all"}),
    Count("ocw", "wo", "enrolled_wo_ocw_2022", "enrolled", TECH, WORDS["count.wo_rounded"], {"level": "all"}),
)
GRADUATES = (
    Count("duo", "hbo", "graduates_hbo_2018", "graduates", TECH, WORDS["count.hbo"], {"level": "all"}),
    Count("duo", "hbo", "graduates_hbo", "graduates", TECH, WORDS["count.hbo"], {"level": "all"}),
    Count("duo", "wo", "graduates_wo_2018", "graduates", TECH, WORDS["count.wo"], {"level": "all"}),
)


def _used(counts: tuple[Count, ...]) -> list[str]:
    return list(dict.fromkeys(name for count in counts for name in (count.table, count.whole) if name))


def counted(tables: Tables, count: Count) -> pd.DataFrame:
    """Return ``period, persons, share_pct, is_provisional, is_partial, edition`` of one count; empty where absent.

    All students are the published total where every year of the line has one, else the sum of all sectors or fields
    of the table; a year that misses a sector has no share. ``is_partial``: cells were left out by the publisher.
    """
    columns = ["period", "persons", "share_pct", "is_provisional", "is_partial", "edition"]
    if count.table not in tables:
        return pd.DataFrame(columns=columns)
    rows = tables[count.table].select(count.measure, **count.where)
    rows = rows[rows["value"].notna()]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    wide = pivot(_summed(rows, count), count.column)
    codes = wide.columns.tolist()
    if not set(count.technology) <= set(codes):
        return pd.DataFrame(columns=columns)
    cells = wide.to_numpy()
    persons = cells[:, [codes.index(code) for code in count.technology]].sum(axis=1)
    everyone = cells[:, codes.index("total")] if "total" in codes else np.full(len(cells), np.nan)
    # Fields are a choice out of many: their sum is not all students.
    others = set(codes) - {"total", *count.technology}
    if count.column == "direction" and others and np.isnan(everyone[~np.isnan(persons)]).any():
        everyone = cells[:, [index for index, code in enumerate(codes) if code != "total"]].sum(axis=1)
    if count.whole and count.whole in tables:
        whole = tables[count.whole].select(count.measure, **count.whole_where).set_index("period")["value"]
        everyone = whole.reindex(wide.index).to_numpy()
    technical = rows[rows[count.column].isin(count.technology)]
    provisional = set(technical["period"][technical["is_provisional"]])
    partial = set(technical["period"][technical["status"].str.endswith("partly_suppressed")])
    editions = technical.groupby("period")["vintage"].max()
    counted = np.flatnonzero(~np.isnan(persons))
    periods = wide.index[counted]
    return pd.DataFrame(
        {
            "period": periods,
            "persons": persons[counted],
            "share_pct": (100 * persons / everyone)[counted],
            "is_provisional": [period in provisional for period in periods],
            "is_partial": [period in partial for period in periods],
            "edition": editions.reindex(periods).to_numpy(),
        },
        columns=columns,
    )


def _summed(rows: pd.DataFrame, count: Count) -> pd.DataFrame:
    """Return one row per period and code: parts that a count adds up (bachelor and master) count when all are there."""
    parts = math.prod(len(codes) for codes in count.where.values() if isinstance(codes, list))
    if parts == 1:
        return rows
    by_code = rows.groupby(["period", count.column])["value"]
    return by_code.sum()[by_code.size() == parts].reset_index()


def counts_new(indicator: Indicator, id: str) -> bool:
    """Whether a line of mbo counts new students; the others count students of all years of study."""
    rows = indicator.frame[indicator.frame["series_id"] == id]
    return bool(rows["table"].eq(catalog.table("mbo_entrants").id).all())


def tables_of(indicator: Indicator, ids: Iterable[str]) -> set[str]:
    """Return the tables (publisher's ids) behind some lines: their own, and that of all students of their level."""
    own = set(indicator.frame.loc[indicator.frame["series_id"].isin(list(ids)), "table"])
    counts = (*FIRST_YEARS, *ENROLLED, *GRADUATES)
    wholes = {count.whole for count in counts if count.whole and catalog.table(count.table).id in own}
    return own | {catalog.table(name).id for name in wholes}


def stretches(periods: pd.Series[Any], editions: pd.Series[Any] | None = None) -> pd.Series[Any]:
    """Return for each period (sorted) the first period of its unbroken run.

    A year without a figure ends a run, and so does another edition of the publisher (``editions``, one per period):
    of a file that drops its oldest year the earlier edition keeps it.
    """
    first, before, taken = "", None, []
    for code, edition in zip(periods, periods.map(lambda _: "") if editions is None else editions, strict=True):
        if before is None or Period.parse(before[0]).shift(1).code != code or before[1] != edition:
            first = code
        taken.append(first)
        before = (code, edition)
    return pd.Series(taken, index=periods.index)


def _chosen(tables: Tables, counts: tuple[Count, ...], level: str, source: str) -> list[tuple[Count, pd.DataFrame]]:
    """Return the counts that stand for a level: those of one publisher, CBS before DUO when CBS holds a line."""
    for publisher in ("cbs", "duo") if source == "auto" else (source,):
        read = [
            (count, counted(tables, count)) for count in counts if count.level == level and count.source == publisher
        ]
        needed = ENOUGH if source == "auto" and publisher == "cbs" else 1
        for count, rows in read:
            if len(rows) < needed:  # looked into and left aside: it is no source of this answer
                _leave_aside(tables, count)
        read = [(count, rows) for count, rows in read if len(rows) >= needed]
        if source == "auto" and publisher == "duo":
            read += _further(tables, counts, level, max((rows["period"].max() for _, rows in read), default=""))
        aside = {count.instead_of for count, _ in read} - {""}
        for name in aside:
            tables.used.pop(name, None)
        read = [(count, rows) for count, rows in read if count.table not in aside]
        if read:
            return read
    return []


def _further(tables: Tables, counts: tuple[Count, ...], level: str, last: str) -> list[tuple[Count, pd.DataFrame]]:
    """Return the ministry's rounded counts of a level that run beyond ``last``, each a line of its own."""
    parts = []
    for count in counts:
        if count.level != level or count.source != "ocw":
            continue
        rows = counted(tables, count)
        if len(rows) and rows["period"].max() > last:
            parts.append((count, rows))
        else:
            _leave_aside(tables, count)
    return parts


def _leave_aside(tables: Tables, count: Count) -> None:
    tables.used.pop(count.table, None)
    tables.used.pop(count.whole, None)


def _series_text(count: Count, publisher: str, measure: str) -> Text:
    key = "series_share" if measure == "share_pct" else "series"
    return WORDS(key, name=count.names, publisher=publisher)


def inflow(
    tables: Tables, counts: tuple[Count, ...], level: str, measure: str, source: str
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the lines of ``counts``: one per count, measure and unbroken stretch.

    Raises:
        Problem: an unknown choice, or no figures for it.
    """
    check_code("level", level, ("all", *LEVELS))
    check_code("measure", measure, ("all", *MEASURES))
    check_code("source", source, SOURCES)
    if not any(count.table in tables for count in counts):
        raise Problem(
            "table_absent", table=catalog.table(next(count.table for count in counts if count.source == "duo")).id
        )
    figures: list[tuple[Any, ...]] = []
    series: dict[str, Text] = {}
    notes: list[Text] = []
    breaks: list[Break] = []
    for taken in LEVELS if level == "all" else (level,):
        ends: list[tuple[str, str]] = []
        for count, rows in _chosen(tables, counts, taken, source):
            runs = stretches(rows["period"], rows["edition"])
            publisher = tables[count.table].table.publisher
            for first in runs.unique():
                run = rows[runs == first]
                periods, marks = run["period"].tolist(), run["is_provisional"].tolist()
                ends.append((first, periods[-1]))
                for kind in MEASURES if measure == "all" else (measure,):
                    id = f"{count.level}-{count.source}-{first[:4]}" + ("-share" if kind == "share_pct" else "")
                    if id in series:  # two tables that begin in the same year are still two lines
                        id = f"{id}-{count.table}"
                    series[id] = _series_text(count, publisher, kind)
                    same = (taken, count.source, tables[count.table].table.id, kind, id)
                    figures += [
                        (*row, *same)
                        for row in zip(periods, run[kind].tolist(), marks, strict=True)
                        if not math.isnan(row[1])
                    ]
            if rows["is_partial"].any():
                notes.append(WORDS("note.suppressed", name=count.names))
        breaks += _breaks(taken, ends)
    if not figures:
        raise Problem("selection_empty")
    columns = ["period", "value", "is_provisional", "level", "source", "table", "measure", "series_id"]
    frame = pd.DataFrame(figures, columns=columns)
    latest: dict[str, str] = {}
    for period, _, _, taken, *_ in figures:
        latest[taken] = max(period, latest.get(taken, ""))
    newest = max(latest.values())
    for taken, last in latest.items():
        if Period.parse(last).shift(1).code < newest:  # one year behind is another day of publication
            notes.append(WORDS("note.stops", level=taken, end=when(last)))
    present = set(frame["series_id"])
    series = {id: text for id, text in series.items() if id in present}
    extras: dict[str, Any] = {"series": series, "notes": tuple(dict.fromkeys(notes)), "breaks": tuple(breaks)}
    return frame, extras | _unit(measure, "persons")


def _unit(measure: str, counted: str) -> dict[str, Any]:
    """Return the unit of one measure of an indicator that has counts and shares; nothing for all of them."""
    if measure == "all":
        return {}
    return {"unit": "per_cent", "decimals": 1} if measure == "share_pct" else {"unit": counted, "decimals": 0}


def _breaks(level: str, ends: list[tuple[str, str]]) -> list[Break]:
    """Return the breaks between stretches of one level that follow each other without overlap."""
    text = WORDS["note.break"]
    ordered = sorted(set(ends))
    return [
        Break(period=later[0], text=text, where={"level": level})
        for earlier, later in pairwise(ordered)
        if earlier[1] < later[0]
    ]


def _in_technology(id: str, counts: tuple[Count, ...]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register an indicator of ways of counting students in technology; it uses the tables that are there."""
    dimensions = ["level", "measure", "source", "table"]
    return indicator(
        id, words=WORDS, unit="persons_and_shares", inputs=[], optional=_used(counts), dimensions=dimensions
    )


@_in_technology("technical-inflow", FIRST_YEARS)
def technical_inflow(
    tables: Tables, *, level: str = "all", measure: str = "all", source: str = "auto"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return first-years in technology by school year: ``persons`` and ``share_pct`` (of all first-years).

    Args:
        tables: the inputs.
        level: ``hbo``, ``wo``, ``mbo`` (students of all years) or ``all``.
        measure: ``persons``, ``share_pct`` or ``all``.
        source: ``auto`` (CBS where it is loaded, else DUO), ``cbs``, ``duo`` or ``ocw`` (rounded, earlier years).
    """
    return inflow(tables, FIRST_YEARS, level, measure, source)


@_in_technology("technical-students", ENROLLED)
def technical_students(
    tables: Tables, *, level: str = "all", measure: str = "all", source: str = "auto"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return enrolled students in technology by school year; parameters as :func:`technical_inflow`."""
    return inflow(tables, ENROLLED, level, measure, source)


@_in_technology("technical-graduates", GRADUATES)
def technical_graduates(
    tables: Tables, *, level: str = "all", measure: str = "all", source: str = "auto"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return graduates in technology by diploma year; parameters as :func:`technical_inflow`."""
    return inflow(tables, GRADUATES, level, measure, source)


PROGRAMMES = {
    "older": ("first_years_hbo_2019", WORDS["programmes.older"]),
    "present": ("first_years_hbo", WORDS["programmes.present"]),
}
KINDS = ("all", "ad", "bachelor")
COHORTS = ("all", "lasting")
OF_PROGRAMMES = ("small", "programmes", "share_pct")
OF_LOSSES = ("fewer", "programmes", "share_pct")


@indicator(
    "small-programmes",
    words=WORDS,
    unit="programmes_and_shares",
    inputs=["first_years_hbo"],
    optional=["first_years_hbo_2019"],
    dimensions=["measure", "kind"],
)
def small_programmes(
    tables: Tables,
    *,
    threshold: int = 20,
    kind: str = "all",
    cohort: str = "all",
    count: str = "all",
    measure: str = "all",
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return small technical hbo programmes by school year: ``small``, ``programmes`` and ``share_pct``.

    Args:
        tables: the inputs.
        threshold: a programme with fewer first-years than this is small.
        kind: ``ad``, ``bachelor`` or ``all`` (both).
        cohort: ``lasting`` counts only programmes that had first-years in every year of the stretch, so that new
            programmes, which start small, do not raise the number.
        count: ``older`` (up to the break), ``present`` (after it) or ``all``.
        measure: one of the three, or ``all``.
    """
    check_code("kind", kind, KINDS)
    check_code("cohort", cohort, COHORTS)
    check_code("count", count, ("all", *PROGRAMMES))
    check_code("measure", measure, ("all", *OF_PROGRAMMES))
    parts, series, ends = [], {}, []
    for name, (table, labels) in PROGRAMMES.items():
        if table not in tables or count not in ("all", name):
            continue
        rows = tables[table].select("first_years", level=["ad", "bachelor"] if kind == "all" else [kind])
        # A zero is a programme that was not offered that year.
        rows = rows[rows["programme"].ne("") & (rows["value"] > 0)]
        if rows.empty:
            continue
        editions = rows.groupby("period")["vintage"].max()
        runs = stretches(pd.Series(editions.index), editions)
        starts = dict(zip(sorted(rows["period"].unique()), runs, strict=True))
        for first in runs.unique():
            run = rows[rows["period"].map(starts) == first]
            years = run["period"].nunique()
            if cohort == "lasting":
                run = run[run.groupby("programme")["period"].transform("nunique") == years]
            counts = (
                pd.DataFrame({"period": run["period"], "is_provisional": run["is_provisional"]})
                .assign(small=run["value"] < threshold, programmes=1)
                .groupby("period")
                .agg({"small": "sum", "programmes": "sum", "is_provisional": "max"})
            )
            if counts.empty:
                continue
            counts["share_pct"] = 100 * counts["small"] / counts["programmes"]
            ends.append((first, str(counts.index[-1])))
            for wanted in OF_PROGRAMMES if measure == "all" else (measure,):
                id = f"{first[:4]}-{wanted}"
                series[id] = labels
                part = counts.rename(columns={wanted: "value"})[["value", "is_provisional"]].reset_index()
                parts.append(part.assign(measure=wanted, kind=kind, series_id=id))
    if not parts:
        raise Problem("selection_empty")
    notes = (WORDS["note.programmes_suppressed"],)
    extras: dict[str, Any] = {"series": series, "notes": notes, "breaks": tuple(_breaks("hbo", ends))}
    return pd.concat(parts, ignore_index=True), extras | _unit(measure, "programmes")


@indicator(
    "shrinking-programmes",
    words=WORDS,
    unit="programmes_and_shares",
    inputs=["first_years_hbo"],
    dimensions=["measure", "kind"],
    look_back=None,
)
def shrinking_programmes(
    tables: Tables, *, kind: str = "all", since: str = "", margin: float = 0, measure: str = "all"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return lasting technical hbo programmes with fewer first-years than in the first year of their count.

    Only programmes with first-years in every year count, so that one that opened or closed decides nothing. Columns
    as :func:`small_programmes`, with ``fewer``, ``programmes`` and ``share_pct`` by later school year.

    Args:
        tables: the inputs.
        kind: ``ad``, ``bachelor`` or ``all`` (both).
        since: year of the base; without it the first of the newest unbroken stretch.
        margin: by how many per cent a programme must have shrunk to count.
        measure: one of the three, or ``all``.
    """
    check_code("kind", kind, KINDS)
    check_code("measure", measure, ("all", *OF_LOSSES))
    rows = tables["first_years_hbo"].select("first_years", level=["ad", "bachelor"] if kind == "all" else [kind])
    rows = rows[rows["programme"].ne("") & (rows["value"] > 0)]
    if rows.empty:
        raise Problem("selection_empty")
    start = str(stretches(pd.Series(sorted(rows["period"].unique()), dtype=str)).iloc[-1])
    years = sorted({code[:4] for code in rows["period"] if code >= start})
    check_code("since", since, ("", *years[:-1]))
    base = f"{since}SJ00" if since else start
    rows = rows[rows["period"] >= max(base, start)]
    wide = rows.pivot_table(index=["level", "programme"], columns="period", values="value").dropna()
    if wide.empty or base not in wide.columns or len(wide.columns) < 2:
        raise Problem("selection_empty")
    provisional = set(rows["period"][rows["is_provisional"]])
    later = [period for period in wide.columns if period > base]
    fewer = [int((wide[period] < wide[base] * (1 - margin / 100)).sum()) for period in later]
    every = [len(wide)] * len(later)
    counts = {"fewer": fewer, "programmes": every, "share_pct": [100 * number / len(wide) for number in fewer]}
    series = {f"{kind}-{loss}": WORDS[f"kind.{kind}"] for loss in OF_LOSSES}
    parts = [
        pd.DataFrame(
            {
                "period": later,
                "value": np.array(counts[name], dtype=float),
                "is_provisional": [period in provisional for period in later],
                "measure": name,
                "kind": kind,
                "series_id": f"{kind}-{name}",
            }
        )
        for name in (OF_LOSSES if measure == "all" else (measure,))
    ]
    extras: dict[str, Any] = {"series": series, "notes": (WORDS["note.programmes_suppressed"],)}
    return pd.concat(parts, ignore_index=True), extras | _unit(measure, "programmes")


PHASES = ("ad+bachelor", "ad", "bachelor")


@indicator(
    "hbo-first-years",
    words=WORDS,
    unit="persons",
    decimals=0,
    inputs=["first_years_hbo"],
    dimensions=["direction", "phase"],
)
def hbo_first_years(
    tables: Tables, *, direction: str = "technology", phase: str = "ad+bachelor"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return hbo first-years in persons by school year, one line per direction, phase and unbroken stretch.

    Args:
        tables: the inputs.
        direction: a sector of the register (``technology``, ``health`` …), ``total`` (all of hbo), or ``all`` (each).
        phase: ``ad+bachelor``, ``ad``, ``bachelor``, or ``all`` (each).
    """
    data = tables["first_years_hbo"].select("first_years", programme="")
    directions = tuple(sorted(data["direction"].unique()))
    check_code("direction", direction, ("all", *directions))
    check_code("phase", phase, ("all", *PHASES))
    rows = data[data["value"].notna()]
    if direction != "all":
        rows = rows[rows["direction"] == direction]
    if phase != "all":
        rows = rows[rows["level"] == phase]
    if rows.empty:
        raise Problem("selection_empty")
    series: dict[str, Text] = {}
    parts = []
    for (way, level), part in rows.groupby(["direction", "level"]):
        part = part.sort_values("period").reset_index(drop=True)
        ids = f"{way}-{level}-" + stretches(part["period"]).str[:4]
        name = catalog.code_label("first_years_hbo", "direction", str(way))
        series |= dict.fromkeys(ids, WORDS("series_phase", name=name, phase=WORDS[f"phase.{level}"]))
        parts.append(part.assign(series_id=ids, phase=str(level)))
    return pd.concat(parts, ignore_index=True), {"series": series}
