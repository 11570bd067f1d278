"""Whether the share that goes on from mbo to hbo fell."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number, Value
from shortage.indicators.course import course
from shortage.indicators.lines import lines, longest
from shortage.text import Problem, Words
from shortage.text.phrases import when

WORDS = Words(__file__)


def rule(context: Context) -> Finding:
    """E3: did the share that goes on to hbo fall over the longest series in one count?

    With ``against`` havo what counts is the fall beyond that from havo over the same years. Lines: ``mbo``, and
    ``havo`` where there is one, by year.
    """
    source, against, margin = str(context["source"]), str(context["against"]), float(context["margin"])
    until = str(context["until"])
    indicator = context.indicator("mbo-hbo-transition", direction=str(context["direction"]), source=source)
    by_series = lines(indicator, "", until)
    id = longest(by_series)
    line = by_series[id]
    whole = course(line, margin)
    fall = whole.last[1] - whole.first[1]
    steps = line.diff().dropna()
    step = str(steps.abs().idxmax())
    before = str(line.index[list(line.index).index(step) - 1])
    period = indicator.line(id)
    drawn = {"mbo": period[period["period"].isin(line.index)]}
    measured = {
        "first": (whole.first[1], "per_cent", whole.first[0]),
        "before": (float(line[before]), "per_cent", before),
        "step": (float(line[step]), "per_cent", step),
        "last": (whole.last[1], "per_cent", whole.last[0]),
    }
    judged, key = fall, "found"
    if against == "havo":
        other = context.indicator("mbo-hbo-transition", direction="total", origin="havo", source="duo").line()
        beside = other.set_index("period")["value"]
        if whole.first[0] not in beside.index or whole.last[0] not in beside.index:
            raise Problem("selection_empty")
        of_havo = float(beside[whole.last[0]] - beside[whole.first[0]])
        judged, key = fall - of_havo, "found_havo"
        measured["havo"] = (of_havo, "percentage_point", whole.last[0])
        drawn["havo"] = other
    measured["change"] = (judged, "percentage_point", whole.last[0])
    verdict: Value = "supported" if judged < -margin else "contradicted"
    return Finding(
        verdict,
        WORDS[key],
        tuple(
            Number(name, value, unit, at, WORDS[f"number.{name}"], is_signed=unit == "percentage_point")
            for name, (value, unit, at) in measured.items()
        ),
        value=measured["last"][0],
        unit="per_cent",
        period=whole.last[0],
        words={
            "who": indicator.series[id],
            "begin": when(whole.first[0]),
            "before_at": when(before),
            "step_at": when(step),
            "end": when(whole.last[0]),
        },
        notes=indicator.notes,
        lines=drawn,
    )
