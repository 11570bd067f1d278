"""For analysts in Python: open the figures, ask, and get a frame with its provenance and a figure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from shortage.figures import FigureSpec
from shortage.questions import Answer, Question, ask, figure, offer
from shortage.store import Source, Store
from shortage.text import LANGS, Lang, strings


@dataclass(frozen=True)
class House:
    """Figures to be asked of; :func:`shortage.open` gives one."""

    store: Store

    @classmethod
    def at(cls, store: str | None = None, as_of: str = "") -> House:
        """Return the figures of a folder or address, or of a day in the past.

        Raises:
            Problem: there are no figures there, or no such day.
        """
        opened = Store(store).view(as_of)
        opened.entries()
        return cls(opened)

    def tables(self, lang: Lang = "nl") -> pd.DataFrame:
        """Return the tables that can be asked: ``table`` (our name) and ``title``."""
        rows = [(option.code, option.words[lang]) for option in offer.tables(self.store) if option.is_possible]
        return pd.DataFrame(rows, columns=["table", "title"])

    def measures(self, table: str, lang: Lang = "nl") -> pd.DataFrame:
        """Return the quantities of a table: ``measure`` (our name) and ``title``, with its unit.

        Raises:
            Problem: the table is not there.
        """
        rows = [(option.code, option.words[lang]) for option in offer.measures(self.store, table) if option.is_possible]
        return pd.DataFrame(rows, columns=["measure", "title"])

    def members(self, table: str, dimension: str, lang: Lang = "nl") -> pd.DataFrame:
        """Return the members of a dimension of a table: ``member`` (as a question names it) and ``title``.

        Raises:
            Problem: the table is not there.
        """
        asked = Question.parse({"table": table}, self.store)
        options = offer.members(self.store, asked.but(along="", members=(), fixed={}), dimension)
        return pd.DataFrame([(option.code, option.words[lang]) for option in options], columns=["member", "title"])

    def ask(self, table: str = "vacancies", *, lang: Lang = "nl", **parts: Any) -> Asked:
        """Return the answer to a question.

        Args:
            table: our name of the table, or the publisher's id.
            lang: language of labels, title and notes.
            parts: the parts of a question, as in an address: ``measure``, ``show``, ``base``, ``since``, ``until``,
                ``kind``, …, and each dimension by its name (``branch="C,F,J"`` or a list).

        Raises:
            Problem: what is asked cannot be had; the sentence says why and what can be chosen instead.
        """
        language = lang if lang in LANGS else LANGS[0]
        return Asked(ask(Question.read({"table": table, **parts}), self.store), self.store, language)


@dataclass(frozen=True)
class Asked:
    """An answer in one language: its frame, where that comes from, and its figure."""

    answer: Answer
    store: Store
    lang: Lang = "nl"

    @property
    def question(self) -> Question:
        """The question, every part filled in; ``question.address()`` opens it elsewhere."""
        return self.answer.question

    @property
    def frame(self) -> pd.DataFrame:
        """One row a figure: ``member``, ``label``, ``period``, ``value``, ``is_provisional``, …, ``edition``.

        Rows of one ``series_id`` may be compared; ``attrs`` holds unit, title, note and source.
        """
        rows = self.answer.frame
        frame = pd.DataFrame(
            {
                "member": rows["member"],
                "label": [text[self.lang] for text in rows["label"]],
                "period": rows["period"],
                "value": rows["value"],
                "is_provisional": rows["is_provisional"],
                "is_second_hand": rows["is_second_hand"],
                "series_id": rows["series_id"],
                "edition": rows["vintage"],
            }
        )
        spec = self.spec
        frame.attrs = {
            "title": spec.title,
            "unit": strings()[f"unit.{self.answer.unit}"][self.lang],
            "note": spec.note,
            "source": spec.source_line,
        }
        return frame

    @property
    def sources(self) -> tuple[Source, ...]:
        """The tables, with the editions of the rows that the answer rests on."""
        return self.answer.sources

    @property
    def spec(self) -> FigureSpec:
        """All that the figure says: title, subtitle, note, source, text alternative, definition."""
        return figure(self.question.but(as_of=""), self._view()).spec(self.lang)

    def figure(self) -> Any:
        """Return the chart as the dashboard shows it, a Plotly figure."""
        from shortage.render import screen

        return screen.figure(self.spec)

    def save(self, path: str | Path, size: str = "note") -> Path:
        """Write the figure as a file whose name ends in ``.png``, ``.svg``, ``.pdf`` or ``.csv``, and return its path.

        Raises:
            Problem: another ending or size.
        """
        from shortage.render import files

        target = Path(path)
        target.write_bytes(files.content(self.spec, target.suffix.removeprefix("."), size=size))
        return target

    def _view(self) -> Store:
        day = self.question.as_of
        return self.store.view(day) if day else self.store
