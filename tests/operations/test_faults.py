"""Faults of disks, addresses and surroundings: never a wrong number, never a traceback."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys

import pytest

from operations.faults import DAMAGE, addresses, damaged, files, queries
from operations.reader import Reader
from operations.serving import ROOT, App, get
from shortage import claims
from shortage.claims.facts import facts
from shortage.store import Store, default_root
from shortage.text import Problem


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("faults") / "store"
    shutil.copytree(default_root(), root)
    return root


@pytest.fixture(scope="module")
def app(copy, tmp_path_factory):
    one = App(copy, log=tmp_path_factory.mktemp("log") / "app.log").wait()
    yield one
    one.kill()


def judged(root):
    """Return every claim's verdict with its numbers, or the sentence that says why there is none."""
    store, found = Store(root), {}
    for one in claims.claims().values():
        try:
            found[one.id] = facts(claims.judge(one, store), "en")
        except Problem as problem:
            found[one.id] = problem.text("en")
    return found


@pytest.mark.parametrize("how", DAMAGE)
def test_every_file_that_is_damaged_is_noticed_and_named(copy, how):
    for entry, path in files(Store(copy)):
        with damaged(copy, path, how):
            store = Store(copy)
            with pytest.raises(Problem) as found:
                store.codes(entry.name, entry.release) if path == entry.codes else store.read(entry.name, entry.release)
            assert path in found.value.text("nl") and path in found.value.text("en")
        assert Store(copy).read(entry.name, entry.release).frame is not None


def test_a_damaged_table_takes_claims_away_but_changes_no_number(copy):
    """A claim that cannot read a table says so or stands as it stood; none is judged on what is left."""
    before = judged(copy)
    assert all(isinstance(one, dict) for one in before.values())
    touched = set()
    for name in Store(copy).entries():
        with damaged(copy, Store(copy).entry(name).path, "truncated"):
            for id, now in judged(copy).items():
                if now != before[id]:
                    touched.add(id)
                    assert isinstance(now, str) or now["verdict"] == "not_testable", f"{id} without {name}"
    assert len(touched) > 10


def test_odd_queries_show_a_page_and_no_traceback(app):
    async def read():
        async with Reader(app.url) as reader:
            return [(page, query, await reader.visit(page, query)) for page, query in queries(60)]

    for page, query, visit in asyncio.run(read()):
        assert not visit.errors, (page, query)
        assert "Traceback" not in visit.text and "<script>alert" not in visit.text, (page, query)


def test_odd_addresses_get_a_short_answer_and_no_traceback(app):
    for path in addresses(150):
        status, _, body = get(app.url + path, 20)
        assert status in (200, 400, 404, 414, 431), path
        assert b"Traceback" not in body and b"root:" not in body, path


def test_pages_of_a_damaged_store_say_it_and_show_no_number_from_it(copy, app):
    async def read(page):
        async with Reader(app.url) as reader:
            return await reader.visit(page)

    whole = asyncio.run(read("arbeidsmarktkrapte"))
    assert whole.charts >= 3
    for how in DAMAGE:
        with damaged(copy, Store(copy).entry("vacancies").path, how):
            # The application has the table in memory; a new one has to read it.
            fresh = App(copy).wait("/_stcore/health")
            try:

                async def ask(url=fresh.url):
                    async with Reader(url) as reader:
                        return await reader.visit("arbeidsmarktkrapte")

                now = asyncio.run(ask())
            finally:
                fresh.kill()
        assert not now.errors
        assert now.charts < whole.charts
        assert "80472ned" in now.text


@pytest.mark.parametrize(
    "around",
    [
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": "America/Anchorage"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"},
        {"PYTHONHASHSEED": "1"},
    ],
    ids=lambda one: " ".join(f"{k}={v}" for k, v in one.items()),
)
def test_clock_zone_and_locale_change_no_number(around):
    def run(**env):
        done = subprocess.run(
            [sys.executable, "-m", "shortage.cli", "claims", "--json"],
            cwd=ROOT,
            env={**os.environ, **env},
            capture_output=True,
            check=True,
        )
        return json.loads(done.stdout)

    assert run(**around) == run()
