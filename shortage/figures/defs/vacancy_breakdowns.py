"""Figures of vacancies broken down: change by section, by region, by size of enterprise, and flows."""

from __future__ import annotations

import math

import pandas as pd

from shortage.catalog import code_label
from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.bars import bars
from shortage.figures.defs.vacancies import THEME, branches, change
from shortage.figures.wording import SINCE, branch_name, not_adjusted, span
from shortage.indicators.lines import YEAR, run, series
from shortage.indicators.vacancies import PROVINCES, SECTIONS, SIZES, complete_quarters
from shortage.store import Store
from shortage.text import Period, Problem, Text, Words, signed, strings
from shortage.text.phrases import amount, lower_first, when

WORDS = Words(__file__)
BASE_YEAR = "2019"
"""The last year before the pandemic: provinces are set against the same quarter of it."""


@figure("sections-change", theme=THEME, words=WORDS)
def sections_change(view: View) -> FigureContent:
    """Change of each section's vacancies: the last four quarters against the four before."""
    indicator = view.indicator("open-vacancies", branch="all")
    frame = indicator.frame[indicator.frame["branch"].isin(SECTIONS)]
    whole = complete_quarters(frame)
    if not whole:
        raise Problem("selection_empty")
    end = whole[-1]
    view.read.only(indicator, Period.parse(end).shift(1 - 2 * YEAR).code, end)
    values = {code: change(series(indicator, code), end) for code in SECTIONS}
    ordered = dict(sorted(values.items(), key=lambda item: -item[1]))
    falling = [code for code in ordered if ordered[code] < 0]
    top, low = next(iter(ordered)), list(ordered)[-1]
    return build(
        view,
        "bar",
        bars([branch_name(code) for code in ordered], list(ordered.values()), end),
        subtitle=view.say("subtitle", end=when(end)),
        alt=view.say(
            "alt",
            top=lower_first(branch_name(top)),
            top_value=amount(ordered[top], 1, is_signed=True),
            low=lower_first(branch_name(low)),
            low_value=amount(ordered[low], 1, is_signed=True),
        ),
        unit="per_cent",
        decimals=1,
        finding=Guarded(
            view.say("falling", falling=amount(len(falling)), count=amount(len(ordered))),
            len(falling) > 0,
            f"mean of four quarters up to {end} below the mean of the four before in {len(falling)} sections",
        ),
    )


def regional_branches(store: Store) -> dict[str, Text]:
    """Return the branches of which every province has a figure in a quarter and in the same one of the base year."""
    data = store.read("vacancies_by_region")
    regional = data.select("open_vacancies", region=PROVINCES)
    counts = regional[regional["value"] > 0].groupby(["branch", "period"])["region"].nunique()
    whole = set(counts.index[counts == len(PROVINCES)])
    have = {branch for branch, code in whole if (branch, BASE_YEAR + code[4:]) in whole}
    return {code: member.text for code, member in data.table.dimensions["branch"].members.items() if code in have}


@figure("vacancies-by-region", theme=THEME, words=WORDS, choices={"branch": regional_branches})
def vacancies_by_region(view: View, *, branch: str = "A-U") -> FigureContent:
    """Change per province between the newest quarter with all provinces and the same quarter of the base year."""
    indicator = view.indicator("open-vacancies-by-region", branch=branch)
    frame = indicator.frame[indicator.frame["region"].isin(PROVINCES) & (indicator.frame["value"] > 0)]
    counts = frame.groupby("period")["region"].nunique()
    whole = sorted(counts.index[counts == len(PROVINCES)])
    pairs = [code for code in whole if BASE_YEAR + code[4:] in whole]
    if not pairs:
        raise Problem("selection_empty")
    end = pairs[-1]
    base = BASE_YEAR + end[4:]
    view.read.only(indicator, base)
    view.read.only(indicator, end)
    wide = frame.pivot(index="region", columns="period", values="value")
    moved = (100 * (wide[end] / wide[base] - 1)).sort_values(ascending=False, kind="stable")
    names = [code_label("vacancies_by_region", "region", str(code)) for code in moved.index]
    now = frame[frame["period"] == end].set_index("region")["is_provisional"]
    data = bars(names, moved, end, is_provisional=now[moved.index])
    higher = int((moved > 0).sum())
    values = {"base": when(base), "end": when(end)}
    return build(
        view,
        "bar",
        data,
        subtitle=view.say(
            "subtitle",
            branch=lower_first(code_label("vacancies_by_region", "branch", branch)),
            season=not_adjusted(),
            **values,
        ),
        alt=view.say(
            "alt",
            first=names[0],
            high=amount(float(moved.iloc[0]), is_signed=True),
            last=names[-1],
            low=amount(float(moved.iloc[-1]), is_signed=True),
            **values,
        ),
        unit="per_cent",
        decimals=0,
        finding=Guarded(
            view.say(
                "all_higher" if higher == len(moved) else "higher",
                count=amount(higher),
                all=amount(len(moved)),
                **values,
            ),
            True,
            f"provinces with more vacancies in {end} than in {base}",
        ),
        # A correction of another quarter than the ones shown is not this figure's business.
        notes=indicator.notes[:1] if whole[-1] < indicator.as_of else (),
    )


@figure("vacancies-by-size", theme=THEME, words=WORDS, choices={"since": SINCE})
def vacancies_by_size(view: View, *, since: str = "2010") -> FigureContent:
    """One line per size class, as far as the table's classes go."""
    indicator = view.indicator("open-vacancies-by-size")
    view.from_year(since, indicator)
    order = list(reversed(SIZES))
    data = pd.concat([rows(indicator, series_id=id, since=since) for id in order], ignore_index=True)
    lines = {id: series(indicator, id) for id in order}
    end = min(str(line.index[-1]) for line in lines.values())
    values = {id: float(line[end]) for id, line in lines.items()}
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", unit=strings()[f"unit.{indicator.unit}"], span=span(data), season=not_adjusted()),
        alt=view.say("alt", end=when(end), large=amount(values["100+"], 1), small=amount(values["0-9"], 1)),
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(
            view.say("share", end=when(end), large=amount(values["100+"]), all=amount(sum(values.values()))),
            max(values, key=lambda id: values[id]) == "100+",
            f"{end}: the largest of the three classes",
        ),
        notes=indicator.notes,
    )


@figure("new-and-filled-vacancies", theme=THEME, words=WORDS, choices={"branch": branches, "since": SINCE})
def new_and_filled_vacancies(view: View, *, branch: str = "A-U", since: str = "2010") -> FigureContent:
    """Both flows of one branch; a quarter with more filled than new lowers the number of open vacancies."""
    indicator = view.indicator("new-and-filled-vacancies", branch=branch)
    view.from_year(since, indicator)
    parts = [rows(indicator, series_id=id, since=since) for id in ("new", "filled")]
    data = pd.concat(parts, ignore_index=True)
    new, filled = series(indicator, "new"), series(indicator, "filled")
    end = min(str(new.index[-1]), str(filled.index[-1]))
    try:
        more = float(run(new, YEAR, end).sum() - run(filled, YEAR, end).sum())
    except Problem:
        more = math.nan
    return build(
        view,
        "line",
        data,
        subtitle=view.say(
            "subtitle",
            branch=lower_first(code_label("vacancies", "branch", branch)),
            unit=strings()[f"unit.{indicator.unit}"],
            span=span(data),
            season=not_adjusted(),
        ),
        alt=view.say("alt", end=when(end), new=amount(float(new[end]), 1), filled=amount(float(filled[end]), 1)),
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(
            view.say("fewer" if more < 0 else "more", end=when(end)),
            abs(more) > 0,
            f"sum of four quarters up to {end}: new less filled {signed(more, 'en', 1)}",
        ),
        notes=indicator.notes,
    )
