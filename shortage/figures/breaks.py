"""Breaks of an indicator in a figure: where each is marked, what the note says of it, and how a stretch is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from shortage.catalog import Break
from shortage.figures.base import BreakMark
from shortage.text import Period, Text, Words, strings
from shortage.text.phrases import both, capital, when

WORDS = Words(__file__)


def marks(breaks: Iterable[Break], geos: Mapping[str, Text] | None = None) -> list[BreakMark[Text]]:
    """Return a mark halfway between the last year before each break and its first year.

    Args:
        breaks: of an indicator.
        geos: countries shown, with their names; breaks of others are left out, and a break of some names them.
    """
    places: dict[float, set[str]] = {}
    for mark in breaks:
        geo = mark.where.get("geo", "")
        if geo and geos is not None and geo not in geos:
            continue
        places.setdefault(Period.parse(mark.period).x - 0.5, set()).add(geo)
    return [BreakMark(x, _word(broken, geos)) for x, broken in sorted(places.items())]


def halfway(pairs: Iterable[tuple[str, str]]) -> list[BreakMark[Text]]:
    """Return a mark halfway between the last period before a break and the first one behind it, for each such pair."""
    places = {(Period.parse(earlier).x + Period.parse(later).x) / 2 for earlier, later in pairs}
    return [BreakMark(x, strings()["figure.break"]) for x in sorted(places)]


def _word(broken: set[str], geos: Mapping[str, Text] | None) -> Text:
    if geos is None or "" in broken or len(broken) == len(geos):
        return strings()["figure.break"]
    names = both(lambda lang: ", ".join(sorted(capital(geos[geo])[lang] for geo in broken)))
    return WORDS("mark_of", names=names)


def explained(breaks: Iterable[Break], geos: Iterable[str] = ()) -> list[Text]:
    """Return per break its first year and what changed, for the note; with ``geos`` those of these countries only."""
    wanted = set(geos)
    return [
        WORDS("explained", year=when(mark.period), text=mark.text)
        for mark in breaks
        if not wanted or "geo" not in mark.where or mark.where["geo"] in wanted
    ]


def ended(data: pd.DataFrame) -> pd.DataFrame:
    """Return a spec's rows with "to {year}" behind the label of each stretch that a later one of its subject follows.

    Series ids are those of one subject where the part before the colon is the same.
    """
    data = data.copy()
    for _, part in data.groupby(data["series_id"].str.partition(":")[0], sort=False):
        for id in list(part.sort_values("x")["series_id"].drop_duplicates())[:-1]:
            chosen = data["series_id"] == id
            end = when(str(data.loc[chosen].sort_values("x")["period"].iloc[-1]))
            name = data.loc[chosen, "label"].iloc[0]
            label = WORDS("until", name=name, end=end)
            data.loc[chosen, "label"] = pd.Series([label] * int(chosen.sum()), index=data.index[chosen], dtype=object)
    return data
