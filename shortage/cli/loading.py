"""Commands that bring in figures, and say what a new release changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shortage.cli.base import (
    FAILED,
    AsJson,
    Language,
    cli,
    figure_text,
    line,
    pair,
    problems,
    say,
    table,
    tongue,
    words,
    write_json,
    wrong,
)

if TYPE_CHECKING:
    from shortage.loader import TableResult
    from shortage.text import Lang


@cli.command()
def load(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE]...", help="Our name or the publisher's.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is new, and whether it will load; write nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Load also what has not changed.")] = False,
    keep: Annotated[int, typer.Option(min=1, help="How many releases of a table stay.")] = 8,
    transport: Annotated[str, typer.Option(help="Which service of CBS: auto, v3 or v4.")] = "",
    accept: Annotated[
        list[str] | None, typer.Option(metavar="TABLE", help="Take this table though its release lost something.")
    ] = None,
    alias: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=KEY", help="What the publisher of TABLE now calls one of its names."),
    ] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Only keep what CBS says of the tables, one file for each.")
    ] = None,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Load official figures from their publishers into the store, each table whole or not at all."""
    language = tongue(lang)
    with problems(language):
        from shortage import catalog, loader
        from shortage.store import Store

        store = Store()
        if alias:
            if len(names or []) != 1:
                wrong(say("alias_one_table", language))
            loader.set_aliases(store, catalog.table((names or [""])[0]), dict(pair(one, language) for one in alias))
        with bars(not as_json) as told:
            results = loader.load(
                names or [], store, keep=keep, force=force, check=check, progress=told,
                transport=transport, accept=accept or [], record=record,
            )  # fmt: skip
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
            for one in results:
                fitting(one, language)
        for one in failed:
            assert one.problem is not None
            line(say("failed", language, name=one.table, why=one.problem.text(language)), err=True)
        if failed:
            raise typer.Exit(FAILED)


def fitting(result: TableResult, lang: Lang) -> None:
    """Say how the names of the catalogue fit a table, and of each that does not what comes nearest."""
    if not result.findings:
        return
    counts = []
    for part in ("columns", "measures", "codes", "units"):
        of_part = [one for one in result.findings if one.part == part]
        good = sum(1 for one in of_part if one.error is None)
        if of_part:
            counts.append(say(f"fit_{part}", lang, good=figure_text(good, lang), total=figure_text(len(of_part), lang)))
    kinds = [f"{one.name.partition('.')[2]} {one.found}" for one in result.findings if one.name.startswith("period.")]
    line(say("fit", lang, table=result.table, counts=", ".join(counts), periods=", ".join(kinds) or "–"))
    for one in result.findings:
        if one.error is None:
            continue
        near = "; ".join(" ".join(pair) for pair in one.candidates) or "–"
        line(say("fit_stops" if one.is_needed else "fit_goes_on", lang, name=one.name, near=near))
        if one.suggestion:
            line(say("fit_alias", lang, table=result.name, name=one.name, code=one.suggestion))


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
