"""A note: which figures it holds and how, and all that its documents say, gathered once for every kind of document."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shortage import claims
from shortage.claims import Verdict
from shortage.figures import FigureSpec, cite, drawable, freeze, make
from shortage.figures.freeze import Frozen, Pin
from shortage.render import fonts
from shortage.store import Source, Store
from shortage.text import Lang, Problem, Text, number, t

MOST = 40
"""Figures in one note."""
LONGEST_TITLE = 160


@dataclass(frozen=True)
class Item:
    """A figure in a note.

    ``lang`` is the figure's language ("" for the note's), ``size`` a preset, ``plain`` without title and source in the
    picture, ``own_title`` the user's title, ``pins`` the releases to draw from (empty for the newest).
    """

    id: str
    selection: Mapping[str, Any] = field(default_factory=dict)
    lang: Lang | None = None
    size: str = "note"
    plain: bool = False
    own_title: str = ""
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True)
class Note:
    """Figures for a note, in the order of the note, and the language of the words around them.

    ``title`` is the document's (empty for ours), ``is_judged`` says the verdicts of the claims that the figures belong
    to as well, and ``grey`` makes every picture as a black-and-white printer shows it. ``template`` is the
    file of Word or PowerPoint that a document is made in; without it what is set, else ours.
    """

    items: Sequence[Item]
    lang: Lang = "nl"
    title: str = ""
    is_judged: bool = False
    grey: bool = False
    template: str = ""


@dataclass(frozen=True)
class Part:
    """An item made: its figure, and the places of its tables in the note's list of sources."""

    item: Item
    spec: FigureSpec
    places: tuple[int, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class GatheredNote:
    """A note with everything that its documents say."""

    lang: Lang
    version: str
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    verdicts: Mapping[str, Verdict]
    title: str = ""
    grey: bool = False
    template: str = ""

    @property
    def remarks(self) -> str:
        """What a document's properties say of it: its data version, and what was computed under a title of the user."""
        own = dict.fromkeys(own_mark(part.spec) for part in self.parts if part.spec.own_title)
        return " ".join([t("note.as_of", self.lang, version=self.version), *own])


def make_note(note: Note, store: Store) -> GatheredNote:
    """Gather a note: figures, numbered sources, and where asked for the verdicts of the claims that they belong to.

    Raises:
        Problem: no figures, too many, or one that cannot be made (named, with the reason).
    """
    if not note.items:
        raise Problem("note_empty")
    if len(note.items) > MOST:
        raise Problem("note_long", most=number(MOST, note.lang))
    drawn: list[tuple[Item, FigureSpec, Frozen]] = []
    for item in note.items:
        drawn.append((item, *spec_of(item, store, note.lang)))
    listed = cite.ordered(source for _, spec, _ in drawn for source in spec.sources)
    number_of = {(source.table, source.release): number_ for number_, source in enumerate(listed, 1)}
    every_claim, verdicts, parts = claims.claims(), {}, []
    for item, spec, frozen in drawn:
        own = tuple(id for id in drawable()[item.id].claims if id in every_claim) if note.is_judged else ()
        for id in own:
            if id not in verdicts:
                verdicts[id] = claims.judge(every_claim[id], frozen.store)
        places = tuple(sorted({number_of[source.table, source.release] for source in spec.sources}))
        parts.append(Part(item, spec, places, own))
    ordered = {id: verdicts[id] for id in every_claim if id in verdicts}
    title = own_title(note.title)[0] or t("note.title", note.lang)
    return GatheredNote(note.lang, store.version, tuple(parts), tuple(listed), ordered, title, note.grey, note.template)


def alone(spec: FigureSpec) -> GatheredNote:
    """Return one figure as a note that says no more than the figure does."""
    item = Item(spec.id, spec.selection, lang=spec.lang)
    listed = cite.ordered(spec.sources)
    part = Part(item, spec, tuple(range(1, len(listed) + 1)), ())
    return GatheredNote(spec.lang, spec.data_version, (part,), tuple(listed), {}, spec.title)


def spec_of(item: Item, store: Store, lang: Lang) -> tuple[FigureSpec, Frozen]:
    """Return an item's figure with the user's title, and the store that it was drawn from.

    Raises:
        Problem: it cannot be made; the sentence names the figure.
    """
    language = item.lang or lang
    title, _ = own_title(item.own_title)
    try:
        frozen = freeze.freeze(store, item.pins)
        spec = make(item.id, frozen.store, language, **item.selection)
    except Problem as problem:
        if problem.key in ("figure_unknown", "store_missing", "store_unreadable", "descriptor_broken"):
            raise
        why = Text(nl=problem.text("nl"), en=problem.text("en"))
        raise Problem("note_item", figure=drawable()[item.id].title, why=why) from problem
    return replace(spec, own_title=title) if title else spec, frozen


def own_mark(spec: FigureSpec) -> str:
    """Return the sentence that marks a user's title and gives the computed finding, "" where there is none."""
    if not spec.own_title:
        return ""
    computed = spec.guarded.sentence if spec.guarded and spec.guarded.holds else spec.neutral_title
    return t("note.own_title_mark", spec.lang, finding=computed)


def own_title(text: str) -> tuple[str, bool]:
    """Return a user's title as one line that every document can show, and whether characters were left out.

    Control characters, marks that turn the direction of writing, and what the figures' font cannot draw (emoji) go:
    they would break a file, disguise what is written, or be printed as empty boxes.

    Raises:
        Problem: it is too long for a title.
    """
    if len(text) > LONGEST_TITLE:
        raise Problem("own_title_long", most=number(LONGEST_TITLE, "en", is_grouped=False))
    words = " ".join(unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode()).split())
    line = "".join(
        character
        for character in words
        if character == " " or (unicodedata.category(character)[0] != "C" and ord(character) in fonts.characters())
    )
    return " ".join(line.split()), line != words
