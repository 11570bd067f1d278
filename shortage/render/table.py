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
    for name in keys:
        head = Period.parse(name).label(lang) if by_time and name else name
        rows.append([head, *(cells.get((name, panel, series), "") for panel, series, _ in columns)])
    return headings, rows


def wide(spec: FigureSpec) -> tuple[list[str], list[tuple[str, list[tuple[float, bool]]]]]:
    """Return a figure's headings and rows ``(period or category, [(value, is provisional), …])``.

    One column a series, and one each for low and high where the figure has a band; NaN where there is no figure.
    """
    data, lang = spec.data, spec.lang
    key = "period" if spec.is_time else "category"
    ordered = data.sort_values("x", kind="stable") if spec.is_time else data
    keys = list(dict.fromkeys(ordered[key]))
    columns = list(dict.fromkeys(zip(data["panel"], data["series_id"], data["label"], strict=True)))
    parted = [
        (panel, series, label, field)
        for panel, series, label in columns
        for field in ("value", "low", "high")
        if field == "value" or _has(data, panel, series, field)
    ]
    head = [t("render.period" if spec.is_time else "render.category", lang)]
    for panel, _, label, field in parted:
        ending = "" if field == "value" else t(f"render.{field}", lang).lower()
        head.append(" · ".join(part for part in (panel, label, ending) if part) or t("render.value", lang))
    cells: dict[tuple[str, str, str, str], tuple[float, bool]] = {}
    for row in data.itertuples():
        for field in ("value", "low", "high"):
            printed = (float(getattr(row, field)), bool(row.is_provisional))
            cells[str(getattr(row, key)), str(row.panel), str(row.series_id), field] = printed
    nothing = (float("nan"), False)
    rows = [
        (
            Period.parse(name).label(lang) if spec.is_time and name else name,
            [cells.get((name, panel, series, field), nothing) for panel, series, _, field in parted],
        )
        for name in keys
    ]
    return head, rows


def _has(data: pd.DataFrame, panel: str, series: str, field: str) -> bool:
    return bool(data.loc[(data["panel"] == panel) & (data["series_id"] == series), field].notna().any())
