"""Figures of ways into technology: learning at work, choice of profile, and the choice of mbo students."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from shortage.figures import BreakMark, FigureContent, Guarded, View, build, figure, rows
from shortage.figures.breaks import halfway
from shortage.figures.defs.inflow import SAME, THEME, ends
from shortage.figures.guards import course_finding
from shortage.indicators.lines import lines, newest
from shortage.text import Period, Problem, Words
from shortage.text.phrases import amount, between, when

WORDS = Words(__file__)
SCHOOLS = ("havo", "vwo", "vmbo")


def subject_first(data: pd.DataFrame, *ids: str) -> pd.DataFrame:
    """Return the rows with the lines the figure is about before the others: they get the first colour and style."""
    later = ~data["series_id"].isin(ids)
    return data.assign(later=later).sort_values("later", kind="stable").drop(columns="later").reset_index(drop=True)


def marks(data: pd.DataFrame) -> list[BreakMark[Any]]:
    """Return a mark in each stretch of years that none of the lines has."""
    years = sorted(set(data["period"]))
    return halfway(pair for pair in pairwise(years) if Period.parse(pair[0]).shift(1).code != pair[1])


@figure("bbl-share", theme=THEME, words=WORDS, order=3)
def bbl_share(view: View) -> FigureContent:
    """The share of bbl in technology beside that in all of mbo."""
    indicator = view.indicator("bbl-share")
    technology, everyone = (lines(indicator, "", "", direction=direction) for direction in ("technology", "total"))
    drawn = [(direction, rows(indicator, direction=direction)) for direction in ("technology", "total")]
    # Both stretches of a subject carry its colour.
    named = {"technology": "technology", "total": "mbo"}
    data = pd.concat([part.assign(series_id=f"{named[direction]}:" + part["series_id"]) for direction, part in drawn])
    line = technology[newest(technology)]
    last = str(line.index[-1])
    whole = next((other for other in everyone.values() if last in other.index), None)
    if whole is None:
        raise Problem("selection_empty")
    breaks = marks(data)
    return build(
        view,
        "line",
        data,
        values={"everyone": amount(float(whole[last]), 1), **ends(line, 1)},
        unit="per_cent",
        decimals=1,
        finding=course_finding(view, line, margin=SAME, decimals=1),
        notes=[*indicator.notes, *([view.say("break_note")] if breaks else [])],
        breaks=breaks,
    )


@figure("mbo-technology", theme=THEME, words=WORDS)
def mbo_technology(view: View) -> FigureContent:
    """Mbo students in technology by track."""
    indicator = view.indicator("mbo-technology-tracks")
    total, *parts = (newest(lines(indicator, "", "", track=track)) for track in ("total", "bol", "bbl"))
    data = pd.concat([rows(indicator, series_id=id) for id in (total, *reversed(parts))], ignore_index=True)
    line = indicator.line(total).set_index("period")["value"]
    return build(
        view,
        "line",
        data,
        values=ends(line, 0),
        unit="persons",
        decimals=0,
        finding=course_finding(view, line, margin=1, is_pct=True),
        notes=[view.say("note")],
    )


@figure("mbo-inflow-share", theme=THEME, words=WORDS)
def mbo_inflow_share(view: View) -> FigureContent:
    """New mbo students of the technical sector chambers as a share of all new mbo students."""
    indicator = view.indicator("mbo-inflow-share", sector="all")
    technology = lines(indicator, "", "", sector="technology")
    line = technology[newest(technology)]
    data = subject_first(rows(indicator), *technology)
    return build(
        view,
        "line",
        data,
        values=ends(line, 1),
        unit="per_cent",
        decimals=1,
        finding=course_finding(view, line, margin=SAME, decimals=1),
        notes=[view.say("note")] if set(indicator.frame["source"]) == {"ocw"} else [],
    )


@figure("profile-choice-schools", theme=THEME, words=WORDS)
def profile_choice_schools(view: View) -> FigureContent:
    """First and last year of the monitor for havo, vwo and vmbo: single years, so nothing is drawn between them."""
    indicator = view.indicator("profile-choice", source="ptvt")
    parts: list[dict[str, Any]] = []
    shown: dict[str, tuple[float, float, str, str]] = {}
    for school in SCHOOLS:
        line = indicator.frame[indicator.frame["school"] == school].sort_values("period")
        if len(line) < 2:
            continue
        then, now = line.iloc[0], line.iloc[-1]
        years = str(then["period"]), str(now["period"])
        shown[school] = (float(then["value"]), float(now["value"]), *years)
        name = view.say(f"school.{school}", years=between(*years))
        for id, row in (("then", then), ("now", now)):
            part = {"series_id": id, "label": view.say(id), "category": name, "period": row["period"]}
            parts.append({**part, "value": row["value"], "is_provisional": row["is_provisional"]})
    if not parts:
        raise Problem("selection_empty")
    school, (start, end, first, last) = next(iter(shown.items()))
    values = {"a": amount(start), "b": amount(end), "first": when(first), "last": when(last)}
    data = pd.DataFrame(parts)
    periods = sorted(data["period"])
    return build(
        view,
        "dumbbell",
        data,
        subtitle=view.say("subtitle", first=when(periods[0]), last=when(periods[-1])),
        alt=view.say(f"alt_{school}", **values),
        unit="per_cent",
        decimals=0,
        finding=Guarded(
            view.say(f"fell_{school}" if end < start else f"rose_{school}", **values),
            abs(end - start) > 1,
            f"{school}: {start:g}% in {first} and {end:g}% in {last}, more than rounding apart",  # not shown
        ),
        notes=indicator.notes,
    )
