"""Rules of the claims on inflow into technical education and on small programmes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.claims.base import Context, Finding, Number, Value, rule
from shortage.indicators import Indicator
from shortage.indicators.inflow import LEVELS, counts_new
from shortage.indicators.vacancies import when
from shortage.text import Period, Problem, Text

INDICATORS = {"first_years": "technical-inflow", "enrolled": "technical-students"}
NOUNS = {
    "first_years": Text(nl="eerstejaars in techniek", en="first-years in technology"),
    "enrolled": Text(nl="studenten in techniek", en="students in technology"),
}
OF_MBO = Text(nl="studenten van alle leerjaren in techniek", en="students of all years in technology")
NEW_IN_MBO = Text(nl="nieuwe studenten in techniek", en="new students in technology")
"""Of mbo only the live table has new students: what is counted is said."""


def lines(made: Indicator, since: str, until: str, **where: Any) -> dict[str, pd.Series[Any]]:
    """Return the lines of an indicator as values by period, cut to the years ``since`` to ``until`` ("" is open)."""
    rows = made.frame
    for column, wanted in where.items():
        rows = rows[rows[column] == wanted]
    years = rows["period_start"].dt.year
    keep = pd.Series(True, index=rows.index)
    if since:
        keep &= years >= int(since)
    if until:
        keep &= years <= int(until)
    rows = rows[keep].sort_values("period_start")
    return {str(id): part.set_index("period")["value"] for id, part in rows.groupby("series_id")}


def longest(found: dict[str, pd.Series[Any]]) -> str:
    """Return the line with the most years; of equally long ones the one that ends last.

    Raises:
        Problem: no line has two years, so nothing can be compared.
    """
    whole = {id: line for id, line in found.items() if len(line) > 1}
    if not whole:
        raise Problem("selection_empty")
    return max(whole, key=lambda id: (len(whole[id]), whole[id].index[-1], id))


def falls(line: pd.Series[Any], margin: float) -> bool:
    """Whether the last year lies more than ``margin`` per cent under the first."""
    return 100 * (line.iloc[-1] / line.iloc[0] - 1) < -margin


def of_level(persons: bool, share: bool) -> Value:
    """Return what two falls say together: both is support, one is partial support."""
    return "supported" if persons and share else "partly" if persons or share else "contradicted"


def together(values: list[Value]) -> Value:
    """Return the verdict of several levels: all alike decide, else it is partly so."""
    return values[0] if len(set(values)) == 1 else "partly"


@rule("inflow-falls")
def inflow_falls(context: Context) -> Finding:
    """E1: number and share in technology, first against last year of each level's longest unbroken stretch.

    A stretch that ends before the year ``reaches`` says nothing of the present: a later one goes first, and a level
    without a later one is shown and does not count.
    """
    basis, source, chosen = str(context["basis"]), str(context["source"]), str(context["level"])
    margin, reaches = float(context["margin"]), int(context["reaches"])
    since, until = str(context["since"]), str(context["until"])
    made = context.indicator(INDICATORS[basis], level=chosen, source=source)
    numbers: list[Number] = []
    verdicts: list[Value] = []
    clauses: list[Text] = []
    older: list[Text] = []
    changes: list[tuple[float, str]] = []
    for level in LEVELS:
        counts = lines(made, since, until, level=level, measure="persons")
        shares = lines(made, since, until, level=level, measure="share_pct")
        counts = {id: line for id, line in counts.items() if f"{id}-share" in shares}
        recent = {id: line for id, line in counts.items() if Period.parse(line.index[-1]).year >= reaches}
        try:
            id = longest(recent if any(len(line) > 1 for line in recent.values()) else counts)
        except Problem:
            continue
        persons, share = counts[id], shares[f"{id}-share"]
        if list(persons.index) != list(share.index):
            raise Problem("selection_empty")
        first, last = str(persons.index[0]), str(persons.index[-1])
        change = 100 * (persons.iloc[-1] / persons.iloc[0] - 1)
        noun = NOUNS[basis]
        if level == "mbo":
            noun = NEW_IN_MBO if counts_new(made, id) else OF_MBO
        text = made.series[id]
        said = Text(nl=f"{text.nl}: {noun.nl}", en=f"{text.en}: {noun.en}")
        part = Text(nl=f"{text.nl}: aandeel", en=f"{text.en}: share")
        changed = Text(nl=f"{text.nl}: verandering", en=f"{text.en}: change")
        numbers += [
            Number(f"{level}_first", float(persons.iloc[0]), "persons", first, said, 0),
            Number(f"{level}_last", float(persons.iloc[-1]), "persons", last, said, 0),
            Number(f"{level}_change", float(change), "per_cent", last, changed, is_signed=True),
            Number(f"{level}_share_first", float(share.iloc[0]), "per_cent", first, part),
            Number(f"{level}_share_last", float(share.iloc[-1]), "per_cent", last, part),
        ]  # fmt: skip
        begin, end = when(first), when(last)
        clause = Text(
            nl=f"{level}: {noun.nl} van {{{level}_first}} ({begin.nl}) naar {{{level}_last}} ({end.nl}), "
            f"verandering {{{level}_change}}%; aandeel van {{{level}_share_first}}% naar {{{level}_share_last}}%",
            en=f"{level}: {noun.en} from {{{level}_first}} ({begin.en}) to {{{level}_last}} ({end.en}), "
            f"change {{{level}_change}}%; share from {{{level}_share_first}}% to {{{level}_share_last}}%",
        )
        if Period.parse(last).year < reaches:
            older.append(clause)
            continue
        clauses.append(clause)
        verdicts.append(of_level(falls(persons, margin), falls(share, margin)))
        changes.append((float(change), last))
    if not verdicts:
        raise Problem("selection_empty")
    tail = Text(
        nl=f" Telt niet mee, want de reeks stopt eerder: {'; '.join(one.nl for one in older)}." if older else "",
        en=f" Not counted, as the series stops earlier: {'; '.join(one.en for one in older)}." if older else "",
    )
    return Finding(
        together(verdicts),
        Text(
            nl=f"{'; '.join(one.nl for one in clauses)}.{tail.nl}",
            en=f"{'; '.join(one.en for one in clauses)}.{tail.en}",
        ),
        tuple(numbers),
        value=changes[0][0],
        unit="per_cent",
        period=changes[0][1],
        notes=made.notes,
    )


@rule("small-programmes-rise")
def small_programmes_rise(context: Context) -> Finding:
    """E2: the share of small programmes over the longest unbroken stretch, of all and of lasting programmes."""
    margin, threshold, kind = float(context["margin"]), int(context["threshold"]), str(context["kind"])
    least, since, until = int(context["least"]), str(context["since"]), str(context["until"])
    made = context.indicator("small-programmes", threshold=threshold, kind=kind)
    shares = lines(made, since, until, measure="share_pct")
    id = longest(shares)
    start = id.partition("-")[0]
    share = shares[id]
    small = lines(made, since, until, measure="small")[f"{start}-small"]
    programmes = lines(made, since, until, measure="programmes")[f"{start}-programmes"]
    lasting = context.indicator("small-programmes", threshold=threshold, kind=kind, cohort="lasting")
    remaining = lines(lasting, since, until, measure="share_pct").get(id)
    few_remaining = lines(lasting, since, until, measure="small").get(f"{start}-small")
    if remaining is None or few_remaining is None or len(remaining) < 2:
        raise Problem("selection_empty")
    first, last = str(share.index[0]), str(share.index[-1])
    rise = float(share.iloc[-1] - share.iloc[0])
    rises = sum(
        part.iloc[-1] - part.iloc[0] >= margin and number.iloc[-1] - number.iloc[0] >= least
        for part, number in ((share, small), (remaining, few_remaining))
    )
    verdict: Value = "supported" if rises == 2 else "partly" if rises else "contradicted"
    few = Text(nl="Kleine technische hbo-opleidingen", en="Small technical hbo programmes")
    every = Text(nl="Technische hbo-opleidingen", en="Technical hbo programmes")
    part = Text(nl="Aandeel kleine opleidingen", en="Share of small programmes")
    old = Text(
        nl="Aandeel kleine onder opleidingen met eerstejaars in elk jaar",
        en="Share of small ones among programmes with first-years in every year",
    )
    numbers = (
        Number("small_first", float(small.iloc[0]), "programmes", first, few, 0),
        Number("small_last", float(small.iloc[-1]), "programmes", last, few, 0),
        Number("count_last", float(programmes.iloc[-1]), "programmes", last, every, 0),
        Number("share_first", float(share.iloc[0]), "per_cent", first, part),
        Number("share_last", float(share.iloc[-1]), "per_cent", last, part),
        Number("rise", rise, "percentage_point", last, Text(nl="Stijging van het aandeel", en="Rise of the share")),
        Number("lasting_first", float(remaining.iloc[0]), "per_cent", first, old),
        Number("lasting_last", float(remaining.iloc[-1]), "per_cent", last, old),
        Number("border", float(threshold), "persons", last, Text(nl="Grens", en="Border"), 0),
    )  # fmt: skip
    return Finding(
        verdict,
        Text(
            nl="In {end} hadden {small_last} van de {count_last} technische hbo-opleidingen minder dan {border} "
            "eerstejaars ({share_last}%), in {begin} was dat {share_first}%. Onder de opleidingen met eerstejaars in "
            "elk jaar ging het aandeel van {lasting_first}% naar {lasting_last}%.",
            en="In {end} {small_last} of the {count_last} technical hbo programmes had fewer than {border} first-years "
            "({share_last}%), against {share_first}% in {begin}. Among programmes with first-years in every year the "
            "share went from {lasting_first}% to {lasting_last}%.",
        ),
        numbers,
        value=float(share.iloc[-1]),
        unit="per_cent",
        period=last,
        words={"begin": when(first), "end": when(last)},
        notes=made.notes,
    )
