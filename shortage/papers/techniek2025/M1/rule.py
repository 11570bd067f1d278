"""Rule of M1."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from shortage.claims.base import Context, Finding, Number, Value
from shortage.indicators import Indicator
from shortage.text import Problem, Text
from shortage.text.phrases import when

_WHO = {
    "all": Text(nl="alle arbeidsmigranten", en="all labour migrants"),
    "eu": Text(nl="de arbeidsmigranten uit de EU/EFTA", en="the labour migrants from the EU/EFTA"),
    "non-eu": Text(nl="de arbeidsmigranten van buiten de EU/EFTA", en="the labour migrants from outside the EU/EFTA"),
}


def _at(made: Indicator, year: str) -> pd.Series:
    """Return the row of a year ("latest": the newest)."""
    period = made.as_of if year == "latest" else f"{year}JJ00"
    rows = made.frame[made.frame["period"] == period]
    if rows.empty:
        raise Problem("selection_empty")
    return rows.iloc[0]


def rule(context: Context) -> Finding:
    """The stated share against the band: inside it is partly (plausible, not verifiable), outside it is contradicted.

    It never supports the claim: no open source links a vacancy to the person hired.
    """
    stated = context.claim.stated
    assert stated is not None
    choice: dict[str, Any] = {name: context[name] for name in ("sector", "origin", "unregistered", "lapsed")}
    made = {
        name: context.indicator("international-share", value=stand_in, **choice)
        for name, stand_in in (("mid", "mid"), ("lower", context["lowest"]), ("upper", context["highest"]))
    }
    row = _at(made["mid"], context["year"])
    period = str(row["period"])
    for each in made.values():
        context.read.only(each, period)
    mid = float(row["value"])
    ends = {}
    for name in ("lower", "upper"):
        hits = made[name].frame.loc[made[name].frame["period"] == period, "value"]
        ends[name] = float(hits.iloc[0]) if len(hits) else math.nan
    if ends["lower"] > ends["upper"]:
        ends = {"lower": ends["upper"], "upper": ends["lower"]}
    unit = made["mid"].unit
    middle = Text(
        nl="internationale instroom bij de middelste aanname", en="international inflow at the middle stand-in"
    )
    numbers = [
        Number("stated", stated.value, stated.unit, period, Text(nl="de bewering", en="the claim"), stated.decimals),
        Number("mid", mid, unit, period, middle),
    ]
    words = {"period": when(period), "who": _WHO[context["origin"]]}
    if not all(math.isfinite(one) for one in ends.values()):
        return Finding(
            "not_testable",
            Text(
                nl="Voor deze afbakening van techniek bestaat alleen de middelste aanname ({mid} per 100 vervulde "
                "vacatures in {period}); zonder laagste en hoogste aanname is er geen bandbreedte om {stated}% aan te "
                "toetsen.",
                en="For this definition of technical industry only the middle stand-in exists ({mid} per 100 filled "
                "vacancies in {period}); without a lowest and a highest there is no band to test {stated}% against.",
            ),
            tuple(numbers),
            value=mid,
            unit=unit,
            period=period,
            words=words,
        )
    by_stand_in = context.indicator("international-share-phi", sector=context["sector"])
    shares = by_stand_in.frame
    spread = float(shares.loc[(shares["period"] == period) & (shares["stand_in"] == "mid"), "value"].iloc[0])
    turned = context.indicator("international-share-inverted", stated=stated.value, **choice)
    needed = float(turned.frame.loc[turned.frame["period"] == period, "value"].iloc[0])
    for each in (by_stand_in, turned):
        context.read.only(each, period)
    numbers += [
        Number("lower", ends["lower"], unit, period, Text(nl="onderkant van de band", en="low end of the band")),
        Number("upper", ends["upper"], unit, period, Text(nl="bovenkant van de band", en="high end of the band")),
        Number("needed", needed, turned.unit, period, turned.title),
        Number(
            "vacancy_share",
            spread,
            turned.unit,
            period,
            Text(nl="aandeel van deze branches in de vervulde vacatures", en="share of these industries in vacancies"),
        ),
    ]
    tail = Text(
        nl=" Zou de bewering kloppen, dan begon {needed}% van {who} in de techniek, tegen {vacancy_share}% als zij "
        "zich verdelen zoals de vacatures.",
        en=" Were the claim true, {needed}% of {who} started in technical industry, against {vacancy_share}% if they "
        "spread like the vacancies.",
    )
    verdict: Value
    if ends["lower"] <= stated.value <= ends["upper"]:
        verdict = "partly"
        head = Text(
            nl="De genoemde {stated}% ligt binnen de bandbreedte van {lower} tot {upper} per 100 vervulde technische "
            "vacatures ({period}, midden {mid}): een aannemelijke orde van grootte, maar niet na te gaan, want geen "
            "open bron koppelt een vacature aan wie er werd aangenomen.",
            en="The stated {stated}% lies inside the band of {lower} to {upper} per 100 filled technical vacancies "
            "({period}, mid {mid}): a plausible order of magnitude, but not verifiable, because no open source links a "
            "vacancy to the person hired.",
        )
    elif stated.value > ends["upper"]:
        verdict = "contradicted"
        head = Text(
            nl="De genoemde {stated}% ligt boven de bandbreedte van {lower} tot {upper} per 100 vervulde technische "
            "vacatures ({period}, midden {mid}): de instroom is kleiner dan de bewering zegt.",
            en="The stated {stated}% lies above the band of {lower} to {upper} per 100 filled technical vacancies "
            "({period}, mid {mid}): the inflow is smaller than the claim says.",
        )
    else:
        verdict = "contradicted"
        head = Text(
            nl="De genoemde {stated}% ligt onder de bandbreedte van {lower} tot {upper} per 100 vervulde technische "
            "vacatures ({period}, midden {mid}): de instroom is groter dan de bewering zegt.",
            en="The stated {stated}% lies below the band of {lower} to {upper} per 100 filled technical vacancies "
            "({period}, mid {mid}): the inflow is larger than the claim says.",
        )
    return Finding(
        verdict,
        Text(nl=head.nl + tail.nl, en=head.en + tail.en),
        tuple(numbers),
        value=mid,
        low=ends["lower"],
        high=ends["upper"],
        unit=unit,
        period=period,
        words=words,
        notes=made["mid"].notes,
    )
