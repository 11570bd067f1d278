"""Other countries beside the Netherlands: permits, foreign workers, decisions, and hindrance in construction."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.bars import bars
from shortage.figures.breaks import ended, explained, marks
from shortage.figures.defs.migration import SINCE, THEME
from shortage.figures.wording import span, unit
from shortage.indicators import Indicator
from shortage.indicators.lines import NEIGHBOURS
from shortage.indicators.migration import GROUPS, OUTSIDE_EU, geo_names
from shortage.text import Problem, Words
from shortage.text.phrases import amount, capital, when

WORDS = Words(__file__)
THREE = ("NL", *NEIGHBOURS)
PERMIT = {name: WORDS[f"permit.{name}"] for name in ("valid-work", "first-all")}
TIE = 0.05
"""Difference below which two rates print as the same."""
MOST = 12
"""Countries drawn at most: more bars cannot be read on a page."""
MONTHS = 12


def _newest_common(indicator: Indicator) -> tuple[str, dict[str, float]]:
    """Return the newest period that all three countries have, and their values.

    Raises:
        Problem: there is none.
    """
    frame = indicator.frame[indicator.frame["geo"].isin(THREE)]
    wide = frame.pivot(index="period", columns="geo", values="value").reindex(columns=list(THREE)).dropna()
    if wide.empty:
        raise Problem("selection_empty")
    last = str(wide.index.max())
    return last, {geo: float(wide[geo][last]) for geo in THREE}


def _lines(indicator: Indicator, since: str) -> pd.DataFrame:
    """Return the lines of the three countries; of a country with a break the earlier stretch names its last year."""
    return ended(pd.concat([rows(indicator, since=since, geo=geo) for geo in THREE], ignore_index=True))


def _levels(now: dict[str, float]) -> str:
    return ", ".join(f"{geo} {value:.1f}" for geo, value in now.items())  # not shown


@figure("work-permits", theme=THEME, words=WORDS, order=2, choices={"permit": PERMIT, "since": SINCE})
def work_permits(view: View, *, permit: str = "valid-work", since: str = "2010") -> FigureContent:
    """Permits per 1,000 inhabitants in three countries; the German line has a gap where the count changes."""
    indicator = view.indicator("permits", kind=permit)
    data = _lines(indicator, since)
    view.from_year(since, indicator)
    last, now = _newest_common(indicator)
    names = geo_names(THREE)
    breaks = explained(indicator.breaks, THREE)
    top, second, _ = sorted(THREE, key=lambda geo: -now[geo])
    words = {
        "top": view.say("netherlands") if top == "NL" else names[top],
        "year": when(last),
        **{geo.lower(): amount(now[geo], 1) for geo in THREE},
    }
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", what=view.say(f"what.{permit}"), unit=unit(indicator), span=span(data)),
        alt=view.say("alt", **words),
        unit=indicator.unit,
        decimals=1,
        finding=Guarded(
            view.say(f"leads.{permit}", **words),
            now[top] - now[second] >= 2 * TIE,
            f"{last}: {_levels(now)}",
        ),
        # What is said of valid permits is said of the year in which one country counts anew.
        notes=[*breaks, *([view.say(f"note.{permit}")] if breaks or permit != "valid-work" else [])],
        breaks=marks(indicator.breaks, {geo: names[geo] for geo in THREE}),
    )


@figure("foreign-nationals-at-work", theme=THEME, words=WORDS, choices={"since": SINCE})
def foreign_nationals_at_work(view: View, *, since: str = "2010") -> FigureContent:
    """Employed foreign nationals per 1,000 inhabitants, a panel a country, two stretches each."""
    indicator = view.indicator("foreign-nationals-at-work")
    view.from_year(since, indicator)
    data = pd.concat([rows(indicator, since=since, geo=geo) for geo in THREE], ignore_index=True)
    geos, stretch = data["series_id"].str.partition(":")[0], data["series_id"].str.partition(":")[2]
    names = {geo: capital(name) for geo, name in geo_names(THREE).items()}
    # One stretch of years is one series in every panel, so that the key says once what differs.
    order = sorted(stretch.unique())
    labels = {years: view.say("until", end=when(str(data.loc[stretch == years, "period"].max()))) for years in order}
    labels[order[-1]] = view.say("from", start=when(str(data.loc[stretch == order[-1], "period"].min())))
    data["panel"] = geos.map(names)
    data["series_id"] = "stretch" + stretch.map(lambda years: f":{years}" if years else "")
    data["label"] = stretch.map(labels)
    last, now = _newest_common(indicator)
    words = {"year": when(last), **{geo.lower(): amount(now[geo]) for geo in THREE}}
    return build(
        view,
        "small_multiples",
        data,
        subtitle=view.say("subtitle", unit=unit(indicator), span=span(data)),
        alt=view.say("alt", **words),
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(
            view.say("more", **words),
            min(now[geo] for geo in NEIGHBOURS) > now["NL"] + 2 * TIE,
            f"{last}: {_levels(now)}",
        ),
        notes=[*explained(indicator.breaks), view.say("note")],
        breaks=marks(indicator.breaks),
    )


@figure("granted-share", theme=THEME, words=WORDS)
def granted_share(view: View) -> FigureContent:
    """The part of the IND's decisions that granted the application, for labour and for knowledge migrants."""
    indicator = view.indicator("granted-share")
    data = rows(indicator)
    data["label"] = data["label"].map(capital)
    wide = indicator.frame.pivot(index="period", columns="scheme", values="value").dropna()
    if len(wide) < 2:
        raise Problem("selection_empty")
    last = str(wide.index.max())
    words = {
        "year": when(last),
        "labour": amount(float(wide["labour"][last])),
        "knowledge": amount(float(wide["knowledge"][last])),
    }
    return build(
        view,
        "line",
        data,
        values=words,
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(
            view.say("lower"),
            bool((wide["labour"] < wide["knowledge"]).all()),
            "labour migrants below knowledge and talent in each year",
        ),
        notes=[view.say("note")],
    )


def _last_year(indicator: Indicator) -> tuple[str, pd.Series]:
    """Return the newest calendar year of which the Netherlands has each month, and the means of countries that do too.

    Raises:
        Problem: there is none.
    """
    frame = indicator.frame[~indicator.frame["geo"].isin(OUTSIDE_EU | GROUPS)]
    frame = frame.assign(year=frame["period"].str[:4])
    count = frame.groupby(["year", "geo"])["value"].agg(["size", "mean"])
    whole = count[count["size"] == MONTHS]["mean"].unstack("geo")
    if "NL" not in whole or whole["NL"].dropna().empty:
        raise Problem("selection_empty")
    year = str(whole["NL"].dropna().index.max())
    return year, pd.Series(whole.loc[year].to_dict(), dtype=float).dropna()


@figure("labour-limits-construction", theme=THEME, words=WORDS)
def labour_limits_construction(view: View) -> FigureContent:
    """Bars of construction firms that a shortage of labour limits, mean of the newest whole year, EU countries."""
    indicator = view.indicator("labour-limits-construction")
    year, means = _last_year(indicator)
    view.read.only(indicator, f"{year}MM01", f"{year}MM12")
    means = means.sort_values(ascending=False)
    others = means.drop("NL")
    above = int((others > float(means["NL"])).sum())
    shown = [geo for geo in means.index if geo in {"NL", *NEIGHBOURS, *others.index[: MOST - 3]}]
    names = {geo: capital(name) for geo, name in geo_names(means.index).items()}
    data = bars([names[geo] for geo in shown], [float(means[geo]) for geo in shown], f"{year}JJ00")
    words = {
        "year": when(f"{year}JJ00"),
        "above": amount(above),
        "count": amount(len(others)),
        "dutch": amount(float(means["NL"])),
        "first": names[str(others.index[0])],
        "most": amount(float(others.iloc[0])),
    }
    return build(
        view,
        "bar",
        data,
        values=words,
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(
            view.say("ranks", **words),
            True,
            f"{above} of {len(others)} countries above the Dutch mean of {year}",
        ),
        notes=[view.say("note", **words)],
        highlight=[names["NL"]],
    )
