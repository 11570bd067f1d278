"""Files that people download by hand, for want of a service: which words of a sheet are which figures.

A kind of file is a ``[load]`` part with ``file`` in the catalogue; a sheet that is laid out in another way is one more
class here, named in :data:`LAYOUTS`. Nothing is guessed: a heading, a period or a number that is not clear is refused.
A star in a word of the catalogue stands for whatever is there.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from shortage import catalog
from shortage.catalog import Measure, Table
from shortage.catalog.load import HandLoad, names
from shortage.sources.base import Block, Plan, Published, Quantity, Unclear, both, decoded, normalised, read_number
from shortage.sources.errors import Incomplete, SchemaChanged, SourceError
from shortage.text import Period, Problem

LARGEST_FILE, LARGEST_UNPACKED = 50_000_000, 500_000_000
"""Bytes that a file may have, as it is and unpacked."""
HEADING_WITHIN = 40
"""Lines of a sheet within which its headings stand."""
QUARTERS = (
    re.compile(r"(?P<year>\d{4})\s*-?\s*(?:kw|q|k)\s*0?(?P<quarter>[1-4])", re.IGNORECASE),
    re.compile(r"(?:kw|q|k|kwartaal)\s*0?(?P<quarter>[1-4])\s*[-,]?\s*(?P<year>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<quarter>[1-4])\s*e\s*(?:kwartaal|kw\.?)\s*(?:van\s*)?(?P<year>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})\s*,?\s*(?P<quarter>[1-4])\s*e\s*(?:kwartaal|kw\.?)", re.IGNORECASE),
)


@dataclass(frozen=True)
class Worksheet:
    """The cells of one sheet, line by line, with its name."""

    name: str
    lines: list[list[Any]]


class Layout(Protocol):
    """One way in which a sheet is laid out."""

    def plan(self, table: Table, load: HandLoad, sheets: list[Worksheet], name: str) -> Plan:
        """Return what the sheets of the file called ``name`` hold of ``table``."""


def kinds() -> dict[str, Table]:
    """Return the tables that a file can be loaded for, by the name of that kind of file."""
    return {str(table.load["file"]): table for table in catalog.tables().values() if table.load.get("file")}


class HandFile:
    """A file that was downloaded by hand, as the loader sees a publisher.

    Args:
        kind: which kind of file it is, see :func:`kinds`.
        path: where it is.

    Raises:
        Problem: no such kind.
    """

    is_paged = False

    def __init__(self, kind: str, path: Path) -> None:
        tables = kinds()
        if kind not in tables:
            raise Problem("choice_unknown", name="--file", value=kind, known=", ".join(tables))
        self.table = tables[kind]
        self.path = path
        self.name = self.table.publisher

    def catalogue(self, tables: list[Table]) -> dict[str, Published | SourceError]:
        """Return nothing but the table's own name: what a file holds is known when it is read."""
        return {table.name: Published(table.id, table.title.nl, "", "") for table in tables}

    def plan(self, table: Table, published: Published, known_codes: Mapping[str, Mapping[str, str]]) -> Plan:
        """Read the file and say what is in it.

        Raises:
            Problem: there is no such file, or none that can be read.
            SchemaChanged: a heading that the catalogue names is not in it.
            Incomplete: a period or a cell that is not clear.
        """
        load = HandLoad.model_validate(table.load)
        sheets, body, changed = _opened(self.path)
        plan = LAYOUTS[load.layout].plan(table, load, sheets, self.path.name)
        plan.digest = hashlib.sha256(body).hexdigest()
        plan.modified = changed
        plan.origin = f"{table.publisher}, {self.path.name}"
        plan.keeps_earlier = "cells"
        return plan


def _opened(path: Path) -> tuple[list[Worksheet], bytes, str]:
    """Return the sheets of a file, its bytes, and when it was made.

    Raises:
        Problem: it is not there, too large, or neither a workbook nor a text with separators.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Problem("file_too_large", path=path, size=LARGEST_FILE // 1_000_000)
        body = path.read_bytes()
        changed = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except OSError as error:
        raise Problem("file_unreadable", path=path, why=error.strerror or str(error)) from None
    if path.suffix.lower() == ".csv":
        return [_text(path, body)], body, f"{changed:%Y-%m-%dT%H:%M:%S}"
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(member.file_size for member in packed.infolist()) > LARGEST_UNPACKED:
                raise Problem("file_too_large", path=path, size=LARGEST_UNPACKED // 1_000_000)
        sheets, created = _workbook(body)
    except Problem:
        raise
    except Exception as error:  # openpyxl has errors of many kinds for a file that is none of its own
        raise Problem("file_unreadable", path=path, why=f"{type(error).__name__}: {error}"[:160]) from None
    return sheets, body, f"{created or changed:%Y-%m-%dT%H:%M:%S}"


def _workbook(body: bytes) -> tuple[list[Worksheet], dt.datetime | None]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    try:
        sheets = [
            Worksheet(worksheet.title, [list(row) for row in worksheet.iter_rows(values_only=True)])
            for worksheet in book.worksheets
        ]
        return sheets, book.properties.modified
    finally:
        book.close()


def _text(path: Path, body: bytes) -> Worksheet:
    text = decoded(body)
    head = text.split("\n", 1)[0]
    return Worksheet(path.name, list(csv.reader(io.StringIO(text), delimiter=max(";,\t", key=head.count))))


class Lines:
    """One line per period and member, with a column for each of those and for each measure."""

    def plan(self, table: Table, load: HandLoad, sheets: list[Worksheet], name: str) -> Plan:
        """Return the figures of the first sheet that has the headings."""
        sheet, first, at = self._headings(table, load, sheets)
        own = [measure for measure in table.measures if measure.name in at]
        quantities = [
            Quantity(measure.key, measure.label or measure.title.nl, measure.published_unit, measure.label, measure)
            for measure in own
        ]
        members: dict[str, dict[tuple[str, str], int]] = {dimension.key: {} for dimension in table.dimensions.values()}
        periods: dict[str, int] = {}
        cells: list[tuple[int, int, list[int], float]] = []
        left_out = 0
        for number, line in enumerate(sheet.lines[first:], first + 1):
            texts = {key: _cell(line, index) for key, index in at.items()}
            if not any(texts[measure.name] for measure in own):
                continue  # an empty line, or a remark below the figures
            named = {
                dimension.key: self._member(table, load, ours, texts[dimension.key])
                for ours, dimension in table.dimensions.items()
            }
            is_wanted = all(
                any(_words(word).fullmatch(normalised(texts[head])) for word in names(words))
                for head, words in load.where.items()
                if head in at
            )
            dated = self.dated(table, load, own, line, at, (name, number)) if is_wanted else {}
            if not dated or None in named.values():
                left_out += 1
                continue
            places = [members[key].setdefault(member, len(members[key])) for key, member in named.items() if member]
            for quantity, measure in enumerate(own):
                if measure.name not in dated:
                    continue
                period = dated[measure.name]
                try:
                    value = read_number(texts[measure.name])
                except Unclear as error:
                    what = both(error.key, value=texts[measure.name], name=f"{name}, {number}", period=period)
                    raise Incomplete(table=table.id, what=what) from None
                if value is not None:
                    cells.append((quantity, periods.setdefault(period, len(periods)), places, value))
        codes = [
            {"dimension": key, "key": code, "padded": code, "label": label, "status": ""}
            for key, listed in members.items()
            for code, label in listed
        ]
        return Plan(
            quantities=quantities,
            dimensions={key: list(listed) for key, listed in members.items()},
            periods=list(periods),
            statuses=[load.status],
            codes=codes,
            rows=0,
            extra={"file": name, "sheet": sheet.name, "linesLeftOut": left_out},
            read=lambda: _block(list(members), cells),
        )

    def needed(self, load: HandLoad) -> dict[str, tuple[str, ...]]:
        """Return the words of the headings without which a sheet is not the one, by what stands below them."""
        return {"period": names(load.period)} | {key: names(spellings) for key, spellings in load.columns.items()}

    def dated(
        self,
        table: Table,
        load: HandLoad,
        own: list[Measure],
        line: list[Any],
        at: dict[str, int],
        spot: tuple[str, int],
    ) -> dict[str, str]:
        """Return the measures that a line is about, each with its period; ``spot`` is the file and the line.

        Raises:
            Incomplete: a period that is not clear.
        """
        period = _period(table, line[at["period"]] if at["period"] < len(line) else None, *spot)
        return {measure.name: period for measure in own}

    def _headings(self, table: Table, load: HandLoad, sheets: list[Worksheet]) -> tuple[Worksheet, int, dict[str, int]]:
        """Return the sheet with the headings, the place of its first figure, and which column holds what.

        Raises:
            SchemaChanged: no sheet has them.
        """
        needed = self.needed(load)
        wanted = {key: names(spellings) for key, spellings in load.measures.items()}
        nearest: list[str] = []
        for sheet in sheets:
            for index, line in enumerate(sheet.lines[:HEADING_WITHIN]):
                heads = [normalised(str(cell)) if cell is not None else "" for cell in line]
                at = {
                    key: hit
                    for key, spellings in (needed | wanted).items()
                    if (hit := _column(heads, spellings)) is not None
                }
                if set(needed) <= set(at) and set(wanted) & set(at):
                    more = {head: hit for head in load.where if (hit := _column(heads, (head,))) is not None}
                    return sheet, index + 1, at | more
                if sum(head != "" for head in heads) > len(nearest):
                    nearest = [str(cell) for cell in line if cell is not None]
        listed = ", ".join(nearest[:12]) or "-"
        firsts = dict.fromkeys(spellings[0] for spellings in needed.values())
        what = both("column_of_file", name=" / ".join(firsts), known=listed)
        raise SchemaChanged(table=table.id, what=what)

    def _member(self, table: Table, load: HandLoad, name: str, text: str) -> tuple[str, str] | None:
        """Return key and label under which a member is stored: ours where a word of it is one of ours.

        None for what is no code of the kind that the catalogue asks for.
        """
        dimension = table.dimensions[name]
        if dimension.key in load.members:
            hit = re.fullmatch(load.members[dimension.key], text)
            return (hit[1], hit[1]) if hit else None
        for ours, code in dimension.members.items():
            aims = {code.label, code.key, *code.also, *names(load.codes.get(name, {}).get(ours, ()))} - {""}
            if normalised(text) in {normalised(aim) for aim in aims}:
                return code.key, code.label or text
        return "", text


class Topics(Lines):
    """One line per topic and member; the topic's words say until which year, and each measure has a column."""

    def needed(self, load: HandLoad) -> dict[str, tuple[str, ...]]:
        """Return the words of the headings without which a sheet is not the one, by what stands below them."""
        return {"topic": names(load.topic)} | {key: names(spellings) for key, spellings in load.columns.items()}

    def dated(
        self,
        table: Table,
        load: HandLoad,
        own: list[Measure],
        line: list[Any],
        at: dict[str, int],
        spot: tuple[str, int],
    ) -> dict[str, str]:
        """Return the measures that a line is about, each with the year that its topic names.

        Raises:
            Incomplete: a topic of ours without a year.
        """
        topic = normalised(_cell(line, at["topic"]))
        hits = {measure.name: _words(load.topics[measure.name]).fullmatch(topic) for measure in own}
        return {name: _period(table, hit[1], *spot) for name, hit in hits.items() if hit}


def _words(words: str) -> re.Pattern[str]:
    """Return the pattern of a text as :func:`normalised` gives it; each star is a group of it."""
    return re.compile(r"\s*(.*?)\s*".join(re.escape(normalised(part)) for part in words.split("*")))


def _column(heads: list[str], spellings: tuple[str, ...]) -> int | None:
    """Return the column of the first name that one heading is, or that exactly one begins with."""
    for name in spellings:
        if normalised(name) in heads:
            return heads.index(normalised(name))
    for name in spellings:
        hits = [index for index, head in enumerate(heads) if head.startswith(f"{normalised(name)} ")]
        if len(hits) == 1:
            return hits[0]
    return None


def _cell(line: list[Any], index: int) -> str:
    value = line[index] if index < len(line) else None
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _period(table: Table, value: Any, name: str, number: int) -> str:
    """Return the code of a period: a day counts for the quarter or year that it lies in.

    Raises:
        Incomplete: it is none of the table's rhythm.
    """
    if isinstance(value, dt.date):
        return f"{value.year}KW{(value.month + 2) // 3:02d}" if table.frequency == "quarter" else f"{value.year}JJ00"
    text = str(value if value is not None else "").strip()
    if table.frequency == "quarter":
        for pattern in QUARTERS:
            if hit := pattern.fullmatch(text):
                return f"{hit['year']}KW0{hit['quarter']}"
    elif re.fullmatch(r"\d{4}", text):
        return Period.parse(f"{text}{'SJ' if table.frequency == 'school_year' else 'JJ'}00").code
    what = both("period_unclear", value=text or "-", name=name, line=number)
    raise Incomplete(table=table.id, what=what)


def _block(dimensions: list[str], cells: list[tuple[int, int, list[int], float]]) -> Iterator[Block]:
    places = np.array([cell[2] for cell in cells], np.int32).reshape(len(cells), len(dimensions))
    yield Block(
        quantity=np.array([cell[0] for cell in cells], np.int32),
        places={name: places[:, at] for at, name in enumerate(dimensions)},
        period=np.array([cell[1] for cell in cells], np.int32),
        value=np.array([cell[3] for cell in cells], float),
        status=np.zeros(len(cells), np.int32),
        rows=len(cells),
    )


LAYOUTS: dict[str, Layout] = {"lines": Lines(), "topics": Topics()}
