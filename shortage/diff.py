"""What changed between two releases of a table: the cells, with what they were and what they are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shortage import catalog
from shortage.store import Store
from shortage.text import Problem

KINDS = ("changed", "new", "gone", "status")


def releases(store: Store, name: str, from_release: str | None, to_release: str | None) -> tuple[str, str]:
    """Return the two releases that are meant: without ``to`` the current one, without ``from`` the one before it.

    Raises:
        Problem: the table or a release is not in the store, or there is no earlier release.
    """
    to = store.entry(name, to_release).release
    if from_release is not None:
        return store.entry(name, from_release).release, to
    listed = [entry.release for entry in store.entries()[catalog.table(name).name]]
    earlier = listed[listed.index(to) + 1 :]
    if not earlier:
        raise Problem("release_no_earlier", table=catalog.table(name).id, release=to)
    return earlier[0], to


def changes(store: Store, name: str, from_release: str | None = None, to_release: str | None = None) -> pd.DataFrame:
    """Return the cells of a table that differ between two releases.

    Args:
        store: where the releases are.
        name: our name of the table or the publisher's id.
        from_release: the earlier release; without it the one before ``to_release``.
        to_release: the later release; without it the current one.

    Returns:
        One row a cell, sorted: ``measure``, the dimensions, ``period``, ``before``, ``after`` (our unit, NaN where
        there is none), ``status_before``, ``status_after``, ``kind``: ``changed`` (another value), ``new``, ``gone``,
        ``status`` (the same value, but final where it was provisional, say).

    Raises:
        Problem: the table or a release is not in the store, or cannot be read.
    """
    earlier, later = releases(store, name, from_release, to_release)
    table = catalog.table(name)
    keys = ["measure", *table.dimensions, "period"]
    before, after = (_cells(store, name, release, keys) for release in (earlier, later))
    both = before.merge(after, on=keys, how="outer", suffixes=("_before", "_after"), indicator=True)
    both = both.rename(columns={"value_before": "before", "value_after": "after"})
    both["kind"] = np.select(
        [
            both["_merge"] == "left_only",
            both["_merge"] == "right_only",
            both["before"] != both["after"],
            _finality(both["status_before"]) != _finality(both["status_after"]),
        ],
        ["gone", "new", "changed", "status"],
        default="",
    )
    columns = [*keys, "before", "after", "status_before", "status_after", "kind"]
    changes = both.loc[both["kind"] != "", columns]
    return changes.sort_values(keys, kind="stable").reset_index(drop=True)


def _finality(status: pd.Series) -> pd.Series:
    # A copy that lost its marks says nothing on whether a figure became final.
    return status.replace({"unknown": "final", "first_release": "provisional"}).fillna("")


def _cells(store: Store, name: str, release: str, keys: list[str]) -> pd.DataFrame:
    """Return the figures of a release; of several editions in one release (the snapshot), the newest of a cell."""
    frame = store.read(name, release).frame
    frame = frame[frame["value"].notna()].sort_values("vintage", kind="stable")
    return frame.drop_duplicates(keys, keep="last")[[*keys, "value", "status"]]


def summary(changes: pd.DataFrame) -> dict[str, int]:
    """Return how many cells changed, by kind."""
    counts = changes["kind"].value_counts()
    return {kind: int(counts.get(kind, 0)) for kind in KINDS}
