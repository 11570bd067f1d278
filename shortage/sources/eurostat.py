"""Eurostat through its dissemination API: the table of contents for what is new, JSON-stat for the figures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import numpy as np

from shortage.catalog import Measure, Table
from shortage.catalog.model import MEASURE_COLUMN
from shortage.settings import settings
from shortage.sources.base import (
    Block,
    HttpClient,
    Plan,
    Published,
    Quantity,
    base_url,
    both,
    match,
    normalised,
    not_html,
    same_columns,
    stored,
)
from shortage.sources.errors import (
    BadAnswer,
    Incomplete,
    Queued,
    Refused,
    SchemaChanged,
    SentOn,
    SentRound,
    SignIn,
    SourceError,
    TableNotFound,
    TooSlow,
    Unreachable,
    Untrusted,
)
from shortage.text import strings

URL = "https://ec.europa.eu/eurostat/api/dissemination"


class Eurostat:
    """The dissemination API.

    Args:
        http: the network.
        url: base address; without it ``SHORTAGE_EUROSTAT_URL``, else Eurostat itself.
    """

    name = "Eurostat API"
    is_paged = False

    def __init__(self, http: HttpClient, url: str | None = None) -> None:
        self.http = http
        self.url = base_url("SHORTAGE_EUROSTAT_URL", url or settings().eurostat_url or URL)

    def catalogue(self, tables: list[Table]) -> dict[str, Published | SourceError]:
        """Return what the table of contents says of ``tables``: one request for all of them.

        Where that table cannot be read (another heading, out of order), each dataset itself says when it was changed.
        """
        try:
            rows = self.http.submit(self._contents).result()
        except (Unreachable, TooSlow, SentOn, SentRound, SignIn, Untrusted) as error:
            return {table.name: error for table in tables}  # the datasets stand at the same place
        except SourceError:
            return {table.name: Published(_id(table), table.title.en, "", "") for table in tables}
        answers: dict[str, Published | SourceError] = {}
        for table in tables:
            row = rows.get(_id(table))
            if row is None:
                answers[table.name] = TableNotFound(table=table.id, publisher=table.publisher)
                continue
            updated, changed = _iso(row.get("last update", "")), row.get("structure", "")
            answers[table.name] = Published(
                id=_id(table),
                title=row.get("title", "").strip() or table.title.en,
                modified=updated,
                fingerprint="|".join([updated, changed, row.get("values", "")]) if updated else "",
            )
        return answers

    def _contents(self) -> dict[str, dict[str, str]]:
        """Return the rows of the table of contents by code.

        Raises:
            BadAnswer: it has no column of codes or no dates.
        """
        answer = self.http.get(f"{self.url}/catalogue/toc/txt?lang=en")
        not_html(answer)
        lines = answer.content.decode("utf-8-sig", "replace").splitlines()
        heads = [_head(head) for head in lines[0].split("\t")] if lines else []
        if "code" not in heads or "last update" not in heads:
            raise BadAnswer(status=200, url=self.url, why=both("bad_csv", name="code"))
        rows = (dict(zip(heads, (text.strip('"') for text in line.split("\t")), strict=False)) for line in lines[1:])
        return {row["code"].strip().lower(): row for row in rows if "code" in row and row.get("type") != "folder"}

    def plan(self, table: Table, published: Published, known_codes: Mapping[str, Mapping[str, str]]) -> Plan:
        """Read a dataset, limited to the codes that the catalogue names, and say what is in it.

        Raises:
            SchemaChanged: dimensions or codes are not what the catalogue says.
            Ambiguous: a label fits none or several codes.
        """
        answer, digest = self.http.submit(self._read, table).result()
        plan = _Dataset(table, answer).plan()
        plan.modified = published.modified or str(answer.get("updated", ""))[:19]
        # The same figures on another day are another edition: Eurostat says that it looked at them again.
        plan.digest = f"{digest}-{plan.modified[:10]}"
        return plan

    def _read(self, table: Table) -> tuple[dict[str, Any], str]:
        """Return a dataset and the checksum of the answer that it came in.

        Raises:
            Queued: Eurostat makes the answer and asks to come back.
            Refused: it does not, and says why.
            BadAnswer: the answer is no dataset.
        """
        question = urlencode([("format", "JSON"), ("lang", "en"), *_question(table)])
        url = f"{self.url}/statistics/1.0/data/{_id(table)}?{question}"
        answer = self.http.get(url)
        not_html(answer)
        short = url.split("?", 1)[0]
        try:
            body = answer.json()
        except ValueError:
            raise BadAnswer(status=answer.status_code, url=short, why=strings()["load.bad_json"]) from None
        if isinstance(body, dict) and "value" not in body:
            note = body.get("warning") or body.get("error") or {}
            note = note[0] if isinstance(note, list) and note else note
            if isinstance(note, dict) and "asynchronous" in str(note.get("label", "")).lower():
                raise Queued(status=answer.status_code, url=short)
            if isinstance(note, dict) and note:
                raise Refused(status=int(note.get("status") or 0), url=short, why=str(note.get("label", ""))[:160])
        if not isinstance(body, dict) or not {"id", "size", "dimension", "value"} <= set(body):
            raise BadAnswer(status=answer.status_code, url=short, why=strings()["load.bad_json"])
        # When it was asked stands in the answer too: what is the same but for that is the same.
        said = {name: body[name] for name in ("id", "size", "dimension", "value", "status") if name in body}
        return body, hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


HEADS = {"title": "title", "code": "code", "type": "type", "values": "values"}


def _head(text: str) -> str:
    """Return which column of the table of contents a heading means; Eurostat has written them in several ways."""
    plain = normalised(text.strip('" \t'))
    if "structure" in plain:
        return "structure"
    if ("update" in plain and "data" in plain) or plain in ("last update", "last updated", "updated"):
        return "last update"
    return next((name for word, name in HEADS.items() if word in plain.split()), plain)


def _id(table: Table) -> str:
    return str(table.load.get("id") or table.id).lower()


def _iso(text: str) -> str:
    """Return the ISO form of ``18.04.2026`` or ``18.04.2026 11:00``."""
    day = re.search(r"(\d\d)\.(\d\d)\.(\d{4})(?:\D+(\d\d:\d\d))?", text)
    if day is None:
        return text.strip()
    return f"{day[3]}-{day[2]}-{day[1]}" + (f"T{day[4]}:00" if day[4] else "")


def _choices(table: Table) -> list[tuple[Measure, dict[str, str]]]:
    """Return which codes of the publisher's dimensions make each measure."""
    column, hints = str(table.load.get("measure_column", "")), table.load.get("measures", {})
    choices = []
    for measure in table.measures:
        if measure.name in table.load.get("without", ()):
            continue
        choice = hints.get(measure.name, {column: measure.key} if column else {})
        choices.append((measure, {str(key): str(code) for key, code in choice.items()}))
    return choices


def _question(table: Table) -> list[tuple[str, str]]:
    asked = [(column, str(code)) for column, code in table.load.get("fixed", {}).items()]
    for dimension in table.dimensions.values():
        if dimension.is_filter:
            column = str(table.load.get("columns", {}).get(dimension.key, dimension.key))
            asked += [(column, code.key) for code in dimension.members.values() if code.key]
    for _, choice in _choices(table):
        asked += [pair for pair in choice.items() if pair not in asked]
    if table.load.get("since"):
        asked.append(("sinceTimePeriod", str(table.load["since"])))
    return asked


def period(text: str) -> str:
    """Return the CBS code of a Eurostat period (``2024``, ``2024-Q1``, ``2024-01``); ``""`` for other kinds."""
    for pattern, mark in ((r"(\d{4})-?Q([1-4])", "KW"), (r"(\d{4})-?M?(\d\d)", "MM")):
        hit = re.fullmatch(pattern, text)
        if hit:
            code = f"{hit[1]}{mark}{int(hit[2]):02d}"
            return code if mark == "KW" or 1 <= int(hit[2]) <= 12 else ""
    return f"{text}JJ00" if re.fullmatch(r"\d{4}", text) else ""


class _Dataset:
    """A JSON-stat answer as figures of the catalogue."""

    def __init__(self, table: Table, body: dict[str, Any]) -> None:
        self.table = table
        self.found = body
        self.ids = [str(id) for id in body["id"]]
        self.sizes = [int(size) for size in body["size"]]
        self.members: dict[str, dict[str, str]] = {}
        for name, size in zip(self.ids, self.sizes, strict=True):
            category = body["dimension"][name]["category"]
            index, labels = category.get("index", {}), category.get("label", {})
            codes = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else list(index or labels)
            if len(codes) != size:
                raise Incomplete(table=table.id, what=both("rows_differ", rows=len(codes), expected=size))
            self.members[name] = {str(code): str(labels.get(code, code)) for code in codes}

    def plan(self) -> Plan:
        table = self.table
        time = table.load.get("time_key", "time")
        fixed = {column: str(code) for column, code in table.load.get("fixed", {}).items()}
        choices = _choices(table)
        columns = {
            dimension.key: str(table.load.get("columns", {}).get(dimension.key, dimension.key))
            for dimension in table.dimensions.values()
            if dimension.key != MEASURE_COLUMN
        }
        wanted = {*columns.values(), *fixed, *(column for _, choice in choices for column in choice), time}
        loose = {name for name in self.ids if name not in wanted and len(self.members[name]) == 1}
        same_columns(table, set(self.ids) - loose - {time}, wanted - {time}, time)
        if time not in self.members:
            raise SchemaChanged(table=table.id, what=both("column_gone", name=time))
        quantities = [self._quantity(measure, choice) for measure, choice in choices]
        names: dict[str, dict[str, tuple[str, str]]] = {}
        resolved: dict[str, dict[str, str]] = {}
        for name, dimension in table.dimensions.items():
            if dimension.key == MEASURE_COLUMN:
                continue
            labels = self.members[columns[dimension.key]]
            taken: dict[str, tuple[str, str]] = {}
            hints = table.load.get("codes", {}).get(name, {})
            for ours, code in dimension.members.items():
                aim = hints.get(ours) or (code.key if code.key in labels else code.label)
                is_there = aim in labels or normalised(aim) in {normalised(label) for label in labels.values()}
                # Eurostat leaves out the codes for which a question finds nothing.
                if not is_there and not hints.get(ours) and (code.key or ours not in dimension.codes):
                    continue
                key = match(table, columns[dimension.key], aim, labels)
                taken[key] = stored(code, key, labels[key])
                if key != code.key:
                    resolved.setdefault(dimension.key, {})[ours] = key
            if not dimension.is_filter:
                for key, label in labels.items():
                    taken.setdefault(key, (key, label))
            if not taken:
                raise SchemaChanged(table=table.id, what=both("code_gone", code="*", column=columns[dimension.key]))
            names[dimension.key] = taken
        periods = {code: period(code) for code in self.members[time]}
        since = str(table.load.get("since", ""))
        self.columns, self.names, self.fixed, self.choices, self.time = columns, names, fixed, choices, time
        self.periods = {code: ours for code, ours in periods.items() if ours and ours[:4] >= since}
        codes = [
            {"dimension": name, "key": code, "padded": code, "label": label, "status": ""}
            for name, column in [*columns.items(), ("period", time)]
            for code, label in self.members[column].items()
        ]
        codes += [
            {
                "dimension": "@measure",
                "key": quantity.column,
                "padded": quantity.column,
                "label": quantity.label,
                "status": quantity.unit,
            }
            for quantity in quantities
        ]
        return Plan(
            quantities=quantities,
            dimensions={name: list(taken.values()) for name, taken in names.items()},
            periods=list(self.periods.values()),
            statuses=self._statuses(),
            codes=codes,
            rows=0,
            extra={"fixed": fixed, "resolved": resolved, "updated": str(self.found.get("updated", ""))},
            read=self.blocks,
        )

    def _quantity(self, measure: Measure, choice: Mapping[str, str]) -> Quantity:
        for column, code in choice.items():
            if code not in self.members[column]:
                listed = "; ".join(f"{key} ({label})" for key, label in list(self.members[column].items())[:6])
                if not listed:
                    raise SchemaChanged(table=self.table.id, what=both("measure_none", name=code, column=column))
                raise SchemaChanged(table=self.table.id, what=both("measure_gone", name=code, known=listed))
        wanted = str(self.table.load.get("labels", {}).get(measure.name, ""))
        label = (
            wanted
            or measure.label
            or "; ".join(self.members[column][code] for column, code in choice.items())
            or measure.title.en
        )
        return Quantity(measure.key, label, measure.published_unit, measure.key or label, measure)

    def _statuses(self) -> list[str]:
        published = self.found.get("status") or {}
        flags = (
            published.values()
            if isinstance(published, dict)
            else [published]
            if isinstance(published, str)
            else published
        )
        return ["final", *sorted({f"flag:{flag}" for flag in flags if flag})]

    def blocks(self) -> Iterator[Block]:
        """Give the figures."""
        value = _dense(self.table, self.found["value"], int(np.prod(self.sizes)))
        published = self.found.get("status") or {}
        statuses = {status: index for index, status in enumerate(self._statuses())}
        if isinstance(published, str):
            published = {str(index): published for index in range(len(value))}
        elif isinstance(published, list):
            published = {str(index): flag for index, flag in enumerate(published)}
        status = np.zeros(len(value), np.int32)
        for index, flag in published.items():
            if flag:
                status[int(index)] = statuses[f"flag:{flag}"]
        filled = np.flatnonzero(~np.isnan(value))
        coordinates = dict(zip(self.ids, np.unravel_index(filled, self.sizes), strict=True))
        keep = np.ones(len(filled), dtype=bool)
        for column, code in self.fixed.items():
            listed = list(self.members[column])
            if code not in listed:
                raise SchemaChanged(table=self.table.id, what=both("code_gone", code=code, column=column))
            keep &= coordinates[column] == listed.index(code)
        quantity = np.full(len(filled), -1, np.int32)
        for index, (_, choice) in enumerate(self.choices):
            hit = np.ones(len(filled), dtype=bool)
            for column, code in choice.items():
                hit &= coordinates[column] == list(self.members[column]).index(code)
            quantity[hit] = index
        keep &= quantity >= 0
        places = {}
        for name, taken in self.names.items():
            order = {code: index for index, code in enumerate(taken)}
            column = self.columns[name]
            lookup = np.array([order.get(code, -1) for code in self.members[column]], np.int32)
            places[name] = lookup[coordinates[column]]
            keep &= places[name] >= 0
        ours = {code: index for index, code in enumerate(self.periods)}
        lookup = np.array([ours.get(code, -1) for code in self.members[self.time]], np.int32)
        when = lookup[coordinates[self.time]]
        keep &= when >= 0
        yield Block(
            quantity=quantity[keep],
            places={name: indexes[keep] for name, indexes in places.items()},
            period=when[keep],
            value=value[filled][keep],
            status=status[filled][keep],
            rows=int(keep.sum()),
        )


def _dense(table: Table, values: Any, size: int) -> np.ndarray[Any, Any]:
    """Return JSON-stat values, which come as a list or as {place: value}, as one array; ``:`` is no figure.

    Raises:
        Incomplete: a value is no number.
    """
    value = np.full(size, np.nan)
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    for index, number in pairs:
        if number is None or (isinstance(number, str) and number.strip() in (":", "")):
            continue
        try:
            value[int(index)] = float(number)
        except (TypeError, ValueError):
            what = both("not_a_number", value=str(number)[:40], name=table.id, period=str(index))
            raise Incomplete(table=table.id, what=what) from None
    return value
