"""The page where figures are gathered for a note: a gallery, what is in the note, and its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from shortage import claims, figures
from shortage.figures import FigureDefinition, FigureSpec
from shortage.render import files, office
from shortage.render.note import LONGEST_TITLE, Item, own_title, spec_of
from shortage.text import LANGS, Lang, Problem, number, t
from shortage.web import basket, choices, frozen, links, look, shell, state, thumbs

BASKET, SEARCH, THEME, CLAIM, GREY = "korf", "zoek", "thema", "bij", "grijs"
VERDICTS = "oordeel"
ALL = "alle"
ACROSS = 3
MOST_DRAWN = 6
"""Small pictures that one visit draws itself; they are made beforehand, and a visitor does not wait for many."""


def page() -> None:
    """Show one figure where the address names one; then the note as it stands, and the gallery of all figures."""
    lang = shell.begin()
    st.title(t("note.title", lang), anchor=False)
    with look.guard(lang):
        state.version()
        one = frozen.shown(lang)
        if not one:
            look.show(look.paragraph(t("note.lead", lang), "question"), lang)
        items, problems = basket.read(choices.bound(BASKET, ""))
        for problem in problems:
            look.notice(problem.text(lang), lang)
        if one:
            _add_button(one, lang, items, key=f"add-{one}", is_wide=True)
        with look.guard(lang):
            contents(items, lang)
        with st.container(key="gallery"), look.guard(lang):
            gallery(items, lang)


# -- the note ------------------------------------------------------------------------------------------------------


def contents(items: list[Item], lang: Lang) -> None:
    """Show what is in the note, each figure with its choices, and the documents."""
    if not items:
        return
    st.header(t("note.in_note", lang, count=number(len(items), lang)), anchor=False)
    grey = choices.pick(
        GREY, {"0": t("note.colour", lang), "1": t("note.grey", lang)}, "0", t("note.preview", lang), lang
    )
    whole = True
    for place, item in enumerate(items):
        with st.container(key=f"entry-{place + 1}"):
            try:
                entry(place, item, items, lang, grey == "1")
            except Problem as problem:
                whole = False
                look.notice(problem.text(lang), lang)
                _remove_button(place, item, lang)
    if whole:
        documents(items, lang, grey == "1")
    else:
        look.notice(t("note.not_whole", lang), lang)


def entry(place: int, item: Item, items: list[Item], lang: Lang, is_grey: bool) -> None:
    """Show one figure of the note: as it will look, with its choices and its own files."""
    spec, _ = spec_of(item, state.store(), lang)
    left, right = st.columns([0.45, 0.55], gap="medium")
    with left:
        href = "." + links.figure(spec, size=item.size, plain=item.plain, grey=is_grey)
        look.show(look.lazy_picture(href, spec.alt), lang)
    with right:
        look.show(f'<h3 class="sl-item-title">{escape(spec.title)}</h3>{_about(spec, item, lang)}', lang)
        one, two, three = st.columns(3, gap="small")
        with one:
            _choice(place, items, "lang", {code: code.upper() for code in LANGS}, item.lang or lang, lang)
        with two:
            _choice(place, items, "size", {code: t(f"note.size_{code}", lang) for code in files.SIZES}, item.size, lang)
        with three:
            words = {"0": t("note.full", lang), "1": t("note.plain", lang)}
            _choice(place, items, "plain", words, str(int(item.plain)), lang)
        key = f"{BASKET}_{place}_own_title"
        st.session_state[key] = item.own_title
        st.text_input(
            t("note.own_title", lang),
            key=key,
            max_chars=LONGEST_TITLE,
            on_change=_set,
            args=(place, "own_title", key),
            placeholder=(replace(spec, own_title="")).title,
        )
        if own_title(item.own_title)[1]:
            look.notice(t("note.left_out", lang), lang)
        with st.container(key=f"files-item-{place + 1}"):
            look.show(
                look.file_links(_saved(place, spec, item, format, lang, is_grey) for format in files.FORMATS), lang
            )
        with st.container(horizontal=True, gap="small"):
            if place:
                st.button(
                    t("note.up", lang),
                    key=f"item-{place}-up",
                    on_click=_move,
                    args=(place,),
                    icon=":material/arrow_upward:",
                    type="tertiary",
                )
            _remove_button(place, item, lang)


def _saved(place: int, spec: FigureSpec, item: Item, format: str, lang: Lang, is_grey: bool) -> str:
    text = t(f"note.format_{format.replace('-', '_')}", lang)
    href = links.file(spec, format, size=item.size, plain=item.plain, grey=is_grey)
    name = files.name(spec, format, size=item.size, plain=item.plain, grey=is_grey)
    return look.file_link(href, name, text, f"item-{place}-{format}")


def _about(spec: FigureSpec, item: Item, lang: Lang) -> str:
    lines = [spec.subtitle]
    if spec.own_title:
        lines.append(t("note.own_title_mark", lang, finding=replace(spec, own_title="").title))
    if item.pins:
        lines.append(t("note.frozen_item", lang))
    return "".join(look.paragraph(one, "small") for one in lines)


def documents(items: list[Item], lang: Lang, is_grey: bool = False) -> None:
    """Offer the note as a document of each kind."""
    korf, version = basket.write(items), state.version()
    words = {"0": t("note.without_verdicts", lang), "1": t("note.with_verdicts", lang)}
    is_judged = choices.pick(VERDICTS, words, "0", t("note.in_documents", lang), lang) == "1"
    with st.container(key="documents"):
        saved = [
            look.file_link(
                links.document(korf, lang, kind, state.day(), grey=is_grey, is_judged=is_judged),
                office.name(version, lang, kind),
                t(f"note.download_{kind}", lang),
                f"note-{kind}",
            )
            for kind in office.KINDS
        ]
        look.show(look.file_links(saved), lang)
    look.show(look.paragraph(t("note.documents_about", lang), "small"), lang)


def _choice(place: int, items: list[Item], field: str, options: Mapping[str, str], now: str, lang: Lang) -> None:
    key = f"{BASKET}_{place}_{field}"
    st.session_state[key] = now
    st.selectbox(
        t(f"note.{field}_label", lang),
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        on_change=_set,
        args=(place, field, key),
    )


# -- the gallery ---------------------------------------------------------------------------------------------------


def gallery(items: list[Item], lang: Lang) -> None:
    """Show all figures, small, with search and filters."""
    st.header(t("note.all_figures", lang), anchor=False)
    known = figures.figures()
    themes = {ALL: t("note.every", lang)}
    themes |= {theme.id: theme.name[lang] for theme in claims.themes().values()}
    used = [id for id in claims.claims() if any(id in one.claims for one in known.values())]
    with st.container(key="choices"):
        one, two, three = st.columns(3, gap="medium", vertical_alignment="bottom")
        with one:
            words = choices.bound(SEARCH, "")[: links.LONGEST]
            key = f"{SEARCH}_keuze"
            st.session_state[key] = words
            st.text_input(t("note.search", lang), key=key, max_chars=links.LONGEST, on_change=_search, args=(key,))
        with two:
            theme = choices.pick(THEME, themes, ALL, t("note.theme", lang), lang, kind="list")
        with three:
            texts = {ALL: t("note.every", lang), **{id: _claim(id, lang) for id in used}}
            claim = choices.pick(CLAIM, texts, ALL, t("note.claim", lang), lang, kind="list")
    found = [one for one in known.values() if fits(one, words, theme, claim, lang)]
    count = t("note.found_count", lang, count=number(len(found), lang), all=number(len(known), lang))
    look.show(f'<p class="sl-small" role="status">{escape(count)}</p>', lang)
    missing = [one.id for one in found if not thumbs.is_made(one.id, lang)]
    late = set(missing[MOST_DRAWN:])
    for start in range(0, len(found), ACROSS):
        for column, definition in zip(st.columns(ACROSS, gap="medium"), found[start : start + ACROSS], strict=False):
            with column, st.container(key=f"card-{definition.id}"), look.guard(lang):
                card(definition, items, lang, is_late=definition.id in late)


def fits(definition: FigureDefinition, words: str, theme: str, claim: str, lang: Lang) -> bool:
    """Whether a figure passes search and filters: every word must be in its titles, its id or its claims."""
    if theme not in (ALL, definition.theme) or (claim != ALL and claim not in definition.claims):
        return False
    texts = [definition.id, definition.title[lang], *(claims.claim(key).id for key in definition.claims)]
    try:
        spec = state.spec(definition.id, lang)
        texts += [spec.title, spec.subtitle, *(one.table for one in spec.sources)]
    except Exception as error:  # its card will say what is wrong with it
        look.log(error)
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


def card(definition: FigureDefinition, items: list[Item], lang: Lang, *, is_late: bool = False) -> None:
    """Show one figure of the gallery; one that ``is_late`` without its picture, which is still being made."""
    spec = state.spec(definition.id, lang)
    if state.day():
        href = "." + links.figure(spec, plain=True)
        picture = look.lazy_picture(href, spec.alt)
    elif is_late:
        picture = f'<div class="sl-picture sl-late">{escape(t("note.picture_later", lang))}</div>'
    else:
        picture = look.picture(thumbs.thumb(definition.id, lang), spec.alt)
    look.show(f'{picture}<h3 class="sl-card-title">{escape(spec.title)}</h3>', lang)
    with st.container(horizontal=True, gap="small"):
        _add_button(definition.id, lang, items, key=f"add-{definition.id}-card")
        st.button(
            t("note.look", lang),
            key=f"look-{definition.id}",
            on_click=frozen.go,
            args=(definition.id, ""),
            type="tertiary",
            icon=":material/zoom_in:",
        )


def _claim(id: str, lang: Lang) -> str:
    verdict = state.verdict(id)
    return f"{verdict.claim.id} {verdict.fill(verdict.claim.statement, lang)}"


# -- what buttons do -----------------------------------------------------------------------------------------------


def _add_button(id: str, lang: Lang, items: list[Item], *, key: str, is_wide: bool = False) -> None:
    count = sum(item.id == id for item in items)
    text = t("note.add", lang) if not count else t("note.add_again", lang)
    st.button(
        text,
        key=key,
        on_click=_add,
        args=(id, is_wide),
        icon=":material/add:" if not count else ":material/check:",
        type="primary" if is_wide else "secondary",
    )


def _remove_button(place: int, item: Item, lang: Lang) -> None:
    st.button(
        t("note.remove", lang),
        key=f"item-{place}-remove",
        on_click=_remove,
        args=(place,),
        icon=":material/delete:",
        type="tertiary",
    )


def _items() -> list[Item]:
    return basket.read(st.session_state.get(BASKET) or "")[0]


def _keep(items: list[Item]) -> None:
    st.session_state[BASKET] = basket.write(items)


def _add(id: str, is_chosen: bool) -> None:
    """Put a figure into the note; from its own page with the choices and releases that are shown there."""
    item = Item(id)
    if is_chosen:
        definition = figures.known()[id]
        given = {definition.typed[name].words[0]: name for name in choices.offered(definition)}
        texts = {key: str(st.session_state[key]) for key in given if st.session_state.get(key)}
        try:
            request = links.parse({**texts, links.STAND: st.session_state.get(links.STAND) or ""}, id)
            item = Item(id, request.selection, pins=request.pins)
        except Problem as problem:
            look.log(problem)
    _keep([*_items(), item])


def _remove(place: int) -> None:
    _keep([item for at, item in enumerate(_items()) if at != place])


def _move(place: int) -> None:
    items = _items()
    if 0 < place < len(items):
        items[place - 1], items[place] = items[place], items[place - 1]
    _keep(items)


def _set(place: int, field: str, widget: str) -> None:
    """Take over what a reader chose for a figure."""
    items, value = _items(), st.session_state.get(widget)
    if place >= len(items) or value is None:
        return
    change: dict[str, Any] = {field: value == "1" if field == "plain" else value}
    items[place] = replace(items[place], **change)
    _keep(items)


def _search(widget: str) -> None:
    st.session_state[SEARCH] = (st.session_state.get(widget) or "")[: links.LONGEST]
