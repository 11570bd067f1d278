"""The work permit: how many are asked for and granted, and what is known of the chance."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number, Outcome
from shortage.text import Problem, Unreadable, Words
from shortage.text.phrases import joined, when

WORDS = Words(__file__)


def rule(context: Context) -> Finding:
    """What is counted of applications and permits, side by side; whether applications often fail no open figure tells.

    Applications are counted with those for a combined permit and grants without, and a grant may belong to another
    year's application. One is no part of the other, so no share or difference is made of them, and no verdict. How long
    and heavy the procedure is, nothing open tests either.
    """
    granted = context.indicator("work-permits", measure="twv_granted_employees")
    asked = context.indicator("work-permits", measure="twv_gvva_applications")
    grants = granted.frame.set_index("period")["value"]
    requests = asked.frame.set_index("period")["value"]
    both = sorted(set(grants.index) & set(requests.index))
    if not both:
        raise Problem("selection_empty")
    period, first = both[-1], str(min(grants.index))
    context.read.only(asked, period)
    numbers = [
        Number("granted", float(grants[period]), "count", period, WORDS["number.granted"], 0),
        Number("asked", float(requests[period]), "count", period, WORDS["number.asked"], 0),
    ]
    words = {"period_words": when(period)}
    sentences = [WORDS["requests"], WORDS["counted"]]
    if first < period:
        numbers.append(Number("granted_before", float(grants[first]), "count", first, WORDS["number.granted"], 0))
        words["before"] = when(first)
        sentences.append(WORDS["before"])
    try:
        shares = context.indicator("granted-share")
    except Unreadable:
        raise
    except Problem:
        shares = None
    if shares is not None and not shares.frame.empty:
        year = shares.as_of
        context.read.only(shares, year)
        now = shares.frame[shares.frame["period"] == year].set_index("scheme")["value"]
        numbers += [
            Number(f"{scheme}_granted", float(now[scheme]), "per_cent", year, WORDS[f"number.{scheme}_granted"], 0)
            for scheme in ("labour", "knowledge")
        ]
        words["year"] = when(year)
        sentences.append(WORDS["decisions"])
    sentences.append(WORDS["time"])
    return Finding(
        "not_testable",
        joined(sentences),
        tuple(numbers),
        value=float(grants[period]),
        unit="count",
        decimals=0,
        period=period,
        words=words,
        notes=granted.notes,
        parts=tuple(Outcome(WORDS[f"part.{part}"], "not_testable") for part in ("chance", "slow")),
    )
