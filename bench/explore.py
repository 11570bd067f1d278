"""Questions of a reader's own: from the words of an address to the answer, and to its PNG.

Each question is asked once in a fresh process whose imports are done and whose table has been read; the PNG is of the
same figure. Processor time stands beside the time on the clock.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from bench.side import ROOT

HEAD = ("", "Seconds on the clock", "Seconds of processor", "Aim")
ROUNDS = 5
QUESTIONS = (
    {"tabel": "vacancies", "branch": "C,F,J", "toon": "index", "basis": "2019KW01"},
    {"tabel": "vacancies", "branch": "C,F,J,Q", "toon": "share"},
    {"tabel": "vacancies", "vorm": "ranked"},
    {"tabel": "vacancies_by_region", "region": "limburg,utrecht", "toon": "change"},
    {"tabel": "vacancy_rates_eu", "geo": "NL,DE,BE"},
    {"tabel": "labour_force", "langs": "measure", "reeksen": "employed,unemployed"},
)
AIMS = {"answer": 0.15, "png": 0.4}
COLD = """
import gc, json, sys, time
from shortage.questions import Question, figure
from shortage.render import files
from shortage.store import Store
given = json.loads(sys.argv[1])
store = Store()
store.read(given["tabel"])
files.content(figure(Question.read({"tabel": "first_permits"}), store).spec("nl"), "png")
gc.collect()
gc.freeze()
found = {}
def timed(name, work):
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    found[name] = [time.perf_counter() - clock, time.process_time() - processor]
    return result
spec = timed("answer", lambda: figure(Question.read(given), store).spec("nl"))
timed("png", lambda: files.content(spec, "png"))
print(json.dumps(found))
"""


def times(question):
    """Return ``{part: (clock, processor)}`` of one question, each the best of a few rounds."""
    rounds = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", COLD, json.dumps(question)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        rounds.append(json.loads(done.stdout))
    return {part: tuple(min(one[part][place] for one in rounds) for place in (0, 1)) for part in AIMS}


def run():
    every = [times(question) for question in QUESTIONS]
    rows = []
    for part, name in (("answer", "A question, cold: answer and words"), ("png", "Its PNG")):
        for how, choose in (("median", statistics.median), ("slowest", max)):
            clock, processor = (choose([one[part][place] for one in every]) for place in (0, 1))
            rows.append(
                (f"{name}, {how} of {len(QUESTIONS)}", f"{clock:.3f}", f"{processor:.3f}", f"≤ {AIMS[part]:.2f}")
            )
    return rows
