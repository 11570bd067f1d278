"""Whether labour markets elsewhere in the EU are as tight: all jobs in one edition, and technical occupations apart."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from shortage.claims import Context, Finding, Number, Outcome, Value
from shortage.claims.grading import of_parts
from shortage.indicators import Indicator
from shortage.indicators.lines import run
from shortage.indicators.migration import GROUPS, OUTSIDE_EU
from shortage.text import Period, Problem, Text, Unreadable, Words
from shortage.text.phrases import capital, joined, listed, when

WORDS = Words(__file__)
LEAST = 15
"""Countries that a quarter must have to say something about the EU."""


def _rates(indicator: Indicator, window: int, quarter: str) -> tuple[str, pd.Series]:
    """Return a quarter and the mean rate of the ``window`` quarters up to it, by country with all of them."""
    frame = indicator.frame[~indicator.frame["geo"].isin(OUTSIDE_EU | GROUPS)]
    wide = frame.pivot(index="period", columns="geo", values="value")
    if "NL" not in wide:
        raise Problem("selection_empty")
    for end in reversed(list(wide.index)) if quarter == "latest" else [quarter]:
        rates = {}
        for geo in wide.columns:
            try:
                rates[str(geo)] = float(run(wide[geo], window, end).mean())
            except Unreadable:
                raise
            except Problem:
                continue
        if "NL" in rates and len(rates) > LEAST:
            return str(end), pd.Series(rates)
    raise Problem("selection_empty")


@dataclass
class _Part:
    """What one scope says: verdict, numbers, sentences with their words, and the rows that were judged."""

    verdict: Value
    numbers: list[Number]
    sentences: list[Text]
    words: dict[str, Text]
    rows: pd.DataFrame
    notes: tuple[Text, ...] = ()


def _all_jobs(context: Context) -> _Part:
    """Return what the job vacancy rate says.

    As tight in at least ``many_pct`` per cent of the countries when only the whole Dutch rate counts: supported. In
    fewer even when ``wide_pct`` per cent of it is enough: contradicted. Else it depends on that border.
    """
    indicator = context.indicator("job-vacancy-rate", adjustment="unadjusted")
    window = int(context["window"])
    period, rates = _rates(indicator, window, str(context["quarter"]))
    context.read.only(indicator, Period.parse(period).shift(1 - window).code, period)
    dutch, others = float(rates["NL"]), rates.drop("NL")
    wide, many = float(context["wide_pct"]), float(context["many_pct"])
    # Rates are published with one decimal; a float a hair under the border is on it.
    as_tight = others[others >= dutch - 1e-9]
    near = others[others >= dutch * wide / 100 - 1e-9]
    shares = {"strict": 100 * len(as_tight) / len(others), "wide": 100 * len(near) / len(others)}
    verdict: Value = "depends"
    if shares["strict"] >= many:
        verdict = "supported"
    elif shares["wide"] < many:
        verdict = "contradicted"
    closest = str(others.idxmax())
    unit = indicator.unit
    name = {
        str(geo): indicator.series[id]
        for id, geo in zip(indicator.frame["series_id"], indicator.frame["geo"], strict=True)
    }
    numbers = [
        Number("tight", len(as_tight), "count", period, WORDS["number.tight"], 0),
        Number("countries", len(others), "count", period, WORDS["number.countries"], 0),
        Number("dutch", dutch, unit, period, WORDS["number.dutch"]),
        Number("closest", float(others[closest]), unit, period, WORDS["number.closest"]),
        Number("near", len(near), "count", period, WORDS["number.near"], 0),
        Number("wide", wide, "per_cent", period, WORDS["number.wide"], 0),
        Number("half", 100 * float(others.median()) / dutch, "per_cent", period, WORDS["number.half"], 0),
    ]
    span = "year" if window > 1 else "quarter"
    sentences = [
        WORDS[f"jobs.{span}_{'some' if len(as_tight) else 'none'}"],
        WORDS["jobs.highest"],
        WORDS["jobs.wide"],
    ]
    flags = indicator.frame[indicator.frame["period"] == period].set_index("geo")["is_provisional"]
    drawn = pd.DataFrame(
        {
            "period": period,
            "geo": rates.index,
            "name": rates.index.map(name).map(capital),
            "value": rates.to_numpy(),
            "is_provisional": [bool(flags[geo]) for geo in rates.index],
        }
    )
    words = {"period_words": when(period), "closest_name": capital(name[closest])}
    return _Part(verdict, numbers, sentences, words, drawn, indicator.notes)


def _occupations(context: Context) -> _Part:
    """Return what the count of countries by occupation says, second-hand.

    Each occupation short in more than half of the countries that report: supported; none: contradicted; else it
    depends on the occupation.
    """
    indicator = context.indicator("shortage-occupations-eu")
    if indicator.frame.empty:
        raise Problem("selection_empty")
    period = indicator.as_of
    rows = indicator.frame[indicator.frame["period"] == period].sort_values("value", ascending=False)
    reporting = float(context["reporting"])
    counts = rows["value"].astype(float)
    verdict: Value = "depends"
    if (counts > reporting / 2).all():
        verdict = "supported"
    elif not (counts > reporting / 2).any():
        verdict = "contradicted"
    numbers = [
        Number("fewest", float(counts.min()), "count", period, WORDS["number.fewest"], 0),
        Number("reporting", reporting, "count", period, WORDS["number.reporting"], 0),
    ]
    names = [indicator.series[id] for id in rows["series_id"]]
    words = {
        "occupations": WORDS("occupations.each", first=listed(names[:-1]), last=names[-1]),
        "occupations_year": when(period),
    }
    drawn = rows.assign(name=rows["series_id"].map(dict(indicator.series)).map(capital))
    return _Part(
        verdict, numbers, [WORDS["occupations.short"], WORDS["occupations.caution"]], words, drawn, indicator.notes
    )


def rule(context: Context) -> Finding:
    """Two scopes apart: all jobs by the vacancy rate, technical occupations by the countries short of them.

    Alike they decide, else the claim is mixed.
    """
    scope = str(context["scope"])
    parts: dict[str, _Part] = {}
    if scope != "occupations":
        parts["jobs"] = _all_jobs(context)
    if scope != "jobs":
        try:
            parts["occupations"] = _occupations(context)
        except Unreadable:
            raise
        except Problem:
            if scope == "occupations":
                raise
    outcomes = [Outcome(WORDS[f"part.{name}"], part.verdict) for name, part in parts.items()]
    sentences = [sentence for part in parts.values() for sentence in part.sentences]
    if scope == "both" and "occupations" not in parts:
        outcomes.append(Outcome(WORDS["part.occupations"], "not_testable"))
        sentences.append(WORDS["occupations.unknown"])
    numbers = [number for part in parts.values() for number in part.numbers]
    by_name = {number.name: number for number in numbers}
    value, whole = ("fewest", "reporting") if scope == "occupations" else ("tight", "countries")
    verdict = of_parts(outcome.verdict for outcome in outcomes)
    return Finding(
        verdict,
        joined(sentences),
        tuple(numbers),
        value=by_name[value].value,
        out_of=by_name[whole].value,
        unit="count",
        decimals=0,
        period=by_name[value].period,
        words={name: word for part in parts.values() for name, word in part.words.items()},
        notes=tuple(note for part in parts.values() for note in part.notes),
        parts=tuple(outcomes),
        tipping=by_name.get("half") if verdict == "depends" else None,
        lines={name: part.rows for name, part in parts.items()},
    )
