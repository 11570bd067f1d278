"""What a store holds of each table, and whether it is stale: said from the store alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from shortage import catalog
from shortage.loader.aliases import aliases
from shortage.loader.base import is_loadable
from shortage.store import Store
from shortage.text import Text

PERIODS_LATE = {"month": 75, "quarter": 140, "year": 430, "school_year": 430}
"""Days after which a release of that rhythm is called stale: one period and a publisher's usual delay."""


@dataclass(frozen=True)
class TableStatus:
    """What a store holds of a table, without asking anybody."""

    name: str
    table: str
    source: str
    state: Literal["snapshot", "fresh", "stale", "absent"]
    is_loadable: bool
    release: str = ""
    modified: str = ""
    retrieved: str = ""
    age_days: int | None = None
    releases: tuple[str, ...] = ()
    next: str = ""
    problem: Text | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    """What the publisher calls our names, as somebody said of this store."""


def status(store: Store, today: dt.date | None = None) -> list[TableStatus]:
    """Return what the store holds of every table of the catalogue and whether it is stale. Nobody is asked.

    A release is stale when it is older than its rhythm (month, quarter, year) and the publisher's usual delay; the
    snapshot is called by that name whatever its age, and a table that its publisher has stopped is never stale.

    Raises:
        Problem: the store cannot be read.
    """
    today = today or dt.date.today()
    entries = store.entries()
    by_table = aliases(store)
    last = {
        result.get("name"): result.get("problem")
        for result in store.last_load().get("tables", [])
        if isinstance(result, dict)
    }
    states = []
    for table in catalog.tables().values():
        listed = entries.get(table.name, [])
        current = next((entry for entry in listed if entry.is_current), None)
        trouble = last.get(table.name)
        problem = Text(nl=str(trouble["nl"]), en=str(trouble["en"])) if isinstance(trouble, dict) else None
        facts: dict[str, Any] = {
            "name": table.name,
            "table": table.id,
            "source": table.source,
            "is_loadable": is_loadable(table),
            "problem": problem,
            "aliases": by_table.get(table.name, {}),
        }
        if current is None:
            states.append(TableStatus(state="absent", **facts))
            continue
        age = _days(current.modified or current.release, today)
        state: Literal["snapshot", "fresh", "stale"] = "fresh"
        if current.origin == "snapshot":
            state = "snapshot"
        elif not table.load.get("stopped") and (age is None or age > PERIODS_LATE[table.frequency]):
            state = "stale"
        states.append(
            TableStatus(
                state=state,
                release=current.release,
                modified=current.modified,
                retrieved=current.retrieved,
                age_days=age,
                releases=tuple(entry.release for entry in listed),
                next=str(current.extra.get("next", "")),
                **facts,
            )
        )
    return states


def _days(text: str, today: dt.date) -> int | None:
    """Return the days from an ISO date to ``today``; a month counts from its last day on, other text tells nothing."""
    with suppress(ValueError):
        return (today - dt.date.fromisoformat(text[:10])).days
    if re.fullmatch(r"\d{4}-\d\d", text):
        year, month = int(text[:4]), int(text[5:])
        if 1 <= month <= 12:
            return (today - (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1))).days
    return None
