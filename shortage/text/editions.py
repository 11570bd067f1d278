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
    if found := _DATE.fullmatch(vintage):
        return Dated(found[2], (found[2] + "-99-99")[:10], vintage)
    if found := _YEARS.fullmatch(vintage):
        return Dated(found[1], f"{found[2]}-99-99", vintage)
    if found := _PUBLISHED.fullmatch(vintage):
        return Dated(found[2], f"{found[2]}-99-99", vintage)
    if found := _NAMED.fullmatch(vintage):
        return Dated(found[1], f"{found[1]}-99-99", vintage)
    return None


def edition(vintages: Iterable[str], lang: Lang) -> str:
    """Return editions in words: one date, "uitgaven van … tot en met …", or "ongedateerd".

    Args:
        vintages: the editions of the rows that were used, as the data write them.
        lang: the language.
    """
    each = set(vintages)
    without = {one for one in each if one in (*UNDATED, FIRST_RELEASE)}
    known = [dated(one) or Dated("", "", one) for one in sorted(each - without)]
    which = "first_release" if without == {FIRST_RELEASE} else "undated"
    if not known:
        return t(f"edition.{which}", lang)
    first, last = min(known), max(known, key=lambda one: (one.last, one.first))
    beginning, end = _words(first.vintage, lang), _words(last.vintage, lang)
    if len(known) == 1:
        text = t("edition.one", lang, edition=beginning)
    elif beginning == end:
        text = t("edition.within", lang, edition=beginning)
    else:
        text = t("edition.span", lang, first=beginning, last=end)
    return t(f"edition.and_{which}", lang, dated=text) if without else text


def _words(vintage: str, lang: Lang) -> str:
    if found := _DATE.fullmatch(vintage):
        day = date(found[2], lang)
        return t("edition.flash", lang, date=day) if found[1] else day
    if found := _YEARS.fullmatch(vintage):
        return f"{found[1]}–{found[2]}"
    if found := _PUBLISHED.fullmatch(vintage):
        return t("edition.published", lang, name=found[1], year=found[2])
    return vintage
