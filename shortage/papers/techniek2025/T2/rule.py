"""In how many branches there are more vacancies, or longer ones, than in an earlier year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.catalog import code_label
from shortage.claims import Context, Finding, Number, Value, numbers
from shortage.indicators import Indicator
from shortage.indicators.lines import against_mean
from shortage.indicators.vacancies import SECTIONS
from shortage.text import Period, Problem, Words
from shortage.text.phrases import amount, enumerated, lower_first, when, year

WORDS = Words(__file__)
FEW = 5
"""So many exceptions can be named in a sentence."""


def durations(indicator: Indicator, first: int, last: int) -> tuple[pd.DataFrame, str]:
    """Return per section its mean duration of the years ``first`` to ``last`` and the newest one.

    Columns as :func:`~shortage.indicators.lines.against_mean` gives; sections without a figure are left out.

    Raises:
        Problem: there is none.
    """
    rows = indicator.frame[indicator.frame["branch"].isin(SECTIONS)]
    wide = rows.pivot(index="period", columns="branch", values="value")
    end = str(wide.index[-1])
    past = wide.loc[[code for code in wide.index if first <= Period.parse(code).year <= last]]
    compared = pd.DataFrame({"past": past.mean(), "latest": wide.loc[end]}).dropna()
    if compared.empty:
        raise Problem("selection_empty")
    return compared.assign(ratio=100 * compared["latest"] / compared["past"]), end


def rule(context: Context) -> Finding:
    """Count the sections that lie above their own earlier mean. Lines: ``ratio`` (per section, 100 is that mean)."""
    first, last, window = (int(context[name]) for name in ("first_year", "last_year", "window"))
    is_number = context["measure"] == "number"
    indicator = (
        context.indicator("open-vacancies", branch="all") if is_number else context.indicator("vacancy-duration")
    )
    compared, end = against_mean(indicator, first, last, window) if is_number else durations(indicator, first, last)
    context.read.only(indicator, f"{first}JJ00", f"{last}JJ00")
    context.read.only(indicator, Period.parse(end).shift(1 - window).code if is_number else end, end)
    # A tie is no more than before; what arithmetic leaves behind the comma is no difference.
    above = compared[compared["latest"] > compared["past"] * (1 + 1e-12)]
    share = 100 * len(above) / len(compared)
    verdict: Value = "depends"
    if len(above) == len(compared):
        verdict = "supported"
    elif 2 * len(above) <= len(compared):
        verdict = "contradicted"
    below = compared[~compared.index.isin(above.index)]["ratio"].sort_values().index
    tipping = Number("tipping", share, "per_cent", end, WORDS["number.tipping"], 0)
    measured = {
        "above": (len(above), "count", end),
        "sections": (len(compared), "count", end),
        "share": (share, "per_cent", end),
    }
    words = {
        "period_words": when(end),
        "years": WORDS("year" if first == last else "years", first=year(first), last=year(last)),
        "below_names": enumerated(lower_first(code_label("vacancies", "branch", code)) for code in below),
        "quarters": amount(window),
    }
    if context.store.has("tightness_uwv"):
        tight = context.indicator("tight-occupations")
        row = tight.frame.sort_values("period_start").iloc[-1]
        groups, at = float(row["groups"]), str(row["period"])
        measured["uwv_tight"] = (float(row["value"]) * groups / 100, "count", at)
        measured["uwv_groups"] = (groups, "count", at)
        words["uwv_words"] = when(at)
    key = f"found_{context['measure']}"
    return Finding(
        verdict,
        WORDS[f"{key}_except" if 0 < len(below) <= FEW else key],
        numbers({**WORDS, "number.share": WORDS("number.share", years=words["years"])}, measured, 0),
        value=share,
        unit="per_cent",
        decimals=0,
        period=end,
        words=words,
        notes=indicator.notes,
        tipping=tipping if verdict == "depends" else None,
        lines={"ratio": _tidy(compared["ratio"], end)},
    )


def _tidy(ratio: pd.Series[Any], end: str) -> pd.DataFrame:
    return pd.DataFrame({"branch": ratio.index, "period": end, "value": ratio.to_numpy()})
