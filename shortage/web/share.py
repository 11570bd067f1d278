"""What a reader copies from a figure: its link, its citation, its finding as a sentence, its text alternative."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from shortage.figures import FigureSpec
from shortage.page.figure import around
from shortage.render import files
from shortage.text import Lang, t
from shortage.web import embed, excel, links, look, state


def address(spec: FigureSpec) -> str:
    """Return a figure's whole address, with every choice and the releases that it was drawn from."""
    return f"{base()}{links.page(spec)}"


def base() -> str:
    """Return where the dashboard stands: scheme, host, and the folder that it is served from; "" outside a browser."""
    url = st.context.url
    if not url:
        return ""
    parts = urlsplit(url)
    pages = st.session_state.get("_pages", {})
    path = parts.path.rstrip("/")
    head, _, last = path.rpartition("/")
    return f"{parts.scheme}://{parts.netloc}{head if last in pages else path}"


def factsheet(lang: Lang, *, claim: str = "", theme: str = "") -> None:
    """Show the link that saves a claim or a theme on one page; ``claim`` is its key."""
    href = links.factsheet(lang, state.day(), claim=claim, theme=theme)
    name = f"factsheet_{files.slug((claim or theme).rpartition('/')[2])}_{state.version()}_{lang}.pdf"
    help = t("page.factsheet_help", lang)
    look.show(look.file_links([look.file_link(href, name, t("page.factsheet", lang), "factsheet", help)]), lang)


def texts(spec: FigureSpec, lang: Lang) -> None:
    """Show each text with the button that copies it. It can be selected by hand too."""
    copied = around(spec, state.answers()).copied(address(spec))
    if embed.is_offered() and not (spec.own_title or links.OWN_WORDS & set(spec.selection)):
        copied["embed"] = embed.code(spec)
    copied["power_query"] = excel.query(f"{base()}{links.data(spec, is_frozen=False)}")
    for key, text in copied.items():
        look.show(f'<p class="sl-copy-head">{t(f"note.{key}", lang)}</p>', lang)
        st.code(text, language=None, wrap_lines=True)
