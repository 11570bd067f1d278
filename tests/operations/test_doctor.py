"""The doctor names what is wrong and what to do, and finds nothing wrong where nothing is."""

from __future__ import annotations

import json
import shutil
import socket

import pytest
from altered_store import altered, put
from typer.testing import CliRunner

from shortage.cli import cli
from shortage.doctor import examine
from shortage.store import Store, default_root


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(default_root(), tmp_path / "store")
    return Store(tmp_path / "store")


def states(store, **how):
    return {one.name: one.state for one in examine(store, **{"offline": True, **how})}


def test_the_snapshot_is_sound(copy, monkeypatch):
    monkeypatch.delenv("SHORTAGE_NO_SKIP", raising=False)  # the tests' own, which no user sets
    assert set(states(copy).values()) == {"ok"}


@pytest.mark.parametrize("codes", [False, True])
def test_every_file_is_looked_at(copy, codes):
    entry = copy.entry("vacancies")
    path = entry.codes if codes else entry.path
    (copy.root / path).write_bytes(b"x")
    found = next(one for one in examine(copy, offline=True) if one.name == "store")
    assert found.state == "fault"
    assert path in found.text.nl and path in found.text.en


def test_no_store_is_a_fault_and_the_command_ends_with_one(tmp_path, monkeypatch):
    monkeypatch.setenv("SHORTAGE_STORE", str(tmp_path / "nothing"))
    done = CliRunner().invoke(cli, ["doctor", "--offline", "--json", "--lang", "en"])
    assert done.exit_code == 1
    found = {one["name"]: one for one in json.loads(done.output)}
    assert found["store"]["state"] == "fault" and "shortage load" in found["store"]["text"]
    assert "Traceback" not in done.output


def test_a_publisher_that_is_silent_is_a_doubt_and_one_that_answers_is_none(copy, monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        for name in ("CBS", "DUO", "EUROSTAT"):
            monkeypatch.setenv(f"SHORTAGE_{name}_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        found = states(copy, offline=False, timeout=1)
    assert {found[name] for name in ("CBS", "DUO", "Eurostat")} == {"doubt"}
    assert "CBS" not in states(copy)


def test_fonts_that_are_gone_are_a_fault(copy, monkeypatch):
    monkeypatch.setattr("shortage.render.fonts.BOLD", copy.root / "gone.ttf")
    assert states(copy)["fonts"] == "fault"


def test_a_figure_that_its_publisher_repaired_is_named(tmp_path):
    chosen = {"measure": "open_vacancies", "branch": "A-U", "region": "NL", "period": "2011KW04"}
    store = altered(tmp_path, {"vacancies_by_region": put("vacancies_by_region", 116.6, **chosen)})
    found = next(one for one in examine(store, offline=True) if one.name == "corrections")
    assert found.state == "doubt" and "83599NED" in found.text.nl and "116" in found.text.en
