"""CBS StatLine: one publisher, two services that tell the same tables in two forms.

The older one (:mod:`~shortage.sources.cbs_v3`) is asked first. The newer one (:mod:`~shortage.sources.cbs_v4`) is asked
for what the older one does not have, and while it does not answer. Which names of the catalogue are found where is
worked out once, in :mod:`~shortage.sources.cbs_shape`; the rows that come out are the same.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal
from urllib.parse import quote_plus

import numpy as np

from shortage.catalog import Table
from shortage.settings import settings
from shortage.sources.base import Block, HttpClient, Plan, Published, base_url, both
from shortage.sources.cbs_rows import NUMBERS, Listed, Rows
from shortage.sources.cbs_shape import Finding, Fit, Shape, expected_columns, fixed_keys
from shortage.sources.cbs_v3 import IDS_AT_ONCE, LONGEST_SELECT, PAGE, URL, V3, chunks
from shortage.sources.cbs_v4 import OBSERVED, V4
from shortage.sources.cbs_v4 import PAGE as PAGE_V4
from shortage.sources.cbs_v4 import URL as URL_V4
from shortage.sources.errors import Incomplete, NotFound, Refused, SourceError, TableNotFound, Transient, Undescribed
from shortage.text import Lang, Problem, Text, number

Transport = Literal["auto", "v3", "v4"]
TRANSPORTS: tuple[Transport, ...] = ("auto", "v3", "v4")
LONGEST_FILTER = {"v3": 1100, "v4": 1400}
"""Characters of a condition in an address: the services (IIS) take at most 2,048 in all, with the columns asked for."""
STATUSES = {"Definitief": "final", "Voorlopig": "provisional", "NaderVoorlopig": "provisional_revised"}
_making = threading.Lock()
"""Answers are made into figures one at a time, as Python does anyway: several at once only take memory."""
KINDS = ["final", "provisional", "provisional_revised", "unknown", "suppressed", "missing"]


class Cbs:
    """The open data service of CBS, or a catalogue of third parties on the same engine.

    Args:
        http: the network.
        url: base address of the older service; without it ``SHORTAGE_CBS_URL``, else CBS itself. http works too. The
            newer one is ``SHORTAGE_CBS_V4_URL``, else ``/odata/v1`` of an address that was given, else CBS itself.
        transport: which service; without it ``SHORTAGE_CBS_TRANSPORT``, else ``auto``.

    Raises:
        Problem: an address or a transport that is none.
    """

    name = "CBS"
    is_paged = True

    def __init__(self, http: HttpClient, url: str | None = None, transport: str = "") -> None:
        self.http = http
        v3 = base_url("SHORTAGE_CBS_URL", url or settings().cbs_url or URL)
        newer = settings().cbs_v4_url or (URL_V4 if v3 == URL else f"{v3}/odata/v1")
        self.v3 = V3(http, v3)
        self.v4 = V4(http, base_url("SHORTAGE_CBS_V4_URL", newer))
        chosen = transport or settings().cbs_transport
        if chosen not in TRANSPORTS:
            raise Problem("transport_unknown", name=chosen, known=", ".join(TRANSPORTS))
        self.transport = chosen
        self._instead: dict[str, str] = {}
        """Our names of the tables that are read from a service that was not the first choice."""
        self._turning = threading.Lock()

    def _service(self, published: Published) -> V3 | V4:
        return self.v4 if published.facts.get("service") == "v4" else self.v3

    # -- the catalogue -----------------------------------------------------------------------------------

    def catalogue(self, tables: list[Table]) -> dict[str, Published | SourceError]:
        """Return what the catalogue of CBS says of each table, from the service that is to be read."""
        first = {table.name: self._first(table) for table in tables}
        older, newer = ([table for table in tables if first[table.name] == name] for name in ("v3", "v4"))
        with ThreadPoolExecutor(1, thread_name_prefix="catalogue") as beside:
            waiting = beside.submit(self.v4.catalogue, newer)
            answers = self.v3.catalogue(older)
            answers |= waiting.result()
        if self.transport == "auto":
            lacking = [
                table
                for table in tables
                if first[table.name] == "v3"
                and isinstance(answers[table.name], Transient | TableNotFound)
                and self._both(table)
            ]
            for name, other in (self.v4.catalogue(lacking, patient=False) if lacking else {}).items():
                if isinstance(other, Published):
                    answers[name] = other
        return answers

    def _both(self, table: Table) -> bool:
        """Whether both services may have the table: no catalogue of third parties, not the one service only."""
        return not table.cbs.only and not table.cbs.host

    def _first(self, table: Table) -> str:
        if table.cbs.only or table.cbs.host:
            return table.cbs.only or "v3"
        return self._instead.get(table.name) or ("v3" if self.transport == "auto" else self.transport)

    def instead(self, table: Table, published: Published) -> Published | None:
        """Return what the newer service says of a table that the older one does not give now; None where it cannot."""
        if self.transport != "auto" or published.facts.get("service") != "v3" or not self._both(table):
            return None
        other = self.v4.catalogue([table], patient=False)[table.name]
        if not isinstance(other, Published):
            return None
        with self._turning:
            self._instead[table.name] = "v4"  # also when the catalogue is asked once more, after the reading
        return other

    # -- one table ---------------------------------------------------------------------------------------

    def plan(self, table: Table, published: Published, known_codes: Mapping[str, Mapping[str, str]]) -> Plan:
        """Look at a table's columns and code lists, hold them against the catalogue, and say what will be read.

        Raises:
            SchemaChanged: columns, units or codes are not what the catalogue says.
            Ambiguous: a label fits none or several codes.
            Undescribed: the catalogue has the table by name only.
        """
        if table.cbs.unseen:
            raise self._described(table, published)
        service = self._service(published)
        if isinstance(service, V4):
            with contextlib.suppress(_OtherColumns, NotFound, Refused):
                return self._plan_as_expected(service, table, published, known_codes)
        shape = service.shape(table, published)
        Fit(table, shape, known_codes).refuse()  # before its code lists are asked for
        shape.codes = service.codes(table, published, shape.columns)
        fit = Fit(table, shape, known_codes)
        fit.refuse()
        if isinstance(service, V4):
            return _V4Reader(service, table, published, fit).plan()
        return _V3Reader(service, table, published, fit).plan()

    def _plan_as_expected(
        self, service: V4, table: Table, published: Published, known_codes: Mapping[str, Mapping[str, str]]
    ) -> Plan:
        """Return the plan for a table that has the columns which the catalogue expects, in one question less.

        Raises:
            _OtherColumns, NotFound, Refused: it has not; the long way tells what it has.
        """
        columns, time = expected_columns(table, service.name)
        fit = Fit(table, service.shape_as_expected(published, columns, time, fixed_keys(table)), known_codes)
        fit.refuse()
        return _V4Reader(service, table, published, fit, are_columns_known=False).plan()

    def compare(
        self, table: Table, published: Published, known_codes: Mapping[str, Mapping[str, str]]
    ) -> list[Finding]:
        """Return how each name of the catalogue fits the table as it is published now. No figure is asked for."""
        service = self._service(published)
        shape = service.shape(table, published)
        shape.codes = service.codes(table, published, shape.columns)
        return [] if table.cbs.unseen else Fit(table, shape, known_codes).findings

    def keep_answers(self) -> dict[str, dict[str, Any]]:
        """Keep from now on what the services say of tables, and return where: ``{id: {set: rows}}``."""
        answers: dict[str, dict[str, Any]] = {}
        self.v3.kept = self.v4.kept = answers
        return answers

    def _described(self, table: Table, published: Published) -> Undescribed:
        """Return what the publisher says of the columns of a table that the catalogue does not describe."""
        service = self._service(published)
        shape: Shape = service.shape(table, published)
        sizes = {name: len(codes) for name, codes in service.codes(table, published, shape.columns).items()}

        def counted(lang: Lang) -> str:
            return ", ".join(f"{column} ({number(size, lang)})" for column, size in sizes.items())

        named = [f"{topic.key} ({topic.label}, {topic.unit or '-'})" for topic in shape.topics]
        return Undescribed(
            table=table.id,
            name=table.name,
            rows=Text(nl=number(published.rows, "nl"), en=number(published.rows, "en")),
            columns=Text(nl=counted("nl"), en=counted("en")),
            measures=", ".join(named),
        )


class _Turn:
    """A turn to unpack an answer and make figures of it; taken when the answer is there, given back at the end."""

    def __init__(self) -> None:
        self._is_taken = False

    def take(self) -> None:
        """Wait for the turn; once is enough."""
        if not self._is_taken:
            _making.acquire()
            self._is_taken = True

    def __enter__(self) -> _Turn:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_taken:
            _making.release()


class _OtherColumns(Exception):
    """A table has other columns than were expected."""


class _Reader:
    """The plan for one table; how its figures are read is the service's own."""

    kind = ""

    def __init__(self, table: Table, published: Published, fit: Fit, origin: str) -> None:
        self.table = table
        self.published = published
        self.fit = fit
        self.origin = origin
        self.codes = fit.shape.codes
        self.time = fit.time
        self.quantities = fit.quantities
        self.places = {
            name: {code: index for index, code in enumerate(fit.names[column])} for name, column in fit.stored.items()
        }
        self._index = {key: index for index, key in enumerate(fit.periods)}
        self.most_terms = 0
        """Terms in one condition, where a service refused one that is longer; 0 for as many as an address holds."""
        listed = self.codes.get(self.time, {})
        self._status = {key: KINDS.index(STATUSES.get(code["status"], "unknown")) for key, code in listed.items()}

    def blocks(self) -> Iterator[Block]:
        """Read the figures and give them in order."""
        raise NotImplementedError

    def rows(self) -> int:
        """Return how many rows of the publisher will be read."""
        raise NotImplementedError

    def plan(self) -> Plan:
        """Return what will be read, and how."""
        fit = self.fit
        columns = [*((name, of) for name, of in fit.stored.items()), *([("period", self.time)] if self.time else [])]
        codes = [
            {"dimension": dimension, "key": key, **facts}
            for dimension, column in columns
            for key, facts in self.codes[column].items()
        ]
        codes += [
            {"dimension": "@measure", "key": topic.key, "padded": topic.key, "label": topic.label, "status": topic.unit}
            for topic in fit.shape.topics
        ]
        return Plan(
            quantities=self.quantities,
            dimensions={name: list(fit.names[column].values()) for name, column in fit.stored.items()},
            periods=list(fit.periods.values()),
            statuses=KINDS,
            codes=codes,
            rows=self.rows(),
            at_most=self.table.cbs.rows == "at most",
            origin=self.origin,
            extra={
                "service": fit.shape.service,
                "set": self.kind,
                "filtered": {column: len(codes) for column, codes in fit.asked.items()},
                "resolved": fit.resolved,
                "missing": fit.missing,
                "otherPeriods": len(self.codes.get(self.time, {})) - len(fit.periods) if self.time else 0,
            },
            read=self.blocks,
        )

    def conditions(self, terms: Mapping[str, list[str]]) -> Iterator[tuple[str, dict[str, int]]]:
        """Give conditions in parts that fit an address, each with how many codes of each column it names."""
        # Short lists stand whole in every question; what does not fit is cut into parts.
        budget, terms_left = LONGEST_FILTER[self.fit.shape.service], self.most_terms or 10_000
        order = sorted(terms, key=lambda column: len(terms[column]))
        parts: list[list[list[str]]] = []
        for index, column in enumerate(order):
            columns_left = len(terms) - index
            cut = list(chunks(terms[column], max(200, budget // columns_left), max(1, terms_left // columns_left)))
            parts.append(cut)
            budget -= max(len(quote_plus(" or ".join(part))) for part in cut) if cut else 0
            terms_left -= max(map(len, cut), default=0)
        for choice in itertools.product(*parts):
            named = {column: len(part) for column, part in zip(order, choice, strict=True)}
            yield " and ".join(f"({' or '.join(part)})" for part in choice), named

    def cut(self, error: Refused, terms: int) -> None:
        """Cut conditions into few terms from now on: OData services may refuse long ones.

        Raises:
            Refused: ``error``, where that is not why.
        """
        if error.status != 400 or self.most_terms or terms <= IDS_AT_ONCE:
            raise error
        self.most_terms = IDS_AT_ONCE

    # -- what both forms have in common ------------------------------------------------------------------

    def coordinates(
        self, rows: Listed
    ) -> tuple[dict[str, np.ndarray[Any, Any]], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return places in the dimensions, periods (-1: of a kind that is left out) and statuses of rows.

        Raises:
            Incomplete: a code that no list has, or a row without a column.
        """
        count = len(rows)
        places = {
            name: self.indexes(rows, column, self.places[name], column) for name, column in self.fit.stored.items()
        }
        for column, asked in self.fit.asked.items():
            if column not in self.fit.stored.values() and column != self.time:
                self.indexes(rows, column, dict.fromkeys(asked, 0), column)
        if not self.time:
            return places, np.zeros(count, np.int32), np.full(count, KINDS.index("unknown"), np.int32)
        status = self.indexes(rows, self.time, self._status, self.time)
        return places, self.indexes(rows, self.time, self._index), status

    def indexes(self, rows: Listed, column: str, index: Mapping[str, int], listed: str = "") -> np.ndarray[Any, Any]:
        """Return the place in ``index`` of each row's code; -1 for one that is not there.

        Raises:
            Incomplete: a row has no such column, or a code is not there that should be (``listed``: the column's name).
        """
        codes, positions = rows.codes(column)
        places = np.array([index.get(code.strip(), -1) for code in codes], np.int32)
        if listed and len(places) and places.min() < 0:
            raise self._unlisted(codes[int(np.argmin(places))].strip(), listed)
        return places[positions] if len(places) else np.zeros(0, np.int32)

    def _unlisted(self, code: str, column: str) -> Incomplete:
        return Incomplete(table=self.table.id, what=both("code_unlisted", code=code, column=column))

    def rounded(self, value: np.ndarray[Any, Any], column: str) -> np.ndarray[Any, Any]:
        """Return figures as the publisher prints them: 13.899999618530273 is how a short float holds 13.9."""
        decimals = self.fit.decimals.get(column)
        return value if decimals is None else np.round(value, decimals)

    def parallel(self, http: HttpClient, questions: Iterator[tuple[Any, ...]]) -> Iterator[Block]:
        """Ask as many questions at once as there are connections and give the answers in order.

        Each is made into figures where it comes in, one at a time: few answers wait in memory, and small ones.
        """
        waiting: deque[Future[Block]] = deque()
        try:
            while True:
                for question in itertools.islice(questions, http.connections + 1 - len(waiting)):
                    waiting.append(http.submit(*question))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for answer in waiting:
                answer.cancel()


class _V3Reader(_Reader):
    """Rows of the cross product of all code lists, one column per topic."""

    def __init__(self, service: V3, table: Table, published: Published, fit: Fit) -> None:
        super().__init__(table, published, fit, service.origin)
        self.service = service
        self.kind = "UntypedDataSet" if table.cbs.marks else "TypedDataSet"

    def rows(self) -> int:
        """Return the rows of the product of what is asked, or of all where nothing is left out."""
        if not self.fit.asked and self.published.rows is not None:
            return self.published.rows
        rows = 1
        for column, listed in self.codes.items():
            rows *= len(self.fit.asked.get(column, listed))
        return rows

    def _questions(self) -> Iterator[tuple[str, int, int]]:
        """Give (condition, skip, rows expected) of every page."""
        if not self.fit.asked:
            yield from (("", skip, count) for skip, count in pages(self.rows(), PAGE))
            return
        terms = {
            column: [f"{column} eq '{self.codes[column][code]['padded']}'" for code in asked]
            for column, asked in self.fit.asked.items()
        }
        at_most = self.table.cbs.rows == "at most"
        for filters, named in self.conditions(terms):
            rows = 1
            for column, listed in self.codes.items():
                rows *= named.get(column, len(listed))
            yield from ((filters, skip, 0 if at_most else count) for skip, count in pages(rows, PAGE))

    def blocks(self) -> Iterator[Block]:
        """Read the pages and give their figures in order."""
        read = 0
        try:
            for block in self._read():
                read += block.rows
                yield block
        except Refused as error:
            if read:
                raise
            self.cut(error, sum(map(len, self.fit.asked.values())))
            yield from self._read()

    def _read(self) -> Iterator[Block]:
        select = ",".join([*self.codes, *dict.fromkeys(quantity.column for quantity in self.quantities)])
        if len(quote_plus(select)) > LONGEST_SELECT:
            select = ""
        questions = ((self._page, skip, count, select, filters) for filters, skip, count in self._questions())
        yield from self.parallel(self.service.http, questions)

    def _page(self, skip: int, count: int, select: str, filters: str) -> Block:
        with _Turn() as turn:
            page = self.service.page(self.table, self.published.id, self.kind, skip, count, select, filters, turn.take)
            return self._block(Rows(self.table.id, page))

    def _block(self, rows: Rows) -> Block:
        places, period, status = self.coordinates(rows)
        keep = period >= 0
        parts: list[tuple[np.ndarray[Any, Any], ...]] = []
        for index, quantity in enumerate(self.quantities):
            value, marked = self._values(rows, quantity.column, status)
            chosen = np.flatnonzero(keep & (~np.isnan(value) | (marked != status)))
            parts.append((np.full(len(chosen), index, np.int32), chosen, value[chosen], marked[chosen]))
        chosen = np.concatenate([part[1] for part in parts])
        return Block(
            quantity=np.concatenate([part[0] for part in parts]),
            places={name: indexes[chosen] for name, indexes in places.items()},
            period=period[chosen],
            value=np.concatenate([part[2] for part in parts]),
            status=np.concatenate([part[3] for part in parts]),
            rows=len(rows),
        )

    def _values(
        self, rows: Rows, column: str, status: np.ndarray[Any, Any]
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return values and statuses of one topic; a mark (``.``, ``x``) gives no value and ``suppressed``."""
        numbers = rows.numbers(column)
        if numbers is not None:
            return self.rounded(numbers, column), status
        value = np.full(len(rows), np.nan)
        marked = status
        suppressed = KINDS.index("suppressed")
        for at, figure in enumerate(rows.cells(column)):
            if figure is None:
                continue
            if isinstance(figure, str):
                text = figure.strip()
                if text == "-":
                    value[at] = 0.0
                elif text in (".", "x"):
                    if marked is status:
                        marked = status.copy()
                    marked[at] = suppressed
                elif text:
                    with contextlib.suppress(ValueError):
                        value[at] = float(text.replace(",", "."))
                    if np.isnan(value[at]):
                        raise self._no_number(text, column, rows.rows[at])
            elif isinstance(figure, bool) or not isinstance(figure, (int, float)):
                raise self._no_number(str(figure)[:40], column, rows.rows[at])
            else:
                value[at] = figure
        return self.rounded(value, column), marked

    def _no_number(self, text: str, column: str, row: Mapping[str, Any]) -> Incomplete:
        period = str(row.get(self.time) or self.table.cbs.period)
        return Incomplete(table=self.table.id, what=both("not_a_number", value=text, name=column, period=period))


class _V4Reader(_Reader):
    """One row per figure; what is not there has no row, what cannot be has an attribute and no value."""

    kind = "Observations"

    def __init__(
        self, service: V4, table: Table, published: Published, fit: Fit, *, are_columns_known: bool = True
    ) -> None:
        super().__init__(table, published, fit, service.origin)
        self.service = service
        # Half of an answer is row numbers and columns that say nothing: the names of columns stand in every row.
        marks = ["ValueAttribute"] if table.cbs.marks else []
        self._select = ",".join(["Measure", *marks, "Value", *self.codes])
        columns = dict.fromkeys(quantity.column for quantity in self.quantities)
        self._measures = {column: at for at, column in enumerate(columns)}
        try:
            self._begin_all(are_columns_known)
        except Refused as error:
            self.cut(error, len(self._measures) + sum(map(len, self.fit.asked.values())))
            self._begin_all(are_columns_known)

    def _begin_all(self, are_columns_known: bool) -> None:
        """Ask for the first figures of some conditions, and for how many all of them hold."""
        conditions = self._conditions()
        http = self.service.http
        begun = [http.submit(self._begin, part, are_columns_known) for part in conditions[: http.connections]]
        rest = [http.submit(self.service.count, self.published.id, part) for part in conditions[http.connections :]]
        first = [future.result() for future in begun]
        self._first = {part: block for part, (block, _) in enumerate(first)}
        counts = [*(count for _, count in first), *(future.result() for future in rest)]
        self._asked = list(zip(conditions, counts, strict=True))

    def _conditions(self) -> list[str]:
        terms = {
            column: [f"{column} eq '{self.codes[column][code]['padded']}'" for code in asked]
            for column, asked in self.fit.asked.items()
        }
        if len(self._measures) < len(self.fit.shape.topics):
            terms["Measure"] = [f"Measure eq '{code}'" for code in self._measures]
        return [condition for condition, _ in self.conditions(terms)] if terms else [""]

    def _begin(self, condition: str, are_columns_known: bool) -> tuple[Block, int]:
        """Return the first figures of a condition, and how many it holds for.

        Raises:
            _OtherColumns: the columns are not the expected ones, or there is no figure that shows them.
        """
        body = self.service.first_page(self.published.id, self._select if are_columns_known else "", condition)
        block, total = self._figures_in(body, None, are_columns_known)
        if total is None:
            total = self.service.count(self.published.id, condition)
            if block.rows != min(total, PAGE_V4):
                self._figures_in(body, min(total, PAGE_V4))
        return block, total

    def _figures_in(self, body: bytes, count: int | None, are_columns_known: bool = True) -> tuple[Block, int | None]:
        """Return the figures in an answer, and how many there are in all where it says so.

        Raises:
            _OtherColumns: see :meth:`_begin`.
        """
        with _making:
            rows, total = self.service.figures(self.published.id, body, tuple(self.codes), count)
            if not are_columns_known and rows.names - OBSERVED != set(self.codes):
                raise _OtherColumns
            return self._block(rows), total

    def rows(self) -> int:
        """Return how many figures the service says there are."""
        return sum(count for _, count in self._asked)

    def blocks(self) -> Iterator[Block]:
        """Read the pages and give their figures in order."""
        begun, self._first = self._first, {}
        is_begun = set(begun)
        questions = (
            (self._page, filters, skip, count)
            for part, (filters, rows) in enumerate(self._asked)
            for skip, count in pages(rows, PAGE_V4)
            if skip or part not in is_begun
        )
        while begun:
            yield begun.pop(min(begun))
        yield from self.parallel(self.service.http, questions)

    def _page(self, filters: str, skip: int, count: int) -> Block:
        body = self.service.page(self.published.id, self._select, filters, skip, count)
        return self._figures_in(body, count)[0]

    def _block(self, rows: Listed) -> Block:
        places, period, status = self.coordinates(rows)
        value = rows.numbers("Value")
        if value is None:
            cells = rows.cells("Value")
            at = next(at for at, figure in enumerate(cells) if type(figure) not in NUMBERS)
            what = both(
                "not_a_number",
                value=str(cells[at])[:40],
                name=str(rows.cells("Measure")[at]),
                period=str(rows.cells(self.time)[at]),
            )
            raise Incomplete(table=self.table.id, what=what)
        if self.table.cbs.marks:
            # "Impossible" cannot be; any other attribute is a figure that exists and is not given.
            attributes = rows.cells("ValueAttribute")
            for row in np.flatnonzero(np.isnan(value)):
                if attributes[row] not in (None, "None", "Impossible"):
                    status[row] = KINDS.index("suppressed")
        measure = self.indexes(rows, "Measure", self._measures)
        keep = (period >= 0) & (~np.isnan(value) | (status == KINDS.index("suppressed")))
        parts = []
        for at, quantity in enumerate(self.quantities):
            chosen = np.flatnonzero(keep & (measure == self._measures[quantity.column]))
            parts.append((np.full(len(chosen), at, np.int32), chosen, self.rounded(value[chosen], quantity.column)))
        chosen = np.concatenate([part[1] for part in parts])
        return Block(
            quantity=np.concatenate([part[0] for part in parts]),
            places={name: indexes[chosen] for name, indexes in places.items()},
            period=period[chosen],
            value=np.concatenate([part[2] for part in parts]),
            status=status[chosen],
            rows=len(rows),
        )


def pages(rows: int, size: int) -> Iterator[tuple[int, int]]:
    """Give (skip, rows expected) of the pages of a table."""
    for skip in range(0, rows, size):
        yield skip, min(size, rows - skip)
