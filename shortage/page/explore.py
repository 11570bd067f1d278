"""Questions that a published edition answers ahead: the main quantity of each table, with what is usual beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shortage import catalog, claims
from shortage.figures.base import publisher_name
from shortage.page.base import CLAIM, DATA, Answers, Link
from shortage.page.figure import FigurePage, around
from shortage.questions import EXPLORE, Question, claims_of, settle
from shortage.questions.settled import described
from shortage.store import Store
from shortage.text import Lang, Problem, Unreadable, t

PAGE = "verkennen"
"""The page's name in an address."""
MOST_MEASURES = 1
"""Quantities of a table that are answered ahead: the first ones of the catalogue."""


@dataclass(frozen=True)
class Prepared:
    """A question with every part filled in; ``name`` is what its page and files are called."""

    name: str
    question: Question


@dataclass(frozen=True)
class ExploredPage:
    """What a page says of a prepared question: its figure, the question as an address, and the ways on."""

    figure: FigurePage
    address: Mapping[str, str]
    """What an address of the live page writes for it."""
    others: tuple[Link, ...]
    """The other quantities of its table."""
    table: Link
    claims: tuple[Link, ...]
    """The claims that rest on its table."""


def prepared(store: Store, only: Collection[str] | None = None) -> list[Prepared]:
    """Return the questions that are answered ahead, in the order of the catalogue.

    Args:
        store: what is asked.
        only: what those are called that are wanted; all without it.

    Raises:
        Unreadable: a table that is listed cannot be read now.
    """
    questions = []
    for name in catalog.tables():
        if not store.has(name) or (only is not None and all(wanted.partition("-")[0] != name for wanted in only)):
            continue
        for number, measure in enumerate(described(store.read(name))[:MOST_MEASURES]):
            try:
                question = settle(Question(name, measure), store)
            except Unreadable:
                raise
            except Problem:  # it has no figures with what is usual beside it
                continue
            questions.append(Prepared(f"{name}-{measure}" if number else name, question))
    return [question for question in questions if only is None or question.name in only]


def explored(prepared: Prepared, figure: FigurePage, every: list[Prepared], lang: Lang) -> ExploredPage:
    """Return what a page says of a prepared question.

    Args:
        prepared: the question.
        figure: what stands around its figure; see :func:`shortage.page.figure.around`.
        every: all that are prepared.
        lang: the page's language.
    """
    asked = prepared.question
    own = catalog.table(asked.table)
    others = [other for other in every if other.question.table == asked.table and other != prepared]
    by_key = claims.claims()
    return ExploredPage(
        figure=figure,
        address=asked.address(),
        others=tuple(
            Link(own.measure(other.question.measure).title[lang], PAGE, {"name": other.name}) for other in others
        ),
        table=Link(f"{publisher_name(own.publisher, lang)} {own.id}: {own.title[lang]}", DATA, {"tabel": asked.table}),
        claims=tuple(
            Link(t("page.claim_title", lang, id=by_key[key].id), CLAIM, {"id": key})
            for key in claims_of(asked)
            if key in by_key
        ),
    )


def figure_of(prepared: Prepared, answers: Answers, lang: Lang) -> FigurePage:
    """Return what stands around the figure of a prepared question.

    Raises:
        Problem: it cannot be answered from this store.
    """
    return around(answers.spec(EXPLORE.id, lang, prepared.question.selection), answers)
