"""The day whose figures a page shows: ``?peildatum=2025-05-21``, with what had been published by then.

The address keeps it from page to page; pages that cannot go back in time say so and show the figures of now.
"""

from __future__ import annotations

import streamlit as st

from shortage.text import Lang, Problem, date, t
from shortage.web import choices, links, look, state

KEY = links.AS_OF.words[0]
"""What the day is called in an address."""


def begin(lang: Lang, *, is_offered: bool) -> None:
    """Take the day from the address and show the band that says so.

    Args:
        lang: the page's language.
        is_offered: whether the page shows the figures of an earlier day; else it says that it shows those of now.
    """
    for other in links.AS_OF.words[1:]:
        if other in st.query_params:
            st.session_state[KEY] = st.query_params[other]
            del st.query_params[other]
    asked, problem = choices.bound(KEY, "").strip(), None
    if asked and is_offered:
        try:
            state.store(asked)
        except Problem as why:
            problem = why
    shown = asked if is_offered and problem is None else ""
    st.session_state[state.PAGE_DAY] = shown
    if problem is not None:
        look.notice(t("page.as_of_not", lang, why=problem.text(lang)), lang)
    elif asked:
        band(asked if is_offered else "", lang)


def band(day: str, lang: Lang) -> None:
    """Say which day's figures these are ("" for now, though the address names a day), with the way back to now."""
    with st.container(key="as-of", horizontal=True, vertical_alignment="center", gap="small"):
        text = t("page.as_of_band", lang, day=date(day, lang)) if day else t("page.as_of_elsewhere", lang)
        look.show(f'<div class="sl-band" role="status">{text}</div>', lang)
        st.button(t("page.as_of_now", lang), key="as-of-now", on_click=_to_now, type="tertiary")


def _to_now() -> None:
    st.session_state[KEY] = ""
