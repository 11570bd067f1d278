"""On a figure's own page: moments to mark, and notes and a span of the reader's own. All of it lives in the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from shortage.catalog import events
from shortage.figures import FigureSpec, marks
from shortage.figures.marks import CHOICES, LONGEST_NOTE, LONGEST_SPAN, MOST_EVENTS
from shortage.text import Lang, number, t
from shortage.web import choices

KEYS = {name: choice.words[0] for name, choice in CHOICES.items()}
"""Under which word each stands in the address."""
_PICKED = "moment_keuze"


def panel(spec: FigureSpec, lang: Lang) -> dict[str, Any]:
    """Show the controls and return what was added, by name; a figure without a time axis gets no controls.

    Args:
        spec: the figure without marks.
        lang: the page's language.
    """
    moments = marks.inside(spec)
    with choices.address("marks"):
        noted = choices.bound(KEYS["mark"], "")
        if not moments:  # what the address adds all the same is refused in words, where the figure is made
            texts = {name: choices.bound(KEYS[name], "") for name in ("note", "note2", "span")}
            return _read({"mark": noted, **texts})
    with st.expander(t("page.marks", lang), key="marks"):
        chosen = [id for id in noted.split(",") if id in moments]
        st.session_state[_PICKED] = chosen
        st.multiselect(
            t("page.marks_events", lang),
            moments,
            format_func=lambda id: events()[id].label[lang],
            key=_PICKED,
            max_selections=MOST_EVENTS,
            select_all=False,  # it would stand there in English, and there is a most
            on_change=_pick,
            placeholder=t("page.marks_none", lang),
        )
        period = marks.example(spec)
        texts = {}
        for name, most in (("note", LONGEST_NOTE), ("note2", LONGEST_NOTE), ("span", LONGEST_SPAN)):
            if name != "span" and len(spec.panels) > 1:
                continue
            start = f"{period}-{period}" if name == "span" else period
            texts[name] = st.text_input(
                t(f"choice.{name}", lang),
                key=KEYS[name],
                bind="query-params",
                placeholder=f"{start}:…",
                help=t("page.marks_help", lang, example=f"{start}:…", most=number(most, lang)),
            )
    return _read({"mark": noted, **texts})


def _pick() -> None:
    st.session_state[KEYS["mark"]] = ",".join(st.session_state.get(_PICKED) or ())


def _read(texts: dict[str, str]) -> dict[str, Any]:
    return marks.split({name: text for name, text in texts.items() if text})[0]
