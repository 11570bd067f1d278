"""A theme's page: question, answer with its number, its figures, and its claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shortage import claims, figures
from shortage.claims import Claim
from shortage.figures import FigureDefinition
from shortage.page import words
from shortage.page.base import CLAIM, Answer, Answers, Badge, Link, answer, badge
from shortage.page.claim import day_of, verdict_then
from shortage.text import Lang, Problem, Unreadable, ages, date, t


@dataclass(frozen=True)
class ClaimRow:
    """A claim in one row: what it says, verdict then and now, what was found, and its number.

    Of the number: ``meaning`` says what it counts, ``until`` up to when its figures run, ``age`` how old that is (where
    ages are told; ``is_old`` from two years on), ``below`` all of it in one line. ``firmness`` is the code of
    ``firmness_word``: whether another reasonable choice changes the verdict; ``sturdiness`` says it in full. ``then``
    says what could be said on the day of the debate, ``then_badge`` is its verdict.
    """

    claim: Claim
    link: Link
    badge: Badge
    sturdiness: str
    firmness: Literal["", "sturdy", "fragile", "open"]
    firmness_word: str
    then: str
    then_badge: Badge | None
    sentence: str
    number: str
    meaning: str
    until: str
    age: str
    is_old: bool
    below: str

    @property
    def has_changed(self) -> bool:
        """Whether the verdict on the day of the debate was another."""
        return self.then_badge is not None and self.then_badge.value != self.badge.value


@dataclass(frozen=True)
class ThemeGroup:
    """One of a theme's smaller questions: the figures that are seen at once, and the others with their titles."""

    name: str
    figures: tuple[str, ...]
    folded: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ThemePage:
    """All that a theme's page says."""

    id: str
    lang: Lang
    title: str
    question: str
    answer: Answer | None
    lead: Link | None
    """The claim that answers the theme's question."""
    groups: tuple[ThemeGroup, ...]
    claims: tuple[ClaimRow, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that are seen at once, in their order."""
        return tuple(id for group in self.groups for id in group.figures)


def theme(id: str, answers: Answers, lang: Lang) -> ThemePage:
    """Return a theme's page; a claim that cannot be judged now has no answer and no row."""
    described = claims.themes()[id]
    own = claims_of(id)
    lead_answer, lead = None, None
    if own:
        lead = Link(t("page.to_claim", lang), CLAIM, {"id": own[0].key})
        try:
            lead_answer = answer(answers.verdict(own[0].key), lang, answers.day)
        except Unreadable:
            lead_answer = None
    rows = [claim_row for claim in own if (claim_row := row(claim, answers, lang)) is not None]
    return ThemePage(
        id,
        lang,
        described.name[lang],
        described.question[lang],
        lead_answer,
        lead,
        groups(id, answers, lang),
        tuple(rows),
    )


def claims_of(theme: str) -> list[Claim]:
    """Return a theme's claims, those that lead it first."""
    own = [claim for claim in claims.claims().values() if claim.theme == theme]
    return sorted(own, key=lambda claim: claims.paper(claim.paper).leads.get(theme) != claim.id)


def figures_of(theme: str) -> tuple[str, ...]:
    """Return the figures of a theme that are seen at once, the first of them first."""
    placed = [figure for figure in figures.figures().values() if figure.theme == theme and figure.order is not None]
    return tuple(figure.id for figure in sorted(placed, key=lambda figure: figure.order or 0))


def groups(theme: str, answers: Answers, lang: Lang) -> tuple[ThemeGroup, ...]:
    """Return a theme's figures by the question that they answer; those in no group come last, by the paper they judge.

    Those with a place on the page are seen at once, the others wait behind what they find.
    """
    named = [(group.name[lang], group.figures) for group in claims.themes()[theme].groups]
    by_id = figures.figures()
    grouped = {id for _, ids in named for id in ids}
    rest: dict[str, tuple[str, ...]] = {}
    for id, figure in by_id.items():
        if figure.theme == theme and id not in grouped:
            name = rest_name(figure, lang)
            rest[name] = (*rest.get(name, ()), id)
    parts = []
    for name, ids in (*named, *rest.items()):
        own = [by_id[id] for id in ids if id in by_id and by_id[id].theme == theme]
        placed = tuple(figure.id for figure in own if figure.order is not None)
        folded = tuple((figure.id, title_of(figure, answers, lang)) for figure in own if figure.order is None)
        if own:
            parts.append(ThemeGroup(name, placed, folded))
    return tuple(parts)


def rest_name(figure: FigureDefinition, lang: Lang) -> str:
    """Return the heading of a figure that answers none of its theme's questions: the paper whose claim it draws."""
    paper = claims.claim(figure.claim).paper if figure.claim else ""
    if paper in ("", next(iter(claims.papers()))):
        return t("page.more_figures", lang)
    return t("page.more_of_paper", lang, paper=claims.paper(paper).short[lang])


def title_of(figure: FigureDefinition, answers: Answers, lang: Lang) -> str:
    """Return what a figure finds, or what it shows while it cannot be made."""
    try:
        return answers.spec(figure.id, lang).title
    except Problem:
        return figure.title[lang]


def row(claim: Claim, answers: Answers, lang: Lang) -> ClaimRow | None:
    """Return a claim's row, None while it cannot be judged."""
    try:
        verdict = answers.verdict(claim.key)
    except Unreadable:
        return None
    finding = verdict.finding
    large, below = words.headline(verdict, lang, answers.day)
    band = words.band_text(finding, lang)
    then = verdict_then(claim, answers)
    said = ""
    if then is not None:
        said = t("page.then_short", lang, verdict=then.label(lang), date=date(day_of(claim), lang))
    statement = verdict.fill(claim.statement, lang)
    firmness = verdict.firmness
    return ClaimRow(
        claim=claim,
        link=Link(f"{claim.id}  {statement}", CLAIM, {"id": claim.key}),
        badge=badge(verdict.value, lang),
        sturdiness=verdict.sturdiness(lang),
        firmness=firmness,
        firmness_word=t(f"verdict.{firmness}_word", lang) if firmness else "",
        then=said,
        then_badge=badge(then.value, lang) if then is not None else None,
        sentence=verdict.sentence(lang),
        number=f"{large} ({band})" if band else large,
        meaning=words.counted(verdict, lang),
        until=words.capital(ages.up_to(finding.period, lang)),
        age=ages.short(finding.period, lang, answers.day) if answers.day is not None else "",
        is_old=answers.day is not None and ages.is_old(finding.period, answers.day),
        below=below,
    )
