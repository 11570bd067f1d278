"""One dashboard and one headless Chromium for all of these tests; each test gets tabs of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from operations.serving import App

LONG = 300_000
"""Milliseconds that a condition may take on a machine with other work to do."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('.sl-footer')
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
    && charts.every(one => one.querySelector('.main-svg'));
}"""
"""A page is there when the script has ended, the foot stands and each chart is drawn."""


def chromium() -> str | None:
    """Return the browser of this machine."""
    return os.environ.get("SHORTAGE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Tab:
    """A page in a browser that keeps what it asked for and what went wrong in it."""

    def __init__(self, context, url: str) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(LONG)
        self.url = url
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda one: self.asked.append(one.url))
        self.page.on("websocket", lambda one: self.asked.append(one.url))
        self.page.on("pageerror", lambda one: self.errors.append(str(one)))

    def again(self, width: int, height: int) -> Tab:
        """Be as a new tab is: another page of that size, without what the page before kept or what was emulated.

        On a page of our own: the browser ends what draws for an address when its last page goes, and reads all scripts
        anew.
        """
        self.page.goto(f"{self.url}/robots.txt")
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.context.clear_cookies()
        self.page.emulate_media(media="null", forced_colors="null")
        self.page.set_viewport_size({"width": width, "height": height})
        self.asked.clear()
        self.errors.clear()
        return self

    def open(self, name: str, **query: str) -> Tab:
        """Open a page by name and wait until it is there."""
        return self.visit(f"{self.url}/{name}" + (f"?{urlencode(query)}" if query else ""))

    def visit(self, url: str) -> Tab:
        """Open an address and wait until the page is there."""
        self.page.goto(url)
        return self.settle()

    def settle(self) -> Tab:
        """Wait until the page is there."""
        self.page.wait_for_function(QUIET)
        return self

    def series(self, figure: str) -> list[str]:
        """Return the names of the series in a figure's chart."""
        return self.page.evaluate(
            "id => document.querySelector(`.st-key-figure-${id} .js-plotly-plot`).data.map(one => one.name)", figure
        )

    def download(self, figure: str, format: str) -> tuple[str, bytes]:
        """Return name and bytes of the file behind a figure's link; of a note: ``note`` and its kind, turned round."""
        with self.page.expect_download(timeout=LONG) as found:
            self.page.locator(f'.sl-file[data-file="{format}-{figure}"]').first.click()
        return found.value.suggested_filename, Path(found.value.path()).read_bytes()

    @property
    def strangers(self) -> set[str]:
        """Other machines that this page asked for something."""
        own = urlsplit(self.url).netloc
        return {one for one in self.asked if urlsplit(one).scheme not in ("data", "blob")
                and urlsplit(one).netloc != own}  # fmt: skip


@pytest.fixture(scope="session")
def program() -> str:
    found = chromium()
    if not found:
        why = "no Chromium on this machine (put one on the path, or name it in SHORTAGE_CHROMIUM)"
        if os.environ.get("SHORTAGE_NO_SKIP"):
            pytest.fail(why)
        pytest.skip(why)
    return found


@pytest.fixture(scope="session")
def app(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    one = App(log=tmp_path_factory.mktemp("browser") / "app.log")
    try:
        yield one.wait()
    finally:
        one.kill()


@pytest.fixture(scope="module")
def browser(program: str):
    """One Chromium a file: Playwright keeps an event loop running, in which no other test could run its own."""
    api = pytest.importorskip("playwright.sync_api") if not os.environ.get("SHORTAGE_NO_SKIP") else None
    if api is None:
        from playwright import sync_api as api
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=list(FLAGS), timeout=LONG)
        yield found
        found.close()


def opened(browser, url: str, width: int = 1280, height: int = 900) -> Tab:
    """Open a tab in a context of its own, of a reader who asked for less motion: each frame of one is drawn by hand."""
    size = {"width": width, "height": height}
    return Tab(browser.new_context(viewport=size, accept_downloads=True, reduced_motion="reduce"), url)


@pytest.fixture(scope="module")
def first(app: App, browser) -> Tab:
    """The first tab of each test of a file: to begin one anew takes as long as a page."""
    return opened(browser, app.url)


@pytest.fixture
def tab(app: App, browser, first: Tab) -> Iterator[Callable[..., Tab]]:
    """Open tabs, each in a context of its own: ``tab()`` or ``tab(width=390)``; no tab may ask another machine."""
    tabs: list[Tab] = []

    def one(width: int = 1280, height: int = 900) -> Tab:
        tabs.append(opened(browser, app.url, width, height) if tabs else first.again(width, height))
        return tabs[-1]

    yield one
    asked, errors = (
        {stranger for each in tabs for stranger in each.strangers},
        [e for each in tabs for e in each.errors],
    )
    for each in tabs[1:]:
        each.page.context.close()
    assert not asked, "a page asked another machine"
    assert not errors
