"""Rules on labour productivity: P1 to P4."""

from __future__ import annotations

import math

import pandas as pd

from shortage import catalog
from shortage.claims.base import Context, Finding, Number, Value, rule
from shortage.indicators.productivity import newest_quarter, period_words
from shortage.text import Period, Problem, Text


def _years(line: pd.Series, first: int, last: int) -> pd.Series:
    """Return the figures of consecutive years, all of them.

    Raises:
        Problem: a year is not there; an average over a gap would be another average.
    """
    wanted = [f"{year}JJ00" for year in range(first, last + 1)]
    if any(code not in line.index for code in wanted):
        raise Problem("selection_empty")
    return line.loc[wanted]


def _span(first: int, last: int) -> Text:
    return Text(nl=f"{first}–{last}", en=f"{first}–{last}")


@rule("productivity-slowdown")
def productivity_slowdown(context: Context) -> Finding:
    """Compare average growth of the last years with the years before and, where it can be, with other countries.

    Parameters: ``source`` (oecd: GDP per hour worked; mfp: multifactor productivity of the market sector), ``recent``
    and ``before`` (numbers of years), ``until`` (last year as text; empty for the newest).
    """
    recent, before = int(context["recent"]), int(context["before"])
    if context["source"] == "mfp":
        made = context.indicator("growth-accounts", component="multifactor_productivity")
        unit, others = "percentage_point", None
        frame = made.frame[made.frame["series_id"] == made.frame.sort_values("period_start")["series_id"].iloc[-1]]
        line = frame.set_index("period")["value"]
    else:
        made = context.indicator("labour-productivity-growth", geo="all")
        unit = "per_cent"
        wide = made.frame.pivot(index="period", columns="geo", values="value").sort_index()
        if "NL" not in wide:
            raise Problem("selection_empty")
        line, others = wide["NL"].dropna(), wide.drop(columns=["NL", "OECD"], errors="ignore")
    last = int(context["until"] or max(line.index)[:4])
    now = _years(line, last - recent + 1, last)
    then = _years(line, last - recent - before + 1, last - recent)
    average, earlier = float(now.mean()), float(then.mean())
    is_slower = average < earlier
    numbers = [
        Number(
            "average",
            average,
            unit,
            now.index[-1],
            Text(nl="Gemiddelde groei per jaar, laatste jaren", en="Average growth a year, latest years"),
            2,
        ),
        Number(
            "earlier",
            earlier,
            unit,
            then.index[-1],
            Text(nl="Gemiddelde groei per jaar, de jaren ervoor", en="Average growth a year, the years before"),
            2,
        ),
    ]
    words = {"span": _span(last - recent + 1, last), "before_span": _span(last - recent - before + 1, last - recent)}
    sentence = Text(
        nl="De productiviteit groeide in {span} gemiddeld {average}{sign} per jaar, tegen {earlier}{sign} in "
        "{before_span}",
        en="Productivity grew by {average}{sign} a year on average in {span}, against {earlier}{sign} in {before_span}",
    )
    words["sign"] = Text(nl="%", en="%") if unit == "per_cent" else Text(nl=" procentpunt", en=" percentage points")
    complete = others.loc[now.index].dropna(axis=1) if others is not None else pd.DataFrame()
    if complete.shape[1]:
        means = complete.mean()
        middle = float(means.median())
        is_behind = average < middle
        numbers += [
            Number(
                "middle",
                middle,
                unit,
                now.index[-1],
                Text(nl="Mediaan van de andere landen", en="Median of the other countries"),
                2,
            ),
            Number(
                "countries",
                float(len(means)),
                "count",
                now.index[-1],
                Text(nl="Andere landen met alle jaren", en="Other countries with all years"),
                0,
            ),
        ]
        sentence = Text(
            nl=sentence.nl + "; de mediaan van {countries} andere landen was {middle}{sign}.",
            en=sentence.en + "; the median of {countries} other countries was {middle}{sign}.",
        )
        signs = is_slower + is_behind
        verdict: Value = "supported" if signs == 2 else "partly" if signs else "contradicted"
    else:
        sentence = Text(nl=sentence.nl + ".", en=sentence.en + ".")
        verdict = "supported" if is_slower else "contradicted"
    return Finding(
        verdict=verdict,
        sentence=sentence,
        numbers=tuple(numbers),
        value=average,
        unit=unit,
        decimals=2,
        period=now.index[-1],
        words=words,
    )


@rule("size-gap")
def size_gap(context: Context) -> Finding:
    """Compare value added per full-time job of small and medium enterprises with that of large ones.

    Parameters: ``margin`` (per cent by which a class must be lower to count as lagging), ``share`` (per cent of the
    branches), ``second_hand`` (yes: count the figures that the press quoted; only these have the large enterprises).
    """
    margin, share = float(context["margin"]), float(context["share"])
    made = context.indicator("sme-gap", second_hand=context["second_hand"] == "yes")
    wide = made.frame.pivot(index="branch", columns="size", values="value")
    for size in ("small", "medium", "large"):
        if size not in wide:
            wide[size] = float("nan")
    pairs = wide.dropna(subset=["small", "medium"])
    if pairs.empty:
        raise Problem("selection_empty")
    gap = 100 * (1 - pairs["small"] / pairs["medium"])
    lagging = int((gap >= margin).sum())
    period = newest_quarter(made.frame)
    numbers = [
        Number(
            "gap",
            float(gap.median()),
            "per_cent",
            period,
            Text(
                nl="Klein onder middelgroot, mediaan van de bedrijfstakken",
                en="Small below medium, median of the branches",
            ),
            0,
        ),
        Number(
            "lagging",
            float(lagging),
            "count",
            period,
            Text(nl="Bedrijfstakken waar klein achterblijft", en="Branches where small lags"),
            0,
        ),
        Number(
            "branches",
            float(len(pairs)),
            "count",
            period,
            Text(nl="Bedrijfstakken met beide klassen", en="Branches with both classes"),
            0,
        ),
    ]
    large = pairs.dropna(subset=["large"])
    if large.empty:
        verdict: Value = "partly" if 100 * lagging / len(pairs) >= share else "contradicted"
        return Finding(
            verdict=verdict,
            sentence=Text(
                nl="In {lagging} van {branches} bedrijfstakken is de toegevoegde waarde per voltijdbaan van kleine "
                "bedrijven duidelijk "
                "lager dan die van middelgrote (mediaan {gap}% lager); open cijfers over het grootbedrijf ontbreken.",
                en="In {lagging} of {branches} branches value added per full-time job of small enterprises is clearly "
                "below that of "
                "medium ones (median {gap}% lower); open figures on large enterprises are absent.",
            ),
            numbers=tuple(numbers),
            value=float(gap.median()),
            unit="per_cent",
            decimals=0,
            period=period,
        )
    small_gap = 100 * (1 - large["small"] / large["large"])
    medium_gap = 100 * (1 - large["medium"] / large["large"])
    both = (small_gap >= margin) & (medium_gap >= margin)
    either = (small_gap >= margin) | (medium_gap >= margin)
    numbers += [
        Number(
            "small_gap",
            float(small_gap.median()),
            "per_cent",
            period,
            Text(nl="Klein onder groot, mediaan", en="Small below large, median"),
            0,
        ),
        Number(
            "medium_gap",
            float(medium_gap.median()),
            "per_cent",
            period,
            Text(nl="Middelgroot onder groot, mediaan", en="Medium below large, median"),
            0,
        ),
    ]
    verdict = "supported" if 100 * both.mean() >= share else "partly" if either.any() else "contradicted"
    return Finding(
        verdict=verdict,
        sentence=Text(
            nl="De toegevoegde waarde per voltijdbaan ligt bij kleine bedrijven {small_gap}% en bij middelgrote "
            "{medium_gap}% onder die "
            "van grote bedrijven (mediaan van de bedrijfstakken met alle drie de klassen).",
            en="Value added per full-time job is {small_gap}% lower in small and {medium_gap}% lower in medium "
            "enterprises than in large "
            "ones (median of the branches with all three classes).",
        ),
        numbers=tuple(numbers),
        value=float(small_gap.median()),
        unit="per_cent",
        decimals=0,
        period=period,
    )


@rule("pilot-not-published")
def pilot_not_published(context: Context) -> Finding:
    """Say that no open source holds the pilot's outcome: there is nothing to test, whatever the data."""
    stated = context.claim.stated
    assert stated is not None
    return Finding(
        verdict="not_testable",
        sentence=Text(
            nl="De uitkomsten van de proef (tot {stated}%) staan in geen open bron die wij kennen; er is geen tabel "
            "om ze mee te "
            "toetsen. Wat zo'n stijging zou betekenen, staat in het scenario over productiviteit.",
            en="The results of the pilot (up to {stated}%) are in no open source that we know of; there is no table "
            "to test them "
            "with. What such a rise would mean is in the scenario on productivity.",
        ),
        numbers=(
            Number(
                "stated", stated.value, stated.unit, "", Text(nl="Genoemd in het paper", en="Stated in the paper"), 0
            ),
        ),
    )


@rule("inflow-alone")
def inflow_alone(context: Context) -> Finding:
    """Look back: did net inflow that could have filled all open vacancies make them disappear?

    Parameters: ``branch``, ``years`` (how far back), ``remaining`` and ``solved`` (per cent of the vacancies of then
    that still stand open). Supported: employment grew by at least the vacancies of then, and at least ``remaining``
    per cent of that number still stand open. Contradicted: at most ``solved`` per cent do. Between: partly. Where
    employment grew by less than the vacancies, the question was never put to the test: not testable.
    """
    branch, years = str(context["branch"]), int(context["years"])
    people = context.indicator("employment", branch=branch).frame.set_index("period")["value"]
    vacancies = context.indicator("open-vacancies", branch=branch).frame.set_index("period")["value"]
    even = context.indicator("break-even-productivity", branch=branch)
    now = newest_quarter(even.frame)
    then = Period.parse(now).shift(-4 * years).code
    if then not in people.index or then not in vacancies.index:
        raise Problem("selection_empty")
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
        "now": period_words(now),
        "then": period_words(then),
        "branch_name": catalog.table("vacancies").dimensions["branch"].members[branch].text,
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
    growth = context.indicator("labour-productivity-growth", geo="NL").frame.sort_values("period_start")["value"]
    pace = float(growth.tail(10).mean())
    notes: tuple[Text, ...] = ()
    if pace > 0:
        needed = math.log(1 + rise / (100 - rise)) / math.log(1 + pace / 100)
        numbers += [
            Number(
                "pace",
                pace,
                "per_cent",
                "",
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
                "",
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
        notes=notes,
    )
