"""Folders of an office: shares that know no locks, and renames that are refused for a moment."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from small_table import SMALL, entry, small

from shortage import disk, loader
from shortage.store import LAST_LOAD, Store
from shortage.text import Problem

fcntl = pytest.importorskip("fcntl")


@pytest.fixture
def store(tmp_path, known, emulator):
    known(entry())
    emulator.tables["89999ned"] = small()
    return Store(tmp_path / "store")


def load(store, http, **more):
    return loader.load([SMALL], store, seed=False, http=http, **more)[0]


@pytest.mark.parametrize("code", sorted(disk.NO_LOCKS), ids=errno.errorcode.get)
def test_a_share_that_knows_no_locks_still_keeps_loads_apart(store, http, monkeypatch, code):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with store.loading():
        with pytest.raises(Problem) as refused, Store(store.root).loading():
            pass
        assert refused.value.key == "load_running"
    assert load(store, http).outcome == "loaded"
    # One that was killed is passed over: its number is of no process any more.
    left = [one for one in store.root.iterdir() if one.name.startswith(".load.lock")]
    for one in left or [store.root / ".load.lock.by"]:
        one.write_text("4194300\n" + os.uname().nodename + "\n", "utf-8")
    assert load(store, http, force=True).outcome == "loaded"


def test_a_folder_that_may_not_be_written_is_not_taken_for_one_without_locks(store, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(Problem) as refused, store.loading():
        pass
    assert refused.value.key == "store_unwritable"


@pytest.fixture
def scanner(monkeypatch):
    """Something that holds new files: the first renames of a target are refused, as many as it is told."""
    refused: dict[str, int] = {}
    plain = Path.replace

    def replace(self, target):
        name = Path(target).name
        if refused.get(name, refused.get("*", 0)) > 0:
            refused[name] = refused.get(name, refused.get("*", 0)) - 1
            raise PermissionError(errno.EACCES, "Access is denied")
        return plain(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(disk, "RENAME_PAUSE", 0.001)
    return refused


def test_a_rename_that_is_refused_for_a_moment_is_tried_again(store, http, scanner):
    scanner["*"] = 2
    assert load(store, http).outcome == "loaded"
    assert len(store.read(SMALL).frame) == 6
    assert store.last_load()["tables"][0]["outcome"] == "loaded"


def test_one_that_stays_refused_is_told_and_nothing_is_lost(store, http, scanner):
    load(store, http)
    scanner[LAST_LOAD] = 99
    said = []
    assert load(store, http, force=True, say=said.append).outcome == "loaded"
    assert len(said) == 1 and "Access is denied" in said[0].en
    scanner["*"] = 99
    assert load(store, http, force=True, say=said.append).problem.key == "store_unwritable"
    scanner.clear()
    assert len(store.read(SMALL).frame) == 6
    assert not list(store.root.rglob(".write-*"))
