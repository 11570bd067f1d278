"""Floor 4, the store: Parquet releases, listed in one descriptor, read with their provenance.

A store is a folder: ``datapackage.json`` (a Frictionless Data Package) and ``<source>/<id>/<release>.parquet``
with ``<release>.codes.parquet`` beside it. A reader sees only what the descriptor lists, and the descriptor is
replaced in one step, last: whatever happens to a writer, a reader has the store of before or of after.

Columns of a release: ``measure``, ``measure_label``, ``unit`` (the publisher's), per dimension ``<key>`` and
``<key>_label``, ``period`` (CBS code), ``value`` (as published, NaN where nothing is published), ``status``
(final, provisional, …), ``grade`` (A machine-read, B taken from an official page, C second-hand), ``vintage``
(edition the cell was read from), ``origin`` (where).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from shortage import catalog
from shortage.catalog import Table
from shortage.text import Period, Problem, Text

DESCRIPTOR = "datapackage.json"
NAME = "shortage-store"
FIXED = ("measure", "measure_label", "unit", "period", "value", "status", "grade", "vintage", "origin")
PROVISIONAL = frozenset({"provisional", "provisional_revised", "first_release", "flash", "forecast"})
_RELEASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")


@dataclass(frozen=True)
class Source:
    """Where figures came from: enough to answer "where does that number come from?"."""

    table: str
    name: str
    title: Text
    publisher: str
    release: str
    retrieved: str
    origin: str
    licence: str
    url: str
    coverage: Text | None = None


@dataclass(frozen=True)
class Entry:
    """What the descriptor says of one release of one table."""

    name: str
    table: str
    path: str
    codes: str
    sha256: str
    codes_sha256: str
    bytes: int
    rows: int
    release: str
    modified: str
    retrieved: str
    origin: str
    publisher: str
    licence: str
    is_current: bool
    coverage: Text | None
    extra: Mapping[str, Any] = field(default_factory=dict)


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

    def select(self, measure: str, *, context: bool = False, **where: Any) -> pd.DataFrame:
        """Return the rows of ``measure`` whose dimensions equal ``where`` (a value, or several to choose from)."""
        rows = self.context if context else self.frame
        keep = rows["measure"] == measure
        for column, wanted in where.items():
            if isinstance(wanted, str):
                keep &= rows[column] == wanted
            else:
                keep &= rows[column].isin(list(wanted))
        return rows[keep].reset_index(drop=True)


class Store:
    """A folder with releases. Reading is cached by checksum, so an unchanged store is read once.

    Args:
        root: the folder. Without it ``SHORTAGE_STORE``, else the snapshot that comes with the program.
    """

    def __init__(self, root: str | Path | None = None) -> None:
        self.root = Path(root or os.environ.get("SHORTAGE_STORE") or default_root())
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, str], TableData] = OrderedDict()
        self._seen: tuple[tuple[int, int, int] | None, dict[str, list[Entry]]] = (None, {})

    # -- reading -----------------------------------------------------------------------------------------

    def entries(self) -> dict[str, list[Entry]]:
        """Return the releases by our table name, newest first, as the descriptor lists them now.

        Raises:
            Problem: no such folder, no or a damaged descriptor.
        """
        path = self.root / DESCRIPTOR
        try:
            stat = path.stat()
            mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._seen[0] == mark:
                return self._seen[1]
            raw = path.read_bytes()
        except FileNotFoundError:
            raise Problem("store_missing", path=self.root) from None
        except OSError as error:
            raise Problem("store_unreadable", path=self.root, why=error.strerror or str(error)) from None
        try:
            found = _read_descriptor(json.loads(raw))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Problem("descriptor_broken", path=path) from None
        self._seen = (mark, found)
        return found

    @property
    def version(self) -> str:
        """Ten characters that change when any current release changes: the data version."""
        current = sorted((e.name, e.sha256) for es in self.entries().values() for e in es if e.is_current)
        return hashlib.sha256(json.dumps(current).encode()).hexdigest()[:10]

    def has(self, name: str) -> bool:
        """Whether a current release of the table with our ``name`` is listed."""
        return any(entry.is_current for entry in self.entries().get(name, ()))

    def entry(self, name: str, release: str | None = None) -> Entry:
        """Return what the descriptor says of a table's current (or named) release.

        Raises:
            Problem: the table or the release is not in this store.
        """
        table = catalog.table(name)
        listed = self.entries().get(table.name, [])
        if not listed:
            raise Problem("table_absent", table=table.id)
        if release is None:
            for entry in listed:
                if entry.is_current:
                    return entry
            raise Problem("table_absent", table=table.id)
        for entry in listed:
            if entry.release == release:
                return entry
        kept = ", ".join(entry.release for entry in listed)
        raise Problem("release_absent", table=table.id, release=release, kept=kept)

    def read(self, name: str, release: str | None = None) -> TableData:
        """Return a table with our names, codes and units.

        Raises:
            Problem: the table is not there, or its file is missing, truncated, swapped or foreign.
        """
        entry = self.entry(name, release)
        key = (entry.name, entry.sha256)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        data = _ours(catalog.table(entry.name), self.raw(entry.name, release), entry)
        with self._lock:
            self._cache[key] = data
            while len(self._cache) > 200:
                self._cache.popitem(last=False)
        return data

    def raw(self, name: str, release: str | None = None) -> pd.DataFrame:
        """Return the rows of a release as stored, with the publisher's codes and labels."""
        entry = self.entry(name, release)
        return self._parquet(entry.table, entry.path, entry.sha256)

    def codes(self, name: str, release: str | None = None) -> pd.DataFrame:
        """Return the publisher's code lists of a release: ``dimension``, ``key``, ``padded``, ``label``, ``status``."""
        entry = self.entry(name, release)
        return self._parquet(entry.table, entry.codes, entry.codes_sha256)

    def _parquet(self, table: str, path: str, sha256: str) -> pd.DataFrame:
        file = self.root / path
        try:
            raw = file.read_bytes()
        except FileNotFoundError:
            raise Problem("file_missing", table=table, file=path) from None
        except OSError as error:
            raise Problem("store_unreadable", path=file, why=error.strerror or str(error)) from None
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise Problem("file_damaged", table=table, file=path)
        try:
            return pq.read_table(io.BytesIO(raw)).to_pandas()
        except (pa.ArrowException, OSError, ValueError):
            raise Problem("file_damaged", table=table, file=path) from None

    # -- writing -----------------------------------------------------------------------------------------

    def lock(self, timeout: float = -1) -> FileLock:
        """Return the lock that a writer holds from its first file to the descriptor."""
        self.root.mkdir(parents=True, exist_ok=True)
        return FileLock(self.root / ".lock", timeout=timeout)

    def write(
        self,
        table: Table,
        rows: pd.DataFrame,
        codes: pd.DataFrame,
        *,
        release: str,
        modified: str,
        retrieved: str,
        origin: str,
        coverage: Text | None = None,
        keep: int = 8,
        extra: Mapping[str, Any] | None = None,
    ) -> Entry:
        """Add a release and make it the current one; whole or not at all.

        Args:
            table: the catalogue entry.
            rows: the columns of a release (module docstring).
            codes: the publisher's code lists (columns as :meth:`codes` returns).
            release: short name, sortable in time, for instance ``2026-08-14``.
            modified, retrieved: the publisher's and our own time, ISO text.
            origin: ``snapshot`` or ``loaded``.
            coverage: what is in it and what not, in words.
            keep: how many releases of this table stay listed (and on disk).
            extra: more facts for the descriptor (partitions, filters, request counts).
        """
        if not _RELEASE.fullmatch(release):
            raise ValueError(f"not a release name: {release!r}")
        folder = self.root / table.folder
        with self.lock():
            folder.mkdir(parents=True, exist_ok=True)
            body, codes_body = _parquet_bytes(rows), _parquet_bytes(codes)
            path, codes_path = f"{table.folder}/{release}.parquet", f"{table.folder}/{release}.codes.parquet"
            entry = Entry(
                name=table.name,
                table=table.id,
                path=path,
                codes=codes_path,
                sha256=hashlib.sha256(body).hexdigest(),
                codes_sha256=hashlib.sha256(codes_body).hexdigest(),
                bytes=len(body),
                rows=len(rows),
                release=release,
                modified=modified,
                retrieved=retrieved,
                origin=origin,
                publisher=table.publisher,
                licence=table.licence,
                is_current=True,
                coverage=coverage,
                extra=dict(extra or {}),
            )
            listed = dict(self.entries()) if (self.root / DESCRIPTOR).exists() else {}
            older = [
                Entry(**{**e.__dict__, "is_current": False})
                for e in listed.get(table.name, [])
                if e.release != release
            ]
            listed[table.name] = [entry, *older][: max(1, keep)]
            _replace(self.root / path, body)
            _replace(self.root / codes_path, codes_body)
            _replace(self.root / DESCRIPTOR, _write_descriptor(listed))
            kept = {e.path for e in listed[table.name]} | {e.codes for e in listed[table.name]}
            for file in folder.glob("*.parquet"):
                if f"{table.folder}/{file.name}" not in kept:
                    file.unlink(missing_ok=True)
        return entry


def default_root() -> Path:
    """Return the embedded snapshot: ``data/`` of the checkout, or the copy that the wheel carries."""
    package = Path(__file__).resolve().parent
    checkout = package.parent / "data"
    return checkout if (checkout / DESCRIPTOR).exists() else package / "_data"


def period_start(code: str) -> pd.Timestamp:
    """Return the first day of a period code as a timestamp."""
    return pd.Timestamp(Period.parse(code).start)


def _ours(table: Table, rows: pd.DataFrame, entry: Entry) -> TableData:
    """Give stored rows our names, codes and units."""
    missing = [column for column in FIXED if column not in rows.columns]
    if missing:
        raise Problem("file_damaged", table=table.id, file=entry.path)
    native_measure = rows["measure"].where(rows["measure"] != "", rows["measure_label"])
    names: dict[str, str] = {}
    factors: dict[str, float] = {}
    for one in table.measures:
        native = one.key or one.label
        names[native] = one.name
        factors[native] = one.factor
    wildcard = names.get("*")
    out = pd.DataFrame(index=rows.index)
    out["measure"] = native_measure.map(lambda key: names.get(key, wildcard or key))
    for name, dimension in table.dimensions.items():
        if dimension.key == catalog.model.MEASURE_COLUMN:
            keys, labels = rows["measure"], rows["measure_label"]
        else:
            if dimension.key not in rows.columns:
                raise Problem("file_damaged", table=table.id, file=entry.path)
            keys, labels = rows[dimension.key], rows[f"{dimension.key}_label"]
        by_key = {code.key: ours for ours, code in dimension.members.items() if code.key}
        by_label = {code.label: ours for ours, code in dimension.members.items() if not code.key}
        pairs = pd.Series(list(zip(keys, labels, strict=True)), index=rows.index)
        unique = {
            pair: by_key.get(pair[0]) or by_label.get(pair[1]) or pair[0] or pair[1] for pair in set(pairs)
        }
        out[name] = pairs.map(unique)
    out["period"] = rows["period"]
    periods = {code: Period.parse(code) for code in rows["period"].unique()}
    out["period_start"] = rows["period"].map({code: pd.Timestamp(one.start) for code, one in periods.items()})
    out["grain"] = rows["period"].map({code: one.grain for code, one in periods.items()})
    factor = native_measure.map(lambda key: factors.get(key, factors.get("*", 1.0)))
    out["value"] = rows["value"] * factor
    out["status"] = rows["status"]
    out["is_provisional"] = rows["status"].isin(PROVISIONAL) | rows["status"].str.fullmatch(r"flag:\w*p")
    out["grade"] = rows["grade"]
    out["vintage"] = rows["vintage"]
    is_context = out["grade"] == "C"
    return TableData(
        table=table,
        frame=out[~is_context].reset_index(drop=True),
        context=out[is_context].reset_index(drop=True),
        source=Source(
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
        ),
    )


def _parquet_bytes(frame: pd.DataFrame) -> bytes:
    sink = io.BytesIO()
    pq.write_table(
        pa.Table.from_pandas(frame, preserve_index=False), sink, compression="zstd", use_dictionary=True
    )
    return sink.getvalue()


def _replace(path: Path, body: bytes) -> None:
    """Write ``body`` under ``path`` in one step that a reader or a power cut cannot see half of."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".write-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _read_descriptor(raw: Mapping[str, Any]) -> dict[str, list[Entry]]:
    if raw["name"] != NAME:
        raise ValueError("not a store of this program")
    found: dict[str, list[Entry]] = {}
    for resource in raw["resources"]:
        coverage = resource.get("coverage")
        entry = Entry(
            name=resource["table"],
            table=resource["tableId"],
            path=_inside(resource["path"]),
            codes=_inside(resource["codes"]["path"]),
            sha256=resource["hash"].removeprefix("sha256:"),
            codes_sha256=resource["codes"]["hash"].removeprefix("sha256:"),
            bytes=int(resource["bytes"]),
            rows=int(resource["rowCount"]),
            release=resource["release"],
            modified=resource["modified"],
            retrieved=resource["retrieved"],
            origin=resource["origin"],
            publisher=resource["sources"][0]["title"],
            licence=resource["licenses"][0]["name"],
            is_current=bool(resource["current"]),
            coverage=Text(**coverage) if coverage else None,
            extra=resource.get("extra", {}),
        )
        found.setdefault(entry.name, []).append(entry)
    return found


def _inside(path: str) -> str:
    if path.startswith(("/", "\\")) or ".." in Path(path).parts or ":" in path:
        raise ValueError(f"a path outside the store: {path!r}")
    return path


def _write_descriptor(listed: Mapping[str, Iterable[Entry]]) -> bytes:
    resources = []
    for name in sorted(listed):
        for entry in listed[name]:
            known = catalog.tables().get(name)
            resources.append(
                {
                    "name": re.sub(r"[^a-z0-9._-]+", "-", f"{entry.table}-{entry.release}".lower()),
                    "title": known.title.en if known else entry.table,
                    "table": entry.name,
                    "tableId": entry.table,
                    "path": entry.path,
                    "format": "parquet",
                    "mediatype": "application/vnd.apache.parquet",
                    "bytes": entry.bytes,
                    "hash": f"sha256:{entry.sha256}",
                    "rowCount": entry.rows,
                    "codes": {"path": entry.codes, "hash": f"sha256:{entry.codes_sha256}"},
                    "release": entry.release,
                    "modified": entry.modified,
                    "retrieved": entry.retrieved,
                    "origin": entry.origin,
                    "current": entry.is_current,
                    "sources": [{"title": entry.publisher, "path": known.url if known else ""}],
                    "licenses": [{"name": entry.licence}],
                    "coverage": entry.coverage.model_dump() if entry.coverage else None,
                    "extra": dict(entry.extra),
                }
            )
    package = {
        "profile": "data-package",
        "name": NAME,
        "title": "Labour shortage in the Netherlands: official figures with their provenance",
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
