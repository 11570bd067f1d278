"""The one formatter of editions: what a reader is told of when figures were published.

Publishers and older excerpts date an edition in several ways: ``2026-07-30``, ``2023-11``, ``2024``, ``2018-2024`` (a
work that grew over years), ``flash 2025-03-27``, ``2022* (published 2023)``, ``1995-2016 edition``, ``WDI 2024``.
Others have no date: ``first release`` (each figure as it was first published), ``unknown``, ``undated``. Each is told
as what it is; no day is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from shortage.text import Lang, date, t

UNDATED = ("", "unknown", "undated")
FIRST_RELEASE = "first release"
_DATE = re.compile(r"(flash )?(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:-[0-9a-f]{8})?")
_YEARS = re.compile(r"(\d{4})-(\d{4})(?: edition)?")
_PUBLISHED = re.compile(r"(\S+) \(published (\d{4})\)")
_NAMED = re.compile(r"[A-Z]\w* (\d{4})")


class Dated(NamedTuple):
    """An edition with its first and last possible day, as ISO text that sorts in time."""

    first: str
    last: str
    vintage: str


def dated(vintage: str) -> Dated | None:
    """Return when an edition was published, None where its name does not tell."""
    if date := _DATE.fullmatch(vintage):
        return Dated(date[2], (date[2] + "-99-99")[:10], vintage)
    if date := _YEARS.fullmatch(vintage):
        return Dated(date[1], f"{date[2]}-99-99", vintage)
    if date := _PUBLISHED.fullmatch(vintage):
        return Dated(date[2], f"{date[2]}-99-99", vintage)
    if date := _NAMED.fullmatch(vintage):
        return Dated(date[1], f"{date[1]}-99-99", vintage)
    return None


def edition(vintages: Iterable[str], lang: Lang) -> str:
    """Return editions in words: one date, "uitgaven van … tot en met …", or "ongedateerd".

    Args:
        vintages: the editions of the rows that were used, as the data write them.
        lang: the language.
    """
    each = set(vintages)
    without = {edition for edition in each if edition in (*UNDATED, FIRST_RELEASE)}
    stated = [dated(edition) or Dated("", "", edition) for edition in sorted(each - without)]
    which = "first_release" if without == {FIRST_RELEASE} else "undated"
    if not stated:
        return t(f"edition.{which}", lang)
    first, last = min(stated), max(stated, key=lambda edition: (edition.last, edition.first))
    beginning, end = _words(first.vintage, lang), _words(last.vintage, lang)
    if len(stated) == 1:
        text = t("edition.one", lang, edition=beginning)
    elif beginning == end:
        text = t("edition.within", lang, edition=beginning)
    else:
        text = t("edition.span", lang, first=beginning, last=end)
    return t(f"edition.and_{which}", lang, dated=text) if without else text


def _words(vintage: str, lang: Lang) -> str:
    if stamp := _DATE.fullmatch(vintage):
        day = date(stamp[2], lang)
        return t("edition.flash", lang, date=day) if stamp[1] else day
    if stamp := _YEARS.fullmatch(vintage):
        return f"{stamp[1]}–{stamp[2]}"
    if stamp := _PUBLISHED.fullmatch(vintage):
        return t("edition.published", lang, name=stamp[1], year=stamp[2])
    return vintage
