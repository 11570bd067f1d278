"""Where every number comes from: the tables, their releases and age, what changed, the last load, definitions."""

from __future__ import annotations

from html import escape

import streamlit as st

from shortage import catalog
from shortage.figures.base import publisher_name
from shortage.page import data as page_of
from shortage.page import table as table_page
from shortage.page.data import changes_said
from shortage.render import files
from shortage.site import parts
from shortage.text import Lang, t
from shortage.web import choices, links, look, shell, state


def page() -> None:
    """Show the data page."""
    lang = shell.begin()
    st.title(t("page.data_title", lang), anchor=False)
    look.show(look.paragraph(t("page.data_question", lang), "question"), lang)
    with look.guard(lang):
        content = page_of(state.answers(), lang)
        look.show(parts.answer(content.answer), lang)
        for section in content.sections:
            if section.name == "all_tables":
                st.header(t("page.one_table", lang), anchor=False)
                with look.guard(lang):
                    one_table(lang)
            with look.guard(lang):
                look.section(section, lang)
                if section.name == "history":
                    changes(lang)


def changes(lang: Lang) -> None:
    """Show what new releases did to verdicts and key numbers, worked out when a reader opens it."""
    places = {"feed": "feed.xml", "calendar": "kalender.ics", "api": "api"}
    links_ = [
        f'<a href="./{path}?lang={lang}" target="_blank">{escape(t(f"page.follow_{key}", lang))}</a>'
        for key, path in places.items()
    ]
    look.show(f'<p class="sl-small">{" · ".join(links_)}</p>', lang)
    shown = st.expander(t("page.history_show", lang), key="history", on_change="rerun")
    if shown.open:
        with shown:
            look.show(parts.block(changes_said(state.answers(), lang), look.href(lang)), lang)


def one_table(lang: Lang) -> None:
    """Show the table that a reader chooses in full, with its figures as a file."""
    tables = catalog.tables()
    by_publisher = sorted(tables, key=lambda name: (tables[name].publisher, tables[name].id))
    options = {
        name: f"{publisher_name(tables[name].publisher, lang)} {tables[name].id}: {tables[name].title[lang]}"
        for name in by_publisher
    }
    first = "vacancies" if "vacancies" in options else by_publisher[0]
    name = choices.pick("tabel", options, first, t("choice.table", lang), lang, kind="list")
    content = table_page(name, state.answers(), lang)
    look.show(look.paragraph(content.why), lang)
    for section in content.sections:
        with look.guard(lang):
            look.section(section, lang)
        if section.name != "facts" or content.entry is None:
            continue
        left, right = st.columns(2)
        with left:
            saved = f"{files.slug(content.table.id)}_{files.slug(content.entry.release)}.csv"
            link = look.file_link(links.table(name), saved, t("page.download_table", lang), "table-csv")
            look.show(look.file_links([link]), lang)
        if content.publisher_link is not None:
            with right:
                st.link_button(look.label(content.publisher_link[0]), content.publisher_link[1])
