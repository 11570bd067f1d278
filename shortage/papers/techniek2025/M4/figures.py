"""GDP per head in eastern Europe relative to the Netherlands: a base year beside the newest."""

from __future__ import annotations

import pandas as pd

from shortage import catalog
from shortage.figures import FigureContent, Guarded, View, build, figure
from shortage.indicators import definition
from shortage.indicators.migration import PROSPERITY, geo_names
from shortage.text import Problem, Words
from shortage.text.phrases import amount, capital, when

WORDS = Words(__file__)
SOURCE = {name: WORDS[f"source.{name}"] for name in ("worldbank", "eurostat")}
BASE = {name: WORDS[f"base.{name}"] for name in ("long", "recent")}


@figure(
    "gdp-per-head", theme="migration", words=WORDS.part("figure"), order=4, choices={"source": SOURCE, "base": BASE}
)
def gdp_per_head(view: View, *, source: str = "worldbank", base: str = "long") -> FigureContent:
    """A pair of points for each of six countries: the first or the later base year of one source, and its last year."""
    finding = view.finding
    view.read.keep({catalog.table(PROSPERITY[source]).id})
    levels = finding.lines["levels"]
    years = sorted(levels["period"].unique())
    last = years[-1]
    first = years[0] if base == "long" else years[-2]
    wide = levels.pivot(index="period", columns="geo", values="value")
    flags = levels.set_index(["period", "geo"])["is_provisional"]
    names = geo_names(levels["geo"].unique())
    ordered = sorted(wide.columns, key=lambda geo: -float(wide[geo][last]))
    if first == last:
        raise Problem("selection_empty")
    data = pd.DataFrame(
        [
            {
                "series_id": end,
                "label": when(code),
                "category": capital(names[geo]),
                "period": code,
                "value": float(wide[geo][code]),
                "is_provisional": bool(flags.loc[(code, geo)]),
            }
            for geo in ordered
            for end, code in (("first", first), ("last", last))
        ]
    )
    margin = finding.number("margin").value
    closer = sum(float(wide[geo][last] - wide[geo][first]) >= margin - 1e-9 for geo in ordered)
    words = {
        "closer": amount(closer),
        "count": amount(len(ordered)),
        "first": when(first),
        "last": when(last),
        "start": amount(float(wide["PL"][first])),
        "end": amount(float(wide["PL"][last])),
        "margin": amount(margin),
        "source": SOURCE[source],
    }
    return build(
        view,
        "dumbbell",
        data,
        values=words,
        unit=definition("gdp-per-head").unit,
        decimals=0,
        finding=Guarded(
            view.say("all" if closer == len(ordered) else "some", **words),
            closer > 0,
            f"{first} to {last}: {closer} of {len(ordered)} rose by at least the margin",
        ),
        notes=[view.say("note", **words)],
    )
