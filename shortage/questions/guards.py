"""Guards: what is refused before anything is worked out, each with why, and what can be chosen instead."""

from __future__ import annotations

from typing import get_args

from shortage.catalog import Measure, table
from shortage.catalog.denominators import Denominator, denominators_of
from shortage.figures.base import Kind as Drawable
from shortage.questions.question import MEASURE, WORDS, Question, unknown
from shortage.questions.rows import dimension_name, measured, season, tokens, where
from shortage.store import TableData
from shortage.text import Problem, Text, strings
from shortage.text.phrases import lower_first

COUNTED = frozenset(
    {"thousand", "count", "persons", "million", "million_hours", "million_eur", "vacancies", "programmes"}
)
"""Units whose figures add up to those of a whole."""
SHARES = frozenset({"per_cent", "percentage_point"})
CHAINED = ("real-adjusted",)
"""Codes of figures in prices of one year: parts of them do not add up to the whole."""
DRAWN = {"line": "line", "bars": "bar", "ranked": "bar", "multiples": "small_multiples", "path": "path"}
"""Which kind of figure draws each kind of question; a kind that is not here has its own name."""


def refuse(question: Question, data: TableData) -> None:
    """Raise :class:`Problem` where a settled question may not be answered as it is asked."""
    for guard in (kind, units, seasons, parts, sign, percentages, quarters, denominator, path):
        guard(question, data)


def measures(question: Question, data: TableData) -> list[Measure]:
    """Return the quantities that a question shows."""
    return [data.table.measure(measured(question, member)) for member in question.members]


def kind(question: Question, data: TableData) -> None:
    """A kind that is not drawn here, or that does not go with what is shown."""
    if drawn(question.kind) not in get_args(Drawable):
        raise Problem("ask_kind_absent", kind=_code(question.kind))
    if question.kind == "ranked" and question.show not in ("change", "change_points"):
        raise Problem("ask_ranked", show=_code(question.show))
    if question.kind == "map" and question.along != "region":
        raise Problem("ask_map")


def drawn(kind: str) -> str:
    """Return the kind of figure that draws a kind of question."""
    return DRAWN.get(kind, kind)


def units(question: Question, data: TableData) -> None:
    """Unlike units on one axis."""
    listed = measures(question, data)
    other = next((measure for measure in listed if measure.unit != listed[0].unit), None)
    if other is not None:
        raise Problem("ask_units", first=listed[0].title, second=other.title)


def seasons(question: Question, data: TableData) -> None:
    """Figures with and without adjustment for the season beside each other."""
    fixed = where(question, data)
    adjustments = set()
    for member in question.members:
        codes = dict(fixed)
        if question.along in data.table.dimensions:
            codes[question.along] = tokens(data, question.along)[member]
        adjustments.add(season(data.table, measured(question, member), codes))
    if len(adjustments - {""}) > 1:
        raise Problem("ask_seasons")


def sign(question: Question, data: TableData) -> None:
    """A quantity that can be below zero, divided by."""
    needs = question.show in ("index", "share", "contribution", "rate") or question.show == "change"
    for measure in measures(question, data) if needs else ():
        low = measure.low
        if low is None:
            rows = data.frame["value"][data.frame["measure"] == measure.name]
            low = float(rows.min()) if rows.notna().any() else 0.0
        if low < 0:
            raise Problem("ask_sign", measure=measure.title)


def percentages(question: Question, data: TableData) -> None:
    """A percentage of a percentage."""
    for measure in measures(question, data):
        if question.show == "change" and measure.unit in SHARES:
            raise Problem("ask_points", measure=measure.title)


def quarters(question: Question, data: TableData) -> None:
    """A mean of four quarters of what is no quarter."""
    if question.show == "mean4" and question.grain != "quarter":
        raise Problem("ask_quarters", measure=measures(question, data)[0].title)


def parts(question: Question, data: TableData) -> None:
    """A share or contribution without a whole, of what does not add up, or of the whole itself."""
    if question.show not in ("share", "contribution"):
        return
    measure = measures(question, data)[0]
    is_chained = any(code in CHAINED for code in where(question, data).values())
    if measure.unit not in COUNTED or is_chained:
        raise Problem("ask_not_counted", measure=measure.title)
    own = data.table.dimensions.get(question.along)
    whole = own.whole if own is not None else ""
    codes = tokens(data, question.along) if own is not None else {}
    if not whole or whole not in codes.values():
        raise Problem("ask_no_whole", table=data.table.id, name=dimension_name(question.along))
    for member in question.members:
        if own is not None and codes[member] == whole:
            raise Problem("ask_whole_itself", whole=lower_first(own.members[whole].text))


def denominator(question: Question, data: TableData) -> None:
    """A rate without a denominator of the same population."""
    if question.show != "rate":
        return
    if question.along == MEASURE and len(question.members) > 1:
        raise Problem("ask_rate_measures")
    below = denominators_of(question.table, measured(question, question.members[0]), question.grain)
    if not below:
        raise Problem("ask_no_denominator", measure=measures(question, data)[0].title, table=data.table.id)
    if question.per not in below:
        raise unknown("per", question.per, below)
    outside = out_of_scope(question, data, below[question.per])
    if outside is not None:
        raise outside


def out_of_scope(question: Question, data: TableData, below: Denominator) -> Problem | None:
    """Return why a settled question's members may not be divided by what counts one of them only."""
    codes = where(question, data)
    for member in question.members:
        if question.along in data.table.dimensions:
            codes[question.along] = tokens(data, question.along)[member]
        for name, code in below.only.items():
            if codes.get(name) != code:
                whole = data.table.dimensions[name].members[code].text
                return Problem("ask_rate_scope", unit=strings()[f"unit.{below.unit}"], whole=lower_first(whole))
    return None


def path(question: Question, data: TableData) -> None:
    """A path of other than one member and two quantities, or a second quantity without a path."""
    if question.kind != "path":
        if question.against:
            raise Problem("ask_against")
        return
    if len(question.members) != 1:
        raise Problem("ask_path_members")
    if question.show not in ("level", "mean4"):
        raise Problem("ask_path_show", show=_code(question.show))
    name, _, measure = question.against.rpartition(":")
    other = table(name) if name else data.table
    quantities = [
        measure.name for measure in other.measures if other is not data.table or measure.name != question.measure
    ]
    if not measure and not quantities:
        raise Problem("ask_path_alone", table=data.table.id)
    if not measure:
        raise Problem("ask_path_one", known=", ".join(quantities[:6]))
    if measure not in quantities:
        raise unknown("against", measure, quantities)


def _code(code: str) -> Text:
    return WORDS[f"code.{code}"]
