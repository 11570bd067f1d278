"""The embedded snapshot is what its descriptor says, and says where it stops."""

import json

import pytest

from shortage import catalog, corrections
from shortage.store import Store, default_root
from shortage.text import Period

STORE = Store(default_root())
NAMES = sorted(STORE.entries())


def test_every_catalogued_snapshot_table_is_there_and_nothing_else():
    expected = {name for name, table in catalog.tables().items() if table.snapshot}
    assert set(NAMES) == expected


def test_no_file_lies_about_that_the_descriptor_does_not_list():
    listed = {path for es in STORE.entries().values() for e in es for path in (e.path, e.codes)}
    lying = {path.relative_to(STORE.root).as_posix() for path in STORE.root.glob("**/*.parquet")}
    assert lying == listed


@pytest.mark.parametrize("name", NAMES)
def test_a_table_reads_whole_with_its_provenance(name):
    entry = STORE.entry(name)
    rows = STORE.raw(name)
    assert len(rows) == entry.rows
    assert set(rows["grade"].unique()) <= {"A", "B", "C"}
    assert rows["status"].ne("").all() and rows["origin"].ne("").all() and rows["vintage"].ne("").all()
    assert not rows.loc[rows["value"].isna(), "status"].isin(["final", "provisional"]).any()
    for code in rows["period"].unique():
        Period.parse(code)
    source = STORE.read(name).source
    assert source.table == catalog.table(name).id
    assert source.coverage is not None and source.coverage.nl != source.coverage.en
    assert source.origin == "snapshot" and source.release


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_stands_once(name):
    rows = STORE.raw(name)
    keys = [c for c in rows.columns if c not in ("value", "status", "grade", "origin", "vintage", "unit")]
    assert not rows.duplicated(keys).any()


@pytest.mark.parametrize("name", NAMES)
def test_catalogued_measures_and_codes_are_found_in_the_rows(name):
    table, data = catalog.table(name), STORE.read(name)
    seen = set(data.frame["measure"]) | set(data.context["measure"])
    assert seen & {measure.name for measure in table.measures}, seen
    for dimension in table.dimensions:
        assert dimension in data.frame.columns


@pytest.mark.parametrize("name", NAMES)
def test_key_figures_printed_elsewhere_are_reproduced(name):
    data = STORE.read(name)
    for check in catalog.table(name).checks:
        rows = data.select(check.measure, **check.where)
        value = rows.loc[rows["period"] == check.period, "value"]
        assert len(value) == 1, check
        assert abs(value.iloc[0] - check.value) <= check.tolerance, check


def test_the_descriptor_is_a_data_package():
    package = json.loads((STORE.root / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        assert {"name", "path", "hash", "bytes", "licenses", "sources"} <= set(resource)
        assert (STORE.root / resource["path"]).stat().st_size == resource["bytes"]


def test_no_correction_of_the_snapshot_has_been_overtaken():
    """Each corrected figure still stands as its correction expects; a repaired one fails here, by name."""
    known = [table for table in catalog.tables().values() if corrections.corrections(table)]
    assert known
    for table in known:
        assert not corrections.stale(STORE.read(table.name).corrections)
