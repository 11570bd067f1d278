"""Columns of repeating texts, and what is worked out of each distinct text once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# Tables here have thousands of rows, not millions: at that size plain texts are faster in every step than Arrow's.
pd.set_option("mode.string_storage", "python")
TEXT = pd.StringDtype(na_value=np.nan)
"""How pandas holds texts by default."""


class Texts:
    """A column of repeating texts: the distinct ones (``values``) and, per row, which of them (``index``).

    Raises:
        ValueError: the column holds something else, or has holes.
    """

    def __init__(self, rows: pa.Table, name: str) -> None:
        column = rows.column(name)
        if pa.types.is_null(column.type):
            column = column.cast(pa.string())
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        if column.num_chunks == 1:
            array = column.chunk(0)
        else:
            whole = column.unify_dictionaries().combine_chunks()
            array = whole if isinstance(whole, pa.DictionaryArray) else whole.chunk(0)
        if not (pa.types.is_string(array.type.value_type) or pa.types.is_large_string(array.type.value_type)):
            raise ValueError(f"{name} is not a column of texts")
        if array.null_count:
            raise ValueError(f"{name} has holes")
        self.values: list[str] = array.dictionary.to_pylist()
        self.index: np.ndarray[Any, Any] = array.indices.to_numpy(zero_copy_only=False).astype(np.int64)

    def map(self, change: Callable[[str], str]) -> Any:
        """Return ``change`` of each row's text as a column of plain strings."""
        return spread(self.index, [change(value) for value in self.values])

    def take(self, values: list[Any]) -> np.ndarray[Any, Any]:
        """Return per row the one of ``values`` that belongs to its text; they stand as the distinct texts do."""
        return np.asarray(values)[self.index] if len(self.values) else np.asarray(values)


def spread(index: np.ndarray[Any, Any], values: list[str]) -> Any:
    """Return the texts ``values[index]`` as a column of plain strings."""
    texts = np.array(values, dtype=object)
    return pd.array(texts[index] if len(texts) else texts, dtype=TEXT)


def distinct_pairs(first: Texts, second: Texts) -> tuple[np.ndarray[Any, Any], list[tuple[str, str]]]:
    """Return per row which pair of texts it has, and the distinct pairs."""
    width = max(1, len(second.values))
    index, codes = pd.factorize(first.index * width + second.index)
    return index, [(first.values[code // width], second.values[code % width]) for code in codes.tolist()]


def as_numpy(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Return a column's values as numpy holds them: texts are compared and numbered so in a third of the time."""
    return np.asarray(column.array)


def by_pair(first: Texts, second: Texts, change: Callable[[str, str], str]) -> Any:
    """Return ``change(a, b)`` per row as a column of plain strings, calling it once per distinct pair."""
    index, pairs = distinct_pairs(first, second)
    return spread(index, [change(*pair) for pair in pairs])


def plain(rows: pa.Table) -> pa.Table:
    """Return ``rows`` with texts as texts: a frame of them compares, groups and joins like any other."""
    for index, column in enumerate(rows.schema):
        if pa.types.is_dictionary(column.type):
            rows = rows.set_column(index, column.name, pc.cast(rows.column(index), column.type.value_type))
    return rows
