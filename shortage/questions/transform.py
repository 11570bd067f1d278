"""Transformations of a line: pure arithmetic on values by period, in which nothing is filled in.

Each takes a line whose figures may be compared (see :mod:`shortage.questions.rows`) as a frame with ``value`` and
``is_provisional`` by period code, and returns the rows that can be worked out: ``value``, ``is_provisional``, and with
``own`` and ``other`` the periods of the line itself and of the line beside it that each row rests on. A period whose
figures are not all there has no row. Both figures of a comparison are the line's own; a period without a figure between
them takes nothing from it, for nothing is drawn through it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from shortage.text import Grain, Period, Problem

STEPS: dict[str, int] = {"quarter": 4, "month": 12, "year": 1, "school_year": 1}
"""Periods in a year, by grain."""
QUARTERS = 4
COLUMNS = ("value", "is_provisional", "own", "other")
Rows = Iterable[tuple[str, float, bool, tuple[str, ...], tuple[str, ...]]]


def begin(code: str) -> dt.date:
    """Return when a period begins: periods of any grain are put in order by it."""
    return Period.parse(code).start


def frame(rows: Rows) -> pd.DataFrame:
    """Return rows ``(period, value, is_provisional, own, other)`` as a frame by period."""
    listed = list(rows)
    index = pd.Index([row[0] for row in listed], name="period", dtype=object)
    return pd.DataFrame([row[1:] for row in listed], index=index, columns=list(COLUMNS))


def year_before(period: str) -> str:
    """Return the same period a year before."""
    parsed = Period.parse(period)
    return parsed.shift(-STEPS[parsed.grain]).code


def level(line: pd.DataFrame) -> pd.DataFrame:
    """Return the figures as they are published."""
    return frame((code, float(value), bool(mark), (code,), ()) for code, value, mark in _rows(line))


def change(line: pd.DataFrame) -> pd.DataFrame:
    """Return the change on a year before in per cent: 100 (x / x of a year before − 1).

    A base of zero or below gives no row: a percentage of it says nothing. Percentage change as statistical offices
    define it, a period against the same period of the year before, which no season disturbs.
    """
    by_period = _by_period(line)
    return frame(
        (code, 100.0 * (value / by_period[before][0] - 1.0), mark or by_period[before][1], (before, code), ())
        for code, value, mark in _rows(line)
        if (before := year_before(code)) in by_period and by_period[before][0] > 0
    )


def difference(line: pd.DataFrame) -> pd.DataFrame:
    """Return the difference with a year before, in the unit of the line; of a percentage that is in points."""
    by_period = _by_period(line)
    return frame(
        (code, value - by_period[before][0], mark or by_period[before][1], (before, code), ())
        for code, value, mark in _rows(line)
        if (before := year_before(code)) in by_period
    )


def index(line: pd.DataFrame, base: str) -> pd.DataFrame:
    """Return the line with the figure of ``base`` as 100.

    Args:
        line: the line.
        base: a period of the line; for quarters and months a year may stand, whose mean is then 100.

    Raises:
        Problem: the line has no figure of the base, not each quarter or month of it, or none above zero.
    """
    by_period = _by_period(line)
    parts = base_periods(base, line.index)
    if not parts or any(code not in by_period for code in parts):
        raise Problem("ask_base_absent", base=base)
    divisor = sum(by_period[code][0] for code in parts) / len(parts)
    if divisor <= 0:
        raise Problem("ask_base_low", base=base)
    is_open = any(by_period[code][1] for code in parts)
    return frame(
        (code, 100.0 * value / divisor, mark or is_open, tuple(dict.fromkeys((*parts, code))), ())
        for code, value, mark in _rows(line)
    )


def base_periods(base: str, periods: Iterable[str]) -> tuple[str, ...]:
    """Return the periods that a base is: itself, or each quarter or month of a year where the line has those."""
    grains = {Period.parse(code).grain for code in periods}
    asked = Period.parse(base)
    if asked.grain in grains or asked.grain != "year" or not grains & {"quarter", "month"}:
        return (base,)
    grain: Grain = "quarter" if "quarter" in grains else "month"
    return tuple(Period(asked.year, step, grain).code for step in range(1, STEPS[grain] + 1))


def mean_of_four(line: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of four quarters up to each quarter, all four of them there: it takes out the season."""
    by_period = _by_period(line)

    def four(code: str) -> tuple[str, ...]:
        end = Period.parse(code)
        return tuple(end.shift(step).code for step in range(1 - QUARTERS, 1))

    runs = {code: four(code) for code in by_period if Period.parse(code).grain == "quarter"}
    return frame(
        (
            code,
            sum(by_period[part][0] for part in parts) / QUARTERS,
            any(by_period[part][1] for part in parts),
            parts,
            (),
        )
        for code, parts in runs.items()
        if all(part in by_period for part in parts)
    )


def share(line: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the line in per cent of the whole, of the same period and (``vintage``) the same edition.

    A whole of zero or below gives no row.
    """
    total, shared = _by_period(whole), _shared(line, whole)
    return frame(
        (code, 100.0 * value / total[code][0], mark or total[code][1], (code,), (code,))
        for code, value, mark in _rows(line)
        if code in shared and code in total and total[code][0] > 0
    )


def contribution(line: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the contribution to the growth of the whole on a year before, in percentage points.

    100 (x − x of a year before) / whole of a year before: the contributions of all parts add up to the growth of the
    whole, as in the national accounts where a table is in current figures.
    """
    by_period, total, shared = _by_period(line), _by_period(whole), _shared(line, whole)
    return frame(
        (
            code,
            100.0 * (value - by_period[before][0]) / total[before][0],
            mark or by_period[before][1] or total[before][1],
            (before, code),
            (before,),
        )
        for code, value, mark in _rows(line)
        if (before := year_before(code)) in by_period and before in shared and before in total and total[before][0] > 0
    )


def rate(
    line: pd.DataFrame, below: pd.DataFrame, factor: float, period_of: Callable[[str], str] = lambda code: code
) -> pd.DataFrame:
    """Return the line divided by another quantity that counts the same population, times ``factor``.

    Args:
        line: the numerator.
        below: the denominator; a figure of zero or below gives no row.
        factor: what the quotient is multiplied by, 1,000 for figures in the same unit.
        period_of: which period of the denominator belongs to one of the numerator, "" for none.
    """
    by_period = _by_period(below)
    return frame(
        (code, factor * value / by_period[other][0], mark or by_period[other][1], (code,), (other,))
        for code, value, mark in _rows(line)
        if (other := period_of(code)) in by_period and by_period[other][0] > 0
    )


def between(line: pd.DataFrame, first: str, last: str, *, is_points: bool) -> pd.DataFrame:
    """Return the change from one period to another as one row, or none: in per cent, or in the line's own unit."""
    by_period = _by_period(line)
    if first not in by_period or last not in by_period or (not is_points and by_period[first][0] <= 0):
        return frame(())
    (before, was_open), (now, is_open) = by_period[first], by_period[last]
    value = now - before if is_points else 100.0 * (now / before - 1.0)
    return frame([(last, value, was_open or is_open, (first, last), ())])


def _shared(line: pd.DataFrame, whole: pd.DataFrame) -> set[str]:
    """Return the periods of which a line and its whole have a figure of one edition (``vintage``)."""
    if "vintage" not in line or "vintage" not in whole:
        return {code for code, _, _ in _rows(whole)}
    own = dict(zip(line.index, line["vintage"], strict=True))
    return {code for code, vintage in zip(whole.index, whole["vintage"], strict=True) if own.get(code) == vintage}


def _rows(line: pd.DataFrame) -> list[tuple[str, float, bool]]:
    marks = line["is_provisional"].tolist()
    return [
        (str(code), value, mark)
        for code, value, mark in zip(line.index, line["value"].tolist(), marks, strict=True)
        if value == value
    ]


def _by_period(line: pd.DataFrame) -> Mapping[str, tuple[float, bool]]:
    return {code: (value, mark) for code, value, mark in _rows(line)}
