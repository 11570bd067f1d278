"""Rule of E4."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value
from shortage.claims.grading import is_old, stops
from shortage.indicators.lines import lines, longest
from shortage.text import Problem, Text
from shortage.text.phrases import when


def rule(context: Context) -> Finding:
    """E4: is the bbl share of technical mbo above that of all mbo in the last year, and has it risen?

    Of the two halves of the claim only the preference can be tested, by what students do. With ``part`` both, the
    number of places, which no open table gives, keeps the verdict at partial support at most; so does a series that
    stops before ``reaches``. Parameters further: ``margin`` (percentage points), ``source``, ``basis``,
    ``definition`` of technology, ``since`` and ``until``.
    """
    margin, reaches, part = float(context["margin"]), int(context["reaches"]), str(context["part"])
    since, until = str(context["since"]), str(context["until"])
    made = context.indicator(
        "bbl-share",
        source=str(context["source"]),
        basis=str(context["basis"]),
        definition=str(context["definition"]),
    )
    technology = lines(made, since, until, direction="technology")
    everyone = lines(made, since, until, direction="total")
    id = longest(technology)
    line = technology[id]
    first, last = str(line.index[0]), str(line.index[-1])
    same = [other for other in everyone.values() if first in other.index and last in other.index]
    if not same:
        raise Problem("selection_empty")
    whole = same[0]
    rise, gap = float(line.iloc[-1] - line.iloc[0]), float(line.iloc[-1] - whole[last])
    holds = (rise >= margin, gap >= margin)
    verdict: Value = "supported" if all(holds) else "partly" if any(holds) else "contradicted"
    tail = Text(nl="", en="")
    if verdict == "supported" and is_old(last, reaches):
        verdict, tail = "partly", stops(last, reaches)
    places = Text(nl="", en="")
    if part == "both":
        places = Text(
            nl=" Of er te weinig plekken zijn, is niet te toetsen: geen open tabel telt leerplaatsen naast wie er een "
            "zoekt.",
            en=" Whether there are too few places cannot be tested: no open table counts places beside those who look "
            "for one.",
        )
        verdict = "partly" if verdict == "supported" else verdict
    text = made.series[id]
    numbers = (
        Number("first", float(line.iloc[0]), "per_cent", first, text),
        Number("last", float(line.iloc[-1]), "per_cent", last, text),
        Number("all_first", float(whole[first]), "per_cent", first, Text(nl="hele mbo", en="all of mbo")),
        Number("all_last", float(whole[last]), "per_cent", last, Text(nl="hele mbo", en="all of mbo")),
        Number("rise", rise, "percentage_point", last, Text(nl="Verandering in techniek", en="Change in technology")),
        Number("gap", gap, "percentage_point", last, Text(nl="Verschil met het hele mbo", en="Gap to all of mbo")),
    )
    return Finding(
        verdict,
        Text(
            nl="In {end} leerde {last}% van de mbo-studenten in de techniek ({who}) werkend, tegen {all_last}% in het "
            "hele mbo; in {begin} was dat {first}% tegen {all_first}%." + tail.nl + places.nl,
            en="In {end} {last}% of mbo students in technology ({who}) learned at work, against {all_last}% in all of "
            "mbo; in {begin} it was {first}% against {all_first}%." + tail.en + places.en,
        ),
        numbers,
        value=float(line.iloc[-1]),
        unit="per_cent",
        period=last,
        words={"who": text, "begin": when(first), "end": when(last)},
        notes=made.notes,
    )
