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
        known = scenarios.scenarios()
        if not known:
            look.notice(t("page.proposals_none", lang), lang)
            return
        comparison = st.container(key="comparison")
        options = {one.slug: f"{one.id} {one.title[lang]}" for one in known.values()}
        first = next(iter(options))
        st.header(t("page.one_proposal", lang), anchor=False)
        slug = choices.pick("voorstel", options, first, t("choice.proposal", lang), lang, kind="list")
        names = {code: t(f"page.version_{code}", lang) for code in VERSIONS}
        version = choices.pick("versie", names, "1", t("choice.version", lang), lang)
        given: dict[str, dict[str, float]] = {}
        for one in known.values():
            if one.slug == slug:
                place = st.container(key=f"proposal-{one.id}")
                continue
            with look.guard(lang):
                given[one.id] = {code: remembered(one, code) for code in VERSIONS}[version]
        with place, look.guard(lang):
            chosen = scenarios.scenario(slug)
            given[chosen.id] = proposal(chosen, version, lang)
        with comparison, look.guard(lang):
            beside({id: values for id, values in given.items() if values}, lang)
        st.caption(t("scenario.how_range", lang))


def key(one: Scenario, name: str, version: str) -> str:
    """Return how an input of a reader's version is called in the address."""
    return f"{VERSIONS[version]}{one.id.lower()}_{name}"


def remembered(one: Scenario, version: str) -> dict[str, float]:
    """Return what the address sets of inputs that are not shown; what is no number there counts as not set."""
    try:
        used = state.scenario(one.id).inputs
    except Unreadable:
        raise
    except Problem:
        return {}
    found = {}
    for each in used:
        own = choices.code(round(each.value, 6))
        raw = choices.bound(key(one, each.input.name, version), own)
        if raw != own and raw in places(each):
            found[each.input.name] = float(raw)
    return found


def places(used: Used) -> list[str]:
    """Return the places on an input's slider: round steps within its bounds, and its own value."""
    low, high = used.input.bounds
    step = used.input.step or claim.step_of(low, high)
    while (high - low) / step > 2 * PLACES:
        step *= 2
    count = int((high - low) / step + 1e-9)
    values = {round(low + place * step, 6) for place in range(count + 1)} | {round(used.value, 6)}
    return [choices.code(value) for value in sorted(values)]


def proposal(one: Scenario, version: str, lang: Lang) -> dict[str, float]:
    """Show a proposal: its result, the numbers behind it, what matters most; returns what the reader set.

    What is set in the reader's other version stays in the address, and both stand side by side once both differ.
    """
    plain = state.scenario(one.id)
    section = t("page.section", lang, section=one.section, paper=claims.paper(one.paper).short[lang])
    look.show(f"{look.paragraph(one.paraphrase[lang], 'lead')}{look.paragraph(section, 'small')}", lang)
    answer = st.container(key="proposal-answer")
    st.subheader(t("page.inputs", lang), anchor=False)
    given = inputs(one, plain, version, lang)
    result = state.scenario(one.id, given)
    versions = {code: given if code == version else remembered(one, code) for code in VERSIONS}
    with answer:
        outcome(result, lang)
        if any(values for code, values in versions.items() if code != version):
            side_by_side(plain, versions, lang)
    with look.guard(lang):
        tornado(result, given, lang)
    with look.guard(lang):
        behind(result, given, lang)
    return given


def side_by_side(plain: ScenarioResult, versions: dict[str, dict[str, float]], lang: Lang) -> None:
    """Show the middle of each result with our inputs and with the reader's two versions, and what each sets."""
    one = plain.scenario
    results = [plain, *(state.scenario(one.id, values) for values in versions.values())]
    rows = [[each.text[lang], *(result.results[each.name].show(lang) for result in results)] for each in one.results]
    changed = [
        name for name in (each.name for each in one.inputs) if any(name in values for values in versions.values())
    ]
    for name in changed:
        used = [next(each for each in result.inputs if each.input.name == name) for result in results]
        rows.append([one.input(name).text[lang], *(each.show(lang) for each in used)])
    head = [
        t("page.result", lang),
        t("page.version_ours", lang),
        *(t(f"page.version_{code}", lang) for code in versions),
    ]
    look.show(look.table(head, rows, numbers=(1, 2, 3), caption=t("page.versions", lang)), lang)


def inputs(one: Scenario, plain: ScenarioResult, version: str, lang: Lang) -> dict[str, float]:
    """Show a slider per input with its source; returns the values that differ from ours."""
    given: dict[str, float] = {}
    columns = st.columns(2, gap="large")
    for place, used in enumerate(plain.inputs):
        with columns[place % 2], st.container(key=f"input-{one.id}-{used.input.name}"):
            options = {code: used.show(lang, float(code)) for code in places(used)}
            own = choices.code(round(used.value, 6))
            code = choices.pick(
                key(one, used.input.name, version), options, own, used.input.text[lang], lang, kind="slider"
            )
            if code != own:
                given[used.input.name] = float(code)
            kind = t(f"choice.grade_{used.input.grade.lower()}", lang).capitalize()
            ends = [used.show(lang, value) for value in (used.value, used.low, used.high)]
            key_ = "page.input_ours" if len(set(ends)) > 1 else "page.input_fixed"
            ours = t(key_, lang, value=ends[0], low=ends[1], high=ends[2])
            period = f", {look.period_text(used.period, lang)}" if used.period else ""
            asked = f"<br><b>{escape(t('page.input_asked', lang))}</b>" if used.input.is_asked else ""
            text = f"<b>{escape(kind)}.</b> {escape(used.input.source[lang])} {escape(ours)}{escape(period)}{asked}"
            look.show(f'<p class="sl-small">{text}</p>', lang)
    return given


def outcome(result: ScenarioResult, lang: Lang) -> None:
    """Show the main result large with its range, the sentence, and all results as a table."""
    blocks = [parts.block(block, look.href(lang)) for block in content.results(result, lang)]
    look.show("".join([parts.answer(content.outcome(result, lang)), *blocks]), lang)


def tornado(result: ScenarioResult, given: dict[str, float], lang: Lang) -> None:
    """Show as a tornado what each input alone does to the main result."""
    st.subheader(t("page.tornado", lang), anchor=False)
    look.show(look.paragraph(result.matters_most(lang)), lang)
    if result.sensitivity and result.sensitivity[0].width > 0:
        drawn(content.TORNADO, result.scenario, given, lang)


def drawn(id: str, one: Scenario, given: dict[str, float], lang: Lang) -> None:
    """Show a figure; one about proposals is told which, and what the reader set."""
    known = figures.figures()
    if id in known:
        told = {"scenario": one.id, "given": scenarios.given_text({one.id: given})}
        tile(known[id], lang, {name: value for name, value in told.items() if name in known[id].params})


def behind(result: ScenarioResult, given: dict[str, float], lang: Lang) -> None:
    """Show formula, evidence, figures, caveats and sources of a proposal."""
    sections = content.behind(result, lang)
    evidence = [one for one in sections if one.name == "evidence"]
    for section in evidence:
        _below(section, lang)
    for id in result.scenario.figures:
        if id != content.TORNADO:
            drawn(id, result.scenario, given, lang)
    for section in sections[len(evidence) :]:
        _below(section, lang)


def _below(section: Section, lang: Lang) -> None:
    st.subheader(section.heading, anchor=False)
    look.section(section, lang, is_headed=False)


def beside(given: dict[str, dict[str, float]], lang: Lang) -> None:
    """Show what comes once beside the open vacancies, and what comes every year beside those filled in a year."""
    for pace in content.BESIDE:
        with st.container(key=f"beside-{pace}"), look.guard(lang):
            beside_pace(pace, given, lang)
    for block in content.without([state.beside("once", given), state.beside("yearly", given)], lang):
        look.show(parts.block(block, look.href(lang)), lang)


def beside_pace(pace: Pace, given: dict[str, dict[str, float]], lang: Lang) -> None:
    """Show vacancies beside what each proposal of one pace could fill, as a figure and in a table."""
    made = content.beside(state.beside(pace, given), lang)
    look.show(parts.answer(made.answer), lang)
    if made.figure:
        tile(figures.figures()[made.figure], lang, {"given": scenarios.given_text(given)}, level=2)
    if made.table is not None:
        look.show(parts.table(made.table), lang)
