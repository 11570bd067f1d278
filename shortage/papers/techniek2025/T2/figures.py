"""Each branch against its own past, as the rule judged it; and the occupational groups of UWV."""

from __future__ import annotations

from shortage import catalog
from shortage.figures import FigureContent, Guarded, View, build, figure
from shortage.figures.bars import bars
from shortage.figures.wording import branch_name
from shortage.text import Words
from shortage.text.phrases import amount, lower_first

WORDS = Words(__file__)


@figure("sections-against-past", theme="labour-market", words=WORDS, order=4)
def sections_against_past(view: View) -> FigureContent:
    """How many per cent each branch lies above or below its own earlier level."""
    finding = view.finding
    view.read.keep([catalog.table("vacancies").id])  # what UWV counts is in the claim, not here
    numbers = {number.name: number for number in finding.numbers}
    ratio = finding.lines["ratio"].sort_values(["value", "branch"], ascending=[False, True], kind="stable")
    change = ratio["value"].astype(float) - 100
    names = [branch_name(str(code)) for code in ratio["branch"]]
    data = bars(names, change, finding.period)
    measure, years = str(view.parameters["measure"]), finding.words["years"]
    above, count = numbers["above"], numbers["sections"]
    end = finding.words["period_words"]
    return build(
        view,
        "bar",
        data,
        subtitle=view.say(f"subtitle_{measure}", window=finding.words["quarters"], end=end, years=years),
        alt=view.say(
            "alt",
            high=lower_first(names[0]),
            high_value=amount(float(change.iloc[0]), is_signed=True),
            low=lower_first(names[-1]),
            low_value=amount(float(change.iloc[-1]), is_signed=True),
            years=years,
        ),
        unit="per_cent",
        decimals=0,
        finding=Guarded(
            view.say(f"higher_{measure}", above=amount(above.value), count=amount(count.value), years=years),
            above.value > 0,
            f"the sections above their own mean were counted, up to {finding.period}",
        ),
        notes=finding.notes,
    )
