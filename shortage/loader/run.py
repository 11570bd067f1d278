"""One load: ask what is new, bring each new table beside the store, and adopt it when it is whole."""

from __future__ import annotations

import ctypes
import datetime as dt
import re
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa

from shortage import catalog
from shortage.catalog import Table
from shortage.disk import put
from shortage.loader import compare
from shortage.loader.aliases import aliases, applied
from shortage.loader.base import (
    CONNECTIONS,
    KEEP,
    SOURCES,
    Outcome,
    Progress,
    TableResult,
    definition,
    is_loadable,
    is_unseen,
)
from shortage.loader.held import held
from shortage.loader.record import write_record
from shortage.loader.release import ReleaseWriter
from shortage.sources.base import HttpClient, Plan, Published, Publisher, both
from shortage.sources.cbs import Cbs
from shortage.sources.errors import Discontinued, Incomplete, Lost, Moved, SourceError, Transient
from shortage.store import DESCRIPTOR, Entry, Store, snapshot_root
from shortage.text import Problem, Text

T = TypeVar("T")
R = TypeVar("R")
AT_ONCE = 15
"""Tables in one last look at the catalogue."""
LARGE_PIECES_ALONE, ONE_HEAP = (-3, 1 << 18), (-8, 1)
"""What the C library calls the bytes from which on a piece of memory is the system's own, and how many heaps it has."""
LOOK_UP = 0.5
"""Seconds after which whoever waits for a publisher looks whether it was told to stop."""
GATHER = 5.0
"""Seconds that a table which was read waits for others to be looked up with it."""


def load(
    names: Iterable[str],
    store: Store,
    keep: int = KEEP,
    force: bool = False,
    check: bool = False,
    progress: Callable[[Progress], None] | None = None,
    connections: int = CONNECTIONS,
    *,
    seed: bool = True,
    http: HttpClient | None = None,
    transport: str = "",
    accept: Iterable[str] = (),
    say: Callable[[Text], None] | None = None,
    record: Path | None = None,
) -> list[TableResult]:
    """Load tables from their publishers into ``store``.

    Args:
        names: our names or the publishers' ids; none means every table that can be loaded.
        store: where to; a folder that is not a store yet first gets the embedded snapshot (see ``seed_store``).
        keep: how many releases of a table stay.
        force: load also what has not changed.
        check: only say what is new, and how the tables of CBS fit the catalogue; nothing is written.
        progress: is told how far a table is; called from several threads, one at a time.
        connections: how many requests may be on their way at once.
        seed: begin a new store with the embedded snapshot, so that what cannot be loaded is there too.
        http: the network, for tests and measurements.
        transport: which service of CBS, see :class:`~shortage.sources.cbs.Cbs`.
        record: a folder for what CBS says of each table (no figures), as one file per table; checks only.
        accept: tables (as in ``names``) whose new release is taken although it lacks what the one before has.
        say: is told in a sentence what whoever waits should know: that a publisher is silent, or that what the load did
            could not be noted; called from several threads.

    Returns:
        One result per table, in the order of ``names`` or of the catalogue. A failed table keeps its release.

    Raises:
        Problem: an unknown table, a store that cannot be written, another load that runs, an address that is none.
    """
    asked = [catalog.table(name) for name in names]
    for table in asked:
        if not (is_loadable(table) or is_unseen(table)):
            raise Problem("table_not_loadable", table=table.id)
    tables = list({table.name: table for table in asked or filter(is_loadable, catalog.tables().values())}.values())
    tell = say or (lambda _: None)
    net = http or HttpClient(
        connections, waiting=lambda host, seconds: tell(both("waiting", host=host, seconds=seconds))
    )
    net.begin()
    wait = True
    pool = pa.default_memory_pool()
    give_memory_back()
    try:
        publishers: dict[str, Publisher] = {
            source: Cbs(net, transport=transport) if source == "cbs" else SOURCES[source](net)
            for source in {table.source for table in tables}
        }
        by_table = aliases(store)
        tables = [applied(table, by_table.get(table.name, {})) for table in tables]
        taken = {catalog.table(name).name for name in accept}
        if check or record:
            return _Load(store, tables, publishers, net, keep, force or bool(record), progress, None, taken).check(
                record
            )
        with store.loading() as staging:
            if seed and not store.exists:
                seed_store(store, Store(snapshot_root()))
            begun = _now()
            results = _Load(store, tables, publishers, net, keep, force, progress, staging, taken).run()
            facts = {"begun": begun, "ended": _now(), "requests": net.requests, "bytes": net.bytes}
            try:
                store.note_load({**facts, "tables": [result.facts() for result in results]})
            except Problem as problem:  # the tables themselves are in their place
                tell(both("not_noted", why=Text(nl=problem.text("nl"), en=problem.text("en"))))
            return results
    except KeyboardInterrupt:
        wait = False
        raise
    finally:
        pa.set_memory_pool(pool)
        if http is None:
            net.close(wait=wait)


def seed_store(store: Store, source: Store) -> None:
    """Copy another store (the embedded snapshot) into a folder that is none yet; the descriptor comes last."""
    if store.root.resolve() == source.root.resolve():
        return
    try:
        with store.lock():  # who follows an address meanwhile must not take this for a leftover
            for entries in source.entries().values():
                for entry in entries:
                    for path in (entry.path, entry.codes):
                        target = store.root / path
                        target.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(source.root / path, target)
            beside = store.root / ".write-descriptor"
            shutil.copyfile(source.root / DESCRIPTOR, beside)
            put(beside, store.root / DESCRIPTOR)
            store.publish(
                path for entries in source.entries().values() for entry in entries for path in (entry.path, entry.codes)
            )
    except OSError as error:
        raise Problem("store_unwritable", path=store.address, why=error.strerror or str(error)) from error


def give_memory_back() -> None:
    """Let what an answer needed go back to the system when it is done with.

    Left alone, each thread keeps the most that it ever needed, in Arrow's pool and in that of the C library (glibc;
    others have no such setting): a large table then takes a quarter more.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    with suppress(OSError, TypeError, AttributeError):
        for option, value in (LARGE_PIECES_ALONE, ONE_HEAP):
            ctypes.CDLL(None).mallopt(ctypes.c_int(option), ctypes.c_int(value))


def clock() -> dt.datetime:
    """Return what time it is here, as publishers write it: without a zone."""
    return dt.datetime.now()


def _now() -> str:
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()


def _bare(problem: Problem) -> Problem:
    """Return a problem without the frames it came through: they hold whole answers, and a load keeps its problems."""
    problem.__traceback__ = problem.__cause__ = problem.__context__ = None
    return problem


def _is_same(entry: Entry, published: Published) -> bool:
    """Whether a release is of what the publisher's catalogue tells now; two services of one publisher agree by date."""
    before, now = entry.extra.get("service"), published.facts.get("service")
    if before and now and before != now:
        return bool(published.modified) and entry.modified == published.modified
    return bool(published.fingerprint) and entry.extra.get("fingerprint") == published.fingerprint


class _Load:
    def __init__(
        self,
        store: Store,
        tables: list[Table],
        publishers: Mapping[str, Publisher],
        http: HttpClient,
        keep: int,
        force: bool,
        progress: Callable[[Progress], None] | None,
        staging: Path | None,
        accepted: Collection[str] = (),
    ) -> None:
        self.store = store
        self.tables = tables
        self.publishers = publishers
        self.http = http
        self.keep = keep
        self.force = force
        self.progress = progress
        self.staging = staging
        self.accepted = accepted
        self._telling = threading.Lock()
        self._again = {name: _Again(publisher, http) for name, publisher in publishers.items()}
        self._reading = threading.Semaphore(http.connections)
        """As many tables are read at once as there are connections; who waits for a last look holds no place."""

    def check(self, record: Path | None = None) -> list[TableResult]:
        """Say what is new, and how each new table of CBS fits the catalogue; keep what CBS said of it in ``record``."""
        cbs = self.publishers.get("cbs")
        answers = cbs.keep_answers() if record and isinstance(cbs, Cbs) else {}
        listed = self._listed()
        results = []
        for table in self.tables:
            published = listed[table.name]
            result = self._seen(table, published)
            if result.outcome == "new" and isinstance(cbs, Cbs) and table.source == "cbs":
                assert isinstance(published, Published)
                try:
                    findings = tuple(cbs.compare(table, published, self._stored_labels(table)))
                    stops = next(
                        (finding.error for finding in findings if finding.error is not None and finding.is_needed), None
                    )
                    outcome: Outcome = "failed" if stops else "new"
                    result = replace(result, outcome=outcome, findings=findings, problem=stops)
                except SourceError as trouble:
                    result = replace(result, outcome="failed", problem=trouble)
                if record and published.id in answers:
                    write_record(record, table, published, answers[published.id])
            results.append(result)
        return results

    def run(self) -> list[TableResult]:
        """Load what is new; the largest tables first, so that none trails behind the others."""
        listed = self._listed()
        results: dict[str, TableResult] = {}
        todo: list[tuple[Table, Published]] = []
        for table in self.tables:
            published = listed[table.name]
            seen = self._seen(table, published)
            if seen.outcome == "new" and isinstance(published, Published):
                todo.append((table, published))
            else:
                results[table.name] = seen
                self._tell(seen)
        todo.sort(key=lambda job: -(job[1].rows or 0))
        for again in self._again.values():
            again.under_way = sum(1 for table, _ in todo if self._again[table.source] is again)
        for result in self._together(self.http.connections + AT_ONCE, lambda job: self._table_result(*job), todo):
            results[result.name] = result
        return [results[table.name] for table in self.tables]

    def _listed(self) -> dict[str, Published | SourceError]:
        answers: dict[str, Published | SourceError] = {}
        groups = [[table for table in self.tables if table.source == source] for source in self.publishers]
        asked = list(zip(self.publishers.values(), groups, strict=True))
        for part in self._together(max(1, len(asked)), lambda pair: pair[0].catalogue(pair[1]), asked):
            answers |= part
        return answers

    def _together(self, count: int, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Do ``work`` on several items at a time; gives the results in their order.

        On Ctrl-C what waits is dropped and what is under way is broken off: the store is as it was, and nobody waits.
        A signal that the system gave to another thread wakes no lock, so the main one looks up now and then.
        """
        pool = ThreadPoolExecutor(count, thread_name_prefix="table")
        try:
            for future in [pool.submit(work, item) for item in items]:
                while not futures.wait([future], timeout=LOOK_UP).done:
                    pass
                yield future.result()
        except Exception:
            pool.shutdown(cancel_futures=True)
            raise
        except BaseException:
            self.http.close(wait=False)
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()

    def _current(self, table: Table) -> Entry | None:
        try:
            return self.store.entry(table.name)
        except Problem:
            return None

    def _seen(self, table: Table, published: Published | SourceError) -> TableResult:
        """Compare what the publisher says with what the store holds: ``new``, ``unchanged`` or ``failed``."""
        facts: dict[str, Any] = {"name": table.name, "table": table.id}
        if isinstance(published, SourceError):
            return TableResult(outcome="failed", problem=_bare(published), **facts)
        facts |= {"modified": published.modified, "next": published.next}
        if published.stopped and not table.load.get("stopped"):
            successor = published.successor or table.successor or "?"
            problem = Discontinued(table=table.id, publisher=table.publisher, successor=successor)
            return TableResult(outcome="failed", problem=problem, **facts)
        current = self._current(table)
        if current is not None and _is_same(current, published) and self._may_stay(table, current):
            return TableResult(outcome="unchanged", release=current.release, rows=current.rows, **facts)
        return TableResult(outcome="new", release=self._release(table, published), **facts)

    def _may_stay(self, table: Table, entry: Entry) -> bool:
        """Whether a release is as good as one that would be made now of the same answer."""
        return (
            not self.force
            and entry.origin == "loaded"
            and entry.extra.get("definition") == definition(table)
            and self._is_whole(entry)
        )

    def _is_whole(self, entry: Entry) -> bool:
        """Whether the files of a release are there in their listed size; what was damaged is loaded again."""
        try:
            return self.store.file(entry.path).stat().st_size == entry.bytes and self.store.file(entry.codes).exists()
        except OSError:
            return False

    def _release(self, table: Table, published: Published) -> str:
        """Return the name of a release: the publisher's date, with the time where that date is taken."""
        digits = re.sub(r"[^0-9T-]", "", published.modified)
        date, hour = digits[:10] or dt.date.today().isoformat(), digits[11:15]
        try:
            listed = self.store.entries().get(table.name, [])
        except Problem:
            listed = []
        taken = [entry for entry in listed if entry.release == date]
        if taken and (taken[0].modified != published.modified or taken[0].origin != "loaded"):
            return f"{date}-{hour or '0000'}"
        return date

    def _stored_labels(self, table: Table) -> dict[str, dict[str, str]]:
        """Return the labels of the codes of the release that is there, by stored column."""
        by_dimension: dict[str, dict[str, str]] = {}
        with suppress(Problem):
            codes = self.store.codes(table.name)
            for dimension, key, label in zip(codes["dimension"], codes["key"], codes["label"], strict=True):
                if key:
                    by_dimension.setdefault(dimension, {})[key] = label
        current = self._current(table)
        resolved = current.extra.get("resolved", {}) if current is not None else {}
        by_column = {dimension.key: dimension for dimension in table.dimensions.values()}
        for dimension, pairs in resolved.items():
            # What was found under another key last time is known by that key's label from then on.
            for ours, key in pairs.items():
                label = by_dimension.get(dimension, {}).get(key, "")
                members = by_column[dimension].members if dimension in by_column else {}
                native = members[ours].key if ours in members else ours
                if label and native:
                    by_dimension[dimension].setdefault(native, label)
        return by_dimension

    def _table_result(self, table: Table, published: Published) -> TableResult:
        begin = time.perf_counter()
        facts: dict[str, Any] = {"name": table.name, "table": table.id, "modified": published.modified}
        facts["next"] = published.next
        try:
            try:
                entry, is_new = self._bring(table, published)
            except Moved:
                # The publisher released in between: once more, on what the catalogue says now.
                now = self.publishers[table.source].catalogue([table])[table.name]
                if isinstance(now, SourceError):
                    raise now from None
                entry, is_new = self._bring(table, now)
            except Transient as trouble:
                entry, is_new = self._bring(table, self._instead(table, published, trouble))
            facts |= {"modified": entry.modified, "release": entry.release, "rows": entry.rows}
            if is_new:
                result = TableResult(outcome="loaded", bytes=entry.bytes, note=_note(entry), **facts)
            else:
                result = TableResult(outcome="unchanged", **facts)
        except Problem as trouble:
            result = TableResult(outcome="failed", problem=_bare(trouble), **facts)
        except Exception as error:  # one table may not stop the others, whatever it is
            what = traceback.format_exception_only(error)[-1].strip()
            result = TableResult(
                outcome="failed", problem=Incomplete(table=table.id, what=Text(nl=what, en=what)), **facts
            )
        finally:
            self._again[table.source].leave()
        result = TableResult(**{**result.__dict__, "seconds": time.perf_counter() - begin})
        self._tell(result)
        return result

    def _instead(self, table: Table, published: Published, trouble: Transient) -> Published:
        """Return what another service of the publisher says of a table that this one does not give now.

        Raises:
            Transient: ``trouble``, where there is no other.
        """
        publisher = self.publishers[table.source]
        other = publisher.instead(table, published) if isinstance(publisher, Cbs) else None
        if other is None:
            raise trouble
        return other

    def _tell(self, result: TableResult) -> None:
        if self.progress is not None:
            done = Progress(result.name, result.table, result.rows, result.rows, self.http.bytes, result.outcome)
            with self._telling:
                self.progress(done)

    def _bring(self, table: Table, published: Published) -> tuple[Entry, bool]:
        """Return the release of what the publisher has now, and whether it was made here rather than there already."""
        assert self.staging is not None
        staged = self.staging / f"{table.name}.parquet"
        try:
            with self._reading:
                read = self._read(table, published, staged)
            if isinstance(read, Entry):
                return read, False
            after = self._again[table.source].ask(table)
            if isinstance(after, SourceError):
                raise after
            if after is not None and after.fingerprint != read.published.fingerprint:
                raise Moved(table=table.id)
            if read.current is not None and table.name not in self.accepted:
                self._nothing_lost(table, read.current, read)
            return self._adopt(table, staged, read), True
        except OSError as error:
            raise Problem("store_unwritable", path=self.store.address, why=error.strerror or str(error)) from error
        finally:
            staged.unlink(missing_ok=True)

    def _read(self, table: Table, published: Published, staged: Path) -> _Read | Entry:
        """Read a table into ``staged``; the release that is there, where its figures turn out to be the same."""
        plan = self.publishers[table.source].plan(table, published, self._stored_labels(table))
        current = self._current(table)
        if (
            current is not None
            and plan.digest
            and current.extra.get("digest") == plan.digest
            and self._may_stay(table, current)
        ):
            return current
        published = replace(published, modified=plan.modified or published.modified)
        digest = current.extra.get("digest") if current is not None else ""
        if current is not None and digest and digest != plan.digest and current.modified == published.modified:
            # Other figures under the same date: the day on which they were seen counts.
            published = replace(published, modified=_now()[:19])
        release = self._release(table, published)
        vintage = published.modified[:10] or release
        read = 0
        origin = plan.origin or self.publishers[table.source].name
        with ReleaseWriter(table, plan, staged, vintage, origin) as writer:
            for block in plan.read():
                writer.add(block)
                read += block.rows
                if self.progress is not None:
                    with self._telling:
                        self.progress(Progress(table.name, table.id, read, plan.rows, self.http.bytes))
            writer.finish()
            earlier = self._earlier(table, plan, writer.columns) if plan.keeps_earlier else None
            if earlier is not None:
                writer.carry(earlier)
        if plan.rows and not (read <= plan.rows if plan.at_most else read == plan.rows):
            raise Incomplete(table=table.id, what=both("rows_differ", rows=read, expected=plan.rows))
        return _Read(current, published, plan, writer, release, read, earlier)

    def _nothing_lost(self, table: Table, current: Entry, read: _Read) -> None:
        """Hold the new release against the one that is there.

        Raises:
            Lost: something would be gone; the sentence says all of it.
        """
        plan = read.plan
        findings = compare.of_dates_and_title(current, read.published, clock())
        # What a publisher's new edition drops, or one file of several does not have, stays beside it.
        since = min(plan.periods) if plan.keeps_earlier == "years" else ""
        if plan.keeps_earlier != "cells" and current.origin == "loaded":
            with suppress(Problem):  # damaged: that is why it is loaded
                here, codes = held(self.store, current, plan.dimensions, since), self.store.codes(table.name)
                if here.figures:
                    findings += compare.of_figures(table, current, here, codes, plan, read.writer)
        if findings:
            what = Text(
                nl="; ".join(finding.nl for finding in findings), en="; ".join(finding.en for finding in findings)
            )
            raise Lost(table=table.id, name=table.name, what=what)

    def _earlier(self, table: Table, plan: Plan, columns: list[str]) -> pd.DataFrame | None:
        """Return the figures here that stay beside the publisher's new edition; None where there are none.

        They keep their edition: whoever draws a line through the table ends it where the edition changes.

        Raises:
            Incomplete: the new edition ends before the one that is here.
        """
        try:
            rows = self.store.raw(table.name)
        except Problem:
            return None
        rows = rows[rows["value"].notna()]
        official = rows[rows["grade"] != "C"]
        if rows.empty or set(columns) - set(rows.columns):
            return None
        last, here = max(plan.periods, default=""), max(official["period"], default="")
        if plan.keeps_earlier == "years" and last < here:
            what = both("ends_earlier", period=last, before=here)
            raise Incomplete(table=table.id, what=what)
        labels = {quantity.label for quantity in plan.quantities}
        if plan.keeps_earlier == "years":
            rows = official[(official["period"] < min(plan.periods)) & official["measure_label"].isin(labels)]
        else:
            rows = rows[~(rows["measure_label"].isin(labels) & rows["period"].isin(plan.periods))]
        return rows[columns] if len(rows) else None

    def _adopt(self, table: Table, staged: Path, read: _Read) -> Entry:
        published, plan, writer, earlier = read.published, read.plan, read.writer, read.earlier
        columns = ["dimension", "key", "padded", "label", "status"]
        return self.store.adopt(
            table,
            staged,
            pd.DataFrame(plan.codes, columns=columns, dtype="str"),
            rows=writer.rows,
            release=read.release,
            modified=published.modified,
            retrieved=_now(),
            origin="loaded",
            coverage=_earlier_words(earlier) if plan.keeps_earlier == "years" else None,
            keep=self.keep,
            extra={
                **plan.extra,
                "fingerprint": published.fingerprint,
                "definition": definition(table),
                "digest": plan.digest,
                "publishedTitle": published.title,
                "next": published.next,
                "publisherRows": read.rows,
                "firstPeriod": min(writer.periods),
                "lastPeriod": max(writer.periods),
            },
        )


def _note(entry: Entry) -> Text | None:
    """Say what is peculiar to a release: years of an earlier edition, and names that the publisher no longer has."""
    sentences = [entry.coverage] if entry.coverage else []
    missing = entry.extra.get("missing", [])
    if missing:
        sentences.append(both("missing_told", names=", ".join(missing)))
    return (
        Text(nl=" ".join(sentence.nl for sentence in sentences), en=" ".join(sentence.en for sentence in sentences))
        if sentences
        else None
    )


def _earlier_words(rows: pd.DataFrame | None) -> Text | None:
    """Say which years come from an earlier edition."""
    if rows is None:
        return None
    years, editions = sorted({period[:4] for period in rows["period"]}), sorted(set(rows["vintage"]))
    span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return both("earlier_edition", years=span, edition=", ".join(editions))


@dataclass(frozen=True)
class _Read:
    """A table that lies beside the store, read whole."""

    current: Entry | None
    """The release that is there."""
    published: Published
    plan: Plan
    writer: ReleaseWriter
    release: str
    rows: int
    """How many rows of the publisher were read."""
    earlier: pd.DataFrame | None
    """What stays of the release that is there."""


class _Again:
    """Asks the catalogue once more for tables that were read: one question serves all that wait for it.

    It is asked when nobody is left to wait for, when as many wait as go into one question, or when the first has
    waited for :data:`GATHER` seconds.
    """

    def __init__(self, publisher: Publisher, http: HttpClient) -> None:
        self.publisher = publisher
        self.http = http
        self.under_way = 0
        """Tables of the publisher that the load has yet to finish."""
        self._change = threading.Condition()
        self._waiting: dict[str, Table] = {}
        self._since = 0.0
        self._asked = 0
        self._answers: dict[str, Published | SourceError] = {}

    def leave(self) -> None:
        """Note that a table is finished, however it ended."""
        with self._change:
            self.under_way -= 1
            self._change.notify_all()

    def ask(self, table: Table) -> Published | SourceError | None:
        """Return what the catalogue says of ``table`` at a moment after this call; None where that has no use."""
        if not self.publisher.is_paged:
            return None
        with self._change:
            self._since = self._since if self._waiting else time.monotonic()
            self._waiting[table.name] = table
            self._change.notify_all()
            while table.name not in self._answers and not self._is_due():
                self._change.wait(0.2)
            if table.name in self._answers:
                return self._answers.pop(table.name)
            batch, self._waiting = self._waiting, {}
            self._asked += len(batch)
        answers: dict[str, Published | SourceError] = {}
        try:
            answers = self.publisher.catalogue(list(batch.values()))
        finally:
            with self._change:
                self._asked -= len(batch)
                self._answers |= answers
                # Whoever got no answer, because the question itself broke, asks for itself.
                self._waiting |= {name: table for name, table in batch.items() if name not in answers}
                self._waiting.pop(table.name, None)
                self._change.notify_all()
        return self._answers.pop(table.name)

    def _is_due(self) -> bool:
        return bool(self._waiting) and (
            len(self._waiting) >= min(AT_ONCE, self.under_way - self._asked)
            or time.monotonic() - self._since > GATHER
            or self.http.is_closed
        )
