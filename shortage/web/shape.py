"""The shape of a figure's file: its size, also one of the reader's own, its colours, and with its title or without.

What is chosen here is of this visit: the picture that is shown is the file that is given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from shortage.figures import FigureSpec
from shortage.figures.style import HEIGHTS_MM, WIDTHS_MM
from shortage.render import files, paper
from shortage.text import Lang, t
from shortage.web import links, look

OWN, FIRST = "own", "159x100"
"""That a size is one of the reader's own, and where it begins: as large as that of a note."""


def panel(spec: FigureSpec, lang: Lang) -> None:
    """Show the controls of a file's shape, the picture in that shape, and its files."""
    key = f"shape-{spec.id}"
    left, right = st.columns([0.4, 0.6], gap="medium")
    with left:
        sizes = {code: words(code, lang) for code in (*files.SIZES, OWN)}
        size = st.selectbox(t("note.size_label", lang), list(sizes), format_func=sizes.__getitem__, key=f"{key}-size")
        if size == OWN:
            size = millimetres(FIRST, lang, key)
        is_grey = _either("colours_label", ("colour", "grey"), lang, f"{key}-grey")
        is_plain = _either("plain_label", ("full", "plain"), lang, f"{key}-plain")
        if size not in files.SIZES:
            # What does not fit such a size is said in words: a picture that is not there says nothing.
            paper.draw(spec, size, plain=is_plain)
        form: dict[str, Any] = {"size": size, "plain": is_plain, "grey": is_grey}
        saved = []
        for format in files.PICTURES:
            href, name = links.figure(spec, format, **form), files.name(spec, format, **form)
            saved.append(look.file_link(href, name, t(f"note.format_{format}", lang), f"shape-{format}-{spec.id}"))
        saved.append(look.copy_button(links.figure(spec, **form), lang, f"shape-copy-{spec.id}"))
        look.show(look.file_links(saved), lang)
    with right:
        look.show(look.lazy_picture("." + links.figure(spec, **form), spec.alt), lang)


def _either(label: str, texts: tuple[str, str], lang: Lang, key: str) -> bool:
    """Show a choice of two and return whether the second is chosen."""
    labels = {str(index): t(f"note.{text}", lang) for index, text in enumerate(texts)}
    chosen = st.segmented_control(
        t(f"note.{label}", lang), list(labels), format_func=labels.__getitem__, default="0", required=True, key=key
    )
    return chosen == "1"


def words(size: str, lang: Lang) -> str:
    """Return what a size is called."""
    return t(f"note.size_{size}", lang)


def millimetres(now: str, lang: Lang, key: str, changed: Callable[..., None] | None = None, *args: Any) -> str:
    """Show two fields for a width and a height within the bounds; return them as ``120x80``.

    Args:
        now: where they stand.
        lang: the page's language.
        key: name of the fields, one of a kind on the page.
        changed: what takes over a change; then ``now`` is shown whatever the fields held before.
        args: what it is called with.
    """
    bounds = {"width": WIDTHS_MM, "height": HEIGHTS_MM}
    for (name, (low, high)), column, value in zip(
        bounds.items(), st.columns(2, gap="small"), now.split("x"), strict=True
    ):
        field = f"{key}-{name}"
        if changed is not None or field not in st.session_state:
            st.session_state[field] = int(value)
        with column:
            st.number_input(t(f"note.{name}_label", lang), low, high, step=1, key=field, on_change=changed, args=args)
    return chosen(key)


def chosen(key: str) -> str:
    """Return what the fields of :func:`millimetres` hold."""
    return "x".join(str(st.session_state[f"{key}-{name}"]) for name in ("width", "height"))
