"""The snapshot with figures changed, so that a test can ask: does the answer follow the data?

``from altered_store import altered, put, times, without`` and, for example::

    store = altered(tmp_path, {"vacancies": times("vacancies", 2, measure="open_vacancies", branch="F")})
    store = altered(tmp_path, {"labour_force": None})  # a store without that table

A change takes the rows as stored (columns of :mod:`shortage.store`, the publisher's codes) and returns what takes
their place. The functions below make such changes with *our* names of measures and codes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shortage import catalog
from shortage.store import DESCRIPTOR, Store, default_root, files, naming

Change = Callable[[pd.DataFrame], pd.DataFrame]
_SNAPSHOT = Store(default_root())


def altered(tmp_path: Path, changes: Mapping[str, Change | None], *, like: Store | None = None) -> Store:
    """Return a store under ``tmp_path`` that equals the snapshot but for the tables in ``changes``.

    It is for reading: what was not changed is the snapshot's own folder, linked.

    Args:
        tmp_path: where the store goes; may be used more than once.
        changes: per table (our name) the function that changes its rows, or None to leave the table out.
        like: the store to start from, instead of the snapshot.
    """
    source = like.root if like else default_root()
    root = tmp_path / f"store-{sum(1 for _ in tmp_path.glob('store-*'))}"
    own = root / f"altered-{root.name}"
    own.mkdir(parents=True)
    for part in source.iterdir():
        if part.name != DESCRIPTOR:
            (root / part.name).symlink_to(part.resolve())
    rows = {name: change(_stored(source, name)) for name, change in changes.items() if change is not None}
    descriptor = json.loads((source / DESCRIPTOR).read_text("utf-8"))
    kept = []
    for resource in descriptor["resources"]:
        name = resource["table"]
        if name in changes and changes[name] is None:
            continue
        if name in rows and resource["current"]:
            body = _body(name, rows[name])
            (own / f"{name}.parquet").write_bytes(body)
            resource.update(
                path=f"{own.name}/{name}.parquet",
                bytes=len(body),
                hash=f"sha256:{hashlib.sha256(body).hexdigest()}",
                rowCount=len(rows[name]),
            )
        kept.append(resource)
    unknown = set(changes) - {resource["table"] for resource in descriptor["resources"]}
    assert not unknown, f"not in the snapshot: {unknown}"
    descriptor["resources"] = kept
    # Without the checksum of its own, as an early version wrote it: to compute it takes longer than the rest.
    descriptor.pop("hash", None)
    (root / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    return Store(root)


def _stored(root: Path, name: str) -> pd.DataFrame:
    return (_of_snapshot(name) if root == _SNAPSHOT.root else Store(root).raw(name)).copy()


@lru_cache(maxsize=40)
def _of_snapshot(name: str) -> pd.DataFrame:
    return _SNAPSHOT.raw(name)


@lru_cache(maxsize=40)
def _table_of_snapshot(name: str) -> pa.Table:
    return pa.Table.from_pandas(_of_snapshot(name), preserve_index=False)


def _body(name: str, rows: pd.DataFrame) -> bytes:
    """Return rows as a file of the store; texts that are as stored are taken over as they lie there."""
    if not _is_as_stored(name, rows):
        return files.parquet_bytes(rows)
    sink, table = io.BytesIO(), _table_of_snapshot(name)
    figures = pa.array(rows["value"], from_pandas=True)
    pq.write_table(table.set_column(table.schema.get_field_index("value"), "value", figures), sink, compression="none")
    return sink.getvalue()


@lru_cache(maxsize=40)
def _named_of_snapshot(name: str) -> pd.DataFrame:
    return _named(name, _of_snapshot(name), is_as_stored=False)


def _named(name: str, rows: pd.DataFrame, *, is_as_stored: bool) -> pd.DataFrame:
    """Return rows in our words; of those that are as stored but for their figures, as worked out once."""
    if is_as_stored:
        return _named_of_snapshot(name)
    return naming.named(catalog.table(name), pa.Table.from_pandas(rows, preserve_index=False, nthreads=1))


def _is_as_stored(name: str, rows: pd.DataFrame) -> bool:
    """Whether rows are those of the snapshot but for their figures."""
    whole = _of_snapshot(name) if _SNAPSHOT.has(name) else pd.DataFrame()
    is_of_one_form = rows.shape == whole.shape and rows.columns.equals(whole.columns)
    return is_of_one_form and all(rows[column].equals(whole[column]) for column in whole.columns if column != "value")


def where(name: str, rows: pd.DataFrame, **ours: Any) -> pd.Series[bool]:
    """Return which stored rows of a table have these measures, codes, periods …, in our words.

    Each of ``ours`` is a value, several values, or a function of the value: ``period=lambda code: code > "2023"``.
    A choice that meets no row at all is a mistake of the test, so it fails.
    """
    named = _named(name, rows, is_as_stored="value" not in ours and _is_as_stored(name, rows))
    keep = pd.Series(True, index=rows.index)
    for column, wanted in ours.items():
        values = pd.Series(named[column].to_numpy(), index=rows.index)
        if callable(wanted):
            keep &= values.map(wanted).astype(bool)
        elif isinstance(wanted, Iterable) and not isinstance(wanted, str):
            keep &= values.isin(list(wanted))
        else:
            keep &= values == wanted
    assert keep.any(), f"{name}: no row has {ours}"
    return keep


def times(name: str, factor: float, **ours: Any) -> Change:
    """Return a change that multiplies the chosen values."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        keep = where(name, rows, **ours)
        return rows.assign(value=rows["value"].where(~keep, rows["value"] * factor))

    return change


def put(name: str, value: float, **ours: Any) -> Change:
    """Return a change that sets the chosen values (in the publisher's unit); NaN makes them missing."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(value=rows["value"].where(~where(name, rows, **ours), value))

    return change


def without(name: str, **ours: Any) -> Change:
    """Return a change that takes the chosen rows out."""
    return lambda rows: rows[~where(name, rows, **ours)].reset_index(drop=True)


def both(*changes: Change) -> Change:
    """Return a change that makes several, one after the other."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        for one in changes:
            rows = one(rows)
        return rows

    return change
