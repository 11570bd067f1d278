"""How many people one per cent of technical graduates is: the scale of a cut, and no verdict on it."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number
from shortage.indicators.inflow import tables_of
from shortage.indicators.lines import lines, newest
from shortage.text import Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)


def rule(context: Context) -> Finding:
    """E8: no open figure ties cuts to places, so the claim stays open; the scale of a cut can be worked out.

    Lines: ``graduates``, hbo graduates in technology in the newest count.
    """
    cut = float(context["cut_pct"])
    indicator = context.indicator("technical-graduates", level="hbo", measure="persons")
    by_series = lines(indicator, "", "", measure="persons")
    id = newest(by_series)
    context.read.keep(tables_of(indicator, [id]))
    end, graduates = str(by_series[id].index[-1]), float(by_series[id].iloc[-1])
    fewer = graduates * cut / 100
    return Finding(
        "not_testable",
        WORDS["found"],
        (
            Number("fewer", fewer, "persons", end, WORDS["number.fewer"], 0),
            Number("graduates", graduates, "persons", end, WORDS["number.graduates"], 0),
        ),
        value=fewer,
        unit="persons",
        decimals=0,
        period=end,
        words={"end": when(end), "cut": amount(cut, 0 if cut.is_integer() else 1)},
        lines={"graduates": indicator.line(id)},
    )
