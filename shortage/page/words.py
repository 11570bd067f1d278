"""How numbers, units, periods and days are said on pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from shortage.claims import Finding, Sensitivity, Verdict
from shortage.text import Lang, Period, ages, date, number, t

THOUSAND = 1000


def unit_words(unit: str, lang: Lang) -> str:
    """Return a unit in words, ``""`` where there is none."""
    return t(f"unit.{unit}", lang) if unit else ""


def amount(value: float | None, unit: str, decimals: int, lang: Lang) -> tuple[str, str]:
    """Return a number as it is printed large, and the unit to stand below it; per cent and times join the number."""
    if value is None:
        return "", ""
    text, words = number(value, lang, decimals), "" if unit == "count" else unit_words(unit, lang)
    joined = {"%": f"{text}{words}", unit_words("times", lang): f"{text} {words}"}
    return (joined[words], "") if words in joined else (text, words)


def whole_amount(value: float | None, unit: str, decimals: int, lang: Lang) -> tuple[str, str]:
    """Return a number as :func:`amount` does, but thousands written out: 61.500, not 61,5 with "x 1.000" below it."""
    if unit == "thousand" and value is not None:
        return number(round(value, decimals) * THOUSAND, lang), ""
    return amount(value, unit, decimals, lang)


def value_text(value: float | None, unit: str, decimals: int, lang: Lang) -> str:
    """Return a number with its unit in one line; thousands written out."""
    text, words = whole_amount(value, unit, decimals, lang)
    if unit == "ratio":
        words = ""  # what stands beside it says what is divided by what
    return f"{text} {words}".strip()


def found_text(finding: Finding | Sensitivity, lang: Lang) -> str:
    """Return what a rule found with its unit in one line; a count with how many there could be."""
    if finding.value is not None and finding.out_of is not None:
        return finding.figure(lang)
    return value_text(finding.value, finding.unit, finding.decimals, lang)


def found_texts(findings: Sequence[Finding | Sensitivity], lang: Lang) -> list[str]:
    """Return what several rules found; where they rest on different numbers, each says what it counts."""
    counted = [capital(finding.meaning[lang]) if finding.meaning is not None else "" for finding in findings]
    is_one = len(set(filter(None, counted))) < 2
    return [
        (f"{what}: " if what and not is_one else "") + found_text(finding, lang)
        for finding, what in zip(findings, counted, strict=True)
    ]


def capital(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def period_text(code: str, lang: Lang) -> str:
    """Return a period in words; what is no single period code (a range, say) part by part."""
    try:
        return Period.parse(code).label(lang)
    except ValueError:
        return re.sub(r"\d{4}(?:KW|JJ|SJ|MM)\d\d", lambda match: Period.parse(match[0]).label(lang), code)


def until_text(code: str, lang: Lang, day: dt.date | None) -> str:
    """Return up to when figures run, with how old that is on ``day``; without a day the period alone."""
    return ages.explanation(code, lang, day) if day is not None else ages.up_to(code, lang)


def day_text(text: str, lang: Lang) -> str:
    """Return an ISO date (or its beginning) in words; what is none as it is."""
    try:
        return date(text[:10], lang)
    except ValueError:
        return text


def release_text(release: str, lang: Lang) -> str:
    """Return a release as a reader sees it."""
    return t("page.undated", lang) if release == "undated" else day_text(release, lang)


def headline(verdict: Verdict, lang: Lang, day: dt.date | None = None) -> tuple[str, str]:
    """Return a verdict's number as it is printed large, and below it what it counts, its unit, band, period and age.

    Args:
        verdict: the judged claim.
        lang: the page's language.
        day: the day against which age is measured; without it the period stands alone.
    """
    finding = verdict.finding
    large, words = whole_amount(finding.value, finding.unit, finding.decimals, lang)
    if not large:
        return "", ""
    if finding.out_of is not None:
        large = finding.figure(lang)
    elif finding.is_signed and finding.value is not None and finding.value > 0:
        large = f"+{large}"
    counts = meaning(verdict, lang)
    if counts and (finding.unit == "ratio" or finding.out_of is not None):
        words = ""  # the meaning says what is counted
    band = band_text(finding, lang)
    words = f"{words} ({band})".strip() if band else words
    parts = (counts, words, until_text(finding.period, lang, day) or period_text(finding.period, lang))
    return large, ", ".join(part for part in parts if part)


def meaning(verdict: Verdict, lang: Lang) -> str:
    """Return what a verdict's number counts, as its rule names it; "" where no number of the rule is that number."""
    what = verdict.finding.meaning
    return capital(what[lang]) if what is not None else ""


def counted(verdict: Verdict, lang: Lang) -> str:
    """Return what a verdict's number counts with the unit that the number as printed leaves out."""
    finding = verdict.finding
    counts, unit = meaning(verdict, lang), whole_amount(finding.value, finding.unit, finding.decimals, lang)[1]
    if counts and (finding.unit == "ratio" or finding.out_of is not None):
        unit = ""  # the meaning says what is counted
    return ", ".join(part for part in (counts, unit) if part)


def band_text(finding: Finding, lang: Lang) -> str:
    """Return the band around a finding's number, "" where it has none."""
    if finding.low is None or finding.high is None:
        return ""
    return f"{number(finding.low, lang, finding.decimals)}–{number(finding.high, lang, finding.decimals)}"


def sentences(text: str) -> tuple[str, str]:
    """Return the first sentence of a text and the rest of it."""
    first, *rest = re.split(r"(?<=[.!?]) (?=[A-Z«“])", text, maxsplit=1)
    return first, rest[0] if rest else ""
