"""Tightness as the rule judged it, beside the newest adjusted edition of CBS."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)
NOTHING = pd.DataFrame({"period": [], "value": []})
SINCE = {year: Text(nl=year, en=year) for year in ("2003", "2010", "2015", "2019", "2022")}


@figure("tightness", theme="labour-market", words=WORDS, order=1, choices={"since": SINCE})
def tightness(view: View, *, since: str = "2003") -> FigureContent:
    """The long line with the highest peak of the past, and the newest adjusted edition as a second line."""
    finding = view.finding
    numbers = {number.name: number for number in finding.numbers}
    line, adjusted = (view.up_to(finding.lines.get(name, NOTHING)) for name in ("tightness", "adjusted"))
    parts = [_rows(line, "unadjusted", view.say("long", quarters=finding.words["quarters"]), "main", since)]
    if len(adjusted):
        label = view.say("adjusted", last=when(str(adjusted["period"].iloc[-1])))
        parts.append(_rows(adjusted, "adjusted", label, "second", since))
    parts = [part for part in parts if len(part)]
    if not parts or line.empty:
        raise Problem("selection_empty")
    data = pd.concat(parts, ignore_index=True)
    latest, past = line.iloc[-1], numbers["past"]
    peak = line.iloc[int(line["value"].argmax())]
    after = line[line["period"] >= str(peak["period"])]["value"]
    is_falling = len(after) > 1 and bool((after.diff().dropna() < 0).all())
    # A line that ends before the highest of the past has nothing to be set against.
    is_past_drawn = not view.up_to(pd.DataFrame({"period": [past.period]})).empty
    values = {
        "peak": amount(float(peak["value"])),
        "peak_end": when(str(peak["period"])),
        "now": amount(float(latest["value"])),
        "end": when(str(latest["period"])),
        "past": amount(past.value),
        "past_end": when(past.period),
    }
    highest = ReferenceLine(past.value, view.say("past", until=finding.words["until"], past=values["past"]))
    return build(
        view,
        "line",
        data,
        values=values,
        alt=view.say("alt" if is_past_drawn else "alt_before", **values),
        unit=finding.unit,
        decimals=0,
        finding=Guarded(
            view.say(
                "falls_above" if float(latest["value"]) > past.value else "falls_below",
                peak_end=values["peak_end"],
                until=finding.words["until"],
            ),
            is_falling,
            f"the mean is highest in {peak['period']} and lower in each quarter since, up to {latest['period']}; "
            f"the highest of the past is of {past.period}",
        ),
        notes=[view.say("own_processing"), *([view.say("edition")] if len(adjusted) else [])],
        reference_lines=[highest] if is_past_drawn else [],
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
