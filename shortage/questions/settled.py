"""What is usual: every part of a question that its asker left open, filled in from the store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shortage.catalog import Table
from shortage.catalog.denominators import denominators_of
from shortage.indicators.vacancies import PROVINCES, SECTIONS
from shortage.questions.question import MEASURE, Question, unknown
from shortage.questions.rows import combinations, dimension_name, grains_of, lines_of, nameless, tokens
from shortage.store import Store, TableData
from shortage.text import Grain, Problem
from shortage.text.phrases import amount

MOST_LINES = 4
"""Lines that can be told apart in one plot, in grey too."""
MOST_MEMBERS = 6
MOST_BARS = 24
SEASONAL = "adjustment"
"""The dimension that tells whether figures are adjusted for the season."""
PARTITIONS = {"sbi2008": SECTIONS, "regions": PROVINCES}
"""Members of a classification that lie beside one another, none inside another."""
SETS = {"vacancies": {"size": ("0-9", "10-99", "100+")}}
"""Members of a table that belong together though they are no dimension of it, by what they are called."""
USUAL = 3
"""Members that are drawn where nobody chose any and the dimension has no total."""
HOME = "NL"
"""The country where nobody names one."""
REGION = "region"
"""The dimension whose members a tile map shows."""
LISTS = ("bars", "ranked", "map")
"""Kinds that show one figure a member, so that there may be many."""


def settle(question: Question, store: Store) -> Question:
    """Return a question with every part filled in.

    A dimension that is not named stands at its total; where it has none, or none together with what was chosen, at the
    Netherlands, else at the member whose figures run to the newest period. The grain is the table's own, the kind a
    line, small multiples where lines would be too many, bars where there is one period or a line would begin anew too
    often.

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
        asked = asked.but(along=_holder(question.members, data, question.fixed))
    if asked.kind == "map" and not asked.along and REGION in table.dimensions and REGION not in asked.fixed:
        asked = asked.but(along=REGION)
    if asked.along == MEASURE and asked.members:
        asked = asked.but(measure=asked.members[0])
    _check_members(asked, data, store)
    asked = asked.but(measure=asked.measure or _measure(asked, data, measures))
    grains = grains_of(data, asked.members if asked.along == MEASURE and asked.members else [asked.measure])
    if not grains:
        raise Problem("selection_empty")
    if asked.grain and asked.grain not in grains:
        raise unknown("grain", asked.grain, grains)
    asked = _combined(asked, data, grains)
    asked = _shown(asked, data)
    if not asked.kind:
        asked = asked.but(kind=_kind(asked, data, store))
    if not asked.members:
        asked = asked.but(members=_members(asked, data, store))
    _counted(asked)
    return asked


def described(data: TableData) -> list[str]:
    """Return the measures of a table that the catalogue describes and that have figures, in its order."""
    return [measure.name for measure in data.table.measures if combinations(data, measure.name)]


def _measure(question: Question, data: TableData, measures: list[str]) -> str:
    """Return the first quantity that has figures of the members that were chosen; the first of all where none has."""
    wanted = {name: {tokens(data, name)[member]} for name, member in question.fixed.items()}
    if question.along in data.table.dimensions and question.members:
        wanted[question.along] = {tokens(data, question.along)[member] for member in question.members}
    places = {number: wanted[name] for number, name in enumerate(data.table.dimensions, 1) if name in wanted}
    having = (
        measure
        for measure in measures
        if any(all(key[number] in own for number, own in places.items()) for key in combinations(data, measure))
    )
    return next(having, measures[0])


def _holder(members: Iterable[str], data: TableData, fixed: Iterable[str]) -> str:
    """Return the dimension that has all of some members; the first one where none has."""
    wanted = set(members)
    for dimension in data.table.dimensions:
        if dimension not in fixed and wanted <= set(tokens(data, dimension)):
            return dimension
    is_measure = wanted <= {measure.name for measure in data.table.measures}
    free = (dimension for dimension in data.table.dimensions if dimension not in fixed)
    return MEASURE if is_measure else next(free, MEASURE)


def _check_members(question: Question, data: TableData, store: Store) -> None:
    """Raise :class:`Problem` where a member is none of its dimension."""
    chosen = {name: [code] for name, code in question.fixed.items()}
    described = [measure.name for measure in data.table.measures]
    for member in question.members if question.along == MEASURE else ():
        if member not in described:
            raise unknown("measure", member, described)
    if question.along and question.along != MEASURE:
        chosen[question.along] = list(question.members)
    for dimension, members in chosen.items():
        codes = tokens(data, dimension)
        for member in members:
            if member not in codes:
                raise unknown("members", member, codes)


def _keys(question: Question, data: TableData) -> dict[tuple[str, ...], Any]:
    """Return the combinations of grain and codes that have figures of a quantity asked for; see ``combinations``."""
    wanted = question.members if question.along == MEASURE and question.members else (question.measure,)
    ends: dict[tuple[str, ...], Any] = {}
    for measure in wanted:
        for key, end in combinations(data, measure).items():
            ends[key] = max(ends.get(key, end), end)
    return ends


def _combined(question: Question, data: TableData, grains: list[Grain]) -> Question:
    """Return the question with its grain and a member of every dimension, such that there are figures.

    Raises:
        Problem: what was chosen has no figures together.
    """
    table = data.table
    position = {name: number for number, name in enumerate(table.dimensions, 1)}
    keys = _keys(question, data)
    chosen = dict(question.fixed)
    for dimension, member in chosen.items():
        code = tokens(data, dimension)[member]
        keys = {key: end for key, end in keys.items() if key[position[dimension]] == code}
    along = question.along or _along(keys, table, chosen)
    if along in chosen:  # each dimension is named: the one drawn is a line of one member
        question = question.but(members=(chosen.pop(along),))
    if question.members and along in position:
        codes = {tokens(data, along)[member] for member in question.members}
        keys = {key: end for key, end in keys.items() if key[position[along]] in codes}
    grain = question.grain or next((candidate for candidate in grains if any(key[0] == candidate for key in keys)), "")
    keys = {key: end for key, end in keys.items() if key[0] == grain}
    if not keys:
        raise Problem("ask_together", table=table.id, names=", ".join([*chosen.values(), *question.members]) or "-")
    for dimension, own in table.dimensions.items():
        if dimension == along or dimension in chosen:
            continue
        ends: dict[str, Any] = {}
        for key, end in keys.items():
            code = key[position[dimension]]
            ends[code] = max(ends.get(code, end), end)
        wanted = {code: member for member, code in tokens(data, dimension).items() if code in ends}
        order = list(wanted)
        whole = next((code for code in (own.whole, "", HOME) if code in ends), None)
        code = (
            whole if whole is not None else max(order, key=lambda candidate: (ends[candidate], -order.index(candidate)))
        )
        chosen[dimension] = wanted[code]
        keys = {key: end for key, end in keys.items() if key[position[dimension]] == code}
    return question.but(along=along, fixed=chosen, grain=grain)


def _along(keys: Iterable[tuple[str, ...]], table: Table, fixed: Iterable[str] = ()) -> str:
    """Return the dimension that is drawn where nobody says which: the first that is not fixed and has several members.

    Figures with and without adjustment for the season are no two members to compare.
    """
    listed = list(keys)
    free = [name for name in table.dimensions if name not in fixed]
    names = [name for name in free or table.dimensions if name != SEASONAL]
    position = {name: number for number, name in enumerate(table.dimensions, 1)}
    several = (name for name in names if len({key[position[name]] for key in listed}) > 1)
    return next(several, next(iter(names), MEASURE))


def there(question: Question, data: TableData) -> list[str]:
    """Return the members of the dimension drawn that have figures with what is fixed, in the catalogue's order."""
    position = {name: number for number, name in enumerate(data.table.dimensions, 1)}
    fixed = {position[name]: tokens(data, name)[member] for name, member in question.fixed.items()}

    def present(measure: str) -> set[str]:
        return {
            key[position[question.along]] if question.along in position else ""
            for key in combinations(data, measure)
            if key[0] == question.grain and all(key[number] == code for number, code in fixed.items())
        }

    if question.along != MEASURE:
        codes = present(question.measure)
        return [member for member, code in tokens(data, question.along).items() if code in codes]
    unit = data.table.measure(question.measure).unit
    return [measure.name for measure in data.table.measures if measure.unit == unit and present(measure.name)]


def _members(question: Question, data: TableData, store: Store) -> tuple[str, ...]:
    """Return the members that are drawn where nobody chose any: none without a name beside those that have one."""
    if question.along == MEASURE:
        return (question.measure,)
    every = there(question, data)
    without = nameless(store, data, question.along)
    members = [member for member in every if member not in without] or every
    whole = data.table.dimensions[question.along].whole
    needs_parts = question.show in ("share", "contribution")
    if question.kind in LISTS:
        own = PARTITIONS.get(data.table.dimensions[question.along].classification or "", ())
        parts = [member for member in members if member in own] or [member for member in members if member != whole]
        return tuple((parts or members)[:MOST_BARS])
    if whole in members and not needs_parts:
        return (whole,)
    if question.along == SEASONAL:  # its members may not stand beside one another: the one that runs on longest
        position = list(data.table.dimensions).index(SEASONAL) + 1
        ends = {key[position]: end for key, end in sorted(_keys(question, data).items(), key=lambda pair: pair[1])}
        return (max(members, key=lambda member: ends[tokens(data, SEASONAL)[member]]),)
    parts = [member for member in members if member != whole]
    return tuple((parts or members)[:USUAL])


def _shown(question: Question, data: TableData) -> Question:
    """Return the question with its transformation, and the denominator where there is one to choose."""
    show = question.show
    unit = data.table.measure(question.measure).unit
    if not show:
        is_share = unit in ("per_cent", "percentage_point")
        show = "level" if question.kind != "ranked" else "change_points" if is_share else "change"
    per = question.per
    if show == "rate" and not per:
        denominators = denominators_of(question.table, question.measure, question.grain)
        per = next(iter(denominators), "")
    return question.but(show=show, per=per)


def _kind(question: Question, data: TableData, store: Store) -> str:
    """Return the kind that fits how many lines there are, and whether they have more than one period."""
    if question.against:
        return "path"
    members = question.members or _members(question, data, store)
    lines = lines_of(question, data, store, members[:MOST_MEMBERS]).lines
    periods = {code for line in lines for code in line.rows.index}
    deepest = max((sum(other.member == line.member for other in lines) for line in lines), default=0)
    if len(periods) == 1 or deepest > MOST_LINES:
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
