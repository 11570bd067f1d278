"""Tightness as the rule judged it, beside the adjusted editions and UWV's measure."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure, rows
from shortage.figures.wording import SINCE, span
from shortage.indicators.labour_market import UNADJUSTED
from shortage.indicators.lines import series
from shortage.text import Problem, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)


@figure("tightness", theme="labour-market", words=WORDS, place=1, choices={"since": SINCE})
def tightness(view: View, *, since: str = "2010") -> FigureContent:
    """The long line of four-quarter means with the rule's border, and each edition of adjusted figures by itself.

    An edition of which one quarter is there is no stretch; that quarter stands in the indicator.
    """
    threshold = view.finding.number("limit").value
    made = view.indicator("tightness")
    counts = made.frame["series_id"].value_counts()
    stretches = sorted(id for id in counts.index if id != UNADJUSTED and counts[id] > 1)
    parts = [rows(made, series_id=UNADJUSTED, since=since)]
    for id in reversed(stretches):
        label = view.say("adjusted", last=when(str(series(made, id).index[-1])))
        try:
            parts.append(rows(made, series_id=id, label=label, role="second", since=since))
        except Problem:
            continue  # the whole stretch lies before the chosen year
    data = pd.concat(parts, ignore_index=True)
    line = series(made, UNADJUSTED)
    end, peak_end = str(line.index[-1]), str(line.idxmax())
    latest, peak = float(line.iloc[-1]), float(line.max())
    is_falling = end > peak_end and bool((line[line.index >= peak_end].diff().dropna() < 0).all())
    finding = Guarded(
        view.say("falls_above" if latest > threshold else "falls_below", peak=when(peak_end)),
        is_falling,
        f"the four-quarter mean is highest in {peak_end} and lower in each quarter since, up to {end}",
    )
    adjusted = made.frame[made.frame["series_id"].isin(stretches)]
    known = {"peak": amount(peak), "peak_end": when(peak_end), "now": amount(latest), "end": when(end)}
    if adjusted.empty:
        alt = view.say("alt", **known)
    else:
        top = adjusted.iloc[int(adjusted["value"].argmax())]
        alt = view.say("alt_adjusted", **known, top=amount(float(top["value"])), top_end=when(str(top["period"])))
    uwv = view.indicator("tightness-uwv").line().iloc[-1]
    border = view.say(
        "border_note",
        limit=amount(threshold),
        ratio=amount(float(uwv["value"]), 1),
        when=when(str(uwv["period"])),
    )
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", span=span(data)),
        alt=alt,
        unit=made.unit,
        decimals=0,
        finding=finding,
        notes=[view.say("own_processing"), border],
        reference_lines=[ReferenceLine(threshold, view.say("border", limit=amount(threshold)))],
    )
