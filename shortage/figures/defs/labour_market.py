"""Figures of the labour market as a whole: tightness, untapped potential, occupations, vacancies per worker."""

from __future__ import annotations

import pandas as pd

from shortage import catalog, claims
from shortage.figures import FigureContent, Guarded, View, build, figure, rows
from shortage.figures.defs.vacancies import (
    SECTORS,
    SINCE,
    THEME,
    adjusted_or_not,
    dated,
    inside,
    name,
    period,
    say,
    span,
)
from shortage.indicators.lines import YEAR, run, series
from shortage.text import Period, Problem, Text, number, t


@figure(
    "tightness-two-measures",
    theme=THEME,
    title=Text(nl="Spanning volgens CBS en volgens UWV", en="Tightness according to CBS and according to UWV"),
)
def tightness_two_measures(view: View) -> FigureContent:
    """Vacancies per person by both publishers, in the quarters in which both are there."""
    lang = view.lang
    theirs = view.indicator("tightness-uwv")
    uwv = series(theirs, "uwv")
    made = view.indicator("tightness", method="adjusted")
    newest = made.frame.sort_values(["period_start", "vintage"]).drop_duplicates("period", keep="last")
    cbs = newest.set_index("period")["value"] / 100
    common = sorted(set(uwv.index) & set(cbs.index))
    if not common:
        raise Problem("selection_empty")
    view.read.only(theirs, common[0], common[-1])
    for code in common:
        view.read.only(made, code, series=newest["series_id"][newest["period"] == code])
    names = {
        "uwv": say(lang, "UWV: per persoon met kortdurende WW", "UWV: per person on short-term benefit"),
        "cbs": say(lang, "CBS: per werkloze", "CBS: per unemployed person"),
    }
    data = pd.DataFrame(
        [
            {"series_id": id, "label": names[id], "category": period(code, lang), "period": code, "value": value[code]}
            for code in common
            for id, value in (("cbs", cbs), ("uwv", uwv))
        ]
    )
    end = common[-1]
    times = float(uwv[end] / cbs[end])
    finding = Guarded(
        say(lang, "De spanning van UWV was {times} keer die van CBS ({end})",
            "Tightness by UWV was {times} times that by CBS ({end})",
            end=period(end, lang), times=number(times, lang, 1)),
        times > 1,
        f"ratio of both measures in {end}",
    )  # fmt: skip
    alt = say(
        lang,
        "Staafdiagram: in {end} {uwv} vacatures per persoon met kortdurende WW volgens UWV tegenover {cbs} per "
        "werkloze volgens CBS.",
        "Bar chart: in {end} {uwv} vacancies per person on short-term benefit according to UWV against {cbs} per "
        "unemployed person according to CBS.",
        end=period(end, lang),
        uwv=number(float(uwv[end]), lang, 1),
        cbs=number(float(cbs[end]), lang, 1),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures per persoon (verhouding), Nederland, {span}; CBS seizoengecorrigeerd, UWV niet",
        "Open vacancies per person (ratio), the Netherlands, {span}; CBS seasonally adjusted, UWV not",
        span=f"{period(common[0], lang)} – {period(end, lang)}",
    )
    notes = [
        say(
            lang,
            "UWV telt in de noemer alleen mensen die korter dan een half jaar WW ontvangen. De klassen van UWV (krap, "
            "zeer krap) gelden daarom niet voor de maat van CBS. Getoond zijn de kwartalen die van beide bekend zijn.",
            "UWV divides by people with less than half a year of unemployment benefit only; so "
            "its classes (tight, very tight) do not hold for the measure of CBS. Shown are the quarters known of both.",
        )
    ]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit="ratio", decimals=1, finding=finding, notes=notes)


@figure(
    "untapped-potential",
    theme=THEME,
    title=Text(
        nl="Onbenut arbeidspotentieel en openstaande vacatures", en="Untapped labour potential and open vacancies"
    ),
    choices={"sector": SECTORS, "since": SINCE},
)
def untapped_potential(view: View, *, sector: str = "default", since: str = "2010") -> FigureContent:
    """Persons of the untapped potential beside all open vacancies and the technical ones."""
    lang = view.lang
    potential = view.indicator("untapped-labour-potential")
    technical = view.indicator("open-vacancies", sector=sector)
    every = view.indicator("open-vacancies", branch="A-U")
    labels = (
        say(lang, "Onbenut potentieel", "Untapped potential"),
        say(lang, "Vacatures, alle bedrijfstakken", "Vacancies, all branches"),
        say(lang, "Vacatures, {sector}", "Vacancies, {sector}", sector=inside(SECTORS[sector][lang])),
    )
    first = max(since, str(potential.line("total")["period"].iloc[0]))
    data = pd.concat(
        [
            rows(potential, lang, series_id="total", label=labels[0], since=first),
            rows(every, lang, label=labels[1], role="second", since=first),
            rows(technical, lang, label=labels[2], role="second", since=first),
        ],
        ignore_index=True,
    )
    people, vacant = series(potential, "total"), series(technical, sector)
    end = sorted(set(people.index) & set(vacant.index))[-1]
    times = float(run(people, YEAR, end).mean() / run(vacant, YEAR, end).mean())
    sentence = say(
        lang,
        "Het onbenut potentieel telt {times} mensen per technische vacature",
        "The untapped potential counts {times} people per technical vacancy",
        times=number(times, lang),
    )
    finding = Guarded(dated(sentence, end, every.as_of, lang), times >= 1.5, f"means of four quarters up to {end}")
    alt = say(
        lang,
        "Lijngrafiek: in {end} telde het onbenut potentieel {people} duizend mensen, tegenover {vacant} duizend "
        "openstaande technische vacatures.",
        "Line chart: in {end} the untapped potential was {people} thousand people, against {vacant} thousand open "
        "technical vacancies.",
        end=period(end, lang),
        people=number(float(people[end]), lang),
        vacant=number(float(vacant[end]), lang, 1),
    )
    subtitle = say(
        lang,
        "Personen van 15 tot 75 jaar (seizoengecorrigeerd) en openstaande vacatures (niet gecorrigeerd), {unit}, "
        "Nederland, {span}",
        "Persons aged 15 to 74 (seasonally adjusted) and open vacancies (not adjusted), {unit}, the Netherlands, "
        "{span}",
        unit=t(f"unit.{potential.unit}", lang),
        span=span(data, lang),
    )
    notes = [
        say(
            lang,
            "Onbenut potentieel: werklozen, mensen die beschikbaar zijn of zoeken, en deeltijders die meer uren "
            "willen. Of zij in de techniek kunnen of willen werken, is niet bekend.",
            "Untapped potential: unemployed, people who are available or search, and part-timers who want more hours. "
            "Whether they can or want to work in technology is not known.",
        ),
        *(one[lang] for one in technical.notes),
    ]
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=potential.unit, decimals=0, finding=finding,
                 notes=notes)  # fmt: skip


@figure(
    "vacancies-by-occupation",
    theme=THEME,
    title=Text(nl="Ontstane vacatures naar beroep", en="New vacancies by occupation"),
)
def vacancies_by_occupation(view: View) -> FigureContent:
    """What the one open table by occupation holds: no level of education, and no national total of technicians."""
    lang = view.lang
    made = view.indicator("vacancies-by-occupation")
    technical, ict = ("B-F/07", "A-U/08")
    ends = made.frame[made.frame["value"].notna()].groupby("period")["series_id"].agg(set)
    both = [str(code) for code, ids in ends.items() if {technical, ict} <= ids]
    if not both:
        raise Problem("selection_empty")
    end = max(both)
    frame = made.frame[(made.frame["period"] == end) & made.frame["branch"].isin(["A-U", "B-F"])]
    frame = frame[~frame["occupation"].str.contains("-")]  # parts of a class are no bar beside it
    frame = frame.sort_values("value", ascending=False, kind="stable")
    occupations = catalog.table("vacancies_by_occupation").dimensions["occupation"].members

    def label(branch: str, occupation: str) -> str:
        text = occupations[occupation].text[lang]
        return text if branch == "A-U" else f"{text} (SBI {branch.replace('-', '–')})"

    data = pd.DataFrame(
        {
            "series_id": "value",
            "label": "",
            "category": [label(a, b) for a, b in zip(frame["branch"], frame["occupation"], strict=True)],
            "period": frame["period"].to_numpy(),
            "value": frame["value"].to_numpy(),
            "is_provisional": frame["is_provisional"].to_numpy(),
        }
    )
    values = dict(zip(frame["series_id"], frame["value"].astype(float), strict=True))
    dimensions = set(catalog.table("vacancies_by_occupation").dimensions)
    finding = Guarded(
        say(lang, "De open tabel naar beroep kent geen opleidingsniveau",
            "The open table by occupation has no level of education"),
        not dimensions & {"level", "education"},
        f"dimensions of the table: {', '.join(sorted(dimensions))}",
    )  # fmt: skip
    alt = say(
        lang,
        "Staafdiagram: {technical} duizend ontstane vacatures in technische beroepen in nijverheid, energie en bouw, "
        "en {ict} duizend in ICT-beroepen, in {year}.",
        "Bar chart: {technical} thousand new vacancies in technical occupations in industry, energy and construction, "
        "and {ict} thousand in ICT occupations, in {year}.",
        technical=number(values[technical], lang, 1),
        ict=number(values[ict], lang, 1),
        year=period(end, lang),
    )
    subtitle = say(
        lang,
        "Vacatures die in het jaar ontstonden, {unit}, Nederland, {year}; alle bedrijfstakken, waar vermeld SBI B–F",
        "Vacancies that arose in the year, {unit}, the Netherlands, {year}; all branches, where stated SBI B–F",
        unit=t(f"unit.{made.unit}", lang),
        year=period(end, lang),
    )
    marked = [label(a, b) for a, b in zip(frame["branch"], frame["occupation"], strict=True) if b in ("07", "08")]
    return build(view, "bar", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=[one[lang] for one in made.notes], highlight=marked)  # fmt: skip


@figure(
    "vacancies-per-1000-employed",
    theme=THEME,
    title=Text(nl="Vacatures per 1.000 werkzame personen", en="Vacancies per 1,000 employed persons"),
)
def vacancies_per_1000_employed(view: View) -> FigureContent:
    """Own processing: the named branches whose denominator is there as a line, one edition each."""
    lang = view.lang
    made = view.indicator("vacancies-per-1000-employed", basis="persons")
    named = list(claims.claim("T1").values["named"])
    counts = made.frame.groupby(["branch", "series_id"]).size()
    lines = {}
    for code in named:
        if code in counts.index.get_level_values(0):
            longest = counts[code].idxmax()
            if counts[code][longest] > YEAR:
                lines[code] = str(longest)
    if not lines:
        raise Problem("selection_empty")
    data = pd.concat(
        [rows(made, lang, series_id=id, label=name(code, lang)) for code, id in lines.items()], ignore_index=True
    )
    data["series_id"] = data["series_id"].map({id: code for code, id in lines.items()})
    view.read.only(made, series=lines.values())
    current = {code: series(made, id) for code, id in lines.items()}
    end = min(line.index[-1] for line in current.values())
    means = {code: float(run(line, YEAR, end).mean()) for code, line in current.items()}
    before = {
        code: float(run(line, YEAR, Period.parse(end).shift(-YEAR).code).mean()) for code, line in current.items()
    }
    highest = max(means, key=lambda code: means[code])
    falling = [code for code in means if means[code] < before[code]]
    finding = Guarded(
        say(lang, "Van deze sectoren heeft {name} de meeste vacatures per werkende",
            "Of these branches {name} has most vacancies per worker",
            name=inside(name(highest, lang))),
        sorted(means.values())[-1] > 1.02 * sorted(means.values())[-2] if len(means) > 1 else False,
        f"highest mean of four quarters up to {end}, by more than two per cent",
    )  # fmt: skip
    alt = say(
        lang,
        "Lijngrafiek: gemiddeld over vier kwartalen tot en met {end} is {name} het hoogst met {value} per 1.000; "
        "{falling} van de {count} lijnen dalen in een jaar.",
        "Line chart: on average over four quarters up to {end} {name} is highest with {value} per 1,000; {falling} of "
        "the {count} lines fall within a year.",
        end=period(end, lang),
        name=inside(name(highest, lang)),
        value=number(means[highest], lang, 1),
        falling=number(len(falling), lang),
        count=number(len(means), lang),
    )
    subtitle = say(
        lang,
        "Openstaande vacatures ({season}) per 1.000 werkzame personen, Nederland, {span}",
        "Open vacancies ({season}) per 1,000 employed persons, the Netherlands, {span}",
        season=adjusted_or_not(lang),
        span=span(data, lang),
    )
    absent = [inside(name(code, lang)) for code in named if code not in lines]
    notes = [
        say(
            lang,
            "Eigen bewerking; lager dan de vacaturegraad, die door banen van werknemers deelt.",
            "Own processing; lower than the vacancy rate, which divides by employee jobs.",
        )
    ]
    if absent:
        notes.append(
            say(
                lang,
                "Zonder reeks van werkzame personen in deze gegevens, dus niet getoond: {names}.",
                "Without a series of employed persons in these data, so not shown: {names}.",
                names=", ".join(absent),
            )
        )
    return build(view, "line", data, subtitle=subtitle, alt=alt, unit=made.unit, decimals=1, finding=finding,
                 notes=notes, is_zero_based=True)  # fmt: skip
