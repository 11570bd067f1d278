"""Small pieces of sentences in both languages: numbers, periods, dates and names as they stand inside a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shortage.text import strings
from shortage.text.numbers import date, number, signed
from shortage.text.periods import Period
from shortage.text.types import LANGS, Lang, Text


def both(make: Callable[[Lang], str]) -> Text:
    """Return what ``make`` gives in each language."""
    return Text(**{lang: make(lang) for lang in LANGS})


def amount(value: float | None, decimals: int = 0, *, is_signed: bool = False) -> Text:
    """Return a number as a reader sees it; see :func:`shortage.text.number`."""
    return both(lambda lang: (signed if is_signed else number)(value, lang, decimals))


def year(value: int) -> Text:
    """Return a year: never with a thousands mark."""
    return both(lambda lang: number(value, lang, is_grouped=False))


def stretch(first: int, last: int) -> Text:
    """Return years as a stretch: ``2014–2023``."""
    return both(lambda lang: f"{first}–{last}")


def when(code: str) -> Text:
    """Return a period (CBS code) in words."""
    return both(Period.parse(code).label)


def between(first: str, last: str) -> Text:
    """Return a stretch of periods: ``2e kw 2019 – 1e kw 2026``."""
    return both(lambda lang: f"{Period.parse(first).label(lang)} – {Period.parse(last).label(lang)}")


def day(iso: str) -> Text:
    """Return a date (ISO text) in words."""
    return both(lambda lang: date(iso, lang))


def capital(text: Text) -> Text:
    """Return a text with a capital, for the start of a sentence."""
    return both(lambda lang: text[lang][:1].upper() + text[lang][1:])


def lower_first(text: Text) -> Text:
    """Return a name as it stands inside a sentence: without its capital, unless it is an abbreviation."""
    return both(lambda lang: text[lang] if text[lang][:2].isupper() else text[lang][:1].lower() + text[lang][1:])


def listed(texts: Iterable[Text], separator: str = ", ") -> Text:
    """Return names as an enumeration; a dash where there are none."""
    names = list(texts)
    return both(lambda lang: separator.join(name[lang] for name in names) or "–")


def enumerated(texts: Iterable[Text]) -> Text:
    """Return names as they stand in a sentence, the last behind "and"; with a comma too where a name has one itself."""
    names = list(texts)

    def say(lang: Lang) -> str:
        *first, last = [name[lang] for name in names] or ["–"]
        word = strings()["common.and"][lang]
        comma = "," if any(f" {word} " in name[lang] for name in names) else ""
        return f"{', '.join(first)}{comma} {word} {last}" if first else last

    return both(say)


def joined(texts: Iterable[Text], separator: str = " ") -> Text:
    """Return sentences after one another; empty ones are left out."""
    parts = list(texts)
    return both(lambda lang: separator.join(part[lang] for part in parts if part[lang]))
