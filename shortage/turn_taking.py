"""Who goes first: long work gives way, between two of its steps, to whoever waits for something shorter.

Python runs one thread at a time, so that a page of a tenth of a second takes two when a note is drawn beside it. What
is worked on says so here (:func:`working`); what takes long asks between its steps whether somebody waits
(:func:`give_way`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PAGE, FILE, LONG = range(3)
"""What a reader waits for first to last: a page; a file of one figure; a note, and what nobody asked for yet."""
PATIENCE = 0.5
"""Seconds that a step waits at most. In all, work waits no longer than this and the time it has worked itself: beside
many who ask for shorter things it takes twice as long, not for ever."""

_changed = threading.Condition()
_at_work = [0, 0, 0]
_own = threading.local()


@contextmanager
def working(rank: int) -> Iterator[None]:
    """Work on what has this rank: in other threads, what comes after it gives way meanwhile.

    Inside other work, it takes the place of that until it is done: a long part of a page is no page.
    """
    before = getattr(_own, "work", None)
    _own.work = (rank, time.monotonic(), 0.0)
    _count(rank, before)
    try:
        yield
    finally:
        _own.work = before
        _count(None if before is None else before[0], (rank,))


def _count(now: int | None, before: tuple[int, ...] | None) -> None:
    """Count that a thread works on something now, and no longer on what it did before."""
    with _changed:
        if now is not None:
            _at_work[now] += 1
        if before is not None:
            _at_work[before[0]] -= 1
            _changed.notify_all()


def give_way() -> None:
    """Let those who wait for something shorter go first; who does no work by rank goes on."""
    rank, begun, waited = getattr(_own, "work", None) or (PAGE, 0.0, 0.0)
    if not any(_at_work[:rank]):
        return
    now = time.monotonic()
    left = PATIENCE + (now - begun - waited) - waited
    with _changed:
        _changed.wait_for(lambda: not any(_at_work[:rank]), max(0.0, min(PATIENCE, left)))
    _own.work = (rank, begun, waited + time.monotonic() - now)
