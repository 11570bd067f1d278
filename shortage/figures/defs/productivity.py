"""Figures of productivity: its level by country, value added by section, where growth came from."""

from __future__ import annotations

import pandas as pd

from shortage.catalog import code_label
from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure
from shortage.figures.bars import bars
from shortage.figures.wording import branch_name
from shortage.indicators import Indicator
from shortage.indicators.lines import newest_edition
from shortage.indicators.productivity import COMPONENTS
from shortage.store import Store
from shortage.text import Problem, Text, Words
from shortage.text.phrases import amount, lower_first, stretch, when

WORDS = Words(__file__)
THEME = "productivity"
TECHNICAL = ("B", "C", "D", "E", "F")
SECTIONS = (*"ABCDEFGHIJKLMNOPQ", "R-U")
SHOWN = 14
"""Most countries in the figure of levels."""


def section_name(code: str, indicator: Indicator) -> Text:
    """Return a section of the accounts as a label beside a bar."""
    if f"section.{code}" in WORDS:
        return WORDS[f"section.{code}"]
    try:
        return branch_name(code)
    except KeyError:
        return indicator.series[code]


@figure("productivity-level-countries", theme=THEME, words=WORDS)
def productivity_level_countries(view: View) -> FigureContent:
    """GDP per hour worked in one year and one edition; a level, beside growth that claims are tested on."""
    indicator = view.indicator("labour-productivity-countries", geo="all")
    now, year = newest_edition(indicator)
    edition = indicator.frame.loc[(indicator.frame["period"] == year) & indicator.frame["value"].isin(now), "series_id"]
    view.read.only(indicator, year, series=edition)
    ordered = now.sort_values(ascending=False, kind="stable")
    rank = int((ordered > ordered["NL"]).sum()) + 1
    shown = ordered.head(SHOWN) if rank <= SHOWN else pd.concat([ordered.head(SHOWN - 1), ordered[["NL"]]])
    names = {str(code): code_label("oecd_productivity_level", "geo", str(code)) for code in shown.index}
    data = bars(names.values(), shown, year)
    middle = float(ordered.drop("NL").median())
    values = {
        "own": amount(float(ordered["NL"])),
        "place": amount(rank),
        "count": amount(len(ordered)),
        "middle": amount(middle),
        "year": when(year),
        "shown": amount(len(shown)),
    }
    return build(
        view,
        "bar",
        data,
        values=values,
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(
            view.say("place", **values),
            ordered["NL"] > middle,
            f"{rank - 1} countries above the Netherlands in {year}; it stands above the median",
        ),
        notes=[view.say("note")],
        reference_lines=[ReferenceLine(middle, view.say("median", **values))],
        highlight=[names["NL"]],
    )


def recent_years(store: Store) -> dict[str, Text]:
    """Return the years of which value added growth is there, newest first."""
    data = store.read("value_added_change").select("value_added_change", branch="A-U", change="volume-year")
    codes = sorted(data[data["grain"] == "year"]["period"], reverse=True)
    return {code[:4]: when(code) for code in codes}


@figure("value-added-growth", theme=THEME, words=WORDS, order=2, choices={"year": recent_years})
def value_added_growth(view: View, *, year: str = "") -> FigureContent:
    """Volume growth of value added by section and of GDP in one year, all from one edition of the accounts."""
    indicator = view.indicator("value-added-growth", branch="all", frequency="year")
    wanted = f"{year}JJ00" if year else indicator.as_of
    view.read.only(indicator, wanted)
    frame = indicator.frame[indicator.frame["period"] == wanted]
    now = frame[frame["branch"].isin([*SECTIONS, "gdp"])]
    now = now.sort_values(["value", "branch"], ascending=[False, True], kind="stable")
    sections = now[now["branch"] != "gdp"]
    if sections.empty:
        raise Problem("selection_empty")
    names = {code: section_name(code, indicator) for code in now["branch"]}
    data = bars(names.values(), now["value"], wanted, is_provisional=now["is_provisional"])
    growth = dict(zip(sections["branch"], sections["value"].astype(float), strict=True))
    technical = [code for code in TECHNICAL if code in growth]
    first, last = (sections.iloc[index] for index in (0, -1))
    values = {
        "year": when(wanted),
        "up": amount(sum(growth[code] > 0 for code in technical)),
        "count": amount(len(technical)),
        "C": amount(growth.get("C"), 1, is_signed=True),
        "F": amount(growth.get("F"), 1, is_signed=True),
        "high": lower_first(names[first["branch"]]),
        "top": amount(float(first["value"]), 1),
        "low": lower_first(names[last["branch"]]),
        "bottom": amount(float(last["value"]), 1),
    }
    return build(
        view,
        "bar",
        data,
        values=values,
        unit=indicator.unit,
        decimals=1,
        finding=Guarded(
            view.say("found", **values),
            {"C", "F"} <= set(growth),
            f"volume change in {wanted} of sections C and F in one edition",
        ),
        notes=[view.say("note")],
        highlight=[names[code] for code in technical],
    )


@figure("growth-sources", theme=THEME, words=WORDS)
def growth_sources(view: View) -> FigureContent:
    """Average contributions to growth of the market sector over the newest years that follow each other."""
    indicator = view.indicator("growth-accounts")
    frame = indicator.frame.sort_values("period_start")
    newest = sorted(set(frame.groupby("component")["series_id"].last()))
    view.read.only(indicator, series=newest)
    wide = frame[frame["series_id"].isin(newest)].pivot(index="period", columns="component", values="value").dropna()
    if wide.empty:
        raise Problem("selection_empty")
    means = wide.mean()[list(COMPONENTS)].sort_values(ascending=False, kind="stable")
    names = {str(component): view.say(component) for component in means.index}
    first, last = str(wide.index[0]), str(wide.index[-1])
    data = bars(names.values(), means, last)
    most = str(means.index[0])
    values = {
        "years": stretch(int(first[:4]), int(last[:4])),
        "most": lower_first(names[most]),
        "top": amount(float(means.iloc[0]), 2),
        "rest": amount(float(means["multifactor_productivity"]), 2),
    }
    return build(
        view,
        "bar",
        data,
        values=values,
        unit=indicator.unit,
        decimals=2,
        finding=Guarded(
            view.say("most", **values),
            float(means.iloc[0]) > max(0.0, float(means.iloc[1])),
            f"mean contribution of {most} is the largest over {first} to {last}",
        ),
        notes=[view.say("note")],
        highlight=[names["multifactor_productivity"]],
    )
