"""Tightness now against the peaks of the past and against a year before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.claims import Context, Finding, Outcome, numbers
from shortage.claims.grading import of_parts
from shortage.indicators import Indicator
from shortage.indicators.labour_market import UNADJUSTED
from shortage.indicators.lines import YEAR
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import amount, joined, when, year

WORDS = Words(__file__)
EVEN = 100
"""As many vacancies as unemployed: no border that decides, but the count that people quote."""
LATEST = {YEAR: "number.latest_year"}
"""How the newest number is called where a window has a name of its own: a mean of a year is no count of one day."""


def newest_edition(indicator: Indicator) -> pd.Series[Any] | None:
    """Return the adjusted edition that runs furthest, ``None`` where no edition has more than one quarter."""
    rows = indicator.frame[indicator.frame["method"] == "adjusted"].sort_values(["period_start", "vintage"])
    counts = rows["series_id"].value_counts()
    lines = rows[rows["series_id"].map(counts) > 1]
    if lines.empty:
        return None
    id = str(lines["series_id"].iloc[-1])
    return lines[lines["series_id"] == id].set_index("period")["value"].rename(id)


def longest_run(values: pd.Series[Any], border: float) -> list[str]:
    """Return the longest stretch of quarters above ``border`` without a missing quarter; of equal ones the last."""
    best: list[str] = []
    current: list[str] = []
    for code in values.index[values > border]:
        is_next = bool(current) and Period.parse(current[-1]).shift(1).code == code
        current = [*current, code] if is_next else [code]
        best = current if len(current) >= len(best) else best
    return best


def rule(context: Context) -> Finding:
    """Compare the newest tightness with the highest up to the end of ``past_until`` and with a year before.

    Lines: ``tightness`` (the whole line) and ``adjusted`` (the newest edition of CBS, where there is one).
    """
    until, window = int(context["past_until"]), int(context["window"])
    indicator = context.indicator("tightness", method=UNADJUSTED, window=window)
    line = indicator.line(UNADJUSTED)
    values = line.set_index("period")["value"]
    end = str(values.index[-1])
    before = Period.parse(end).shift(-YEAR).code
    past = values[[code for code in values.index if Period.parse(code).year <= until and code < end]]
    if before not in values.index or past.empty:
        raise Problem("selection_empty")
    past_end, peak_end = str(past.idxmax()), str(values.idxmax())
    latest, earlier = float(values.iloc[-1]), float(values[before])
    parts = (
        Outcome(WORDS("part.higher", until=year(until)), "supported" if latest > past.max() else "contradicted"),
        Outcome(WORDS["part.stays"], "supported" if latest >= earlier else "contradicted"),
    )
    measured = {
        "latest": (latest, indicator.unit, end),
        "earlier": (earlier, indicator.unit, before),
        "past": (float(past.max()), indicator.unit, past_end),
        "peak": (float(values.max()), indicator.unit, peak_end),
    }
    words = {
        "period_words": when(end),
        "quarters": amount(window),
        "until": year(until),
        "past_words": when(past_end),
        "peak_words": when(peak_end),
        "first_words": when(str(values.index[0])),
    }
    lines = {"tightness": line}
    # Quarters in a row are counted one by one: a mean would carry one quarter into the next three.
    single = context.indicator("tightness", method=UNADJUSTED, window=1).line(UNADJUSTED)
    run = longest_run(single.set_index("period")["value"], EVEN)
    if run:
        measured["run"] = (float(len(run)), "count", run[-1])
        words |= {"run_first": when(run[0]), "run_last": when(run[-1])}
    # Adjusted editions stand beside the verdict; without them it is the same.
    edition = None
    if any(context.store.has(name) for name in ("vacancies_adjusted_total", "vacancies_adjusted")):
        published = context.indicator("tightness", method="adjusted")
        edition = newest_edition(published)
        context.read.only(published, series=[] if edition is None else [str(edition.name)])
    if edition is not None:
        top, last = str(edition.idxmax()), str(edition.index[-1])
        measured["published_peak"] = (float(edition.max()), indicator.unit, top)
        measured["published_last"] = (float(edition.iloc[-1]), indicator.unit, last)
        words |= {"published_peak_words": when(top), "published_end_words": when(last)}
        lines["adjusted"] = edition.rename("value").rename_axis("period").reset_index()
    return Finding(
        of_parts(part.verdict for part in parts),
        _sentence(window, has_run=bool(run)),
        numbers({**WORDS, "number.latest": WORDS[LATEST.get(window, "number.latest")]}, measured, 0),
        value=latest,
        unit=indicator.unit,
        decimals=0,
        period=end,
        words=words,
        notes=indicator.notes,
        parts=parts,
        lines=lines,
    )


def _sentence(window: int, *, has_run: bool) -> Text:
    first = WORDS["found" if window == YEAR else "found_single" if window == 1 else "found_mean"]
    past = WORDS["found_past" if window == YEAR else "found_past_mean"]
    return joined([first, past, *([WORDS["found_run"]] if has_run else [])])
