"""Memory and speed with fifty readers who keep a page open, beside a bare Streamlit page with as many charts."""

from __future__ import annotations

import asyncio
import statistics

from bench.side import both, row

from operations.reader import Reader  # isort: skip
from shortage import claims  # isort: skip

HEAD = ("", "Bare page", "Dashboard", "Dashboard ÷ bare")
READERS, CHARTS = 50, 4
PAGES = ("", *(theme.page for theme in claims.themes().values()), "data")


async def _open(url, pages):
    readers, times = [], []
    try:
        for place in range(READERS):
            reader = Reader(url)
            await reader.open()
            readers.append(reader)
            visit = await reader.visit(pages[place % len(pages)])
            assert not visit.errors, visit.errors
            times.append(visit.seconds)
        yield readers, times
    finally:
        for reader in readers:
            await reader.close()


async def _measure(app, pages):
    async for readers, times in _open(app.url, pages):
        await asyncio.gather(*(one.visit(pages[place % len(pages)]) for place, one in enumerate(readers)))
        return app.memory_mb(), statistics.median(times)
    raise AssertionError


def run():
    with both(CHARTS) as (ours, bare):
        empty = bare.memory_mb(), ours.memory_mb()
        theirs, mine = asyncio.run(_measure(bare, ("",))), asyncio.run(_measure(ours, PAGES))
    return [
        row("Just started, MB", *empty, 0),
        row(f"{READERS} open readers, each with a page, MB", theirs[0], mine[0], 0),
        row("A page on the server, median, seconds", theirs[1], mine[1]),
    ]
