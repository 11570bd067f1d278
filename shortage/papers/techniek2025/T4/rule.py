"""How long tightness lay above a border."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number
from shortage.claims.grading import graded
from shortage.indicators import Indicator
from shortage.indicators.lines import YEAR
from shortage.text import Problem, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)


def tightness_line(made: Indicator, method: str) -> str:
    """Return the series that decides: the long line, or the adjusted edition that runs furthest."""
    if method == "unadjusted":
        return "unadjusted"
    rows = made.frame[made.frame["method"] == "adjusted"]
    if rows.empty:
        raise Problem("selection_empty")
    newest = rows.sort_values(["period_start", "vintage"])
    # A single quarter is no line; the edition that runs furthest and has more than one counts.
    counts = newest["series_id"].value_counts()
    lines = newest[newest["series_id"].map(counts) > 1]
    return str((lines if len(lines) else newest)["series_id"].iloc[-1])


def rule(context: Context) -> Finding:
    """Return the share of the quarters of the last ``years`` years in which tightness lies above ``threshold``.

    Lines: ``tightness``, the whole line that decides.
    """
    threshold, wanted = float(context["threshold"]), int(context["years"]) * YEAR
    made = context.indicator("tightness", method=context["method"])
    chosen = tightness_line(made, context["method"])
    line = made.line(chosen)
    context.read.only(made, series=[chosen])
    values = line.set_index("period")["value"]
    recent = values.iloc[-wanted:]
    end, peak_end = str(recent.index[-1]), str(values.idxmax())
    above = int((recent > threshold).sum())
    share = 100 * above / len(recent)
    notes = list(made.notes)
    if len(recent) < wanted:
        notes.append(WORDS("fewer_quarters", found=amount(len(recent)), wanted=amount(wanted)))
    measured = {
        "above": (above, "count", end),
        "quarters": (len(recent), "count", end),
        "share": (share, "per_cent", end),
        "limit": (threshold, made.unit, end),
        "latest": (float(recent.iloc[-1]), made.unit, end),
        "peak": (float(values.max()), made.unit, peak_end),
    }
    return Finding(
        graded(share, context),
        WORDS["found"],
        tuple(
            Number(name, value, unit, period, WORDS[f"number.{name}"], 0)
            for name, (value, unit, period) in measured.items()
        ),
        value=share,
        unit="per_cent",
        decimals=0,
        period=end,
        words={"period_words": when(end), "peak_words": when(peak_end)},
        notes=tuple(notes),
        lines={"tightness": line},
    )
