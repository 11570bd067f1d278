"""A page in a real browser, beside a bare Streamlit page with as many Plotly charts: first chart, bytes, a choice.

Cold is a browser that has kept nothing; warm is its second visit. The two sides take turns, so that both meet the same
noise; medians. A choice is timed in the browser from the key to the changed chart.
"""

from __future__ import annotations

import shutil
import statistics
import time

from bench.side import both, row

HEAD = ("", "Bare page", "Dashboard", "Dashboard ÷ bare")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE, CHARTS, ROUNDS, CHOICES = "arbeidsmarktkrapte", 4, 5, 7
SEEN = (
    "() => document.querySelector('#sl-first .sl-first-chart svg, .js-plotly-plot .trace path') ? performance.now() : 0"
)
"""The first picture: the server's own in the first view, or a chart."""
READY = "() => document.querySelector('.js-plotly-plot .trace path') ? performance.now() : 0"
ALL = "count => document.querySelectorAll('.js-plotly-plot .main-svg').length >= 2 * count ? performance.now() : 0"
PATHS = "[...document.querySelectorAll('.js-plotly-plot .trace path')].map(path => path.getAttribute('d')).join()"
"""The lines of all charts, as one text."""


def first_chart(browser, url, context=None, charts=CHARTS):
    """Visit and return milliseconds to the first picture, the first chart, all charts; bytes; and the context."""
    own = context or browser.new_context(viewport={"width": 1280, "height": 900})
    page = own.new_page()
    line = own.new_cdp_session(page)
    line.send("Network.enable")
    sizes = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url, wait_until="commit")
    seen = page.wait_for_function(SEEN, timeout=90_000, polling="raf").json_value()
    first = page.wait_for_function(READY, timeout=90_000, polling="raf").json_value()
    every = page.wait_for_function(ALL, arg=charts, timeout=90_000, polling="raf").json_value()
    page.wait_for_timeout(300)
    page.close()
    return seen, first, every, sum(sizes), own


def choice(browser, url):
    """Return milliseconds from the key that picks from the last list of a page to the changed chart, several times."""
    page, milliseconds = opened(browser, url, CHARTS), []
    for place in range(CHOICES):
        box = page.get_by_role("combobox").last
        box.focus()
        for _ in range(2 + place % 3):  # the first opens the list, each other goes one further
            box.press("ArrowDown")
            page.wait_for_timeout(150)
        milliseconds.append(entered(page))
    page.close()
    return milliseconds


def opened(browser, url, charts):
    """Return a page with all its charts, on which the time of each key is kept."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(url)
    page.wait_for_function(ALL, arg=charts, timeout=90_000)
    page.wait_for_timeout(1500)
    page.evaluate("document.addEventListener('keydown', () => { window.began = performance.now() }, true)")
    return page


def entered(page):
    """Press Enter; return milliseconds from that key to the changed chart."""
    page.evaluate(f"() => {{ window.before = {PATHS} }}")
    page.keyboard.press("Enter")
    changed = f"() => {PATHS} !== window.before ? performance.now() - window.began : 0"
    milliseconds = page.wait_for_function(changed, timeout=30_000, polling="raf").json_value()
    page.wait_for_timeout(700)
    return milliseconds


def run():
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        raise RuntimeError("no Chromium here")
    seen = {side: {name: [] for name in ("seen", "again", "cold", "warm", "all", "bytes")} for side in ("bare", "ours")}
    with both(CHARTS) as (ours, bare), sync_playwright() as play:
        sides = {"bare": bare.url, "ours": f"{ours.url}/{PAGE}"}
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        for url in sides.values():  # both servers have shown a page before anything counts
            first_chart(browser, url)[4].close()
        time.sleep(8)
        for place in range(ROUNDS):
            for side in list(sides)[:: 1 if place % 2 else -1]:
                picture, first, every, size, context = first_chart(browser, sides[side])
                again, warm, _, _, _ = first_chart(browser, sides[side], context)
                context.close()
                found = {"seen": picture, "cold": first, "all": every, "bytes": size, "again": again, "warm": warm}
                for name, value in found.items():
                    seen[side][name].append(value)
        picked = choice(browser, f"{ours.url}/{PAGE}")
        browser.close()

    def middle(side, name):
        return statistics.median(seen[side][name])

    return [
        row(
            "Sentence, number and first picture, cold, seconds",
            middle("bare", "seen") / 1000,
            middle("ours", "seen") / 1000,
        ),
        row("— warm, seconds", middle("bare", "again") / 1000, middle("ours", "again") / 1000),
        row(f"First of {CHARTS} charts, cold, seconds", middle("bare", "cold") / 1000, middle("ours", "cold") / 1000),
        row("— warm, seconds", middle("bare", "warm") / 1000, middle("ours", "warm") / 1000),
        row(f"All {CHARTS} charts, cold, seconds", middle("bare", "all") / 1000, middle("ours", "all") / 1000),
        row("Bytes of a first visit, MB", middle("bare", "bytes") / 1e6, middle("ours", "bytes") / 1e6),
        ("Another branch, until the chart has changed, seconds", "", f"{statistics.median(picked) / 1000:.2f}", ""),
    ]
