"""What of the catalogue was seen in a real answer of CBS, and what was written from second hand."""

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

    Codes of a shared classification are the classification's; they were read from code lists of CBS.
    """
    measures = [
        f"measures.{one.name}" for one in table.measures if one.key != "*" and one.name not in table.cbs.without
    ]
    spread = [(name, one) for name, one in table.dimensions.items() if one.key == MEASURE_COLUMN]
    if any(one.key == "*" for one in table.measures):
        measures += [f"{name}.{ours}" for name, one in spread for ours in one.codes]
    own = [(name, one) for name, one in table.dimensions.items() if one.key != MEASURE_COLUMN]
    return {
        "columns": [f"columns.{name}" for name, _ in own],
        "measures": measures,
        "codes": [f"{name}.{ours}" for name, one in own for ours in one.codes],
    }


def seen() -> list[Seen]:
    """Return what was seen of each table of CBS that can be loaded, in the order of the catalogue."""
    found = []
    for table in catalog.tables().values():
        if table.source != "cbs" or not is_loadable(table):
            continue
        for part, listed in names(table).items():
            unseen = tuple(one for one in listed if not table.seen.has(part, one))
            found.append(Seen(table, part, len(listed), unseen))
    return found
