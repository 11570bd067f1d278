"""One claim's page: verdict, deciding figure, how sure it is, the rule, and all that is behind it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from shortage import catalog, claims, figures
from shortage.claims import Claim
from shortage.page.claim import claim as page_of
from shortage.page.claim import day_of
from shortage.page.claim import strip as then_strip
from shortage.render import files
from shortage.site import parts
from shortage.text import Lang, Problem, Unreadable, ages, date, strings, t
from shortage.web import choices, day, look, share, shell, state, themes


def page() -> None:
    """Show the claim that the address names."""
    lang = shell.begin()
    with look.guard(lang):
        by_key = claims.claims()
        if not by_key:
            look.notice(t("page.claims_none", lang), lang)
            return
        claim = chosen(lang)
        st.title(t("page.claim_title", lang, id=claim.id), anchor=False)
        state.version()
        body(claim, lang)
    shell.link(shell.OVERVIEW, t("page.to_overview", lang))


def chosen(lang: Lang) -> Claim:
    """Return the claim of the address; says so where there is none of that name."""
    by_key = claims.claims()
    first = next(iter(by_key))
    raw = choices.bound("id", first)
    try:
        return claims.claim(raw)
    except Problem as problem:
        look.notice(problem.text(lang), lang)
        return by_key[first]


def body(claim: Claim, lang: Lang) -> None:
    """Show everything about a claim, each part guarded by itself."""
    try:
        plain = page_of(claim.key, state.answers(), lang)
    except Unreadable as problem:
        look.not_now(problem, lang)
        return
    shell.entitle(plain.name, lang)
    look.show(look.paragraph(plain.statement, "sentence") + look.paragraph(plain.section_name, "small"), lang)
    box = st.container(key="answer")
    shown = st.container(key="deciding")
    rule = st.container(key="rule")
    content = plain
    overrides: dict[str, Any] = {}
    with rule, look.guard(lang):
        in_words = st.container()
        overrides, outcome = the_rule(claim, lang)
    with box, look.judging(lang):
        if overrides:
            content = page_of(claim.key, state.answers(), lang, overrides)
        look.show(parts.answer(content.answer), lang)
        for sentence in content.notices:
            look.notice(sentence, lang)
    with rule, look.guard(lang):
        for part in content.sections[:1]:
            with in_words:
                look.section(part, lang)
        if overrides:  # beside what was changed: the answer itself stands above, out of sight
            with outcome:
                look.show(parts.answer(content.answer), lang)
                for sentence in content.notices:
                    look.show(look.paragraph(sentence, "small"), lang)
    with shown, look.guard(lang):
        if content.figures:
            st.header(t("page.figures", lang), anchor=False)
        themes.tiles([figures.figures()[id] for id in content.figures], lang, claim.key, overrides)
    for part in content.sections[1:]:
        with look.guard(lang):
            look.section(part, lang)
            if part.name == "then_and_now":
                strip(claim, lang)
    with look.guard(lang):
        everything(claim, overrides, lang)


def strip(claim: Claim, lang: Lang) -> None:
    """Show the way to the day of the debate, and the verdicts since, worked out when a reader opens them."""
    debate = day_of(claim)
    if state.day() != debate.isoformat():
        text = t("page.as_of_show", lang, day=date(debate, lang))
        shell.link(shell.CLAIM, text, id=claim.key, **{day.KEY: debate.isoformat()})
    folded = st.expander(t("page.then_strip", lang), key=f"strip-{claim.paper}-{claim.id}", on_change="rerun")
    if folded.open:
        with folded:
            look.show(parts.table(then_strip(claim, state.answers(), ages.today(), lang)), lang)


def the_rule(claim: Claim, lang: Lang) -> tuple[dict[str, Any], AbstractContextManager[Any]]:
    """Show the controls of the rule's parameters; returns those that the reader changed, and room for what follows."""
    overrides: dict[str, Any] = {}
    open_ones = {name: parameter for name, parameter in claim.parameters.items() if parameter.is_open}
    if not open_ones:
        return overrides, st.container()
    with st.expander(t("page.rule_change", lang)):
        for name, parameter in open_ones.items():
            key = f"{claim.id.lower()}_{name}"
            text = parameter.text[lang]
            if parameter.unit not in ("", "count", "year"):
                text = f"{text} ({look.unit_words(parameter.unit, lang)})"
            value: Any
            if isinstance(parameter.value, bool):
                options = {code: parameter_words(code, lang) for code in ("no", "yes")}
                value = choices.pick(key, options, "yes" if parameter.value else "no", text, lang) == "yes"
            elif parameter.choices:
                options = {choice: parameter_words(choice, lang) for choice in parameter.choices}
                value = choices.pick(key, options, str(parameter.value), text, lang)
                value = type(parameter.value)(value) if isinstance(parameter.value, int | float) else value
            else:
                low, high = (
                    float(parameter.low or 0),
                    float(parameter.high if parameter.high is not None else parameter.value),
                )
                step = 1.0 if isinstance(parameter.value, int) else step_of(low, high)
                options = choices.numbers(low, high, step, lang, include=[float(parameter.value)], unit=parameter.unit)
                picked = choices.pick(key, options, choices.code(float(parameter.value)), text, lang, kind="slider")
                value = type(parameter.value)(float(picked))
            if value != parameter.value:
                overrides[name] = value
        return overrides, st.container(key="changed")


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


def everything(claim: Claim, overrides: dict[str, Any], lang: Lang) -> None:
    """Show what saves the claim on one page, and all that is behind the verdict."""
    as_of = state.day()  # the file is made when it is asked for, outside this page
    share.factsheet(lang, claim=claim.key)
    st.download_button(
        t("page.everything", lang),
        data=lambda: state.everything(claim.key, lang, overrides, as_of),
        file_name=f"{files.slug(claim.id)}_{state.version()}_{lang}.zip",
        mime="application/zip",
        key="everything",
        help=t("page.everything_help", lang),
        on_click="ignore",
        icon=":material/folder_zip:",
    )
