"""Labour productivity: value added, its growth, the break-even rise, and the gap between small and larger firms."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import pandas as pd

from shortage import catalog
from shortage.catalog import code_label
from shortage.choice import check_code
from shortage.indicators.base import Tables, indicator
from shortage.indicators.vacancies import combine, quarters
from shortage.store import TableData
from shortage.text import Text, Words
from shortage.text.phrases import day, joined, listed

WORDS = Words(__file__)

MEASURES = {"persons": "employed_persons_adjusted", "jobs": "jobs"}
MAY_DIFFER = 2
"""Months that the editions of a numerator and a denominator may lie apart and still be one round of the accounts."""
SIZES = {"small": ("10-19", "20-49"), "medium": ("50-249",), "large": ("250",)}
"""Our classes of enterprises as sums of Eurostat's."""
COMPONENTS = (
    "hours_contribution",
    "composition_contribution",
    "ict_contribution",
    "other_capital_contribution",
    "multifactor_productivity",
)
PARTS = {"B-F": ("B-E", "F")}
ANSWERS = ("better_terms", "automation", "adjusting_production", "recruiting_abroad", "other_measures")
"""Measures against a shortage of staff that CBS asked about; a firm may take several."""
TEN_YEARS, AVERAGES = ("2008JJ00", "2018JJ00"), ("2014JJ00", "2024JJ00")
"""Last years of the spans of ten years of which press texts quote CBS; the table holds single years as well."""
Amount = TypeVar("Amount", float, "pd.Series[Any]")


def rise_replacing(places: Amount, workers: Amount) -> Amount:
    """Return by how many per cent each worker must do more so that the work of ``places`` without people is done too.

    The workers stay and output grows by the work of the places: ``100 × places / workers``. Not to be taken for
    ``places / (workers + places)``, the part of all work that is left undone, which is always lower.

    Args:
        places: vacancies, or workers who are no longer there, in the unit of ``workers``.
        workers: the people who do the work.
    """
    return 100 * places / workers


def freed_by(rise: float, workers: float) -> float:
    """Return how many of the workers are freed when each does ``rise`` per cent more and output stays the same.

    The reverse of :func:`rise_replacing`: those who stay do the work of those who are freed, so
    ``rise_replacing(freed, workers - freed) == rise``.
    """
    return workers * rise / (100 + rise)


@indicator("value-added-growth", words=WORDS, unit="per_cent", inputs=["value_added_change"], dimensions=["branch"])
def value_added_growth(
    tables: Tables, *, branch: str = "A-U", change: str = "volume-year", frequency: str = "quarter"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the change of value added in per cent.

    Args:
        tables: the inputs.
        branch: SBI 2008 code, ``gdp``, or ``all`` for every branch as a line of its own.
        change: ``volume-year`` (on a year earlier), ``volume-period``, ``value-year``, ``value-period`` or
            ``price-year``.
        frequency: ``quarter`` or ``year``.
    """
    data = tables["value_added_change"]
    members = data.table.dimensions["branch"].members
    check_code("branch", branch, ["all", *members])
    check_code("change", change, data.table.dimensions["change"].members)
    check_code("frequency", frequency, ("quarter", "year"))
    chosen = list(members) if branch == "all" else [branch]
    rows = data.select("value_added_change", branch=chosen, change=change, grain=frequency)
    frame = rows.assign(series_id=rows["branch"])
    return frame, {"series": {code: members[code].text for code in chosen}}


@indicator("value-added", words=WORDS, unit="million_eur", decimals=0, inputs=["value_added"], dimensions=["branch"])
def value_added(tables: Tables, *, branch: str = "A-U") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return value added in million euros of constant prices, by quarter, of one ``branch`` (or ``gdp``)."""
    data = tables["value_added"]
    members = data.table.dimensions["branch"].members
    check_code("branch", branch, members)
    frame = data.select("value_added", branch=branch, kind="real-adjusted", grain="quarter").assign(series_id=branch)
    return frame, {"series": {branch: members[branch].text}}


def _employment(volume: TableData, basis: str) -> pd.DataFrame:
    """Return rows ``branch, vintage, period, value`` with the sums of ``PARTS`` within one edition added."""
    rows = volume.select(MEASURES[basis], apart=True, worker="total", grain="quarter")
    rows = rows[rows["value"].notna()]
    wide = rows.pivot(index=["vintage", "period"], columns="branch", values="value")
    for code, parts in PARTS.items():
        if code not in wide and set(parts) <= set(wide):
            wide[code] = wide[list(parts)].sum(axis=1, skipna=False)
    return wide.melt(ignore_index=False, var_name="branch", value_name="value").dropna().reset_index()


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep, per branch, the rows of the edition that runs furthest: two editions never stand in one line."""
    ends = rows.groupby(["branch", "vintage"])["period"].max().reset_index().sort_values(["period", "vintage"])
    chosen = ends.groupby("branch")["vintage"].last()
    return rows[rows["vintage"] == rows["branch"].map(chosen)]


def _branch(code: str) -> Text:
    return code_label("vacancies", "branch", code)


def _by_line(rows: pd.DataFrame) -> dict[str, dict[str, set[str] | None]]:
    """Return from which edition of the labour accounts the line of each branch was read."""
    return {"labour_volume": {code: {vintage} for code, vintage in zip(rows["branch"], rows["vintage"], strict=True)}}


def _of_editions(rows: pd.DataFrame) -> tuple[Text, ...]:
    return (WORDS("employment.editions", editions=listed(day(row) for row in sorted(rows["vintage"].unique()))),)


@indicator("employment", words=WORDS, unit="thousand", decimals=0, inputs=["labour_volume"], dimensions=["branch"])
def employment(tables: Tables, *, branch: str = "B-F", basis: str = "persons") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return employed persons (or jobs, ``basis``) in thousands by quarter of one ``branch``, or of ``all``."""
    check_code("basis", basis, MEASURES)
    rows = _newest(_employment(tables["labour_volume"], basis))
    branches = sorted(rows["branch"].unique())
    check_code("branch", branch, ["all", *branches])
    if branch != "all":
        rows = rows[rows["branch"] == branch]
    chosen = branches if branch == "all" else [branch]
    return rows.assign(series_id=rows["branch"]), {
        "series": {code: _branch(code) for code in chosen},
        "notes": _of_editions(rows),
        "editions": _by_line(rows),
    }


@indicator(
    "break-even-productivity",
    words=WORDS,
    unit="per_cent",
    inputs=["vacancies", "labour_volume"],
    dimensions=["branch"],
)
def break_even_productivity(
    tables: Tables, *, branch: str = "B-F", basis: str = "persons"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies in per cent of employment, by quarter: the rise that replaces them all.

    See :func:`rise_replacing`.

    Args:
        tables: the inputs.
        branch: a branch for which both sides exist, or ``all`` for each of them as a line.
        basis: ``persons`` (employed persons, seasonally adjusted) or ``jobs`` (not adjusted).
    """
    check_code("basis", basis, MEASURES)
    data = tables["vacancies"]
    below = _newest(_employment(tables["labour_volume"], basis))
    wide = quarters(data, "open_vacancies", below["branch"].unique(), below["period"].unique())
    above = pd.DataFrame({code: combine(wide, code)[0] for code in below["branch"].unique()})
    above = above.rename_axis("period").melt(ignore_index=False, var_name="branch", value_name="open").dropna()
    frame = below.merge(above.reset_index(), on=["period", "branch"])
    branches = sorted(frame["branch"].unique())
    check_code("branch", branch, ["all", *branches])
    if branch != "all":
        frame = frame[frame["branch"] == branch]
    frame = frame.assign(value=rise_replacing(frame["open"], frame["value"]), series_id=frame["branch"])
    chosen = branches if branch == "all" else [branch]
    return frame, {
        "series": {code: _branch(code) for code in chosen},
        "notes": _of_editions(frame),
        "editions": _by_line(frame),
    }


@indicator(
    "labour-productivity-growth", words=WORDS, unit="per_cent", inputs=["oecd_productivity_growth"], dimensions=["geo"]
)
def labour_productivity_growth(tables: Tables, *, geo: str = "NL") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the yearly growth of GDP per hour worked in per cent, of one country (``geo``) or of ``all``."""
    data = tables["oecd_productivity_growth"]
    members = data.table.dimensions["geo"].members
    check_code("geo", geo, ["all", *members])
    chosen = list(members) if geo == "all" else [geo]
    frame = data.select("productivity_growth", geo=chosen, span="year")
    return frame.assign(series_id=frame["geo"]), {"series": {code: members[code].text for code in chosen}}


@indicator("productivity-growth-texts", words=WORDS, unit="per_cent", inputs=["productivity_news"])
def productivity_growth_texts(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return what press texts quote CBS with, in per cent: over ten years (``ten_years``) and a year (``average``)."""
    data = tables["productivity_news"]
    whole = data.select("productivity_growth", context=True, geo="NL", period=TEN_YEARS)
    yearly = data.select("productivity_growth_average", context=True, geo="NL", period=AVERAGES)
    frame = pd.concat([whole.assign(series_id="ten_years"), yearly.assign(series_id="average")], ignore_index=True)
    return frame, {"series": {id: WORDS[f"productivity-growth-texts.{id}"] for id in ("ten_years", "average")}}


@indicator(
    "labour-productivity-countries",
    words=WORDS,
    unit="usd_ppp_per_hour",
    inputs=["oecd_productivity_level"],
    dimensions=["geo"],
)
def labour_productivity_countries(tables: Tables, *, geo: str = "NL") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the level of GDP per hour worked by year of one country (``geo``) or of ``all``; a line per edition."""
    data = tables["oecd_productivity_level"]
    members = data.table.dimensions["geo"].members
    check_code("geo", geo, ["all", *members])
    frame = data.select("productivity_level", apart=True, geo=list(members) if geo == "all" else [geo])
    frame = frame.assign(series_id=frame["geo"] + "-" + frame["vintage"])
    series = {
        id: WORDS("labour-productivity-countries.line", country=members[code].text, edition=vintage)
        for id, code, vintage in frame[["series_id", "geo", "vintage"]].drop_duplicates().itertuples(index=False)
    }
    editions = {id: {vintage} for id, vintage in zip(frame["series_id"], frame["vintage"], strict=True)}
    return frame, {"series": series, "editions": {"oecd_productivity_level": editions}}


@indicator(
    "growth-accounts", words=WORDS, unit="percentage_point", inputs=["growth_accounts"], dimensions=["component"]
)
def growth_accounts(tables: Tables, *, component: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return contributions to growth in percentage points by year, of one ``component`` or ``all`` of them."""
    data = tables["growth_accounts"]
    check_code("component", component, ["all", *COMPONENTS])
    chosen = COMPONENTS if component == "all" else (component,)
    parts = []
    for name in chosen:
        rows = data.select(name, branch="market").sort_values("period_start")
        stretch = (rows["period_start"].dt.year.diff() != 1).cumsum()
        first = rows.groupby(stretch)["period"].transform("min")
        parts.append(rows.assign(component=name, series_id=name + "-" + first.str[:4]))
    frame = pd.concat(parts, ignore_index=True)
    titles = {name: data.table.measure(name).title for name in chosen}
    ids = frame[["series_id", "component"]].drop_duplicates().itertuples(index=False)
    return frame, {"series": {id: titles[name] for id, name in ids}}


@indicator(
    "productivity-level",
    words=WORDS,
    unit="eur_per_hour",
    inputs=["value_added", "labour_volume"],
    dimensions=["branch"],
)
def productivity_level(tables: Tables, *, branch: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return value added per hour worked in euros, by quarter, branch and pair of editions.

    Nothing where no branch (or not this one) has both sides in comparable editions.
    """
    above = tables["value_added"].select("value_added", kind="real-adjusted")
    below = tables["labour_volume"].select("hours_adjusted", apart=True, worker="total")
    columns = ["period", "branch", "value", "vintage", "is_provisional"]
    both = above[columns].merge(below[columns], on=["period", "branch"], suffixes=("", "_hours"))
    near = [_are_near(edition, two) for edition, two in zip(both["vintage"], both["vintage_hours"], strict=True)]
    apart = sorted(set(both["branch"]) - set(both.loc[near, "branch"]))
    frame = both[near]
    if branch != "all":
        check_code("branch", branch, ["all", *tables["value_added"].table.dimensions["branch"].members])
        frame = frame[frame["branch"] == branch]
    frame = frame.assign(
        value=frame["value"] / frame["value_hours"],
        series_id=frame["branch"] + "-" + frame["vintage"] + "-" + frame["vintage_hours"],
        is_provisional=frame["is_provisional"] | frame["is_provisional_hours"],
    )
    members = tables["value_added"].table.dimensions["branch"].members
    notes = [
        WORDS("productivity-level.editions", above=day(edition), below=day(two))
        for edition, two in frame[["vintage", "vintage_hours"]].drop_duplicates().itertuples(index=False)
    ]
    if apart:
        notes.append(WORDS("productivity-level.apart", names=listed(members[code].text for code in apart)))
    series = {
        id: members[code].text for id, code in frame[["series_id", "branch"]].drop_duplicates().itertuples(index=False)
    }
    editions = {
        table: {id: {vintage} for id, vintage in zip(frame["series_id"], frame[column], strict=True)}
        for table, column in (("value_added", "vintage"), ("labour_volume", "vintage_hours"))
    }
    return frame, {"series": series, "notes": tuple(notes), "editions": editions}


def _are_near(edition: str, other: str) -> bool:
    first, second = _months(edition), _months(other)
    return first is not None and second is not None and abs(first - second) <= MAY_DIFFER


def _months(vintage: str) -> int | None:
    """Return an edition's month as a number of months, None where it is not dated to the month."""
    date = re.match(r"(\d{4})-(\d\d)", vintage)
    return int(date[1]) * 12 + int(date[2]) if date else None


def by_size(rows: pd.DataFrame) -> pd.DataFrame:
    """Return value added per person employed in thousands of euros from Eurostat's business statistics.

    Args:
        rows: ``period``, ``activity``, ``size``, ``measure`` (``value_added`` in million euros, ``persons_employed``),
            ``value`` and ``is_provisional``, of one country.

    Returns:
        ``period``, ``branch``, ``size`` (:data:`SIZES`), ``value``, ``is_provisional``; a class of which a part is not
        published has no row.
    """
    cells = rows.pivot(index=["period", "activity", "size"], columns="measure", values="value")
    cells = cells.reindex(columns=["value_added", "persons_employed"]).dropna()
    marked = rows[rows["is_provisional"]].groupby(["period", "activity"]).size().index
    parts = []
    for (period, activity), of_branch in cells.groupby(level=["period", "activity"]):
        of_branch = of_branch.droplevel(["period", "activity"])
        for size, classes in SIZES.items():
            if set(classes) <= set(of_branch.index):
                total = of_branch.loc[list(classes)].sum()
                value = 1000 * total["value_added"] / total["persons_employed"]
                parts.append((period, activity, size, value, (period, activity) in marked))
    return pd.DataFrame(parts, columns=["period", "branch", "size", "value", "is_provisional"])


@indicator(
    "sme-gap",
    words=WORDS,
    unit="thousand_eur",
    inputs=["productivity_by_size"],
    optional=["enterprises_by_size_eu"],
    dimensions=["branch", "size"],
)
def sme_gap(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return value added per full-time job or person employed in thousands of euros by branch and size class.

    Eurostat's figures by size class, which have the large enterprises, take the place of those of CBS once a load has
    brought them; the two are never mixed.
    """
    sizes = tables["productivity_by_size"].table.dimensions["size"].members
    frame = pd.DataFrame()
    if "enterprises_by_size_eu" in tables:
        data = tables["enterprises_by_size_eu"]
        classes = [part for parts in SIZES.values() for part in parts]
        branches = [code for code in data.table.dimensions["activity"].members if code != "market"]
        rows = [
            data.select(name, geo="NL", activity=branches, size=classes) for name in ("value_added", "persons_employed")
        ]
        frame = by_size(pd.concat(rows, ignore_index=True))
    if frame.empty:
        rows_of_cbs = tables["productivity_by_size"].select("value_added_per_fte")
        frame = rows_of_cbs[["period", "branch", "size", "value", "is_provisional"]]
    series = {
        f"{code}-{size}": joined([code_label("vacancies", "branch", code), sizes[size].text], ": ")
        for code, size in frame[["branch", "size"]].drop_duplicates().itertuples(index=False)
    }
    return frame.assign(series_id=frame["branch"] + "-" + frame["size"]), {"series": series}


@indicator(
    "measures-against-shortage",
    words=WORDS,
    unit="per_cent",
    inputs=["measures_against_shortage"],
    dimensions=["answer", "size"],
)
def measures_against_shortage(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of firms in per cent that take a measure against a shortage of staff (``answer``), by size.

    Where CBS did not name a size with a measure there is no row.
    """
    data = tables["measures_against_shortage"]
    frame = pd.concat([data.select(f"{name}_pct").assign(answer=name) for name in ANSWERS], ignore_index=True)
    sizes = data.table.dimensions["size"].members
    series = {
        f"{answer}-{size}": joined([WORDS[f"measures-against-shortage.{answer}"], sizes[size].text], ": ")
        for answer, size in frame[["answer", "size"]].drop_duplicates().itertuples(index=False)
    }
    return frame.assign(series_id=frame["answer"] + "-" + frame["size"]), {"series": series}


@indicator("ict-use", words=WORDS, unit="per_cent", decimals=0, inputs=["ict_use"], dimensions=["technology"])
def ict_use(tables: Tables, *, technology: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the share of enterprises in per cent by application, of one ``technology`` or ``all``."""
    data = tables["ict_use"]
    members = data.table.dimensions["technology"].members
    check_code("technology", technology, ["all", *members])
    frame = data.select(None, technology=list(members) if technology == "all" else [technology])
    return frame.assign(series_id=frame["technology"]), {
        "series": {code: member.text for code, member in members.items()}
    }


@indicator(
    "labour-volume-editions",
    words=WORDS,
    unit="thousand",
    decimals=0,
    inputs=["labour_volume"],
    optional=["labour_volume_2015", "labour_volume_2010"],
    dimensions=["branch"],
)
def labour_volume_editions(tables: Tables, *, branch: str = "C") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return employed persons in thousands by quarter, one line per table and edition, of one ``branch``."""
    check_code("branch", branch, tables["labour_volume"].table.dimensions["branch"].members)
    parts = []
    for name in ("labour_volume", "labour_volume_2015", "labour_volume_2010"):
        if name in tables:
            rows = tables[name].select(
                "employed_persons_adjusted", apart=True, branch=branch, worker="total", grain="quarter"
            )
            parts.append(rows.assign(series_id=catalog.table(name).id + "-" + rows["vintage"]))
    frame = pd.concat(parts, ignore_index=True)
    return frame, {"series": {id: Text(nl=id, en=id) for id in frame["series_id"].unique()}}
