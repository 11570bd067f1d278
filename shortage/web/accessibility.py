"""The accessibility statement: what is tested, what is measured, and what does not work yet."""

from __future__ import annotations

import streamlit as st

from shortage import figures
from shortage.figures.style import INK, PALETTE, SOFT
from shortage.text import number, t
from shortage.web import look, shell

TESTED = ("tested_axe", "tested_keyboard", "tested_phone", "tested_language", "tested_figures")
LIMITS = ("limit_toolkit", "limit_charts", "limit_tables", "limit_people", "limit_file")
LEAST_TEXT, LEAST_LINE = 4.5, 3.0
"""Contrast that WCAG asks of text and of lines and signs."""


def contrast(one: str, other: str = "#FFFFFF") -> float:
    """Return the contrast ratio of two colours, as WCAG 2 defines it from their relative luminances."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


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
            ("colour_accent", PALETTE[0], LEAST_TEXT),
            ("colour_lines", min(PALETTE, key=contrast), LEAST_LINE),
        )
    ]
    head = [t(f"accessibility.{key}", lang) for key in ("colour", "ratio", "least")]
    look.show(look.table(head, rows, numbers=(1, 2), caption=t("accessibility.contrast", lang)), lang)
    st.header(t("accessibility.limits", lang), anchor=False)
    look.show(look.items(t(f"accessibility.{key}", lang) for key in LIMITS), lang)
    st.header(t("accessibility.otherwise", lang), anchor=False)
    look.show(look.paragraph(t("accessibility.otherwise_text", lang)), lang)
