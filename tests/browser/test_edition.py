"""The published edition in a browser, from a folder: with and without JavaScript, in both languages, on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import published
import pytest

from browser.test_reading import violations
from shortage.figures import make
from shortage.store import Store
from shortage.text import LANGS, t

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
    assert last["label"] in tab.inner_text(".sl-told")
    tab.context.close()

    plain, blamed = opened(browser, java_script_enabled=False)
    for name, wanted in (("figuren/tightness", make("tightness", Store(), lang).title), ("zoeken", "80472ned")):
        plain.goto((root / f"{name}.html").as_uri())
        assert wanted in plain.locator("main").inner_text()
        assert plain.locator(".sl-search").count() == 0 or not plain.locator(".sl-search").is_visible()
    plain.context.close()
    assert [*wrong, *blamed] == []
