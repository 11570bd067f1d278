"""Tightness of the labour market and untapped labour potential."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.indicators.base import Tables, indicator
from shortage.indicators.vacancies import check_choice
from shortage.store import TableData
from shortage.text import Period, Text, date

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
    title=Text(nl="Spanning op de arbeidsmarkt", en="Labour market tightness"),
    unit="per_hundred_unemployed",
    decimals=0,
    definition=Text(
        nl="Openstaande vacatures per 100 werklozen. De gecorrigeerde reeksen delen seizoengecorrigeerde vacatures "
        "door seizoengecorrigeerde werklozen, zoals CBS doet, één reeks per uitgave van de vacatures. De lange "
        "reeks is "
        "eigen bewerking: het gemiddelde van vier kwartalen vacatures gedeeld door dat van vier kwartalen "
        "werklozen, beide "
        "niet gecorrigeerd.",
        en="Open vacancies per 100 unemployed. The adjusted series divide seasonally adjusted vacancies by seasonally "
        "adjusted unemployed, as CBS does, one series per edition of the vacancies. The long series is own processing: "
        "the mean of four quarters of vacancies divided by that of four quarters of unemployed, neither of them "
        "adjusted.",
    ),
    inputs=["vacancies", "labour_force"],
    optional=["vacancies_adjusted_total", "vacancies_adjusted"],
    dimensions=["method", "vintage"],
    look_back=1,
)
def tightness(tables: Tables, *, method: str = "all") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return vacancies per 100 unemployed, by quarter.

    Args:
        tables: the inputs.
        method: ``adjusted`` (series ``adjusted-<edition>``), ``unadjusted`` (series ``unadjusted``), or ``all``.
    """
    check_choice("method", method, ("all", "adjusted", UNADJUSTED))
    force = tables["labour_force"]
    parts: list[pd.DataFrame] = []
    series: dict[str, Text] = {}
    notes: list[Text] = []
    editions: dict[str, dict[str, set[str] | None]] = {}
    if method != "adjusted":
        vacancies = _quarterly(tables["vacancies"], "open_vacancies", branch="A-U")
        unemployed = _quarterly(force, "unemployed", adjustment="original")
        both = vacancies.merge(unemployed, left_index=True, right_index=True, suffixes=("", "_below"))
        means = both[["value", "value_below"]].rolling(YEAR, min_periods=YEAR).mean()
        marked = (both["is_provisional"] | both["is_provisional_below"]).astype(float)
        line = pd.DataFrame(
            {
                "value": 100 * means["value"] / means["value_below"],
                "is_provisional": marked.rolling(YEAR, min_periods=1).max() > 0,
            }
        )
        parts.append(line.assign(method=UNADJUSTED, vintage="", series_id=UNADJUSTED))
        editions["vacancies"] = {UNADJUSTED: None}
        series[UNADJUSTED] = Text(nl="Gemiddelde van vier kwartalen", en="Mean of four quarters")
    if method != UNADJUSTED:
        below = _quarterly(force, "unemployed", adjustment="adjusted")
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
                series[id] = Text(
                    nl=f"Seizoengecorrigeerd, uitgave {date(str(vintage), 'nl')}",
                    en=f"Seasonally adjusted, edition {date(str(vintage), 'en')}",
                )
        notes.append(
            Text(
                nl="Elke uitgave van de gecorrigeerde vacatures staat op zichzelf; een verschil tussen twee uitgaven "
                "is herziening. Gelijk aan de eigen publicatie van CBS zijn alleen de nieuwste kwartalen van een "
                "uitgave.",
                en="Each edition of the adjusted vacancies stands alone; a step between two editions is revision. "
                "Only the newest quarters of an edition equal what CBS itself published.",
            )
        )
    frame = pd.concat([part.rename_axis("period").reset_index() for part in parts], ignore_index=True)
    return frame, {"series": series, "notes": tuple(notes), "editions": editions}


@indicator(
    "tightness-uwv",
    title=Text(nl="Spanning volgens UWV", en="Tightness according to UWV"),
    unit="ratio",
    definition=Text(
        nl="Openstaande vacatures volgens UWV per persoon die korter dan een half jaar een WW-uitkering ontvangt. Een "
        "andere maat dan de spanning van CBS: de noemer telt alleen recente uitkeringen, niet alle werklozen.",
        en="Open vacancies according to UWV per person who has received unemployment benefit for less than half a "
        "year. Another measure than the tightness of CBS: the denominator counts recent benefits only, not all "
        "unemployed.",
    ),
    inputs=["tightness_uwv"],
)
def tightness_uwv(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return UWV's vacancies per person with short-term benefit, by quarter, where both sides are published."""
    data = tables["tightness_uwv"]
    above = data.select("open_vacancies_uwv").set_index("period")["value"]
    below = data.select("short_term_benefit").set_index("period")["value"]
    ratio = (above / below).dropna()
    frame = pd.DataFrame({"period": ratio.index, "value": ratio.to_numpy(), "series_id": "uwv"})
    return frame, {"series": {"uwv": Text(nl="UWV", en="UWV")}}


@indicator(
    "untapped-labour-potential",
    title=Text(nl="Onbenut arbeidspotentieel", en="Untapped labour potential"),
    unit="thousand",
    decimals=0,
    definition=Text(
        nl="Personen van 15 tot 75 jaar die werkloos zijn, die beschikbaar zijn maar niet zochten, die zochten maar "
        "niet beschikbaar zijn, en deeltijders die meer uren willen werken en daarvoor beschikbaar zijn; "
        "seizoengecorrigeerd.",
        en="Persons aged 15 to 74 who are unemployed, who are available but did not search, who searched but are not "
        "available, and part-timers who want more hours and are available for them; seasonally adjusted.",
    ),
    inputs=["labour_force"],
    dimensions=["group"],
)
def untapped_labour_potential(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return persons in thousands by quarter and group, with their sum as group ``total``."""
    data = tables["labour_force"]
    lines = [_quarterly(data, group, adjustment="adjusted") for group in POTENTIAL]
    wide = pd.concat([line["value"] for line in lines], axis=1, keys=list(POTENTIAL))
    wide["total"] = wide.sum(axis=1, skipna=False)
    frame = wide.melt(ignore_index=False, var_name="group", value_name="value").rename_axis("period").reset_index()
    series = {group: data.table.measure(group).title for group in POTENTIAL}
    series["total"] = Text(nl="Onbenut arbeidspotentieel", en="Untapped labour potential")
    return frame.assign(series_id=frame["group"]), {"series": series}
