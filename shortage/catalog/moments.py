"""Moments that a reader may mark on a time axis, each with its day, its words and the source that says so."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from shortage.text import Strict, Text, read_toml


class Event(Strict):
    """A moment: its day, a label of at most 24 characters, what happened, and where that stands."""

    date: dt.date
    label: Text
    text: Text
    publisher: str
    title: str
    url: str


@cache
def events() -> dict[str, Event]:
    """Return the moments by id, in the order of their file.

    Raises:
        ValueError: the file breaks the contract.
    """
    raw = read_toml(Path(__file__).with_name("events.toml"))
    return {id: Event(**entry) for id, entry in raw.items()}
