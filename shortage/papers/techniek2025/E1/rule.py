"""Whether fewer students start in technology, by level, in number and as a share of all who start."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage import paper_folders
from shortage.claims import Context, Finding, Number, Outcome, Value
from shortage.claims.grading import of_parts
from shortage.indicators.course import Course, course
from shortage.indicators.inflow import LEVELS, counts_new, tables_of
from shortage.indicators.lines import lines, longest, newest
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import amount, joined, when

WORDS = Words(__file__)
INDICATORS = {"first_years": "technical-inflow", "enrolled": "technical-students"}
PANDEMIC = "2020SJ00"
"""The first study year of the pandemic, in which exceptionally many began: a base that is named where it is one."""


def fell(whole: Course) -> Value:
    """Return whether a line fell over its whole length; mixed where it ends lower but was lower still before.

    A larger margin never says more: whether a line was lower before is asked without one.
    """
    if whole.first[1] - whole.last[1] <= whole.margin:
        return "contradicted"
    return "supported" if whole.last[1] <= whole.lowest[1] else "mixed"


def rule(context: Context) -> Finding:
    """E1: does the number in technology fall over the newest unbroken line of each level, and does its share?

    Each level with a line that runs far enough (``reaches`` of claim or paper) has a part for the number and one for
    the share, so that a fall that all studies share is not told as one of technology. A level whose lines stop
    earlier is named as outdated. Lines: ``<level>`` and ``<level>_share`` per level that counts.
    """
    basis, source, chosen = str(context["basis"]), str(context["source"]), str(context["level"])
    margin, since, until = float(context["margin"]), str(context["since"]), str(context["until"])
    reaches = int(context.claim.reaches or paper_folders.paper(context.claim.paper).reaches)
    indicator = context.indicator(INDICATORS[basis], level=chosen, source=source)
    numbers: list[Number] = []
    parts: list[Outcome] = []
    sentences: list[Text] = []
    drawn: dict[str, pd.DataFrame] = {}
    tables: set[str] = set()
    ends: list[str] = []
    for level in LEVELS:
        counts = lines(indicator, since, until, level=level, measure="persons")
        if not any(len(line) > 1 for line in counts.values()):
            continue
        recent = {id: line for id, line in counts.items() if Period.parse(line.index[-1]).year >= reaches}
        what = basis
        if not any(len(line) > 1 for line in recent.values()):
            last = str(counts[newest(counts)].index[-1])
            ends.append(last)
            what = "enrolled" if level == "mbo" else basis
            parts.append(Outcome(WORDS(f"part.{what}", level=level), "outdated"))
            sentences.append(WORDS(f"stops.{what}", level=level, end=when(last)))
            continue
        id = longest(recent)
        if level == "mbo" and not counts_new(indicator, id):
            what = "enrolled"
        shares = lines(indicator, since, until, level=level, measure="share_pct")
        of_level, outcomes = _level(level, what, indicator.series[id], counts[id], shares.get(f"{id}-share"), margin)
        numbers += of_level
        parts += outcomes
        sentences.append(_sentence(level, what, of_level))
        tables |= tables_of(indicator, [id])
        for name, series_id in ((level, id), (f"{level}_share", f"{id}-share")):
            rows = indicator.frame[indicator.frame["series_id"] == series_id]
            drawn[name] = rows[rows["period"].isin(counts[id].index)].sort_values("period_start")
    settled = [number for number in numbers if number.name.endswith("_change")]
    if not parts:
        raise Problem("selection_empty")
    context.read.keep(tables)
    return Finding(
        of_parts(part.verdict for part in parts),
        WORDS["sentence"],
        tuple(numbers),
        value=settled[0].value if settled else None,
        unit="per_cent",
        period=settled[0].period if settled else max(ends),
        words={"told": joined(sentences)},
        notes=indicator.notes,
        parts=tuple(parts),
        lines=drawn,
    )


def _level(
    level: str, what: str, name: Text, persons: pd.Series[Any], share: pd.Series[Any] | None, margin: float
) -> tuple[list[Number], list[Outcome]]:
    """Return numbers and parts of one level."""
    whole = course(persons, margin, is_pct=True)
    end = whole.last[0]
    numbers = [
        Number(f"{level}_first", whole.first[1], "persons", whole.first[0], WORDS("number.count", name=name), 0),
        Number(f"{level}_last", whole.last[1], "persons", end, WORDS("number.count", name=name), 0),
        Number(f"{level}_change", whole.change_pct, "per_cent", end, WORDS("number.change", name=name), is_signed=True),
    ]
    parts = [Outcome(WORDS(f"part.{what}", level=level), fell(whole))]
    if share is None:
        return numbers, parts
    if list(share.index) != list(persons.index):
        raise Problem("selection_empty")
    of_all = course(share, margin, is_pct=True)
    everyone = 100 * (persons.iloc[-1] / share.iloc[-1]) / (persons.iloc[0] / share.iloc[0]) - 100
    numbers += [
        Number(f"{level}_share_first", of_all.first[1], "per_cent", of_all.first[0], WORDS("number.share", name=name)),
        Number(f"{level}_share_last", of_all.last[1], "per_cent", end, WORDS("number.share", name=name)),
        Number(f"{level}_all_change", everyone, "per_cent", end, WORDS("number.all", level=level), is_signed=True),
    ]
    parts.append(Outcome(WORDS(f"part.{what}_share", level=level), fell(of_all)))
    return numbers, parts


def _sentence(level: str, what: str, numbers: list[Number]) -> Text:
    """Return what is said of one level: its number and date, then the share beside all studies of the level."""
    by_name = {number.name.removeprefix(f"{level}_"): number for number in numbers}
    change, begin = by_name["change"].value, when(by_name["first"].period)
    count = WORDS(
        f"count.{what}_{'more' if change > 0 else 'fewer'}",
        level=WORDS[f"in.{level}"],
        last=amount(by_name["last"].value),
        end=when(by_name["last"].period),
        pct=amount(abs(change), 1),
        begin=WORDS("pandemic", begin=begin) if by_name["first"].period == PANDEMIC else begin,
    )
    if "share_last" not in by_name:
        return count
    share = WORDS(
        f"share.{what}",
        level=level,
        change=amount(by_name["all_change"].value, 1, is_signed=True),
        a=amount(by_name["share_first"].value, 1),
        b=amount(by_name["share_last"].value, 1),
    )
    return joined([count, share])
