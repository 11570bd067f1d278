"""How many international knowledge workers there are, and that dependence cannot be read from their number."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number
from shortage.text import Words
from shortage.text.phrases import when

WORDS = Words(__file__)


def rule(context: Context) -> Finding:
    """Say how many there are. Dependence is about what would happen without them, which no count shows."""
    indicator = context.indicator("knowledge-workers")
    period = indicator.as_of
    now = indicator.frame[indicator.frame["period"] == period].set_index("series_id")["value"]
    numbers = tuple(
        Number(name, float(now[id]), "per_cent", period, WORDS[f"number.{name}"], decimals)
        for name, id, decimals in (
            ("technical", "knowledge_workers_technical_pct", 0),
            ("workers", "knowledge_workers_pct", 1),
        )
        if id in now
    )
    by_name = {number.name: number for number in numbers}
    return Finding(
        "not_testable",
        WORDS["found" if len(numbers) > 1 else "nothing"],
        numbers,
        value=by_name["technical"].value if "technical" in by_name else None,
        unit="per_cent",
        decimals=0,
        period=period,
        words={"period_words": when(period)},
        notes=indicator.notes,
    )
