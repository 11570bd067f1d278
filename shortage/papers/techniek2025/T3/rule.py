"""Open technical vacancies against a base year and against a year before, in one measure with one margin."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.claims import Context, Finding, Number, Outcome, Value, numbers
from shortage.claims.grading import of_margins
from shortage.indicators.lines import YEAR, compared, run, series
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import amount, lower_first, when, year

WORDS = Words(__file__)
TECHNICAL = ("C", "F", "J")
"""Branches that stand beside the sector in the figure; energy and water have too few vacancies for a per cent."""


def changes(line: pd.Series[Any], end: str, window: int, base_year: int) -> dict[str, tuple[float, float]]:
    """Return per window (``base``, ``year``) the mean now and the mean it is set against.

    Raises:
        Problem: a quarter of one of them is not there.
    """
    current = float(run(line, window, end).mean())
    base = float(run(line, YEAR, Period(base_year, YEAR, "quarter").code).mean())
    before = float(run(line, window, Period.parse(end).shift(-window).code).mean())
    return {"base": (current, base), "year": (current, before)}


def verdict_of(current: float, other: float, margin_pct: float) -> Value:
    """Return whether a number grew: a change within the margin gives no direction."""
    way = compared(current, other, other * margin_pct / 100)
    return "supported" if way > 0 else "contradicted" if way < 0 or margin_pct == 0 else "depends"


def rule(context: Context) -> Finding:
    """Compare mean open vacancies of the last ``window`` quarters with a base year and with the quarters before.

    A branch is judged up to the last quarter of the technical sector, so that all numbers are of one window. Lines:
    ``changes`` (per branch and window the change in per cent), with ``branch``, ``window``.
    """
    window, base_year, margin = int(context["window"]), int(context["base_year"]), float(context["margin_pct"])
    sector = context.indicator("open-vacancies", sector=context["sector"])
    whole = series(sector, context["sector"])
    indicator = sector
    if context["branch"] != "sector":
        indicator = context.indicator("open-vacancies", branch=context["branch"])
    id = str(indicator.frame["series_id"].iloc[0])
    line = series(indicator, id)
    end = min(str(line.index[-1]), str(whole.index[-1]))
    for judged in (sector, indicator):
        context.read.only(judged, f"{base_year}JJ00", end)
    pairs = changes(line, end, window, base_year)
    # What lies before another window than a year is no year before.
    said = {"base": "base", "year": "year" if window == YEAR else "year_mean"}
    parts = tuple(
        Outcome(WORDS(f"part.{said[name]}", year=year(base_year)), verdict_of(*pair, margin))
        for name, pair in pairs.items()
    )
    verdict = of_margins(part.verdict for part in parts)
    moved = {name: 100 * (now / other - 1) for name, (now, other) in pairs.items()}
    current, before = pairs["year"]
    means = line[line.index <= end].rolling(YEAR, min_periods=YEAR).mean()
    since = means[means.index >= Period(base_year, YEAR, "quarter").code]
    peak_end = str(since.idxmax())
    measured = {
        "current": (current, indicator.unit, end),
        "base": (pairs["base"][1], indicator.unit, f"{base_year}JJ00"),
        "before": (before, indicator.unit, Period.parse(end).shift(-window).code),
        "peak": (float(since.max()), indicator.unit, peak_end),
    }
    close = min(moved.values(), key=abs)
    tipping = Number("tipping", abs(close), "per_cent", end, WORDS["number.tipping"])
    name = WORDS[f"sector.{context['sector']}"] if context["branch"] == "sector" else lower_first(indicator.series[id])
    return Finding(
        verdict,
        WORDS["found" if window == YEAR else "found_mean"],
        (
            *numbers(WORDS if window == YEAR else {**WORDS, "number.before": WORDS["number.before_mean"]}, measured),
            *(
                Number(f"change_{key}", value, "per_cent", end, text, is_signed=True)
                for key, value in moved.items()
                for text in [WORDS(f"number.change_{said[key]}", year=year(base_year))]
            ),
        ),
        value=tipping.value if verdict == "depends" else moved["base"],
        unit="per_cent",
        period=end,
        words={
            "period_words": when(end),
            "peak_words": when(peak_end),
            "sector_name": name,
            "year": year(base_year),
            "quarters": amount(window),
            "base_moved": _moved(moved["base"]),
            "year_moved": _moved(moved["year"]),
        },
        notes=indicator.notes,
        parts=parts,
        tipping=tipping if verdict == "depends" else None,
        lines={"changes": _beside(context, whole, end)},
    )


def _moved(change: float) -> Text:
    # A change of less than one per cent is told with a decimal, so that it does not read as none.
    return WORDS("more" if change >= 0 else "fewer", change=amount(abs(change), 0 if abs(change) >= 1 else 1))


def _beside(context: Context, whole: pd.Series[Any], end: str) -> pd.DataFrame:
    """Return the changes of the sector and of each technical branch up to ``end``; one with a gap is left out."""
    window, base_year = int(context["window"]), int(context["base_year"])
    lines = {"sector": whole}
    for code in TECHNICAL:
        indicator = context.indicator("open-vacancies", branch=code)
        context.read.only(indicator, f"{base_year}JJ00", end)
        lines[code] = series(indicator, code)
    rows = []
    for code, line in lines.items():
        try:
            pairs = changes(line, end, window, base_year)
        except Problem:
            continue
        for name, (now, other) in pairs.items():
            rows.append({"branch": code, "window": name, "period": end, "value": 100 * (now / other - 1)})
    return pd.DataFrame(rows, columns=["branch", "window", "period", "value"])
