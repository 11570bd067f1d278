"""Tightness of the labour market and untapped labour potential."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.choice import check_code
from shortage.indicators.base import Tables, indicator
from shortage.store import TableData
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import amount, day

WORDS = Words(__file__)

YEAR = 4
"""Quarters in a moving mean that takes the season out."""
UNADJUSTED = "unadjusted"
POTENTIAL = ("unemployed", "available_not_searching", "searching_not_available", "underemployed")


def _quarterly(data: TableData, measure: str, **where: Any) -> pd.DataFrame:
    """Return ``value`` and ``is_provisional`` of one line by quarter, with a row for every quarter in between."""
    rows = data.select(measure, grain="quarter", **where)
    rows = rows[rows["value"].notna()].sort_values("period")
    line = rows.set_index("period")[["value", "is_provisional"]]
    if line.empty:
        return line
    first, last = Period.parse(line.index[0]), Period.parse(line.index[-1])
    steps = (last.year - first.year) * YEAR + last.index - first.index
    whole = line.reindex([first.shift(step).code for step in range(steps + 1)])
    whole["is_provisional"] = whole["is_provisional"].eq(True)
    return whole


@indicator(
    "tightness",
    words=WORDS,
    unit="per_hundred_unemployed",
    decimals=0,
    inputs=["vacancies", "labour_force_monthly"],
    optional=["vacancies_adjusted_total", "vacancies_adjusted"],
    dimensions=["method", "vintage"],
    look_back=1,
)
def tightness(tables: Tables, *, method: str = "all", window: int = YEAR) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return vacancies per 100 unemployed, by quarter.

    Args:
        tables: the inputs.
        method: ``adjusted`` (series ``adjusted-<edition>``), ``unadjusted`` (series ``unadjusted``), or ``all``.
        window: over how many quarters the unadjusted series takes its means; one leaves the season in.

    Raises:
        Problem: there are no adjusted vacancies.
    """
    check_code("method", method, ("all", "adjusted", UNADJUSTED))
    force = tables["labour_force_monthly"]
    parts: list[pd.DataFrame] = []
    series: dict[str, Text] = {}
    notes: list[Text] = []
    editions: dict[str, dict[str, set[str] | None]] = {}
    if method != "adjusted":
        vacancies = _quarterly(tables["vacancies"], "open_vacancies", branch="A-U")
        unemployed = _quarterly(force, "unemployed")
        both = vacancies.merge(unemployed, left_index=True, right_index=True, suffixes=("", "_below"))
        means = both[["value", "value_below"]].rolling(window, min_periods=window).mean()
        marked = (both["is_provisional"] | both["is_provisional_below"]).astype(float)
        line = pd.DataFrame(
            {
                "value": 100 * means["value"] / means["value_below"],
                "is_provisional": marked.rolling(window, min_periods=1).max() > 0,
            }
        )
        parts.append(line.assign(method=UNADJUSTED, vintage="", series_id=UNADJUSTED))
        editions["vacancies"] = {UNADJUSTED: None}
        labels = {YEAR: WORDS["tightness.unadjusted"], 1: WORDS["tightness.single"]}
        series[UNADJUSTED] = labels.get(window) or WORDS("tightness.mean", quarters=amount(window))
    if method != UNADJUSTED:
        below = _quarterly(force, "unemployed_adjusted")
        taken: set[str] = set()
        sources: tuple[tuple[str, dict[str, Any]], ...] = (
            ("vacancies_adjusted_total", {}),
            ("vacancies_adjusted", {"branch": "A-U"}),
        )
        for name, where in sources:
            if name not in tables:
                continue
            rows = tables[name].select("open_vacancies_adjusted", apart=True, **where)
            rows = rows[rows["value"].notna()]
            for vintage, edition in rows.groupby("vintage"):
                if str(vintage) in taken:
                    continue
                taken.add(str(vintage))
                line = edition.set_index("period")[["value", "is_provisional"]].merge(
                    below, left_index=True, right_index=True, suffixes=("", "_below")
                )
                line["value"] = 100 * line["value"] / line["value_below"]
                line["is_provisional"] |= line["is_provisional_below"]
                id = f"adjusted-{vintage}"
                editions.setdefault(name, {})[id] = {str(vintage)}
                parts.append(
                    line[["value", "is_provisional"]].assign(method="adjusted", vintage=str(vintage), series_id=id)
                )
                series[id] = WORDS("tightness.adjusted", vintage=day(str(vintage)))
        notes.append(WORDS["tightness.editions"])
    if not parts:
        raise Problem("selection_empty")
    frame = pd.concat([part.rename_axis("period").reset_index() for part in parts], ignore_index=True)
    return frame, {"series": series, "notes": tuple(notes), "editions": editions}


@indicator("tightness-uwv", words=WORDS, unit="ratio", inputs=["tightness_uwv"])
def tightness_uwv(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return UWV's vacancies per person with short-term benefit, by quarter, where both sides are published."""
    data = tables["tightness_uwv"]
    above = data.select("open_vacancies_uwv").set_index("period")["value"]
    below = data.select("short_term_benefit").set_index("period")["value"]
    ratio = (above / below).dropna()
    frame = pd.DataFrame({"period": ratio.index, "value": ratio.to_numpy(), "series_id": "uwv"})
    return frame, {"series": {"uwv": WORDS["tightness-uwv.uwv"]}}


@indicator(
    "tight-occupations", words=WORDS, unit="per_cent", decimals=0, inputs=["tightness_uwv"], dimensions=["groups"]
)
def tight_occupations(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of UWV's occupational groups that are tight or very tight, a series per number of groups.

    ``groups`` is how many there are. Second-hand figures: they may stand in a text, never in a line.

    Raises:
        Problem: none is there.
    """
    data = tables["tightness_uwv"]
    parts, series = [], {}
    for measure in ("tight_occupations", "tight_occupations_later"):
        rows = data.select(measure, context=True)
        rows = rows[rows["value"].notna()]
        if rows.empty:
            continue
        groups = int(data.table.measure(measure).high or 0)
        parts.append(rows.assign(value=100 * rows["value"] / groups, groups=str(groups), series_id=f"of-{groups}"))
        series[f"of-{groups}"] = WORDS("tight-occupations.of", count=amount(groups))
    if not parts:
        raise Problem("selection_empty")
    return pd.concat(parts, ignore_index=True), {"series": series, "notes": (WORDS["tight-occupations.second_hand"],)}


def _of_survey(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by quarter: where a survey is dated by month, the first of a quarter asks what hinders."""
    months = rows["period"].map(lambda code: int(code[6:]) if Period.parse(code).grain == "month" else 0)
    first = rows[months % 3 == 1]
    first = first.assign(period=[f"{code[:4]}KW{(int(code[6:]) + 2) // 3:02d}" for code in first["period"]])
    quarters = rows[rows["period"].map(lambda code: Period.parse(code).grain == "quarter")]
    taken = pd.MultiIndex.from_frame(quarters[["branch", "period"]])
    return pd.concat([quarters, first[~pd.MultiIndex.from_frame(first[["branch", "period"]]).isin(taken)]])


@indicator(
    "firms-hindered", words=WORDS, unit="per_cent", decimals=0, inputs=["business_survey"], dimensions=["branch"]
)
def firms_hindered(tables: Tables, *, branch: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of entrepreneurs whom a shortage of staff hinders, by quarter and branch; second-hand points."""
    data = tables["business_survey"]
    second_hand = data.select("hindered_by_shortage_pct", context=True)
    rows = _of_survey(pd.concat([data.select("hindered_by_shortage_pct"), second_hand]))
    if branch != "all":
        check_code("branch", branch, ["all", *sorted(rows["branch"].unique())])
        rows = rows[rows["branch"] == branch]
    members = data.table.dimensions["branch"].members
    notes = (WORDS["firms-hindered.second_hand"],) if len(second_hand) else ()
    # A branch that the catalogue does not know keeps the publisher's own words.
    series = {code: members[code].text if code in members else Text(nl=code, en=code) for code in set(rows["branch"])}
    return rows.assign(series_id=rows["branch"]), {"series": series, "notes": notes}


@indicator(
    "beveridge",
    words=WORDS,
    unit="per_cent",
    inputs=["vacancies", "labour_force_monthly"],
    dimensions=["quantity"],
    look_back=1,
)
def beveridge(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies and unemployed in per cent of the labour force, by quarter: means of four quarters."""
    force = tables["labour_force_monthly"]
    lines = {
        "vacancies": _quarterly(tables["vacancies"], "open_vacancies", branch="A-U"),
        "unemployed": _quarterly(force, "unemployed"),
        "force": _quarterly(force, "labour_force"),
    }
    both = pd.concat({name: line["value"] for name, line in lines.items()}, axis=1).sort_index()
    marked = pd.concat([line["is_provisional"] for line in lines.values()], axis=1).eq(True).any(axis=1)
    means = both.dropna(how="all").rolling(YEAR, min_periods=YEAR).mean()
    shares = pd.DataFrame({name: 100 * means[name] / means["force"] for name in ("vacancies", "unemployed")}).dropna()
    frame = shares.rename_axis("period").melt(ignore_index=False, var_name="quantity", value_name="value").reset_index()
    frame["is_provisional"] = frame["period"].map(marked.astype(float).rolling(YEAR, min_periods=1).max() > 0)
    series = {name: WORDS[f"beveridge.{name}"] for name in ("vacancies", "unemployed")}
    return frame.assign(series_id=frame["quantity"]), {"series": series}


@indicator(
    "untapped-labour-potential", words=WORDS, unit="thousand", decimals=0, inputs=["labour_force"], dimensions=["group"]
)
def untapped_labour_potential(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return persons in thousands by quarter and group, their sum as ``total``, and those without work by themselves.

    Group ``without_work`` leaves out the part-timers who want more hours: they have work.
    """
    data = tables["labour_force"]
    lines = [_quarterly(data, group, adjustment="adjusted") for group in POTENTIAL]
    wide = pd.concat([line["value"] for line in lines], axis=1, keys=list(POTENTIAL))
    total = wide.sum(axis=1, skipna=False)
    wide["without_work"] = total - wide["underemployed"]
    wide["total"] = total
    frame = wide.melt(ignore_index=False, var_name="group", value_name="value").rename_axis("period").reset_index()
    series = {group: data.table.measure(group).title for group in POTENTIAL}
    series["total"] = WORDS["untapped-labour-potential.title"]
    series["without_work"] = WORDS["untapped-labour-potential.without_work"]
    return frame.assign(series_id=frame["group"]), {"series": series}
