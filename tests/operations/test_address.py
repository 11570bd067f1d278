"""A store at an address keeps the promises of a folder: whole releases, the descriptor last, one load at a time."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import shutil
import threading
import time

import pytest

from operations.routed import answer
from shortage import catalog, loader, remote
from shortage.store import DESCRIPTOR, Store, default_root
from shortage.text import Problem, Unreadable

NAMES = ("vacancies_adjusted", "unemployment_rates")


@pytest.fixture(scope="module")
def service():
    """An S3 service on this machine."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    pytest.importorskip("s3fs")
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def address(service, monkeypatch, tmp_path, request):
    """An empty bucket, and a mirror of its own."""
    import fsspec

    for name, value in {
        "AWS_ENDPOINT_URL": service,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "SHORTAGE_CACHE": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(remote, "PATIENCE", 0.0)
    bucket = "b" + str(abs(hash(request.node.name)))
    fsspec.filesystem("s3", endpoint_url=service, skip_instance_cache=True).mkdir(bucket)
    return f"s3://{bucket}/store"


@pytest.fixture
def small(tmp_path):
    """A store in a folder with two tables of the snapshot."""
    whole, part = Store(default_root()), Store(tmp_path / "small")
    for name in NAMES:
        entry = whole.entry(name)
        part.write(
            catalog.table(name),
            whole.raw(name),
            whole.codes(name),
            release=entry.release,
            modified=entry.modified,
            retrieved=entry.retrieved,
            origin=entry.origin,
        )
    return part


def other_machine(address, tmp_path, monkeypatch):
    monkeypatch.setenv("SHORTAGE_CACHE", str(tmp_path / "elsewhere"))
    return Store(address)


def soon(is_so):
    """Wait until something that happens in the background is so."""
    deadline = time.monotonic() + 300
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextlib.contextmanager
def hanging(store):
    """Let an address take every question and answer none; afterwards it answers again."""
    bucket, gate = store._bucket, threading.Event()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("info", "cat_file"):
            own = getattr(bucket._fs, name)
            patch.setattr(bucket._fs, name, lambda *given, own=own, **more: gate.wait(60) and own(*given, **more))
        try:
            yield
        finally:
            gate.set()


def write(store, value, release):
    name = NAMES[0]
    rows = store.raw(name)
    rows["value"] = value
    store.write(
        catalog.table(name),
        rows,
        store.codes(name),
        release=release,
        modified=release,
        retrieved=release,
        origin="loaded",
    )


def test_what_is_sent_up_reads_elsewhere_as_it_was(address, small, tmp_path, monkeypatch):
    loader.seed_store(Store(address), small)
    there = other_machine(address, tmp_path, monkeypatch)
    assert there.version == small.version
    for name in NAMES:
        assert there.read(name).frame.equals(small.read(name).frame)


def test_only_what_is_read_is_fetched(address, small, tmp_path, monkeypatch):
    loader.seed_store(Store(address), small)
    there = other_machine(address, tmp_path, monkeypatch)
    there.read(NAMES[0])
    assert [file.stem for file in there.root.rglob("*.parquet")] == [small.entry(NAMES[0]).release]


def test_a_new_release_is_seen_by_a_store_that_is_open(address, small, tmp_path, monkeypatch):
    writer = Store(address)
    loader.seed_store(writer, small)
    reader = other_machine(address, tmp_path, monkeypatch)
    before = reader.read(NAMES[0])
    write(writer, 1.5, "2027-01-01")
    soon(lambda: set(reader.read(NAMES[0]).frame["value"]) == {1.5})
    assert reader.read(NAMES[0], before.source.release).frame.equals(before.frame)


def test_a_writer_that_is_cut_off_before_the_descriptor_changes_nothing(address, small, tmp_path, monkeypatch):
    writer = Store(address)
    loader.seed_store(writer, small)
    version = writer.version
    send = type(writer._bucket._fs).pipe_file

    def cut(fs, path, *arguments, **more):
        if path.endswith(DESCRIPTOR):
            raise ConnectionError("the line went down")
        return send(fs, path, *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(writer._bucket._fs, "pipe_file", cut.__get__(writer._bucket._fs))
        with pytest.raises(Problem, match="line went down"):
            write(writer, 2.5, "2027-02-01")
    assert writer.version == version
    assert other_machine(address, tmp_path, monkeypatch).version == version


def test_two_loads_do_not_mix_and_a_killed_one_is_taken_over(address, small, monkeypatch, tmp_path):
    first = Store(address)
    loader.seed_store(first, small)
    second = other_machine(address, tmp_path, monkeypatch)
    with first.loading():
        with pytest.raises(Problem) as refused, second.loading():
            pass
        assert refused.value.key == "load_running_since"
        assert f"{dt.date.today():%Y}" in refused.value.text("nl")
        monkeypatch.setattr(remote, "STALE", -remote.STALE)
        with second.loading():
            pass
    with second.loading():
        pass


def test_a_lock_that_says_no_time_counts_from_when_it_was_written(address, small, monkeypatch):
    store = Store(address)
    loader.seed_store(store, small)
    store._bucket._fs.pipe_file(f"{store._bucket._base}/.load.lock", b"")
    with pytest.raises(Problem, match="is working") as refused, store.loading():
        pass
    assert f"{dt.date.today():%Y-%m}" in refused.value.text("en")
    monkeypatch.setattr(remote, "STALE", -remote.STALE)
    with store.loading():
        pass


def test_a_load_that_goes_on_says_so_in_its_lock(address, small, monkeypatch):
    monkeypatch.setattr(remote, "BEAT", dt.timedelta(seconds=0.05))
    store = Store(address)
    loader.seed_store(store, small)
    lock = f"{store._bucket._base}/.load.lock"
    with store.loading():
        first = store._bucket._fs.cat_file(lock)
        until = time.monotonic() + 300
        while store._bucket._fs.cat_file(lock) == first and time.monotonic() < until:
            time.sleep(0.05)
        assert store._bucket._fs.cat_file(lock) != first
    assert not store._bucket._fs.exists(lock)


def test_storage_without_conditional_writing_says_so(address, small, monkeypatch):
    store = Store(address)
    loader.seed_store(store, small)

    def refuse(path, value, mode="overwrite", **more):
        raise OSError(errno.ENOSYS, "A header you provided implies functionality that is not implemented")

    monkeypatch.setattr(store._bucket._fs, "pipe_file", refuse)
    with pytest.raises(Problem) as refused, store.loading():
        pass
    assert refused.value.key == "store_no_conditions" and "If-None-Match" in refused.value.text("nl")


def test_half_a_file_is_noticed_and_named(address, small, tmp_path, monkeypatch):
    writer = Store(address)
    loader.seed_store(writer, small)
    path = small.entry(NAMES[0]).path
    writer._bucket._fs.pipe_file(f"{writer._bucket._base}/{path}", (small.root / path).read_bytes()[:100])
    there = other_machine(address, tmp_path, monkeypatch)
    with pytest.raises(Problem) as broken:
        there.read(NAMES[0])
    assert broken.value.key == "file_damaged"
    assert len(there.read(NAMES[1]).frame)


def test_while_the_address_is_silent_the_mirror_goes_on(address, small, monkeypatch):
    store = Store(address)
    loader.seed_store(store, small)
    frame = store.read(NAMES[0]).frame
    monkeypatch.setattr(store._bucket, "_marked", lambda name: (_ for _ in ()).throw(ConnectionError("down")))
    assert store.read(NAMES[0]).frame.equals(frame)
    shutil.rmtree(store.root)
    with pytest.raises(Problem) as silent:
        store.entries()
    assert silent.value.key == "store_unreadable"


def test_an_address_that_hangs_keeps_nobody_waiting(address, small, monkeypatch, tmp_path):
    writer = Store(address)
    loader.seed_store(writer, small)
    reader = other_machine(address, tmp_path, monkeypatch)
    frame = reader.read(NAMES[0]).frame
    write(writer, 1.5, "2027-01-01")
    with hanging(reader):
        for _ in range(20):  # each asks whether there is something newer, and none waits for the answer
            assert reader.version
        assert reader.read(NAMES[0]).frame.equals(frame)
    soon(lambda: set(reader.read(NAMES[0]).frame["value"]) == {1.5})


def test_what_is_not_mirrored_is_waited_for_a_while_and_the_true_reason_told(address, small, monkeypatch, tmp_path):
    monkeypatch.setattr(remote, "COLD", 0.3)
    loader.seed_store(Store(address), small)
    reader = other_machine(address, tmp_path, monkeypatch)
    with hanging(reader):
        with pytest.raises(Problem) as silent:
            reader.entries()
        assert silent.value.key == "store_silent"
    monkeypatch.setattr(remote, "COLD", 30.0)
    soon(lambda: reader.exists)
    reader.entries()

    def refuse(*given, **more):
        raise PermissionError("403 Forbidden")

    with monkeypatch.context() as patch:
        patch.setattr(reader._bucket._fs, "cat_file", refuse)
        with pytest.raises(Problem) as refused:
            reader.read(NAMES[1])
        assert refused.value.key == "store_unreadable" and "403" in refused.value.text("en")
    # It is there, it was only refused: read again, it comes.
    assert len(reader.read(NAMES[1]).frame)


def test_a_writer_adds_to_what_the_address_lists_now(address, small, tmp_path, monkeypatch):
    """Not to what the mirror knew: else a release that another machine wrote meanwhile would be gone."""
    monkeypatch.setattr(remote, "PATIENCE", 3600.0)
    first = Store(address)
    loader.seed_store(first, small)
    second = other_machine(address, tmp_path, monkeypatch)
    assert second.version == small.version
    write(first, 1.5, "2027-01-01")
    name = NAMES[1]
    when = {"release": "2027-01-02", "modified": "2027-01-02", "retrieved": "2027-01-02"}
    second.write(catalog.table(name), second.raw(name), second.codes(name), **when, origin="loaded")
    third = other_machine(address, tmp_path / "third", monkeypatch)
    assert {one: third.entry(one).release for one in NAMES} == {NAMES[0]: "2027-01-01", name: "2027-01-02"}


def test_all_current_releases_can_be_gathered_ahead(address, small, tmp_path, monkeypatch):
    loader.seed_store(Store(address), small)
    there = other_machine(address, tmp_path, monkeypatch)
    there.gather()
    with hanging(there):
        assert all(len(there.read(name).frame) for name in NAMES)


def test_a_link_that_is_switched_to_another_store_is_followed(small, tmp_path, monkeypatch):
    other = tmp_path / "other"
    shutil.copytree(small.root, other)
    write(Store(other), 1.5, "2027-01-01")
    link = tmp_path / "current"
    link.symlink_to(small.root)
    monkeypatch.setenv("SHORTAGE_STORE", str(link))

    def told():
        return json.loads(answer("/api/ready")[2])["data"]["version"]

    assert told() == small.version
    (tmp_path / "next").symlink_to(other)
    (tmp_path / "next").replace(link)
    assert told() == Store(other).version != small.version


def test_an_address_of_no_known_kind_is_one_sentence():
    with pytest.raises(Problem) as unknown:
        Store("gopher://somewhere/store")
    assert unknown.value.key == "store_address"
    assert "gopher" in unknown.value.text("en")


def test_what_an_address_refuses_cannot_be_read_until_it_answers(address, small, tmp_path, monkeypatch):
    loader.seed_store(Store(address), small)
    there = other_machine(address, tmp_path, monkeypatch)
    assert there.unreadable() == [], "what nobody asked for is not known yet"
    send = there._bucket._fs.cat_file

    def refuse(path, *arguments, **more):
        if path.endswith(".parquet"):
            raise PermissionError("not now")
        return send(path, *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(there._bucket._fs, "cat_file", refuse)
        with pytest.raises(Unreadable):
            there.read(NAMES[0])
        assert [one.name for one in there.unreadable()] == [NAMES[0]]
    assert there.unreadable() == []
    assert there.read(NAMES[0]).frame.equals(small.read(NAMES[0]).frame)
