"""When figures of a period were out: how long after its end each table is published.

No publisher lists this for the past, so each lag in ``publication_lags.toml`` is ours, with the practice it is taken
from beside it. It is used only where no release of the day asked for is kept.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from pydantic import Field

from shortage.catalog.model import table
from shortage.text import Period, Strict, Text, read_toml


class Lag(Strict):
    """How long after the end of a period figures are out; below zero where they are known before it ends."""

    out_after_days: int
    why: Text
    exceptions: dict[str, dt.date] = Field(default_factory=dict)
    """Periods that were out on another day than the lag gives, with that day."""
    tables: tuple[str, ...] = ()

    def out_on(self, period: str) -> dt.date:
        """Return the day on which a period (code) was out."""
        if period in self.exceptions:
            return self.exceptions[period]
        return Period.parse(period).end + dt.timedelta(days=self.out_after_days)


@cache
def _lags() -> tuple[dict[str, Lag], dict[str, Lag]]:
    """Return the lags by our name of the table, and by grain for tables that have none of their own.

    Raises:
        ValueError: the file breaks the contract, or names a table twice.
    """
    plain = read_toml(Path(__file__).parent / "publication_lags.toml")
    by_table: dict[str, Lag] = {}
    for entry in plain["lags"]:
        lag = Lag(**entry)
        for name in lag.tables:
            if name in by_table:
                raise ValueError(f"publication_lags.toml: {name} stands twice")
            by_table[name] = lag
    return by_table, {grain: Lag(**entry) for grain, entry in plain["other"].items()}


def publication_lag(name: str) -> Lag:
    """Return the lag of a table (our name, or the publisher's id); of its grain where it has none of its own.

    Raises:
        Problem: there is no such table.
    """
    by_table, by_grain = _lags()
    entry = table(name)
    return by_table.get(entry.name) or by_grain[entry.frequency]


def named_tables() -> tuple[str, ...]:
    """Return the tables that have a lag of their own."""
    return tuple(_lags()[0])
