"""What a reader gathers for a note while reading: kept in the address of every page, counted in the navigation."""

from __future__ import annotations

import streamlit as st

from shortage.render.note import MOST, Item
from shortage.text import Lang, Problem, number, t
from shortage.web import basket, choices, look

BASKET = "korf"
GATHERED = "_gathered"
"""That a figure was put into the note and the reader has not been told yet."""


def begin(lang: Lang) -> int:
    """Take the note from the address, tell of what was just put into it; returns how many figures it holds."""
    count = len(basket.read(choices.bound(BASKET, ""))[0])
    if st.session_state.pop(GATHERED, False):
        text = t("note.added_one" if count == 1 else "note.added", lang, count=number(count, lang))
        st.toast(look.label(text), icon=":material/check:")
    return count


def items() -> list[Item]:
    """Return the figures of the note that can be read."""
    return basket.read(st.session_state.get(BASKET) or "")[0]


def keep(chosen: list[Item]) -> None:
    """Let the note hold these figures; for what runs when a reader presses something."""
    st.session_state[BASKET] = basket.write(chosen)


def button(
    item: Item, lang: Lang, *, key: str, is_short: bool = False, is_apart: bool = False, is_wide: bool = False
) -> None:
    """Show the button that puts a figure into the note, as it is shown with its choices and releases.

    Args:
        item: the figure.
        lang: the page's language.
        key: name of the button, one of a kind on the page.
        is_short: whether there is room for one word only.
        is_apart: whether the part of the page that it stands in runs by itself.
        is_wide: whether the page is about this figure.
    """
    held = items()
    is_in = any(other.id == item.id and other.selection == item.selection for other in held)
    word = "note.in_it" if is_in else "note.add_short" if is_short else "note.add"
    pressed = st.button(
        t(word, lang),
        key=key,
        on_click=_add,
        args=(item,),
        icon=":material/check:" if is_in else ":material/add:",
        help=t("note.add_again" if is_in else "note.add", lang) if is_in or is_short else None,
        type="primary" if is_wide else "secondary",
        disabled=len(held) >= MOST,
    )
    if pressed and is_apart:
        st.rerun()  # the count stands in the navigation


def _add(item: Item) -> None:
    try:
        keep([*items(), item])
    except Problem as problem:  # more than an address holds
        look.log(problem)
        return
    st.session_state[GATHERED] = True
