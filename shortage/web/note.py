"""The page where figures are gathered for a note: a gallery, what is in the note, and its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from shortage import claims, figures
from shortage.figures import FigureDefinition, FigureSpec
from shortage.page.gallery import about as words_about
from shortage.page.gallery import gallery as contents_of
from shortage.page.gallery import search
from shortage.render import files, office, paper
from shortage.render.note import LONGEST_TITLE, Item, own_title, spec_of
from shortage.site import note as notes
from shortage.text import LANGS, Lang, Problem, number, t
from shortage.turn_taking import FILE, PAGE, give_way, working
from shortage.web import basket, check, choices, frozen, gather, links, look, shape, shell, state
from shortage.web.gather import BASKET
from shortage.web.remembered import remembered
from shortage.web.tile import tile, width

SEARCH, THEME, CLAIM, GREY = "zoek", "thema", "bij", "grijs"
VERDICTS = "oordeel"
ALL = "alle"
HERE = "_opened_here"
"""The figure of the gallery that a reader opened where it stands; one that a link names is shown first."""
ACROSS = 3
FEW = 4
"""A note of more figures takes as long as several pages: it gives way to those between its figures."""
SIZED, MOST_SIZED = "_sized", 4
"""What is known of figures in sizes of the reader's own; how many are drawn for it each time the page runs."""


def page() -> None:
    """Show one figure where the address names one; then the note as it stands, and the gallery of all figures."""
    lang = shell.begin()
    st.title(t("note.title", lang), anchor=False)
    with look.guard(lang):
        state.version()
        here = st.session_state.get(HERE, "")
        is_here = bool(here) and here == st.session_state.get(links.FIGURE)
        if is_here:
            choices.bound(links.FIGURE, "")  # its link names it all the same
        alone = "" if is_here else frozen.shown(lang)
        if not alone:
            look.show(look.paragraph(t("note.lead", lang), "question"), lang)
            href = f".{check.PATH}?taal={lang}"
            look.show(f'<p class="sl-small"><a href="{href}">{escape(check.WORDS["to_check"][lang])}</a></p>', lang)
        items, problems = basket.read(st.session_state.get(BASKET) or "")
        for problem in problems:
            look.notice(problem.text(lang), lang)
        with working(PAGE if len(items) <= FEW else FILE):
            with look.guard(lang):
                contents(items, lang)
            with st.container(key="gallery"), look.guard(lang):
                gallery(lang, here if is_here else "")


# -- the note ------------------------------------------------------------------------------------------------------


def contents(items: list[Item], lang: Lang) -> None:
    """Show what is in the note, each figure with its choices, and the documents."""
    if not items:
        return
    st.header(t("note.in_note", lang, count=number(len(items), lang)), anchor=False)
    grey = choices.pick(
        GREY, {"0": t("note.colour", lang), "1": t("note.grey", lang)}, "0", t("note.preview", lang), lang
    )
    whole, sizes = True, Sizes()
    for index, item in enumerate(items):
        give_way()
        with st.container(key=f"entry-{index + 1}"):
            try:
                entry(index, item, lang, grey == "1", sizes)
            except Problem as problem:
                whole = False
                look.notice(problem.text(lang), lang)
                _remove_button(index, lang)
    if whole:
        documents(items, lang, grey == "1")
    else:
        look.notice(t("note.not_whole", lang), lang)


class Sizes:
    """Whether what is in a note fits sizes of the reader's own, remembered for the session as long as it is in there.

    To know it a figure must be drawn. An address may name forty, and others wait meanwhile: a few are drawn each time
    the page runs, and of the rest it is said at the reader's next choice.
    """

    def __init__(self) -> None:
        self._before: dict[str, Problem | None] = st.session_state.get(SIZED, {})
        self._now: dict[str, Problem | None] = {}
        self._left = MOST_SIZED
        st.session_state[SIZED] = self._now

    def check(self, spec: FigureSpec, item: Item) -> None:
        """Raise :class:`Problem` where a figure is known not to fit."""
        key = repr((state.version(), spec.lang, item))
        if key in self._before:
            self._now[key] = self._before[key]
        elif self._left:
            self._left -= 1
            self._now[key] = None
            try:
                paper.draw(spec, item.size, plain=item.plain)
            except Problem as problem:
                self._now[key] = problem
        if (problem_before := self._now.get(key)) is not None:
            raise problem_before


def entry(index: int, item: Item, lang: Lang, is_grey: bool, sizes: Sizes) -> None:
    """Show one figure of the note: as it will look, with its choices and its own files."""
    spec, _ = spec_of(item, state.store(), lang)
    left, right = st.columns([0.45, 0.55], gap="medium")
    with left:
        href = "." + links.figure(spec, size=item.size, plain=item.plain, grey=is_grey)
        look.show(look.lazy_picture(href, spec.alt), lang)
    with right:
        look.show(f'<h3 class="sl-item-title">{escape(spec.title)}</h3>{_about(spec, item, lang)}', lang)
        columns = st.columns(3, gap="small")
        with columns[0]:
            _choice(index, "lang", {code: code.upper() for code in LANGS}, item.lang or lang, lang)
        with columns[1]:
            words = {code: shape.words(code, lang) for code in (*files.SIZES, shape.OWN)}
            _choice(index, "size", words, item.size if item.size in files.SIZES else shape.OWN, lang)
        with columns[2]:
            words = {"0": t("note.full", lang), "1": t("note.plain", lang)}
            _choice(index, "plain", words, str(int(item.plain)), lang)
        if item.size not in files.SIZES:
            shape.millimetres(item.size, lang, f"{BASKET}_{index}_mm", _measure, index)
            with look.guard(lang):
                sizes.check(spec, item)  # what does not fit is said, not left empty
        with look.guard(lang):
            selected(index, item, lang)
        key = f"{BASKET}_{index}_own_title"
        st.session_state[key] = item.own_title
        st.text_input(
            t("note.own_title", lang),
            key=key,
            max_chars=LONGEST_TITLE,
            on_change=_set,
            args=(index, "own_title", key),
            placeholder=(replace(spec, own_title="")).title,
        )
        if own_title(item.own_title)[1]:
            look.notice(t("note.left_out", lang), lang)
        with st.container(key=f"files-item-{index + 1}"):
            saved = [_saved(index, spec, item, format, lang, is_grey) for format in files.FORMATS]
            picture = links.figure(spec, size=item.size, plain=item.plain, grey=is_grey)
            look.show(look.file_links([*saved, look.copy_button(picture, lang, f"item-{index}-copy")]), lang)
        with st.container(horizontal=True, gap="small"):
            if index:
                st.button(
                    t("note.up", lang),
                    key=f"item-{index}-up",
                    on_click=_move,
                    args=(index,),
                    icon=":material/arrow_upward:",
                    type="tertiary",
                )
            _remove_button(index, lang)


def selected(index: int, item: Item, lang: Lang) -> None:
    """Show what a figure of the note was chosen to show, branch and first year for instance, to be changed here."""
    definition = figures.figures().get(item.id)
    if definition is None:
        return  # a reader's own question is changed on the page where it is asked
    params = list(definition.choices)
    for start in range(0, len(params), ACROSS):
        for column, param in zip(st.columns(ACROSS, gap="small"), params[start : start + ACROSS], strict=False):
            words = {code: text[lang] for code, text in state.options(definition, param).items()}
            usual = str(definition.params[param])
            now = str(item.selection.get(param, usual))
            words = choices.telling([definition], param, words, item.selection, usual, now, lang)
            key = f"{BASKET}_{index}_choice_{param}"
            shown = now if now in words else next(iter(words))
            with column:
                choices.listed(choices.name(param, lang), words, shown, key, _select, index, param, key)


def _saved(index: int, spec: FigureSpec, item: Item, format: str, lang: Lang, is_grey: bool) -> str:
    text = t(f"note.format_{format.replace('-', '_')}", lang)
    href = links.file(spec, format, size=item.size, plain=item.plain, grey=is_grey)
    name = files.name(spec, format, size=item.size, plain=item.plain, grey=is_grey)
    return look.file_link(href, name, text, f"item-{index}-{format}")


def _about(spec: FigureSpec, item: Item, lang: Lang) -> str:
    lines = [spec.subtitle]
    if spec.own_title:
        lines.append(t("note.own_title_mark", lang, finding=replace(spec, own_title="").title))
    if item.pins:
        lines.append(t("note.frozen_item", lang))
    return "".join(look.paragraph(line, "small") for line in lines)


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
            for kind in notes.KINDS
        ]
        href = links.factsheet(lang, state.day(), korf=korf, is_judged=is_judged)
        help = t("page.factsheet_help", lang)
        saved.append(
            look.file_link(href, f"factsheet_{version}_{lang}.pdf", t("page.factsheet", lang), "factsheet", help)
        )
        look.show(look.file_links(saved), lang)
    look.show(look.paragraph(t("note.documents_about", lang), "small"), lang)


def _choice(index: int, field: str, options: Mapping[str, str], now: str, lang: Lang) -> None:
    key = f"{BASKET}_{index}_{field}"
    choices.listed(t(f"note.{field}_label", lang), options, now, key, _set, index, field, key)


# -- the gallery ---------------------------------------------------------------------------------------------------


def gallery(lang: Lang, here: str = "") -> None:
    """Show all figures, small, by theme and question, with search and filters; ``here`` is opened where it stands."""
    st.header(t("note.all_figures", lang), anchor=False)
    definitions = figures.figures()
    themes = {ALL: t("note.every", lang)}
    themes |= {theme.id: theme.name[lang] for theme in claims.themes().values()}
    used = [id for id in claims.claims() if any(id in definition.claims for definition in definitions.values())]
    with st.container(key="choices"):
        columns = st.columns(3, gap="medium", vertical_alignment="bottom")
        with columns[0]:
            words = choices.bound(SEARCH, "")[: links.LONGEST]
            key = f"{SEARCH}_keuze"
            st.session_state[key] = words
            st.text_input(t("note.search", lang), key=key, max_chars=links.LONGEST, on_change=_search, args=(key,))
        with columns[1]:
            theme = choices.pick(THEME, themes, ALL, t("note.theme", lang), lang, kind="list")
        with columns[2]:
            texts = {ALL: t("note.every", lang), **{id: _claim(id, lang) for id in used}}
            claim = choices.pick(CLAIM, texts, ALL, t("note.claim", lang), lang, kind="list")
    # Those with a place on a page come first among what is near.
    ordered = sorted(definitions.values(), key=lambda definition: (definition.order is None, definition.order or 0))
    fitting = [
        definition.id
        for definition in ordered
        if theme in (ALL, definition.theme) and claim in (ALL, *definition.claims)
    ]
    said = {id: words_of_figure(id, lang) if words.strip() else "" for id in fitting}
    hits = search(words, said, lang)
    count = t("note.found_count", lang, count=number(len(hits.ids), lang), all=number(len(definitions), lang))
    look.show(f'<p class="sl-small" role="status">{escape(count)}</p>', lang)
    if not hits.ids:
        key = "note.nothing_found" if hits.neighbours else "note.nothing_near"
        look.notice(t(key, lang, words=words), lang)
    firsts = tuple(id for id, definition in definitions.items() if definition.order == 1)
    shown = hits.ids or hits.neighbours or firsts
    before, across = "", ACROSS + (width() == "wide")
    for group in contents_of(state.answers(), lang):
        own = [id for id in group.figures if id in shown]
        if not own:
            continue
        if group.theme != before:
            st.header(group.name, anchor=False)
            before = group.theme
        st.subheader(group.question, anchor=False)
        for start in range(0, len(own), across):
            row = own[start : start + across]
            give_way()
            for column, id in zip(st.columns(across, gap="medium"), row, strict=False):
                with column, st.container(key=f"card-{id}"), look.guard(lang):
                    card(definitions[id], lang, is_open=id == here)
            if here in row:
                with look.guard(lang):
                    tile(definitions[here], lang, own=choices.offered(definitions[here]), level=4, is_alone=True)


@remembered(400)
def _words(root: str, version: str, as_of: str, id: str, lang: Lang) -> str:
    return words_about(figures.figures()[id], state.answers(), lang)


def words_of_figure(id: str, lang: Lang) -> str:
    """Return all words by which a figure is found, gathered once per data version."""
    return _words(state.root(), state.version(), state.day(), id, lang)


def card(definition: FigureDefinition, lang: Lang, *, is_open: bool = False) -> None:
    """Show one figure of the gallery; its picture is asked for when it comes into view."""
    spec = state.spec(definition.id, lang)
    href = links.figure(spec, plain=True) if state.day() else links.small(definition.id, lang)
    picture = look.lazy_picture("." + href, spec.alt)
    look.show(f'{picture}<h4 class="sl-card-title">{escape(spec.title)}</h4>', lang)
    with st.container(horizontal=True, gap="small"):
        gather.button(Item(definition.id), lang, key=f"add-{definition.id}-card")
        st.button(
            t("note.close" if is_open else "note.look", lang),
            key=f"look-{definition.id}",
            on_click=_open_here,
            args=("" if is_open else definition.id,),
            type="tertiary",
            icon=":material/close:" if is_open else ":material/zoom_in:",
        )


def _open_here(id: str) -> None:
    """Open a figure among the others, where the reader is; its link opens it by itself."""
    st.session_state[HERE] = id
    frozen.go(id, "")


def _claim(id: str, lang: Lang) -> str:
    verdict = state.verdict(id)
    return f"{verdict.claim.id} {verdict.fill(verdict.claim.statement, lang)}"


# -- what buttons do -----------------------------------------------------------------------------------------------


def _remove_button(index: int, lang: Lang) -> None:
    st.button(
        t("note.remove", lang),
        key=f"item-{index}-remove",
        on_click=_remove,
        args=(index,),
        icon=":material/delete:",
        type="tertiary",
    )


def _remove(index: int) -> None:
    gather.keep([item for at, item in enumerate(gather.items()) if at != index])


def _move(index: int) -> None:
    items = gather.items()
    if 0 < index < len(items):
        items[index - 1], items[index] = items[index], items[index - 1]
    gather.keep(items)


def _set(index: int, field: str, widget: str) -> None:
    """Take over what a reader chose for a figure."""
    items, value = gather.items(), st.session_state.get(widget)
    if index >= len(items) or value is None:
        return
    value = {"plain": value == "1", "size": shape.FIRST if value == shape.OWN else value}.get(field, value)
    change: dict[str, Any] = {field: value}
    items[index] = replace(items[index], **change)
    gather.keep(items)


def _measure(index: int) -> None:
    """Take over the width and height that a reader gave a figure of the note."""
    items = gather.items()
    if index < len(items):
        items[index] = replace(items[index], size=shape.chosen(f"{BASKET}_{index}_mm"))
        gather.keep(items)


def _select(index: int, param: str, widget: str) -> None:
    """Take over what a figure of the note is chosen to show; what it shows by itself is not kept."""
    items, code = gather.items(), st.session_state.get(widget)
    if index >= len(items) or code is None:
        return
    definition = figures.figures()[items[index].id]
    chosen = {**items[index].selection, param: definition.typed[param].read(code)}
    selection = {name: value for name, value in chosen.items() if value != definition.params[name]}
    items[index] = replace(items[index], selection=selection)
    gather.keep(items)


def _search(widget: str) -> None:
    st.session_state[SEARCH] = (st.session_state.get(widget) or "")[: links.LONGEST]
