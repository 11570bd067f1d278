"""From a fixed figure to a question, and from a question to the claims that rest on the same table."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shortage import claims, figures, indicators
from shortage.catalog import table
from shortage.catalog.denominators import Denominator, denominators
from shortage.figures import FigureContent, FigureDefinition
from shortage.figures.wording import branch_name
from shortage.questions.asking import ask
from shortage.questions.question import MEASURE, Question
from shortage.questions.rows import tokens
from shortage.questions.settled import MOST_BARS, MOST_MEMBERS, SEASONAL, described, settle
from shortage.questions.transform import begin
from shortage.store import Store, TableData
from shortage.text import Period, Problem, Text, Words

WORDS = Words(__file__)
ENOUGH = 0.9
"""Part of a series' points that must stand in a table before the figure is said to show that table's line."""
BARS = ("bar", "map", "dumbbell")
ENDS = ("since", "until")
GIVEN_UP: tuple[dict[str, Any], ...] = (
    {"kind": "multiples"},
    {"kind": "", "against": ""},
    {"since": "", "until": ""},
    {"show": "", "per": ""},
    {"along": "", "members": ()},
)
"""What a question like a figure goes without, in this order, where it cannot be had so."""
FEWEST = 3
"""Points that a match must have: fewer are equal by chance."""
DIGITS = 6
"""Decimals with which values are compared."""
Key = tuple[str, ...]


def claims_of(question: Question) -> list[str]:
    """Return the keys of the claims whose indicators read a table of the question, in the order of the papers."""
    tables = {question.table}
    other, colon, _ = question.against.rpartition(":")
    if colon:
        tables.add(other)
    return [key for key, claim in claims.claims().items() if tables & _read(claim.indicators)]


def _read(ids: Iterable[str]) -> set[str]:
    tables: set[str] = set()
    for id in ids:
        definition = indicators.definition(id)
        tables |= {*definition.inputs, *definition.optional}
    return tables


def from_figure(definition: FigureDefinition, selection: Mapping[str, Any], store: Store) -> Question | None:
    """Return the question whose answer is what a fixed figure draws, ``None`` where there is none.

    The figure's own points are looked up in the tables that it was drawn from: as published, and as a question may show
    them (an index, a share, a rate, a change). What is found is asked, and counts only where the answer has the
    figure's points; of several tables the one that runs on longest. What a figure works out itself is no question (see
    :func:`why_not`).

    Args:
        definition: the figure.
        selection: its choices.
        store: from which it is drawn.

    Raises:
        Problem: the figure cannot be drawn.
    """
    content = figures.content(definition.id, store, **selection)
    names = list(dict.fromkeys(source.name for source in content.sources))
    for ways in (_as_published, _worked_out):
        for lines in _lines(content):
            candidates: list[tuple[Any, Question]] = []
            for name in names:
                for way in ways(store.read(name), content, store):
                    asked = _asked(store.read(name), way, lines, content, store)
                    if asked is not None:
                        candidates.append((_end(asked, store), asked))
                        break
            if candidates:
                return max(candidates, key=lambda pair: pair[0])[1]
    return None


def nearest(definition: FigureDefinition, selection: Mapping[str, Any], store: Store) -> Question:
    """Return the question that comes nearest to what a figure works out, where :func:`from_figure` gives none.

    It is about the table that the figure mostly rests on, about the members that the figure names, from the period on
    with which it begins (or of the one that it shows), and as a rate where the figure has one of the same unit.

    Raises:
        Problem: the figure cannot be drawn, or its tables have nothing that can be asked.
    """
    content = figures.content(definition.id, store, **selection)
    divided = {pair.numerator for pair in denominators() if pair.unit == content.unit}
    most = sorted(content.sources, key=lambda source: (source.name not in divided, -len(source.editions)))
    refused = Problem("selection_empty")
    for source in most:
        data = store.read(source.name)
        asked = _like(data, content)
        for given_up in ({}, *GIVEN_UP):
            asked = asked.but(**given_up)
            try:
                settled = settle(asked, store)
                ask(settled, store)
            except Problem as problem:
                refused = problem
                continue
            return settled
    raise refused


def _like(data: TableData, content: FigureContent) -> Question:
    """Return the question on a table that has a figure's members, periods, unit and kind, as far as there are any."""
    said = {_plain(text) for column in ("label", "category", "panel") for text in content.data[column] if text}
    is_list = content.kind in BARS
    along: str = ""
    members: tuple[str, ...] = ()
    for dimension in data.table.dimensions:
        called = _names(data, dimension)
        there = tuple(token for token, code in tokens(data, dimension).items() if said & called.get(code, set()))
        if len(there) > len(members):
            along, members = dimension, there[: MOST_BARS if is_list else MOST_MEMBERS]
    measures = [data.table.measure(name) for name in described(data)]
    measure = next((each.name for each in measures if each.unit == content.unit), "")
    rates = (
        each
        for each in denominators()
        if (each.numerator, each.unit, each.grain) == (data.table.name, content.unit, data.table.frequency)
    )
    rate = next(rates, None)
    codes = sorted({code for code in content.data["period"] if code}, key=begin)
    is_course = len(codes) > 1
    kind = "bars" if is_list and not is_course and len(members) > 1 else ""
    if kind and not measure and not rate and content.unit == "per_cent":
        kind = "ranked"
    return Question(
        table=data.table.name,
        measure=rate.measures[0] if rate else measure,
        along=along,
        members=members,
        show="rate" if rate else "",
        per=rate.name if rate else "",
        since=codes[0] if is_course else "",
        until="" if is_course or not codes else codes[0],
        kind="path" if content.kind == "path" else kind,
        against=_beside(data, said) if content.kind == "path" else "",
    )


def _beside(data: TableData, said: set[str]) -> str:
    """Return the quantity that a table's is compared with in a path: of its denominators the one called most alike."""
    pairs = [pair for pair in denominators() if pair.numerator == data.table.name]
    named = {f"{pair.table}:{pair.measure}": _plain(table(pair.table).measure(pair.measure).title) for pair in pairs}

    def alike(code: str) -> float:
        return max(difflib.SequenceMatcher(None, named[code], text).ratio() for text in said)

    return max(named, key=alike, default="")


def why_not(definition: FigureDefinition) -> Text:
    """Return why a figure is no question: it shows what was worked out, or figures of several reports."""
    return WORDS("worked_out", title=definition.title)


@dataclass(frozen=True)
class _Way:
    """Figures of a table as a question may show them: ``measure``, a column a dimension, ``period`` and ``value``."""

    rows: pd.DataFrame
    parts: Mapping[str, str]
    """What the question says of how they are shown."""


@dataclass(frozen=True)
class _Match:
    """Where in a table the lines of a figure stand: per line the measure and the codes."""

    keys: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    period: str = ""


@dataclass(frozen=True)
class _Points:
    """What one line of a figure shows, or one of its bars: its name, and its values by period ("" for a bar)."""

    name: str
    values: tuple[tuple[str, float], ...]


def _lines(content: FigureContent) -> Iterable[list[_Points]]:
    """Yield the lines of a figure, or its bars: those that matter, then those beside them too, then its first ones."""
    every = content.data[content.data["value"].notna()]
    plain = every[every["role"] != "context"]
    first = plain[plain["series_id"] == plain["series_id"].iloc[0]] if len(plain) else every
    for data in (plain, every, first) if content.kind in BARS else (plain, every):
        if len(data):
            yield _points(content, data)


def _points(content: FigureContent, data: pd.DataFrame) -> list[_Points]:
    values = data["value"].round(DIGITS)
    is_course = data["series_id"].nunique() == 1 and data["period"].nunique() == len(data) >= FEWEST
    if content.kind in BARS and is_course and data["period"].astype(bool).all():
        return [_Points("", tuple(zip(data["period"], values, strict=True)))]
    if content.kind in BARS or not data["period"].astype(bool).all():
        named = zip(data["category"], values, strict=True)
        return [_Points(_plain(name), (("", float(value)),)) for name, value in named]
    return [
        _Points(_plain(part["label"].iloc[0]), tuple(zip(part["period"], part["value"].round(DIGITS), strict=True)))
        for _, part in data.groupby([data["panel"].map(str), "series_id"], sort=False)
    ]


def _plain(name: Text | str) -> str:
    return (name if isinstance(name, str) else name.nl).casefold()


def _as_published(data: TableData, content: FigureContent, store: Store) -> Iterable[_Way]:
    """Yield the figures of a table as its publisher has them."""
    rows = data.frame[data.frame["value"].notna()]
    is_named = rows["measure"].isin([measure.name for measure in data.table.measures])
    yield _Way(rows[is_named], {})


def _worked_out(data: TableData, content: FigureContent, store: Store) -> Iterable[_Way]:
    """Yield the figures of a table as a question of the figure's unit may show them."""
    rows = next(iter(_as_published(data, content, store))).rows.sort_values("vintage", kind="stable")
    key = ["measure", *data.table.dimensions]
    rows = rows.drop_duplicates([*key, "period"], keep="last")[[*key, "period", "value"]]
    codes = sorted({code for code in content.data["period"] if code}, key=begin)
    if content.unit.startswith("index") and codes:
        base = rows[rows["period"] == codes[0]]
        yield _Way(_quotient(rows, base, key, 100), {"show": "index", "base": codes[0]})
    if content.unit == "per_cent":
        used = sorted(
            {code for source in content.sources if source.name == data.table.name for code in source.editions},
            key=begin,
        )
        if content.kind in BARS and len(used) == len(ENDS):
            first, last = (rows[rows["period"] == code] for code in used)
            changed = _quotient(last, first, key, 100)
            parts = {"show": "change", "kind": "ranked", "since": used[0], "until": used[1]}
            yield _Way(changed.assign(value=changed["value"] - 100), parts)
        for name, own in data.table.dimensions.items():
            whole = rows[rows[name] == own.whole] if own.whole else rows[:0]
            others = [column for column in (*key, "period") if column != name]
            if len(whole):
                yield _Way(_quotient(rows, whole, others, 100), {"show": "share", "along": name})
    for below in denominators():
        if below.numerator == data.table.name and below.unit == content.unit and store.has(below.table):
            yield _Way(_rated(rows, below, store), {"show": "rate", "per": below.name})


def _quotient(rows: pd.DataFrame, below: pd.DataFrame, on: list[str], times: float) -> pd.DataFrame:
    """Return rows divided by those that have the same codes, times a factor; what has none, or nothing, is left out."""
    both = rows.merge(below[[*on, "value"]], on=on, suffixes=("", "_below"))
    both = both[both["value_below"] > 0]
    return both.assign(value=times * both["value"] / both["value_below"])


def _rated(rows: pd.DataFrame, below: Denominator, store: Store) -> pd.DataFrame:
    """Return rows divided by their denominator."""
    other = store.read(below.table).frame
    is_it = other["measure"] == below.measure
    for name, code in below.fixed.items():
        is_it &= other[name] == code
    other = other[is_it & other["value"].notna()].drop_duplicates([*below.shared.values(), "period"], keep="last")
    other = other.rename(columns={theirs: ours for ours, theirs in below.shared.items()})
    above = rows[rows["measure"].isin(below.measures)]
    for name, code in below.only.items():
        above = above[above[name] == code]
    above = above.assign(own=above["period"], period=[below.period_of(code) for code in above["period"]])
    divided = _quotient(above, other, [*below.shared, "period"], below.factor)
    return divided.assign(period=divided["own"])


def _asked(data: TableData, way: _Way, lines: list[_Points], content: FigureContent, store: Store) -> Question | None:
    """Return the question that has a figure's lines where they stand in a table shown some way, and none else."""
    match = _matched(data, way.rows, lines, str(way.parts.get("until", "")))
    if match is None:
        return None
    wanted = _question(data, match, content).but(**way.parts)
    # A rate begins anew with each edition of its denominator, which may be too many lines for one plot.
    for asked in (wanted, wanted.but(kind="multiples")):
        with suppress(Problem):
            settled = settle(asked, store)
            answer = ask(settled, store)
            break
    else:
        return None
    if "along" in way.parts and settled.along != way.parts["along"]:
        return None
    pairs = set(zip(answer.frame["period"], answer.frame["value"].round(DIGITS), strict=True))
    values = {value for _, value in pairs}
    has = [sum((code, value) in pairs if code else value in values for code, value in line.values) for line in lines]
    enough = any(count >= max(FEWEST, ENOUGH * len(line.values)) for count, line in zip(has, lines, strict=True))
    is_list = all(len(line.values) == 1 for line in lines) and sum(has) >= max(FEWEST, ENOUGH * len(lines))
    return settled if enough or is_list else None


def _end(question: Question, store: Store) -> Any:
    """Return an order of questions: of the newest year, then of the most lines."""
    answer = ask(question, store)
    return Period.parse(answer.last).end.year, answer.frame["series_id"].nunique()


def _matched(data: TableData, rows: pd.DataFrame, lines: list[_Points], period: str) -> _Match | None:
    """Return where lines of a figure stand in a table: those that do, side by side in one dimension."""
    columns = ("measure", *data.table.dimensions)
    wanted = {value for line in lines for _, value in line.values}
    rows = rows[np.isin(rows["value"].round(DIGITS).to_numpy(), list(wanted))]
    rows = rows[rows["period"] == period] if period else rows
    if rows.empty:
        return None
    hits = pd.DataFrame(
        {
            "value": rows["value"].round(DIGITS).to_numpy(),
            "period": rows["period"].to_numpy(),
            "key": list(rows[list(columns)].itertuples(index=False, name=None)),
        }
    )
    called = [{measure.name: {_plain(measure.title)} for measure in data.table.measures}]
    called += [_names(data, dimension) for dimension in columns[1:]]
    if lines[0].values[0][0] == "":
        return _matched_bars(lines, hits, columns, called)
    options: list[tuple[str, list[Key]]] = []
    for line in lines:
        points = set(line.values)
        is_of_line = [pair in points for pair in zip(hits["period"], hits["value"], strict=True)]
        counts = hits["key"][is_of_line].value_counts()
        enough = counts[counts >= max(FEWEST, ENOUGH * len(points))]
        if len(enough):
            options.append((line.name, list(enough.index[enough == enough.max()])))
    keys = _side_by_side(options, called)
    return _Match(keys, columns) if keys else None


def _names(data: TableData, dimension: str) -> dict[str, set[str]]:
    """Return per code of a dimension what it is called, in the catalogue and beside lines and bars."""
    own = data.table.dimensions[dimension].members
    by_code = {code: {_plain(member.text)} for code, member in own.items()}
    for code, words in by_code.items():
        with suppress(KeyError, Problem):
            words.add(_plain(branch_name(code)))
    return by_code


def _side_by_side(options: list[tuple[str, list[Key]]], called: list[dict[str, set[str]]]) -> tuple[Key, ...]:
    """Return the most lines that differ from one another in one column at most.

    Where several members have a line's figures it is the one that is called as the line is; without one the line is
    left out, for it cannot be told whose it is.
    """
    best: tuple[Key, ...] = ()
    for index, words in enumerate(called):
        groups: dict[Key, dict[Key, None]] = {}
        for name, keys in options:
            by_rest: dict[Key, list[Key]] = {}
            for key in keys:
                by_rest.setdefault(key[:index] + key[index + 1 :], []).append(key)
            for rest, own in by_rest.items():
                named = own if len(own) == 1 else [key for key in own if name in words.get(key[index], ())]
                if len(named) == 1:
                    groups.setdefault(rest, {})[named[0]] = None
        for group in groups.values():
            if len(group) > len(best):
                best = tuple(group)
    return best


def _matched_bars(
    bars: list[_Points], hits: pd.DataFrame, columns: tuple[str, ...], called: list[dict[str, set[str]]]
) -> _Match | None:
    """Return the newest period of which most bars are figures that stand side by side there."""
    best: tuple[Key, ...] = ()
    period = ""
    least = max(FEWEST, ENOUGH * len(bars))
    for code, here in hits.groupby("period"):
        by_value = {value: list(part["key"]) for value, part in here.groupby("value")}
        options = [(bar.name, by_value[bar.values[0][1]]) for bar in bars if bar.values[0][1] in by_value]
        if len(options) < max(least, len(best)):
            continue
        keys = _side_by_side(options, called)
        if least <= len(keys) <= MOST_BARS:
            is_newer = len(keys) == len(best) and Period.parse(str(code)).start > Period.parse(period).start
            if len(keys) > len(best) or is_newer:
                best, period = keys, str(code)
    return _Match(best, columns, period) if best else None


def _question(data: TableData, match: _Match, content: FigureContent) -> Question:
    varying = [index for index in range(len(match.columns)) if len({key[index] for key in match.keys}) > 1]
    usual = next((name for name in data.table.dimensions if name != SEASONAL), MEASURE)
    along = match.columns[varying[0]] if varying else usual
    first = dict(zip(match.columns, match.keys[0], strict=True))
    called = {name: {code: member for member, code in tokens(data, name).items()} for name in data.table.dimensions}
    index = match.columns.index(along)
    drawn = [key[index] for key in match.keys]
    most = MOST_BARS if match.period else MOST_MEMBERS
    members = tuple(drawn if along == MEASURE else [called[along][code] for code in drawn])[:most]
    there = {str(code) for code in data.frame["period"].unique()}
    codes = [code for code in content.data["period"].unique() if code in there]
    since = min(codes, key=begin) if codes else ""
    kind = {"small_multiples": "multiples"}.get(content.kind, "")
    if match.period:
        kind = "map" if content.kind == "map" else "bars"
    return Question(
        table=data.table.name,
        measure=first["measure"],
        along=along,
        members=members,
        fixed={name: called[name][code] for name, code in first.items() if name not in ("measure", along)},
        since="" if match.period else since,
        until=match.period,
        grain=Period.parse(match.period or since).grain if match.period or since else "",
        kind=kind,
    )
