"""Loading from CBS: what comes in, what it costs, and what is refused."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import cbsodata
import pandas as pd
import pytest
import requests
from emulator import Emulator, Lazy, Table, Topic, product
from kill_loop import strike
from small_table import CODES, PERIODS, SMALL, TOPICS, entry, small

from shortage import catalog, diff, loader
from shortage.sources.base import HttpClient
from shortage.sources.cbs import PAGE, Cbs
from shortage.sources.errors import Ambiguous, SchemaChanged
from shortage.store import Store, default_root
from shortage.text import Problem


def load(store, http, **more):
    results = loader.load([SMALL], store, seed=False, http=http, **more)
    return results[0]


@pytest.fixture
def store(tmp_path, known, emulator):
    known(entry())
    emulator.tables["89999ned"] = small()
    return Store(tmp_path / "store")


def tables(emulator) -> Table:
    return emulator.tables["89999ned"]


# -- what comes in ---------------------------------------------------------------------------------------------


def test_the_date_of_a_copy_stops_no_first_load(store, http):
    load(store, http)
    facts = {"release": "2026-12-01", "modified": "2026-12-01", "retrieved": "2026-12-01", "origin": "snapshot"}
    store.write(entry(), store.raw(SMALL), store.codes(SMALL), **facts)
    assert load(store, http).outcome == "loaded"
    assert store.entry(SMALL).modified == "2026-10-01T02:00:00"


def test_figures_come_in_coded_stripped_and_with_their_status(store, http):
    result = load(store, http)
    assert (result.outcome, result.release, result.problem) == ("loaded", "2026-10-01", None)
    frame = store.read(SMALL).frame.set_index(["branch", "period"])
    assert set(frame.index) == {(b, p) for b in ("A-U", "F") for p in ("2023JJ00", "2024KW01", "2024KW02")}
    assert frame.loc[("F", "2024KW02"), "value"] == pytest.approx(1 + 2.024 + 0.02)
    assert frame["status"].groupby("period").first().to_dict() == {
        "2023JJ00": "final",
        "2024KW01": "provisional_revised",
        "2024KW02": "provisional",
    }
    codes = store.codes(SMALL)
    assert codes.loc[codes["key"] == "350000", "padded"].tolist() == ["350000   "]
    assert codes.columns.tolist() == ["dimension", "key", "padded", "label", "status"]
    assert codes.set_index("key")["status"]["2024KW02"] == "Voorlopig"
    current = store.entry(SMALL)
    assert current.origin == "loaded"
    assert dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(current.retrieved) < dt.timedelta(minutes=5)
    # A reader of the descriptor alone sees what was read, and over what span.
    told = {key: current.extra[key] for key in ("publishedTitle", "publisherRows", "firstPeriod", "lastPeriod")}
    assert told == {
        "publishedTitle": "Klein",
        "publisherRows": len(CODES) * len(PERIODS),
        "firstPeriod": "2023JJ00",
        "lastPeriod": "2024KW02",
    }
    assert current.extra["otherPeriods"] == 1
    assert current.extra["next"] == "In het volgende kwartaal."


def test_a_snapshot_that_cannot_be_copied_says_why(tmp_path):
    target = Store(tmp_path / "store")
    (tmp_path / "store").write_text("in the way", "utf-8")
    with pytest.raises(Problem) as told:
        loader.seed_store(target, Store(default_root()))
    assert str(tmp_path / "store") in str(told.value)
    assert os.strerror(errno.EEXIST) in str(told.value) or os.strerror(errno.ENOTDIR) in str(told.value)


def test_only_the_columns_that_the_catalogue_wants_are_asked_for(store, http, emulator):
    load(store, http)
    assert emulator.calls(r"TypedDataSet.*Open_1") == 1
    assert emulator.calls("Nieuw_2") == 0


def test_an_unchanged_table_costs_one_request(store, http, emulator):
    load(store, http)
    before = len(emulator.requests)
    assert load(store, http).outcome == "unchanged"
    assert len(emulator.requests) - before == 1


def test_unchanged_tables_cost_one_request_for_fifteen(tmp_path, known, emulator, http):
    entries = []
    for place in range(50):
        table = small()
        table.id = f"8{place:04d}NED"
        emulator.tables[table.id.lower()] = table
        entries.append(entry(name=f"t{place}", id=table.id))
    known(*entries)
    store = Store(tmp_path / "store")
    assert {one.outcome for one in loader.load([], store, seed=False, http=http)} == {"loaded"}
    before = len(emulator.requests)
    assert {one.outcome for one in loader.load([], store, seed=False, http=http)} == {"unchanged"}
    assert len(emulator.requests) - before == 4
    longest = max(len(one) for one in emulator.requests)
    assert longest < 2048


def test_force_loads_again_and_check_only_looks(store, http, emulator):
    assert load(store, http, check=True).outcome == "new"
    assert not store.root.exists()
    load(store, http)
    assert load(store, http, check=True).outcome == "unchanged"
    assert load(store, http, force=True).outcome == "loaded"
    assert len(store.entries()[SMALL]) == 1


HARMS = {
    "gone": lambda store, one: (store.root / one.path).unlink(),
    "cut off": lambda store, one: (store.root / one.path).write_bytes(b"PAR1"),
    "without its codes": lambda store, one: (store.root / one.codes).unlink(),
}


@pytest.mark.parametrize("harm", HARMS)
def test_an_unchanged_table_whose_files_were_harmed_is_loaded_again(store, http, harm):
    load(store, http)
    before = store.read(SMALL).frame
    HARMS[harm](store, store.entry(SMALL))
    assert load(store, http).outcome == "loaded"
    assert Store(store.root).read(SMALL).frame.equals(before) and not store.codes(SMALL).empty


def test_another_wish_in_the_catalogue_is_a_reason_to_load(store, http, known):
    load(store, http)
    changed = entry()
    known(changed.model_copy(update={"load": {"since": "2024"}}))
    assert load(store, http).outcome == "loaded"
    assert set(store.read(SMALL).frame["period"]) == {"2024KW01", "2024KW02"}


def test_a_new_release_stands_beside_the_earlier_ones_and_the_difference_is_told(store, http, emulator):
    load(store, http)
    table = tables(emulator)
    table.rows = [dict(row) for row in table.rows]
    table.rows[0]["Open_1"] = 55.0
    table.rows[1]["Open_1"] = None
    table.modified = table.updated = "2026-11-01T06:30:00"
    assert load(store, http).release == "2026-11-01"
    assert [one.release for one in store.entries()[SMALL]] == ["2026-11-01", "2026-10-01"]
    found = diff.changes(store, SMALL)
    assert found[["branch", "period", "kind"]].to_numpy().tolist() == [
        ["A-U", "2023JJ00", "changed"],
        ["A-U", "2024KW01", "gone"],
    ]
    assert found.loc[0, "after"] == 55.0
    back = diff.changes(store, SMALL, "2026-11-01", "2026-10-01")
    assert diff.summary(back) == {"changed": 1, "new": 1, "gone": 0, "status": 0}


def test_two_releases_on_one_day_are_two(store, http, emulator):
    load(store, http)
    tables(emulator).modified = "2026-10-01T15:30:00"
    assert load(store, http).release == "2026-10-01-1530"
    assert len(store.entries()[SMALL]) == 2


def test_no_more_releases_are_kept_than_asked(store, http, emulator):
    for month in range(1, 6):
        tables(emulator).modified = f"2026-{month:02d}-01T02:00:00"
        load(store, http, keep=2)
    assert [one.release for one in store.entries()[SMALL]] == ["2026-05-01", "2026-04-01"]
    assert len(list(store.root.rglob("*.parquet"))) == 4


def test_untyped_figures_keep_their_marks(store, http, emulator, known):
    known(entry(load={"marks": True}))
    table = tables(emulator)
    table.rows = [dict(row) for row in table.rows]
    for place, mark in enumerate((".", "-", "")):
        table.rows[place]["Open_1"] = mark
    load(store, http)
    assert emulator.calls("UntypedDataSet") == 1
    frame = store.read(SMALL).frame.query("branch == 'A-U'").set_index("period")
    assert frame.loc["2023JJ00", "status"] == "suppressed"
    assert str(frame.loc["2023JJ00", "value"]) == "nan"
    assert frame.loc["2024KW01", "value"] == 0


def test_a_table_of_several_pages_comes_in_parallel_and_whole(tmp_path, known, emulator, http):
    dimensions = {
        "Bedrijfskenmerken": [(f"{n:06d} ", f"Branche {n}", "") for n in range(230)],
        "Perioden": [(f"{1950 + n}JJ00", str(1950 + n), "Definitief") for n in range(100)],
    }
    rows = product(dimensions, TOPICS, lambda topic, b, p: float(int(b) % 90))
    emulator.tables["89999ned"] = Table("89999NED", dimensions, TOPICS, rows)
    known(entry(dimensions={"branch": {"key": "Bedrijfskenmerken"}}))
    # No page is answered before all are asked for: one after the other they would wait for ever.
    together = threading.Barrier(3)
    emulator.fault("meet", "TypedDataSet", times=3).act = lambda: together.wait(60)
    store = Store(tmp_path / "store")
    result = load(store, http)
    assert (result.outcome, result.rows) == ("loaded", 23_000)
    assert emulator.calls("TypedDataSet") == 3 and not together.broken


@pytest.mark.parametrize("count", [PAGE, PAGE + 1, 1])
def test_tables_that_end_with_a_page(tmp_path, known, emulator, http, count):
    dimensions = {
        "Bedrijfskenmerken": [(f"{n:06d}", f"Branche {n}", "") for n in range(count)],
        "Perioden": [("2024JJ00", "2024", "Definitief")],
    }
    emulator.tables["89999ned"] = Table("89999NED", dimensions, TOPICS, product(dimensions, TOPICS, lambda *_: 1.0))
    known(entry(dimensions={"branch": {"key": "Bedrijfskenmerken"}}))
    assert load(Store(tmp_path / "store"), http).rows == count
    assert emulator.calls("TypedDataSet") == -(-count // PAGE)


def test_a_table_too_large_comes_by_filters_made_of_the_code_list(tmp_path, known, emulator, http):
    dimensions = {
        "Land": [(f"L{n:03d}   ", f"Land {n}", "") for n in range(300)],
        "Geslacht": [("T001038 ", "Totaal mannen en vrouwen", ""), ("3000    ", "Mannen", "")],
        "Perioden": [(f"{2000 + n}JJ00", str(2000 + n), "Voorlopig") for n in range(20)],
    }
    rows = product(dimensions, TOPICS, lambda topic, land, sex, p: float(int(land[1:]) % 90 + (sex == "3000")))
    emulator.tables["89999ned"] = Table("89999NED", dimensions, TOPICS, rows)
    wanted = {f"c{n}": {"key": f"L{n:03d}", "nl": "x", "en": "x"} for n in range(120)}
    wanted["named"] = {"label": "Land 250", "nl": "x", "en": "x"}
    known(
        entry(
            dimensions={"country": {"key": "Land", "codes": wanted, "is_filter": True}},
            load={"fixed": {"Geslacht": "Totaal*"}, "since": "2010"},
        )
    )
    store = Store(tmp_path / "store")
    result = load(store, http)
    assert result.problem is None
    assert result.rows == 121 * 10
    frame = store.read(SMALL).frame
    assert frame.loc[frame["country"] == "named", "value"].unique().tolist() == [250 % 90]
    assert max(len(requests.utils.quote(one)) for one in emulator.requests if "TypedDataSet" in one) < 2048
    assert "L003   '" in "".join(emulator.requests)


def test_a_code_never_seen_is_found_by_its_label_and_a_doubt_is_told(store, http, known, emulator):
    def with_label(label):
        codes = {"x": {"label": label, "nl": "Bouw", "en": "Construction"}}
        return entry(dimensions={"branch": {"key": "Bedrijfskenmerken", "codes": codes}})

    known(with_label("F  bouwnijverheid"))
    assert load(store, http).outcome == "loaded"
    assert "x" in set(store.read(SMALL).frame["branch"])
    known(with_label("Bouwnijverheid en installatie"))
    problem = load(store, http).problem
    assert isinstance(problem, Ambiguous)
    assert "350000 F Bouwnijverheid" in problem.text("en")
    tables(emulator).dimensions["Bedrijfskenmerken"].append(("350001   ", "F Bouwnijverheid", ""))
    known(with_label("F Bouwnijverheid"))
    problem = load(store, http).problem
    assert isinstance(problem, Ambiguous)
    assert "350000" in problem.text("nl")
    assert "350001" in problem.text("nl")


def test_a_measure_of_unknown_key_is_found_by_its_title_and_group(store, http, known, emulator):
    tables(emulator).topics = [
        Topic("Open_1", "Niet-seizoengecorrigeerd", "x 1 000", "Vacatures"),
        Topic("Nieuw_2", "Seizoengecorrigeerd", "x 1 000", "Vacatures"),
    ]
    measure = entry().measures[0].model_copy(update={"key": "M004", "label": "Vacatures; seizoengecorrigeerd"})
    known(entry(measures=[measure.model_dump()]))
    assert load(store, http).problem is None
    assert store.entry(SMALL).extra["resolved"]["@measure"] == {"M004": "Nieuw_2"}
    assert store.read(SMALL).frame["measure"].unique().tolist() == ["open_vacancies"]
    assert store.read(SMALL).frame["value"].min() > 10


def test_what_only_the_snapshot_names_is_found_by_its_words_now_and_the_next_time(store, http, known, emulator):
    """The snapshot has another service's code for a measure and a branch, and their words."""
    measure = entry().measures[0].model_copy(update={"key": "M007"}).model_dump()
    codes = {"F": {"key": "OLD", "nl": "Bouw", "en": "Construction"}}
    table = entry(measures=[measure], dimensions={"branch": {"key": "Bedrijfskenmerken", "codes": codes}})
    known(table)
    assert load(store, http).problem.key == "table_changed"
    lists = [("@measure", "M007", "Openstaande vacatures"), ("Bedrijfskenmerken", "OLD", "F Bouwnijverheid")]
    frame = pd.DataFrame(
        [{"dimension": d, "key": k, "padded": k, "label": label, "status": ""} for d, k, label in lists]
    )
    row = {"measure": "M007", "measure_label": "Openstaande vacatures", "unit": "x 1 000", "period": "2023JJ00"}
    row |= {"Bedrijfskenmerken": "OLD", "Bedrijfskenmerken_label": "F Bouwnijverheid", "value": 1.0, "status": "final"}
    rows = pd.DataFrame([{**row, "grade": "A", "vintage": "2020", "origin": "copy"}])
    store.write(table, rows, frame, release="2020", modified="", retrieved="2020", origin="snapshot", keep=1)
    for _ in range(3):
        assert load(store, http, force=True, keep=1).problem is None
        found = store.read(SMALL).frame
        assert found["measure"].unique().tolist() == ["open_vacancies"]
        assert "F" in set(found["branch"])


def test_the_spelling_of_an_id_is_looked_up(store, http, known):
    known(entry(id="89999ned"))
    assert load(store, http).outcome == "loaded"


def test_third_parties_have_a_host_of_their_own(http, monkeypatch):
    monkeypatch.delenv("SHORTAGE_CBS_URL", raising=False)
    client = Cbs(http)
    assert client.v3.base(entry(load={"host": "dataderden.cbs.nl"})) == "https://dataderden.cbs.nl"
    assert client.v3.base(entry()) == "https://opendata.cbs.nl"


# -- faults that pass ------------------------------------------------------------------------------------------

PASSING = ["reset", "truncate", "html200", "badjson", "badtext", "notvalue"]
PLACES = ["Tables", "DataProperties", "/Bedrijfskenmerken", "/Perioden", "TypedDataSet"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", PASSING)
def test_a_fault_that_passes_is_tried_again(store, http, emulator, kind, place):
    fault = emulator.fault(kind, place, times=2)
    assert load(store, http).outcome == "loaded"
    assert fault.hits > 2


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_service_that_is_down_for_a_moment_is_asked_again(store, http, emulator, status):
    emulator.fault("status", status=status, times=2)
    assert load(store, http).outcome == "loaded"


def test_the_wait_that_the_service_asks_for_is_kept(store, http, emulator, monkeypatch):
    waits = []
    monkeypatch.setattr(http._stop, "wait", waits.append)
    emulator.fault("status", status=429, retry_after="7")
    assert load(store, http).outcome == "loaded"
    assert waits == [7]


def test_a_slow_answer_is_given_up_and_asked_again(store, http, emulator):
    http.timeout, http.attempts = (60.0, 0.2), 100
    asked_again = threading.Event()
    emulator.fault("slow", "Tables").act = lambda: asked_again.wait(60)
    emulator.fault("again", "Tables").act = asked_again.set
    assert load(store, http).outcome == "loaded"
    assert asked_again.is_set()


# -- faults that stay ------------------------------------------------------------------------------------------

LASTING = {
    "reset": "source_unreachable",
    "truncate": "source_unreachable",
    "html200": "source_bad_answer",
    "badjson": "source_bad_answer",
    "status": "source_down",
}


@pytest.mark.parametrize("place", ["Tables", "DataProperties", "TypedDataSet"])
@pytest.mark.parametrize("kind", LASTING)
def test_a_fault_that_stays_leaves_the_store_as_it_was(store, http, emulator, kind, place):
    load(store, http)
    before = store.read(SMALL).frame
    tables(emulator).modified = "2026-11-01T02:00:00"
    emulator.fault(kind, place, times=99)
    result = load(store, http)
    assert result.outcome == "failed"
    assert result.problem.key == LASTING[kind]
    assert result.problem.status == {"status": 503, "html200": 200, "badjson": 200}.get(kind, 0)
    assert emulator.url.removeprefix("http://") in result.problem.url
    again = Store(store.root)
    assert again.read(SMALL).frame.equals(before)
    assert again.last_load()["tables"][0]["problem"]["en"] == result.problem.text("en")
    assert not list(store.root.rglob(".write-*"))
    assert not (store.root / ".staging").exists()


def test_what_does_not_exist_is_not_asked_twice(store, http, emulator):
    emulator.fault("status", "DataProperties", status=404, times=99)
    assert load(store, http).problem.status == 404
    assert emulator.calls("DataProperties") == 1


def test_the_services_own_limits_are_not_asked_twice(store, http, emulator):
    with pytest.raises(Problem, match="refuses"):
        http.with_retries(http.get, f"{emulator.url}/ODataApi/odata/89999NED/TypedDataSet?$skip=2")
    assert emulator.calls("ODataApi") == 1


def test_links_to_another_server_are_not_followed(store, http, emulator):
    emulator.fault("link-foreign", times=99)
    problem = load(store, http).problem
    assert problem.key == "source_bad_link"
    assert "elsewhere.invalid" in problem.text("nl")


def test_a_link_that_gets_no_further_ends(store, http, emulator):
    emulator.fault("link-repeats", times=99)
    assert load(store, http).problem.key == "source_bad_link"
    assert emulator.calls("TypedDataSet") == 1


# -- tables that changed ---------------------------------------------------------------------------------------


def change(store, http, emulator, act, **more):
    load(store, http)
    table = tables(emulator)
    table.rows = [dict(row) for row in table.rows]
    table.modified = "2026-11-01T02:00:00"
    act(table)
    result = load(store, http, **more)
    assert result.outcome == "failed", result
    assert store.read(SMALL).source.release == "2026-10-01"
    for lang in ("nl", "en"):
        assert "{" not in result.problem.text(lang)
    return result.problem


def rename(table, old, new):
    table.dimensions = {new if key == old else key: codes for key, codes in table.dimensions.items()}
    table.rows = [{new if key == old else key: one for key, one in row.items()} for row in table.rows]


def duplicate(table):
    table.rows[1] = {**table.rows[0], "ID": 1}


def without_field(table):
    del table.rows[2]["Open_1"]


def stray(table):
    table.rows[3]["Bedrijfskenmerken"] = "999999   "


CHANGES = {
    "SBI 2025": (lambda t: rename(t, "Bedrijfskenmerken", "BedrijfstakkenSBI2025"), "table_changed", "SBI2025"),
    "renamed": (lambda t: rename(t, "Bedrijfskenmerken", "Kenmerken"), "table_changed", "Kenmerken"),
    "unit": (lambda t: setattr(t, "topics", [Topic("Open_1", "Open", "aantal")]), "table_changed", "aantal"),
    "measure gone": (lambda t: setattr(t, "topics", [Topic("Anders_1", "Anders", "%")]), "table_changed", "Anders_1"),
    "code gone": (
        lambda t: t.dimensions.update(Bedrijfskenmerken=[CODES[0], ("350009   ", "Bouw en meer", "")]),
        "table_changed",
        "350000",
    ),
    "code not listed": (stray, "table_incomplete", "999999"),
    "stopped": (lambda t: t.facts.update(OutputStatus="Gediscontinueerd"), "table_discontinued", "89999NED"),
    "succeeded": (
        lambda t: t.facts.update(
            ShortDescription="Deze tabel is opgevolgd door de tabel 86280NED.", ReasonDelivery="Stopgezet"
        ),
        "table_discontinued",
        "86280NED",
    ),
    "rows doubled": (duplicate, "table_incomplete", "twice"),
    "rows missing": (lambda t: setattr(t, "record_count", 9), "table_incomplete", "rows"),
    "field gone": (without_field, "table_incomplete", "Open_1"),
    "impossible": (lambda t: t.rows[0].update(Open_1=1e6), "table_implausible", "Open_1"),
    "not a number": (lambda t: t.rows[0].update(Open_1="veel"), "table_incomplete", "veel"),
    "list doubled": (lambda t: t.dimensions["Perioden"].append(PERIODS[0]), "table_incomplete", "2023JJ00"),
    "empty": (lambda t: [row.update(Open_1=None) for row in t.rows], "table_incomplete", "no figure"),
    "column added": (
        lambda t: (t.dimensions.update(Geslacht=[("1", "T", "")]), [row.update(Geslacht="1") for row in t.rows]),
        "table_changed",
        "Geslacht",
    ),
}


LOSSES = {
    "another table": (lambda t: setattr(t, "title", "Pluimvee op landbouwbedrijven"), "Pluimvee"),
    "a date to come": (lambda t: setattr(t, "modified", "2126-11-01T02:00:00"), "2126-11-01"),
    "an older date": (lambda t: setattr(t, "modified", "2025-11-01T02:00:00"), "2025-11-01"),
    "a period": (lambda t: [row.update(Open_1=None) for row in t.rows if row["Perioden"] == "2023JJ00"], "2023"),
    "labels swapped": (
        lambda t: t.dimensions.update(Bedrijfskenmerken=[(CODES[0][0], *CODES[1][1:]), (CODES[1][0], *CODES[0][1:])]),
        "each other’s labels",
    ),
    "a topic renamed": (
        lambda t: setattr(t, "topics", [Topic("Open_1", "Vervulde vacatures", "x 1 000"), TOPICS[1]]),
        "Vervulde vacatures",
    ),
    "another branch under a code": (
        lambda t: t.dimensions.update(Bedrijfskenmerken=[CODES[0], (CODES[1][0], "R Cultuur en recreatie", "")]),
        "R Cultuur en recreatie",
    ),
    "most rows": (
        lambda t: [row.update(Open_1=None) for row in t.rows if row["Bedrijfskenmerken"] == CODES[1][0] or row["ID"]],
        "1 figures instead of 6",
    ),
}


@pytest.mark.parametrize("name", LOSSES)
def test_what_a_release_would_lose_is_told_and_taken_only_when_accepted(store, http, emulator, name):
    act, word = LOSSES[name]
    problem = change(store, http, emulator, act)
    assert problem.key == "table_lost"
    assert word in problem.text("en") and f"--accept {SMALL}" in problem.text("nl")
    assert load(store, http, accept=["89999NED"]).outcome == "loaded"
    assert load(store, http).outcome == "unchanged"


def test_what_is_gone_in_part_is_told_and_a_label_in_other_words_is_not(store, http, emulator, known, monkeypatch):
    monkeypatch.setattr("shortage.loader.compare.FEWEST", 2)
    known(entry(measures=[entry().measures[0].model_dump() | {"published_unit": ""}]))
    branches = [
        ("T001081  ", "A-U Alle", ""),
        ("350000   ", "F Bouwnijverheid", ""),
        ("300003   ", "B-F Nijverheid", ""),
    ]
    table = emulator.tables["89999ned"]
    table.dimensions["Bedrijfskenmerken"] = branches
    table.rows = product(table.dimensions, TOPICS, lambda topic, *codes: float(len(codes[0])))

    def act(table):
        for row in table.rows:
            if row["Bedrijfskenmerken"] == "350000   " and row["Perioden"] != "2023JJ00":
                row["Open_1"] = None
        table.dimensions["Bedrijfskenmerken"] = [branches[0], ("350000   ", "F Bouwnijverh", ""), branches[2]]
        table.topics = [Topic("Open_1", "Openstaande vacatures", "aantal")]

    problem = change(store, http, emulator, act)
    assert problem.key == "table_lost"
    said = problem.text("en")
    assert "more than half of the figures are gone for 350000" in said
    assert "is now “aantal” and was “x 1 000”" in said
    assert "Bouwnijverh" not in said and "300003" not in said and "2024" not in said


def test_a_topic_that_came_empty_is_told(store, http, emulator, known):
    one = entry().measures[0].model_dump()
    known(entry(measures=[one, {**one, "name": "new_vacancies", "key": "Nieuw_2"}]))
    problem = change(store, http, emulator, lambda t: [row.update(Nieuw_2=None) for row in t.rows])
    assert problem.key == "table_lost"
    assert "Ontstane vacatures" in problem.text("nl")


def test_a_code_that_nothing_reads_is_not_lost_either(store, http, emulator, monkeypatch):
    monkeypatch.setattr("shortage.sources.cbs_shape.is_needed", lambda *_: False)

    def act(table):
        table.dimensions["Bedrijfskenmerken"] = [CODES[0], ("350009   ", "Bouw en meer", "")]
        for row in table.rows[4:]:
            row["Bedrijfskenmerken"] = "350009   "

    problem = change(store, http, emulator, act)
    assert problem.key == "table_lost"
    assert "350000 F Bouwnijverheid" in problem.text("nl")


def test_other_wishes_of_ours_are_no_loss_of_the_publisher(store, http, known):
    load(store, http)
    known(entry().model_copy(update={"load": {"since": "2024"}}))
    assert load(store, http).outcome == "loaded"


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_table_stops_with_what_to_do_and_keeps_its_release(store, http, emulator, name):
    act, key, word = CHANGES[name]
    problem = change(store, http, emulator, act)
    assert problem.key == key
    assert word in problem.text("en")


@pytest.mark.parametrize(
    "text",
    ["Dit is de tabel die 89998NED vervangt; die was vervangen door 89999NED.", "Eerder opgevolgd door 86280NED."],
)
def test_prose_that_names_another_table_does_not_stop_one(store, http, emulator, text):
    tables(emulator).facts["ShortDescription"] = text
    assert load(store, http).outcome == "loaded"


def test_a_stopped_table_may_be_asked_for(store, http, emulator, known):
    tables(emulator).facts["OutputStatus"] = "Gediscontinueerd"
    known(entry(load={"stopped": True}))
    assert load(store, http).outcome == "loaded"


def test_a_table_known_by_name_only_tells_its_columns_when_asked_for_and_is_left_out_otherwise(store, http, known):
    known(entry(measures=[], dimensions={}, load={"unseen": True}))
    problem = load(store, http).problem
    assert problem.key == "table_undescribed"
    for told in ("Bedrijfskenmerken (2)", "Perioden (4)", "Open_1 (Openstaande vacatures, x 1 000)", f"{SMALL}.toml"):
        assert told in problem.text("nl") and told in problem.text("en")
    assert loader.load([], store, seed=False, http=http) == []


def test_a_table_that_is_gone_is_named(store, http, emulator):
    emulator.tables.clear()
    assert load(store, http).problem.key == "table_not_published"


def test_a_printed_key_figure_that_differs_stops_the_table(store, http, known, emulator):
    def with_check(value):
        return entry(
            checks=[
                {
                    "measure": "open_vacancies",
                    "period": "2024KW01",
                    "where": {"branch": "F"},
                    "value": value,
                    "tolerance": 0.001,
                    "source": "persbericht",
                }
            ]
        )

    known(with_check(3.034))
    assert load(store, http).outcome == "loaded"
    known(with_check(3.1))
    problem = load(store, http).problem
    assert problem.key == "table_implausible"
    assert "persbericht" in problem.text("nl")


def test_a_printed_key_figure_that_went_missing_stops_the_table(store, http, known, emulator):
    check = {"measure": "open_vacancies", "period": "2024KW01", "where": {"branch": "F"}, "value": 3.034}
    known(entry(checks=[{**check, "tolerance": 0.001, "source": "persbericht"}]))
    for row in tables(emulator).rows:
        if (row["Bedrijfskenmerken"], row["Perioden"]) == (CODES[1][0], "2024KW01"):
            row["Open_1"] = None
    problem = load(store, http).problem
    assert problem.key == "table_implausible"
    assert "2024KW01" in problem.text("nl") and "persbericht" in problem.text("nl")


def test_one_failed_table_leaves_the_others_alone(tmp_path, known, emulator, http):
    emulator.tables["89999ned"] = small()
    other = small()
    other.id = "88888NED"
    other.topics = [Topic("Open_1", "Open", "euro")]
    emulator.tables["88888ned"] = other
    known(entry(), entry(name="other", id="88888NED"))
    results = loader.load([], Store(tmp_path / "s"), seed=False, http=http)
    assert [one.outcome for one in results] == ["loaded", "failed"]


def test_a_table_released_while_it_is_read_is_read_again(store, http, emulator):
    def release():
        table = tables(emulator)
        table.rows = [dict(row, Open_1=7.0) for row in table.rows]
        table.modified = table.updated = "2026-11-11T06:30:00"

    emulator.fault("ok", "TypedDataSet", act=release)
    result = load(store, http)
    assert (result.outcome, result.release) == ("loaded", "2026-11-11")
    assert store.read(SMALL).frame["value"].unique().tolist() == [7.0]
    assert emulator.calls("TypedDataSet") == 2


def test_a_table_that_grows_while_it_is_read_is_read_again(store, http, emulator):
    def grow():
        table = tables(emulator)
        table.dimensions["Perioden"] = [*PERIODS, ("2024KW03", "2024 3e kwartaal", "Voorlopig")]
        table.rows = product(table.dimensions, TOPICS, lambda *_: 3.0)
        table.updated = "2026-11-11T06:30:00"

    emulator.fault("ok", "TypedDataSet", act=grow)
    result = load(store, http)
    if result.outcome == "failed":  # the page was longer than the catalogue said: the next load gets it
        assert result.problem.key == "table_incomplete"
        result = load(store, http)
    assert "2024KW03" in set(store.read(SMALL).frame["period"])


def test_a_table_that_is_released_all_the_time_is_left_alone(store, http, emulator):
    moment = iter(range(1000))

    def release():
        tables(emulator).updated = f"2026-11-11T06:{next(moment):02d}:00"

    emulator.fault("ok", "TypedDataSet", times=99, act=release)
    assert load(store, http).problem.key == "table_moved"


# -- bad input -------------------------------------------------------------------------------------------------


def test_an_unknown_table_a_publication_and_a_wrong_address(store, http, monkeypatch, known):
    with pytest.raises(Problem, match="no table with the name"):
        loader.load(["nothing"], store, http=http)
    for url in ("opendata.cbs.nl", "ftp://x", "http://", "http://a:b"):
        monkeypatch.setenv("SHORTAGE_CBS_URL", url)
        with pytest.raises(Problem, match="not a web address"):
            load(store, http)
    known(entry(kind="publication"))
    with pytest.raises(Problem, match="cannot be loaded"):
        load(store, http)


def test_nobody_there_is_one_sentence(store, http, monkeypatch):
    monkeypatch.setenv("SHORTAGE_CBS_URL", "http://127.0.0.1:9")
    problem = load(store, http).problem
    assert problem.key == "source_unreachable"
    assert "127.0.0.1:9" in problem.text("nl")


def test_a_proxy_that_refuses_is_named_and_no_proxy_is_kept(store, http, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert "proxy" in load(store, http).problem.text("en")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert load(store, http).outcome == "loaded"


def test_the_package_goes_on_as_before_outside_our_calls(store, http, emulator):
    load(store, http)
    host = emulator.url.removeprefix("http://")
    cbsodata.options.use_https = False
    try:
        rows = cbsodata.get_data("89999NED", catalog_url=host)
    finally:
        cbsodata.options.use_https = True
    assert len(rows) == len(tables(emulator).rows)


# -- power, disk, rights ---------------------------------------------------------------------------------------

ONE_LOAD = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
from small_table import SMALL, entry
from shortage import catalog, loader
from shortage.sources.base import HttpClient
from shortage.store import Store
found = {{SMALL: entry()}}
catalog.model.tables = lambda: found
catalog.tables = lambda: found
print("ready", flush=True)
sys.stdin.readline()
for one in loader.load([SMALL], Store({store!r}), seed=False, force=True):
    print(one.outcome, flush=True)
"""


def program(store: Store) -> list[str]:
    here = Path(__file__).parent
    code = ONE_LOAD.format(root=str(here.parents[1]), here=str(here), store=str(store.root))
    return [sys.executable, "-c", code]


def begin(store: Store, emulator: Emulator) -> subprocess.Popen:
    made = subprocess.Popen(
        program(store),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **emulator.settings},
    )
    assert made.stdout.readline() == "ready\n"
    return made


def go(process: subprocess.Popen) -> None:
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked load")
def test_killed_at_random_moments_the_store_reads_whole(store, http, emulator):
    """Each time it is read whole; and after all that a load does its work and leaves nothing behind.

    A few here; ``python bench/reliability.py`` strikes two hundred times.
    """
    assert strike(store.root, emulator, 10) >= 2  # the rest had ended before the blow
    assert load(store, http, force=True).outcome == "loaded"
    assert not (store.root / ".staging").exists()
    listed = {path for one in store.entries()[SMALL] for path in (one.path, one.codes)}
    assert {one.relative_to(store.root).as_posix() for one in store.root.rglob("*.parquet")} == listed


def test_two_loads_at_once_do_not_mix(store, emulator):
    first, second = begin(store, emulator), begin(store, emulator)
    emulator.latency = 0.3
    go(first)
    go(second)
    outs = [one.communicate(timeout=60) for one in (first, second)]
    good = [out for out, _ in outs if "loaded" in out]
    assert good
    for out, error in outs:
        assert "loaded" in out or "Another load" in error
    assert len(store.read(SMALL).frame) == 6


def test_a_full_disk_leaves_the_store_as_it_was(store, http, emulator):
    """Files larger than a few bytes cannot be written: what a full disk does, at every size."""
    load(store, http)
    before = store.read(SMALL).frame
    code = program(store)[-1]
    for limit in (0, 1500):
        lines = f"import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nLIMIT = {limit}\n"
        limited = lines + code.replace(
            "sys.stdin.readline()", "resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))"
        )
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", limited],
            capture_output=True,
            text=True,
            env={**os.environ, **emulator.settings},
            timeout=60,
        )
        assert "failed" in done.stdout or "cannot be written" in done.stderr, (limit, done.stdout, done.stderr[-800:])
        again = Store(store.root)
        assert again.read(SMALL).frame.equals(before)
        assert not list(store.root.rglob(".write-*"))


def test_a_store_that_cannot_be_written_is_told_in_one_sentence(store, http, monkeypatch):
    load(store, http)

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched, pytest.raises(Problem, match="cannot be written: Permission denied"):
        patched.setattr(Path, "mkdir", refuse)
        load(store, http, force=True)
    assert len(store.read(SMALL).frame) == 6


# -- what a page and the command line ask ----------------------------------------------------------------------


def test_progress_is_told_and_the_load_is_noted(store, http):
    told = []
    load(store, http, progress=told.append)
    assert told[-1].outcome == "loaded"
    assert told[0].rows == told[0].total == 8
    note = store.last_load()
    assert note["tables"][0]["name"] == SMALL
    assert note["requests"] >= 5
    json.dumps(note)


def test_stopped_by_hand_the_load_ends_soon_and_the_store_is_as_it_was(tmp_path, known, emulator):
    entries = []
    for place in range(12):
        table = small()
        table.id = f"8{place:04d}NED"
        emulator.tables[table.id.lower()] = table
        entries.append(entry(name=f"t{place}", id=table.id))
    known(*entries)
    store = Store(tmp_path / "store")
    loader.load(["t0"], store, seed=False)
    before = store.version
    emulator.latency = 0.2

    def stop(one):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loader.load([], store, seed=False, force=True, progress=stop)
    assert Store(store.root).version == before
    assert not (store.root / ".staging").exists()
    assert emulator.calls("TypedDataSet") < 12


def test_status_is_offline_and_says_what_is_stale(store, http, emulator):
    import datetime as dt

    load(store, http)
    before = len(emulator.requests)
    fresh = loader.status(store, dt.date(2026, 11, 1))[0]
    assert (fresh.state, fresh.age_days, fresh.release) == ("fresh", 31, "2026-10-01")
    assert loader.status(store, dt.date(2027, 11, 1))[0].state == "stale"
    assert len(emulator.requests) == before
    tables(emulator).topics = [Topic("Open_1", "Open", "euro")]
    tables(emulator).modified = "2026-12-01T02:00:00"
    load(store, http)
    assert "euro" in loader.status(store)[0].problem.en


def test_a_new_store_begins_with_the_snapshot(tmp_path, emulator, http):
    store = Store(tmp_path / "new")
    loader.load(["vacancies"], store, http=http)
    assert store.entries().keys() == Store().entries().keys()
    assert store.read("vacancies").source.origin == "snapshot"


def test_a_new_store_that_cannot_be_filled_is_told_in_one_sentence_and_is_none(tmp_path, http):
    (tmp_path / "cbs").write_text("a file where a folder belongs")
    with pytest.raises(Problem) as raised:
        loader.load(["vacancies"], Store(tmp_path), http=http)
    assert raised.value.key == "store_unwritable" and str(tmp_path) in raised.value.text("nl")
    assert not Store(tmp_path).exists


def test_columns_that_do_not_fit_are_named_together(known, http, emulator):
    emulator.tables["89999ned"] = small()
    known(entry(dimensions={"a": {"key": "Bestaat_Niet"}}))
    client = Cbs(http)
    listed = client.catalogue([catalog.tables()[SMALL]])[SMALL]
    with pytest.raises(SchemaChanged, match="Bedrijfskenmerken"):
        client.plan(catalog.tables()[SMALL], listed, {})


def test_one_last_look_at_the_catalogue_serves_all_tables_that_were_read(tmp_path, known, emulator, http):
    tables = [entry(name=f"t{n}", id=f"7000{n}NED") for n in range(6)]
    known(*tables)
    for table in tables:
        emulator.tables[table.id.lower()] = small()
        emulator.tables[table.id.lower()].id = table.id
    emulator.latency = 0.05
    results = loader.load([], Store(tmp_path / "store"), seed=False, http=http)
    assert {result.outcome for result in results} == {"loaded"}
    assert emulator.calls("ODataCatalog") <= 3  # one at the beginning; six before


def test_memory_does_not_grow_with_the_table():
    """The blocks of a large table are made one by one: never more than a few pages are in memory."""
    alive, most = 0, 0
    lock = threading.Lock()

    class Page(list):
        def __init__(self, rows):
            nonlocal alive, most
            super().__init__(rows)
            with lock:
                alive += 1
                most = max(most, alive)

        def __del__(self):
            nonlocal alive
            with lock:
                alive -= 1

    dimensions = {
        "Bedrijfskenmerken": [(f"{n:06d}", f"Branche {n}", "") for n in range(1200)],
        "Perioden": [(f"{1900 + n}JJ00", "x", "Definitief") for n in range(100)],
    }
    topics = [Topic("Open_1", "Open", "x 1 000")]
    rows = Lazy(
        120_000,
        lambda n: {"ID": n, "Bedrijfskenmerken": f"{n // 100:06d}", "Perioden": f"{1900 + n % 100}JJ00", "Open_1": 1.0},
    )
    with Emulator([Table("89999NED", dimensions, topics, rows)]) as served:
        net = HttpClient(4)
        client = Cbs(net, served.url)
        genuine = client.v3.page
        client.v3.page = lambda *a: Page(genuine(*a))
        table = entry(dimensions={"branch": {"key": "Bedrijfskenmerken"}})
        plan = client.plan(table, client.catalogue([table])[SMALL], {})
        assert sum(block.rows for block in plan.read()) == 120_000
        net.close()
    assert most <= 7
