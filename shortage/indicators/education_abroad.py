"""Technology in education, in the Netherlands and elsewhere, and among women: shares by country, year or level."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.indicators.base import Tables, indicator
from shortage.indicators.pathways import Lines, chosen, ratio
from shortage.text import Words

WORDS = Words(__file__)
WOMEN = ("mbo", "hbo", "wo", "ho")


@indicator(
    "vocational-science-graduates", words=WORDS, unit="per_cent", inputs=["stem_vocational_eu"], dimensions=["geo"]
)
def vocational_science_graduates(tables: Tables, *, geo: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return science and technology in per cent of vocational graduates, by year (``geo``: a country code or all)."""
    data = tables["stem_vocational_eu"]
    members = data.table.dimensions["geo"].members
    rows = data.select("stem_share_pct", field="stem", level="vocational")
    codes = chosen(geo, list(dict.fromkeys(rows["geo"])), "geo")
    lines = Lines()
    for code in codes:
        lines.add(code, members[code].text, rows[rows["geo"] == code], geo=code)
    return lines.result()


@indicator(
    "bachelor-technology-entrants",
    words=WORDS,
    unit="per_cent",
    inputs=["new_entrants_eu"],
    dimensions=["geo", "field"],
)
def bachelor_technology_entrants(
    tables: Tables, *, geo: str = "all", field: str = "07"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return a field in per cent of all new bachelor students, by year.

    Args:
        tables: the inputs.
        geo: a country code, or ``all``.
        field: ``07`` (engineering), ``06`` (ICT), ``05`` (natural sciences) or ``all`` (each).
    """
    data = tables["new_entrants_eu"]
    members, fields = (data.table.dimensions[name].members for name in ("geo", "field"))
    rows = data.select("new_entrants", level="bachelor")
    codes = chosen(geo, list(dict.fromkeys(rows["geo"])), "geo")
    lines = Lines()
    for code in codes:
        of_country = rows[rows["geo"] == code]
        for branch in chosen(field, ("07", "06", "05"), "field"):
            share = ratio(of_country[of_country["field"] == branch], of_country[of_country["field"] == "total"])
            name = WORDS("by_field", country=members[code].text, field=fields[branch].text)
            text = members[code].text if field != "all" else name
            lines.add(f"{code}-{branch}", text, share, geo=code, field=branch)
    return lines.result()


@indicator(
    "women-in-technology", words=WORDS, unit="per_cent", decimals=0, inputs=["technology_pact"], dimensions=["level"]
)
def women_in_technology(tables: Tables, *, level: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of new female students who choose science or technology, by level and school year."""
    members = tables["technology_pact"].table.dimensions["school"].members
    lines = Lines()
    for code in chosen(level, WOMEN, "level"):
        rows = tables["technology_pact"].select("women_share_pct", school=f"{code}-women")
        lines.add(code, members[f"{code}-women"].text, rows, level=code)
    return lines.result()
