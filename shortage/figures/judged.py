"""The figure of a claim that names a general rule: the lines that were judged, with the border where there is one."""

from __future__ import annotations

import pandas as pd

from shortage.claims import Claim, Finding
from shortage.figures.base import FigureContent, FigureDefinition, Guarded, ReferenceLine, View, build
from shortage.figures.marks import PointMark
from shortage.indicators import definition
from shortage.text import Period, Text, Words, strings
from shortage.text.phrases import amount, between, capital, joined, when

WORDS = Words(__file__)
ABOUT = ("value", "earlier", "highest")
"""Numbers of a finding that its headline tells by their period."""


def figure_id(claim: Claim) -> str:
    """Return the id of a claim's own figure, as its file names it among its figures."""
    return f"{claim.paper}-{claim.slug}"


def definition_of(claim: Claim) -> FigureDefinition:
    """Return the figure of a claim with a general rule."""
    title = definition(claim.indicators[0]).title
    return FigureDefinition(figure_id(claim), judged, claim.theme, title, None, {}, claim.key, WORDS)


def judged(view: View) -> FigureContent:
    """Draw what was judged: a line on a time axis, or bars where it is one period."""
    finding, registered = view.finding, definition(view.claim.indicators[0])
    indicator = view.compute(registered.id, **view.parameters.get("choice", {}))
    line = finding.lines["judged"]
    names = [indicator.series.get(str(id), indicator.title) for id in line["series_id"]]
    data = pd.DataFrame(
        {
            "series_id": line["series_id"].to_numpy(),
            "period": line["period"].to_numpy(),
            "value": line["value"].to_numpy(),
            "is_provisional": line["is_provisional"].to_numpy(),
        }
    )
    first, last = str(line["period"].iloc[0]), str(line["period"].iloc[-1])
    unit = strings()[f"unit.{indicator.unit}"]
    is_said = unit.nl.lower() in indicator.title.nl.lower()
    unit = indicator.title if is_said else joined([indicator.title, unit], ", ")
    finished = Guarded(finding.headline or indicator.title, finding.headline is not None, "what the claim's rule found")
    numbers = {number.name: number for number in finding.numbers}
    limits = []
    if "limit" in numbers:
        limit = numbers["limit"].value
        limits = [ReferenceLine(limit, view.say("border", limit=amount(limit)))]
    is_one_period = line["period"].nunique() == 1
    if is_one_period:
        data = data.assign(series_id="value", label="", category=pd.Series(names, dtype=object))
        top = line.iloc[0]
        alt = view.say(
            "alt_bars",
            title=indicator.title,
            when=when(first),
            name=names[0],
            value=amount(float(top["value"]), indicator.decimals),
        )
        subtitle = view.say("subtitle", unit=capital(unit), span=when(first))
    else:
        data = data.assign(
            label=pd.Series(names, dtype=object), category="", x=[Period.parse(code).x for code in line["period"]]
        )
        peak = line.iloc[int(line["value"].argmax())]
        alt = view.say(
            "alt_line",
            title=indicator.title,
            last=when(last),
            value=amount(float(line["value"].iloc[-1]), indicator.decimals),
            peak=amount(float(peak["value"]), indicator.decimals),
            peak_when=when(str(peak["period"])),
        )
        subtitle = view.say("subtitle", unit=capital(unit), span=between(first, last))
    return build(
        view,
        "bar" if is_one_period else "line",
        data,
        subtitle=subtitle,
        alt=alt,
        unit=indicator.unit,
        decimals=indicator.decimals,
        finding=finished,
        reference_lines=limits,
        notes=_means(view, finding, line),
        points=[] if is_one_period else _points(view, finding, line),
    )


def _means(view: View, finding: Finding, line: pd.DataFrame) -> list[Text]:
    """Return the means that a finding compares, where they are none of the line's own figures."""
    numbers = {number.name: number for number in finding.numbers}
    compared = [numbers[name] for name in ("earlier", "latest") if name in numbers]
    drawn = dict(zip(line["period"], line["value"], strict=True))
    if len(compared) < 2 or any(drawn.get(number.period) == number.value for number in compared):
        return []
    values = {number.name: amount(number.value, number.decimals) for number in compared}
    return [view.say("means", before=when(compared[0].period), end=when(compared[1].period), **values)]


def _points(view: View, finding: Finding, line: pd.DataFrame) -> list[PointMark[Text]]:
    """Return the points of a line that a finding is about; its end has its own words, and a mean is no point."""
    drawn = dict(zip(line["period"], line["value"], strict=True))
    drawn.pop(str(line["period"].iloc[-1]))
    numbers = {number.name: number for number in finding.numbers}
    about = [] if "limit" in numbers else [numbers[name] for name in ABOUT if name in numbers]
    return [
        PointMark(
            Period.parse(number.period).x,
            number.value,
            view.say("point", value=amount(number.value, number.decimals), when=when(number.period)),
        )
        for number in about
        if drawn.get(number.period) == number.value
    ]
