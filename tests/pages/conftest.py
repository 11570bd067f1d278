"""Pages run in this process, without a browser and without a server."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from shortage.store import default_root
from shortage.web import shell

ROOT = Path(__file__).resolve().parents[2]


class Words(str):
    """Text with one space where it has any, and asked for in the same way: a sentence may go on in another element."""

    def __new__(cls, text: str) -> Words:
        return super().__new__(cls, " ".join(text.split()))

    def __contains__(self, part: object) -> bool:
        return super().__contains__(str(Words(str(part))))


class Page:
    """What a page shows, for a test to ask."""

    def __init__(self, ran: AppTest) -> None:
        self.ran = ran

    @property
    def title(self) -> str:
        assert len(self.ran.title) == 1, [one.value for one in self.ran.title]
        return self.ran.title[0].value

    @property
    def html(self) -> list[str]:
        return [
            one.proto.body for one in self.ran.get("html") if not one.proto.body.lstrip().startswith(("/*", "<style"))
        ]

    @property
    def text(self) -> str:
        """Everything of ours that a reader can read, without tags."""
        return Words(" ".join(unescape(re.sub(r"<[^>]+>", " ", body)) for body in self.html))

    @property
    def notices(self) -> list[str]:
        return [unescape(re.sub(r"<[^>]+>", "", body)) for body in self.html if "sl sl-notice" in body]

    @property
    def charts(self) -> list[dict[str, Any]]:
        return [json.loads(one.proto.spec) for one in self.ran.get("plotly_chart")]

    @property
    def alts(self) -> list[str]:
        return [one.proto.alt for one in self.ran.get("plotly_chart")]

    @property
    def figure_titles(self) -> list[str]:
        found = [re.search(r'<h\d class="sl-figure-title"[^>]*>(.*?)</h\d>', body) for body in self.html]
        return [unescape(one[1]) for one in found if one]

    @property
    def copies(self) -> list[str]:
        """What a reader can put on the clipboard as a picture, by key."""
        return [key for body in self.html for key in re.findall(r'class="sl-copy" data-file="([^"]+)"', body)]

    @property
    def downloads(self) -> list[str]:
        """What a reader can save, by key: links that any server answers, and buttons of this page's session."""
        links = [key for body in self.html for key in re.findall(r'class="sl-file" data-file="([^"]+)"', body)]
        return links + [one.key for one in self.ran.get("download_button") if one.key]


Visit = Callable[..., Page]


@cache
def components() -> BidiComponentManager:
    """What Streamlit finds among all installed packages; it would read through them anew for each page of a test."""
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Open a page: ``visit("onderwijs", taal="en", tak="F")``; ``store`` names another store than the snapshot."""

    def run(name: str, store: Path | None = None, **query: str) -> Page:
        if store is None:
            monkeypatch.delenv("SHORTAGE_STORE", raising=False)
        else:
            monkeypatch.setenv("SHORTAGE_STORE", str(store))
        ran = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        ran._bidi_component_manager = components()
        for key, value in query.items():
            ran.query_params[key] = value
        if name != shell.OVERVIEW:
            ran.switch_page(f"pages/{name}.py")
        ran.run()
        assert not ran.exception, [one.stack_trace for one in ran.exception]
        return Page(ran)

    return run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the snapshot that a test may break."""
    shutil.copytree(default_root(), tmp_path / "store")
    return tmp_path / "store"
