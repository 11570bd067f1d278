"""Rules of the claims on ways into technology: from mbo to hbo, learning at work, choice of profile."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.claims.base import Context, Finding, Number, Value, rule
from shortage.claims.rules.inflow import lines, longest
from shortage.indicators.vacancies import when
from shortage.text import Period, Problem, Text


def is_old(period: str, reaches: int) -> bool:
    """Whether a series that ends in ``period`` stops before the year from which it speaks of the present."""
    return Period.parse(period).year < reaches


def stops(period: str, reaches: int) -> Text:
    """Return the clause that says a series stops, or nothing."""
    if not is_old(period, reaches):
        return Text(nl="", en="")
    end = when(period)
    return Text(
        nl=f" De reeks stopt bij {end.nl}: over de jaren daarna zegt zij niets, dus telt zij hooguit deels.",
        en=f" The series stops at {end.en}: it says nothing of later years, so it counts for a part at most.",
    )


@rule("transition-falls")
def transition_falls(context: Context) -> Finding:
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


def of_technology(context: Context) -> tuple[Text, tuple[Number, ...]]:
    """Return what CBS says of technology against all of mbo, another quantity, or nothing where it is not there."""
    try:
        made = context.indicator("mbo-hbo-transition", direction="all", source="cbs", basis="in_education")
        technology, everyone = (lines(made, "", "", direction=one) for one in ("technology", "total"))
        part, whole = technology[newest(technology)], everyone[newest(everyone)]
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


def newest(found: dict[str, pd.Series[Any]]) -> str:
    """Return the line that ends last.

    Raises:
        ValueError: there is none.
    """
    return max(found, key=lambda id: (found[id].index[-1], id))


def capital(text: Text) -> Text:
    """Return a text with a capital, for the start of a sentence."""
    return Text(nl=text.nl[:1].upper() + text.nl[1:], en=text.en[:1].upper() + text.en[1:])


@rule("bbl-share-above-and-rising")
def bbl_share_above_and_rising(context: Context) -> Finding:
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


@rule("profile-choice")
def profile_choice(context: Context) -> Finding:
    """E5: a wish, so no verdict; the shares that chose a technical or science profile, first against last year.

    Parameters: ``profile`` (technology or science) and ``since``, for the clean series of havo.
    """
    profile, since = str(context["profile"]), str(context["since"])
    made = context.indicator("profile-choice")
    numbers: list[Number] = []
    clauses: list[Text] = []
    words: dict[str, Text] = {}
    havo = lines(made, since, "", source="ocw", profile=profile)
    value, period = None, ""
    if any(len(line) > 1 for line in havo.values()):
        id = longest(havo)
        line = havo[id]
        first, last = str(line.index[0]), str(line.index[-1])
        numbers += [
            Number("havo_first", float(line.iloc[0]), "per_cent", first, made.series[id]),
            Number("havo_last", float(line.iloc[-1]), "per_cent", last, made.series[id]),
        ]
        begin, end = when(first), when(last)
        words["end"] = end
        clauses.append(
            Text(
                nl=f"{made.series[id].nl}: {{havo_first}}% ({begin.nl}) en {{havo_last}}% ({end.nl}), in één uitgave",
                en=f"{made.series[id].en}: {{havo_first}}% ({begin.en}) and {{havo_last}}% ({end.en}), in one edition",
            )
        )
        value, period = float(line.iloc[-1] - line.iloc[0]), last
        changed = Text(nl=f"{made.series[id].nl}: verandering", en=f"{made.series[id].en}: change")
        numbers.append(Number("havo_change", value, "percentage_point", last, capital(changed)))
    for school in ("havo", "vwo", "vmbo"):
        rows = made.frame[(made.frame["source"] == "ptvt") & (made.frame["school"] == school)].sort_values("period")
        if len(rows) < 2:
            continue
        one, other = rows.iloc[0], rows.iloc[-1]
        text = made.series[str(other["series_id"])]
        names = f"{school}_then", f"{school}_now"
        for name, row in zip(names, (one, other), strict=True):
            numbers.append(Number(name, float(row["value"]), "per_cent", str(row["period"]), text, 0))
        begin, end = when(str(one["period"])), when(str(other["period"]))
        kind = Text(nl="natuurprofiel", en="science profile")
        if school == "vmbo":
            kind = Text(nl="technisch profiel", en="technical profile")
        clauses.append(
            Text(
                nl=f"{text.nl}, {kind.nl} (monitor): {{{names[0]}}}% ({begin.nl}) en {{{names[1]}}}% ({end.nl})",
                en=f"{text.en}, {kind.en} (monitor): {{{names[0]}}}% ({begin.en}) and {{{names[1]}}}% ({end.en})",
            )
        )
        if not period:
            value, period = float(other["value"] - one["value"]), str(other["period"])
    if not clauses:
        raise Problem("selection_empty")
    shown = capital(Text(nl="; ".join(one.nl for one in clauses), en="; ".join(one.en for one in clauses)))
    return Finding(
        "not_testable",
        Text(
            nl=f"{shown.nl}. Of verplichte lessen daar iets aan veranderen, volgt hier niet uit.",
            en=f"{shown.en}. Whether compulsory lessons would change it does not follow from this.",
        ),
        tuple(numbers),
        value=value,
        unit="percentage_point",
        period=period,
        words=words,
        notes=made.notes,
    )
