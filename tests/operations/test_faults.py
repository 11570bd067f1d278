"""Faults of disks, addresses and surroundings: never a wrong number, never a traceback.

Each in a small size; ``python bench/reliability.py`` does the same in full.
"""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

from operations import reliability
from operations.faults import DAMAGE, damaged, files
from operations.serving import App, get
from shortage import claims
from shortage.claims.facts import facts
from shortage.cli import cli
from shortage.indicators import base
from shortage.store import Store, default_root
from shortage.text import Problem, t

FEW = ("T4", "E1", "M5")


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


@pytest.fixture(scope="module")
def whole(app):
    """What every page says while nothing is wrong."""
    found = reliability.pages(app.url)
    tally = reliability.Tally()
    for page, visit in found.items():
        reliability.look(visit, tally, page)
    assert tally.is_clean, tally
    return found


def judged(root):
    """Return verdicts with their numbers, or the sentence that says why there is none."""
    store, found = Store(root), {}
    base._COMPUTED.clear()  # as in a process that has read nothing yet
    for id in FEW:
        try:
            found[id] = facts(claims.judge(claims.claim(id), store), "en")
        except Problem as problem:
            found[id] = problem.text("en")
    return found


@pytest.mark.parametrize("place", range(len(DAMAGE)))
def test_a_file_that_is_damaged_is_noticed_and_named(copy, place):
    for entry, path in files(Store(copy))[place::15]:
        with damaged(copy, path, DAMAGE[place]):
            store = Store(copy)
            with pytest.raises(Problem) as found:
                store.codes(entry.name, entry.release) if path == entry.codes else store.read(entry.name, entry.release)
            assert path in found.value.text("nl") and path in found.value.text("en")
        assert Store(copy).read(entry.name, entry.release).frame is not None


def test_a_damaged_table_takes_claims_away_but_changes_no_number(copy):
    """A claim whose table cannot be read has no verdict; the others stand as they stood."""
    before = judged(copy)
    assert all(isinstance(one, dict) for one in before.values())
    touched = set()
    for name in ("vacancies", "first_years_hbo", "immigrants_eu"):
        with damaged(copy, Store(copy).entry(name).path, "truncated"):
            for id, now in judged(copy).items():
                if now != before[id]:
                    touched.add(id)
                    assert isinstance(now, str), f"{id} without {name}"
    assert touched == set(FEW)


def test_odd_queries_show_a_page_and_no_traceback(app):
    tally = reliability.odd_queries(app.url, 24)
    assert tally.is_clean, tally
    assert tally.tried == 24


def test_odd_addresses_get_a_short_answer_and_no_traceback(app):
    tally = reliability.odd_addresses(app.url, 100)
    assert tally.is_clean, tally
    assert tally.refused > 20


def test_pages_of_a_damaged_store_say_it_and_show_no_number_from_it(copy, app, whole):
    page = {"vacancies": "arbeidsmarktkrapte", "first_years_hbo": "onderwijs", "immigrants_eu": "arbeidsmigratie"}
    store = Store(copy)
    jobs = [(store.entry(name), how, [page[name]]) for name, how in zip(page, DAMAGE, strict=True)]
    tally = reliability.damage(app, copy, jobs, whole)
    assert tally.is_clean, tally
    assert tally.refused == len(jobs)
    # Mended, the pages say what they said.
    again = reliability.pages(app.url, list(page.values()))
    assert {name: one.texts for name, one in again.items()} == {name: whole[name].texts for name in again}


def test_pages_without_the_list_of_releases_say_it_and_come_back_with_it(copy, app, whole):
    few = {page: whole[page] for page in ("arbeidsmarktkrapte", "data")}
    tally = reliability.without_descriptor(app, copy, few)
    assert tally.is_clean, tally
    assert tally.refused == len(few) * len(DAMAGE)


def test_what_could_not_be_read_is_no_verdict_and_is_forgotten_when_it_is_mended(copy, app, whole):
    """Damage, visit, mend, visit: a process that began on a damaged store says what one says that never saw it.

    With one kind of damage: that each kind is noticed and named is asked of every kind above, without a server. What
    the home page says of it is asked of that page by itself.
    """
    entry, few = Store(copy).entry("vacancies"), ("arbeidsmarktkrapte",)
    fresh = None
    try:
        with damaged(copy, entry.path, DAMAGE[0]):
            fresh = App(copy).wait("/_stcore/health")
            during = reliability.pages(fresh.url, few)
            ready, _, told = get(fresh.url + "/api/ready")
            refused, heads, sentence = get(fresh.url + "/api/claims.json")
        for page, visit in during.items():
            assert not visit.errors
            assert entry.path in visit.text
            assert t("verdict.not_now", "nl", why="").strip() in visit.text, page
        assert during["arbeidsmarktkrapte"].charts < whole["arbeidsmarktkrapte"].charts
        assert ready == 503 and json.loads(told)["missing"] == ["vacancies"]
        assert refused == 503 and entry.path in json.loads(sentence)["error"]
        assert heads["cache-control"] == "no-store" and "etag" not in heads
        after = reliability.pages(fresh.url, few)
        assert {page: one.texts for page, one in after.items()} == {page: whole[page].texts for page in few}
        assert get(fresh.url + "/api/ready")[0] == 200
        for one in ("/api/claims.json", "/data/open-vacancies.csv"):
            assert get(fresh.url + one)[2] == get(app.url + one)[2]
    finally:
        if fresh:
            fresh.kill()


def test_several_readers_at_once_read_the_same_pages(app, whole):
    tally = reliability.crowd(app.url, 12, 2, whole)
    assert tally.is_clean, tally
    assert tally.tried == 24


def test_a_load_while_pages_are_read_never_shows_half_a_store(tmp_path):
    root = tmp_path / "store"
    shutil.copytree(default_root(), root)
    app = App(root).wait()
    try:
        tally, seen = reliability.load_while_read(app, root, 12)
    finally:
        app.kill()
    assert tally.is_clean, tally
    assert len(seen) > 1


@pytest.mark.parametrize("around", [reliability.SURROUNDINGS[0], reliability.SURROUNDINGS[4]], ids=["locale", "clock"])
def test_clock_zone_and_locale_change_no_number(around, usual):
    assert reliability.judged(FEW, **around) == usual


@pytest.fixture(scope="module")
def usual():
    """What this process says, in its own surroundings."""
    done = CliRunner().invoke(cli, ["claims", *FEW, "--json"])
    assert done.exit_code == 0 and len(json.loads(done.stdout)) == len(FEW)
    return json.loads(done.stdout)
