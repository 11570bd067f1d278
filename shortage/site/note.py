"""A note as one HTML file that opens anywhere: letters, pictures and style are in it, and it asks for nothing."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shortage import __version__
from shortage.figures import cite
from shortage.figures.style import sized
from shortage.page import Answers, FigurePage
from shortage.page.base import badge
from shortage.page.figure import around
from shortage.render import carried, files, fonts, office
from shortage.render.note import GatheredNote, Note, Part, make_note
from shortage.render.office import parts as shared
from shortage.render.office import template
from shortage.site import parts
from shortage.site.drawn import LETTERS
from shortage.store import Store
from shortage.text import Problem, t

HTML: Final = "html"
KINDS: Final = (*office.KINDS, HTML)
MIME: Final = {**office.MIME, HTML: "text/html; charset=utf-8"}
"""Every kind of file that a note can be."""


@dataclass(frozen=True)
class _Figure:
    page: FigurePage
    picture: str
    width: int
    height: int
    lines: tuple[str, ...]


def write(note: Note, store: Store, kind: str) -> bytes:
    """Return a note as the bytes of a file.

    Args:
        note: the figures.
        store: where their data are.
        kind: one of :data:`KINDS`.

    Raises:
        Problem: an unknown kind, or what :func:`shortage.render.note.make_note` raises.
    """
    if kind not in KINDS:
        raise Problem("choice_unknown", name="format", value=kind[:40], known=", ".join(KINDS))
    gathered = make_note(note, store)
    if kind != HTML:
        return office.of(gathered, kind)
    template.chosen(kind, gathered.template)  # there is none for it: what is asked for and not done is said
    return document(gathered, Answers(store))


def kind_of(path: Path) -> str:
    """Return the kind of note that a file's name asks for.

    Raises:
        Problem: it asks for none that we know.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in KINDS:
        raise Problem("note_ending_unknown", value=path.name[:80], known=", ".join(f".{kind}" for kind in KINDS))
    return ending


def document(gathered: GatheredNote, answers: Answers) -> bytes:
    """Return a note as HTML: its figures with picture, text alternative, table and source, verdicts, and sources.

    It carries what it shows; see :mod:`shortage.render.carried`.

    Args:
        gathered: the note.
        answers: what is asked; its day says whether ages are told.
    """
    lang = gathered.lang
    verdicts = [
        (shared.statement(gathered, key), badge(verdict.value, lang), verdict.sturdiness(lang), verdict.sentence(lang))
        for key, verdict in gathered.verdicts.items()
    ]
    facts: dict[str, Any] = {
        "lang": lang,
        "made": gathered,
        "software": f"shortage {__version__}",
        "style": _style(),
        "figures": [_figure(gathered, part, answers) for part in gathered.parts],
        "carried": parts.Html(carried.script(carried.of_note(gathered))),
        "verdicts": verdicts,
        "sources": [
            f"{cite.apa(source, lang)} ({t('note.licence', lang, licence=source.licence)})"
            for source in gathered.sources
        ],
        "say": lambda key, **values: t(key, lang, **values),
    }
    return parts.filled("note.html", **facts).encode()


def _figure(gathered: GatheredNote, part: Part, answers: Answers) -> _Figure:
    spec, size = part.spec, sized(part.item.size)
    if gathered.grey:
        kind, body = "png", shared.picture(gathered, part, plain=True)
    else:
        kind, body = "svg", files.content(spec, "svg", size=part.item.size, plain=True)
    lines = (spec.source_line, *shared.belongs(gathered, part), shared.refers(gathered, part))
    return _Figure(
        page=around(spec, answers),
        picture=f"data:{files.MIME[kind]};base64,{base64.b64encode(body).decode()}",
        width=round(size.layout_width),
        height=round(size.layout_height),
        lines=tuple(line for line in lines if line),
    )


def _style() -> parts.Html:
    style = (parts.HERE / "site.css").read_text("utf-8") + parts.STYLE.read_text("utf-8")
    for name, file in LETTERS.items():
        letters = base64.b64encode(fonts.western(file)).decode()
        style = style.replace(f"url({name})", f"url(data:font/woff;base64,{letters})")
    return parts.Html(style.replace("</", "<\\/"))
