"""Rule of M4."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value
from shortage.indicators import Indicator
from shortage.indicators.lines import EAST
from shortage.indicators.migration import PROSPERITY
from shortage.text import LANGS, Problem, Text, t
from shortage.text.phrases import when


def _names(made: Indicator, ids: list[str]) -> Text:
    """Return series names as an enumeration; "geen" where there are none."""
    found = {}
    for lang in LANGS:
        words = [made.series[id][lang] for id in ids]
        found[lang] = ", ".join(words) if words else t("migration.none", lang)
    return Text(**found)


def rule(context: Context) -> Finding:
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
