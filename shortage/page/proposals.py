"""The proposals, costed: the vacancies beside what each could fill, and of each its result and all behind it."""

from __future__ import annotations

from dataclasses import dataclass

from shortage import claims, figures, scenarios
from shortage.page import words
from shortage.page.base import Answer, Answers, Block, Items, Paragraph, Section, Table, headings
from shortage.page.claim import sources
from shortage.scenarios import Comparison, Pace, Range, ScenarioResult
from shortage.text import Lang, Problem, number, t

TORNADO = "scenario-tornado"
BESIDE: dict[Pace, str] = {"once": "proposals-beside-vacancies", "yearly": "proposals-beside-filled-vacancies"}


@dataclass(frozen=True)
class BesidePart:
    """Vacancies beside what each proposal of one pace could fill; ``figure`` is "" where there is none to draw."""

    answer: Answer
    figure: str
    table: Table | None


@dataclass(frozen=True)
class ProposalPart:
    """A proposal with our own inputs: what it is, its result, and the sections behind it."""

    id: str
    slug: str
    title: str
    paraphrase: str
    place: str
    answer: Answer
    sections: tuple[Section, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True)
class ProposalsPage:
    """All that the page of the proposals says before a reader changes anything."""

    lang: Lang
    title: str
    question: str
    beside: tuple[BesidePart, ...]
    without: tuple[Block, ...]
    proposals: tuple[ProposalPart, ...]
    how_range: str


def proposals(answers: Answers, lang: Lang) -> ProposalsPage:
    """Return the page of the proposals, each with our own inputs.

    Raises:
        Problem: a table that a proposal needs is not there.
    """
    found = [scenarios.beside_vacancies(answers.store, pace, {}) for pace in BESIDE]
    return ProposalsPage(
        lang=lang,
        title=t("page.proposals_title", lang),
        question=t("page.proposals_question", lang),
        beside=tuple(beside(one, lang) for one in found),
        without=without(found, lang),
        proposals=tuple(proposal(scenarios.run(id, answers.store, {}), lang) for id in scenarios.scenarios()),
        how_range=t("scenario.how_range", lang),
    )


def proposal(result: ScenarioResult, lang: Lang) -> ProposalPart:
    """Return a proposal's part of the page."""
    one = result.scenario
    sections = (
        Section("result", "", results(result, lang)),
        Section("inputs", t("page.inputs", lang), (inputs(result, lang),)),
        Section("tornado", t("page.tornado", lang), (Paragraph(result.matters_most(lang)),)),
        *behind(result, lang),
    )
    known = figures.figures()
    return ProposalPart(
        id=one.id,
        slug=one.slug,
        title=f"{one.id} {one.title[lang]}",
        paraphrase=one.paraphrase[lang],
        place=t("page.section", lang, section=one.section, paper=claims.paper(one.paper).short[lang]),
        answer=outcome(result, lang),
        sections=tuple(section for section in sections if section.blocks),
        figures=tuple(id for id in one.figures if id in known and id != TORNADO),
    )


def outcome(result: ScenarioResult, lang: Lang) -> Answer:
    """Return the main result with its range, and the sentence."""
    main = result.main
    large = main.show(lang)
    band = t("page.from_to", lang, low=main.show(lang, main.low), high=main.show(lang, main.high))
    figure, _, unit = large.partition(" ") if not large.startswith("€") else (large, "", "")
    first, rest = words.sentences(result.sentence(lang))
    return Answer(figure, (unit, band), first, rest)


def results(result: ScenarioResult, lang: Lang) -> tuple[Block, ...]:
    """Return low, mid and high of all results; nothing where there is one only."""
    if len(result.results) < 2:
        return ()
    rows = tuple((one.outcome.text[lang], *_shown(one, lang)) for one in result.results.values())
    return (Table(t("page.result", lang), headings(lang, "result", "low", "mid", "high"), rows, numbers=(1, 2, 3)),)


def _shown(one: Range, lang: Lang) -> list[str]:
    return [one.show(lang, value) for value in (one.low, one.mid, one.high)]


def inputs(result: ScenarioResult, lang: Lang) -> Table:
    """Return every number the formula is given, with its range, what kind of number it is, and its source."""
    rows = tuple(
        (
            used.input.text[lang],
            *(used.show(lang, value) for value in (used.low, used.value, used.high)),
            f"{t(f'choice.grade_{used.input.grade.lower()}', lang)}. {used.input.source[lang]}",
            words.period_text(used.period, lang),
        )
        for used in result.inputs
    )
    head = (*headings(lang, "input", "low", "mid", "high"), t("common.source", lang), *headings(lang, "period"))
    return Table(t("page.inputs", lang), head, rows, numbers=(1, 2, 3))


def behind(result: ScenarioResult, lang: Lang) -> tuple[Section, ...]:
    """Return evidence, formula, caveats and sources."""
    one = result.scenario
    evidence: list[Block] = []
    if result.evidence is not None:
        evidence.append(Paragraph(result.evidence.text(lang)))
        if result.evidence.notes:
            evidence.append(Items(tuple(note[lang] for note in result.evidence.notes)))
    formula = (Paragraph(one.formula_text[lang]), Paragraph(result.assumptions(lang)))
    caveats = (Items(tuple(text[lang] for text in one.caveats)),) if one.caveats else ()
    parts: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("evidence", tuple(evidence)),
        ("formula", formula),
        ("caveats", caveats),
        ("tables_used", tuple(sources(result.sources, lang))),
    )
    return tuple(Section(name, t(f"page.{name}", lang), blocks) for name, blocks in parts if blocks)


def beside(found: Comparison, lang: Lang) -> BesidePart:
    """Return vacancies beside what each proposal of one pace could fill."""
    large = number(round(found.vacancies, -2), lang, 0)
    unit = t(f"page.beside_unit_{found.pace}", lang, period=words.period_text(found.period, lang))
    if not found.rows:
        return BesidePart(Answer(large, (unit,), t("page.beside_none", lang)), "", None)
    most = max(found.rows, key=lambda row: row.mid)
    lead = t(
        f"page.beside_lead_{found.pace}",
        lang,
        persons=number(round(most.mid, -2), lang, 0),
        share=f"{number(most.share_pct, lang, 0)}%",
    )
    rows = []
    for row in found.rows:
        one = row.result.scenario
        low, mid, high = (number(round(value, -2), lang, 0) for value in (row.low, row.mid, row.high))
        share = t(f"page.beside_share_{found.pace}", lang, share=f"{number(row.share_pct, lang, 0)}%")
        rows.append((f"{one.id} {one.title[lang]}", mid, f"{low} – {high}", share))
    pace = t(f"scenario.pace_{found.pace}", lang)
    head = (t("choice.proposal", lang), pace, *headings(lang, "low_high", "share_mid"))
    table = Table(t(f"page.beside_title_{found.pace}", lang), head, tuple(rows), numbers=(1, 2))
    figure = BESIDE[found.pace] if BESIDE[found.pace] in figures.figures() else ""
    return BesidePart(Answer(large, (unit,), lead), figure, table)


def without(found: list[Comparison], lang: Lang) -> tuple[Block, ...]:
    """Return how the comparison is read, and which proposals are not in it with the reason."""
    texts = {}
    for one, why in (entry for comparison in found for entry in comparison.without):
        reason = why.text(lang) if isinstance(why, Problem) else why[lang]
        texts[one.id] = f"{one.id} {one.title[lang]}: {reason}"
    key = Paragraph(t("page.beside_key", lang), "small")
    if not texts:
        return (key,)
    return key, Paragraph(t("page.beside_without", lang), "small"), Items(tuple(texts[id] for id in sorted(texts)))
