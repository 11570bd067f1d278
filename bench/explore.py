"""Questions of a reader's own: from the words of an address to the answer, and to its PNG.

Each question is asked once in a fresh process whose imports are done and whose table has been read; the PNG is of the
same figure. Processor time stands beside the time on the clock. In a browser: from a choice to the changed chart, and
the page's first chart beside that of a theme page, in turns.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys

from bench import pages
from bench.side import ROOT, App

HEAD = ("", "Seconds on the clock", "Seconds of processor", "Aim")
PAGE = "verkennen"
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
    return [*rows, *in_browser()]


def redraws(browser, url):
    """Return milliseconds from the key that picks another way of showing to the changed chart, several times.

    By typed words, as two ways next to each other in the list may draw the same lines.
    """
    page, milliseconds = pages.opened(browser, url, 1), []
    for word in ("index", "verandering") * (ROUNDS - 1):
        page.locator(".st-key-ask_show").get_by_role("combobox").last.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(word)
        page.get_by_role("option").first.wait_for()
        milliseconds.append(pages.entered(page))
    page.close()
    return milliseconds


def in_browser():
    """Return the rows of the page itself: a choice, and the first chart of a first visit; none without Chromium."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        return []
    from playwright.sync_api import sync_playwright

    app = App().wait()
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=program, args=pages.FLAGS)
            own, theme = f"{app.url}/{PAGE}", f"{app.url}/{pages.PAGE}"
            firsts = {own: [], theme: []}
            for place in range(ROUNDS + 1):
                for url in (own, theme):
                    _, first, _, _, context = pages.first_chart(browser, url, charts=1)
                    context.close()
                    if place:  # the server has shown each page once before anything counts
                        firsts[url].append(first / 1000)
            picked = redraws(browser, f"{own}?tabel=vacancies&branch=C,F,J")
            browser.close()
    finally:
        app.kill()
    first, beside = (statistics.median(firsts[url]) for url in (own, theme))
    return [
        ("A choice on the page, until the chart has changed", f"{statistics.median(picked) / 1000:.2f}", "", "≤ 0.40"),
        ("The page's first chart, first visit", f"{first:.2f}", "", f"≤ {beside:.2f}, a theme page's"),
    ]
