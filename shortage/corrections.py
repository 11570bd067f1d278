"""Floor 4, corrections as data: known errors in published series, with a guard that retires them.

``catalog/corrections/<our table>.toml`` lists cells that are known to be wrong, why, and what is done about it when
the table is read: ``drop`` (the cell becomes a gap), ``override`` (another value, taken from the same publisher) or
``flag`` (the value stays, its status says that it is doubtful). The stored file is never changed.

Each correction says which wrong value it expects. As soon as the publisher prints another one the correction is no
longer used, and says so: a repaired value is never dropped for an error of the past.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import Field, model_validator

from shortage import catalog
from shortage.catalog import Table
from shortage.text import LANGS, Lang, Period, Problem, Strict, Text, number, read_toml, t

FOLDER = Path(catalog.__file__).parent / "corrections"
FLAGGED = "flagged"
"""Status of a cell whose value stands but is doubtful."""


class Correction(Strict):
    """One cell, what is wrong with it, and what a reader of the table gets instead.

    ``where`` names the cell whose wrong value is known; ``scope`` the cells that go with it, where one mistake runs
    through several (without it the one cell). ``expect`` is the wrong value as published (in our unit), ``compare``
    the value it contradicts; both fill the ``reason``. ``value`` is needed for ``override`` only.
    """

    measure: str
    period: str
    where: dict[str, str] = Field(default_factory=dict)
    scope: dict[str, str] | None = None
    action: Literal["drop", "override", "flag"]
    expect: float
    tolerance: float = 0.0
    compare: float | None = None
    value: float | None = None
    provider: str
    reason: Text

    @model_validator(mode="after")
    def _complete(self) -> Correction:
        Period.parse(self.period)
        if (self.action == "override") != (self.value is not None):
            raise ValueError("an override, and only an override, needs a value")
        if self.scope is not None and (self.action == "override" or not self.scope.items() <= self.where.items()):
            raise ValueError("a scope holds the cell it widens, and one value does not override several cells")
        return self


@dataclass(frozen=True)
class Applied:
    """What became of a correction when a table was read.

    ``published`` is the value that stands in the store, ``None`` where the cell is not there. ``is_used`` is False
    when the publisher printed another value than the expected wrong one: see :func:`stale`.
    """

    correction: Correction
    table: str
    published: float | None
    is_used: bool

    @property
    def note(self) -> Text:
        """The sentence a reader sees beside the figures."""
        key = f"correction.{self.correction.action}" if self.is_used else "correction.retired"
        return Text(**{lang: t(key, lang, **self._words(lang)) for lang in LANGS})

    def _words(self, lang: Lang) -> dict[str, str]:
        correction = self.correction
        decimals = max(_decimals(correction.expect), _decimals(correction.compare), _decimals(correction.value))
        values = {
            "expect": number(correction.expect, lang, decimals),
            "compare": number(correction.compare, lang, decimals),
            "value": number(correction.value, lang, decimals),
            "published": number(self.published, lang, decimals),
        }
        return {
            **values,
            "table": self.table,
            "period": Period.parse(correction.period).label(lang),
            "provider": correction.provider,
            "reason": correction.reason.fill(lang, **values),
        }


def _decimals(value: float | None) -> int:
    text = "" if value is None else repr(value)
    return 0 if "." not in text or text.endswith(".0") else len(text.split(".")[1])


def corrections(table: Table) -> tuple[Correction, ...]:
    """Return the corrections of a table; none when it has no file.

    Raises:
        ValueError: the file breaks the contract, or names a measure or dimension that the table lacks.
    """
    listed = _read(FOLDER / f"{table.name}.toml")
    measures = {measure.name for measure in table.measures}
    for correction in listed:
        if correction.measure not in measures or set(correction.where) - set(table.dimensions):
            raise ValueError(f"{table.name}.toml: {correction.measure} {correction.where} does not fit the table")
    return listed


@cache
def _read(path: Path) -> tuple[Correction, ...]:
    if not path.exists():
        return ()
    try:
        return tuple(Correction(**load) for load in read_toml(path)["corrections"])
    except (ValueError, KeyError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def apply(
    table: Table, frame: pd.DataFrame, wanted: Iterable[Correction] | None = None
) -> tuple[pd.DataFrame, tuple[Applied, ...]]:
    """Return ``frame`` (columns of ``TableData.frame``) with the corrections in it, and what became of each.

    Args:
        table: the catalogue entry.
        frame: rows in our names and units; it is not changed.
        wanted: the corrections; without it those of the catalogue.
    """
    listed = corrections(table) if wanted is None else tuple(wanted)
    if not listed:
        return frame, ()
    frame = frame.copy()
    applied = []
    for correction in listed:
        values = frame.loc[_cells(frame, correction, correction.where), "value"]
        published = float(values.iloc[0]) if len(values) == 1 and values.notna().all() else None
        is_used = published is not None and abs(published - correction.expect) <= correction.tolerance
        here = _cells(frame, correction, correction.where if correction.scope is None else correction.scope)
        if is_used and correction.action == "drop":
            frame = frame[~here]
        elif is_used and correction.action == "override":
            frame.loc[here, "value"] = correction.value
        elif is_used:
            frame.loc[here, "status"] = FLAGGED
        if published is not None:
            applied.append(Applied(correction, table.id, published, is_used))
    return frame.reset_index(drop=True), tuple(applied)


def _cells(frame: pd.DataFrame, correction: Correction, where: dict[str, str]) -> pd.Series[bool]:
    here = (frame["measure"] == correction.measure) & (frame["period"] == correction.period)
    for dimension, code in where.items():
        here &= frame[dimension] == code
    return here


def stale(applied: Iterable[Applied]) -> list[Problem]:
    """Return a problem for each correction whose publisher has printed another value: it can be removed."""
    return [
        Problem(
            "correction_stale",
            table=result.table,
            period=result.correction.period,
            expect=result.correction.expect,
            published=result.published,
        )
        for result in applied
        if not result.is_used
    ]
