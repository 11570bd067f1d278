"""A theme's page: question, answer with its number, choices, at most four figures, the theme's claims."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from shortage import figures
from shortage.claims import Claim
from shortage.figures import FigureDefinition
from shortage.text import Lang, t
from shortage.web import choices, look, shell, state
from shortage.web.tile import tile
from shortage.web.trend import trend

MOST = 4


def page(id: str) -> None:
    """Show a theme's page."""
    lang = shell.begin()
    theme = shell.THEMES[id]
    st.title(t(f"page.{theme.key}_title", lang), anchor=False)
    look.show(look.paragraph(t(f"page.{theme.key}_question", lang), "question"), lang)
    with look.guard(lang):
        state.version()
        own = theme.claims()
        if own:
            with look.guard(lang):
                look.answer(state.verdict(own[0].id), lang)
            shell.link(shell.CLAIM, t("page.to_claim", lang), id=own[0].id)
        st.header(t("page.figures", lang), anchor=False)
        placed = figures_of(id)
        if not placed:
            look.notice(t("page.no_figures", lang), lang)
        tiles(placed, lang)
        if len(own) > 1:
            st.header(t("page.other_claims", lang), anchor=False)
            for claim in own:
                row(claim, lang)


def figures_of(theme: str) -> list[FigureDefinition]:
    """Return the figures that have a place on a theme's page, in that order."""
    placed = [one for one in figures.figures().values() if one.theme == theme and one.place is not None]
    return sorted(placed, key=lambda one: (one.place or 0, one.id))[:MOST]


def tiles(placed: list[FigureDefinition], lang: Lang, claim: str = "") -> None:
    """Show figures under each other: choices that several offer once above them, others with their figure."""
    common = choices.shared(placed)
    chosen: dict[str, Any] = {}
    with look.guard(lang):
        chosen = choices.panel(placed, common, state.store(), lang)
    for one in placed:
        tile(one, lang, chosen, claim, own=[param for param in choices.offered(one) if param not in common])


def row(claim: Claim, lang: Lang) -> None:
    """Show a claim in one row: verdict, what it says and what was found, its number, a small trend."""
    with st.container(key=f"claim-{claim.id}"), look.guard(lang):
        verdict = state.verdict(claim.id)
        one, two, three, four = st.columns([2.1, 5, 1.9, 1.6], gap="medium")
        with one:
            look.show(look.badge(verdict.value, lang), lang)
        with two:
            shell.link(shell.CLAIM, f"{claim.id}  {verdict.fill(claim.statement, lang)}", id=claim.id)
            look.show(look.paragraph(verdict.sentence(lang), "small"), lang)
        with three:
            large, below = look.headline(verdict, lang)
            if large:
                look.show(
                    f'<div class="sl-value">{escape(large)}</div><div class="sl-small">{escape(below)}</div>', lang
                )
        with four:
            picture = small(claim, lang)
            if picture:
                look.show(picture, lang)


def small(claim: Claim, lang: Lang) -> str:
    """Return the trend of the first of a claim's figures that is on a time axis."""
    known = figures.figures()
    for id in claim.figures:
        if id in known:
            try:
                made = trend(state.spec(id, lang), lang)
            except Exception as error:
                look.log(error)
                continue
            if made:
                return made
    return ""
