"""Rule of M3."""

from __future__ import annotations

import math

from shortage.claims.base import Context, Finding, Number, Value
from shortage.indicators import Indicator
from shortage.indicators.lines import rates_of_one_quarter
from shortage.indicators.migration import GROUPS
from shortage.text import LANGS, Text, t
from shortage.text.phrases import when


def _names(made: Indicator, ids: list[str]) -> Text:
    """Return series names as an enumeration; "geen" where there are none."""
    found = {}
    for lang in LANGS:
        words = [made.series[id][lang] for id in ids]
        found[lang] = ", ".join(words) if words else t("migration.none", lang)
    return Text(**found)


def rule(context: Context) -> Finding:
    """How many EU countries have a job vacancy rate at or above a share of the Dutch one in the same quarter.

    Half of them and the EU average too: supported. A quarter of them, or the average: partly. Else contradicted.
    """
    made = context.indicator("job-vacancy-rate", adjustment=str(context["source"]))
    frame = made.frame
    period, row = rates_of_one_quarter(made, int(context["least"]), str(context["quarter"]))
    dutch = row["NL"]
    border = dutch * float(context["threshold"]) / 100
    rates = {geo: rate for geo, rate in row.items() if geo not in GROUPS | {"NL"}}
    # Rates are published with one decimal; a float a hair under the border is on it.
    tight = sorted(geo for geo, rate in rates.items() if rate >= border - 1e-9)
    share = len(tight) / len(rates)
    average = row.get("EU27_2020", math.nan)
    is_average_tight = average >= border - 1e-9
    verdict: Value
    if share >= 0.5 and (is_average_tight or math.isnan(average)):
        verdict = "supported"
    elif share >= 0.25 or is_average_tight:
        verdict = "partly"
    else:
        verdict = "contradicted"
    ids = {str(geo): str(id) for id, geo in zip(frame["series_id"], frame["geo"], strict=True)}
    words = {
        "tight": Text(nl="landen op of boven de grens", en="countries at or above the border"),
        "countries": Text(nl="vergeleken EU-landen", en="EU countries compared"),
        "threshold": Text(nl="deel van het Nederlandse cijfer", en="share of the Dutch rate"),
        "border": Text(nl="grens", en="border"),
        "average": Text(nl="gemiddelde van de EU", en="EU average"),
    }
    numbers = [
        Number("tight", len(tight), "count", period, words["tight"], 0),
        Number("countries", len(rates), "count", period, words["countries"], 0),
        Number("dutch", dutch, made.unit, period, made.title),
        Number("border", border, made.unit, period, words["border"]),
        Number("threshold", float(context["threshold"]), "per_cent", period, words["threshold"], 0),
    ]
    tail = Text(nl="", en="")
    if math.isfinite(average):
        numbers.append(Number("average", average, made.unit, period, words["average"]))
        tail = Text(nl=" Het EU-gemiddelde was {average}%.", en=" The EU average was {average}%.")
    listed = Text(nl=": {names}", en=": {names}") if tight else Text(nl="", en="")
    return Finding(
        verdict,
        Text(
            nl="In {period} was de vacaturegraad in {tight} van {countries} vergeleken EU-landen ten minste "
            "{threshold}% van de Nederlandse ({dutch}%)" + listed.nl + "." + tail.nl,
            en="In {period} the job vacancy rate was at least {threshold}% of the Dutch one ({dutch}%) in {tight} of "
            "{countries} EU countries compared" + listed.en + "." + tail.en,
        ),
        tuple(numbers),
        value=float(len(tight)),
        out_of=float(len(rates)),
        unit="count",
        decimals=0,
        period=period,
        words={"period": when(period), "names": _names(made, [ids[geo] for geo in tight])},
        notes=made.notes,
    )
