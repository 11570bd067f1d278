"""What of the catalogue was seen in a real answer or file of the publisher, and what was written from second hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shortage import catalog
from shortage.catalog import Table
from shortage.catalog.model import MEASURE_COLUMN
from shortage.loader.base import is_loadable

Part = Literal["columns", "measures", "codes"]
PARTS: tuple[Part, ...] = ("columns", "measures", "codes")


@dataclass(frozen=True)
class Seen:
    """Of one table and one part of its file: how many names were seen, and which were not."""

    table: Table
    part: Part
    total: int
    unseen: tuple[str, ...]


def names(table: Table) -> dict[Part, list[str]]:
    """Return the names of a file that a publisher's answer must fit, as in ``seen.but``.

    Codes of a shared classification are the classification's; they were read from code lists of its publisher. Members
    that the catalogue says a file lacks (``absent``) are none of its names.
    """
    measures = [
        f"measures.{measure.name}"
        for measure in table.measures
        if measure.key != "*" and measure.name not in table.load.get("without", ())
    ]
    spread = [(name, dimension) for name, dimension in table.dimensions.items() if dimension.key == MEASURE_COLUMN]
    if any(measure.key == "*" for measure in table.measures):
        measures += [f"{name}.{ours}" for name, dimension in spread for ours in dimension.codes]
    absent = table.load.get("absent", ())
    own = [(name, dimension) for name, dimension in table.dimensions.items() if dimension.key != MEASURE_COLUMN]
    return {
        "columns": [f"columns.{name}" for name, _ in own],
        "measures": measures,
        "codes": [f"{name}.{ours}" for name, dimension in own for ours in dimension.codes if ours not in absent],
    }


def seen() -> list[Seen]:
    """Return what was seen of each table that can be loaded, from a service or by hand, in the catalogue's order."""
    rows = []
    for table in catalog.tables().values():
        if not is_loadable(table) and not table.load.get("file"):
            continue
        for part, listed in names(table).items():
            unseen = tuple(code for code in listed if not table.seen.has(part, code))
            rows.append(Seen(table, part, len(listed), unseen))
    return rows
