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
    section_name: str
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
    comparisons = [scenarios.beside_vacancies(answers.store, pace, {}) for pace in BESIDE]
    return ProposalsPage(
        lang=lang,
        title=t("page.proposals_title", lang),
        question=t("page.proposals_question", lang),
        beside=tuple(beside(comparison, lang) for comparison in comparisons),
        without=without(comparisons, lang),
        proposals=tuple(proposal(scenarios.run(id, answers.store, {}), lang) for id in scenarios.scenarios()),
        how_range=t("scenario.how_range", lang),
    )


def proposal(result: ScenarioResult, lang: Lang) -> ProposalPart:
    """Return a proposal's part of the page."""
    scenario = result.scenario
    sections = (
        Section("result", "", results(result, lang)),
        Section("inputs", t("page.inputs", lang), (inputs(result, lang),)),
        Section("tornado", t("page.tornado", lang), (Paragraph(result.matters_most(lang)),)),
        *behind(result, lang),
    )
    drawn = figures.figures()
    return ProposalPart(
        id=scenario.id,
        slug=scenario.slug,
        title=f"{scenario.id} {scenario.title[lang]}",
        paraphrase=scenario.paraphrase[lang],
        section_name=t("page.section", lang, section=scenario.section, paper=claims.paper(scenario.paper).short[lang]),
        answer=outcome(result, lang),
        sections=tuple(section for section in sections if section.blocks),
        figures=tuple(id for id in scenario.figures if id in drawn and id != TORNADO),
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
    rows = tuple((span.outcome.text[lang], *_shown(span, lang)) for span in result.results.values())
    return (Table(t("page.result", lang), headings(lang, "result", "low", "mid", "high"), rows, numbers=(1, 2, 3)),)


def _shown(span: Range, lang: Lang) -> list[str]:
    return [span.show(lang, value) for value in (span.low, span.mid, span.high)]


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
    scenario = result.scenario
    evidence: list[Block] = []
    if result.evidence is not None:
        evidence.append(Paragraph(result.evidence.text(lang)))
        if result.evidence.notes:
            evidence.append(Items(tuple(note[lang] for note in result.evidence.notes)))
    formula = (Paragraph(words.capital(scenario.formula_text[lang])), Paragraph(result.assumptions(lang)))
    caveats = (Items(tuple(text[lang] for text in scenario.caveats)),) if scenario.caveats else ()
    parts: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("evidence", tuple(evidence)),
        ("formula", formula),
        ("caveats", caveats),
        ("tables_used", tuple(sources(result.sources, lang))),
    )
    return tuple(Section(name, t(f"page.{name}", lang), blocks) for name, blocks in parts if blocks)


def beside(comparison: Comparison, lang: Lang) -> BesidePart:
    """Return vacancies beside what each proposal of one pace could fill."""
    large = number(round(comparison.vacancies, -2), lang, 0)
    unit = t(f"page.beside_unit_{comparison.pace}", lang, period=words.period_text(comparison.period, lang))
    if not comparison.rows:
        return BesidePart(Answer(large, (unit,), t("page.beside_none", lang)), "", None)
    most = max(comparison.rows, key=lambda row: row.mid)
    lead = t(
        f"page.beside_lead_{comparison.pace}",
        lang,
        persons=number(round(most.mid, -2), lang, 0),
        share=f"{number(most.share_pct, lang, 0)}%",
    )
    rows = []
    for row in comparison.rows:
        scenario = row.result.scenario
        low, mid, high = (number(round(value, -2), lang, 0) for value in (row.low, row.mid, row.high))
        share = t(f"page.beside_share_{comparison.pace}", lang, share=f"{number(row.share_pct, lang, 0)}%")
        rows.append((f"{scenario.id} {scenario.title[lang]}", mid, f"{low} – {high}", share))
    pace = words.capital(t(f"scenario.pace_{comparison.pace}", lang))
    head = (t("choice.proposal", lang), pace, *headings(lang, "low_high", "share_mid"))
    table = Table(t(f"page.beside_title_{comparison.pace}", lang), head, tuple(rows), numbers=(1, 2))
    figure = BESIDE[comparison.pace] if BESIDE[comparison.pace] in figures.figures() else ""
    return BesidePart(Answer(large, (unit,), lead), figure, table)


def without(comparisons: list[Comparison], lang: Lang) -> tuple[Block, ...]:
    """Return how the comparison is read, and which proposals are not in it with the reason."""
    reasons = {}
    for scenario, why in (entry for comparison in comparisons for entry in comparison.without):
        reasons[scenario.id] = why.text(lang) if isinstance(why, Problem) else why[lang]
    named: dict[str, list[str]] = {}  # a reason that many have is said once
    for id in sorted(reasons):
        named.setdefault(reasons[id], []).append(f"{id} {scenarios.scenario(id).title[lang]}")
    key = Paragraph(t("page.beside_key", lang), "small")
    if not named:
        return (key,)
    texts = tuple(f"{', '.join(those)}: {reason}" for reason, those in named.items())
    return key, Paragraph(t("page.beside_without", lang), "small"), Items(texts)
