"""The older service of CBS (OData v3) through ``cbsodata``: catalogue, columns, code lists and pages of rows.

``cbsodata`` stays the way to this service because it is what users of CBS have: where CBS moves an address, its next
release follows. Only public functions are called: ``get_table_list`` for the catalogue and ``get_meta`` for everything
else (``get_data`` replaces codes by labels). Each call asks for one page, so that each page can be tried again by
itself and pages come in parallel. What the package lacks stands around it, in
:class:`~shortage.sources.base.HttpClient` and :class:`~shortage.sources.base.CbsodataSession`: time-outs, tries, one
pool of connections, looks at links and answers.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus, urlsplit

import cbsodata
import requests
from cbsodata import cbsodata3

from shortage.catalog import Table
from shortage.sources.base import CbsodataSession, HttpClient, Published, base_url, both
from shortage.sources.cbs_shape import CodeList, Shape, Topic
from shortage.sources.errors import BadAnswer, Incomplete, Refused, SchemaChanged, SourceError, TableNotFound
from shortage.text import strings

URL = "https://opendata.cbs.nl"
PAGE = 10_000
LONGEST_SELECT = 600
"""Characters of a list of columns in an address: the service (IIS) takes at most 2,048 in all."""
IDS_AT_ONCE = 15
"""Ids that one question to the catalogue names. OData services refuse longer conditions, some from 20 on."""
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

_call = threading.local()


def _session() -> Any:
    """Give ``cbsodata`` our session inside one of our calls, and what it always had elsewhere."""
    return getattr(_call, "session", None) or requests.Session()


cbsodata3.Session = _session


class _ShortPage(BadAnswer):
    key = "table_incomplete"


class V3:
    """The older service, or a catalogue of third parties on the same engine."""

    name = "v3"
    origin = "CBS OData v3"

    def __init__(self, http: HttpClient, url: str) -> None:
        self.http = http
        self.url = url
        self.is_elsewhere = url != URL
        self.kept: dict[str, dict[str, Any]] | None = None
        """Answers about tables (never figures) by id, where they are to be kept."""
        self._whole: dict[str, dict[str, dict[str, Any]]] = {}

    # -- asking ------------------------------------------------------------------------------------------

    def base(self, table: Table | None) -> str:
        """Return the base address for a table; the third parties' catalogue stands on another host."""
        host = table.cbs.host if table else ""
        if host and not self.is_elsewhere:
            return base_url("host", host if "//" in host else f"https://{host}")
        return self.url

    def _ask(
        self,
        table: str,
        base: str,
        pages: int,
        call: Any,
        *args: Any,
        came: Callable[[], None] | None = None,
        **kwargs: Any,
    ) -> list[dict[str, Any]]:
        parts = urlsplit(base)
        _call.session = CbsodataSession(self.http, base, table, pages, came)
        try:
            answer = call(*args, catalog_url=parts.netloc + parts.path, timeout=self.http.timeout, **kwargs)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadAnswer(status=200, url=base, why=strings()["load.bad_json"]) from error
        finally:
            _call.session = None
        if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
            raise BadAnswer(status=200, url=base, why=strings()["load.bad_json"])
        return answer

    def meta(self, table: Table, id: str, name: str, *, pages: int = 20, **kwargs: Any) -> list[dict[str, Any]]:
        """Return the rows of an entity set of a table, as ``cbsodata.get_meta`` gives them. One try."""
        rows = self._ask(id, self.base(table), pages, cbsodata.get_meta, id, name, **kwargs)
        if self.kept is not None and "DataSet" not in name:
            self.kept.setdefault(id, {})[name] = rows
        return rows

    def page(
        self,
        table: Table,
        id: str,
        kind: str,
        skip: int,
        rows: int,
        select: str,
        filters: str,
        came: Callable[[], None] | None = None,
    ) -> list[dict[str, Any]]:
        """Return one page of data; ``came`` is called when it is there, before it is unpacked. One try.

        Raises:
            BadAnswer: another number of rows than asked for (``rows`` 0: any number).
        """
        more = {"select": select or None, "filters": filters or None}
        page = self.meta(table, id, f"{kind}?$top={PAGE}&$skip={skip}", pages=2, came=came, **more)
        if rows and len(page) != rows:
            raise _ShortPage(table=id, what=both("rows_differ", rows=len(page), expected=rows))
        return page

    # -- the catalogue -----------------------------------------------------------------------------------

    def catalogue(self, tables: list[Table]) -> dict[str, Published | SourceError]:
        """Return the catalogue's rows of ``tables``, by our names: one request per host and fifteen tables."""
        answers: dict[str, Published | SourceError] = {}
        by_base: dict[str, list[Table]] = {}
        self._whole.clear()
        for table in tables:
            by_base.setdefault(self.base(table), []).append(table)
        for base, group in by_base.items():
            rows = self._listed(base, [identifier(table) for table in group])
            absent = [table for table in group if identifier(table).lower() not in rows]
            # The filter minds case, ids do not: an id may be published in another spelling.
            spelled = {other for table in absent for other in _spellings(identifier(table))}
            again = self._listed(base, sorted(spelled - {identifier(table) for table in absent}))
            rows |= {id: row for id, row in again.items() if id not in rows}
            for table in group:
                row = rows.get(identifier(table).lower())
                if row is None:
                    answers[table.name] = TableNotFound(table=identifier(table), publisher=table.publisher)
                    continue
                answers[table.name] = row if isinstance(row, SourceError) else published(row)
                if self.kept is not None and not isinstance(row, SourceError):
                    self.kept.setdefault(str(row["Identifier"]), {})["Tables"] = [row]
        return answers

    def _listed(self, base: str, ids: Sequence[str]) -> dict[str, dict[str, Any] | SourceError]:
        """Return the catalogue's rows by id in lower case; what is asked together fails together."""
        shapes: dict[str, dict[str, Any] | SourceError] = {}
        parts = [ids[at : at + IDS_AT_ONCE] for at in range(0, len(ids), IDS_AT_ONCE)]
        waiting = [self.http.submit(self._some, base, part) for part in parts]
        for part, future in zip(parts, waiting, strict=True):
            try:
                rows = future.result()
            except SourceError as error:
                try:
                    if not (isinstance(error, Refused) and error.status == 400):
                        raise
                    # A catalogue that takes no such condition gives its whole list.
                    rows = self._all(base)
                except SourceError as again:
                    shapes |= {id.lower(): again for id in part}
                    continue
            asked = {id.lower() for id in part}
            shapes |= {id: row for id, row in rows.items() if id in asked}
        return shapes

    def _some(self, base: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        filters = " or ".join(f"Identifier eq '{id}'" for id in ids)
        rows = self._ask("", base, 1, cbsodata.get_table_list, filters=filters, select=",".join(FIELDS))
        return {str(row.get("Identifier", "")).lower(): row for row in rows}

    def _all(self, base: str) -> dict[str, dict[str, Any]]:
        if base not in self._whole:
            ask = self.http.submit(self._ask, "", base, 20, cbsodata.get_table_list, select=",".join(FIELDS))
            self._whole[base] = {str(row.get("Identifier", "")).lower(): row for row in ask.result()}
        return self._whole[base]

    # -- one table ---------------------------------------------------------------------------------------

    def shape(self, table: Table, published: Published) -> Shape:
        """Return columns and topics, without the code lists (see :meth:`codes`)."""
        rows = self.http.submit(self.meta, table, published.id, "DataProperties").result()
        groups = {row.get("ID"): row for row in rows if row.get("Type") == "TopicGroup"}
        columns, times, topics = [], [], []
        for row in rows:
            kind, key = str(row.get("Type", "")), str(row.get("Key") or "").strip()
            if kind == "Topic":
                path, parent = [str(row.get("Title") or "").strip()], row.get("ParentID")
                while parent in groups and len(path) < 9:
                    path.insert(0, str(groups[parent].get("Title") or "").strip())
                    parent = groups[parent].get("ParentID")
                is_float = row.get("Datatype") == "Float"
                decimals = int(row["Decimals"]) if is_float and row.get("Decimals") is not None else None
                topics.append(Topic(key, tuple(path), str(row.get("Unit") or "").strip(), decimals))
            elif kind in ("Dimension", "TimeDimension", "GeoDimension"):
                columns.append(key)
                if kind == "TimeDimension":
                    times.append(key)
        return Shape(self.name, columns, times, topics)

    def codes(self, table: Table, published: Published, columns: Sequence[str]) -> dict[str, CodeList]:
        """Return the code lists of ``columns``, asked for at the same time.

        Raises:
            SchemaChanged: a list has no keys.
            Incomplete: a code stands twice.
        """
        waiting = {column: self.http.submit(self.meta, table, published.id, column) for column in columns}
        try:
            return {column: _code_list(table, column, future.result()) for column, future in waiting.items()}
        finally:
            for future in waiting.values():
                future.cancel()


def identifier(table: Table) -> str:
    """Return the publisher's id of a table."""
    return table.cbs.id or table.id


def _spellings(id: str) -> set[str]:
    return {id, id.lower(), id.upper(), id[:-3] + id[-3:].upper(), id[:-3] + id[-3:].lower()}


def chunks(terms: Sequence[str], longest: int, most: int) -> Iterator[list[str]]:
    """Cut the terms of a condition into parts that fit an address of ``longest`` characters, of ``most`` each."""
    part: list[str] = []
    length = 0
    for term in terms:
        size = len(quote_plus(term)) + 4
        if part and (length + size > longest or len(part) == most):
            yield part
            part, length = [], 0
        part.append(term)
        length += size
    if part:
        yield part


def published(row: Mapping[str, Any]) -> Published:
    """Return what a row of the catalogue says.

    A table is stopped where the publisher's own status says so. Prose alone never stops one: it may speak of the table
    that this one took the place of.
    """
    text = str(row.get("ShortDescription") or "")
    id = str(row["Identifier"])
    stopped = row.get("OutputStatus") == "Gediscontinueerd" or "Stopgezet" in (
        row.get("Frequency"),
        row.get("ReasonDelivery"),
    )
    modified = str(row.get("Modified") or "")
    count = row.get("RecordCount")
    return Published(
        id=id,
        title=str(row.get("Title") or "").strip(),
        modified=modified,
        fingerprint="|".join([modified, str(row.get("Updated") or ""), str(count)]),
        rows=int(count) if count is not None else None,
        stopped=stopped,
        successor=successor(text, id) if stopped else "",
        next=next_figures(text),
        facts={**{name: row.get(name) for name in FIELDS if name != "ShortDescription"}, "service": V3.name},
    )


def successor(text: str, id: str) -> str:
    """Return the id of the table that a description names as the one that follows it, ``""`` for none."""
    named = re.findall(r"(?:opgevolgd|vervangen)\s+door[^.]{0,200}?\b(\d{5}(?:NED|ned))\b", text)
    return next((other for other in named if other.lower() != id.lower()), "")


def next_figures(text: str) -> str:
    """Return what a description says of when new figures come."""
    announcement = re.search(r"nieuwe cijfers\?\s*(.{3,300}?)\s*(?:\n\s*\n|$)", text.replace("\r", ""), re.DOTALL)
    return " ".join(announcement[1].split()) if announcement else ""


def _code_list(table: Table, column: str, rows: list[dict[str, Any]]) -> CodeList:
    codes: CodeList = {}
    for row in rows:
        if not isinstance(row.get("Key"), str):
            raise SchemaChanged(table=table.id, what=both("column_gone", name=f"{column}.Key"))
        padded = row["Key"]
        key = padded.strip()
        if key in codes:
            raise Incomplete(table=table.id, what=both("code_twice", code=key, column=column))
        label, status = str(row.get("Title") or "").strip(), str(row.get("Status") or "")
        codes[key] = {"padded": padded, "label": label, "status": status}
    return codes
