"""Whether eastern Europe comes closer to Dutch prosperity, from two base years."""

from __future__ import annotations

import pandas as pd

from shortage.claims import Context, Finding, Number, Outcome, Value
from shortage.claims.grading import of_parts
from shortage.indicators.lines import EAST
from shortage.text import Problem, Text, Unreadable, Words
from shortage.text.phrases import joined, when

WORDS = Words(__file__)


def _of(closer: int, whole: int) -> Value:
    """Return the verdict of a count of countries: most of them decide; exactly half is a mixed picture."""
    if 2 * closer == whole:
        return "mixed"
    return "supported" if 2 * closer > whole else "contradicted"


def rule(context: Context) -> Finding:
    """In how many of six countries GDP per head came closer to the Dutch level, since the first year and since later.

    Each base is a part: more than half of the countries closer is support, fewer contradicts. One source a line; the
    other publisher's newest figure of Poland stands beside it and decides nothing. Lines: ``levels``.
    """
    source = str(context["source"])
    indicator = context.indicator("gdp-per-head", source=source)
    frame = indicator.frame[indicator.frame["geo"].isin(EAST)]
    wide = frame.pivot(index="period", columns="geo", values="value").dropna()
    if len(wide) < 2 or set(wide.columns) != set(EAST):
        raise Problem("selection_empty")
    last, margin = str(wide.index.max()), float(context["margin"])
    bases = {"long": str(wide.index.min())}
    later = f"{context['since']}JJ00"
    if later in wide.index and later < last and later != bases["long"]:
        bases["recent"] = later
    level: dict[str, pd.Series] = {str(code): line.astype(float) for code, line in wide.iterrows()}
    numbers = [
        Number("margin", margin, "percentage_point", last, WORDS["number.margin"], 0),
        Number("poland", float(level[last]["PL"]), indicator.unit, last, WORDS["number.poland"], 0),
    ]
    parts: list[Outcome] = []
    words: dict[str, Text] = {"last_year": when(last), "source": WORDS[f"source.{source}"]}
    sentences = [WORDS["poland"]]
    for name, base in bases.items():
        closer = int((level[last] - level[base] >= margin - 1e-9).sum())
        numbers += [
            Number(f"closer_{name}", closer, "count", last, WORDS[f"number.closer_{name}"], 0),
            Number(f"poland_{name}", float(level[base]["PL"]), indicator.unit, base, WORDS["number.poland"], 0),
        ]
        words[f"{name}_year"] = when(base)
        parts.append(Outcome(WORDS(f"part.{name}", base=when(base)), _of(closer, len(EAST))))
        sentences.append(WORDS[f"closer.{name}"])
    numbers.append(Number("countries", len(EAST), "count", last, WORDS["number.countries"], 0))
    others = _others(context, source)
    if others:
        numbers += others
        words |= {"other_first_year": when(others[0].period), "other_last_year": when(others[-1].period)}
        sentences.append(WORDS["other"])
    sentences.append(WORDS["untested"])
    by_name = {number.name: number for number in numbers}
    return Finding(
        of_parts(part.verdict for part in parts),
        joined(sentences),
        tuple(numbers),
        value=by_name["closer_long"].value,
        out_of=float(len(EAST)),
        unit="count",
        decimals=0,
        period=last,
        words=words,
        notes=indicator.notes,
        parts=tuple(parts),
        lines={"levels": frame[frame["period"].isin([*bases.values(), last])]},
    )


def _others(context: Context, source: str) -> list[Number]:
    """Return Poland's first and newest figure of Eurostat beside those of the World Bank, where they are there."""
    if source == "eurostat":
        return []
    try:
        indicator = context.indicator("gdp-per-head", source="eurostat")
    except Unreadable:
        raise
    except Problem:
        return []
    rows = indicator.frame[indicator.frame["geo"] == "PL"].sort_values("period_start")
    if len(rows) < 2:
        return []
    context.read.only(indicator, str(rows["period"].iloc[0]), str(rows["period"].iloc[-1]))
    return [
        Number(name, float(row["value"]), indicator.unit, str(row["period"]), WORDS["number.eurostat"], 0)
        for name, row in (("poland_eurostat_first", rows.iloc[0]), ("poland_eurostat", rows.iloc[-1]))
    ]
