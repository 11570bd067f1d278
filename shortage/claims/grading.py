"""From what was compared to a verdict: the steps that several rules share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shortage.catalog import code_label
from shortage.claims.base import Context, Value
from shortage.text import Period, Text
from shortage.text.phrases import listed, when


def falls(line: pd.Series[Any], margin: float) -> bool:
    """Whether the last year lies more than ``margin`` per cent under the first."""
    return 100 * (line.iloc[-1] / line.iloc[0] - 1) < -margin


def of_level(persons: bool, share: bool) -> Value:
    """Return what two falls say together: both is support, one is partial support."""
    return "supported" if persons and share else "partly" if persons or share else "contradicted"


def together(values: list[Value]) -> Value:
    """Return the verdict of several levels: all alike decide, else it is partly so."""
    return values[0] if len(set(values)) == 1 else "partly"


def of_parts(verdicts: Iterable[Value]) -> Value:
    """Return the verdict of a claim of several parts: alike they decide, else it is mixed.

    Parts that no open figure settles, or whose figures are too old, do not count; where none is left, it is that.
    """
    every = list(verdicts)
    settled = [one for one in every if one not in ("not_testable", "outdated")]
    if not settled:
        return "outdated" if "outdated" in every else "not_testable"
    return settled[0] if len(set(settled)) == 1 else "mixed"


def graded(share: float, context: Context) -> Value:
    """Return the verdict for a share in per cent, from the parameters ``supported_pct`` and ``partly_pct``."""
    if share >= context["supported_pct"]:
        return "supported"
    return "partly" if share >= context["partly_pct"] else "contradicted"


def is_old(period: str, reaches: int) -> bool:
    """Whether a series that ends in ``period`` stops before the year from which it speaks of the present."""
    return Period.parse(period).year < reaches


def stops(period: str, reaches: int) -> Text:
    """Return the clause that says a series stops, or nothing."""
    if not is_old(period, reaches):
        return Text(nl="", en="")
    end = when(period)
    return Text(
        nl=f" De reeks stopt bij {end.nl}: over de jaren daarna zegt zij niets, dus telt zij hooguit deels.",
        en=f" The series stops at {end.en}: it says nothing of later years, so it counts for a part at most.",
    )


def names(codes: Iterable[str], table: str = "vacancies") -> Text:
    """Return branches as an enumeration; a dash where there are none."""
    return listed(code_label(table, "branch", code) for code in codes)
