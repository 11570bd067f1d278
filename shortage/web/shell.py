"""The frame around every page: style, language, navigation, foot."""

from __future__ import annotations

import logging
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, cast

import streamlit as st

from shortage import claims
from shortage.site import parts
from shortage.text import LANGS, Lang, Problem, number, strings, t
from shortage.turn_taking import PAGE, working
from shortage.web import choices, day, gather, logs, look, state

_LOG = logging.getLogger("shortage.web")
FRAMED = "_framed"
ICON = parts.HERE / "icon.svg"
"""Our own: a named icon would be fetched from another site."""


OVERVIEW, CLAIM, PROPOSALS, DATA = "beweringen", "bewering", "voorstellen", "data"
EXPLORE = "verkennen"
FIGURES, ACCESSIBILITY = "figuren", "toegankelijkheid"
TITLES = {
    OVERVIEW: strings()["page.claims_title"],
    **{theme.page: theme.name for theme in claims.themes().values()},
    PROPOSALS: strings()["page.proposals_title"],
    EXPLORE: strings()["page.explore_title"],
    FIGURES: strings()["note.title"],
    DATA: strings()["page.data_title"],
    ACCESSIBILITY: strings()["accessibility.title"],
    CLAIM: strings()["choice.claim"],
}
SHORT = {
    PROPOSALS: strings()["page.proposals_short"],
    FIGURES: strings()["site.figures_title"],
    DATA: strings()["page.data_short"],
}
"""What pages with a long title are called in the navigation, so that all pages stand in it on a usual screen."""
HIDDEN = (ACCESSIBILITY, CLAIM)
"""Reached by links only: the foot of the page, and the claims."""
OF_A_DAY = (OVERVIEW, *(theme.page for theme in claims.themes().values()), FIGURES, EXPLORE, CLAIM)
"""Pages that can show what was out on an earlier day."""


def folder() -> Path:
    """Return the folder of the pages, beside ``app.py``."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent / "pages"
    return checkout if (checkout.parent / "app.py").exists() else package / "_app" / "pages"


def name_of(page: str, lang: Lang, gathered: int = 0) -> str:
    """Return what a page is called in the navigation; how many figures are gathered stands beside that of the note."""
    name = SHORT.get(page, TITLES[page])[lang]
    return f"{name} ({number(gathered, lang)})" if page == FIGURES and gathered else name


def pages(lang: Lang, gathered: int = 0) -> dict[str, Any]:
    """Return the pages by name, in the order of the navigation; ``gathered`` figures stand beside the note's name."""
    return {
        name: st.Page(
            folder() / f"{name}.py",
            title=name_of(name, lang, gathered),
            url_path="" if name == OVERVIEW else name,
            default=name == OVERVIEW,
            visibility="hidden" if name in HIDDEN else "visible",
        )
        for name in TITLES
        if (folder() / f"{name}.py").exists()
    }


def lang() -> Lang:
    """Return the page's language."""
    return cast(Lang, st.session_state.get("_lang", LANGS[0]))


@cache
def warn_of_development() -> None:
    """Say once that ``streamlit run`` serves without what guards the dashboard against the outside."""
    _LOG.warning(t("server.development", LANGS[1]))


def frame() -> None:
    """Draw the frame and run the page that the address names."""
    st.session_state[FRAMED] = True
    try:
        look.style()
        with choices.address("page"), working(PAGE):
            _frame()
    finally:
        # The next run begins anew: what it draws must not go into places of this one.
        st.session_state[FRAMED] = False


def _frame() -> None:
    top = st.container(
        key="top", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
    )
    left = top.container(key="brand", width="stretch")
    with top:
        # The codes are the words here (nl, en): the control says them in capitals.
        chosen = choices.pick(
            "taal",
            {code: code for code in LANGS},
            LANGS[0],
            "Taal / Language",
            "nl",
            kind="segments",
            is_label_hidden=True,
        )
    language = cast(Lang, chosen)
    st.session_state["_lang"] = language
    with left:
        brand = f'<div class="sl-brand">{escape(t("render.mark", language))}</div>'
        look.show(brand, language)
    listed = pages(language, gather.begin(language))
    st.session_state["_pages"] = listed
    current = st.navigation(list(listed.values()), position="top")
    entitle(TITLES[current.url_path or OVERVIEW][language], language)
    day.begin(language, is_offered=(current.url_path or OVERVIEW) in OF_A_DAY)
    with logs.page(current.url_path or OVERVIEW, release=_version(), lang=language):
        current.run()
    _foot(language)


def entitle(title: str, language: Lang) -> None:
    """Name the browser's tab, so that two of them can be told apart."""
    st.set_page_config(page_title=f"{title} · {t('render.mark', language)}", page_icon=str(ICON), layout="wide")


def _version() -> str:
    try:
        return state.version()
    except Problem:
        return ""


def _foot(language: Lang) -> None:
    """Show whose figures these are, the data version, and where to read on."""
    data_version = _version()
    version = t("page.as_of", language, version=data_version) if data_version else ""
    with st.container(key="foot"):
        text = look.paragraph(t("page.footer", language)) + (look.paragraph(version) if version else "")
        look.show(f'<div class="sl-footer sl-small">{text}</div>', language)
        with st.container(horizontal=True, gap="medium", key="foot-links"):
            for page in (DATA, ACCESSIBILITY):
                if page in st.session_state["_pages"]:
                    link(page, TITLES[page][language])


def begin() -> Lang:
    """Begin a page: returns its language.

    A page that is run without the frame (at the first visit after a start, Streamlit may take a file in ``pages/`` for
    a page of its own accord) draws the frame, and with it itself.
    """
    if not st.session_state.get(FRAMED):
        warn_of_development()  # who serves the dashboard for others never takes this way
        frame()
        st.stop()
    return lang()


def link(page: str, text: str, **values: str) -> None:
    """Show a link to a page."""
    st.page_link(st.session_state["_pages"][page], label=look.label(text), query_params=values or None)
