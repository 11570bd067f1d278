"""The stated share turned round: at which part of labour migrants it would be exactly that."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage import catalog
from shortage.claims import Context, Finding, Number
from shortage.indicators.migration import VARIANTS
from shortage.text import Problem, Text, Words
from shortage.text.phrases import amount, joined, when

WORDS = Words(__file__)


def rule(context: Context) -> Finding:
    """Return at which part of labour migrants in technical industry the inflow is exactly the stated share.

    The data do not hold that part, so the answer depends on it; the four stand-ins say what is plausible. "Only" is
    read as no more than: where even all labour migrants together give less than the stated share, it holds for every
    part. The number beside the verdict is
    what the middle stand-in gives, with the band: it can be set beside the stated share, and the tipping point cannot.
    """
    stated = context.claim.stated
    assert stated is not None
    sector = str(context["sector"])
    choice: dict[str, Any] = {name: context[name] for name in ("sector", "origin", "unregistered", "lapsed")}
    turned = context.indicator("international-share-inverted", stated=stated.value, **choice)
    by_stand_in = context.indicator("international-share-phi", sector=sector)
    shares = by_stand_in.frame.pivot(index="period", columns="stand_in", values="value")
    needed_line = turned.frame.set_index("period")["value"]
    both = [code for code in needed_line.index if code in shares.index]
    if not both:
        raise Problem("selection_empty")
    period = max(both)
    context.read.only(turned, period)
    context.read.only(by_stand_in, period)
    needed = float(needed_line[period])
    per_cent = pd.Series({name: float(shares[name][period]) for name in VARIANTS if name in shares}).dropna()
    # The ratio is proportional to the part: what each stand-in gives follows from what the claim needs.
    implied = stated.value * per_cent / needed
    unit = "per_hundred_filled"
    share = amount(stated.value, stated.decimals)
    tipping = Number("needed", needed, turned.unit, period, WORDS("number.needed", stated=share))
    numbers = [
        tipping,
        Number("stated", stated.value, stated.unit, period, WORDS["number.stated"], stated.decimals),
        Number("mid", float(implied["mid"]), unit, period, WORDS["number.mid"], 0),
    ]
    is_possible = needed <= 100
    sentences = [WORDS["unknown"]] if is_possible else []
    if "low" in implied and "high" in implied:
        numbers += [
            Number("lower", float(implied.min()), unit, period, WORDS["number.lower"], 0),
            Number("upper", float(implied.max()), unit, period, WORDS["number.upper"], 0),
        ]
        sentences.append(WORDS["estimate"])
        agency = catalog.stand_ins()["high"].agency_pct
        from_agencies = agency * (needed - per_cent["low"]) / (per_cent["high"] - per_cent["low"])
        numbers.append(Number("most", float(per_cent.max()), turned.unit, period, WORDS["number.most"]))
        if 0 < from_agencies <= 100:
            label = WORDS("number.agency", stated=share)
            numbers.append(Number("agency", float(from_agencies), "per_cent", period, label))
            numbers.append(Number("assumed", float(agency), "per_cent", period, WORDS["number.assumed"], 0))
    else:
        sentences.append(WORDS["estimate_mid"])
    by_name = {number.name: number for number in numbers}
    sentences.append(WORDS["turns" if is_possible else "impossible"])
    if is_possible and "most" in by_name and needed > per_cent.max():
        sentences.append(WORDS["out_of_reach"])
    elif is_possible and "agency" in by_name:
        sentences.append(WORDS["agency"])
    return Finding(
        "depends" if is_possible else "supported",
        joined(sentences),
        tuple(numbers),
        value=by_name["mid"].value,
        low=by_name["lower"].value if "lower" in by_name else None,
        high=by_name["upper"].value if "upper" in by_name else None,
        unit=unit,
        decimals=0,
        period=period,
        words={"period_words": when(period), "who": _who(str(context["origin"]))},
        notes=turned.notes,
        tipping=tipping if is_possible else None,
    )


def _who(origin: str) -> Text:
    return WORDS[f"who.{origin}"]
