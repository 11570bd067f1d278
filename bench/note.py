"""How long a note of ten figures takes in each kind of document: ``python -m bench note``.

The aim is six seconds for Word on two idle cores; what is measured once is also given as a multiple of drawing the
same ten pictures, which says more on a busy machine. The last rows are of a server: a picture that a reader asks for
while it makes a Word note of forty figures for another, beside the same with nobody else there (aim: 1.5 ×).
"""

from __future__ import annotations

import itertools
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from bench.side import App

from operations.reliability import full_basket  # isort: skip
from operations.serving import get  # isort: skip
from shortage.figures import figures, make
from shortage.render import files, office
from shortage.render.note import Item, Note
from shortage.site import note as notes
from shortage.store import Store

COUNT = 10
PICTURE, ROUNDS, PAUSE = "tightness", 10, 0.2


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
        body = notes.write(Note([Item(id) for id in ids], "nl"), store, kind)
        spent, passed = time.process_time() - begun[0], time.perf_counter() - begun[1]
        rows.append((kind, f"{spent:.2f}", f"{passed:.2f}", f"{spent / drawing:.1f} ×", str(len(body))))
    return rows + beside()


def beside() -> list[tuple[str, ...]]:
    """Return a row for a picture asked of a quiet server, and for one asked while it makes a note."""
    app, sizes = App(SHORTAGE_WARM="false").wait(), itertools.count(120)

    def seconds(address: str) -> float:
        begun = time.perf_counter()
        status, _, _ = get(app.url + address, 180)
        assert status == 200, address
        return time.perf_counter() - begun

    def picture() -> float:
        return seconds(f"/figure/{PICTURE}.png?size={next(sizes)}x90")  # a size that nobody asked for yet

    def note(seed: int) -> str:
        return f"/note.docx?{full_basket(seed).partition('?')[2]}"

    try:
        seconds(note(0))  # what is read once
        alone = [picture() for _ in range(ROUNDS)]
        with ThreadPoolExecutor(1) as pool:
            making = pool.submit(seconds, note(1))
            time.sleep(PAUSE)
            during = []
            while not making.done():
                during.append(picture())
                time.sleep(PAUSE)
        alone += [picture() for _ in range(ROUNDS)]
    finally:
        app.kill()
    quiet, busy = statistics.median(alone), statistics.median(during)
    return [
        ("a picture of a quiet server", "", f"{quiet:.2f}", "", ""),
        ("— while it makes a note of forty", "", f"{busy:.2f} ({busy / quiet:.2f} ×)", "", ""),
    ]
