"""Technical associate degrees beside bachelors, as the rule judged them."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure, timed
from shortage.figures.wording import span
from shortage.text import Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)


@figure("ad-and-bachelor", theme="education", words=WORDS, order=4)
def ad_and_bachelor(view: View) -> FigureContent:
    """First-years of technical associate degrees and bachelors, each with its first year as a hundred."""
    finding = view.finding
    parts, ends = [], {}
    for phase in ("ad", "bachelor"):
        line = finding.lines[phase]
        first = float(line["value"].iloc[0])
        indexed = line.assign(value=100 * line["value"] / first)
        ends[phase] = float(indexed["value"].iloc[-1])
        parts.append(timed(indexed, phase, view.say(f"label_{phase}"), role="main" if phase == "ad" else "second"))
    data = pd.concat(parts, ignore_index=True)
    begin, end = when(str(data["period"].iloc[0])), when(str(data["period"].iloc[-1]))
    counts = {name: amount(finding.number(name).value) for name in ("ad_first", "ad_last", "bachelor_last")}
    is_apart = ends["ad"] > 100 > ends["bachelor"]
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", begin=begin, span=span(data)),
        alt=view.say("alt", begin=begin, end=end, **counts),
        unit="index",
        decimals=0,
        finding=Guarded(
            view.say("apart"),
            is_apart and finding.parts[0].verdict == "supported",
            "associate degrees grew and bachelors did not, each over the whole line",
        ),
        notes=[view.say("note", end=end, ad=counts["ad_last"], bachelor=counts["bachelor_last"])],
        reference_lines=[ReferenceLine(100, begin)],
        is_zero_based=False,
    )
