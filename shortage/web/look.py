"""The visual system: one style sheet of constants, and small pieces of HTML in which every value is escaped."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

import streamlit as st

from shortage.claims import Finding, Sensitivity, Verdict
from shortage.text import Lang, Period, Problem, Unreadable, ages, date, number, t

SIGNS = {
    "supported": "✓",
    "contradicted": "✕",
    "mixed": "±",
    "depends": "↔",
    "outdated": "←",
    "not_testable": "?",
}
"""A verdict is told by word, sign and shape, never by colour alone."""
_STYLE = Path(__file__).with_name("look.css")
_LOG = logging.getLogger("shortage.web")


def style() -> None:
    """Add the style sheet to the page."""
    st.html(_STYLE)


def show(html: str, lang: Lang) -> None:
    """Show a piece of HTML whose values were escaped by the functions of this module."""
    st.html(f'<div class="sl" lang="{lang}">{html}</div>')


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph."""
    return f'<p class="sl-{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def picture(body: bytes, alt: str) -> str:
    """Return a PNG in the page itself."""
    data = base64.b64encode(body).decode()
    return f'<img class="sl-picture" alt="{escape(alt, quote=True)}" src="data:image/png;base64,{data}">'


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
    told = f' title="{escape(help, quote=True)}"' if help else ""
    return (
        f'<a class="sl-file" data-file="{escape(key, quote=True)}" href="{escape("." + href, quote=True)}"'
        f' download="{escape(name, quote=True)}"{told}>{escape(text)}</a>'
    )


def file_links(links: Iterable[str]) -> str:
    """Return links to files, side by side."""
    return f'<p class="sl-files">{"".join(links)}</p>'


def items(texts: Iterable[str]) -> str:
    """Return a list."""
    return '<ul class="sl-list">' + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


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
    sign, word = SIGNS[verdict], escape(t(f"verdict.{verdict}", lang))
    return (
        f'<span class="sl-badge sl-{verdict}"><span class="sl-sign" aria-hidden="true">{sign}</span>'
        f"<span>{word}</span></span>"
    )


def sturdiness(verdict: Verdict, lang: Lang) -> str:
    """Return how sure a verdict is, small beside its sign; empty where no alternative is listed."""
    said = verdict.sturdiness(lang)
    return f'<span class="sl-sturdiness">{escape(said)}</span>' if said else ""


def outcomes(verdict: Verdict, lang: Lang) -> str:
    """Return the parts of a claim, each with its own verdict; empty where it is judged as one."""
    lines = "".join(
        f"<li>{badge(part.verdict, lang)}<span>{escape(part.text[lang])}</span></li>" for part in verdict.finding.parts
    )
    return f'<ul class="sl-parts">{lines}</ul>' if lines else ""


def unit_words(unit: str, lang: Lang) -> str:
    """Return a unit in words, ``""`` where there is none."""
    return t(f"unit.{unit}", lang) if unit else ""


def amount(value: float | None, unit: str, decimals: int, lang: Lang) -> tuple[str, str]:
    """Return a number as it is printed large, and the unit to stand below it; a per cent sign joins the number."""
    if value is None:
        return "", ""
    text, words = number(value, lang, decimals), "" if unit == "count" else unit_words(unit, lang)
    return (text + words, "") if words == "%" else (text, words)


def value_text(value: float | None, unit: str, decimals: int, lang: Lang) -> str:
    """Return a number with its unit in one line."""
    text, words = amount(value, unit, decimals, lang)
    if unit == "ratio":
        words = ""  # what stands beside it says what is divided by what
    return f"{text} {words}".strip()


def found_text(found: Finding | Sensitivity, lang: Lang) -> str:
    """Return what a rule found with its unit in one line; a count with how many there could be."""
    if found.value is not None and found.out_of is not None:
        return found.figure(lang)
    return value_text(found.value, found.unit, found.decimals, lang)


def capital(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def period_text(code: str, lang: Lang) -> str:
    """Return a period in words; what is no single period code (a range, say) part by part."""
    try:
        return Period.parse(code).label(lang)
    except ValueError:
        return re.sub(r"\d{4}(?:KW|JJ|SJ|MM)\d\d", lambda found: Period.parse(found[0]).label(lang), code)


def day(text: str, lang: Lang) -> str:
    """Return an ISO date (or its beginning) in words; what is none as it is."""
    try:
        return date(text[:10], lang)
    except ValueError:
        return text


def release_text(release: str, lang: Lang) -> str:
    """Return a release as a reader sees it."""
    return t("page.undated", lang) if release == "undated" else day(release, lang)


def headline(verdict: Verdict, lang: Lang) -> tuple[str, str]:
    """Return a verdict's number as it is printed large, and below it what it counts, its unit, band, period and age."""
    finding = verdict.finding
    large, words = amount(finding.value, finding.unit, finding.decimals, lang)
    if not large:
        return "", ""
    if finding.out_of is not None:
        large = finding.figure(lang)
    same = [one for one in finding.numbers if one.value == finding.value and one.unit == finding.unit]
    meaning = same[0].text[lang] if same else ""
    if meaning and finding.unit == "ratio":
        words = ""  # the meaning says what is counted
    if finding.low is not None and finding.high is not None:
        band = f"{number(finding.low, lang, finding.decimals)}–{number(finding.high, lang, finding.decimals)}"
        words = f"{words} ({band})".strip()
    parts = (capital(meaning), words, ages.explanation(finding.period, lang) or period_text(finding.period, lang))
    return large, ", ".join(part for part in parts if part)


def sentences(text: str) -> tuple[str, str]:
    """Return the first sentence of a text and the rest of it."""
    first, *rest = re.split(r"(?<=[.!?]) (?=[A-Z«“])", text, maxsplit=1)
    return first, rest[0] if rest else ""


def large(number_: str, below: Sequence[str], right: str, lang: Lang) -> None:
    """Show what answers a page: a number large with what it counts below it, and beside it ``right`` (HTML)."""
    long = " sl-big-long" if len(number_) > 6 else ""
    lines = "".join(f'<div class="sl-unit">{escape(one)}</div>' for one in below if one)
    left = f'<div class="sl-figure"><div class="sl-big{long}">{escape(number_)}</div>{lines}</div>' if number_ else ""
    show(f'<div class="sl-answer">{left}<div>{right}</div></div>', lang)


def answer(verdict: Verdict, lang: Lang, *, is_claim_shown: bool = True) -> None:
    """Show a verdict as the answer to a page's question: the number large, one sentence, the sign and the word.

    Args:
        verdict: the judged claim.
        lang: the page's language.
        is_claim_shown: whether the claim that is judged is said, too; its own page has said so already.
    """
    number_, below = headline(verdict, lang)
    stated = verdict.claim.stated
    said = ""
    if stated is not None:
        said = t("page.stated", lang, value=value_text(stated.value, stated.unit, stated.decimals, lang))
    first, rest = sentences(verdict.sentence(lang))
    judged = badge(verdict.value, lang) + sturdiness(verdict, lang)
    if is_claim_shown:
        claim = t("page.judged", lang, id=verdict.claim.id, statement=verdict.fill(verdict.claim.statement, lang))
        judged += f'<span class="sl-judged">{escape(claim)}</span>'
    right = f'{paragraph(first, "sentence")}{paragraph(rest, "rest") if rest else ""}<p class="sl-verdict">{judged}</p>'
    if not is_claim_shown:
        right += outcomes(verdict, lang)
    large(number_, (below, said), right, lang)


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Iterable[int] = (),
    caption: str = "",
    is_data: bool = False,
) -> str:
    """Return a table; cells of the columns ``numbers`` stand right, the first cell of a row is its heading.

    A cell that is HTML already (see :class:`Html`) stays as it is. On a phone each row of words becomes a block in
    which every cell names its column; a table of data stays a table and scrolls in its frame.

    Args:
        head: the columns' headings; none for a list of facts.
        rows: the cells.
        numbers: columns that hold numbers.
        caption: what a screen reader calls the table.
        is_data: whether it is a table of data.
    """
    right = set(numbers)
    # A row that is drawn as a block is no row to a screen reader any more, unless it says so.
    roles = ("", "", "", "") if is_data else (' role="table"', ' role="row"', ' role="cell"', ' role="rowgroup"')

    def cell(place: int, text: str) -> str:
        tag, role = ("th", ' scope="row"' + roles[2].replace("cell", "rowheader")) if place == 0 else ("td", roles[2])
        kind = ' class="sl-number"' if place in right else ""
        name = f' data-head="{escape(head[place], quote=True)}"' if place and place < len(head) else ""
        return f"<{tag}{role}{kind}{name}>{text if isinstance(text, Html) else escape(str(text))}</{tag}>"

    top = "".join(
        f'<th scope="col"{roles[2].replace("cell", "columnheader")}{" class=sl-number" if place in right else ""}>'
        f"{escape(text)}</th>"
        for place, text in enumerate(head)
    )
    body = "".join(f"<tr{roles[1]}>{''.join(cell(place, text) for place, text in enumerate(row))}</tr>" for row in rows)
    title = f'<caption class="sl-hidden">{escape(caption)}</caption>' if caption else ""
    top = f"<thead{roles[3]}><tr{roles[1]}>{top}</tr></thead>" if head else ""
    made = f"{title}{top}<tbody{roles[3]}>{body}</tbody></table>"
    if not is_data:
        return f'<table class="sl-table sl-words"{roles[0]}>{made}'
    name = escape(caption, quote=True)
    return f'<div class="sl-scroll" tabindex="0" role="region" aria-label="{name}"><table class="sl-table">{made}</div>'


class Html(str):
    """Text that is HTML already, made by this module."""


def label(text: str) -> str:
    """Return text for a Streamlit label, in which nothing is read as Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!$:<>|~&])", r"\\\1", text)


def log(error: BaseException) -> None:
    """Keep what went wrong for whoever runs the server."""
    _LOG.warning("%s: %s", type(error).__name__, error)
