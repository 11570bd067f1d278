"""What was out on a day: a release, and each row of a later one."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from shortage import catalog
from shortage.descriptor import Entry
from shortage.store.texts import Texts
from shortage.text import Period
from shortage.text.editions import dated


def is_of(entry: Entry, day: str) -> bool:
    """Whether a release was out on a day: it is dated, and not later."""
    published = dated(entry.modified[:10]) or dated(entry.release)
    return published is not None and published.last <= day


def was_out(entry: Entry, rows: pa.Table, day: str) -> pa.Array:
    """Return which rows of a release were out on a day.

    A row of an edition of that day or before was. Of a release of that day or before so is each row, unless the
    row itself is of a later edition. Of a later release a row was where its period was published by then.
    """
    lag = catalog.publication_lag(entry.name)
    limit, is_of_then = dt.date.fromisoformat(day), is_of(entry, day)
    periods, vintages = Texts(rows, "period"), Texts(rows, "vintage")
    published = periods.take([lag.out_on(code) <= limit for code in periods.values]).astype(bool)
    editions = [dated(vintage) for vintage in vintages.values]
    earlier = vintages.take([edition is not None and edition.last <= day for edition in editions]).astype(bool)
    undated = vintages.take([edition is None for edition in editions]).astype(bool)
    return pa.array(published | earlier | (undated & is_of_then))


def last_start(rows: pa.Table) -> dt.date | None:
    """Return when the newest period of stored rows begins, None where there are none."""
    return max((Period.parse(code).start for code in pc.unique(rows.column("period")).to_pylist()), default=None)
