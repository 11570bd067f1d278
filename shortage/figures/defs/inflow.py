"""Figures of inflow into technical education: first-years, their share, small programmes, and what became of inflow."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from shortage import claims
from shortage.figures import BreakMark, FigureContent, Guarded, View, build, figure, rows
from shortage.figures.defs.vacancies import period, say, span
from shortage.indicators import Indicator
from shortage.indicators.inflow import LEVELS, counts_new
from shortage.indicators.lines import lines, longest
from shortage.text import Lang, Period, Problem, Text, number

THEME = "education"
SINCE = {year: Text(nl=year, en=year) for year in ("2010", "2015", "2020")}
LEVEL = {
    "ho": Text(nl="hbo en wo", en="hbo and wo"),
    "hbo": Text(nl="hbo", en="hbo"),
    "wo": Text(nl="wo", en="wo"),
    "mbo": Text(nl="mbo", en="mbo"),
}
SHARE_LEVEL = {"all": Text(nl="hbo, wo en mbo", en="hbo, wo and mbo"), **LEVEL}
HELD = {"ho": ("hbo", "wo"), "all": LEVELS}
SAME = 1.0
"""Percentage points within which a share counts as unchanged in a title."""


def shown(made: Indicator, measure: str, level: str, since: str) -> dict[str, pd.Series[Any]]:
    """Return the lines that stand in a figure, oldest first: of counts that overlap, the longer.

    Two counts of the same years side by side would read as two groups of students.
    """
    found = lines(made, since, "", level=level, measure=measure)
    taken: dict[str, pd.Series[Any]] = {}
    while found:
        try:
            id = longest(found)
        except Problem:
            break
        line = found.pop(id)
        if all(set(line.index).isdisjoint(other.index) for other in taken.values()):
            taken[id] = line
    return dict(sorted(taken.items(), key=lambda item: item[1].index[0]))


def marks(groups: list[dict[str, pd.Series[Any]]], lang: Lang) -> list[BreakMark[Any]]:
    """Return a mark halfway between two lines of one level that follow each other."""
    places = set()
    for group in groups:
        ordered = list(group.values())
        for earlier, later in pairwise(ordered):
            places.add((Period.parse(earlier.index[-1]).x + Period.parse(later.index[0]).x) / 2)
    return [BreakMark(x, say(lang, "reeksbreuk", "series break")) for x in sorted(places)]


def newest(group: dict[str, pd.Series[Any]]) -> pd.Series[Any]:
    """Return the line that ends last."""
    return max(group.values(), key=lambda line: (line.index[-1], len(line)))


def what(level: str, is_new: bool, lang: Lang) -> str:
    """Return who is counted: first-years, or for mbo new students or students of all years."""
    if level == "mbo":
        return (
            say(lang, "nieuwe mbo-studenten", "new mbo students")
            if is_new
            else say(lang, "mbo-studenten", "mbo students")
        )
    return say(lang, "{level}-eerstejaars", "{level} first-years", level=level)


def drawn(
    view: View, measure: str, level: str, since: str
) -> tuple[pd.DataFrame, list[dict[str, pd.Series[Any]]], list[str], bool]:
    """Return the rows to draw, the lines per level, the levels that have any, and whether mbo counts new students.

    Raises:
        Problem: none of the chosen levels has a line in these years.
    """
    groups, present, parts, tables = [], [], [], set()
    is_new = False
    for one in HELD.get(level, (level,)):
        try:
            made = view.indicator("technical-inflow", measure=measure, level=one)
        except Problem as problem:
            if problem.key != "selection_empty":
                raise
            continue
        group = shown(made, measure, one, since)
        if not group:
            continue
        tables |= set(made.frame.loc[made.frame["series_id"].isin(list(group)), "table"])
        groups.append(group)
        present.append(one)
        is_new |= any(counts_new(made, id) for id in group)
        parts += [rows(made, view.lang, series_id=id, label=label(made, id, view.lang), since=since) for id in group]
    if not parts:
        raise Problem("selection_empty")
    # The source line names what is drawn, not what was looked into.
    view.read.keep(tables)
    return pd.concat(parts, ignore_index=True), groups, present, is_new


def label(made: Indicator, id: str, lang: Lang) -> str:
    """Return a line's label without the remark that it is a share: the subtitle says that."""
    return made.series[id][lang].replace(say(lang, ", aandeel)", ", share)"), ")")


def ends_early(groups: list[dict[str, pd.Series[Any]]], present: list[str], lang: Lang) -> list[str]:
    """Return which levels stop before the figure does."""
    last = max(newest(group).index[-1] for group in groups)
    early = [one for one, group in zip(present, groups, strict=True) if newest(group).index[-1] < last]
    if not early:
        return []
    end = period(max(newest(groups[present.index(one)]).index[-1] for one in early), lang)
    names = say(lang, " en ", " and ").join(early)
    return [
        say(
            lang,
            "De cijfers van {names} stoppen in de gegevens bij {end}; niets is aangevuld.",
            "The figures of {names} stop in the data at {end}; nothing was filled in.",
            names=names,
            end=end,
        )
    ]


def remarks(present: list[str], marked: bool, is_new: bool, lang: Lang) -> list[str]:
    """Return the notes that say how counts differ."""
    notes = []
    if marked:
        notes.append(
            say(
                lang,
                "Voor en na de reeksbreuk wordt anders geteld; die cijfers zijn niet te vergelijken.",
                "Before and after the series break the count differs; those figures cannot be compared.",
            )
        )
    if "mbo" in present and is_new:
        notes.append(
            say(
                lang,
                "Mbo: nieuwe studenten in de sectorkamer techniek en gebouwde omgeving.",
                "Mbo: new students in the sector chamber technology and built environment.",
            )
        )
    elif "mbo" in present:
        notes.append(
            say(
                lang,
                "Mbo: studenten van alle leerjaren; nieuwe studenten in techniek staan niet in deze gegevens.",
                "Mbo: students of all years of study; new students in technology are not in these data.",
            )
        )
    return notes


@figure(
    "technical-inflow",
    theme=THEME,
    title=Text(nl="Instroom in technische studies", en="Inflow into technical studies"),
    place=1,
    choices={"level": LEVEL, "since": SINCE},
)
def technical_inflow(view: View, *, level: str = "ho", since: str = "2010") -> FigureContent:
    """First-years in technology, one line per count, with a gap where the count changes."""
    lang = view.lang
    data, groups, present, is_new = drawn(view, "persons", level, since)
    line = newest(groups[0])
    first, last = period(line.index[0], lang), period(line.index[-1], lang)
    change = 100 * (float(line.iloc[-1]) / float(line.iloc[0]) - 1)
    margin = float(claims.claim("E1").values["margin"])
    values = {"who": what(present[0], is_new, lang), "first": first, "last": last, "pct": number(abs(change), lang, 1)}
    if change < 0:
        sentence = say(lang, "{pct}% minder {who} in techniek in {last} dan in {first}",
                       "{pct}% fewer {who} in technology in {last} than in {first}", **values)  # fmt: skip
    else:
        sentence = say(lang, "{pct}% meer {who} in techniek in {last} dan in {first}",
                       "{pct}% more {who} in technology in {last} than in {first}", **values)  # fmt: skip
    finding = Guarded(
        sentence,
        abs(change) > margin,
        f"{present[0]}: {number(float(line.iloc[0]), 'en')} in {line.index[0]} and "
        f"{number(float(line.iloc[-1]), 'en')} in {line.index[-1]}, within one count; a change of more than "
        f"{number(margin, 'en')}%",
    )
    alt = say(
        lang,
        "Lijngrafiek: {who} in techniek gingen van {a} in {first} naar {b} in {last}; lijnen van andere tellingen "
        "staan los daarvan.",
        "Line chart: {who} in technology went from {a} in {first} to {b} in {last}; lines of other counts stand apart.",
        who=what(present[0], is_new, lang),
        a=number(float(line.iloc[0]), lang),
        b=number(float(line.iloc[-1]), lang),
        first=first,
        last=last,
    )
    who = say(lang, "Eerstejaars", "First-years")
    if present == ["mbo"]:
        who = (
            say(lang, "Nieuwe studenten", "New students")
            if is_new
            else say(lang, "Studenten, alle leerjaren,", "Students, all years of study,")
        )
    subtitle = say(
        lang,
        "{who} in techniek, aantal personen, {levels}, Nederland, {span}",
        "{who} in technology, number of persons, {levels}, the Netherlands, {span}",
        who=who,
        levels=LEVEL[level][lang],
        span=span(data, lang),
    )
    breaks = marks(groups, lang)
    notes = [*remarks(present, bool(breaks), is_new, lang), *ends_early(groups, present, lang)]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit="persons", decimals=0, finding=finding,
                 notes=notes, breaks=breaks)  # fmt: skip


@figure(
    "technical-inflow-share",
    theme=THEME,
    title=Text(nl="Aandeel van techniek in de instroom", en="Share of technology in the inflow"),
    place=2,
    choices={"level": SHARE_LEVEL, "since": SINCE},
)
def technical_inflow_share(view: View, *, level: str = "ho", since: str = "2010") -> FigureContent:
    """First-years in technology as a share of all first-years of their level."""
    lang = view.lang
    data, groups, present, is_new = drawn(view, "share_pct", level, since)
    line = newest(groups[0])
    first, last = period(line.index[0], lang), period(line.index[-1], lang)
    start, end = float(line.iloc[0]), float(line.iloc[-1])
    spread = float(line.max() - line.min())
    values = {
        "who": what(present[0], is_new, lang),
        "first": first,
        "last": last,
        "mean": number(float(line.mean()), lang),
        "a": number(start, lang, 1),
        "b": number(end, lang, 1),
    }
    holds = True
    if spread <= SAME:
        nl = "Aandeel techniek onder {who} bleef rond {mean}% ({first} – {last})"
        en = "Share of technology among {who} stayed around {mean}% ({first} – {last})"
    elif end > start:
        nl = "Aandeel techniek onder {who} steeg van {a}% ({first}) naar {b}% ({last})"
        en = "Share of technology among {who} rose from {a}% ({first}) to {b}% ({last})"
    else:
        nl = "Aandeel techniek onder {who} daalde van {a}% ({first}) naar {b}% ({last})"
        en = "Share of technology among {who} fell from {a}% ({first}) to {b}% ({last})"
        holds = end < start
    finding = Guarded(
        say(lang, nl, en, **values),
        holds,
        f"{present[0]}: {number(start, 'en', 1)}% in {line.index[0]}, {number(end, 'en', 1)}% in {line.index[-1]}, "
        f"lowest and highest {number(spread, 'en', 1)} percentage points apart",
    )
    alt = say(
        lang,
        "Lijngrafiek: het aandeel techniek onder {who} was {a}% in {first} en {b}% in {last}; andere tellingen staan "
        "los.",
        "Line chart: the share of technology among {who} was {a}% in {first} and {b}% in {last}; other counts stand "
        "apart.",
        **values,
    )
    subtitle = say(
        lang,
        "Techniek in % van alle eerstejaars van hetzelfde niveau, {levels}, Nederland, {span}",
        "Technology as % of all first-years of the same level, {levels}, the Netherlands, {span}",
        levels=SHARE_LEVEL[level][lang],
        span=span(data, lang),
    )
    if present == ["mbo"] and is_new:
        subtitle = say(
            lang,
            "Techniek in % van alle nieuwe mbo-studenten, Nederland, {span}",
            "Technology as % of all new mbo students, the Netherlands, {span}",
            span=span(data, lang),
        )
    elif present == ["mbo"]:
        subtitle = say(
            lang,
            "Techniek in % van alle mbo-studenten, alle leerjaren, Nederland, {span}",
            "Technology as % of all mbo students, all years of study, the Netherlands, {span}",
            span=span(data, lang),
        )
    breaks = marks(groups, lang)
    notes = [*remarks(present, bool(breaks), is_new, lang), *ends_early(groups, present, lang)]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit="per_cent", decimals=1, finding=finding,
                 notes=notes, breaks=breaks)  # fmt: skip
