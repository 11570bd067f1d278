"""Rule of P1."""

from __future__ import annotations

import pandas as pd

from shortage.claims.base import Context, Finding, Number, Value
from shortage.indicators import Indicator
from shortage.indicators.lines import compared, complete_means, newest_edition, years_of
from shortage.text import LANGS, Problem, Text, Unreadable, number
from shortage.text.phrases import when


def _span(first: int, last: int) -> Text:
    return Text(nl=f"{first}–{last}", en=f"{first}–{last}")


def _of_level(context: Context) -> tuple[Text, ...]:
    """Return a note on the level, which the claim may also be read as; none where the level is not known."""
    try:
        levels, year = newest_edition(context.indicator("labour-productivity-countries", geo="all"))
    except Unreadable:
        raise
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


def _span_end(year: int) -> Text:
    return Text(nl=f"{year}", en=f"{year}")


def _edition(made: Indicator) -> Text:
    """Return the edition of the rows that an indicator read."""
    return Text(**{lang: made.sources[0].edition(lang) for lang in LANGS})


def rule(context: Context) -> Finding:
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
