"""Whether the named sectors lead in vacancies per 1,000 jobs and in how long a vacancy stays open."""

from __future__ import annotations

import pandas as pd

from shortage.catalog import code_label
from shortage.claims import Context, Finding, Number, Outcome, Value, numbers
from shortage.claims.grading import of_parts
from shortage.indicators import Indicator
from shortage.indicators.vacancies import PARTS, SECTIONS
from shortage.text import Problem, Text, Words
from shortage.text.phrases import enumerated, lower_first, when

WORDS = Words(__file__)
BY_PLACES: tuple[Value, ...] = ("contradicted", "mixed", "supported")
"""What a sector says of the claim that leads in none, one or both of the measures."""
WHOLE = "A-U"


def sectors(named: list[str]) -> list[str]:
    """Return the sectors to rank: the sections, with a named group of sections in the place of its parts."""
    groups = [code for code in named if code in PARTS]
    inside = {part for code in groups for part in PARTS[code]}
    return [*groups, *(code for code in SECTIONS if code not in inside)]


def newest(indicator: Indicator, branches: list[str], needed: list[str]) -> pd.DataFrame:
    """Return the rows of the last quarter in which all of ``needed`` have a figure, of ``branches`` and the whole.

    Raises:
        Problem: there is no such quarter.
    """
    rows = indicator.frame[indicator.frame["branch"].isin([*branches, WHOLE])]
    counts = rows[rows["branch"].isin(needed)].groupby("period")["branch"].nunique()
    whole = counts.index[counts == len(needed)]
    if not len(whole):
        raise Problem("selection_empty")
    return rows[rows["period"] == max(whole)]


def rule(context: Context) -> Finding:
    """Rank the sectors by vacancy rate and by duration, and see whether the named ones are the first ``top``.

    The rate is of the last quarter in which every sector has one. The duration leaves out a section of which hardly
    anything is filled, such as mining. Lines: ``rate``, ``duration``, with ``branch``.
    """
    named, top = list(context["named"]), int(context["top"])
    ranked = sectors(named)
    if set(named) - set(ranked):
        raise Problem("selection_empty")
    of_rate, of_duration = context.indicator("vacancies-per-1000-jobs"), context.indicator("vacancy-duration")
    lines = {"rate": newest(of_rate, ranked, ranked), "duration": newest(of_duration, ranked, [*named, WHOLE])}
    places, leading = {}, {}
    for measure, rows in lines.items():
        values = rows[rows["branch"] != WHOLE].set_index("branch")["value"]
        places[measure] = values.rank(ascending=False, method="min")
        leading[measure] = [code for code in named if places[measure][code] <= top]
    parts = tuple(Outcome(name_of(code), BY_PLACES[sum(code in led for led in leading.values())]) for code in named)
    both = [code for code in named if all(code in led for led in leading.values())]
    end, long_end = (str(rows["period"].iloc[0]) for rows in lines.values())
    context.read.only(of_rate, end)
    context.read.only(of_duration, long_end)
    long_values = lines["duration"].set_index("branch")["value"].astype(float)
    rates = lines["rate"].set_index("branch")["value"].astype(float)
    longest = max(named, key=lambda code: long_values[code])
    measured = {
        "both": (len(both), "count", end, 0),
        "named_count": (len(named), "count", end, 0),
        "by_rate": (len(leading["rate"]), "count", end, 0),
        "by_duration": (len(leading["duration"]), "count", long_end, 0),
        "top": (top, "count", end, 0),
        "longest": (long_values[longest], "months", long_end, 1),
        "all_months": (long_values[WHOLE], "months", long_end, 1),
    }
    by_sector = [
        *(Number(f"rate_{code}", rates[code], of_rate.unit, end, name_of(code), 0) for code in named),
        *(Number(f"months_{code}", long_values[code], "months", long_end, name_of(code)) for code in named),
    ]
    return Finding(
        of_parts(part.verdict for part in parts),
        WORDS["found" if both else "found_none"],
        (*numbers(WORDS, measured), *by_sector),
        value=float(len(both)),
        out_of=float(len(named)),
        unit="count",
        decimals=0,
        period=end,
        words={
            "period_words": when(end),
            "duration_words": when(long_end),
            "in_names": _names(both),
            "out_names": _names([code for code in named if code not in both]),
            "longest_name": _names([longest]),
        },
        notes=(*of_rate.notes, *of_duration.notes),
        parts=parts,
        lines=lines,
    )


def name_of(code: str) -> Text:
    """Return a sector as the paper speaks of it; others keep the name of the catalogue."""
    return WORDS[f"sector.{code}"] if f"sector.{code}" in WORDS else code_label("vacancies", "branch", code)


def _names(codes: list[str]) -> Text:
    # A group with "and" in its name goes first, so that its parts are not read as names of their own.
    return enumerated(lower_first(name_of(code)) for code in sorted(codes, key=lambda code: code not in PARTS))
