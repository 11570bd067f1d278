"""Rule of T2."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number
from shortage.claims.grading import graded, names
from shortage.indicators.lines import against_median
from shortage.text import Period, Text
from shortage.text.phrases import when


def rule(context: Context) -> Finding:
    """T2: share of sections whose vacancies of the last ``window`` quarters exceed their own earlier median."""
    made = context.indicator("open-vacancies", branch="all")
    first, last = int(context["first_year"]), int(context["last_year"])
    found, end = against_median(made, first, last, int(context["window"]))
    context.read.only(made, f"{first}JJ00", f"{last}JJ00")
    context.read.only(made, Period.parse(end).shift(1 - int(context["window"])).code, end)
    above = found[found["latest"] > found["median"]]
    share = 100 * len(above) / len(found)
    lowest = str(found["ratio"].idxmin())
    ratio_text = Text(nl="Laagste verhouding tot de eigen mediaan", en="Lowest ratio to the own median")
    numbers = (
        Number("above", len(above), "count", end, Text(nl="Secties boven de mediaan", en="Sections above median"), 0),
        Number("sections", len(found), "count", end, Text(nl="Secties", en="Sections"), 0),
        Number("share", share, "per_cent", end, Text(nl="Aandeel van de secties", en="Share of sections"), 0),
        Number("lowest", float(found["ratio"].min()), "per_cent", end, ratio_text, 0),
    )
    return Finding(
        graded(share, context),
        Text(
            nl="In {above} van de {sections} secties ({share}%) stonden er tot en met {period_words} meer "
            "vacatures open "
            "dan de eigen mediaan van {years}; de laagste verhouding is {lowest}% ({lowest_name}).",
            en="In {above} of the {sections} sections ({share}%) there were more open vacancies up to "
            "{period_words} than "
            "the own median of {years}; the lowest ratio is {lowest}% ({lowest_name}).",
        ),
        numbers,
        value=share,
        unit="per_cent",
        decimals=0,
        period=end,
        words={
            "period_words": when(end),
            "years": Text(nl=f"{first}–{last}", en=f"{first}–{last}"),
            "lowest_name": names([lowest]),
        },
    )
