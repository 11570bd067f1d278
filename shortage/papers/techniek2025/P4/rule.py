"""Rule of P4."""

from __future__ import annotations

import math

from shortage import catalog
from shortage.claims.base import Context, Finding, Number, Value
from shortage.indicators.lines import years_of
from shortage.text import Period, Problem, Text, Unreadable
from shortage.text.phrases import when

PACE_YEARS = 10


def _inside(text: Text) -> Text:
    """Return a name as it stands inside a sentence: without its capital."""
    return Text(nl=text.nl[:1].lower() + text.nl[1:], en=text.en[:1].lower() + text.en[1:])


def _pace(context: Context) -> tuple[float, str] | None:
    """Return average growth of the source's last ten years and the last of them; None where it is not known."""
    try:
        growth = context.indicator("labour-productivity-growth", geo="NL").line()
        last = Period.parse(str(growth["period"].iloc[-1])).year
        stretch = years_of(growth.set_index("period")["value"], last - PACE_YEARS + 1, last)
    except Unreadable:
        raise
    except Problem:
        return None
    return float(stretch.mean()), str(stretch.index[-1])


def rule(context: Context) -> Finding:
    """Look back: did net inflow that could have filled all open vacancies make them disappear?

    Parameters: ``branch``, ``years`` (how far back), ``remaining`` and ``solved`` (per cent of the vacancies of then
    that still stand open). Supported: employment grew by at least the vacancies of then, and at least ``remaining`` per
    cent of that number still stand open. Contradicted: at most ``solved`` per cent do. Between: partly. Where
    employment grew by less than the vacancies, the question was never put to the test: not testable.
    """
    branch, years = str(context["branch"]), int(context["years"])
    employed = context.indicator("employment", branch=branch)
    open_ = context.indicator("open-vacancies", branch=branch)
    people, vacancies = (made.frame.set_index("period")["value"] for made in (employed, open_))
    even = context.indicator("break-even-productivity", branch=branch)
    now = str(even.frame["period"].max())
    then = Period.parse(now).shift(-4 * years).code
    if then not in people.index or then not in vacancies.index:
        raise Problem("selection_empty")
    context.read.only(even, now)
    for made in (employed, open_):
        for code in (then, now):
            context.read.only(made, code)
    grown = float(people[now] - people[then])
    left = 100 * float(vacancies[now] / vacancies[then])
    rise = float(even.frame.set_index("period")["value"][now])
    numbers = [
        Number(
            "rise",
            rise,
            "per_cent",
            now,
            Text(
                nl="Productiviteitsstijging gelijk aan alle open vacatures",
                en="Productivity rise equal to all open vacancies",
            ),
        ),
        Number(
            "grown", grown, "thousand", now, Text(nl="Toename werkzame personen", en="Increase of employed persons"), 0
        ),
        Number(
            "open_then",
            float(vacancies[then]),
            "thousand",
            then,
            Text(nl="Openstaande vacatures toen", en="Open vacancies then"),
        ),
        Number(
            "open_now",
            float(vacancies[now]),
            "thousand",
            now,
            Text(nl="Openstaande vacatures nu", en="Open vacancies now"),
        ),
        Number(
            "left",
            left,
            "per_cent",
            now,
            Text(nl="Vacatures nu in procenten van toen", en="Vacancies now in per cent of then"),
            0,
        ),
    ]
    words = {
        "now": when(now),
        "then": when(then),
        "branch_name": _inside(catalog.table("vacancies").dimensions["branch"].members[branch].text),
    }
    if grown < float(vacancies[then]):
        verdict: Value = "not_testable"
        sentence = Text(
            nl="Tussen {then} en {now} kwamen er in {branch_name} {grown} duizend werkzame personen bij, minder dan "
            "de {open_then} duizend "
            "vacatures die toen openstonden: of instroom alleen genoeg is, is niet beproefd. Alle open vacatures "
            "staan gelijk "
            "aan een productiviteitsstijging van {rise}%.",
            en="Between {then} and {now} {branch_name} gained {grown} thousand employed persons, fewer than the "
            "{open_then} thousand "
            "vacancies open then: whether inflow alone suffices was not put to the test. All open vacancies equal a "
            "productivity rise of {rise}%.",
        )
    else:
        verdict = "supported" if left >= float(context["remaining"]) else "partly"
        verdict = "contradicted" if left <= float(context["solved"]) else verdict
        sentence = Text(
            nl="Tussen {then} en {now} kwamen er in {branch_name} {grown} duizend werkzame personen bij, meer dan de "
            "{open_then} duizend "
            "vacatures die toen openstonden; nu staan er {open_now} duizend open ({left}%). Die staan gelijk aan een "
            "productiviteitsstijging van {rise}%.",
            en="Between {then} and {now} {branch_name} gained {grown} thousand employed persons, more than the "
            "{open_then} thousand "
            "vacancies open then; now {open_now} thousand are open ({left}%). They equal a productivity rise of "
            "{rise}%.",
        )
    paced = _pace(context)
    if paced is not None and paced[0] > 0:
        pace, year = paced
        needed = math.log(1 + rise / (100 - rise)) / math.log(1 + pace / 100)
        numbers += [
            Number(
                "pace",
                pace,
                "per_cent",
                year,
                Text(
                    nl="Gemiddelde groei van het bbp per gewerkt uur, laatste tien jaren van de bron",
                    en="Average growth of GDP per hour worked, last ten years of the source",
                ),
                2,
            ),
            Number(
                "needed",
                needed,
                "years",
                year,
                Text(
                    nl="Jaren van die groei die samen aan de open vacatures gelijk zijn",
                    en="Years of that growth that together equal the open vacancies",
                ),
                0,
            ),
        ]
        sentence = Text(
            nl=sentence.nl + " Met de gemiddelde groei van de Nederlandse economie is dat ongeveer {needed} jaar.",
            en=sentence.en + " At the average growth of the Dutch economy that is about {needed} years.",
        )
    return Finding(
        verdict=verdict,
        sentence=sentence,
        numbers=tuple(numbers),
        value=rise,
        unit="per_cent",
        decimals=1,
        period=now,
        words=words,
    )
