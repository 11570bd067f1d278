"""Where figures came from: the release that was read, and the editions of the rows that were used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shortage.text import Lang, Period, Text, date, t
from shortage.text.editions import edition
from shortage.text.phrases import listed, when


@dataclass(frozen=True)
class Source:
    """Where figures came from: enough to answer "where does that number come from?".

    ``release`` names the file that was read. A file may hold rows of several editions: what a reader is told is
    :meth:`edition`, that of the rows that were used.
    """

    table: str
    name: str
    title: Text
    publisher: str
    release: str
    retrieved: str
    origin: str
    licence: str
    url: str
    coverage: Text | None = None
    digest: str = ""
    """Checksum of the release."""
    editions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """``{period: editions}`` of the rows that were used, sorted; empty where the whole release counts."""
    copied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """``{table: periods}`` of the rows that were used and were read from another table than this one, sorted."""
    as_of: str = ""
    """The day (ISO) that the reader asked for; "" for now."""
    is_cut: bool = False
    """Whether no release of that day is kept, so that a newer one was cut at what had been published by then."""

    @property
    def vintages(self) -> tuple[str, ...]:
        """The editions of the rows that were used, each once, as the data write them."""
        return tuple(sorted({edition for each in self.editions.values() for edition in each})) or (self.release,)

    def edition(self, lang: Lang) -> str:
        """Return the editions of the rows that were used, in words, and whether they were cut at an earlier day."""
        text = edition(self.vintages, lang)
        for other, periods in self.copied.items():
            named = listed(when(code) for code in periods)[lang]
            text = t("edition.copied", lang, edition=text, table=other, periods=named)
        return t("edition.cut", lang, edition=text, day=date(self.as_of, lang)) if self.is_cut else text

    def facts(self) -> dict[str, Any]:
        """Return table, release and editions as plain data, for machines."""
        facts: dict[str, Any] = {"table": self.table, "release": self.release, "editions": list(self.vintages)}
        if self.copied:
            facts["copied_from"] = {table: list(periods) for table, periods in self.copied.items()}
        if self.as_of:
            facts |= {"as_of": self.as_of, "known_as": "later release, cut" if self.is_cut else "release of that day"}
        return facts

    def within(self, first: dt.date, last: dt.date, vintages: Collection[str] | None = None) -> Source:
        """Return this source for the rows of periods that touch the days ``first`` to ``last`` (and of ``vintages``).

        Where it has none there, it is returned as it is: rather too much is named than too little.
        """
        by_code = {}
        for code, each in self.editions.items():
            period = Period.parse(code)
            if period.start <= last and period.end >= first:
                by_code[code] = each if vintages is None else tuple(edition for edition in each if edition in vintages)
        by_code = {code: each for code, each in by_code.items() if each}
        if not by_code:
            return self
        copied = {table: tuple(code for code in periods if code in by_code) for table, periods in self.copied.items()}
        return replace(self, editions=by_code, copied={table: periods for table, periods in copied.items() if periods})


def united(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return each release once, with the editions of all rows that were used of it."""
    by_release: dict[tuple[str, str], Source] = {}
    for source in sources:
        before = by_release.setdefault((source.table, source.release), source)
        if before is source or (before.editions == source.editions and before.copied == source.copied):
            continue
        copied = _united(before.copied, source.copied)
        if not (before.editions and source.editions):  # of one of them the whole release counts
            by_release[source.table, source.release] = replace(source, editions={}, copied=copied)
            continue
        editions = _united(before.editions, source.editions)
        by_release[source.table, source.release] = replace(source, editions=editions, copied=copied)
    return tuple(by_release.values())


def _united(first: Mapping[str, tuple[str, ...]], second: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted({*first.get(key, ()), *second.get(key, ())})) for key in sorted({*first, *second})}
