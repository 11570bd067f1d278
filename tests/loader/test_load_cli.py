"""``shortage load``, ``status`` and ``diff`` as a schedule calls them, against the emulator."""

from __future__ import annotations

import json

import pytest
from small_table import SMALL, entry, small
from typer.testing import CliRunner

from shortage import catalog, loader
from shortage.cli import cli
from shortage.store import Store

OTHER = "other"


@pytest.fixture
def store(tmp_path, known, emulator, monkeypatch):
    for id in ("89999NED", "89998NED"):
        made = small()
        made.id = id
        emulator.tables[id.lower()] = made
    known(entry(), entry(name=OTHER, id="89998NED"))
    root = tmp_path / "store"
    # A store that is there: what a new one begins with is another test's.
    loader.load([OTHER], Store(root), seed=False)
    monkeypatch.setenv("SHORTAGE_STORE", str(root))
    monkeypatch.setattr("shortage.sources.base.ATTEMPTS", 1)
    return Store(root)


def call(*words, code=0):
    done = CliRunner().invoke(cli, list(words))
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done


def outcomes(*words, code=0):
    found = json.loads(call("load", *words, "--json", code=code).stdout)
    return {one["table"]: one["outcome"] for one in found["tables"]}


def test_a_schedule_looks_loads_and_finds_nothing_new(store, emulator):
    assert outcomes("--check") == {"89999NED": "new", "89998NED": "unchanged"}
    assert SMALL not in store.entries()
    assert outcomes() == {"89999NED": "loaded", "89998NED": "unchanged"}
    before = len(emulator.requests)
    assert set(outcomes().values()) == {"unchanged"}
    assert len(emulator.requests) - before == 1
    # By our name and by the publisher's id, in whatever case.
    assert outcomes(SMALL, "--force") == outcomes("89999ned", "--force") == {"89999NED": "loaded"}


def test_one_failed_table_ends_with_one_and_the_others_stand(store, emulator):
    emulator.tables["89999ned"].record_count = 9
    done = call("load", "--lang", "en", code=1)
    *bars, said = done.stderr.strip().splitlines()
    assert said.startswith("89999NED: ")
    assert any("89998NED" in one and "6/6" in one and "kB" in one for one in bars)
    found = json.loads(call("status", "--json").stdout)
    rows = {one["table"]: one for one in (found["tables"] if isinstance(found, dict) else found)}
    assert rows["89998NED"]["state"] in ("fresh", "stale")
    assert rows["89999NED"]["state"] == "absent"


def test_wrong_use_ends_with_two_and_asks_nobody(store, emulator):
    before = len(emulator.requests)
    call("load", "--keep", "0", code=2)
    call("load", "no-such-table", code=2)
    assert len(emulator.requests) == before


def test_the_cells_that_changed_are_printed_and_no_more_releases_are_kept_than_asked(store, emulator):
    outcomes()
    for month in (11, 12):
        table = emulator.tables["89999ned"]
        table.rows = [dict(row) for row in table.rows]
        table.rows[0]["Open_1"] += 1
        table.modified = f"2026-{month}-01T06:30:00"
        outcomes(SMALL, "--keep", "2")
    assert [one.release for one in Store(store.root).entries()[SMALL]] == ["2026-12-01", "2026-11-01"]
    found = json.loads(call("diff", SMALL, "--json").stdout)
    assert (found["from"], found["to"]) == ("2026-11-01", "2026-12-01")
    assert [(one["kind"], one["after"] - one["before"]) for one in found["changes"]] == [("changed", pytest.approx(1))]
    named = call("diff", SMALL, "--from", "2026-12-01", "--to", "2026-11-01", "--json").stdout
    assert json.loads(named)["from"] == "2026-12-01"
    assert catalog.table(SMALL).measures[0].name in call("diff", SMALL).stdout
