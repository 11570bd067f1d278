"""What a release holds, counted while it is read a part at a time: of a large table the rows fill the memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shortage.store import Entry, Store

AT_ONCE = 65_536
"""Rows in one part."""
Pairs = Counter[tuple[str, str]]
"""Figures by key and label."""


@dataclass
class Held:
    """How many figures a release has, in all and by what they are of; rows without a figure are none."""

    figures: int = 0
    topics: Pairs = field(default_factory=Counter)
    members: dict[str, Pairs] = field(default_factory=dict)
    """By stored column of a dimension."""
    periods: Counter[str] = field(default_factory=Counter)


def held(store: Store, entry: Entry, dimensions: Collection[str], since: str = "") -> Held:
    """Return what a release of a store holds.

    Args:
        store: where it is.
        entry: the release.
        dimensions: stored columns of which to count; one that the release does not have is left out.
        since: the first period that counts.

    Raises:
        Problem: its file is not there, or is not the one that was written.
    """
    path = store.file(entry.path)
    if _digest(path) != entry.sha256:
        store.raw(entry.name, entry.release)  # says what is wrong with it, or fetches it anew
    counts = Held()
    with pq.ParquetFile(path) as plain:
        metadata, names = plain.metadata, plain.schema_arrow.names
    there = [name for name in dimensions if name in names]
    counts.members = {name: Counter() for name in there}
    texts = ["measure", "measure_label", "period", *(column for name in there for column in (name, f"{name}_label"))]
    with pq.ParquetFile(path, metadata=metadata, read_dictionary=texts) as packed:
        for batch in packed.iter_batches(AT_ONCE, columns=[*texts, "value"], use_threads=False):
            is_figure = ~np.isnan(batch.column("value").to_numpy(zero_copy_only=False))
            periods = _Texts(batch, "period")
            if since:
                is_figure &= np.array([text >= since for text in periods.texts], dtype=bool)[periods.places]
            counts.figures += int(is_figure.sum())
            for index, count in _counted(periods.places[is_figure]):
                counts.periods[periods.texts[index]] += count
            for pairs, name in [(counts.topics, "measure"), *((counts.members[name], name) for name in there)]:
                keys, labels = _Texts(batch, name), _Texts(batch, f"{name}_label")
                width = max(1, len(labels.texts))
                for index, count in _counted((keys.places * width + labels.places)[is_figure]):
                    pairs[keys.texts[index // width], labels.texts[index % width]] += count
    return counts


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


class _Texts:
    """A column of texts as its distinct texts, and the place among them of each row's."""

    def __init__(self, batch: pa.RecordBatch, name: str) -> None:
        column = batch.column(name)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        self.texts: list[str] = column.dictionary.to_pylist()
        self.places = column.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _counted(places: np.ndarray[Any, Any]) -> Iterator[tuple[int, int]]:
    for index, count in zip(*np.unique(places, return_counts=True), strict=True):
        yield int(index), int(count)
