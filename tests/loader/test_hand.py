"""A file that people download by hand goes through the checks of what a service gives."""

from __future__ import annotations

import datetime as dt
import json

import openpyxl
import pytest
from typer.testing import CliRunner

from shortage import catalog, loader
from shortage.cli import cli
from shortage.sources.hand import kinds
from shortage.store import Store, snapshot_root

NAME = "tightness_uwv"
HEAD = [
    "Kwartaal",
    "Arbeidsmarktregio",
    "Beroepsgroep",
    "Openstaande vacatures",
    "WW < 6 maanden",
    "Spanningsindicator",
]
LINES = [
    ["2025 4e kwartaal", "Nederland", "Totaal", 380_000, 95_000, 4.0],
    ["2025 4e kwartaal", "Nederland", "Machinemonteurs", 6_000, 500, 12.0],
    ["2025 4e kwartaal", "Utrecht", "Totaal", 30_000, 6_000, 5.0],
    ["2026 1e kwartaal", "Nederland", "Totaal", 370_000, 98_000, 3.8],
    ["2026 1e kwartaal", "Nederland", "Machinemonteurs", "*", "450", "15,1"],
]


@pytest.fixture
def store(tmp_path, monkeypatch):
    made = Store(tmp_path / "store")
    monkeypatch.setenv("SHORTAGE_STORE", str(made.root))
    whole = Store(snapshot_root())
    table = catalog.table(NAME)
    more = {"release": "2023-08-01", "modified": "2023-08-01", "retrieved": "2023-08-01", "origin": "snapshot"}
    made.write(table, whole.raw(NAME), whole.codes(NAME), **more)
    return made


def workbook(path, lines=LINES, head=HEAD, above=(["Spanningsindicator arbeidsmarkt"], []), below=(["Bron: UWV"],)):
    book = openpyxl.Workbook()
    book.active.append(["Toelichting"])
    sheet = book.create_sheet("Cijfers")
    for line in (*above, head, *lines, *below):
        sheet.append(list(line))
    book.save(path)
    return path


def call(*words, code=0):
    done = CliRunner().invoke(cli, ["load", "--lang", "en", *map(str, words)])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done


def test_a_workbook_brings_a_release_and_what_it_lacks_stays(store, tmp_path):
    before = store.raw(NAME)
    call("--file", "uwv_spanning", workbook(tmp_path / "spanning.xlsx"))
    frame = store.read(NAME).frame.set_index(["measure", "group", "period"])["value"]
    assert frame["open_vacancies_uwv", "total", "2026KW01"] == pytest.approx(370)
    assert frame["vacancies_per_benefit", "total", "2025KW04"] == 4
    assert frame["vacancies_per_benefit", "Machinemonteurs", "2026KW01"] == 15.1
    assert ("open_vacancies_uwv", "Machinemonteurs", "2026KW01") not in frame.index  # not released
    assert frame["open_vacancies_uwv", "total", "2022KW03"] == pytest.approx(451.9)
    entry = store.entry(NAME)
    made = openpyxl.load_workbook(tmp_path / "spanning.xlsx").properties.modified
    assert (entry.release, entry.origin, entry.extra["linesLeftOut"]) == (f"{made:%Y-%m-%d}", "loaded", 1)
    rows = store.raw(NAME)
    own = rows[rows["vintage"] == entry.release]
    assert set(own["origin"]) == {"UWV, spanning.xlsx"} and set(own["grade"]) == {"A"}
    assert len(rows) - len(own) == before["value"].notna().sum()
    # The same file once more is nothing new.
    assert "unchanged" in call("--file", "uwv_spanning", tmp_path / "spanning.xlsx").stdout


def test_a_text_with_separators_is_read_too_and_a_day_is_its_quarter(store, tmp_path):
    path = tmp_path / "spanning.csv"
    path.write_text("Periode;Beroepsgroep;Vacatures\n2026-Q1;Alle beroepen;370000\nKW 2 2026;Totaal;360000\n", "cp1252")
    call("--file", "uwv_spanning", path)
    frame = store.read(NAME).select("open_vacancies_uwv", group="total").set_index("period")["value"]
    assert (frame["2026KW01"], frame["2026KW02"]) == (pytest.approx(370), pytest.approx(360))
    call("--file", "uwv_spanning", workbook(tmp_path / "d.xlsx", [[dt.datetime(2026, 9, 30), "", "Totaal", 350_000]],
                                            ["Peildatum", "Opmerking", "Beroepsgroep", "Vacatures"]))  # fmt: skip
    assert store.read(NAME).select("open_vacancies_uwv", group="total", period="2026KW03")["value"].item() == 350


FAULTS = {
    "no heading": ({"head": ["Wanneer", *HEAD[1:]]}, "Wanneer"),
    "thousand points": ({"lines": [["2026KW1", "Nederland", "Totaal", "370.000", 98_000, 3.8]]}, "370.000"),
    "words": ({"lines": [["2026KW1", "Nederland", "Totaal", "veel", 98_000, 3.8]]}, "veel"),
    "month": ({"lines": [["maart 2026", "Nederland", "Totaal", 1, 2, 3.8]]}, "maart 2026"),
    "twice": ({"lines": [LINES[0], LINES[0]]}, "twice"),
    "out of bounds": ({"lines": [["2026KW1", "Nederland", "Totaal", 370_000, 98_000, 380]]}, "380"),
    "in thousands": ({"lines": [["2022KW3", "Nederland", "Totaal", 451.9, 98, 4.6]]}, "451.9"),
    "nothing": ({"lines": []}, "no figure"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_is_not_clear_is_refused_and_the_store_is_as_it_was(store, tmp_path, name):
    given, word = FAULTS[name]
    before = store.entry(NAME)
    said = call("--file", "uwv_spanning", workbook(tmp_path / "f.xlsx", **given), code=1)
    assert word in said.stdout
    assert Store(store.root).entry(NAME) == before


def test_what_is_no_file_of_that_kind_is_a_sentence(store, tmp_path):
    assert "uwv_spanning" in call("--file", "uwv_spannend", tmp_path / "x.xlsx", code=2).stderr
    assert "x.xlsx" in call("--file", "uwv_spanning", tmp_path / "x.xlsx", code=1).stdout
    (tmp_path / "x.xlsx").write_bytes(b"no workbook at all")
    assert "cannot be read" in call("--file", "uwv_spanning", tmp_path / "x.xlsx", code=1).stdout
    found = json.loads(call("--json", "--file", "uwv_spanning", tmp_path / "x.xlsx", code=1).stdout)
    assert found["tables"][0]["problem"]["key"] == "file_unreadable"


def test_each_kind_of_file_names_measures_that_its_table_has():
    assert "uwv_spanning" in kinds()
    for table in kinds().values():
        assert set(table.load["measures"]) <= {one.name for one in table.measures}
        assert set(table.load.get("topics", table.load["measures"])) == set(table.load["measures"])
        assert set(table.load["columns"]) == {one.key for one in table.dimensions.values()}
        assert not loader.is_loadable(table)


ROA_HEAD = "regionaam;aggregatieniveau;thema;waarde;onderwerp;typering;indicator;aantal;totaal6jrperc;versie"
ROA_LINES = [
    "Nederland;Beroepsgroep;Risicoindicatoren;00711;verwachte baanopeningen tot 2030;hoog;;10300;43;v20260901",
    "Nederland;Beroepsgroep;Risicoindicatoren;00711;verwachte uitbreidingsvraag tot 2030;laag;;-1700;-2;v20260901",
    "Nederland;Beroepsgroep;Risicoindicatoren;00711;verwachte vervangingsvraag tot 2030;hoog;;12000;45;v20260901",
    "Nederland;Beroepsgroep;Risicoindicatoren;00711;ITKB toekomstige knelpunten beroepsgroep in 2030;groot;"
    "0,804;;;v20260901",
    "Utrecht;Beroepsgroep;Risicoindicatoren;00711;verwachte baanopeningen tot 2030;hoog;;900;40;v20260901",
    "Nederland;Bedrijfssector;Risicoindicatoren;12;verwachte baanopeningen tot 2030;hoog;;900;40;v20260901",
    "Nederland;Beroepsgroep;Risicoindicatoren;00711;vergelijkbaarheidsindex;;1;;;v20260901",
]


def test_a_file_with_a_line_per_topic_is_dated_by_the_year_in_the_topic(store, tmp_path):
    path = tmp_path / "ais.csv"
    path.write_text("\n".join([ROA_HEAD, *ROA_LINES]), "cp1252")
    call("--file", "roa_ais", path)
    rows = store.read("roa_outlook").frame
    assert set(zip(rows["occupation"], rows["period"], rows["status"], strict=True)) == {
        ("0711", "2030JJ00", "forecast")
    }
    assert dict(zip(rows["measure"], rows["value"], strict=True)) == {
        "future_bottleneck": 0.804,
        "job_openings": 10300,
        "job_openings_pct": 43,
        "expansion_demand": -1700,
        "replacement_demand": 12000,
    }
    assert store.entry("roa_outlook").extra["linesLeftOut"] == 3
    path.write_text("\n".join([ROA_HEAD.replace("waarde", "code"), *ROA_LINES]), "cp1252")
    assert "onderwerp / waarde" in call("--file", "roa_ais", path, code=1).stdout
