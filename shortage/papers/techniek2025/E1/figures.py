"""Technical hbo beside all of hbo, as the rule judged them."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure, timed
from shortage.figures.wording import span
from shortage.text import Problem, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)
ALIKE = 2.0
"""Index points, per cent of the first year, within which two lines end alike; a smaller loss is none."""


@figure("hbo-compared", theme="education", words=WORDS)
def hbo_compared(view: View) -> FigureContent:
    """First-years in technical hbo and in all of hbo, each with its first year as a hundred.

    All first-years are the number in technology over its share, as the rule works them out.
    """
    finding = view.finding
    if "hbo_share" not in finding.lines or finding.lines["hbo_share"].empty:
        raise Problem("selection_empty")
    technology = finding.lines["hbo"].reset_index(drop=True)
    share = finding.lines["hbo_share"].reset_index(drop=True)
    view.read.keep(set(technology["table"]))
    whole = technology.assign(value=technology["value"] / share["value"])
    parts, ends = [], {}
    for id, line in (("technology", technology), ("all", whole)):
        indexed = line.assign(value=100 * line["value"] / float(line["value"].iloc[0]))
        ends[id] = float(indexed["value"].iloc[-1])
        parts.append(timed(indexed, id, view.say(id), role="main" if id == "technology" else "second"))
    data = pd.concat(parts, ignore_index=True)
    begin, end = when(str(data["period"].iloc[0])), when(str(data["period"].iloc[-1]))
    gap = ends["technology"] - ends["all"]
    key = "alike" if abs(gap) <= ALIKE else "stronger" if gap < 0 else "weaker"
    # Of two small losses one may be a multiple of the other, and still within the border.
    is_fallen = max(ends.values()) < (100 - ALIKE if key == "alike" else 100)
    values = {"technology": amount(ends["technology"]), "all": amount(ends["all"])}
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", begin=begin, span=span(data)),
        alt=view.say("alt", begin=begin, end=end, **values),
        unit="index",
        decimals=0,
        finding=Guarded(
            view.say(key),
            is_fallen,
            f"technology ends at {ends['technology']:.1f}, all of hbo at {ends['all']:.1f}",  # not shown
        ),
        reference_lines=[ReferenceLine(100, begin)],
        is_zero_based=False,
    )
