"""The embedded snapshot is what its descriptor says, and says where it stops."""

import json

import pandas as pd
import pytest

from shortage import catalog, corrections
from shortage.questions.rows import is_of_publisher, names
from shortage.store import Store, default_root
from shortage.text import Period

STORE = Store(default_root())
NAMES = sorted(STORE.entries())
EARLIER = [(name, entry.release) for name in NAMES for entry in STORE.entries()[name] if not entry.is_current]
LARGEST = 4 * 2**20
"""Bytes that the whole snapshot may take: everybody downloads it."""


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
    data = STORE.read(name)
    for dimension in data.table.dimensions:
        called = names(STORE, data, dimension)
        in_one = [text.nl for member, text in called.items() if is_of_publisher(data, dimension, member, text)]
        assert in_one == [], "a member has its name in both languages"
    source = data.source
    assert source.table == catalog.table(name).id
    assert source.coverage is not None and source.coverage.nl != source.coverage.en
    assert source.origin == "snapshot" and source.release


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_stands_once(name):
    rows = STORE.raw(name)
    keys = [c for c in rows.columns if c not in ("value", "status", "grade", "origin", "vintage", "unit")]
    assert not rows.duplicated(keys).any()


def cells(name: str, release: str | None = None) -> pd.DataFrame:
    data = STORE.read(name, release)
    keys = ["measure", *data.table.dimensions, "period"]
    return pd.concat([data.frame, data.context]).set_index(keys)[["value", "grade", "vintage"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_releases_of_a_table_are_its_editions_and_the_newest_counts(name):
    snapshot = catalog.table(name).snapshot
    assert snapshot is not None
    releases = [entry.release for entry in STORE.entries()[name]]
    assert releases[1:] == list(reversed(snapshot.editions))
    assert [entry.is_current for entry in STORE.entries()[name]] == [True] + [False] * len(snapshot.editions)
    assert releases == sorted(releases, reverse=True)


@pytest.mark.parametrize(("name", "release"), EARLIER)
def test_an_earlier_release_holds_what_was_known_then_and_nothing_is_lost_since(name, release):
    then, now = cells(name, release), cells(name)
    assert 0 < len(then) <= STORE.entry(name).rows
    assert then["vintage"].str[: len(release)].le(release).all(), "nothing is known before it is published"
    assert set(then.index) <= set(now.index), "what an older edition has, the current release has"
    both = then.join(now, lsuffix="_then", rsuffix="_now")
    other = both[both["value_then"].ne(both["value_now"]) & both["value_then"].notna()]
    is_newer = other["vintage_now"] > other["vintage_then"]
    assert (is_newer | (other["grade_now"] < other["grade_then"])).all(), "a figure changes by a newer edition only"


def test_the_editions_show_that_figures_were_revised():
    """What a reader sees in *then and now* without ever having loaded anything."""
    changed = {}
    for name, release in EARLIER:
        both = cells(name, release).join(cells(name), lsuffix="_then", rsuffix="_now")
        changed[name] = changed.get(name, 0) + int((both["value_then"] - both["value_now"]).abs().gt(1e-9).sum())
    assert {name for name, count in changed.items() if count} >= {
        "vacancies_adjusted",
        "vacancies_by_occupation",
        "vacancy_rates_eu",
    }


def test_the_snapshot_stays_small():
    assert sum(file.stat().st_size for file in STORE.root.rglob("*") if file.is_file()) <= LARGEST


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
        rows = data.select(check.measure, apart=True, **check.where)
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
