"""A figure on a page: finding, chart, what it means, where it comes from, its data as a table, and its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import Any, cast

import streamlit as st

from shortage.figures import FigureDefinition, FigureSpec
from shortage.figures.freeze import Pin
from shortage.page.figure import around
from shortage.questions import EXPLORE
from shortage.render import files, screen
from shortage.render.note import Item
from shortage.site import parts
from shortage.text import Lang, t
from shortage.turn_taking import PAGE, working
from shortage.web import added, choices, gather, links, look, onward, phi, shape, share, shell, state

WIDTH = "sl_width"
"""Cookie in which the page notes how wide its window is; it says nothing of the reader."""


@st.fragment
def tile(
    definition: FigureDefinition,
    lang: Lang,
    chosen: Mapping[str, Any] | None = None,
    claim: str = "",
    own: Iterable[str] = (),
    level: int = 3,
    pins: tuple[Pin, ...] = (),
    is_alone: bool = False,
) -> None:
    """Show a figure; whatever fails in it stays in it, and what a reader does in it runs nothing else of the page.

    Args:
        definition: the figure.
        lang: the page's language.
        chosen: what the reader chose on the page; what this figure does not know is said, not guessed.
        claim: the claim on whose page it stands, which needs no link to itself.
        own: choices whose control stands with this figure, because no other on the page has them.
        level: rank of its heading, one below that of the heading above it.
        pins: the releases to draw from; without them the newest.
        is_alone: whether the page is about this figure, so that nothing of it waits until it is opened.
    """
    with working(PAGE), st.container(key=f"figure-{definition.id}"), look.guard(lang):
        chosen, own = dict(chosen or {}), list(own)
        # Above the choices, but known after them only.
        heading = st.container() if own else nullcontext()
        if own:
            with choices.address(definition.id):
                drawn_here = [param for param in own if param not in choices.FREE]
                chosen |= choices.panel([definition], drawn_here, lang, key=f"choices-{definition.id}")
                if "phi" in own:
                    with look.guard(lang):
                        chosen["phi"] = phi.control(chosen.get("sector"), definition.claim, lang)
        selection, misfits = choices.fitting(definition, chosen)
        if is_alone:
            plain, _ = state.drawn(definition.id, lang, selection, pins, width=width())
            marks: dict[str, Any] = {}
            with look.guard(lang):
                marks = added.panel(plain, lang)
            selection = marked(definition, lang, selection, marks, pins)
        spec, chart = state.drawn(definition.id, lang, selection, pins, width=width())
        page = around(spec, state.answers())
        with heading:
            # The toolkit names a page's title after its words, which on the page Explore are this figure's name.
            anchor = "" if definition.id == EXPLORE.id else files.slug(spec.id)
            look.show(parts.figure_head(page, level, anchor), lang)
        for param, value in misfits.items():
            default = str(definition.params[param])
            words = state.options(definition, param)
            shown = words[default][lang] if default in words else default
            text = t("choice.not_here", lang, name=choices.name(param, lang), value=value, shown=shown)
            look.notice(text, lang)
        left, right = st.columns([0.72, 0.28], gap="medium")
        with left:
            st.plotly_chart(
                chart, key=f"chart-{definition.id}", theme=None, config=screen.CONFIG, alt=spec.alt, width="stretch"
            )
        with right:
            look.show(parts.about(page, t("page.definition", lang)), lang)
            for link in page.claims:
                if link.values["id"] != claim:
                    shell.link(link.page, link.text, **link.values)
            item = Item(definition.id, selection, pins=pins)
            gather.button(item, lang, key=f"add-{definition.id}", is_apart=True, is_wide=is_alone)
            if definition.id != EXPLORE.id:
                onward.link(definition, selection, lang)
            with st.container(key=f"files-{definition.id}"):
                copy = look.copy_button(links.figure(spec), lang, f"copy-{spec.id}")
                look.show(look.file_links([*(saved(spec, format, lang) for format in files.FORMATS), copy]), lang)
        # Filled when they are opened: table and citations of four figures cost more than their charts.
        data = st.expander(t("page.as_table", lang), key=f"table-{definition.id}", on_change="rerun")
        if data.open or is_alone:
            with data:
                look.show(parts.table(page.table) + look.paragraph(t("page.table_key", lang), "small"), lang)
        formed = st.expander(t("note.shape", lang), key=f"shape-{definition.id}", on_change="rerun")
        if formed.open:
            with formed, look.guard(lang):
                shape.panel(spec, lang)
        copied = st.expander(t("note.share", lang), key=f"share-{definition.id}", on_change="rerun")
        if copied.open or is_alone:
            with copied:
                share.texts(spec, lang)


def marked(
    definition: FigureDefinition, lang: Lang, selection: dict[str, Any], marks: Mapping[str, Any], pins: tuple[Pin, ...]
) -> dict[str, Any]:
    """Return a choice with those marks of a reader that the figure can bear, and say of each other what is wrong."""
    for name, value in marks.items():
        with look.guard(lang):
            state.drawn(definition.id, lang, {**selection, name: value}, pins, width=width())
            selection = {**selection, name: value}
    return selection


def width() -> screen.Width:
    """Return how wide the reader's window was when the page was opened, as its first script noted it."""
    noted = str(st.context.cookies.get(WIDTH, ""))
    return cast(screen.Width, noted) if noted in screen.MEASURES else "page"


def saved(spec: FigureSpec, format: str, lang: Lang) -> str:
    """Return the link that saves a figure as it is shown."""
    key = format.replace("-", "_")
    href, name = links.file(spec, format), files.name(spec, format)
    return look.file_link(
        href, name, t(f"note.format_{key}", lang), f"{format}-{spec.id}", t(f"page.download_{key}", lang)
    )
