"""Rule of M2."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value
from shortage.indicators import Indicator
from shortage.indicators.lines import NEIGHBOURS
from shortage.text import LANGS, Period, Problem, Text, t
from shortage.text.phrases import capital, when

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


def _span(first: str, last: str) -> Text:
    return Text(**{lang: f"{Period.parse(first).label(lang)}–{Period.parse(last).label(lang)}" for lang in LANGS})


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


def rule(context: Context) -> Finding:
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
