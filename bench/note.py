"""How long a note of ten figures takes in each kind of document: ``python bench/note.py``.

The aim is six seconds for Word on two idle cores; what is measured once is also given as a multiple of drawing the
same ten pictures, which says more on a busy machine.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from shortage.figures import figures, make
from shortage.render import files, office
from shortage.render.note import Item, Note
from shortage.store import Store

COUNT = 10


def main() -> None:
    store = Store()
    ids = list(figures())[:COUNT]
    files.content(make(ids[0], store, "nl"), "png")  # fonts and tables are read once
    begun = time.process_time(), time.perf_counter()
    for id in ids:
        files.content(make(id, store, "nl"), "png")
    drawing = time.process_time() - begun[0]
    print(f"{'pictures':10} {drawing:6.2f} s processor {time.perf_counter() - begun[1]:6.2f} s")  # not shown
    for kind in office.KINDS:
        begun = time.process_time(), time.perf_counter()
        body = office.write(Note([Item(id) for id in ids], "nl"), store, kind)
        spent, passed = time.process_time() - begun[0], time.perf_counter() - begun[1]
        print(f"{kind:10} {spent:6.2f} s processor {passed:6.2f} s, {spent / drawing:4.1f} x, {len(body)} bytes")


if __name__ == "__main__":
    main()
