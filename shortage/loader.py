"""Floor 4, the loader: source → checked → Parquet, whole or not at all.

:func:`load` brings tables from their publishers into a store. A table is put together beside the store, page by page,
held against its catalogue file and the publisher's own lists, and only then made the current release. Whatever goes
wrong with one table stops that table, with a sentence; the others go on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shortage import catalog
from shortage.catalog import Table
from shortage.sources.base import Block, Plan, Published, Publisher, Wire, both
from shortage.sources.cbs import Cbs
from shortage.sources.duo import Duo
from shortage.sources.errors import Discontinued, Implausible, Incomplete, Moved, SourceError
from shortage.sources.eurostat import Eurostat
from shortage.store import DESCRIPTOR, Entry, Store, default_root
from shortage.text import Problem, Text

KEEP = 8
CONNECTIONS = 4
Outcome = Literal["loaded", "unchanged", "new", "failed"]
SOURCES: dict[str, Callable[[Wire], Publisher]] = {"cbs": Cbs, "duo": Duo, "eurostat": Eurostat}
PERIODS_LATE = {"month": 75, "quarter": 140, "year": 430, "school_year": 430}
"""Days after which a release of that rhythm is called stale: one period and a publisher's usual delay."""


@dataclass(frozen=True)
class TableResult:
    """What a load did with one table."""

    name: str
    table: str
    outcome: Outcome
    release: str = ""
    modified: str = ""
    rows: int = 0
    bytes: int = 0
    seconds: float = 0.0
    next: str = ""
    problem: Problem | None = None

    def facts(self) -> dict[str, Any]:
        """Return the result for ``--json`` and for the store's note of the last load."""
        found: dict[str, Any] = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "problem"}
        found["seconds"] = round(self.seconds, 3)
        found["problem"] = None
        if self.problem is not None:
            found["problem"] = {
                "key": self.problem.key,
                "nl": self.problem.text("nl"),
                "en": self.problem.text("en"),
                "status": getattr(self.problem, "status", 0),
                "url": getattr(self.problem, "url", ""),
            }
        return found


@dataclass(frozen=True)
class Progress:
    """How far a table is: rows of the publisher read so far, of how many (0: not known), and bytes of the load."""

    name: str
    table: str
    rows: int
    total: int
    bytes: int
    outcome: Outcome | None = None


@dataclass(frozen=True)
class TableStatus:
    """What a store holds of a table, without asking anybody."""

    name: str
    table: str
    source: str
    state: Literal["snapshot", "fresh", "stale", "absent"]
    is_loadable: bool
    release: str = ""
    modified: str = ""
    retrieved: str = ""
    age_days: int | None = None
    releases: tuple[str, ...] = ()
    next: str = ""
    problem: Text | None = None


def is_loadable(table: Table) -> bool:
    """Whether a table can be loaded: it comes from a publisher we can ask, not from a page of text."""
    return table.source in SOURCES and table.kind != "publication" and not (table.load.get("skip") or is_unseen(table))


def is_unseen(table: Table) -> bool:
    """Whether the catalogue has a table by name only: asked for by that name, its columns are told, not loaded."""
    return bool(table.load.get("unseen"))


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
    wire: Wire | None = None,
) -> list[TableResult]:
    """Load tables from their publishers into ``store``.

    Args:
        names: our names or the publishers' ids; none means every table that can be loaded.
        store: where to; a folder that is not a store yet first gets the embedded snapshot (see ``seed``).
        keep: how many releases of a table stay.
        force: load also what has not changed.
        check: only say what is new; nothing is written.
        progress: is told how far a table is; called from several threads, one at a time.
        connections: how many requests may be on their way at once.
        seed: begin a new store with the embedded snapshot, so that what cannot be loaded is there too.
        wire: the network, for tests and measurements.

    Returns:
        One result per table, in the order of ``names`` or of the catalogue. A failed table keeps its release.

    Raises:
        Problem: an unknown table, a store that cannot be written, another load that runs, an address that is none.
    """
    asked = [catalog.table(name) for name in names]
    for one in asked:
        if not (is_loadable(one) or is_unseen(one)):
            raise Problem("table_not_loadable", table=one.id)
    tables = list({one.name: one for one in asked or filter(is_loadable, catalog.tables().values())}.values())
    net = wire or Wire(connections)
    try:
        publishers = {source: SOURCES[source](net) for source in {one.source for one in tables}}
        if check:
            return _Load(store, tables, publishers, net, keep, force, progress, None).check()
        with store.loading() as staging:
            if seed and not store.exists:
                plant(store, Store(default_root()))
            begun = _now()
            results = _Load(store, tables, publishers, net, keep, force, progress, staging).run()
            store.note_load(
                {
                    "begun": begun,
                    "ended": _now(),
                    "requests": net.requests,
                    "bytes": net.bytes,
                    "tables": [one.facts() for one in results],
                }
            )
            return results
    finally:
        if wire is None:
            net.close()


def plant(store: Store, source: Store) -> None:
    """Copy another store (the embedded snapshot) into a folder that is none yet; the descriptor comes last."""
    if store.root.resolve() == source.root.resolve():
        return
    try:
        for entries in source.entries().values():
            for entry in entries:
                for path in (entry.path, entry.codes):
                    target = store.root / path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(source.root / path, target)
        beside = store.root / ".write-descriptor"
        shutil.copyfile(source.root / DESCRIPTOR, beside)
        beside.replace(store.root / DESCRIPTOR)
        store.publish(
            path for entries in source.entries().values() for entry in entries for path in (entry.path, entry.codes)
        )
    except OSError as error:
        raise Problem("store_unwritable", path=store.address, why=error.strerror or str(error)) from error


def status(store: Store, today: dt.date | None = None) -> list[TableStatus]:
    """Return what the store holds of every table of the catalogue and whether it is stale. Nobody is asked.

    A release is stale when it is older than its rhythm (month, quarter, year) and the publisher's usual delay; the
    snapshot is called by that name whatever its age.

    Raises:
        Problem: the store cannot be read.
    """
    today = today or dt.date.today()
    entries = store.entries()
    last = {one.get("name"): one.get("problem") for one in store.last_load().get("tables", []) if isinstance(one, dict)}
    found = []
    for table in catalog.tables().values():
        listed = entries.get(table.name, [])
        current = next((one for one in listed if one.is_current), None)
        trouble = last.get(table.name)
        problem = Text(nl=str(trouble["nl"]), en=str(trouble["en"])) if isinstance(trouble, dict) else None
        facts: dict[str, Any] = {
            "name": table.name,
            "table": table.id,
            "source": table.source,
            "is_loadable": is_loadable(table),
            "problem": problem,
        }
        if current is None:
            found.append(TableStatus(state="absent", **facts))
            continue
        age = _days(current.modified or current.release, today)
        state: Literal["snapshot", "fresh", "stale"] = "fresh"
        if current.origin == "snapshot":
            state = "snapshot"
        elif age is None or age > PERIODS_LATE[table.frequency]:
            state = "stale"
        found.append(
            TableStatus(
                state=state,
                release=current.release,
                modified=current.modified,
                retrieved=current.retrieved,
                age_days=age,
                releases=tuple(one.release for one in listed),
                next=str(current.extra.get("next", "")),
                **facts,
            )
        )
    return found


def _days(text: str, today: dt.date) -> int | None:
    """Return the days from an ISO date (a year or month counts from its last day on) to ``today``."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", text):
        with suppress(ValueError):
            return (today - dt.date.fromisoformat(text[:10])).days
    if re.fullmatch(r"\d{4}-\d\d", text):
        year, month = int(text[:4]), int(text[5:])
        if 1 <= month <= 12:
            return (today - (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1))).days
    return None


def _now() -> str:
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()


def definition(table: Table) -> str:
    """Return a short checksum of what the catalogue takes of a table: other wishes mean another load."""
    parts = table.model_dump(include={"id", "dimensions", "measures", "time_key", "checks", "load"}, mode="json")
    members = {name: sorted(one.members) for name, one in table.dimensions.items()}
    return hashlib.sha256(json.dumps([parts, members], sort_keys=True).encode()).hexdigest()[:12]


# -- one load --------------------------------------------------------------------------------------------------


class _Load:
    def __init__(
        self,
        store: Store,
        tables: list[Table],
        publishers: Mapping[str, Publisher],
        wire: Wire,
        keep: int,
        force: bool,
        progress: Callable[[Progress], None] | None,
        staging: Path | None,
    ) -> None:
        self.store = store
        self.tables = tables
        self.publishers = publishers
        self.wire = wire
        self.keep = keep
        self.force = force
        self.progress = progress
        self.staging = staging
        self._telling = threading.Lock()
        self._again = {name: _Again(one) for name, one in publishers.items()}

    def check(self) -> list[TableResult]:
        """Say what is new."""
        listed = self._listed()
        return [self._seen(table, listed[table.name]) for table in self.tables]

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
        todo.sort(key=lambda one: -(one[1].rows or 0))
        for source, again in self._again.items():
            again.tables = [table for table, _ in todo if table.source == source]
        with ThreadPoolExecutor(self.wire.connections, thread_name_prefix="table") as pool:
            try:
                for result in pool.map(lambda one: self._one(*one), todo):
                    results[result.name] = result
            except BaseException:
                # Ctrl-C: what waits is dropped, what is under way ends at its next page, the store is as it was.
                self.wire.close()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [results[table.name] for table in self.tables]

    def _listed(self) -> dict[str, Published | SourceError]:
        found: dict[str, Published | SourceError] = {}
        with ThreadPoolExecutor(max(1, len(self.publishers))) as pool:
            groups = [[one for one in self.tables if one.source == source] for source in self.publishers]
            for part in pool.map(
                lambda pair: pair[0].catalogue(pair[1]), zip(self.publishers.values(), groups, strict=True)
            ):
                found |= part
        return found

    def _current(self, table: Table) -> Entry | None:
        try:
            return self.store.entry(table.name)
        except Problem:
            return None

    def _seen(self, table: Table, published: Published | SourceError) -> TableResult:
        """Compare what the publisher says with what the store holds: ``new``, ``unchanged`` or ``failed``."""
        facts: dict[str, Any] = {"name": table.name, "table": table.id}
        if isinstance(published, SourceError):
            return TableResult(outcome="failed", problem=published, **facts)
        facts |= {"modified": published.modified, "next": published.next}
        if published.stopped and not table.load.get("stopped"):
            successor = published.successor or table.successor or "?"
            problem = Discontinued(table=table.id, publisher=table.publisher, successor=successor)
            return TableResult(outcome="failed", problem=problem, **facts)
        current = self._current(table)
        if (
            current is not None
            and not self.force
            and current.origin == "loaded"
            and current.extra.get("fingerprint") == published.fingerprint
            and current.extra.get("definition") == definition(table)
            and self._is_whole(current)
        ):
            return TableResult(outcome="unchanged", release=current.release, rows=current.rows, **facts)
        return TableResult(outcome="new", release=self._release(table, published), **facts)

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
        taken = [one for one in listed if one.release == date]
        if taken and (taken[0].modified != published.modified or taken[0].origin != "loaded"):
            return f"{date}-{hour or '0000'}"
        return date

    def _known(self, table: Table) -> dict[str, dict[str, str]]:
        """Return the labels of the codes of the release that is there, by stored column."""
        found: dict[str, dict[str, str]] = {}
        with suppress(Problem):
            codes = self.store.codes(table.name)
            for dimension, key, label in zip(codes["dimension"], codes["key"], codes["label"], strict=True):
                if key:
                    found.setdefault(dimension, {})[key] = label
        current = self._current(table)
        resolved = current.extra.get("resolved", {}) if current is not None else {}
        by_column = {one.key: one for one in table.dimensions.values()}
        for dimension, pairs in resolved.items():
            # What was found under another key last time is known by that key's label from then on.
            for ours, key in pairs.items():
                label = found.get(dimension, {}).get(key, "")
                members = by_column[dimension].members if dimension in by_column else {}
                native = members[ours].key if ours in members else ours
                if label and native:
                    found[dimension].setdefault(native, label)
        return found

    def _one(self, table: Table, published: Published) -> TableResult:
        begin = time.perf_counter()
        facts: dict[str, Any] = {"name": table.name, "table": table.id, "modified": published.modified}
        facts["next"] = published.next
        try:
            try:
                entry = self._bring(table, published)
            except Moved:
                # The publisher released in between: once more, on what the catalogue says now.
                now = self.publishers[table.source].catalogue([table])[table.name]
                if isinstance(now, SourceError):
                    raise now from None
                facts["modified"] = now.modified
                entry = self._bring(table, now)
            result = TableResult(outcome="loaded", release=entry.release, rows=entry.rows, bytes=entry.bytes, **facts)
        except Problem as trouble:
            result = TableResult(outcome="failed", problem=trouble, **facts)
        except Exception as error:  # one table may not stop the others, whatever it is
            what = traceback.format_exception_only(error)[-1].strip()
            result = TableResult(
                outcome="failed", problem=Incomplete(table=table.id, what=Text(nl=what, en=what)), **facts
            )
        result = TableResult(**{**result.__dict__, "seconds": time.perf_counter() - begin})
        self._tell(result)
        return result

    def _tell(self, result: TableResult) -> None:
        if self.progress is not None:
            done = Progress(result.name, result.table, result.rows, result.rows, self.wire.bytes, result.outcome)
            with self._telling:
                self.progress(done)

    def _bring(self, table: Table, published: Published) -> Entry:
        assert self.staging is not None
        plan = self.publishers[table.source].plan(table, published, self._known(table))
        release = self._release(table, published)
        vintage = published.modified[:10] or release
        staged = self.staging / f"{table.name}.parquet"
        read = 0
        try:
            with Sheet(table, plan, staged, vintage, self.publishers[table.source].name) as sheet:
                for block in plan.read():
                    sheet.add(block)
                    read += block.rows
                    if self.progress is not None:
                        with self._telling:
                            self.progress(Progress(table.name, table.id, read, plan.rows, self.wire.bytes))
                sheet.finish()
            if plan.rows and not (read <= plan.rows if plan.at_most else read == plan.rows):
                raise Incomplete(table=table.id, what=both("rows_differ", rows=read, expected=plan.rows))
            after = self._again[table.source].ask(table)
            if isinstance(after, SourceError):
                raise after
            if after is not None and after.fingerprint != published.fingerprint:
                raise Moved(table=table.id)
            return self._adopt(table, published, plan, sheet, staged, release, read)
        except OSError as error:
            raise Problem("store_unwritable", path=self.store.address, why=error.strerror or str(error)) from error
        finally:
            staged.unlink(missing_ok=True)

    def _adopt(
        self, table: Table, published: Published, plan: Plan, sheet: Sheet, staged: Path, release: str, read: int
    ) -> Entry:
        columns = ["dimension", "key", "padded", "label", "status"]
        return self.store.adopt(
            table,
            staged,
            pd.DataFrame(plan.codes, columns=columns, dtype="str"),
            rows=sheet.rows,
            release=release,
            modified=published.modified,
            retrieved=_now(),
            origin="loaded",
            keep=self.keep,
            extra={
                **plan.extra,
                "fingerprint": published.fingerprint,
                "definition": definition(table),
                "publishedTitle": published.title,
                "next": published.next,
                "publisherRows": read,
                "firstPeriod": min(sheet.periods),
                "lastPeriod": max(sheet.periods),
            },
        )


class _Again:
    """Asks the catalogue once more for tables that are read: one request serves all that are waiting for it."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.tables: list[Table] = []
        self._lock = threading.Lock()
        self._begun = -1.0
        self._found: dict[str, Published | SourceError] = {}

    def ask(self, table: Table) -> Published | SourceError | None:
        """Return what the catalogue says of ``table`` at a moment after this call; None where that has no use."""
        if not self.publisher.is_paged:
            return None
        arrived = time.monotonic()
        with self._lock:
            if self._begun < arrived:
                begun = time.monotonic()
                self._found = self.publisher.catalogue(self.tables)
                self._begun = begun
            return self._found[table.name]


# -- one release -----------------------------------------------------------------------------------------------


def release_schema(statuses: Sequence[str]) -> Any:
    """Return the pandera schema of a release's rows, dimensions aside."""
    import pandera.pandas as pandera

    text = pandera.Column("category", nullable=False)
    return pandera.DataFrameSchema(
        {
            "measure": text,
            "measure_label": text,
            "unit": text,
            "period": pandera.Column(
                "category",
                pandera.Check(
                    lambda s: s.cat.categories.str.fullmatch(r"\d{4}(KW0[1-4]|JJ00|SJ00|MM(0[1-9]|1[0-2]))").all()
                ),
            ),
            "value": pandera.Column(float, pandera.Check(lambda s: ~np.isinf(s)), nullable=True),
            "status": pandera.Column("category", pandera.Check.isin(list(statuses))),
            "grade": pandera.Column("category", pandera.Check.isin(["A"])),
            "vintage": text,
            "origin": text,
        },
        strict=False,
        coerce=False,
    )


def _are_periods(found: pd.Series[Any]) -> bool:
    return bool(found.cat.categories.str.fullmatch(r"\d{4}(KW0[1-4]|JJ00|SJ00|MM(0[1-9]|1[0-2]))").all())


@dataclass
class Sheet:
    """One release while it is put together: blocks come in, checked rows go to Parquet, little stays in memory."""

    table: Table
    plan: Plan
    path: Path
    vintage: str
    publisher: str
    rows: int = 0
    periods: set[str] = field(default_factory=set)

    def __enter__(self) -> Sheet:
        plan = self.plan
        self._texts: dict[str, list[str]] = {
            "measure": [one.key for one in plan.quantities],
            "measure_label": [one.label for one in plan.quantities],
            "unit": [one.unit for one in plan.quantities],
        }
        for name, members in plan.dimensions.items():
            self._texts[name] = [key for key, _ in members]
            self._texts[f"{name}_label"] = [label for _, label in members]
        self._texts |= {
            "period": plan.periods,
            "status": plan.statuses,
            "grade": ["A"],
            "vintage": [self.vintage],
            "origin": [self.publisher],
        }
        order = ["measure", "measure_label", "unit"]
        order += [column for name in plan.dimensions for column in (name, f"{name}_label")]
        order += ["period", "value", "status", "grade", "vintage", "origin"]
        text = pa.dictionary(pa.int32(), pa.string())
        self._schema = pa.schema([(name, pa.float64() if name == "value" else text) for name in order])
        # Equal texts are one text: two topics of one unit, two codes of one label.
        distinct = {name: dict.fromkeys(values) for name, values in self._texts.items()}
        self._values = {name: pa.array(list(texts), pa.string()) for name, texts in distinct.items()}
        orders = {name: {text: place for place, text in enumerate(texts)} for name, texts in distinct.items()}
        self._places_of = {
            name: np.array([orders[name][text] for text in values], np.int32) for name, values in self._texts.items()
        }
        self._sizes = [len(plan.quantities), *(len(one) for one in plan.dimensions.values()), len(plan.periods)]
        size = int(np.prod([max(1, one) for one in self._sizes], dtype=object))
        self._seen: np.ndarray[Any, Any] | None = np.zeros(size, dtype=bool) if size <= 60_000_000 else None
        self._places: list[np.ndarray[Any, Any]] = []
        self._low = np.array(
            [one.ours.low if one.ours and one.ours.low is not None else -np.inf for one in plan.quantities]
        )
        self._high = np.array(
            [one.ours.high if one.ours and one.ours.high is not None else np.inf for one in plan.quantities]
        )
        self._factor = np.array([one.ours.factor if one.ours else 1.0 for one in plan.quantities])
        self._wanted = self._checks()
        self._judge = release_schema(plan.statuses)
        self._writer = pq.ParquetWriter(self.path, self._schema, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def add(self, block: Block) -> None:
        """Check a block and write it.

        Raises:
            Incomplete: a coordinate that was there already, or columns that break the schema.
            Implausible: a value outside the bounds, or a key figure that differs.
        """
        count = len(block.value)
        if not count:
            return
        self._unique(block)
        self._plausible(block)
        indices = {
            "measure": block.quantity,
            "measure_label": block.quantity,
            "unit": block.quantity,
            "period": block.period,
            "status": block.status,
        }
        for name, places in block.places.items():
            indices[name] = indices[f"{name}_label"] = places
        zeros = np.zeros(count, np.int32)
        columns = []
        for one in self._schema:
            if one.name == "value":
                columns.append(pa.array(block.value, pa.float64(), from_pandas=True))
            else:
                index = pa.array(self._places_of[one.name][indices.get(one.name, zeros)])
                columns.append(pa.DictionaryArray.from_arrays(index, self._values[one.name]))
        made = pa.Table.from_arrays(columns, schema=self._schema)
        self._conform(made)
        self._writer.write_table(made)
        self.rows += count
        self.periods |= {self.plan.periods[one] for one in np.unique(block.period)}

    def finish(self) -> None:
        """Check what only the whole can show.

        Raises:
            Incomplete: nothing came in, or a coordinate stands twice.
            Implausible: a printed key figure is not there or differs.
        """
        if not self.rows:
            raise Incomplete(table=self.table.id, what=both("no_figures"))
        if self._places:
            places = np.concatenate(self._places)
            self._refuse_doubles(len(places) - len(np.unique(places)))

    def _unique(self, block: Block) -> None:
        place = block.quantity.astype(np.int64)
        for size, index in zip(self._sizes[1:], [*block.places.values(), block.period], strict=True):
            place = place * size + index
        if self._seen is None:
            self._places.append(place)
            return
        doubles = int(self._seen[place].sum())
        self._seen[place] = True
        self._refuse_doubles(doubles + len(place) - len(np.unique(place)))

    def _refuse_doubles(self, count: int) -> None:
        if count:
            raise Incomplete(table=self.table.id, what=both("rows_twice", rows=count))

    def _plausible(self, block: Block) -> None:
        value = block.value * self._factor[block.quantity]
        outside = (value < self._low[block.quantity]) | (value > self._high[block.quantity])
        if outside.any():
            place = int(np.argmax(outside))
            quantity = int(block.quantity[place])
            what = both(
                "out_of_range",
                name=self.plan.quantities[quantity].column,
                value=float(value[place]),
                period=self.plan.periods[block.period[place]],
                low=float(self._low[quantity]),
                high=float(self._high[quantity]),
            )
            raise Implausible(table=self.table.id, what=what)
        for quantity, period, places, check in self._wanted:
            hit = (block.quantity == quantity) & (block.period == period)
            for name, allowed in places.items():
                hit &= np.isin(block.places[name], allowed)
            for one in value[hit]:
                if abs(one - check.value) > check.tolerance:
                    what = both(
                        "check_failed",
                        name=check.measure,
                        value=float(one),
                        period=check.period,
                        source=check.source,
                        expected=float(check.value),
                    )
                    raise Implausible(table=self.table.id, what=what)

    def _checks(self) -> list[tuple[int, int, dict[str, list[int]], Any]]:
        """Return the catalogue's printed key figures as places in the blocks."""
        found = []
        for check in self.table.checks:
            if check.period not in self.plan.periods:
                continue
            for place, one in enumerate(self.plan.quantities):
                if one.ours is None or one.ours.name != check.measure:
                    continue
                places: dict[str, list[int]] = {}
                is_here = True
                for name, ours in check.where.items():
                    dimension = self.table.dimensions[name]
                    code = dimension.members.get(ours)
                    native = {ours} | ({code.key, code.label} - {""} if code else set())
                    if dimension.key == catalog.model.MEASURE_COLUMN:
                        is_here &= one.key in native or one.label in native
                    else:
                        members = self.plan.dimensions[dimension.key]
                        places[dimension.key] = [
                            index for index, (key, label) in enumerate(members) if key in native or label in native
                        ]
                if is_here:
                    found.append((place, self.plan.periods.index(check.period), places, check))
        return found

    def _conform(self, made: pa.Table) -> None:
        from pandera.errors import SchemaError

        names = [name for name in made.column_names if name in self._judge.columns]
        try:
            self._judge.validate(made.select(names).to_pandas())
        except SchemaError as error:
            column = str(getattr(error.schema, "name", "") or "?")
            raise Incomplete(table=self.table.id, what=both("schema", column=column)) from error
