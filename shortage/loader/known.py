"""Tables of which it is known that they cannot be loaded now: a list in the store, so that a schedule stays green."""

from __future__ import annotations

from collections.abc import Iterable

from shortage import catalog
from shortage.loader.base import TableResult
from shortage.store import Store

LIST = "known-failures.txt"
"""One table a line, by our name or the publisher's; what follows a ``#`` is for the reader."""


def known_failures(store: Store) -> frozenset[str]:
    """Return our names of the tables that the store's list says cannot be loaded now; none where it has no list.

    Raises:
        Problem: the list names a table that the catalogue does not have, or cannot be read.
    """
    lines = (line.partition("#")[0].strip() for line in store.beside(LIST).decode("utf-8", "replace").splitlines())
    return frozenset(catalog.table(line).name for line in lines if line)


def surprises(results: Iterable[TableResult], listed: frozenset[str]) -> list[TableResult]:
    """Return the tables that failed without being on the list."""
    return [result for result in results if result.problem is not None and result.name not in listed]


def healed(results: Iterable[TableResult], listed: frozenset[str]) -> list[TableResult]:
    """Return the tables on the list that were loaded all the same: their line can go."""
    return [
        result for result in results if result.name in listed and result.problem is None and result.outcome == "loaded"
    ]
