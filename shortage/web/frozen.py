"""One figure by its link: the frozen figures it was made with, what is newer, and what is no longer kept."""

from __future__ import annotations

import streamlit as st

from shortage import figures
from shortage.figures import freeze
from shortage.figures.freeze import Pin
from shortage.text import Lang, t
from shortage.web import choices, links, look, shell, state
from shortage.web.tile import tile


def shown(lang: Lang) -> str:
    """Show the figure that the address names, and return its id; "" where it names none."""
    id = choices.bound(links.FIGURE, "")
    code = choices.bound(links.STAND, "")
    if not id:
        return ""
    definitions = figures.drawable()
    if id not in definitions:
        look.notice(figures.unknown(id).text(lang), lang)
        return ""
    st.button(
        t("note.back", lang),
        key="note-back",
        on_click=go,
        args=("", ""),
        icon=":material/arrow_back:",
        type="tertiary",
    )
    pins: tuple[Pin, ...] = ()
    with look.guard(lang):
        pins = freeze.read(code)
    with look.guard(lang):
        pins = banner(id, pins, lang)
    definition = definitions[id]
    shell.entitle(definition.title[lang], lang)
    tile(definition, lang, own=choices.offered(definition), level=2, pins=pins, is_alone=True)
    return id


def banner(id: str, pins: tuple[Pin, ...], lang: Lang) -> tuple[Pin, ...]:
    """Say of which releases the figures are; return the releases to draw from."""
    if not pins:
        return ()
    frozen = freeze.freeze(state.store(), pins)
    if not frozen.is_kept:
        look.notice(t("note.gone", lang, tables=_words(frozen.gone, lang)), lang)
        return ()
    if not frozen.newer:
        look.show(look.paragraph(t("note.still_newest", lang), "small"), lang)
        return pins
    look.notice(t("note.newer", lang, tables=_words(frozen.newer, lang)), lang)
    st.button(t("note.show_newest", lang), key="note-newest", on_click=go, args=(id, ""), icon=":material/update:")
    return pins


def _words(pins: tuple[Pin, ...], lang: Lang) -> str:
    return ", ".join(pin.words(lang) for pin in pins)


def go(id: str, code: str) -> None:
    """Open a figure by itself, with the releases of a code; "" goes back to all figures."""
    st.session_state[links.FIGURE] = id
    st.session_state[links.STAND] = code
