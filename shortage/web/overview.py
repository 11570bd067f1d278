"""The home page: who wrote what to whom, a few key figures, and each claim in one line."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from shortage import claims
from shortage.page import HomePage, home
from shortage.page.home import PaperPart
from shortage.page.theme import claims_of
from shortage.render.note import Item
from shortage.site import rows
from shortage.text import Lang, number, t
from shortage.web import gather, lines, look, shell, state
from shortage.web.remembered import remembered


def page() -> None:
    """Show the first paper whole, the others behind their names."""
    lang = shell.begin()
    st.title(t("page.home_title", lang), anchor=False)
    with look.guard(lang):
        state.version()
        if not claims.claims():
            look.notice(t("page.claims_none", lang), lang)
            return
        first, *others = content(lang).papers
        paper(first, lang)
        if others:
            st.header(t("page.other_papers", lang), anchor=False)
        for other in others:
            count = number(len(claims.claims(other.paper.id)), lang)
            name = t("page.paper_claims", lang, paper=other.short, count=count)
            with folded(name, f"paper-{other.paper.id}") as box:
                if box.open:
                    paper(other, lang)


@remembered(8)
def _content(root: str, version: str, as_of: str, lang: Lang, day: dt.date) -> HomePage:
    return home(state.answers(), lang)


def content(lang: Lang) -> HomePage:
    """Return what the page says, made once per data version and day."""
    return _content(state.root(), state.version(), state.day(), lang, state.today())


def paper(part: PaperPart, lang: Lang) -> None:
    """Show who wrote what to whom, how many claims hold, the numbers that people quote, and each claim."""
    introduction(part, lang)
    look.show(rows.counts(part.counts, lang), lang)
    if part.keys:
        with st.container(key=f"keys-{part.paper.id}"):
            for fact in part.keys:
                with st.container(key=f"key-{fact.figure}"):
                    look.show(rows.key(fact, lang), lang)
                    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                        shell.link(fact.link.page, t("note.look", lang), **fact.link.values)
                        gather.button(Item(fact.figure), lang, key=f"add-{fact.figure}-key", is_short=True)
    if part.unread:
        look.notice(part.unread, lang)
    is_headed = False
    unjudged = {row.claim.key for row in part.unjudged}
    for id in part.paper.themes:
        # A claim that cannot be judged now stands in its place, with the reason.
        keys = [claim.key for claim in claims_of(id) if claim.paper == part.paper.id and claim.key not in unjudged]
        if not keys:
            continue
        st.header(claims.themes()[id].name[lang], anchor=False)
        if not is_headed:
            look.show(rows.head(part.then, lang), lang)
            is_headed = True
        for key in keys:
            lines.show(key, lang)
    if unjudged:
        with folded(part.fold, f"unjudged-{part.paper.id}") as box:
            if box.open:
                for row in part.unjudged:
                    lines.show(row.claim.key, lang)


def introduction(part: PaperPart, lang: Lang) -> None:
    """Show who wrote what to whom and when, with the way to the paper itself and to all that it says."""
    look.show(look.paragraph(part.lead, "question"), lang)
    if part.url or part.listed is not None:
        with st.container(horizontal=True, gap="medium", key=f"paper-links-{part.paper.id}"):
            if part.url:
                look.show(look.outward(part.url, t("page.read_paper", lang)), lang)
            if part.listed is not None:
                shell.link(part.listed.page, part.listed.text)


def folded(name: str, key: str) -> Any:
    """Return a part of the page that is filled once it is opened."""
    return st.expander(name, key=key, on_change="rerun")
