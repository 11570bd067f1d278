"""The store: whole or a sentence, fast, and never half written."""

import hashlib
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shortage import catalog
from shortage.descriptor import sealed
from shortage.store import DESCRIPTOR, Store, default_root
from shortage.text import Problem

NAME = "vacancies"


def write(store, rows, release="2026-01-01", **more):
    table = catalog.table(NAME)
    codes = pd.DataFrame({"dimension": ["x"], "key": ["a"], "padded": ["a "], "label": ["A"], "status": [""]})
    facts = {"modified": release, "retrieved": "2026-11-24", "origin": "loaded", **more}
    return store.write(table, rows, codes, release=release, **facts)


def rows(values=(1.0, 2.0), statuses=None, keys=None, periods=None):
    count = len(values)
    return pd.DataFrame(
        {
            "measure": ["OpenstaandeVacatures_1"] * count,
            "measure_label": ["Openstaande vacatures"] * count,
            "unit": ["x 1 000"] * count,
            "Bedrijfskenmerken": list(keys or ["350000"] * count),
            "Bedrijfskenmerken_label": ["F Bouwnijverheid"] * count,
            "period": list(periods or [f"{2000 + i}KW01" for i in range(count)]),
            "value": list(values),
            "status": list(statuses or ["final"] * count),
            "grade": ["A"] * count,
            "vintage": ["2026-01-01"] * count,
            "origin": ["CBS"] * count,
        }
    )


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(default_root(), tmp_path / "data")
    return tmp_path / "data"


def test_an_unchanged_table_is_read_once():
    store = Store()
    assert store.read(NAME) is store.read(NAME)


def test_texts_compare_group_and_choose_like_texts():
    frame = Store().read(NAME).frame
    assert (frame["branch"] == "F").sum() == frame["branch"].isin(["F"]).sum() > 0
    assert set(frame.groupby("branch").size().index) == set(frame["branch"].unique())
    assert frame["branch"].iloc[0] + "x" == str(frame["branch"].iloc[0]) + "x"
    assert not isinstance(frame["branch"].dtype, pd.CategoricalDtype)


def test_the_stored_value_comes_out_with_our_names(tmp_path):
    store = Store(tmp_path)
    write(store, rows([12.5, float("nan"), 3.0], statuses=["final", "missing", "provisional"]))
    frame = store.read(NAME).frame
    assert list(frame["measure"]) == ["open_vacancies"] * 3
    assert list(frame["branch"]) == ["F"] * 3
    assert frame["value"].tolist()[0] == 12.5
    assert pd.isna(frame["value"].iloc[1])
    assert frame["is_provisional"].tolist() == [False, False, True]
    assert frame["grain"].unique().tolist() == ["quarter"]
    assert str(frame["period_start"].iloc[1].date()) == "2001-01-01"


def test_a_code_that_we_did_not_name_keeps_the_publishers(tmp_path):
    store = Store(tmp_path)
    write(store, rows([1.0], keys=["999999"]))
    assert store.read(NAME).frame["branch"].tolist() == ["999999"]


def test_second_hand_figures_stay_out_of_the_frame(tmp_path):
    store = Store(tmp_path)
    frame = rows([1.0, 2.0])
    frame.loc[1, "grade"] = "C"
    write(store, frame)
    data = store.read(NAME)
    assert data.frame["value"].tolist() == [1.0]
    assert data.context["value"].tolist() == [2.0]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=0, max_size=30),
    text=st.text(min_size=1, max_size=12).filter(lambda one: "\x00" not in one and one.isprintable()),
)
def test_what_is_written_comes_back(tmp_path, values, text):
    root = tmp_path / hashlib.sha256(repr((values, text)).encode()).hexdigest()[:16]
    store = Store(root)
    frame = rows(values, keys=[text] * len(values)) if values else rows([1.0]).iloc[:0]
    write(store, frame)
    back = Store(root).raw(NAME)
    assert back["value"].tolist() == values
    assert back["Bedrijfskenmerken"].tolist() == [text] * len(values)
    assert len(Store(root).read(NAME).frame) == len(values)


def current(root):
    found = json.loads((root / DESCRIPTOR).read_text("utf-8"))
    one = next(r for r in found["resources"] if r["table"] == NAME and r["current"])
    return root / one["path"]


def relist(root, change):
    """Change the current entry of the table in the descriptor."""
    path = root / DESCRIPTOR
    found = json.loads(path.read_text("utf-8"))
    change(next(r for r in found["resources"] if r["table"] == NAME and r["current"]))
    path.write_bytes(sealed(found))


def legal(root, file):
    """Make the descriptor agree with a file that was put in the place of another."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    relist(root, lambda entry: entry.update(hash=f"sha256:{digest}"))


def cut(root):
    file = current(root)
    file.write_bytes(file.read_bytes()[:-100])


def foreign_with_right_checksum(root):
    file = current(root)
    pq.write_table(pa.table({"a": [1]}), file)
    legal(root, file)


def text_with_right_checksum(root):
    file = current(root)
    file.write_text("not parquet at all")
    legal(root, file)


def numbers_for_texts(root):
    file = current(root)
    table = pq.read_table(file)
    place = table.column_names.index("period")
    pq.write_table(table.set_column(place, "period", pa.array(range(len(table)))), file)
    legal(root, file)


def period_that_does_not_exist(root):
    file = current(root)
    table = pq.read_table(file).slice(0, 3)
    place = table.column_names.index("period")
    pq.write_table(table.set_column(place, "period", pa.array(["2020KW09"] * 3)), file)
    legal(root, file)


def folder_for_a_file(root):
    file = current(root)
    file.unlink()
    file.mkdir()


FAULTS = {
    "missing": (lambda root: current(root).unlink(), "file_missing"),
    "truncated": (cut, "file_damaged"),
    "swapped": (lambda root: current(root).write_bytes(b"PAR1" + b"x" * 50 + b"PAR1"), "file_damaged"),
    "empty": (lambda root: current(root).write_bytes(b""), "file_damaged"),
    "foreign": (foreign_with_right_checksum, "file_foreign"),
    "text": (text_with_right_checksum, "file_foreign"),
    "numbers for texts": (numbers_for_texts, "file_foreign"),
    "no such period": (period_that_does_not_exist, "file_foreign"),
    "a folder": (folder_for_a_file, "store_unreadable"),
    "named but never there": (lambda root: relist(root, lambda e: e.update(path="cbs/no.parquet")), "file_missing"),
    "outside": (lambda root: relist(root, lambda e: e.update(path="../../etc/passwd")), "descriptor_broken"),
    "absolute": (lambda root: relist(root, lambda e: e.update(path="/etc/passwd")), "descriptor_broken"),
    "no descriptor": (lambda root: (root / DESCRIPTOR).unlink(), "store_missing"),
    "half a descriptor": (
        lambda root: (root / DESCRIPTOR).write_bytes((root / DESCRIPTOR).read_bytes()[:500]),
        "descriptor_broken",
    ),
    "other program": (lambda root: (root / DESCRIPTOR).write_text('{"name": "other"}'), "descriptor_broken"),
    "not json": (lambda root: (root / DESCRIPTOR).write_bytes(b"\xff\xfe\x00"), "descriptor_broken"),
    "too deep": (lambda root: (root / DESCRIPTOR).write_text("[" * 100_000), "descriptor_broken"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_the_store_is_said_in_one_sentence(copy, fault):
    Store(copy).read(NAME)
    spoil, key = FAULTS[fault]
    spoil(copy)
    with pytest.raises(Problem) as caught:
        Store(copy).read(NAME)
    assert caught.value.key == key
    for lang in ("nl", "en"):
        sentence = caught.value.text(lang)
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_a_folder_that_is_not_there_and_one_that_is_a_file(tmp_path):
    with pytest.raises(Problem, match="does not exist"):
        Store(tmp_path / "none").read(NAME)
    (tmp_path / "file").write_text("x")
    with pytest.raises(Problem, match="cannot be read"):
        Store(tmp_path / "file").read(NAME)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(
        st.binary(max_size=60),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "resources", "x"]), inner)
            ),
            max_leaves=8,
        ).map(lambda found: json.dumps(found).encode()),
    )
)
def test_any_descriptor_gives_a_store_or_a_problem(tmp_path, body):
    (tmp_path / DESCRIPTOR).write_bytes(body)
    with pytest.raises(Problem):
        Store(tmp_path).read(NAME)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), byte=st.integers(min_value=1, max_value=255))
def test_a_single_changed_byte_is_noticed(tmp_path, place, byte):
    root = tmp_path / "one"
    if not root.exists():
        write(Store(root), rows())
    file = current(root)
    body = bytearray(file.read_bytes())
    body[place % len(body)] ^= byte
    file.write_bytes(bytes(body))
    with pytest.raises(Problem):
        Store(root).read(NAME)
    body[place % len(body)] ^= byte
    file.write_bytes(bytes(body))
    Store(root).read(NAME)


def test_releases_are_kept_named_and_limited(tmp_path):
    store = Store(tmp_path)
    for year in range(2020, 2026):
        write(store, rows([float(year)]), release=f"{year}-01-01", keep=3)
    assert [e.release for e in store.entries()[NAME]] == ["2025-01-01", "2024-01-01", "2023-01-01"]
    assert store.read(NAME).frame["value"].tolist() == [2025.0]
    assert store.read(NAME, "2023-01-01").frame["value"].tolist() == [2023.0]
    assert len(list(tmp_path.glob("cbs/*/*.parquet"))) == 6
    with pytest.raises(Problem, match="2025-01-01, 2024-01-01, 2023-01-01"):
        store.read(NAME, "2020-01-01")


def test_the_same_release_again_never_touches_the_file_that_is_listed(tmp_path):
    """Between the new file and the new descriptor a reader must still find the old file under the old name."""
    store = Store(tmp_path)
    before = write(store, rows([1.0]))
    after = write(store, rows([2.0]))
    assert after.release == before.release
    assert after.path != before.path
    assert store.read(NAME).frame["value"].tolist() == [2.0]
    assert len(store.entries()[NAME]) == 1


@pytest.mark.parametrize("stop", [1, 2, 3, 4])
def test_stopped_between_any_two_steps_the_store_reads_as_before(tmp_path, monkeypatch, stop):
    store = Store(tmp_path)
    write(store, rows([1.0]))
    calls = 0
    genuine = Path.replace

    def replace(self, target):
        nonlocal calls
        calls += 1
        if calls == stop:
            raise OSError(28, "No space left on device")
        return genuine(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    if stop <= 3:
        with pytest.raises(Problem, match="No space left on device"):
            write(store, rows([2.0]))
        expected = [1.0]
    else:
        write(store, rows([2.0]))
        expected = [2.0]
    monkeypatch.undo()
    assert Store(tmp_path).read(NAME).frame["value"].tolist() == expected
    assert not list(tmp_path.rglob(".write-*"))


def test_a_reader_that_holds_an_older_view_gets_the_newer_release(tmp_path):
    writer, reader = Store(tmp_path), Store(tmp_path)
    write(writer, rows([1.0]), keep=1)
    seen = reader.entry(NAME)
    write(writer, rows([2.0]), release="2026-02-01", keep=1)
    stale = iter([seen])
    genuine = reader.entry
    reader.entry = lambda *a, **k: next(stale, None) or genuine(*a, **k)
    assert reader._rows(NAME, None)[1].column("value").to_pylist() == [2.0]


def test_readers_beside_a_writer_see_whole_releases(tmp_path):
    store = Store(tmp_path)
    write(store, rows([0.0] * 50), keep=2)

    def read(_):
        values = Store(tmp_path).read(NAME).frame["value"].unique()
        return len(values) == 1

    with ThreadPoolExecutor(3) as pool:
        reading = pool.map(read, range(60))
        for place in range(1, 25):
            write(store, rows([float(place)] * 50), release=f"2026-01-{place:02d}", keep=2)
        assert all(reading)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no users here")
def test_a_store_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    store = Store(tmp_path)
    write(store, rows([1.0]))
    monkeypatch.setattr("tempfile.mkstemp", lambda **k: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(Problem, match="cannot be written: Permission denied"):
        write(store, rows([2.0]), release="2026-02-01")
    assert store.read(NAME).frame["value"].tolist() == [1.0]


def test_two_loads_cannot_mix(tmp_path):
    with Store(tmp_path).loading(), pytest.raises(Problem, match="Another load"), Store(tmp_path).loading():
        pass
    with Store(tmp_path).loading() as staging:
        assert staging.is_dir()
    assert not staging.exists()


def test_the_last_load_is_kept_and_a_damaged_note_is_no_note(tmp_path):
    store = Store(tmp_path)
    assert store.last_load() == {}
    store.note_load({"time": "2026-11-24", "tables": [{"name": NAME, "outcome": "failed"}]})
    assert Store(tmp_path).last_load()["tables"][0]["outcome"] == "failed"
    (tmp_path / "last-load.json").write_text("[")
    assert store.last_load() == {}


def test_the_version_follows_the_current_releases(tmp_path):
    store = Store(tmp_path)
    write(store, rows([1.0]))
    first = store.version
    write(store, rows([2.0]), release="2026-02-01")
    assert store.version != first
    assert store.pinned({NAME: store.entries()[NAME][1].release}).version == first


def test_rows_that_may_not_be_joined_are_handed_out_only_to_who_keeps_them_apart():
    data = Store(default_root()).read("vacancies_adjusted_total")
    assert data.table.separate_by == ("vintage",)
    with pytest.raises(ValueError, match="keep them apart"):
        data.select("open_vacancies_adjusted")
    both = data.select("open_vacancies_adjusted", apart=True)
    assert both["vintage"].nunique() == 2
    for vintage in both["vintage"].unique():
        assert len(data.select("open_vacancies_adjusted", vintage=vintage))
    assert len(Store(default_root()).read("vacancies").select("open_vacancies")), "others are handed out as they are"
