"""Which colour and dash a series has: known subjects always the same, in the palette of the house."""

from __future__ import annotations

from dataclasses import dataclass

from shortage.figures.house import house
from shortage.figures.style import DASHES, FOCUS_GREY

# The same branch has the same colour on every page.
SLOTS = {
    "default": 0,
    "narrow": 0,
    "broad": 0,
    "B-F": 0,
    "F": 1,
    "C": 2,
    "J": 3,
    "A-U": 4,
    "Q": 5,
    "NL": 0,
    "DE": 1,
    "BE": 2,
    "technology": 0,
    "hbo": 0,
    "wo": 1,
    "mbo": 2,
}


@dataclass(frozen=True)
class Look:
    """Colour and dash of a series."""

    colour: str
    dash: str


def subject(series: str) -> str:
    """Return whose line a series is: ``hbo`` for ``hbo-2020``, ``F`` for ``F:2015``; its own name when not known."""
    for name in (series, *(series.split(mark)[0] for mark in "|:-")):
        if name in SLOTS:
            return name
    return series


def looks(spec_series: list[str], roles: dict[str, str], highlight: tuple[str, ...] = ()) -> dict[str, Look]:
    """Return the look of each series: known subjects keep their colour, others take the first that is free.

    Two series of one subject (an earlier and a later way of counting) share its colour and differ in dash.
    """
    subjects = {series: subject(series) for series in spec_series}
    taken = {SLOTS[name] for name in subjects.values() if name in SLOTS}
    palette = house().palette
    free = [slot for slot in range(len(palette)) if slot not in taken]
    owner: dict[int, str] = {}
    by_series: dict[str, Look] = {}
    for index, (series, name) in enumerate(subjects.items()):
        dash = DASHES[index % len(DASHES)]
        if (highlight and series not in highlight) or roles.get(series) == "context":
            by_series[series] = Look(FOCUS_GREY, dash)
            continue
        slot = SLOTS.get(name, -1)
        if slot < 0 or owner.get(slot, name) != name:
            slot = free.pop(0) if free else index % len(palette)
        owner[slot] = name
        by_series[series] = Look(palette[slot], dash)
    return by_series
