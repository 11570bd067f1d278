"""Rule of E7."""

from __future__ import annotations

from shortage import catalog
from shortage.claims.base import Context, Finding, Number
from shortage.indicators.lines import run, series
from shortage.text import Period, Problem, Text
from shortage.text.phrases import when


def rule(context: Context) -> Finding:
    """E7: whether an assumed share of the untapped potential is as large as the open technical vacancies.

    Never ``supported``: the table says how many there are, not who can or wants to work in technology.
    """
    potential = context.indicator("untapped-labour-potential")
    vacancies = context.indicator("open-vacancies", sector=context["sector"])
    people = series(potential, "total" if context["group"] == "all" else context["group"])
    open_line = series(vacancies, context["sector"])
    both = sorted(set(people.index) & set(open_line.index))
    if not both:
        raise Problem("selection_empty")
    end, window = both[-1], int(context["window"])
    for made in (potential, vacancies):
        context.read.only(made, Period.parse(end).shift(1 - window).code, end)
    persons = float(run(people, window, end).mean())
    vacant = float(run(open_line, window, end).mean())
    share = float(context["share_pct"])
    reachable = persons * share / 100
    needed = 100 * vacant / persons
    numbers = (
        Number("persons", persons, potential.unit, end, Text(nl="Onbenut potentieel", en="Untapped potential"), 0),
        Number("vacant", vacant, vacancies.unit, end, Text(nl="Openstaande vacatures", en="Open vacancies"), 1),
        Number("assumed", share, "per_cent", end, Text(nl="Aangenomen aandeel", en="Assumed share"), 0),
        Number("reachable", reachable, potential.unit, end, Text(nl="Aandeel in personen", en="Share in persons"), 0),
        Number("needed", needed, "per_cent", end, Text(nl="Nodig aandeel", en="Share needed"), 1),
        Number("ratio", persons / vacant, "ratio", end, Text(nl="Personen per vacature", en="Persons per vacancy"), 1),
    )
    return Finding(
        "partly" if reachable >= vacant else "contradicted",
        Text(
            nl="Tot en met {period_words} telde het onbenut potentieel gemiddeld {persons} duizend personen tegenover "
            "{vacant} duizend openstaande vacatures ({sector_name}). Zou {assumed}% overstappen, dan zijn dat "
            "{reachable} "
            "duizend personen; nodig is {needed}%. Of zij in de techniek kunnen en willen werken, zegt de tabel niet.",
            en="Up to {period_words} the untapped potential was {persons} thousand persons on average, against "
            "{vacant} "
            "thousand open vacancies ({sector_name}). Should {assumed}% move, that is {reachable} thousand persons; "
            "{needed}% is needed. Whether they can and want to work in technology the table does not say.",
        ),
        numbers,
        value=persons / vacant,
        unit="ratio",
        period=end,
        words={"period_words": when(end), "sector_name": catalog.sectors()[context["sector"]]["text"]},
        notes=vacancies.notes,
    )
