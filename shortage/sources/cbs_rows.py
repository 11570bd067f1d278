"""The rows of one answer of CBS: codes and figures by column, whichever way the answer was unpacked.

An answer of the newer service has one row per figure. Unpacked into a dict per row it is ten times as large as it came,
and most of the processor's time goes there; :func:`unpacked` reads it into columns. What does not lie as expected is
left to :class:`Rows`, which names the cell that is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.json

from shortage.sources.base import both
from shortage.sources.errors import Incomplete

NUMBERS = {int, float, type(None)}


class Listed(Protocol):
    """Rows of an answer."""

    def __len__(self) -> int:
        """Return how many there are."""

    @property
    def names(self) -> set[str]:
        """Columns that hold something."""

    def codes(self, column: str) -> tuple[list[str], np.ndarray[Any, Any]]:
        """Return the distinct codes of a column, and the place among them of each row's.

        Raises:
            Incomplete: a row has none.
        """

    def numbers(self, column: str) -> np.ndarray[Any, Any] | None:
        """Return the figures of a column, NaN where there is none; None where one of them is no number.

        Raises:
            Incomplete: there is no such column.
        """

    def cells(self, column: str) -> list[Any]:
        """Return the cells of a column as they came, None for one that is not there."""


class Rows:
    """Rows as a dict each.

    Args:
        id: the table, for what is refused.
        rows: what came.
    """

    def __init__(self, id: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self.id = id
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def names(self) -> set[str]:
        """Columns of the first row: every row has the same."""
        return set(self.rows[0]) if self.rows else set()

    def codes(self, column: str) -> tuple[list[str], np.ndarray[Any, Any]]:
        """Return the distinct codes of a column, and the place among them of each row's."""
        codes = self.cells(column)
        if set(map(type, codes)) - {str}:
            raise Incomplete(table=self.id, what=both("field_gone", name=column))
        places = {code: index for index, code in enumerate(dict.fromkeys(codes))}
        return list(places), np.fromiter(map(places.__getitem__, codes), np.int32, len(codes))

    def numbers(self, column: str) -> np.ndarray[Any, Any] | None:
        """Return the figures of a column; None where one of them is no number."""
        try:
            figures = [row[column] for row in self.rows]
        except KeyError:
            raise Incomplete(table=self.id, what=both("field_gone", name=column)) from None
        return np.array(figures, dtype=float) if set(map(type, figures)) <= NUMBERS else None

    def cells(self, column: str) -> list[Any]:
        """Return the cells of a column."""
        return [row.get(column) for row in self.rows]


class Columns:
    """Rows as columns; a column that has nothing in any row is none.

    Args:
        id: the table, for what is refused.
        table: the columns, texts and numbers as they are to be.
    """

    def __init__(self, id: str, table: pa.Table) -> None:
        self.id = id
        self.table = table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def names(self) -> set[str]:
        """Columns that hold something."""
        return {name for name in self.table.column_names if self.table[name].null_count < len(self)}

    def codes(self, column: str) -> tuple[list[str], np.ndarray[Any, Any]]:
        """Return the distinct codes of a column, and the place among them of each row's."""
        if column not in self.table.column_names or self.table[column].null_count:
            raise Incomplete(table=self.id, what=both("field_gone", name=column))
        coded = self.table[column].combine_chunks().dictionary_encode()
        return coded.dictionary.to_pylist(), coded.indices.to_numpy()

    def numbers(self, column: str) -> np.ndarray[Any, Any]:
        """Return the figures of a column."""
        return self.table[column].to_numpy()

    def cells(self, column: str) -> list[Any]:
        """Return the cells of a column."""
        return self.table[column].to_pylist() if column in self.table.column_names else [None] * len(self)


def unpacked(
    id: str, body: bytes, numbers: Sequence[str], texts: Sequence[str]
) -> tuple[dict[str, Any], Listed] | None:
    """Return an answer without its rows, and its rows; None where it is not an answer with rows under ``value``.

    Args:
        id: the table.
        body: the answer as it came.
        numbers: columns of figures.
        texts: columns of texts.
    """
    return _as_columns(id, body, numbers, texts) or _as_rows(id, body)


def _as_rows(id: str, body: bytes) -> tuple[dict[str, Any], Rows] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    listed = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        return None
    return answer, Rows(id, listed)


def _as_columns(
    id: str, body: bytes, numbers: Sequence[str], texts: Sequence[str]
) -> tuple[dict[str, Any], Columns] | None:
    """Return what :func:`unpacked` does; None too for what lies in another way than expected."""
    mark = b'"value":['  # a quote within a text has a backslash before it: this cannot stand in one
    begin, end = body.find(mark) + len(mark), body.rfind(b"]")
    if begin < len(mark) or end <= begin:
        return None
    schema = pa.schema([*((name, pa.float64()) for name in numbers), *((name, pa.string()) for name in texts)])
    try:
        answer = json.loads(body[:begin] + body[end:])
        if not isinstance(answer, dict) or answer.get("value") != []:
            return None
        # One row a line. Where a text holds the same signs, a line ends within it, and that is refused.
        lines = body.replace(b"},{", b"}\n{")
        table = pa.json.read_json(
            pa.BufferReader(pa.py_buffer(lines).slice(begin, end - begin)),
            read_options=pa.json.ReadOptions(use_threads=False),
            parse_options=pa.json.ParseOptions(explicit_schema=schema),
        )
    except (ValueError, RecursionError, NotImplementedError, pa.ArrowException):
        return None
    return answer, Columns(id, table)
