"""A theme's page: question, answer with its number, choices, at most four figures, the theme's claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from shortage import claims, figures
from shortage.claims import Claim
from shortage.figures import FigureDefinition
from shortage.text import Lang, Unreadable, ages, t
from shortage.web import choices, look, shell, state, then
from shortage.web.remembered import remembered
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
                row(claim, lang)


def claims_of(theme: str) -> list[Claim]:
    """Return a theme's claims, those that lead it first."""
    own = [claim for claim in claims.claims().values() if claim.theme == theme]
    return sorted(own, key=lambda claim: claims.paper(claim.paper).leads.get(theme) != claim.id)


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


def row(claim: Claim, lang: Lang, *, is_short: bool = False) -> None:
    """Show a claim in one row: what it says, verdict then and now, what was found, its number, a small trend.

    ``is_short`` folds what was found, for a page with many rows.

    The style sheet sets these side by side: four columns of elements for each of twenty claims would hold a browser up.
    """
    with st.container(key=f"claim-{claim.paper}-{claim.id}"), look.guard(lang):
        try:
            statement, found = _row(state.root(), state.version(), claim.key, lang, ages.today(), is_short)
        except Unreadable as problem:
            shell.link(shell.CLAIM, t("page.claim_title", lang, id=claim.id), id=claim.key)
            look.not_now(problem, lang)
            return
        shell.link(shell.CLAIM, f"{claim.id}  {statement}", id=claim.key)
        trend = state.small_trend(claim, lang)
        look.show(found + (f'<div class="sl-row-trend">{trend}</div>' if trend else ""), lang)


@remembered(200)
def _row(root: str, version: str, id: str, lang: Lang, day: dt.date, is_short: bool) -> tuple[str, str]:
    """Return a claim's statement and the HTML of its row up to the trend, made once per data version and day."""
    verdict = state.verdict(id)
    large, below = look.headline(verdict, lang)
    said = then.line(verdict.claim, lang)
    then_line = f'<span class="sl-sturdiness">{escape(said)}</span>' if said else ""
    sentence = look.paragraph(verdict.sentence(lang), "small")
    if is_short:
        summary = escape(t("page.what_was_found", lang))
        sentence = f'<details class="sl-small"><summary>{summary}</summary>{sentence}</details>'
    value = f'<div class="sl-value">{escape(large)}</div><div class="sl-small">{escape(below)}</div>'
    parts = (
        ("sl-row-verdict", look.badge(verdict.value, lang) + look.sturdiness(verdict, lang) + then_line),
        ("sl-row-found", sentence),
        ("sl-row-value", value if large else ""),
    )
    made = "".join(f'<div class="{kind}">{body}</div>' for kind, body in parts if body)
    return verdict.fill(verdict.claim.statement, lang), made
