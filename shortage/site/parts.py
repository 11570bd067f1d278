"""Pieces of HTML from the parts of pages, in which every value is escaped: the one place that knows how they look.

The live pages, the published edition and the first view all use these, with one style sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shortage import page
from shortage.page import Answer, Badge, Block, FigurePage, Link, Table

SIGNS = {
    "supported": "✓",
    "contradicted": "✕",
    "mixed": "±",
    "depends": "↔",
    "outdated": "←",
    "not_testable": "?",
}
"""A verdict is told by word, sign and shape, never by colour alone."""
HERE = Path(__file__).parent
STYLE = HERE / "look.css"
Href = Callable[[Link], str]
"""Gives the address of a page for one that links to it."""


class Html(str):
    """Text that is HTML already, made by this floor or above."""

    def __html__(self) -> str:
        return self


@cache
def environment() -> Environment:
    """Return the templates, with what they know of parts of pages."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    templates.globals["signs"] = SIGNS
    for kind in (Badge, Link, Table, page.Paragraph, page.Items, page.Notice):
        templates.tests[kind.__name__.lower()] = lambda value, kind=kind: isinstance(value, kind)
    templates.tests["links"] = lambda value: isinstance(value, tuple)
    return templates


def filled(template: str, **values: Any) -> str:
    """Return a template with its places filled."""
    return environment().get_template(template).render(values)


@cache
def _macro(name: str) -> Any:
    return getattr(environment().get_template("parts.html").module, name)


def _piece(name: str, *values: Any) -> Html:
    # A plain text: what is put together with it by hand was escaped by hand.
    return Html(str(_macro(name)(*values)))


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph."""
    return _piece("paragraph", text, kind)


def items(texts: Iterable[str]) -> str:
    """Return a list."""
    return _piece("items", list(texts))


def badge(content: Badge) -> Html:
    """Return a verdict as a sign and a word."""
    return _piece("badge", content)


def table(content: Table, href: Href | None = None) -> Html:
    """Return a table; on a phone each row of words becomes a block in which every cell names its column."""
    return _piece("table", content, href)


def large(number: str, below: Iterable[str], right: str) -> Html:
    """Return a number large with what it counts below it, and beside it ``right`` (HTML)."""
    return _piece("large", number, list(below), Html(right))


def answer(content: Answer) -> Html:
    """Return what answers a page."""
    return _piece("answer", content)


def outcomes(parts: Iterable[tuple[Badge, str]]) -> Html:
    """Return the parts of a claim, each with its own verdict; empty where it is judged as one."""
    return _piece("outcomes", list(parts))


def sturdiness(text: str) -> Html:
    """Return how sure a verdict is, small beside its sign; empty where no alternative is listed."""
    return _piece("sturdiness", text)


def figure_head(figure: FigurePage, level: int, anchor: str = "") -> Html:
    """Return a figure's title, subtitle, and up to when it runs, as a heading of a level."""
    return _piece("figure_head", figure, level, anchor)


def about(figure: FigurePage, summary: str) -> Html:
    """Return what a figure means and where it comes from; ``summary`` is what its definitions wait behind."""
    return _piece("about", figure, summary)


def block(content: Block, href: Href) -> Html:
    """Return a block of a section."""
    return _piece("block", content, href)
