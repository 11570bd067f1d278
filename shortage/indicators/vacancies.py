"""Vacancies by branch, technical sector, size class, region and occupation, and per 1,000 jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shortage import catalog
from shortage.catalog import code_label
from shortage.choice import check_code
from shortage.indicators.base import Tables, indicator, pivot
from shortage.store import TableData, as_numpy
from shortage.text import Period, Text, Words
from shortage.text.phrases import amount, both, day, listed, lower_first, when

WORDS = Words(__file__)
SECTIONS = tuple("ABCDEFGHIJKLMNOPQRS")
PROVINCES = (
    *("groningen", "fryslan", "drenthe", "overijssel", "flevoland", "gelderland", "utrecht"),
    *("noord-holland", "zuid-holland", "zeeland", "noord-brabant", "limburg"),
)
SIZES = ("0-9", "10-99", "100+")
PARTS = {
    "B-F": ("B", "C", "D", "E", "F"),
    "B-E": ("B", "C", "D", "E"),
    "G-I": ("G", "H", "I"),
    "G-N": ("G", "H", "I", "J", "K", "L", "M", "N"),
    "M-N": ("M", "N"),
    "O-Q": ("O", "P", "Q"),
    "R-U": ("R", "S"),
    "O-U": ("O", "P", "Q", "R", "S"),
}
"""Published sums of sections: where the row is not published, its parts may be. Sections T and U have no vacancies."""


def quarters(
    data: TableData, measure: str, branches: Iterable[str] | None = None, periods: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return a branch table's measure as quarters x branches; what is not published is NaN.

    With ``branches`` only these and the parts that may stand in for them (:data:`PARTS`); with ``periods`` only these.
    """
    where: dict[str, Any] = (
        {} if branches is None else {"branch": [part for code in branches for part in (code, *PARTS.get(code, ()))]}
    )
    if periods is not None:
        where["period"] = list(periods)
    return pivot(data.select(measure, grain="quarter", **where), "branch")


def last_quarter(data: TableData, measure: str) -> str:
    """Return the last quarter of which a branch table has rows of a measure; asking does not count as using them."""
    rows = data.frame
    is_wanted = (as_numpy(rows["measure"]) == measure) & (as_numpy(rows["grain"]) == "quarter")
    return str(max(as_numpy(rows["period"])[is_wanted], default=""))


def combine(wide: pd.DataFrame, code: str) -> tuple[pd.Series[Any], list[str]]:
    """Return the line of ``code`` and the periods in which it is a sum of rows.

    The published row counts; where it is not published and all its parts are, their sum stands in for it. A part that
    is not published leaves a gap.
    """
    line = wide[code] if code in wide else pd.Series(float("nan"), index=wide.index)
    parts = PARTS.get(code, ())
    if not parts or any(part not in wide for part in parts):
        return line, []
    total = wide[list(parts)].sum(axis=1, skipna=False)
    summed = line.isna() & total.notna()
    return line.where(~summed, total), list(wide.index[summed])


def sector_line(data: TableData, measure: str, sector: str) -> tuple[pd.Series[Any], list[str]]:
    """Return the line of a technical sector of ``catalog/sectors.toml``, and the periods with sums for a row."""
    check_code("sector", sector, catalog.sectors())
    branches = catalog.sectors()[sector]["branches"]
    wide = quarters(data, measure, branches)
    lines, summed = [], set()
    for code in branches:
        line, periods = combine(wide, code)
        lines.append(line)
        summed |= set(periods)
    total = pd.concat(lines, axis=1).sum(axis=1, skipna=False)
    return total, sorted(summed & set(total.dropna().index))


def summed_note(name: Text, periods: list[str], parts: str) -> Text:
    """Return the note that sums stand in for a published row, and from when."""
    return WORDS("note.summed", first=when(periods[0]), name=name, parts=parts)


def stops_note(last: str, newest: str, what: Text) -> Text:
    """Return the note that a line ends before the table does."""
    # A sector's name is enough here; what is in it follows a colon.
    short = both(lambda lang: what[lang].partition(":")[0])
    name = lower_first(what) if short == what else WORDS("note.sector", name=short)
    return WORDS("note.stops", name=name, end=when(last), newest=when(newest))


def _provisional(data: TableData, measure: str, periods: Iterable[str]) -> list[bool]:
    rows = data.frame
    is_marked = as_numpy(rows["is_provisional"]) & (as_numpy(rows["measure"]) == measure)
    is_marked &= as_numpy(rows["grain"]) == "quarter"
    marks = set(as_numpy(rows["period"])[is_marked])
    return [period in marks for period in periods]


def _frame(line: pd.Series[Any], data: TableData, measure: str, code: str) -> pd.DataFrame:
    line = line.dropna()
    return pd.DataFrame(
        {
            "period": line.index,
            "value": line.to_numpy(),
            "branch": code,
            "series_id": code,
            "is_provisional": _provisional(data, measure, line.index),
        }
    )


@indicator("open-vacancies", words=WORDS, unit="thousand", inputs=["vacancies"], dimensions=["branch"])
def open_vacancies(tables: Tables, *, branch: str = "A-U", sector: str = "") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies in thousands, by quarter.

    Args:
        tables: the inputs.
        branch: SBI 2008 code or size class; ``all`` gives every branch and size class as a line of its own.
        sector: ``narrow``, ``default`` or ``broad`` technical sector (``catalog/sectors.toml``); goes before branch.
    """
    data = tables["vacancies"]
    members = data.table.dimensions["branch"].members
    measure = "open_vacancies"
    newest = last_quarter(data, measure)
    notes: list[Text] = []
    if sector:
        line, summed = sector_line(data, measure, sector)
        text = catalog.sectors()[sector]["text"]
        if summed:
            notes.append(summed_note(members["B-F"].text, summed, " + ".join(PARTS["B-F"])))
        frame = _frame(line, data, measure, sector)
        series = {sector: text}
    elif branch == "all":
        rows = data.select(measure, branch=list(members), grain="quarter")
        present = set(rows["branch"])
        codes = [code for code in members if code in present]
        rows = rows[rows["value"].notna()]
        frame = rows.assign(series_id=rows["branch"])
        series = {code: members[code].text for code in codes}
    else:
        check_code("branch", branch, ["all", *members])
        line, summed = combine(quarters(data, measure, [branch]), branch)
        text = members[branch].text
        if summed:
            notes.append(summed_note(text, summed, " + ".join(PARTS[branch])))
        frame = _frame(line, data, measure, branch)
        series = {branch: text}
    if len(series) == 1 and not frame.empty and max(frame["period"]) < newest:
        notes.append(stops_note(max(frame["period"]), newest, next(iter(series.values()))))
    return frame, {"series": series, "notes": tuple(notes)}


@indicator("open-vacancies-by-size", words=WORDS, unit="thousand", inputs=["vacancies"], dimensions=["size"])
def open_vacancies_by_size(tables: Tables, *, size: str = "") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies in thousands by quarter and size class (all, or the one of ``size``)."""
    data = tables["vacancies"]
    if size:
        check_code("size", size, SIZES)
    chosen = [size] if size else list(SIZES)
    wide = quarters(data, "open_vacancies", chosen)
    newest = last_quarter(data, "open_vacancies")
    frame = pd.concat([_frame(wide[code], data, "open_vacancies", code) for code in chosen if code in wide])
    notes = []
    if not frame.empty and max(frame["period"]) < newest:
        notes.append(stops_note(max(frame["period"]), newest, WORDS["open-vacancies-by-size.what"]))
    series = {code: code_label("vacancies", "branch", code) for code in chosen}
    return frame.rename(columns={"branch": "size"}), {"series": series, "notes": tuple(notes)}


@indicator(
    "open-vacancies-by-region",
    words=WORDS,
    unit="thousand",
    inputs=["vacancies_by_region"],
    dimensions=["region", "branch"],
)
def open_vacancies_by_region(
    tables: Tables, *, branch: str = "A-U", region: str = ""
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies in thousands by quarter and region (provinces, parts, ``NL``), for one ``branch``."""
    data = tables["vacancies_by_region"]
    members = data.table.dimensions["region"].members
    check_code("branch", branch, data.table.dimensions["branch"].members)
    rows = data.select("open_vacancies", grain="quarter", branch=branch)
    if region:
        check_code("region", region, members)
        rows = rows[rows["region"] == region]
    frame = rows.assign(series_id=rows["region"])
    series = {code: member.text for code, member in members.items()}
    notes = []
    provinces = rows[rows["value"].notna() & rows["region"].isin(PROVINCES)].groupby("period")["region"].nunique()
    if len(provinces):
        last = max(provinces.index[provinces == provinces.max()])
        if last < rows["period"].max():
            notes.append(WORDS("open-vacancies-by-region.whole", last=when(last)))
    return frame, {"series": series, "notes": tuple(notes)}


@indicator(
    "new-and-filled-vacancies",
    words=WORDS,
    unit="thousand",
    decimals=0,
    inputs=["vacancies"],
    dimensions=["branch", "flow"],
)
def new_and_filled_vacancies(
    tables: Tables, *, branch: str = "A-U", sector: str = ""
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return new and filled vacancies in thousands, by quarter, of a branch or a technical sector."""
    data = tables["vacancies"]
    members = data.table.dimensions["branch"].members
    parts = []
    for flow in ("new", "filled"):
        measure = f"{flow}_vacancies"
        if sector:
            line, _ = sector_line(data, measure, sector)
        else:
            check_code("branch", branch, members)
            line, _ = combine(quarters(data, measure, [branch]), branch)
        parts.append(_frame(line, data, measure, sector or branch).assign(flow=flow, series_id=flow))
    frame = pd.concat(parts, ignore_index=True)
    newest = last_quarter(data, "open_vacancies")
    notes = []
    if not frame.empty and max(frame["period"]) < newest:
        notes.append(stops_note(max(frame["period"]), newest, WORDS["new-and-filled-vacancies.what"]))
    series = {flow: WORDS[f"new-and-filled-vacancies.{flow}"] for flow in ("new", "filled")}
    return frame, {"series": series, "notes": tuple(notes)}


def _flows(data: TableData, sector: str, branch: str) -> tuple[dict[str, pd.DataFrame], dict[str, Text]]:
    """Return open, new and filled vacancies as quarters x lines without a missing quarter between, and the names.

    The lines are all branches, the one of ``branch``, or the technical sector of ``sector``.
    """
    measures = ("open_vacancies", "new_vacancies", "filled_vacancies")
    members = data.table.dimensions["branch"].members
    if sector:
        wide = {measure: sector_line(data, measure, sector)[0].to_frame(sector) for measure in measures}
        names = {sector: catalog.sectors()[sector]["text"]}
    else:
        check_code("branch", branch, ["all", *members])
        tables = {measure: quarters(data, measure, None if branch == "all" else [branch]) for measure in measures}
        codes = [code for code in members if code in tables["open_vacancies"]] if branch == "all" else [branch]
        wide = {
            measure: pd.DataFrame({code: combine(table, code)[0] for code in codes})
            for measure, table in tables.items()
        }
        names = {code: members[code].text for code in codes}
    first, last = Period.parse(min(wide["open_vacancies"].index)), Period.parse(max(wide["open_vacancies"].index))
    whole = [first.shift(step).code for step in range(4 * (last.year - first.year) + last.index - first.index + 1)]
    return {measure: table.reindex(whole) for measure, table in wide.items()}, names


def _long(
    values: pd.DataFrame, data: TableData, names: dict[str, Text], what: Text
) -> tuple[pd.DataFrame, dict[str, Any]]:
    frame = values.rename_axis("period").melt(ignore_index=False, var_name="branch", value_name="value").dropna()
    frame = frame.reset_index()
    frame["is_provisional"] = _provisional(data, "open_vacancies", frame["period"])
    notes, newest = [], last_quarter(data, "open_vacancies")
    if not frame.empty and max(frame["period"]) < newest:
        notes.append(stops_note(max(frame["period"]), newest, what))
    return frame.assign(series_id=frame["branch"]), {"series": names, "notes": tuple(notes)}


@indicator("vacancy-duration", words=WORDS, unit="months", inputs=["vacancies"], dimensions=["branch"], look_back=1)
def vacancy_duration(tables: Tables, *, branch: str = "all", sector: str = "") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the mean duration of a vacancy in months, by quarter (of the year that ends in it) and branch.

    Stock divided by flow, as in a steady state (Little's law). Where nothing was filled in the year, as in a small
    section whose flow rounds to zero, there is no figure.
    """
    data = tables["vacancies"]
    flows, names = _flows(data, sector, branch)
    stock = flows["open_vacancies"].rolling(4, min_periods=4).mean()
    filled = flows["filled_vacancies"].rolling(4, min_periods=4).sum()
    return _long(12 * stock / filled.where(filled > 0.05), data, names, WORDS["vacancy-duration.what"])


@indicator("vacancy-fill-rate", words=WORDS, unit="per_cent", inputs=["vacancies"], dimensions=["branch"], look_back=1)
def vacancy_fill_rate(tables: Tables, *, branch: str = "A-U", sector: str = "") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return which share of what was open or arose in a quarter was filled or lapsed: the mean of four quarters."""
    data = tables["vacancies"]
    flows, names = _flows(data, sector, branch)
    offered = flows["open_vacancies"].shift(1) + flows["new_vacancies"]
    share = 100 * flows["filled_vacancies"] / offered.where(offered > 0.05)
    return _long(share.rolling(4, min_periods=4).mean(), data, names, WORDS["vacancy-fill-rate.what"])


@indicator(
    "vacancies-per-1000-jobs",
    words=WORDS,
    unit="per_thousand_jobs",
    decimals=0,
    inputs=["vacancy_rate"],
    dimensions=["branch"],
)
def vacancies_per_1000_jobs(tables: Tables, *, branch: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the published vacancy rate, by quarter and branch; ``branch`` takes one line, ``all`` every branch.

    Notes say for which quarters the figures are complete: a ranking of sections is possible in those only.
    """
    data = tables["vacancy_rate"]
    members = data.table.dimensions["branch"].members
    rows = data.select("vacancy_rate_per_1000", grain="quarter")
    rows = rows[rows["value"].notna()]
    complete = complete_quarters(rows)
    if branch != "all":
        check_code("branch", branch, ["all", *members])
        rows = rows[rows["branch"] == branch]
    present = set(rows["branch"])
    series = {code: member.text for code, member in members.items() if code in present}
    notes = []
    if complete:
        key = "one_quarter" if len(complete) == 1 else "quarters"
        values = {"last": when(complete[-1]), "count": amount(len(complete))}
        notes.append(WORDS(f"vacancies-per-1000-jobs.{key}", **values))
    return rows.assign(series_id=rows["branch"]), {"series": series, "notes": tuple(notes)}


@indicator(
    "vacancies-per-1000-jobs-derived",
    words=WORDS,
    unit="per_thousand_jobs",
    decimals=0,
    inputs=["vacancy_rates_eu"],
    dimensions=["branch", "vintage"],
)
def vacancies_per_1000_jobs_derived(tables: Tables, *, branch: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the Dutch vacancy rate by quarter, branch and edition, worked out from the job vacancy rate of Eurostat.

    Eurostat divides by occupied posts and vacancies together: r = 100 v / (1000 + v), so v = 1000 r / (100 - r).
    """
    data = tables["vacancy_rates_eu"]
    members = data.table.dimensions["activity"].members
    rows = data.select("vacancy_rate_pct", geo="NL", adjustment="unadjusted", grain="quarter")
    rows = rows[rows["value"].notna() & rows["activity"].isin(list(members))]
    if branch != "all":
        check_code("branch", branch, ["all", *sorted(rows["activity"].unique())])
        rows = rows[rows["activity"] == branch]
    rows = rows.assign(
        branch=rows["activity"],
        value=1000 * rows["value"] / (100 - rows["value"]),
        series_id=rows["activity"] + "-" + rows["vintage"],
    )
    series = {
        id: WORDS("vacancies-per-1000-jobs-derived.edition", name=members[code].text, vintage=day(vintage))
        for id, code, vintage in rows[["series_id", "branch", "vintage"]].drop_duplicates().itertuples(index=False)
    }
    editions = {id: {vintage} for id, vintage in zip(rows["series_id"], rows["vintage"], strict=True)}
    notes = (WORDS["vacancies-per-1000-jobs-derived.rounded"],)
    return rows, {"series": series, "notes": notes, "editions": {"vacancy_rates_eu": editions}}


def complete_quarters(rows: pd.DataFrame) -> list[str]:
    """Return the quarters, oldest first, in which every section has a figure."""
    sections = rows[rows["branch"].isin(SECTIONS)]
    counts = sections.groupby("period")["branch"].nunique()
    return sorted(counts.index[counts == len(SECTIONS)])


@indicator(
    "vacancies-per-1000-employed",
    words=WORDS,
    unit="per_thousand_employed",
    decimals=1,
    inputs=["vacancies", "labour_volume"],
    dimensions=["branch", "vintage"],
)
def vacancies_per_1000_employed(
    tables: Tables, *, basis: str = "persons", branch: str = "all"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies per 1,000 employed persons or jobs, by quarter, branch and edition of the denominator.

    Args:
        tables: the inputs.
        basis: ``persons`` or ``jobs``.
        branch: one branch, or ``all``. Care is the published government and care less its two other parts.
    """
    check_code("basis", basis, ("persons", "jobs"))
    volume, data = tables["labour_volume"], tables["vacancies"]
    measure = "employed_persons_adjusted" if basis == "persons" else "jobs"
    below = volume.select(measure, apart=True, worker="total", grain="quarter")
    below = below[below["value"].notna()]
    by_edition = below.pivot(index=["vintage", "period"], columns="branch", values="value")
    notes = []
    if {"O-Q", "O", "P"} <= set(by_edition) and "Q" not in by_edition:
        by_edition["Q"] = by_edition["O-Q"] - by_edition["O"] - by_edition["P"]
        notes.append(WORDS["vacancies-per-1000-employed.care"])
    below = by_edition.melt(ignore_index=False, value_name="below").dropna().reset_index()
    wide = quarters(data, "open_vacancies", below["branch"].unique(), below["period"].unique())
    lines = {code: combine(wide, code)[0] for code in below["branch"].unique()}
    above = pd.DataFrame(lines).rename_axis("period").melt(ignore_index=False, var_name="branch", value_name="above")
    frame = below.merge(above.dropna().reset_index(), on=["period", "branch"])
    frame["value"] = 1000 * frame["above"] / frame["below"]
    frame["series_id"] = frame["branch"] + "-" + frame["vintage"]
    branches = sorted(frame["branch"].unique())
    if branch != "all":
        check_code("branch", branch, ["all", *branches])
        frame = frame[frame["branch"] == branch]
    frame["is_provisional"] = _provisional(data, "open_vacancies", frame["period"])
    series = {
        id: WORDS("vacancies-per-1000-employed.edition", name=code_label("vacancies", "branch", code), vintage=vintage)
        for id, code, vintage in frame[["series_id", "branch", "vintage"]].drop_duplicates().itertuples(index=False)
    }
    editions = {id: {vintage} for id, vintage in zip(frame["series_id"], frame["vintage"], strict=True)}
    return frame, {"series": series, "notes": tuple(notes), "editions": {"labour_volume": editions}}


@indicator(
    "vacancies-by-occupation",
    words=WORDS,
    unit="thousand",
    inputs=["vacancies_by_occupation"],
    dimensions=["branch", "occupation"],
)
def vacancies_by_occupation(tables: Tables, *, branch: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return new vacancies in thousands, by year, occupational class and branch (``all``, or one)."""
    data = tables["vacancies_by_occupation"]
    rows = data.select("new_vacancies")
    if branch != "all":
        check_code("branch", branch, ["all", *sorted(rows["branch"].unique())])
        rows = rows[rows["branch"] == branch]
    hidden = rows[rows["status"] == "suppressed"]
    branches = data.table.dimensions["branch"].members
    occupations = data.table.dimensions["occupation"].members
    series = {
        f"{a}/{b}": WORDS(
            "vacancies-by-occupation.within", occupation=occupations[b].text, branch=lower_first(branches[a].text)
        )
        for a, b in rows[["branch", "occupation"]].drop_duplicates().itertuples(index=False)
    }
    notes = [
        WORDS("vacancies-by-occupation.hidden", publisher=data.table.publisher, name=series[f"{a}/{b}"])
        for a, b in hidden[["branch", "occupation"]].drop_duplicates().itertuples(index=False)
    ]
    for code, part in rows[rows["value"].notna()].groupby("period"):
        several = sorted(part["vintage"].unique())
        if len(several) > 1:
            numbers = {"year": when(str(code)), "count": amount(len(several)), "editions": listed(map(day, several))}
            notes.append(WORDS("vacancies-by-occupation.editions", **numbers))
    frame = rows.assign(series_id=rows["branch"] + "/" + rows["occupation"])
    read = {str(id): set(part["vintage"]) for id, part in frame[frame["value"].notna()].groupby("series_id")}
    return frame, {"series": series, "notes": tuple(notes), "editions": {"vacancies_by_occupation": read}}
