"""A theme's page: question, answer with its number, choices, at most four figures, the theme's claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from shortage import claims, figures
from shortage.figures import FigureDefinition
from shortage.page.theme import claims_of
from shortage.text import Lang, t
from shortage.web import choices, lines, look, shell, state
from shortage.web.tile import tile

MOST = 4


def page(id: str) -> None:
    """Show a theme's page."""
    lang = shell.begin()
    theme = claims.themes()[id]
    st.title(theme.name[lang], anchor=False)
    look.show(look.paragraph(theme.question[lang], "question"), lang)
    with look.guard(lang):
        state.version()
        own = claims_of(id)
        if own:
            with look.judging(lang):
                look.answer(state.verdict(own[0].key), lang)
            shell.link(shell.CLAIM, t("page.to_claim", lang), id=own[0].key)
        st.header(t("page.figures", lang), anchor=False)
        placed = figures_of(id)
        if not placed:
            look.notice(t("page.no_figures", lang), lang)
        tiles(placed, lang)
        if len(own) > 1:
            st.header(t("page.other_claims", lang), anchor=False)
            for claim in own:
                lines.show(claim.key, lang, is_open=True)


def figures_of(theme: str) -> list[FigureDefinition]:
    """Return the figures that have a place on a theme's page, in that order."""
    placed = [one for one in figures.figures().values() if one.theme == theme and one.place is not None]
    return sorted(placed, key=lambda one: (one.place or 0, one.id))[:MOST]


@st.fragment
def tiles(placed: list[FigureDefinition], lang: Lang, claim: str = "", given: Mapping[str, Any] | None = None) -> None:
    """Show figures under each other: choices that several offer once above them, others with their figure.

    A choice runs the figures again, not the page. ``given`` are the parameters of the claim's rule that a reader
    changed: what draws the claim's finding draws the one on the page.
    """
    common = choices.shared(placed)
    chosen: dict[str, Any] = {}
    if common:
        with look.guard(lang), choices.address("figures"):
            chosen = choices.panel(placed, common, lang)
    for one in placed:
        rule = given if given and one.claim == claim else {}
        tile(one, lang, {**chosen, **rule}, claim, own=[param for param in choices.offered(one) if param not in common])
