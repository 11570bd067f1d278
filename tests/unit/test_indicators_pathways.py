"""Ways into technology: figures copied by hand from the sources, one count to a line, and whose figures go first."""

import pandas as pd
import pytest
from altered_store import altered, put, without

from shortage import catalog, indicators
from shortage.store import Store, default_root
from shortage.text import Period, Problem

STORE = Store(default_root())
LEVEL = "Soort onderwijs / niveau"
CHAMBER = "Sectorkamer techniek en gebouwde omgeving"
ALL = (
    "mbo-hbo-transition",
    "bbl-share",
    "profile-choice",
    "mbo-inflow-share",
    "mbo-technology",
    "mbo-funding",
    "tuition-fee",
    "technical-starters",
)


def compute(id, store=STORE, **params):
    return indicators.compute(id, store, **params)


def values(made, id):
    return made.line(id).set_index("period")["value"]


def loaded(label, cells, years=(2023, 2024, 2025)):
    """Add to a live table what a load brings: ``cells`` {(direction, second code): value, growing a tenth a year}."""

    def change(rows):
        first = rows.iloc[0].to_dict() | {"grade": "A", "status": "final", "measure": "", "measure_label": label}
        new = [
            first
            | {"Richting": direction[:2], "Richting_label": direction, "period": f"{year}SJ00"}
            | {LEVEL: second[:6], f"{LEVEL}_label": second, "value": value * (1 + (year - years[0]) / 10)}
            for (direction, second), value in cells.items()
            for year in years
        ]
        return pd.concat([rows, pd.DataFrame(new)], ignore_index=True)

    return change


def outflow(rows):
    """Three live years of 85519NED: where mbo students of technology and of all chambers are a year later."""
    first = rows.iloc[0].to_dict() | {"grade": "A", "status": "final", "measure": "", "measure_label": "StudentenMbo"}
    place = "positie volgend studiejaar"
    level = "mbo (excl. extranei), alle niveaus, met en zonder diploma"
    cells = {
        ("Totaal", "Hoger beroepsonderwijs"): 25000.0,
        ("Totaal", "Totaal in onderwijs"): 370000.0,
        ("Totaal", "Totaal niet in onderwijs"): 130000.0,
        (CHAMBER, "Hoger beroepsonderwijs"): 2400.0,
        (CHAMBER, "Totaal in onderwijs"): 50000.0,
        (CHAMBER, "Totaal niet in onderwijs"): 14000.0,
    }
    new = [
        first
        | {"Richting": direction[:3], "Richting_label": direction, LEVEL: "T", f"{LEVEL}_label": level}
        | {place: where[:9], f"{place}_label": where, "period": f"{year}SJ00", "value": value}
        for (direction, where), value in cells.items()
        for year in (2022, 2023, 2024)
    ]
    return pd.concat([rows.iloc[:0], pd.DataFrame(new)], ignore_index=True)


@pytest.mark.parametrize("id", ALL)
def test_a_line_holds_one_count_and_no_year_without_a_figure(id):
    made = compute(id)
    for name, line in made.frame.groupby("series_id"):
        years = [Period.parse(code).year for code in line["period"]]
        assert years == list(range(years[0], years[-1] + 1)), name
        assert name in made.series and made.series[name].nl != ""
        assert line[list(made.dimensions)].drop_duplicates().shape[0] == 1


def test_transition_is_as_duo_printed_it():
    made = compute("mbo-hbo-transition", origin="all")
    assert values(made, "duo-mbo-2009").tolist() == [47.6, 46.8, 44.8, 43.8, 47.1, 46.7, 38.7, 38.7]
    assert values(made, "duo-havo-2009").tolist() == [77.9, 77.4, 77.4, 76.1, 81.1, 82.3, 75.5, 73.9]
    assert {one.table for one in made.sources} == {"stroomgegevens"}
    assert "kalenderjaar" in " ".join(one.nl for one in made.notes)


def test_one_year_of_cbs_is_another_quantity_and_no_line():
    made = compute("mbo-hbo-transition", source="cbs")
    # 2021/22: 23,670 in hbo of 364,220 in and 138,050 out of education.
    assert values(made, "cbs-total-2021")["2021SJ00"] == pytest.approx(100 * 23670 / (364220 + 138050))
    assert made.frame["is_provisional"].all()
    with pytest.raises(Problem):  # who left education is not in the data for technology
        compute("mbo-hbo-transition", source="cbs", direction="technology")


def test_live_outflow_goes_first_with_technology_beside_all_and_without_duo(tmp_path):
    store = altered(tmp_path, {"mbo_outflow": outflow})
    made = compute("mbo-hbo-transition", store, direction="all", origin="all")
    assert set(made.frame["source"]) == {"cbs"} and {one.table for one in made.sources} == {"85519NED"}
    assert values(made, "cbs-total-2022").tolist() == [pytest.approx(5)] * 3  # 25 of 500 thousand
    assert values(made, "cbs-technology-2022").iloc[0] == pytest.approx(100 * 2400 / 64000)
    assert "sectorkamer" in made.series["cbs-technology-2022"].nl
    assert set(compute("mbo-hbo-transition", store, source="duo").frame["source"]) == {"duo"}


def test_news_items_are_single_years_of_two_definitions():
    made = compute("mbo-hbo-transition", source="news")
    assert values(made, "news-direct").to_dict() == {"2005JJ00": 42, "2015JJ00": 35, "2016JJ00": 35}
    assert values(made, "news-young").to_dict() == {"2010JJ00": 44, "2018JJ00": 39}


def test_bbl_is_a_share_of_the_same_direction():
    now = compute("bbl-share")
    assert values(now, "duo-technology-2021")["2025SJ00"] == pytest.approx(100 * 39906 / 67468)
    assert values(now, "duo-total-2021")["2025SJ00"] == pytest.approx(100 * 137185 / 467326)
    made = compute("bbl-share", definition="widest")
    technology, everyone = values(made, "duo-technology-2015"), values(made, "duo-total-2015")
    assert technology["2015SJ00"] == pytest.approx(100 * 40488 / 132130)
    assert technology["2019SJ00"] == pytest.approx(100 * 54855 / 134041)
    assert everyone["2015SJ00"] == pytest.approx(100 * 95733 / 471848)
    assert everyone["2019SJ00"] == pytest.approx(100 * 129519 / 501903)
    chamber = values(compute("bbl-share", definition="chamber"), "duo-technology-2015")
    assert chamber["2019SJ00"] == pytest.approx(100 * 35754 / 70142)


def test_the_two_editions_of_the_ministry_are_two_lines():
    made = compute("bbl-share", source="ocw", direction="total")
    # Funded 2018/19: 120,700 of 120,700 + 375,600; main registrations: 120,900 of 120,900 + 376,200, without externals.
    assert values(made, "ocw-funded-2011")["2018SJ00"] == pytest.approx(100 * 120700 / 496300)
    assert values(made, "ocw-main_registrations-2017")["2018SJ00"] == pytest.approx(100 * 120900 / 497100)


def test_live_tables_of_cbs_take_the_place_of_duo_for_students_and_give_new_students(tmp_path):
    cells = {
        (direction, track): value
        for direction, values_ in {CHAMBER: (68000.0, 34000.0), "Totaal": (470000.0, 120000.0)}.items()
        for track, value in zip(("mbo (excl. extranei)", "mbo bbl"), values_, strict=True)
    }
    changes = {"mbo_students": loaded("MboStudenten", cells), "mbo_entrants": loaded("InstromersTotaal", cells)}
    store = altered(tmp_path, changes)
    made = compute("bbl-share", store)
    assert {one.table for one in made.sources} == {"85353NED"} and set(made.frame["source"]) == {"cbs"}
    assert values(made, "cbs-technology-2023").tolist() == [pytest.approx(50)] * 3
    new = compute("bbl-share", store, basis="entrants")
    assert {one.table for one in new.sources} == {"85569NED"}
    assert values(new, "cbs-total-2023")["2023SJ00"] == pytest.approx(100 * 12 / 47)
    inflow = compute("mbo-inflow-share", store)
    assert {one.table for one in inflow.sources} == {"85569NED"}
    assert values(inflow, "cbs-technology-2023")["2024SJ00"] == pytest.approx(100 * 68 / 470)
    assert set(compute("mbo-inflow-share", store, source="ocw").frame["source"]) == {"ocw"}


def test_profiles_of_havo_by_hand():
    """2015/16, thousands: NT 14.7, NG 27.5, both 7.7, EM 50.8, CM 13.8, both 3.0: 117.5 in all."""
    made = compute("profile-choice", source="ocw")
    assert values(made, "ocw-havo-technology-2015")["2015SJ00"] == pytest.approx(100 * (14.7 + 7.7) / 117.5)
    assert values(made, "ocw-havo-science-2015")["2015SJ00"] == pytest.approx(100 * (14.7 + 27.5 + 7.7) / 117.5)
    assert values(made, "ocw-havo-science-2015")["2019SJ00"] == pytest.approx(100 * (12.7 + 28.9 + 6.4) / 118.1)
    assert not made.notes


def test_the_monitor_is_single_years_and_says_so():
    made = compute("profile-choice", source="ptvt")
    assert made.frame.set_index(["school", "period"])["value"]["havo"].to_dict() == {
        "2016SJ00": 43,
        "2018SJ00": 41,
        "2019SJ00": 40,
        "2022SJ00": 36,
        "2023SJ00": 37,
    }
    assert made.frame.set_index(["school", "period"])["value"]["vmbo"].to_dict() == {"2019SJ00": 19, "2023SJ00": 20}
    assert made.frame.loc[made.frame["school"] == "havo", "series_id"].nunique() == 3
    assert "verschillende uitgaven" in made.notes[0].nl


def test_a_profile_that_is_missing_in_a_year_leaves_that_year_out(tmp_path):
    store = altered(tmp_path, {"profiles_havo": without("profiles_havo", profile="EM", period="2017SJ00")})
    made = compute("profile-choice", store, source="ocw", profile="technology")
    assert set(made.series) == {"ocw-havo-technology-2015", "ocw-havo-technology-2018"}


def test_inflow_shares_are_as_printed():
    made = compute("mbo-inflow-share", sector="all")
    assert values(made, "ocw-technology-2017").tolist() == [12.6, 12.9, 12.6, 12.0, 12.3, 12.9]
    assert values(made, "ocw-ict-2017").iloc[-1] == 8.7 and values(made, "ocw-mobility-2017").iloc[-1] == 5.7


def test_three_classifications_of_mbo_technology_are_three_lines_and_one_band():
    made = compute("mbo-technology")
    newest = {"sector-2015": 134041, "chamber-2015": 70142, "field-2021": 95975}
    assert {id: values(made, id).iloc[-1] for id in made.series} == newest
    band = compute("mbo-technology", form="band").frame.iloc[0]
    assert (band["value"], band["low"], band["high"], band["period"]) == (95975, 70142, 134041, "2021SJ00")


def test_fees_and_funding_are_first_hand_and_kept_apart():
    fees = compute("tuition-fee")
    assert values(fees, "fee-2018").tolist() == [2060, 2083, 2143]
    assert values(fees, "fee-2022").tolist() == [2209, 2314, 2530]
    assert "2021SJ00" not in set(fees.frame["period"]) and fees.frame["period"].max() == "2024SJ00"
    assert compute("tuition-fee", kind="fee", span="newest").line()["value"].tolist() == [2530]
    money = compute("mbo-funding")
    assert values(money, "accounts-2015")["2019JJ00"] == 4210.2
    assert values(money, "budget-2024").tolist() == [4319.348]


def test_starters_are_without_masters_and_of_the_newest_unbroken_count(tmp_path):
    made = compute("technical-starters")
    assert values(made, "hbo-2020").tolist() == [22685, 20038, 19422, 18790, 18725]
    assert values(made, "wo-2015").tolist() == [6368, 6518, 7271, 7621, 7424]
    gap = put("first_years_wo_2019", float("nan"), direction="technology", level="bachelor", period="2017SJ00")
    cut = compute("technical-starters", altered(tmp_path, {"first_years_wo_2019": gap}), level="wo")
    assert list(values(cut, "wo-2018").index) == ["2018SJ00", "2019SJ00"] and list(cut.series) == ["wo-2018"]


NEEDED = {
    "mbo-technology": ("mbo_students_by_field_2021", "mbo_students", "mbo_students_2019"),
    "mbo-inflow-share": ("mbo_inflow_shares", "mbo_entrants"),
}


@pytest.mark.parametrize("id", NEEDED)
def test_any_one_of_its_tables_is_enough_and_without_all_of_them_one_is_named(id, tmp_path):
    names = NEEDED[id]
    with pytest.raises(Problem) as raised:
        compute(id, altered(tmp_path, dict.fromkeys(names)))
    assert raised.value.key == "table_absent" and catalog.table(names[0]).id in raised.value.text("nl")
    for gone in names[1:]:
        made = compute(id, altered(tmp_path, {gone: None}))
        assert not made.frame.empty and catalog.table(gone).id not in {one.table for one in made.sources}


FIELD, EXCL = "07 Techniek, industrie en bouwkunde", "mbo (excl. extranei)"


def test_live_students_of_technology_take_the_place_of_the_older_count_and_other_tracks_stay_out(tmp_path):
    cells = {
        (FIELD, EXCL): 90000.0,
        (FIELD, "mbo bbl"): 40000.0,
        (CHAMBER, EXCL): 140000.0,
        ("06 Informatica", EXCL): 1.0,
    }
    store = altered(tmp_path, {"mbo_students": loaded("MboStudenten", cells)})
    made = compute("mbo-technology", store)
    assert values(made, "field-2023").tolist() == pytest.approx([90000, 99000, 108000])
    assert values(made, "chamber-cbs-2023").tolist() == pytest.approx([140000, 154000, 168000])
    tables = {one.table for one in made.sources}
    assert catalog.table("mbo_students").id in tables
    assert catalog.table("mbo_students_by_field_2021").id not in tables
    band = compute("mbo-technology", store, form="band")
    row = band.frame.iloc[0]
    assert (row["value"], row["low"], row["high"]) == pytest.approx((108000, 70142, 168000))
    assert set(band.series) == set(band.frame["series_id"]) == {"band"}


def test_a_band_needs_its_middle(tmp_path):
    store = altered(tmp_path, {"mbo_students_by_field_2021": None, "mbo_students": None})
    assert "sector-2015" in compute("mbo-technology", store).series
    with pytest.raises(Problem) as raised:
        compute("mbo-technology", store, form="band")
    assert raised.value.key == "selection_empty"


@pytest.mark.parametrize(("source", "table"), [("ocw", "1cijfervo"), ("ptvt", "techniekpactmonitor")])
def test_profiles_of_one_source_name_that_source_only(source, table):
    made = compute("profile-choice", source=source)
    assert {one.table for one in made.sources} == {table} and set(made.frame["source"]) == {source}


def test_one_profile_leaves_the_other_out():
    for profile in ("technology", "science"):
        assert set(compute("profile-choice", profile=profile).frame["profile"]) == {profile}
    assert set(compute("profile-choice", school="havo").frame["school"]) == {"havo"}


def test_all_of_mbo_by_the_ministry_has_a_line_per_way_of_counting_and_its_own_source(tmp_path):
    made = compute("bbl-share", source="ocw")
    assert {id: text.nl for id, text in made.series.items()} == {
        "ocw-funded-2011": "hele mbo, bekostigd",
        "ocw-main_registrations-2017": "hele mbo, hoofdinschrijvingen",
    }
    assert set(made.frame["direction"]) == {"total"}
    assert {one.table for one in made.sources} == {catalog.table("mbo_students_by_track").id}
    alone = dict.fromkeys(("mbo_students_2019", "mbo_students", "mbo_entrants", "mbo_students_by_chamber"))
    pd.testing.assert_frame_equal(compute("bbl-share", altered(tmp_path, alone)).frame, made.frame)


@pytest.mark.parametrize(("definition", "word"), [("widest", "sector techniek"), ("chamber", "sectorkamer")])
def test_what_is_called_technology_is_said_in_the_name_of_the_line(definition, word):
    made = compute("bbl-share", definition=definition)
    names = {made.series[id].nl for id in made.frame.loc[made.frame["direction"] == "technology", "series_id"]}
    assert len(names) == 1 and word in names.pop()
    assert {made.series[id].nl for id in made.frame.loc[made.frame["direction"] == "total", "series_id"]} == {
        "hele mbo"
    }


def test_mbo_technology_adds_up_over_tracks_and_levels():
    """DUO, 2025/26: 27,562 in bol and 39,906 in bbl; 18,813, 24,310 and 24,345 at levels two to four."""
    made = compute("mbo-technology-tracks", level="all")
    last = made.frame[made.frame["period"] == "2025SJ00"].set_index(["track", "level"])["value"]
    assert last["total", "total"] == 67468 == last["bol", "total"] + last["bbl", "total"]
    assert last["total", "total"] == sum(last["total", level] for level in ("2", "3", "4"))
    assert made.frame.groupby("series_id")["period"].nunique().eq(5).all()
