"""What the dashboard is put through, in any size: small in the tests, full in ``bench/reliability.py``."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from operations.faults import DAMAGE, PAGES, addresses, damaged, queries
from operations.reader import Reader, Visit
from operations.serving import ROOT, App, get
from shortage import catalog, figures
from shortage.descriptor import sealed
from shortage.render.note import MOST, Item
from shortage.store import DESCRIPTOR, Entry, Store
from shortage.text import LANGS, t
from shortage.web import basket

TRACE = ("Traceback (most recent call last)", 'File "')
UNEXPECTED = tuple(t("page.unexpected", lang) for lang in LANGS)
"""What a page says of a part that failed for a reason that nobody foresaw."""
SURROUNDINGS: tuple[dict[str, str], ...] = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    {"TZ": "America/Anchorage", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"},
    {"TZ": "Asia/Kathmandu", "LC_ALL": "ar_EG.UTF-8", "PYTHONHASHSEED": "1"},
    {"CLOCK": "2001-01-01T00:00:00Z"},
    {"CLOCK": "2040-02-29T23:59:59Z", "TZ": "Europe/Amsterdam"},
)
CLOCKED = """
import sys
clock = sys.argv.pop(1)
if clock:
    import time_machine
    time_machine.travel(clock).start()
from shortage.cli import main
main()
"""


@dataclass
class Tally:
    """What came of a trial: how many were tried, and every failure in words."""

    tried: int = 0
    traces: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.traces or self.wrong or self.failed)

    def percentile(self, share: float) -> float:
        """Return the seconds within which that share of the answers came."""
        found = sorted(self.seconds)
        return found[min(len(found) - 1, int(share * len(found)))]


def numbers(texts: Iterable[str]) -> set[str]:
    """Return every number that stands in texts, markup aside."""
    return {one for text in texts for one in re.findall(r"\d+", re.sub(r"<[^>]*>", " ", text))}


def look(visit: Visit, tally: Tally, what: str) -> None:
    """Note what a reader may never see."""
    tally.tried += 1
    tally.seconds.append(visit.seconds)
    tally.traces += [f"{what}: {one}" for one in visit.errors]
    tally.traces += [f"{what}: {one}" for one in TRACE if one in visit.text]
    tally.failed += [f"{what}: {one}" for one in UNEXPECTED if one in visit.text]


async def _pages(url: str, pages: Sequence[str]) -> dict[str, Visit]:
    async with Reader(url) as reader:
        return {page: await reader.visit(page) for page in pages}


def pages(url: str, which: Sequence[str] = PAGES) -> dict[str, Visit]:
    """Read pages one by one."""
    return asyncio.run(_pages(url, which))


# -- many readers --------------------------------------------------------------------------------------------------


def crowd(url: str, readers: int, visits: int, whole: dict[str, Visit], over: float = 0.0, pause: float = 0.0) -> Tally:
    """Let readers come within ``over`` seconds, each with a session of its own that stays open to the end.

    Each reads ``visits`` pages, not all the same, and looks at a page for at most ``pause`` seconds. Every page must
    say what a single reader saw (``whole``).
    """
    tally = Tally()
    names = list(whole)

    async def one(number: int, everybody_is_done: asyncio.Barrier) -> None:
        await asyncio.sleep(over * number / readers)
        try:
            async with Reader(url, 300.0) as reader:
                for turn in range(visits):
                    page = names[(number + turn) % len(names)]
                    visit = await reader.visit(page)
                    look(visit, tally, page)
                    if visit.texts != whole[page].texts or visit.charts != whole[page].charts:
                        tally.wrong.append(page)
                    await asyncio.sleep(pause * ((number * 7 + turn * 3) % 10) / 10)
                await everybody_is_done.wait()
        except asyncio.BrokenBarrierError:
            pass
        except Exception as error:
            tally.failed.append(f"reader {number}: {type(error).__name__} {error}")
            await everybody_is_done.abort()

    async def everybody() -> None:
        done = asyncio.Barrier(readers)
        await asyncio.gather(*(one(number, done) for number in range(readers)))

    asyncio.run(everybody())
    return tally


# -- abuse by volume -----------------------------------------------------------------------------------------------


WRONG_A_SECOND, GREEDY, ACROSS = 50, 4, 6
"""Wrong addresses that one sender asks for each second; senders who open full baskets; connections of a browser."""


def full_basket(seed: int) -> str:
    """Return the address of a note of as many figures as one may hold, each with a title that nobody had before."""
    ids = list(figures.figures())
    items = [Item(ids[place % len(ids)], own_title=f"{seed} {place}") for place in range(MOST)]
    return f"/figuren?korf={quote(basket.write(items), safe='~,:;!=')}"


def abuse(
    url: str,
    readers: int,
    seconds: float,
    *,
    is_attacked: bool = True,
    pause: float = 1.0,
    enough: int = 0,
    pages: Sequence[str] = PAGES[:7],
    patience: float = 60.0,
) -> Tally:
    """Let readers go through pages while one sender asks wrongly all the time and others draw all they can.

    Everybody has an address of their own. A page of a reader that fails, or says that something failed, is a failure.
    It lasts so many seconds, or until ``enough`` pages were read; a reader waits for a page for ``patience`` seconds.
    """
    tally, names, over = Tally(), list(pages), threading.Event()

    async def reader(number: int) -> None:
        sender = f"127.0.1.{number + 1}"
        turn = number
        try:
            async with Reader(url, patience, sender=sender) as session:
                while not over.is_set():
                    page = names[turn % len(names)]
                    turn += 1
                    status, _, _ = await asyncio.to_thread(get, f"{url}/{page}", patience, sender=sender)
                    visit = await session.visit(page)
                    look(visit, tally, page)
                    if status != 200:
                        tally.failed.append(f"{status} {page}")
                    await asyncio.sleep(pause)
        except Exception as error:
            tally.failed.append(f"reader {number}: {type(error).__name__} {error}")

    def ask_wrongly() -> None:
        number = 0
        while not over.wait(1 / WRONG_A_SECOND):
            number += 1
            with suppress(OSError):
                get(f"{url}/figure/scenario-tornado.svg?given=x{number}", 30.0, sender="127.0.0.2")

    async def open_basket(session: Reader, address: str) -> None:
        page, _, query = address[1:].partition("?")
        with suppress(TimeoutError):
            await session.visit(page, query)

    def draw_all(number: int) -> None:
        """Open a basket as a browser does: run the page, and ask for each of its pictures."""
        sender, turn = f"127.0.0.{10 + number}", 0

        async def visit() -> None:
            async with Reader(url, 60.0, sender=sender) as session:
                await open_basket(session, full_basket(1000 * number + turn))

        while not over.is_set():
            turn += 1
            with suppress(Exception):  # being refused is what this sender is for
                asyncio.run(visit())
            ids = list(figures.figures())
            asked = [f"{url}/figure/{ids[n % len(ids)]}.png?titel={number}-{turn}-{n}" for n in range(MOST)]

            def ask(address: str) -> None:
                if not over.is_set():
                    with suppress(OSError):
                        get(address, 60.0, sender=sender)

            with ThreadPoolExecutor(ACROSS) as pool:
                list(pool.map(ask, asked))

    async def everybody() -> None:
        tasks = [asyncio.create_task(reader(number)) for number in range(readers)]
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (enough and tally.tried >= enough):
            await asyncio.sleep(min(0.1, seconds))
        over.set()
        await asyncio.gather(*tasks)

    attackers = [threading.Thread(target=ask_wrongly, daemon=True)]
    attackers += [threading.Thread(target=draw_all, args=(number,), daemon=True) for number in range(GREEDY)]
    for one in attackers if is_attacked else ():
        one.start()
    try:
        asyncio.run(everybody())
    finally:
        over.set()
        for one in attackers if is_attacked else ():
            one.join(60)
    return tally


def soak(app: App, readers: int, seconds: float) -> tuple[Tally, list[tuple[float, float]]]:
    """Abuse a server for long; return the tally, and its memory (MB) by the minutes since the beginning."""
    begun, over = time.monotonic(), threading.Event()
    memory: list[tuple[float, float]] = []

    def watch() -> None:
        while not over.wait(5):
            memory.append(((time.monotonic() - begun) / 60, app.memory_mb()))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return abuse(app.url, readers, seconds, pause=10.0), memory
    finally:
        over.set()
        watcher.join(10)


def slope(memory: Sequence[tuple[float, float]]) -> float:
    """Return by how much memory grows, MB a minute, by least squares."""
    middle = sum(minute for minute, _ in memory) / len(memory)
    mean = sum(mb for _, mb in memory) / len(memory)
    spread = sum((minute - middle) ** 2 for minute, _ in memory)
    return sum((minute - middle) * (mb - mean) for minute, mb in memory) / spread


# -- odd addresses -------------------------------------------------------------------------------------------------


def odd_queries(url: str, count: int, readers: int = 4, seed: int = 0) -> Tally:
    """Open pages with query strings that nobody would make by clicking."""
    tally = Tally()
    waiting = iter(queries(count, seed))

    async def one() -> None:
        async with Reader(url, 120.0) as reader:
            for page, query in waiting:
                visit = await reader.visit(page, query)
                look(visit, tally, f"{page}?{query[:80]}")
                if "<script>alert" in visit.text:
                    tally.failed.append(f"markup from {page}?{query[:80]}")

    async def everybody() -> None:
        await asyncio.gather(*(one() for _ in range(readers)))

    asyncio.run(everybody())
    return tally


def odd_addresses(url: str, count: int, seed: int = 1) -> Tally:
    """Ask for files and data under addresses of which most are wrong."""
    tally = Tally()
    for path in addresses(count, seed):
        begun = time.perf_counter()
        status, _, body = get(url + path, 60)
        tally.seconds.append(time.perf_counter() - begun)
        tally.tried += 1
        tally.refused += status != 200
        if status not in (200, 400, 404, 414, 431):
            tally.failed.append(f"{status} {path[:100]}")
        if b"Traceback" in body or b"root:" in body:
            tally.traces.append(path[:100])
    return tally


# -- a damaged store -----------------------------------------------------------------------------------------------


@contextmanager
def unread(root: Path, entry: Entry):
    """Let an application that has a table in memory read it again: its descriptor lists another checksum.

    A damaged file fits neither checksum, so what the reader meets is the same.
    """
    path = root / DESCRIPTOR
    whole = path.read_bytes()
    package = json.loads(whole)
    for one in package["resources"]:
        if one["path"] == entry.path:
            one["hash"] = "sha256:" + "0" * 64
    beside = root / ".write-unread"
    try:
        beside.write_bytes(sealed(package))
        beside.replace(path)
        yield
    finally:
        beside.write_bytes(whole)
        beside.replace(path)


def damage(app: App, root: Path, jobs: Sequence[tuple[Entry, str, Sequence[str]]], whole: dict[str, Visit]) -> Tally:
    """Read pages while one file of the store is damaged; ``jobs`` are entry, kind of damage and pages to read.

    A page may leave things out and say why; a number that it did not show before, and that is not part of the
    sentence's own file name or of the data version, is a wrong one.
    """
    tally = Tally()

    async def read() -> None:
        async with Reader(app.url, 120.0) as reader:
            for entry, how, which in jobs:
                with damaged(root, entry.path, how), unread(root, entry):
                    allowed = numbers([entry.path, catalog.table(entry.name).id, Store(root).version])
                    for page in which:
                        visit = await reader.visit(page)
                        look(visit, tally, f"{page} without {entry.path}")
                        strange = numbers(visit.texts) - numbers(whole[page].texts) - allowed
                        if strange:
                            tally.wrong.append(f"{page} without {entry.path}: {sorted(strange)[:5]}")
                        tally.refused += entry.path in visit.text or visit.charts < whole[page].charts

    asyncio.run(read())
    return tally


def without_descriptor(app: App, root: Path, whole: dict[str, Visit]) -> Tally:
    """Read every page while the store's list of releases is truncated, swapped or removed, and when it is back."""
    tally = Tally()

    async def read() -> None:
        async with Reader(app.url, 120.0) as reader:
            for how in DAMAGE:
                with damaged(root, DESCRIPTOR, how):
                    for page in whole:
                        visit = await reader.visit(page)
                        look(visit, tally, f"{page} with the descriptor {how}")
                        strange = numbers(visit.texts) - numbers(whole[page].texts) - numbers([str(root)])
                        if strange:
                            tally.wrong.append(f"{page} with the descriptor {how}: {sorted(strange)[:5]}")
                        tally.refused += visit.charts < whole[page].charts or str(root) in visit.text
            for page in whole:
                visit = await reader.visit(page)
                look(visit, tally, page)
                if visit.texts != whole[page].texts:
                    tally.wrong.append(f"{page} with the descriptor back")

    asyncio.run(read())
    return tally


# -- a load while pages are read -----------------------------------------------------------------------------------


def load_while_read(app: App, root: Path, releases: int) -> tuple[Tally, dict[str, str]]:
    """Write releases of one table, each with one value everywhere, while a figure's rows are asked for all the time.

    Rows of two releases in one answer, or a release with another's value, are half a store. Returns the tally and the
    value that was seen of each release.
    """
    tally, seen = Tally(), {}
    store, table = Store(root), catalog.table("vacancies")
    rows, codes = store.raw(table.name), store.codes(table.name)
    done = threading.Event()

    def write(place: int) -> None:
        date = f"2031-{1 + place // 28:02d}-{1 + place % 28:02d}"
        rows["value"], rows["vintage"] = float(place), date  # the source line tells the edition of the rows
        store.write(table, rows, codes, release=date, modified=date, retrieved=date, origin="loaded", keep=2, extra={})

    def work() -> None:
        for place in range(2, releases + 1):
            write(place)
            time.sleep(0.1)
        done.set()

    write(1)
    beside = threading.Thread(target=work)
    beside.start()
    try:
        last = False
        while not last:
            last = done.is_set()
            status, _, body = get(f"{app.url}/data/open-vacancies.csv?lang=en&flavour=code", 60)
            tally.tried += 1
            if status != 200:
                tally.failed.append(f"{status} {body[:200]!r}")
                continue
            found = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
            pairs = {(one["source"], one["value"]) for one in found if one["series"] == "Construction"}
            if len(pairs) != 1 or any(seen.get(source, value) != value for source, value in pairs):
                tally.wrong.append(str(sorted(pairs)[:3]))
            seen |= dict(pairs)
    finally:
        beside.join()
    return tally, seen


# -- surroundings --------------------------------------------------------------------------------------------------


def judged(ids: Sequence[str] = (), **around: str) -> object:
    """Return what ``shortage claims --json`` says under another clock, time zone and locale."""
    clock = around.pop("CLOCK", "")
    done = subprocess.run(
        [sys.executable, "-c", CLOCKED, clock, "claims", *ids, "--json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **around},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)
