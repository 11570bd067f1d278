from __future__ import annotations

import datetime as dt

import pytest
from emulator import Emulator

from shortage import catalog
from shortage.sources.base import HttpClient


@pytest.fixture(autouse=True)
def _later_than_the_releases(monkeypatch):
    """The releases that are served have dates of their own; none of them is of a day to come."""
    monkeypatch.setattr("shortage.loader.run.clock", lambda: dt.datetime(2031, 1, 1))


@pytest.fixture
def known(monkeypatch):
    """Put tables of a test in the catalogue; call it with entries."""

    def put(*entries: catalog.Table) -> None:
        found = {one.name: one for one in entries}
        monkeypatch.setattr(catalog.model, "tables", lambda: found)
        monkeypatch.setattr(catalog, "tables", lambda: found)

    return put


@pytest.fixture
def emulator(monkeypatch):
    with Emulator() as served:
        for name, value in served.settings.items():
            monkeypatch.setenv(name, value)
        yield served


@pytest.fixture
def http():
    made = HttpClient(4, attempts=4, pause=0.01)
    made.timeout = (60.0, 60.0)  # a machine with other work to do may be slow; a test that waits for this sets it
    yield made
    made.close()
