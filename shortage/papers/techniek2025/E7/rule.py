"""Which share of the untapped potential would have to start in technology to fill its open vacancies."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number, numbers
from shortage.indicators.lines import run, series
from shortage.scenarios import scenario
from shortage.text import Period, Problem, Words
from shortage.text.phrases import when

WORDS = Words(__file__)
PROPOSAL = "S5"
"""The proposal that assumes which share would start in technology: the one place where that number stands."""


def assumed_share() -> float:
    """Return the share in per cent that the proposal assumes."""
    [share] = [assumption.default for assumption in scenario(PROPOSAL).inputs if assumption.name == "share"]
    assert share is not None
    return float(share)


def rule(context: Context) -> Finding:
    """Return the share needed; below it the claim fails, above it the number suffices: nobody knows which it is.

    Contradicted where even all of them are too few. Never supported: the table says how many there are, not who can
    or wants to work in technology.
    """
    potential = context.indicator("untapped-labour-potential")
    vacancies = context.indicator("open-vacancies", sector=context["sector"])
    people = series(potential, "total" if context["group"] == "all" else context["group"])
    open_line = series(vacancies, context["sector"])
    both = sorted(set(people.index) & set(open_line.index))
    if not both:
        raise Problem("selection_empty")
    end, window = both[-1], int(context["window"])
    for indicator in (potential, vacancies):
        context.read.only(indicator, Period.parse(end).shift(1 - window).code, end)
    persons, vacant = float(run(people, window, end).mean()), float(run(open_line, window, end).mean())
    part_time = float(run(series(potential, "underemployed"), window, end).mean())
    without = float(run(series(potential, "without_work"), window, end).mean())
    needed = 100 * vacant / persons
    measured = {
        "persons": (persons, potential.unit, end, 0),
        "vacant": (vacant, vacancies.unit, end, 1),
        "needed": (needed, "per_cent", end, 1),
        "part_time": (part_time, potential.unit, end, 0),
        "needed_without": (100 * vacant / without, "per_cent", end, 1),
        "assumed": (assumed_share(), "per_cent", end, 0),
    }
    is_enough = vacant <= persons
    tipping = Number("tipping", needed, "per_cent", end, WORDS["number.needed"])
    return Finding(
        "depends" if is_enough else "contradicted",
        WORDS["found_all" if context["group"] == "all" else "found_group"],
        numbers(WORDS, measured),
        value=needed,
        unit="per_cent",
        period=end,
        words={
            "period_words": when(end),
            "group_name": WORDS[f"group.{context['group']}"],
            "sector_name": WORDS[f"sector.{context['sector']}"],
        },
        notes=vacancies.notes,
        tipping=tipping if is_enough else None,
    )
