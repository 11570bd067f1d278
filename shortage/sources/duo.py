"""DUO's open data: CSV files of counts per programme and institution, added up to what the catalogue's tables hold.

Cells of one to four persons are not published (``<5``); sums leave them out and say so (``partly_suppressed``).
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import requests

from shortage.catalog import Dimension, Table
from shortage.settings import settings
from shortage.sources.base import (
    Block,
    HttpClient,
    Plan,
    Published,
    Quantity,
    Unclear,
    base_url,
    both,
    decoded,
    normalised,
    not_html,
    read_number,
    stored,
)
from shortage.sources.errors import BadAnswer, Incomplete, NotFound, Refused, SchemaChanged, ServiceDown, SourceError
from shortage.text import Period

URL = "https://onderwijsdata.duo.nl"
DATASET = re.compile(r"dataset/(?P<dataset>[0-9a-f]{8}-[0-9a-f-]{27})/resource/(?P<resource>[0-9a-f-]{36})/")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
PROVISIONAL_MARK = re.compile(r"\*|voorlopig|\(v\)", re.IGNORECASE)
FEWEST_OF_A_YEAR = 0.6
"""Part of a usual year's lines that the newest year must have: with fewer the file was cut."""


class Duo:
    """The files of DUO.

    Which file is the newest of its kind is what DUO's own catalogue (CKAN) says; where it says nothing, the address of
    our catalogue holds. What was downloaded decides whether a file is another than before: the headers of a question
    without a body (HEAD) are held against those of the last such question only, and where a server refuses it, the file
    itself is fetched.

    Args:
        http: the network.
        url: base address; without it ``SHORTAGE_DUO_URL``, else DUO itself.
    """

    name = "DUO open data"
    is_paged = False

    def __init__(self, http: HttpClient, url: str | None = None) -> None:
        self.http = http
        self.url = base_url("SHORTAGE_DUO_URL", url or settings().duo_url or URL)
        self._newest: dict[str, _Resource] = {}

    def address(self, path: str) -> str:
        """Return the address of a file; a whole address keeps its path and takes the base in force."""
        parts = urlsplit(path)
        return f"{self.url}/{(parts.path if parts.scheme else path).lstrip('/')}"

    def catalogue(self, tables: list[Table]) -> dict[str, Published | SourceError]:
        """Return what DUO says of each table: one request per dataset, and one without a body per file."""
        files = {table.name: [str(file["path"]) for file in table.load.get("files", [])] for table in tables}
        paths = list(dict.fromkeys(path for listed in files.values() for path in listed))
        self._find(paths)
        asked = {path: self.http.submit(self._head, path) for path in paths}
        answers: dict[str, Published | SourceError] = {}
        for table in tables:
            try:
                marks = [asked[path].result() for path in files[table.name]]
            except SourceError as error:
                answers[table.name] = error
                continue
            answers[table.name] = Published(
                id=table.id,
                title=table.title.nl,
                modified=max((mark.modified for mark in marks), default=""),
                fingerprint="||".join(mark.fingerprint for mark in marks) if all(mark.tells for mark in marks) else "",
            )
        return answers

    def _find(self, paths: list[str]) -> None:
        """Find the newest file of each kind in DUO's catalogue; a dataset that it does not show keeps our address."""
        hits = {path: hit for path in paths if (hit := DATASET.search(path))}
        asked = {
            dataset: self.http.submit(self._package, dataset)
            for dataset in dict.fromkeys(hit["dataset"] for hit in hits.values())
        }
        for path in paths:
            self._newest[path] = _Resource(path)
            if path in hits:
                with suppress(SourceError):
                    listed = asked[hits[path]["dataset"]].result()
                    self._newest[path] = newest(path, listed) or self._newest[path]

    def _package(self, dataset: str) -> list[dict[str, Any]]:
        answer = self.http.get(f"{self.url}/api/3/action/package_show?id={dataset}")
        not_html(answer)
        try:
            listed = answer.json()["result"]["resources"]
            return [dict(entry) for entry in listed]
        except (ValueError, KeyError, TypeError):
            raise NotFound(status=answer.status_code, url=str(answer.url).split("?", 1)[0]) from None

    def _head(self, path: str) -> _Mark:
        resource = self._newest.get(path) or _Resource(path)
        url = self.address(resource.url)
        try:
            answer = self.http.send(requests.Request("HEAD", url).prepare())
        except Refused:
            return _Mark(resource, {})  # no headers without a body; what is downloaded will tell
        except ServiceDown as error:
            if error.status != 501:
                raise
            return _Mark(resource, {})
        return _Mark(resource, answer.headers)

    def _get(self, path: str) -> tuple[bytes, _Mark]:
        resource = self._newest.get(path) or _Resource(path)
        answer = self.http.get(self.address(resource.url))
        not_html(answer)
        return answer.content, _Mark(resource, answer.headers)

    def plan(self, table: Table, published: Published, known_codes: Mapping[str, Mapping[str, str]]) -> Plan:
        """Read the files of a table, add them up, and say what came out.

        Raises:
            SchemaChanged: a column or a value that the catalogue names is not in the files.
            Incomplete: a file was cut, or a cell is no number.
        """
        files = table.load.get("files", [])
        # A file of which several columns are taken is listed once for each, and fetched once.
        fetched = {
            path: self.http.submit(self._get, path) for path in dict.fromkeys(str(file["path"]) for file in files)
        }
        sums = _Sums(table)
        digest = hashlib.sha256()
        marks = []
        for path, future in fetched.items():
            body, mark = future.result()
            marks.append(mark)
            digest.update(hashlib.sha256(body).digest())
            for file in files:
                if str(file["path"]) == path:
                    sums.add(body, file, self.address(mark.resource.url))
        plan = sums.plan()
        plan.digest = digest.hexdigest()
        plan.modified = max((mark.modified for mark in marks), default="")
        plan.keeps_earlier = "years"
        plan.extra["files"] = [self.address(mark.resource.url) for mark in marks]
        return plan


@dataclass(frozen=True)
class _Resource:
    """A file as DUO's catalogue lists it; from our own catalogue its address is all there is."""

    url: str
    modified: str = ""


class _Mark:
    """What the headers of an answer say of a file: when it was changed, and what tells its versions apart."""

    def __init__(self, resource: _Resource, headers: Mapping[str, str]) -> None:
        self.resource = resource
        changed = headers.get("Last-Modified", "")
        self.modified = _moment(changed) or resource.modified
        tag = headers.get("ETag", "")
        self.tells = bool(changed or tag)
        self.fingerprint = "|".join([resource.url, changed, tag, headers.get("Content-Length", "")])


def _moment(text: str) -> str:
    """Return the ISO form of a date in a header, ``""`` where it is none."""
    try:
        return parsedate_to_datetime(text).astimezone(dt.UTC).replace(tzinfo=None).isoformat() if text else ""
    except (ValueError, TypeError):
        return ""


def newest(path: str, listed: list[dict[str, Any]]) -> _Resource | None:
    """Return the newest of the files that are of one kind with ``path``: the same name but for the years in it.

    Without another of that kind the same resource under its present address; None where neither is listed.
    """
    hit = DATASET.search(path)
    kind = _kind(path)
    rows = []
    for index, resource in enumerate(listed):
        url = str(resource.get("url") or "")
        if str(resource.get("id")) != (hit["resource"] if hit else "") and (not kind or _kind(url) != kind):
            continue
        if not urlsplit(url).path.lower().endswith(".csv"):
            continue
        changed = str(resource.get("last_modified") or resource.get("created") or "")[:19]
        rows.append((max(YEAR.findall(_name(url)), default=""), changed, -index, _Resource(url, changed)))
    return max(rows)[-1] if rows else None


def _name(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 1)[-1].lower()


def _kind(url: str) -> str:
    """Return the name of a file without its years: what next year's edition has too."""
    return re.sub(r"[\W_]+", "-", YEAR.sub("", _name(url).removesuffix(".csv"))).strip("-")


def rows(table: Table, body: bytes, url: str, columns: set[str]) -> Iterator[dict[str, str]]:
    """Read a CSV file of DUO: semicolons or commas, UTF-8 or Windows text.

    Raises:
        BadAnswer: the first line is no head of columns.
        SchemaChanged: the head does not hold ``columns``.
        Incomplete: a line has fewer or more cells than the head, as the last one of a file that was cut.
    """
    text = decoded(body)
    head = text.split("\n", 1)[0]
    mark = max(";,\t", key=head.count)
    if mark not in head and len(columns) > 1:
        raise BadAnswer(status=200, url=url, why=both("bad_csv", name=min(columns)))
    reader = csv.DictReader(io.StringIO(text), delimiter=mark)
    reader.fieldnames = [str(field).strip() for field in reader.fieldnames or []]
    gone = sorted(columns - set(reader.fieldnames))
    if gone:
        raise SchemaChanged(table=table.id, what=both("column_of_file", name=gone[0], known=_some(reader.fieldnames)))
    for row in reader:
        if None in row or None in row.values():
            what = both("line_cut", name=url.rsplit("/", 1)[-1], line=reader.line_num)
            raise Incomplete(table=table.id, what=what)
        yield {key: value.strip() for key, value in row.items()}


def _some(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(name for name in names if name))
    return ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "") or "-"


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
        self.names = [dimension.key for dimension in table.dimensions.values()]
        self.sums: dict[tuple[Any, ...], float] = {}
        self.hidden: set[tuple[Any, ...]] = set()
        self.count = 0
        self.lines: dict[str, Counter[str]] = {}
        self.provisional: set[str] = set()

    def add(self, body: bytes, file: Mapping[str, Any], url: str) -> None:
        """Add one file up. ``file`` may have slices of its own, columns of its own and a condition (``where``)."""
        slices = file.get("slices") or self.table.load.get("slices") or [{}]
        columns = {**self.columns, **{str(k): str(v) for k, v in file.get("columns", {}).items()}}
        values = {str(k): str(v) for k, v in (file.get("values") or self.values).items()}
        needed = {column for part in slices for column in [*part.get("where", {}), *(file.get("where", {}))]}
        if not self.wide:
            needed |= {self.year, *values.values()}
        for part in slices:
            needed |= {columns[name] for name in self.names if name in columns and name not in part.get("set", {})}
        fixed = file.get("set", {})
        needed -= {columns[name] for name in fixed if name in columns}
        prepared = [(_conditions(part.get("where", {})), {**fixed, **part.get("set", {})}) for part in slices]
        general = _conditions(file.get("where", {}))
        wanted = {
            (column, value)
            for part in slices
            for column, values_ in _conditions(part.get("where", {}))
            for value in values_
        }
        wanted |= {(column, value) for column, allowed in general for value in allowed}
        seen: dict[str, dict[str, str]] = {column: {} for column, _ in wanted}
        lines: Counter[str] = Counter()
        for row in rows(self.table, body, url, needed):
            self.count += 1
            for column, texts in seen.items():
                texts.setdefault(normalised(row[column]), row[column])
            if not self.wide:
                lines[row[self.year][:4]] += 1
            if not all(normalised(row[column]) in allowed for column, allowed in general):
                continue
            for conditions, fixed_here in prepared:
                if all(normalised(row[column]) in allowed for column, allowed in conditions):
                    cell = tuple(
                        str(fixed_here[name]) if name in fixed_here else row[columns[name]] for name in self.names
                    )
                    for measure, year, text in self._cells(row, values):
                        self._take((measure, year, *cell), text, url)
        for column, value in sorted(wanted):
            if value not in seen[column] and self.count:
                what = both("value_gone", name=value, column=column, known=_some(sorted(seen[column].values())))
                raise SchemaChanged(table=self.table.id, what=what)
        self._whole(lines, url)

    def _whole(self, lines: Counter[str], url: str) -> None:
        """Refuse a file whose newest year has far fewer lines than its other years: it was cut."""
        if len(lines) < 3:
            return
        *others, last = (lines[year] for year in sorted(lines))
        usual = sorted(others)[len(others) // 2]
        if last < FEWEST_OF_A_YEAR * usual:
            what = both("year_cut", name=url.rsplit("/", 1)[-1], year=max(lines), lines=last, usual=usual)
            raise Incomplete(table=self.table.id, what=what)

    def _cells(self, row: Mapping[str, str], values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        if not self.wide:
            year = row[self.year][:4]
            if PROVISIONAL_MARK.search(row[self.year]):
                self.provisional.add(year)
            for measure, column in values.items():
                yield measure, year, row[column]
            return
        measure = self.table.measures[0].name
        for column, text in row.items():
            hit = re.match(self.wide, column)
            if hit and (hit[0] == column or PROVISIONAL_MARK.search(column)):
                if hit[0] != column:
                    self.provisional.add(hit[1])
                yield measure, hit[1], text

    def _take(self, key: tuple[str, ...], text: str, url: str) -> None:
        try:
            value = read_number(text)
        except Unclear as error:
            what = both(error.key, value=text, name=url.rsplit("/", 1)[-1], period=key[1])
            raise Incomplete(table=self.table.id, what=what) from None
        if value is None:
            self.hidden.add(key)
        else:
            self.sums[key] = self.sums.get(key, 0.0) + value

    def plan(self) -> Plan:
        """Return the sums as a plan with one block."""
        table = self.table
        measures = {measure.name: index for index, measure in enumerate(table.measures)}
        for measure in measures:
            if not any(key[0] == measure for key in self.sums):
                listed = ", ".join(sorted({key[0] for key in self.sums})) or "-"
                raise SchemaChanged(table=table.id, what=both("measure_gone", name=measure, known=listed))
        members = {
            dimension.key: self._members(name, dimension, sorted({key[2 + index] for key in self.sums}))
            for index, (name, dimension) in enumerate(table.dimensions.items())
        }
        # Two spellings of one member are one member: the sums of both go to one place.
        lists = [list(dict.fromkeys(codes.values())) for codes in members.values()]
        spots = [
            {value: lists[at].index(member) for value, member in codes.items()}
            for at, codes in enumerate(members.values())
        ]
        periods = sorted({self._period(key[1]) for key in self.sums})
        newest_years = sorted({key[1] for key in self.sums})[-int(table.load.get("provisional", 0)) :]
        if table.load.get("provisional"):
            self.provisional |= set(newest_years)
        unripe = {periods.index(self._period(year)) for year in self.provisional if self._period(year) in periods}
        finals: dict[tuple[int, ...], tuple[float, bool]] = {}
        for key, value in self.sums.items():
            if all(key[2 + at] in spot for at, spot in enumerate(spots)):
                when = periods.index(self._period(key[1]))
                cell = (measures[key[0]], when, *(spot[key[2 + at]] for at, spot in enumerate(spots)))
                before = finals.get(cell, (0.0, False))
                finals[cell] = (before[0] + value, before[1] or key in self.hidden)
        codes = [
            {"dimension": dimension.key, "key": key, "padded": key, "label": label, "status": ""}
            for at, dimension in enumerate(table.dimensions.values())
            for key, label in lists[at]
        ]

        def blocks() -> Iterator[Block]:
            keys = np.array(list(finals), dtype=np.int32).reshape(len(finals), 2 + len(self.names))
            yield Block(
                quantity=keys[:, 0],
                places={name: keys[:, 2 + at] for at, name in enumerate(self.names)},
                period=keys[:, 1],
                value=np.array([figure[0] for figure in finals.values()], dtype=float),
                status=np.array(
                    [(1 if figure[1] else 0) + (2 if key[1] in unripe else 0) for key, figure in finals.items()],
                    np.int32,
                ),
                rows=self.count,
            )

        return Plan(
            quantities=[
                Quantity(
                    measure.key,
                    measure.label or measure.title.nl,
                    measure.published_unit,
                    measure.key or measure.label,
                    measure,
                )
                for measure in table.measures
            ],
            dimensions={dimension.key: lists[at] for at, dimension in enumerate(table.dimensions.values())},
            periods=periods,
            statuses=["final", "partly_suppressed", "provisional", "provisional_partly_suppressed"],
            codes=codes,
            rows=self.count,
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
        columns: dict[str, tuple[str, str]] = {}
        absent = []
        for ours, code in dimension.members.items():
            aims = {normalised(aim) for aim in (str(hints.get(ours, "")), code.label, code.key, *code.also) if aim}
            hits = [value for value in seen if normalised(value) in aims]
            for value in hits:
                columns[value] = stored(code, value if code.key else "", code.label or value)
            if not hits and ours not in self.table.load.get("absent", []):
                absent.append(code.label or code.key)
        if absent:
            what = both("value_gone", name=absent[0], column=dimension.key, known=_some(seen))
            raise SchemaChanged(table=self.table.id, what=what)
        if not dimension.is_filter:
            for value in seen:
                columns.setdefault(value, ("", value))
        return columns


def _conditions(where: Mapping[str, Any]) -> list[tuple[str, set[str]]]:
    return [
        (str(column), {normalised(str(value)) for value in (allowed if isinstance(allowed, list) else [allowed])})
        for column, allowed in where.items()
    ]
