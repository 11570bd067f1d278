"""Job vacancy rates by country, and in how many countries a technical occupation is short, as the rule judged them."""

from __future__ import annotations

from shortage import catalog
from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure
from shortage.figures.bars import bars
from shortage.indicators.lines import EAST
from shortage.indicators.migration import GROUPS, OUTSIDE_EU, geo_names
from shortage.text import Problem, Words
from shortage.text.phrases import amount, listed, when

WORDS = Words(__file__)
HIGHEST = 6
"""Other countries drawn from the top; the six in eastern Europe where the Netherlands recruits are drawn too."""


@figure("job-vacancy-rate", theme="migration", words=WORDS, order=3)
def job_vacancy_rate(view: View) -> FigureContent:
    """Bars of the vacancy rate of one quarter with the wide border as a line; all countries are counted."""
    finding = view.finding
    if "jobs" not in finding.lines:
        raise Problem("selection_empty")
    view.read.keep({catalog.table("vacancy_rates_eu").id})
    rates = finding.lines["jobs"].sort_values(["value", "geo"], ascending=[False, True])
    others = rates[rates["geo"] != "NL"]
    shown = {"NL", *others["geo"].head(HIGHEST), *EAST}
    drawn = rates[rates["geo"].isin(shown)]
    dutch = rates[rates["geo"] == "NL"].iloc[0]
    border = float(dutch["value"]) * finding.number("wide").value / 100
    tight = int(finding.number("tight").value)
    data = bars(drawn["name"], drawn["value"], drawn["period"], is_provisional=drawn["is_provisional"])
    missing = sorted(set(catalog.classification("geo")) - OUTSIDE_EU - GROUPS - set(rates["geo"]))
    words = {
        "end": when(str(dutch["period"])),
        "count": amount(len(others)),
        "tight": amount(tight),
        "near": amount(finding.number("near").value),
        "dutch": amount(float(dutch["value"]), 1),
        "share": amount(finding.number("wide").value),
        "border": amount(border, 1),
    }
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle_year" if int(view.parameters["window"]) > 1 else "subtitle", **words),
        alt=view.say("alt", **words),
        unit=finding.number("dutch").unit,
        decimals=1,
        finding=Guarded(
            view.say("some" if tight else "none", **words),
            True,
            f"{tight} of {len(others)} countries at or above the Dutch rate",
        ),
        notes=[
            view.say("note"),
            *([view.say("missing", countries=listed(geo_names(missing).values()))] if missing else []),
        ],
        reference_lines=[ReferenceLine(border, view.say("border", **words))],
        highlight=[dutch["name"]],
    )


@figure("shortage-occupations-eu", theme="migration", words=WORDS)
def shortage_occupations(view: View) -> FigureContent:
    """Bars of the countries that report a technical occupation as short, with half of those that report as a line."""
    finding = view.finding
    if "occupations" not in finding.lines:
        raise Problem("selection_empty")
    view.read.keep({catalog.table("migration_claims").id})
    rows = finding.lines["occupations"]
    reporting, fewest = finding.number("reporting").value, finding.number("fewest").value
    data = bars(rows["name"], rows["value"], rows["period"], is_provisional=rows["is_provisional"])
    words = {"year": when(str(rows["period"].iloc[0])), "reporting": amount(reporting), "fewest": amount(fewest)}
    return build(
        view,
        "bar",
        data,
        values=words,
        unit="count",
        decimals=0,
        finding=Guarded(
            view.say("most", **words),
            fewest > reporting / 2,
            f"each occupation short in more than half of the {reporting:.0f} countries",  # not shown
        ),
        notes=[view.say("note")],
        reference_lines=[ReferenceLine(reporting / 2, view.say("half"))],
    )
