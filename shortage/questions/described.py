"""What is said of an answer beside its figures: names, parts, editions, known errors, decimals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shortage.catalog import Break
from shortage.questions.answer import WORDS
from shortage.questions.question import MEASURE, Question
from shortage.questions.rows import NOT_SPLIT, OF_PUBLISHER, in_sentence, is_of_publisher, measure_names, names, tokens
from shortage.questions.settled import HOME, LISTS, SEASONAL
from shortage.questions.transform import begin
from shortage.store import Store, TableData
from shortage.text import Period, Text
from shortage.text.phrases import when

MOST_DECIMALS = 2
UNSAID = ("totaal",)
"""Names of a total that say nothing where the dimension is not named."""


def parts_of(question: Question, data: TableData, store: Store) -> tuple[Text, ...]:
    """Return the fixed members that are no whole, as they stand inside a sentence."""
    parts = []
    for dimension, member in question.fixed.items():
        is_whole = tokens(data, dimension)[member] in (data.table.dimensions[dimension].whole, HOME)
        if dimension != SEASONAL and member != NOT_SPLIT and not is_whole:
            parts.append(in_sentence(names(store, data, dimension)[member], dimension))
    return tuple(text for text in parts if text.nl.casefold() not in UNSAID)


def names_of(question: Question, data: TableData, store: Store) -> dict[str, Text]:
    """Return ``{member: name}`` of the dimension that a question draws, or of the quantities of its table."""
    if question.along == MEASURE:
        return measure_names(data.table)
    return names(store, data, question.along)


def of_publisher(question: Question, data: TableData, store: Store) -> list[Text]:
    """Return what is said of names in the publisher's language, where there are any."""
    shown = [(name, member) for name, member in question.fixed.items()]
    shown += [(question.along, member) for member in question.members if question.along != MEASURE]
    is_any = any(is_of_publisher(data, name, member, names(store, data, name)[member]) for name, member in shown)
    return [OF_PUBLISHER] if is_any else []


def is_inside(break_: Break, frame: pd.DataFrame) -> bool:
    """Whether figures from before and from after a break are shown."""
    start = Period.parse(break_.period).start
    starts = [Period.parse(code).start for code in frame["period"].unique()]
    return min(starts) < start <= max(starts)


def corrected(data: TableData, frame: pd.DataFrame) -> list[Text]:
    """Return what is said of known errors within the periods that are shown."""
    starts = [Period.parse(code).start for code in frame["period"].unique()]
    return [
        applied.note
        for applied in data.corrections
        if min(starts) <= Period.parse(applied.correction.period).start <= max(starts)
    ]


def editions(question: Question, data: TableData, frame: pd.DataFrame, has_several: bool) -> list[Text]:
    """Return what is said of the editions of what is shown."""
    if has_several and frame.groupby("member")["series_id"].nunique().max() > 1:
        return [WORDS["editions_apart"]]
    vintages = frame[~frame["is_second_hand"]].drop_duplicates("vintage")
    if data.table.runs_on is None or len(vintages) < 2 or question.kind in LISTS:
        return []
    starts = [str(code) for code in vintages["period"]]
    first = sorted(starts, key=begin)[1]
    return [WORDS("editions_run_on", first=when(first), why=data.table.runs_on)]


def decimals_of(question: Question, frame: pd.DataFrame) -> int:
    """Return the places of the published figures, one at least of what is worked out."""
    if question.show not in ("level", "change_points"):
        return 1
    values = frame["value"].to_numpy()
    least = 1e-9 * np.maximum(np.abs(values), 1.0)
    for places in range(MOST_DECIMALS):
        if (np.abs(values - values.round(places)) < least).all():
            return places
    return MOST_DECIMALS if question.show == "level" else 1
