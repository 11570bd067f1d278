"""Answers kept between processes: used while all that they rest on is as it was, and as good as none otherwise."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from typer.testing import CliRunner

from shortage import answer_files, claims, history, loader
from shortage.cli import cli, jobs
from shortage.indicators import base
from shortage.store import LAST_LOAD, Store, default_root
from shortage.text import ages
from shortage.web import first, state

T4 = claims.claim("T4")


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """A store of one's own, and a place for answers; the program is as old as its files."""
    shutil.copytree(default_root(), tmp_path / "store")
    for name, value in (("STORE", tmp_path / "store"), ("CACHE", tmp_path / "cache"), ("KEEP_ANSWERS", "true")):
        monkeypatch.setenv(f"SHORTAGE_{name}", str(value))
    monkeypatch.setattr(answer_files, "_BEGUN", float("inf"))
    answer_files._program.cache_clear()
    yield Store()
    answer_files._program.cache_clear()


def test_an_answer_is_kept_until_anything_that_it_rests_on_changes(store, monkeypatch):
    def look(kind="claims", asked=("nl",)):
        return answer_files.look(Store(), kind, asked)

    answer_files.keep(store, "claims", ("nl",), b"so it is")
    assert look() == b"so it is"
    assert look("figure") is None and look(asked=("en",)) is None
    assert answer_files.look(Store().view("2025-06-01"), "claims", ("nl",)) is None

    earlier = next(entry for listed in store.entries().values() for entry in listed)
    for path in (earlier.path, earlier.codes, LAST_LOAD):
        file = store.root / path
        whole = file.read_bytes() if file.exists() else None
        file.write_bytes((whole or b"{}")[:-1] + b"?")
        assert look() is None, path
        file.unlink() if whole is None else file.write_bytes(whole)
        assert look() == b"so it is", path

    with monkeypatch.context() as changed:
        changed.setenv("SHORTAGE_PUBLIC_URL", "https://krapte.example.org")
        assert look() is None
    with monkeypatch.context() as changed:
        changed.setattr(answer_files, "_program", lambda papers: "another program")
        assert look() is None
    with monkeypatch.context() as changed:  # a program whose files changed since it was imported
        changed.setattr(answer_files, "_BEGUN", 0.0)
        answer_files._program.cache_clear()
        assert look() is None
    answer_files._program.cache_clear()

    (kept,) = answer_files.folder().iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"so", b"no"))
    assert look() is None


def test_a_place_that_cannot_be_written_is_no_error(store, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SHORTAGE_CACHE", str(tmp_path / "file"))
    answer_files.keep(store, "claims", (), b"so it is")
    assert answer_files.look(store, "claims", ()) is None

    def homeless(path):
        raise RuntimeError("no home")

    monkeypatch.setattr(answer_files.Path, "expanduser", homeless)
    answer_files.keep(store, "claims", (), b"so it is")
    assert answer_files.look(store, "claims", ()) is None


def test_the_oldest_answers_go(store, monkeypatch):
    monkeypatch.setattr(answer_files, "MOST", 2)
    for asked in range(4):
        answer_files.keep(store, "claims", (asked,), b"so it is")
    assert len(list(answer_files.folder().iterdir())) == 2


def test_the_command_line_answers_again_without_working_it_out_but_not_of_a_damaged_store(store, tmp_path, monkeypatch):
    def call(*words):
        done = CliRunner().invoke(cli, list(words))
        return done.exit_code, done.stdout

    asked = (("claims", "T4"), ("claims", "T4", "--json", "--lang", "en"))
    drawn = ("export", "tightness", "--format", "csv", "--out")
    answers = [call(*words) for words in asked]
    assert call(*drawn, str(tmp_path / "one"))[0] == 0

    def never(*given, **named):
        raise AssertionError("worked out again")

    with monkeypatch.context() as again:
        again.setattr(claims, "judge", never)
        again.setattr(jobs, "draw", never)
        again.setattr(Store, "__init__", never)  # what reads tables is not even imported
        assert [call(*words) for words in asked] == answers and answers[0][0] == 0
        assert call(*drawn, str(tmp_path / "two"))[0] == 0
        # Tomorrow as well: how old its figures are is said of the day on which it is asked.
        later = ages.today() + dt.timedelta(days=3000)
        again.setattr(ages, "today", lambda: later)
        cells = [row.split("\t") for _, said in (answers[0], call("claims", "T4")) for row in said.splitlines()[1:]]
        assert [cell for cell, other in zip(*cells, strict=True) if cell != other] == [cells[0][3]]
    (one,), (two,) = ((tmp_path / name).iterdir() for name in ("one", "two"))
    assert (one.name, one.read_bytes()) == (two.name, two.read_bytes())

    base._COMPUTED.clear()
    table = store.entry("vacancies")
    (store.root / table.path).write_bytes(b"damaged")
    code, said = call("claims", "T4")
    assert code == 1 and table.path in said
    (store.root / table.path).write_bytes((default_root() / table.path).read_bytes())
    assert call("claims", "T4") == answers[0]


def test_who_asks_for_the_claims_after_a_load_need_not_wait(store, monkeypatch):
    monkeypatch.setattr(claims, "claims", lambda: {"T4": T4})
    loaded = loader.TableResult("tightness", "80472ned", "loaded", rows=1)
    monkeypatch.setattr(loader, "load", lambda *given, **named: [loaded])
    monkeypatch.setattr(history, "note", lambda *given: [])
    assert CliRunner().invoke(cli, ["load"]).exit_code == 0
    monkeypatch.setattr(claims, "judge", lambda *given: pytest.fail("worked out again"))
    done = CliRunner().invoke(cli, ["claims"])
    assert done.exit_code == 0 and [row[:2] for row in done.stdout.splitlines()[1:]] == ["T4"]


def test_a_server_that_starts_again_has_its_first_views_at_once(store, monkeypatch):
    def made() -> str:
        return first._html.__wrapped__(state.root(), state.version(), "", "data", (), "nl", None, "")

    whole = made()
    monkeypatch.setattr(first, "_content", lambda *given: pytest.fail("worked out again"))
    assert made() == whole
