"""Five minutes of readers and abuse on one server: ``pytest -m soak``, not in the usual run; an hour in ``bench``."""

from __future__ import annotations

import shutil

import pytest

from operations import reliability
from operations.serving import App
from shortage.store import default_root

MINUTES, MOST_MB, MOST_GROWTH = 5, 550, 10
"""A tenth above the aim of 500 MB, and what a server that fills its caches adds a minute before it stands still."""


@pytest.mark.soak
def test_memory_stays_bounded_while_readers_read_and_others_draw_all_they_can(tmp_path):
    root = tmp_path / "store"
    shutil.copytree(default_root(), root)
    app = App(root, log=tmp_path / "app.log").wait()
    try:
        tally, memory = reliability.soak(app, 50, MINUTES * 60)
    finally:
        app.kill()
    assert tally.is_clean, (tally.traces, tally.wrong, tally.failed)
    assert max(mb for _, mb in memory) < MOST_MB
    assert reliability.slope(memory[len(memory) // 3 :]) < MOST_GROWTH
