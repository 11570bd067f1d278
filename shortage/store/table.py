"""A table as the indicators see it: our names, codes and units, and which of its rows were used."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from shortage.catalog import Table
from shortage.corrections import Applied
from shortage.store.source import Source
from shortage.store.texts import as_numpy

COPIED_FROM = "copied_from"
"""A column that a frame has where some of its rows were read from another table: that table's id, or ""."""


@dataclass(frozen=True)
class TableData:
    """One table as the indicators see it.

    ``frame``: ``measure`` (our name, or the publisher's key where we gave none), one column per dimension with our
    codes (the publisher's where we gave none), ``period``, ``period_start``, ``grain``, ``value`` (in our unit),
    ``status``, ``is_provisional``, ``grade``, ``vintage``. Figures of grade A and B only. ``context`` has the same
    columns with the second-hand figures (grade C), which may stand in text or as marked context, never in a series.
    """

    table: Table
    frame: pd.DataFrame
    context: pd.DataFrame
    source: Source
    corrections: tuple[Applied, ...] = ()
    """What became of the known errors of this table: see :mod:`shortage.corrections`."""
    _places: dict[tuple[str | None, bool], np.ndarray[Any, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Where the rows of a measure stand: one table is asked for the same ones again and again."""
    _pairs: dict[bool, tuple[np.ndarray[Any, Any], list[tuple[str, str]]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _taken: list[tuple[bool, np.ndarray[Any, Any]]] | None = field(default=None, init=False, repr=False, compare=False)
    """What was handed out, for whoever asked for that: see :meth:`followed`."""

    def followed(self) -> TableData:
        """Return this table for one reader: what it hands out is remembered for :meth:`used`."""
        own = copy.copy(self)
        object.__setattr__(own, "_taken", [])
        return own

    def used(self) -> Source:
        """Return the source with the editions of the rows that :meth:`select` handed out (all, where it did not)."""
        reported: set[tuple[str, str]] = set()
        for context in (False, True):
            if not len(self.context if context else self.frame):
                continue  # mostly no figure is second-hand
            codes, pairs = self._paired(context)
            taken = [places for is_context, places in self._taken or () if is_context is context]
            seen = (
                np.unique(codes[np.concatenate(taken)]) if taken else np.unique(codes[: None if not self._taken else 0])
            )
            reported |= {pairs[code] for code in seen.tolist() if code >= 0}
        editions: dict[str, tuple[str, ...]] = {}
        for period, vintage in sorted(reported):
            editions[period] = (*editions.get(period, ()), vintage)
        return replace(self.source, editions=editions, copied=self._copied())

    def _copied(self) -> dict[str, tuple[str, ...]]:
        """Return ``{table: periods}`` of the figures handed out (all, where none were) that another table gave."""
        copied: dict[str, set[str]] = {}
        for context in (False, True):
            rows = self.context if context else self.frame
            if COPIED_FROM not in rows or not len(rows):
                continue
            taken = [places for is_context, places in self._taken or () if is_context is context]
            if not taken and self._taken:
                continue
            used = rows.iloc[np.unique(np.concatenate(taken))] if taken else rows
            used = used[(used[COPIED_FROM] != "") & used["value"].notna()]
            for table, period in zip(used[COPIED_FROM], used["period"], strict=True):
                copied.setdefault(table, set()).add(period)
        return {table: tuple(sorted(periods)) for table, periods in sorted(copied.items())}

    def _paired(self, context: bool) -> tuple[np.ndarray[Any, Any], list[tuple[str, str]]]:
        """Return per row which pair of period and edition it has (-1: it has no value), and the pairs."""
        if context not in self._pairs:
            rows = self.context if context else self.frame
            first, periods = pd.factorize(as_numpy(rows["period"]))
            second, vintages = pd.factorize(as_numpy(rows["vintage"]))
            codes, each = pd.factorize(first * max(1, len(vintages)) + second)
            codes[rows["value"].isna().to_numpy()] = -1
            pairs = [
                (str(periods[pair // len(vintages)]), str(vintages[pair % len(vintages)])) for pair in each.tolist()
            ]
            self._pairs[context] = codes, pairs
        return self._pairs[context]

    def select(self, measure: str | None, *, context: bool = False, apart: bool = False, **where: Any) -> pd.DataFrame:
        """Return the rows of ``measure`` (None: of each) whose dimensions equal ``where`` (a value, or several).

        ``where`` may name any column of ``frame``. Rows that are selected count as used: select no more than is used,
        since the source line tells their editions.

        What the table's ``separate_by`` names (its edition, mostly) may not differ within one line: all rows of one
        measure and the same members. Whoever keeps such rows apart itself says so with ``apart``.

        Raises:
            ValueError: rows of one line differ in what separates them, and ``apart`` was not said.
        """
        rows = self.context if context else self.frame
        places = self._places.get((measure, context))
        if places is None:
            is_wanted = np.ones(len(rows), dtype=bool) if measure is None else as_numpy(rows["measure"]) == measure
            places = self._places[measure, context] = np.flatnonzero(is_wanted)
        for column, wanted in where.items():
            left = as_numpy(rows[column])[places]
            is_taken = left == wanted if isinstance(wanted, str) else pd.Series(left, copy=False).isin(list(wanted))
            places = places[np.asarray(is_taken, dtype=bool)]
        if self._taken is not None:
            self._taken.append((context, places))
        taken = rows.take(places)
        taken.index = pd.RangeIndex(len(taken))
        if self.table.separate_by and not (apart or context):
            self._one_line_each(taken)
        return taken

    def _one_line_each(self, rows: pd.DataFrame) -> None:
        lines = rows[rows["value"].notna()].groupby(["measure", *self.table.dimensions], observed=True, sort=False)
        for name in self.table.separate_by:
            if (lines[name].nunique() > 1).any():
                raise ValueError(f"{self.table.name}: rows of one line differ in {name}; keep them apart")
