"""Figures of ways into technology: from mbo to hbo, learning at work, choice of profile, and the choice of new mbo
students."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage import claims
from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.defs.inflow import SAME, THEME
from shortage.figures.defs.vacancies import period, say, span
from shortage.indicators import Indicator
from shortage.indicators.lines import lines, longest
from shortage.text import Lang, Problem, Text, number

AT = {
    "havo": Text(nl="op de havo", en="in havo"),
    "vwo": Text(nl="op het vwo", en="in vwo"),
    "vmbo": Text(nl="op het vmbo", en="in vmbo"),
}


def ends(line: pd.Series[Any], lang: Lang) -> dict[str, str]:
    """Return first and last value and period of a line, for a sentence."""
    return {
        "a": number(float(line.iloc[0]), lang, 1),
        "b": number(float(line.iloc[-1]), lang, 1),
        "first": period(str(line.index[0]), lang),
        "last": period(str(line.index[-1]), lang),
    }


def check(line: pd.Series[Any], what: str, more: str) -> str:
    """Return in words what was tested on a line."""
    return (
        f"{what}: {number(float(line.iloc[0]), 'en', 1)}% in {line.index[0]}, {number(float(line.iloc[-1]), 'en', 1)}% "
        f"in {line.index[-1]}, within one count; {more}"
    )


def way(line: pd.Series[Any], lang: Lang) -> str:
    """Return whether a line rose or fell."""
    return say(lang, "steeg", "rose") if line.iloc[-1] > line.iloc[0] else say(lang, "daalde", "fell")


def subject_first(data: pd.DataFrame, *ids: str) -> pd.DataFrame:
    """Return the rows with the lines the figure is about before the others: they get the first colour and style."""
    later = ~data["series_id"].isin(ids)
    return data.assign(later=later).sort_values("later", kind="stable").drop(columns="later").reset_index(drop=True)


def publishers(made: Indicator) -> set[str]:
    """Return whose figures an indicator shows."""
    return set(made.frame["source"])


@figure(
    "bbl-share",
    theme=THEME,
    title=Text(nl="Werkend leren in het mbo", en="Learning at work in mbo"),
    place=3,
)
def bbl_share(view: View) -> FigureContent:
    """The share of bbl in technology beside that in all of mbo."""
    lang = view.lang
    made = view.indicator("bbl-share")
    data = rows(made, lang)
    technology, everyone = (lines(made, "", "", direction=one) for one in ("technology", "total"))
    line = technology[longest(technology)]
    data = subject_first(data, *technology)
    last = str(line.index[-1])
    whole = next((one for one in everyone.values() if last in one.index), None)
    if whole is None:
        raise Problem("selection_empty")
    gap = float(line[last] - whole[last])
    values = {
        **ends(line, lang),
        "round": number(float(line[last]), lang),
        "all": number(float(whole[last]), lang),
        "exact": number(float(whole[last]), lang, 1),
    }
    margin = float(claims.claim("E4").values["margin"])
    nl = "Van de mbo’ers in techniek leerde {round}% werkend, tegen {all}% van alle mbo’ers ({last})"
    en = "Of mbo students in technology {round}% learned at work, against {all}% of all ({last})"
    finding = Guarded(
        say(lang, nl, en, **values),
        abs(gap) >= margin,
        check(line, "bbl in technology", f"{number(gap, 'en', 1)} percentage points from all of mbo in the last year"),
    )
    alt = say(
        lang,
        "Lijngrafiek: het deel dat werkend leert was in de techniek {a}% in {first} en {b}% in {last}; in het hele mbo "
        "{exact}% in {last}.",
        "Line chart: the share that learns at work was {a}% in technology in {first} and {b}% in {last}; in all of mbo "
        "{exact}% in {last}.",
        **values,
    )
    subtitle = say(
        lang,
        "Studenten in de bbl (werken en leren), % van de mbo-studenten van alle leerjaren, Nederland, {span}",
        "Students in bbl (work and learning), % of mbo students of all years, the Netherlands, {span}",
        span=span(data, lang),
    )
    notes = [
        say(
            lang,
            "Wat studenten doen, is niet altijd wat zij willen. De cijfers stoppen bij {last}; niets is aangevuld.",
            "What students do is not always what they want. The figures stop at {last}; nothing was filled in.",
            last=values["last"],
        )
    ]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit="per_cent", decimals=1, finding=finding,
                 notes=notes)  # fmt: skip


@figure(
    "mbo-inflow-share",
    theme=THEME,
    title=Text(nl="Techniek onder nieuwe mbo-studenten", en="Technology among new mbo students"),
)
def mbo_inflow_share(view: View) -> FigureContent:
    """New mbo students of the technical sector chambers as a share of all new mbo students."""
    lang = view.lang
    made = view.indicator("mbo-inflow-share", sector="all")
    data = rows(made, lang)
    technology = lines(made, "", "", sector="technology")
    line = technology[longest(technology)]
    data = subject_first(data, *technology)
    spread = float(line.max() - line.min())
    values = {**ends(line, lang), "mean": number(float(line.mean()), lang, 1), "way": way(line, lang)}
    nl = "Aandeel techniek onder nieuwe mbo’ers {way} van {a}% ({first}) naar {b}% ({last})"
    en = "Share of technology among new mbo students {way} from {a}% ({first}) to {b}% ({last})"
    if spread <= SAME:
        nl = "Aandeel techniek onder nieuwe mbo’ers bleef rond {mean}% ({first} – {last})"
        en = "Share of technology among new mbo students stayed around {mean}% ({first} – {last})"
    finding = Guarded(
        say(lang, nl, en, **values),
        spread <= SAME or line.iloc[0] != line.iloc[-1],
        check(line, "technology", f"lowest and highest {number(spread, 'en', 1)} percentage points apart"),
    )
    alt = say(
        lang,
        "Lijngrafiek: de sectorkamer techniek en gebouwde omgeving trok {a}% van de nieuwe mbo-studenten in {first} en "
        "{b}% in {last}.",
        "Line chart: the sector chamber technology and built environment drew {a}% of new mbo students in {first} and "
        "{b}% in {last}.",
        **values,
    )
    subtitle = say(
        lang,
        "Nieuwe studenten per sectorkamer, % van alle nieuwe mbo-studenten, Nederland, {span}",
        "New students by sector chamber, % of all new mbo students, the Netherlands, {span}",
        span=span(data, lang),
    )
    notes = []
    if publishers(made) == {"ocw"}:
        notes = [
            say(lang, "Alleen aandelen; aantallen staan er niet bij.", "Shares only; numbers are not given with them.")
        ]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit="per_cent", decimals=1, finding=finding,
                 notes=notes)  # fmt: skip


@figure(
    "profile-choice",
    theme=THEME,
    title=Text(nl="Profielkeuze op de havo", en="Choice of profile in havo"),
)
def profile_choice(view: View) -> FigureContent:
    """The share of havo pupils with science and technology, and with any science profile, in one edition."""
    lang = view.lang
    made = view.indicator("profile-choice", school="havo", source="ocw")
    data = rows(made, lang)
    found = lines(made, "", "", profile="technology")
    line = found[longest(found)]
    data = subject_first(data, *found)
    values = {**ends(line, lang), "way": way(line, lang)}
    finding = Guarded(
        say(
            lang,
            "Keuze voor natuur en techniek op de havo {way} van {a}% ({first}) naar {b}% ({last})",
            "Choice of science and technology in havo {way} from {a}% ({first}) to {b}% ({last})",
            **values,
        ),
        abs(float(line.iloc[-1] - line.iloc[0])) >= SAME,
        check(line, "science and technology", f"a change of at least {number(SAME, 'en')} percentage point"),
    )
    alt = say(
        lang,
        "Lijngrafiek: {a}% van de havisten had natuur en techniek in {first}, {b}% in {last}; alle natuurprofielen "
        "samen staan erbij.",
        "Line chart: {a}% of havo pupils had science and technology in {first}, {b}% in {last}; all science profiles "
        "together stand beside it.",
        **values,
    )
    subtitle = say(
        lang,
        "Leerlingen met het profiel, % van alle leerlingen in leerjaar 4 en 5 van de havo, Nederland, {span}",
        "Pupils with the profile, % of all pupils in years 4 and 5 of havo, the Netherlands, {span}",
        span=span(data, lang),
    )
    notes = [
        say(
            lang,
            "Natuur en techniek telt ook mee samen met natuur en gezondheid. Aantallen zijn afgerond op honderdtallen.",
            "Science and technology counts together with science and health too. Numbers were rounded to hundreds.",
        )
    ]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit="per_cent", decimals=1, finding=finding,
                 notes=notes)  # fmt: skip


@figure(
    "profile-choice-schools",
    theme=THEME,
    title=Text(
        nl="Technische en natuurprofielen per schoolsoort", en="Technical and science profiles by type of school"
    ),
)
def profile_choice_schools(view: View) -> FigureContent:
    """First and last year of the monitor for havo, vwo and vmbo: single years, so nothing is drawn between them."""
    lang = view.lang
    made = view.indicator("profile-choice", source="ptvt")
    kinds = {
        "havo": say(lang, "Havo, natuurprofiel", "Havo, science profile"),
        "vwo": say(lang, "Vwo, natuurprofiel", "Vwo, science profile"),
        "vmbo": say(lang, "Vmbo, technisch profiel", "Vmbo, technical profile"),
    }
    parts = []
    shown: dict[str, tuple[float, float, str, str]] = {}
    for school, name in kinds.items():
        line = made.frame[made.frame["school"] == school].sort_values("period")
        if len(line) < 2:
            continue
        one, other = line.iloc[0], line.iloc[-1]
        then, now = (period(str(row["period"]), lang) for row in (one, other))
        shown[school] = (float(one["value"]), float(other["value"]), str(one["period"]), str(other["period"]))
        parts += [
            {
                "series_id": id,
                "label": label,
                "category": f"{name} ({then} – {now})",
                "period": row["period"],
                "value": row["value"],
                "is_provisional": row["is_provisional"],
            }
            for id, label, row in (
                ("then", say(lang, "eerste jaar", "first year"), one),
                ("now", say(lang, "laatste jaar", "last year"), other),
            )
        ]
    if not parts:
        raise Problem("selection_empty")
    school, (start, end, then, now) = next(iter(shown.items()))
    values = {
        "a": number(start, lang),
        "b": number(end, lang),
        "first": period(then, lang),
        "last": period(now, lang),
        "school": AT[school][lang],
    }
    change = f"{number(start, 'en')}% in {period(then, 'en')} and {number(end, 'en')}% in {period(now, 'en')}"
    kind = (
        say(lang, "technisch profiel", "technical profile")
        if school == "vmbo"
        else say(lang, "natuurprofiel", "science profile")
    )
    finding = Guarded(
        say(
            lang,
            "In {last} had {b}% {school} een {kind}, in {first} {a}%",
            "In {last}, {b}% {school} had a {kind}; in {first}, {a}%",
            kind=kind,
            **values,
        ),
        abs(end - start) > 1,
        f"{school}: {change}, more than rounding apart",
    )
    alt = say(
        lang,
        "Puntenpaar per schoolsoort van de monitor: {school} koos {a}% een {kind} in {first} en {b}% in {last}.",
        "Pairs of dots by school type, of the monitor: {school} {a}% chose a {kind} in {first} and {b}% in {last}.",
        kind=kind,
        **values,
    )
    years = sorted(str(row["period"]) for row in parts)
    subtitle = say(
        lang,
        "Leerlingen met het profiel, % (havo en vwo leerjaar 4, vmbo leerjaar 3), Nederland, {first} – {last}",
        "Pupils with the profile, % (havo and vwo year 4, vmbo year 3), the Netherlands, {first} – {last}",
        first=period(years[0], lang),
        last=period(years[-1], lang),
    )
    return build(view, "dumbbell", pd.DataFrame(parts), subtitle=subtitle, alt=alt, unit="per_cent", decimals=0,
                 finding=finding, notes=[one[lang] for one in made.notes])  # fmt: skip
