"""What rules ask of one line of an indicator."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.indicators import Indicator
from shortage.text import Period, Problem


def run(line: pd.Series[Any], count: int, end: str) -> pd.Series[Any]:
    """Return ``count`` periods without a gap, the last one ``end``.

    Raises:
        Problem: one of them has no figure.
    """
    last = Period.parse(end)
    wanted = [last.shift(step - count + 1).code for step in range(count)]
    found = line.reindex(wanted)
    if found.isna().any():
        raise Problem("selection_empty")
    return found


def series(indicator: Indicator, series_id: str) -> pd.Series[Any]:
    """Return one line of an indicator as values by period."""
    return indicator.line(series_id).set_index("period")["value"]
