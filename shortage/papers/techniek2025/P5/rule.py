"""How often firms automate because of a shortage of staff: small ones and all."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number
from shortage.text import Problem, Words
from shortage.text.phrases import when

WORDS = Words(__file__)
SIZES = ("small", "all")


def rule(context: Context) -> Finding:
    """P5: what holds firms back was not asked, so no verdict follows; how many automate was.

    Lines: ``measures``, the newest answers of small and of all firms (``answer``, ``size``).
    """
    indicator = context.indicator("measures-against-shortage")
    frame = indicator.frame[indicator.frame["size"].isin(SIZES)]
    newest = frame[frame["period"] == frame["period"].max()]
    shares = newest[newest["answer"] == "automation"].set_index("size")["value"]
    if not set(SIZES) <= set(shares.index):
        raise Problem("selection_empty")
    period = str(newest["period"].iloc[0])
    context.read.only(indicator, period)
    return Finding(
        "not_testable",
        WORDS["found"],
        tuple(Number(size, float(shares[size]), "per_cent", period, WORDS[f"number.{size}"], 1) for size in SIZES),
        value=float(shares["small"]),
        unit="per_cent",
        decimals=1,
        period=period,
        words={"when": when(period)},
        lines={"measures": newest},
    )
