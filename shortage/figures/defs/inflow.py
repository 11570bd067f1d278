"""Figures of inflow into technical education: first-years, their share, and graduates."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from shortage.figures import BreakMark, FigureContent, View, build, figure, rows
from shortage.figures.breaks import halfway
from shortage.figures.guards import course_finding
from shortage.figures.wording import span
from shortage.indicators import Indicator
from shortage.indicators.inflow import LEVELS, counts_new, tables_of
from shortage.indicators.lines import lines, longest
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import amount, both, listed, when

WORDS = Words(__file__)
THEME = "education"
SINCE = {year: both(Period(int(year), 0, "school_year").label) for year in ("2010", "2015", "2020")}
LEVEL = {name: WORDS[f"level.{name}"] for name in LEVELS}
UNMOVED = 1.0
"""Per cent of the first value within which a number counts as unchanged in a title."""
SAME = 1.0
"""Percentage points within which a share counts as unchanged in a title."""

Group = dict[str, "pd.Series[Any]"]


def shown(indicator: Indicator, measure: str, level: str, since: str) -> Group:
    """Return the lines that stand in a figure, oldest first: of counts that overlap, the longer.

    Two counts of the same years side by side would read as two groups of students.
    """
    stretches = lines(indicator, since, "", level=level, measure=measure)
    taken: Group = {}
    while stretches:
        try:
            id = longest(stretches)
        except Problem:
            break
        line = stretches.pop(id)
        if all(set(line.index).isdisjoint(other.index) for other in taken.values()):
            taken[id] = line
    return dict(sorted(taken.items(), key=lambda item: item[1].index[0]))


def marks(groups: list[Group]) -> list[BreakMark[Any]]:
    """Return a mark halfway between two lines of one level that follow each other."""
    pairs = [pair for group in groups for pair in pairwise(group.values())]
    return halfway((str(earlier.index[-1]), str(later.index[0])) for earlier, later in pairs)


def newest(group: Group) -> pd.Series[Any]:
    """Return the line that ends last."""
    return max(group.values(), key=lambda line: (line.index[-1], len(line)))


def who(level: str, is_new: bool) -> Text:
    """Return who is counted: first-years, or for mbo new students or students of all years."""
    if level == "mbo":
        return WORDS["who.mbo_new" if is_new else "who.mbo"]
    return WORDS("who.first_years", level=level)


def drawn(
    view: View, indicator: str, measure: str, levels: tuple[str, ...], since: str
) -> tuple[pd.DataFrame, list[Group], list[str], bool]:
    """Return the rows to draw, the lines per level, the levels that have any, and whether mbo counts new students.

    Raises:
        Problem: none of the chosen levels has a line in these years.
    """
    groups, present, parts, tables = [], [], [], set()
    is_new = False
    for level in levels:
        try:
            computed = view.indicator(indicator, measure=measure, level=level)
        except Problem as problem:
            if problem.key != "selection_empty":
                raise
            continue
        group = shown(computed, measure, level, since)
        if not group:
            continue
        view.from_year(since, computed)
        tables |= tables_of(computed, group)
        groups.append(group)
        present.append(level)
        is_new |= level == "mbo" and any(counts_new(computed, id) for id in group)
        # The subtitle says that it is a share; the label need not.
        parts += [rows(computed, series_id=id, label=label(computed, id), since=since) for id in group]
    if not parts:
        raise Problem("selection_empty")
    # The source line names what is drawn, not what was looked into.
    view.read.keep(tables)
    return pd.concat(parts, ignore_index=True), groups, present, is_new


def label(indicator: Indicator, id: str) -> Text:
    """Return a line's label without the remark that it is a share: the subtitle says that."""
    text = indicator.series[id]
    return Text(nl=text.nl.replace(", aandeel)", ")"), en=text.en.replace(", share)", ")"))


def remarks(groups: list[Group], present: list[str], is_new: bool) -> list[Text]:
    """Return the notes: that counts differ at a break, what is counted in mbo, and which levels stop early."""
    notes = []
    if marks(groups):
        notes.append(WORDS["note.break"])
    if "mbo" in present:
        notes.append(WORDS["note.mbo_new" if is_new else "note.mbo"])
    ends = {level: newest(group).index[-1] for level, group in zip(present, groups, strict=True)}
    last = max(ends.values())
    early = [level for level, end in ends.items() if end < last]
    if early:
        names = listed((Text(nl=level, en=level) for level in early), " / ")
        notes.append(WORDS("note.stops", names=names, end=when(max(ends[level] for level in early))))
    return notes


def ends(line: pd.Series[Any], decimals: int) -> dict[str, Text]:
    """Return first and last value and period of a line, for a sentence."""
    return {
        "a": amount(float(line.iloc[0]), decimals),
        "b": amount(float(line.iloc[-1]), decimals),
        "first": when(str(line.index[0])),
        "last": when(str(line.index[-1])),
    }


def _inflow(view: View, measure: str, level: str, since: str, decimals: int, **moved: Any) -> FigureContent:
    """First-years in technology in a measure; ``moved`` says from which change on a line has risen or fallen."""
    data, groups, present, is_new = drawn(view, "technical-inflow", measure, (level,), since)
    line = newest(groups[0])
    subject = who(present[0], is_new)
    kind = "subtitle" if present != ["mbo"] else "subtitle_mbo_new" if is_new else "subtitle_mbo"
    return build(
        view,
        "line",
        data,
        subtitle=view.say(kind, levels=LEVEL[level], span=span(data)),
        alt=view.say("alt", who=subject, **ends(line, decimals)),
        unit="persons" if measure == "persons" else "per_cent",
        decimals=decimals,
        finding=course_finding(view, line, decimals=decimals, who=subject, **moved),
        notes=remarks(groups, present, is_new),
        breaks=marks(groups),
    )


@figure("technical-inflow", theme=THEME, words=WORDS, order=1, choices={"level": LEVEL, "since": SINCE})
def technical_inflow(view: View, *, level: str = "hbo", since: str = "2010") -> FigureContent:
    """First-years in technology, one line per count, with a gap where the count changes."""
    return _inflow(view, "persons", level, since, 0, margin=UNMOVED, is_pct=True)


@figure("technical-inflow-share", theme=THEME, words=WORDS, order=2, choices={"level": LEVEL, "since": SINCE})
def technical_inflow_share(view: View, *, level: str = "hbo", since: str = "2010") -> FigureContent:
    """First-years in technology as a share of all first-years of their level."""
    return _inflow(view, "share_pct", level, since, 1, margin=SAME)


@figure("technical-graduates", theme=THEME, words=WORDS)
def technical_graduates(view: View) -> FigureContent:
    """Graduates in technology, one line per count."""
    data, groups, present, _ = drawn(view, "technical-graduates", "persons", ("hbo", "wo"), "2010")
    line = newest(groups[0])
    subject = who(present[0], False)
    return build(
        view,
        "line",
        data,
        values=ends(line, 0),
        unit="persons",
        decimals=0,
        finding=course_finding(view, line, margin=UNMOVED, is_pct=True, who=subject, level=present[0]),
        notes=remarks(groups, present, False),
        breaks=marks(groups),
    )
