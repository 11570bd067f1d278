"""Rows of a figure of bars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shortage.text import Text


def bars(categories: Iterable[Text], values: Any, period: Any, **more: Any) -> pd.DataFrame:
    """Return a bar per category as data of a spec, in the order given.

    Args:
        categories: what stands at each bar.
        values: of each bar, in the unit of the figure.
        period: code of the one period of all bars, or of each.
        more: further columns, such as ``is_provisional`` or ``role``: one value, or one of each bar.
    """
    columns = {"series_id": "value", "label": "", "period": period, "value": values, **more}
    plain = {name: column.to_numpy() if isinstance(column, pd.Series) else column for name, column in columns.items()}
    return pd.DataFrame({"category": pd.Series(list(categories), dtype=object), **plain})
