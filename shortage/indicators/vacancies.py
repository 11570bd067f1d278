"""Vacancies by branch, technical sector, size class, region and occupation, and per 1,000 jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shortage import catalog
from shortage.catalog import code_label
from shortage.indicators.base import Tables, indicator, pivot
from shortage.store import TableData
from shortage.text import Problem, Text, date
from shortage.text.phrases import when

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


def check_choice(name: str, value: str, known: Iterable[str]) -> None:
    """Raise :class:`Problem` when ``value`` is not among ``known``."""
    known = tuple(known)
    if value not in known:
        raise Problem("choice_unknown", name=name, value=value, known=", ".join(known))


def quarters(data: TableData, measure: str, branches: Iterable[str] | None = None) -> pd.DataFrame:
    """Return a branch table's measure as quarters x branches; what is not published is NaN.

    With ``branches`` only these and the parts that may stand in for them (:data:`PARTS`).
    """
    where: dict[str, Any] = (
        {} if branches is None else {"branch": [one for code in branches for one in (code, *PARTS.get(code, ()))]}
    )
    return pivot(data.select(measure, grain="quarter", **where), "branch")


def last_quarter(data: TableData, measure: str) -> str:
    """Return the last quarter of which a branch table has rows of a measure; asking does not count as using them."""
    rows = data.frame
    return str(rows["period"][(rows["measure"] == measure) & (rows["grain"] == "quarter")].max())


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
    check_choice("sector", sector, catalog.sectors())
    branches = catalog.sectors()[sector]["branches"]
    wide = quarters(data, measure, branches)
    lines, summed = [], set()
    for code in branches:
        line, periods = combine(wide, code)
        lines.append(line)
        summed |= set(periods)
    total = pd.concat(lines, axis=1).sum(axis=1, skipna=False)
    return total, sorted(summed & set(total.dropna().index))


def summed_note(code: Text, periods: list[str], parts: str) -> Text:
    """Return the note that sums stand in for a published row, and from when."""
    first = when(periods[0])
    return Text(
        nl=f"Vanaf {first.nl} is “{code.nl}” hier de som van {parts}.",
        en=f"From {first.en} “{code.en}” is the sum of {parts} here.",
    )


def stops_note(last: str, newest: str, what: Text) -> Text:
    """Return the note that a line ends before the table does."""
    end, later = when(last), when(newest)
    # A sector's name is enough here; what is in it follows a colon.
    what = Text(nl=what.nl.partition(":")[0], en=what.en.partition(":")[0])
    return Text(
        nl=f"De reeks “{what.nl}” stopt hier bij {end.nl}, de tabel bij {later.nl}; niets is aangevuld.",
        en=f"The series “{what.en}” stops here at {end.en}, the table at {later.en}; nothing was filled in.",
    )


def _provisional(data: TableData, measure: str, periods: Iterable[str]) -> list[bool]:
    rows = data.frame
    marked = rows[(rows["measure"] == measure) & rows["is_provisional"] & (rows["grain"] == "quarter")]
    known = set(marked["period"])
    return [period in known for period in periods]


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


@indicator(
    "open-vacancies",
    title=Text(nl="Openstaande vacatures", en="Open vacancies"),
    unit="thousand",
    definition=Text(
        nl="Vacatures die aan het einde van het kwartaal openstaan, niet gecorrigeerd voor seizoen. "
        "Een technische sector is de som van zijn rijen; ontbreekt een rij, dan is er geen cijfer.",
        en="Vacancies open at the end of the quarter, not seasonally adjusted. "
        "A technical sector is the sum of its rows; where a row is missing there is no figure.",
    ),
    inputs=["vacancies"],
    dimensions=["branch"],
)
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
        known = [code for code in members if code in set(rows["branch"])]
        rows = rows[rows["value"].notna()]
        frame = rows.assign(series_id=rows["branch"])
        series = {code: members[code].text for code in known}
    else:
        check_choice("branch", branch, ["all", *members])
        line, summed = combine(quarters(data, measure, [branch]), branch)
        text = members[branch].text
        if summed:
            notes.append(summed_note(text, summed, " + ".join(PARTS[branch])))
        frame = _frame(line, data, measure, branch)
        series = {branch: text}
    if len(series) == 1 and not frame.empty and max(frame["period"]) < newest:
        notes.append(stops_note(max(frame["period"]), newest, next(iter(series.values()))))
    return frame, {"series": series, "notes": tuple(notes)}


@indicator(
    "open-vacancies-by-size",
    title=Text(nl="Openstaande vacatures naar bedrijfsgrootte", en="Open vacancies by size of enterprise"),
    unit="thousand",
    definition=Text(
        nl="Openstaande vacatures aan het einde van het kwartaal naar het aantal werkzame personen van het bedrijf, "
        "alle bedrijfstakken samen, niet gecorrigeerd voor seizoen.",
        en="Open vacancies at the end of the quarter by the number of persons employed in the enterprise, all branches "
        "together, not seasonally adjusted.",
    ),
    inputs=["vacancies"],
    dimensions=["size"],
)
def open_vacancies_by_size(tables: Tables, *, size: str = "") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies in thousands by quarter and size class (all, or the one of ``size``)."""
    data = tables["vacancies"]
    if size:
        check_choice("size", size, SIZES)
    chosen = [size] if size else list(SIZES)
    wide = quarters(data, "open_vacancies", chosen)
    newest = last_quarter(data, "open_vacancies")
    frame = pd.concat([_frame(wide[one], data, "open_vacancies", one) for one in chosen if one in wide])
    notes = []
    if not frame.empty and max(frame["period"]) < newest:
        what = Text(nl="bedrijfsgrootte", en="size of enterprise")
        notes.append(stops_note(max(frame["period"]), newest, what))
    series = {one: code_label("vacancies", "branch", one) for one in chosen}
    return frame.rename(columns={"branch": "size"}), {"series": series, "notes": tuple(notes)}


@indicator(
    "open-vacancies-by-region",
    title=Text(nl="Openstaande vacatures per regio", en="Open vacancies by region"),
    unit="thousand",
    definition=Text(
        nl="Openstaande vacatures aan het einde van het kwartaal naar de regio van de vestiging, niet gecorrigeerd "
        "voor seizoen. Landelijke cijfers staan in de landelijke tabel.",
        en="Open vacancies at the end of the quarter by region of the establishment, not seasonally adjusted. National "
        "figures are in the national table.",
    ),
    inputs=["vacancies_by_region"],
    dimensions=["region", "branch"],
)
def open_vacancies_by_region(
    tables: Tables, *, branch: str = "A-U", region: str = ""
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies in thousands by quarter and region (provinces, parts, ``NL``), for one ``branch``."""
    data = tables["vacancies_by_region"]
    members = data.table.dimensions["region"].members
    check_choice("branch", branch, data.table.dimensions["branch"].members)
    rows = data.select("open_vacancies", branch=branch)
    if region:
        check_choice("region", region, members)
        rows = rows[rows["region"] == region]
    frame = rows.assign(series_id=rows["region"])
    series = {code: one.text for code, one in members.items()}
    notes = []
    provinces = rows[rows["value"].notna() & rows["region"].isin(PROVINCES)].groupby("period")["region"].nunique()
    if len(provinces):
        last = max(provinces.index[provinces == provinces.max()])
        if last < rows["period"].max():
            whole = when(last)
            notes.append(
                Text(
                    nl=f"Alle provincies staan er tot en met {whole.nl}; daarna ontbreken kwartalen en "
                    f"provincies. Niets "
                    "is aangevuld.",
                    en=f"All provinces are there up to {whole.en}; after that quarters and provinces are missing. "
                    f"Nothing "
                    "was filled in.",
                )
            )
    return frame, {"series": series, "notes": tuple(notes)}


@indicator(
    "new-and-filled-vacancies",
    title=Text(nl="Ontstane en vervulde vacatures", en="New and filled vacancies"),
    unit="thousand",
    decimals=0,
    definition=Text(
        nl="Vacatures die in het kwartaal ontstaan, en vacatures die in het kwartaal vervuld zijn of vervallen. "
        "Niet gecorrigeerd voor seizoen.",
        en="Vacancies that arise in the quarter, and vacancies that are filled or lapse in the quarter. "
        "Not seasonally adjusted.",
    ),
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
            check_choice("branch", branch, members)
            line, _ = combine(quarters(data, measure, [branch]), branch)
        parts.append(_frame(line, data, measure, sector or branch).assign(flow=flow, series_id=flow))
    frame = pd.concat(parts, ignore_index=True)
    newest = last_quarter(data, "open_vacancies")
    notes = []
    if not frame.empty and max(frame["period"]) < newest:
        what = Text(nl="ontstane en vervulde vacatures", en="new and filled vacancies")
        notes.append(stops_note(max(frame["period"]), newest, what))
    series = {
        "new": Text(nl="Ontstaan", en="New"),
        "filled": Text(nl="Vervuld of vervallen", en="Filled or lapsed"),
    }
    return frame, {"series": series, "notes": tuple(notes)}


@indicator(
    "vacancies-per-1000-jobs",
    title=Text(nl="Vacatures per 1.000 banen", en="Vacancies per 1,000 jobs"),
    unit="per_thousand_jobs",
    decimals=0,
    definition=Text(
        nl="Vacaturegraad zoals CBS die publiceert: openstaande vacatures per 1.000 banen van werknemers aan het einde "
        "van het kwartaal, niet gecorrigeerd voor seizoen.",
        en="Vacancy rate as CBS publishes it: open vacancies per 1,000 employee jobs at the end of the quarter, not "
        "seasonally adjusted.",
    ),
    inputs=["vacancy_rate"],
    dimensions=["branch"],
)
def vacancies_per_1000_jobs(tables: Tables, *, branch: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the published vacancy rate, by quarter and branch; ``branch`` takes one line, ``all`` every branch.

    Notes say for which quarters the figures are complete: a ranking of sections is possible in those only.
    """
    data = tables["vacancy_rate"]
    members = data.table.dimensions["branch"].members
    rows = data.select("vacancy_rate_per_1000")
    rows = rows[rows["value"].notna()]
    complete = complete_quarters(rows)
    if branch != "all":
        check_choice("branch", branch, ["all", *members])
        rows = rows[rows["branch"] == branch]
    series = {code: one.text for code, one in members.items() if code in set(rows["branch"])}
    notes = []
    if complete:
        last = when(complete[-1])
        notes.append(
            Text(
                nl=f"Alle secties staan er alleen voor {last.nl}; van andere kwartalen zijn er losse cijfers."
                if len(complete) == 1
                else f"Alle secties staan er voor {len(complete)} kwartalen, het laatst {last.nl}; van andere "
                "kwartalen zijn er losse cijfers.",
                en=f"All sections are there for {last.en} only; of other quarters there are single figures."
                if len(complete) == 1
                else f"All sections are there for {len(complete)} quarters, the last {last.en}; of other quarters "
                "there are single figures.",
            )
        )
    return rows.assign(series_id=rows["branch"]), {"series": series, "notes": tuple(notes)}


def complete_quarters(rows: pd.DataFrame) -> list[str]:
    """Return the quarters, oldest first, in which every section has a figure."""
    sections = rows[rows["branch"].isin(SECTIONS)]
    counts = sections.groupby("period")["branch"].nunique()
    return sorted(counts.index[counts == len(SECTIONS)])


@indicator(
    "vacancies-per-1000-employed",
    title=Text(nl="Vacatures per 1.000 werkzame personen of banen", en="Vacancies per 1,000 employed persons or jobs"),
    unit="per_thousand_employed",
    decimals=1,
    definition=Text(
        nl="Eigen bewerking: openstaande vacatures aan het einde van het kwartaal gedeeld door werkzame personen "
        "(seizoengecorrigeerd) of banen (werknemers en zelfstandigen), maal 1.000. Lager dan de vacaturegraad, die "
        "door banen van werknemers deelt.",
        en="Own processing: open vacancies at the end of the quarter divided by employed persons (seasonally adjusted) "
        "or jobs (employees and self-employed), times 1,000. Lower than the vacancy rate, which divides by "
        "employee jobs.",
    ),
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
    check_choice("basis", basis, ("persons", "jobs"))
    volume, data = tables["labour_volume"], tables["vacancies"]
    measure = "employed_persons_adjusted" if basis == "persons" else "jobs"
    below = volume.select(measure, apart=True, worker="total", grain="quarter")
    below = below[below["value"].notna()]
    by_edition = below.pivot(index=["vintage", "period"], columns="branch", values="value")
    notes = []
    if {"O-Q", "O", "P"} <= set(by_edition) and "Q" not in by_edition:
        by_edition["Q"] = by_edition["O-Q"] - by_edition["O"] - by_edition["P"]
        notes.append(
            Text(
                nl="De noemer van zorg is die van overheid en zorg min openbaar bestuur en onderwijs.",
                en="The denominator of care is that of government and care less public administration and education.",
            )
        )
    below = by_edition.melt(ignore_index=False, value_name="below").dropna().reset_index()
    wide = quarters(data, "open_vacancies", below["branch"].unique())
    lines = {code: combine(wide, code)[0] for code in below["branch"].unique()}
    above = pd.DataFrame(lines).rename_axis("period").melt(ignore_index=False, var_name="branch", value_name="above")
    frame = below.merge(above.dropna().reset_index(), on=["period", "branch"])
    frame["value"] = 1000 * frame["above"] / frame["below"]
    frame["series_id"] = frame["branch"] + "-" + frame["vintage"]
    known = sorted(frame["branch"].unique())
    if branch != "all":
        check_choice("branch", branch, ["all", *known])
        frame = frame[frame["branch"] == branch]
    frame["is_provisional"] = _provisional(data, "open_vacancies", frame["period"])
    series = {
        id: Text(
            nl=f"{code_label('vacancies', 'branch', code).nl} (noemer: uitgave {vintage})",
            en=f"{code_label('vacancies', 'branch', code).en} (denominator: edition {vintage})",
        )
        for id, code, vintage in frame[["series_id", "branch", "vintage"]].drop_duplicates().itertuples(index=False)
    }
    editions = {id: {vintage} for id, vintage in zip(frame["series_id"], frame["vintage"], strict=True)}
    return frame, {"series": series, "notes": tuple(notes), "editions": {"labour_volume": editions}}


@indicator(
    "vacancies-by-occupation",
    title=Text(nl="Ontstane vacatures naar beroep", en="New vacancies by occupation"),
    unit="thousand",
    definition=Text(
        nl="Vacatures die in het jaar ontstaan, naar beroepsklasse (BRC 2014) en bedrijfstak. De tabel kent geen "
        "opleidingsniveau.",
        en="Vacancies that arise in the year, by occupational class (BRC 2014) and branch. The table has no level of "
        "education.",
    ),
    inputs=["vacancies_by_occupation"],
    dimensions=["branch", "occupation"],
)
def vacancies_by_occupation(tables: Tables, *, branch: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return new vacancies in thousands, by year, occupational class and branch (``all``, or one)."""
    data = tables["vacancies_by_occupation"]
    rows = data.select("new_vacancies")
    if branch != "all":
        check_choice("branch", branch, ["all", *sorted(rows["branch"].unique())])
        rows = rows[rows["branch"] == branch]
    hidden = rows[rows["status"] == "suppressed"]
    branches = data.table.dimensions["branch"].members
    occupations = data.table.dimensions["occupation"].members
    series = {
        f"{a}/{b}": Text(
            nl=f"{occupations[b].text.nl}, {branches[a].text.nl.lower()}",
            en=f"{occupations[b].text.en}, {branches[a].text.en.lower()}",
        )
        for a, b in rows[["branch", "occupation"]].drop_duplicates().itertuples(index=False)
    }
    notes = [
        Text(
            nl=f"Niet vrijgegeven door {data.table.publisher}: {series[f'{a}/{b}'].nl}.",
            en=f"Not released by {data.table.publisher}: {series[f'{a}/{b}'].en}.",
        )
        for a, b in hidden[["branch", "occupation"]].drop_duplicates().itertuples(index=False)
    ]
    for code, part in rows[rows["value"].notna()].groupby("period"):
        editions = sorted(part["vintage"].unique())
        if len(editions) > 1:
            year = when(str(code))
            names = {lang: ", ".join(date(one, lang) for one in editions) for lang in ("nl", "en")}
            notes.append(
                Text(
                    nl=f"De cijfers over {year.nl} komen uit {len(editions)} uitgaven ({names['nl']}): wat ertussen is "
                    "herzien, is in een deel ervan verwerkt.",
                    en=f"The figures for {year.en} come from {len(editions)} editions ({names['en']}): what was "
                    "revised in between is in some of them only.",
                )
            )
    frame = rows.assign(series_id=rows["branch"] + "/" + rows["occupation"])
    return frame, {"series": series, "notes": tuple(notes)}
