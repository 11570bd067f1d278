"""All that a paper states or proposes, one by one, and where each is answered."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from shortage import claims, paper_folders, scenarios
from shortage.paper_folders import Statement
from shortage.text import Lang, number, t
from shortage.web import look, shell


def show(lang: Lang) -> None:
    """Show of each paper that has a list of its statements how many are answered, and the list."""
    for id, paper in claims.papers().items():
        listed = paper_folders.statements(id)
        if not listed:
            continue
        counts = Counter(one.untested for one in listed)
        st.header(t("page.statements_title", lang, paper=paper.short[lang]), anchor=False)
        lead = t(
            "page.statements_lead",
            lang,
            count=number(len(listed), lang),
            answered=number(counts[""], lang),
            opinion=number(counts["opinion"], lang),
            untested=number(counts["not_tested"], lang),
        )
        look.show(look.paragraph(lead), lang)
        with st.expander(t("page.statements_show", lang)):
            rows = [[paper.sections[one.section][lang], one.text[lang], answer(id, one, lang)] for one in listed]
            head = [t(f"page.{name}", lang) for name in ("statement_section", "statement", "statement_answer")]
            look.show(look.table(head, rows, caption=t("page.statements_title", lang, paper=paper.short[lang])), lang)


def answer(paper: str, one: Statement, lang: Lang) -> str:
    """Return the links to the claims and proposals that answer a statement, or why none does."""
    if one.reason is not None:
        return f"{t(f'page.statement_{one.untested}', lang)}. {one.reason[lang]}"
    links = []
    for name in one.answers:
        if f"{paper}/{name}" in claims.claims():
            page, query, kind = shell.CLAIM, f"id={paper}/{name}", "choice.claim"
        else:
            page, query, kind = shell.PROPOSALS, f"voorstel={scenarios.scenario(name).slug}", "choice.proposal"
        address = escape(f"./{page}?{query}&taal={lang}", quote=True)
        links.append(f'<a href="{address}" target="_self">{escape(t(kind, lang))} {escape(name)}</a>')
    return look.Html("<br>".join(links))
