"""A claim's page: verdict, deciding figures, then and now, how sure it is, the rule, and all that is behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shortage import claims, figures, indicators
from shortage.claims import Claim, Finding, Sensitivity, Verdict, recheck
from shortage.figures.base import publisher_name
from shortage.page import words
from shortage.page.base import (
    Answer,
    Answers,
    Block,
    Cell,
    Code,
    Items,
    Notice,
    Paragraph,
    Section,
    Table,
    answer,
    badge,
    headings,
)
from shortage.store import Source
from shortage.text import Lang, Period, Problem, Unreadable, date, t

MOST_DAYS = 12
"""Days between the debate and now of which the verdict is told, the newest ones."""


@dataclass(frozen=True)
class ClaimPage:
    """All that a claim's page says; ``sections`` stand in the order of the page, after the figures."""

    claim: Claim
    lang: Lang
    title: str
    name: str
    """What the page is called among others: id and statement."""
    statement: str
    section_name: str
    """The part of which paper it stands in."""
    answer: Answer
    notices: tuple[str, ...]
    figures: tuple[str, ...]
    sections: tuple[Section, ...]
    verdict: Verdict

    def section(self, name: str) -> Section | None:
        """Return a section by its name, None where the page has none of it."""
        return next((section for section in self.sections if section.name == name), None)


def claim(
    key: str, answers: Answers, lang: Lang, parameters: Mapping[str, Any] | None = None, as_of: str | None = None
) -> ClaimPage:
    """Return a claim's page.

    Args:
        key: the claim, as :func:`shortage.claims.claim` knows it.
        answers: what is asked.
        lang: the page's language.
        parameters: what a reader changed of the rule's parameters.
        as_of: a day (ISO text), to judge with what had been published by then; without it the day of the store.

    Raises:
        Problem: there is no such claim or day.
        Unreadable: a table that is listed cannot be read now, so that there is no verdict.
    """
    chosen = claims.claim(key)
    plain = answers.verdict(chosen.key, as_of=as_of)
    verdict = answers.verdict(chosen.key, parameters, as_of) if parameters else plain
    statement = plain.fill(chosen.statement, lang)
    parts: tuple[tuple[str, Callable[[], Iterable[Block]]], ...] = (
        ("rule", lambda: [Paragraph(verdict.fill(chosen.rule_text, lang))]),
        ("then_and_now", lambda: then_and_now(chosen, answers, parameters, lang)),
        ("how_sure", lambda: how_sure(verdict, lang)),
        ("recheck", lambda: check(chosen, answers, parameters, lang)),
        ("numbers_used", lambda: numbers(verdict, lang)),
        ("definitions", lambda: definitions(chosen, lang)),
        ("caveats", lambda: caveats(verdict, lang)),
        ("differs", lambda: [Paragraph(verdict.fill(chosen.differs, lang))] if chosen.differs else []),
        ("settles", lambda: [Paragraph(verdict.fill(chosen.settles, lang))] if chosen.settles else []),
        ("tables_used", lambda: sources(verdict.finding.sources, lang)),
    )
    sections = (Section(name, t(f"page.{name}", lang), _guarded(blocks, lang)) for name, blocks in parts)
    return ClaimPage(
        claim=chosen,
        lang=lang,
        title=t("page.claim_title", lang, id=chosen.id),
        name=f"{chosen.id}: {statement.rstrip('.')}",
        statement=statement,
        section_name=t("page.section", lang, section=chosen.section, paper=claims.paper(chosen.paper).short[lang]),
        answer=answer(verdict, lang, answers.day, is_claim_shown=False),
        notices=(t("page.rule_changed", lang, verdict=plain.label(lang)),) if parameters else (),
        figures=tuple(id for id in chosen.figures if id in figures.figures()),
        sections=tuple(section for section in sections if section.blocks),
        verdict=verdict,
    )


def _guarded(blocks: Callable[[], Iterable[Block]], lang: Lang) -> tuple[Block, ...]:
    """Let one part of a page fail alone, with its own sentence."""
    try:
        return tuple(blocks())
    except Problem as problem:
        return (Notice(problem.text(lang)),)


def day_of(chosen: Claim) -> dt.date:
    """Return the day a claim is held against: of the debate, else of the paper."""
    paper = claims.paper(chosen.paper)
    return paper.debate or paper.date


def verdict_then(chosen: Claim, answers: Answers) -> Verdict | None:
    """Return the verdict with what was out on the day of the debate; None while the tables cannot be read."""
    try:
        return answers.verdict_on(chosen.key, day_of(chosen).isoformat())
    except Unreadable:
        return None


def then_and_now(chosen: Claim, answers: Answers, parameters: Mapping[str, Any] | None, lang: Lang) -> list[Block]:
    """Return the verdict on the day of the debate beside that of now, both by the rule that a reader chose.

    Nothing while the day of the debate cannot be read.
    """
    if parameters:
        try:
            then: Verdict | None = answers.verdict(chosen.key, parameters, day_of(chosen).isoformat())
        except Unreadable:
            then = None
    else:
        then = verdict_then(chosen, answers)
    if then is None:
        return []
    now = answers.verdict(chosen.key, parameters, "")
    rows = [(date(day_of(chosen), lang), then), (t("page.now", lang), now)]
    by_own_rule = [Paragraph(t("page.then_own_rule", lang), "small")] if parameters else []
    return [_by_day("then_and_now", rows, lang), *by_own_rule, Paragraph(t("page.then_how", lang), "small")]


def strip(chosen: Claim, answers: Answers, today: dt.date, lang: Lang) -> Table:
    """Return the verdict on the day of the debate and on the first day of each quarter since."""
    listed = [(date(day, lang), answers.verdict_on(chosen.key, day.isoformat())) for day in days(chosen, today)]
    return _by_day("then_strip", listed, lang)


def days(chosen: Claim, last: dt.date) -> list[dt.date]:
    """Return the day of the debate and the first day of each quarter after it, up to ``last``; the newest ones."""
    first = day_of(chosen)
    quarter = Period(first.year, (first.month - 1) // 3 + 1, "quarter").shift(1)
    listed = [first]
    while quarter.start <= last:
        listed.append(quarter.start)
        quarter = quarter.shift(1)
    return [listed[0], *listed[1:][-(MOST_DAYS - 1) :]]


def _by_day(caption: str, verdicts: Iterable[tuple[str, Verdict]], lang: Lang) -> Table:
    verdicts = list(verdicts)
    # A rule may rest a verdict on another of its numbers on another day.
    shown = words.found_texts([verdict.finding for _, verdict in verdicts], lang)
    rows = [
        (
            day,
            badge(verdict.value, lang),
            number_text,
            words.period_text(verdict.finding.period, lang),
        )
        for (day, verdict), number_text in zip(verdicts, shown, strict=True)
    ]
    return Table(t(f"page.{caption}", lang), headings(lang, "day", "verdict", "value", "period"), tuple(rows))


def how_sure(verdict: Verdict, lang: Lang) -> list[Block]:
    """Return the verdict under each other reasonable choice, and what flips it."""
    line = Paragraph(verdict.flips(lang))
    if not verdict.sensitivity:
        return [line]
    listed: list[tuple[str, str, Finding | Sensitivity]] = [
        (t("page.this_choice", lang), verdict.value, verdict.finding),
        *((verdict.fill(other.text, lang), other.verdict, other) for other in verdict.sensitivity),
    ]
    rows: list[tuple[Cell, ...]] = [
        (text, badge(value, lang), shown, words.period_text(judged.period, lang))
        for (text, value, judged), shown in zip(
            listed, words.found_texts([judged for _, _, judged in listed], lang), strict=True
        )
    ]
    head = headings(lang, "choice_made", "verdict", "value", "period")
    return [line, Table(t("page.how_sure", lang), head, tuple(rows))]


def check(chosen: Claim, answers: Answers, parameters: Mapping[str, Any] | None, lang: Lang) -> list[Block]:
    """Return the SQL that gives the claim's numbers from the files of the store, with the parameters that it knows."""
    if not recheck.template(chosen) or answers.store.as_of:  # the files hold what came out later too
        return []
    query = recheck.sql(chosen, answers.store, parameters, path=lambda _, listed: listed)
    says = "page.recheck_unchanged" if recheck.not_in_sql(chosen, parameters) else "page.recheck_how"
    return [Paragraph(t(says, lang)), Code(query)]


def numbers(verdict: Verdict, lang: Lang) -> list[Block]:
    """Return the numbers that the finding used, each with its period."""
    rows = [
        (
            words.capital(used.text[lang]),
            words.value_text(used.value, used.unit, used.decimals, lang),
            words.period_text(used.period, lang),
        )
        for used in verdict.finding.numbers
    ]
    head = headings(lang, "number", "value", "period")
    return [Table(t("page.numbers_used", lang), head, tuple(rows))] if rows else []


def definitions(chosen: Claim, lang: Lang) -> list[Block]:
    """Return what each indicator of the claim measures."""
    registry = indicators.registry()
    used = [registry[id] for id in chosen.indicators if id in registry]
    rows = [
        (indicator.title[lang], words.unit_words(indicator.unit, lang), indicator.definition[lang])
        for indicator in used
    ]
    head = headings(lang, "indicator", "unit", "definition")
    return [Table(t("page.definitions", lang), head, tuple(rows))] if rows else []


def caveats(verdict: Verdict, lang: Lang) -> list[Block]:
    """Return what a reader should know beside the verdict."""
    texts = tuple(verdict.fill(text, lang) for text in (*verdict.claim.caveats, *verdict.finding.notes))
    return [Items(texts)] if texts else []


def sources(used: Iterable[Source], lang: Lang) -> list[Block]:
    """Return the tables that were used, with edition and coverage."""
    rows = [
        (
            source.table,
            source.title[lang],
            publisher_name(source.publisher, lang),
            source.edition(lang),
            source.coverage[lang] if source.coverage else "",
        )
        for source in used
    ]
    head = headings(lang, "table_id", "table_title", "publisher", "edition", "coverage")
    return [Table(t("page.tables_used", lang), head, tuple(rows))] if rows else []
