"""DUO's open data: CSV files of counts per programme and institution, added up to what the catalogue's tables hold.

Cells of one to four persons are not published (``<5``); sums leave them out and say so (``partly_suppressed``).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import requests

from shortage.catalog import Dimension, Table
from shortage.sources.base import (
    Block,
    Plan,
    Published,
    Quantity,
    Wire,
    base_url,
    both,
    not_html,
    stored,
    words,
)
from shortage.sources.errors import BadAnswer, Incomplete, Moved, SchemaChanged, SourceError
from shortage.text import Period

URL = "https://onderwijsdata.duo.nl"
MARKS = {"", "<5", "< 5", "<4", "1-4", "-1", "*", ".", "x", "nb", "onbekend"}


class Duo:
    """The files of DUO.

    Args:
        wire: the network.
        url: base address; without it ``SHORTAGE_DUO_URL``, else DUO itself.
    """

    name = "DUO open data"
    is_paged = False

    def __init__(self, wire: Wire, url: str | None = None) -> None:
        self.wire = wire
        self.url = base_url("SHORTAGE_DUO_URL", url or os.environ.get("SHORTAGE_DUO_URL") or URL)

    def address(self, path: str) -> str:
        """Return the address of a file; a whole address keeps its path and takes the base in force."""
        parts = urlsplit(path)
        return f"{self.url}/{(parts.path if parts.scheme else path).lstrip('/')}"

    def catalogue(self, tables: list[Table]) -> dict[str, Published | SourceError]:
        """Return what the headers of each table's files say: one request without a body per file."""
        files = {table.name: [str(one["path"]) for one in table.load.get("files", [])] for table in tables}
        asked = {path: self.wire.submit(self._head, path) for paths in files.values() for path in paths}
        found: dict[str, Published | SourceError] = {}
        for table in tables:
            try:
                marks = [asked[path].result() for path in files[table.name]]
            except SourceError as error:
                found[table.name] = error
                continue
            found[table.name] = Published(
                id=table.id,
                title=table.title.nl,
                modified=max((one[0] for one in marks), default=""),
                fingerprint="||".join(one[1] for one in marks),
            )
        return found

    def _head(self, path: str) -> tuple[str, str]:
        return _mark(self.wire.send(requests.Request("HEAD", self.address(path)).prepare()))

    def _get(self, path: str) -> tuple[bytes, tuple[str, str]]:
        answer = self.wire.get(self.address(path))
        not_html(answer)
        return answer.content, _mark(answer)

    def plan(self, table: Table, published: Published, known: Mapping[str, Mapping[str, str]]) -> Plan:
        """Read the files of a table, add them up, and say what came out.

        Raises:
            SchemaChanged: a column or a value that the catalogue names is not in the files.
            Moved: a file was replaced in between.
        """
        files = table.load.get("files", [])
        waiting = [self.wire.submit(self._get, str(one["path"])) for one in files]
        sums = _Sums(table)
        marks = []
        for one, future in zip(files, waiting, strict=True):
            body, mark = future.result()
            marks.append(mark[1])
            sums.add(body, one, self.address(str(one["path"])))
        if "||".join(marks) != published.fingerprint:
            raise Moved(table=table.id)
        return sums.plan()


def _mark(answer: requests.Response) -> tuple[str, str]:
    """Return when a file was changed (ISO) and what tells its versions apart."""
    changed = answer.headers.get("Last-Modified", "")
    try:
        moment = parsedate_to_datetime(changed).astimezone(dt.UTC).replace(tzinfo=None).isoformat() if changed else ""
    except ValueError:
        moment = ""
    return moment, "|".join([changed, answer.headers.get("ETag", ""), answer.headers.get("Content-Length", "")])


def rows(body: bytes, url: str, columns: set[str]) -> Iterator[dict[str, str]]:
    """Read a CSV file of DUO: semicolons or commas, UTF-8 or Windows text.

    Raises:
        BadAnswer: the first line does not hold ``columns``.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    head = text.split("\n", 1)[0]
    mark = max(";,\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=mark)
    reader.fieldnames = [str(one).strip() for one in reader.fieldnames or []]
    gone = sorted(columns - set(reader.fieldnames))
    if gone:
        raise BadAnswer(status=200, url=url, why=both("bad_csv", name=gone[0]))
    for row in reader:
        yield {
            key: (value or "").strip()
            for key, value in row.items()
            if isinstance(key, str) and not isinstance(value, list)
        }


class _Sums:
    """Sums of the slices that the catalogue asks for, while the files come by."""

    def __init__(self, table: Table) -> None:
        self.table = table
        load = table.load
        self.columns: dict[str, str] = {str(k): str(v) for k, v in load.get("columns", {}).items()}
        self.values: dict[str, str] = {str(k): str(v) for k, v in load.get("values", {}).items()}
        self.year = str(load.get("year", ""))
        self.wide = str(load.get("wide", ""))
        self.mark = {"school_year": "SJ", "year": "JJ"}.get(table.frequency, "SJ")
        self.names = [one.key for one in table.dimensions.values()]
        self.sums: dict[tuple[Any, ...], float] = {}
        self.hidden: set[tuple[Any, ...]] = set()
        self.count = 0

    def add(self, body: bytes, file: Mapping[str, Any], url: str) -> None:
        """Add one file up. ``file`` may have slices of its own, columns of its own and a condition (``where``)."""
        slices = file.get("slices") or self.table.load.get("slices") or [{}]
        columns = {**self.columns, **{str(k): str(v) for k, v in file.get("columns", {}).items()}}
        values = {str(k): str(v) for k, v in (file.get("values") or self.values).items()}
        needed = {column for one in slices for column in [*one.get("where", {}), *(file.get("where", {}))]}
        if not self.wide:
            needed |= {self.year, *values.values()}
        for one in slices:
            needed |= {columns[name] for name in self.names if name in columns and name not in one.get("set", {})}
        fixed = file.get("set", {})
        needed -= {columns[name] for name in fixed if name in columns}
        prepared = [(_conditions(one.get("where", {})), {**fixed, **one.get("set", {})}) for one in slices]
        general = _conditions(file.get("where", {}))
        for row in rows(body, url, needed):
            self.count += 1
            if not all(words(row[column]) in allowed for column, allowed in general):
                continue
            for conditions, given in prepared:
                if all(words(row[column]) in allowed for column, allowed in conditions):
                    place = tuple(str(given[name]) if name in given else row[columns[name]] for name in self.names)
                    for measure, year, text in self._cells(row, values):
                        self._take((measure, year, *place), text, url)

    def _cells(self, row: Mapping[str, str], values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        if not self.wide:
            for measure, column in values.items():
                yield measure, row[self.year][:4], row[column]
            return
        measure = self.table.measures[0].name
        for column, text in row.items():
            hit = re.fullmatch(self.wide, column)
            if hit:
                yield measure, hit[1], text

    def _take(self, key: tuple[str, ...], text: str, url: str) -> None:
        if text.casefold() in MARKS:
            self.hidden.add(key)
            return
        try:
            self.sums[key] = self.sums.get(key, 0.0) + float(text.replace(",", "."))
        except ValueError:
            what = both("not_a_number", value=text, name=url.rsplit("/", 1)[-1], period=key[1])
            raise Incomplete(table=self.table.id, what=what) from None

    def plan(self) -> Plan:
        """Return the sums as a plan with one block."""
        table = self.table
        measures = {one.name: place for place, one in enumerate(table.measures)}
        for measure in measures:
            if not any(key[0] == measure for key in self.sums):
                known = ", ".join(sorted({key[0] for key in self.sums})) or "-"
                raise SchemaChanged(table=table.id, what=both("measure_gone", name=measure, known=known))
        members = {
            one.key: self._members(name, one, sorted({key[2 + place] for key in self.sums}))
            for place, (name, one) in enumerate(table.dimensions.items())
        }
        # Two spellings of one member are one member: the sums of both go to one place.
        lists = [list(dict.fromkeys(one.values())) for one in members.values()]
        spots = [
            {value: lists[at].index(member) for value, member in one.items()} for at, one in enumerate(members.values())
        ]
        periods = sorted({self._period(key[1]) for key in self.sums})
        finals: dict[tuple[int, ...], tuple[float, bool]] = {}
        for key, value in self.sums.items():
            if all(key[2 + at] in spot for at, spot in enumerate(spots)):
                when = periods.index(self._period(key[1]))
                place = (measures[key[0]], when, *(spot[key[2 + at]] for at, spot in enumerate(spots)))
                before = finals.get(place, (0.0, False))
                finals[place] = (before[0] + value, before[1] or key in self.hidden)
        codes = [
            {"dimension": one.key, "key": key, "padded": key, "label": label, "status": ""}
            for at, one in enumerate(table.dimensions.values())
            for key, label in lists[at]
        ]

        def blocks() -> Iterator[Block]:
            keys = np.array(list(finals), dtype=np.int32).reshape(len(finals), 2 + len(self.names))
            yield Block(
                quantity=keys[:, 0],
                places={name: keys[:, 2 + at] for at, name in enumerate(self.names)},
                period=keys[:, 1],
                value=np.array([one[0] for one in finals.values()], dtype=float),
                status=np.array([1 if one[1] else 0 for one in finals.values()], np.int32),
                rows=self.count,
            )

        return Plan(
            quantities=[
                Quantity(one.key, one.label or one.title.nl, one.published_unit, one.key or one.label, one)
                for one in table.measures
            ],
            dimensions={one.key: lists[at] for at, one in enumerate(table.dimensions.values())},
            periods=periods,
            statuses=["final", "partly_suppressed"],
            codes=codes,
            rows=self.count,
            extra={"files": [str(one["path"]) for one in table.load.get("files", [])]},
            read=blocks,
        )

    def _period(self, year: str) -> str:
        try:
            return Period.parse(f"{year}{self.mark}00").code
        except ValueError:
            what = both("not_a_number", value=year, name=self.year or self.wide, period=year)
            raise Incomplete(table=self.table.id, what=what) from None

    def _members(self, name: str, dimension: Dimension, seen: list[str]) -> dict[str, tuple[str, str]]:
        """Return {value in the files: (stored key, stored label)}; a value we name must be there."""
        hints = self.table.load.get("codes", {}).get(name, {})
        found: dict[str, tuple[str, str]] = {}
        absent = []
        for ours, code in dimension.members.items():
            aims = {words(one) for one in (str(hints.get(ours, "")), code.label, code.key) if one}
            hits = [value for value in seen if words(value) in aims]
            for value in hits:
                found[value] = stored(code, value if code.key else "", code.label or value)
            if not hits and ours not in self.table.load.get("absent", []):
                absent.append(code.label or code.key)
        if absent:
            raise SchemaChanged(table=self.table.id, what=both("code_gone", code=absent[0], column=dimension.key))
        if not dimension.is_filter:
            for value in seen:
                found.setdefault(value, ("", value))
        return found


def _conditions(where: Mapping[str, Any]) -> list[tuple[str, set[str]]]:
    return [
        (str(column), {words(str(one)) for one in (allowed if isinstance(allowed, list) else [allowed])})
        for column, allowed in where.items()
    ]
