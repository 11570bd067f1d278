"""A figure as PNG and all of them in one folder, beside Plotly's own route to a PNG (Kaleido) on the same figures.

Both draw the same specs at the same number of pixels in one run, after one picture that is not counted. Kaleido draws
less: the chart alone, without the title, subtitle, note and source that we measure and set around it. It keeps one
Chromium open, as its documentation advises. It needs the extra ``bench`` and a Chromium.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from bench.side import row

HEAD = ("", "Kaleido", "Dashboard", "Dashboard ÷ Kaleido")
FIGURES = 10
WHAT = f"A figure as PNG, median of {FIGURES}, seconds (of Kaleido the chart alone, of us the whole sheet)"


def times(draw, specs):
    """Return the median of seconds a figure; the first is drawn twice and counted once."""
    draw(specs[0])
    found = []
    for spec in specs:
        begun = time.perf_counter()
        draw(spec)
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def run():
    from shortage.figures import figures, make
    from shortage.figures.style import SIZES
    from shortage.render import paper, screen
    from shortage.store import Store

    specs = [make(id, Store(), "nl") for id in list(figures())[:FIGURES]]
    ours = times(lambda spec: paper.render(spec, "png"), specs)
    rows = []
    try:
        import kaleido
    except ImportError:
        print("export: beside Kaleido not measured, for it is not installed (extra “bench”)")
        kaleido = None
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if kaleido and not program:
        print("export: beside Kaleido not measured, for there is no Chromium here")
    if kaleido and program:
        width, height = SIZES["note"].width, SIZES["note"].height
        options = {"format": "png", "width": width // 3, "height": height // 3, "scale": 3}
        kaleido.start_sync_server(path=program, silence_warnings=True)
        try:
            theirs = times(lambda spec: kaleido.calc_fig_sync(screen.figure(spec), opts=options), specs)
        finally:
            kaleido.stop_sync_server()
        rows.append(row(WHAT, theirs, ours))
    else:
        rows.append((WHAT, "", f"{ours:.2f}", ""))
    rows.append(("All figures × 3 sizes × 2 languages by one command, seconds", "", f"{everything():.0f}", ""))
    return rows


def everything():
    """Return the seconds that ``shortage export --all --size all --lang all`` takes, from start to end."""
    import subprocess
    import sys

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "shortage.cli", "export", "--all", "--size", "all", "--lang", "all"]
        subprocess.run([*command, "--out", str(Path(folder))], check=True, capture_output=True)
        return time.perf_counter() - begun
