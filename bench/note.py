"""How long a note of ten figures takes in each kind of document: ``python -m bench note``.

The aim is six seconds for Word on two idle cores; what is measured once is also given as a multiple of drawing the
same ten pictures, which says more on a busy machine.
"""

from __future__ import annotations

import time

from shortage.figures import figures, make
from shortage.render import files, office
from shortage.render.note import Item, Note
from shortage.store import Store

COUNT = 10


HEAD = ("A note of ten figures", "Processor, seconds", "Seconds", "÷ ten pictures", "Bytes")


def run() -> list[tuple[str, ...]]:
    """Return a row for ten pictures alone and one for each kind of document."""
    store = Store()
    ids = list(figures())[:COUNT]
    files.content(make(ids[0], store, "nl"), "png")  # fonts and tables are read once
    begun = time.process_time(), time.perf_counter()
    for id in ids:
        files.content(make(id, store, "nl"), "png")
    drawing = time.process_time() - begun[0]
    rows = [("ten pictures", f"{drawing:.2f}", f"{time.perf_counter() - begun[1]:.2f}", "", "")]
    for kind in office.KINDS:
        begun = time.process_time(), time.perf_counter()
        body = office.write(Note([Item(id) for id in ids], "nl"), store, kind)
        spent, passed = time.process_time() - begun[0], time.perf_counter() - begun[1]
        rows.append((kind, f"{spent:.2f}", f"{passed:.2f}", f"{spent / drawing:.1f} ×", str(len(body))))
    return rows
