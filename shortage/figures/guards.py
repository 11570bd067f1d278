"""A title that claims something of a line holds for the whole unbroken line, and its numbers stand in the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from shortage.figures.base import FigureSpec, Guarded, Said, View
from shortage.indicators.course import Course, course
from shortage.text import Period, number
from shortage.text.phrases import amount, when

LONGEST_TITLE = 80
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LEVEL_OF_MBO = re.compile(r"\bmbo-\d\b")


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


def title_faults(spec: FigureSpec) -> Iterator[str]:
    """Give what keeps a figure's title from being checked at a glance: its length, and numbers that are not drawn.

    A number may be a drawn value with up to three decimals, the height of a reference line, the mean of a line (of one
    that stayed level), a period or a year of the data, stand in the subtitle, or count bars or lines (at most as many
    as there are). What must be worked out from two drawn values may not.
    """
    if len(spec.title) > LONGEST_TITLE:
        yield f"title of {len(spec.title)} characters"
    drawn = [*spec.data["value"], *(line.value for line in spec.reference_lines)]
    drawn += list(spec.data.groupby("series_id")["value"].mean())
    shown = {number(abs(value), spec.lang, places) for value in drawn if value == value for places in range(4)}
    shown |= set(_NUMBER.findall(spec.subtitle))
    periods = [Period.parse(code) for code in spec.data["period"].unique() if code]
    shown |= {str(period.year) for period in periods}
    countable = max(spec.data["category"].nunique(), spec.data["series_id"].nunique())
    shown |= {str(count) for count in range(1, countable + 1)}
    left = spec.title
    for name in sorted({period.label(spec.lang) for period in periods}, key=len, reverse=True):
        left = left.replace(name, "")
    for name in {*spec.data["label"], *spec.data["category"]} - {""}:
        left = left.replace(name, "")
    for text in _NUMBER.findall(_LEVEL_OF_MBO.sub("", left)):
        if text not in shown:
            yield f"{text} is not in the figure"
