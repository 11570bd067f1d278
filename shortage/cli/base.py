"""What the commands share: the line itself, its options, words, tables and errors."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from shortage.choice import Choice
    from shortage.text import Lang


FAILED, WRONG_USE, STOPPED = 1, 2, 130
SHORT, LONG = (200_000, 10, 10), gc.get_threshold()
"""How many objects a command makes before Python looks which of them nobody holds any more: one that ends soon, for
which that would be a tenth of its time, and one that goes on, for which it is as Python has it."""
WRONG = ("_unknown", "_outside", "release_absent", "day_to_come", "not_a_number", "out_of_bounds", "not_loadable")
"""Problems whose key ends like this lie in what the user typed, not in the data."""
ASKED = "ask_"
"""So do those whose key begins like this: a question that cannot be answered as it is asked."""

cli = typer.Typer(
    name="shortage",
    help="Labour shortage in the Netherlands: a position paper's claims checked against official figures.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(is_asked: bool) -> None:
    """Say which program this is, and stop."""
    from shortage import __version__

    if is_asked:
        line(f"shortage {__version__}")
        raise typer.Exit


@cli.callback()
def _whole_line(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is, and stop."),
    ] = False,
) -> None:
    """Take what stands before any command."""


Language = Annotated[str, typer.Option("--lang", metavar="nl|en", help="Language of words and numbers.")]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DAY", help="A day such as 2025-05-21: with what had been published by then.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Limit = Annotated[int, typer.Option(min=0, help="How many changes are printed; 0 is all.")]
Theme = Annotated[
    str, typer.Option("--theme", metavar="FILE", help="House style: colours, typeface, logo; see the manual.")
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A choice; may be given several times.")
]


def say(key: str, lang: Lang, **values: Any) -> str:
    """Return a string of the command line."""
    return words(f"cli.{key}", lang, **values)


def words(key: str, lang: Lang, **values: Any) -> str:
    """Return any string."""
    from shortage.text import t

    return t(key, lang, **values)


def figure_text(value: float | None, lang: Lang, decimals: int = 0) -> str:
    """Return a number as a reader sees it."""
    from shortage.text import number

    return number(value, lang, decimals)


def parse_language(lang: str) -> Lang:
    """Check ``--lang``.

    Raises:
        typer.Exit: it is not a language we speak.
    """
    from shortage.text import LANGS, Problem

    for code in LANGS:
        if lang == code:
            return code
    return wrong(Problem("choice_unknown", name="--lang", value=lang, known=", ".join(LANGS)).text("en"))


def listed(text: str, all_parts: Sequence[str]) -> list[str]:
    """Return the parts of ``a,b``, each once; ``all`` is everything known, and nothing at all comes back as it is."""
    if text.strip() == "all":
        return list(all_parts)
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip())) or [text]


def wrong(sentence: str) -> Any:
    """Stop with the exit code of wrong use."""
    line(sentence, err=True)
    raise typer.Exit(WRONG_USE)


def line(text: str = "", *, err: bool = False) -> None:
    """Print one line as it is."""
    typer.echo(text, err=err)


PLAIN = {"\u2212": "-", "\u2013": "-", "\u2019": "'", "\u2265": ">=", "\u2264": "<=", "\u2192": "->", "\u00a0": " "}
"""What stands for a character that an old code page does not have."""


def printable() -> None:
    """Let output go to any console, file or pipe: characters that it does not know come out plain.

    What is redirected without a wish for a code page is UTF-8: the one that Windows takes by itself has no minus sign.
    """
    import codecs
    import os
    import sys

    def plain(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        return "".join(PLAIN.get(character, "?") for character in error.object[error.start : error.end]), error.end

    codecs.register_error("plain", plain)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None or str(stream.encoding).lower().startswith("utf"):
            continue
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            reconfigure(errors="plain")
        else:
            reconfigure(encoding="utf-8")


def is_problem(error: BaseException) -> bool:
    """Whether an exception is one of ours that explains itself."""
    from shortage.text import Problem

    return isinstance(error, Problem)


@contextmanager
def problems(lang: Lang) -> Iterator[None]:
    """Say a problem in one sentence and leave with its exit code."""
    from shortage.text import Problem

    try:
        yield
    except Problem as problem:
        line(problem.text(lang), err=True)
        is_wrong = problem.key.endswith(WRONG) or problem.key == "unknown" or problem.key.startswith(ASKED)
        raise typer.Exit(WRONG_USE if is_wrong else FAILED) from None


@contextmanager
def writing(folder: Path, lang: Lang) -> Iterator[None]:
    """Say in one sentence that a folder cannot be written."""
    try:
        yield
    except OSError as error:
        line(say("failed", lang, name=str(folder), why=error.strerror or str(error)), err=True)
        raise typer.Exit(FAILED) from None


@contextmanager
def themed(path: str) -> Iterator[None]:
    """Draw in the house style of a theme file, also in the processes that are started meanwhile; "" changes nothing.

    Raises:
        Problem: it is refused.
    """
    import os

    from shortage.figures.house import house

    before = os.environ.get("SHORTAGE_THEME")
    try:
        if path:
            os.environ["SHORTAGE_THEME"] = str(Path(path).absolute())
        house()
        yield
    finally:
        if path:
            os.environ.pop("SHORTAGE_THEME")
            if before is not None:
                os.environ["SHORTAGE_THEME"] = before


def pair(text: str, lang: Lang) -> tuple[str, str]:
    """Return ``name=value`` as a pair."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        wrong(say("setting_wrong", lang, value=text))
    return name.strip(), value.strip()


def settings(pairs: Sequence[str] | None, choices: Mapping[str, Choice], owner: str, lang: Lang) -> dict[str, Any]:
    """Return what ``name=value`` pairs choose; see :func:`shortage.choice.read`.

    Raises:
        typer.Exit: a name that is no choice, or a value that cannot be read.
    """
    from shortage import choice
    from shortage.text import Problem

    try:
        return choice.read(choices, dict(pair(text, lang) for text in pairs or ()), owner)
    except Problem as problem:
        return wrong(problem.text(lang))


def write_json(facts: Any) -> None:
    """Print JSON."""
    from shortage.claims.facts import dumped

    typer.echo(dumped(facts))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that fits the terminal; whole lines with tabs where there is none."""
    import sys

    if not sys.stdout.isatty():
        for row in (columns, *rows):
            line("\t".join(" ".join(str(cell).split()) for cell in row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Cell

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(Cell(str(cell)) for cell in row))
    Console().print(grid)


def first_rows(
    columns: Sequence[str], rows: Iterable[Sequence[str]], count: int, limit: int, more: str, lang: Lang
) -> None:
    """Print a table of the first of ``count`` rows, 0 is all, and in the sentence ``more`` how many there are more."""
    shown = list(islice(rows, limit or None))
    table(columns, shown)
    if len(shown) < count:
        line(say(more, lang, count=figure_text(count - len(shown), lang)), err=True)


def source_words(sources: Any, lang: Lang) -> str:
    """Return the source line."""
    from shortage.figures.base import source_line

    return source_line(sources, lang)
