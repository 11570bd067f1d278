"""From a fixed figure to a question, and from a question to the claims that rest on the same table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shortage import claims, figures, indicators
from shortage.figures import FigureContent, FigureDefinition
from shortage.figures.wording import branch_name
from shortage.questions.question import MEASURE, Question
from shortage.questions.rows import tokens
from shortage.questions.settled import MOST_BARS, MOST_MEMBERS, SEASONAL, settle
from shortage.store import Store, TableData
from shortage.text import Period, Problem, Text, Words

WORDS = Words(__file__)
ENOUGH = 0.9
"""Part of a series' points that must stand in a table before the figure is said to show that table's line."""
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
    found: set[str] = set()
    for id in ids:
        known = indicators.definition(id)
        found |= {*known.inputs, *known.optional}
    return found


def from_figure(definition: FigureDefinition, selection: Mapping[str, Any], store: Store) -> Question | None:
    """Return the question whose answer is what a fixed figure draws, ``None`` where there is none.

    The figure's own rows are looked up in the tables that it was drawn from: of a figure that shows published figures
    of a table the lines that stand there become a question; what it works out itself does not (see :func:`why_not`).

    Args:
        definition: the figure.
        selection: its choices.
        store: from which it is drawn.

    Raises:
        Problem: the figure cannot be drawn.
    """
    content = figures.content(definition.id, store, **selection)
    lines = _lines(content)
    for name in dict.fromkeys(source.name for source in content.sources):
        found = _matched(store.read(name), lines)
        if found is not None:
            asked = _question(store.read(name), found, content)
            try:
                return settle(asked, store)
            except Problem:
                continue
    return None


def on_its_table(definition: FigureDefinition, selection: Mapping[str, Any], store: Store) -> Question:
    """Return the usual question on the table that a figure mostly rests on, where :func:`from_figure` gives none.

    Raises:
        Problem: the figure cannot be drawn, or its tables have nothing that can be asked.
    """
    content = figures.content(definition.id, store, **selection)
    most = sorted(content.sources, key=lambda source: -len(source.editions))
    refused = Problem("selection_empty")
    for source in most:
        try:
            return settle(Question(table=source.name), store)
        except Problem as problem:
            refused = problem
    raise refused


def why_not(definition: FigureDefinition) -> Text:
    """Return why a figure is no question: it shows what was worked out, not figures as one table has them."""
    return WORDS("worked_out", title=definition.title)


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


def _lines(content: FigureContent) -> list[_Points]:
    """Return the lines of a figure, or its bars."""
    data = content.data[content.data["value"].notna() & (content.data["role"] != "context")]
    values = data["value"].round(DIGITS)
    if content.kind in ("bar", "map") or not data["period"].astype(bool).all():
        named = zip(data["category"], values, strict=True)
        return [_Points(_plain(name), (("", float(value)),)) for name, value in named]
    return [
        _Points(_plain(part["label"].iloc[0]), tuple(zip(part["period"], part["value"].round(DIGITS), strict=True)))
        for _, part in data.groupby([data["panel"].map(str), "series_id"], sort=False)
    ]


def _plain(name: Text | str) -> str:
    return (name if isinstance(name, str) else name.nl).casefold()


def _matched(data: TableData, lines: list[_Points]) -> _Match | None:
    """Return where lines of a figure stand in a table: those that do, side by side in one dimension."""
    rows = data.frame[data.frame["value"].notna()]
    columns = ("measure", *data.table.dimensions)
    wanted = {value for line in lines for _, value in line.values}
    is_hit = np.isin(rows["value"].round(DIGITS).to_numpy(), list(wanted))
    is_named = rows["measure"].isin([one.name for one in data.table.measures]).to_numpy()
    rows = rows[is_hit & is_named]
    if rows.empty:
        return None
    hits = pd.DataFrame(
        {
            "value": rows["value"].round(DIGITS).to_numpy(),
            "period": rows["period"].to_numpy(),
            "key": list(rows[list(columns)].itertuples(index=False, name=None)),
        }
    )
    called = _called(data, columns)
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
    found = _side_by_side(options, called)
    return _Match(found, columns) if found else None


def _called(data: TableData, columns: tuple[str, ...]) -> list[dict[str, set[str]]]:
    """Return per column what its codes are called, for figures that are equal by chance."""
    found: list[dict[str, set[str]]] = [{one.name: {_plain(one.title)} for one in data.table.measures}]
    for dimension in columns[1:]:
        own = data.table.dimensions[dimension].members
        found.append({code: {_plain(one.text)} for code, one in own.items()})
        if data.table.dimensions[dimension].classification == "sbi2008":
            for code, words in found[-1].items():
                words.add(_plain(branch_name(code)))
    return found


def _side_by_side(options: list[tuple[str, list[Key]]], called: list[dict[str, set[str]]]) -> tuple[Key, ...]:
    """Return the most lines that differ from one another in one column at most.

    Where several members have a line's figures it is the one that is called as the line is; without one the line is
    left out, for it cannot be told whose it is.
    """
    best: tuple[Key, ...] = ()
    for place, words in enumerate(called):
        groups: dict[Key, dict[Key, None]] = {}
        for name, keys in options:
            by_rest: dict[Key, list[Key]] = {}
            for key in keys:
                by_rest.setdefault(key[:place] + key[place + 1 :], []).append(key)
            for rest, own in by_rest.items():
                named = own if len(own) == 1 else [key for key in own if name in words.get(key[place], ())]
                if len(named) == 1:
                    groups.setdefault(rest, {})[named[0]] = None
        for kept in groups.values():
            if len(kept) > len(best):
                best = tuple(kept)
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
        found = _side_by_side(options, called)
        if least <= len(found) <= MOST_BARS:
            is_newer = len(found) == len(best) and Period.parse(str(code)).start > Period.parse(period).start
            if len(found) > len(best) or is_newer:
                best, period = found, str(code)
    return _Match(best, columns, period) if best else None


def _question(data: TableData, match: _Match, content: FigureContent) -> Question:
    varying = [place for place in range(len(match.columns)) if len({key[place] for key in match.keys}) > 1]
    usual = next((name for name in data.table.dimensions if name != SEASONAL), MEASURE)
    along = match.columns[varying[0]] if varying else usual
    first = dict(zip(match.columns, match.keys[0], strict=True))
    called = {name: {code: member for member, code in tokens(data, name).items()} for name in data.table.dimensions}
    place = match.columns.index(along)
    drawn = [key[place] for key in match.keys]
    most = MOST_BARS if match.period else MOST_MEMBERS
    members = tuple(drawn if along == MEASURE else [called[along][code] for code in drawn])[:most]
    codes = [code for code in content.data["period"].unique() if code]
    since = min(codes, key=lambda code: Period.parse(code).start) if codes else ""
    return Question(
        table=data.table.name,
        measure=first["measure"],
        along=along,
        members=members,
        fixed={name: called[name][code] for name, code in first.items() if name not in ("measure", along)},
        since="" if match.period else since,
        until=match.period,
        kind={"bar": "bars", "map": "map", "small_multiples": "multiples"}.get(content.kind, ""),
    )
