"""Ways into technology: from mbo to hbo, learning at work (bbl), choice of profile, and what mbo technology counts.

Each publisher, definition, edition and unbroken stretch of years is a line of its own. The tables of CBS go first once
a load has brought more than one of their years; figures of others are never put behind them in one line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from shortage import catalog
from shortage.choice import check_code
from shortage.indicators.base import Tables, indicator
from shortage.indicators.inflow import ENOUGH, stretches
from shortage.text import Problem, Text, Words

WORDS = Words(__file__)
DIRECTIONS = ("total", "technology")
TECHNOLOGY = {
    "cbs": WORDS["mbo.chamber"],
    "duo": WORDS["mbo.sector"],
    "ocw": WORDS["mbo.chamber"],
}
EVERYONE = WORDS["mbo.all"]


class Lines:
    """The lines of one indicator: every unbroken stretch of years gets an id and a label."""

    def __init__(self) -> None:
        self.parts: list[pd.DataFrame] = []
        self.series: dict[str, Text] = {}
        self.notes: list[Text] = []

    def add(self, id: str, text: Text, rows: pd.DataFrame, **columns: str) -> None:
        """Add ``rows`` (period, value, is_provisional) in stretches; ``columns`` are the dimensions of the line."""
        cells = rows[["period", "value", "is_provisional"]].itertuples(index=False, name=None)
        figures = sorted(row for row in cells if not math.isnan(row[1]))
        periods = [row[0] for row in figures]
        ids = [f"{id}-{first[:4]}" for first in stretches(pd.Series(periods, dtype=str))]
        self.series |= dict.fromkeys(ids, text)
        cells_of = {
            "period": periods,
            "value": np.array([row[1] for row in figures], dtype=float),
            "is_provisional": np.array([row[2] for row in figures], dtype=bool),
            "series_id": ids,
        }
        self.parts.append(pd.DataFrame({**cells_of, **columns}))

    def result(self, **extras: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
        """Return frame and extras of the indicator.

        Raises:
            Problem: there is no figure.
        """
        parts = [part for part in self.parts if not part.empty]
        if not parts:
            raise Problem("selection_empty")
        frame = pd.concat(parts, ignore_index=True)
        return frame, {"series": self.series, "notes": tuple(dict.fromkeys(self.notes)), **extras}


def chosen(choice: str, codes: Iterable[str], name: str) -> tuple[str, ...]:
    """Return the codes that a choice means: itself, or all."""
    codes = tuple(codes)
    check_code(name, choice, ("all", *codes))
    return codes if choice == "all" else (choice,)


def ratio(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Return ``above`` as a percentage of ``below``, by period; a period that one of them lacks has no figure."""
    above, below = above.set_index("period"), below.set_index("period")
    below = below.loc[above.index.intersection(below.index)]
    above = above.loc[below.index]
    return (
        pd.DataFrame(
            {
                "value": 100 * above["value"] / below["value"],
                "is_provisional": above["is_provisional"] | below["is_provisional"],
            }
        )
        .dropna(subset=["value"])
        .reset_index()
    )


def total(rows: pd.DataFrame, column: str, codes: Iterable[str]) -> pd.DataFrame:
    """Return the sum over ``codes`` of a column, by period; a period that lacks one of them has no figure."""
    codes = list(codes)
    rows = rows[rows[column].isin(codes) & rows["value"].notna()]
    lines, periods = pd.factorize(rows["period"], sort=True)
    places, values = pd.factorize(rows[column])
    width, count = max(1, len(values)), len(periods)
    whole = np.bincount(np.unique(lines * width + places) // width, minlength=count) == len(codes)
    return pd.DataFrame(
        {
            "period": periods[whole],
            "value": np.bincount(lines, rows["value"], count)[whole],
            "is_provisional": np.bincount(lines, rows["is_provisional"], count)[whole] > 0,
        }
    )


def holds(tables: Tables, name: str) -> bool:
    """Whether the store carries the table with any figure that may stand in a series."""
    if name not in tables:
        return False
    if tables[name].frame.empty:
        tables.used.pop(name, None)  # looked into and left aside: it is no source of this answer
        return False
    return True


def need_one(tables: Tables, *names: str) -> None:
    """Stop with the name of the first table where none of them is in the store.

    Raises:
        Problem: the store has none of them.
    """
    if not any(name in tables for name in names):
        raise Problem("table_absent", table=catalog.table(names[0]).id)


def publisher(source: str, by_publisher: dict[str, dict[str, pd.DataFrame]], order: Iterable[str]) -> str:
    """Return whose lines are shown: the first of ``order`` that has a line, for CBS one of enough years.

    Raises:
        Problem: nobody has a figure.
    """
    for name in order if source == "auto" else (source,):
        needed = ENOUGH if source == "auto" and name == "cbs" else 1
        if any(len(rows) >= needed for rows in by_publisher.get(name, {}).values()):
            return name
    raise Problem("selection_empty")


def drop_unused(tables: Tables, by_publisher: Mapping[str, tuple[str, ...]], taken: str) -> None:
    """Take the tables of the publishers that are not shown out of the sources."""
    for listed, names in by_publisher.items():
        for name in names if listed != taken else ():
            tables.used.pop(name, None)


BASES = ("students", "in_education")
ORIGINS = ("mbo", "havo")


@indicator(
    "mbo-hbo-transition",
    words=WORDS,
    unit="per_cent",
    inputs=[],
    optional=["mbo_outflow", "transition_hbo", "mbo_hbo_news"],
    dimensions=["direction", "origin", "source"],
)
def mbo_hbo_transition(
    tables: Tables, *, direction: str = "total", origin: str = "mbo", source: str = "auto", basis: str = "students"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the transition to hbo in per cent, by year (DUO: as printed; CBS: school year of departure).

    Args:
        tables: the inputs.
        direction: ``total``, ``technology`` (sector chamber; CBS only) or ``all``.
        origin: ``mbo``, ``havo`` (DUO only) or ``all``.
        source: ``auto``, ``cbs``, ``duo``, or ``news`` (second-hand figures of CBS, two definitions, single years).
        basis: of CBS: ``students`` (all) or ``in_education`` (those still in education).
    """
    check_code("source", source, ("auto", "cbs", "duo", "news"))
    check_code("basis", basis, BASES)
    need_one(tables, "transition_hbo", "mbo_outflow")
    directions = chosen(direction, DIRECTIONS, "direction")
    origins = chosen(origin, ORIGINS, "origin")
    by_publisher: dict[str, dict[str, pd.DataFrame]] = {"cbs": {}, "duo": {}, "news": {}}
    if "mbo" in origins and holds(tables, "mbo_outflow"):
        for way in directions:
            rows = tables["mbo_outflow"].select("students", sector=way, students="total")
            below = total(rows, "position", ["in", "out"] if basis == "students" else ["in"])
            by_publisher["cbs"][way] = ratio(total(rows, "position", ["hbo"]), below)
    if "total" in directions and holds(tables, "transition_hbo"):
        for way in origins:
            rows = tables["transition_hbo"].select("mbo4_pct" if way == "mbo" else "havo_pct")
            by_publisher["duo"][way] = rows[["period", "value", "is_provisional"]].dropna(subset=["value"])
    if "total" in directions and "mbo" in origins and source == "news" and "mbo_hbo_news" in tables:
        for way in ("direct", "young"):
            rows = tables["mbo_hbo_news"].select(f"{way}_pct", context=True)
            by_publisher["news"][way] = rows[["period", "value", "is_provisional"]]
    taken = publisher(source, by_publisher, ("cbs", "duo"))
    drop_unused(tables, {"cbs": ("mbo_outflow",), "duo": ("transition_hbo",), "news": ("mbo_hbo_news",)}, taken)
    lines = Lines()
    if taken == "cbs":
        for way, rows in by_publisher["cbs"].items():
            text = TECHNOLOGY["cbs"] if way == "technology" else EVERYONE
            lines.add(f"cbs-{way}", text, rows, direction=way, origin="mbo", source="cbs")
    elif taken == "duo":
        names = {
            "mbo": WORDS["origin.mbo"],
            "havo": WORDS["origin.havo"],
        }
        for way, rows in by_publisher["duo"].items():
            lines.add(f"duo-{way}", names[way], rows, direction="total", origin=way, source="duo")
        lines.notes.append(WORDS["note.year_as_printed"])
    else:
        names = {
            "direct": WORDS["press.direct"],
            "young": WORDS["press.young"],
        }
        for way, rows in by_publisher["news"].items():
            # Single years of one definition: they may be compared, and nothing is drawn between them.
            lines.series[f"news-{way}"] = names[way]
            lines.parts.append(rows.assign(series_id=f"news-{way}", direction="total", origin="mbo", source="news"))
        lines.notes.append(WORDS["note.press"])
    return lines.result()


DUO_STUDENTS = ("mbo_students_2019", "mbo_students_by_chamber", "mbo_students_by_institution")
TRACKS = ("students", "entrants")
DEFINITIONS = ("widest", "chamber")


@indicator(
    "bbl-share",
    words=WORDS,
    unit="per_cent",
    inputs=[],
    optional=[
        "mbo_students",
        "mbo_entrants",
        "mbo_students_2019",
        "mbo_students_by_chamber",
        "mbo_students_by_institution",
        "mbo_students_by_track",
    ],
    dimensions=["direction", "source"],
)
def bbl_share(
    tables: Tables,
    *,
    direction: str = "all",
    source: str = "auto",
    basis: str = "students",
    definition: str = "chamber",
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of bbl in per cent, by school year.

    Args:
        tables: the inputs.
        direction: ``technology``, ``total`` (all of mbo) or ``all`` (both).
        source: ``auto``, ``cbs``, ``duo``, or ``ocw`` (all of mbo only, rounded, two editions).
        basis: ``students`` (of all years) or ``entrants`` (new ones; CBS only).
        definition: what technology is at DUO: ``chamber`` (the sector chamber technology and built environment) or
            ``widest`` (the sector, about twice as wide, up to the break only). At CBS it is always the chamber.
    """
    check_code("source", source, ("auto", "cbs", "duo", "ocw"))
    check_code("basis", basis, TRACKS)
    check_code("definition", definition, DEFINITIONS)
    need_one(tables, "mbo_students_2019", *DUO_STUDENTS[1:], "mbo_students", "mbo_entrants", "mbo_students_by_track")
    directions = chosen(direction, DIRECTIONS, "direction")
    by_publisher: dict[str, dict[str, pd.DataFrame]] = {"cbs": {}, "duo": {}, "ocw": {}}
    live = "mbo_students" if basis == "students" else "mbo_entrants"
    if holds(tables, live):
        for way in directions:
            if basis == "students":
                field = "sector-technology" if way == "technology" else "total"
                rows = tables[live].select("students", field=field)
            else:
                rows = tables[live].select("entrants", sector=way)
            by_publisher["cbs"][way] = ratio(total(rows, "track", ["bbl"]), total(rows, "track", ["total"]))
    if basis == "students" and holds(tables, "mbo_students_2019"):
        for way in directions:
            code = "unit-technology" if way == "technology" and definition == "chamber" else way
            measure = "students_by_unit" if definition == "chamber" else "students_by_sector"
            rows = tables["mbo_students_2019"].select(measure, direction=code)
            by_publisher["duo"][way] = ratio(total(rows, "level", ["bbl"]), total(rows, "level", ["total"]))
    if basis == "students" and definition == "chamber" and holds(tables, "mbo_students_by_chamber"):
        for way in directions:
            rows = (
                tables["mbo_students_by_chamber"].select("students", chamber="technology", level="total", group="total")
                if way == "technology"
                else tables["mbo_students_by_institution"].select("students")
            )
            part = ratio(total(rows, "track", ["bbl"]), total(rows, "track", ["total"]))
            # The same chamber under another name, with a year between: stretches of one subject, never one line.
            by_publisher["duo"][way] = pd.concat([by_publisher["duo"].get(way, part.iloc[:0]), part], ignore_index=True)
    if basis == "students" and "total" in directions and holds(tables, "mbo_students_by_track"):
        for edition, tracks in (
            ("funded", ["bbl", "bol-full-time", "bol-part-time"]),
            ("main_registrations", ["bbl", "bol"]),
        ):
            rows = tables["mbo_students_by_track"].select(edition)
            by_publisher["ocw"][edition] = ratio(total(rows, "track", ["bbl"]), total(rows, "track", tracks))
    taken = publisher(source, by_publisher, ("cbs", "duo", "ocw"))
    owned = {"cbs": (live,), "duo": DUO_STUDENTS, "ocw": ("mbo_students_by_track",)}
    drop_unused(tables, owned, taken)
    lines = Lines()
    editions = {
        "funded": WORDS["mbo.funded"],
        "main_registrations": WORDS["mbo.main_registrations"],
    }
    for way, rows in by_publisher[taken].items():
        labels = TECHNOLOGY["cbs" if definition == "chamber" else taken]
        text = editions.get(way, labels if way == "technology" else EVERYONE)
        where = way if way in DIRECTIONS else "total"
        lines.add(f"{taken}-{way}", text, rows, direction=where, source=taken)
    return lines.result()


SCHOOLS = ("havo", "vwo", "vmbo")
PROFILES = ("technology", "science")
OF_MONITOR = {
    "havo": ("science_share_pct", "science", WORDS["school.havo"]),
    "vwo": ("science_share_pct", "science", WORDS["school.vwo"]),
    "vmbo": ("technical_share_pct", "technology", WORDS["school.vmbo"]),
}
OF_HAVO = {
    "technology": (
        ("NT", "both-N"),
        WORDS["profile.technology"],
    ),
    "science": (
        ("NT", "NG", "both-N"),
        WORDS["profile.science"],
    ),
}


@indicator(
    "profile-choice",
    words=WORDS,
    unit="per_cent",
    inputs=[],
    optional=["profiles_havo", "technology_pact"],
    dimensions=["school", "profile", "source"],
)
def profile_choice(
    tables: Tables, *, school: str = "all", profile: str = "all", source: str = "all"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of pupils with a profile in per cent, by school year.

    Args:
        tables: the inputs.
        school: ``havo``, ``vwo``, ``vmbo`` or ``all``.
        profile: ``technology``, ``science`` (all science profiles) or ``all``.
        source: ``ocw`` (havo only, one edition), ``ptvt`` (the monitor) or ``all``: never one line of both.
    """
    schools = chosen(school, SCHOOLS, "school")
    profiles = chosen(profile, PROFILES, "profile")
    sources = chosen(source, ("ocw", "ptvt"), "source")
    need_one(tables, "profiles_havo", "technology_pact")
    lines = Lines()
    if "ocw" in sources and "havo" in schools and holds(tables, "profiles_havo"):
        rows = tables["profiles_havo"].select("pupils")
        everyone = total(rows, "profile", ["NT", "NG", "both-N", "EM", "CM", "both-M", "other"])
        for name in profiles:
            codes, text = OF_HAVO[name]
            part = ratio(total(rows, "profile", codes), everyone)
            lines.add(f"ocw-havo-{name}", text, part, school="havo", profile=name, source="ocw")
    if "ptvt" in sources and holds(tables, "technology_pact"):
        is_found = False
        for name in schools:
            measure, kind, text = OF_MONITOR[name]
            if kind not in profiles:
                continue
            rows = tables["technology_pact"].select(measure, school=name)[["period", "value", "is_provisional"]]
            is_found |= not rows.empty
            lines.add(f"ptvt-{name}-{kind}", text, rows, school=name, profile=kind, source="ptvt")
        if is_found:
            lines.notes.append(WORDS["note.monitor"])
        else:
            tables.used.pop("technology_pact", None)
    return lines.result()


CHAMBERS = {
    "technology": WORDS["chamber.technology"],
    "ict": WORDS["chamber.ict"],
    "mobility": WORDS["chamber.mobility"],
}


@indicator(
    "mbo-inflow-share",
    words=WORDS,
    unit="per_cent",
    inputs=[],
    optional=["mbo_entrants", "mbo_inflow_shares"],
    dimensions=["sector", "source"],
)
def mbo_inflow_share(
    tables: Tables, *, sector: str = "technology", source: str = "auto"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of a sector chamber in new mbo students in per cent, by school year.

    Args:
        tables: the inputs.
        sector: ``technology``, ``ict``, ``mobility`` (the last two at the ministry only) or ``all``.
        source: ``auto``, ``cbs`` or ``ocw``.
    """
    check_code("source", source, ("auto", "cbs", "ocw"))
    sectors = chosen(sector, CHAMBERS, "sector")
    need_one(tables, "mbo_inflow_shares", "mbo_entrants")
    by_publisher: dict[str, dict[str, pd.DataFrame]] = {"cbs": {}, "ocw": {}}
    if "technology" in sectors and holds(tables, "mbo_entrants"):
        rows = tables["mbo_entrants"].select("entrants", track="total")
        by_publisher["cbs"]["technology"] = ratio(
            total(rows, "sector", ["technology"]), total(rows, "sector", ["total"])
        )
    if holds(tables, "mbo_inflow_shares"):
        for name in sectors:
            rows = tables["mbo_inflow_shares"].select("share_pct", sector=name)
            by_publisher["ocw"][name] = rows[["period", "value", "is_provisional"]]
    taken = publisher(source, by_publisher, ("cbs", "ocw"))
    drop_unused(tables, {"cbs": ("mbo_entrants",), "ocw": ("mbo_inflow_shares",)}, taken)
    lines = Lines()
    for name, rows in by_publisher[taken].items():
        lines.add(f"{taken}-{name}", CHAMBERS[name], rows, sector=name, source=taken)
    return lines.result()


OF_TECHNOLOGY = {
    "sector": WORDS["classification.sector"],
    "chamber": WORDS["classification.chamber"],
    "field": WORDS["classification.field"],
    "chamber-cbs": WORDS["classification.chamber-cbs"],
}


@indicator(
    "mbo-technology",
    words=WORDS,
    unit="persons",
    decimals=0,
    inputs=[],
    optional=["mbo_students", "mbo_students_by_field_2021", "mbo_students_2019"],
    dimensions=["definition"],
)
def mbo_technology(tables: Tables, *, form: str = "lines") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return mbo students in technology in persons, by school year.

    Args:
        tables: the inputs.
        form: ``lines`` (one line per classification) or ``band`` (one row, see the definition; its period is that of
            the middle).
    """
    check_code("form", form, ("lines", "band"))
    need_one(tables, "mbo_students_by_field_2021", "mbo_students", "mbo_students_2019")
    parts: dict[str, pd.DataFrame] = {}
    wanted = ["period", "value", "is_provisional"]
    if holds(tables, "mbo_students"):
        rows = tables["mbo_students"].select("students", track="total")
        parts["field"] = rows[rows["field"] == "07"][wanted]
        parts["chamber-cbs"] = rows[rows["field"] == "sector-technology"][wanted]
    if parts.get("field", pd.DataFrame()).empty and holds(tables, "mbo_students_by_field_2021"):
        parts["field"] = tables["mbo_students_by_field_2021"].select("students", field="07", track="total_incl")[wanted]
    if holds(tables, "mbo_students_2019"):
        table = tables["mbo_students_2019"]
        parts["sector"] = table.select("students_by_sector", direction="technology", level="total")[wanted]
        parts["chamber"] = table.select("students_by_unit", direction="unit-technology", level="total")[wanted]
    lines = Lines()
    for name, rows in parts.items():
        if not rows.empty:
            lines.add(name, OF_TECHNOLOGY[name], rows, definition=name)
    frame, extras = lines.result()
    if form == "lines":
        return frame, extras
    last = frame.sort_values("period").groupby("definition").tail(1).set_index("definition")
    if "field" not in last.index:
        raise Problem("selection_empty")
    row = last.loc[["field"]].reset_index()
    row = row.assign(low=last["value"].min(), high=last["value"].max(), series_id="band")
    return row, {"series": {"band": OF_TECHNOLOGY["field"]}, "notes": extras["notes"]}


BY_TRACK = ("total", "bol", "bbl")
BY_LEVEL = ("total", "2", "3", "4")


@indicator(
    "mbo-technology-tracks",
    words=WORDS,
    unit="persons",
    decimals=0,
    inputs=["mbo_students_by_chamber"],
    dimensions=["track", "level"],
)
def mbo_technology_tracks(
    tables: Tables, *, track: str = "all", level: str = "total"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return mbo students of the sector chamber technology and built environment in persons, by school year.

    Args:
        tables: the inputs.
        track: ``bol`` (school-based), ``bbl`` (work-based), ``total`` (both) or ``all`` (each of the three).
        level: ``2``, ``3``, ``4``, ``total`` (all levels) or ``all`` (each).
    """
    tracks, levels = chosen(track, BY_TRACK, "track"), chosen(level, BY_LEVEL, "level")
    data = tables["mbo_students_by_chamber"].select("students", chamber="technology", group="total")
    lines = Lines()
    for code in tracks:
        for of in levels:
            rows = data[(data["track"] == code) & (data["level"] == of)]
            if len(rows):
                name = WORDS("by_track", track=WORDS[f"track.{code}"], level=WORDS[f"mbo_level.{of}"])
                lines.add(f"{code}-{of}", WORDS[f"track.{code}"] if of == "total" else name, rows, track=code, level=of)
    return lines.result()


@indicator(
    "mbo-students",
    words=WORDS,
    unit="persons",
    decimals=0,
    inputs=["mbo_students_by_institution"],
    dimensions=["track"],
)
def mbo_students(tables: Tables, *, track: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return publicly funded mbo students in persons, by school year (``track``: bol, bbl, total or all)."""
    lines = Lines()
    data = tables["mbo_students_by_institution"].select("students")
    for code in chosen(track, BY_TRACK, "track"):
        rows = data[data["track"] == code]
        lines.add(code, WORDS[f"track.{code}"], rows, track=code)
    return lines.result()


FUNDING = {
    "budget": ("budget_institutions", WORDS["funding.budget"]),
    "accounts": ("funding", WORDS["funding.accounts"]),
}


@indicator("mbo-funding", words=WORDS, unit="million_eur", decimals=0, inputs=["mbo_spending"], dimensions=["kind"])
def mbo_funding(tables: Tables, *, kind: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return funding of mbo in million euros, by year (``kind``: budget, accounts or all)."""
    lines = Lines()
    for code in chosen(kind, FUNDING, "kind"):
        measure, text = FUNDING[code]
        rows = tables["mbo_spending"].select(measure)[["period", "value", "is_provisional"]]
        lines.add(code, text, rows, kind=code)
    return lines.result()


@indicator("tuition-fee", words=WORDS, unit="eur_year", decimals=0, inputs=["tuition_fees"], dimensions=["kind"])
def tuition_fee(
    tables: Tables, *, kind: str = "all", span: str = "all", hand: str = "first"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the fee in euros a year, by school year.

    Args:
        tables: the inputs.
        kind: ``fee``, ``reduced_fee`` or ``all``.
        span: ``newest`` gives only the newest figure of each kind.
        hand: ``any`` takes second-hand years too; who asks for them says so beside the figure.
    """
    check_code("span", span, ("all", "newest"))
    check_code("hand", hand, ("first", "any"))
    labels = {
        "fee": WORDS["fee.fee"],
        "reduced_fee": WORDS["fee.reduced_fee"],
    }
    lines = Lines()
    for code in chosen(kind, labels, "kind"):
        rows = tables["tuition_fees"].select(code)
        if hand == "any":
            rows = pd.concat([rows, tables["tuition_fees"].select(code, context=True)])
        rows = rows[["period", "value", "is_provisional"]].sort_values("period")
        lines.add(code, labels[code], rows.tail(1) if span == "newest" else rows, kind=code)
    return lines.result()


STARTERS: dict[str, tuple[str, str, dict[str, Any], Text]] = {
    "hbo": (
        "first_years_hbo",
        "ad+bachelor",
        {"programme": ""},
        WORDS["count.hbo_ad_bachelor"],
    ),
    "wo": ("first_years_wo_2019", "bachelor", {}, WORDS["starters.wo"]),
}


@indicator(
    "technical-starters",
    words=WORDS,
    unit="persons",
    decimals=0,
    inputs=[],
    optional=["first_years_hbo", "first_years_wo_2019"],
    dimensions=["level"],
)
def technical_starters(tables: Tables, *, level: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return starters in persons, by school year (``level``: hbo, wo or all); the newest unbroken stretch of each."""
    levels = chosen(level, STARTERS, "level")
    need_one(tables, *(STARTERS[level][0] for level in levels))
    lines = Lines()
    for name in levels:
        table, phase, more, text = STARTERS[name]
        if not holds(tables, table):
            continue
        rows = tables[table].select("first_years", direction="technology", level=phase, **more)
        rows = rows[rows["value"].notna()].sort_values("period").reset_index(drop=True)
        runs = stretches(rows["period"], rows["vintage"])
        newest = rows[runs == runs.iloc[-1]] if len(rows) else rows
        lines.add(name, text, newest[["period", "value", "is_provisional"]], level=name)
    return lines.result()
