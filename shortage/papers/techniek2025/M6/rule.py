"""The work permit: how many are asked for and granted, and what is known of the chance."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number, Outcome
from shortage.claims.base import Value
from shortage.claims.grading import of_parts
from shortage.text import Problem, Unreadable, Words
from shortage.text.phrases import joined, when

WORDS = Words(__file__)


def rule(context: Context) -> Finding:
    """Whether applications often fail, by how many fewer permits than applications a year has.

    Applications are counted with those for a combined permit and grants without, and a grant may belong to another
    year's application, so this is no share of applications and no bound of it. Fewer by less than ``rare_pct``: not
    "often", contradicted. Up to half it depends on what "often" is; from half on such a count says nothing. How long
    and heavy the procedure is, is a part that nothing open tests.
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
    failed = 100 * (1 - float(grants[period]) / float(requests[period]))
    tipping = Number("failed", failed, "per_cent", period, WORDS["number.failed"], 0)
    numbers = [
        tipping,
        Number("granted", float(grants[period]), "count", period, WORDS["number.granted"], 0),
        Number("asked", float(requests[period]), "count", period, WORDS["number.asked"], 0),
    ]
    words = {"period_words": when(period)}
    sentences = [WORDS["requests"], WORDS["counted"]]
    chance: Value = "depends"
    if failed < float(context["rare_pct"]):
        chance = "contradicted"
    elif failed >= 50:
        chance = "not_testable"
    sentences.append(WORDS[f"chance.{chance}"])
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
    parts = (Outcome(WORDS["part.chance"], chance), Outcome(WORDS["part.slow"], "not_testable"))
    return Finding(
        of_parts(part.verdict for part in parts),
        joined(sentences),
        tuple(numbers),
        value=failed,
        unit="per_cent",
        decimals=0,
        period=period,
        words=words,
        notes=granted.notes,
        parts=parts,
        tipping=tipping if chance == "depends" else None,
    )
