"""Programmes that lose first-years, and the share of small ones, as the rule judged them."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure, timed
from shortage.figures.guards import course_finding
from shortage.figures.wording import span
from shortage.text import Words
from shortage.text.phrases import amount, capital, when

WORDS = Words(__file__)
KINDS = ("all", "bachelor", "ad")


@figure("shrinking-programmes", theme="education", words=WORDS)
def shrinking_programmes(view: View) -> FigureContent:
    """Per kind of programme the share that draws fewer first-years than in the first year."""
    chosen = view.parameters
    finding = view.finding
    parts = []
    for kind in KINDS if chosen["kind"] == "all" else (chosen["kind"],):
        indicator = view.indicator("shrinking-programmes", kind=kind, since=chosen["since"], margin=chosen["loss_pct"])
        share, every = (indicator.line(f"{kind}-{name}").iloc[-1] for name in ("share_pct", "programmes"))
        name = view.say("kind", kind=capital(indicator.series[f"{kind}-fewer"]), count=amount(float(every["value"])))
        part = {"series_id": "fewer", "label": view.say("label"), "category": name, "period": share["period"]}
        parts.append({**part, "value": share["value"], "is_provisional": share["is_provisional"]})
    last, begin = when(finding.period), finding.words["begin"]
    places = {"share": amount(float(parts[0]["value"])), "end": last, "begin": begin}
    title = view.say("loses" if chosen["kind"] == "all" else "loses_kind", **places)
    whole = {name: amount(finding.number(name).value) for name in ("fewer", "lasting")}
    return build(
        view,
        "bar",
        pd.DataFrame(parts),
        subtitle=view.say("subtitle", **places),
        alt=view.say("alt", **whole, **places),
        unit="per_cent",
        decimals=0,
        finding=Guarded(
            title,
            float(parts[0]["value"]) > float(chosen["loss_pct"]),
            f"{finding.number('fewer').value:g} of {finding.number('lasting').value:g} programmes",  # not shown
        ),
        notes=[view.say("note")],
        reference_lines=[ReferenceLine(50, view.say("half"))],
    )


@figure("small-programmes", theme="education", words=WORDS)
def small_programmes(view: View) -> FigureContent:
    """The share of small programmes over the whole count that was judged."""
    line = view.finding.lines["small"]
    data = timed(line, "small", view.say("label"))
    limit = amount(float(view.parameters["threshold"]))
    first, last = line.iloc[0], line.iloc[-1]
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", limit=limit, span=span(data)),
        alt=view.say(
            "alt",
            a=amount(float(first["value"]), 1),
            first=when(str(first["period"])),
            b=amount(float(last["value"]), 1),
            last=when(str(last["period"])),
        ),
        unit="per_cent",
        decimals=1,
        finding=course_finding(
            view, line.set_index("period")["value"], margin=float(view.parameters["margin"]), decimals=1
        ),
        notes=[view.say("note")],
    )
