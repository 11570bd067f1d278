"""The command that writes the files of something new."""

from __future__ import annotations

from typing import Annotated

import typer

from shortage.cli.base import Language, cli, line, parse_language, problems, say


@cli.command()
def new(
    kind: Annotated[str, typer.Argument(metavar="table|indicator|claim|figure|paper", help="What is added.")],
    name: Annotated[str, typer.Argument(help="Its name; of a claim paper/id, an id being a capital and a number.")],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            help="Table id of a table, table of an indicator, indicator of a claim or a figure.",
            metavar="NAME",
        ),
    ] = "",
    lang: Language = "nl",
) -> None:
    """Write the files of a new table, indicator, claim, figure or paper."""
    language = parse_language(lang)
    with problems(language):
        from shortage import scaffold

        for path in scaffold.new(kind, name, source=source):
            line(path.relative_to(scaffold.PACKAGE.parent).as_posix())
        line(say("new_next", language))
