"""The accessibility statement: what is tested, what is measured, and what does not work yet."""

from __future__ import annotations

import streamlit as st

from shortage import figures
from shortage.figures.house import LEAST_LINE, LEAST_TEXT, contrast, house
from shortage.figures.style import INK, SOFT
from shortage.text import number, t
from shortage.web import look, shell

TESTED = ("tested_axe", "tested_keyboard", "tested_phone", "tested_language", "tested_figures")
LIMITS = ("limit_toolkit", "limit_charts", "limit_tables", "limit_people", "limit_file")


def page() -> None:
    """Show the statement."""
    lang = shell.begin()
    st.title(t("accessibility.title", lang), anchor=False)
    look.show(look.paragraph(t("accessibility.lead", lang), "question"), lang)
    look.show(look.paragraph(t("accessibility.status", lang)), lang)
    st.header(t("accessibility.tested", lang), anchor=False)
    counts = {
        "pages": number(len(shell.pages(lang)), lang),
        "figures": number(len(figures.figures()), lang),
    }
    look.show(look.items(t(f"accessibility.{key}", lang, **counts) for key in TESTED), lang)
    st.header(t("accessibility.contrast", lang), anchor=False)
    rows = [
        [t(f"accessibility.{key}", lang), number(contrast(colour), lang, 1), number(least, lang, 1)]
        for key, colour, least in (
            ("colour_ink", INK, LEAST_TEXT),
            ("colour_soft", SOFT, LEAST_TEXT),
            ("colour_accent", house().accent, LEAST_TEXT),
            ("colour_lines", min(house().palette, key=contrast), LEAST_LINE),
        )
    ]
    head = [t(f"accessibility.{key}", lang) for key in ("colour", "ratio", "least")]
    look.show(look.table(head, rows, numbers=(1, 2), caption=t("accessibility.contrast", lang)), lang)
    st.header(t("accessibility.limits", lang), anchor=False)
    look.show(look.items(t(f"accessibility.{key}", lang) for key in LIMITS), lang)
    st.header(t("accessibility.otherwise", lang), anchor=False)
    look.show(look.paragraph(t("accessibility.otherwise_text", lang)), lang)
