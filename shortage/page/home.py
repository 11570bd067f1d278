"""The home page: who wrote what to whom, how the claims came out, and each with its verdict and number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shortage import claims, figures
from shortage.claims import Paper
from shortage.page import words
from shortage.page.base import Answers, Badge, Link, badge
from shortage.page.theme import ClaimRow, claims_of, row
from shortage.text import Lang, Unreadable, date, number, t

ORDER = ("supported", "contradicted", "mixed", "depends", "outdated", "not_testable")


@dataclass(frozen=True)
class Key:
    """A number that stands large on the page: what it is about, the number, and below it unit and period."""

    title: str
    number: str
    below: str


@dataclass(frozen=True)
class ThemeRows:
    """The claims of a paper on one theme, and the way to the theme's page."""

    title: str
    link: Link
    rows: tuple[ClaimRow, ...]


@dataclass(frozen=True)
class PaperPart:
    """A paper: who wrote what to whom, its key numbers, how many claims came out how, and the claims by theme."""

    paper: Paper
    title: str
    lead: str
    keys: tuple[Key, ...]
    counts: tuple[tuple[str, Badge], ...]
    unread: str
    themes: tuple[ThemeRows, ...]


@dataclass(frozen=True)
class HomePage:
    """All that the home page says."""

    lang: Lang
    title: str
    papers: tuple[PaperPart, ...]


def home(answers: Answers, lang: Lang) -> HomePage:
    """Return the home page."""
    parts = tuple(part(paper, answers, lang) for paper in claims.papers().values())
    return HomePage(lang, t("page.claims_title", lang), parts)


def part(paper: Paper, answers: Answers, lang: Lang) -> PaperPart:
    """Return a paper's part of the page; what cannot be judged now is counted apart."""
    counts: Counter[str] = Counter()
    unread = 0
    for key in claims.claims(paper.id):
        try:
            counts[answers.verdict(key).value] += 1
        except Unreadable:
            unread += 1
    themes = []
    for id in paper.themes:
        known = claims.themes()[id]
        own = [claim for claim in claims_of(id) if claim.paper == paper.id]
        rows = tuple(each for claim in own if (each := row(claim, answers, lang)) is not None)
        if rows:
            link = Link(t("page.to_theme", lang, theme=known.name[lang]), known.page)
            themes.append(ThemeRows(known.name[lang], link, rows))
    return PaperPart(
        paper=paper,
        title=paper.title[lang],
        lead=introduction(paper, lang),
        keys=tuple(made for id in paper.keys if (made := key_number(f"{paper.id}/{id}", answers, lang)) is not None),
        counts=tuple((number(counts[value], lang), badge(value, lang)) for value in ORDER if counts[value]),
        unread=t("page.unread_claims", lang, count=number(unread, lang)) if unread else "",
        themes=tuple(themes),
    )


def key_number(key: str, answers: Answers, lang: Lang) -> Key | None:
    """Return a claim's number as a tile, None while its tables cannot be read."""
    try:
        verdict = answers.verdict(key)
    except Unreadable:
        return None
    large, below = words.headline(verdict, lang, answers.day)
    about = [figures.figures()[id].title[lang] for id in verdict.claim.figures[:1] if id in figures.figures()]
    return Key(about[0] if about else "", large, below)


def introduction(paper: Paper, lang: Lang) -> str:
    """Return the sentence on who wrote a paper to whom, and when, with its reference where there is one."""
    said = paper.lead.fill(lang, date=date(paper.date, lang))
    return f"{said} {paper.reference[lang]}" if paper.reference is not None else said
