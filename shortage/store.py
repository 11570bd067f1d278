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

import copy
import datetime as dt
import hashlib
import io
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NotRequired, TypedDict, Unpack

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from cachetools import LRUCache
from filelock import Timeout

from shortage import catalog, corrections, descriptor, disk
from shortage.catalog import Table
from shortage.corrections import Applied
from shortage.descriptor import Entry
from shortage.places import DESCRIPTOR as DESCRIPTOR
from shortage.places import default_root as default_root
from shortage.places import snapshot_root as snapshot_root
from shortage.places import user_root as user_root
from shortage.remote import Bucket, is_address, mirror_of
from shortage.settings import settings
from shortage.text import Lang, Period, Problem, Text, Unreadable, date, t
from shortage.text.editions import dated, edition

LAST_LOAD = "last-load.json"
STAGING = ".staging"
LONGEST_LOCK = 120.0
"""Seconds that a writer waits for another one to finish its table."""
FIXED = ("measure", "measure_label", "unit", "period", "value", "status", "grade", "vintage", "origin")
# Tables here have thousands of rows, not millions: at that size plain texts are faster in every step than Arrow's.
pd.set_option("mode.string_storage", "python")
TEXT = pd.StringDtype(na_value=np.nan)
"""How pandas holds texts by default."""
PROVISIONAL = frozenset(
    {"provisional", "provisional_revised", "provisional_partly_suppressed", "first_release", "flash", "forecast"}
)
_RELEASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")


@dataclass(frozen=True)
class Source:
    """Where figures came from: enough to answer "where does that number come from?".

    ``release`` names the file that was read. A file may hold rows of several editions: what a reader is told is
    :meth:`edition`, that of the rows that were used.
    """

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
    digest: str = ""
    """Checksum of the release."""
    editions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """``{period: editions}`` of the rows that were used, sorted; empty where the whole release counts."""
    as_of: str = ""
    """The day (ISO) that the reader asked for; "" for now."""
    is_cut: bool = False
    """Whether no release of that day is kept, so that a newer one was cut at what had been published by then."""

    @property
    def vintages(self) -> tuple[str, ...]:
        """The editions of the rows that were used, each once, as the data write them."""
        return tuple(sorted({edition for each in self.editions.values() for edition in each})) or (self.release,)

    def edition(self, lang: Lang) -> str:
        """Return the editions of the rows that were used, in words, and whether they were cut at an earlier day."""
        text = edition(self.vintages, lang)
        return t("edition.cut", lang, edition=text, day=date(self.as_of, lang)) if self.is_cut else text

    def facts(self) -> dict[str, Any]:
        """Return table, release and editions as plain data, for machines."""
        facts: dict[str, Any] = {"table": self.table, "release": self.release, "editions": list(self.vintages)}
        if self.as_of:
            facts |= {"as_of": self.as_of, "known_as": "later release, cut" if self.is_cut else "release of that day"}
        return facts

    def within(self, first: dt.date, last: dt.date, vintages: Collection[str] | None = None) -> Source:
        """Return this source for the rows of periods that touch the days ``first`` to ``last`` (and of ``vintages``).

        Where it has none there, it is returned as it is: rather too much is named than too little.
        """
        by_code = {}
        for code, each in self.editions.items():
            period = Period.parse(code)
            if period.start <= last and period.end >= first:
                by_code[code] = each if vintages is None else tuple(edition for edition in each if edition in vintages)
        by_code = {code: each for code, each in by_code.items() if each}
        return replace(self, editions=by_code) if by_code else self


def united(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return each release once, with the editions of all rows that were used of it."""
    by_release: dict[tuple[str, str], Source] = {}
    for source in sources:
        before = by_release.setdefault((source.table, source.release), source)
        if before is source or before.editions == source.editions:
            continue
        if not (before.editions and source.editions):  # of one of them the whole release counts
            by_release[source.table, source.release] = replace(source, editions={})
            continue
        both = {
            code: tuple(sorted({*before.editions.get(code, ()), *source.editions.get(code, ())}))
            for code in sorted({*before.editions, *source.editions})
        }
        by_release[source.table, source.release] = replace(source, editions=both)
    return tuple(by_release.values())


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
        return replace(self.source, editions=editions)

    def _paired(self, context: bool) -> tuple[np.ndarray[Any, Any], list[tuple[str, str]]]:
        """Return per row which pair of period and edition it has (-1: it has no value), and the pairs."""
        if context not in self._pairs:
            rows = self.context if context else self.frame
            first, periods = pd.factorize(rows["period"])
            second, vintages = pd.factorize(rows["vintage"])
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
            is_wanted = np.ones(len(rows), dtype=bool) if measure is None else (rows["measure"] == measure).to_numpy()
            places = self._places[measure, context] = np.flatnonzero(is_wanted)
        for column, wanted in where.items():
            left = rows[column].array.take(places)
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


class ReleaseFacts(TypedDict):
    """What the descriptor says of a release.

    Attributes:
        release: short name, sortable in time, for instance ``2026-08-14``.
        modified: the publisher's own time, ISO text.
        retrieved: when we fetched it, ISO text.
        origin: ``snapshot`` or ``loaded``.
        coverage: what is in it and what not, in words.
        keep: how many releases of this table stay listed (and on disk), 8 without it.
        extra: more facts (partitions, filters, request counts).
    """

    release: str
    modified: str
    retrieved: str
    origin: str
    coverage: NotRequired[Text | None]
    keep: NotRequired[int]
    extra: NotRequired[Mapping[str, Any] | None]


class Store:
    """A folder with releases. Reading is cached by checksum, so an unchanged store is read once.

    Args:
        root: the folder, or an address such as ``s3://bucket/folder`` (then ``root`` is the folder that follows it, see
            :mod:`shortage.remote`). Without it ``SHORTAGE_STORE``, else the snapshot that comes with the program.
    """

    def __init__(self, root: str | Path | None = None) -> None:
        self.address = str(root or settings().store or default_root())
        self.root = Path(self.address)
        self._bucket: Bucket | None = None
        if is_address(self.address):
            self.root = mirror_of(self.address)
            self._bucket = Bucket(self.address, self.root)
        self._lock = threading.Lock()
        self._cache: LRUCache[tuple[str, str, str], TableData] = LRUCache(maxsize=200)
        self._seen: tuple[tuple[int, int, int] | None, dict[str, list[Entry]]] = (None, {})
        self._version: tuple[dict[str, list[Entry]] | None, str] = (None, "")
        self._keys: tuple[dict[str, list[Entry]] | None, dict[tuple[tuple[str, ...], str], Hashable]] = (None, {})
        self._pins: dict[str, str] = {}
        self._summed: dict[str, tuple[tuple[int, int, int], str]] = {}
        self._failed: set[str] = set()
        self._as_of = ""
        self._then: tuple[dict[str, list[Entry]] | None, dict[str, tuple[Entry, bool] | None]] = (None, {})

    # -- reading -----------------------------------------------------------------------------------------

    def entries(self) -> dict[str, list[Entry]]:
        """Return the releases by our table name, newest first, as the descriptor lists them now.

        Raises:
            Problem: no such folder, no or a damaged descriptor.
        """
        path = self.root / DESCRIPTOR
        if self._bucket:
            self._bucket.follow(DESCRIPTOR)
        try:
            stat = path.stat()
            mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._seen[0] == mark:
                return self._seen[1]
            raw = path.read_bytes()
        except FileNotFoundError:
            raise Unreadable("store_missing", path=self.address) from None
        except OSError as error:
            raise Unreadable("store_unreadable", path=self.address, why=error.strerror or str(error)) from None
        try:
            entries = descriptor.read(raw)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError):
            raise Unreadable("descriptor_broken", path=path) from None
        if self._pins:
            entries = _pinned(entries, self._pins)
        self._seen = (mark, entries)
        return entries

    def pinned(self, releases: Mapping[str, str]) -> Store:
        """Return a view of this store in which the named releases are the current ones; other tables are as they are.

        The view is for reading and shares this store's cache.

        Args:
            releases: ``{table: release}``, tables by our name or the publisher's.

        Raises:
            Problem: an unknown table, or a release that is not kept (also later, when it has gone meanwhile).
        """
        view = copy.copy(self)
        view._pins = {**self._pins, **{catalog.table(name).name: release for name, release in releases.items()}}
        view._seen = (None, {})
        view._then = (None, {})
        view.entries()
        return view

    def view(self, as_of: dt.date | str | None = None, pins: Mapping[str, str] | None = None) -> Store:
        """Return this store as it was on a day, with the named releases as the current ones: what computing asks.

        Of each table the view shows what was out on ``as_of``: the newest release of that day or before, where it is
        kept and reaches as far as what had been published by then; else the current one, cut at that
        (:func:`shortage.catalog.publication_lag`; a row of an edition of that day or before stays). Its sources say
        which of the two. A table of which nothing was out is not there. A pinned release is cut too, where it is later.

        Args:
            as_of: a day, as a date or ISO text; None or "" for now.
            pins: ``{table: release}``, as for :meth:`pinned`.

        Raises:
            Problem: no such day, a day that is still to come, or what :meth:`pinned` raises.
        """
        view = self.pinned(pins) if pins else self
        if not as_of:
            return view if not view._as_of else view.now()
        day = as_of if isinstance(as_of, str) else as_of.isoformat()
        try:
            if dt.date.fromisoformat(day) > dt.date.today():
                raise Problem("day_to_come", value=day)
        except ValueError:
            raise Problem("day_unknown", value=day[:40]) from None
        view = copy.copy(view)
        view._as_of = day
        view._version = (None, "")
        view._then = (None, {})
        return view

    def now(self) -> Store:
        """Return this store without a day: what it holds now."""
        view = copy.copy(self)
        view._as_of, view._version, view._then = "", (None, ""), (None, {})
        return view

    @property
    def as_of(self) -> str:
        """The day (ISO) of this view, "" where it shows what there is now."""
        return self._as_of

    @property
    def pins(self) -> tuple[tuple[str, str], ...]:
        """The pinned releases of this view, by our table name."""
        return tuple(sorted(self._pins.items()))

    def key(self, names: Iterable[str]) -> Hashable:
        """What an answer may be remembered by that was computed from the tables ``names`` and from nothing else here.

        It tells apart: whatever the descriptor says of their current releases, where those files stand, the day, and
        the pinned releases. A load of another table leaves it as it is, and so does a store that shares the files.
        """
        listed = self.entries()
        if self._keys[0] is not listed:
            self._keys = (listed, {})
        wanted, remembered = (tuple(names), self._as_of), self._keys[1]
        if wanted not in remembered:
            own = {name: listed[name] for name in sorted(set(wanted[0]) & listed.keys())}
            places = tuple(
                (os.path.realpath(self.root / entry.path), entry.sha256)
                for entries in own.values()
                for entry in entries
                if entry.is_current or self._as_of  # a view as of a day may show an earlier release
            )
            pins = tuple((name, release) for name, release in self.pins if name in own)
            remembered[wanted] = (descriptor.version(own), places, self._as_of, pins)
        return remembered[wanted]

    @property
    def exists(self) -> bool:
        """Whether there is a descriptor: a store, whole or damaged, rather than an empty place."""
        if self._bucket:
            self._bucket.follow(DESCRIPTOR)
        return (self.root / DESCRIPTOR).exists()

    @property
    def version(self) -> str:
        """The data version: ten characters that change with any word of the descriptor on a current release.

        Of a view as of a day, with the day too.
        """
        listed = self.entries()
        if self._version[0] is not listed:
            self._version = (listed, descriptor.version(listed, *([self._as_of] if self._as_of else [])))
        return self._version[1]

    def has(self, name: str) -> bool:
        """Whether a current release of the table with our ``name`` is listed."""
        if not any(entry.is_current for entry in self.entries().get(name, ())):
            return False
        return not self._as_of or self._shown(name) is not None

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
            current = next((entry for entry in listed if entry.is_current), None)
            if current is None:
                raise Problem("table_absent", table=table.id)
            if not self._as_of:
                return current
            shown = self._shown(table.name)
            if shown is None:
                raise Problem("not_out_yet", table=table.id, day=_day(self._as_of))
            return shown[0]
        for entry in listed:
            if entry.release == release:
                return entry
        releases = ", ".join(entry.release for entry in listed)
        raise Problem("release_absent", table=table.id, release=release, kept=releases)

    def read(self, name: str, release: str | None = None) -> TableData:
        """Return a table with our names, codes and units.

        Raises:
            Problem: the table is not there, or its file is missing, truncated, swapped or foreign.
        """
        entry = self.entry(name, release)
        day = self._as_of if release is None else ""
        key = (entry.name, entry.sha256, day)
        with self._lock:
            if key in self._cache:
                return self._cache[key]
        entry, rows = self._rows(name, release)
        data = _ours(catalog.table(entry.name), rows, entry)
        if day:
            shown = self._shown(entry.name)
            source = replace(data.source, as_of=day, is_cut=shown is not None and shown[1])
            data = replace(data, source=source)
        with self._lock:
            self._cache[entry.name, entry.sha256, day] = data
        return data

    def raw(self, name: str, release: str | None = None) -> pd.DataFrame:
        """Return the rows of a release as stored, with the publisher's codes and labels."""
        return _plain(self._rows(name, release)[1]).to_pandas()

    def codes(self, name: str, release: str | None = None) -> pd.DataFrame:
        """Return the publisher's code lists of a release: ``dimension``, ``key``, ``padded``, ``label``, ``status``."""
        return _plain(self._current(name, release, lambda e: self._parquet(e, e.codes, e.codes_sha256))[1]).to_pandas()

    def last_load(self) -> dict[str, Any]:
        """Return what the last load left behind: when, and per table what happened; ``{}`` where none was kept."""
        try:
            if self._bucket:
                self._bucket.follow(LAST_LOAD)
            facts = json.loads((self.root / LAST_LOAD).read_bytes())
        except (OSError, ValueError, RecursionError, Problem):
            return {}
        return facts if isinstance(facts, dict) else {}

    def beside(self, name: str) -> bytes:
        """Return a small file that stands beside the descriptor, ``b""`` where there is none.

        Raises:
            Problem: it is there and cannot be read.
        """
        try:
            if self._bucket:
                self._bucket.follow(name)
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise Problem("store_unreadable", path=self.root / name, why=error.strerror or str(error)) from None

    def put_beside(self, name: str, raw: bytes) -> None:
        """Write a small file beside the descriptor, whole or not at all.

        Raises:
            Problem: the folder cannot be written.
        """
        with self._writable():
            self.root.mkdir(parents=True, exist_ok=True)
            disk.write(self.root / name, raw, mode=0o644, is_synced=True)
        self.publish([], name)

    def unreadable(self) -> list[Entry]:
        """Return the current releases that cannot be read now: their file is gone, cut, swapped or refused.

        A file is summed once as long as its size, time and place stay. Of a store at an address only what was asked for
        stands here: of that, what could not be read the last time is tried again.

        Raises:
            Unreadable: the store itself cannot be read.
        """
        current = [entry for listed in self.entries().values() for entry in listed if entry.is_current]
        if self._bucket:
            return [entry for entry in current if entry.path in self._failed and not self._is_read(entry)]
        return [entry for entry in current if self._sum(entry.path) != entry.sha256]

    def is_whole(self) -> bool:
        """Whether every file that it lists, of this release and of earlier ones, is there as it was written.

        Never of a store at an address: its mirror holds what was asked for only.

        Raises:
            Unreadable: the store itself cannot be read.
        """
        listed = [entry for releases in self.entries().values() for entry in releases]
        return not self._bucket and all(
            self._sum(path) == digest
            for entry in listed
            for path, digest in ((entry.path, entry.sha256), (entry.codes, entry.codes_sha256))
        )

    def _is_read(self, entry: Entry) -> bool:
        try:
            self._parquet(entry, entry.path, entry.sha256)
        except Unreadable:
            return False
        return True

    def _sum(self, path: str) -> str:
        file = self.root / path
        try:
            stat = file.stat()
            mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            remembered = self._summed.get(path)
            if remembered is None or remembered[0] != mark:
                remembered = self._summed[path] = (mark, hashlib.sha256(file.read_bytes()).hexdigest())
        except (OSError, ValueError):
            return ""
        return remembered[1]

    def _rows(self, name: str, release: str | None) -> tuple[Entry, pa.Table]:
        entry, rows = self._current(name, release, lambda e: self._parquet(e, e.path, e.sha256))
        if self._as_of and release is None:
            rows = rows.filter(_was_out(entry, rows, self._as_of))
        return entry, rows

    def _shown(self, name: str) -> tuple[Entry, bool] | None:
        """Return which release this view shows of a table, and whether it is cut; None where nothing was out."""
        listed = self.entries()
        with self._lock:
            if self._then[0] is not listed:
                self._then = (listed, {})
            remembered = self._then[1]
            if name in remembered:
                return remembered[name]
        current = next(entry for entry in listed[name] if entry.is_current)
        rows = self._parquet(current, current.path, current.sha256)
        reach = _last_start(rows.filter(_was_out(current, rows, self._as_of)))
        choice = None if reach is None else (current, not _is_of(current, self._as_of))
        of_then = [entry for entry in listed[name] if not entry.is_current and _is_of(entry, self._as_of)]
        for entry in of_then if name not in self._pins and (choice is None or choice[1]) else []:  # newest first
            last_start = _last_start(self._parquet(entry, entry.path, entry.sha256))
            if last_start is not None and (reach is None or last_start >= reach):
                choice = (entry, False)
                break
        with self._lock:
            remembered[name] = choice
        return choice

    def _current(self, name: str, release: str | None, read: Callable[[Entry], pa.Table]) -> tuple[Entry, pa.Table]:
        """Read a listed file; where a writer replaced the descriptor meanwhile, read what it lists now."""
        entry = self.entry(name, release)
        try:
            return entry, read(entry)
        except Problem:
            now = self.entry(name, release)
            if now.sha256 == entry.sha256 and now.path == entry.path:
                raise
            return now, read(now)

    def file(self, path: str) -> Path:
        """Return where a listed file stands on this machine; it may be missing, see :meth:`read`."""
        if self._bucket:
            self._bucket.fetch(path)
        return self.root / path

    def gather(self) -> None:
        """Bring all current releases of a store at an address to this machine, several at a time."""
        if self._bucket:
            current = [entry for listed in self.entries().values() for entry in listed if entry.is_current]
            self._bucket.gather(path for entry in current for path in (entry.path, entry.codes))

    def _parquet(self, entry: Entry, path: str, sha256: str) -> pa.Table:
        self._failed.add(path)
        rows = self._parsed(entry, path, sha256)
        self._failed.discard(path)
        return rows

    def _parsed(self, entry: Entry, path: str, sha256: str) -> pa.Table:
        file = self.file(path)
        try:
            raw = file.read_bytes()
            if self._bucket and hashlib.sha256(raw).hexdigest() != sha256:
                # What stands here may be the file of an earlier release under the same name, or damaged here only.
                file.unlink(missing_ok=True)
                raw = self.file(path).read_bytes()
        except FileNotFoundError:
            raise Unreadable("file_missing", table=entry.table, file=path) from None
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise Unreadable("store_unreadable", path=file, why=why) from None
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise Unreadable("file_damaged", table=entry.table, file=path)
        try:
            # Texts repeat thousands of times: keep them as dictionaries, so that only the distinct ones are mapped.
            with pq.ParquetFile(pa.BufferReader(raw)) as plain:
                head, schema = plain.metadata, plain.schema_arrow
            texts = [
                field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
            ]
            with pq.ParquetFile(pa.BufferReader(raw), metadata=head, read_dictionary=texts) as packed:
                return packed.read(use_threads=False)  # small files: handing them to threads costs more than reading
        except (pa.ArrowException, OSError, ValueError, KeyError):
            raise Unreadable("file_foreign", table=entry.table, file=path) from None

    # -- writing -----------------------------------------------------------------------------------------

    @contextmanager
    def lock(self, timeout: float = LONGEST_LOCK) -> Iterator[None]:
        """Hold the lock of a writer, from its first file to the descriptor.

        Raises:
            Problem: another writer held it all the time.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            with disk.held(self.root / ".lock", timeout):
                yield
        except Timeout:
            raise Problem("load_running", path=self.address) from None

    @contextmanager
    def loading(self, wait: float = 0) -> Iterator[Path]:
        """Hold the store for one load; gives a fresh folder in which releases are put together.

        What earlier loads that were killed left in that place is removed.

        Raises:
            Problem: another load runs (after ``wait`` seconds), or the folder cannot be written.
        """
        with self._writable():
            self.root.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            try:
                with self._writable():
                    stack.enter_context(disk.held(self.root / ".load.lock", wait))
            except Timeout:
                raise Problem("load_running", path=self.address) from None
            staging = self.root / STAGING
            stack.callback(shutil.rmtree, staging, ignore_errors=True)
            with self._writable():
                shutil.rmtree(staging, ignore_errors=True)
                staging.mkdir(exist_ok=True)
            with self._bucket.alone() if self._bucket else nullcontext():
                if self._bucket:
                    self._bucket.refresh(DESCRIPTOR)
                yield staging

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if isinstance(error, Timeout):
                raise
            raise Problem("store_unwritable", path=self.address, why=error.strerror or str(error)) from error

    def note_load(self, facts: Mapping[str, Any]) -> None:
        """Keep what a load did, for :meth:`last_load`.

        Raises:
            Problem: the folder cannot be written.
        """
        self.put_beside(LAST_LOAD, (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode())

    def publish(self, paths: Iterable[str], last: str = DESCRIPTOR) -> None:
        """Send files that were written here to the store's address, if it has one; ``last`` after all of them.

        Raises:
            Problem: the address refuses; what it listed before still stands.
        """
        if self._bucket:
            self._bucket.publish(paths, last)

    def write(self, table: Table, rows: pd.DataFrame, codes: pd.DataFrame, **facts: Unpack[ReleaseFacts]) -> Entry:
        """Add a release and make it the current one; whole or not at all.

        Args:
            table: the catalogue entry.
            rows: the columns of a release (module docstring).
            codes: the publisher's code lists (columns as :meth:`codes` returns).
            facts: what else is said of it.
        """
        with self._writable():
            folder = self.root / table.folder
            folder.mkdir(parents=True, exist_ok=True)
            staged = disk.stage(folder, _parquet_bytes(rows), is_synced=True)
        return self.adopt(table, staged, codes, rows=len(rows), **facts)

    def adopt(
        self,
        table: Table,
        staged: Path,
        codes: pd.DataFrame,
        *,
        rows: int,
        **facts: Unpack[ReleaseFacts],
    ) -> Entry:
        """Make a Parquet file that was put together on this file system the current release; as :meth:`write`.

        A release that was loaded is never overwritten: should the publisher's time be the same and the figures not,
        the new file gets a name of its own, and the descriptor says which one counts.

        Raises:
            Problem: the folder cannot be written, or the disk is full. The store reads as before.
        """
        release, origin = facts["release"], facts["origin"]
        if not _RELEASE.fullmatch(release):
            raise ValueError(f"not a release name: {release!r}")
        folder = self.root / table.folder
        try:
            with self._writable(), self.lock():
                if self._bucket:
                    self._bucket.refresh(DESCRIPTOR)
                folder.mkdir(parents=True, exist_ok=True)
                codes_body = _parquet_bytes(codes)
                sha256, size = _digest(staged)
                codes_sha256 = hashlib.sha256(codes_body).hexdigest()
                listed = dict(self.entries()) if self.exists else {}
                name = release
                if origin != "snapshot":
                    taken = {e.path: e.sha256 for e in listed.get(table.name, [])}
                    if taken.get(f"{table.folder}/{name}.parquet", sha256) != sha256:
                        name = f"{release}-{sha256[:8]}"
                entry = Entry.of(
                    name=table.name,
                    table=table.id,
                    path=f"{table.folder}/{name}.parquet",
                    codes=f"{table.folder}/{name}.codes.parquet",
                    sha256=sha256,
                    codes_sha256=codes_sha256,
                    bytes=size,
                    rows=rows,
                    release=release,
                    modified=facts["modified"],
                    retrieved=facts["retrieved"],
                    origin=origin,
                    publisher=table.publisher,
                    licence=table.licence,
                    is_current=True,
                    coverage=facts.get("coverage"),
                    extra=dict(facts.get("extra") or {}),
                )
                same = [e for e in listed.get(table.name, []) if e.codes == entry.codes and e.path == entry.path]
                if origin != "snapshot" and same and same[0].codes_sha256 != codes_sha256:
                    own = f"{table.folder}/{name}-{codes_sha256[:8]}.codes.parquet"
                    entry = entry.model_copy(update={"codes": own})
                older = [_current(e, False) for e in listed.get(table.name, []) if e.release != release]
                listed[table.name] = [entry, *older][: max(1, facts.get("keep", 8))]
                with staged.open("rb+") as file:
                    os.fsync(file.fileno())
                staged.chmod(0o644)
                disk.put(staged, self.root / entry.path)
                disk.write(self.root / entry.codes, codes_body, mode=0o644, is_synced=True)
                disk.write(self.root / DESCRIPTOR, descriptor.write(listed), mode=0o644, is_synced=True)
                self.publish([entry.path, entry.codes])
                self._sweep(table, listed[table.name])
        finally:
            staged.unlink(missing_ok=True)
        return entry

    def _sweep(self, table: Table, listed: Iterable[Entry]) -> None:
        """Remove files of a table that nothing lists any more; a file that will not go does no harm."""
        paths = {name for e in listed for name in (e.path, e.codes)}
        folder = self.root / table.folder
        gone = []
        for file in [*folder.glob("*.parquet"), *folder.glob(".write-*"), *self.root.glob(".write-*")]:
            if file.parent == self.root or f"{table.folder}/{file.name}" not in paths:
                gone.append(f"{table.folder}/{file.name}")
                with suppress(OSError):
                    file.unlink(missing_ok=True)
        if self._bucket:
            self._bucket.remove(path for path in gone if path.endswith(".parquet"))


def loading_root() -> str:
    """Return where a load goes: ``SHORTAGE_STORE``, else :func:`user_root`.

    Raises:
        Problem: no setting names a place, and the user has none.
    """
    named = settings().store or user_root()
    if named is None:
        raise Problem("store_nowhere")
    return str(named)


def _ours(table: Table, rows: pa.Table, entry: Entry) -> TableData:
    """Give stored rows our names, codes and units.

    Raises:
        Problem: the file is not a release of this table (columns, types or periods).
    """
    try:
        named = _named(table, rows)
    except (pa.ArrowException, KeyError, ValueError, TypeError, AttributeError):
        raise Unreadable("file_foreign", table=table.id, file=entry.path) from None
    out, applied = corrections.apply(table, named)
    is_context = (out["grade"] == "C").to_numpy()
    mixed = is_context.any() and not is_context.all()
    return TableData(
        table=table,
        frame=out[~is_context].reset_index(drop=True) if mixed else out[: 0 if is_context.any() else None],
        context=out[is_context].reset_index(drop=True) if mixed else out[: None if is_context.any() else 0],
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
            digest=entry.sha256,
        ),
        corrections=applied,
    )


def is_provisional(status: str) -> bool:
    """Whether a figure of that status may still change.

    Eurostat writes one letter per remark, in any order, and what is confidential after a bar (``pu``, ``bp|C``): ``p``
    is provisional, ``f`` a forecast.
    """
    return status in PROVISIONAL or (status.startswith("flag:") and not {"p", "f"}.isdisjoint(status[5:].split("|")[0]))


def _day(day: str) -> Text:
    return Text(nl=date(day, "nl"), en=date(day, "en"))


def _is_of(entry: Entry, day: str) -> bool:
    """Whether a release was out on a day: it is dated, and not later."""
    published = dated(entry.modified[:10]) or dated(entry.release)
    return published is not None and published.last <= day


def _was_out(entry: Entry, rows: pa.Table, day: str) -> pa.Array:
    """Return which rows of a release were out on a day.

    A row of an edition of that day or before was. Of a release of that day or before so is each row, unless the
    row itself is of a later edition. Of a later release a row was where its period was published by then.
    """
    lag = catalog.publication_lag(entry.name)
    limit, is_of_then = dt.date.fromisoformat(day), _is_of(entry, day)
    periods, vintages = _Texts(rows, "period"), _Texts(rows, "vintage")
    published = periods.take([lag.out_on(code) <= limit for code in periods.values]).astype(bool)
    editions = [dated(vintage) for vintage in vintages.values]
    earlier = vintages.take([edition is not None and edition.last <= day for edition in editions]).astype(bool)
    undated = vintages.take([edition is None for edition in editions]).astype(bool)
    return pa.array(published | earlier | (undated & is_of_then))


def _last_start(rows: pa.Table) -> dt.date | None:
    """Return when the newest period of stored rows begins, None where there are none."""
    return max((Period.parse(code).start for code in pc.unique(rows.column("period")).to_pylist()), default=None)


class _Texts:
    """A column of repeating texts: the distinct ones and, per row, which of them."""

    def __init__(self, rows: pa.Table, name: str) -> None:
        column = rows.column(name)
        if pa.types.is_null(column.type):
            column = column.cast(pa.string())
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        if column.num_chunks == 1:
            array = column.chunk(0)
        else:
            whole = column.unify_dictionaries().combine_chunks()
            array = whole if isinstance(whole, pa.DictionaryArray) else whole.chunk(0)
        if not (pa.types.is_string(array.type.value_type) or pa.types.is_large_string(array.type.value_type)):
            raise ValueError(f"{name} is not a column of texts")
        if array.null_count:
            raise ValueError(f"{name} has holes")
        self.values: list[str] = array.dictionary.to_pylist()
        self.index: np.ndarray[Any, Any] = array.indices.to_numpy(zero_copy_only=False).astype(np.int64)

    def map(self, change: Callable[[str], str]) -> Any:
        return _spread(self.index, [change(value) for value in self.values])

    def take(self, values: list[Any]) -> np.ndarray[Any, Any]:
        return np.asarray(values)[self.index] if len(self.values) else np.asarray(values)


def _spread(index: np.ndarray[Any, Any], values: list[str]) -> Any:
    """Return the texts ``values[index]`` as a column of plain strings."""
    texts = np.array(values, dtype=object)
    return pd.array(texts[index] if len(texts) else texts, dtype=TEXT)


def _pairs(first: _Texts, second: _Texts, change: Callable[[str, str], str]) -> Any:
    """Return ``change(a, b)`` per row, calling it once per distinct pair."""
    width = max(1, len(second.values))
    index, pairs = pd.factorize(first.index * width + second.index)
    return _spread(index, [change(first.values[pair // width], second.values[pair % width]) for pair in pairs.tolist()])


def _named(table: Table, rows: pa.Table) -> pd.DataFrame:
    columns = {name: _Texts(rows, name) for name in FIXED if name not in ("value", "unit", "origin")}
    for name in ("unit", "origin"):
        rows.column(name)
    # A code counts before a label; older excerpts carry the label only.
    names = {measure.label: measure for measure in table.measures if measure.label}
    names |= {measure.key: measure for measure in table.measures if measure.key}
    wildcard = names.get("*")

    def measure(key: str, label: str) -> str:
        measure = names.get(key or label, wildcard)
        return measure.name if measure else key or label

    def factor(key: str, label: str) -> float:
        measure = names.get(key or label, wildcard)
        return measure.factor if measure else 1.0

    out: dict[str, Any] = {"measure": _pairs(columns["measure"], columns["measure_label"], measure)}
    for name, dimension in table.dimensions.items():
        if dimension.key == catalog.model.MEASURE_COLUMN:
            keys, labels = columns["measure"], columns["measure_label"]
        else:
            keys, labels = _Texts(rows, dimension.key), _Texts(rows, f"{dimension.key}_label")
        by_key = {code.key: ours for ours, code in dimension.members.items() if code.key}
        members = dimension.members.items()
        by_label = {label: ours for ours, code in members for label in (*code.also, code.label) if label}
        out[name] = _pairs(
            keys,
            labels,
            lambda key, label, by_key=by_key, by_label=by_label: (  # type: ignore[misc]
                (by_key.get(key) if key else None) or by_label.get(label) or key or label
            ),
        )
    period, status = columns["period"], columns["status"]
    periods = [Period.parse(code) for code in period.values]
    out["period"] = period.map(str)
    out["period_start"] = np.array([period.start for period in periods], dtype="datetime64[s]")[period.index]
    out["grain"] = _spread(period.index, [period.grain for period in periods])
    values = rows.column("value").cast(pa.float64()).to_numpy()
    if any(measure.factor != 1.0 for measure in table.measures):
        keys, labels = columns["measure"], columns["measure_label"]
        width = max(1, len(labels.values))
        index, pairs = pd.factorize(keys.index * width + labels.index)
        by_pair = [factor(keys.values[pair // width], labels.values[pair % width]) for pair in pairs.tolist()]
        values = values * np.asarray(by_pair, dtype=float)[index]
    out["value"] = values
    out["status"] = status.map(str)
    out["is_provisional"] = status.take([is_provisional(value) for value in status.values]).astype(bool)
    out["grade"] = columns["grade"].map(str)
    out["vintage"] = columns["vintage"].map(str)
    return pd.DataFrame(out, copy=False)


def _plain(rows: pa.Table) -> pa.Table:
    """Return ``rows`` with texts as texts: a frame of them compares, groups and joins like any other."""
    for index, column in enumerate(rows.schema):
        if pa.types.is_dictionary(column.type):
            rows = rows.set_column(index, column.name, pc.cast(rows.column(index), column.type.value_type))
    return rows


def _parquet_bytes(frame: pd.DataFrame) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink, compression="zstd", use_dictionary=True)
    return sink.getvalue()


def _digest(path: Path) -> tuple[str, int]:
    """Return checksum and size of a file, without holding it in memory."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
            size += len(part)
    return digest.hexdigest(), size


def _pinned(listed: Mapping[str, list[Entry]], pins: Mapping[str, str]) -> dict[str, list[Entry]]:
    changed = dict(listed)
    for name, release in pins.items():
        entries = listed.get(name, [])
        if release not in [entry.release for entry in entries]:
            table, releases = catalog.table(name).id, ", ".join(entry.release for entry in entries)
            raise Problem("release_absent", table=table, release=release, kept=releases or "-")
        changed[name] = [_current(entry, entry.release == release) for entry in entries]
    return changed


def _current(entry: Entry, is_current: bool) -> Entry:
    return entry.model_copy(update={"is_current": is_current})
