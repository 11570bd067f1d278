"""CBS StatLine through ``cbsodata``: coded rows, code lists and column properties, page by page.

Only public functions of the package are called: ``get_table_list`` for the catalogue and ``get_meta`` for everything
else (``get_data`` replaces codes by labels). Each call asks for one page, so that each page can be tried again by
itself and pages come in parallel. What the package lacks stands around it, in :class:`~shortage.sources.base.Wire` and
:class:`~shortage.sources.base.Relay`: time-outs, tries, one pool of connections, looks at links and answers.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any
from urllib.parse import quote_plus, urlsplit

import cbsodata
import numpy as np
import requests
from cbsodata import cbsodata3

from shortage.catalog import Dimension, Measure, Table
from shortage.catalog.model import MEASURE_COLUMN
from shortage.sources.base import (
    Block,
    Plan,
    Published,
    Quantity,
    Relay,
    Wire,
    base_url,
    both,
    match,
    same_columns,
    stored,
    words,
)
from shortage.sources.errors import (
    BadAnswer,
    Incomplete,
    SchemaChanged,
    SourceError,
    TableNotFound,
    Undescribed,
)
from shortage.text import Lang, Period, Text, number, strings

URL = "https://opendata.cbs.nl"
PAGE = 10_000
LONGEST_FILTER = 1100
LONGEST_SELECT = 600
LONGEST_LIST = 1750
"""Characters of a filter in an address (of the catalogue: a list of ids): the service (IIS) takes at most 2,048."""
FIELDS = (
    "Identifier",
    "Title",
    "Modified",
    "Updated",
    "RecordCount",
    "OutputStatus",
    "Frequency",
    "ReasonDelivery",
    "ShortDescription",
)
STATUSES = {"Definitief": "final", "Voorlopig": "provisional", "NaderVoorlopig": "provisional_revised"}
ORIGIN = "CBS OData v3"

_call = threading.local()


def _session() -> Any:
    """Give ``cbsodata`` our relay inside one of our calls, and what it always had elsewhere."""
    return getattr(_call, "relay", None) or requests.Session()


cbsodata3.Session = _session


class Cbs:
    """The open data service of CBS, or a catalogue of third parties on the same engine.

    Args:
        wire: the network.
        url: base address; without it ``SHORTAGE_CBS_URL``, else CBS itself. http works too.
    """

    name = ORIGIN
    is_paged = True

    def __init__(self, wire: Wire, url: str | None = None) -> None:
        self.wire = wire
        self.url = base_url("SHORTAGE_CBS_URL", url or os.environ.get("SHORTAGE_CBS_URL") or URL)
        self.is_elsewhere = self.url != URL

    # -- asking ------------------------------------------------------------------------------------------

    def _base(self, table: Table | None) -> str:
        """Return the base address for a table; the third parties' catalogue stands on another host."""
        host = table.load.get("host") if table else None
        if host and not self.is_elsewhere:
            return base_url("host", host if "//" in host else f"https://{host}")
        return self.url

    def _ask(self, table: str, base: str, pages: int, call: Any, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        parts = urlsplit(base)
        _call.relay = Relay(self.wire, base, table, pages)
        try:
            found = call(*args, catalog_url=parts.netloc + parts.path, timeout=self.wire.timeout, **kwargs)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadAnswer(status=200, url=base, why=strings()["load.bad_json"]) from error
        finally:
            _call.relay = None
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise BadAnswer(status=200, url=base, why=strings()["load.bad_json"])
        return found

    def meta(self, table: Table, id: str, name: str, *, pages: int = 20, **kwargs: Any) -> list[dict[str, Any]]:
        """Return the rows of an entity set of a table, as ``cbsodata.get_meta`` gives them. One try."""
        return self._ask(id, self._base(table), pages, cbsodata.get_meta, id, name, **kwargs)

    def page(
        self, table: Table, id: str, kind: str, skip: int, rows: int, select: str, filters: str
    ) -> list[dict[str, Any]]:
        """Return one page of data. One try.

        Raises:
            BadAnswer: another number of rows than asked for (``rows`` 0: any number).
        """
        more = {"select": select or None, "filters": filters or None}
        found = self.meta(table, id, f"{kind}?$top={PAGE}&$skip={skip}", pages=2, **more)
        if rows and len(found) != rows:
            raise _ShortPage(table=id, what=both("rows_differ", rows=len(found), expected=rows))
        return found

    # -- the catalogue -----------------------------------------------------------------------------------

    def catalogue(self, tables: list[Table]) -> dict[str, Published | SourceError]:
        """Return the catalogue's rows of ``tables``: one request per host, for some fifty tables."""
        found: dict[str, Published | SourceError] = {}
        by_base: dict[str, list[Table]] = {}
        for table in tables:
            by_base.setdefault(self._base(table), []).append(table)
        for base, group in by_base.items():
            ids = {identifier(table).lower(): table for table in group}
            try:
                rows = self._listed(base, [identifier(table) for table in group])
                absent = [table for id, table in ids.items() if id not in rows]
                if absent:
                    # The filter minds case, ids do not: an id may be published in another spelling.
                    spelled = {s for one in absent for s in _spellings(identifier(one))}
                    rows |= self._listed(base, sorted(spelled - {identifier(table) for table in absent}))
            except SourceError as error:
                found |= {table.name: error for table in group}
                continue
            for id, table in ids.items():
                row = rows.get(id)
                found[table.name] = (
                    _published(row) if row else TableNotFound(table=identifier(table), publisher=table.publisher)
                )
        return found

    def _listed(self, base: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        rows: dict[str, dict[str, Any]] = {}
        for part in _chunks([f"Identifier eq '{id}'" for id in ids], LONGEST_LIST):
            more = {"filters": " or ".join(part), "select": ",".join(FIELDS)}
            for row in self.wire.submit(self._ask, "", base, 1, cbsodata.get_table_list, **more).result():
                rows[str(row.get("Identifier", "")).lower()] = row
        return rows

    # -- one table ---------------------------------------------------------------------------------------

    def plan(self, table: Table, published: Published, known: Mapping[str, Mapping[str, str]]) -> Plan:
        """Look at a table's columns and code lists, hold them against the catalogue, and say what will be read.

        Raises:
            SchemaChanged: columns, units or codes are not what the catalogue says.
            Ambiguous: a label fits none or several codes.
        Undescribed: the catalogue has the table by name only.
        """
        id = published.id
        if table.load.get("unseen"):
            raise self._described(table, published)
        properties = self.wire.submit(self.meta, table, id, "DataProperties")
        wanted = _columns(table)
        lists = {column: self.wire.submit(self.meta, table, id, column) for column in wanted}
        try:
            columns, topics, time = _properties(table, properties.result())
            same_columns(table, set(columns) - {time}, set(wanted) - {time}, time)
        except BaseException:
            for waiting in lists.values():
                waiting.cancel()
            raise
        if time not in lists:
            lists[time] = self.wire.submit(self.meta, table, id, time)
        codes = {column: _code_list(table, column, lists[column].result()) for column in columns}
        return _Reader(self, table, published, codes, topics, time, known).plan()

    def _described(self, table: Table, published: Published) -> Undescribed:
        """Return what the publisher says of the columns of a table that the catalogue does not describe."""
        properties = self.wire.submit(self.meta, table, published.id, "DataProperties").result()
        columns, topics, _ = _properties(table, properties)
        lists = {column: self.wire.submit(self.meta, table, published.id, column) for column in columns}
        sizes = {column: len(one.result()) for column, one in lists.items()}

        def counted(lang: Lang) -> str:
            return ", ".join(f"{column} ({number(size, lang)})" for column, size in sizes.items())

        named = [f"{topic['Key']} ({' '.join(topic['path'])}, {topic.get('Unit') or '-'})" for topic in topics]
        return Undescribed(
            table=table.id,
            name=table.name,
            rows=Text(nl=number(published.rows, "nl"), en=number(published.rows, "en")),
            columns=Text(nl=counted("nl"), en=counted("en")),
            measures=", ".join(named),
        )


class _ShortPage(BadAnswer):
    key = "table_incomplete"


def identifier(table: Table) -> str:
    """Return the publisher's id of a table."""
    return str(table.load.get("id") or table.id)


def _spellings(id: str) -> set[str]:
    return {id, id.lower(), id.upper(), id[:-3] + id[-3:].upper(), id[:-3] + id[-3:].lower()}


def _chunks(terms: Sequence[str], longest: int = LONGEST_FILTER) -> Iterator[list[str]]:
    part: list[str] = []
    length = 0
    for term in terms:
        size = len(quote_plus(term)) + 4
        if part and length + size > longest:
            yield part
            part, length = [], 0
        part.append(term)
        length += size
    if part:
        yield part


def _published(row: Mapping[str, Any]) -> Published:
    text = str(row.get("ShortDescription") or "")
    stopped = row.get("OutputStatus") == "Gediscontinueerd" or "Stopgezet" in (
        row.get("Frequency"),
        row.get("ReasonDelivery"),
    )
    succeeded = re.search(r"(?:opgevolgd|vervangen)\s+door[^.]{0,200}?\b(\d{5}(?:NED|ned))\b", text)
    again = re.search(r"nieuwe cijfers\?\s*(.{3,300}?)\s*(?:\n\s*\n|$)", text, re.DOTALL)
    modified = str(row.get("Modified") or "")
    count = row.get("RecordCount")
    return Published(
        id=str(row["Identifier"]),
        title=str(row.get("Title") or ""),
        modified=modified,
        fingerprint="|".join([modified, str(row.get("Updated") or ""), str(count)]),
        rows=int(count) if count is not None else None,
        stopped=stopped or succeeded is not None,
        successor=succeeded[1] if succeeded else "",
        next=" ".join(again[1].split()) if again else "",
        facts={name: row.get(name) for name in FIELDS if name != "ShortDescription"},
    )


def _columns(table: Table) -> list[str]:
    """Return the publisher's columns that the catalogue expects, the time dimension last."""
    named = [_column(table, one) for one in table.dimensions.values() if one.key != MEASURE_COLUMN]
    return [*dict.fromkeys([*named, *table.load.get("fixed", {})]), table.load.get("time_key", table.time_key)]


def _column(table: Table, dimension: Dimension) -> str:
    """Return the publisher's name of a dimension that a release may store under another."""
    return str(table.load.get("columns", {}).get(dimension.key, dimension.key))


def _properties(table: Table, rows: list[dict[str, Any]]) -> tuple[list[str], list[dict[str, Any]], str]:
    """Return dimension columns, topics (with the titles of their groups) and the time column."""
    groups = {row.get("ID"): row for row in rows if row.get("Type") == "TopicGroup"}
    columns, topics, time = [], [], ""
    for row in rows:
        kind, key = str(row.get("Type", "")), str(row.get("Key") or "").strip()
        if kind == "Topic":
            path, parent = [str(row.get("Title") or "").strip()], row.get("ParentID")
            while parent in groups and len(path) < 9:
                path.insert(0, str(groups[parent].get("Title") or "").strip())
                parent = groups[parent].get("ParentID")
            topics.append({**row, "Key": key, "path": path})
        elif kind in ("Dimension", "TimeDimension", "GeoDimension"):
            columns.append(key)
            if kind == "TimeDimension":
                time = key
    # A table may count years in a dimension of its own beside, or instead of, a time dimension.
    wanted = table.load.get("time_key", table.time_key)
    if wanted in columns:
        time = wanted
    if not time and not table.load.get("unseen"):
        raise SchemaChanged(table=table.id, what=both("column_gone", name=wanted))
    return columns, topics, time


def _code_list(table: Table, column: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return a code list by stripped key: padded key, label, status."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if not isinstance(row.get("Key"), str):
            raise SchemaChanged(table=table.id, what=both("column_gone", name=f"{column}.Key"))
        padded = row["Key"]
        key = padded.strip()
        if key in found:
            raise Incomplete(table=table.id, what=both("code_twice", code=key, column=column))
        label, status = str(row.get("Title") or "").strip(), str(row.get("Status") or "")
        found[key] = {"padded": padded, "label": label, "status": status}
    return found


def _unit(text: str) -> str:
    """Return a unit for comparison: "x 1 000" and "x 1000" are one."""
    return re.sub(r"(?<=\d)[ .](?=\d{3})", "", " ".join(text.casefold().split()))


class _Reader:
    """The plan for one table and the reading of its pages."""

    def __init__(
        self,
        client: Cbs,
        table: Table,
        published: Published,
        codes: dict[str, dict[str, dict[str, str]]],
        topics: list[dict[str, Any]],
        time: str,
        known: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.client = client
        self.table = table
        self.published = published
        self.codes = codes
        self.topics = topics
        self.time = time
        self.known = known
        self.kind = "UntypedDataSet" if table.load.get("marks") else "TypedDataSet"
        self.resolved: dict[str, dict[str, str]] = {}
        self.quantities = self._quantities()
        self.stored: dict[str, str] = {}
        """Stored column → the publisher's."""
        self.names: dict[str, dict[str, tuple[str, str]]] = {}
        """Publisher's column → {code: (stored key, stored label)}, for the codes that are taken."""
        self.asked: dict[str, list[str]] = {}
        """Publisher's column → codes that the question is limited to."""
        for dimension in table.dimensions.values():
            if dimension.key != MEASURE_COLUMN:
                self._dimension(dimension)
        for column, wanted in table.load.get("fixed", {}).items():
            labels = {code: one["label"] for code, one in codes[column].items()}
            code = match(table, column, str(wanted), labels)
            self.asked[column] = [code]
            self.names.setdefault(column, {code: (code, labels[code])})
        self.periods = self._periods()

    # -- what is taken -----------------------------------------------------------------------------------

    def _quantities(self) -> list[Quantity]:
        table = self.table
        by_key = {topic["Key"]: topic for topic in self.topics}
        labels = {topic["Key"]: " ".join(topic["path"]) for topic in self.topics}
        hints = table.load.get("measures", {})
        spread = [(name, one) for name, one in table.dimensions.items() if one.key == MEASURE_COLUMN]
        wanted: list[tuple[str, str, list[str], Measure | None]] = []
        without = table.load.get("without", [])
        for one in table.measures:
            if one.name in without:
                continue
            if one.key == "*":
                if not spread:
                    wanted += [(key, "", [key], one) for key in by_key]
                for name, dimension in spread:
                    more = table.load.get("codes", {}).get(name, {})
                    for ours, code in dimension.members.items():
                        aims = [
                            more.get(ours, ""),
                            code.key,
                            code.label,
                            self.known.get("@measure", {}).get(code.key, ""),
                        ]
                        wanted.append((code.key, code.label, aims, one))
            else:
                known = self.known.get("@measure", {}).get(one.key, "")
                wanted.append((one.key, one.label, [hints.get(one.name, ""), one.key, one.label, known], one))
        found = []
        for key, label, aims, measure in wanted:
            column = self._topic([aim for aim in aims if aim], labels)
            topic = by_key[column]
            unit = str(topic.get("Unit") or "").strip()
            expected = measure.published_unit if measure else ""
            if expected and _unit(expected) != _unit(unit):
                what = both("unit_changed", name=column, unit=unit, expected=expected)
                raise SchemaChanged(table=table.id, what=what)
            if column != key:
                self.resolved.setdefault("@measure", {})[key or label] = column
            found.append(Quantity(key, label or topic["path"][-1], unit, column, measure))
        return found

    def _topic(self, aims: list[str], labels: Mapping[str, str]) -> str:
        for aim in aims:
            if aim in labels:
                return aim
        titles = {topic["Key"]: topic["path"][-1] for topic in self.topics}
        for place, aim in enumerate(aims):
            for among in (labels, titles):
                found = [key for key, label in among.items() if words(label) == words(aim)]
                if len(found) == 1:
                    return found[0]
                if len(found) > 1 and place == len(aims) - 1:
                    match(self.table, MEASURE_COLUMN, aim, {key: labels[key] for key in found})
        parts = set(words(" ".join(aims)).split())
        near = sorted(labels, key=lambda key: -len(parts & set(words(f"{labels[key]} {key}").split())))[:6]
        known = "; ".join(f"{key} ({labels[key]})" for key in near)
        raise SchemaChanged(table=self.table.id, what=both("measure_gone", name=aims[0], known=known))

    def _dimension(self, dimension: Dimension) -> None:
        table = self.table
        column = _column(table, dimension)
        name = next(key for key, one in table.dimensions.items() if one is dimension)
        listed = self.codes[column]
        labels = {code: one["label"] for code, one in listed.items()}
        hints = table.load.get("codes", {}).get(name, {})
        known = self.known.get(dimension.key, {})
        taken: dict[str, tuple[str, str]] = {}
        own = set(dimension.codes)
        for ours, code in dimension.members.items():
            aim = hints.get(ours) or (code.key if code.key in labels else "")
            if not aim and code.label:
                aim = code.label
            if not aim and (ours in own or code.key in known):
                # A table's own code must be there; of a shared classification, those that the table had before.
                aim = known.get(code.key, "")
                if not aim or words(aim) not in {words(label) for label in labels.values()}:
                    what = both("code_gone", code=f"{code.key} ({ours})", column=column)
                    raise SchemaChanged(table=table.id, what=what)
            if not aim:
                continue
            key = match(table, column, aim, labels)
            taken[key] = stored(code, key, labels[key])
            if key != code.key:
                self.resolved.setdefault(dimension.key, {})[ours] = key
        if dimension.is_filter:
            self.asked[column] = list(taken)
        else:
            for key, label in labels.items():
                taken.setdefault(key, (key, label))
        self.stored[dimension.key] = column
        self.names[column] = taken

    def _periods(self) -> dict[str, str]:
        """Return {publisher's code: ours} of the periods of a kind that we show."""
        found = {}
        since = str(self.table.load.get("since", ""))
        for key in self.codes[self.time]:
            code = key if not re.fullmatch(r"\d{4}", key) else f"{key}JJ00"
            try:
                Period.parse(code)
            except ValueError:
                continue
            if code[:4] >= since:
                found[key] = code
        if since:
            self.asked[self.time] = list(found)
        return found

    def plan(self) -> Plan:
        """Return what will be read, and how."""
        rows = self.published.rows
        if self.asked:
            rows = 1
            for column, listed in self.codes.items():
                rows *= len(self.asked.get(column, listed))
        codes = [
            {"dimension": dimension, "key": key, **facts}
            for dimension, column in [*((name, of) for name, of in self.stored.items()), ("period", self.time)]
            for key, facts in self.codes[column].items()
        ]
        codes += [
            {
                "dimension": "@measure",
                "key": topic["Key"],
                "padded": topic["Key"],
                "label": " ".join(topic["path"]),
                "status": str(topic.get("Unit") or ""),
            }
            for topic in self.topics
        ]
        self.places = {
            name: {code: place for place, code in enumerate(self.names[column])} for name, column in self.stored.items()
        }
        return Plan(
            quantities=self.quantities,
            dimensions={name: list(self.names[column].values()) for name, column in self.stored.items()},
            periods=list(self.periods.values()),
            statuses=self._statuses(),
            codes=codes,
            rows=rows or 0,
            at_most=self.table.load.get("rows") == "at most",
            extra={
                "set": self.kind,
                "filtered": {column: len(codes) for column, codes in self.asked.items()},
                "resolved": self.resolved,
                "otherPeriods": len(self.codes[self.time]) - len(self.periods),
            },
            read=self.blocks,
        )

    def _statuses(self) -> list[str]:
        return ["final", "provisional", "provisional_revised", "unknown", "suppressed", "missing"]

    # -- reading -----------------------------------------------------------------------------------------

    def _questions(self) -> Iterator[tuple[str, int, int]]:
        """Give (filter, skip, rows expected) of every page; parts of a filter too long for one address."""
        if not self.asked:
            yield from (("", skip, count) for skip, count in _pages(self.published.rows))
            return
        terms = {
            column: [f"{column} eq '{self.codes[column][code]['padded']}'" for code in asked]
            for column, asked in self.asked.items()
        }
        others = 1
        for column, listed in self.codes.items():
            if column not in self.asked:
                others *= len(listed)
        # Short lists stand whole in every question; what does not fit is cut into parts.
        budget = LONGEST_FILTER
        parts: list[list[list[str]]] = []
        for place, column in enumerate(sorted(terms, key=lambda one: len(terms[one]))):
            share = max(200, budget // (len(terms) - place))
            cut = list(_chunks(terms[column], share))
            parts.append(cut)
            budget -= max(len(quote_plus(" or ".join(part))) for part in cut) if cut else 0
        at_most = self.table.load.get("rows") == "at most"
        for choice in itertools.product(*parts):
            filters = " and ".join(f"({' or '.join(part)})" for part in choice)
            rows = others
            for part in choice:
                rows *= len(part)
            if at_most:
                yield from ((filters, skip, 0) for skip, _ in _pages(rows))
            else:
                yield from ((filters, skip, count) for skip, count in _pages(rows))

    def blocks(self) -> Iterator[Block]:
        """Read the pages, as many at once as there are connections, and give them in order.

        Few pages wait in memory at any time, however large the table.
        """
        columns = [*self.codes, *dict.fromkeys(one.column for one in self.quantities)]
        select = ",".join(columns)
        if len(quote_plus(select)) > LONGEST_SELECT:
            select = ""
        waiting: deque[Future[list[dict[str, Any]]]] = deque()
        questions = self._questions()
        wire = self.client.wire
        try:
            while True:
                for filters, skip, count in itertools.islice(questions, wire.connections + 1 - len(waiting)):
                    ask = (self.client.page, self.table, self.published.id, self.kind, skip, count, select, filters)
                    waiting.append(wire.submit(*ask))
                if not waiting:
                    return
                yield self._block(waiting.popleft().result())
        finally:
            for one in waiting:
                one.cancel()

    def _block(self, rows: list[dict[str, Any]]) -> Block:
        table = self.table
        count = len(rows)
        keep = np.ones(count, dtype=bool)
        places: dict[str, np.ndarray[Any, Any]] = {}
        for name, column in self.stored.items():
            known = self.places[name]
            places[name] = np.fromiter((known.get(code, -1) for code in self._codes(rows, column)), np.int32, count)
            if (places[name] < 0).any():
                bad = rows[int(np.argmin(places[name]))][column]
                raise Incomplete(table=table.id, what=both("code_unlisted", code=str(bad), column=column))
        for column, asked in self.asked.items():
            if column not in self.stored.values():
                allowed = set(asked)
                for code in self._codes(rows, column):
                    if code not in allowed:
                        raise Incomplete(table=table.id, what=both("code_unlisted", code=code, column=column))
        index = {key: place for place, key in enumerate(self.periods)}
        codes = self.codes[self.time]
        period = np.empty(count, np.int32)
        status = np.empty(count, np.int32)
        statuses = self._statuses()
        by_code = {key: statuses.index(STATUSES.get(one["status"], "unknown")) for key, one in codes.items()}
        for place, code in enumerate(self._codes(rows, self.time)):
            if code not in codes:
                raise Incomplete(table=table.id, what=both("code_unlisted", code=code, column=self.time))
            period[place] = index.get(code, -1)
            status[place] = by_code[code]
        keep &= period >= 0
        parts: list[tuple[np.ndarray[Any, Any], ...]] = []
        for place, quantity in enumerate(self.quantities):
            value, marked = self._values(rows, quantity.column, status)
            chosen = np.flatnonzero(keep & (~np.isnan(value) | (marked != status)))
            parts.append((np.full(len(chosen), place, np.int32), chosen, value[chosen], marked[chosen]))
        chosen = np.concatenate([part[1] for part in parts])
        return Block(
            quantity=np.concatenate([part[0] for part in parts]),
            places={name: found[chosen] for name, found in places.items()},
            period=period[chosen],
            value=np.concatenate([part[2] for part in parts]),
            status=np.concatenate([part[3] for part in parts]),
            rows=count,
        )

    def _codes(self, rows: Iterable[dict[str, Any]], column: str) -> Iterator[str]:
        for row in rows:
            code = row.get(column)
            if not isinstance(code, str):
                raise Incomplete(table=self.table.id, what=both("field_gone", name=column))
            yield code.strip()

    def _values(
        self, rows: list[dict[str, Any]], column: str, status: np.ndarray[Any, Any]
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return values and statuses of one topic; a mark (``.``, ``x``) gives no value and ``suppressed``."""
        value = np.full(len(rows), np.nan)
        marked = status
        suppressed = self._statuses().index("suppressed")
        for place, row in enumerate(rows):
            if column not in row:
                raise Incomplete(table=self.table.id, what=both("field_gone", name=column))
            one = row[column]
            if one is None:
                continue
            if isinstance(one, str):
                text = one.strip()
                if text == "-":
                    value[place] = 0.0
                elif text in (".", "x"):
                    if marked is status:
                        marked = status.copy()
                    marked[place] = suppressed
                elif text:
                    with contextlib.suppress(ValueError):
                        value[place] = float(text.replace(",", "."))
                    if np.isnan(value[place]):
                        what = both("not_a_number", value=text, name=column, period=str(row[self.time]))
                        raise Incomplete(table=self.table.id, what=what)
            elif isinstance(one, bool) or not isinstance(one, (int, float)):
                what = both("not_a_number", value=str(one)[:40], name=column, period=str(row[self.time]))
                raise Incomplete(table=self.table.id, what=what)
            else:
                value[place] = one
        return value, marked


def _pages(rows: int | None) -> Iterator[tuple[int, int]]:
    """Give (skip, rows expected) of the pages of a table."""
    for skip in range(0, rows or 0, PAGE):
        yield skip, min(PAGE, (rows or 0) - skip)
