"""What each load did to verdicts and key numbers: one line per change, kept in the store.

``history.jsonl`` stands beside the store's descriptor. Its first line says of which releases the last one was written;
each further line is one :class:`Change`. It is written whole or not at all, and what one load could not write the next
one does, from the releases that are kept.

A store without that file has a history all the same, as far as it keeps earlier releases: :func:`replay`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shortage import catalog, claims
from shortage.claims import Claim
from shortage.store import LONGEST_LOCK, Store
from shortage.text import Lang, Period, Problem, Text, Unreadable, Words, date, number, t
from shortage.text.editions import dated

FILE = "history.jsonl"
_WORDS = Words(__file__)
Releases = Mapping[str, tuple[str, str]]
"""``{table: (release, checksum)}`` of the releases that were current, tables by our name."""


class State(BaseModel):
    """What the figures said of a claim: its verdict and its number, with unit and period."""

    model_config = ConfigDict(frozen=True)

    verdict: str
    value: float | None = None
    out_of: float | None = None
    unit: str = ""
    decimals: int = 1
    period: str = ""
    tables: tuple[str, ...] = Field(default=(), exclude=True)
    """Our names of the tables that were used."""

    def is_said_as(self, other: State) -> bool:
        """Whether a reader sees the same verdict, number and period."""
        return self._shown == other._shown

    @property
    def _shown(self) -> tuple[str, ...]:
        return (self.verdict, *self.numbers, self.period)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number as a reader sees it, and what it is out of."""
        return tuple(number(quantity, "en", self.decimals) for quantity in (self.value, self.out_of))

    def figure(self, lang: Lang) -> str:
        """Return number, unit and period as a reader sees them; "" where there is no number."""
        if self.value is None:
            return ""
        value = number(self.value, lang, self.decimals)
        if self.out_of is not None:
            value = t("verdict.out_of", lang, value=value, whole=number(self.out_of, lang, self.decimals))
        elif self.unit not in ("", "count", "ratio"):
            unit = t(f"unit.{self.unit}", lang)
            value += unit if unit == "%" else f" {unit}"
        with suppress(ValueError):
            return _WORDS("figure", value=value, period=Period.parse(self.period).label(lang))[lang]
        return value

    def words(self, lang: Lang) -> str:
        """Return the verdict with its number as a reader sees them."""
        figure = self.figure(lang)
        return _WORDS("verdict", verdict=self.label(lang), figure=figure)[lang] if figure else self.label(lang)

    def label(self, lang: Lang) -> str:
        """Return the verdict in words."""
        return t(f"verdict.{self.verdict}", lang)


class Move(BaseModel):
    """A table that got another release: the publisher's id, the release before ("" for none) and after."""

    model_config = ConfigDict(frozen=True)

    table: str
    before: str = ""
    release: str = ""


class Change(BaseModel):
    """One claim that came out otherwise after a table got another release.

    ``at`` is when (ISO): of a load its end, of a release that is kept the day that it is of. ``by`` says which of the
    two: what is worked out from kept releases holds all other tables as they are kept of that day or, where no older
    release of them is kept, as they are now.
    """

    model_config = ConfigDict(frozen=True)

    at: str
    by: Literal["load", "kept"]
    claim: str
    before: State
    after: State
    tables: tuple[Move, ...]

    @property
    def is_verdict(self) -> bool:
        """Whether the verdict is another, rather than its number or period only."""
        return self.before.verdict != self.after.verdict

    @property
    def is_number(self) -> bool:
        """Whether a reader sees another number, rather than the same one of another period."""
        return self.before.numbers != self.after.numbers

    def sentence(self, lang: Lang) -> str:
        """Return the change in one sentence: which claim, from what to what, by which release of which table."""
        moved = "; ".join(
            _WORDS("move", table=table.table, release=date(table.release, lang))[lang]
            if dated(table.release)
            else table.table
            for table in self.tables
        )
        values = {"claim": self.claim.rpartition("/")[2], "tables": moved}
        if self.is_verdict:
            return _WORDS("change", before=self.before.words(lang), after=self.after.words(lang), **values)[lang]
        sides = {"before": self.before.figure(lang), "after": self.after.figure(lang)}
        return _WORDS("stays" if self.is_number else "same", verdict=self.after.label(lang), **sides, **values)[lang]

    def how(self, lang: Lang) -> str:
        """Return in words whether a load wrote this, or it was worked out from kept releases."""
        return _WORDS[f"by_{self.by}"][lang]

    def facts(self, lang: Lang) -> dict[str, Any]:
        """Return the change as plain data, with its sentence in ``lang``."""
        return {
            **self.model_dump(),
            "kind": "verdict" if self.is_verdict else "number",
            "sentence": self.sentence(lang),
        }


def explained() -> Text:
    """Return the sentence on what a history holds, and what it cannot."""
    return _WORDS["explained"]


def releases(store: Store) -> dict[str, tuple[str, str]]:
    """Return which release of each table is the current one; nothing where there is no store."""
    if not store.exists:
        return {}
    return {
        name: (entry.release, entry.sha256)
        for name, listed in store.entries().items()
        for entry in listed
        if entry.is_current and name in catalog.tables()
    }


def judged(store: Store, only: Iterable[Claim] | None = None) -> dict[str, State]:
    """Return what the figures say of each claim, by the claim's key.

    Raises:
        Unreadable: a table that is listed cannot be read now. That is no verdict.
    """
    return {claim.key: _state(claim, store) for claim in (claims.claims().values() if only is None else only)}


def _state(claim: Claim, store: Store) -> State:
    try:
        finding = claims.find(claim, store)
    except Unreadable:
        raise
    except Problem:  # a table or a figure is missing: that is what the verdict says
        return State(verdict="not_testable")
    return State(
        verdict=finding.verdict,
        value=finding.value,
        out_of=finding.out_of,
        unit=finding.unit,
        decimals=finding.decimals,
        period=finding.period,
        tables=tuple(sorted({source.name for source in finding.sources})),
    )


def compared(
    before: Mapping[str, State],
    after: Mapping[str, State],
    earlier: Releases,
    later: Releases,
    at: str,
    by: Literal["load", "kept"],
) -> list[Change]:
    """Return what is said otherwise, one change per claim, each with the tables that moved and that it used.

    Args:
        before, after: what :func:`judged` gave.
        earlier, later: the releases of then and of now.
        at, by: as in :class:`Change`.
    """
    moved = {
        name: Move(table=catalog.table(name).id, before=earlier.get(name, ("", ""))[0], release=later[name][0])
        for name in later
        if earlier.get(name) != later[name]
    }
    changes = []
    for key, now in after.items():
        then = before.get(key)
        if then is None or then.is_said_as(now):
            continue
        used = [name for name in moved if name in {*then.tables, *now.tables}]
        tables = tuple(moved[name] for name in used or moved)
        changes.append(Change(at=at, by=by, claim=key, before=then, after=now, tables=tables))
    return changes


def replay(store: Store) -> list[Change]:
    """Return what each release did that follows one that is kept, oldest first: worked out now, nothing is written.

    The tables of which older releases are kept are set back to the oldest and brought forward one release at a time,
    in the order of their dates; a release without a date is passed over. A claim that could not be tested with what
    was kept of a release does not count: often only a part of it is kept.

    Raises:
        Unreadable: the store, or a table that it lists, cannot be read.
    """
    dates: dict[tuple[str, str], str] = {}
    for name, listed in store.entries().items():
        current = next((index for index, entry in enumerate(listed) if entry.is_current), None)
        if name not in catalog.tables() or current is None:
            continue
        for entry in listed[current:]:
            when = dated(entry.modified[:10]) or dated(entry.release)
            if when is not None:
                dates[name, entry.release] = when.last
    pins: dict[str, str] = {}
    steps = []
    for (name, release), last in sorted(dates.items(), key=lambda step: (step[1], step[0])):
        if name in pins:
            steps.append((last, name, release))
        pins.setdefault(name, release)
    pins = {name: release for name, release in pins.items() if any(name == step[1] for step in steps)}
    if not steps:
        return []
    view = store.pinned(pins)
    said, all_changes = judged(view), []
    for _, name, release in steps:
        earlier, pins = releases(view), {**pins, name: release}
        view = store.pinned(pins)
        touched = [claim for claim in claims.claims().values() if _may_use(said[claim.key], name)]
        now = judged(view, touched)
        entry = view.entry(name)
        changes = compared(said, now, earlier, releases(view), entry.modified[:10] or entry.release, "kept")
        all_changes += [
            change for change in changes if "not_testable" not in (change.before.verdict, change.after.verdict)
        ]
        said |= now
    return all_changes


def _may_use(state: State, name: str) -> bool:
    return name in state.tables or not state.tables


def read(store: Store) -> list[Change]:
    """Return all changes, newest first: those that loads wrote, or those of the releases that are kept.

    Raises:
        Problem: the file cannot be read, or is none of ours.
    """
    raw = store.beside(FILE)
    changes = _parsed(raw, store)[1] if raw else replay(store)
    return changes[::-1]


def note(store: Store, earlier: Releases, before: Mapping[str, State]) -> list[Change]:
    """Write what a load did to verdicts and key numbers, after it has ended; returns what was added, oldest first.

    Whole or not at all: where writing fails all stands that stood before, and the next load writes what this one could
    not.

    Args:
        store: the loaded store.
        earlier: what :func:`releases` gave before the load.
        before: what :func:`judged` gave before the load.

    Raises:
        Problem: the store cannot be written or read, what stands there is damaged, or another load goes on.
    """
    with store.loading(wait=LONGEST_LOCK):
        now = releases(store)
        raw = store.beside(FILE)
        if raw:
            seen, earlier_changes = _parsed(raw, store)
            if seen != earlier:  # an earlier load could not write what it did
                earlier = seen
                before = judged(store.pinned(_still_kept(store, seen)))
        else:
            earlier_changes = replay(store.pinned(_still_kept(store, earlier)))
        if raw and earlier == now:
            return []
        at = dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
        added = compared(before, judged(store), earlier, now, at, "load")
        lines = [{"releases": now}, *(change.model_dump() for change in (*earlier_changes, *added))]
        store.put_beside(FILE, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())
        return added


def _still_kept(store: Store, wanted: Releases) -> dict[str, str]:
    """Return those of the releases that the store still keeps as they were."""
    listed = store.entries()
    return {
        name: release
        for name, (release, digest) in wanted.items()
        if any(entry.release == release and entry.sha256 == digest for entry in listed.get(name, ()))
    }


def _parsed(raw: bytes, store: Store) -> tuple[dict[str, tuple[str, str]], list[Change]]:
    with suppress(ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        head, *lines = raw.decode("utf-8").splitlines()
        seen = {
            str(name): (str(seen_release[0]), str(seen_release[1]))
            for name, seen_release in json.loads(head)["releases"].items()
        }
        return seen, [Change.model_validate_json(line) for line in lines]
    raise Unreadable("history_damaged", path=f"{store.address}/{FILE}")
