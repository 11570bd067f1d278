"""Half tuition: what it costs, and what halving the fee for all first-years showed."""

from __future__ import annotations

from collections.abc import Mapping

from shortage import indicators
from shortage.scenarios import Evidence
from shortage.store import Store, united
from shortage.text import Period, Problem, Text, Unreadable, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)
UNMOVED = 1.0
"""Percentage points up to which a share is said to have moved by no more than that."""
MILLION = 1_000_000


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return what a lower fee costs in the first two years of technical studies, with inflow as it is.

    Every starter pays less in the first year, and those who stay in the second; as many start each year. Switchers to
    hbo come on top of those who are new in higher education.

    Args:
        inputs: ``hbo`` and ``wo`` starters of a year in persons, ``switchers`` in per cent of the hbo starters,
            ``stay_hbo`` and ``stay_wo`` (who goes on to the second year) and ``cut`` in per cent, ``fee`` in euros a
            year.

    Returns:
        ``cost``, ``first_year`` and ``second_year`` in million euros a year, ``students`` who pay less in a year,
        ``per_student`` in euros a year.
    """
    hbo = inputs["hbo"] * (1 + inputs["switchers"] / 100)
    first = hbo + inputs["wo"]
    second = hbo * inputs["stay_hbo"] / 100 + inputs["wo"] * inputs["stay_wo"] / 100
    less = inputs["fee"] * inputs["cut"] / 100
    return {
        "cost": (first + second) * less / MILLION,
        "first_year": first * less / MILLION,
        "second_year": second * less / MILLION,
        "students": first + second,
        "per_student": less,
    }


def evidence(store: Store) -> Evidence:
    """Return how the share of technology moved when the fee was halved for all first-years, and when that ended.

    Both changes are read within one count of DUO each; nothing is compared across the break between them. Where the
    figures are not there the sentence says so, and the scenario goes on.
    """
    try:
        return _halved(store)
    except Unreadable:
        raise
    except Problem as problem:
        return Evidence(Text(nl=problem.text("nl"), en=problem.text("en")), {})


def _halved(store: Store) -> Evidence:
    fees = indicators.compute("tuition-fee", store)
    shares = indicators.compute("technical-inflow", store, level="hbo", measure="share_pct", source="duo")
    reduced = fees.frame[fees.frame["kind"] == "reduced_fee"].set_index("period")["value"].sort_index()
    full = fees.frame[fees.frame["kind"] == "fee"].set_index("period")["value"]
    if reduced.empty:
        raise Problem("selection_empty")
    begin, end = str(reduced.index[0]), str(reduced.index[-1])
    before, after = Period.parse(begin).shift(-1).code, Period.parse(end).shift(1).code
    counts = [part.set_index("period")["value"].sort_index() for _, part in shares.frame.groupby("series_id")]
    older = next((line for line in counts if before in line.index and begin in line.index), None)
    newer = next((line for line in counts if end in line.index and after in line.index), None)
    if older is None or newer is None or end not in full.index:
        raise Problem("selection_empty")
    until = str(older.index[-1])
    moved = max(abs(float(older[until] - older[before])), abs(float(newer[after] - newer[end])))
    judged = WORDS("moved_more" if moved > UNMOVED else "moved_little", limit=amount(UNMOVED))
    gaps = [code for code in _between(begin, end) if code not in reduced.index]
    return Evidence(
        WORDS["halved"],
        {
            "reduced": (float(reduced[end]), "eur", 0),
            "full": (float(full[end]), "eur", 0),
            "a": (float(older[before]), "per_cent", 1),
            "b": (float(older[until]), "per_cent", 1),
            "c": (float(newer[end]), "per_cent", 1),
            "d": (float(newer[after]), "per_cent", 1),
        },
        {
            "begin": when(begin),
            "end": when(end),
            "before": when(before),
            "until": when(until),
            "after": when(after),
            "judged": judged,
        },
        united((*fees.sources, *shares.sources)),
        tuple(WORDS("gap", year=when(code)) for code in gaps),
    )


def _between(begin: str, end: str) -> list[str]:
    """Return all periods from ``begin`` to ``end``."""
    codes, period = [], Period.parse(begin)
    while period.code <= end:
        codes.append(period.code)
        period = period.shift(1)
    return codes
