"""Whether productivity grew more slowly than before, and than in other countries."""

from __future__ import annotations

import pandas as pd

from shortage.claims import Context, Finding, Number, Outcome, Value
from shortage.claims.grading import of_margins
from shortage.indicators import Indicator
from shortage.indicators.lines import compared, complete_means, fullest, newest_edition, years_of
from shortage.text import Problem, Text, Unreadable, Words
from shortage.text.phrases import amount, both, stretch, when

WORDS = Words(__file__)


def lags(average: float, other: float, margin: float) -> Value:
    """Return whether growth was lower; where the difference is below the margin, that margin decides."""
    way = compared(average, other, margin)
    return "supported" if way < 0 else "contradicted" if way > 0 or margin == 0 else "depends"


def drawn(line: pd.Series[float], value: float) -> pd.DataFrame:
    """Return an average as a level line over its years."""
    return pd.DataFrame({"period": line.index, "value": value, "is_provisional": False})


def texts_of_cbs(context: Context) -> tuple[Text, ...]:
    """Return a note with what CBS itself was quoted with; none where those texts are not in the store."""
    try:
        indicator = context.indicator("productivity-growth-texts")
    except Unreadable:
        raise
    except Problem:
        return ()
    whole, yearly = (
        indicator.frame[indicator.frame["series_id"] == id].sort_values("period_start").iloc[[0, -1]]
        for id in ("ten_years", "average")
    )
    (early, late), last = zip(whole["period"], whole["value"], strict=True), yearly.iloc[-1]
    return (
        WORDS(
            "cbs",
            early=when(early[0]),
            early_value=amount(early[1], 1),
            late=when(late[0]),
            late_value=amount(late[1], 1),
            last=when(str(last["period"])),
            last_value=amount(float(last["value"]), 1),
        ),
    )


def others(indicator: Indicator, levels: pd.Series[float], which: str, means: pd.Series[float]) -> pd.Series[float]:
    """Return the averages of the countries the Netherlands is set against.

    ``high``: those in the upper half by level. Countries far behind grow by catching up, which says nothing of who
    leads.
    """
    means = means.drop("NL")
    if which == "high":
        upper = levels.sort_values(ascending=False, kind="stable").index[: (len(levels) + 1) // 2]
        means = means[means.index.isin(upper)]
    if means.empty:
        raise Problem("selection_empty")
    return means


def rule(context: Context) -> Finding:
    """P1: compare average growth of the last years with the years before, and with other countries.

    Parameters: ``recent`` and ``before`` (numbers of years), ``until`` (last year as text; empty for the newest),
    ``margin`` (percentage points below which a difference gives no direction), ``peers`` (``high`` or ``all``). The
    countries are compared up to the newest year, no later than that, of which most have figures. Lines: ``growth``
    (yearly, the Netherlands), ``before`` and ``recent`` (their averages), ``peers`` (average by country, ``geo``).
    """
    recent, before, margin = int(context["recent"]), int(context["before"]), float(context["margin"])
    indicator = context.indicator("labour-productivity-growth", geo="all")
    rows = indicator.frame[indicator.frame["geo"] == "NL"].sort_values("period_start")
    line = rows.set_index("period")["value"]
    if line.empty:
        raise Problem("selection_empty")
    last = int(context["until"] or str(line.index[-1])[:4])
    now = years_of(line, last - recent + 1, last)
    then = years_of(line, last - recent - before + 1, last - recent)
    average, earlier = float(now.mean()), float(then.mean())
    level = context.indicator("labour-productivity-countries", geo="all")
    levels, level_year = newest_edition(level)
    context.read.only(level, level_year)
    year = int(
        fullest(indicator.frame[(indicator.frame["period"] <= f"{last}JJ00") & (indicator.frame["geo"] != "OECD")])[:4]
    )
    means = complete_means(indicator, year - recent + 1, year)
    peers = others(indicator, levels, str(context["peers"]), means)
    own, middle = float(means["NL"]), float(peers.median())
    parts = (
        Outcome(WORDS["part.earlier"], lags(average, earlier, margin)),
        Outcome(WORDS["part.peers"], lags(own, middle, margin)),
    )
    measured = {
        "average": (average, "per_cent", f"{last}JJ00", 2),
        "earlier": (earlier, "per_cent", f"{last - recent}JJ00", 2),
        "own": (own, "per_cent", f"{year}JJ00", 2),
        "middle": (middle, "per_cent", f"{year}JJ00", 2),
        "countries": (float(len(peers)), "count", f"{year}JJ00", 0),
        "place": (float((levels > levels["NL"]).sum() + 1), "count", level_year, 0),
        "ranked": (float(len(levels)), "count", level_year, 0),
        "least": (margin, "percentage_point", "", 1),
    }
    spans = {"average": stretch(last - recent + 1, last), "earlier": stretch(last - recent - before + 1, last - recent)}
    said = {
        name: WORDS(f"number.{name}", years=years, before=spans["earlier"], earlier=amount(earlier, 2))
        for name, years in spans.items()
    }
    numbers = tuple(
        Number(name, value, unit, period, said.get(name, WORDS[f"number.{name}"]), decimals)
        for name, (value, unit, period, decimals) in measured.items()
    )
    level_note = WORDS(
        "level", year=when(level_year), place=amount(measured["place"][0]), ranked=amount(measured["ranked"][0])
    )
    listed = pd.concat([peers, means[["NL"]]]).sort_values(ascending=False, kind="stable")
    verdict = of_margins(part.verdict for part in parts)
    closest = min(abs(average - earlier), abs(own - middle))
    tipping = Number("tipping", closest, "percentage_point", f"{last}JJ00", WORDS["number.tipping"], 2)
    return Finding(
        verdict,
        WORDS["found"],
        numbers,
        value=tipping.value if verdict == "depends" else average,
        unit=tipping.unit if verdict == "depends" else "per_cent",
        decimals=2,
        period=f"{last}JJ00",
        words={
            "span": stretch(last - recent + 1, last),
            "before_span": stretch(last - recent - before + 1, last - recent),
            "peer_span": stretch(year - recent + 1, year),
            "which": WORDS[f"which.{context['peers']}"],
            "last": when(f"{last}JJ00"),
            "edition": both(indicator.sources[0].edition),
        },
        notes=(level_note, *texts_of_cbs(context)),
        parts=parts,
        tipping=tipping if verdict == "depends" else None,
        lines={
            "growth": rows[["period", "value", "is_provisional"]],
            "before": drawn(then, earlier),
            "recent": drawn(now, average),
            "peers": pd.DataFrame({"geo": listed.index, "period": f"{year}JJ00", "value": listed.to_numpy()}),
        },
    )
