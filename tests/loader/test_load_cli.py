"""``shortage load``, ``status`` and ``diff`` as a schedule calls them, against the emulator."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from small_table import SMALL, entry, small
from typer.testing import CliRunner

from shortage import catalog, loader
from shortage.cli import cli
from shortage.cli.loading import result_rows
from shortage.sources import errors
from shortage.store import DESCRIPTOR, Store, default_root, snapshot_root

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
    assert any("89998NED" in one and "6/6" in one and "kB" in one for one in done.stderr.splitlines())
    assert "89999NED" not in done.stderr
    head, *rows, total, place = done.stdout.strip().splitlines()
    cells = {row.split("\t")[0]: row.split("\t") for row in rows}
    assert head.split("\t")[-1] == "Reason"
    assert "8 rows instead of 9" in cells["89999NED"][-1] and cells["89998NED"][-1] == ""
    assert total == "2 tables: 1 unchanged, 1 failed."
    assert str(store.root) in place
    found = json.loads(call("status", "--json").stdout)
    rows = {one["table"]: one for one in (found["tables"] if isinstance(found, dict) else found)}
    assert rows["89998NED"]["state"] in ("fresh", "stale")
    assert rows["89999NED"]["state"] == "absent"
    shown = {row.split("\t")[0]: row for row in call("status", "--lang", "en").stdout.splitlines()}
    assert "not loaded the last time" in shown["89999NED"] and "last time" not in shown["89998NED"]


def test_what_is_known_to_fail_leaves_a_schedule_green(store, emulator):
    emulator.tables["89999ned"].record_count = 9
    (store.root / "known-failures.txt").write_text("# waiting for CBS\n\n89999ned  # rows are missing\n", "utf-8")
    done = call("load", "--lang", "en")
    assert "failed, as known" in done.stdout and "of which 1 as known" in done.stdout
    emulator.tables["89998ned"].record_count = 9
    call("load", "--force", code=1)
    for id in ("89998ned", "89999ned"):
        emulator.tables[id].record_count = None
    assert "take that line out" in call("load", "--lang", "en").stderr
    (store.root / "known-failures.txt").write_text("nonsense\n", "utf-8")
    assert "nonsense" in call("load", code=2).stderr


def test_a_publisher_that_is_away_is_said_once_however_many_tables(store, emulator, known, monkeypatch):
    entries = [entry(name=f"t{place}", id=f"8{place:04}NED") for place in range(12)]
    others = [entry(name=f"e{place}", id=f"x{place}", source="eurostat") for place in range(4)]
    known(*entries, *others)
    monkeypatch.setenv("SHORTAGE_CBS_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("SHORTAGE_EUROSTAT_URL", "http://127.0.0.1:9/eurostat")
    done = call("load", "--lang", "en", code=1)
    _, row, total, _ = done.stdout.strip().splitlines()
    assert row.startswith("16 tables\tfailed") and "no connection" in row
    assert total == "16 tables: 16 failed."
    assert "no connection" not in done.stderr


def test_what_a_whole_service_does_is_said_once_and_what_a_table_does_at_each():
    large = [errors.TooLarge(url=f"https://opendata.cbs.nl/{place}", size=64) for place in range(4)]
    gone = [errors.NotFound(url=f"https://opendata.cbs.nl/{place}", status=404) for place in range(2)]
    results = [
        loader.TableResult(str(place), str(place), "failed", problem=one) for place, one in enumerate(large + gone)
    ]
    rows = [*result_rows(results, frozenset({"5"}), "en")]
    assert [row[0] for row in rows] == ["4 tables", "4", "5"]
    assert "https://opendata.cbs.nl gave" in rows[0][-1] and "opendata.cbs.nl/0" in rows[1][-1]
    assert rows[2][1] == "failed, as known"


def test_without_a_setting_a_load_goes_to_the_user_and_is_read_from_there(store, emulator, monkeypatch, tmp_path):
    monkeypatch.delenv("SHORTAGE_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "mine"))
    monkeypatch.setattr(loader.run, "seed_store", lambda store, source: None)
    snapshot = snapshot_root() / DESCRIPTOR
    before = snapshot.read_bytes()
    assert default_root() == snapshot_root()
    assert "mine" in call("load").stdout
    assert snapshot.read_bytes() == before
    assert default_root() == tmp_path / "mine" / "labour-shortage"
    assert set(Store().entries()) == {SMALL, OTHER}


def test_the_help_says_settings_exit_codes_and_an_example():
    text = " ".join(call("load", "--help").stdout.split())
    for word in (
        "SHORTAGE_STORE",
        "REQUESTS_CA_BUNDLE",
        "https_proxy",
        "Exit codes: 0",
        "130",
        "shortage load --check",
    ):
        assert word in text


def test_a_load_that_is_broken_off_ends_at_once_and_says_so(store, emulator, tmp_path):
    """While a publisher says nothing, in a process of its own; another thread than the main one takes the signal.

    Who runs the tests in the background may have given them a signal that is ignored: a load in a shell has not.
    """
    program = tmp_path / "load.py"
    program.write_text(
        "import signal, threading\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\n"
        "import sys\nsys.path.insert(0, sys.argv[1])\nfrom small_table import entry\nfrom shortage import catalog\n"
        "found = {'small': entry()}\ncatalog.model.tables = catalog.tables = lambda: found\n"
        "sys.argv = ['shortage', 'load', '--lang', 'en']\nfrom shortage.cli import main\nmain()\n",
        "utf-8",
    )
    before = emulator.calls("DataSet")
    gate = threading.Event()
    emulator.fault("held", "DataSet", times=99, act=lambda: gate.wait(30))
    here = str(Path(__file__).parent)
    child = subprocess.Popen([sys.executable, program, here], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while emulator.calls("DataSet") == before and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    try:
        _, err = child.communicate(timeout=15)  # the answer would take twice as long
    finally:
        child.kill()
        gate.set()
    assert child.returncode == 130, err
    assert "Broken off." in err and "Traceback" not in err
    assert Store(store.root).read(OTHER).frame.shape[0] == 6
    assert not (store.root / ".staging").exists()


def test_output_goes_to_a_console_of_an_old_code_page(store):
    code = "from shortage.cli.base import printable, line; printable(); line('−1 ≥ “é” →')"
    for encoding, wanted in (("cp1252", "-1 >= “é” ->"), ("latin-1", "-1 >= ?é? ->"), ("utf-8", "−1 ≥ “é” →")):
        env = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=True)
        assert done.stdout.decode(encoding).strip() == wanted


def test_wrong_use_ends_with_two_and_asks_nobody(store, emulator):
    before = len(emulator.requests)
    call("load", "--keep", "0", code=2)
    call("load", "no-such-table", code=2)
    assert len(emulator.requests) == before


def test_the_cells_that_changed_are_printed_and_no_more_releases_are_kept_than_asked(store, emulator):
    outcomes()
    for day in (1, 2):
        table = emulator.tables["89999ned"]
        table.rows = [dict(row) for row in table.rows]
        table.rows[0]["Open_1"] += 1
        table.modified = f"2026-11-0{day}T06:30:00"
        outcomes(SMALL, "--keep", "2")
    assert [one.release for one in Store(store.root).entries()[SMALL]] == ["2026-11-02", "2026-11-01"]
    found = json.loads(call("diff", SMALL, "--json").stdout)
    assert (found["from"], found["to"]) == ("2026-11-01", "2026-11-02")
    assert [(one["kind"], one["after"] - one["before"]) for one in found["changes"]] == [("changed", pytest.approx(1))]
    named = call("diff", SMALL, "--from", "2026-11-02", "--to", "2026-11-01", "--json").stdout
    assert json.loads(named)["from"] == "2026-11-02"
    said = call("diff", SMALL, "--lang", "en").stdout
    assert said.startswith("89999NED, from 2026-11-01 to 2026-11-02: 1 changed")
    assert catalog.table(SMALL).measures[0].name in said


def test_of_many_changed_cells_some_are_printed_and_the_rest_is_counted(store, emulator):
    outcomes()
    table = emulator.tables["89999ned"]
    table.rows = [{**row, "Open_1": row["Open_1"] + 1} for row in table.rows]
    table.modified = "2026-11-01T06:30:00"
    outcomes(SMALL)
    some, every = (call("diff", SMALL, "--lang", "en", "--limit", limit) for limit in ("2", "0"))
    assert len(some.stdout.splitlines()) == 2 + 2 and "4 more" in some.stderr
    assert len(every.stdout.splitlines()) == 2 + 6 and "more" not in every.stderr
    assert "6 changed" in some.stdout.splitlines()[0]
