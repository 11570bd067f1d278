"""Rules on labour productivity: P1 to P4."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from shortage import catalog
from shortage.claims.base import Context, Finding, Number, Value, rule
from shortage.indicators import Indicator
from shortage.indicators.vacancies import when
from shortage.text import LANGS, Period, Problem, Text, date, number, t


def years_of(line: pd.Series[Any], first: int, last: int) -> pd.Series[Any]:
    """Return the figures of consecutive years, all of them.

    Raises:
        Problem: a year is not there; an average over a gap would be another average.
    """
    wanted = [f"{year}JJ00" for year in range(first, last + 1)]
    if any(code not in line.index for code in wanted):
        raise Problem("selection_empty")
    return line.loc[wanted]


def compared(value: float, other: float, margin: float) -> int:
    """Return -1 where ``value`` is lower by at least ``margin``, 1 where it is higher by that much, else 0.

    A margin of zero leaves 0 for equal figures only.
    """
    difference = value - other
    if difference == 0 or abs(difference) < margin - 1e-9:
        return 0
    return 1 if difference > 0 else -1


def complete_means(made: Indicator, first: int, last: int) -> pd.Series[Any]:
    """Return average growth a year, per country (``geo``) that has each of the years; the OECD itself is no country.

    Raises:
        Problem: the Netherlands lacks one of them.
    """
    wide = made.frame.pivot(index="period", columns="geo", values="value").drop(columns="OECD", errors="ignore")
    wanted = [f"{year}JJ00" for year in range(first, last + 1)]
    means = wide.reindex(wanted).dropna(axis=1).mean()
    if "NL" not in means:
        raise Problem("selection_empty")
    return means


def newest_edition(made: Indicator) -> tuple[pd.Series[Any], str]:
    """Return levels by country of the newest year, and that year, all from the edition that has most countries.

    Raises:
        Problem: the Netherlands is not in it.
    """
    frame = made.frame[(made.frame["period"] == _fullest(made.frame)) & (made.frame["geo"] != "OECD")]
    edition = frame["series_id"].str.partition("-")[2]
    chosen = frame[edition == edition.value_counts().index[0]]
    levels = chosen.set_index("geo")["value"].astype(float)
    if "NL" not in levels:
        raise Problem("selection_empty")
    return levels, str(chosen["period"].iloc[0])


def _fullest(frame: pd.DataFrame) -> str:
    """Return the newest of the years that have most countries: a year that few reported ranks nobody."""
    counts = frame.groupby("period")["geo"].nunique()
    return str(counts[counts == counts.max()].index.max())


def _span(first: int, last: int) -> Text:
    return Text(nl=f"{first}–{last}", en=f"{first}–{last}")


def _of_level(context: Context) -> tuple[Text, ...]:
    """Return a note on the level, which the claim may also be read as; none where the level is not known."""
    try:
        levels, year = newest_edition(context.indicator("labour-productivity-countries", geo="all"))
    except Problem:
        return ()
    values = {lang: number(int((levels > levels["NL"]).sum()) + 1, lang) for lang in LANGS}
    counts = {lang: number(len(levels), lang) for lang in LANGS}
    then = when(year)
    return (
        Text(
            nl=f"Getoetst is de groei, niet het niveau: naar bbp per gewerkt uur stond Nederland in {then.nl} op "
            f"plaats {values['nl']} van {counts['nl']} landen.",
            en=f"What is tested is growth, not the level: by GDP per hour worked the Netherlands ranked {values['en']} "
            f"of {counts['en']} countries in {then.en}.",
        ),
    )


@rule("productivity-slowdown")
def productivity_slowdown(context: Context) -> Finding:
    """Compare average growth of the last years with the years before and, where it can be, with other countries.

    Parameters: ``source`` (oecd: GDP per hour worked; mfp: multifactor productivity of the market sector), ``recent``
    and ``before`` (numbers of years), ``until`` (last year as text; empty for the newest), ``margin`` (percentage
    points below which a difference is too small to count). Supported: clearly lower on each question. Contradicted:
    clearly higher on each. All else, so also no clear difference: partly.
    """
    recent, before, margin = int(context["recent"]), int(context["before"]), float(context["margin"])
    if context["source"] == "mfp":
        made = context.indicator("growth-accounts", component="multifactor_productivity")
        unit = "percentage_point"
        frame = made.frame[made.frame["series_id"] == made.frame.sort_values("period_start")["series_id"].iloc[-1]]
        line = frame.set_index("period")["value"]
    else:
        made = context.indicator("labour-productivity-growth", geo="all")
        unit = "per_cent"
        line = made.frame[made.frame["geo"] == "NL"].set_index("period")["value"]
        if line.empty:
            raise Problem("selection_empty")
    last = int(context["until"] or max(line.index)[:4])
    now = years_of(line, last - recent + 1, last)
    then = years_of(line, last - recent - before + 1, last - recent)
    average, earlier = float(now.mean()), float(then.mean())
    signs = [compared(average, earlier, margin)]
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
    sentence = Text(
        nl="De productiviteit groeide in {span} gemiddeld {average}{sign} per jaar, tegen {earlier}{sign} in "
        "{before_span}",
        en="Productivity grew by {average}{sign} a year on average in {span}, against {earlier}{sign} in {before_span}",
    )
    others = complete_means(made, last - recent + 1, last).drop("NL") if unit == "per_cent" else pd.Series(dtype=float)
    if len(others):
        middle = float(others.median())
        signs.append(compared(average, middle, margin))
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
                float(len(others)),
                "count",
                now.index[-1],
                Text(nl="Andere landen met alle jaren", en="Other countries with all years"),
                0,
            ),
        ]
        sentence = Text(
            nl=sentence.nl + "; de mediaan van {countries} andere landen was {middle}{sign}",
            en=sentence.en + "; the median of {countries} other countries was {middle}{sign}",
        )
    why = _why_partly(signs)
    sentence = Text(nl=f"{sentence.nl}.{why.nl}", en=f"{sentence.en}.{why.en}")
    verdict: Value = "partly"
    if all(one < 0 for one in signs):
        verdict = "supported"
    elif all(one > 0 for one in signs):
        verdict = "contradicted"
    numbers.append(
        Number(
            "least",
            margin,
            "percentage_point",
            "",
            Text(nl="Kleinste verschil dat telt", en="Smallest difference that counts"),
            1,
        )
    )
    return Finding(
        verdict=verdict,
        sentence=sentence,
        numbers=tuple(numbers),
        value=average,
        unit=unit,
        decimals=2,
        period=now.index[-1],
        words={
            "span": _span(last - recent + 1, last),
            "before_span": _span(last - recent - before + 1, last - recent),
            "sign": Text(nl="%", en="%") if unit == "per_cent" else Text(nl=" procentpunt", en=" percentage points"),
            "last": _span_end(last),
            "edition": _edition(made),
        },
        notes=_of_level(context) if unit == "per_cent" else (),
    )


def _why_partly(signs: list[int]) -> Text:
    """Return why differences that do not all count the same way make the verdict partly; nothing where they do."""
    if len(signs) == 1 and not any(signs):
        return Text(
            nl=" Dat verschil is kleiner dan {least} procentpunt, onze eigen grens: te klein om achterblijven te "
            "noemen of te ontkennen, dus deels.",
            en=" That difference is below {least} percentage points, a border of our own: too small to call it lagging "
            "or to deny it, so partly.",
        )
    if not any(signs):
        return Text(
            nl=" Beide verschillen zijn kleiner dan {least} procentpunt, onze eigen grens: te klein om achterblijven "
            "te noemen of te ontkennen, dus deels.",
            en=" Both differences are below {least} percentage points, a border of our own: too small to call it "
            "lagging or to deny it, so partly.",
        )
    if not all(signs):
        return Text(
            nl=" Eén van de twee verschillen is kleiner dan {least} procentpunt, onze eigen grens, dus deels.",
            en=" One of the two differences is below {least} percentage points, a border of our own, so partly.",
        )
    if len(set(signs)) > 1:
        return Text(
            nl=" De twee vergelijkingen wijzen elk een andere kant op, dus deels.",
            en=" The two comparisons point in different directions, so partly.",
        )
    return Text(nl="", en="")


def _inside(text: Text) -> Text:
    """Return a name as it stands inside a sentence: without its capital."""
    return Text(nl=text.nl[:1].lower() + text.nl[1:], en=text.en[:1].lower() + text.en[1:])


def _span_end(year: int) -> Text:
    return Text(nl=f"{year}", en=f"{year}")


def _edition(made: Indicator) -> Text:
    """Return the date of the edition that an indicator read."""
    release = made.sources[0].release
    words = {lang: t("figure.undated", lang) if release == "undated" else date(release, lang) for lang in LANGS}
    return Text(**words)


@rule("size-gap")
def size_gap(context: Context) -> Finding:
    """Compare value added per full-time job of small and medium enterprises with that of large ones.

    Parameters: ``margin`` (per cent by which a class must be lower to count as lagging), ``share`` (per cent of the
    branches), ``second_hand`` (yes: count the figures that the press quoted; only these have the large enterprises).
    Without large enterprises the question itself has no figures: where small lags behind medium the verdict is
    “partly” at most, where it does not the claim is not testable; it is never contradicted without them.
    """
    margin, share = float(context["margin"]), float(context["share"])
    made = context.indicator("sme-gap", second_hand=context["second_hand"] == "yes")
    # One year at a time: the press figures are of another year than the published ones.
    wide = made.frame.pivot(index=["period", "branch"], columns="size", values="value").reset_index("period")
    for size in ("small", "medium", "large"):
        if size not in wide:
            wide[size] = float("nan")
    pairs = wide.dropna(subset=["small", "medium"])
    if pairs.empty:
        raise Problem("selection_empty")
    large = pairs.dropna(subset=["large"])
    used = pairs if large.empty else large
    used = used[used["period"] == used["period"].max()]
    period = str(used["period"].iloc[0])
    words = {"year": when(period)}
    count = Number(
        "branches",
        float(len(used)),
        "count",
        period,
        Text(nl="Bedrijfstakken met cijfers", en="Branches with figures"),
        0,
    )
    if large.empty:
        gap = 100 * (1 - used["small"] / used["medium"])
        lagging = int((gap >= margin).sum())
        return Finding(
            verdict="partly" if 100 * lagging / len(used) >= share else "not_testable",
            sentence=Text(
                nl="In {year} was de toegevoegde waarde per voltijdbaan van kleine bedrijven in {lagging} van "
                "{branches} bedrijfstakken duidelijk lager dan die van middelgrote (mediaan {gap}% lager). Nieuwere "
                "open cijfers, en cijfers over grote bedrijven, ontbreken: of het mkb als geheel achterblijft, is niet "
                "te zien.",
                en="In {year} value added per full-time job of small enterprises was clearly below that of medium ones "
                "in {lagging} of {branches} branches (median {gap}% lower). Newer open figures, and figures on large "
                "enterprises, are absent: whether SMEs as a whole lag cannot be seen.",
            ),
            numbers=(
                Number(
                    "gap",
                    float(gap.median()),
                    "per_cent",
                    period,
                    Text(
                        nl="Zoveel lager is klein dan middelgroot, mediaan van de bedrijfstakken",
                        en="So much lower is small than medium, median of the branches",
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
                count,
            ),
            value=float(gap.median()),
            unit="per_cent",
            decimals=0,
            period=period,
            words=words,
        )
    small_gap = 100 * (1 - used["small"] / used["large"])
    medium_gap = 100 * (1 - used["medium"] / used["large"])
    both = (small_gap >= margin) & (medium_gap >= margin)
    either = (small_gap >= margin) | (medium_gap >= margin)
    verdict: Value = "supported" if 100 * both.mean() >= share else "partly" if either.any() else "contradicted"
    return Finding(
        verdict=verdict,
        sentence=Text(
            nl="In {year} lag de toegevoegde waarde per voltijdbaan bij kleine bedrijven {small_gap}% en bij "
            "middelgrote {medium_gap}% onder die van grote bedrijven; bedrijfstakken met alle drie de klassen: "
            "{branches}.",
            en="In {year} value added per full-time job was {small_gap}% lower in small and {medium_gap}% lower in "
            "medium enterprises than in large ones; branches with all three classes: {branches}.",
        ),
        numbers=(
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
            count,
        ),
        value=float(small_gap.median()),
        unit="per_cent",
        decimals=0,
        period=period,
        words=words,
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
    that still stand open). Supported: employment grew by at least the vacancies of then, and at least ``remaining`` per
    cent of that number still stand open. Contradicted: at most ``solved`` per cent do. Between: partly. Where
    employment grew by less than the vacancies, the question was never put to the test: not testable.
    """
    branch, years = str(context["branch"]), int(context["years"])
    people = context.indicator("employment", branch=branch).frame.set_index("period")["value"]
    vacancies = context.indicator("open-vacancies", branch=branch).frame.set_index("period")["value"]
    even = context.indicator("break-even-productivity", branch=branch)
    now = str(even.frame["period"].max())
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


PACE_YEARS = 10


def _pace(context: Context) -> tuple[float, str] | None:
    """Return average growth of the source's last ten years and the last of them; None where it is not known."""
    try:
        growth = context.indicator("labour-productivity-growth", geo="NL").line()
        last = Period.parse(str(growth["period"].iloc[-1])).year
        stretch = years_of(growth.set_index("period")["value"], last - PACE_YEARS + 1, last)
    except Problem:
        return None
    return float(stretch.mean()), str(stretch.index[-1])
