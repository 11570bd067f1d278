"""Rule of E2."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value
from shortage.indicators.lines import lines, longest
from shortage.text import Problem, Text
from shortage.text.phrases import when


def rule(context: Context) -> Finding:
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
