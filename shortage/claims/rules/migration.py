"""Rules for what the paper says of labour migration."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from shortage.claims.base import Context, Finding, Number, Value, rule
from shortage.claims.rules.pathways import capital
from shortage.indicators import Indicator
from shortage.indicators.migration import GROUPS, OUTSIDE_EU, PROSPERITY
from shortage.indicators.vacancies import when
from shortage.text import LANGS, Period, Problem, Text, t

EAST = ("PL", "RO", "BG", "CZ", "SK", "HU")
NEIGHBOURS = ("DE", "BE")


def _span(first: str, last: str) -> Text:
    return Text(**{lang: f"{Period.parse(first).label(lang)}–{Period.parse(last).label(lang)}" for lang in LANGS})


def _names(made: Indicator, ids: list[str]) -> Text:
    """Return series names as an enumeration; "geen" where there are none."""
    found = {}
    for lang in LANGS:
        words = [made.series[id][lang] for id in ids]
        found[lang] = ", ".join(words) if words else t("migration.none", lang)
    return Text(**found)


def _at(made: Indicator, year: str) -> pd.Series:
    """Return the row of a year ("latest": the newest)."""
    period = made.as_of if year == "latest" else f"{year}JJ00"
    rows = made.frame[made.frame["period"] == period]
    if rows.empty:
        raise Problem("selection_empty")
    return rows.iloc[0]


_WHO = {
    "all": Text(nl="alle arbeidsmigranten", en="all labour migrants"),
    "eu": Text(nl="de arbeidsmigranten uit de EU/EFTA", en="the labour migrants from the EU/EFTA"),
    "non-eu": Text(nl="de arbeidsmigranten van buiten de EU/EFTA", en="the labour migrants from outside the EU/EFTA"),
}


@rule("international-share")
def international_share(context: Context) -> Finding:
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
    shares = context.indicator("international-share-phi", sector=context["sector"]).frame
    spread = float(shares.loc[(shares["period"] == period) & (shares["stand_in"] == "mid"), "value"].iloc[0])
    turned = context.indicator("international-share-inverted", stated=stated.value, **choice)
    needed = float(turned.frame.loc[turned.frame["period"] == period, "value"].iloc[0])
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


_YEARLY = {
    "employed": ("foreign-nationals-at-work", {"per": "persons"}, True, 1.0),
    "first-permits": ("permits", {"kind": "first-all", "per": "persons"}, False, 1000.0),
    "valid-permits": ("permits", {"kind": "valid-work", "per": "persons"}, True, 1000.0),
}
_MEASURES = {
    "employed": Text(
        nl="gemiddelde groei per jaar van het aantal werkende buitenlanders, vakkracht of niet",
        en="mean growth a year of employed foreign nationals, skilled or not",
    ),
    "first-permits": Text(
        nl="eerste verblijfsvergunningen van het jaar, alle redenen",
        en="first residence permits of the year, all reasons",
    ),
    "valid-permits": Text(
        nl="gemiddelde groei per jaar van de geldige vergunningen voor werk",
        en="mean growth a year of valid permits for work",
    ),
}


def _yearly(made: Indicator, is_stock: bool) -> tuple[dict[str, float], str, str]:
    """Return the number a year of NL, DE and BE, with the first and last period it covers.

    A stock is turned into its mean growth over the newest years in which none of the three has a break, so that all
    are about the same years; a flow is that of the newest year known of all three.
    """
    parts = {}
    for geo in ("NL", *NEIGHBOURS):
        rows = made.frame[made.frame["geo"] == geo].sort_values("period_start")
        if rows.empty:
            raise Problem("selection_empty")
        parts[geo] = rows[rows["series_id"] == rows["series_id"].iloc[-1]].set_index("period")["value"]
    common = sorted(set.intersection(*(set(one.index) for one in parts.values())))
    if len(common) < 1 + is_stock:
        raise Problem("selection_empty")
    first, last = common[0], common[-1]
    if not is_stock:
        return {geo: float(one[last]) for geo, one in parts.items()}, last, last
    years = Period.parse(last).year - Period.parse(first).year
    return {geo: float(one[last] - one[first]) / years for geo, one in parts.items()}, first, last


@rule("neighbours-attract")
def neighbours_attract(context: Context) -> Finding:
    """Germany and Belgium apart: does either bring in at least the threshold a year? Both, one or neither."""
    measure = context["measure"]
    if measure not in _YEARLY:
        raise Problem("choice_unknown", name="measure", value=measure, known=", ".join(_YEARLY))
    id, params, is_stock, scale = _YEARLY[measure]
    made = context.indicator(id, **params)
    threshold = float(context["threshold"])
    found, first, last = _yearly(made, is_stock)
    holds = {geo: found[geo] / scale >= threshold for geo in NEIGHBOURS}
    verdict: Value = "supported" if all(holds.values()) else "partly" if any(holds.values()) else "contradicted"
    permits = context.indicator("permits", kind="valid-work", per="inhabitants")
    three = permits.frame[permits.frame["geo"].isin(["NL", *NEIGHBOURS])]
    count = three.groupby("period")["geo"].nunique()
    if not (count == 3).any():
        raise Problem("selection_empty")
    same = three[three["period"] == count[count == 3].index.max()]
    newest = {geo: same[same["geo"] == geo].iloc[0] for geo in ("NL", *NEIGHBOURS)}
    names = {"NL": "netherlands", "DE": "germany", "BE": "belgium"}
    countries = {geo: next(made.series[id] for id in made.series if id.split(":")[0] == geo) for geo in names}
    numbers = [Number(names[geo], value / scale, "thousand", last, countries[geo], 0) for geo, value in found.items()]
    numbers += [
        Number(f"{names[geo]}_permits", float(row["value"]), permits.unit, str(row["period"]), permits.title)
        for geo, row in newest.items()
    ]
    text = Text(nl="grens voor “honderdduizenden”", en="threshold for “hundreds of thousands”")
    numbers.append(Number("threshold", threshold, "thousand", last, text, 0))
    reach = {
        geo: Text(**{lang: t("migration.reached" if holds[geo] else "migration.not_reached", lang) for lang in LANGS})
        for geo in NEIGHBOURS
    }
    return Finding(
        verdict,
        Text(
            nl="{measure}, {span}: Duitsland {germany} duizend ({germany_holds}), België {belgium} duizend "
            "({belgium_holds}), tegen een grens van {threshold} duizend per jaar; Nederland {netherlands} duizend. "
            "Eind {year} hadden per 1.000 inwoners {netherlands_permits} mensen in Nederland een geldige vergunning "
            "voor werk, {germany_permits} in Duitsland en {belgium_permits} in België.",
            en="{measure}, {span}: Germany {germany} thousand ({germany_holds}), Belgium {belgium} thousand "
            "({belgium_holds}), against a threshold of {threshold} thousand a year; the Netherlands {netherlands} "
            "thousand. At the end of {year}, {netherlands_permits} per 1,000 inhabitants held a valid permit for work "
            "in the Netherlands, {germany_permits} in Germany and {belgium_permits} in Belgium.",
        ),
        tuple(numbers),
        value=found["DE"] / scale,
        unit="thousand",
        decimals=0,
        period=last,
        words={
            "measure": capital(_MEASURES[measure]),
            "span": when(last) if first == last else _span(first, last),
            "germany_holds": reach["DE"],
            "belgium_holds": reach["BE"],
            "year": when(str(newest["DE"]["period"])),
        },
        notes=made.notes,
    )


def rates_of_one_quarter(made: Indicator, least: int, quarter: str = "latest") -> tuple[str, dict[str, float]]:
    """Return a quarter and its rates by country code: NL, EU countries and groups of countries that have one.

    ``latest`` is the newest quarter with a Dutch rate and at least ``least`` other EU countries.

    Raises:
        Problem: there is no such quarter.
    """
    frame = made.frame[~made.frame["geo"].isin(OUTSIDE_EU)]
    wide = frame.pivot_table(index="period", columns="geo", values="value")
    if "NL" not in wide:
        raise Problem("selection_empty")
    others = [geo for geo in wide.columns if geo not in GROUPS | {"NL"}]
    usable = wide[(wide[others].notna().sum(axis=1) >= least) & wide["NL"].notna()]
    if quarter != "latest":
        usable = usable[usable.index == quarter]
    if usable.empty:
        raise Problem("selection_empty")
    period = str(usable.index.max())
    return period, {str(geo): float(rate) for geo, rate in usable.loc[period].dropna().to_dict().items()}


@rule("eu-tight")
def eu_tight(context: Context) -> Finding:
    """How many EU countries have a job vacancy rate at or above a share of the Dutch one in the same quarter.

    Half of them and the EU average too: supported. A quarter of them, or the average: partly. Else contradicted.
    """
    is_press = context["source"] == "first-release"
    made = context.indicator("job-vacancy-rate", adjustment="unadjusted" if is_press else "adjusted", context=is_press)
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
        "share": Text(nl="vergeleken landen op of boven de grens", en="compared countries at or above the border"),
        "tight": Text(nl="landen op of boven de grens", en="countries at or above the border"),
        "countries": Text(nl="vergeleken EU-landen", en="EU countries compared"),
        "threshold": Text(nl="deel van het Nederlandse cijfer", en="share of the Dutch rate"),
        "border": Text(nl="grens", en="border"),
        "average": Text(nl="gemiddelde van de EU", en="EU average"),
    }
    numbers = [
        Number("share", 100 * share, "per_cent", period, words["share"], 0),
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
        value=100 * share,
        unit="per_cent",
        decimals=0,
        period=period,
        words={"period": when(period), "names": _names(made, [ids[geo] for geo in tight])},
        notes=made.notes,
    )


@rule("convergence")
def convergence(context: Context) -> Finding:
    """In how many of six countries GDP per head relative to the Netherlands rose by at least a margin, one source."""
    made = context.indicator("gdp-per-head", source=context["source"])
    frame = made.frame[made.frame["geo"].isin(EAST)]
    if context["since"] != "first":
        frame = frame[frame["period"] >= f"{context['since']}JJ00"]
    wide = frame.pivot(index="period", columns="geo", values="value").dropna()
    if len(wide) < 2 or set(wide.columns) != set(EAST):
        raise Problem("selection_empty")
    first, last = str(wide.index.min()), str(wide.index.max())
    level = {geo: {str(code): float(value) for code, value in wide[geo].to_dict().items()} for geo in EAST}
    closer = [geo for geo in EAST if level[geo][last] - level[geo][first] >= float(context["margin"])]
    needed = int(context["needed"])
    verdict: Value = "supported" if len(closer) >= needed else "partly" if len(closer) >= 2 else "contradicted"
    ids = {geo: f"{geo}:{context['source']}" for geo in EAST}
    numbers = [
        Number("closer", len(closer), "count", last, Text(nl="landen die dichterbij kwamen", en="countries closer"), 0),
        Number("countries", len(EAST), "count", last, Text(nl="vergeleken landen", en="countries compared"), 0),
        Number("margin", float(context["margin"]), "percentage_point", last, Text(nl="marge", en="margin"), 0),
    ]
    for geo in EAST:
        for name, code in (("first", first), ("last", last)):
            text = made.series[ids[geo]]
            numbers.append(Number(f"{geo.lower()}_{name}", level[geo][code], made.unit, code, text, 0))
    return Finding(
        verdict,
        Text(
            nl="Tussen {first_year} en {last_year} kwam het bbp per inwoner in {closer} van {countries} landen ten "
            "minste {margin} punt dichter bij Nederland (= 100): {names}. Polen ging van {pl_first} naar {pl_last}, "
            "Roemenië van {ro_first} naar {ro_last}, Slowakije van {sk_first} naar {sk_last}. Bron van de hele "
            "lijn: {source}. Of Nederland daardoor minder aantrekkelijk wordt, is niet getoetst.",
            en="Between {first_year} and {last_year} GDP per head came at least {margin} point closer to the "
            "Netherlands (= 100) in {closer} of {countries} countries: {names}. Poland went from {pl_first} to "
            "{pl_last}, Romania from {ro_first} to {ro_last}, Slovakia from {sk_first} to {sk_last}. Source of the "
            "whole line: {source}. Whether that makes the Netherlands less attractive was not tested.",
        ),
        tuple(numbers),
        value=float(len(closer)),
        out_of=float(len(EAST)),
        unit="count",
        decimals=0,
        period=last,
        words={
            "first_year": when(first),
            "last_year": when(last),
            "names": _names(made, [ids[geo] for geo in closer]),
            "source": PROSPERITY[context["source"]][1],
        },
        notes=made.notes,
    )


@rule("knowledge-migrants")
def knowledge_migrants(context: Context) -> Finding:
    """Descriptive: the criterion and the numbers side by side. Which of them moved the other cannot be read from it."""
    since = f"{context['since']}JJ00"
    numbers: list[Number] = []
    words: dict[str, Text] = {}
    years = ("", "9999JJ00")
    for name, id, params, where in (
        ("criterion", "salary-criterion", {"group": context["group"]}, {}),
        ("migrants", "knowledge-migrants", {}, {}),
        ("labour", "labour-immigration", {}, {"origin": "non-eu"}),
    ):
        made = context.indicator(id, **params)
        frame = made.frame[made.frame["period"] >= since]
        for column, wanted in where.items():
            frame = frame[frame[column] == wanted]
        if name == "labour":  # the same years as the knowledge migrants among them, or the two would seem to part ways
            frame = frame[frame["period"].between(*years)]
        if len(frame) < 2:
            raise Problem("selection_empty")
        frame = frame.sort_values("period_start")
        if name == "migrants":
            years = (str(frame["period"].iloc[0]), str(frame["period"].iloc[-1]))
        for place, row in (("first", frame.iloc[0]), ("last", frame.iloc[-1])):
            code = str(row["period"])
            numbers.append(Number(f"{name}_{place}", float(row["value"]), made.unit, code, made.title, made.decimals))
            words[f"{name}_{place}_year"] = when(code)
    period = max((one.period for one in numbers if one.name.startswith("migrants")), default="")
    return Finding(
        "not_testable",
        Text(
            nl="Het salariscriterium ging van {criterion_first} ({criterion_first_year}) naar {criterion_last} euro "
            "per maand ({criterion_last_year}); er kwamen {migrants_first} duizend kennismigranten in "
            "{migrants_first_year} en {migrants_last} duizend in {migrants_last_year}; alle arbeidsmigranten van "
            "buiten de EU/EFTA gingen van {labour_first} ({labour_first_year}) naar {labour_last} "
            "({labour_last_year}). Wat de oorzaak is, volgt daar niet uit.",
            en="The salary criterion went from {criterion_first} ({criterion_first_year}) to {criterion_last} euro a "
            "month ({criterion_last_year}); {migrants_first} thousand knowledge migrants came in {migrants_first_year} "
            "and {migrants_last} thousand in {migrants_last_year}; all labour migrants from outside the EU/EFTA went "
            "from {labour_first} ({labour_first_year}) to {labour_last} ({labour_last_year}). The cause does not "
            "follow from that.",
        ),
        tuple(numbers),
        value=next(one.value for one in numbers if one.name == "migrants_last"),
        unit="thousand",
        period=period,
        words=words,
    )
