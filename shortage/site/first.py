"""The first view: what a page says first, as plain HTML for the first answer of a server.

The same parts as on the live page and in the published edition; the live page takes its place when it is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from shortage.page import ClaimPage, FigurePage, HomePage, Link
from shortage.render import files
from shortage.site import parts, pictures, rows
from shortage.text import Lang, t

FONT = "FONT"
"""What stands for the address of the letters in the style."""


@dataclass(frozen=True)
class Question:
    """The first words of a page that is neither the home page nor a claim's: its title, its question, its answer.

    ``ways`` are the questions that a reader may begin with, where the page is the one to ask; its figure then stands
    beside the lists.
    """

    title: str
    question: str
    answer: Any = None
    lead: Link | None = None
    ways: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Chart:
    """The first figure of a page; ``height`` is that of the live chart, in pixels."""

    page: FigurePage
    svg: parts.Html
    height: int


def chart(page: FigurePage, height: int) -> Chart:
    """Return a figure drawn to stand in the page."""
    svg = files.content(page.spec, "svg", plain=True)
    return Chart(page, parts.Html(pictures.inline(svg)), height)


@cache
def style(font: str) -> parts.Html:
    """Return the style of a first view, with the address of its letters."""
    text = parts.STYLE.read_text("utf-8") + (parts.HERE / "first.css").read_text("utf-8").replace(FONT, font)
    return parts.Html(text.replace("</", "<\\/"))


def view(
    page: HomePage | ClaimPage | Question | FigurePage,
    lang: Lang,
    *,
    menu: Sequence[Link],
    current: str,
    href: parts.Href,
    font: str,
    charts: Sequence[Chart] = (),
    choices: int = 0,
    heading: str = "",
    static: str = "",
    title: str = "",
) -> str:
    """Return a first view as HTML.

    Args:
        page: what the page says.
        lang: the page's language.
        menu: the ways to the other pages.
        current: the page's name in an address.
        href: gives the address of a page.
        font: the address of the letters.
        charts: its first figure, if it begins with one.
        choices: how many controls stand above the figures.
        heading: what stands above its first figure: on a claim's page before the controls, on others below them.
        static: the address of the published edition, for who has no JavaScript; "" where there is none.
        title: the page's title, where it is not that of ``page``.
    """
    kinds: Mapping[type, str] = {HomePage: "home", ClaimPage: "claim", FigurePage: "figure"}
    facts: dict[str, Any] = {
        "page": {"title": title} if isinstance(page, FigurePage) else page,
        "kind": "ask" if isinstance(page, Question) and page.ways else kinds.get(type(page), "question"),
        "lang": lang,
        "menu": menu,
        "current": current,
        "href": href,
        "charts": charts,
        "choices": choices,
        "heading": heading,
        "static": static,
        "style": style(font),
        "key": rows.key,
        "counts": rows.counts,
        "say": lambda key, **values: t(key, lang, **values),
    }
    return parts.filled("first.html", **facts)
