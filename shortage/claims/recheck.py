"""A claim's numbers worked out again in SQL, from the Parquet files alone, by anyone who has DuckDB.

``check.sql`` in a claim's folder gives rows ``name, value``: numbers of the finding, by name. It names tables by ours
(``{vacancies}``), parameters of the rule (``{threshold}``) and the number that the paper states (``{stated}``);
:func:`sql` puts files and values in their places, so that what is offered to a reader runs as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from shortage import catalog, paper_folders
from shortage.claims.contract import Claim
from shortage.store import Store


def sql(
    claim: Claim,
    store: Store,
    parameters: Mapping[str, Any] | None = None,
    path: Callable[[str, str], str] | None = None,
) -> str:
    """Return a claim's SQL ready to run, ``""`` where its folder has none.

    Where a reader changed a parameter that the SQL does not name, all changes are left out, and its first line says so:
    numbers of half a choice are nobody's.

    Args:
        claim: the claim.
        store: where the tables are.
        parameters: what a reader changed of the rule's parameters.
        path: gives the name under which a table's file is found (our name, path in the store); without it the file's
            own path.

    Raises:
        Problem: a table is not in the store.
    """
    text = template(claim)
    unknown = not_in_sql(claim, parameters)
    values = {**claim.values, **({} if unknown else parameters or {})}
    if claim.stated is not None:
        values["stated"] = claim.stated.value
    filled: dict[str, str] = {}
    for _, name, _, _ in Formatter().parse(text):
        if not name or name in filled:
            continue
        if name in values:
            filled[name] = literal(values[name])
        else:
            listed = store.entry(name).path
            filled[name] = literal(str(store.file(listed)) if path is None else path(name, listed))
    heading = f"-- The rule as it stands, without the changed {', '.join(unknown)}.\n" if unknown else ""
    return heading + text.format(**filled)


def not_in_sql(claim: Claim, parameters: Mapping[str, Any] | None) -> list[str]:
    """Return the names of the parameters that differ from the claim's own and that its SQL does not name."""
    named = {name for _, name, _, _ in Formatter().parse(template(claim)) if name}
    changed = {name for name, value in (parameters or {}).items() if value != claim.values.get(name)}
    return sorted(changed - named)


def template(claim: Claim) -> str:
    """Return a claim's ``check.sql`` as written, ``""`` where there is none."""
    for folder in paper_folders.with_file("check.sql"):
        if claim.key == f"{folder.paper}/{folder.id}":
            return (folder.path / "check.sql").read_text("utf-8")
    return ""


def tables(claim: Claim) -> list[str]:
    """Return our names of the tables that a claim's SQL reads."""
    names = dict.fromkeys(name for _, name, _, _ in Formatter().parse(template(claim)) if name)
    return [name for name in names if name in catalog.tables()]


def literal(value: Any) -> str:
    """Return a value as SQL writes it: texts quoted, lists in brackets."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return "'" + str(value).replace("'", "''") + "'"
