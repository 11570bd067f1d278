"""The history of verdicts: one line per change, from a load or from the releases that are kept."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from shortage import catalog, history, store
from shortage.descriptor import sealed
from shortage.store import DESCRIPTOR, Store, default_root
from shortage.text import LANGS, Problem

NAME = "vacancy_rates_eu"
SNAPSHOT = Store(default_root())
RELEASES = [one.release for one in SNAPSHOT.entries()[NAME]]


@pytest.fixture
def earlier(tmp_path: Path) -> Store:
    """The snapshot before the newest release of one table: its oldest one is there only.

    The other tables are linked, so that what hangs on them alone is not worked out again.
    """
    for name, listed in SNAPSHOT.entries().items():
        there = default_root().resolve() / Path(listed[0].path).parent
        here = tmp_path / "store" / Path(listed[0].path).parent
        here.parent.mkdir(parents=True, exist_ok=True)
        if name == NAME:
            shutil.copytree(there, here)
        else:
            here.symlink_to(there)
    shutil.copy(default_root() / DESCRIPTOR, tmp_path / "store" / DESCRIPTOR)
    path = tmp_path / "store" / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    of_table = [one for one in descriptor["resources"] if one["table"] == NAME]
    for one in of_table:
        one["current"] = one["release"] == RELEASES[-1]
        if not one["current"]:
            descriptor["resources"].remove(one)
    path.write_bytes(sealed(descriptor))
    return Store(tmp_path / "store")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the claim that the table changes and one that it does not; judging all is asked for elsewhere."""
    known = {key: history.claims.claims()[key] for key in ("techniek2025/M3", "techniek2025/T4")}
    monkeypatch.setattr(history.claims, "claims", lambda: known)


def load(into: Store, release: str = RELEASES[0], keep: int = 8) -> None:
    """Bring in a release of the table, as a load does."""
    into.write(
        catalog.table(NAME),
        SNAPSHOT.raw(NAME, release),
        SNAPSHOT.codes(NAME, release),
        release=release,
        modified=release,
        retrieved=release,
        origin="loaded",
        keep=keep,
    )


def lines(of: Store) -> list[dict]:
    """What stands in the file, without the line on releases and without what is worked out from kept ones."""
    found = [json.loads(line) for line in (of.root / history.FILE).read_text("utf-8").splitlines()[1:]]
    return [one for one in found if one["by"] == "load"]


@pytest.mark.parametrize("keep", [8, 1])
def test_a_load_that_changes_a_verdict_writes_one_line_with_before_after_table_and_release(earlier, keep, request):
    if keep == 1:  # that no other claim is said to have changed is seen with the other
        request.getfixturevalue("few")
    releases, said = history.releases(earlier), history.judged(earlier)
    load(earlier, keep=keep)
    added = history.note(earlier, releases, said)
    [line] = lines(earlier)
    assert line["claim"] == "techniek2025/M3"
    assert (line["before"]["verdict"], line["after"]["verdict"]) == ("outdated", "mixed")
    assert line["before"]["period"] < line["after"]["period"]
    table = catalog.table(NAME).id
    assert line["tables"] == [{"table": table, "before": RELEASES[-1], "release": RELEASES[0]}]
    assert dt.datetime.fromisoformat(line["at"]).tzinfo is not None
    assert history.read(earlier)[0].facts("en") == added[0].facts("en")
    for lang in LANGS:
        assert table in added[0].sentence(lang)


def test_the_same_number_of_a_later_period_is_not_called_a_new_one():
    states = [
        history.State(verdict="supported", value=12.8 + 0.3 * n, decimals=0, period=f"2026KW0{n}") for n in (1, 2)
    ]
    given = {"at": "2026-07-30", "by": "kept", "claim": "techniek2025/T4", "tables": ()}
    same = history.Change(before=states[0], after=states[1], **given)
    moved = history.Change(before=states[0], after=states[1].model_copy(update={"value": 14.0}), **given)
    assert (same.is_number, moved.is_number) == (False, True)
    assert "blijft gelijk: 13 in 1e kw 2026 en 13 in 2e kw 2026" in same.sentence("nl")
    assert "was 13 in Q1 2026 and is now 14 in Q2 2026" in moved.sentence("en")


def test_a_load_that_changes_nothing_writes_none(earlier, few):
    load(earlier)
    releases, said = history.releases(earlier), history.judged(earlier)
    history.note(earlier, releases, said)
    assert lines(earlier) == []
    # The same figures under a later date: another release, and the same verdicts.
    earlier.write(
        catalog.table(NAME),
        earlier.raw(NAME),
        earlier.codes(NAME),
        release="2026-08-26",
        modified="2026-08-26",
        retrieved="2026-08-26",
        origin="loaded",
    )
    assert history.note(earlier, releases, said) == []
    assert lines(earlier) == []


def test_a_write_that_fails_loses_nothing_and_the_next_load_writes_it(earlier, few, monkeypatch):
    history.note(earlier, history.releases(earlier), history.judged(earlier))
    before = (earlier.root / history.FILE).read_bytes()
    releases, said = history.releases(earlier), history.judged(earlier)
    load(earlier)

    def full(path: Path, body: bytes, **_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(store.folder.disk, "write", full)
        with pytest.raises(Problem, match="No space left"):
            history.note(earlier, releases, said)
    assert (earlier.root / history.FILE).read_bytes() == before
    assert earlier.entry(NAME).release == RELEASES[0]
    # The next load brings nothing new, and writes what the one before could not.
    history.note(earlier, history.releases(earlier), history.judged(earlier))
    assert [one["claim"] for one in lines(earlier)] == ["techniek2025/M3"]


def test_the_snapshots_own_releases_give_a_history_of_what_they_truly_changed():
    found = history.read(SNAPSHOT)
    assert found, "the snapshot keeps earlier releases"
    kept = {(catalog.table(name).id, one.release) for name, listed in SNAPSHOT.entries().items() for one in listed}
    for change in found:
        assert change.by == "kept"
        assert "not_testable" not in (change.before.verdict, change.after.verdict)
        for move in change.tables:
            assert {(move.table, move.before), (move.table, move.release)} <= kept
            assert move.release.startswith(change.at)
    [m3] = [one for one in found if one.claim == "techniek2025/M3"]
    assert (m3.before.verdict, m3.after.verdict) == ("outdated", "mixed")
    # What is said of after each claim's last change is what is said now.
    now = history.judged(SNAPSHOT)
    newest = {one.claim: one.after for one in reversed(found)}
    assert all(state.is_said_as(now[key]) for key, state in newest.items())


def test_a_store_without_earlier_releases_has_no_history(earlier):
    path = earlier.root / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["resources"] = [one for one in descriptor["resources"] if one["current"]]
    path.write_bytes(sealed(descriptor))
    assert history.read(Store(earlier.root)) == []


@pytest.mark.parametrize("raw", [b"{", b"[]\n", b'{"releases": {}}\n{"at": 1}\n', b"\xff\xfe"])
def test_a_damaged_history_is_one_sentence_and_is_not_written_over(earlier, raw):
    (earlier.root / history.FILE).write_bytes(raw)
    for ask in (history.read, lambda of: history.note(of, history.releases(of), {})):
        with pytest.raises(Problem) as refused:
            ask(earlier)
        assert refused.value.key == "history_damaged"
    assert (earlier.root / history.FILE).read_bytes() == raw
