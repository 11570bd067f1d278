"""The overview of all claims."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from shortage import claims
from shortage.text import Unreadable, number, t
from shortage.web import look, shell, state, themes

ORDER = ("supported", "contradicted", "mixed", "depends", "outdated", "not_testable", "partly")


def page() -> None:
    """Show the overview: how the claims came out, and each with its verdict, number and trend."""
    lang = shell.begin()
    st.title(t("page.claims_title", lang), anchor=False)
    look.show(look.paragraph(t("page.claims_lead", lang), "question"), lang)
    with look.guard(lang):
        state.version()
        known = claims.claims()
        if not known:
            look.notice(t("page.claims_none", lang), lang)
            return
        counts: Counter[str] = Counter()
        unread = 0
        for id in known:
            with look.guard(lang):
                try:
                    counts[state.verdict(id).value] += 1
                except Unreadable:
                    unread += 1  # why is said with the claim itself
        numbers = {one: number(counts[one], lang) for one in ORDER}
        tiles = "".join(
            f'<div><div class="sl-big">{numbers[one]}</div><div class="sl-unit">{look.badge(one, lang)}</div></div>'
            for one in ORDER
        )
        look.show(f'<div class="sl-counts">{tiles}</div>', lang)
        if unread:
            look.notice(t("page.unread_claims", lang, count=number(unread, lang)), lang)
        for theme in claims.themes().values():
            own = themes.claims_of(theme.id)
            if not own:
                continue
            st.header(theme.name[lang], anchor=False)
            for claim in own:
                themes.row(claim, lang)
            shell.link(theme.page, t("page.to_theme", lang, theme=theme.name[lang]))
