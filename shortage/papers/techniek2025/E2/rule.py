"""How many technical programmes lose first-years, and whether more of them are small."""

from __future__ import annotations

from shortage.claims import Context, Finding, Outcome, Value, numbers
from shortage.claims.grading import of_parts
from shortage.indicators.course import Course, course
from shortage.indicators.lines import lines, newest
from shortage.text import Words
from shortage.text.phrases import when

WORDS = Words(__file__)
HALF = 50
"""Per cent: more than half of the programmes are most of them."""


def rose(*courses: Course) -> Value:
    """Return whether lines rose over their whole length; mixed where they end higher but were higher still before.

    A larger margin never says more: whether a line was higher before is asked without one.
    """
    if any(line.last[1] - line.first[1] <= line.margin for line in courses):
        return "contradicted"
    return "supported" if all(line.last[1] >= line.highest[1] for line in courses) else "mixed"


def rule(context: Context) -> Finding:
    """E2: do most lasting programmes draw fewer first-years than at the start, and does the share of small ones rise?

    Lines: ``fewer`` (share of lasting programmes with fewer first-years than at the start) and ``small`` (share of
    small programmes), by school year.
    """
    kind, since, threshold = str(context["kind"]), str(context["since"]), int(context["threshold"])
    lost = context.indicator("shrinking-programmes", kind=kind, since=since, margin=float(context["loss_pct"]))
    share, fewer, lasting = (lost.line(f"{kind}-{name}") for name in ("share_pct", "fewer", "programmes"))
    end = str(share["period"].iloc[-1])
    small = context.indicator("small-programmes", threshold=threshold, kind=kind, count="present")
    shares = lines(small, since, "", measure="share_pct")
    counts = lines(small, since, "", measure="small")
    id = newest(shares)
    whole = course(shares[id], float(context["margin"]))
    judged = small.line(id)
    number = course(counts[newest(counts)], float(context["least"]))
    programmes = lines(small, since, "", measure="programmes")
    every = programmes[newest(programmes)]
    verdicts: tuple[Value, Value] = (
        "supported" if share["value"].iloc[-1] > HALF else "contradicted",
        rose(whole, number),
    )
    start = whole.first[0]
    measured = {
        "fewer": (float(fewer["value"].iloc[-1]), "programmes", end, 0),
        "lasting": (float(lasting["value"].iloc[-1]), "programmes", end, 0),
        "fewer_share": (float(share["value"].iloc[-1]), "per_cent", end, 0),
        "small_first": (whole.first[1], "per_cent", start, 1),
        "small_top": (whole.highest[1], "per_cent", whole.highest[0], 1),
        "small_last": (whole.last[1], "per_cent", whole.last[0], 1),
        "small_count_first": (number.first[1], "programmes", start, 0),
        "small_count_last": (number.last[1], "programmes", number.last[0], 0),
        "all_first": (float(every.iloc[0]), "programmes", str(every.index[0]), 0),
        "all_last": (float(every.iloc[-1]), "programmes", str(every.index[-1]), 0),
        "limit": (float(threshold), "persons", end, 0),
    }
    return Finding(
        of_parts(verdicts),
        WORDS["found"],
        numbers(WORDS, measured),
        value=measured["fewer"][0],
        out_of=measured["lasting"][0],
        unit="programmes",
        decimals=0,
        period=end,
        words={"begin": when(start), "end": when(end), "top_at": when(whole.highest[0])},
        notes=(*lost.notes,),
        parts=tuple(
            Outcome(WORDS[f"part.{name}"], verdict) for name, verdict in zip(("fewer", "small"), verdicts, strict=True)
        ),
        lines={"fewer": share, "small": judged[judged["period"].isin(shares[id].index)]},
    )
