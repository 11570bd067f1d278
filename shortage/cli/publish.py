"""The command that publishes: the whole dashboard as static files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shortage.cli.base import FAILED, Language, cli, figure_text, line, parse_language, problems, say, words, writing
from shortage.cli.jobs import workers


@cli.command()
def publish(
    out: Annotated[Path, typer.Option("--out", help="Folder of the edition; an earlier one there keeps its archive.")],
    url: Annotated[
        str,
        typer.Option("--url", envvar="SHORTAGE_PUBLISHED_URL", help="Where it will be found, for citations."),
    ] = "",
    dashboard: Annotated[
        str,
        typer.Option("--dashboard", envvar="SHORTAGE_PUBLIC_URL", help="Where the dashboard is, for its questions."),
    ] = "",
    processes: Annotated[int, typer.Option("--processes", min=0, help="Processes that draw; 0 takes one a core.")] = 0,
    lang: Language = "nl",
) -> None:
    """Publish the dashboard as static files, in both languages, for a folder, a web server or a bucket."""
    language = parse_language(lang)
    with problems(language):
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        from shortage.site import publish as house
        from shortage.store import Store

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with writing(out, language), Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(words("site.progress", language), total=None)
            edition = house.publish(
                Store(),
                out,
                url=url,
                live=dashboard,
                workers=processes or workers(),
                progress=lambda done, whole: bar.update(task, completed=done, total=whole),
            )
        size = figure_text(edition.size / 1e6, language, 1)
        facts = {"path": out, "count": figure_text(edition.count, language), "size": size, "version": edition.version}
        line(words("site.published", language, **facts), err=True)
        for id, problem in edition.left_out.items():
            line(say("failed", language, name=id, why=problem.text(language)), err=True)
        if edition.left_out:
            raise typer.Exit(FAILED)
