"""Lines after their transformation: a change, an index, a share, a rate, with what stood beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from shortage.catalog import Break
from shortage.catalog.denominators import Denominator, denominators_of
from shortage.questions import transform
from shortage.questions.answer import NONE, WORDS
from shortage.questions.guards import SHARES
from shortage.questions.question import Question
from shortage.questions.rows import Line, Lines, lines_of, names, tokens, where
from shortage.questions.settled import LISTS
from shortage.store import COPIED_FROM, Source, Store, TableData, united
from shortage.text import Period, Problem, Text
from shortage.text.phrases import both, listed, when

COLUMNS = ("member", "series_id", "label", "period", "value", "is_provisional", "is_second_hand", "vintage")


@dataclass(frozen=True)
class Transformed:
    """A line after its transformation, with what stood beside it and where that came from."""

    line: Line
    rows: pd.DataFrame
    id: str
    label: Text
    beside: pd.DataFrame | None = None
    beside_source: Source | None = None


Shown = list[tuple[Transformed, pd.DataFrame]]
"""Lines, each with those of its rows that are shown."""


@dataclass
class Transformation:
    """Lines after their transformation, and what that gives beside them."""

    lines: list[Transformed]
    unit: str
    base: str = ""
    whole: Text = NONE
    denominator: Denominator | None = None
    notes: list[Text] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    """Of what stands beside the lines."""


def transform_lines(question: Question, data: TableData, store: Store, lines: list[Line]) -> Transformation:
    """Return the lines transformed; ranked bars compare two periods later and keep the figures as they are."""
    unit, show = lines[0].unit, question.show
    if show == "level" or question.kind == "ranked":
        return Transformation([alone(line, transform.level(line.rows)) for line in lines], unit)
    if show == "change":
        return Transformation([alone(line, transform.change(line.rows)) for line in lines], "per_cent")
    if show == "change_points":
        in_points = [alone(line, transform.difference(line.rows)) for line in lines]
        return Transformation(in_points, unit_of_change(question, unit))
    if show == "mean4":
        return Transformation([alone(line, transform.mean_of_four(line.rows)) for line in lines], unit)
    if show == "index":
        return _indexed(question, lines)
    if show == "rate":
        return _rated(question, data, store, lines)
    return _of_whole(question, data, store, lines)


def alone(line: Line, rows: pd.DataFrame) -> Transformed:
    """Return a line whose transformation needs no other line; ``rows`` as :mod:`transform` gives them."""
    return Transformed(line, rows, line.id, line.label)


def unit_of_change(question: Question, unit: str) -> str:
    """Return the unit (key) of a change in figures that have ``unit``."""
    if question.show == "change":
        return "per_cent"
    return "percentage_point" if unit in SHARES else unit


def _indexed(question: Question, lines: list[Line]) -> Transformation:
    """Return lines as an index; a line without a figure of the base has none, and that is said.

    Raises:
        Problem: no line has one.
    """
    base = question.base or _usual_base(question, lines)
    done, left = [], []
    for line in lines:
        try:
            done.append(alone(line, transform.index(line.rows, base)))
        except Problem:
            left.append(line)
    if not done:
        codes = [code for line in lines for code in line.rows.index]
        first = min(codes, key=transform.begin)
        last = max(codes, key=transform.begin)
        raise Problem("ask_base", base=when(base), first=when(first), last=when(last))
    indexed = Transformation(done, "index", base=base)
    if left:
        indexed.notes.append(
            WORDS("base_left", base=when(base), names=listed(dict.fromkeys(line.label for line in left)))
        )
    return indexed


def _usual_base(question: Question, lines: list[Line]) -> str:
    """Return the first period shown in which most lines have a figure above zero."""
    counts: dict[str, int] = {}
    for line in lines:
        for code in within(line.rows, question).index:
            counts[code] = counts.get(code, 0) + int(line.values[code] > 0)
    if not counts:
        raise Problem("ask_none_index")
    most = max(counts.values())
    return min((code for code, count in counts.items() if count == most), key=transform.begin)


def _of_whole(question: Question, data: TableData, store: Store, lines: list[Line]) -> Transformation:
    """Return lines as shares of the total of their dimension, or as contributions to its growth.

    A break of the total is one of the share: what lies on either side of it is a line of its own.
    """
    whole = next(
        member
        for member, code in tokens(data, question.along).items()
        if code == data.table.dimensions[question.along].whole
    )
    of_whole = lines_of(question, data, store, (whole,))
    totals = [line for line in of_whole.lines if not line.is_second_hand]
    work = transform.share if question.show == "share" else transform.contribution
    done = []
    for line in lines:
        parts = [(total, _beside(line, total.rows)) for total in totals]
        parts = [(total, rows) for total, rows in parts if len(rows)]
        for index, (total, rows) in enumerate(parts):
            is_one = len(parts) == 1 or not total.edition.nl
            label = line.label if is_one else _bracketed(line.name, total.edition)
            id = line.id if not index else f"{line.id}-{index}"
            done.append(Transformed(line, work(line.rows, rows), id, label, rows, data.source))
        if not parts:
            none = line.rows.iloc[:0]
            done.append(Transformed(line, work(line.rows, none), line.id, line.label, none, data.source))
    unit = "per_cent" if question.show == "share" else "percentage_point"
    whole_name = names(store, data, question.along)[whole]
    return Transformation(done, unit, whole=whole_name, breaks=list(of_whole.breaks))


def _beside(line: Line, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the whole that belong to a line: of each period the one of the line's own edition."""
    own = set(zip(line.rows.index, line.rows["vintage"], strict=True))
    # An empty list would choose columns, not rows.
    is_own = np.array([key in own for key in zip(rows.index, rows["vintage"], strict=True)], dtype=bool)
    return rows[is_own]


def _rated(question: Question, data: TableData, store: Store, lines: list[Line]) -> Transformation:
    """Return lines divided by their denominator; each edition of the denominator makes a line of its own."""
    below = denominators_of(question.table, question.measure, question.grain)[question.per]
    other = store.read(below.table)
    fixed = where(question, data)
    done: list[Transformed] = []
    left: list[Text] = []
    breaks: list[Break] = []
    for line in lines:
        codes = dict(fixed)
        if question.along in data.table.dimensions:
            codes[question.along] = tokens(data, question.along)[line.member]
        wanted = {**below.fixed, **{theirs: codes[ours] for ours, theirs in below.shared.items()}}
        whole = _denominators(below, other, store, wanted)
        divisors = [divisor for divisor in whole.lines if not divisor.is_second_hand]
        breaks += _moved(whole.breaks, line, below)
        parts = [
            (divisor, transform.rate(line.rows, divisor.rows, below.factor, below.period_of)) for divisor in divisors
        ]
        parts = [(divisor, rows) for divisor, rows in parts if len(rows)]
        if not parts:
            left.append(line.label)
        for index, (divisor, rows) in enumerate(parts):
            label = line.label if not divisor.edition.nl or len(parts) == 1 else _bracketed(line.name, divisor.edition)
            id = line.id if not index else f"{line.id}:{divisor.id.partition(':')[2] or 0}-{index}"
            done.append(Transformed(line, rows, id, label, divisor.rows, other.source))
    if not done:
        raise Problem("ask_none_rate")
    rated = Transformation(done, below.unit, denominator=below, notes=[below.why], breaks=breaks)
    if left:
        rated.notes.append(WORDS("rate_left", names=listed(dict.fromkeys(left))))
    return rated


def _moved(breaks: Iterable[Break], line: Line, below: Denominator) -> list[Break]:
    """Return the breaks of a denominator at the first period of the numerator that lies behind each."""
    moved = []
    for break_ in breaks:
        start = Period.parse(break_.period).start
        behind = [code for code in line.rows.index if (p := below.period_of(code)) and Period.parse(p).start >= start]
        if behind:
            moved.append(break_.model_copy(update={"period": str(behind[0])}))
    return moved


def _denominators(below: Denominator, data: TableData, store: Store, codes: Mapping[str, str]) -> Lines:
    members = {name: next((m for m, c in tokens(data, name).items() if c == code), "") for name, code in codes.items()}
    if not all(members.values()):
        return Lines((), (), False)
    grain = "year" if below.only_quarter else below.grain
    asked = Question(below.table, below.measure, along="", members=(), fixed=members, grain=grain)
    return lines_of(asked, data, store)


def _bracketed(name: Text, more: Text) -> Text:
    return both(lambda lang: f"{name[lang]} ({more[lang]})")


def within(rows: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the rows of the periods asked for; a year stands for all that lies in it. Lists choose their own."""
    if question.kind in LISTS or not (question.since or question.until):
        return rows
    keep = np.array([is_asked(str(code), question.since, question.until) for code in rows.index], dtype=bool)
    return rows[keep]


def is_asked(code: str, since: str, until: str) -> bool:
    """Whether a period lies wholly between two others (codes of any grain, "" for none)."""
    period = Period.parse(code)
    return (not since or period.start >= Period.parse(since).start) and (
        not until or period.end <= Period.parse(until).end
    )


class Used:
    """Which rows of which tables an answer rests on: per table the editions by period."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._editions: dict[str, dict[str, set[str]]] = {}
        self._copied: dict[str, dict[str, set[str]]] = {}

    def add(self, source: Source, rows: pd.DataFrame, periods: Iterable[str]) -> None:
        """Count the rows of some periods in."""
        self._sources[source.table] = source
        seen = self._editions.setdefault(source.table, {})
        vintages = rows["vintage"].to_dict()
        others = rows[COPIED_FROM].to_dict() if COPIED_FROM in rows else {}
        for code in periods:
            seen.setdefault(code, set()).add(str(vintages[code]))
            if other := others.get(code):
                self._copied.setdefault(source.table, {}).setdefault(other, set()).add(code)

    def sources(self) -> tuple[Source, ...]:
        """Return the tables with the editions that were used."""
        return united(
            replace(source, editions=_sorted(self._editions[name]), copied=_sorted(self._copied.get(name, {})))
            for name, source in self._sources.items()
        )


def _sorted(sets: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(sets[key])) for key in sorted(sets)}


def frame_of(shown: Shown) -> pd.DataFrame:
    """Return lines as the frame of an answer, with :data:`COLUMNS`; see :class:`shortage.questions.answer.Answer`."""
    parts = []
    for transformed, rows in shown:
        vintages = transformed.line.rows["vintage"].to_dict()
        parts.append(
            pd.DataFrame(
                {
                    "member": transformed.line.member,
                    "series_id": transformed.id,
                    "label": pd.Series([transformed.label] * len(rows), dtype=object),
                    "period": rows.index.to_numpy(dtype=object),
                    "value": rows["value"].to_numpy(dtype=float),
                    "is_provisional": rows["is_provisional"].to_numpy(dtype=bool),
                    "is_second_hand": transformed.line.is_second_hand,
                    "vintage": [str(vintages[code]) for code in rows.index],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]
