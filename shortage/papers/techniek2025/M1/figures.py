"""The share with its band of stand-ins, and the claim turned round, for the people and vacancies that are judged."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage import catalog
from shortage.figures import FigureContent, Guarded, ReferenceLine, View, build, figure, rows
from shortage.figures.wording import SECTORS, span
from shortage.indicators.migration import VARIANTS
from shortage.text import Problem, Text, Words
from shortage.text.phrases import amount, both, capital, when

WORDS = Words(__file__)
SINCE = {year: Text(nl=year, en=year) for year in ("2000", "2010", "2015", "2019")}


def _chosen(view: View) -> dict[str, Any]:
    """Return the rule's parameters that the indicators of the share know."""
    return {name: view.parameters[name] for name in ("sector", "origin", "unregistered", "lapsed")}


def _stated(view: View) -> float:
    return view.finding.number("stated").value


@figure(
    "international-share",
    theme="migration",
    words=WORDS,
    order=1,
    choices={"sector": SECTORS, "since": SINCE},
)
def international_share(
    view: View, *, sector: str = "default", phi: float | None = None, since: str = "2010"
) -> FigureContent:
    """The ratio with its band of stand-ins, the stated share as a line, and the reader's own stand-in beside it."""
    indicator = view.indicator("international-share", **{**_chosen(view), "sector": sector})
    view.from_year(since, indicator)
    last = indicator.line().iloc[-1]
    has_band = bool(indicator.frame["low"].notna().any())
    parts = [rows(indicator, label=view.say("middle_of_band" if has_band else "middle"), since=since)]
    words = {
        "stated": amount(_stated(view)),
        "year": when(str(last["period"])),
        "mid": amount(float(last["value"]), 1),
        "low": amount(float(last["low"]), 1),
        "high": amount(float(last["high"]), 1),
    }
    own: pd.Series[Any] | None = None
    if phi is not None:
        chosen = view.indicator("international-share", phi=phi, **{**_chosen(view), "sector": sector})
        view.from_year(since, chosen)
        own = chosen.line().iloc[-1]
        words["phi"] = amount(phi, 0 if float(phi).is_integer() else 1)
        words["own"] = amount(float(own["value"]), 1)
        parts.append(rows(chosen, label=view.say("own_label", phi=words["phi"]), role="second", since=since))
    data = pd.concat(parts, ignore_index=True)
    kind = "own" if own is not None else "band" if has_band else "middle_only"
    return build(
        view,
        "band" if has_band else "line",
        data,
        subtitle=view.say("subtitle", span=span(data)),
        alt=view.say(f"alt.{kind}", **words),
        unit=indicator.unit,
        decimals=1,
        finding=_checked(view, last, kind, words),
        notes=_notes(view, sector, has_band),
        reference_lines=[ReferenceLine(_stated(view), view.say("claim", **words))],
    )


def _checked(view: View, last: pd.Series[Any], kind: str, words: dict[str, Text]) -> Guarded[Any]:
    low, high, claimed, year = float(last["low"]), float(last["high"]), _stated(view), str(last["period"])
    if kind == "own":
        return Guarded(view.say("finds.own", **words), True, f"the ratio of {year} at the reader's own share")
    if kind == "middle_only":
        return Guarded(view.say("finds.middle_only", **words), True, f"no low and high in {year}")
    side = "inside" if low <= claimed <= high else "above" if claimed > high else "below"
    check = f"{year}: low {low:.1f}, high {high:.1f}, stated {claimed:.0f}"  # not shown
    return Guarded(view.say(f"finds.{side}", **words), True, check)


def _notes(view: View, sector: str, has_band: bool) -> list[Text]:
    names = {id: stand_in.name for id, stand_in in catalog.stand_ins().items()}
    meaning: Text = catalog.sectors()[sector]["text"]
    scope = both(lambda lang: meaning[lang].partition(": ")[2] or meaning[lang])
    return [
        *([] if has_band else [view.say("scope", name=SECTORS[sector], scope=scope)]),
        view.say("stand_ins" if has_band else "middle_stand_in", **names),
    ]


@figure("international-share-inverted", theme="migration", words=WORDS)
def international_share_inverted(view: View) -> FigureContent:
    """The claim turned round: the part that would be needed, beside the stand-ins of the same year."""
    finding = view.finding
    needed, year = finding.number("needed").value, finding.period
    shares = view.indicator("international-share-phi", sector=view.parameters["sector"])
    now = shares.frame[shares.frame["period"] == year].set_index("stand_in")["value"]
    present = [id for id in VARIANTS if id in now.index]
    if not present:
        raise Problem("selection_empty")
    view.read.only(shares, year)
    names = catalog.stand_ins()
    data = pd.DataFrame(
        {
            "series_id": "phi",
            "label": [view.say("stand_in")] * len(present),
            "category": [capital(names[id].name) for id in present],
            "period": year,
            "value": [float(now[id]) for id in present],
        }
    )
    words = {
        "needed": amount(needed, 1),
        "stated": amount(_stated(view)),
        "year": when(year),
        "count": amount(sum(float(now[id]) >= needed for id in present)),
        "all": amount(len(present)),
        "most": amount(max(float(now[id]) for id in present), 1),
    }
    return build(
        view,
        "bar",
        data,
        values=words,
        unit=shares.unit,
        decimals=1,
        finding=Guarded(
            view.say("needs", **words),
            needed <= 100,
            f"stated share × filled vacancies ÷ labour immigrants of {year}, at most 100 per cent",
        ),
        notes=[view.say("note")],
        reference_lines=[ReferenceLine(needed, view.say("line", **words))],
    )
