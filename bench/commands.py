"""What starts anew each time: claims and one picture by the command line, and the home page of a server just started.

For each, the first time that it is asked and the next, when the answer stands in a file (see
:mod:`shortage.answer_files`). Processor time of the whole process, imports and all: what the program needs, whatever
else the machine does.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile

from bench.side import ROOT

HEAD = ("", "Seconds of processor", "Aim")
ROUNDS = 3
HOME = "from shortage.web import first; first.html('', {}, 'nl')"
ASKED = (
    ("`shortage claims`", ("-m", "shortage.cli", "claims"), "1.0"),
    ("`shortage export tightness`", ("-m", "shortage.cli", "export", "tightness", "--out"), "0.9"),
    ("The home page's first view, without the server's own start", ("-c", HOME), ""),
)
START = ("-c", "import shortage.web.first")


def spent(words: tuple[str, ...], cache: str) -> float:
    """Return the processor seconds of one run of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "SHORTAGE_CACHE": cache, "SHORTAGE_KEEP_ANSWERS": "true"}
    subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run():
    rows = []
    for what, words, aim in ASKED:
        first, again = [], []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                whole = (*words, folder) if words[-1] == "--out" else words
                start = spent(START, folder) if words[0] == "-c" else 0.0
                first.append(spent(whole, folder) - start)
                again.append(spent(whole, folder) - start)
        rows.append((f"{what}, the first time", f"{statistics.median(first):.2f}", aim))
        rows.append(("— the next time", f"{max(0.0, statistics.median(again)):.2f}", aim))
    return rows
