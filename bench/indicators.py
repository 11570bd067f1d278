"""Indicators once each in a fresh process, from the embedded snapshot, and the table that takes longest to read.

The ten that the first version had, which its aim was set for, and all that there are now.

What is imported is imported before the clock starts, and not looked through for garbage after it, as in the server;
nothing else is kept from before. Processor time stands beside the time on the clock: the first is what the program
needs, the second what a busy machine made of it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from bench.side import ROOT

HEAD = ("", "Seconds on the clock", "Seconds of processor", "Aim")
ROUNDS = 7
FIRST = (
    "open-vacancies",
    "open-vacancies-by-size",
    "open-vacancies-by-region",
    "vacancies-per-1000-jobs",
    "tightness",
    "technical-inflow",
    "international-share",
    "international-share-inverted",
    "value-added-growth",
    "break-even-productivity",
)
COLD = """
import gc, json, sys, time
from shortage.indicators import compute, registry
from shortage.store import Store
gc.collect()
gc.freeze()
ids = sys.argv[1:] or list(registry())

def timed(work):
    begun = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun[0], time.process_time() - begun[1]

store = Store()
every = timed(lambda: [compute(id, store) for id in ids])
store = Store()
reads = [timed(lambda: store.read(name)) for name in store.entries()]
print(json.dumps([len(ids), len(reads), every, max(reads, key=lambda one: one[1])]))
"""


def _measured(*ids):
    """Return of each round: how many indicators, how many tables, and (clock, processor) of both."""
    made = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", COLD, *ids]
        made.append(json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout))
    return made


def run():
    def middle(made, place):
        return [f"{statistics.median(one[place][which] for one in made):.3f}" for which in (0, 1)]

    first, every = _measured(*FIRST), _measured()
    indicators, tables = every[0][:2]
    return [
        (f"The {len(FIRST)} indicators of the first version, cold, median of {ROUNDS}", *middle(first, 2), "0.5"),
        (f"All {indicators} indicators, cold, median of {ROUNDS}", *middle(every, 2), "0.5"),
        (f"The slowest of {tables} tables, read once", *middle(every, 3), "0.05"),
    ]
