"""Tables of CBS load in their real shape, and what is in doubt is refused."""

from __future__ import annotations

import pytest
from shapes import PRODUCTION, SHAPES, SPENDING, growth

from shortage import catalog, loader
from shortage.catalog.needs import is_needed
from shortage.indicators import compute
from shortage.store import Store


def load(name, tmp_path, http, **more):
    (result,) = loader.load([name], Store(tmp_path / "store"), seed=False, http=http, **more)
    return result, Store(tmp_path / "store")


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_loads_in_its_real_shape(name, tmp_path, emulator, http):
    SHAPES[name](emulator)
    result, store = load(name, tmp_path, http)
    assert result.problem is None, result.problem.text("en")
    frame = store.read(name).frame
    assert not frame.empty
    needed = {one.name for one in catalog.table(name).measures if is_needed(catalog.table(name), one.name)}
    assert needed <= set(frame["measure"])


def test_changes_are_not_levels_although_their_titles_are_the_same(tmp_path, emulator, http):
    served = SHAPES["labour_volume"](emulator)
    _, store = load("labour_volume", tmp_path, http)
    frame = store.read("labour_volume").frame
    at = (frame["branch"] == "F") & (frame["worker"] == "total") & (frame["period"] == "2024KW02")
    row = next(
        one
        for one in served.rows
        if (one["BedrijfstakkenBranchesSBI2008"], one["TypeWerkenden"], one["Perioden"])
        == ("350000 ", "T001413", "2024KW02")
    )
    found = frame[at].set_index("measure")["value"].to_dict()
    assert found["employed_persons"] == row["WerkzamePersonen_1"]
    assert found["employed_persons_change_year"] == row["WerkzamePersonen_7"]
    assert found["jobs_adjusted_change"] == row["BanenSeizoengecorrigeerd_10"]


def test_a_survey_that_is_dated_by_month_is_one_line_by_quarter(tmp_path, emulator, http):
    SHAPES["business_survey"](emulator)
    _, store = load("business_survey", tmp_path, http)
    assert set(store.read("business_survey").frame["period"]) == {"2024MM07", "2024MM08", "2024MM10", "2024KW03"}
    line = compute("firms-hindered", store, branch="C").frame
    assert sorted(line["period"]) == ["2024KW03", "2024KW04"]


def test_a_table_without_time_is_about_the_year_that_the_catalogue_names(tmp_path, emulator, http):
    SHAPES["ict_use"](emulator)
    _, store = load("ict_use", tmp_path, http)
    frame = store.read("ict_use").frame
    assert set(frame["period"]) == {"2023JJ00"}
    assert {"website", "security-voluntary", "staff-online"} <= set(frame["technology"])
    assert "measures.used_ai" in store.entry("ict_use").extra["missing"]


# -- topics with one title ---------------------------------------------------------------------------------------


def test_value_added_is_never_taken_for_investments_of_the_same_name(tmp_path, emulator, http):
    growth(emulator)
    result, store = load("value_added_change", tmp_path, http)
    assert result.problem is None, result.problem.text("en")
    resolved = store.entry("value_added_change").extra["resolved"]["@measure"]
    assert all(found.startswith(("Totaal_", "Tak_")) for found in resolved.values())
    assert resolved["300007_2"].startswith("Totaal_")  # G-N
    assert set(catalog.table("value_added_change").dimensions["branch"].members) <= set(
        store.read("value_added_change").frame["branch"]
    )


def without_parent(monkeypatch, **codes):
    table = catalog.table("value_added_change")
    load = {"codes": {"branch": {**table.load["codes"]["branch"], **codes}}}
    found = {**catalog.tables(), table.name: table.model_copy(update={"load": load})}
    monkeypatch.setattr(catalog.model, "tables", lambda: found)
    monkeypatch.setattr(catalog, "tables", lambda: found)


def test_a_title_that_a_group_elsewhere_bears_too_is_in_doubt(tmp_path, emulator, http, monkeypatch):
    """Without the group in the catalogue "G-N …" means the total of its group as well as the investments."""
    monkeypatch.setattr("shortage.sources.cbs_shape.is_needed", lambda *_: True)
    without_parent(monkeypatch)
    growth(emulator)
    result, _ = load("value_added_change", tmp_path, http)
    assert result.problem.key == "label_ambiguous"
    for named in ("G-N Commerciële dienstverlening", "Investeringen"):
        assert named in result.problem.text("nl")


def test_branches_under_two_groups_are_refused(tmp_path, emulator, http, monkeypatch):
    """What a repair by hand would have let in: value added of most branches, investments of one."""
    served = growth(emulator)
    investments = next(one.key for one in served.topics if one.group == SPENDING)
    without_parent(monkeypatch, **{"G-N": investments, "O-U": f"{PRODUCTION} > O-U Niet-commerciële dienstverlening"})
    result, _ = load("value_added_change", tmp_path, http)
    assert result.problem.key == "table_changed"
    assert "Investeringen" in result.problem.text("nl")


# -- the catalogue of CBS ----------------------------------------------------------------------------------------


def test_a_catalogue_that_refuses_long_conditions_is_not_asked_one(tmp_path, emulator, http):
    for build in SHAPES.values():
        build(emulator)
    emulator.longest_condition = 19
    results = loader.load(list(SHAPES), Store(tmp_path / "store"), seed=False, http=http)
    assert {one.outcome for one in results} == {"loaded"}


def test_a_catalogue_that_refuses_any_condition_gives_its_whole_list(tmp_path, emulator, http):
    for build in SHAPES.values():
        build(emulator)
    emulator.fault("status", r"ODataCatalog.*\$filter", status=400, times=999)
    results = loader.load(list(SHAPES), Store(tmp_path / "store"), seed=False, http=http)
    assert {one.outcome for one in results} == {"loaded"}


def test_a_catalogue_that_fails_for_some_tables_leaves_the_others_alone(tmp_path, emulator, http):
    for build in SHAPES.values():
        build(emulator)
    emulator.fault("status", r"ODataCatalog.*80472ned", status=503, times=999)
    names = [one.name for one in catalog.tables().values() if one.source == "cbs" and loader.is_loadable(one)]
    results = {one.name: one for one in loader.load(names, Store(tmp_path / "store"), seed=False, http=http)}
    assert results["vacancies"].problem.key == "source_down"
    assert {one.problem.key for one in results.values() if one.problem} == {"source_down", "table_not_published"}
    assert "loaded" in {one.outcome for one in results.values()}


def test_figures_of_short_precision_are_stored_as_they_are_printed(tmp_path, emulator, http):
    served = SHAPES["vacancies_adjusted"](emulator)
    served.topics[0].datatype = "Float"
    served.rows = [{**row, "VacaturesSeizoengecorrigeerd_1": 13.899999618530273} for row in served.rows]
    _, store = load("vacancies_adjusted", tmp_path, http)
    assert set(store.read("vacancies_adjusted").frame["value"]) == {13.9}


def test_a_table_whose_number_of_rows_is_not_told_is_read_all_the_same(tmp_path, emulator, http):
    served = SHAPES["vacancies_adjusted"](emulator)
    served.facts["RecordCount"] = None
    result, _ = load("vacancies_adjusted", tmp_path, http)
    assert result.rows == len(served.rows)
