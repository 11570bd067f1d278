"""The proposals, costed: the vacancies beside what each could fill, then one proposal with its numbers to turn."""

from __future__ import annotations

from html import escape

import streamlit as st

from shortage import claims, figures, scenarios
from shortage.page import Section
from shortage.page import proposals as content
from shortage.scenarios import Pace, Scenario, ScenarioResult, Used
from shortage.site import parts
from shortage.text import Lang, Problem, Unreadable, t
from shortage.web import choices, claim, look, shell, state
from shortage.web.tile import tile

PLACES = 120
"""Most places on a slider."""
VERSIONS = {"1": "", "2": "b_"}
"""A reader's own two versions, each with what its inputs are called in the address behind."""


def page() -> None:
    """Show the comparison and the proposal that the address names."""
    lang = shell.begin()
    st.title(t("page.proposals_title", lang), anchor=False)
    look.show(look.paragraph(t("page.proposals_question", lang), "question"), lang)
    with look.guard(lang):
        state.version()
        by_id = scenarios.scenarios()
        if not by_id:
            look.notice(t("page.proposals_none", lang), lang)
            return
        comparison = st.container(key="comparison")
        options = {scenario.slug: f"{scenario.id} {scenario.title[lang]}" for scenario in by_id.values()}
        first = next(iter(options))
        st.header(t("page.one_proposal", lang), anchor=False)
        slug = choices.pick("voorstel", options, first, t("choice.proposal", lang), lang, kind="list")
        names = {code: t(f"page.version_{code}", lang) for code in VERSIONS}
        version = choices.pick("versie", names, "1", t("choice.version", lang), lang)
        changed: dict[str, dict[str, float]] = {}
        for scenario in by_id.values():
            if scenario.slug == slug:
                box = st.container(key=f"proposal-{scenario.id}")
                continue
            with look.guard(lang):
                changed[scenario.id] = {code: remembered(scenario, code) for code in VERSIONS}[version]
        with box, look.guard(lang):
            chosen = scenarios.scenario(slug)
            changed[chosen.id] = proposal(chosen, version, lang)
        with comparison, look.guard(lang):
            beside({id: values for id, values in changed.items() if values}, lang)
        look.show(f'<p class="sl-small">{escape(t("scenario.how_range", lang))}</p>', lang)


def key(proposal: Scenario, name: str, version: str) -> str:
    """Return how an input of a reader's version is called in the address."""
    return f"{VERSIONS[version]}{proposal.id.lower()}_{name}"


def remembered(proposal: Scenario, version: str) -> dict[str, float]:
    """Return what the address sets of inputs that are not shown; what is no number there counts as not set."""
    try:
        used = state.scenario(proposal.id).inputs
    except Unreadable:
        raise
    except Problem:
        return {}
    changed = {}
    for each in used:
        own = choices.code(round(each.value, 6))
        raw = choices.bound(key(proposal, each.input.name, version), own)
        if raw != own and raw in places(each):
            changed[each.input.name] = float(raw)
    return changed


def places(used: Used) -> list[str]:
    """Return the places on an input's slider: round steps within its bounds, and its own value."""
    low, high = used.input.bounds
    step = used.input.step or claim.step_of(low, high)
    while (high - low) / step > 2 * PLACES:
        step *= 2
    count = int((high - low) / step + 1e-9)
    values = {round(low + index * step, 6) for index in range(count + 1)} | {round(used.value, 6)}
    return [choices.code(value) for value in sorted(values)]


def proposal(scenario: Scenario, version: str, lang: Lang) -> dict[str, float]:
    """Show a proposal: its result, the numbers behind it, what matters most; returns what the reader set.

    What is set in the reader's other version stays in the address, and both stand side by side once both differ.
    """
    plain = state.scenario(scenario.id)
    section = t("page.section", lang, section=scenario.section, paper=claims.paper(scenario.paper).short[lang])
    look.show(f"{look.paragraph(scenario.paraphrase[lang], 'lead')}{look.paragraph(section, 'small')}", lang)
    answer = st.container(key="proposal-answer")
    st.subheader(t("page.inputs", lang), anchor=False)
    changed = inputs(scenario, plain, version, lang)
    result = state.scenario(scenario.id, changed)
    versions = {code: changed if code == version else remembered(scenario, code) for code in VERSIONS}
    with answer:
        outcome(result, lang)
        if any(values for code, values in versions.items() if code != version):
            side_by_side(plain, versions, lang)
    with look.guard(lang):
        tornado(result, changed, lang)
    with look.guard(lang):
        behind(result, changed, lang)
    return changed


def side_by_side(plain: ScenarioResult, versions: dict[str, dict[str, float]], lang: Lang) -> None:
    """Show the middle of each result with our inputs and with the reader's two versions, and what each sets."""
    scenario = plain.scenario
    results = [plain, *(state.scenario(scenario.id, values) for values in versions.values())]
    rows = [
        [each.text[lang], *(result.results[each.name].show(lang) for result in results)] for each in scenario.results
    ]
    changed = [
        name for name in (each.name for each in scenario.inputs) if any(name in values for values in versions.values())
    ]
    for name in changed:
        used = [next(each for each in result.inputs if each.input.name == name) for result in results]
        rows.append([scenario.input(name).text[lang], *(each.show(lang) for each in used)])
    head = [
        t("page.result", lang),
        t("page.version_ours", lang),
        *(t(f"page.version_{code}", lang) for code in versions),
    ]
    look.show(look.table(head, rows, numbers=(1, 2, 3), caption=t("page.versions", lang)), lang)


def inputs(scenario: Scenario, plain: ScenarioResult, version: str, lang: Lang) -> dict[str, float]:
    """Show a slider per input with its source; returns the values that differ from ours."""
    changed: dict[str, float] = {}
    columns = st.columns(2, gap="large")
    for index, used in enumerate(plain.inputs):
        with columns[index % 2], st.container(key=f"input-{scenario.id}-{used.input.name}"):
            options = {code: used.show(lang, float(code)) for code in places(used)}
            own = choices.code(round(used.value, 6))
            code = choices.pick(
                key(scenario, used.input.name, version), options, own, used.input.text[lang], lang, kind="slider"
            )
            if code != own:
                changed[used.input.name] = float(code)
            kind = t(f"choice.grade_{used.input.grade.lower()}", lang).capitalize()
            ends = [used.show(lang, value) for value in (used.value, used.low, used.high)]
            key_ = "page.input_ours" if len(set(ends)) > 1 else "page.input_fixed"
            ours = t(key_, lang, value=ends[0], low=ends[1], high=ends[2])
            period = f", {look.period_text(used.period, lang)}" if used.period else ""
            asked = f"<br><b>{escape(t('page.input_asked', lang))}</b>" if used.input.is_asked else ""
            text = f"<b>{escape(kind)}.</b> {escape(used.input.source[lang])} {escape(ours)}{escape(period)}.{asked}"
            look.show(f'<p class="sl-small">{text}</p>', lang)
    return changed


def outcome(result: ScenarioResult, lang: Lang) -> None:
    """Show the main result large with its range, the sentence, and all results as a table."""
    blocks = [parts.block(block, look.href(lang)) for block in content.results(result, lang)]
    look.show("".join([parts.answer(content.outcome(result, lang)), *blocks]), lang)


def tornado(result: ScenarioResult, changed: dict[str, float], lang: Lang) -> None:
    """Show as a tornado what each input alone does to the main result."""
    st.subheader(t("page.tornado", lang), anchor=False)
    look.show(look.paragraph(result.matters_most(lang)), lang)
    if result.sensitivity and result.sensitivity[0].width > 0:
        drawn(content.TORNADO, result.scenario, changed, lang)


def drawn(id: str, scenario: Scenario, changed: dict[str, float], lang: Lang) -> None:
    """Show a figure; one about proposals is told which, and what the reader set."""
    definitions = figures.figures()
    if id in definitions:
        selection = {"scenario": scenario.id, "given": scenarios.given_text({scenario.id: changed})}
        tile(
            definitions[id], lang, {name: value for name, value in selection.items() if name in definitions[id].params}
        )


def behind(result: ScenarioResult, changed: dict[str, float], lang: Lang) -> None:
    """Show formula, evidence, figures, caveats and sources of a proposal."""
    sections = content.behind(result, lang)
    evidence = [section for section in sections if section.name == "evidence"]
    for section in evidence:
        _below(section, lang)
    for id in result.scenario.figures:
        if id != content.TORNADO:
            drawn(id, result.scenario, changed, lang)
    for section in sections[len(evidence) :]:
        _below(section, lang)


def _below(section: Section, lang: Lang) -> None:
    st.subheader(section.heading, anchor=False)
    look.section(section, lang, is_headed=False)


def beside(changed: dict[str, dict[str, float]], lang: Lang) -> None:
    """Show what comes once beside the open vacancies, and what comes every year beside those filled in a year."""
    for pace in content.BESIDE:
        with st.container(key=f"beside-{pace}"), look.guard(lang):
            beside_pace(pace, changed, lang)
    for block in content.without([state.beside("once", changed), state.beside("yearly", changed)], lang):
        look.show(parts.block(block, look.href(lang)), lang)


def beside_pace(pace: Pace, changed: dict[str, dict[str, float]], lang: Lang) -> None:
    """Show vacancies beside what each proposal of one pace could fill, as a figure and in a table."""
    comparison = content.beside(state.beside(pace, changed), lang)
    look.show(parts.answer(comparison.answer), lang)
    if comparison.figure:
        tile(figures.figures()[comparison.figure], lang, {"given": scenarios.given_text(changed)}, level=2)
    if comparison.table is not None:
        look.show(parts.table(comparison.table), lang)
