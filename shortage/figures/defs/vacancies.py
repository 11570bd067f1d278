"""Figures of vacancies: open by sector and branch, per 1,000 employed persons, and how long they stay open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shortage import catalog
from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.guards import LONGEST_TITLE
from shortage.figures.wording import SECTORS, SINCE, branch_name, not_adjusted, span
from shortage.indicators import Indicator, compute
from shortage.indicators.lines import YEAR, run, series
from shortage.indicators.vacancies import SIZES
from shortage.store import Store
from shortage.text import LANGS, Period, Problem, Text, Words, signed, strings
from shortage.text.phrases import amount, both, lower_first, when

WORDS = Words(__file__)
THEME = "labour-market"
TECHNICAL = ("C", "F", "J")
"""Technical branches that the labour accounts show apart."""


def change(line: pd.Series[Any], end: str, count: int = YEAR) -> float:
    """Return by how many per cent the mean of ``count`` quarters up to ``end`` differs from the ``count`` before.

    Raises:
        Problem: one of the quarters has no figure.
    """
    before = run(line, count, Period.parse(end).shift(-count).code)
    return 100 * (float(run(line, count, end).mean()) / float(before.mean()) - 1)


def branches(store: Store) -> dict[str, Text]:
    """Return the branches that a reader may choose, without the size classes that share their column."""
    data = store.read("vacancies")
    present = set(data.select("open_vacancies")["branch"])
    members = data.table.dimensions["branch"].members
    return {code: member.text for code, member in members.items() if code in present and code not in SIZES}


@figure(
    "open-vacancies", theme=THEME, words=WORDS, order=2, choices={"sector": SECTORS, "branch": branches, "since": SINCE}
)
def open_vacancies(view: View, *, sector: str = "default", branch: str = "F", since: str = "2003") -> FigureContent:
    """The technical sector beside one branch of the reader's choice, unadjusted quarters."""
    technical = view.indicator("open-vacancies", sector=sector)
    other = view.indicator("open-vacancies", branch=branch)
    view.from_year(since, technical, other)
    parts = [rows(technical, label=SECTORS[sector], since=since)]
    is_same = [branch] == list(catalog.sectors()[sector]["branches"])
    if not is_same:
        parts.append(rows(other, label=branch_name(branch), role="second", since=since))
    data = pd.concat(parts, ignore_index=True)
    main, second = series(technical, sector), series(other, branch)
    end = min(main.index[-1], second.index[-1])
    finding = None
    before = Period.parse(end).shift(-YEAR).code
    if all(code in line.index for line in (main, second) for code in (before, end)):
        # Of the quarters that are drawn: a mean of the year may move the other way.
        moved = [100 * (float(line[end]) / float(line[before]) - 1) for line in (main, second)]
        where_key = f"place.{branch}"
        where = view.say(where_key) if f"open-vacancies.{where_key}" in WORDS else lower_first(branch_name(branch))
        ways = ["fewer" if change_pct < 0 else "more" for change_pct in moved]
        text = view.say("_".join(ways), branch=where, end=when(end))
        if is_same or max(len(text[lang]) for lang in LANGS) > LONGEST_TITLE:
            text, moved = view.say(f"{ways[0]}_alone", end=when(end)), moved[:1]
        finding = Guarded(
            text,
            min(map(abs, moved)) >= 0.5,
            f"{end} against {before}: {' and '.join(f'{signed(change_pct, LANGS[1], 1)}%' for change_pct in moved)}, "
            "each at least half a per cent",
        )
    added = _unique([*technical.notes, *([] if is_same else other.notes)])
    if added:
        view.definitions["made"] = (view.say("made"), both(lambda lang: " ".join(note[lang] for note in added)))
    peak = main[main.index >= since]
    whole = catalog.sectors()[sector]["text"]
    meaning = both(lambda lang: whole[lang].partition(": ")[2] or whole[lang])
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", unit=strings()[f"unit.{technical.unit}"], span=span(data), season=not_adjusted()),
        alt=view.say(
            "alt",
            now=amount(float(main.iloc[-1]), 1),
            end=when(main.index[-1]),
            top=amount(float(peak.max()), 1),
            top_end=when(str(peak.idxmax())),
            branch=lower_first(branch_name(branch)),
            other=amount(float(second.iloc[-1]), 1),
            other_end=when(second.index[-1]),
        ),
        unit=technical.unit,
        decimals=1,
        finding=finding,
        notes=[view.say("meaning", sector=SECTORS[sector], meaning=meaning), *([view.say("added")] if added else [])],
    )


def _unique(notes: Iterable[Text]) -> list[Text]:
    return list({note.en: note for note in notes}.values())


def _of_technical_branches(indicator: Indicator, least: int = 0) -> dict[str, str]:
    """Return the longest line of each technical branch that has one of more than ``least`` periods.

    Raises:
        Problem: none has.
    """
    lines = {}
    for code in TECHNICAL:
        counts = indicator.frame[indicator.frame["branch"] == code]["series_id"].value_counts()
        if len(counts) and counts.iloc[0] > least:
            lines[code] = str(counts.index[0])
    if not lines:
        raise Problem("selection_empty")
    return lines


@figure("vacancies-per-1000-employed", theme=THEME, words=WORDS)
def vacancies_per_1000_employed(view: View) -> FigureContent:
    """Own processing: the technical branches whose denominator is there as a line, one edition each."""
    indicator = view.indicator("vacancies-per-1000-employed", basis="persons")
    lines = _of_technical_branches(indicator, YEAR)
    parts = [rows(indicator, series_id=id, label=branch_name(code)) for code, id in lines.items()]
    data = pd.concat(parts, ignore_index=True)
    data["series_id"] = data["series_id"].map({id: code for code, id in lines.items()})
    view.read.only(indicator, series=set(lines.values()))
    current = {code: series(indicator, id) for code, id in lines.items()}
    end = min(str(line.index[-1]) for line in current.values())
    highest = max(current, key=lambda code: float(current[code].get(end, float("-inf"))))
    line, every = current[highest], data.iloc[int(data["value"].argmax())]
    value, top, top_end = float(line[end]), float(line.max()), str(line.idxmax())
    # A line that starts at its highest may have been higher before: that is no peak.
    key = "highest_ever" if top_end == end else "highest_now" if top_end == line.index[0] else "highest"
    values = {
        "name": branch_name(highest),
        "value": amount(value, 1),
        "top": amount(top, 1),
        "top_end": when(top_end),
        "end": when(end),
        "count": amount(len(lines)),
    }
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", season=not_adjusted(), span=span(data)),
        alt=view.say(
            "alt",
            every_top=amount(float(every["value"]), 1),
            every_end=when(str(every["period"])),
            **values,
        ),
        unit=indicator.unit,
        decimals=1,
        finding=Guarded(
            view.say(key, **values),
            end == str(line.index[-1]),
            f"the highest line in {end}, with its own peak in {top_end}",
        ),
        notes=[view.say("own_processing")],
    )


@figure("vacancies-per-1000-jobs-long", theme=THEME, words=WORDS)
def vacancies_per_1000_jobs_long(view: View) -> FigureContent:
    """The rate of the technical branches from Eurostat's older edition, the one that has them by section."""
    indicator = view.indicator("vacancies-per-1000-jobs-derived")
    lines = _of_technical_branches(indicator)
    view.read.only(indicator, series=set(lines.values()))
    parts = [rows(indicator, series_id=id, label=branch_name(code)) for code, id in lines.items()]
    data = pd.concat(parts, ignore_index=True)
    by_branch = {code: series(indicator, id) for code, id in lines.items()}
    highest = max(by_branch, key=lambda code: float(by_branch[code].max()))
    line = by_branch[highest]
    end, top_end = str(line.index[-1]), str(line.idxmax())
    values = {
        "name": branch_name(highest),
        "now": amount(float(line.iloc[-1])),
        "end": when(end),
        "top": amount(float(line.max())),
        "top_end": when(top_end),
        "count": amount(len(lines)),
    }
    return build(
        view,
        "line",
        data,
        subtitle=view.say("subtitle", span=span(data), season=not_adjusted()),
        alt=view.say("alt", **values),
        unit=indicator.unit,
        decimals=0,
        finding=Guarded(
            view.say("record" if top_end == end else "below_record", **values),
            True,
            f"the line with the highest value: {end}, and {top_end}",
        ),
        notes=indicator.notes,
    )


def turned_over(store: Store) -> dict[str, Text]:
    """Return the branches of which so many vacancies are filled that a duration can be given."""
    present = set(compute("vacancy-duration", store).frame["branch"])
    return {code: text for code, text in branches(store).items() if code in present}


@figure("vacancy-duration-over-time", theme=THEME, words=WORDS, choices={"branch": turned_over, "since": SINCE})
def vacancy_duration_over_time(view: View, *, branch: str = "A-U", since: str = "1997") -> FigureContent:
    """The technical sector beside a branch of the reader's choice, without one all branches together."""
    technical = view.indicator("vacancy-duration", sector="default")
    other = view.indicator("vacancy-duration", branch=branch)
    view.from_year(since, technical, other)
    parts = [rows(technical, label=SECTORS["default"], since=since)]
    if branch != "B-F":
        parts.append(rows(other, label=branch_name(branch), role="second", since=since))
    data = pd.concat(parts, ignore_index=True)
    line = series(technical, "default")
    drawn = line[line.index >= since]
    end, top_end, low_end = str(line.index[-1]), str(drawn.idxmax()), str(drawn.idxmin())
    values = {
        "now": amount(float(line.iloc[-1]), 1),
        "end": when(end),
        "top": amount(float(drawn.max()), 1),
        "top_end": when(top_end),
        "low": amount(float(drawn.min()), 1),
        "low_end": when(low_end),
    }
    return build(
        view,
        "line",
        data,
        values=values,
        unit=technical.unit,
        decimals=1,
        finding=Guarded(
            view.say("record" if line.max() == line.iloc[-1] else "below_record", **values),
            True,
            f"the technical line in {end}, and its highest value, in {top_end}",
        ),
        notes=[view.say("own_processing"), *technical.notes],
    )
