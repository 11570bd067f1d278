"""A claim in one line on a live page: the way to it, its verdict then and now, its number; the rest on demand."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from shortage import claims
from shortage.page.theme import ClaimRow, row
from shortage.site import rows
from shortage.text import Lang, Unreadable, t
from shortage.web import look, shell, state
from shortage.web.remembered import remembered


@remembered(400)
def _row(root: str, version: str, as_of: str, key: str, lang: Lang, day: dt.date) -> ClaimRow | None:
    return row(claims.claim(key), state.answers(), lang)


def show(key: str, lang: Lang, *, is_open: bool = False) -> None:
    """Show a claim's row, made once per data version and day.

    The style sheet sets its parts side by side: a column of elements for each part of forty claims would hold a
    browser up.

    Args:
        key: the claim's key.
        lang: the page's language.
        is_open: whether what was found stands below it, with a small trend, rather than behind "what was found".
    """
    claim = claims.claim(key)
    with st.container(key=f"claim-{claim.paper}-{claim.id}"), look.guard(lang):
        row = _row(state.root(), state.version(), state.day(), key, lang, state.today())
        if row is None:
            shell.link(shell.CLAIM, t("page.claim_title", lang, id=claim.id), id=key)
            try:
                state.verdict(key)
            except Unreadable as problem:
                look.not_now(problem, lang)
            return
        shell.link(row.link.page, row.link.text, **row.link.values)
        trend = state.small_trend(claim, lang) if is_open else ""
        look.show(rows.body(row, lang, is_open=is_open, trend=trend), lang)
