"""Who waits for whom when files are drawn, and what is kept of them."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from shortage import claims, figures, turn_taking
from shortage.render import files
from shortage.store import Store, default_root
from shortage.text import Problem
from shortage.turn_taking import FILE, LONG, PAGE, give_way, working
from shortage.web.bytecache import ByteCache
from shortage.web.turns import Turns

pytestmark = pytest.mark.fast
STORE = Store(default_root())


def served(asked, *, waiting=100):
    """Let readers ask one after another while one place is taken; return who was served, in order, and who was not."""
    order, refused = [], []

    async def ask(turns, reader):
        try:
            await turns.run(lambda: order.append(reader), reader)
        except Problem as problem:
            assert problem.key == "busy"
            refused.append(reader)

    async def all_of_them():
        turns, gate = Turns(concurrent=1, waiting=waiting), threading.Event()
        first = asyncio.create_task(turns.run(gate.wait, "first"))
        await asyncio.sleep(0)
        rest = []
        for reader in asked:
            rest.append(asyncio.create_task(ask(turns, reader)))
            await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, *rest)
        assert await turns.run(lambda: "again") == "again"

    asyncio.run(all_of_them())
    return order, refused


def test_a_reader_who_asks_for_much_does_not_keep_another_waiting_for_all_of_it():
    order, refused = served(["much"] * 10 + ["little", "other"])
    assert order[:3] == ["much", "little", "other"] and not refused
    assert order[3:] == ["much"] * 9


def test_when_all_places_are_taken_the_longest_queue_gives_up_its_last():
    order, refused = served(["much"] * 6 + ["little"], waiting=4)
    assert refused == ["much"] * 3
    assert sorted(order) == ["little"] + ["much"] * 3


def test_a_reader_who_left_does_not_keep_the_place():
    async def leave():
        turns, gate = Turns(concurrent=1), threading.Event()
        first = asyncio.create_task(turns.run(gate.wait, "a"))
        await asyncio.sleep(0)
        gone = [asyncio.create_task(turns.run(lambda: "never", "b")) for _ in range(2)]
        await asyncio.sleep(0)
        for one in gone:
            one.cancel()
        await asyncio.sleep(0)
        gate.set()
        await first
        return await asyncio.wait_for(turns.run(lambda: "next", "c"), 10)

    assert asyncio.run(leave()) == "next"


def test_a_file_is_made_once_and_the_latest_used_are_kept_up_to_a_size():
    made = Counter()

    def make(name):
        made[name] += 1
        return b"x" * 40

    cache = ByteCache(100)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: cache.get("a", lambda: make("a")), range(8)))
    assert made["a"] == 1
    for name in "bc":
        cache.get(name, lambda name=name: make(name))
    assert cache.look("a") is None and cache.look("c")
    assert cache.get("large", lambda: b"x" * 101) and cache.look("large") is None


def test_a_file_that_takes_long_keeps_nobody_waiting_for_another():
    cache, begun, gate = ByteCache(100), threading.Event(), threading.Event()

    def long():
        begun.set()
        assert gate.wait(10)
        return b"long"

    with ThreadPoolExecutor(1) as pool:
        note = pool.submit(cache.get, "note", long)
        assert begun.wait(10)
        assert cache.get("picture", lambda: b"short") == b"short"
        assert not note.done()
        gate.set()
        assert note.result(10) == b"long"


def test_what_failed_is_made_again():
    cache = ByteCache(100)
    with pytest.raises(ZeroDivisionError):
        cache.get("a", lambda: bytes(1 // 0))
    assert cache.get("a", lambda: b"now") == b"now"


@contextmanager
def elsewhere(rank):
    """Work on something of this rank in another thread."""
    begun, done = threading.Event(), threading.Event()

    def work():
        with working(rank):
            begun.set()
            done.wait(60)

    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(work)
        assert begun.wait(60)
        try:
            yield
        finally:
            done.set()
            at_work.result(60)


def test_long_work_gives_way_between_its_steps_for_no_longer_than_it_has_worked(monkeypatch):
    clock, waits = [100.0], []

    def wait_for(is_free, seconds):
        assert not is_free()
        waits.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(turn_taking.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(turn_taking._changed, "wait_for", wait_for)
    with working(LONG):
        give_way()
        with working(FILE):
            give_way()
        assert not waits  # nobody waits for anything shorter
    with working(PAGE), working(FILE):  # a long part of a page is no page, and does not wait for itself
        give_way()
        assert not waits
    with elsewhere(PAGE), working(PAGE), working(FILE):
        give_way()
        give_way()
        assert sum(waits) == turn_taking.PATIENCE
        clock[0] += 2.0
        for _ in range(9):
            give_way()
    assert sum(waits) == turn_taking.PATIENCE + 2.0
    waits.clear()
    spec = figures.make("tightness", STORE, "nl")
    figures.base._CONTENTS.clear()
    with elsewhere(PAGE):
        for step in (
            partial(claims.judge, claims.claim("T1"), STORE),
            partial(figures.make, "tightness", STORE, "nl"),
            partial(files.content, spec, "png"),
        ):
            with working(LONG):
                step()
            assert waits
            waits.clear()


def test_a_note_waits_for_a_page_and_a_page_for_nobody(monkeypatch):
    monkeypatch.setattr(turn_taking, "PATIENCE", 60.0)
    done = []

    async def both():
        notes = Turns(concurrent=1, rank=LONG)
        with working(PAGE):
            note = asyncio.create_task(notes.run(lambda: done.append("note")))
            while not turn_taking._at_work[LONG]:
                await asyncio.sleep(0)
            give_way()
            done.append("page")
        await note

    asyncio.run(both())
    assert done == ["page", "note"]
