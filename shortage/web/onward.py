"""From any figure to the page where one explores, which opens it as a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from shortage import choice, figures
from shortage.figures import FigureDefinition
from shortage.page.base import Link
from shortage.questions import Question, from_figure, nearest, why_not
from shortage.questions.question import AS_OF
from shortage.store import Store
from shortage.text import Lang, Text, t
from shortage.web import gather, look, shell

FIGURE = "figuur"
"""Under which word an address names the figure that is to be opened as a question."""


def link(definition: FigureDefinition, selection: Mapping[str, Any], lang: Lang) -> None:
    """Show the link that opens a figure as a question; which one that is, is worked out where it leads."""
    typed = definition.typed
    chosen = {name: value for name, value in selection.items() if name in typed and value != typed[name].default}
    text = t("page.explore_on", lang)
    carried = {word: st.session_state.get(word) for word in (gather.BASKET, AS_OF[0])}
    values = {
        FIGURE: definition.id,
        **choice.write(typed, chosen),
        **{word: text for word, text in carried.items() if text},
    }
    # Not a link within the page: on its way a choice of this page would come to stand for one of the page it leads to.
    href = look.href(lang)(Link(text, shell.EXPLORE, values))
    look.show(look.inward(href, text), lang)


def arrived(texts: Mapping[str, str], store: Store) -> tuple[Question, Text | None]:
    """Return the question as which a figure in an address opens, and what is said of it.

    A figure that shows what was worked out opens the table that it mostly rests on, and says so.

    Args:
        texts: what the address says, the figure and its choices among it.
        store: from which the figure is drawn.

    Raises:
        Problem: there is no such figure, it has no such choice, or it cannot be drawn.
    """
    id = texts[FIGURE]
    if id not in figures.figures():
        raise figures.unknown(id)
    definition = figures.figures()[id]
    own = words(id)
    selection = definition.read({key: value for key, value in texts.items() if key in own})
    asked = from_figure(definition, selection, store)
    if asked is not None:
        return asked, None
    return nearest(definition, selection, store), why_not(definition)


def words(id: str) -> set[str]:
    """Return the words under which an address has the choices of a figure; none of one that there is not."""
    definitions = figures.figures()
    return (
        {word for choice in definitions[id].typed.values() for word in (choice.name, *choice.words)}
        if id in definitions
        else set()
    )
