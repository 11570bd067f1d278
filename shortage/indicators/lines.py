"""What one asks of the lines of an indicator: pure arithmetic on values by period, for rules and figures alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from shortage.indicators.base import Indicator
from shortage.indicators.vacancies import SECTIONS, complete_quarters
from shortage.store import as_numpy
from shortage.text import Period, Problem


def run(line: pd.Series[Any], count: int, end: str) -> pd.Series[Any]:
    """Return ``count`` periods without a gap, the last one ``end``.

    Raises:
        Problem: one of them has no figure.
    """
    last = Period.parse(end)
    wanted = [last.shift(step - count + 1).code for step in range(count)]
    try:
        # For a few periods this is faster than asking with an index of them.
        places: list[int] = [line.index.get_loc(code) for code in wanted]  # type: ignore[misc]
    except KeyError:
        raise Problem("selection_empty") from None
    values = line.iloc[places]
    if values.isna().any():
        raise Problem("selection_empty")
    return values


def series(indicator: Indicator, series_id: str) -> pd.Series[Any]:
    """Return one line of an indicator as values by period."""
    return indicator.line(series_id).set_index("period")["value"]


def lines(indicator: Indicator, since: str, until: str, **where: Any) -> dict[str, pd.Series[Any]]:
    """Return the lines of an indicator as values by period, cut to the years ``since`` to ``until`` ("" is open)."""
    rows = indicator.frame
    starts = rows["period_start"].to_numpy()
    is_wanted = np.ones(len(rows), dtype=bool)
    for column, wanted in where.items():
        is_wanted &= as_numpy(rows[column]) == wanted
    if since:
        is_wanted &= starts >= np.datetime64(since, "Y")
    if until:
        is_wanted &= starts < np.datetime64(until, "Y") + 1
    places = np.flatnonzero(is_wanted)
    places = places[np.argsort(starts[places], kind="stable")]
    codes, ids = pd.factorize(as_numpy(rows["series_id"])[places], sort=True)
    periods, values = rows["period"].array.take(places), rows["value"].to_numpy()[places]
    by_id = {}
    for code, id in enumerate(ids):
        own = np.flatnonzero(codes == code)
        by_id[str(id)] = pd.Series(values[own], pd.Index(periods.take(own), name="period"), name="value", copy=False)
    return by_id


def longest(by_name: dict[str, pd.Series[Any]]) -> str:
    """Return the line with the most years; of equally long ones the one that ends last.

    Raises:
        Problem: no line has two years, so nothing can be compared.
    """
    whole = {id: line for id, line in by_name.items() if len(line) > 1}
    if not whole:
        raise Problem("selection_empty")
    return max(whole, key=lambda id: (len(whole[id]), whole[id].index[-1], id))


YEAR = 4


def against_mean(lines: Indicator, first: int, last: int, window: int) -> tuple[pd.DataFrame, str]:
    """Return per section its mean of the years ``first`` to ``last`` and of the last ``window`` quarters.

    The last quarter is the newest in which every section has a figure. Columns: ``past``, ``latest``, ``ratio``
    (per cent); index: section.

    Raises:
        Problem: no quarter is complete, or a section misses one of the quarters needed.
    """
    rows = lines.frame[lines.frame["branch"].isin(SECTIONS)]
    ends = complete_quarters(rows)
    if not ends:
        raise Problem("selection_empty")
    wide = rows.pivot(index="period", columns="branch", values="value")
    years = [code for code in wide.index if first <= Period.parse(code).year <= last]
    latest = pd.Series({code: run(wide[code], window, ends[-1]).mean() for code in SECTIONS})
    table = pd.DataFrame({"past": wide.loc[years].mean(), "latest": latest})
    if not years or table.isna().any().any():
        raise Problem("selection_empty")
    return table.assign(ratio=100 * table["latest"] / table["past"]), ends[-1]


EAST = ("PL", "RO", "BG", "CZ", "SK", "HU")


NEIGHBOURS = ("DE", "BE")


def newest(by_name: dict[str, pd.Series[Any]]) -> str:
    """Return the line that ends last.

    Raises:
        ValueError: there is none.
    """
    return max(by_name, key=lambda id: (by_name[id].index[-1], id))


def years_of(line: pd.Series[Any], first: int, last: int) -> pd.Series[Any]:
    """Return the figures of consecutive years, all of them.

    Raises:
        Problem: a year is not there; an average over a gap would be another average.
    """
    wanted = [f"{year}JJ00" for year in range(first, last + 1)]
    if any(code not in line.index for code in wanted):
        raise Problem("selection_empty")
    return line.loc[wanted]


def compared(value: float, other: float, margin: float) -> int:
    """Return -1 where ``value`` is lower by at least ``margin``, 1 where it is higher by that much, else 0.

    A margin of zero leaves 0 for equal figures only.
    """
    difference = value - other
    if difference == 0 or abs(difference) < margin - 1e-9:
        return 0
    return 1 if difference > 0 else -1


def complete_means(indicator: Indicator, first: int, last: int) -> pd.Series[Any]:
    """Return average growth a year, per country (``geo``) that has each of the years; the OECD itself is no country.

    Raises:
        Problem: the Netherlands lacks one of them.
    """
    wide = indicator.frame.pivot(index="period", columns="geo", values="value").drop(columns="OECD", errors="ignore")
    wanted = [f"{year}JJ00" for year in range(first, last + 1)]
    means = wide.reindex(wanted).dropna(axis=1).mean()
    if "NL" not in means:
        raise Problem("selection_empty")
    return means


def newest_edition(indicator: Indicator) -> tuple[pd.Series[Any], str]:
    """Return levels by country of the newest year, and that year, all from the edition that has most countries.

    Raises:
        Problem: the Netherlands is not in it.
    """
    frame = indicator.frame[
        (indicator.frame["period"] == fullest(indicator.frame)) & (indicator.frame["geo"] != "OECD")
    ]
    edition = frame["series_id"].str.partition("-")[2]
    chosen = frame[edition == edition.value_counts().index[0]]
    levels = chosen.set_index("geo")["value"].astype(float)
    if "NL" not in levels:
        raise Problem("selection_empty")
    return levels, str(chosen["period"].iloc[0])


def fullest(frame: pd.DataFrame) -> str:
    """Return the newest of the years that have most countries (``geo``): a year that few reported ranks nobody."""
    counts = frame.groupby("period")["geo"].nunique()
    return str(counts[counts == counts.max()].index.max())
