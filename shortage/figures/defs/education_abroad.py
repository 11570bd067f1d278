"""Figures of technology in education in the Netherlands and elsewhere."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.defs.inflow import THEME
from shortage.indicators.lines import lines, newest
from shortage.text import Problem, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)
SHOWN = ("NL", "EU27_2020", "DE", "BE")
APART = 1.0
"""Percentage points from which two shares differ in a title."""


def compared(view: View, indicator: str) -> FigureContent:
    """Draw the Netherlands beside the EU, Germany and Belgium; the title compares the first two in the last year.

    Raises:
        Problem: one of the two has no figure in the last year of the Netherlands.
    """
    computed = view.indicator(indicator)
    shown = {geo: newest(stretches) for geo in SHOWN if (stretches := lines(computed, "", "", geo=geo))}
    view.read.only(computed, series=list(shown.values()))
    data = pd.concat(
        [rows(computed, series_id=id).assign(series_id=geo) for geo, id in shown.items()], ignore_index=True
    )
    own, other = (data[data["series_id"] == geo].set_index("period")["value"] for geo in ("NL", "EU27_2020"))
    if own.empty or str(own.index[-1]) not in other.index:
        raise Problem("selection_empty")
    end = str(own.index[-1])
    values = {"own": amount(float(own[end]), 1), "other": amount(float(other[end]), 1), "end": when(end)}
    gap = float(own[end] - other[end])
    return build(
        view,
        "line",
        data,
        values=values,
        unit="per_cent",
        decimals=1,
        finding=Guarded(
            view.say("apart", **values),
            abs(gap) >= APART,
            f"the Netherlands {gap:+.1f} percentage points from the EU in {end}",  # not shown
        ),
        notes=[view.say("note")],
    )


@figure("vocational-science-graduates", theme=THEME, words=WORDS)
def vocational_science_graduates(view: View) -> FigureContent:
    """Science and technology among vocational graduates."""
    return compared(view, "vocational-science-graduates")


@figure("bachelor-technology-entrants", theme=THEME, words=WORDS)
def bachelor_technology_entrants(view: View) -> FigureContent:
    """Engineering among new bachelor students."""
    return compared(view, "bachelor-technology-entrants")
