"""The whole way on real numbers: unmodified cbsodata → loader → store → claims, against the embedded snapshot."""

from __future__ import annotations

import pandas as pd
import pytest
from claim_helpers import tables
from publisher_fixture import rows_of, serve

from shortage import catalog, claims, loader
from shortage.store import Store

SNAPSHOT = Store()


@pytest.fixture(scope="module")
def emulator():
    from emulator import Emulator

    with Emulator() as served, pytest.MonkeyPatch.context() as patched:
        for name, value in served.settings.items():
            patched.setenv(name, value)
        yield served


@pytest.fixture(scope="module")
def loaded(emulator, tmp_path_factory):
    """A store in which every table that can be served was loaded, and what the load said."""
    names = serve(emulator, SNAPSHOT, invent=True)
    store = Store(tmp_path_factory.mktemp("loaded"))
    return store, {one.name: one for one in loader.load(names, store)}


def test_every_table_that_has_a_publisher_loads(loaded):
    """Those of the snapshot with its figures, the others with made-up ones; none is left out."""
    _, results = loaded
    assert set(results) == {name for name, one in catalog.tables().items() if loader.is_loadable(one)}
    failed = {one.name: one.problem.text("en") for one in results.values() if one.outcome != "loaded"}
    assert not failed, "\n".join(f"{name}: {why}" for name, why in failed.items())


def test_the_largest_tables_are_asked_for_with_a_filter_only(loaded, emulator):
    """Tens of millions of rows: whatever is not split by is asked for as its total."""
    for id in ("84808NED", "84809NED", "85477NED", "85421NED", "85353NED", "85355NED", "85425NED"):
        asked = [one for one in emulator.requests if f"/{id}/" in one and "DataSet" in one]
        assert asked, id
        assert all("$filter=" in one for one in asked), id


def test_what_was_loaded_are_the_figures_of_the_snapshot(loaded):
    store, results = loaded
    for name, result in results.items():
        table = catalog.table(name)
        if result.outcome != "loaded" or table.source == "duo" or not SNAPSHOT.has(name):
            continue
        published = len(rows_of(SNAPSHOT, table))
        if not published:  # context only: what a publisher serves of it was made up
            continue
        keys = ["measure", *table.dimensions, "period"]
        ours = SNAPSHOT.read(name).frame
        ours = ours[ours["value"].notna()].sort_values("vintage", kind="stable").drop_duplicates(keys, keep="last")
        theirs = store.read(name).frame
        both = ours.merge(theirs[theirs["value"].notna()], on=keys, how="left", suffixes=("", "_loaded"))
        measures = {one.name for one in table.measures} - set(table.load.get("without", []))
        wanted = both[both["measure"].isin(measures)]
        for dimension, one in table.dimensions.items():
            # A member without the publisher's code and without a name of ours has other words in either.
            wanted = wanted[wanted[dimension].isin(one.members)] if one.members else wanted
        assert len(wanted), name
        assert (wanted["value"] == wanted["value_loaded"]).all(), name
        assert theirs["grade"].unique().tolist() == ["A"]
        assert store.read(name).source.origin == "loaded"
        assert published >= len(wanted)


def _rows(store, name) -> pd.DataFrame:
    """Return a table's rows without what says where they come from."""
    rows = store.raw(name).drop(columns="origin")
    return rows.sort_values(list(rows.columns)).reset_index(drop=True)


def test_the_newer_service_of_cbs_gives_the_same_rows_for_every_table_that_both_have(loaded, tmp_path):
    older, results = loaded
    both = [one for one in results if catalog.table(one).source == "cbs" and not catalog.table(one).cbs.only]
    newer = Store(tmp_path)
    failed = {one.name: one.problem for one in loader.load(both, newer, transport="v4") if one.outcome != "loaded"}
    assert both and not failed
    for name in both:
        pd.testing.assert_frame_equal(_rows(newer, name), _rows(older, name))
        assert set(newer.raw(name)["origin"]) == {"CBS OData v4"} != set(older.raw(name)["origin"])


def test_the_verdicts_on_the_loaded_store_are_those_on_the_snapshot(emulator, tmp_path):
    names = serve(emulator, SNAPSHOT, tables(), editions=False)
    store = Store(tmp_path / "store")
    assert {one.outcome for one in loader.load(names, store, force=True)} <= {"loaded", "failed"}
    assert any(store.read(name).source.origin == "loaded" for name in names)
    differ = {}
    for id, claim in claims.claims().items():
        before, after = claims.judge(claim, SNAPSHOT), claims.judge(claim, store)
        if before.value != after.value:
            differ[id] = (before.sentence("en"), after.sentence("en"))
    assert not differ


def test_unchanged_tables_cost_a_request_per_publisher_and_fifteen_tables_of_cbs(loaded, emulator):
    store, results = loaded
    good = [one.name for one in results.values() if one.outcome == "loaded" and catalog.table(one.name).source != "duo"]
    before = len(emulator.requests)
    again = loader.load(good, store)
    assert {one.outcome for one in again} == {"unchanged"}
    of_cbs = sum(1 for one in good if catalog.table(one).source == "cbs")
    assert len(emulator.requests) - before == -(-of_cbs // 15) + len(
        {catalog.table(one).source for one in good} - {"cbs"}
    )
