"""A figure's page: its finding, what it shows and means, where it comes from, its data, and what can be copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shortage import claims, figures
from shortage.figures import FigureSpec, cite
from shortage.page import words
from shortage.page.base import CLAIM, Answers, Link, Table
from shortage.render import table as tables
from shortage.text import Lang, t


@dataclass(frozen=True)
class FigurePage:
    """All that stands around a figure's picture, in one language."""

    spec: FigureSpec
    title: str
    subtitle: str
    until: str
    """Up to when its figures run, and where ages are told how old that is; may be empty."""
    about: tuple[str, ...]
    """Note and source."""
    definitions: tuple[tuple[str, str], ...]
    """Title and meaning of each indicator."""
    claims: tuple[Link, ...]
    """The claims that it helps to decide."""

    @property
    def lang(self) -> Lang:
        """The page's language."""
        return self.spec.lang

    @property
    def table(self) -> Table:
        """The figure's data as a reader sees them."""
        head, rows = tables.table(self.spec)
        cells = tuple(tuple(row) for row in rows)
        return Table(self.title, tuple(head), cells, tuple(range(1, len(head))), is_data=True)

    def copied(self, address: str) -> dict[str, str]:
        """Return what a reader copies from a figure, by its heading's name among the strings of notes.

        Args:
            address: where the figure is found again; "" where that is not known.
        """
        texts = {
            "frozen_link": address,
            "apa_style": cite.citation(self.spec, "apa", address),
            "footnote_style": cite.citation(self.spec, "note", address),
            "sentence_head": cite.finding(self.spec),
            "alt": self.spec.alt,
        }
        return {name: text for name, text in texts.items() if text}


def figure(id: str, answers: Answers, lang: Lang, selection: Mapping[str, Any] | None = None) -> FigurePage:
    """Return a figure's page.

    Raises:
        Problem: there is no such figure or choice, or it cannot be made from this store.
    """
    return around(answers.spec(id, lang, selection), answers)


def around(spec: FigureSpec, answers: Answers) -> FigurePage:
    """Return the page of a figure that is made already."""
    lang = spec.lang
    every_claim = claims.claims()
    definition = figures.figures().get(spec.id)
    helped = [key for key in (definition.claims if definition is not None else ()) if key in every_claim]
    return FigurePage(
        spec=spec,
        title=spec.title,
        subtitle=spec.subtitle,
        until=words.capital(words.until_text(spec.until, lang, answers.day)),
        about=tuple(text for text in (spec.note, spec.source_line) if text),
        definitions=tuple((title[lang], text[lang]) for title, text in spec.definitions),
        claims=tuple(Link(t("page.claim_title", lang, id=every_claim[key].id), CLAIM, {"id": key}) for key in helped),
    )
