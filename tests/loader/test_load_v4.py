"""The newer service of CBS: the same rows as from the older one, and a way in while that one does not answer."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from emulator import Lazy, Table, Topic
from publisher_fixture import serve
from shapes import SHAPES, growth
from small_table import SMALL, TOPICS, entry, small

from shortage import catalog, loader
from shortage.loader import is_loadable
from shortage.sources.base import HttpClient
from shortage.sources.cbs import Cbs
from shortage.sources.cbs_rows import Columns, Rows, unpacked
from shortage.sources.errors import Incomplete
from shortage.store import Store
from shortage.text import Problem

LABELLED = entry().measures[0].model_dump() | {"label": "Openstaande vacatures"}


@pytest.fixture
def store(tmp_path, known, emulator):
    known(entry(measures=[LABELLED]))
    emulator.tables["89999ned"] = small()
    return Store(tmp_path / "store")


def load(store, http, transport="auto", **more):
    (result,) = loader.load([SMALL], store, seed=False, http=http, transport=transport, **more)
    return result


def rows(store, name) -> pd.DataFrame:
    """Return a table's rows without what says where they come from."""
    found = store.raw(name).drop(columns="origin")
    return found.sort_values(list(found.columns)).reset_index(drop=True)


@pytest.mark.parametrize("name", [one for one in SHAPES if not catalog.table(one).cbs.only])
def test_a_table_in_its_real_shape_loads_from_either(name, tmp_path, emulator, http):
    SHAPES[name](emulator)
    stores = {}
    for way in ("v3", "v4"):
        stores[way] = Store(tmp_path / way)
        (result,) = loader.load([name], stores[way], seed=False, http=http, transport=way)
        assert result.problem is None, result.problem.text("en")
    pd.testing.assert_frame_equal(rows(stores["v4"], name), rows(stores["v3"], name))


def test_levels_are_told_from_changes_whatever_their_group_is_called(tmp_path, emulator, http):
    """The pages of CBS name the groups of the labour accounts in two ways; the newer service has no key to go by."""
    table = SHAPES["labour_volume_2015"](emulator)
    for topic in table.topics:
        topic.group = topic.group if topic.group.startswith("Mutatie") else "Werkzame personen en banen"
    stores = {way: Store(tmp_path / way) for way in ("v3", "v4")}
    for way, store in stores.items():
        (result,) = loader.load(["labour_volume_2015"], store, seed=False, http=http, transport=way)
        assert result.problem is None, result.problem.text("en")
    pd.testing.assert_frame_equal(rows(stores["v4"], "labour_volume_2015"), rows(stores["v3"], "labour_volume_2015"))


def test_value_added_is_not_taken_for_investments_here_either(tmp_path, emulator, http):
    growth(emulator)
    store = Store(tmp_path / "store")
    (result,) = loader.load(["value_added_change"], store, seed=False, http=http, transport="v4")
    assert result.problem is None, result.problem.text("en")


def test_what_the_catalogue_expects_is_asked_in_few_questions(store, http, emulator, known):
    assert load(store, http, "v4").outcome == "loaded"
    # Topics, two code lists and the figures with their number; the columns show in the figures.
    assert emulator.calls("89999NED/") == 4 and not emulator.calls("Dimensions")
    table = emulator.tables["89999ned"]
    table.rows = [{**row, "Marges": "MW00000 "} for row in table.rows]
    table.dimensions["Marges"] = [("MW00000 ", "Waarde", "")]
    table.modified = "2026-11-02T02:00:00"
    problem = load(store, http, "v4").problem
    assert problem.key == "table_changed" and "Marges" in problem.text("en"), problem
    assert emulator.calls("Dimensions") == 1


def test_the_list_of_a_column_of_which_one_key_is_taken_is_asked_for_only_where_that_key_is_gone(
    store, http, emulator, known
):
    table = emulator.tables["89999ned"]
    table.dimensions["Geslacht"] = [("T001038", "Totaal mannen en vrouwen", ""), ("3000   ", "Mannen", "")]
    table.rows = [
        {**row, "Geslacht": sex, "Open_1": row["Open_1"] + more}
        for row in table.rows
        for sex, more in (("T001038", 0), ("3000   ", 1))
    ]
    known(entry(measures=[LABELLED], load={"fixed": {"Geslacht": "T001038"}}))
    assert load(store, http, "v4").outcome == "loaded"
    assert not emulator.calls("GeslachtCodes")
    assert load(Store(store.root.parent / "older"), http, "v3").outcome == "loaded"
    pd.testing.assert_frame_equal(rows(store, SMALL), rows(Store(store.root.parent / "older"), SMALL))
    table.dimensions["Geslacht"] = [("1100   ", "Totaal mannen en vrouwen", ""), ("3000   ", "Mannen", "")]
    table.rows = [{**row, "Geslacht": row["Geslacht"].replace("T001038", "1100   ")} for row in table.rows]
    table.modified = "2026-11-02T02:00:00"
    problem = load(store, http, "v4").problem
    assert problem.key == "label_ambiguous" and "T001038" in problem.text("en"), problem


def test_a_service_that_refuses_long_conditions_is_asked_in_parts(tmp_path, emulator, http):
    names = ["immigrants_non_eu", "value_added_change", "labour_force", "vacancies"]
    assert set(names) == set(serve(emulator, Store(), names, invent=True))
    stores = {}
    for most, refused in ((0, ""), (19, ""), (19, "Datasets.*filter")):
        emulator.longest_condition = most
        if refused:
            emulator.fault("status", refused, status=400, times=999)
        for way in ("v3", "v4"):
            stores[most, way] = Store(tmp_path / f"{most}{way}{len(refused)}")
            results = loader.load(names, stores[most, way], seed=False, http=http, transport=way)
            assert [one.problem for one in results if one.outcome != "loaded"] == []
    for name in names:
        for way in ("v3", "v4"):
            pd.testing.assert_frame_equal(rows(stores[19, way], name), rows(stores[0, "v3"], name))


def test_an_answer_is_read_the_same_in_columns_as_row_by_row():
    """The quick way gives what the plain one gives, or leaves the answer to that."""

    def read(body):
        answer, found = unpacked("1NED", body.encode(), ["Value"], ["Measure", "Perioden"])
        codes, places = found.codes("Measure")
        figures = found.numbers("Value")
        cells = found.cells("Value") if figures is None else [None if one != one else one for one in figures]
        return type(found), answer.get("@odata.count"), [codes[place] for place in places], cells

    row = '{"Measure":"M1","Value":%s,"Perioden":"2024KW01"}'
    for value, cell in (("1", 1.0), ("0.1", 0.1), ("1e3", 1000.0), ("null", None), ("-7.25", -7.25)):
        body = '{"@odata.count":2,"value":[' + ",".join([row % value, row % "2"]) + "]}"
        assert read(body) == (Columns, 2, ["M1", "M1"], [cell, 2.0])
        # Other white space, and signs in a text that look like the end of a row.
        assert read(body.replace("},{", "}, {").replace(":[", ": ["))[1:] == (2, ["M1", "M1"], [cell, 2.0])
        assert read(body.replace("M1", "a},{b"))[1:] == (2, ["a},{b"] * 2, [cell, 2.0])
    for value in ('"1"', "true", "[1]", "{}"):
        found = read('{"value":[' + row % value + "]}")
        assert found[0] is Rows and found[3] == [json.loads(value)]
    for body in ('{"value":[{"Value":1}]}', '{"value":[' + (row % 1).replace('"M1"', "null") + "]}"):
        with pytest.raises(Incomplete, match="Measure"):
            read(body)
    for body in ("", "[]", "{}", '{"value":{}}', '{"value":[1]}', '{"value":[' + row % 1, '{"value":[' + row % 1 + "]"):
        assert unpacked("1NED", body.encode(), ["Value"], ["Measure", "Perioden"]) is None
    assert len(unpacked("1NED", b'{"value":[]}', ["Value"], ["Measure"])[1]) == 0


def test_keys_of_the_newer_service_are_taken_as_they_are(store, http, emulator, known):
    emulator.tables["89999ned"].topics = [Topic("Open_1", "Vacatures", "x 1 000", v4="M001"), TOPICS[1]]
    known(entry(load={"v4": {"measures": {"open_vacancies": "M001"}}}))
    assert load(store, http, "v4").outcome == "loaded"
    assert store.entry(SMALL).extra["resolved"]["@measure"] == {"Open_1": "M001"}


@pytest.mark.parametrize("place", ["Tables", "DataProperties", "/Perioden", "TypedDataSet"])
def test_while_the_older_service_is_down_the_newer_one_is_read(store, http, emulator, place):
    emulator.fault("status", f"OData(Catalog|Feed).*{place}", status=503, times=999)
    result = load(store, http)
    assert result.outcome == "loaded", result.problem
    assert set(store.raw(SMALL)["origin"]) == {"CBS OData v4"}
    # When it is back the table is the same: by its date, not by the words of one service.
    emulator.faults.clear()
    assert load(store, http).outcome == "unchanged"


def test_one_service_that_was_asked_for_is_not_replaced_by_the_other(store, http, emulator):
    emulator.fault("status", "ODataFeed", status=503, times=999)
    assert load(store, http, "v3").problem.key == "source_down"
    assert not emulator.calls("odata/v1")


def test_a_table_that_only_the_newer_service_has_is_found_there(store, http, emulator):
    emulator.fault("status", r"ODataCatalog", status=404, times=999)
    emulator.tables["89999ned"].facts["only"] = "v4"
    assert load(store, http, "v4").outcome == "loaded"


def test_where_both_are_down_the_first_trouble_is_told(store, http, emulator):
    emulator.fault("status", "OData|odata", status=503, times=9999)
    problem = load(store, http).problem
    assert problem.key == "source_down" and "ODataCatalog" in problem.url


def test_half_an_answer_is_refused(store, http, emulator):
    emulator.fault("notvalue", "Observations", times=999)
    assert load(store, http, "v4").problem.key == "source_bad_answer"


@pytest.mark.parametrize("kind", ["reset", "truncate", "html200", "badjson"])
@pytest.mark.parametrize("place", ["Datasets", "MeasureCodes", "PeriodenCodes", "Observations"])
def test_a_fault_that_passes_is_tried_again(store, http, emulator, kind, place):
    fault = emulator.fault(kind, place, times=2)
    assert load(store, http, "v4").outcome == "loaded"
    assert fault.hits > 2


def test_pages_of_a_large_table_come_whole_and_in_parts(tmp_path, known, emulator, http):
    dimensions = {
        "Bedrijfskenmerken": [(f"{n:06d} ", f"Branche {n}", "") for n in range(700)],
        "Perioden": [(f"{1926 + n}JJ00", str(1926 + n), "Definitief") for n in range(100)],
    }
    made = Lazy(70_000, lambda n: {
        "ID": n, "Bedrijfskenmerken": f"{n // 100:06d} ", "Perioden": f"{1926 + n % 100}JJ00", "Open_1": float(n % 90),
    })  # fmt: skip
    emulator.tables["89999ned"] = Table("89999NED", dimensions, TOPICS[:1], made)
    known(entry(dimensions={"branch": {"key": "Bedrijfskenmerken"}}, measures=[LABELLED]))
    assert load(Store(tmp_path / "store"), http, "v4").rows == 70_000
    assert emulator.calls(r"Observations\?") == 2


def test_an_unknown_service_is_told(store, http):
    with pytest.raises(Problem, match="v3"):
        load(store, http, "v5")


def test_the_newer_service_stands_beside_an_address_of_ones_own(monkeypatch):
    http = HttpClient(1)
    monkeypatch.delenv("SHORTAGE_CBS_V4_URL", raising=False)
    assert Cbs(http, "http://mirror.example").v4.url == "http://mirror.example/odata/v1"
    monkeypatch.delenv("SHORTAGE_CBS_URL", raising=False)
    assert Cbs(http).v4.url == "https://datasets.cbs.nl/odata/v1"
    http.close()


def test_tables_of_one_service_only_are_those_in_english():
    only = {one.name for one in catalog.tables().values() if one.source == "cbs" and is_loadable(one) and one.cbs.only}
    assert only == {"value_added"}
