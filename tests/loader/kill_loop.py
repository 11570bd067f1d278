"""Loads that are killed at random moments, one after the other, on one store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from emulator import Emulator

HERE = Path(__file__).parent
PROGRAM = """
import json, os, random, signal, sys, time
sys.path[:0] = [{root!r}, {here!r}]
from small_table import SMALL, entry
from shortage import catalog, loader
import pandera.pandas
from shortage.store import Store
found = {{SMALL: entry()}}
catalog.model.tables = lambda: found
catalog.tables = lambda: found
chance = random.Random({seed})
store = {store!r}

def once():
    loader.load([SMALL], Store(store), seed=False, force=True)

# How long a load takes here, so that the kills fall all over it. A release that comes in between stops one.
while not Store(store).exists:
    once()
begin = time.perf_counter()
once()
took = time.perf_counter() - begin
hit = 0
for place in range({count}):
    child = os.fork()
    if child == 0:
        try:
            once()
        finally:
            os._exit(0)
    time.sleep(took * 1.3 * chance.random())
    os.kill(child, signal.SIGKILL)
    _, how = os.waitpid(child, 0)
    hit += os.WIFSIGNALED(how)
    frame = Store(store).read(SMALL).frame
    assert len(frame) == 6, len(frame)
    assert frame["value"].nunique() == 6
    for name in Store(store).entries()[SMALL]:
        Store(store).raw(SMALL, name.release)
print(json.dumps(hit), flush=True)
# Threads of libraries that were there when children were forked may not end in good order.
os._exit(0)
"""


def strike(store: Path, emulator: Emulator, count: int, seed: int = 7) -> int:
    """Kill ``count`` loads of the small table; return how many were still running when they were hit.

    After every blow the store is read whole, each kept release of it.

    Raises:
        RuntimeError: a store that could not be read, with the program's last words.
    """
    stop = threading.Event()

    def releases() -> None:  # a new release is due all the time, so that every load has something to replace
        minute = 0
        while not stop.wait(0.7):
            minute += 1
            day, hour = 1 + minute // 1440 % 28, minute // 60 % 24
            emulator.tables["89999ned"].modified = f"2026-10-{day:02d}T{hour:02d}:{minute % 60:02d}:00"

    code = PROGRAM.format(root=str(HERE.parents[1]), here=str(HERE), store=str(store), seed=seed, count=count)
    beside = threading.Thread(target=releases, daemon=True)
    beside.start()
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            capture_output=True,
            text=True,
            env={**os.environ, **emulator.settings},
            timeout=60 + count * 2,
        )
    finally:
        stop.set()
        beside.join()
    if done.returncode:
        raise RuntimeError(f"ended with {done.returncode}, said {done.stdout!r}: {done.stderr[-2000:]}")
    return int(json.loads(done.stdout))
