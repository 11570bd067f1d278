"""A theme's page: question, answer with its number, its figures by smaller questions, its claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from shortage import claims, figures
from shortage.figures import FigureDefinition
from shortage.page.theme import ThemeGroup, claims_of, groups
from shortage.site import rows
from shortage.text import Lang, t
from shortage.web import choices, lines, look, share, shell, state
from shortage.web.remembered import remembered
from shortage.web.tile import tile


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
            share.factsheet(lang, theme=id)
        parts = content(id, lang)
        if not parts:
            look.notice(t("page.no_figures", lang), lang)
        grouped(parts, lang)
        if len(own) > 1:
            st.header(t("page.other_claims", lang), anchor=False)
            look.show(rows.head(t("page.row_then_own", lang), lang), lang)
            for claim in own:
                lines.show(claim.key, lang, is_open=True)


@remembered(20)
def _content(root: str, version: str, as_of: str, id: str, lang: Lang) -> tuple[ThemeGroup, ...]:
    return groups(id, state.answers(), lang)


def content(id: str, lang: Lang) -> tuple[ThemeGroup, ...]:
    """Return a theme's figures by the question that they answer, made once per data version."""
    return _content(state.root(), state.version(), state.day(), id, lang)


@st.fragment
def grouped(parts: tuple[ThemeGroup, ...], lang: Lang) -> None:
    """Show a theme's figures by question: those with a place at once, the others once their title is opened."""
    opened = [id for part in parts for id, _ in part.folded if st.session_state.get(f"fold-{id}")]
    definitions = figures.figures()
    shown = [definitions[id] for id in (*(id for part in parts for id in part.figures), *opened)]
    common, chosen = common_choices(shown, lang)
    for part in parts:
        st.header(part.name, anchor=False)
        for id in part.figures:
            alone(definitions[id], lang, common, chosen)
        for id, title in part.folded:
            fold = st.expander(look.label(title), key=f"fold-{id}", on_change="rerun")
            if fold.open:
                with fold:
                    alone(definitions[id], lang, common, chosen)


def common_choices(shown: list[FigureDefinition], lang: Lang) -> tuple[list[str], dict[str, Any]]:
    """Show the choices that several figures offer, once; return their names and what was chosen."""
    common, chosen = choices.shared(shown), {}
    if common:
        with look.guard(lang), choices.address("figures"):
            chosen = choices.panel(shown, common, lang)
    return common, chosen


def alone(
    definition: FigureDefinition, lang: Lang, common: list[str], chosen: Mapping[str, Any], claim: str = ""
) -> None:
    """Show one of several figures, with the choices that only it offers."""
    tile(definition, lang, chosen, claim, own=[param for param in choices.offered(definition) if param not in common])


@st.fragment
def tiles(
    placed: list[FigureDefinition], lang: Lang, claim: str = "", overrides: Mapping[str, Any] | None = None
) -> None:
    """Show figures under each other: choices that several offer once above them, others with their figure.

    A choice runs the figures again, not the page. ``overrides`` are the parameters of the claim's rule that a reader
    changed: what draws the claim's finding draws the one on the page.
    """
    common, chosen = common_choices(placed, lang)
    for definition in placed:
        rule = overrides if overrides and definition.claim == claim else {}
        alone(definition, lang, common, {**chosen, **rule}, claim)
