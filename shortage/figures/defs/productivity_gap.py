"""Figures of productivity beside vacancies: the rise that would replace them, now and over time."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from shortage import indicators
from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.bars import bars
from shortage.figures.defs.productivity import THEME
from shortage.figures.guards import course_finding
from shortage.figures.wording import branch_name, dated
from shortage.indicators.lines import series
from shortage.store import Store
from shortage.text import Problem, Text, Words
from shortage.text.phrases import amount, lower_first, when

WORDS = Words(__file__)
SECTOR = "B-F"
LINES = ("B-F", "C", "F", "J")
FEWEST = 2
"""Fewest quarters that a branch needs to be a line."""
LEAST = 0.5
"""Percentage points below which a title calls the line level: the vacancies keep their season."""


def label(code: str) -> Text:
    """Return a branch as a label; the technical sector is named as such, apart from the parts beside it."""
    return WORDS["technical"] if code == SECTOR else branch_name(code)


def quarters(store: Store) -> dict[str, Text]:
    """Return the quarters that a reader may choose: those in which the technical sector has a figure, newest first."""
    codes = sorted(indicators.compute("break-even-productivity", store, branch=SECTOR).frame["period"], reverse=True)
    return {code: when(code) for code in codes}


def editions(view: View, codes: Iterable[str]) -> list[Text]:
    """Return from which editions the employment of these branches is: those that stand side by side are named."""
    return list(
        dict.fromkeys(note for code in codes for note in view.compute("break-even-productivity", branch=code).notes)
    )


@figure("break-even-productivity", theme=THEME, words=WORDS, order=3, choices={"quarter": quarters})
def break_even_productivity(view: View, *, quarter: str = "") -> FigureContent:
    """Open vacancies in per cent of employed persons, per branch, in one quarter."""
    indicator = view.indicator("break-even-productivity", branch="all")
    newest = str(indicator.line(branch=SECTOR)["period"].iloc[-1])
    wanted = quarter or newest
    now = indicator.frame[indicator.frame["period"] == wanted].sort_values(["value", "branch"], ascending=[False, True])
    if SECTOR not in set(now["branch"]):
        raise Problem("selection_empty")
    view.read.only(indicator, wanted)
    names = {code: label(code) for code in now["branch"]}
    data = bars(names.values(), now["value"], wanted, is_provisional=now["is_provisional"])
    rise = float(now.loc[now["branch"] == SECTOR, "value"].iloc[0])
    shown = {
        "rise": amount(rise, 1),
        "end": when(wanted),
        "high": lower_first(data["category"].iloc[0]),
        "top": amount(float(data["value"].iloc[0]), 1),
        "low": lower_first(data["category"].iloc[-1]),
        "bottom": amount(float(data["value"].iloc[-1]), 1),
    }
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle", end=shown["end"]),
        alt=view.say("alt", **shown),
        unit=indicator.unit,
        decimals=1,
        finding=Guarded(
            dated(view.say("found", rise=shown["rise"]), wanted, newest),
            True,
            f"open vacancies over employed persons in {SECTOR}, {wanted}",
        ),
        notes=[view.say("note"), *editions(view, names)],
        highlight=[names[SECTOR]],
    )


@figure("break-even-trend", theme=THEME, words=WORDS)
def break_even_trend(view: View) -> FigureContent:
    """The break-even rise by quarter of the technical sector, manufacturing, construction and ICT."""
    indicator = view.indicator("break-even-productivity", branch="all")
    counts = indicator.frame["branch"].value_counts()
    shown = [code for code in LINES if counts.get(code, 0) >= FEWEST]
    data = pd.concat([rows(indicator, branch=code, label=label(code)) for code in shown], ignore_index=True)
    line = series(indicator, SECTOR)
    view.read.only(indicator, last=str(line.index[-1]), series=shown)
    return build(
        view,
        "line",
        data,
        values={
            "count": amount(len(shown)),
            "now": amount(float(line.iloc[-1]), 1),
            "end": when(str(line.index[-1])),
            "top": amount(float(line.max()), 1),
            "top_end": when(str(line.idxmax())),
        },
        unit=indicator.unit,
        decimals=1,
        finding=course_finding(view, line, margin=LEAST, decimals=1),
        notes=editions(view, shown),
    )
