"""The published edition in a browser, from a folder: with and without JavaScript, in both languages, on a phone."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import published
import pytest

from browser.test_reading import violations
from shortage.figures import make
from shortage.store import Store
from shortage.text import LANGS, Period, t

PAGES = ("index", "bewering/techniek2025/T4", "figuren/tightness", "verkennen/vacancies_by_region", "data", "zoeken")
FOUND = {
    "nl": {"limburg": "vacancies_by_region", "metaal": "vacancies", "krapte": "tightness"},
    "en": {"limburg": "vacancies_by_region", "manufacturing": "vacancies", "shortage": "tightness"},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return published.made(tmp_path_factory)


def opened(browser: Any, **more: Any) -> tuple[Any, list[str]]:
    """Return a tab, and what it asked of another machine or what went wrong in it; files are tried elsewhere."""
    context = browser.new_context(**more)
    tab, wrong = context.new_page(), []
    tab.on("request", lambda one: wrong.append(one.url) if not one.url.startswith(("file://", "data:")) else None)
    tab.on("pageerror", lambda one: wrong.append(str(one)))
    return tab, wrong


@pytest.mark.parametrize("lang", LANGS)
def test_an_edition_in_a_folder_is_read_with_and_without_script(browser: Any, site: Path, lang: str):
    root = site / ("" if lang == "nl" else "en")
    tab, wrong = opened(browser, viewport={"width": 390, "height": 800})
    for name in PAGES:
        tab.goto((root / f"{name}.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert violations(tab) == [], name
    # The page for a search is open now.
    links = "[...document.querySelectorAll('.sl-hits li:not([hidden]) a')].map(one => one.getAttribute('href'))"
    every = tab.evaluate(links)
    for words, wanted in FOUND[lang].items():
        tab.fill("#search", words)
        found = tab.evaluate(links)
        assert any(one.endswith(f"/{wanted}.html") for one in found) and len(found) < len(every), words
    tab.fill("#search", "limbrug")
    assert tab.inner_text("output") == t("site.search_near", lang)
    assert any(one.endswith("/vacancies_by_region.html") for one in tab.evaluate(links))
    tab.goto((root / "figuren/tightness.html").as_uri())
    tab.focus(".sl-chart")
    tab.keyboard.press("End")
    last = make("tightness", Store(), lang).data.iloc[-1]
    assert tab.inner_text(".sl-told").startswith(f"{last['label']}, {Period.parse(last['period']).label(lang)}: ")
    boxes = tab.evaluate(
        "['.sl-told', '.sl-dot', '.sl-chart'].map(one => document.querySelector(one).getBoundingClientRect())"
    )
    assert all(boxes[2]["left"] <= one["left"] and one["right"] <= boxes[2]["right"] for one in boxes[:2])
    assert tab.locator(".sl-copy").count() == 0  # a page in a folder may read no other file
    tab.context.close()

    plain, blamed = opened(browser, java_script_enabled=False)
    for name, wanted in (("figuren/tightness", make("tightness", Store(), lang).title), ("zoeken", "80472ned")):
        plain.goto((root / f"{name}.html").as_uri())
        assert wanted in plain.locator("main").inner_text()
        assert plain.locator(".sl-search").count() == 0 or not plain.locator(".sl-search").is_visible()
    plain.context.close()
    assert [*wrong, *blamed] == []


def test_a_picture_of_an_edition_on_a_server_is_put_on_the_clipboard(browser: Any, site: Path):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        tab = browser.new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
        tab.goto(f"{url}/figuren/tightness.html")
        tab.click(".sl-copy")
        tab.wait_for_function("document.querySelector('.sl-files [role=status]').textContent")
        assert tab.inner_text(".sl-files [role=status]") == t("server.picture_copied", "nl")
        read = "navigator.clipboard.read().then(([one]) => one.types)"
        assert tab.evaluate(read) == ["image/png"] and violations(tab) == []
        tab.context.close()
        server.shutdown()
