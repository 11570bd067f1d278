"""The proposals, costed: the vacancies beside what each could fill, then one proposal with its numbers to turn."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from shortage import claims, figures, scenarios
from shortage.page.claim import sources
from shortage.scenarios import Pace, Range, Scenario, ScenarioResult, Used
from shortage.site import parts
from shortage.text import Lang, Problem, Unreadable, number, t
from shortage.web import choices, claim, look, shell, state
from shortage.web.tile import tile

PLACES = 120
"""Most places on a slider."""
TORNADO = "scenario-tornado"
BESIDE: dict[Pace, str] = {"once": "proposals-beside-vacancies", "yearly": "proposals-beside-filled-vacancies"}
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
    main = result.main
    large = main.show(lang)
    band = t("page.from_to", lang, low=main.show(lang, main.low), high=main.show(lang, main.high))
    figure, _, unit = large.partition(" ") if not large.startswith("€") else (large, "", "")
    first, rest = look.sentences(result.sentence(lang))
    right = look.paragraph(first, "sentence") + (look.paragraph(rest, "rest") if rest else "")
    look.large(figure, (unit, band), right, lang)
    if len(result.results) > 1:
        rows = [[one.outcome.text[lang], *shown(one, lang)] for one in result.results.values()]
        head = [t("page.result", lang), *(t(f"page.{side}", lang) for side in ("low", "mid", "high"))]
        look.show(look.table(head, rows, numbers=(1, 2, 3), caption=t("page.result", lang)), lang)


def shown(one: Range, lang: Lang) -> list[str]:
    """Return low, mid and high as a reader sees them."""
    return [one.show(lang, value) for value in (one.low, one.mid, one.high)]


def tornado(result: ScenarioResult, given: dict[str, float], lang: Lang) -> None:
    """Show as a tornado what each input alone does to the main result."""
    st.subheader(t("page.tornado", lang), anchor=False)
    look.show(look.paragraph(result.matters_most(lang)), lang)
    if result.sensitivity and result.sensitivity[0].width > 0:
        drawn(TORNADO, result.scenario, given, lang)


def drawn(id: str, one: Scenario, given: dict[str, float], lang: Lang) -> None:
    """Show a figure; one about proposals is told which, and what the reader set."""
    known = figures.figures()
    if id in known:
        told = {"scenario": one.id, "given": scenarios.given_text({one.id: given})}
        tile(known[id], lang, {name: value for name, value in told.items() if name in known[id].params})


def behind(result: ScenarioResult, given: dict[str, float], lang: Lang) -> None:
    """Show formula, evidence, figures, caveats and sources of a proposal."""
    one = result.scenario
    if result.evidence is not None:
        st.subheader(t("page.evidence", lang), anchor=False)
        look.show(look.paragraph(result.evidence.text(lang)), lang)
        if result.evidence.notes:
            look.show(look.items(note[lang] for note in result.evidence.notes), lang)
    for id in one.figures:
        if id != TORNADO:
            drawn(id, one, given, lang)
    st.subheader(t("page.formula", lang), anchor=False)
    look.show(look.paragraph(one.formula_text[lang]) + look.paragraph(result.assumptions(lang)), lang)
    if one.caveats:
        st.subheader(t("page.caveats", lang), anchor=False)
        look.show(look.items(text[lang] for text in one.caveats), lang)
    if result.sources:
        st.subheader(t("page.tables_used", lang), anchor=False)
        for block in sources(result.sources, lang):
            look.show(parts.block(block, look.href(lang)), lang)


def beside(given: dict[str, dict[str, float]], lang: Lang) -> None:
    """Show what comes once beside the open vacancies, and what comes every year beside those filled in a year."""
    for pace in BESIDE:
        with st.container(key=f"beside-{pace}"), look.guard(lang):
            beside_pace(pace, given, lang)
    found = state.beside("once", given), state.beside("yearly", given)
    look.show(look.paragraph(t("page.beside_key", lang), "small"), lang)
    texts = {}
    for one, why in (entry for comparison in found for entry in comparison.without):
        reason = why.text(lang) if isinstance(why, Problem) else why[lang]
        texts[one.id] = f"{one.id} {one.title[lang]}: {reason}"
    if texts:
        look.show(
            look.paragraph(t("page.beside_without", lang), "small") + look.items(texts[id] for id in sorted(texts)),
            lang,
        )


def beside_pace(pace: Pace, given: dict[str, dict[str, float]], lang: Lang) -> None:
    """Show vacancies beside what each proposal of one pace could fill, as a figure and in a table."""
    found = state.beside(pace, given)
    large = number(round(found.vacancies, -2), lang, 0)
    unit = t(f"page.beside_unit_{pace}", lang, period=look.period_text(found.period, lang))
    if not found.rows:
        look.large(large, (unit,), look.paragraph(t("page.beside_none", lang), "sentence"), lang)
        return
    most = max(found.rows, key=lambda row: row.mid)
    lead = t(
        f"page.beside_lead_{pace}",
        lang,
        persons=number(round(most.mid, -2), lang, 0),
        share=f"{number(most.share_pct, lang, 0)}%",
    )
    look.large(large, (unit,), look.paragraph(lead, "sentence"), lang)
    known = figures.figures()
    if BESIDE[pace] in known:
        tile(known[BESIDE[pace]], lang, {"given": scenarios.given_text(given)}, level=2)
    rows: list[list[Any]] = []
    for row in found.rows:
        one = row.result.scenario
        low, mid, high = (number(round(value, -2), lang, 0) for value in (row.low, row.mid, row.high))
        share = t(f"page.beside_share_{pace}", lang, share=f"{number(row.share_pct, lang, 0)}%")
        rows.append([f"{one.id} {one.title[lang]}", mid, f"{low} – {high}", share])
    head = [t("choice.proposal", lang), t(f"scenario.pace_{pace}", lang)]
    head += [t(f"page.{key}", lang) for key in ("low_high", "share_mid")]
    look.show(look.table(head, rows, numbers=(1, 2), caption=t(f"page.beside_title_{pace}", lang)), lang)
