"""Figures of labour migration to the Netherlands: the international share, its stand-ins, arrivals, the criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from shortage import catalog, claims
from shortage.catalog import Break
from shortage.figures import BreakMark, FigureContent, Guarded, ReferenceLine, View, build, figure, rows
from shortage.figures.defs.vacancies import SECTORS, period, say, span
from shortage.indicators.migration import VARIANTS
from shortage.text import Lang, Period, Problem, Text, number, percent, t

THEME = "migration"
SINCE = {year: Text(nl=year, en=year) for year in ("2000", "2010", "2015", "2019")}


def between(breaks: Iterable[Break], lang: Lang, geos: Mapping[str, str] | None = None) -> list[BreakMark[Any]]:
    """Return a mark halfway between the last year before each break and its first year.

    Args:
        breaks: of an indicator.
        lang: language of the word on the mark.
        geos: countries shown, with their names; breaks of others are left out, and a break of some names them.
    """
    word = say(lang, "reeksbreuk", "series break")
    places: dict[float, set[str]] = {}
    for one in breaks:
        geo = one.where.get("geo", "")
        if geo and geos and geo not in geos:
            continue
        places.setdefault(Period.parse(one.period).x - 0.5, set()).add(geos.get(geo, "") if geos else "")
    return [
        BreakMark(x, word if "" in names or len(names) == len(geos or ()) else f"{word} {', '.join(sorted(names))}")
        for x, names in sorted(places.items())
    ]


def explained(breaks: Iterable[Break], lang: Lang, geos: Iterable[str] = ()) -> list[str]:
    """Return per break its first year and what changed, for the note."""
    known = set(geos)
    return [
        say(
            lang,
            "Reeksbreuk {year}: {text}",
            "Series break {year}: {text}",
            year=period(one.period, lang),
            text=one.text[lang],
        )
        for one in breaks
        if not known or "geo" not in one.where or one.where["geo"] in known
    ]


def stated() -> float:
    """Return the share that the paper states."""
    found = claims.claim("M1").stated
    assert found is not None
    return found.value


@figure(
    "international-share",
    theme=THEME,
    title=Text(
        nl="Internationale instroom per 100 vervulde technische vacatures",
        en="International inflow per 100 filled technical vacancies",
    ),
    place=1,
    choices={"sector": SECTORS, "since": SINCE},
)
def international_share(
    view: View, *, sector: str = "default", phi: float | None = None, since: str = "2010"
) -> FigureContent:
    """The ratio with its band of stand-ins, the stated share as a line, and the reader's own stand-in beside it."""
    lang = view.lang
    made = view.indicator("international-share", sector=sector)
    label = say(lang, "Midden van de band", "Middle of the band")
    last = made.line().iloc[-1]
    has_band = bool(made.frame["low"].notna().any())
    if not has_band:
        label = say(lang, "Middelste aanname", "Middle stand-in")
    parts = [rows(made, lang, label=label, since=since)]
    own: pd.Series[Any] | None = None
    if phi is not None:
        chosen = view.indicator("international-share", sector=sector, phi=phi)
        own = chosen.line().iloc[-1]
        label = say(lang, "Eigen aanname {phi}", "Own stand-in {phi}", phi=percent(phi, lang, _places(phi)))
        parts.append(rows(chosen, lang, label=label, role="second", since=since))
    data = pd.concat(parts, ignore_index=True)
    claimed = stated()
    values = {
        "stated": percent(claimed, lang),
        "year": period(str(last["period"]), lang),
        "mid": number(float(last["value"]), lang, 1),
        "low": number(float(last["low"]), lang, 1),
        "high": number(float(last["high"]), lang, 1),
        "phi": "" if phi is None else percent(phi, lang, _places(phi)),
        "own": "" if own is None else number(float(own["value"]), lang, 1),
    }
    subtitle = say(
        lang,
        "Arbeidsimmigranten die in de techniek beginnen, per 100 vervulde technische vacatures, Nederland, {span}; "
        "benadering",
        "Labour immigrants who start in technical industry, per 100 filled technical vacancies, the Netherlands, "
        "{span}; approximation",
        span=span(data, lang),
    )
    line = ReferenceLine(claimed, say(lang, "bewering: {stated}", "claim: {stated}", **values))
    return build(
        view,
        "band" if has_band else "line",
        data,
        subtitle=subtitle,
        alt=_share_alt(values, has_band, own is not None, lang),
        unit=made.unit,
        decimals=1,
        finding=_share_finding(last, own, claimed, values, lang),
        notes=_share_notes(sector, has_band, lang),
        reference_lines=[line],
    )


def _places(value: float) -> int:
    """Return with how many decimals a reader's own number is shown."""
    return 0 if float(value).is_integer() else 1


def _share_finding(
    last: pd.Series[Any], own: pd.Series[Any] | None, claimed: float, values: dict[str, str], lang: Lang
) -> Guarded[Any]:
    low, high, year = float(last["low"]), float(last["high"]), str(last["period"])
    if own is not None:
        return Guarded(
            say(lang, "Bij {phi} komt de instroom in {year} op {own} per 100 vervulde vacatures",
                "At {phi} the inflow of {year} comes to {own} per 100 filled vacancies", **values),
            True,
            f"the ratio of {year} at the reader's own share",
        )  # fmt: skip
    if low != low or high != high:
        return Guarded(
            say(lang, "Voor deze afbakening is er geen bandbreedte om {stated} aan te toetsen",
                "For this definition there is no band to test {stated} against", **values),
            True,
            f"no low and high in {year}",
        )  # fmt: skip
    if low <= claimed <= high:
        sentence = say(lang, "De genoemde {stated} valt in {year} binnen de band, maar is niet na te gaan",
                       "The stated {stated} lies inside the {year} band, but cannot be verified", **values)  # fmt: skip
    elif claimed > high:
        sentence = say(lang, "De genoemde {stated} ligt in {year} boven de hele bandbreedte",
                       "The stated {stated} lies above the whole band of {year}", **values)  # fmt: skip
    else:
        sentence = say(lang, "De genoemde {stated} ligt in {year} onder de hele bandbreedte",
                       "The stated {stated} lies below the whole band of {year}", **values)  # fmt: skip
    check = f"{year}: low {number(low, 'en', 1)}, high {number(high, 'en', 1)}, stated {number(claimed, 'en')}"
    return Guarded(sentence, True, check)


def _share_alt(values: dict[str, str], has_band: bool, has_own: bool, lang: Lang) -> str:
    if has_own:
        return say(
            lang,
            "Lijngrafiek: in {year} {own} arbeidsimmigranten per 100 vervulde technische vacatures als {phi} van hen "
            "in de techniek begint, en {mid} bij de middelste aanname.",
            "Line chart: in {year} {own} labour immigrants per 100 filled technical vacancies if {phi} of them start "
            "in technical industry, and {mid} at the middle stand-in.",
            **values,
        )
    if not has_band:
        return say(
            lang,
            "Lijngrafiek: in {year} {mid} arbeidsimmigranten per 100 vervulde technische vacatures bij de middelste "
            "aanname; de bewering van {stated} staat als lijn.",
            "Line chart: in {year} {mid} labour immigrants per 100 filled technical vacancies at the middle stand-in; "
            "the claim of {stated} is a line.",
            **values,
        )
    return say(
        lang,
        "Lijngrafiek met bandbreedte: in {year} {mid} arbeidsimmigranten per 100 vervulde technische vacatures, met "
        "een band van {low} tot {high}; de bewering van {stated} staat als lijn.",
        "Line chart with a band: in {year} {mid} labour immigrants per 100 filled technical vacancies, with a band of "
        "{low} to {high}; the claim of {stated} is a line.",
        **values,
    )


def _share_notes(sector: str, has_band: bool, lang: Lang) -> list[str]:
    names = {id: one.name[lang] for id, one in catalog.stand_ins().items()}
    meaning = catalog.sectors()[sector]["text"][lang]
    notes = [f"{SECTORS[sector][lang]}: {meaning.partition(': ')[2] or meaning}."]
    if has_band:
        notes.append(
            say(
                lang,
                "Laag: {low}; midden: {mid}; hoog: {high}. Het zijn aannamen, geen foutmarge.",
                "Low: {low}; mid: {mid}; high: {high}. These are stand-ins, no margin of error.",
                **names,
            )
        )
    else:
        notes.append(
            say(
                lang,
                "Middelste aanname: {mid}. Laagste en hoogste zijn er alleen voor nijverheid, energie en bouw samen.",
                "Middle stand-in: {mid}. A lowest and a highest exist for all industry, energy and construction only.",
                **names,
            )
        )
    notes.append(
        say(
            lang,
            "Geen open bron koppelt een vacature aan wie er werd aangenomen; waar het genoemde percentage vandaan "
            "komt, is niet gevonden. Vervulde vacatures zijn met vervallen vacatures.",
            "No open source links a vacancy to the person hired; where the stated percentage comes from was not "
            "found. Filled vacancies include lapsed ones.",
        )
    )
    return notes


@figure(
    "international-share-inverted",
    theme=THEME,
    title=Text(
        nl="Deel van de arbeidsmigranten dat in de techniek zou moeten beginnen",
        en="Part of labour migrants who would have to start in technical industry",
    ),
)
def international_share_inverted(view: View) -> FigureContent:
    """The claim turned round: the part that would be needed, beside the stand-ins of the same year."""
    lang = view.lang
    claimed = stated()
    turned = view.indicator("international-share-inverted", stated=claimed)
    needed = turned.line().iloc[-1]
    shares = view.indicator("international-share-phi")
    year = str(needed["period"])
    now = shares.frame[shares.frame["period"] == year].set_index("stand_in")["value"]
    if now.empty:
        raise Problem("selection_empty")
    view.read.only(shares, year)
    view.read.only(turned, year)
    names = {id: one.name[lang] for id, one in catalog.stand_ins().items()}
    known = [id for id in VARIANTS if id in now.index]
    data = pd.DataFrame(
        {
            "series_id": "phi",
            "label": say(lang, "aanname", "stand-in"),
            "category": [names[id][:1].upper() + names[id][1:] for id in known],
            "period": year,
            "value": [float(now[id]) for id in known],
        }
    )
    wanted = float(needed["value"])
    reach = [id for id in known if float(now[id]) >= wanted]
    values = {
        "needed": percent(wanted, lang, 1),
        "stated": percent(claimed, lang),
        "year": period(year, lang),
        "count": number(len(reach), lang),
        "all": number(len(known), lang),
        "most": percent(max(float(now[id]) for id in known), lang, 1),
    }
    finding = Guarded(
        say(
            lang,
            "Voor {stated} had {needed} van de arbeidsmigranten in de techniek moeten beginnen",
            "For {stated}, {needed} of labour migrants would have had to start in technical industry",
            **values,
        ),
        wanted <= 100,
        f"stated share × filled vacancies ÷ labour immigrants of {year}, at most 100 per cent",
    )
    alt = say(
        lang,
        "Staafdiagram van de {all} aannamen met een lijn bij {needed}: {count} van de {all} ligt erboven, de hoogste "
        "is {most} ({year}).",
        "Bar chart of the {all} stand-ins with a line at {needed}: {count} of the {all} comes above it, the highest is "
        "{most} ({year}).",
        **values,
    )
    subtitle = say(
        lang,
        "Deel van de arbeidsimmigranten dat in de techniek begint, %, Nederland, {year}; aannamen en wat voor {stated} "
        "nodig is",
        "Part of labour immigrants who start in technical industry, %, the Netherlands, {year}; stand-ins and what "
        "{stated} needs",
        **values,
    )
    notes = [
        say(
            lang,
            "Nodig: het genoemde percentage × vervulde vacatures in de techniek ÷ arbeidsimmigranten van het jaar. "
            "Niemand publiceert welk deel werkelijk in de techniek begint.",
            "Needed: the stated percentage × filled technical vacancies ÷ labour immigrants of the year. Nobody "
            "publishes which part really starts in technical industry.",
        )
    ]
    line = ReferenceLine(wanted, say(lang, "nodig: {needed}", "needed: {needed}", **values))
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=shares.unit, decimals=1, finding=finding,
                 notes=notes, reference_lines=[line])  # fmt: skip


@figure(
    "labour-immigration",
    theme=THEME,
    title=Text(nl="Arbeidsimmigranten naar herkomst", en="Labour immigrants by origin"),
    choices={"since": SINCE},
)
def labour_immigration(view: View, *, since: str = "2010") -> FigureContent:
    """Arrivals for work from inside and outside the EU/EFTA, with a gap where the United Kingdom changes sides."""
    lang = view.lang
    made = view.indicator("labour-immigration")
    parts = [rows(made, lang, since=since, origin=origin) for origin in ("eu", "non-eu")]
    data = pd.concat(parts, ignore_index=True)
    starts = data.groupby("series_id")["x"].transform("min")
    is_early = starts == data.groupby(data["series_id"].str.partition(":")[0])["x"].transform("min")
    several = (
        data["series_id"]
        .str.partition(":")[0]
        .map(data.groupby(data["series_id"].str.partition(":")[0])["series_id"].nunique())
    )
    for id in data.loc[is_early & (several > 1), "series_id"].unique():
        chosen = data["series_id"] == id
        end = period(str(data.loc[chosen].sort_values("x")["period"].iloc[-1]), lang)
        data.loc[chosen, "label"] = data.loc[chosen, "label"] + say(lang, " t/m {end}", " to {end}", end=end)
    data["label"] = data["label"].str[:1].str.upper() + data["label"].str[1:]
    total = made.line("total")
    total = total[total["period_start"] >= pd.Timestamp(Period.parse(f"{since}JJ00").start)]
    if len(total) < 2:
        raise Problem("selection_empty")
    first, last = total.iloc[0], total.iloc[-1]
    times = float(last["value"]) / float(first["value"])
    values = {
        "times": number(times, lang, 1),
        "first": period(str(first["period"]), lang),
        "last": period(str(last["period"]), lang),
        "start": number(float(first["value"]), lang),
        "end": number(float(last["value"]), lang),
    }
    finding = Guarded(
        say(lang, "In {last} kwamen {times} keer zoveel arbeidsmigranten als in {first}",
            "In {last} {times} times as many labour migrants came as in {first}", **values),
        times >= 1.1,
        f"total of {last['period']} at least a tenth above that of {first['period']}",
    )  # fmt: skip
    alt = say(
        lang,
        "Lijngrafiek: het totaal ging van {start} arbeidsimmigranten in {first} naar {end} in {last}; de meesten komen "
        "uit de EU/EFTA.",
        "Line chart: the total went from {start} labour immigrants in {first} to {end} in {last}; most come from the "
        "EU/EFTA.",
        **values,
    )
    inside = made.frame[(made.frame["origin"] == "eu") & (made.frame["period"] == last["period"])]["value"]
    if not (len(inside) and float(inside.iloc[0]) > float(last["value"]) / 2):
        alt = say(
            lang,
            "Lijngrafiek: het totaal ging van {start} arbeidsimmigranten in {first} naar {end} in {last}.",
            "Line chart: the total went from {start} labour immigrants in {first} to {end} in {last}.",
            **values,
        )
    subtitle = say(
        lang,
        "Immigranten die voor werk kwamen en zich inschreven, {unit}, Nederland, {span}",
        "Immigrants who came for work and registered, {unit}, the Netherlands, {span}",
        unit=t(f"unit.{made.unit}", lang),
        span=span(data, lang),
    )
    notes = [
        *explained(made.breaks, lang),
        *(one[lang] for one in made.notes),
        say(
            lang, "Het totaal in de titel loopt tot en met {last}.", "The total in the title runs to {last}.", **values
        ),
    ]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=0, finding=finding,
                 notes=notes, breaks=between(made.breaks, lang))  # fmt: skip
