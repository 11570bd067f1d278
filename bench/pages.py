"""A page in a real browser, beside bare pages of Streamlit and Dash with as many charts: first chart, bytes, a choice.

Cold is a browser that has kept nothing; warm is its second visit. The sides take turns, so that all meet the same
noise; medians. A choice is timed in the browser from the key to the changed chart.
"""

from __future__ import annotations

import shutil
import statistics
import time

from bench.side import bare_dash, both
from shortage import claims

HEAD = ("", "Bare page", "Bare Dash page", "Dashboard", "Dashboard ÷ bare", "Dashboard ÷ Dash")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE = next(theme.page for theme in claims.themes().values())
CHARTS, ROUNDS, CHOICES = 4, 5, 7
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
    names = ("seen", "again", "cold", "warm", "all", "bytes")
    seen = {side: {name: [] for name in names} for side in ("bare", "dash", "ours")}
    with both(CHARTS) as (ours, bare), bare_dash(CHARTS) as dash, sync_playwright() as play:
        sides = {"bare": bare.url, "dash": dash.url, "ours": f"{ours.url}/{PAGE}"}
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

    def row(what, name, unit=1000):
        bare, dash, ours = (statistics.median(seen[side][name]) / unit for side in ("bare", "dash", "ours"))
        return what, f"{bare:.2f}", f"{dash:.2f}", f"{ours:.2f}", f"{ours / bare:.2f} ×", f"{ours / dash:.2f} ×"

    changed = f"{statistics.median(picked) / 1000:.2f}"
    return [
        row("Sentence, number and first picture, cold, seconds", "seen"),
        row("— warm, seconds", "again"),
        row(f"First of {CHARTS} charts, cold, seconds", "cold"),
        row("— warm, seconds", "warm"),
        row(f"All {CHARTS} charts, cold, seconds", "all"),
        row("Bytes of a first visit, MB", "bytes", 1e6),
        ("Another branch, until the chart has changed, seconds", "", "", changed, "", ""),
    ]
