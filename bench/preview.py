"""What a pasted link waits for: the index page with the tags of its finding, without a session, and its picture.

Each of ten addresses is asked once before anything counts, as a server is that has been up for a while; a picture is
timed at its first drawing and again from the cache.
"""

from __future__ import annotations

import re
import statistics
import time
from html import unescape

from bench.side import App

from operations.serving import get  # isort: skip
from shortage import claims  # isort: skip

HEAD = ("", "Median", "95th percentile", "Most that is allowed")
PUBLIC = "https://example.org"
PAGES = [theme.page for theme in claims.themes().values()]
PAPER = next(iter(claims.papers().values()))
LEADS = [claims.claim(f"{PAPER.id}/{id}") for id in PAPER.leads.values()]
ADDRESSES = (
    "/",
    "/?taal=en",
    f"/{PAGES[0]}",
    f"/{PAGES[1]}?taal=en",
    f"/bewering?id={LEADS[1].key}",
    f"/bewering?id={LEADS[1].key}&peildatum={PAPER.date}",
    f"/bewering?id={LEADS[0].key}&{LEADS[0].id.lower()}_past_until=2022",
    "/figuren?figuur=tightness",
    "/figuren?figuur=open-vacancies&tak=C&taal=en",
    "/voorstellen",
)
ROUNDS, MOST = 20, 0.4
PATIENCE = 120
"""Seconds within which a server that just started tells the pictures of its pages."""


def times(app, paths, rounds):
    """Return the sorted seconds of each answer, one after another."""
    found = []
    for _ in range(rounds):
        for path in paths:
            begun = time.perf_counter()
            status, _, _ = get(app.url + path, 60, Accept="*/*")
            found.append(time.perf_counter() - begun)
            assert status == 200, path
    return sorted(found)


def line(name, found, most):
    """Return a row of the table."""
    last = found[min(len(found) - 1, int(0.95 * len(found)))]
    return (name, f"{statistics.median(found):.3f}", f"{last:.3f}", most)


def run():
    app = App(SHORTAGE_PUBLIC_URL=PUBLIC).wait()
    try:
        pictures = set()
        end = time.monotonic() + PATIENCE
        for path in ADDRESSES:
            while time.monotonic() < end:
                body = get(app.url + path, 60, Accept="*/*")[2].decode()
                told = re.search(r'property="og:image" content="([^"]+)"', body)
                if told:
                    pictures.add(unescape(told[1]).removeprefix(PUBLIC))
                    break
        if not pictures:
            raise RuntimeError(f"no page told its picture within {PATIENCE} s: too much else was to be done")
        pages = times(app, ADDRESSES, ROUNDS)
        first, again = times(app, sorted(pictures), 1), times(app, sorted(pictures), 5)
    finally:
        app.kill()
    return [
        line(f"The page of an address with its tags, {len(ADDRESSES)} addresses, seconds", pages, f"{MOST}"),
        line(f"Its picture, drawn ({len(pictures)}), seconds", first, ""),
        line("— from the cache, seconds", again, ""),
    ]
