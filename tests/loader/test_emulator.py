"""The stand-in answers as the service does: shapes, limits and quirks that clients stumble over."""

from __future__ import annotations

import re

import cbsodata
import pytest
import requests
from emulator import BadFilter, Lazy, Table, Topic, parse_filter
from small_table import TOPICS, small


@pytest.fixture
def served(emulator):
    emulator.tables["89999ned"] = small()
    return emulator


def get(served, path, **query):
    return requests.get(f"{served.url}/{path}", params={f"${key}": one for key, one in query.items()}, timeout=5)


def feed(served, name="", **query):
    return get(served, f"ODataFeed/odata/89999NED/{name}", format="json", **query).json()


def test_the_service_document_names_the_sets_in_the_services_order(served):
    names = [one["name"] for one in feed(served)["value"]]
    assert names[:5] == ["TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", "CategoryGroups"]
    assert names[5:] == ["Bedrijfskenmerken", "Perioden"]


def test_the_catalogue_has_more_fields_than_the_tables_own_description(served):
    listed = get(served, "ODataCatalog/Tables", format="json").json()["value"][0]
    own = feed(served, "TableInfos")["value"][0]
    assert len(listed) == 26
    assert len(own) == 21
    assert {"Updated", "RecordCount", "ColumnCount", "ApiUrl", "FeedUrl"} <= set(listed) - set(own)
    assert listed["RecordCount"] == 8


def test_groups_have_no_key_and_lists_are_padded(served):
    served.tables["89999ned"].topics = [Topic("A_1", "Totaal", "%", "Groep"), Topic("B_2", "Totaal", "%", "Groep")]
    rows = feed(served, "DataProperties")["value"]
    group = next(one for one in rows if one["Type"] == "TopicGroup")
    assert group["Key"] == ""
    assert group["Position"] is None
    assert [one["ParentID"] for one in rows if one["Type"] == "Topic"] == [group["ID"]] * 2
    assert {len(one["Key"]) for one in feed(served, "Bedrijfskenmerken")["value"]} == {9}
    assert "Status" in feed(served, "Perioden")["value"][0]


def test_typed_and_untyped(served):
    table = served.tables["89999ned"]
    table.rows = [dict(row) for row in table.rows]
    table.rows[0]["Open_1"], table.rows[1]["Open_1"], table.rows[2]["Open_1"] = None, "-", 152.0
    typed = [one["Open_1"] for one in feed(served, "TypedDataSet")["value"]]
    untyped = [one["Open_1"] for one in feed(served, "UntypedDataSet")["value"]]
    assert typed[:3] == [None, 0, 152.0]
    assert (untyped[0], untyped[2]) == ("       .", "     152")


def test_pages_of_ten_thousand_with_a_link_that_repeats_the_question(served):
    dimensions = {"B": [("x ", "X", "")], "Perioden": [("2024JJ00", "2024", "")]}
    rows = Lazy(20_001, lambda n: {"ID": n, "B": "x ", "Perioden": "2024JJ00", "Open_1": 1.0})
    served.tables["89999ned"] = Table("89999NED", dimensions, TOPICS[:1], rows)
    first = feed(served, "TypedDataSet", filter="B eq 'x '")
    assert len(first["value"]) == 10_000
    assert re.search(r"\?\$format=json&\$filter=B%20eq%20%27x%20%27&\$skip=10000$", first["odata.nextLink"])
    last = requests.get(first["odata.nextLink"].replace("10000", "20000"), timeout=5).json()
    assert len(last["value"]) == 1
    assert "odata.nextLink" not in last
    assert "odata.nextLink" not in feed(served, "TypedDataSet", top=10_000, skip=10_000)
    cbsodata.options.use_https = False
    try:
        whole = cbsodata.get_meta("89999NED", "TypedDataSet", catalog_url=served.url.removeprefix("http://"))
    finally:
        cbsodata.options.use_https = True
    assert [one["ID"] for one in whole] == list(range(20_001))


def test_the_small_service_has_its_limits(served):
    assert get(served, "ODataApi/odata/89999ned/TypedDataSet", skip=1).status_code == 500
    rows = Lazy(10_001, lambda n: {"ID": n})
    served.tables["89999ned"].rows = rows
    answer = get(served, "ODataApi/odata/89999ned/TypedDataSet")
    assert answer.status_code == 500
    assert "more than 10000 records" in answer.text


def test_without_the_format_the_feed_is_no_json_and_an_unknown_table_is_a_website(served):
    assert "atom" in get(served, "ODataFeed/odata/89999NED/TypedDataSet").headers["Content-Type"]
    answer = get(served, "ODataFeed/odata/00000NED/TypedDataSet", format="json")
    assert answer.status_code == 404
    assert "html" in answer.headers["Content-Type"]


def test_ids_mind_case_in_the_filter_only(served):
    for id, count in (("89999NED", 1), ("89999ned", 0)):
        found = get(served, "ODataCatalog/Tables", format="json", filter=f"Identifier eq '{id}'").json()["value"]
        assert len(found) == count
    assert get(served, "ODataFeed/OData/89999ned/Perioden", format="json").status_code == 200


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("B eq '350000   '", 4),
        ("B eq '350000'", 0),
        ("(B eq '350000   ') and ((P eq '2023JJ00') or (P eq '2024KW01'))", 2),
        ("not (B eq '350000   ')", 4),
        ("substringof('KW',P)", 4),
        ("startswith(P,'2024') and endswith(P,'02')", 2),
        ("P ge '2024KW01'", 4),
        ("substring(P,4,2) eq 'JJ'", 2),
        ("Open_1 gt 5", 8),
    ],
)
def test_filters(text, count):
    rows = [
        {"B": b, "P": p, "Open_1": 1.0}
        for b in ("T001081  ", "350000   ")
        for p in ("2023JJ00", "2024G300", "2024KW01", "2024KW02")
    ]
    keep = parse_filter(text, {"B", "P", "Open_1"}, {"Open_1"})
    assert sum(keep(row) for row in rows) == count


@pytest.mark.parametrize("text", ["B eq", "B eq 'x' or", "(B eq 'x'", "Z eq 'x'", "B is 'x'", "B eq 'x' 'y'", "§"])
def test_bad_filters_are_refused(served, text):
    with pytest.raises(BadFilter):
        parse_filter(text, {"B"}, set())
    assert get(served, "ODataFeed/odata/89999NED/TypedDataSet", format="json", filter=text).status_code == 400


def test_unmodified_get_data_runs_end_to_end(served):
    cbsodata.options.use_https = False
    try:
        rows = cbsodata.get_data("89999NED", catalog_url=served.url.removeprefix("http://"))
    finally:
        cbsodata.options.use_https = True
    assert rows[0]["Bedrijfskenmerken"] == "A-U Alle economische activiteiten"
    assert len(rows) == 8
