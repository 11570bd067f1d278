"""Rule of T1."""

from __future__ import annotations

from shortage.catalog import code_label
from shortage.claims.base import Context, Finding, Number
from shortage.claims.grading import graded, names
from shortage.indicators.vacancies import SECTIONS, complete_quarters
from shortage.text import Problem, Text
from shortage.text.phrases import when

WITHOUT_OVERLAP = ("A", "C", "F", "G-I", "J", "K", "L", "M-N", "O", "P", "Q")
"""Branches of the labour accounts that do not contain one another."""


def rule(context: Context) -> Finding:
    """T1: how many of the named sections are among the first ``top`` in vacancies per 1,000 jobs.

    ``source`` decides: ``published`` (the vacancy rate of CBS, mean of the last ``window`` quarters in which every
    section has a figure) or ``jobs`` (own processing, the last quarter with every branch of one edition).
    """
    named, top = list(context["named"]), int(context["top"])
    notes: list[Text] = []
    if context["source"] == "published":
        made = context.indicator("vacancies-per-1000-jobs")
        rows = made.frame[made.frame["branch"].isin(SECTIONS)]
        periods = complete_quarters(rows)[-int(context["window"]) :]
        if not periods:
            raise Problem("selection_empty")
        if len(periods) < int(context["window"]):
            notes.append(
                Text(
                    nl=f"Er is voor {len(periods)} van de {int(context['window'])} kwartalen een volledige rangorde.",
                    en=f"A complete ranking exists for {len(periods)} of the {int(context['window'])} quarters.",
                )
            )
        rates = rows[rows["period"].isin(periods)].groupby("branch")["value"].mean()
        end = periods[-1]
        for code in periods:
            context.read.only(made, code)
    else:
        made = context.indicator("vacancies-per-1000-employed", basis="jobs")
        rows = made.frame[made.frame["branch"].isin(WITHOUT_OVERLAP)]
        counts = rows.groupby(["period", "vintage"])["branch"].nunique()
        whole = sorted(counts.index[counts == len(WITHOUT_OVERLAP)])
        if not whole:
            raise Problem("selection_empty")
        end, vintage = whole[-1]
        chosen = rows[(rows["period"] == end) & (rows["vintage"] == vintage)]
        rates = chosen.set_index("branch")["value"]
        context.read.only(made, end, series=set(chosen["series_id"]))
    if set(named) - set(rates.index):
        raise Problem("selection_empty")
    places = rates.rank(ascending=False, method="min")
    inside = [code for code in named if places[code] <= top]
    outside = [code for code in named if places[code] > top]
    share = 100 * len(inside) / len(named)
    first = str(rates.index[int(rates.argmax())])
    numbers = [
        Number(
            "inside", len(inside), "count", end, Text(nl="Genoemde sectoren in de kop", en="Named sectors on top"), 0
        ),
        Number("named_count", len(named), "count", end, Text(nl="Genoemde sectoren", en="Named sectors"), 0),
        Number("sections", len(rates), "count", end, Text(nl="Bedrijfstakken in de rangorde", en="Branches ranked"), 0),
        Number("first_rate", float(rates.max()), made.unit, end, Text(nl="Hoogste", en="Highest"), 0),
    ]
    for code in named:
        numbers.append(
            Number(
                f"rate_{code}",
                float(rates[code]),
                made.unit,
                end,
                code_label("vacancies", "branch", code),
                made.decimals,
            )
        )
    return Finding(
        graded(share, context),
        Text(
            nl="Van de {named_count} genoemde sectoren horen er {inside} bij de eerste {top} van {sections} "
            "bedrijfstakken ({period_words}): {in_names}. Niet: {out_names}. Bovenaan staat {first} met {first_rate} "
            "vacatures per 1.000 banen.",
            en="Of the {named_count} named sectors {inside} are among the first {top} of {sections} branches "
            "({period_words}): {in_names}. Not: {out_names}. First comes {first} with {first_rate} vacancies per 1,000 "
            "jobs.",
        ),
        (*numbers, Number("top", top, "count", end, Text(nl="Grens van de kop", en="Border of the top"), 0)),
        value=float(len(inside)),
        out_of=float(len(named)),
        unit="count",
        decimals=0,
        period=end,
        words={
            "in_names": names(inside),
            "out_names": names(outside),
            "first": names([first]),
            "period_words": when(end),
        },
        notes=tuple(notes),
    )
