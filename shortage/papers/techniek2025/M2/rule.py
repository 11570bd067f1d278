"""How many workers from abroad Germany and Belgium gain in a year, beside the Netherlands."""

from __future__ import annotations

from shortage.choice import check_code
from shortage.claims import Context, Finding, Number, Outcome, Value
from shortage.claims.grading import of_parts
from shortage.indicators import Indicator
from shortage.indicators.lines import NEIGHBOURS
from shortage.text import Period, Problem, Unreadable, Words
from shortage.text.phrases import joined, when

WORDS = Words(__file__)
THREE = ("NL", *NEIGHBOURS)
NAMES = {"NL": "netherlands", "DE": "germany", "BE": "belgium"}
YEARLY = {
    "valid-permits": ("permits", {"kind": "valid-work", "per": "persons"}, True, 1000.0),
    "first-work-permits": ("permits", {"kind": "first-work", "per": "persons"}, False, 1000.0),
    "first-permits": ("permits", {"kind": "first-all", "per": "persons"}, False, 1000.0),
    "employed": ("foreign-nationals-at-work", {"per": "persons"}, True, 1.0),
}
"""Measure → indicator, its parameters, whether it is a stock, and how many of its units are a thousand."""


def _yearly(indicator: Indicator, is_stock: bool) -> tuple[dict[str, float], str, str]:
    """Return the number a year of NL, DE and BE, with the first and last period it covers.

    A stock is turned into its mean growth over the newest years in which none of the three has a break, so that all
    are about the same years; a flow is that of the newest year known of all three.
    """
    parts = {}
    for geo in THREE:
        rows = indicator.frame[indicator.frame["geo"] == geo].sort_values("period_start")
        if rows.empty:
            raise Problem("selection_empty")
        parts[geo] = rows[rows["series_id"] == rows["series_id"].iloc[-1]].set_index("period")["value"]
    common = sorted(set.intersection(*(set(line.index) for line in parts.values())))
    if len(common) < 1 + is_stock:
        raise Problem("selection_empty")
    first, last = common[0], common[-1]
    if not is_stock:
        return {geo: float(line[last]) for geo, line in parts.items()}, last, last
    years = Period.parse(last).year - Period.parse(first).year
    return {geo: float(line[last] - line[first]) / years for geo, line in parts.items()}, first, last


def _judged(together: float, least: float, threshold: float, *, is_stock: bool) -> Value:
    """Return the verdict of a number a year: between the two readings of "hundreds of thousands" it depends.

    The growth of a stock is net, so a lower bound of how many came: too small, it contradicts nothing.
    """
    if together >= threshold:
        return "supported"
    return "contradicted" if together < least and not is_stock else "depends"


def rule(context: Context) -> Finding:
    """Germany and Belgium together: do they reach "hundreds of thousands" a year, in either reading of the words?

    Below ``least`` thousand: contradicted, but only where people are counted who came: the growth of a stock says no
    more than how many came at least. From ``threshold`` thousand on: supported; between the two it depends on how the
    words are read. Whether a policy aims at it is a part that no figure tests.
    """
    measure = context["measure"]
    check_code("measure", measure, YEARLY)
    id, params, is_stock, scale = YEARLY[measure]
    indicator = context.indicator(id, **params)
    yearly, first, last = _yearly(indicator, is_stock)
    scaled = {geo: value / scale for geo, value in yearly.items()}
    together = sum(scaled[geo] for geo in NEIGHBOURS)
    count = Number("together", together, "thousand", last, WORDS["number.together"], 0)
    verdict = _judged(together, float(context["least"]), float(context["threshold"]), is_stock=is_stock)
    reading = "net" if verdict == "depends" and together < float(context["least"]) else verdict
    numbers = [Number(NAMES[geo], scaled[geo], "thousand", last, WORDS[f"number.{NAMES[geo]}"], 0) for geo in THREE]
    numbers += [
        count,
        Number("least", float(context["least"]), "thousand", last, WORDS["number.least"], 0),
        Number("threshold", float(context["threshold"]), "thousand", last, WORDS["number.threshold"], 0),
    ]
    words = {"first_words": when(first), "last_words": when(last)}
    sentences = [WORDS[f"measure.{measure}"], WORDS["beside"], WORDS[f"reads.{reading}"]]
    extra = _per_inhabitant(context) if measure == "valid-permits" else []
    if extra:
        words["year"] = when(extra[0].period)
        sentences.append(WORDS["per_inhabitant"])
    if measure == "valid-permits":
        visas = _visas(context)
        if visas is not None:
            extra.append(visas)
            words["visas_year"] = when(visas.period)
            sentences.append(WORDS["visas"])
    parts = (Outcome(WORDS["part.number"], verdict), Outcome(WORDS["part.policy"], "not_testable"))
    return Finding(
        of_parts(part.verdict for part in parts),
        joined(sentences),
        (*numbers, *extra),
        value=together,
        unit="thousand",
        decimals=0,
        period=last,
        words=words,
        notes=indicator.notes,
        parts=parts,
        tipping=count if verdict == "depends" else None,
    )


def _per_inhabitant(context: Context) -> list[Number]:
    """Return permits valid for work per 1,000 inhabitants, in the newest year that all three have."""
    indicator = context.indicator("permits", kind="valid-work", per="inhabitants")
    wide = indicator.frame[indicator.frame["geo"].isin(THREE)].pivot(index="period", columns="geo", values="value")
    wide = wide.reindex(columns=list(THREE)).dropna()
    if wide.empty:
        raise Problem("selection_empty")
    year = str(wide.index.max())
    return [
        Number(
            f"{NAMES[geo]}_permits", float(wide[geo][year]), indicator.unit, year, WORDS[f"number.{NAMES[geo]}_permits"]
        )
        for geo in THREE
    ]


def _visas(context: Context) -> Number | None:
    """Return Germany's visas for skilled work, in thousands, where the table of single figures is there."""
    try:
        indicator = context.indicator("german-skilled-visas")
    except Unreadable:
        raise
    except Problem:
        return None
    if indicator.frame.empty:
        return None
    row = indicator.frame.sort_values("period_start").iloc[-1]
    return Number("visas", float(row["value"]) / 1000, "thousand", str(row["period"]), WORDS["number.visas"], 0)
