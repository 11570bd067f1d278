"""A page that loses its server: it says so in the reader's language, and comes back whole on another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from operations.serving import App, free_port, get

from shortage.figures import make
from shortage.store import Store, default_root
from shortage.text import LANGS, Lang, t

from .conftest import LONG, Tab

STORE = Store(default_root())
PAGE, FIGURE = "arbeidsmarktkrapte", "open-vacancies"


@pytest.fixture
def place(tmp_path: Path):
    """A port with a server on it that can be ended and followed by one that knows nothing of its pages."""
    servers: list[App] = []
    port = free_port()

    def next_one() -> App:
        for one in servers:
            one.kill()
        servers.append(App(port=port, log=tmp_path / f"app{len(servers)}.log").wait())
        return servers[-1]

    yield next_one, lambda: servers[-1].kill()
    for one in servers:
        one.kill()


def test_a_page_that_lost_its_server_says_so_and_comes_back_whole(browser: Any, place: Any):
    """In the language that is read, at both losses; files are asked of whoever is there, no session behind them."""
    start, end = place
    url = start().url
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    try:
        first, second = LANGS
        tab = Tab(context, url).open(PAGE, taal=first, tak="C")
        page = tab.page
        title = page.locator(f".st-key-figure-{FIGURE} .sl-figure-title")
        assert title.inner_text() == make(FIGURE, STORE, first, branch="C").title
        links = page.eval_on_selector_all(f".st-key-files-{FIGURE} .sl-file", "links => links.map(one => one.href)")
        lost(page, end, first)
        assert title.is_visible()

        start()
        assert len(links) > 2 and {get(one)[0] for one in links} == {200}
        page.locator("#sl-lost").wait_for(state="detached", timeout=LONG)
        tab.settle()
        assert "tak=C" in page.url and title.inner_text() == make(FIGURE, STORE, first, branch="C").title
        # The first click counts,
        page.locator(".st-key-taal_keuze button", has_text=second).click()
        page.wait_for_function("lang => document.documentElement.lang === lang", arg=second)
        page.wait_for_function(
            "([id, words]) => document.querySelector(`.st-key-figure-${id} .sl-figure-title`)?.innerText === words",
            arg=[FIGURE, make(FIGURE, STORE, second, branch="C").title],
        )
        # and every file is there, as soon as its link has followed.
        page.locator(f'.st-key-files-{FIGURE} a[download$="_{second}.png"]').wait_for()
        name, body = tab.download(FIGURE, "png")
        assert body.startswith(b"\x89PNG") and name.endswith(f"_{second}.png")
        table = page.locator(f".st-key-table-{FIGURE}")
        table.locator("summary").click()
        table.locator("tbody tr").first.wait_for()
        lost(page, end, second)
        assert "tak=C" in page.url and title.is_visible()
    finally:
        context.close()


def lost(page: Any, end: Callable[[], None], lang: Lang) -> None:
    """Let the server end: the page says so in its language, and shows no window of the toolkit's."""
    end()
    page.locator("#sl-lost").wait_for(timeout=LONG)
    assert page.locator("#sl-lost").inner_text() == t("server.lost", lang)
    assert page.locator("#sl-lost").get_attribute("lang") == lang
    assert not page.locator('[data-baseweb="modal"]').filter(visible=True).count()
