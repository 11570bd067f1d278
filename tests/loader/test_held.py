"""What a release holds is counted a part at a time: a table is loaded anew in the memory of its first load."""

from __future__ import annotations

import pytest
from small_table import SMALL, entry, small

from shortage import loader
from shortage.loader import held as house
from shortage.store import Store
from shortage.text import Problem


@pytest.fixture
def store(tmp_path, known, emulator, http):
    known(entry())
    emulator.tables["89999ned"] = small()
    made = Store(tmp_path / "store")
    assert loader.load([SMALL], made, seed=False, http=http)[0].outcome == "loaded"
    return made


def test_the_counts_are_those_of_the_rows(store, monkeypatch):
    monkeypatch.setattr(house, "AT_ONCE", 2)
    rows = store.raw(SMALL)
    for since in ("", "2024"):
        there = rows[rows["value"].notna() & (rows["period"] >= since)]
        counts = house.held(store, store.entry(SMALL), ["Bedrijfskenmerken", "Geslacht"], since)
        assert counts.figures == len(there) > 0
        assert dict(counts.periods) == there["period"].value_counts().to_dict()
        assert dict(counts.topics) == there[["measure", "measure_label"]].value_counts().to_dict()
        pairs = there[["Bedrijfskenmerken", "Bedrijfskenmerken_label"]].value_counts().to_dict()
        assert {name: dict(members) for name, members in counts.members.items()} == {"Bedrijfskenmerken": pairs}


def test_a_new_release_is_held_against_the_one_before_without_its_rows_in_memory(store, emulator, http, monkeypatch):
    emulator.tables["89999ned"].modified = "2026-11-01T02:00:00"
    monkeypatch.setattr(Store, "raw", lambda *_: pytest.fail("all rows of a release were read"))
    assert loader.load([SMALL], store, seed=False, http=http)[0].outcome == "loaded"


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"PAR1 nothing PAR1")])
def test_a_file_that_is_not_the_one_that_was_written_tells_nothing(store, harm):
    listed = store.entry(SMALL)
    harm(store.root / listed.path)
    with pytest.raises(Problem):
        house.held(store, listed, ["Bedrijfskenmerken"])
