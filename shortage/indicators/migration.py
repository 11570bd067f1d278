"""Labour migration, and what other countries look like beside the Netherlands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from shortage import catalog
from shortage.catalog import Break
from shortage.choice import check_code
from shortage.indicators.base import Tables, indicator, pivot
from shortage.store import TableData
from shortage.text import Period, Problem, Text, Words

WORDS = Words(__file__)

TECHNICAL_SECTIONS = ("B", "C", "D", "E", "F")
ALL_SECTIONS = tuple("ABCDEFGHIJKLMNOPQRST")
DEFAULT_SECTOR = "default"
VARIANTS = ("low", "mid", "mid2", "high")
OUTSIDE_EU = frozenset({"AL", "CH", "IS", "JP", "ME", "MK", "NO", "RS", "TR", "UK", "US"})
TECHNICAL_OCCUPATIONS = ("electricians", "plumbers", "carpenters", "metal_setters")
GROUPS = frozenset({"EU27_2020", "EU28", "EU27_2007", "EU", "EA", "EA19", "EA20", "EA21"})


def geo_names(codes: Iterable[str]) -> dict[str, Text]:
    """Return the names of countries by code, as they stand inside a sentence."""
    countries = catalog.classification("geo")
    return {code: countries[code].text if code in countries else Text(nl=code, en=code) for code in codes}


def _applies(mark: Break, row: Mapping[Any, Any]) -> bool:
    return all(row.get(name) == wanted for name, wanted in mark.where.items())


def _split(rows: pd.DataFrame, breaks: Iterable[Break], base: pd.Series) -> pd.Series:
    """Return series ids: ``base``, with the year of the newest break that a row has passed.

    A line never runs through a break: before and after it are two series.
    """
    years = []
    marks = [(Period.parse(event.period), event) for event in breaks]
    for id, row in zip(base, rows.to_dict("records"), strict=True):
        period = Period.parse(str(row["period"]))
        # A break is given on its first year; quarters and years share the calendar, so the start decides.
        passed = [mark.year for mark, event in marks if period.start >= mark.start and _applies(event, row)]
        years.append(f"{id}:{max(passed)}" if passed else str(id))
    return pd.Series(years, index=rows.index, dtype=object)


def _runs(periods: Iterable[str], base: str) -> list[str]:
    """Return series ids such that only periods that follow each other share one: single years form no line."""
    notes: list[str] = []
    start = last = None
    for code in periods:
        period = Period.parse(code)
        if last is None or last.shift(1) != period:
            start = period
        notes.append(f"{base}:{start.year}" if start else base)
        last = period
    return notes


# -- labour immigration ------------------------------------------------------------------------------------------------


def _labour(tables: Tables) -> pd.DataFrame:
    """Return labour immigrants by year: ``eu``, ``non_eu`` (persons, NaN where one is absent), ``is_provisional``."""
    parts = {}
    flags = []
    for name, table in (("eu", "immigrants_eu"), ("non_eu", "immigrants_non_eu")):
        rows = tables[table].select("immigrants", purpose="labour", stay="arrival").set_index("period")
        parts[name] = rows["value"]
        flags.append(rows["is_provisional"])
    stock = pd.DataFrame(parts).sort_index()
    stock["is_provisional"] = pd.concat(flags, axis=1).fillna(False).any(axis=1)
    return stock


@indicator(
    "labour-immigration",
    words=WORDS,
    unit="persons",
    decimals=0,
    inputs=["immigrants_eu", "immigrants_non_eu"],
    dimensions=["origin"],
)
def labour_immigration(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return labour immigrants per year and ``origin`` (eu, non-eu, total), in persons.

    The total needs both sides, so it ends with the older of the two. The United Kingdom changes sides in one year:
    eu and non-eu are two series there, the total is one.
    """
    labour = _labour(tables)
    breaks = tables["immigrants_eu"].table.breaks
    lines = {"eu": labour["eu"], "non-eu": labour["non_eu"], "total": labour["eu"] + labour["non_eu"]}
    parts = []
    for origin, values in lines.items():
        part = pd.DataFrame({"period": values.index, "value": values.to_numpy(), "origin": origin})
        part["is_provisional"] = labour["is_provisional"].to_numpy()
        base = part["origin"]
        part["series_id"] = base if origin == "total" else _split(part, breaks, base)
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True).dropna(subset=["value"])
    series = {id: WORDS[f"origin.{id.split(':')[0]}"] for id in frame["series_id"].unique()}
    return frame, {"series": series, "breaks": breaks, "notes": (WORDS["note.residents"],)}


@indicator(
    "immigration-by-nationality", words=WORDS, unit="thousand", inputs=["immigration_news"], dimensions=["nationality"]
)
def immigration_by_nationality(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return all immigrants per year and nationality group, in thousands, as CBS printed them."""
    table = tables["immigration_news"]
    rows = table.select("immigrants")
    members = table.table.dimensions["nationality"].members
    return rows.assign(series_id=rows["nationality"]), {
        "series": {code: member.text for code, member in members.items()}
    }


# -- the international share -------------------------------------------------------------------------------------------


def _branches(sector: str) -> tuple[str, ...]:
    sectors = catalog.sectors()
    check_code("sector", sector, sectors)
    return tuple(sectors[sector]["branches"])


def _filled(tables: Tables, branches: Iterable[str]) -> pd.Series:
    """Return filled vacancies per year (in units, not thousands) of branches that do not overlap."""
    wanted = list(branches)
    rows = tables["vacancies"].select("filled_vacancies", branch=wanted, grain="year")
    by_branch = pivot(rows, "branch")
    if set(by_branch.columns) != set(wanted):
        raise Problem("selection_empty")
    # A branch without a figure leaves its year out: a sum with a hole would be too low.
    return by_branch.sum(axis=1, min_count=len(wanted)).dropna() * 1000


def _phi(tables: Tables, sector: str) -> pd.DataFrame:
    """Return the stand-ins in per cent by year (columns :data:`VARIANTS`), NaN where one does not exist.

    Numerator and denominator of the share must cover the same industries. ``mid`` follows any definition; the others
    exist for the default (SBI B-F) only, because their sources have no finer detail.
    """
    whole = _filled(tables, ["A-U"])
    mid = 100 * _filled(tables, _branches(sector)) / whole
    bounds = pd.DataFrame({"mid": mid.dropna()})
    for name in ("low", "mid2", "high"):
        bounds[name] = float("nan")
    if sector == DEFAULT_SECTOR:
        share = tables["cee_employees_2011"].select("share_pct").set_index("branch")["value"]
        direct = float(share["B-E"] + share["F"])
        bounds["low"] = direct
        bounds["high"] = direct + catalog.stand_ins()["high"].agency_pct / 100 * float(share["78"])
        survey = tables["employment_by_activity"]
        where: dict[str, Any] = {"geo": "NL", "sex": "total", "activity": ALL_SECTIONS}
        # Households (T, a thousandth of employment) stand second-hand in the snapshot: in the total, never a line.
        rows = pd.concat([survey.select("employed", **where), survey.select("employed", context=True, **where)])
        wide = pivot(rows, "activity").dropna()
        if set(wide.columns) == set(ALL_SECTIONS):
            bounds["mid2"] = 100 * wide[list(TECHNICAL_SECTIONS)].sum(axis=1) / wide.sum(axis=1)
    return bounds[list(VARIANTS)].sort_index()


def _unregistered(tables: Tables) -> float:
    """Return the factor from registered to all foreign-born employees, in the newest year of the table."""
    table = tables["foreign_born_employees"]
    newest = {name: table.select(name, group="total").iloc[-1]["value"] for name in ("registered", "not_registered")}
    return float(1 + newest["not_registered"] / newest["registered"])


def _flows(
    tables: Tables, sector: str, origin: str, unregistered: bool, lapsed: float
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return both flows of the share in the years that have both: people, vacancies, and what is provisional.

    Raises:
        Problem: an unknown choice, or no year in which both flows stand.
    """
    check_code("origin", origin, ("all", "eu", "non-eu"))
    if not 0 <= lapsed < 100:
        raise Problem("choice_unknown", name="lapsed", value=lapsed, known="0–100")
    labour = _labour(tables)
    eu = labour["eu"] * (_unregistered(tables) if unregistered else 1.0)
    people = {"all": eu + labour["non_eu"], "eu": eu, "non-eu": labour["non_eu"]}[origin]
    both = pd.DataFrame({"people": people, "filled": _filled(tables, _branches(sector)) * (1 - lapsed / 100)}).dropna()
    if both.empty:
        raise Problem("selection_empty")
    return both["people"], both["filled"], labour["is_provisional"].reindex(both.index).astype(bool)


@indicator(
    "filled-vacancies-by-year", words=WORDS, unit="thousand", decimals=0, inputs=["vacancies"], dimensions=["sector"]
)
def filled_vacancies_by_year(tables: Tables, *, sector: str = DEFAULT_SECTOR) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return filled vacancies (lapsed ones included) per year of a technical sector, in thousands."""
    values = _filled(tables, _branches(sector)) / 1000
    rows = tables["vacancies"].select("filled_vacancies", branch=list(_branches(sector)), grain="year")
    flags = rows.groupby("period")["is_provisional"].any()
    frame = pd.DataFrame({"period": values.index, "value": values.to_numpy(), "sector": sector, "series_id": sector})
    frame["is_provisional"] = flags.reindex(values.index).to_numpy(dtype=bool)
    return frame, {"series": {sector: catalog.sectors()[sector]["text"]}, "notes": (WORDS["note.lapsed"],)}


_SHARE_INPUTS = ["immigrants_eu", "immigrants_non_eu", "vacancies", "cee_employees_2011", "employment_by_activity"]


@indicator(
    "international-share",
    words=WORDS,
    unit="per_hundred_filled",
    inputs=_SHARE_INPUTS,
    optional=["foreign_born_employees"],
    dimensions=["sector"],
)
def international_share(
    tables: Tables,
    *,
    sector: str = DEFAULT_SECTOR,
    phi: float | None = None,
    value: str = "mid",
    origin: str = "all",
    unregistered: bool = False,
    lapsed: float = 0.0,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the ratio by year: ``value`` with ``low`` and ``high``.

    Args:
        tables: the declared inputs.
        sector: definition of technical industry (``catalog/sectors.toml``); numerator and denominator both follow it.
        phi: the reader's own per cent of labour migrants who start there; it replaces the stand-ins and has no band.
        value: which stand-in gives ``value``: low, mid, mid2 or high.
        origin: all, eu or non-eu.
        unregistered: count EU workers who are not registered as resident too (the ratio of the newest year known).
        lapsed: per cent of the filled vacancies that is taken to have lapsed instead (an assumption).

    Raises:
        Problem: an unknown choice, or no year in which both flows stand.
    """
    check_code("value", value, VARIANTS)
    people, filled, flags = _flows(tables, sector, origin, unregistered, lapsed)
    per_percent = people / filled
    frame = pd.DataFrame({"period": per_percent.index, "sector": sector, "is_provisional": flags.to_numpy()})
    notes = [WORDS["note.not_matched"], WORDS["note.residents"], WORDS["note.lapsed"]]
    if phi is not None:
        if isinstance(phi, bool) or not isinstance(phi, int | float) or not 0 < phi <= 100:
            raise Problem("choice_unknown", name="phi", value=phi, known="0–100")
        frame["value"] = phi * per_percent.to_numpy()
        frame["series_id"] = "phi"
        return frame, {"series": {"phi": WORDS["series.own"]}, "notes": tuple(notes)}
    shares = _phi(tables, sector).reindex(per_percent.index)
    for column, stand_in in (("value", value), ("low", "low"), ("high", "high")):
        frame[column] = (shares[stand_in] * per_percent).to_numpy()
    if sector != DEFAULT_SECTOR:
        notes.append(WORDS["note.no_band"])
    frame["series_id"] = value
    breaks: tuple[Break, ...] = ()
    if value == "mid2":
        breaks = tables["employment_by_activity"].table.breaks
        frame["series_id"] = _split(frame, breaks, frame["series_id"])
    text = catalog.stand_ins()[value].name
    series = dict.fromkeys(frame["series_id"].unique(), text)
    return frame, {"series": series, "notes": tuple(notes), "breaks": breaks}


@indicator(
    "international-share-phi",
    words=WORDS,
    unit="per_cent",
    inputs=["vacancies", "cee_employees_2011", "employment_by_activity"],
    dimensions=["stand_in"],
)
def international_share_phi(tables: Tables, *, sector: str = DEFAULT_SECTOR) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the stand-ins by year, in per cent of all labour migrants (``stand_in``: low, mid, mid2, high)."""
    wide = _phi(tables, sector)
    frame = wide.rename_axis("period").reset_index().melt("period", var_name="stand_in", value_name="value")
    frame = frame.dropna(subset=["value"]).reset_index(drop=True)
    breaks = tables["employment_by_activity"].table.breaks
    is_survey = frame["stand_in"] == "mid2"
    frame["series_id"] = frame["stand_in"]
    frame.loc[is_survey, "series_id"] = _split(frame[is_survey], breaks, frame.loc[is_survey, "stand_in"])
    names = catalog.stand_ins()
    series = {id: names[id.split(":")[0]].name for id in frame["series_id"].unique()}
    notes = tuple(names[variant].basis for variant in VARIANTS if (frame["stand_in"] == variant).any())
    return frame, {"series": series, "breaks": breaks if is_survey.any() else (), "notes": notes}


@indicator(
    "international-share-inverted",
    words=WORDS,
    unit="per_cent",
    inputs=["immigrants_eu", "immigrants_non_eu", "vacancies"],
    optional=["foreign_born_employees"],
    dimensions=["sector"],
)
def international_share_inverted(
    tables: Tables,
    *,
    stated: float = 7.0,
    sector: str = DEFAULT_SECTOR,
    origin: str = "all",
    unregistered: bool = False,
    lapsed: float = 0.0,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return by year the phi (in per cent) at which ``stated`` per 100 filled vacancies would be true.

    The other parameters are those of :func:`international_share`: the claim is turned round for the same people and
    the same vacancies. Above 100 it cannot be true at all.
    """
    people, filled, flags = _flows(tables, sector, origin, unregistered, lapsed)
    values = stated * filled / people
    frame = pd.DataFrame({"period": values.index, "value": values.to_numpy(), "sector": sector, "series_id": sector})
    frame["is_provisional"] = flags.to_numpy()
    return frame, {
        "series": {sector: catalog.sectors()[sector]["text"]},
        "notes": (WORDS["note.not_matched"], WORDS["note.residents"], WORDS["note.lapsed"]),
    }


# -- other countries ---------------------------------------------------------------------------------------------------


def _population(tables: Tables) -> pd.DataFrame:
    rows = tables["population"].select("population")
    return rows.set_index(["geo", "period"])[["value", "is_provisional"]]


def _per_inhabitant(rows: pd.DataFrame, tables: Tables, ahead: int) -> pd.DataFrame:
    """Divide ``value`` by the population on 1 January, ``ahead`` years on; rows without a population go."""
    people = _population(tables)
    keys = [(geo, Period.parse(code).shift(ahead).code) for geo, code in zip(rows["geo"], rows["period"], strict=True)]
    matched = people.reindex(pd.MultiIndex.from_tuples(keys, names=["geo", "period"]))
    rows = rows.copy()
    rows["value"] = 1000 * rows["value"].to_numpy() / matched["value"].to_numpy()
    rows["is_provisional"] = rows["is_provisional"].to_numpy() | matched["is_provisional"].eq(True).to_numpy()
    return rows.dropna(subset=["value"])


_PERMITS = {
    "valid-work": ("valid_permits", "valid_permits", "employment"),
    "first-all": ("first_permits", "first_permits", "total"),
    "first-work": ("first_work_permits", "first_permits", "employment"),
}


@indicator(
    "permits",
    words=WORDS,
    unit="per_thousand_inhabitants",
    inputs=["population"],
    optional=["valid_permits", "first_permits", "first_work_permits"],
    dimensions=["geo"],
    look_ahead=1,
)
def permits(
    tables: Tables, *, kind: str = "valid-work", per: str = "inhabitants"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return permits by year and country.

    Args:
        tables: the declared inputs.
        kind: valid-work (stock, for work), first-all (flow, all reasons) or first-work (flow, for work: after a load).
        per: inhabitants (per 1,000) or persons.

    Raises:
        Problem: an unknown choice, or a table that is not there.
    """
    check_code("kind", kind, _PERMITS)
    check_code("per", per, ("inhabitants", "persons"))
    name, measure, reason = _PERMITS[kind]
    table = tables[name]
    rows = table.select(measure, reason=reason)
    rows = rows[~rows["geo"].isin(GROUPS)]
    extras: dict[str, Any] = {}
    if per == "inhabitants":
        rows = _per_inhabitant(rows, tables, 1 if kind == "valid-work" else 0)
    else:
        extras = {"unit": "persons", "decimals": 0}
    rows = rows.assign(series_id=_split(rows, table.table.breaks, rows["geo"]))
    return rows, {**extras, "title": WORDS[f"permit.{kind}"], "series": _series(rows), "breaks": table.table.breaks}


def _series(rows: pd.DataFrame) -> dict[str, Text]:
    names = geo_names(rows["geo"].unique())
    pairs = rows[["series_id", "geo"]].drop_duplicates()
    return {id: names[geo] for id, geo in zip(pairs["series_id"], pairs["geo"], strict=True)}


@indicator(
    "foreign-nationals-at-work",
    words=WORDS,
    unit="per_thousand_inhabitants",
    inputs=["employment_by_citizenship", "population"],
    dimensions=["geo"],
)
def foreign_nationals_at_work(
    tables: Tables, *, per: str = "inhabitants", citizen: str = "foreign"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return employed foreign nationals by year and country.

    Args:
        tables: the declared inputs.
        per: inhabitants (per 1,000), employed (per cent of all employed) or persons (in thousands).
        citizen: foreign, eu (other EU countries) or non_eu.
    """
    ways = {"inhabitants": "per_thousand_inhabitants", "employed": "per_cent", "persons": "thousand"}
    check_code("per", per, ways)
    check_code("citizen", citizen, ("foreign", "eu", "non_eu"))
    table = tables["employment_by_citizenship"]
    rows = table.select("employed", citizen=citizen, sex="total")
    if per == "inhabitants":
        rows = _per_inhabitant(rows.assign(value=rows["value"] * 1000), tables, 0)
    elif per == "employed":
        whole = table.select("employed", citizen="total", sex="total").set_index(["geo", "period"])["value"]
        keys = pd.MultiIndex.from_frame(rows[["geo", "period"]])
        rows = rows.assign(value=100 * rows["value"].to_numpy() / whole.reindex(keys).to_numpy())
    rows = rows.assign(series_id=_split(rows, table.table.breaks, rows["geo"]))
    return rows, {"unit": ways[per], "series": _series(rows), "breaks": table.table.breaks}


@indicator(
    "job-vacancy-rate",
    words=WORDS,
    unit="per_cent",
    inputs=["vacancy_rates_eu"],
    dimensions=["geo", "adjustment", "activity"],
)
def job_vacancy_rate(tables: Tables, *, adjustment: str = "adjusted") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the rate by quarter and country for the whole economy, each country's line from one edition.

    Args:
        tables: the declared inputs.
        adjustment: adjusted or unadjusted for season; the two never share a line.
    """
    check_code("adjustment", adjustment, ("adjusted", "unadjusted"))
    rows = tables["vacancy_rates_eu"].select("vacancy_rate_pct", adjustment=adjustment)
    scopes = {activity: rows[rows["activity"] == activity] for activity in ("B-S", "unstated")}
    scope = max(scopes, key=lambda activity: "" if scopes[activity].empty else max(scopes[activity]["period"]))
    rows = scopes[scope]
    if scope == "B-S":
        # A whole copy of the table is an edition: a country's line is of the newest in which the country stands.
        rows = rows[rows["vintage"] == rows.groupby("geo")["vintage"].transform("max")]
        scope_text = catalog.classification("nace")[scope].text
        note = WORDS("note.scope", name=scope_text)
    else:
        note = WORDS["note.scope_unstated"]
    rows = rows.sort_values(["geo", "period_start"])
    rows = rows.assign(series_id=rows["geo"] + ":" + adjustment)
    return rows, {"series": _series(rows), "notes": (note,)}


PROSPERITY = {
    "worldbank": "gdp_per_head_ppp",
    "eurostat": "gdp_per_head_eu",
    "worldbank-real": "gdp_per_head_ppp_real",
}


@indicator(
    "gdp-per-head",
    words=WORDS,
    unit="index_nl",
    decimals=0,
    inputs=[],
    optional=PROSPERITY.values(),
    dimensions=["geo", "source"],
)
def gdp_per_head(tables: Tables, *, source: str = "worldbank") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return GDP per head by year and country, Netherlands = 100 (``source``: worldbank, eurostat, worldbank-real)."""
    check_code("source", source, PROSPERITY)
    rows = tables[PROSPERITY[source]].select("gdp_per_head")
    dutch = rows[rows["geo"] == "NL"].set_index("period")
    rows = rows[~rows["geo"].isin(GROUPS | {"NL"})]
    same = dutch.reindex(rows["period"])
    rows = rows.assign(
        value=100 * rows["value"].to_numpy() / same["value"].to_numpy(),
        is_provisional=rows["is_provisional"].to_numpy() | same["is_provisional"].eq(True).to_numpy(),
        source=source,
        series_id=rows["geo"] + ":" + source,
    )
    return rows, {"series": _series(rows), "notes": (WORDS("note.source", name=WORDS[f"publisher.{source}"]),)}


# -- rules for knowledge migrants --------------------------------------------------------------------------------------


def _context_rows(table: TableData, measure: str, base: str, **where: Any) -> pd.DataFrame:
    rows = table.select(measure, context=True, **where).sort_values("period_start")
    return rows.assign(series_id=_runs(rows["period"], base))


@indicator("salary-criterion", words=WORDS, unit="eur_month", decimals=0, inputs=["salary_norms"], dimensions=["group"])
def salary_criterion(tables: Tables, *, group: str = "30plus") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the criterion in the years found (second-hand; ``group``: 30plus, under30 or graduate)."""
    table = tables["salary_norms"]
    members = table.table.dimensions["group"].members
    check_code("group", group, members)
    rows = _context_rows(table, "salary_eur_month", group, group=group)
    series = dict.fromkeys(rows["series_id"].unique(), members[group].text)
    return rows, {"series": series, "notes": (WORDS["note.second_hand"],)}


@indicator("knowledge-migrants", words=WORDS, unit="thousand", inputs=["knowledge_migrants_news"])
def knowledge_migrants(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return knowledge migrants in the years found, in thousands (second-hand)."""
    rows = _context_rows(tables["knowledge_migrants_news"], "knowledge_migrants", "cbs")
    return rows, {
        "series": dict.fromkeys(rows["series_id"].unique(), WORDS["series.knowledge"]),
        "notes": (WORDS["note.second_hand"],),
    }


@indicator("knowledge-applications", words=WORDS, unit="count", decimals=0, inputs=["ind_applications"])
def knowledge_applications(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return applications per year, as printed in the IND's annual report."""
    rows = tables["ind_applications"].select("knowledge_applications").sort_values("period_start")
    rows = rows.assign(series_id=_runs(rows["period"], "ind"))
    return rows, {"series": dict.fromkeys(rows["series_id"].unique(), WORDS["series.applications"])}


@indicator("work-permits", words=WORDS, unit="count", decimals=0, inputs=["work_permits_uwv"])
def work_permits(tables: Tables, *, measure: str = "twv_granted_employees") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the work permits of UWV in the years found, each measure by itself.

    Args:
        tables: the declared inputs.
        measure: twv_granted and twv_applications (annual reports), twv_granted_employees and
            twv_gvva_applications (second-hand).

    Raises:
        Problem: an unknown measure, or no year of it.
    """
    table = tables["work_permits_uwv"]
    titles = {measure.name: measure.title for measure in table.table.measures}
    check_code("measure", measure, titles)
    rows = table.select(measure)
    is_second_hand = rows.empty
    rows = (table.select(measure, context=True) if is_second_hand else rows).sort_values("period_start")
    if rows.empty:
        raise Problem("selection_empty")
    rows = rows.assign(series_id=_runs(rows["period"], measure))
    return rows, {
        "title": titles[measure],
        "series": dict.fromkeys(rows["series_id"].unique(), titles[measure]),
        "notes": (WORDS["note.second_hand"],) if is_second_hand else (),
    }


@indicator(
    "granted-share", words=WORDS, unit="per_cent", decimals=0, inputs=["ind_applications"], dimensions=["scheme"]
)
def granted_share(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return by year which part of the decisions on applications was granted, per ``scheme`` (labour, knowledge)."""
    parts = []
    for scheme in ("labour", "knowledge"):
        rows = tables["ind_applications"].select(f"{scheme}_granted_pct").sort_values("period_start")
        parts.append(rows.assign(scheme=scheme, series_id=_runs(rows["period"], scheme)))
    frame = pd.concat(parts, ignore_index=True)
    return frame, {"series": {id: WORDS[f"scheme.{id.partition(':')[0]}"] for id in frame["series_id"].unique()}}


@indicator("german-skilled-visas", words=WORDS, unit="persons", decimals=0, inputs=["migration_claims"])
def german_skilled_visas(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the visas for skilled work that Germany issued, in the years found."""
    rows = tables["migration_claims"].select("german_skilled_visas").sort_values("period_start")
    rows = rows.assign(series_id=_runs(rows["period"], "visas"))
    return rows, {"series": dict.fromkeys(rows["series_id"].unique(), WORDS["german-skilled-visas.title"])}


@indicator(
    "shortage-occupations-eu",
    words=WORDS,
    unit="count",
    decimals=0,
    inputs=["migration_claims"],
    dimensions=["occupation"],
)
def shortage_occupations_eu(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return in how many European countries a technical occupation is short (second-hand)."""
    table = tables["migration_claims"]
    parts = [table.select("countries_short_of_bricklayers", context=True).assign(occupation="bricklayers")]
    rows = table.select("countries_short_of_occupation", context=True)
    members = table.table.dimensions["group"].members
    rows = rows[rows["group"].isin(TECHNICAL_OCCUPATIONS)]
    parts.append(rows.assign(occupation=rows["group"]))
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.assign(series_id=frame["occupation"])
    names = {"bricklayers": WORDS["occupation.bricklayers"]} | {code: member.text for code, member in members.items()}
    series = {code: names[code] for code in frame["occupation"]}
    return frame, {"series": series, "notes": (WORDS["note.second_hand"],)}


@indicator("knowledge-workers", words=WORDS, unit="per_cent", inputs=["migration_claims"], dimensions=["measure"])
def knowledge_workers(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return international knowledge workers as part of the labour force, and the technically trained among them."""
    parts = [
        tables["migration_claims"].select(name).assign(series_id=name)
        for name in ("knowledge_workers_pct", "knowledge_workers_technical_pct")
    ]
    frame = pd.concat(parts, ignore_index=True)
    titles = {measure.name: measure.title for measure in tables["migration_claims"].table.measures}
    return frame, {"series": {id: titles[id] for id in frame["series_id"].unique()}}


@indicator(
    "labour-limits-construction",
    words=WORDS,
    unit="per_cent",
    inputs=["labour_limits_construction_eu"],
    dimensions=["geo"],
)
def labour_limits_construction(
    tables: Tables, *, adjustment: str = "unadjusted"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return by month and country which part of construction firms a shortage of labour limits.

    Args:
        tables: the declared inputs.
        adjustment: adjusted or unadjusted for season; the two never share a line.
    """
    check_code("adjustment", adjustment, ("adjusted", "unadjusted"))
    rows = tables["labour_limits_construction_eu"].select("limited_by_labour_pct", adjustment=adjustment)
    rows = rows.dropna(subset=["value"]).sort_values(["geo", "period_start"])
    rows = rows.assign(series_id=rows["geo"] + ":" + adjustment)
    return rows, {"series": _series(rows)}
