"""The one number formatter.

Python's own ``f"{2.5:.0f}"`` gives 2 and JavaScript prints 3; a page and its figure would then disagree.
So every number is rounded here, half away from zero, and the renderers are handed finished text.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date

from shortage.text.types import Lang

MINUS = "\N{MINUS SIGN}"
MISSING = "."
"""The sign CBS prints for a figure that is unknown, unreliable or secret."""

_LOCALE = {"nl": "nl_NL", "en": "en_GB"}
_DUTCH = str.maketrans(",.", ".,")
"""Marks of thousands and decimals, English to Dutch. Formatting by locale takes ten times as long as this."""


def number(value: float | None, lang: Lang, decimals: int = 0, *, is_grouped: bool = True) -> str:
    """Format ``value`` with ``decimals`` places: Dutch 1.234,5, English 1,234.5, with a real minus.

    Half is rounded away from zero, as CBS does and as a reader expects. ``None`` and NaN give ``MISSING``.
    Years and codes are not numbers: pass ``is_grouped=False`` for a figure without thousands marks.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    # repr is the shortest text that gives this float back, so 0.125 is 0.125 and not 0.12499…
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if exact == 0:
        exact = abs(exact)  # no "-0,0"
    text = format(exact, f"{',' if is_grouped else ''}.{max(decimals, 0)}f").replace("-", MINUS)
    return text.translate(_DUTCH) if lang == "nl" else text


def places(value: float) -> int:
    """Return with how many decimals a number was written: none for 60 and 60.0, one for 4.5."""
    return len(repr(float(value)).partition(".")[2].rstrip("0"))


def signed(value: float | None, lang: Lang, decimals: int = 0) -> str:
    """Format a change: as :func:`number`, with a plus before what is above zero after rounding."""
    text = number(value, lang, decimals)
    if value is None or not math.isfinite(value) or value <= 0 or not any(c in "123456789" for c in text):
        return text
    return "+" + text


def date(value: dt.date | str | None, lang: Lang) -> str:
    """Format a date (or ISO text) as ``14 november 2024``; text that is no ISO date comes back as it is."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, str):
        parts = value[:10].split("-")
        try:
            if len(parts) == 3:
                value = dt.date.fromisoformat(value[:10])
            elif len(parts) == 2 and len(parts[0]) == 4:
                month = dt.date(int(parts[0]), int(parts[1]), 1)
                return str(format_date(month, "MMMM y", locale=_LOCALE[lang]))
            else:
                return value
        except ValueError:
            return str(value)
    return str(format_date(value, "d MMMM y", locale=_LOCALE[lang]))
