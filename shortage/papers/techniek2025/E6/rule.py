"""Rule of E6."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number
from shortage.text import Problem, Text
from shortage.text.phrases import when


def rule(context: Context) -> Finding:
    """E6: what the one table by occupation shows; it has no level of education, so nothing can be decided."""
    made = context.indicator("vacancies-by-occupation")
    wanted = {"technical": "B-F/07", "ict_sector": "B-F/08", "ict": "A-U/08"}
    rows = made.frame[made.frame["series_id"].isin(wanted.values()) & made.frame["value"].notna()]
    newest = rows.sort_values("period_start").drop_duplicates("series_id", keep="last").set_index("series_id")
    if set(wanted.values()) - set(newest.index):
        raise Problem("selection_empty")
    ends = newest["period"].to_dict()
    end = str(ends[wanted["technical"]])
    numbers = tuple(
        Number(name, float(newest["value"][id]), made.unit, str(ends[id]), made.series[id], made.decimals)
        for name, id in wanted.items()
    )
    return Finding(
        "not_testable",
        Text(
            nl="Geen open tabel verdeelt vacatures naar opleidingsniveau. De tabel naar beroep geeft voor {year} in "
            "nijverheid, energie en bouw {technical} duizend ontstane vacatures in technische beroepen, en voor "
            "{ict_year} in alle bedrijfstakken {ict} duizend in ICT-beroepen, zonder niveau.",
            en="No open table splits vacancies by level of education. The table by occupation gives {technical} "
            "thousand new vacancies in technical occupations in industry, energy and construction for {year}, and "
            "{ict} thousand in ICT occupations in all branches for {ict_year}, without level.",
        ),
        numbers,
        period=end,
        words={"year": when(end), "ict_year": when(str(ends[wanted["ict"]]))},
        notes=made.notes,
    )
