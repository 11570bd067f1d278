"""Commands that bring in figures, and say what a new release changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from shortage.cli.base import (
    FAILED,
    AsJson,
    Language,
    cli,
    figure_text,
    line,
    problems,
    say,
    table,
    tongue,
    words,
    write_json,
)


@cli.command()
def load(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE]...", help="Our name or the publisher's.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what is new; write nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Load also what has not changed.")] = False,
    keep: Annotated[int, typer.Option(min=1, help="How many releases of a table stay.")] = 8,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Load official figures from their publishers into the store, each table whole or not at all."""
    language = tongue(lang)
    with problems(language):
        from shortage import loader
        from shortage.store import Store

        store = Store()
        with bars(not as_json) as told:
            results = loader.load(names or [], store, keep=keep, force=force, check=check, progress=told)
        failed = [one for one in results if one.problem is not None]
        if as_json:
            write_json({"store": store.address, "check": check, "tables": [one.facts() for one in results]})
        else:
            head = [say(key, language) for key in ("table", "outcome", "release", "rows")]
            rows = [
                [one.table, words(f"load.outcome_{one.outcome}", language), one.release,
                 figure_text(one.rows, language) if one.rows else ""]
                for one in results
            ]  # fmt: skip
            table(head, rows)
        for one in failed:
            assert one.problem is not None
            line(say("failed", language, name=one.table, why=one.problem.text(language)), err=True)
        if failed:
            raise typer.Exit(FAILED)


@contextmanager
def bars(is_shown: bool) -> Iterator[Any]:
    """Give a function that draws a bar per table as a load goes on."""
    if not is_shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[size]}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, Any] = {}

        def told(state: Any) -> None:
            if state.name not in tasks:
                tasks[state.name] = bar.add_task(state.table, total=None, size="")
            size = f"{state.bytes // 1024} kB" if state.bytes else ""
            total = state.total or (max(state.rows, 1) if state.outcome else None)
            bar.update(tasks[state.name], completed=state.rows, total=total, size=size)

        yield told


@cli.command()
def diff(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="Our name of a table, or the publisher's.")],
    from_: Annotated[str | None, typer.Option("--from", metavar="RELEASE", help="The earlier release.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="RELEASE", help="The later release.")] = None,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Print the cells of a table that changed between two releases."""
    language = tongue(lang)
    with problems(language):
        from shortage import catalog
        from shortage import diff as house
        from shortage.store import Store
        from shortage.text import Period

        store = Store()
        store.entry(name)
        before, after = house.releases(store, name, from_, to)
        found = house.changes(store, name, before, after)
        known = catalog.table(name)
        if as_json:
            facts = {"table": known.id, "from": before, "to": after, "changes": found.to_dict("records")}
            return write_json(facts)
        if found.empty:
            return line(say("no_changes", language, before=before, after=after))
        keys = ["measure", *known.dimensions]
        head = [*keys, *(say(key, language) for key in ("period", "before", "after", "kind"))]
        rows = []
        for row in found.to_dict("records"):
            values = [figure_text(row[side], language, 1) for side in ("before", "after")]
            label = Period.parse(row["period"]).label(language)
            rows.append([*(str(row[key]) for key in keys), label, *values, words(f"load.kind_{row['kind']}", language)])
        return table(head, rows)
