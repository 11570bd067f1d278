"""Stored rows with the publisher's codes become rows with our names, codes and units."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from shortage import corrections
from shortage.catalog import Measure, Table
from shortage.catalog.model import MEASURE_COLUMN, Dimension
from shortage.descriptor import Entry
from shortage.store.source import Source
from shortage.store.table import COPIED_FROM, TableData
from shortage.store.texts import Texts, as_numpy, by_pair, distinct_pairs, spread
from shortage.text import Period, Unreadable

FIXED = ("measure", "measure_label", "unit", "period", "value", "status", "grade", "vintage", "origin")
PROVISIONAL = frozenset(
    {"provisional", "provisional_revised", "provisional_partly_suppressed", "first_release", "flash", "forecast"}
)


def is_provisional(status: str) -> bool:
    """Whether a figure of that status may still change.

    Eurostat writes one letter per remark, in any order, and what is confidential after a bar (``pu``, ``bp|C``): ``p``
    is provisional, ``f`` a forecast.
    """
    return status in PROVISIONAL or (status.startswith("flag:") and not {"p", "f"}.isdisjoint(status[5:].split("|")[0]))


def ours(table: Table, rows: pa.Table, entry: Entry) -> TableData:
    """Give stored rows our names, codes and units.

    Raises:
        Problem: the file is not a release of this table (columns, types or periods).
    """
    try:
        every = named(table, rows)
    except (pa.ArrowException, KeyError, ValueError, TypeError, AttributeError):
        raise Unreadable("file_foreign", table=table.id, file=entry.path) from None
    if (others := _other_tables(table, rows)) is not None:
        every[COPIED_FROM] = others
    every, applied = corrections.apply(table, every)
    is_context = as_numpy(every["grade"]) == "C"
    if is_context.any() and not is_context.all():
        frame, context = (every[part].reset_index(drop=True) for part in (~is_context, is_context))
    else:  # a slice copies nothing, and nearly every table has no second-hand figure
        frame, context = (every[:0], every) if is_context.any() else (every, every[:0])
    source = Source(
        table=table.id,
        name=table.name,
        title=table.title,
        publisher=entry.publisher,
        release=entry.release,
        retrieved=entry.retrieved,
        origin=entry.origin,
        licence=entry.licence,
        url=table.url,
        coverage=entry.coverage,
        digest=entry.sha256,
    )
    return TableData(table=table, frame=frame, context=context, source=source, corrections=applied)


def _other_tables(table: Table, rows: pa.Table) -> Any:
    """Return per row which other table of CBS it was copied from ("" where from none); None where no row was.

    A cell's origin begins with its publisher and table. The English twin of a table has its number and is no other one.
    """
    origin = Texts(rows, "origin")
    matches = [re.match(r"CBS (\d{4,5}[A-Za-z]{3})\b", text) for text in origin.values]
    others = [each[1] if each and each[1][:-3] != table.id[:-3] else "" for each in matches]
    return spread(origin.index, others) if any(others) else None


def named(table: Table, rows: pa.Table) -> pd.DataFrame:
    """Return stored rows as the frame of :class:`shortage.store.TableData`, those of grade C among them.

    Raises:
        ValueError: a column of texts is none, or a period is no period.
        KeyError: a column is missing.
    """
    texts = {name: Texts(rows, name) for name in FIXED if name not in ("value", "unit", "origin")}
    for name in ("unit", "origin"):
        rows.column(name)
    keys, labels = texts["measure"], texts["measure_label"]
    measure_of = _measures(table)

    def measure_name(key: str, label: str) -> str:
        measure = measure_of(key, label)
        return measure.name if measure else key or label

    named: dict[str, Any] = {"measure": by_pair(keys, labels, measure_name)}
    for name, dimension in table.dimensions.items():
        if dimension.key == MEASURE_COLUMN:
            named[name] = by_pair(keys, labels, _members(dimension))
        else:
            own, own_labels = Texts(rows, dimension.key), Texts(rows, f"{dimension.key}_label")
            named[name] = by_pair(own, own_labels, _members(dimension))
    period, status = texts["period"], texts["status"]
    periods = [Period.parse(code) for code in period.values]
    named["period"] = period.map(str)
    named["period_start"] = np.array([period.start for period in periods], dtype="datetime64[s]")[period.index]
    named["grain"] = spread(period.index, [period.grain for period in periods])
    values = rows.column("value").cast(pa.float64()).to_numpy()
    if any(measure.factor != 1.0 for measure in table.measures):
        index, pairs = distinct_pairs(keys, labels)
        measures = [measure_of(*pair) for pair in pairs]
        values = values * np.array([measure.factor if measure else 1.0 for measure in measures])[index]
    named["value"] = values
    named["status"] = status.map(str)
    named["is_provisional"] = status.take([is_provisional(value) for value in status.values]).astype(bool)
    named["grade"] = texts["grade"].map(str)
    named["vintage"] = texts["vintage"].map(str)
    return pd.DataFrame(named, copy=False)


def _measures(table: Table) -> Callable[[str, str], Measure | None]:
    """Return what gives the measure of a publisher's code and label; a code counts first, older files have labels."""
    by_text = {measure.label: measure for measure in table.measures if measure.label}
    by_text |= {measure.key: measure for measure in table.measures if measure.key}
    wildcard = by_text.get("*")
    return lambda key, label: by_text.get(key or label, wildcard)


def _members(dimension: Dimension) -> Callable[[str, str], str]:
    """Return what gives our code of a publisher's code and label, or theirs where we have none."""
    by_key = {code.key: ours for ours, code in dimension.members.items() if code.key}
    members = dimension.members.items()
    by_label = {label: ours for ours, code in members for label in (*code.also, code.label) if label}
    return lambda key, label: (by_key.get(key) if key else None) or by_label.get(label) or key or label
