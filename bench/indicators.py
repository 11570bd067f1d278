"""All indicators once each in a fresh process, from the embedded snapshot, and the table that takes longest to read.

What is imported is imported before the clock starts; nothing else is kept from before. Processor time stands beside the
time on the clock: the first is what the program needs, the second what a busy machine made of it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from bench.side import ROOT

HEAD = ("", "Seconds on the clock", "Seconds of processor", "Aim")
ROUNDS = 7
COLD = """
import json, time
from shortage.indicators import compute, registry
from shortage.store import Store
ids = list(registry())

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


def run():
    made = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", COLD]
        made.append(json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout))

    def middle(place, which):
        return f"{statistics.median(one[place][which] for one in made):.3f}"

    indicators, tables = made[0][:2]
    return [
        (f"All {indicators} indicators, cold, median of {ROUNDS}", middle(2, 0), middle(2, 1), "0.5"),
        (f"The slowest of {tables} tables, read once", middle(3, 0), middle(3, 1), "0.05"),
    ]
