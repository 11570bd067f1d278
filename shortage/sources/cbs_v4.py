"""The newer service of CBS (OData v4): one row per figure, in pages of our own size.

It has the same tables in another form: topics are codes of a column ``Measure``, keys carry no padding, and what is not
there has no row. Ids mind case, and the tables in English are not in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlencode

from shortage.catalog import Table
from shortage.sources.base import HttpClient, Published, both, not_html
from shortage.sources.cbs_rows import Listed, unpacked
from shortage.sources.cbs_shape import CodeList, Shape, Topic
from shortage.sources.cbs_v3 import IDS_AT_ONCE, next_figures, successor
from shortage.sources.errors import BadAnswer, Incomplete, NotFound, Refused, SourceError, TableNotFound
from shortage.text import strings

URL = "https://datasets.cbs.nl/odata/v1"
PAGE = 40_000
"""Figures in one answer; the service gives 100,000 at most, of which a few would fill the memory."""
FIELDS = ("Identifier", "Title", "Description", "Status", "Modified", "ObservationCount")
OBSERVED = {"Id", "Measure", "ValueAttribute", "Value", "StringValue"}
"""Columns of figures that every table has; the others are its own."""


class _ShortPage(BadAnswer):
    key = "table_incomplete"


class V4:
    """The newer service."""

    name = "v4"
    origin = "CBS OData v4"

    def __init__(self, http: HttpClient, url: str) -> None:
        self.http = http
        self.url = url
        self.kept: dict[str, dict[str, Any]] | None = None

    # -- asking ------------------------------------------------------------------------------------------

    def _ask(self, path: str, question: dict[str, str] | None = None) -> Any:
        """Return the JSON of one address. One try."""
        url = f"{self.url}/CBS/{path}" + (f"?{urlencode(question)}" if question else "")
        answer = self.http.get(url)
        not_html(answer)
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError) as error:
            raise BadAnswer(status=200, url=f"{self.url}/CBS/{path}", why=strings()["load.bad_json"]) from error

    def rows(self, id: str, name: str, question: dict[str, str] | None = None) -> list[dict[str, Any]]:
        """Return the rows of an entity set of a table (``id`` ``""``: of the catalogue), all its pages. One try."""
        path = f"{id}/{name}" if id else name
        rows: list[dict[str, Any]] = []
        asked = dict(question or {})
        while True:
            answer = self._ask(path, asked)
            if not isinstance(answer, dict) or not isinstance(answer.get("value"), list):
                raise BadAnswer(status=200, url=f"{self.url}/CBS/{path}", why=strings()["load.bad_json"])
            page = answer["value"]
            rows += page
            if not answer.get("@odata.nextLink") or not page:
                break
            # Our own $skip instead of the link: it can lead nowhere else, and always gets on.
            asked["$skip"] = str(len(rows))
        if self.kept is not None and id and name != "Observations":
            self.kept.setdefault(id, {})[name] = rows
        return rows

    def page(self, id: str, select: str, filters: str, skip: int, rows: int) -> bytes:
        """Return ``rows`` figures from ``skip`` on, with the columns ``select``, as they came. One try.

        They are read by :meth:`figures`, one answer at a time.
        """
        return self._page(id, {"$select": select, "$top": str(PAGE), "$skip": str(skip)}, filters)

    def first_page(self, id: str, select: str, filters: str) -> bytes:
        """Return the first figures that a condition holds for, and their number, as they came. One try."""
        question = {"$select": select} if select else {}
        return self._page(id, {**question, "$top": str(PAGE), "$count": "true"}, filters)

    def _page(self, id: str, question: dict[str, str], filters: str) -> bytes:
        question |= {"$filter": filters} if filters else {}
        answer = self.http.get(f"{self.url}/CBS/{id}/Observations?{urlencode(question)}")
        not_html(answer)
        return answer.content

    def figures(
        self, id: str, body: bytes, columns: Sequence[str], rows: int | None = None
    ) -> tuple[Listed, int | None]:
        """Return the figures in an answer, and how many there are in all where it says so.

        Args:
            id: the table.
            body: the answer.
            columns: the table's own.
            rows: how many were to come; None where the answer itself tells that.

        Raises:
            BadAnswer: another number came, or no figures.
        """
        contents = unpacked(id, body, ["Value"], ["Measure", "ValueAttribute", *columns])
        if contents is None:
            raise BadAnswer(status=200, url=f"{self.url}/CBS/{id}", why=strings()["load.bad_json"])
        answer, listed = contents
        counted = str(answer.get("@odata.count"))
        total = int(counted) if rows is None and counted.isdigit() else None
        expected = rows if total is None else min(total, PAGE)
        if expected is not None and len(listed) != expected:
            raise _ShortPage(table=id, what=both("rows_differ", rows=len(listed), expected=expected))
        return listed, total

    def count(self, id: str, filters: str) -> int:
        """Return how many figures a condition holds for. One try."""
        url = f"{self.url}/CBS/{id}/Observations/$count"
        answer = self.http.get(url + (f"?{urlencode({'$filter': filters})}" if filters else ""))
        try:
            return int(answer.content.decode("utf-8-sig").strip())
        except ValueError as error:
            raise BadAnswer(status=200, url=url, why=strings()["load.bad_json"]) from error

    # -- the catalogue -----------------------------------------------------------------------------------

    def catalogue(self, tables: list[Table], *, patient: bool = True) -> dict[str, Published | SourceError]:
        """Return what the catalogue says of ``tables``, by our names: one request for fifteen of them.

        ``patient`` False tries once: whether this service is there is all that is asked.
        """
        answers: dict[str, Published | SourceError] = {}
        parts = [tables[at : at + IDS_AT_ONCE] for at in range(0, len(tables), IDS_AT_ONCE)]
        questions = [
            {
                "$select": ",".join(FIELDS),
                "$filter": " or ".join(f"Identifier eq '{identifier(table)}'" for table in part),
            }
            for part in parts
        ]
        waiting = [self.http.submit(self.rows, "", "Datasets", question) for question in questions] if patient else []
        whole: list[dict[str, Any]] | None = None
        for index, part in enumerate(parts):
            try:
                rows = waiting[index].result() if patient else self.rows("", "Datasets", questions[index])
            except SourceError as error:
                try:
                    if not (isinstance(error, Refused) and error.status == 400):
                        raise
                    # A catalogue that takes no such condition gives its whole list.
                    if whole is None:
                        whole = self.http.submit(self.rows, "", "Datasets", {"$select": ",".join(FIELDS)}).result()
                    rows = whole
                except SourceError as again:
                    answers |= {table.name: again for table in part}
                    if not patient:
                        return {**{table.name: again for table in tables}, **answers}
                    continue
            by_id = {str(row.get("Identifier")): row for row in rows}
            for table in part:
                row = by_id.get(identifier(table))
                answers[table.name] = (
                    _published(row) if row else TableNotFound(table=identifier(table), publisher=table.publisher)
                )
                if self.kept is not None and row:
                    self.kept.setdefault(identifier(table), {})["Datasets"] = [row]
        return answers

    # -- one table ---------------------------------------------------------------------------------------

    def shape(self, table: Table, published: Published) -> Shape:
        """Return columns and topics, without the code lists (see :meth:`codes`)."""
        asked = [self.http.submit(self.rows, published.id, name) for name in ("Dimensions", "MeasureCodes")]
        dimensions, measures = (future.result() for future in asked)
        columns = [_text(row, "Identifier") for row in dimensions]
        times = [_text(row, "Identifier") for row in dimensions if row.get("Kind") == "TimeDimension"]
        return Shape(self.name, columns, times, self._topics(published.id, measures))

    def shape_as_expected(
        self, published: Published, columns: Sequence[str], time: str, lists: Mapping[str, CodeList]
    ) -> Shape:
        """Return topics and code lists of a table that has the columns which are expected, asked for at once.

        Whether it has those columns and no other shows in its figures (:data:`OBSERVED`). What ``lists`` has
        already is not asked for.

        Raises:
            NotFound: it lacks one of the columns.
            Incomplete: a code stands twice.
        """
        listed = self.http.submit(self.rows, published.id, "MeasureCodes")
        waiting = self._ask_codes(published, [column for column in columns if column not in lists])
        try:
            topics = self._topics(published.id, listed.result())
            codes = {**lists, **self._read_codes(published, waiting)}
        finally:
            for future in waiting.values():
                future.cancel()
        return Shape(self.name, list(columns), [time] if time else [], topics, codes)

    def _topics(self, id: str, measures: list[dict[str, Any]]) -> list[Topic]:
        groups = self._groups(id) if any(_text(row, "MeasureGroupId") for row in measures) else {}
        topics = []
        for row in sorted(measures, key=lambda row: row.get("Index") or 0):
            path, parent = [_text(row, "Title")], _text(row, "MeasureGroupId")
            while parent in groups and len(path) < 9:
                path.insert(0, groups[parent][0])
                parent = groups[parent][1]
            is_float = row.get("DataType") == "Float"
            decimals = int(row["Decimals"]) if is_float and row.get("Decimals") is not None else None
            unit = re.sub(r"\bx 1000\b", "x 1 000", _text(row, "Unit"))  # as the older service spells it
            topics.append(Topic(_text(row, "Identifier"), tuple(path), unit, decimals))
        return topics

    def _groups(self, id: str) -> dict[str, tuple[str, str]]:
        """Return title and parent of the groups of topics, by id; none where the table says nothing of them."""
        try:
            rows = self.http.submit(self.rows, id, "MeasureGroups").result()
        except NotFound:
            return {}
        return {_text(row, "Id"): (_text(row, "Title"), _text(row, "ParentId")) for row in rows}

    def codes(self, table: Table, published: Published, columns: Sequence[str]) -> dict[str, CodeList]:
        """Return the code lists of ``columns``, asked for at the same time.

        Raises:
            Incomplete: a code stands twice.
        """
        waiting = self._ask_codes(published, columns)
        try:
            return self._read_codes(published, waiting)
        finally:
            for future in waiting.values():
                future.cancel()

    def _ask_codes(self, published: Published, columns: Sequence[str]) -> dict[str, Future[list[dict[str, Any]]]]:
        return {column: self.http.submit(self.rows, published.id, f"{column}Codes") for column in columns}

    def _read_codes(
        self, published: Published, waiting: Mapping[str, Future[list[dict[str, Any]]]]
    ) -> dict[str, CodeList]:
        codes: dict[str, CodeList] = {}
        for column, future in waiting.items():
            listed: CodeList = {}
            for row in future.result():
                key = _text(row, "Identifier")
                if key in listed:
                    raise Incomplete(table=published.id, what=both("code_twice", code=key, column=column))
                padded = str(row.get("Identifier"))
                listed[key] = {"padded": padded, "label": _text(row, "Title"), "status": _text(row, "Status")}
            codes[column] = listed
        return codes


def identifier(table: Table) -> str:
    """Return the id of a table at this service."""
    return table.cbs.v4.id or table.id


def _text(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _published(row: dict[str, Any]) -> Published:
    id, text = str(row["Identifier"]), str(row.get("Description") or "")
    modified = str(row.get("Modified") or "")[:19]  # with the zone; the older service gives the same clock without
    stopped = row.get("Status") == "Gediscontinueerd"
    return Published(
        id=id,
        title=str(row.get("Title") or "").strip(),
        modified=modified,
        fingerprint=f"v4|{row.get('Modified')}",
        rows=int(row["ObservationCount"]) if str(row.get("ObservationCount")).isdigit() else None,
        stopped=stopped,
        successor=successor(text, id) if stopped else "",
        next=next_figures(text),
        facts={**{name: row.get(name) for name in FIELDS if name != "Description"}, "service": V4.name},
    )
