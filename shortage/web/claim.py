"""One claim's page: verdict, deciding figure, how sure it is, the rule, and all that is behind it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from shortage import catalog, claims, figures, indicators
from shortage.claims import Claim, Verdict, recheck
from shortage.render import files
from shortage.text import Lang, Problem, Unreadable, strings, t
from shortage.web import choices, look, shell, state, themes, then


def page() -> None:
    """Show the claim that the address names."""
    lang = shell.begin()
    with look.guard(lang):
        known = claims.claims()
        if not known:
            look.notice(t("page.claims_none", lang), lang)
            return
        claim = chosen(lang)
        st.title(t("page.claim_title", lang, id=claim.id), anchor=False)
        state.version()
        body(claim, lang)
    shell.link(shell.OVERVIEW, t("page.to_overview", lang))


def chosen(lang: Lang) -> Claim:
    """Return the claim of the address; says so where there is none of that name."""
    known = claims.claims()
    first = next(iter(known))
    raw = choices.bound("id", first)
    try:
        return claims.claim(raw)
    except Problem as problem:
        look.notice(problem.text(lang), lang)
        return known[first]


def body(claim: Claim, lang: Lang) -> None:
    """Show everything about a claim, each part guarded by itself."""
    try:
        plain = state.verdict(claim.key)
    except Unreadable as problem:
        look.not_now(problem, lang)
        return
    shell.entitle(f"{claim.id}: {plain.fill(claim.statement, lang).rstrip('.')}", lang)
    look.show(
        look.paragraph(plain.fill(claim.statement, lang), "sentence")
        + look.paragraph(
            t("page.section", lang, section=claim.section, paper=claims.paper(claim.paper).short[lang]), "small"
        ),
        lang,
    )
    place = st.container(key="answer")
    deciding = [figures.figures()[id] for id in claim.figures if id in figures.figures()]
    shown = st.container(key="deciding")
    rule = st.container(key="rule")
    with rule, look.guard(lang):
        given = the_rule(claim, plain, lang)
    verdict = plain
    with place, look.judging(lang):
        verdict = state.verdict(claim.key, given)
        look.answer(verdict, lang, is_claim_shown=False)
        if given:
            text = t("page.rule_changed", lang, verdict=plain.label(lang))
            look.notice(text, lang)
    with shown, look.guard(lang):
        if deciding:
            st.header(t("page.figures", lang), anchor=False)
        themes.tiles(deciding, lang, claim.key, given)
    with look.guard(lang):
        then.show(claim, lang)
    with look.guard(lang):
        how_sure(verdict, lang)
    with look.guard(lang):
        recheck_it(claim, given, lang)
    with look.guard(lang):
        behind(verdict, given, lang)


def the_rule(claim: Claim, verdict: Verdict, lang: Lang) -> dict[str, Any]:
    """Show the rule in words with its parameters; returns those that the reader changed."""
    st.header(t("page.rule", lang), anchor=False)
    look.show(look.paragraph(verdict.fill(claim.rule_text, lang)), lang)
    given: dict[str, Any] = {}
    open_ones = {name: one for name, one in claim.parameters.items() if one.is_open}
    if not open_ones:
        return given
    with st.expander(t("page.rule_change", lang)):
        for name, one in open_ones.items():
            key = f"{claim.id.lower()}_{name}"
            text = one.text[lang]
            if one.unit not in ("", "count", "year"):
                text = f"{text} ({look.unit_words(one.unit, lang)})"
            value: Any
            if isinstance(one.value, bool):
                options = {code: parameter_words(code, lang) for code in ("no", "yes")}
                value = choices.pick(key, options, "yes" if one.value else "no", text, lang) == "yes"
            elif one.choices:
                options = {choice: parameter_words(choice, lang) for choice in one.choices}
                value = choices.pick(key, options, str(one.value), text, lang)
                value = type(one.value)(value) if isinstance(one.value, int | float) else value
            else:
                low, high = float(one.low or 0), float(one.high if one.high is not None else one.value)
                step = 1.0 if isinstance(one.value, int) else step_of(low, high)
                options = choices.numbers(low, high, step, lang, include=[float(one.value)], unit=one.unit)
                picked = choices.pick(key, options, choices.code(float(one.value)), text, lang, kind="slider")
                value = type(one.value)(float(picked))
            if value != one.value:
                given[name] = value
    return given


def parameter_words(choice: str, lang: Lang) -> str:
    """Return a code of a rule in words: a sector's, stand-in's or branch's name, our own words, or the code itself."""
    sectors, names, branches = catalog.sectors(), catalog.stand_ins(), catalog.classification("sbi2008")
    if choice in sectors:
        return str(sectors[choice]["text"][lang])
    if choice in names:
        return names[choice].name[lang]
    if choice in branches:
        return branches[choice].text[lang]
    key = f"choice.code_{choice.replace('-', '_')}"
    return t(key, lang) if key in strings() else choice


def step_of(low: float, high: float) -> float:
    """Return a round step that gives at most some hundred places between ``low`` and ``high``."""
    step = 0.01
    while (high - low) / step > 120:
        step *= 5 if str(step).strip("0.").startswith("1") else 2
    return step


def how_sure(verdict: Verdict, lang: Lang) -> None:
    """Show the verdict under each other reasonable choice, and what flips it."""
    st.header(t("page.how_sure", lang), anchor=False)
    look.show(look.paragraph(verdict.flips(lang)), lang)
    if not verdict.sensitivity:
        return
    finding = verdict.finding
    rows = [
        [
            t("page.this_choice", lang),
            look.Html(look.badge(verdict.value, lang)),
            look.found_text(finding, lang),
            look.period_text(finding.period, lang),
        ]
    ]
    for one in verdict.sensitivity:
        value = look.found_text(one, lang)
        badge = look.Html(look.badge(one.verdict, lang))
        rows.append([verdict.fill(one.text, lang), badge, value, look.period_text(one.period, lang)])
    head = [t(f"page.{key}", lang) for key in ("choice_made", "verdict", "value", "period")]
    look.show(look.table(head, rows, caption=t("page.how_sure", lang)), lang)


def recheck_it(claim: Claim, given: dict[str, Any], lang: Lang) -> None:
    """Show the lines of SQL that give the claim's numbers from the files of the store, with the parameters in force."""
    if not recheck.template(claim) or state.day():  # the files hold what came out later too
        return
    st.header(t("page.recheck", lang), anchor=False)
    look.show(look.paragraph(t("page.recheck_how", lang)), lang)
    st.code(recheck.sql(claim, state.store(), given, path=lambda _, listed: listed), language="sql", wrap_lines=True)


def behind(verdict: Verdict, given: dict[str, Any], lang: Lang) -> None:
    """Show numbers, definitions, tables, caveats, what others say, and the download of everything."""
    claim, finding = verdict.claim, verdict.finding
    if finding.numbers:
        st.header(t("page.numbers_used", lang), anchor=False)
        rows = [
            [
                look.capital(one.text[lang]),
                look.value_text(one.value, one.unit, one.decimals, lang),
                look.period_text(one.period, lang),
            ]
            for one in finding.numbers
        ]
        head = [t(f"page.{key}", lang) for key in ("number", "value", "period")]
        look.show(look.table(head, rows, caption=t("page.numbers_used", lang)), lang)
    registry = indicators.registry()
    used = [registry[id] for id in claim.indicators if id in registry]
    if used:
        st.header(t("page.definitions", lang), anchor=False)
        rows = [[one.title[lang], look.unit_words(one.unit, lang), one.definition[lang]] for one in used]
        head = [t(f"page.{key}", lang) for key in ("indicator", "unit", "definition")]
        look.show(look.table(head, rows, caption=t("page.definitions", lang)), lang)
    caveats = [verdict.fill(one, lang) for one in (*claim.caveats, *finding.notes)]
    if caveats:
        st.header(t("page.caveats", lang), anchor=False)
        look.show(look.items(caveats), lang)
    for key, text in (("differs", claim.differs), ("settles", claim.settles)):
        if text is not None:
            st.header(t(f"page.{key}", lang), anchor=False)
            look.show(look.paragraph(verdict.fill(text, lang)), lang)
    if finding.sources:
        st.header(t("page.tables_used", lang), anchor=False)
        look.show(look.table(*sources(finding.sources, lang), caption=t("page.tables_used", lang)), lang)
    as_of = state.day()  # the file is made when it is asked for, outside this page
    st.download_button(
        t("page.everything", lang),
        data=lambda: state.everything(claim.key, lang, given, as_of),
        file_name=f"{files.slug(claim.id)}_{state.version()}_{lang}.zip",
        mime="application/zip",
        key="everything",
        help=t("page.everything_help", lang),
        on_click="ignore",
        icon=":material/folder_zip:",
    )


def sources(used: Any, lang: Lang) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the tables that were used."""
    head = [t(f"page.{key}", lang) for key in ("table_id", "table_title", "publisher", "edition", "coverage")]
    rows = []
    for one in used:
        coverage = one.coverage[lang] if one.coverage is not None else ""
        rows.append([one.table, one.title[lang], one.publisher, one.edition(lang), coverage])
    return head, rows
