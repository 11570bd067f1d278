"""A store: a folder of releases that is read, viewed as of a day, and written whole or not at all."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NotRequired, TypedDict, Unpack

import pandas as pd
import pyarrow as pa
from cachetools import LRUCache
from filelock import Timeout

from shortage import catalog, descriptor, disk
from shortage.catalog import Table
from shortage.descriptor import Entry
from shortage.places import DESCRIPTOR, default_root, user_root
from shortage.remote import Bucket, is_address, mirror_of
from shortage.settings import settings
from shortage.store.files import Files, parquet_bytes
from shortage.store.naming import ours
from shortage.store.table import TableData
from shortage.store.texts import plain
from shortage.store.then import is_of, last_start, was_out
from shortage.text import Problem, Text, Unreadable, date

LAST_LOAD = "last-load.json"
STAGING = ".staging"
MOST_RELEASES = 8
"""Releases of a table that stay where nobody says how many."""
LONGEST_LOCK = 120.0
"""Seconds that a writer waits for another one to finish its table."""
_RELEASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")


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
        self._files = Files(self.root, self._bucket)
        self._lock = threading.Lock()
        self._cache: LRUCache[tuple[str, str, str], TableData] = LRUCache(maxsize=200)
        self._seen: tuple[tuple[int, int, int] | None, dict[str, list[Entry]]] = (None, {})
        self._version: tuple[dict[str, list[Entry]] | None, str] = (None, "")
        self._keys: tuple[dict[str, list[Entry]] | None, dict[tuple[tuple[str, ...], str], Hashable]] = (None, {})
        self._pins: dict[str, str] = {}
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
        data = ours(catalog.table(entry.name), rows, entry)
        if day:
            shown = self._shown(entry.name)
            source = replace(data.source, as_of=day, is_cut=shown is not None and shown[1])
            data = replace(data, source=source)
        with self._lock:
            self._cache[entry.name, entry.sha256, day] = data
        return data

    def raw(self, name: str, release: str | None = None) -> pd.DataFrame:
        """Return the rows of a release as stored, with the publisher's codes and labels."""
        return plain(self._rows(name, release)[1]).to_pandas()

    def codes(self, name: str, release: str | None = None) -> pd.DataFrame:
        """Return the publisher's code lists of a release: ``dimension``, ``key``, ``padded``, ``label``, ``status``."""
        _, codes = self._still(name, release, lambda e: self._files.parquet(e, e.codes, e.codes_sha256))
        return plain(codes).to_pandas()

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

        Raises:
            Unreadable: the store itself cannot be read.
        """
        return self._files.unreadable(self.current())

    def is_whole(self) -> bool:
        """Whether every file that it lists, of this release and of earlier ones, is there as it was written.

        Never of a store at an address: its mirror holds what was asked for only.

        Raises:
            Unreadable: the store itself cannot be read.
        """
        return not self._bucket and all(
            self._files.is_whole(path, digest)
            for entries in self.entries().values()
            for entry in entries
            for path, digest in ((entry.path, entry.sha256), (entry.codes, entry.codes_sha256))
        )

    def file(self, path: str) -> Path:
        """Return where a listed file stands on this machine; it may be missing, see :meth:`read`."""
        return self._files.here(path)

    def gather(self) -> None:
        """Bring all current releases of a store at an address to this machine, several at a time."""
        if self._bucket:
            self._bucket.gather(path for entry in self.current() for path in (entry.path, entry.codes))

    def current(self) -> list[Entry]:
        """Return the current release of each table, as the descriptor lists them now.

        Raises:
            Problem: no such folder, no or a damaged descriptor.
        """
        return [entry for entries in self.entries().values() for entry in entries if entry.is_current]

    def _rows(self, name: str, release: str | None) -> tuple[Entry, pa.Table]:
        entry, rows = self._still(name, release, lambda e: self._files.parquet(e, e.path, e.sha256))
        if self._as_of and release is None:
            rows = rows.filter(was_out(entry, rows, self._as_of))
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
        rows = self._files.parquet(current, current.path, current.sha256)
        reach = last_start(rows.filter(was_out(current, rows, self._as_of)))
        choice = None if reach is None else (current, not is_of(current, self._as_of))
        of_then = [entry for entry in listed[name] if not entry.is_current and is_of(entry, self._as_of)]
        for entry in of_then if name not in self._pins and (choice is None or choice[1]) else []:  # newest first
            newest = last_start(self._files.parquet(entry, entry.path, entry.sha256))
            if newest is not None and (reach is None or newest >= reach):
                choice = (entry, False)
                break
        with self._lock:
            remembered[name] = choice
        return choice

    def _still(self, name: str, release: str | None, read: Callable[[Entry], pa.Table]) -> tuple[Entry, pa.Table]:
        """Read a listed file; where a writer replaced the descriptor meanwhile, read what it lists now."""
        entry = self.entry(name, release)
        try:
            return entry, read(entry)
        except Problem:
            now = self.entry(name, release)
            if now.sha256 == entry.sha256 and now.path == entry.path:
                raise
            return now, read(now)

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
            staged = disk.stage(folder, parquet_bytes(rows), is_synced=True)
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
        if not _RELEASE.fullmatch(facts["release"]):
            raise ValueError(f"not a release name: {facts['release']!r}")
        folder = self.root / table.folder
        try:
            with self._writable(), self.lock():
                if self._bucket:
                    self._bucket.refresh(DESCRIPTOR)
                folder.mkdir(parents=True, exist_ok=True)
                codes_body = parquet_bytes(codes)
                listed = dict(self.entries()) if self.exists else {}
                earlier = listed.get(table.name, [])
                entry = _entry(table, staged, codes_body, rows, facts, earlier)
                older = [_current(each, False) for each in earlier if each.release != entry.release]
                listed[table.name] = [entry, *older][: max(1, facts.get("keep", MOST_RELEASES))]
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


def _day(day: str) -> Text:
    return Text(nl=date(day, "nl"), en=date(day, "en"))


def _entry(
    table: Table, staged: Path, codes_body: bytes, rows: int, facts: ReleaseFacts, earlier: Iterable[Entry]
) -> Entry:
    """Return what the descriptor will say of a new release; its files get names that no other file of a load has."""
    with staged.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    codes_sha256 = hashlib.sha256(codes_body).hexdigest()
    name, is_loaded = facts["release"], facts["origin"] != "snapshot"
    sums = {each.path: each.sha256 for each in earlier}
    if is_loaded and sums.get(f"{table.folder}/{name}.parquet", sha256) != sha256:
        name = f"{name}-{sha256[:8]}"
    path, codes = f"{table.folder}/{name}.parquet", f"{table.folder}/{name}.codes.parquet"
    codes_sums = [each.codes_sha256 for each in earlier if (each.path, each.codes) == (path, codes)]
    if is_loaded and codes_sums and codes_sums[0] != codes_sha256:
        codes = f"{table.folder}/{name}-{codes_sha256[:8]}.codes.parquet"
    return Entry.of(
        name=table.name,
        table=table.id,
        path=path,
        codes=codes,
        sha256=sha256,
        codes_sha256=codes_sha256,
        bytes=staged.stat().st_size,
        rows=rows,
        release=facts["release"],
        modified=facts["modified"],
        retrieved=facts["retrieved"],
        origin=facts["origin"],
        publisher=table.publisher,
        licence=table.licence,
        is_current=True,
        coverage=facts.get("coverage"),
        extra=dict(facts.get("extra") or {}),
    )


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
