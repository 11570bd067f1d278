"""The two measures of the rule as bars: vacancies per 1,000 jobs, and how long a vacancy stays open."""

from __future__ import annotations

from shortage import catalog
from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure
from shortage.figures.bars import bars
from shortage.figures.wording import branch_name
from shortage.text import Text, Words
from shortage.text.phrases import amount, lower_first

WORDS = Words(__file__)
WHOLE = "A-U"


@figure("vacancies-per-1000-jobs", theme="labour-market", words=WORDS, order=3)
def vacancies_per_1000_jobs(view: View) -> FigureContent:
    """The published vacancy rate of the sectors that the rule ranks; the named ones carry the accent."""
    return _ranking(view, "rate", "by_rate", "per_thousand_jobs", 0)


@figure("vacancy-duration", theme="labour-market", words=WORDS)
def vacancy_duration(view: View) -> FigureContent:
    """How many months a vacancy stays open in the sectors that the rule ranks."""
    return _ranking(view, "duration", "by_duration", "months", 1)


def _name(view: View, code: str) -> Text:
    key = f"group.{code}"
    return view.say(key) if key in view.definition.words else branch_name(code)


def _ranking(view: View, measure: str, count: str, unit: str, decimals: int) -> FigureContent:
    finding = view.finding
    numbers = {number.name: number for number in finding.numbers}
    rows = finding.lines[measure]
    whole = rows[rows["branch"] == WHOLE]["value"]
    ranked = rows[rows["branch"] != WHOLE].sort_values(["value", "branch"], ascending=[False, True], kind="stable")
    view.read.keep([catalog.table("vacancy_rate" if measure == "rate" else "vacancies").id])
    named = list(view.parameters["named"])
    names = {str(code): _name(view, str(code)) for code in ranked["branch"]}
    values = dict(zip(ranked["branch"], ranked["value"].astype(float), strict=True))
    data = bars(names.values(), ranked["value"], ranked["period"], is_provisional=ranked["is_provisional"])
    lines = []
    if len(whole):
        mean = float(whole.iloc[0])
        lines.append(ReferenceLine(mean, view.say("whole", value=amount(mean, decimals))))
    end = finding.words["period_words" if measure == "rate" else "duration_words"]
    lowest = min(named, key=lambda code: values[code])
    first = str(ranked["branch"].iloc[0])
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle", end=end),
        alt=view.say(
            "alt",
            first=lower_first(names[first]),
            first_value=amount(values[first], decimals),
            last=lower_first(names[lowest]),
            last_value=amount(values[lowest], decimals),
        ),
        unit=unit,
        decimals=decimals,
        finding=Guarded(
            view.say(
                "leading",
                named=amount(numbers["named_count"].value),
                count=amount(numbers[count].value),
                top=amount(numbers["top"].value),
                end=end,
            ),
            True,
            f"named sectors with rank at most {numbers['top'].value:g} were counted",
        ),
        notes=[view.say("named")],
        reference_lines=lines,
        highlight=[names[code] for code in named],
    )
