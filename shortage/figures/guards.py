"""A title that claims something of a line holds for the whole unbroken line, and its numbers stand in the figure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.figures.base import Guarded, Said, View
from shortage.indicators.course import Course, course
from shortage.text.phrases import amount, when

LONGEST_TITLE = 80


def course_finding(
    view: View,
    line: pd.Series[Any],
    *,
    margin: float,
    is_pct: bool = False,
    decimals: int = 0,
    key: str = "",
    **words: Said,
) -> Guarded[Said]:
    """Return the finding of a figure on one of its lines, in the sentence that fits what the whole line did.

    The sentences stand among the figure's words under the kinds of :class:`shortage.indicators.course.Course`
    (``[<id>.rises]``, ``[<id>.peaks]`` …). Places: ``{a}`` and ``{first}`` (first value and period), ``{b}`` and
    ``{last}``, ``{top}`` and ``{top_at}``, ``{low}`` and ``{low_at}``, ``{mean}``. A kind without a sentence leaves the
    neutral title; so does a line that varies, unless the figure has a sentence on something else that is true of it,
    as its largest step.

    Args:
        view: of the figure.
        line: values by period as drawn, without a gap.
        margin: the smallest difference that counts; with ``is_pct`` in per cent of the first value.
        is_pct: see ``margin``.
        decimals: with which the values stand in the title.
        key: group of sentences, where a figure has more than one (``[<id>.<key>.rises]``).
        words: what else has a place in the sentences.

    Raises:
        ValueError: the line has a gap.
    """
    if len(line) < 2:
        return Guarded(view.definition.title, False, "one period has no course")  # where a reader lets the figure end
    whole = course(line, margin, is_pct=is_pct)
    wanted = f"{key}.{whole.kind}" if key else whole.kind
    sentences = view.definition.words
    if wanted not in sentences:
        return Guarded(view.definition.title, False, whole.check)
    return Guarded(view.say(wanted, **_places(whole, decimals), **words), True, whole.check)


def _places(whole: Course, decimals: int) -> dict[str, Said]:
    ends = {"a": ("first", whole.first), "b": ("last", whole.last)}
    turns = {"top": ("top_at", whole.highest), "low": ("low_at", whole.lowest)}
    places: dict[str, Said] = {"mean": amount(whole.mean, decimals)}
    for value_name, (period_name, (period, value)) in {**ends, **turns}.items():
        places[value_name] = amount(value, decimals)
        places[period_name] = when(period)
    return places
