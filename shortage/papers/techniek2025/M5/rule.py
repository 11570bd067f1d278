"""Stricter rules and fewer knowledge migrants: what is known of each, and that no figure ties the one to the other."""

from __future__ import annotations

import pandas as pd

from shortage.claims import Context, Finding, Number, Outcome, Value
from shortage.indicators import Indicator
from shortage.text import Problem, Words
from shortage.text.phrases import when

WORDS = Words(__file__)


def _ends(
    indicator: Indicator, since: str, until: str = "9999", *, is_unbroken: bool = False, **where: str
) -> tuple[pd.Series, pd.Series]:
    """Return the first and the last row of the years ``since`` to ``until``, or of the newest unbroken line in them."""
    rows = indicator.frame[indicator.frame["period"].between(f"{since}JJ00", f"{until}JJ00")]
    for column, wanted in where.items():
        rows = rows[rows[column] == wanted]
    rows = rows.sort_values("period_start")
    if is_unbroken and len(rows):
        rows = rows[rows["series_id"] == rows["series_id"].iloc[-1]]
    if len(rows) < 2:
        raise Problem("selection_empty")
    return rows.iloc[0], rows.iloc[-1]


def rule(context: Context) -> Finding:
    """Three parts: whether rules became stricter, whether fewer came, and whether the one caused the other.

    The criterion is known in euros of the day only, so a higher amount is no stricter rule yet; a cause does not follow
    from two counts. So the claim is not testable, whatever the numbers are. The criterion is that of years without a
    gap, up to the last year in which migrants are counted.
    """
    since = str(context["since"])
    migrants = context.indicator("knowledge-migrants")
    first, last = _ends(migrants, since)
    years = str(first["period"])[:4], str(last["period"])[:4]
    labour = context.indicator("labour-immigration")
    outside = _ends(labour, *years, origin="non-eu")
    criterion = context.indicator("salary-criterion", group=context["group"])
    amounts = _ends(criterion, since, years[1], is_unbroken=True)
    numbers = []
    for name, indicator, (begin, end) in (
        ("migrants", migrants, (first, last)),
        ("labour", labour, outside),
        ("criterion", criterion, amounts),
    ):
        numbers += [
            Number(
                f"{name}_{which}",
                float(row["value"]),
                indicator.unit,
                str(row["period"]),
                WORDS[f"number.{name}"],
                indicator.decimals,
            )
            for which, row in (("first", begin), ("last", end))
        ]
    rise = 100 * (float(amounts[1]["value"]) / float(amounts[0]["value"]) - 1)
    numbers.append(Number("rise", rise, "per_cent", str(amounts[1]["period"]), WORDS["number.rise"], 0, is_signed=True))
    is_fewer = float(last["value"]) < float(first["value"])
    came: Value = "supported" if is_fewer else "contradicted"
    return Finding(
        "not_testable",
        WORDS["fewer" if is_fewer else "more"],
        tuple(numbers),
        value=float(last["value"]),
        unit=migrants.unit,
        period=str(last["period"]),
        words={
            "first_year": when(str(first["period"])),
            "last_year": when(str(last["period"])),
            "criterion_first_year": when(str(amounts[0]["period"])),
            "criterion_last_year": when(str(amounts[1]["period"])),
        },
        notes=migrants.notes,
        parts=(
            Outcome(WORDS["part.stricter"], "not_testable"),
            Outcome(WORDS("part.fewer", first=when(str(first["period"])), last=when(str(last["period"]))), came),
            Outcome(WORDS["part.cause"], "not_testable"),
        ),
    )
