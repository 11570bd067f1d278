"""The slider for a share that nobody publishes, with the documented stand-ins marked on it."""

from __future__ import annotations

from html import escape

import streamlit as st

from shortage import catalog
from shortage.text import Lang, number, t
from shortage.web import choices, look, state

STEP, LOWEST, HIGHEST = 0.5, 0.5, 40.0
BAND = "band"
"""Code of "no value of my own": the figure keeps its stand-ins and their band."""


def control(sector: str | None, claim: str, lang: Lang) -> float | None:
    """Show the slider and what follows from it; returns the reader's own value in per cent, None for the stand-ins.

    Args:
        sector: definition of technical industry that the reader chose, None for the usual one.
        claim: key of the claim whose stated share the figure shows.
        lang: the page's language.

    Raises:
        Problem: the tables behind the stand-ins are not there.
    """
    marks, period = state.stand_ins(sector)
    names = catalog.stand_ins()
    steps = choices.numbers(LOWEST, HIGHEST, STEP, lang, include=[round(value, 1) for value in marks.values()])
    options = {BAND: t("choice.phi_band", lang)} | {code: f"{words}%" for code, words in steps.items()}
    for id, value in marks.items():
        code = choices.code(round(value, 1))
        options[code] = f"{number(value, lang, 1)}% ({names[id].name[lang]})"
    with st.container(key="stand-ins"):
        chosen = choices.pick("phi", options, BAND, t("choice.phi", lang), lang, kind="slider")
        look.show(scale(marks, list(options), lang), lang)
        label = look.period_text(period, lang)
        rows = [
            [
                names[id].name[lang],
                f"{number(value, lang, 1)}%",
                names[id].basis[lang],
                names[id].weakness[lang],
            ]
            for id, value in marks.items()
        ]
        head = [t("page.phi_marks", lang), label, t("page.phi_basis", lang), t("page.phi_weakness", lang)]
        if chosen != BAND:
            value, when = state.share(float(chosen), sector)
            sentence = t(
                "page.phi_result",
                lang,
                phi=options[chosen],
                value=number(value, lang, 1),
                period=look.period_text(when, lang),
                stated=number(state.stated(claim), lang),
            )
            look.show(look.paragraph(sentence), lang)
        with st.expander(t("page.phi_about", lang)):
            look.show(look.table(head, rows, numbers=(1,), caption=t("page.phi_marks", lang)), lang)
    return None if chosen == BAND else float(chosen)


def scale(marks: dict[str, float], codes: list[str], lang: Lang) -> str:
    """Return the stand-ins as marks under the slider of ``codes``, at their places on it."""
    names = catalog.stand_ins()
    ticks = []
    for index, (id, value) in enumerate(sorted(marks.items(), key=lambda item: item[1])):
        at = codes.index(choices.code(round(value, 1))) / (len(codes) - 1)
        share = number(100 * at, "en", 2)
        text = f"{number(value, lang, 1)}% {names[id].name[lang]}"
        ticks.append(
            f'<div class="sl-tick sl-tick-{index % 4}" style="left:{share}%"><span>{escape(text)}</span></div>'
        )
    return f'<div class="sl-scale">{"".join(ticks)}</div>'
