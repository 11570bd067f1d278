"""Up to when figures run, and how old that is.

The period stands in files as well; the age on pages and on the command line only, since a file says the same next year.
"""

from __future__ import annotations

import datetime as dt

from shortage.text import Lang, Period, number, t

MONTHS = 12
DAYS = 365.25
"""Days in a year."""
IN_MONTHS = 24
"""Below this many months an age is told in months."""


def today() -> dt.date:
    """Return the day against which age is measured."""
    return dt.date.today()


def months(code: str, day: dt.date | None = None) -> int:
    """Return how many whole months ago a period ended; below zero where it has not ended.

    Raises:
        ValueError: not a period code.
    """
    day, after = day or today(), Period.parse(code).shift(1).start
    return (day.year - after.year) * MONTHS + day.month - after.month - (day.day < after.day)


def age(code: str, lang: Lang, day: dt.date | None = None) -> str:
    """Return a period's age in words: "4 maanden oud", from two years on "10 jaar oud" (rounded)."""
    count = months(code, day)
    if count < 0:
        return t("age.running", lang)
    if count < IN_MONTHS:
        return t(("age.fresh", "age.month", "age.months")[min(count, 2)], lang, count=number(count, lang))
    return t("age.years", lang, count=number(int(count / MONTHS + 0.5), lang))


def short(code: str, lang: Lang, day: dt.date | None = None) -> str:
    """Return a period's age for a column of ages: "4 mnd", from two years on "10 jaar" (rounded); "" for no code."""
    try:
        count = max(months(code, day), 0)
    except ValueError:
        return ""
    if count < IN_MONTHS:
        return t("age.short_months", lang, count=number(count, lang))
    return t("age.short_years", lang, count=number(int(count / MONTHS + 0.5), lang))


def of_days(days: int, lang: Lang) -> str:
    """Return an age in days in words: "121 dagen", from two years on "8 jaar" (rounded)."""
    years = days / DAYS
    if years * MONTHS < IN_MONTHS:
        return t("age.days", lang, days=number(days, lang))
    return t("age.short_years", lang, count=number(int(years + 0.5), lang))


def is_old(code: str, day: dt.date | None = None) -> bool:
    """Return whether a period ended two years ago or more; what is no period code is not old."""
    try:
        return months(code, day) >= IN_MONTHS
    except ValueError:
        return False


def up_to(code: str, lang: Lang) -> str:
    """Return "t/m 2016": up to when figures run; "" for what is no period code."""
    try:
        return t("age.up_to", lang, period=Period.parse(code).label(lang))
    except ValueError:
        return ""


def explanation(code: str, lang: Lang, day: dt.date | None = None) -> str:
    """Return "t/m 2016, 10 jaar oud"; "" for what is no period code."""
    try:
        return t("age.told", lang, period=Period.parse(code).label(lang), age=age(code, lang, day))
    except ValueError:
        return ""
