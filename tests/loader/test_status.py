"""What a store says of each table without asking anybody: which release is there, how old it is, what is wrong."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from small_table import entry

from shortage import loader
from shortage.store import Store
from shortage.text import Text

TODAY = dt.date(2026, 11, 1)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def put(store, table, release, modified=None, origin="loaded", **extra):
    """Put a release of one figure into the store."""
    facts = {"measure": "Open_1", "measure_label": "Open", "unit": "x 1 000", "Bedrijfskenmerken": "350000"}
    facts |= {"Bedrijfskenmerken_label": "F Bouw", "period": "2024KW01", "status": "final", "grade": "A"}
    rows = pd.DataFrame([{**facts, "vintage": release, "origin": "CBS", "value": 1.0}])
    codes = pd.DataFrame([], columns=["dimension", "key", "padded", "label", "status"])
    modified = release if modified is None else modified
    retrieved = "2026-10-02T03:04:05"
    store.write(table, rows, codes, release=release, modified=modified, retrieved=retrieved, origin=origin, extra=extra)


def test_the_current_release_is_told_with_those_that_are_kept(store, known):
    table = entry()
    known(table)
    put(store, table, "2026-07-01")
    put(store, table, "2026-10-01", "2026-10-01T06:30:00", next="In het volgende kwartaal.")
    [found] = loader.status(store, TODAY)
    assert (found.name, found.table, found.source, found.is_loadable) == ("small", "89999NED", "cbs", True)
    assert (found.state, found.release, found.age_days) == ("fresh", "2026-10-01", 31)
    assert (found.modified, found.retrieved) == ("2026-10-01T06:30:00", "2026-10-02T03:04:05")
    assert found.releases == ("2026-10-01", "2026-07-01")
    assert (found.next, found.problem) == ("In het volgende kwartaal.", None)


@pytest.mark.parametrize(
    ("rhythm", "days"), [("month", 75), ("quarter", 140), ("year", 430), ("school_year", 430)]
)  # one period and the publisher's usual delay
def test_a_release_is_stale_from_the_day_after_its_rhythm_and_delay(store, known, rhythm, days):
    table = entry(frequency=rhythm)
    known(table)
    put(store, table, "2024-01-01")
    last = dt.date(2024, 1, 1) + dt.timedelta(days=days)
    assert [loader.status(store, last + dt.timedelta(days=more))[0].state for more in (0, 1)] == ["fresh", "stale"]


def test_a_table_that_its_publisher_has_stopped_is_not_stale(store, known):
    known(entry(load={"stopped": True}))
    put(store, entry(load={"stopped": True}), "2020-01-01")
    assert loader.status(store, TODAY)[0].state == "fresh"


def test_a_table_that_is_not_there_and_one_of_the_snapshot_are_called_so(store, known):
    absent, old, live = entry(name="absent", id="1"), entry(name="old", id="2"), entry(name="live", id="3")
    known(absent, old, live)
    put(store, old, "2001-01-01", origin="snapshot")
    put(store, live, "2026-10-30")
    found = {one.name: one for one in loader.status(store, TODAY)}
    assert {name: one.state for name, one in found.items()} == {"absent": "absent", "old": "snapshot", "live": "fresh"}
    assert found["absent"].age_days is None and found["absent"].releases == ()


@pytest.mark.parametrize(
    ("modified", "today", "age"),
    [
        ("2026-10-30T23:59:00", TODAY, 2),
        ("2026-10", TODAY, 1),
        ("2025-12", dt.date(2026, 1, 1), 1),
        ("2026-01", dt.date(2026, 2, 3), 3),
        ("2024-02", dt.date(2024, 2, 29), 0),
    ],
)
def test_a_month_counts_from_its_last_day_on(store, known, modified, today, age):
    table = entry()
    known(table)
    put(store, table, "2020-01-01", modified)
    assert loader.status(store, today)[0].age_days == age


@pytest.mark.parametrize("modified", ["2026-13", "2026-00", "2026-02-30", "voorjaar 2026"])
def test_a_date_that_tells_nothing_makes_a_release_stale_rather_than_fresh(store, known, modified):
    table = entry()
    known(table)
    put(store, table, "2026-10-01", modified)
    found = loader.status(store, TODAY)[0]
    assert (found.age_days, found.state) == (None, "stale")


def test_without_a_date_of_the_publisher_the_releases_own_counts(store, known):
    table = entry()
    known(table)
    put(store, table, "2026-10-01", "")
    assert loader.status(store, TODAY)[0].age_days == 31


def test_what_went_wrong_in_the_last_load_stands_at_its_table(store, known):
    one, other = entry(), entry(name="other", id="88888NED")
    known(one, other)
    put(store, one, "2026-10-01")
    said = {"nl": "De eenheid is een andere.", "en": "The unit is another."}
    store.note_load({"tables": [{"name": "other", "problem": said}, {"name": "small", "problem": None}, "damaged"]})
    assert [one.problem for one in loader.status(store, TODAY)] == [None, Text(**said)]


def test_a_store_set_to_an_earlier_release_is_as_old_as_that_one(store, known):
    table = entry()
    known(table)
    put(store, table, "2026-07-01")
    put(store, table, "2026-10-01")
    [found] = loader.status(store.pinned({"small": "2026-07-01"}), TODAY)
    assert (found.release, found.age_days) == ("2026-07-01", 123)
