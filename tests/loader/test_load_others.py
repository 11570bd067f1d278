"""Loading from Eurostat and DUO."""

from __future__ import annotations

import json

import pytest
from emulator import Dataset, File

from shortage import catalog, loader
from shortage.sources.eurostat import period
from shortage.store import Store, is_provisional

HEAD = {
    "publisher": "x",
    "licence": "CC-BY-4.0",
    "url": "https://example.org/",
    "title": {"nl": "T", "en": "T"},
    "why": {"nl": "W", "en": "W"},
}


def permits(**more) -> catalog.Table:
    facts = {
        **HEAD,
        "name": "permits",
        "id": "migr_test",
        "source": "eurostat",
        "frequency": "year",
        "dimensions": {
            "geo": {
                "key": "geo",
                "is_filter": True,
                "codes": {one: {"key": one, "nl": one, "en": one} for one in ("NL", "DE", "XX")},
            },
            "reason": {"key": "reason", "codes": {"work": {"label": "Employment reasons", "nl": "Werk", "en": "Work"}}},
        },
        "measures": [{"name": "permits", "label": "Valid permits", "title": {"nl": "V", "en": "P"}, "unit": "persons"}],
        "load": {"fixed": {"freq": "A", "unit": "PER"}, "since": "2020"},
    }
    return catalog.Table(**{**facts, **more})


def dataset() -> Dataset:
    members = {
        "freq": {"A": "Annual"},
        "unit": {"PER": "Person", "THS": "Thousand"},
        "geo": {"NL": "Netherlands", "DE": "Germany", "FR": "France"},
        "reason": {"EMP": "Employment reasons", "EDU": "Education reasons"},
        "time": {"2019": "2019", "2020": "2020", "2021": "2021"},
    }
    cells = {}
    for unit, factor in (("PER", 1000), ("THS", 1)):
        for at, geo in enumerate(members["geo"], 1):
            for reason in members["reason"]:
                for year in members["time"]:
                    cells["A", unit, geo, reason, year] = (factor * at + int(year) % 10, "p" if year == "2021" else "")
    del cells["A", "PER", "DE", "EDU", "2020"]
    return Dataset(members, cells)


@pytest.fixture
def eurostat(tmp_path, known, emulator):
    known(permits())
    emulator.datasets["migr_test"] = dataset()
    return Store(tmp_path / "store")


def load(store, http, name, **more):
    return loader.load([name], store, seed=False, http=http, **more)[0]


def test_eurostat_comes_in_limited_to_what_is_named(eurostat, http, emulator):
    result = load(eurostat, http, "permits")
    assert result.problem is None
    assert result.release == "2026-10-01"
    frame = eurostat.read("permits").frame
    assert set(frame["geo"]) == {"NL", "DE"}
    assert set(frame["reason"]) == {"work", "EDU"}
    assert set(frame["period"]) == {"2020JJ00", "2021JJ00"}
    assert len(frame) == 7
    one = frame.query("geo == 'DE' and reason == 'work' and period == '2021JJ00'").iloc[0]
    assert (one["value"], one["status"], one["is_provisional"]) == (2001, "flag:p", True)
    asked = [one for one in emulator.requests if "statistics/1.0/data/migr_test" in one]
    assert len(asked) == 1
    assert "geo=NL" in asked[0]
    assert "FR" not in asked[0]


def test_an_unchanged_dataset_costs_one_request_and_a_new_one_is_loaded(eurostat, http, emulator):
    load(eurostat, http, "permits")
    before = len(emulator.requests)
    assert load(eurostat, http, "permits").outcome == "unchanged"
    assert len(emulator.requests) - before == 1
    emulator.datasets["migr_test"].updated = "02.11.2026"
    assert load(eurostat, http, "permits").release == "2026-11-02"


EUROSTAT_FAULTS = [
    (kind, place) for kind in ("reset", "truncate", "html200", "status") for place in ("toc", "statistics")
]


@pytest.mark.parametrize(("kind", "place"), [*EUROSTAT_FAULTS, ("badjson", "statistics")])
def test_faults_of_eurostat_pass_or_are_told(eurostat, http, emulator, kind, place):
    emulator.fault(kind, place, times=2)
    assert load(eurostat, http, "permits").outcome == "loaded"
    emulator.datasets["migr_test"].updated = "02.11.2026"
    emulator.fault(kind, place, times=99)
    result = load(eurostat, http, "permits")
    # A table of contents that cannot be read stops nothing: the dataset itself says whether it is new.
    is_readable = place == "toc" and kind in ("html200", "status")
    assert result.outcome == ("unchanged" if is_readable else "failed")
    # The frames of an error hold the whole answer that it is about; a load keeps its errors.
    assert is_readable or (result.problem.__traceback__, result.problem.__cause__) == (None, None)
    assert eurostat.read("permits").source.release == "2026-10-01"


def test_a_new_dimension_a_changed_unit_and_a_new_classification_stop_the_dataset(eurostat, http, emulator):
    def spoiled(change):
        emulator.datasets["migr_test"] = dataset()
        change(emulator.datasets["migr_test"])
        return load(eurostat, http, "permits", force=True).problem

    def add(one):
        one.members = {"citizen": {"A": "A", "B": "B"}, **one.members}
        one.cells = {(c, *key): value for key, value in one.cells.items() for c in "AB"}

    assert "citizen" in spoiled(add).text("en")
    assert spoiled(lambda one: one.members["unit"].pop("PER")).key in ("table_changed", "table_incomplete")
    rename = {"geo": "geo", "reason": "grounds"}

    def renamed(one):
        one.members = {rename.get(name, name): codes for name, codes in one.members.items()}

    assert "grounds" in spoiled(renamed).text("nl")
    emulator.datasets.clear()
    assert load(eurostat, http, "permits", force=True).problem.key == "table_not_published"


def changed(monkeypatch, emulator, place, change):
    """Have the emulator give another body at ``place``; ``change`` makes it of the one that it would give."""
    answer = emulator.answer

    def given(target):
        status, media, body, headers = answer(target)
        return (status, media, change(body), headers) if place in target else (status, media, body, headers)

    monkeypatch.setattr(emulator, "answer", given)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"last update of data", b"Last data update"),
        lambda body: body.replace(b"last update of data", b"seen"),
        lambda body: b"",
        lambda body: body.replace(b'"title"', b'"label"').replace(b'"values"', b'"number"'),
    ],
)
def test_another_heading_in_the_table_of_contents_stops_nothing(eurostat, http, emulator, monkeypatch, change):
    changed(monkeypatch, emulator, "/toc/", change)
    assert load(eurostat, http, "permits").outcome == "loaded"
    assert eurostat.entry("permits").release == "2026-10-01"
    assert load(eurostat, http, "permits").outcome == "unchanged"


QUEUED = b'{"warning": [{"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Your request will be treated later."}]}'


def test_an_answer_that_is_still_made_is_waited_for(eurostat, http, emulator, monkeypatch):
    http.queue_pause = 0.01
    left = [QUEUED] * 6  # more than a failure is tried
    changed(monkeypatch, emulator, "/statistics/", lambda body: left.pop() if left else body)
    assert load(eurostat, http, "permits").outcome == "loaded"
    assert left == []
    changed(monkeypatch, emulator, "/statistics/", lambda body: QUEUED)
    assert load(eurostat, http, "permits", force=True).problem.key == "source_queued"


def test_a_colon_is_no_figure_and_other_words_are_told(eurostat, http, emulator, monkeypatch):
    def word(text):
        return lambda body: json.dumps({**json.loads(body), "value": {"0": text, "1": 3.0}}).encode()

    changed(monkeypatch, emulator, "/statistics/", word(":"))
    assert load(eurostat, http, "permits").problem is None
    assert eurostat.read("permits").frame["value"].tolist() == [3.0]
    changed(monkeypatch, emulator, "/statistics/", word("c. 12"))
    assert "c. 12" in load(eurostat, http, "permits", force=True).problem.text("nl")


@pytest.mark.parametrize(
    ("flag", "may_change"),
    [
        *((one, True) for one in ("p", "bp", "pu", "ep", "f", "p|C")),
        *((one, False) for one in ("b", "e", "|C", "bd", "u", "s|p")),
    ],
)
def test_flags_and_their_combinations(flag, may_change):
    assert is_provisional(f"flag:{flag}") is may_change


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024", "2024JJ00"),
        ("2024-Q3", "2024KW03"),
        ("2024-07", "2024MM07"),
        ("2024-13", ""),
        ("2024-S1", ""),
        ("x", ""),
    ],
)
def test_periods_of_eurostat(text, code):
    assert period(text) == code


FIRST_YEARS = """STUDIEJAAR;ONDERDEEL;TYPE_HOGER_ONDERWIJS;INSTELLINGSNAAM_ACTUEEL;AANTAL
2023;TECHNIEK;bachelor;Een;100
2023;TECHNIEK;bachelor;Twee;<5
2023;TECHNIEK;associate degree;Een;7
2023;TECHNIEK;master;Een;1000
2023;ECONOMIE;bachelor;Een;40
2024;TECHNIEK;bachelor;Een;110
"""


def students(**more) -> catalog.Table:
    facts = {
        **HEAD,
        "name": "students",
        "id": "p02test",
        "source": "duo",
        "kind": "file",
        "frequency": "school_year",
        "dimensions": {
            "direction": {
                "key": "Richting",
                "codes": {"tech": {"label": "techniek", "nl": "Techniek", "en": "Technology"}},
            },
            "level": {
                "key": "Niveau",
                "codes": {
                    "hbo": {"label": "hbo (ad+bachelor)", "nl": "hbo", "en": "hbo"},
                    "ad": {"label": "hbo ad", "nl": "ad", "en": "ad"},
                },
            },
        },
        "measures": [
            {"name": "first_years", "label": "Eerstejaars", "title": {"nl": "E", "en": "F"}, "unit": "persons"}
        ],
        "load": {
            "year": "STUDIEJAAR",
            "values": {"first_years": "AANTAL"},
            "columns": {"Richting": "ONDERDEEL"},
            "files": [{"path": "dataset/x/first.csv"}],
            "slices": [
                {
                    "where": {"TYPE_HOGER_ONDERWIJS": ["bachelor", "associate degree"]},
                    "set": {"Niveau": "hbo (ad+bachelor)"},
                },
                {"where": {"TYPE_HOGER_ONDERWIJS": "associate degree"}, "set": {"Niveau": "hbo ad"}},
            ],
        },
    }
    return catalog.Table(**{**facts, **more})


@pytest.fixture
def duo(tmp_path, known, emulator):
    known(students())
    emulator.files["dataset/x/first.csv"] = File(FIRST_YEARS.encode("cp1252"))
    return Store(tmp_path / "store")


def test_duo_is_added_up_and_says_where_cells_were_left_out(duo, http):
    result = load(duo, http, "students")
    assert result.problem is None
    assert result.release == "2026-10-01"
    frame = duo.read("students").frame.set_index(["direction", "level", "period"])
    assert frame.loc[("tech", "hbo", "2023SJ00"), "value"] == 107
    assert frame.loc[("tech", "hbo", "2023SJ00"), "status"] == "partly_suppressed"
    assert frame.loc[("tech", "ad", "2023SJ00"), ["value", "status"]].tolist() == [7, "final"]
    assert frame.loc[("ECONOMIE", "hbo", "2023SJ00"), "value"] == 40
    assert frame.loc[("tech", "hbo", "2024SJ00"), "value"] == 110
    assert len(frame) == 4


def test_duo_unchanged_costs_a_head_and_a_new_file_is_loaded(duo, http, emulator):
    load(duo, http, "students")
    before = len(emulator.requests)
    assert load(duo, http, "students").outcome == "unchanged"
    assert emulator.requests[before:] == ["HEAD /duo/dataset/x/first.csv"]
    emulator.files["dataset/x/first.csv"] = File(
        FIRST_YEARS.replace(";110", ";111").encode(), "Mon, 02 Nov 2026 02:00:00 GMT"
    )
    assert load(duo, http, "students").release == "2026-11-02"


def test_years_spread_over_columns(duo, http, emulator, known):
    emulator.files["w.csv"] = File(b"SECTORKAMER NAAM,JAAR_2023,JAAR_2024\nTechniek,5,6\nTechniek,1,<5\n")
    known(
        students(
            dimensions={
                "direction": {"key": "Richting", "codes": {"tech": {"label": "techniek", "nl": "T", "en": "T"}}}
            },
            load={
                "wide": r"JAAR_(\d{4})",
                "columns": {"Richting": "SECTORKAMER NAAM"},
                "files": [{"path": "https://onderwijsdata.duo.nl/w.csv"}],
            },
        )
    )
    assert load(duo, http, "students").problem is None
    frame = duo.read("students").frame
    assert dict(zip(frame["period"], frame["value"], strict=True)) == {"2023SJ00": 6, "2024SJ00": 6}


DUO_FAULTS = {
    "column gone": (FIRST_YEARS.replace("ONDERDEEL", "RICHTING"), "ONDERDEEL"),
    "member gone": (FIRST_YEARS.replace("TECHNIEK", "BOUW"), "techniek"),
    "not a number": (FIRST_YEARS.replace("110", "veel"), "veel"),
    "empty": (FIRST_YEARS.splitlines()[0], "first_years"),
    "website": ("<!DOCTYPE html><html></html>", "web page"),
}


@pytest.mark.parametrize("name", DUO_FAULTS)
def test_a_file_that_changed_stops_the_table(duo, http, emulator, name):
    load(duo, http, "students")
    text, word = DUO_FAULTS[name]
    emulator.files["dataset/x/first.csv"] = File(text.encode(), "Mon, 02 Nov 2026 02:00:00 GMT")
    problem = load(duo, http, "students").problem
    assert word in problem.text("en")
    assert duo.read("students").source.release == "2026-10-01"


@pytest.mark.parametrize("kind", ["reset", "truncate", "status"])
def test_faults_of_duo_pass(duo, http, emulator, kind):
    emulator.fault(kind, "GET /duo|^/duo", times=2)
    assert load(duo, http, "students").outcome == "loaded"


def test_a_file_that_is_not_there(duo, http, emulator):
    emulator.files.clear()
    result = load(duo, http, "students")
    assert (result.problem.key, result.problem.status) == ("source_not_found", 404)
