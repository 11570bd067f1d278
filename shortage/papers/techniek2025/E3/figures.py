"""The share that goes on to hbo, as the rule judged it."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, View, build, figure, timed
from shortage.figures.guards import course_finding
from shortage.figures.wording import span
from shortage.text import Problem, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)


@figure("mbo-hbo-transition", theme="education", words=WORDS)
def mbo_hbo_transition(view: View) -> FigureContent:
    """The share that goes on from mbo to hbo, with that from havo beside it where DUO gives both."""
    finding = view.finding
    line = finding.lines["mbo"]
    is_cbs = {source.publisher for source in finding.sources} == {"CBS"}
    parts = [timed(line, "mbo", finding.words["who"])]
    if not is_cbs and view.parameters["direction"] == "total":
        try:
            havo = view.indicator("mbo-hbo-transition", origin="havo", source="duo").line()
        except Problem:
            havo = pd.DataFrame()
        else:
            havo = havo[havo["period"].isin(line["period"])]
        if len(havo):
            parts.append(timed(havo, "havo", view.say("havo"), role="second"))
    data = pd.concat(parts, ignore_index=True)
    first, last = line.iloc[0], line.iloc[-1]
    ends = {"a": amount(float(first["value"]), 1), "b": amount(float(last["value"]), 1)}
    kind = "of_cbs" if is_cbs else "of_duo"
    return build(
        view,
        "line",
        data,
        subtitle=view.say(f"subtitle_{kind}", span=span(data)),
        alt=view.say("alt", first=when(str(first["period"])), last=when(str(last["period"])), **ends),
        unit="per_cent",
        decimals=1,
        finding=course_finding(
            view,
            line.set_index("period")["value"],
            margin=float(view.parameters["margin"]),
            decimals=1,
            before=amount(finding.number("before").value, 1),
            step=amount(finding.number("step").value, 1),
            step_at=finding.words["step_at"],
        ),
        notes=[view.say(f"note_{kind}"), *finding.notes],
    )
