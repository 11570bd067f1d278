"""Tightness as the rule judged it, beside the newest adjusted edition of CBS."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure
from shortage.text import Period, Text, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)
SINCE = {year: Text(nl=year, en=year) for year in ("2003", "2010", "2015", "2019", "2022")}


@figure("tightness", theme="labour-market", words=WORDS, order=1, choices={"since": SINCE})
def tightness(view: View, *, since: str = "2003") -> FigureContent:
    """The long line with the highest peak of the past, and the newest adjusted edition as a second line."""
    finding = view.finding
    numbers = {number.name: number for number in finding.numbers}
    line = finding.lines["tightness"]
    parts = [_rows(line, "unadjusted", view.say("long", quarters=finding.words["quarters"]), "main", since)]
    if "adjusted" in finding.lines:
        adjusted = finding.lines["adjusted"]
        label = view.say("adjusted", last=when(str(adjusted["period"].iloc[-1])))
        parts.append(_rows(adjusted, "adjusted", label, "second", since))
    data = pd.concat([part for part in parts if len(part)], ignore_index=True)
    latest, peak, past = (numbers[name].value for name in ("latest", "peak", "past"))
    after = line[line["period"] >= numbers["peak"].period]["value"]
    is_falling = len(after) > 1 and bool((after.diff().dropna() < 0).all())
    key = "falls_above" if latest > past else "falls_below"
    values = {
        "peak": amount(peak),
        "peak_end": when(numbers["peak"].period),
        "now": amount(latest),
        "end": when(finding.period),
        "past": amount(past),
        "past_end": when(numbers["past"].period),
    }
    return build(
        view,
        "line",
        data,
        values=values,
        unit=finding.unit,
        decimals=0,
        finding=Guarded(
            view.say(key, peak_end=values["peak_end"], until=finding.words["until"]),
            is_falling,
            f"the mean is highest in {numbers['peak'].period} and lower in each quarter since, up to {finding.period}; "
            f"the highest of the past is of {numbers['past'].period}",
        ),
        notes=[view.say("own_processing"), *([view.say("edition")] if "adjusted" in finding.lines else [])],
        reference_lines=[ReferenceLine(past, view.say("past", until=finding.words["until"], past=amount(past)))],
    )


def _rows(line: pd.DataFrame, id: str, label: Text, role: str, since: str) -> pd.DataFrame:
    line = line[line["period"] >= since]
    return pd.DataFrame(
        {
            "series_id": id,
            "label": pd.Series([label] * len(line), dtype=object),
            "period": line["period"].to_numpy(),
            "x": [Period.parse(code).x for code in line["period"]],
            "value": line["value"].to_numpy(),
            "is_provisional": line["is_provisional"].to_numpy() if "is_provisional" in line else False,
            "role": role,
        }
    )
