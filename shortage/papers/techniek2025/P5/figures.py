"""Measures of small and of all firms against a shortage of staff."""

from __future__ import annotations

import pandas as pd

from shortage.catalog import code_label
from shortage.figures import FigureContent, Guarded, View, build, figure
from shortage.text import Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)


@figure("measures-against-shortage", theme="productivity", words=WORDS)
def measures_against_shortage(view: View) -> FigureContent:
    """The answers of all and of small firms beside each other, the most named first."""
    finding = view.finding
    wide = finding.lines["measures"].pivot(index="answer", columns="size", values="value").dropna()
    wide = wide.sort_values("all", ascending=False, kind="stable")
    data = pd.DataFrame(
        [
            {
                "series_id": size,
                "label": code_label("measures_against_shortage", "size", size),
                "category": view.say(f"answer.{answer}"),
                "period": finding.period,
                "value": float(wide.loc[answer, size]),
            }
            for answer in wide.index
            for size in ("all", "small")
        ]
    )
    shares = {name: amount(finding.number(name).value, 1) for name in ("small", "all")}
    is_fewer = finding.number("small").value < finding.number("all").value
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle", when=when(finding.period)),
        alt=view.say("alt", when=when(finding.period), **shares),
        unit="per_cent",
        decimals=1,
        finding=Guarded(
            view.say("fewer", **shares), is_fewer, "automation is named less often by small firms than by all"
        ),
        notes=[view.say("note")],
    )
