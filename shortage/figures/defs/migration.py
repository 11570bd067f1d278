"""Arrivals for work in the Netherlands."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, View, build, figure, rows
from shortage.figures.breaks import ended, explained, marks
from shortage.figures.guards import course_finding
from shortage.figures.wording import span, unit
from shortage.indicators.lines import series
from shortage.text import Text, Words
from shortage.text.phrases import amount, capital, when

WORDS = Words(__file__)
THEME = "migration"
SINCE = {year: Text(nl=year, en=year) for year in ("2000", "2010", "2015", "2019")}
MARGIN_PCT = 5.0
"""Smaller differences between two years of arrivals tell no course."""


@figure("labour-immigration", theme=THEME, words=WORDS, choices={"since": SINCE})
def labour_immigration(view: View, *, since: str = "2010") -> FigureContent:
    """Arrivals for work from inside and outside the EU/EFTA, with a gap where the United Kingdom changes sides.

    The title is about the newest stretch of who come from outside the EU/EFTA, the line that runs furthest.
    """
    indicator = view.indicator("labour-immigration")
    view.from_year(since, indicator)
    parts = [rows(indicator, since=since, origin=origin) for origin in ("eu", "non-eu")]
    data = ended(pd.concat(parts, ignore_index=True))
    data["label"] = data["label"].map(capital)
    outside = data[data["series_id"].str.startswith("non-eu")].sort_values("x")
    newest = str(outside["series_id"].iloc[-1])
    line = series(indicator, newest)
    line = line[line.index.isin(outside.loc[outside["series_id"] == newest, "period"])]
    inside = data[data["series_id"].str.startswith("eu")].sort_values("x").iloc[-1]
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", unit=unit(indicator), span=span(data)),
        alt=view.say(
            "alt",
            inside=amount(float(inside["value"])),
            inside_year=when(str(inside["period"])),
            outside=amount(float(line.iloc[-1])),
            outside_year=when(str(line.index[-1])),
        ),
        unit=indicator.unit,
        decimals=0,
        finding=course_finding(view, line, margin=MARGIN_PCT, is_pct=True),
        notes=[*explained(indicator.breaks), *indicator.notes],
        breaks=marks(indicator.breaks),
    )
