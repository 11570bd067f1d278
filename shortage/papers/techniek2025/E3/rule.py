"""Rule of E3."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value
from shortage.claims.grading import is_old, stops
from shortage.indicators.lines import lines, longest, newest
from shortage.text import Problem, Text, Unreadable
from shortage.text.phrases import capital, when


def of_technology(context: Context) -> tuple[Text, tuple[Number, ...]]:
    """Return what CBS says of technology against all of mbo, another quantity, or nothing where it is not there."""
    try:
        made = context.indicator("mbo-hbo-transition", direction="all", source="cbs", basis="in_education")
        technology, everyone = (lines(made, "", "", direction=one) for one in ("technology", "total"))
        part, whole = technology[newest(technology)], everyone[newest(everyone)]
    except Unreadable:
        raise
    except (Problem, ValueError):
        return Text(nl="", en=""), ()
    period = str(part.index[-1])
    if period not in whole.index:
        return Text(nl="", en=""), ()
    year = when(period)
    nl = f"Mbo-studenten van {year.nl} die een jaar later in het onderwijs zitten: deel in het hbo"
    en = f"Mbo students of {year.en} in education a year later: share in hbo"
    numbers = (
        Number(
            "cbs_technology",
            float(part[period]),
            "per_cent",
            period,
            Text(nl=f"{nl}, techniek", en=f"{en}, technology"),
        ),
        Number("cbs_all", float(whole[period]), "per_cent", period, Text(nl=nl, en=en)),
    )
    return (
        Text(
            nl=f" In een andere maat, van CBS: van de studenten van {year.nl} die een jaar later nog in het onderwijs "
            "zaten, zat {cbs_technology}% van de sectorkamer techniek in het hbo, tegen {cbs_all}% van het hele mbo.",
            en=f" In another measure, of CBS: of the students of {year.en} who were still in education a year later, "
            "{cbs_technology}% of the sector chamber technology were in hbo, against {cbs_all}% of all of mbo.",
        ),
        numbers,
    )


def rule(context: Context) -> Finding:
    """E3: the transition from mbo to hbo, first against last year of the longest comparable series.

    Parameters: ``margin`` (percentage points), ``reaches`` (a fall in a series that stops earlier is partial support),
    ``against`` (own: the change itself; havo: less the change of havo in the same years), ``source``, ``direction``,
    ``since`` and ``until``.
    """
    margin, reaches = float(context["margin"]), int(context["reaches"])
    since, until = str(context["since"]), str(context["until"])
    source, against = str(context["source"]), str(context["against"])
    made = context.indicator("mbo-hbo-transition", direction=str(context["direction"]), source=source)
    found = lines(made, since, until)
    id = longest(found)
    line = found[id]
    first, last = str(line.index[0]), str(line.index[-1])
    change = float(line.iloc[-1] - line.iloc[0])
    text = made.series[id]
    numbers = [
        Number("first", float(line.iloc[0]), "per_cent", first, text),
        Number("last", float(line.iloc[-1]), "per_cent", last, text),
        Number("change", change, "percentage_point", last, Text(nl="Verandering", en="Change")),
    ]
    judged, extra = change, Text(nl="", en="")
    if against == "havo":
        other = lines(context.indicator("mbo-hbo-transition", origin="havo", source=source), since, until)
        havo = other[longest(other)]
        if first not in havo.index or last not in havo.index:
            raise Problem("selection_empty")
        of_havo = float(havo[last] - havo[first])
        judged = change - of_havo
        words = Text(nl="Verandering vanaf de havo", en="Change from havo")
        numbers.append(Number("havo", of_havo, "percentage_point", last, words))
        extra = Text(
            nl=" Vanaf de havo veranderde de doorstroom in dezelfde jaren met {havo} procentpunt; alleen het verschil "
            "telt.",
            en=" From havo the transition changed by {havo} percentage points in the same years; only the difference "
            "counts.",
        )
    verdict: Value = "contradicted"
    if judged <= -margin:
        verdict = "partly" if is_old(last, reaches) else "supported"
    beside, more = of_technology(context)
    tail = stops(last, reaches) if verdict == "partly" else Text(nl="", en="")
    return Finding(
        verdict,
        Text(
            nl="{who}: in {begin} ging {first}% door naar het hbo, in {end} {last}% (verandering {change} procentpunt)."
            + extra.nl + tail.nl + beside.nl,
            en="{who}: in {begin} {first}% went on to hbo, in {end} {last}% (change {change} percentage points)."
            + extra.en + tail.en + beside.en,
        ),
        (*numbers, *more),
        value=judged,
        unit="percentage_point",
        period=last,
        words={"who": capital(text), "begin": when(first), "end": when(last)},
        notes=made.notes,
    )  # fmt: skip
