"""The parts that pages are made of, and what pages ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from shortage import claims, diff, figures, history, loader
from shortage.claims import Verdict
from shortage.figures import FigureSpec
from shortage.page import words
from shortage.store import Store
from shortage.text import Lang, t

CLAIM, PROPOSALS, FIGURES, DATA = "bewering", "voorstellen", "figuren", "data"
"""Names of pages, as they stand in an address; a theme's page has a name of its own."""


@dataclass(frozen=True)
class Badge:
    """A verdict as a sign and a word; ``value`` is its code."""

    value: str
    word: str


def badge(value: str, lang: Lang) -> Badge:
    """Return the badge of a verdict's code."""
    return Badge(value, t(f"verdict.{value}", lang))


@dataclass(frozen=True)
class Link:
    """A way to another page: its name in an address, and what that address chooses there."""

    text: str
    page: str
    values: Mapping[str, str] = field(default_factory=dict)


Cell = str | Badge | Link | tuple[Link, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``kind`` is ``""``, ``small``, ``question``, ``sentence`` or ``rest``."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """One sentence on what is wrong, or on what a reader should know first."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table of words; the first cell of a row is its heading. ``numbers`` are the columns that stand right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()
    is_data: bool = False


@dataclass(frozen=True)
class Code:
    """Lines of a program, to be copied; ``language`` names it."""

    text: str
    language: str = "sql"


Block = Paragraph | Items | Notice | Table | Code


@dataclass(frozen=True)
class Section:
    """A part of a page: ``name`` is what it is known by, ``heading`` may be empty.

    ``fold`` is the line behind which the part waits until a reader opens it; empty where it is always seen.
    """

    name: str
    heading: str
    blocks: tuple[Block, ...]
    fold: str = ""


@dataclass(frozen=True)
class Answer:
    """What answers a page: a number, what it counts, the finding in sentences, and the verdict where there is one."""

    number: str
    below: tuple[str, ...]
    first: str
    rest: str = ""
    badge: Badge | None = None
    sturdiness: str = ""
    judged: str = ""
    """The claim that was judged, where the page has not said it yet."""
    parts: tuple[tuple[Badge, str], ...] = ()
    """The parts of a claim that are judged apart."""


class Answers:
    """What pages ask: verdicts, figures and tables of one store, each worked out once.

    The live pages ask one that remembers for all readers. ``day`` is the day against which ages are told; without one,
    as in files, none is told, and a table's condition is that of the day of the newest load.
    """

    def __init__(self, store: Store, day: dt.date | None = None) -> None:
        self.store, self.day = store, day
        self._known: dict[Any, Any] = {}

    def _once(self, key: Any, make: Any) -> Any:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _view(self, as_of: str) -> Store:
        """Return the store as of a day, "" for now; one view a day, which remembers what was asked of it."""
        if as_of == self.store.as_of:
            return self.store
        return self._once(("view", as_of), lambda: self.store.view(as_of) if as_of else self.store.now())

    @property
    def version(self) -> str:
        """The data version."""
        return self.store.version

    def verdict(self, key: str, parameters: Mapping[str, Any] | None = None, as_of: str | None = None) -> Verdict:
        """Return a judged claim.

        Args:
            key: the claim.
            parameters: what a reader changed of its rule's parameters.
            as_of: a day (ISO text), to judge with what had been published by then; "" for now; None for the day of the
                store that is asked.
        """
        chosen = tuple(sorted((parameters or {}).items()))

        def make() -> Verdict:
            store = self.store if as_of is None else self._view(as_of)
            return claims.judge(claims.claim(key), store, parameters)

        return self._once(("verdict", key, chosen, as_of), make)

    def verdict_on(self, key: str, as_of: str) -> Verdict:
        """Return a verdict of a day, "" for now, without those under other choices: most of the work, and not shown.

        Args:
            key: the claim.
            as_of: a day (ISO text), to judge with what had been published by then.
        """

        def make() -> Verdict:
            return claims.judge(claims.claim(key).model_copy(update={"alternatives": ()}), self._view(as_of))

        return self._once(("verdict on", key, as_of), make)

    def spec(self, id: str, lang: Lang, selection: Mapping[str, Any] | None = None) -> FigureSpec:
        """Return what a figure says."""
        chosen = tuple(sorted((selection or {}).items()))
        return self._once(
            ("spec", id, lang, chosen), lambda: figures.make(id, self.store, lang, **dict(selection or {}))
        )

    def knows(self, id: str, lang: Lang, spec: FigureSpec) -> None:
        """Remember what a figure says, as it was made from this store elsewhere."""
        self._known["spec", id, lang, ()] = spec

    def status(self) -> list[loader.TableStatus]:
        """Return what the store holds of every table."""
        return self._once("status", lambda: loader.status(self.store, self.day or self.newest_load()))

    def newest_load(self) -> dt.date | None:
        """Return the day on which the newest release was fetched (the first of a month that stands without its day)."""
        fetched = [
            entry.retrieved[:10] for listed in self.store.entries().values() for entry in listed if entry.is_current
        ]
        days = [dt.date.fromisoformat(f"{text}-01"[:10]) for text in fetched if len(text) in (7, 10)]
        return max(days, default=None)

    def changes_said(self) -> list[history.Change]:
        """Return what new releases did to verdicts and key numbers, newest first."""
        return self._once("history", lambda: history.read(self.store))

    def extent(self, name: str) -> tuple[int, int, str, str]:
        """Return how many figures a table holds, how many more as context only, and its first and last period."""

        def make() -> tuple[int, int, str, str]:
            data = self.store.read(name)
            frame = pd.concat([data.frame, data.context]).sort_values("period_start")
            ends = (str(frame["period"].iloc[0]), str(frame["period"].iloc[-1])) if len(frame) else ("", "")
            return len(data.frame), len(data.context), *ends

        return self._once(("extent", name), make)

    def changes(self, name: str) -> tuple[str, dict[str, int], list[dict[str, Any]]]:
        """Return the previous release of a table, how many cells changed since, and the first of them."""

        def make() -> tuple[str, dict[str, int], list[dict[str, Any]]]:
            before, _ = diff.releases(self.store, name, None, None)
            rows = diff.changes(self.store, name)
            first = [{str(key): cell for key, cell in row.items()} for row in rows.head(50).to_dict("records")]
            return before, diff.summary(rows), first

        return self._once(("changes", name), make)


def answer(verdict: Verdict, lang: Lang, day: dt.date | None, *, is_claim_shown: bool = True) -> Answer:
    """Return a verdict as the answer to a page's question.

    Args:
        verdict: the judged claim.
        lang: the page's language.
        day: the day against which age is told, if it is.
        is_claim_shown: whether the claim that is judged is said, too; its own page has said so already.
    """
    large, below = words.headline(verdict, lang, day)
    stated, said = verdict.claim.stated, ""
    if stated is not None:
        said = t("page.stated", lang, value=words.value_text(stated.value, stated.unit, stated.decimals, lang))
    first, rest = words.sentences(verdict.sentence(lang))
    judged = ""
    if is_claim_shown:
        judged = t("page.judged", lang, id=verdict.claim.id, statement=verdict.fill(verdict.claim.statement, lang))
    parts = () if is_claim_shown else verdict.finding.parts
    return Answer(
        number=large,
        below=tuple(line for line in (below, said) if line),
        first=first,
        rest=rest,
        badge=badge(verdict.value, lang),
        sturdiness=verdict.sturdiness(lang),
        judged=judged,
        parts=tuple((badge(part.verdict, lang), part.text[lang]) for part in parts),
    )


def headings(lang: Lang, *names: str) -> tuple[str, ...]:
    """Return the headings of a table's columns, by their names among the strings of pages."""
    return tuple(t(f"page.{name}", lang) for name in names)
