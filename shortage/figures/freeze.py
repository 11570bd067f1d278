"""Links and notes that keep their figures: the releases a figure was drawn from, as a short code, and back.

The code stands in an address as ``80472ned~2026-07-30~1a2b3c,82309NED~…``: the publisher's table, the release, and the
first characters of its checksum, because a publisher may replace figures under the same date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shortage import catalog
from shortage.store import Source, Store
from shortage.text import Lang, Problem, date, t

MOST = 40
"""Tables in one code; no figure comes near it."""
LONGEST = 2400
"""Characters of a code that is read at all."""
_DIGEST = 6
_PIN = re.compile(r"([0-9A-Za-z][0-9A-Za-z._-]{0,59})~([0-9A-Za-z][0-9A-Za-z.-]{0,39})(?:~([0-9a-f]{6}))?")


@dataclass(frozen=True, order=True)
class Pin:
    """A release of a table that a figure was drawn from; ``digest`` is "" where it was not noted."""

    table: str
    release: str
    digest: str = ""

    def words(self, lang: Lang) -> str:
        """Return the table with its release, as a reader sees it."""
        undated = self.release == "undated"
        return f"{self.table} ({t('figure.undated', lang) if undated else date(self.release, lang)})"


@dataclass(frozen=True)
class Frozen:
    """A store as a link wants it.

    ``store`` is the view to draw from: the frozen releases, or the newest where one of them is ``gone`` (no longer
    kept, or replaced under its own date). ``newer`` are the pinned tables of which the store shows a newer release.
    """

    store: Store
    pins: tuple[Pin, ...] = ()
    gone: tuple[Pin, ...] = ()
    newer: tuple[Pin, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether what is drawn is what was frozen."""
        return not self.gone


def pins(sources: Iterable[Source]) -> tuple[Pin, ...]:
    """Return the releases of ``sources``, each once, by table."""
    return tuple(sorted({Pin(source.table, source.release, source.digest[:_DIGEST]) for source in sources}))


def code(releases: Iterable[Pin]) -> str:
    """Return releases as they stand in an address."""
    return ",".join(f"{pin.table}~{pin.release}" + (f"~{pin.digest}" if pin.digest else "") for pin in releases)


def read(text: str) -> tuple[Pin, ...]:
    """Return the releases that a code names.

    Raises:
        Problem: it is no such code, too long, or names an unknown table or one table twice.
    """
    if not text:
        return ()
    parts = text[: LONGEST + 1].split(",")
    matches = [_PIN.fullmatch(part) for part in parts]
    if len(text) > LONGEST or len(parts) > MOST or not all(matches):
        raise Problem("stand_wrong", value=text[:60])
    tables = {table.id for table in catalog.tables().values()}
    named = [Pin(match[1], match[2], match[3] or "") for match in matches if match]
    for pin in named:
        if pin.table not in tables:
            raise catalog.unknown_table(pin.table)
    if len({pin.table for pin in named}) < len(named):
        raise Problem("stand_wrong", value=text[:60])
    return tuple(sorted(named))


def freeze(store: Store, wanted: Iterable[Pin]) -> Frozen:
    """Return a store as it was when a link was made.

    Where one of the releases is gone the newest of all are shown: a mixture would be a figure that never was.

    Raises:
        Problem: the store cannot be read.
    """
    asked = tuple(wanted)
    listed = store.entries()
    gone, newer = [], []
    for pin in asked:
        entries = listed.get(catalog.table(pin.table).name, [])
        matching = [entry for entry in entries if entry.release == pin.release]
        if not matching or (pin.digest and not matching[0].sha256.startswith(pin.digest)):
            gone.append(pin)
        elif not (store.has(matching[0].name) and store.entry(matching[0].name).release == pin.release):
            newer.append(pin)
    if gone or not asked:
        return Frozen(store, asked, tuple(gone), tuple(newer))
    # A view of the newest releases is the store itself, with its caches.
    view = store.pinned({pin.table: pin.release for pin in asked}) if newer else store
    return Frozen(view, asked, (), tuple(newer))
