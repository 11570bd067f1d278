"""Answers: a question worked out, with everything that is needed to answer for it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from cachetools import LRUCache

from shortage.catalog import Break, Measure, table
from shortage.catalog.denominators import Denominator, denominators_of
from shortage.figures.base import MOST_ROWS
from shortage.questions import transform
from shortage.questions.guards import SHARES, refuse
from shortage.questions.question import MEASURE, Question
from shortage.questions.rows import (
    NOT_SPLIT,
    OF_PUBLISHER,
    Found,
    Line,
    dimension_name,
    find,
    in_sentence,
    is_of_publisher,
    measure_names,
    measure_of,
    measured,
    names,
    season,
    tokens,
    where,
)
from shortage.questions.settled import HOME, LISTS, MOST_BARS, MOST_LINES, SEASONAL, settle, there
from shortage.store import Source, Store, TableData, united
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import amount, both, listed, when

WORDS = Words(__file__)
MOST_DECIMALS = 2
COLUMNS = ("member", "series_id", "label", "period", "value", "is_provisional", "is_second_hand", "vintage")
NONE = Text(nl="", en="")
UNSAID = ("totaal",)
"""Names of a total that say nothing where the dimension is not named."""


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
        return min(self.frame["period"], key=lambda code: Period.parse(code).start)


@dataclass(frozen=True)
class _Worked:
    """A line after its transformation, with what stood beside it and where that came from."""

    line: Line
    rows: pd.DataFrame
    id: str
    label: Text
    beside: pd.DataFrame | None = None
    beside_source: Source | None = None


@dataclass
class _Part:
    """What a transformation gives beside its lines."""

    lines: list[_Worked]
    unit: str
    base: str = ""
    whole: Text = NONE
    denominator: Denominator | None = None
    notes: list[Text] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    """Of what stands beside the lines."""


class _Used:
    """Which rows of which tables an answer rests on: per table the editions by period."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._editions: dict[str, dict[str, set[str]]] = {}

    def add(self, source: Source, rows: pd.DataFrame, periods: Iterable[str]) -> None:
        """Count the rows of some periods in."""
        self._sources[source.table] = source
        seen = self._editions.setdefault(source.table, {})
        vintages = rows["vintage"].to_dict()
        for code in periods:
            seen.setdefault(code, set()).add(str(vintages[code]))

    def sources(self) -> tuple[Source, ...]:
        """Return the tables with the editions that were used."""
        return united(
            replace(one, editions={code: tuple(sorted(each)) for code, each in sorted(self._editions[name].items())})
            for name, one in self._sources.items()
        )


_ANSWERS: LRUCache[Any, Answer] = LRUCache(maxsize=300)
_LOCK = threading.Lock()


def ask(question: Question, store: Store) -> Answer:
    """Work a question out; remembered per store version, so nobody changes its frame.

    Args:
        question: the question, settled or not.
        store: what is asked; with ``question.as_of`` its view of that day.

    Raises:
        Problem: what the question asks cannot be had; the sentence says why and what can be chosen instead.
    """
    view = store.view(question.as_of) if question.as_of else store
    place = (str(view.root), view.version)
    key = (repr(question), *place)
    with _LOCK:
        if key in _ANSWERS:
            return _ANSWERS[key]
    settled = settle(question, view)
    data = view.read(settled.table)
    refuse(settled, data)
    made = (_path if settled.kind == "path" else _answered)(settled, data, view)
    with _LOCK:
        _ANSWERS[key] = _ANSWERS[(repr(settled), *place)] = made
    return made


def _answered(question: Question, data: TableData, store: Store) -> Answer:
    found = find(question, data, store)
    notes: list[Text] = []
    lines = [line for line in found.lines if question.show == "level" or not line.is_second_hand]
    if not lines:
        raise Problem("ask_second_hand" if found.lines else "selection_empty")
    if len(lines) < len(found.lines):
        notes.append(WORDS["second_hand_left"])
    elif any(line.is_second_hand for line in lines):
        notes.append(WORDS["second_hand_apart"])
    part = _worked(question, data, store, lines)
    shown = [(one, _within(one.rows, question)) for one in part.lines]
    first = ""
    if question.kind in LISTS:
        shown, first, more = _lists(question, shown)
        part.notes += [*more, *_first_members(question, data)]
    if question.kind == "table":
        shown, cut = _newest(shown)
        part.notes += [WORDS("newest", count=amount(MOST_ROWS))] if cut else []
    if question.kind == "ranked":
        part.unit = _unit_of_change(question, part.unit)
        last = max((code for _, rows in shown for code in rows.index), key=lambda code: Period.parse(code).start)
        is_seasonal = season(data.table, question.measure, where(question, data)) == "unadjusted"
        if is_seasonal and Period.parse(first).index != Period.parse(last).index:
            part.notes.insert(0, WORDS("other_season", first=when(first), last=when(last)))
    shown = [(one, rows) for one, rows in shown if len(rows)]
    if not shown:
        raise Problem(f"ask_none_{question.show}")
    if question.kind in ("line", "multiples"):
        _count(question, [one for one, _ in shown])
    used, frame = _Used(), _frame(shown)
    for one, rows in shown:
        used.add(data.source, one.line.rows, {code for codes in rows["own"] for code in codes})
        if one.beside is not None and one.beside_source is not None:
            used.add(one.beside_source, one.beside, {code for codes in rows["other"] for code in codes})
    is_line = question.kind in ("line", "multiples", "table")
    every = {(one.period, one.text.en): one for one in (*found.breaks, *part.breaks)}
    breaks = tuple(one for one in every.values() if _is_inside(one, frame)) if is_line else ()
    notes += _of_publisher(question, data, store)
    notes += [*part.notes, *_corrected(data, frame), *_editions(question, data, frame, found.has_editions and is_line)]
    measure = data.table.measure(measured(question, question.members[0]))
    return Answer(
        question=question,
        frame=frame,
        names=_names(question, data, store),
        measure=measure,
        unit=part.unit,
        decimals=_decimals(question, frame),
        sources=used.sources(),
        breaks=breaks,
        notes=tuple(dict.fromkeys(notes)),
        season=season(data.table, measure.name, where(question, data)),
        base=part.base,
        whole=part.whole,
        denominator=part.denominator,
        first=first,
        parts=_parts(question, data, store),
    )


# -- transformations ------------------------------------------------------------------------------------------------


def _worked(question: Question, data: TableData, store: Store, lines: list[Line]) -> _Part:
    """Return the lines transformed; ranked bars compare two periods later and keep the figures as they are."""
    unit, show = lines[0].unit, question.show
    if show == "level" or question.kind == "ranked":
        return _Part([_alone(line, transform.level(line.rows)) for line in lines], unit)
    if show == "change":
        return _Part([_alone(line, transform.change(line.rows)) for line in lines], "per_cent")
    if show == "change_points":
        lines_ = [_alone(line, transform.difference(line.rows)) for line in lines]
        return _Part(lines_, _unit_of_change(question, unit))
    if show == "mean4":
        return _Part([_alone(line, transform.mean_of_four(line.rows)) for line in lines], unit)
    if show == "index":
        return _indexed(question, lines)
    if show == "rate":
        return _rated(question, data, store, lines)
    return _of_whole(question, data, store, lines)


def _alone(line: Line, rows: pd.DataFrame) -> _Worked:
    return _Worked(line, rows, line.id, line.label)


def _unit_of_change(question: Question, unit: str) -> str:
    if question.show == "change":
        return "per_cent"
    return "percentage_point" if unit in SHARES else unit


def _indexed(question: Question, lines: list[Line]) -> _Part:
    """Return lines as an index; a line without a figure of the base has none, and that is said.

    Raises:
        Problem: no line has one.
    """
    base = question.base or _usual_base(question, lines)
    done, left = [], []
    for line in lines:
        try:
            done.append(_alone(line, transform.index(line.rows, base)))
        except Problem:
            left.append(line)
    if not done:
        codes = [code for line in lines for code in line.rows.index]
        first = min(codes, key=lambda code: Period.parse(code).start)
        last = max(codes, key=lambda code: Period.parse(code).start)
        raise Problem("ask_base", base=when(base), first=when(first), last=when(last))
    part = _Part(done, "index", base=base)
    if left:
        part.notes.append(WORDS("base_left", base=when(base), names=listed(dict.fromkeys(line.label for line in left))))
    return part


def _usual_base(question: Question, lines: list[Line]) -> str:
    """Return the first period shown in which most lines have a figure above zero."""
    counts: dict[str, int] = {}
    for line in lines:
        for code in _within(line.rows, question).index:
            counts[code] = counts.get(code, 0) + int(line.values[code] > 0)
    if not counts:
        raise Problem("ask_none_index")
    most = max(counts.values())
    return min((code for code, count in counts.items() if count == most), key=lambda code: Period.parse(code).start)


def _of_whole(question: Question, data: TableData, store: Store, lines: list[Line]) -> _Part:
    """Return lines as shares of the total of their dimension, or as contributions to its growth."""
    whole = next(
        member
        for member, code in tokens(data, question.along).items()
        if code == data.table.dimensions[question.along].whole
    )
    totals = [line for line in find(question, data, store, (whole,)).lines if not line.is_second_hand]
    work = transform.share if question.show == "share" else transform.contribution
    done = []
    for line in lines:
        total = _beside(line, [one.rows for one in totals])
        done.append(replace(_alone(line, work(line.rows, total)), beside=total, beside_source=data.source))
    unit = "per_cent" if question.show == "share" else "percentage_point"
    return _Part(done, unit, whole=names(store, data, question.along)[whole])


def _beside(line: Line, totals: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of the whole that belong to a line: of each period the one of the line's own edition."""
    rows = pd.concat(totals) if totals else line.rows.iloc[:0]
    own = set(zip(line.rows.index, line.rows["vintage"], strict=True))
    # An empty list would choose columns, not rows.
    kept = np.array([key in own for key in zip(rows.index, rows["vintage"], strict=True)], dtype=bool)
    return rows[kept]


def _rated(question: Question, data: TableData, store: Store, lines: list[Line]) -> _Part:
    """Return lines divided by their denominator; each edition of the denominator makes a line of its own."""
    below = denominators_of(question.table, question.measure, question.grain)[question.per]
    other = store.read(below.table)
    fixed = where(question, data)
    done: list[_Worked] = []
    left: list[Text] = []
    breaks: list[Break] = []
    for line in lines:
        codes = dict(fixed)
        if question.along in data.table.dimensions:
            codes[question.along] = tokens(data, question.along)[line.member]
        wanted = {**below.fixed, **{theirs: codes[ours] for ours, theirs in below.shared.items()}}
        whole = _denominators(below, other, store, wanted)
        found = [one for one in whole.lines if not one.is_second_hand]
        breaks += _moved(whole.breaks, line, below)
        parts = [(one, transform.rate(line.rows, one.rows, below.factor, below.period_of)) for one in found]
        parts = [(one, rows) for one, rows in parts if len(rows)]
        if not parts:
            left.append(line.label)
        for place, (one, rows) in enumerate(parts):
            label = line.label if not one.edition.nl or len(parts) == 1 else _bracketed(line.name, one.edition)
            id = line.id if not place else f"{line.id}:{one.id.partition(':')[2] or 0}-{place}"
            done.append(_Worked(line, rows, id, label, one.rows, other.source))
    if not done:
        raise Problem("ask_none_rate")
    part = _Part(done, below.unit, denominator=below, notes=[below.why], breaks=breaks)
    if left:
        part.notes.append(WORDS("rate_left", names=listed(dict.fromkeys(left))))
    return part


def _moved(breaks: Iterable[Break], line: Line, below: Denominator) -> list[Break]:
    """Return the breaks of a denominator at the first period of the numerator that lies behind each."""
    found = []
    for one in breaks:
        start = Period.parse(one.period).start
        behind = [code for code in line.rows.index if (p := below.period_of(code)) and Period.parse(p).start >= start]
        if behind:
            found.append(one.model_copy(update={"period": str(behind[0])}))
    return found


def _denominators(below: Denominator, data: TableData, store: Store, codes: Mapping[str, str]) -> Found:
    members = {name: next((m for m, c in tokens(data, name).items() if c == code), "") for name, code in codes.items()}
    if not all(members.values()):
        return Found((), (), False)
    grain = "year" if below.only_quarter else below.grain
    asked = Question(below.table, below.measure, along="", members=(), fixed=members, grain=grain)
    return find(asked, data, store)


def _bracketed(name: Text, more: Text) -> Text:
    return both(lambda lang: f"{name[lang]} ({more[lang]})")


# -- what is shown ----------------------------------------------------------------------------------------------------


def _within(rows: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the rows of the periods asked for; a year stands for all that lies in it. Lists choose their own."""
    if question.kind in LISTS or not (question.since or question.until):
        return rows
    keep = np.array([_is_asked(str(code), question.since, question.until) for code in rows.index], dtype=bool)
    return rows[keep]


def _is_asked(code: str, since: str, until: str) -> bool:
    one = Period.parse(code)
    return (not since or one.start >= Period.parse(since).start) and (not until or one.end <= Period.parse(until).end)


def _lists(
    question: Question, lines: list[tuple[_Worked, pd.DataFrame]]
) -> tuple[list[tuple[_Worked, pd.DataFrame]], str, list[Text]]:
    """Return each member's one figure: of one period, or the change between two; and which members have none.

    Of a table whose editions may not be joined all figures are of the edition that most members share.
    """
    notes: list[Text] = []
    first, last = _ends(question, [rows for _, rows in lines])
    found: list[tuple[_Worked, pd.DataFrame]] = []
    for one, rows in lines:
        if question.kind == "ranked":
            wanted = transform.between(one.line.rows, first, last, is_points=question.show == "change_points")
        else:
            wanted = rows[rows.index == last]
        if len(wanted):
            found.append((one, wanted))
    if table(question.table).runs_on is None and found:
        found = _one_edition(found, last)
    seen = {one.line.member for one, _ in found}
    left = {one.line.member: one.line.name for one, _ in lines if one.line.member not in seen}
    if found and left:
        key = "left_ranked" if question.kind == "ranked" else "left"
        notes.append(WORDS(key, names=listed(left.values()), first=when(first or last), last=when(last)))
    # Of one period each member has one figure, of one edition: what told its stretches apart tells nothing here.
    is_alone = len(seen) == len(found)
    found = [
        (replace(one, label=one.line.name), rows) if is_alone and not one.line.is_second_hand else (one, rows)
        for one, rows in found
    ]
    newest = max((str(code) for _, rows in lines for code in rows.index), key=lambda code: Period.parse(code).start)
    if not question.until and Period.parse(last).start < Period.parse(newest).start:
        notes.append(WORDS("not_newest", last=when(last), newest=when(newest)))
    if question.kind == "ranked":
        found.sort(key=lambda pair: -float(pair[1]["value"].iloc[0]))
    return found, first, notes


def _first_members(question: Question, data: TableData) -> list[Text]:
    """Return what is said where a dimension has more members than bars can show, and nobody chose among them."""
    known = there(question, data) if len(question.members) == MOST_BARS else []
    if len(known) <= MOST_BARS:
        return []
    return [WORDS("first_members", count=amount(MOST_BARS), every=amount(len(known)))]


def _newest(lines: list[tuple[_Worked, pd.DataFrame]]) -> tuple[list[tuple[_Worked, pd.DataFrame]], bool]:
    """Return the newest periods, as many as a typeset table has rows, and whether there are more."""
    codes = {str(code) for _, rows in lines for code in rows.index}
    ordered = sorted(codes, key=lambda code: Period.parse(code).start)
    wanted = set(ordered[-MOST_ROWS:])
    return [(one, rows[[code in wanted for code in rows.index]]) for one, rows in lines], len(ordered) > MOST_ROWS


def _one_edition(found: list[tuple[_Worked, pd.DataFrame]], last: str) -> list[tuple[_Worked, pd.DataFrame]]:
    vintages = [str(one.line.rows["vintage"].get(last, "")) for one, _ in found]
    best = max(dict.fromkeys(vintages), key=lambda vintage: (vintages.count(vintage), vintage))
    return [pair for pair, vintage in zip(found, vintages, strict=True) if vintage == best]


def _ends(question: Question, parts: list[pd.DataFrame]) -> tuple[str, str]:
    """Return the first and last period that a list is about: as asked, else the newest that most members have.

    Raises:
        Problem: a period that the table does not have.
    """
    counts: dict[str, int] = {}
    for rows in parts:
        for code in rows.index:
            counts[code] = counts.get(code, 0) + 1
    ordered = sorted(counts, key=lambda code: Period.parse(code).start)
    if not ordered:
        raise Problem(f"ask_none_{question.show}")
    last = _asked_period(question.until, ordered)
    if not last:
        most = max(counts.values())
        last = [code for code in ordered if counts[code] == most][-1]
    if question.kind != "ranked":
        return "", last
    first = _asked_period(question.since, ordered)
    if not first:
        before = transform.year_before(last)
        first = before if before in counts else ordered[0]
    if Period.parse(first).start >= Period.parse(last).start:
        raise Problem("ask_two_periods", first=when(first), last=when(last))
    return first, last


def _asked_period(asked: str, ordered: list[str]) -> str:
    """Return the period that is asked for, of a year the last one in it; "" where none is asked.

    Raises:
        Problem: the figures do not have it.
    """
    if not asked:
        return ""
    inside = [code for code in ordered if _is_asked(code, asked, asked)]
    if not inside:
        raise Problem("ask_period_absent", period=when(asked), first=when(ordered[0]), last=when(ordered[-1]))
    return inside[-1]


def _count(question: Question, lines: list[_Worked]) -> None:
    """Raise :class:`Problem` where there are more lines in one plot than can be told apart, or panels for one line."""
    panels = {one.line.member for one in lines} if question.kind == "multiples" else {""}
    if question.kind == "multiples" and len(panels) < 2:
        raise Problem("ask_panels")
    for panel in panels:
        count = len({one.id for one in lines if panel in ("", one.line.member)})
        if count > MOST_LINES:
            key = "ask_lines" if question.kind == "line" else "ask_lines_panel"
            raise Problem(key, count=amount(count), most=amount(MOST_LINES))


def _frame(shown: list[tuple[_Worked, pd.DataFrame]]) -> pd.DataFrame:
    parts = []
    for one, rows in shown:
        vintages = one.line.rows["vintage"].to_dict()
        parts.append(
            pd.DataFrame(
                {
                    "member": one.line.member,
                    "series_id": one.id,
                    "label": pd.Series([one.label] * len(rows), dtype=object),
                    "period": rows.index.to_numpy(dtype=object),
                    "value": rows["value"].to_numpy(dtype=float),
                    "is_provisional": rows["is_provisional"].to_numpy(dtype=bool),
                    "is_second_hand": one.line.is_second_hand,
                    "vintage": [str(vintages[code]) for code in rows.index],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _parts(question: Question, data: TableData, store: Store) -> tuple[Text, ...]:
    """Return the fixed members that are no whole, as they stand inside a sentence."""
    found = []
    for dimension, member in question.fixed.items():
        is_whole = tokens(data, dimension)[member] in (data.table.dimensions[dimension].whole, HOME)
        if dimension != SEASONAL and member != NOT_SPLIT and not is_whole:
            found.append(in_sentence(names(store, data, dimension)[member], dimension))
    return tuple(text for text in found if text.nl.casefold() not in UNSAID)


def _names(question: Question, data: TableData, store: Store) -> dict[str, Text]:
    if question.along == MEASURE:
        return measure_names(data.table)
    return names(store, data, question.along)


def _of_publisher(question: Question, data: TableData, store: Store) -> list[Text]:
    """Return what is said of names in the publisher's language, where there are any."""
    shown = [(name, member) for name, member in question.fixed.items()]
    shown += [(question.along, member) for member in question.members if question.along != MEASURE]
    is_any = any(is_of_publisher(data, name, member, names(store, data, name)[member]) for name, member in shown)
    return [OF_PUBLISHER] if is_any else []


def _is_inside(one: Break, frame: pd.DataFrame) -> bool:
    """Whether figures from before and from after a break are shown."""
    start = Period.parse(one.period).start
    starts = [Period.parse(code).start for code in frame["period"].unique()]
    return min(starts) < start <= max(starts)


def _corrected(data: TableData, frame: pd.DataFrame) -> list[Text]:
    """Return what is said of known errors within the periods that are shown."""
    starts = [Period.parse(code).start for code in frame["period"].unique()]
    return [
        one.note for one in data.corrections if min(starts) <= Period.parse(one.correction.period).start <= max(starts)
    ]


def _editions(question: Question, data: TableData, frame: pd.DataFrame, has_several: bool) -> list[Text]:
    """Return what is said of the editions of what is shown."""
    if has_several and frame.groupby("member")["series_id"].nunique().max() > 1:
        return [WORDS["editions_apart"]]
    vintages = frame[~frame["is_second_hand"]].drop_duplicates("vintage")
    if data.table.runs_on is None or len(vintages) < 2 or question.kind in LISTS:
        return []
    starts = [str(code) for code in vintages["period"]]
    first = sorted(starts, key=lambda code: Period.parse(code).start)[1]
    return [WORDS("editions_run_on", first=when(first), why=data.table.runs_on)]


def _decimals(question: Question, frame: pd.DataFrame) -> int:
    """Return the places of the published figures, one at least of what is worked out."""
    if question.show not in ("level", "change_points"):
        return 1
    values = frame["value"].to_numpy()
    least = 1e-9 * np.maximum(np.abs(values), 1.0)
    for places in range(MOST_DECIMALS):
        if (np.abs(values - values.round(places)) < least).all():
            return places
    return MOST_DECIMALS if question.show == "level" else 1


# -- a path -----------------------------------------------------------------------------------------------------------


def _path(question: Question, data: TableData, store: Store) -> Answer:
    """Work out two quantities of one member against each other, period by period.

    Raises:
        Problem: there is no second quantity, they have no period in common, or one is adjusted and the other is not.
    """
    across = _single(question, data, store)
    other, upward = _upward(question, store)
    up = _single(other, upward, store)
    seasons = {season(one.table, q.measure, where(q, one)) for q, one in ((question, data), (other, upward))} - {""}
    if len(seasons) > 1:
        raise Problem("ask_seasons")
    second = upward.table.measure(other.measure)
    first = data.table.measure(question.measure)
    rows = [_within(work.rows, question) for work in (across, up)]
    shared = [code for code in rows[0].index if code in rows[1].index]
    if len(shared) < 2:
        raise Problem("ask_path_apart", first=first.title, second=second.title)
    used, parts = _Used(), []
    for work, table_data, part, measure, name in (
        (across, data, rows[0], first, "across"),
        (up, upward, rows[1], second, "up"),
    ):
        part = part.loc[shared]
        used.add(table_data.source, work.line.rows, {code for codes in part["own"] for code in codes})
        parts.append(_frame([(replace(work, id=name, label=measure.title), part)]))
    frame = pd.concat(parts, ignore_index=True)
    notes = _of_publisher(question, data, store)
    for asked, one, part in ((question, data, frame[: len(shared)]), (other, upward, frame[len(shared) :])):
        notes += [*_longest(asked, one, store), *_corrected(one, part), *_editions(asked, one, part, False)]
    return Answer(
        question=question,
        frame=frame,
        names=_names(question, data, store),
        measure=first,
        unit=first.unit,
        decimals=max(_decimals(question, part) for part in parts),
        sources=used.sources(),
        notes=tuple(dict.fromkeys(notes)),
        season=next(iter(seasons), ""),
        against=second,
        parts=_parts(question, data, store),
    )


def _longest(question: Question, data: TableData, store: Store) -> list[Text]:
    """Return what is said of stretches that a path leaves out."""
    others = [line for line in find(question, data, store).lines if line is not _single(question, data, store).line]
    return [WORDS("longest", measure=measure_of(question, data, question.members[0]).title)] if others else []


def _single(question: Question, data: TableData, store: Store) -> _Worked:
    """Return the longest comparable line of a question of one member; of equally long ones the newest."""
    lines = [line for line in find(question, data, store).lines if not line.is_second_hand]
    if not lines:
        raise Problem("selection_empty")
    longest = max(lines, key=lambda line: (len(line.rows), Period.parse(str(line.rows.index[-1])).end))
    work = transform.mean_of_four if question.show == "mean4" else transform.level
    return _alone(longest, work(longest.rows))


def _upward(question: Question, store: Store) -> tuple[Question, TableData]:
    """Return the question of the quantity that goes up: of the same table, or of another with the same members."""
    name, _, measure = question.against.rpartition(":")
    if not name or name == question.table:
        other = question.but(measure=measure, against="")
        return other, store.read(question.table)
    asked = {"table": name, "measure": measure, "grain": question.grain, "kind": "line"}
    first, second = table(question.table), table(name)
    codes = {**question.fixed, **({question.along: question.members[0]} if question.along in first.dimensions else {})}
    for dimension, member in codes.items():
        if dimension in second.dimensions:
            asked[dimension] = member
        elif member not in (first.dimensions[dimension].whole, *first.dimensions[dimension].members) or (
            first.dimensions[dimension].whole and member != first.dimensions[dimension].whole
        ):
            raise Problem("ask_path_scope", table=second.id, name=dimension_name(dimension))
    own = season(first, question.measure, where(question, store.read(question.table)))
    if own and SEASONAL in second.dimensions and SEASONAL not in asked:
        known = tokens(store.read(name), SEASONAL)
        alike = [code for code in known if season(second, measure, {SEASONAL: code}) == own]
        asked[SEASONAL] = next(iter(alike), "")
    other = settle(Question.read(asked), store)
    return other.but(members=other.members[:1], show=question.show), store.read(name)
