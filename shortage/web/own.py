"""The part of the page where one explores that tests a claim of the reader's own, below the figure of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from shortage.questions import OwnClaim, Question, judge
from shortage.questions.claim import KINDS, SIGNED, newest_value, usual
from shortage.questions.claim_files import check_sql, to_toml
from shortage.questions.question import BOUNDS, CLAIM_PARTS, TYPED
from shortage.text import Lang, Problem, t
from shortage.text.phrases import capital, day
from shortage.web import links, look, share, shell, state

Take = Callable[..., None]
"""Puts a changed question into the address: the question, and what was changed of it."""
NONE = ""


def section(asked: Question, settled: Question, lang: Lang, take: Take) -> None:
    """Show what can be claimed of a question's figures, and what the rule says of what is claimed.

    Args:
        asked: the question as its reader chose it.
        settled: the one that is answered.
        lang: the page's language.
        take: called with ``asked`` and the parts of the claim that were changed.
    """
    st.header(t("page.own_title", lang), anchor=False)
    look.show(look.paragraph(t("page.own_lead", lang)), lang)
    with st.container(key="own"), look.guard(lang):
        controls(asked, settled, lang, take)
        if settled.claim:
            judged = judge(settled, state.store())
            verdict(judged, lang)
            everything(judged.question, lang)
            taken(judged.question, lang)


def kinds(settled: Question) -> list[str]:
    """Return what can be claimed of a settled question: nothing moves in per cent that may be negative."""
    is_several = len(settled.members) > 1 and settled.kind != "path"
    moves = settled.show not in SIGNED
    return [kind for kind in KINDS if (kind != "highest" or is_several) and (kind not in ("rises", "falls") or moves)]


def controls(asked: Question, settled: Question, lang: Lang, take: Take) -> None:
    """Show the list of claims, and the numbers that belong to the one chosen."""
    options = list(dict.fromkeys([NONE, *kinds(settled), settled.claim]))
    st.session_state["own_claim"] = settled.claim
    words = {NONE: t("page.own_none", lang), **{kind: capital(KINDS[kind])[lang] for kind in KINDS}}
    places = st.columns([0.46, 0.18, 0.18, 0.18])
    places[0].selectbox(
        t("page.own_claim", lang, name=_name(settled, lang)),
        options,
        format_func=lambda kind: words[kind],
        key="own_claim",
        on_change=_chosen,
        args=(asked, settled, take),
    )
    if not settled.claim:
        return
    values: dict[str, float] = dict(usual(settled))
    if settled.border or "border" in needed(settled):
        values["border"] = 0.0
    for box, (part, value) in zip(places[1:], values.items(), strict=False):
        start = float(getattr(settled, part) or value)
        number(box, part, start, asked, lang, take)


def needed(settled: Question) -> tuple[str, ...]:
    """Return the parts that a claim cannot do without."""
    return () if settled.claim in ("rises", "falls", "highest") else ("border",)


def number(box: Any, part: str, start: float, asked: Question, lang: Lang, take: Take) -> None:
    """Show the field of one number of the claim."""
    key = f"own_{part}"
    is_whole = part == "window"
    low, high = BOUNDS[part]
    st.session_state[key] = int(start) if is_whole else start
    box.number_input(
        t(f"page.own_{part}", lang),
        min_value=int(low) if is_whole else float(low),
        max_value=int(high) if is_whole else float(high),
        step=1 if is_whole else 0.5,
        format="%d" if is_whole else "%g",
        key=key,
        on_change=_set,
        args=(asked, part, key, take),
    )


def verdict(own: OwnClaim, lang: Lang) -> None:
    """Show what is claimed, what the rule says of it, how sure that is and from where on it is another."""
    judged = own.verdict
    look.show(look.paragraph(own.statement(lang), "question"), lang)
    look.show(look.badge(judged.value, lang) + look.sturdiness(judged, lang), lang)
    look.show(look.paragraph(judged.sentence(lang)), lang)
    sentences = [judged.fill(judged.claim.rule_text, lang)]
    if not judged.missing:
        sentences += [own.turns(lang), judged.flips(lang)]
    as_of = own.question.as_of or state.store().as_of
    if as_of:
        sentences.append(t("page.own_as_of", lang, day=day(as_of)[lang]))
    look.show("".join(look.paragraph(text, "small") for text in sentences if text), lang)


def everything(question: Question, lang: Lang) -> None:
    """Show what saves the claim with its figure, SQL and TOML in one file; it is made when it is asked for."""
    asked = question.but(as_of=state.day())
    link = f"{share.base()}/{shell.EXPLORE}?{links.write(asked.address(lang))}"
    st.download_button(
        t("page.own_zip", lang),
        data=lambda: state.own_claim(asked, lang, link),
        file_name=f"{t('page.own_file', lang)}_{state.version()}_{lang}.zip",
        mime="application/zip",
        key="own_zip",
        help=t("page.own_zip_help", lang),
        on_click="ignore",
        icon=":material/folder_zip:",
    )


def taken(question: Question, lang: Lang) -> None:
    """Show the claim as SQL and as TOML, once the line above them is opened."""
    store = state.store()
    makers: Mapping[str, Callable[[], str]] = {
        # Where the server keeps its files is no business of a reader: the name within the folder will do.
        "sql": lambda: check_sql(question, store, lambda _, listed: listed),
        "toml": lambda: to_toml(question, store),
    }
    for language, make in makers.items():
        fold = st.expander(t(f"page.own_{language}", lang), key=f"own-{language}", on_change="rerun")
        if fold.open:
            with fold, look.guard(lang):
                text = make()
                if not text:
                    raise Problem("ask_claim_sql")
                st.code(text, language=language, wrap_lines=True)


def _name(settled: Question, lang: Lang) -> str:
    from shortage.questions import ask

    return capital(ask(settled, state.store()).names[settled.members[0]])[lang]


def _chosen(asked: Question, settled: Question, take: Take) -> None:
    kind = st.session_state.get("own_claim") or NONE
    parts = dict.fromkeys(CLAIM_PARTS, "")
    if "border" in needed(settled.but(claim=kind)) and kind:
        try:
            parts["border"] = newest_value(settled.but(claim=kind), state.store())
        except Problem:
            parts["border"] = "0"
    take(asked, ("claim", *CLAIM_PARTS), claim=kind, **parts)


def _set(asked: Question, part: str, key: str, take: Take) -> None:
    take(asked, ("claim", *CLAIM_PARTS), **{part: TYPED[part].write(float(st.session_state[key]))})
