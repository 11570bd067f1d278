"""The figures behind a chart, as a table."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureSpec, each
from shortage.render.layout import row_text
from shortage.text import Period, t


def frame(spec: FigureSpec) -> pd.DataFrame:
    """Return what the figure shows, unrounded: panel, series, category, period, value, low, high, is_provisional."""
    data = spec.data
    return data[["panel", "series_id", "label", "category", "period", "value", "low", "high", "is_provisional"]].copy()


def table(spec: FigureSpec) -> tuple[list[str], list[list[str]]]:
    """Return ``(headings, rows)`` as a reader sees them: one row a period or category, one column a series."""
    data, lang = spec.data, spec.lang
    by_time = spec.is_time
    key = "period" if by_time else "category"
    ordered = data.sort_values("x", kind="stable") if by_time else data
    keys = list(dict.fromkeys(ordered[key]))
    columns = list(dict.fromkeys(zip(data["panel"], data["series_id"], data["label"], strict=True)))
    headings = [t("render.period" if by_time else "render.category", lang)]
    headings += [" · ".join(part for part in (panel, label) if part) for panel, _, label in columns]
    cells: dict[tuple[str, str, str], str] = {}
    for row in each(data):
        cells[getattr(row, key), row.panel, row.series_id] = row_text(spec, row)
    rows = []
    for one in keys:
        head = Period.parse(one).label(lang) if by_time and one else one
        rows.append([head, *(cells.get((one, panel, series), "") for panel, series, _ in columns)])
    return headings, rows
