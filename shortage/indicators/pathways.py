"""Ways into technology: from mbo to hbo, learning at work (bbl), choice of profile, and what mbo technology counts.

Each publisher, definition, edition and unbroken stretch of years is a line of its own. The tables of CBS go first once
a load has brought more than one of their years; figures of others are never put behind them in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from shortage.indicators.base import Tables, indicator
from shortage.indicators.inflow import ENOUGH, stretches
from shortage.indicators.vacancies import check_choice
from shortage.text import Problem, Text

DIRECTIONS = ("total", "technology")
TECHNOLOGY = {
    "cbs": Text(nl="sectorkamer techniek", en="sector chamber technology"),
    "duo": Text(nl="sector techniek", en="sector technology"),
    "ocw": Text(nl="sectorkamer techniek", en="sector chamber technology"),
}
EVERYONE = Text(nl="hele mbo", en="all of mbo")


class Lines:
    """The lines of one indicator: every unbroken stretch of years gets an id and a label."""

    def __init__(self) -> None:
        self.parts: list[pd.DataFrame] = []
        self.series: dict[str, Text] = {}
        self.notes: list[Text] = []

    def add(self, id: str, text: Text, rows: pd.DataFrame, **columns: str) -> None:
        """Add ``rows`` (period, value, is_provisional) in stretches; ``columns`` are the dimensions of the line."""
        rows = rows[rows["value"].notna()].sort_values("period").reset_index(drop=True)
        runs = stretches(rows["period"])
        for first in runs.unique():
            one = f"{id}-{first[:4]}"
            self.series[one] = text
            self.parts.append(rows[runs == first].assign(series_id=one, **columns))

    def result(self, **extras: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
        """Return frame and extras of the indicator.

        Raises:
            Problem: there is no figure.
        """
        if not self.parts:
            raise Problem("selection_empty")
        frame = pd.concat(self.parts, ignore_index=True)
        return frame, {"series": self.series, "notes": tuple(dict.fromkeys(self.notes)), **extras}


def chosen(choice: str, known: Iterable[str], name: str) -> tuple[str, ...]:
    """Return the codes that a choice means: itself, or all."""
    known = tuple(known)
    check_choice(name, choice, ("all", *known))
    return known if choice == "all" else (choice,)


def ratio(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Return ``above`` as a percentage of ``below``, by period; a period that one of them lacks has no figure."""
    both = above.merge(below, on="period", suffixes=("", "_below"))
    both["value"] = 100 * both["value"] / both["value_below"]
    both["is_provisional"] = both["is_provisional"] | both["is_provisional_below"]
    return both[["period", "value", "is_provisional"]].dropna(subset=["value"])


def total(rows: pd.DataFrame, column: str, codes: Iterable[str]) -> pd.DataFrame:
    """Return the sum over ``codes`` of a column, by period; a period that lacks one of them has no figure."""
    codes = list(codes)
    rows = rows[rows[column].isin(codes) & rows["value"].notna()]
    grouped = rows.groupby("period").agg(
        value=("value", "sum"), is_provisional=("is_provisional", "any"), count=(column, "nunique")
    )
    return grouped[grouped["count"] == len(codes)].drop(columns="count").reset_index()


def holds(tables: Tables, name: str) -> bool:
    """Whether the store carries the table with any figure that may stand in a series."""
    if name not in tables:
        return False
    if tables[name].frame.empty:
        tables.used.pop(name, None)  # looked into and left aside: it is no source of this answer
        return False
    return True


def publisher(source: str, found: dict[str, dict[str, pd.DataFrame]], order: Iterable[str]) -> str:
    """Return whose lines are shown: the first of ``order`` that has a line, for CBS one of enough years.

    Raises:
        Problem: nobody has a figure.
    """
    for one in order if source == "auto" else (source,):
        needed = ENOUGH if source == "auto" and one == "cbs" else 1
        if any(len(rows) >= needed for rows in found.get(one, {}).values()):
            return one
    raise Problem("selection_empty")


def drop_unused(tables: Tables, by_publisher: Mapping[str, tuple[str, ...]], taken: str) -> None:
    """Take the tables of the publishers that are not shown out of the sources."""
    for one, names in by_publisher.items():
        for name in names if one != taken else ():
            tables.used.pop(name, None)


BASES = ("students", "in_education")
ORIGINS = ("mbo", "havo")


@indicator(
    "mbo-hbo-transition",
    title=Text(nl="Doorstroom van mbo naar hbo", en="Transition from mbo to hbo"),
    unit="per_cent",
    definition=Text(
        nl="Bij DUO: het deel van de gediplomeerden van mbo-4 (bol voltijd), en daarnaast van de havo, dat direct een "
        "voltijd hbo-bachelor begint. Bij CBS: het deel van alle mbo-studenten, van elk niveau en met of zonder "
        "diploma, dat een jaar later in het hbo zit; in_education telt alleen wie dan nog onderwijs volgt. De twee "
        "zijn andere grootheden. CBS gaat voor zodra er meer dan één jaar van geladen is.",
        en="At DUO: the share of mbo-4 graduates (bol full-time), and beside it of havo, that directly starts a "
        "full-time hbo bachelor. At CBS: the share of all mbo students, of every level and with or without a diploma, "
        "that is in hbo a year later; in_education counts only those still in education then. The two are different "
        "quantities. CBS goes first once more than one of its years is loaded.",
    ),
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
    check_choice("source", source, ("auto", "cbs", "duo", "news"))
    check_choice("basis", basis, BASES)
    directions = chosen(direction, DIRECTIONS, "direction")
    origins = chosen(origin, ORIGINS, "origin")
    found: dict[str, dict[str, pd.DataFrame]] = {"cbs": {}, "duo": {}, "news": {}}
    if "mbo" in origins and holds(tables, "mbo_outflow"):
        for one in directions:
            rows = tables["mbo_outflow"].select("students", sector=one, students="total")
            below = total(rows, "position", ["in", "out"] if basis == "students" else ["in"])
            found["cbs"][one] = ratio(total(rows, "position", ["hbo"]), below)
    if "total" in directions and holds(tables, "transition_hbo"):
        for one in origins:
            rows = tables["transition_hbo"].select("mbo4_pct" if one == "mbo" else "havo_pct")
            found["duo"][one] = rows[["period", "value", "is_provisional"]].dropna(subset=["value"])
    if "total" in directions and "mbo" in origins and source == "news" and "mbo_hbo_news" in tables:
        for one in ("direct", "young"):
            rows = tables["mbo_hbo_news"].select(f"{one}_pct", context=True)
            found["news"][one] = rows[["period", "value", "is_provisional"]]
    taken = publisher(source, found, ("cbs", "duo"))
    drop_unused(tables, {"cbs": ("mbo_outflow",), "duo": ("transition_hbo",), "news": ("mbo_hbo_news",)}, taken)
    lines = Lines()
    if taken == "cbs":
        for one, rows in found["cbs"].items():
            text = TECHNOLOGY["cbs"] if one == "technology" else EVERYONE
            lines.add(f"cbs-{one}", text, rows, direction=one, origin="mbo", source="cbs")
    elif taken == "duo":
        names = {
            "mbo": Text(nl="mbo-4 (bol voltijd)", en="mbo-4 (bol full-time)"),
            "havo": Text(nl="havo", en="havo"),
        }
        for one, rows in found["duo"].items():
            lines.add(f"duo-{one}", names[one], rows, direction="total", origin=one, source="duo")
        lines.notes.append(
            Text(
                nl="Jaar zoals afgedrukt: of het een school- of een kalenderjaar is, staat er niet bij.",
                en="Year as printed: whether it is a school or a calendar year is not stated.",
            )
        )
    else:
        names = {
            "direct": Text(nl="CBS in de pers: direct", en="CBS in the press: direct"),
            "young": Text(nl="CBS in de pers: jonger dan 25", en="CBS in the press: under 25"),
        }
        for one, rows in found["news"].items():
            # Single years of one definition: they may be compared, and nothing is drawn between them.
            lines.series[f"news-{one}"] = names[one]
            lines.parts.append(rows.assign(series_id=f"news-{one}", direction="total", origin="mbo", source="news"))
        lines.notes.append(
            Text(
                nl="Losse cijfers uit nieuwsberichten van derden, uit de tweede hand.",
                en="Single figures from third-party news items, second-hand.",
            )
        )
    return lines.result()


TRACKS = ("students", "entrants")


@indicator(
    "bbl-share",
    title=Text(nl="Aandeel bbl in het mbo", en="Share of bbl in mbo"),
    unit="per_cent",
    definition=Text(
        nl="Studenten die werkend leren (bbl) als deel van alle mbo-studenten van dezelfde richting, alle leerjaren en "
        "niveaus; extranei tellen niet mee. Techniek is bij DUO de sector techniek, bij CBS de kleinere sectorkamer "
        "techniek en gebouwde omgeving. Met entrants gaat het om nieuwe studenten. CBS gaat voor zodra er meer dan één "
        "jaar van geladen is.",
        en="Students who learn at work (bbl) as a share of all mbo students of the same direction, all years of study "
        "and levels; external candidates do not count. Technology is the sector technology at DUO, and the smaller "
        "sector chamber technology and built environment at CBS. With entrants it is about new students. CBS goes "
        "first once more than one of its years is loaded.",
    ),
    inputs=[],
    optional=["mbo_students", "mbo_entrants", "mbo_students_2019", "mbo_students_by_track"],
    dimensions=["direction", "source"],
)
def bbl_share(
    tables: Tables, *, direction: str = "all", source: str = "auto", basis: str = "students"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of bbl in per cent, by school year.

    Args:
        tables: the inputs.
        direction: ``technology``, ``total`` (all of mbo) or ``all`` (both).
        source: ``auto``, ``cbs``, ``duo``, or ``ocw`` (all of mbo only, rounded, two editions).
        basis: ``students`` (of all years) or ``entrants`` (new ones; CBS only).
    """
    check_choice("source", source, ("auto", "cbs", "duo", "ocw"))
    check_choice("basis", basis, TRACKS)
    directions = chosen(direction, DIRECTIONS, "direction")
    found: dict[str, dict[str, pd.DataFrame]] = {"cbs": {}, "duo": {}, "ocw": {}}
    live = "mbo_students" if basis == "students" else "mbo_entrants"
    if holds(tables, live):
        for one in directions:
            if basis == "students":
                field = "sector-technology" if one == "technology" else "total"
                rows = tables[live].select("students", field=field)
            else:
                rows = tables[live].select("entrants", sector=one)
            found["cbs"][one] = ratio(total(rows, "track", ["bbl"]), total(rows, "track", ["total"]))
    if basis == "students" and holds(tables, "mbo_students_2019"):
        for one in directions:
            rows = tables["mbo_students_2019"].select("students_by_sector", direction=one)
            found["duo"][one] = ratio(total(rows, "level", ["bbl"]), total(rows, "level", ["total"]))
    if basis == "students" and "total" in directions and holds(tables, "mbo_students_by_track"):
        for measure, tracks in (
            ("funded", ["bbl", "bol-full-time", "bol-part-time"]),
            ("main_registrations", ["bbl", "bol"]),
        ):
            rows = tables["mbo_students_by_track"].select(measure)
            found["ocw"][measure] = ratio(total(rows, "track", ["bbl"]), total(rows, "track", tracks))
    taken = publisher(source, found, ("cbs", "duo", "ocw"))
    owned = {"cbs": (live,), "duo": ("mbo_students_2019",), "ocw": ("mbo_students_by_track",)}
    drop_unused(tables, owned, taken)
    lines = Lines()
    editions = {
        "funded": Text(nl="hele mbo, bekostigd", en="all of mbo, funded"),
        "main_registrations": Text(nl="hele mbo, hoofdinschrijvingen", en="all of mbo, main registrations"),
    }
    for one, rows in found[taken].items():
        text = editions[one] if one in editions else TECHNOLOGY[taken] if one == "technology" else EVERYONE
        where = one if one in DIRECTIONS else "total"
        lines.add(f"{taken}-{one}", text, rows, direction=where, source=taken)
    return lines.result()
