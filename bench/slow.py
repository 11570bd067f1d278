"""A first visit over a slow line: when the first sentence with its number can be read, and when a picture stands.

The line is a slow phone's (400 kbit/s both ways, 400 ms there and back), made by the browser itself. What the server
answers first counts as much as what the live page draws later: the measure is what a reader sees, not who drew it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from bench.pages import FLAGS
from shortage import claims
from shortage.page import Answers, home
from shortage.page.theme import theme
from shortage.store import Store, default_root

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

HEAD = ("A first visit on a slow line", "Seconds", "At most")
LINE = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}
"""Bytes a second, and milliseconds there and back."""
SENTENCE, PICTURE = 5.0, 5.0
"""Seconds within which each must stand."""
READ = """words => {
  const text = (document.body ? document.body.innerText : '').replace(/\\s+/g, ' ');
  return words.every(word => text.includes(word)) ? performance.now() : 0;
}"""
SEEN = """() => {
  const drawn = [...document.querySelectorAll('.js-plotly-plot .main-svg, .sl-first-chart svg, img')].some(one => {
    const box = one.getBoundingClientRect();
    return box.width > 90 && box.height > 25 && (one.tagName !== 'IMG' || one.complete && one.naturalWidth > 0);
  });
  return drawn ? performance.now() : 0;
}"""


def visits() -> dict[str, tuple[str, list[str]]]:
    """Return what is visited: its address, and what a reader must be able to read of it."""
    answers = Answers(Store(default_root()))
    first = home(answers, "nl").papers[0]
    found = {"Home": ("", [first.lead, first.keys[0].number])}
    for known in claims.themes().values():
        told = theme(known.id, answers, "nl").answer
        if told is not None:
            found[f"Theme: {known.name['en']}"] = (known.page, [told.first, told.number])
    return found


def visit(browser, url: str, words: list[str]) -> tuple[float, float]:
    """Return seconds until the words can be read and until a picture stands, in a browser that has kept nothing."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    page.goto(url, wait_until="commit", timeout=180_000)
    read = page.wait_for_function(READ, arg=words, timeout=180_000, polling=100).json_value()
    seen = page.wait_for_function(SEEN, timeout=180_000, polling=100).json_value()
    context.close()
    return read / 1000, seen / 1000


def run():
    from operations.serving import App
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        raise RuntimeError("no Chromium here")
    app, rows = App().wait(), []
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=program, args=FLAGS)
            for name, (path, words) in visits().items():
                url = f"{app.url}/{path}"
                warm = browser.new_page()  # the server has shown the page before anything counts
                warm.goto(url)
                warm.wait_for_function(READ, arg=words, timeout=180_000)
                warm.close()
                read, seen = visit(browser, url, words)
                rows.append((f"{name}: first sentence and number", f"{read:.1f}", f"{SENTENCE:.0f}"))
                rows.append((f"{name}: first picture", f"{seen:.1f}", f"{PICTURE:.0f}"))
            browser.close()
    finally:
        app.kill()
    return rows
