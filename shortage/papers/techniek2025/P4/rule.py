"""How much more everyone would have to do in place of all open vacancies, and how fast vacancies turn over."""

from __future__ import annotations

from shortage.catalog import code_label
from shortage.claims import Context, Finding, numbers
from shortage.indicators.lines import YEAR, run, series
from shortage.text import Words
from shortage.text.phrases import lower_first, when

WORDS = Words(__file__)


def rule(context: Context) -> Finding:
    """P4: figures beside a statement that no open table settles, whatever they are.

    Vacancies that stay while employment grows are what every growing sector shows, so a stock of vacancies beside net
    growth tests nothing of inflow. Shown are the rise that replaces all open vacancies
    (:func:`shortage.indicators.productivity.rise_replacing`) and the turnover: vacancies filled or lapsed in the last
    four quarters known, and how long one stood open then.
    """
    branch = str(context["branch"])
    even = context.indicator("break-even-productivity", branch=branch)
    rises = series(even, branch)
    now = str(rises.index[-1])
    context.read.only(even, now)
    open_, people, flows, duration = (
        context.indicator(id, branch=branch)
        for id in ("open-vacancies", "employment", "new-and-filled-vacancies", "vacancy-duration")
    )
    months = series(duration, branch)
    end = str(months.index[-1])
    year = run(series(flows, "filled"), YEAR, end)
    context.read.only(flows, str(year.index[0]), end, series=["filled"])
    context.read.only(duration, end)
    for indicator in (open_, people):
        context.read.only(indicator, now)
    rise = float(rises[now])
    measured = {
        "rise": (rise, "per_cent", now, 1),
        "open_now": (1000 * float(series(open_, branch)[now]), "vacancies", now, 0),
        "employed": (1000 * float(series(people, branch)[now]), "persons", now, 0),
        "filled": (1000 * float(year.sum()), "vacancies", end, 0),
        "months": (float(months[end]), "months", end, 1),
    }
    return Finding(
        "not_testable",
        WORDS["found"],
        numbers(WORDS, measured),
        value=rise,
        unit="per_cent",
        decimals=1,
        period=now,
        words={
            "now": when(now),
            "flow_end": when(end),
            "branch_name": lower_first(code_label("vacancies", "branch", branch)),
        },
    )
