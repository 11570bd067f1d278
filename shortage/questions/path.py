"""A path: two quantities of one member against each other, period by period."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from shortage.catalog import table
from shortage.questions import transform
from shortage.questions.answer import WORDS, Answer
from shortage.questions.described import corrected, decimals_of, editions, names_of, of_publisher, parts_of
from shortage.questions.question import Question
from shortage.questions.rows import dimension_name, lines_of, measure_of, season, tokens, where
from shortage.questions.settled import SEASONAL, settle
from shortage.questions.transformed import Transformed, Used, alone, frame_of, within
from shortage.store import Store, TableData
from shortage.text import Period, Problem, Text


def path(question: Question, data: TableData, store: Store) -> Answer:
    """Work out two quantities of one member against each other, period by period.

    Raises:
        Problem: there is no second quantity, they have no period in common, or one is adjusted and the other is not.
    """
    across = _single(question, data, store)
    other, upward = _upward(question, store)
    up = _single(other, upward, store)
    both = ((question, data), (other, upward))
    seasons = {season(rows.table, asked.measure, where(asked, rows)) for asked, rows in both} - {""}
    if len(seasons) > 1:
        raise Problem("ask_seasons")
    second = upward.table.measure(other.measure)
    first = data.table.measure(question.measure)
    shown = [within(line.rows, question) for line in (across, up)]
    shared = [code for code in shown[0].index if code in shown[1].index]
    if len(shared) < 2:
        raise Problem("ask_path_apart", first=first.title, second=second.title)
    used, parts = Used(), []
    for line, source, shown_rows, measure, name in (
        (across, data.source, shown[0].loc[shared], first, "across"),
        (up, upward.source, shown[1].loc[shared], second, "up"),
    ):
        used.add(source, line.line.rows, {code for codes in shown_rows["own"] for code in codes})
        parts.append(frame_of([(replace(line, id=name, label=measure.title), shown_rows)]))
    frame = pd.concat(parts, ignore_index=True)
    notes = of_publisher(question, data, store)
    for (asked, rows), part in zip(both, (frame[: len(shared)], frame[len(shared) :]), strict=True):
        notes += [*_longest(asked, rows, store), *corrected(rows, part), *editions(asked, rows, part, False)]
    return Answer(
        question=question,
        frame=frame,
        names=names_of(question, data, store),
        measure=first,
        unit=first.unit,
        decimals=max(decimals_of(question, part) for part in parts),
        sources=used.sources(),
        notes=tuple(dict.fromkeys(notes)),
        season=next(iter(seasons), ""),
        against=second,
        parts=parts_of(question, data, store),
    )


def _longest(question: Question, data: TableData, store: Store) -> list[Text]:
    """Return what is said of stretches that a path leaves out: it shows one of its lines."""
    is_part = len(lines_of(question, data, store).lines) > 1
    return [WORDS("longest", measure=measure_of(question, data, question.members[0]).title)] if is_part else []


def _single(question: Question, data: TableData, store: Store) -> Transformed:
    """Return the longest comparable line of a question of one member; of equally long ones the newest."""
    lines = [line for line in lines_of(question, data, store).lines if not line.is_second_hand]
    if not lines:
        raise Problem("selection_empty")
    longest = max(lines, key=lambda line: (len(line.rows), Period.parse(str(line.rows.index[-1])).end))
    work = transform.mean_of_four if question.show == "mean4" else transform.level
    return alone(longest, work(longest.rows))


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
        members = tokens(store.read(name), SEASONAL)
        alike = [code for code in members if season(second, measure, {SEASONAL: code}) == own]
        asked[SEASONAL] = next(iter(alike), "")
    other = settle(Question.read(asked), store)
    return other.but(members=other.members[:1], show=question.show), store.read(name)
