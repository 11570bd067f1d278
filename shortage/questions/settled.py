"""What is usual: every part of a question that its asker left open, filled in from the store."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from shortage.catalog import Table
from shortage.catalog.denominators import denominators_of
from shortage.indicators.vacancies import PROVINCES, SECTIONS
from shortage.questions.question import MEASURE, TYPED, Question, unknown
from shortage.questions.rows import dimension_name, find, grains_of, tokens
from shortage.store import Store, TableData
from shortage.text import Problem
from shortage.text.phrases import amount

MOST_LINES = 4
"""Lines that can be told apart in one plot, in grey too."""
MOST_MEMBERS = 6
MOST_BARS = 24
SEASONAL = "adjustment"
"""The dimension that tells whether figures are adjusted for the season."""
PARTITIONS = {"sbi2008": SECTIONS, "regions": PROVINCES}
"""Members of a classification that lie beside one another, none inside another."""
USUAL = 3
"""Members that are drawn where nobody chose any and the dimension has no total."""
LISTS = ("bars", "ranked", "map")
"""Kinds that show one figure a member, so that there may be many."""


def settle(question: Question, store: Store) -> Question:
    """Return a question with every part filled in.

    A dimension that is not named stands at its total; where it has none, or none together with what was chosen, at the
    member whose figures run to the newest period. The grain is the table's own, the kind a line, small multiples where
    lines would be too many, bars where there is one period.

    Raises:
        Problem: a member that the table does not have, or members that have no figures together.
    """
    data = store.read(question.table)
    table = data.table
    measures = described(data)
    if not measures:
        raise Problem("ask_undescribed", table=table.id)
    asked = question
    if question.members and not question.along:
        asked = asked.but(along=_holder(question.members, data))
    if asked.along == MEASURE and asked.members:
        asked = asked.but(measure=asked.members[0])
    asked = asked.but(measure=asked.measure or measures[0])
    _known(asked, data, store)
    rows = _of(asked, data)
    grains = grains_of(data, asked.members if asked.along == MEASURE and asked.members else [asked.measure])
    if not grains:
        raise Problem("selection_empty")
    if asked.grain and asked.grain not in grains:
        raise unknown(TYPED["grain"].words[0], asked.grain, grains)
    asked = _combined(asked, rows, data, grains)
    asked = _shown(asked, data)
    if not asked.kind:
        asked = asked.but(kind=_kind(asked, data, store))
    if not asked.members:
        asked = asked.but(members=_members(asked, data))
    _counted(asked)
    return asked


def described(data: TableData) -> list[str]:
    """Return the measures of a table that the catalogue describes and that have figures, in its order."""
    present = {*data.frame["measure"].unique(), *data.context["measure"].unique()}
    return [one.name for one in data.table.measures if one.name in present]


def _holder(members: Iterable[str], data: TableData) -> str:
    """Return the dimension that has all of some members; the first one where none has."""
    wanted = set(members)
    for dimension in data.table.dimensions:
        if wanted <= set(tokens(data, dimension)):
            return dimension
    is_measure = wanted <= {one.name for one in data.table.measures}
    return MEASURE if is_measure else next(iter(data.table.dimensions), MEASURE)


def _known(question: Question, data: TableData, store: Store) -> None:
    """Raise :class:`Problem` where a member is none of its dimension."""
    chosen = {name: [code] for name, code in question.fixed.items()}
    described = [one.name for one in data.table.measures]
    for member in question.members if question.along == MEASURE else ():
        if member not in described:
            raise unknown(TYPED["measure"].words[0], member, described)
    if question.along and question.along != MEASURE:
        chosen[question.along] = list(question.members)
    for dimension, members in chosen.items():
        known = tokens(data, dimension)
        for member in members:
            if member not in known:
                raise unknown(TYPED["members"].words[0], member, known)


def _of(question: Question, data: TableData) -> pd.DataFrame:
    """Return the rows of the quantities asked for, second-hand ones too."""
    wanted = question.members if question.along == MEASURE and question.members else (question.measure,)
    parts = [part for part in (data.frame, data.context) if len(part)]
    rows = pd.concat(parts) if len(parts) > 1 else parts[0]
    return rows[rows["measure"].isin(list(wanted)) & rows["value"].notna()]


def _combined(question: Question, rows: pd.DataFrame, data: TableData, grains: list[str]) -> Question:
    """Return the question with its grain and a member of every dimension, such that there are figures.

    Raises:
        Problem: what was chosen has no figures together.
    """
    table = data.table
    grain = question.grain
    chosen = dict(question.fixed)
    for dimension, member in chosen.items():
        rows = rows[rows[dimension] == tokens(data, dimension)[member]]
    along = question.along or _along(rows, table)
    if question.members and along != MEASURE and along:
        known = tokens(data, along)
        rows = rows[rows[along].isin([known[member] for member in question.members])]
    if grain:
        rows = rows[rows["grain"] == grain]
    elif len(rows):
        there = set(rows["grain"].unique())
        grain = next(one for one in grains if one in there)
        rows = rows[rows["grain"] == grain]
    if rows.empty:
        raise Problem("ask_together", table=table.id, names=", ".join([*chosen.values(), *question.members]) or "-")
    for dimension, own in table.dimensions.items():
        if dimension == along or dimension in chosen:
            continue
        there = set(rows[dimension].unique())
        wanted = {code: member for member, code in tokens(data, dimension).items() if code in there}
        whole = next((code for code in (own.whole, "") if code in there), None)
        code = whole if whole is not None else _newest(rows, dimension, list(wanted))
        chosen[dimension] = wanted[code]
        rows = rows[rows[dimension] == code]
    return question.but(along=along, fixed=chosen, grain=grain)


def _newest(rows: pd.DataFrame, dimension: str, codes: list[str]) -> str:
    """Return the code whose figures run to the newest period; of several the first in the catalogue's order."""
    ends = rows.groupby(dimension)["period_start"].max()
    return max(codes, key=lambda code: (ends[code], -codes.index(code)))


def _along(rows: pd.DataFrame, table: Table) -> str:
    """Return the dimension that is drawn where nobody says which: the first with more than one member.

    Figures with and without adjustment for the season are no two members to compare.
    """
    several = (name for name in table.dimensions if name != SEASONAL and rows[name].nunique() > 1)
    return next(several, next((name for name in table.dimensions if name != SEASONAL), MEASURE))


def there(question: Question, data: TableData) -> list[str]:
    """Return the members of the dimension drawn that have figures with what is fixed, in the catalogue's order."""
    if question.along == MEASURE:
        unit = data.table.measure(question.measure).unit
        known = {one.name: one.name for one in data.table.measures if one.unit == unit}
        column, rows = "measure", pd.concat([data.frame, data.context])
    else:
        known = tokens(data, question.along)
        column, rows = question.along, _of(question, data)
    rows = rows[(rows["grain"] == question.grain) & rows["value"].notna()]
    for dimension, member in question.fixed.items():
        rows = rows[rows[dimension] == tokens(data, dimension)[member]]
    present = set(rows[column].unique())
    return [member for member, code in known.items() if code in present]


def _members(question: Question, data: TableData) -> tuple[str, ...]:
    if question.along == MEASURE:
        return (question.measure,)
    found = there(question, data)
    whole = data.table.dimensions[question.along].whole
    needs_parts = question.show in ("share", "contribution")
    if question.kind in LISTS:
        own = PARTITIONS.get(data.table.dimensions[question.along].classification or "", ())
        parts = [member for member in found if member in own] or [member for member in found if member != whole]
        return tuple((parts or found)[:MOST_BARS])
    if whole in found and not needs_parts:
        return (whole,)
    parts = [member for member in found if member != whole]
    return tuple((parts or found)[:USUAL])


def _shown(question: Question, data: TableData) -> Question:
    """Return the question with its transformation, and the denominator where there is one to choose."""
    show = question.show
    unit = data.table.measure(question.measure).unit
    if not show:
        is_share = unit in ("per_cent", "percentage_point")
        show = "level" if question.kind != "ranked" else "change_points" if is_share else "change"
    per = question.per
    if show == "rate" and not per:
        known = denominators_of(question.table, question.measure, question.grain)
        per = next(iter(known), "")
    return question.but(show=show, per=per)


def _kind(question: Question, data: TableData, store: Store) -> str:
    """Return the kind that fits how many lines there are, and whether they have more than one period."""
    if question.against:
        return "path"
    members = question.members or _members(question, data)
    lines = find(question, data, store, members[:MOST_MEMBERS]).lines
    periods = {code for line in lines for code in line.rows.index}
    if len(periods) == 1:
        return "bars"
    return "line" if len(lines) <= MOST_LINES else "multiples" if len(members) > 1 else "line"


def _counted(question: Question) -> None:
    """Raise :class:`Problem` where more members are asked for than can be told apart."""
    most = MOST_BARS if question.kind in LISTS else MOST_MEMBERS
    if len(question.members) > most:
        raise Problem(
            "ask_members",
            count=amount(len(question.members)),
            most=amount(most),
            name=dimension_name(question.along),
        )
