"""The home page: who wrote what to whom, how the claims came out, and each with its verdict, number and trend."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from shortage import claims, figures
from shortage.claims import Paper
from shortage.text import Lang, Unreadable, date, number, t
from shortage.web import look, shell, state, themes

ORDER = ("supported", "contradicted", "mixed", "depends", "outdated", "not_testable")


def page() -> None:
    """Show each paper with its claims, the first one under the page's own heading."""
    lang = shell.begin()
    st.title(t("page.claims_title", lang), anchor=False)
    with look.guard(lang):
        state.version()
        known = claims.papers()
        if not claims.claims():
            look.notice(t("page.claims_none", lang), lang)
            return
        for paper in known.values():
            _paper(paper, lang, is_first=paper.id == next(iter(known)))


def _paper(paper: Paper, lang: Lang, *, is_first: bool) -> None:
    """Show who wrote a paper to whom and when, how many claims came out how, and its claims by theme."""
    if not is_first:
        st.header(paper.title[lang], anchor=False)
    look.show(look.paragraph(introduction(paper, lang), "question"), lang)
    if paper.keys:
        look.show(f'<div class="sl-keys">{"".join(_key(f"{paper.id}/{id}", lang) for id in paper.keys)}</div>', lang)
    own = claims.claims(paper.id)
    counts: Counter[str] = Counter()
    unread = 0
    for key in own:
        with look.guard(lang):
            try:
                counts[state.verdict(key).value] += 1
            except Unreadable:
                unread += 1  # why is said with the claim itself
    tiles = "".join(
        f'<div><div class="sl-big">{number(counts[value], lang)}</div>'
        f'<div class="sl-unit">{look.badge(value, lang)}</div></div>'
        for value in ORDER
        if counts[value]
    )
    look.show(f'<div class="sl-counts">{tiles}</div>', lang)
    if unread:
        look.notice(t("page.unread_claims", lang, count=number(unread, lang)), lang)
    for id in paper.themes:
        theme = claims.themes()[id]
        rows = [claim for claim in themes.claims_of(id) if claim.paper == paper.id]
        if rows and len(paper.themes) > 1:
            st.header(theme.name[lang], anchor=False)
        for claim in rows:
            themes.row(claim, lang, is_short=True)
        if rows and is_first:
            shell.link(theme.page, t("page.to_theme", lang, theme=theme.name[lang]))


def _key(key: str, lang: Lang) -> str:
    """Return a claim's number with its date and its trend, as a tile; nothing while its tables cannot be read."""
    try:
        verdict = state.verdict(key)
    except Unreadable:
        return ""
    large, below = look.headline(verdict, lang)
    trend = state.small_trend(verdict.claim, lang)
    about = [figures.figures()[id].title[lang] for id in verdict.claim.figures[:1] if id in figures.figures()]
    head = f"<b>{escape(about[0])}</b>" if about else ""
    value = f'<div class="sl-value">{escape(large)}</div><div class="sl-small">{escape(below)}</div>'
    return f"<div>{head}{value}{trend}</div>"


def introduction(paper: Paper, lang: Lang) -> str:
    """Return the sentence on who wrote a paper to whom, and when, with its reference where there is one."""
    said = paper.lead.fill(lang, date=date(paper.date, lang))
    return f"{said} {paper.reference[lang]}" if paper.reference is not None else said
