"""What share of pupils chose a technical or science profile: numbers beside a wish, and no verdict."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number
from shortage.text import Problem, Text, Words
from shortage.text.phrases import amount, joined, when

WORDS = Words(__file__)
SCHOOLS = ("havo", "vwo", "vmbo")


def rule(context: Context) -> Finding:
    """E5: a wish about the future, from which no verdict follows; per school the first and the last year there is.

    Years of the monitor are single ones, out of several editions: two of them are set beside each other and no line is
    drawn between them.
    """
    indicator = context.indicator("profile-choice", source="ptvt")
    numbers: list[Number] = []
    sentences: list[Text] = []
    for school in SCHOOLS:
        rows = indicator.frame[indicator.frame["school"] == school].sort_values("period")
        if len(rows) < 2:
            continue
        then, now = rows.iloc[0], rows.iloc[-1]
        for name, row in ((f"{school}_then", then), (f"{school}_now", now)):
            text = WORDS(f"number.{school}", school=indicator.series[str(row["series_id"])])
            numbers.append(Number(name, float(row["value"]), "per_cent", str(row["period"]), text, 0))
        places = {"then_at": when(str(then["period"])), "now_at": when(str(now["period"]))}
        values = {"then": amount(float(then["value"])), "now": amount(float(now["value"]))}
        sentences.append(WORDS(f"found.{school}", **places, **values))
    if not numbers:
        raise Problem("selection_empty")
    return Finding(
        "not_testable",
        WORDS["sentence"],
        tuple(numbers),
        value=numbers[1].value,
        unit="per_cent",
        decimals=0,
        period=numbers[1].period,
        words={"shown": joined(sentences)},
        notes=indicator.notes,
    )
