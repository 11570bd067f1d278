"""Names that an analyst gave a store for what a publisher renamed: a table is mended without a new program.

``aliases.toml`` in the store says, per table of ours, which key of the publisher one of our names means now::

    [labour_volume]
    "measures.jobs" = "Banen_4"
    "branch.F" = "350000"
    "columns.branch" = "BedrijfstakkenSBI2008"

It goes before the catalogue, for that store only, and is shown wherever the table's state is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import tomli

from shortage import catalog
from shortage.catalog import Table
from shortage.store import Store
from shortage.text import Problem

FILE = "aliases.toml"


def aliases(store: Store) -> dict[str, dict[str, str]]:
    """Return the store's aliases, ``{table: {name: publisher's key}}``.

    Raises:
        Problem: the file cannot be read, or names what the catalogue does not have.
    """
    try:
        sections = tomli.loads(store.beside(FILE).decode("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem("aliases_broken", file=FILE, why=str(error)) from None
    for name, labels in sections.items():
        if name not in catalog.tables() or not isinstance(labels, dict):
            raise Problem("aliases_broken", file=FILE, why=f"[{name}]")
        for part, key in labels.items():
            if not isinstance(key, str) or part not in names(catalog.tables()[name]):
                raise Problem("aliases_broken", file=FILE, why=f"{name}: {part}")
    return sections


def names(table: Table) -> set[str]:
    """Return what can be given an alias: the measures, columns and codes of a table of CBS."""
    if table.source != "cbs":
        return set()
    codes = {f"{name}.{ours}" for name, dimension in table.dimensions.items() for ours in dimension.members}
    return (
        {f"measures.{measure.name}" for measure in table.measures}
        | {f"columns.{name}" for name in table.dimensions}
        | codes
    )


def applied(table: Table, labels: Mapping[str, str]) -> Table:
    """Return a table whose ``[load]`` part says what the aliases say."""
    if not labels:
        return table
    load = dict(table.load)
    # An alias was looked up at the service that answers; it holds there before what the file says.
    for section in ("columns", "measures", "codes"):
        load[section] = dict(load.get(section, {}))
    for part, key in labels.items():
        kind, _, ours = part.partition(".")
        if kind == "measures":
            load["measures"][ours] = key
        elif kind == "columns":
            load["columns"][table.dimensions[ours].key] = key
        else:
            load["codes"][kind] = {**load["codes"].get(kind, {}), ours: key}
    return table.model_copy(update={"load": load})


def set_aliases(store: Store, table: Table, labels: Mapping[str, str]) -> None:
    """Add aliases of a table to the store's file, or replace them.

    Raises:
        Problem: a name that the table does not have, or a store that cannot be written.
    """
    for part in labels:
        if part not in names(table):
            raise Problem("alias_unknown", name=part, table=table.id)
    stored = aliases(store)
    stored[table.name] = {**stored.get(table.name, {}), **labels}
    lines = []
    for name, pairs in sorted(stored.items()):
        lines += [
            f"[{name}]",
            *(f"{json.dumps(part)} = {json.dumps(key, ensure_ascii=False)}" for part, key in sorted(pairs.items())),
            "",
        ]
    store.put_beside(FILE, "\n".join(lines).encode())
