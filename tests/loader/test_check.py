"""What a load tells before it loads, what it keeps of a publisher's answers, and names that a store was given."""

from __future__ import annotations

import json

import pytest
from emulator import Topic
from recorded import FOLDER, table
from shapes import SHAPES
from small_table import SMALL, TOPICS, entry, small
from typer.testing import CliRunner

from shortage import catalog, loader
from shortage.cli import cli
from shortage.loader.aliases import FILE
from shortage.store import Store
from shortage.text import Problem


@pytest.fixture
def store(tmp_path, known, emulator):
    known(entry())
    emulator.tables["89999ned"] = small()
    return Store(tmp_path / "store")


def check(store, http, **more):
    (result,) = loader.load([SMALL], store, seed=False, http=http, check=True, **more)
    return result


def run(monkeypatch, store, *args):
    monkeypatch.setenv("SHORTAGE_STORE", str(store.root))
    return CliRunner().invoke(cli, ["load", SMALL, *args, "--lang", "en"])


# -- before the load ---------------------------------------------------------------------------------------------


def test_a_check_asks_for_no_figure_and_says_how_all_names_fit(store, http, emulator):
    result = check(store, http)
    assert (result.outcome, result.problem) == ("new", None)
    assert not emulator.calls("DataSet") and not store.exists
    found = {one.name: one.key for one in result.findings}
    assert found["columns.branch"] == "Bedrijfskenmerken"
    assert found["branch.F"] == "350000"
    assert found["period.KW"] == "2"
    assert {one.part for one in result.findings} == {"columns", "measures", "codes", "units", "periods"}


@pytest.mark.parametrize("transport", ["v3", "v4"])
def test_all_that_does_not_fit_is_told_at_once_with_what_comes_near(store, http, emulator, known, transport):
    one = entry().measures[0].model_dump()
    known(
        entry(
            measures=[
                {**one, "key": "", "label": "Vacatures die openstaan"},
                {**one, "name": "x", "key": "", "label": "y"},
            ],
            dimensions={
                "branch": {
                    "key": "Bedrijfskenmerken",
                    "codes": {"F": {"label": "F Bouwnijverheden", "nl": "Bouw", "en": "Construction"}},
                }
            },
        )
    )
    result = check(store, http, transport=transport)
    assert result.outcome == "failed"
    wrong = {one.name: one for one in result.findings if one.error}
    assert set(wrong) == {"measures.open_vacancies", "measures.x", "branch.F"}
    assert wrong["branch.F"].candidates[0] == ("350000", "F Bouwnijverheid")
    assert wrong["branch.F"].suggestion == "350000"
    assert wrong["measures.x"].suggestion == ""


def test_the_command_says_it_in_words_and_as_json(store, emulator, monkeypatch):
    emulator.tables["89999ned"].topics = [Topic("Open_9", "Openstaande vacature", "x 1 000"), TOPICS[1]]
    table = entry().measures[0].model_dump() | {"key": "", "label": "Openstaande vacatures"}
    found = {SMALL: entry(measures=[table])}
    monkeypatch.setattr(catalog.model, "tables", lambda: found)
    monkeypatch.setattr(catalog, "tables", lambda: found)
    told = run(monkeypatch, store, "--check")
    assert told.exit_code == 1
    assert "measures.open_vacancies does not fit, which stops the table" in told.output
    assert f"shortage load {SMALL} --alias measures.open_vacancies=Open_9" in told.output
    facts = json.loads(run(monkeypatch, store, "--check", "--json").stdout)
    (one,) = [one for one in facts["tables"][0]["findings"] if one["stops"]]
    assert one["suggestion"] == "Open_9" and "nl" in one["why"]


# -- names given to a store --------------------------------------------------------------------------------------


def test_a_name_that_was_given_makes_the_table_load_and_is_shown(store, emulator, monkeypatch):
    emulator.tables["89999ned"].topics = [Topic("Anders_9", "Iets anders", "x 1 000")]
    emulator.tables["89999ned"].rows = [
        {"Anders_9" if key == "Open_1" else key: value for key, value in row.items()}
        for row in emulator.tables["89999ned"].rows
    ]
    assert run(monkeypatch, store).exit_code == 1
    assert run(monkeypatch, store, "--alias", "measures.open_vacancies=Anders_9").exit_code == 0
    assert store.read(SMALL).frame["measure"].unique().tolist() == ["open_vacancies"]
    assert loader.status(store)[0].aliases == {"measures.open_vacancies": "Anders_9"}
    told = CliRunner().invoke(cli, ["status", "--lang", "en"])
    assert "measures.open_vacancies is called Anders_9" in told.output


def test_columns_and_codes_can_be_given_a_name_too(store, http, emulator):
    made = emulator.tables["89999ned"]
    made.dimensions = {"Takken": [("A9", "Alles", ""), ("F9", "Bouw", "")], "Perioden": made.dimensions["Perioden"]}
    made.rows = [
        {"ID": row["ID"], "Takken": "F9" if row["Bedrijfskenmerken"].startswith("35") else "A9", **{
            key: value for key, value in row.items() if key not in ("ID", "Bedrijfskenmerken")
        }}
        for row in made.rows
    ]  # fmt: skip
    names = {"columns.branch": "Takken", "branch.F": "F9", "branch.A-U": "A9"}
    loader.set_aliases(store, catalog.tables()[SMALL], names)
    (result,) = loader.load([SMALL], store, seed=False, http=http)
    assert result.problem is None, result.problem.text("en")
    assert set(store.read(SMALL).frame["branch"]) == {"A-U", "F"}


@pytest.mark.parametrize("text", ["[small", "[nobody]\nx = 1", '[small]\n"measures.nothing" = "x"', "\xff"])
def test_a_broken_file_of_names_is_one_sentence(store, http, text):
    store.root.mkdir()
    (store.root / FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(Problem) as told:
        loader.load([SMALL], store, seed=False, http=http)
    assert FILE in told.value.text("nl") and told.value.key == "aliases_broken"


def test_a_name_that_the_table_does_not_have_is_refused(store, monkeypatch):
    told = run(monkeypatch, store, "--alias", "measures.nothing=x")
    assert told.exit_code == 2 and "measures.nothing" in told.output
    assert not (store.root / FILE).exists()


# -- records -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("transport", ["v3", "v4"])
def test_what_is_kept_of_a_table_is_one_file_without_figures_from_which_it_can_be_served(
    store, http, emulator, known, tmp_path, transport
):
    known(entry(measures=[entry().measures[0].model_dump() | {"label": "Openstaande vacatures"}]))
    before = loader.load([SMALL], store, seed=False, http=http, transport=transport)
    folder = tmp_path / "records"
    result = check(store, http, record=folder, transport=transport)
    assert result.findings
    (path,) = folder.iterdir()
    assert "DataSet" not in path.read_text("utf-8") and "Observations" not in path.read_text("utf-8")
    name, made = table(path)
    assert name == SMALL
    emulator.tables["89999ned"] = made
    made.modified = "2026-11-01T02:00:00"
    (again,) = loader.load([SMALL], store, seed=False, http=http, transport=transport)
    assert (again.outcome, again.rows) == ("loaded", before[0].rows)


def test_a_folder_that_cannot_be_written_is_told(store, http, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="cannot be written"):
        check(store, http, record=tmp_path / "file" / "records")


@pytest.mark.parametrize("name", list(SHAPES))
def test_a_real_shape_that_was_recorded_loads_from_its_record(name, tmp_path, emulator, http):
    SHAPES[name](emulator)
    loader.load([name], Store(tmp_path / "none"), seed=False, http=http, record=tmp_path / "records")
    (path,) = (tmp_path / "records").iterdir()
    _, made = table(path)
    emulator.tables[made.id.lower()] = made
    (result,) = loader.load([name], Store(tmp_path / "store"), seed=False, http=http)
    assert result.problem is None, result.problem.text("en")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_a_record_that_somebody_sent_loads(path, tmp_path, emulator, http):
    """Put a file of ``shortage load --record`` into ``records/``: from then on that table has to load in its shape."""
    name, made = table(path)
    emulator.tables[made.id.lower()] = made
    (result,) = loader.load([name], Store(tmp_path / "store"), seed=False, http=http)
    assert result.problem is None, result.problem.text("en")
