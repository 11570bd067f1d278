"""Folders of papers: what stands in them is loaded whole or not at all."""

from __future__ import annotations

import sys
import threading
from types import SimpleNamespace

import pytest

from shortage import paper_folders


def test_a_module_that_is_being_loaded_is_given_to_nobody_half_made(tmp_path, monkeypatch):
    """Two first visitors at once: the second had a page without the figures that the first was still reading."""
    events = SimpleNamespace(begun=threading.Event(), go_on=threading.Event())
    monkeypatch.setitem(sys.modules, "the_events", events)
    file = tmp_path / "figures.py"
    file.write_text("import the_events\nthe_events.begun.set()\nthe_events.go_on.wait(30)\nWHOLE = True\n", "utf-8")
    seen: list[bool] = []

    def ask() -> None:
        folder = paper_folders.Folder("paper", "X1", tmp_path)
        seen.append(hasattr(folder.module("figures"), "WHOLE"))

    first, second = threading.Thread(target=ask), threading.Thread(target=ask)
    first.start()
    assert events.begun.wait(30)
    second.start()
    second.join(0.2)  # time enough to take what is half made, if it could
    events.go_on.set()
    first.join(30)
    second.join(30)
    assert seen == [True, True]


def test_a_module_that_fails_is_not_kept(tmp_path):
    (tmp_path / "rule.py").write_text("raise RuntimeError('no')\n", "utf-8")
    folder = paper_folders.Folder("paper", "X2", tmp_path)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            folder.module("rule")
