"""DUO's files: whatever a web server does with headers, a figure is loaded once, whole, and no year is lost."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from shelf import ADDRESS, DATASET, HABITS, RESOURCE, Shelf, enrolled

from shortage import catalog, loader
from shortage.sources.duo import newest
from shortage.store import Store

LATER = "Thu, 19 Nov 2026 09:00:00 GMT"
NAME = "enrolled_hbo"


@pytest.fixture
def shelf(monkeypatch):
    with Shelf() as served:
        served.files[ADDRESS] = enrolled(2020, 2024)
        monkeypatch.setenv("SHORTAGE_DUO_URL", served.url)
        yield served


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def load(store, http, **more):
    return loader.load([NAME], store, seed=False, http=http, **more)[0]


def technology(store, release=None):
    rows = store.read(NAME, release).select("enrolled", direction="technology", level="all")
    return dict(zip(rows["period"], rows["value"], strict=True))


@pytest.mark.parametrize("habit", HABITS)
def test_a_file_loads_once_whatever_the_server_does_with_headers(shelf, store, http, habit):
    shelf.habit = habit
    first = load(store, http)
    assert first.problem is None and first.outcome == "loaded"
    assert technology(store) == {f"{year}SJ00": 600 for year in range(2020, 2025)}
    if habit != "no date":
        assert first.release == "2026-02-20"
    before = shelf.count("GET")
    again = load(store, http)
    assert (again.outcome, again.release, again.rows) == ("unchanged", first.release, first.rows)
    # A server that can tell is not asked for the file.
    assert (shelf.count("GET") == before) is (habit in ("plain", "nginx", "apache"))
    assert len(store.entries()[NAME]) == 1
    shelf.files[ADDRESS] = enrolled(2020, 2024, lambda year, sector: "101")
    shelf.changed = LATER
    assert load(store, http).outcome == "loaded"
    assert technology(store)["2024SJ00"] == 606


def test_a_year_that_the_next_edition_drops_stays_as_an_edition_of_its_own(shelf, store, http):
    load(store, http)
    shelf.files[ADDRESS], shelf.changed = enrolled(2021, 2025, lambda year, sector: "200"), LATER
    result = load(store, http)
    assert technology(store) == {"2020SJ00": 600, **{f"{year}SJ00": 1200 for year in range(2021, 2026)}}
    rows = store.read(NAME).select("enrolled", direction="technology", level="all")
    assert dict(zip(rows["period"], rows["vintage"], strict=True))["2020SJ00"] == "2026-02-20"
    assert set(rows["vintage"][rows["period"] > "2020SJ00"]) == {"2026-11-19"}
    for text in (result.note, store.entry(NAME).coverage):
        assert "2020" in text.nl and "2026-02-20" in text.nl
        assert "2020" in text.en
    # And so it stays, with the next edition too.
    shelf.files[ADDRESS], shelf.changed = enrolled(2022, 2026), "Fri, 20 Nov 2026 09:00:00 GMT"
    load(store, http)
    assert sorted(technology(store)) == [f"{year}SJ00" for year in range(2020, 2027)]
    assert store.read(NAME).frame["vintage"].nunique() == 3


def test_other_figures_under_the_same_date_are_another_edition(shelf, store, http):
    load(store, http)
    shelf.habit, shelf.files[ADDRESS] = "servers", enrolled(2021, 2025)
    assert load(store, http).outcome == "loaded"
    editions = store.read(NAME).frame.groupby("period")["vintage"].agg(set)
    assert not editions["2020SJ00"] & editions["2021SJ00"]


TECH = "bachelor,Hogeschool één,TECHNIEK,MAN,"
FAULTS = {
    "cut line": (lambda body: body[: body.rindex(b",MAN")], "breekt af"),
    "cut year": (lambda body: b"".join(body.splitlines(True)[: 1 + 2 * 48 + 25]), "2022"),
    "thousands": (lambda body: body.replace(b"VROUW,100", b'VROUW,"1.234"'), "1.234"),
    "words for a number": (lambda body: body.replace(b"VROUW,100", b"VROUW,veel"), "veel"),
    "renamed sector": (lambda body: body.replace(b"TECHNIEK", b"TECHNISCH"), "TECHNISCH"),
    "renamed kind": (lambda body: body.replace(b"associate degree", b"ad"), "associate degree"),
    "renamed column": (lambda body: body.replace(b"ONDERDEEL", b"CROHO_ONDERDEEL"), "CROHO_ONDERDEEL"),
    "lines gone everywhere": (
        lambda body: b"".join(line for place, line in enumerate(body.splitlines(True)) if not place or place % 4),
        "180 regels in plaats van 240",
    ),
    "ends earlier": (lambda body: enrolled(2019, 2023), "2023"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_is_not_whole_or_not_the_same_is_refused_with_a_sentence(shelf, store, http, name):
    load(store, http)
    change, word = FAULTS[name]
    shelf.files[ADDRESS], shelf.changed = change(enrolled(2020, 2024)), LATER
    problem = load(store, http).problem
    assert problem is not None and word in problem.text("nl")
    assert problem.text("nl").count("\n") == 0 and problem.key in ("table_incomplete", "table_changed", "table_lost")
    assert technology(store)["2024SJ00"] == 600


@pytest.mark.parametrize("name", ["cut line", "cut year"])
def test_half_a_file_is_refused_on_the_first_load_too(shelf, store, http, name):
    shelf.files[ADDRESS] = FAULTS[name][0](enrolled(2020, 2024))
    assert load(store, http).problem is not None


def resource(id, name, changed=""):
    return {"id": id, "url": f"https://onderwijsdata.duo.nl/x/{id}/download/{name}", "last_modified": changed}


def test_the_newest_file_is_found_in_the_catalogue_of_duo(shelf, store, http):
    other = "/dataset/new/ingeschrevenengeslhbo.csv"
    shelf.files[other] = enrolled(2021, 2025)
    shelf.packages[DATASET] = [
        {"id": RESOURCE, "url": f"https://onderwijsdata.duo.nl{ADDRESS}", "last_modified": "2026-02-20T09:00:00"},
        {"id": "n", "url": f"https://onderwijsdata.duo.nl{other}", "last_modified": "2026-11-19T09:00:00.123"},
        {"id": "w", "url": "https://onderwijsdata.duo.nl/ingeschrevenengeslwo.csv", "last_modified": "2026-11-25"},
    ]
    load(store, http)
    assert sorted(technology(store))[-1] == "2025SJ00"
    assert store.entry(NAME).extra["files"] == [f"{shelf.url}{other}"]
    # Where that catalogue is down, the address of ours holds; it ends a year earlier, which is not taken for newer.
    shelf.packages.clear()
    assert "2024" in load(store, http).problem.text("nl")
    assert sorted(technology(store))[-1] == "2025SJ00"


OLD = f"https://onderwijsdata.duo.nl/dataset/{DATASET}/resource/{RESOURCE}/download/2021-2025-kamer01-per-niv.csv"


@pytest.mark.parametrize(
    ("listed", "url"),
    [
        ([], None),
        ([resource("a", "2022-2026-kamer01-per-niv.csv")], "2022-2026-kamer01-per-niv.csv"),
        ([resource("a", "2022-2026-kamer02-per-niv.csv")], None),
        ([resource("a", "2022-2026-kamer01-per-niv.pdf")], None),
        ([resource(RESOURCE, "andere-naam.csv")], "andere-naam.csv"),
        ([resource("a", "2020-2024-kamer01-per-niv.csv", "2027"), resource(RESOURCE, "2021-2025-kamer01-per-niv.csv")],
         "2021-2025-kamer01-per-niv.csv"),
        ([resource("a", "kamer01-per-niv-2026.csv", "2026"), resource("b", "kamer01-per-niv-2026.csv", "2027")],
         "b/download/kamer01-per-niv-2026.csv"),
    ],
)  # fmt: skip
def test_which_file_is_the_newest_of_its_kind(listed, url):
    found = newest(OLD, listed)
    assert found is None if url is None else found.url.endswith(url)


def test_the_newest_year_and_one_that_is_marked_are_provisional(shelf, store, http):
    body = enrolled(2020, 2024).replace(b"\n2022,", b"\n2022*,").replace(b"VROUW,100", b"VROUW,-1")
    shelf.files[ADDRESS] = body
    load(store, http)
    rows = store.read(NAME).select("enrolled", direction="technology", level="all").set_index("period")
    assert rows["status"].to_dict()["2024SJ00"] == "provisional_partly_suppressed"
    assert rows["status"].to_dict()["2023SJ00"] == "partly_suppressed"
    assert rows["is_provisional"].to_dict() == {f"{year}SJ00": year in (2022, 2024) for year in range(2020, 2025)}


def test_a_file_with_a_column_for_each_track_is_fetched_once_and_its_columns_add_up(shelf, store, http):
    path = str(catalog.table("mbo_students_by_institution").load["files"][0]["path"])
    lines = [f"{year},Utrecht,{bbl},0,{bol},7" for year in (2024, 2025) for bbl, bol in ((100, 200), (-1, 50))]
    shelf.files[urlsplit(path).path] = "\n".join(["JAAR,GEMEENTE INSTELLING,BBL,BOLDT,BOLVT,EX", *lines]).encode()
    result = loader.load(["mbo_students_by_institution"], store, seed=False, http=http)[0]
    assert result.problem is None
    assert shelf.count("GET") == 1
    rows = store.read("mbo_students_by_institution").select("students", period="2025SJ00").set_index("track")
    assert rows["value"].to_dict() == {
        "bbl": 100, "bol": 250, "bol-part-time": 0, "examination": 14, "total": 350, "total-with-examination": 364,
    }  # fmt: skip
    assert rows.loc["total", "status"] == "provisional_partly_suppressed" and rows.loc["bol", "status"] == "provisional"
