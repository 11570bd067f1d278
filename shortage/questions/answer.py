"""An answer: a question worked out, with everything that is needed to answer for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from shortage.catalog import Break, Measure
from shortage.catalog.denominators import Denominator
from shortage.questions.question import Question
from shortage.questions.transform import begin
from shortage.store import Source
from shortage.text import Period, Text, Words

WORDS = Words(__file__)
NONE = Text(nl="", en="")


@dataclass(frozen=True)
class Answer:
    """A question worked out.

    Attributes:
        question: as it was settled.
        frame: one row a figure, in drawing order: ``member``, ``series_id``, ``label`` (in both languages), ``period``
            (code), ``value`` (in ``unit``), ``is_provisional``, ``is_second_hand``, ``vintage`` (its edition).
            Rows of one ``series_id`` may be compared.
        names: ``{member: name}`` of what is drawn.
        measure: the quantity, the first of them where there are several.
        unit: key of the unit of what is shown.
        decimals: with how many places a reader is shown it.
        sources: the tables, with the editions of the rows that the answer rests on.
        breaks: of the publisher, within what is shown.
        notes: what a reader must know of these figures, each a sentence.
        season: ``adjusted`` or ``unadjusted``, "" where the catalogue does not say.
        base: the period that is 100, "" without an index.
        whole: what shares are taken of, empty without.
        denominator: what was divided by, ``None`` without.
        first: the earlier of the two periods of ranked bars, "" for others.
        against: what goes up in a path, ``None`` for others.
        parts: what the figures are about beside what is drawn, where that is not a whole: a branch, a sex.
    """

    question: Question
    frame: pd.DataFrame
    names: Mapping[str, Text]
    measure: Measure
    unit: str
    decimals: int
    sources: tuple[Source, ...]
    breaks: tuple[Break, ...] = ()
    notes: tuple[Text, ...] = ()
    season: str = ""
    base: str = ""
    whole: Text = NONE
    denominator: Denominator | None = None
    first: str = ""
    against: Measure | None = None
    parts: tuple[Text, ...] = ()

    @property
    def last(self) -> str:
        """The newest period (code) of which a figure is shown."""
        return max(self.frame["period"], key=lambda code: Period.parse(code).end)

    @property
    def earliest(self) -> str:
        """The oldest period (code) of which a figure is shown."""
        return min(self.frame["period"], key=begin)
