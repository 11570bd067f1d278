"""A figure on a page: finding, chart, what it means, where it comes from, its data as a table, and its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from shortage import claims
from shortage.figures import FigureDefinition
from shortage.figures.freeze import Pin
from shortage.render import files, screen
from shortage.text import Lang, t
from shortage.web import choices, look, phi, share, shell, state


def tile(
    definition: FigureDefinition,
    lang: Lang,
    chosen: Mapping[str, Any] | None = None,
    claim: str = "",
    own: Iterable[str] = (),
    level: int = 3,
    pins: tuple[Pin, ...] = (),
) -> None:
    """Show a figure; whatever fails in it stays in it.

    Args:
        definition: the figure.
        lang: the page's language.
        chosen: what the reader chose on the page; what this figure does not know is said, not guessed.
        claim: the claim on whose page it stands, which needs no link to itself.
        own: choices whose control stands with this figure, because no other on the page has them.
        level: rank of its heading, one below that of the heading above it.
        pins: the releases to draw from; without them the newest.
    """
    with st.container(key=f"figure-{definition.id}"), look.guard(lang):
        heading = st.container(key=f"heading-{definition.id}", gap="small")
        chosen = dict(chosen or {})
        own = list(own)
        drawn_here = [param for param in own if param not in choices.FREE]
        chosen |= choices.panel([definition], drawn_here, state.store(), lang, key=f"choices-{definition.id}")
        if "phi" in own:
            with look.guard(lang):
                chosen["phi"] = phi.control(chosen.get("sector"), lang)
        selection, misfits = choices.fitting(definition, chosen, state.store())
        for param, value in misfits.items():
            default = str(definition.params[param])
            words = definition.options(param, state.store())
            shown = words[default][lang] if default in words else default
            text = t("choice.not_here", lang, name=choices.name(param, lang), value=value, shown=shown)
            look.notice(text, lang)
        spec, chart = state.drawn(definition.id, lang, selection, pins)
        with heading:
            look.show(
                f'<h{level} class="sl-figure-title" id="{files.slug(spec.id)}">{escape(spec.title)}</h{level}>'
                f'<p class="sl-figure-subtitle">{escape(spec.subtitle)}</p>',
                lang,
            )
        left, right = st.columns([0.72, 0.28], gap="medium")
        with left:
            st.plotly_chart(
                chart, key=f"chart-{definition.id}", theme=None, config=screen.CONFIG, alt=spec.alt, width="stretch"
            )
        with right:
            about = [f"<p>{escape(text)}</p>" for text in (spec.note, spec.source_line) if text]
            if spec.definitions:
                meanings = [
                    f"<p><b>{escape(title[lang])}.</b> {escape(text[lang])}</p>" for title, text in spec.definitions
                ]
                summary = escape(t("page.definition", lang))
                about.append(f"<details><summary>{summary}</summary>{''.join(meanings)}</details>")
            look.show(f'<div class="sl-small">{"".join(about)}</div>', lang)
            for id in definition.claims:
                if id != claim and id in claims.claims():
                    shell.link(shell.CLAIM, t("page.claim_title", lang, id=id), id=id)
            with st.container(horizontal=True, gap="small", key=f"files-{definition.id}"):
                for format in ("png", "svg", "csv"):
                    st.download_button(
                        format.upper(),
                        data=partial(state.file, definition.id, lang, selection, format, pins=pins),
                        file_name=files.name(spec, format),
                        mime=files.MIME[format],
                        key=f"{format}-{definition.id}",
                        help=t(f"page.download_{format}", lang),
                        on_click="ignore",
                        icon=":material/download:",
                        type="tertiary",
                    )
        with st.expander(t("page.as_table", lang)):
            head, rows = state.rows(spec)
            look.show(look.table(head, rows, numbers=range(1, len(head)), caption=spec.title, is_data=True), lang)
            st.caption(t("page.table_key", lang))
        share.panel(spec, lang)
