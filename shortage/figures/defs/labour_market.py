"""Figures of the labour market as a whole: untapped potential, occupations, firms that a shortage hinders."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.bars import bars
from shortage.figures.defs.vacancies import THEME
from shortage.figures.wording import SINCE, span
from shortage.indicators.lines import series
from shortage.text import Problem, Words, strings
from shortage.text.phrases import amount, between, when, year

WORDS = Words(__file__)
ICT = "A-U/08"
PATH_SINCE = {code: year(int(code)) for code in ("2003", "2010", "2019")}


@figure("untapped-potential", theme=THEME, words=WORDS, choices={"since": SINCE})
def untapped_potential(view: View, *, since: str = "2010") -> FigureContent:
    """People without work and part-timers who want more hours, beside all open vacancies."""
    potential = view.indicator("untapped-labour-potential")
    every = view.indicator("open-vacancies", branch="A-U")
    first = max(since, str(potential.line("total")["period"].iloc[0]))
    view.from_year(first, potential, every)
    data = pd.concat(
        [
            rows(potential, series_id="without_work", label=view.say("without_work"), since=first),
            rows(potential, series_id="underemployed", label=view.say("part_time"), since=first),
            rows(every, label=view.say("vacancies"), role="second", since=first),
        ],
        ignore_index=True,
    )
    without, part_time = series(potential, "without_work"), series(potential, "underemployed")
    vacant = series(every, "A-U")
    end = str(without.index[-1])
    values = {
        "without": amount(float(without[end])),
        "part_time": amount(float(part_time[end])),
        "end": when(end),
    }
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", unit=strings()[f"unit.{potential.unit}"], span=span(data)),
        alt=view.say("alt", vacant=amount(float(vacant[end])) if end in vacant.index else amount(None), **values),
        unit=potential.unit,
        decimals=0,
        finding=Guarded(view.say("counted", **values), end in part_time.index, f"both groups in {end}"),
        notes=[view.say("meaning")],
    )


@figure("vacancies-and-unemployment", theme=THEME, words=WORDS, choices={"since": PATH_SINCE})
def vacancies_and_unemployment(view: View, *, since: str = "2003") -> FigureContent:
    """The Beveridge curve: open vacancies against unemployment, both in per cent of the labour force."""
    indicator = view.indicator("beveridge")
    view.from_year(since, indicator)
    parts = [
        rows(indicator, series_id="unemployed", label=view.say("across"), since=since),
        rows(indicator, series_id="vacancies", label=view.say("up"), since=since),
    ]
    data = pd.concat(parts, ignore_index=True)
    unemployed, vacant = (part.set_index("period")["value"].astype(float) for part in parts)
    end, top, worst = str(vacant.index[-1]), str(vacant.idxmax()), str(unemployed.idxmax())
    values = {
        "vacancies": amount(vacant[end], 1),
        "unemployed": amount(unemployed[end], 1),
        "end": when(end),
        "top": when(top),
        "top_vacancies": amount(vacant[top], 1),
        "worst": when(worst),
        "worst_unemployed": amount(unemployed[worst], 1),
    }
    return build(
        view,
        "path",
        data,
        values=values,
        unit=indicator.unit,
        decimals=1,
        finding=Guarded(
            view.say("now" if top != end else "record", **values),
            True,
            f"the newest point, {end}, and the one with most vacancies, {top}",
        ),
        notes=[view.say("reading")],
    )


@figure("vacancies-by-occupation", theme=THEME, words=WORDS)
def vacancies_by_occupation(view: View) -> FigureContent:
    """New vacancies in ICT occupations by year: the occupations of which one edition gives several years."""
    indicator = view.indicator("vacancies-by-occupation")
    line = indicator.frame[indicator.frame["series_id"] == ICT].sort_values("period_start")
    if line.empty:
        raise Problem("selection_empty")
    end, first = str(line["period"].iloc[-1]), str(line["period"].iloc[0])
    view.read.only(indicator, first, end, series=[ICT])
    top = line.iloc[int(line["value"].argmax())]
    data = bars(
        [when(code) for code in line["period"]], line["value"], line["period"], is_provisional=line["is_provisional"]
    )
    values = {
        "now": amount(float(line["value"].iloc[-1]), indicator.decimals),
        "end": when(end),
        "top": amount(float(top["value"]), indicator.decimals),
        "top_end": when(str(top["period"])),
    }
    is_peak = str(top["period"]) == end
    return build(
        view,
        "bar",
        data,
        subtitle=view.say(
            "subtitle",
            unit=strings()[f"unit.{indicator.unit}"],
            span=when(end) if first == end else between(first, end),
        ),
        alt=view.say("alt", **values),
        unit=indicator.unit,
        decimals=indicator.decimals,
        finding=Guarded(view.say("single" if is_peak else "newest", **values), True, f"{end} and the highest year"),
        notes=[view.say("levels")],
    )


@figure("firms-hindered", theme=THEME, words=WORDS)
def firms_hindered(view: View) -> FigureContent:
    """Quoted shares of the business economy as bars: quarters are missing between them, so they are no line."""
    indicator = view.indicator("firms-hindered", branch="non-financial")
    line = indicator.frame.sort_values("period_start")
    end, first = str(line["period"].iloc[-1]), str(line["period"].iloc[0])
    data = bars([when(code) for code in line["period"]], line["value"], line["period"], role="context")
    values = {"now": amount(float(line["value"].iloc[-1])), "end": when(end)}
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle", span=between(first, end)),
        alt=view.say("alt", **values),
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(view.say("newest", **values), True, f"the newest quoted quarter, {end}"),
        notes=indicator.notes,
    )


@figure("tight-occupations", theme=THEME, words=WORDS)
def tight_occupations(view: View) -> FigureContent:
    """The two counts of UWV as bars: other groups were counted, so they are no line."""
    indicator = view.indicator("tight-occupations")
    counts = indicator.frame.sort_values("period_start")
    labels = [
        view.say("count_of", when=when(code), of=indicator.series[str(id)])
        for code, id in zip(counts["period"], counts["series_id"], strict=True)
    ]
    last = counts.iloc[-1]
    groups = float(last["groups"])
    tight = float(last["value"]) * groups / 100
    data = bars(labels, counts["value"], counts["period"], role="context")
    values = {"tight": amount(tight), "groups": amount(groups), "end": when(str(last["period"]))}
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle", span=between(str(counts["period"].iloc[0]), str(last["period"]))),
        alt=view.say("alt", **values),
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(view.say("tight", **values), True, "the newest count that is quoted"),
        notes=indicator.notes,
    )
