"""A question goes in, an answer comes out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from cachetools import LRUCache

from shortage.figures.base import MOST_ROWS
from shortage.questions.answer import WORDS, Answer
from shortage.questions.described import corrected, decimals_of, editions, is_inside, names_of, of_publisher, parts_of
from shortage.questions.guards import refuse
from shortage.questions.path import path
from shortage.questions.question import Question
from shortage.questions.rows import Line, lines_of, measured, season, where
from shortage.questions.settled import LISTS, settle
from shortage.questions.shown import check_lines, first_members, newest_periods, one_figure_each
from shortage.questions.transform import begin
from shortage.questions.transformed import (
    Shown,
    Transformation,
    Used,
    frame_of,
    transform_lines,
    unit_of_change,
    within,
)
from shortage.store import Store, TableData
from shortage.text import Period, Problem, Text
from shortage.text.phrases import amount, when

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
    view = question.view(store)
    state = (str(view.root), view.version)
    key = (repr(question), *state)
    with _LOCK:
        if key in _ANSWERS:
            return _ANSWERS[key]
    settled = settle(question, view)
    data = view.read(settled.table)
    refuse(settled, data)
    answer = (path if settled.kind == "path" else _answered)(settled, data, view)
    with _LOCK:
        _ANSWERS[key] = _ANSWERS[(repr(settled), *state)] = answer
    return answer


def _answered(question: Question, data: TableData, store: Store) -> Answer:
    every = lines_of(question, data, store)
    lines, notes = _taken(question, every.lines)
    work = transform_lines(question, data, store, lines)
    shown, first = _shown(question, data, work)
    frame, used = frame_of(shown), Used()
    for line, rows in shown:
        used.add(data.source, line.line.rows, {code for codes in rows["own"] for code in codes})
        if line.beside is not None and line.beside_source is not None:
            used.add(line.beside_source, line.beside, {code for codes in rows["other"] for code in codes})
    is_line = question.kind in ("line", "multiples", "table")
    by_place = {(mark.period, mark.text.en): mark for mark in (*every.breaks, *work.breaks)}
    breaks = tuple(mark for mark in by_place.values() if is_inside(mark, frame)) if is_line else ()
    notes += of_publisher(question, data, store)
    notes += [*work.notes, *corrected(data, frame), *editions(question, data, frame, every.has_editions and is_line)]
    measure = data.table.measure(measured(question, question.members[0]))
    return Answer(
        question=question,
        frame=frame,
        names=names_of(question, data, store),
        measure=measure,
        unit=work.unit,
        decimals=decimals_of(question, frame),
        sources=used.sources(),
        breaks=breaks,
        notes=tuple(dict.fromkeys(notes)),
        season=season(data.table, measure.name, where(question, data)),
        base=work.base,
        whole=work.whole,
        denominator=work.denominator,
        first=first,
        parts=parts_of(question, data, store),
    )


def _taken(question: Question, every: Sequence[Line]) -> tuple[list[Line], list[Text]]:
    """Return the lines that may be transformed, and what is said of the second-hand ones among all.

    Raises:
        Problem: there are none.
    """
    lines = [line for line in every if question.show == "level" or not line.is_second_hand]
    if not lines:
        raise Problem("ask_second_hand" if every else "selection_empty")
    if len(lines) < len(every):
        return lines, [WORDS["second_hand_left"]]
    return lines, [WORDS["second_hand_apart"]] if any(line.is_second_hand for line in lines) else []


def _shown(question: Question, data: TableData, work: Transformation) -> tuple[Shown, str]:
    """Return the lines with the rows of each that are shown, and the earlier period of ranked bars.

    What is to be said of it is added to the notes of ``work``, and ranked bars change its unit.

    Raises:
        Problem: nothing is left to show, or there are more lines than can be told apart.
    """
    shown, first = [(line, within(line.rows, question)) for line in work.lines], ""
    if question.kind in LISTS:
        shown, first, notes = one_figure_each(question, shown)
        work.notes += [*notes, *first_members(question, data)]
    if question.kind == "table":
        shown, is_cut = newest_periods(shown)
        work.notes += [WORDS("newest", count=amount(MOST_ROWS))] if is_cut else []
    shown = [(line, rows) for line, rows in shown if len(rows)]
    if not shown:
        raise Problem(f"ask_none_{question.show}")
    if question.kind == "ranked":
        work.unit = unit_of_change(question, work.unit)
        last = max((code for _, rows in shown for code in rows.index), key=begin)
        is_seasonal = season(data.table, question.measure, where(question, data)) == "unadjusted"
        if is_seasonal and Period.parse(first).index != Period.parse(last).index:
            work.notes.insert(0, WORDS("other_season", first=when(first), last=when(last)))
    if question.kind in ("line", "multiples"):
        check_lines(question, [line for line, _ in shown])
    return shown, first
