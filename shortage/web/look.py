"""The visual system on live pages: one style sheet of constants, and what shows the pieces of pages in their place."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from html import escape
from urllib.parse import quote

import streamlit as st

from shortage.claims import Verdict
from shortage.page import Code, Link, Notice, Section, Table, base, words
from shortage.page.words import capital, found_text, period_text, release_text, sentences, unit_words, value_text
from shortage.page.words import day_text as day
from shortage.site import parts
from shortage.site.parts import Html, items, paragraph
from shortage.text import Lang, Problem, Unreadable, t
from shortage.web import state

__all__ = [
    "Html",
    "capital",
    "day",
    "found_text",
    "items",
    "paragraph",
    "period_text",
    "release_text",
    "sentences",
    "unit_words",
    "value_text",
]
_LOG = logging.getLogger("shortage.web")


def style() -> None:
    """Add the style sheet to the page."""
    st.html(parts.STYLE)


def show(html: str, lang: Lang) -> None:
    """Show a piece of HTML whose values were escaped by the functions of this module."""
    st.html(f'<div class="sl" lang="{lang}">{html}</div>')


def lazy_picture(href: str, alt: str) -> str:
    """Return a picture that a browser asks for when it comes into view."""
    return f'<img class="sl-picture" loading="lazy" alt="{escape(alt, quote=True)}" src="{escape(href, quote=True)}">'


def file_link(href: str, name: str, text: str, key: str, help: str = "") -> str:
    """Return a link that saves a file; any server answers it, also one that never saw this page.

    Args:
        href: the address below the folder that the dashboard stands in, beginning with a stroke.
        name: what the file is called.
        text: what is read.
        key: what tests and style know it by.
        help: what is said of it besides.
    """
    hint = f' title="{escape(help, quote=True)}"' if help else ""
    return (
        f'<a class="sl-file" data-file="{escape(key, quote=True)}" href="{escape("." + href, quote=True)}"'
        f' download="{escape(name, quote=True)}"{hint}>{escape(text)}</a>'
    )


def copy_button(href: str, lang: Lang, key: str) -> str:
    """Return the button that puts a picture (PNG) on the clipboard; what it does stands in ``index.js``."""
    return (
        f'<button type="button" class="sl-copy" data-file="{escape(key, quote=True)}"'
        f' data-picture="{escape("." + href, quote=True)}">{escape(t("note.copy_picture", lang))}</button>'
    )


def outward(url: str, text: str) -> str:
    """Return a link to another site."""
    return f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def inward(href: str, text: str) -> str:
    """Return a link to a page of the dashboard that is opened anew, with nothing left of the page it stands on."""
    return f'<p class="sl-inward"><a href="{escape(href, quote=True)}" target="_self">{escape(text)}</a></p>'


def file_links(links: Iterable[str]) -> str:
    """Return links to files, side by side."""
    return f'<p class="sl-files">{"".join(links)}</p>'


def notice(text: str, lang: Lang) -> None:
    """Say in one sentence what is wrong; the page goes on."""
    st.html(f'<div class="sl sl-notice" role="status" lang="{lang}">{escape(text)}</div>')


@contextmanager
def guard(lang: Lang) -> Iterator[None]:
    """Let one part of a page fail alone: with a problem's own sentence, or with one that admits we do not know."""
    try:
        yield
    except Problem as problem:
        notice(problem.text(lang), lang)
    except Exception:
        _LOG.exception("a part of a page failed")
        notice(t("page.unexpected", lang), lang)


def not_now(problem: Unreadable, lang: Lang) -> None:
    """Say that a claim cannot be judged now, and why: that is none of the verdicts."""
    notice(t("verdict.not_now", lang, why=problem.text(lang)), lang)


@contextmanager
def judging(lang: Lang) -> Iterator[None]:
    """Guard the part of a page that answers with a verdict: what cannot be read now is no verdict."""
    with guard(lang):
        try:
            yield
        except Unreadable as problem:
            not_now(problem, lang)


def badge(verdict: str, lang: Lang) -> str:
    """Return a verdict as a sign and a word."""
    return parts.badge(base.badge(verdict, lang))


def sturdiness(verdict: Verdict, lang: Lang) -> str:
    """Return how sure a verdict is, small beside its sign; empty where no alternative is listed."""
    return parts.sturdiness(verdict.sturdiness(lang))


def outcomes(verdict: Verdict, lang: Lang) -> str:
    """Return the parts of a claim, each with its own verdict; empty where it is judged as one."""
    return parts.outcomes((base.badge(part.verdict, lang), part.text[lang]) for part in verdict.finding.parts)


def headline(verdict: Verdict, lang: Lang) -> tuple[str, str]:
    """Return a verdict’s number and what stands below it, with its age on the page’s day."""
    return words.headline(verdict, lang, state.today())


def large(number_: str, below: Sequence[str], right: str, lang: Lang) -> None:
    """Show what answers a page: a number large with what it counts below it, and beside it ``right`` (HTML)."""
    show(parts.large(number_, below, right), lang)


def answer(verdict: Verdict, lang: Lang, *, is_claim_shown: bool = True) -> None:
    """Show a verdict as the answer to a page's question; see :func:`shortage.page.base.answer`."""
    show(parts.answer(base.answer(verdict, lang, state.today(), is_claim_shown=is_claim_shown)), lang)


def href(lang: Lang) -> parts.Href:
    """Return what gives the address of a page in a language."""

    def address(link: Link) -> str:
        query = "&".join(f"{quote(key)}={quote(value, safe='/')}" for key, value in link.values.items())
        return f"./{link.page}?" + "&".join(part for part in (query, f"taal={lang}") if part)

    return address


def section(content: Section, lang: Lang, *, is_headed: bool = True) -> None:
    """Show a part of a page under its heading, behind its line where it is folded."""
    if content.heading and is_headed:
        st.header(content.heading, anchor=False)
    with st.expander(content.fold) if content.fold else nullcontext():
        for block in content.blocks:
            if isinstance(block, Code):
                st.code(block.text, language=block.language, wrap_lines=True)
            elif isinstance(block, Notice):
                notice(block.text, lang)
            else:
                show(parts.block(block, href(lang)), lang)


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Iterable[int] = (),
    caption: str = "",
    is_data: bool = False,
) -> str:
    """Return a table; cells of the columns ``numbers`` stand right, the first cell of a row is its heading.

    Args:
        head: the columns' headings; none for a list of facts.
        rows: the cells; one that is HTML already (see :class:`Html`) stays as it is.
        numbers: columns that hold numbers.
        caption: what a screen reader calls the table.
        is_data: whether it is a table of data.
    """
    return parts.table(Table(caption, tuple(head), tuple(map(tuple, rows)), tuple(numbers), is_data))


def label(text: str) -> str:
    """Return text for a Streamlit label, in which nothing is read as Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!$:<>|~&])", r"\\\1", text)


def log(error: BaseException) -> None:
    """Keep what went wrong for whoever runs the server."""
    _LOG.warning("%s: %s", type(error).__name__, error)
