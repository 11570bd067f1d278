"""Addresses of figures: one place that writes them and one that reads them, for pages, files and other systems.

An address says everything: language, preset, each choice (also where it is the usual one, as that may change), and the
releases that the figure was drawn from. So what is found behind it tomorrow is what stands in the note today.

    /figuren?taal=nl&figuur=open-vacancies&tak=F&vanaf=2010&techniek=default&stand=80472ned~2026-07-30~1a2b3c
    /figure/open-vacancies.png?lang=nl&size=note&plain=0&grey=0&tak=F&…&stand=…
    /data/open-vacancies.csv?lang=nl&flavour=code&tak=F&…&stand=…
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import quote

from shortage import catalog, choice, figures, questions
from shortage.figures import FigureDefinition, FigureSpec, freeze, marks
from shortage.figures.freeze import Frozen, Pin
from shortage.render import files
from shortage.render.note import LONGEST_TITLE, Item, Note, own_title
from shortage.store import Store
from shortage.text import LANGS, Lang, Problem

PAGE, FIGURE, STAND, OWN_TITLE = "figuren", "figuur", "stand", "titel"
EMBED, SMALL = "/embed/figure/", "/figure/small/"
OWN_WORDS = frozenset(marks.CHOICES) - {"mark"}
"""Choices in which a reader writes; a moment is one of ours."""
FLAVOURS = ("excel", "code")
AS_OF = choice.Choice("as_of")
"""The day whose figures are asked for; without it those of now."""
MOST_VALUES, LONGEST = 32, 80


@dataclass(frozen=True)
class Request:
    """A figure as an address asks for it."""

    id: str
    lang: Lang = "nl"
    format: str = "png"
    size: str = "note"
    plain: bool = False
    grey: bool = False
    flavour: str = "code"
    own_title: str = ""
    selection: Mapping[str, Any] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    as_of: str = ""
    """The day (ISO) whose figures are asked for, "" for now."""

    @property
    def has_own_words(self) -> bool:
        """Whether it carries a reader's own words: a title, a note or a span."""
        return bool(self.own_title) or not OWN_WORDS.isdisjoint(self.selection)

    @property
    def as_ours(self) -> Request:
        """The same without a reader's own words: what other sites may show as ours."""
        selection = {name: value for name, value in self.selection.items() if name not in OWN_WORDS}
        return replace(self, own_title="", selection=selection)

    @property
    def key(self) -> tuple[Any, ...]:
        """Everything that the answer depends on but the data, for a cache."""
        chosen = tuple(sorted((name, repr(value)) for name, value in self.selection.items()))
        form = (self.format, self.size, self.plain, self.grey, self.flavour)
        return (self.id, self.lang, *form, self.own_title, chosen, self.pins, self.as_of)

    def file_name(self, version: str) -> str:
        """Return the name of the file behind this address, of a data version."""
        format = self.format if self.flavour == FLAVOURS[1] else f"{self.format}-{self.flavour}"
        form: dict[str, Any] = {"size": self.size, "plain": self.plain, "grey": self.grey}
        return files.named(self.id, self.selection, version, self.lang, format, **form)

    def frozen(self, store: Store) -> Frozen:
        """Return the store as this address wants it; see :func:`shortage.figures.freeze.freeze`."""
        return freeze.freeze(store, self.pins)

    def spec(self, store: Store) -> FigureSpec:
        """Return the figure, drawn from the frozen releases where there are any.

        Raises:
            Problem: a choice that this figure does not have, or figures that cannot be read.
        """
        return figures.make(self.id, self.frozen(store).store, self.lang, **self.selection)


def page(spec: FigureSpec, *, is_frozen: bool = True) -> str:
    """Return the address of a figure's own page; without its releases for the newest figures."""
    return f"/{PAGE}?" + _query({"taal": spec.lang, FIGURE: spec.id}, spec, is_frozen)


def figure(
    spec: FigureSpec, format: str = "png", *, size: str = "note", plain: bool = False, grey: bool = False
) -> str:
    """Return the address of a figure as a picture (``png``, ``svg`` or ``pdf``)."""
    first = {"lang": spec.lang, "size": size, "plain": str(int(plain)), "grey": str(int(grey))}
    own = {OWN_TITLE: spec.own_title} if spec.own_title else {}
    return f"/figure/{spec.id}.{format}?" + _query(first | own, spec, True)


def preview(spec: FigureSpec) -> str:
    """Return the address of the picture that a link to a figure shows where it is pasted."""
    return f"/preview/{spec.id}.png?" + _query({"lang": spec.lang}, spec, True)


def small(id: str, lang: Lang) -> str:
    """Return the address of a figure's small picture, of the newest figures and without a reader's choices."""
    return f"{SMALL}{id}.png?" + write({"lang": lang})


def embed(spec: FigureSpec) -> str:
    """Return the address of a figure as a bare page for another site, with the releases that it was drawn from."""
    return f"{EMBED}{spec.id}?" + _query({"lang": spec.lang}, spec, True)


def data(spec: FigureSpec, flavour: str = "code", format: str = "csv", *, is_frozen: bool = True) -> str:
    """Return the address of a figure's data, as CSV or as a workbook (``xlsx``, which has no flavour).

    Without its releases (``is_frozen``) the address follows the newest figures.
    """
    first = {"lang": spec.lang, **({"flavour": flavour} if flavour else {})}
    return f"/data/{spec.id}.{format}?" + _query(first, spec, is_frozen)


def file(spec: FigureSpec, format: str, *, size: str = "note", plain: bool = False, grey: bool = False) -> str:
    """Return the address of a figure's file in any of :data:`shortage.render.files.FORMATS`."""
    if format not in files.PICTURES:
        return data(spec, files.FLAVOURS.get(format, ""), format.partition("-")[0])
    return figure(spec, format, size=size, plain=plain, grey=grey)


def document(
    korf: str, lang: Lang, kind: str, as_of: str = "", *, grey: bool = False, is_judged: bool = False, title: str = ""
) -> str:
    """Return the address of a note as a document.

    Args:
        korf: the figures, as they stand in the address of the page; see :mod:`shortage.web.basket`.
        lang: the note's language.
        kind: one of :data:`shortage.site.note.KINDS`.
        as_of: the day whose figures it holds, "" for now.
        grey: pictures as a black-and-white printer shows them.
        is_judged: with the verdicts on the claims that the figures belong to.
        title: the document's own title.
    """
    asked = {"grey": "1" if grey else "", "verdicts": "1" if is_judged else "", OWN_TITLE: title}
    form = {key: value for key, value in asked.items() if value}
    return f"/note.{kind}?" + write({"lang": lang, **of_day(as_of), **form, "korf": korf})


def factsheet(
    lang: Lang, as_of: str = "", *, claim: str = "", theme: str = "", korf: str = "", is_judged: bool = False
) -> str:
    """Return the address of a factsheet: of a claim, of a theme, or of the figures of a note."""
    asked = {"claim": claim, "theme": theme, "verdicts": "1" if is_judged else "", "korf": korf}
    return "/factsheet.pdf?" + write(
        {"lang": lang, **of_day(as_of), **{key: text for key, text in asked.items() if text}}
    )


def noted(values: Mapping[str, str], items: Sequence[Item], lang: Lang) -> Note:
    """Return the note that :func:`document` wrote an address of.

    Raises:
        Problem: a value that is none of ours, or a title that is too long.
    """
    chosen = {key: _one_of(key, values.get(key), ("0", "1"), "0") == "1" for key in ("grey", "verdicts")}
    title = str(values.get(OWN_TITLE, ""))
    own_title(title)
    return Note(items, lang, title, chosen["verdicts"], chosen["grey"])


def table(name: str) -> str:
    """Return the address of a table as it is stored, as CSV; ``name`` is ours."""
    return f"/data/tables/{name}.csv"


def parse(values: Mapping[str, str], id: str | None = None, format: str | None = None) -> Request:
    """Return what an address asks for.

    Args:
        values: the address's parameters.
        id: the figure, where the path names it; else it is the parameter ``figuur``.
        format: the path's ending; else ``png``.

    Raises:
        Problem: an unknown figure, parameter or value, or one that is too long. Whether the store knows a choice is
            seen when the figure is made.
    """
    if len(values) > MOST_VALUES:
        raise Problem("address_long")
    texts = {str(key)[:LONGEST]: str(value) for key, value in values.items()}
    for key, value in texts.items():
        if len(value) > {STAND: freeze.LONGEST, OWN_TITLE: LONGEST_TITLE}.get(key, choice.LONGEST_LIST):
            raise Problem("address_long")
    wanted = id if id is not None else texts.pop(FIGURE, "")
    definitions = figures.drawable()
    if wanted not in definitions:
        raise figures.unknown(wanted)
    definition = definitions[wanted]
    return Request(
        id=wanted,
        lang=cast(Lang, _one_of("lang", texts.pop("lang", texts.pop("taal", None)), LANGS, LANGS[0])),
        format=_one_of("format", format, files.FORMATS, files.FORMATS[0]),
        size=files.size_named(texts.pop("size", files.SIZES[0])),
        plain=_one_of("plain", texts.pop("plain", None), ("0", "1"), "0") == "1",
        grey=_one_of("grey", texts.pop("grey", None), ("0", "1"), "0") == "1",
        flavour=_one_of("flavour", texts.pop("flavour", None), FLAVOURS, FLAVOURS[1]),
        own_title=texts.pop(OWN_TITLE, ""),
        pins=freeze.read(texts.pop(STAND, "")),
        as_of=asked_day(texts),
        selection=selection(definition, texts),
    )


def of_figure(id: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return of the parameters of a page's address those that its figure knows: choices, moments, day, releases."""
    definition = figures.drawable()[id]
    words = {
        word for choice in (*definition.typed.values(), marks.CHOICES["mark"]) for word in (choice.name, *choice.words)
    }
    if id == questions.EXPLORE.id:
        words |= {name for table in catalog.tables().values() for name in table.dimensions}
    return {key: value for key, value in values.items() if key in {*words, STAND, *AS_OF.words}}


def selection(definition: FigureDefinition, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return a figure's choices from an address; see :meth:`FigureDefinition.read`."""
    return definition.read(texts)


def chosen(spec: FigureSpec) -> dict[str, str]:
    """Return every choice of a figure under its name in an address."""
    return choice.write(figures.drawable()[spec.id].settable, spec.selection)


def write(values: Mapping[str, str]) -> str:
    """Return parameters as the part of an address after the question mark; what may stand there is not disguised."""
    return "&".join(f"{quote(key, safe='')}={quote(value, safe='~,:')}" for key, value in values.items())


def _query(first: Mapping[str, str], spec: FigureSpec, is_frozen: bool) -> str:
    last = {STAND: freeze.code(freeze.pins(spec.sources))} if is_frozen else {}
    as_of = next((source.as_of for source in spec.sources if source.as_of), "")
    return write({**first, **chosen(spec), **of_day(as_of), **last})


def of_day(as_of: str) -> dict[str, str]:
    """Return the parameter of an address that asks for the figures of a day; nothing for now."""
    return {AS_OF.words[0]: as_of} if as_of else {}


def asked_day(texts: dict[str, str]) -> str:
    """Take the day out of the parameters of an address; "" for now. Whether there is such a day the store says."""
    days = [AS_OF.read(texts.pop(word)) for word in AS_OF.words if word in texts]
    return days[0] if days else ""


def _one_of(name: str, value: str | None, options: Iterable[str], default: str) -> str:
    if value is None:
        return default
    if value not in options:
        raise Problem("choice_unknown", name=name, value=value[:LONGEST], known=", ".join(options))
    return value
