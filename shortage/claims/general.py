"""Rules that fit any indicator: what they look at stands in the claim's own file, and a claim needs no code.

Each takes the claim's first indicator, with ``choice`` (parameters of that indicator, may be absent) and ``series`` (a
``series_id``). What was judged stands in the finding's lines, from which a figure is drawn; ``limit`` among the numbers
is a border that the figure shows.
"""

from __future__ import annotations

import pandas as pd

from shortage.choice import check_code
from shortage.claims.contract import Value
from shortage.claims.finding import Finding, Number
from shortage.claims.judging import Context, rule
from shortage.indicators import Indicator
from shortage.indicators.lines import YEAR, run
from shortage.text import LANGS, Period, Problem, Text, Words, places, strings
from shortage.text.phrases import amount, listed, lower_first, when, year

WORDS = Words(__file__)
SIDES = ("above", "below")


def judged_line(context: Context) -> tuple[Indicator, pd.DataFrame]:
    """Return the claim's first indicator and the line that is judged, cut at ``until`` where that is given.

    A ``series`` that ends in ``*`` is the newest of those that begin so: of editions that do not join, the newest one
    that has a figure in the claim's ``period``.

    Raises:
        Problem: there is no such line.
    """
    indicator = context.indicator(context.claim.indicators[0], **context.parameters.get("choice", {}))
    series = str(context["series"])
    if series.endswith("*"):
        series = _newest(indicator, series[:-1], str(context.parameters.get("period", "")))
    line = indicator.line(series)
    until = str(context.parameters.get("until", ""))
    if until:
        line = line[line["period_start"] <= pd.Timestamp(Period.parse(until).start)]
    if line.empty:
        raise Problem("selection_empty")
    context.read.only(indicator, str(line["period"].iloc[0]), str(line["period"].iloc[-1]), [series])
    return indicator, line


def _newest(indicator: Indicator, begin: str, period: str) -> str:
    rows = indicator.frame[indicator.frame["series_id"].str.startswith(begin)]
    holding = rows[rows["period"] == period]
    ids = (rows if holding.empty else holding)["series_id"]
    if ids.empty:
        raise Problem("selection_empty")
    return str(ids.max())


def ranked_group(context: Context) -> tuple[Indicator, pd.DataFrame]:
    """Return the claim's first indicator and the members of ``group`` in the newest period that has them all.

    Parameters: ``dimension`` (column of the indicator), ``group`` (its members), ``choice``. Highest member first.

    Raises:
        Problem: no period has them all.
    """
    dimension, group = str(context["dimension"]), list(context["group"])
    indicator = context.indicator(context.claim.indicators[0], **context.parameters.get("choice", {}))
    rows = indicator.frame[indicator.frame[dimension].isin(group)]
    counts = rows.groupby("period")[dimension].nunique()
    whole = counts[counts == len(group)]
    if whole.empty:
        raise Problem("selection_empty")
    period = str(whole.index.max())
    ranked = rows[rows["period"] == period].sort_values("value", ascending=False)
    context.read.only(indicator, period, series=list(ranked["series_id"]))
    return indicator, ranked


def named(indicator: Indicator) -> Text:
    """Return an indicator's title with its unit, unless the title says it already."""
    unit = strings()[f"unit.{indicator.unit}"]
    is_said = all(unit[lang].lower() in indicator.title[lang].lower() for lang in LANGS)
    return indicator.title if is_said else WORDS("moves.named", title=indicator.title, unit=unit)


def sentence(context: Context, key: str) -> Text:
    """Return a rule's sentence: the claim's own, where its file has one under the last part of the key."""
    return context.claim.found.get(key.rpartition(".")[2], WORDS[key])


def one_of(context: Context, name: str, choices: tuple[str, ...]) -> str:
    """Return a parameter that is one of a few words.

    Raises:
        Problem: it is another.
    """
    value = str(context[name])
    check_code(name, value, choices)
    return value


@rule("line-moves")
def line_moves(context: Context) -> Finding:
    """Compare the last periods of one line with as many periods before.

    Parameters: ``direction`` (``up`` or ``down``), ``window`` (periods in each mean), ``back`` (how many periods lie
    between the ends of the two), ``margin_pct``, ``until`` (the last period, may be absent). Supported: the mean moved
    that way by more than the margin. Contradicted: it moved the other way by more than the margin. Between, the margin
    decides: depends. A gap in either stretch, or another ``series_id`` before a break, leaves nothing to compare.

    Raises:
        Problem: an unknown direction, or a period without a figure.
    """
    direction = one_of(context, "direction", ("up", "down"))
    window, back, margin = int(context["window"]), int(context["back"]), float(context["margin_pct"])
    indicator, line = judged_line(context)
    values = line.set_index("period")["value"]
    end = str(values.index[-1])
    before = Period.parse(end).shift(-back).code
    latest, earlier = float(run(values, window, end).mean()), float(run(values, window, before).mean())
    change = 100 * (latest / earlier - 1)
    moved = change if direction == "up" else -change
    verdict: Value = "supported" if moved > margin else "contradicted" if moved < -margin else "depends"
    tipping = Number("tipping", abs(change), "per_cent", end, WORDS["moves.margin"])
    return Finding(
        verdict,
        sentence(context, "moves.found" if window > 1 else "moves.found_single"),
        numbers=(
            Number("latest", latest, indicator.unit, end, WORDS["moves.latest"], indicator.decimals),
            Number("earlier", earlier, indicator.unit, before, WORDS["moves.earlier"], indicator.decimals),
            Number("change", change, "per_cent", end, WORDS("moves.change", before=when(before)), is_signed=True),
        ),
        value=change,
        unit="per_cent",
        period=end,
        words={
            "title": named(indicator),
            "end": when(end),
            "before": when(before),
            "window": amount(window),
        },
        notes=indicator.notes,
        headline=WORDS(
            f"moves.headline{_mean(window, end)}",
            title=indicator.title,
            change=amount(change, 1, is_signed=True),
            before=when(before),
            window=amount(window),
        ),
        tipping=tipping if verdict == "depends" else None,
        lines={"judged": line},
    )


def _mean(window: int, end: str) -> str:
    # A mean of periods must not read as one period against another.
    is_year = window == YEAR and Period.parse(end).grain == "quarter"
    return "_single" if window == 1 else "_year" if is_year else ""


@rule("share-of-time")
def share_of_time(context: Context) -> Finding:
    """Return in which share of the last ``periods`` periods a line lay ``side`` (above or below) of ``border``.

    Supported where that is most of the time (more than half), else contradicted. With fewer periods than asked the
    share is of those that are there, and a note says so.
    """
    side, border, wanted = one_of(context, "side", SIDES), float(context["border"]), int(context["periods"])
    indicator, line = judged_line(context)
    recent = line.tail(wanted)
    inside = recent["value"] > border if side == "above" else recent["value"] < border
    end, share = str(recent["period"].iloc[-1]), 100 * float(inside.mean())
    notes = list(indicator.notes)
    if len(recent) < wanted:
        notes.append(WORDS("time.fewer", found=amount(len(recent)), wanted=amount(wanted)))
    return Finding(
        "supported" if share > 50 else "contradicted",
        sentence(context, f"time.found_{side}"),
        numbers=(
            Number("inside", float(inside.sum()), "count", end, WORDS[f"time.inside_{side}"], 0),
            Number("periods", float(len(recent)), "count", end, WORDS["time.periods"], 0),
            Number("share", share, "per_cent", end, WORDS["time.share"], 0),
            Number("limit", border, indicator.unit, end, WORDS["border"], places(border)),
            Number("latest", float(recent["value"].iloc[-1]), indicator.unit, end, WORDS["latest"], indicator.decimals),
        ),
        value=share,
        unit="per_cent",
        decimals=0,
        period=end,
        words={"title": indicator.title, "end": when(end), "first": when(str(recent["period"].iloc[0]))},
        notes=tuple(notes),
        headline=WORDS(
            f"time.headline_{side}", title=indicator.title, share=amount(share), border=amount(border, places(border))
        ),
        lines={"judged": line},
    )


@rule("streak")
def streak(context: Context) -> Finding:
    """Return how many periods in a row a line lay above or below a border, from the period ``start`` on.

    Parameters: ``side``, ``border``, ``start`` (first period), ``least`` (how many in a row are claimed). Supported
    where there are at least that many. Contradicted where the row ends earlier. Not testable where the line itself ends
    before it could be decided.

    Raises:
        Problem: the line has a gap before the row ends.
    """
    side, border = one_of(context, "side", SIDES), float(context["border"])
    start, least = str(context["start"]), int(context["least"])
    indicator, line = judged_line(context)
    values = line.set_index("period")["value"]
    count, code = 0, start
    while code in values.index and ((values[code] > border) if side == "above" else (values[code] < border)):
        count += 1
        code = Period.parse(code).shift(1).code
    is_over = code in values.index  # the row ended; else the line did
    last = str(values.index[-1])
    if not is_over and code <= last:
        raise Problem("selection_empty")
    end = Period.parse(code).shift(-1).code if count else start
    highest = str(values[values.index >= start].idxmax())
    verdict: Value = "supported" if count >= least else "contradicted" if is_over else "not_testable"
    return Finding(
        verdict,
        sentence(context, "streak.found_ended" if is_over else "streak.found_going"),
        numbers=(
            Number("count", float(count), "count", end, WORDS[f"streak.count_{side}"], 0),
            Number("least", float(least), "count", end, WORDS["streak.least"], 0),
            Number("limit", border, indicator.unit, end, WORDS["border"], places(border)),
            Number("latest", float(values.iloc[-1]), indicator.unit, last, WORDS["latest"], indicator.decimals),
            Number("highest", float(values[highest]), indicator.unit, highest, WORDS["highest"], indicator.decimals),
        ),
        value=float(count),
        unit="count",
        decimals=0,
        period=last,
        words={
            "title": indicator.title,
            "side": WORDS[f"side.{side}"],
            "than": WORDS[f"than.{side}"],
            "start": when(start),
            "end": when(end),
            "last": when(last),
        },
        notes=indicator.notes,
        headline=WORDS(
            "streak.headline",
            title=indicator.title,
            count=amount(count),
            side=WORDS[f"side.{side}"],
            border=amount(border, places(border)),
        ),
        lines={"judged": line},
    )


@rule("within-band")
def within_band(context: Context) -> Finding:
    """Return whether a line's value in ``period`` (or its highest since ``since``) lies from ``low`` to ``high``.

    Parameters: ``period`` (a CBS code, ``latest``, or ``highest``), ``low`` and ``high`` in the indicator's unit.
    Supported inside the band, contradicted outside it.

    Raises:
        Problem: the line has no figure in that period.
    """
    wanted, low, high = str(context["period"]), float(context["low"]), float(context["high"])
    indicator, line = judged_line(context)
    series, values = str(line["series_id"].iloc[0]), line.set_index("period")["value"]
    period = str(values.index[-1]) if wanted == "latest" else str(values.idxmax()) if wanted == "highest" else wanted
    if period not in values.index:
        raise Problem("selection_empty")
    value = float(values[period])
    where = "inside" if low <= value <= high else "under" if value < low else "over"
    return Finding(
        "supported" if where == "inside" else "contradicted",
        sentence(context, f"band.found_{where}"),
        numbers=(
            Number("value", value, indicator.unit, period, indicator.series.get(series, indicator.title), 1),
            Number("low", low, indicator.unit, period, WORDS["band.low"], 1),
            Number("high", high, indicator.unit, period, WORDS["band.high"], 1),
        ),
        value=value,
        unit=indicator.unit,
        period=period,
        words={"title": indicator.title, "when": when(period)},
        notes=indicator.notes,
        headline=WORDS("band.headline", title=indicator.title, value=amount(value, 1), when=when(period)),
        lines={"judged": line},
    )


@rule("highest-within")
def highest_within(context: Context) -> Finding:
    """Return whether the highest value of a line lies in ``year``.

    ``claimed_since`` is the first year that the claim looks back to (may be absent: no further than the line goes).
    Supported where the highest lies there, else contradicted. A line that begins later than the claim can refute it,
    not confirm it: then not testable instead of supported.
    """
    indicator, line = judged_line(context)
    peak = line.iloc[int(line["value"].argmax())]
    period, end, begin = str(peak["period"]), str(line["period"].iloc[-1]), str(line["period"].iloc[0])
    is_hit = Period.parse(period).year == int(context["year"])
    since = int(context.parameters.get("claimed_since") or Period.parse(begin).year)
    is_short = is_hit and since < Period.parse(begin).year
    return Finding(
        "not_testable" if is_short else "supported" if is_hit else "contradicted",
        sentence(context, "record.found_short" if is_short else "record.found"),
        numbers=(
            Number("highest", float(peak["value"]), indicator.unit, period, WORDS["highest"], 1),
            Number("latest", float(line["value"].iloc[-1]), indicator.unit, end, WORDS["latest"], 1),
        ),
        value=float(peak["value"]),
        unit=indicator.unit,
        period=end,
        words={
            "title": indicator.title,
            "when": when(period),
            "begin": when(begin),
            "end": when(end),
            "since": year(since),
        },
        notes=indicator.notes,
        headline=WORDS("record.headline", title=indicator.title, when=when(period), begin=when(begin)),
        lines={"judged": line},
    )


@rule("highest-of")
def highest_of(context: Context) -> Finding:
    """Return whether the named members of a group are the highest ones.

    Parameters: ``dimension`` (column of the indicator), ``group`` (its members that are ranked), ``named`` (those that
    should come first), ``choice``. The newest period in which every member of the group has a figure counts.
    Supported where the named ones take the first places, contradicted where none does, else mixed.

    Raises:
        Problem: no period has them all.
    """
    dimension, named = str(context["dimension"]), list(context["named"])
    indicator, ranked = ranked_group(context)
    period = str(ranked["period"].iloc[0])
    first = ranked.head(len(named))
    hits = first[dimension].isin(named)
    verdict: Value = "supported" if hits.all() else "mixed" if hits.any() else "contradicted"
    labels = [indicator.series.get(id, indicator.title) for id in first["series_id"]]
    return Finding(
        verdict,
        sentence(context, "highest_of.found"),
        numbers=(
            Number("hits", float(hits.sum()), "count", period, WORDS["highest_of.hits"], 0),
            Number("named", float(len(named)), "count", period, WORDS["highest_of.named"], 0),
            Number("first", float(first["value"].iloc[0]), indicator.unit, period, labels[0], indicator.decimals),
            Number(
                "last", float(ranked["value"].iloc[-1]), indicator.unit, period, WORDS["lowest"], indicator.decimals
            ),
        ),
        value=float(hits.sum()),
        out_of=float(len(named)),
        unit="count",
        decimals=0,
        period=period,
        words={"title": indicator.title, "when": when(period), "first_names": listed(labels)},
        notes=indicator.notes,
        headline=WORDS("highest_of.headline", name=labels[0], when=when(period)),
        lines={"judged": ranked},
    )


@rule("spread")
def spread(context: Context) -> Finding:
    """Return how many times as high the highest member of a group is as the lowest.

    Parameters: ``dimension``, ``group``, ``times`` (from how many times on they are said to differ) and ``choice``. The
    newest period in which every member has a figure counts. Supported from ``times`` on, else contradicted.

    Raises:
        Problem: no period has them all, or the lowest is zero.
    """
    times = float(context["times"])
    indicator, ranked = ranked_group(context)
    period = str(ranked["period"].iloc[0])
    top, bottom = ranked.iloc[0], ranked.iloc[-1]
    if not bottom["value"]:
        raise Problem("selection_empty")
    ratio = float(top["value"] / bottom["value"])
    names = [indicator.series.get(str(row["series_id"]), indicator.title) for row in (top, bottom)]
    return Finding(
        "supported" if ratio >= times else "contradicted",
        sentence(context, "spread.found"),
        numbers=(
            Number("ratio", ratio, "times", period, WORDS["spread.ratio"], 1),
            Number("top", float(top["value"]), indicator.unit, period, names[0], indicator.decimals),
            Number("bottom", float(bottom["value"]), indicator.unit, period, names[1], indicator.decimals),
        ),
        value=ratio,
        unit="times",
        period=period,
        words={
            "title": indicator.title,
            "when": when(period),
            "top_name": lower_first(names[0]),
            "bottom_name": lower_first(names[1]),
        },
        notes=indicator.notes,
        headline=WORDS(
            "spread.headline",
            title=indicator.title,
            name=lower_first(names[0]),
            ratio=amount(ratio, 1),
            other=lower_first(names[1]),
        ),
        lines={"judged": ranked},
    )


@rule("no-open-figure")
def no_open_figure(context: Context) -> Finding:
    """Return that no open figure settles the claim; its ``settles`` says what would."""
    return Finding("not_testable", WORDS["none.found"])
