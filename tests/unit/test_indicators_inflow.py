"""Inflow into technical education: real numbers, counts that are never joined, and whose figures go first."""

import pandas as pd
import pytest
from altered_store import altered, both, put, without

from shortage import catalog, indicators
from shortage.indicators.inflow import KINDS, counts_new, tables_of
from shortage.store import Store
from shortage.text import Period, Problem

STORE = Store()
ALL = ("technical-inflow", "technical-students", "technical-graduates")
YEARS = [f"{year}SJ00" for year in range(2011, 2026)]
LEVEL = "Soort onderwijs / niveau"


def values(made, id):
    return made.line(id).set_index("period")["value"]


def live(years=YEARS, level="hbo", start=20000.0, step=-100.0):
    """Add to table 85421NED what a load brings: first-years by field, in a given number of years."""

    def change(rows):
        first = rows.iloc[0].to_dict()
        more = []
        for place, code in enumerate(years):
            for label, value in (
                ("07 Techniek, industrie en bouwkunde", start + step * place),
                ("06 Informatica", 5000.0),
                ("Totaal", 100000.0),
            ):
                more.append(
                    first
                    | {
                        "measure": "",
                        "measure_label": "Eerstejaarsstudenten",
                        "Richting": f"A{label[:2]}",
                        "Richting_label": label,
                        LEVEL: f"B{level}",
                        f"{LEVEL}_label": level,
                        "period": code,
                        "value": value,
                        "status": "provisional" if code == years[-1] else "final",
                        "grade": "A",
                    }
                )
        return pd.concat([rows, pd.DataFrame(more)], ignore_index=True)

    return change


def test_years_of_an_earlier_edition_are_a_line_of_their_own(tmp_path):
    def older(rows):
        rows.loc[rows["period"] < "2022SJ00", "vintage"] = "2025-02-20"
        return rows

    made = indicators.compute("technical-inflow", altered(tmp_path, {"first_years_hbo": older}))
    assert list(values(made, "hbo-duo-2020").index) == ["2020SJ00", "2021SJ00"]
    assert list(values(made, "hbo-duo-2022").index) == ["2022SJ00", "2023SJ00", "2024SJ00"]


def test_hbo_first_years_in_technology_fell_and_their_share_did_not():
    made = indicators.compute("technical-inflow", STORE)
    persons, share = values(made, "hbo-duo-2020"), values(made, "hbo-duo-2020-share")
    assert persons["2020SJ00"] == 22685 and persons["2024SJ00"] == 18725
    assert (round(share["2020SJ00"], 1), round(share["2024SJ00"], 1)) == (20.6, 20.8)
    assert share["2024SJ00"] == pytest.approx(100 * 18725 / 89926)
    assert values(made, "hbo-duo-2015")["2019SJ00"] == 23561
    assert values(made, "wo-duo-2015")["2019SJ00"] == 14275
    assert values(made, "mbo-duo-2015")["2019SJ00"] == 70142
    # The same chamber in the newer file: 67,468 of 467,326 students in bol and bbl.
    assert values(made, "mbo-duo-2021")["2025SJ00"] == 67468
    assert values(made, "mbo-duo-2021-share")["2025SJ00"] == pytest.approx(100 * 67468 / 467326)


@pytest.mark.parametrize("id", ALL)
def test_no_line_holds_two_counts_or_a_year_without_a_figure(id):
    made = indicators.compute(id, STORE)
    for name, line in made.frame.groupby("series_id"):
        assert line["table"].nunique() == 1 and line["source"].nunique() == 1, name
        years = [Period.parse(code).year for code in line["period"]]
        assert years == list(range(years[0], years[-1] + 1)), name
        assert name in made.series
    assert {one.table for one in made.sources} == tables_of(made, made.series)


@pytest.mark.parametrize("id", ["technical-inflow", "technical-students"])
def test_no_line_of_duo_crosses_the_break_of_2020(id):
    for source in ("auto", "duo"):
        frame = indicators.compute(id, STORE, source=source).frame
        frame = frame[frame["source"] == "duo"]
        for name, line in frame.groupby("series_id"):
            assert line["period"].max() < "2020" or line["period"].min() >= "2020", name
    breaks = indicators.compute("technical-inflow", STORE).breaks
    assert [(one.period, one.where) for one in breaks] == [
        ("2020SJ00", {"level": "hbo"}),
        ("2021SJ00", {"level": "mbo"}),
    ]


def test_units_and_names_follow_the_measure():
    every = indicators.compute("technical-inflow", STORE)
    share = indicators.compute("technical-inflow", STORE, measure="share_pct")
    persons = indicators.compute("technical-inflow", STORE, measure="persons")
    assert (share.unit, share.decimals) == ("per_cent", 1) and (persons.unit, persons.decimals) == ("persons", 0)
    assert every.unit == indicators.definition("technical-inflow").unit not in (share.unit, persons.unit)
    assert persons.frame["value"].min() > 1000
    for made in (every, share, persons):
        assert set(made.series) == set(made.frame["series_id"])
    assert "aandeel" in share.series["hbo-duo-2020-share"].nl and "aandeel" not in persons.series["hbo-duo-2020"].nl


@pytest.mark.parametrize("id", ALL)
def test_without_any_of_its_tables_one_is_named(id, tmp_path):
    known = indicators.definition(id)
    there = [name for name in (*known.inputs, *known.optional) if STORE.has(name)]
    with pytest.raises(Problem) as raised:
        indicators.compute(id, altered(tmp_path, dict.fromkeys(there)))
    duo = {catalog.table(name).id for name in there if catalog.table(name).source == "duo"}
    assert raised.value.key == "table_absent" and any(one in raised.value.text("nl") for one in duo)


def test_what_is_left_out_by_the_publisher_and_where_a_line_stops_is_said():
    notes = " ".join(one.nl for one in indicators.compute("technical-inflow", STORE).notes)
    assert "ondergrens" in notes
    assert "wo stoppen hier bij 2020/’21" in notes
    assert "hbo stoppen" not in notes


def test_without_a_published_total_all_sectors_together_are_all_students(tmp_path):
    store = altered(tmp_path, {"first_years_hbo": without("first_years_hbo", direction="total")})
    before = indicators.compute("technical-inflow", STORE, level="hbo").frame
    pd.testing.assert_frame_equal(indicators.compute("technical-inflow", store, level="hbo").frame, before)


def test_a_year_that_misses_a_sector_has_no_share(tmp_path):
    change = both(
        without("first_years_hbo", direction="total"),
        without("first_years_hbo", direction="economics", period="2022SJ00"),
    )
    made = indicators.compute("technical-inflow", altered(tmp_path, {"first_years_hbo": change}), level="hbo")
    assert "2022SJ00" in set(values(made, "hbo-duo-2020").index)
    assert "2022SJ00" not in set(values(made, "hbo-duo-2020-share").index)


def test_a_year_without_a_figure_ends_a_line(tmp_path):
    change = without("first_years_hbo", direction="technology", period="2022SJ00")
    made = indicators.compute("technical-inflow", altered(tmp_path, {"first_years_hbo": change}), level="hbo")
    assert list(values(made, "hbo-duo-2020").index) == ["2020SJ00", "2021SJ00"]
    assert list(values(made, "hbo-duo-2023").index) == ["2023SJ00", "2024SJ00"]


def test_the_live_table_of_cbs_goes_first_and_never_stands_in_one_line_with_duo(tmp_path):
    made = indicators.compute("technical-inflow", altered(tmp_path, {"students_by_field": live()}))
    assert set(made.frame.loc[made.frame["level"] == "hbo", "table"]) == {"85421NED"}
    line = values(made, "hbo-cbs-2011")
    assert list(line.index) == YEARS and line["2011SJ00"] == 25000 and line["2025SJ00"] == 23600
    assert values(made, "hbo-cbs-2011-share")["2011SJ00"] == 25
    assert made.line("hbo-cbs-2011")["is_provisional"].tolist() == [False] * 14 + [True]
    assert "CBS" in made.series["hbo-cbs-2011"].nl and "DUO" in made.series["wo-duo-2015"].nl
    assert set(made.frame.loc[made.frame["level"] == "wo", "source"]) == {"duo", "ocw"}


def test_duo_stays_to_be_asked_for_and_one_live_year_is_no_line(tmp_path):
    store = altered(tmp_path, {"students_by_field": live()})
    assert set(indicators.compute("technical-inflow", store, source="duo").frame["source"]) == {"duo"}
    single = altered(tmp_path, {"students_by_field": live(["2025SJ00"])})
    assert set(indicators.compute("technical-inflow", single, level="hbo").frame["source"]) == {"duo"}


def test_the_stand_in_cell_of_the_live_table_changes_nothing():
    assert STORE.has("students_by_field")
    assert "cbs" not in set(indicators.compute("technical-inflow", STORE).frame["source"])
    with pytest.raises(Problem):
        indicators.compute("technical-inflow", STORE, source="cbs")


def test_mbo_of_cbs_takes_the_place_of_duo_once_it_is_there(tmp_path):
    def change(rows):
        first = rows.iloc[0].to_dict() | {"grade": "A", "status": "final"}
        fields = (("06 Informatica", 20000.0), ("07 Techniek, industrie en bouwkunde", 96000.0), ("Totaal", 470000.0))
        more = [
            first
            | {
                "Richting": f"A{label[:2]}",
                "Richting_label": label,
                LEVEL: "T1",
                f"{LEVEL}_label": "mbo (excl. extranei)",
                "period": f"{year}SJ00",
                "value": value,
            }
            for year in (2023, 2024, 2025)
            for label, value in fields
        ]
        return pd.concat([rows, pd.DataFrame(more)], ignore_index=True)

    made = indicators.compute("technical-inflow", altered(tmp_path, {"mbo_students": change}), level="mbo")
    assert set(made.frame["table"]) == {"85353NED"}
    assert values(made, "mbo-cbs-2023")["2025SJ00"] == 116000
    assert values(made, "mbo-cbs-2023-share")["2025SJ00"] == pytest.approx(100 * 116 / 470)


def entrants(rows):
    """Add to table 85569NED what a load brings: new mbo students in technology and in all, three years."""
    first = rows.iloc[0].to_dict() | {
        "grade": "A",
        "status": "final",
        "measure": "",
        "measure_label": "InstromersTotaal",
    }
    counts = (("Totaal", 150000.0), ("Sectorkamer techniek en gebouwde omgeving", 18000.0))
    more = [
        first
        | {
            "Richting": f"S{label[:2]}",
            "Richting_label": label,
            LEVEL: "T1",
            f"{LEVEL}_label": "mbo (excl. extranei)",
            "period": f"{year}SJ00",
            "value": value + 600 * (year - 2023) * (label != "Totaal"),
        }
        for year in (2023, 2024, 2025)
        for label, value in counts
    ]
    return pd.concat([rows, pd.DataFrame(more)], ignore_index=True)


def test_new_mbo_students_of_cbs_go_before_students_of_all_years(tmp_path):
    store = altered(tmp_path, {"mbo_entrants": entrants})
    made = indicators.compute("technical-inflow", store, level="mbo")
    assert set(made.frame["table"]) == {"85569NED"} == {one.table for one in made.sources}
    assert values(made, "mbo-cbs-2023").tolist() == [18000, 18600, 19200]
    assert values(made, "mbo-cbs-2023-share")["2025SJ00"] == pytest.approx(100 * 19200 / 150000)
    assert "nieuwe studenten" in made.series["mbo-cbs-2023"].nl and counts_new(made, "mbo-cbs-2023")
    older = indicators.compute("technical-students", store, level="mbo")
    assert set(older.frame["source"]) == {"duo"} and not counts_new(older, "mbo-duo-2015")
    assert set(indicators.compute("technical-inflow", store, level="mbo", source="duo").frame["source"]) == {"duo"}


def test_with_students_and_new_students_of_cbs_loaded_inflow_shows_the_new_ones_only(tmp_path):
    """Both live tables at once: never one line, and the wider count is left to the indicator of students."""

    def students(rows):
        more = entrants(rows).tail(6).copy()
        more["measure_label"] = "MboStudenten"
        more["Richting_label"] = more["Richting_label"].where(
            more["Richting_label"] == "Totaal", "07 Techniek, industrie en bouwkunde"
        )
        it = more[more["Richting_label"] != "Totaal"].assign(Richting="A06", Richting_label="06 Informatica")
        return pd.concat([rows, more, it], ignore_index=True)

    store = altered(tmp_path, {"mbo_entrants": entrants, "mbo_students": students})
    made = indicators.compute("technical-inflow", store, level="mbo")
    assert set(made.frame["table"]) == {"85569NED"} == {one.table for one in made.sources}
    all_years = indicators.compute("technical-students", store, level="mbo")
    assert set(all_years.frame["table"]) == {"85353NED"} == {one.table for one in all_years.sources}


def test_rounded_figures_of_the_ministry_are_a_source_of_their_own():
    made = indicators.compute("technical-inflow", STORE, source="ocw")
    assert values(made, "hbo-ocw-2013")["2013SJ00"] == 18400
    assert values(made, "hbo-ocw-2013-share")["2013SJ00"] == pytest.approx(100 * 18400 / 96900)


def test_students_and_graduates_are_those_of_the_files():
    students = indicators.compute("technical-students", STORE)
    assert values(students, "hbo-duo-2020")["2024SJ00"] == 92512
    assert values(indicators.compute("technical-graduates", STORE), "hbo-duo-2019")["2023SJ00"] == 16239


@pytest.mark.parametrize("choice", [{"level": "po"}, {"measure": "euro"}, {"source": "eurostat"}])
def test_an_unknown_choice_is_named(choice):
    ((name, value),) = choice.items()
    with pytest.raises(Problem, match=value) as raised:
        indicators.compute("technical-inflow", STORE, **choice)
    assert name in raised.value.text("nl")


def test_small_programmes_are_counted_by_hand():
    made = indicators.compute("small-programmes", STORE)
    rows = STORE.raw("first_years_hbo")
    rows = rows[(rows["Opleiding"] != "") & (rows["period"] == "2024SJ00")]
    assert len(rows) == values(made, "2020-programmes")["2024SJ00"] == 75
    assert (rows["value"] < 20).sum() == values(made, "2020-small")["2024SJ00"] == 15
    assert values(made, "2020-share_pct")["2024SJ00"] == 20
    assert values(made, "2020-small")["2020SJ00"] == 10


def test_a_programme_of_another_time_and_a_master_do_not_count_as_small():
    rows = STORE.raw("first_years_hbo_2019")
    rows = rows[(rows["Opleiding"] != "") & (rows["period"] == "2015SJ00")]
    assert (rows["value"] == 0).any() and rows["Opleiding_label"].str.startswith("M ").any()
    taken = rows[(rows["value"] > 0) & ~rows["Opleiding_label"].str.startswith("M ")]
    made = indicators.compute("small-programmes", STORE)
    assert len(taken) == values(made, "2015-programmes")["2015SJ00"]


def test_lasting_programmes_are_the_same_ones_in_every_year_and_new_ones_are_not_among_them():
    made = indicators.compute("small-programmes", STORE, cohort="lasting")
    assert values(made, "2020-programmes").nunique() == 1
    everyone = indicators.compute("small-programmes", STORE)
    assert values(everyone, "2020-programmes")["2024SJ00"] > values(made, "2020-programmes")["2024SJ00"]


def test_the_border_and_the_kind_are_choices():
    ten = indicators.compute("small-programmes", STORE, threshold=10)
    assert values(ten, "2020-small")["2024SJ00"] == 6
    kinds = [
        values(indicators.compute("small-programmes", STORE, kind=kind), "2020-small")["2024SJ00"]
        for kind in ("ad", "bachelor", "all")
    ]
    assert kinds == [13, 2, 15]


def test_where_small_programmes_grow_there_are_none(tmp_path):
    def change(rows):
        return rows.assign(value=rows["value"].mask((rows["period"] == "2024SJ00") & (rows["value"] < 20), 50))

    bigger = indicators.compute("small-programmes", altered(tmp_path, {"first_years_hbo": change}))
    assert values(bigger, "2020-small")["2023SJ00"] == 15
    assert values(bigger, "2020-small")["2024SJ00"] == 0


@pytest.mark.parametrize(
    ("measure", "unit", "decimals"),
    [("small", "programmes", 0), ("programmes", "programmes", 0), ("share_pct", "per_cent", 1)],
)
def test_one_measure_of_small_programmes_is_that_part_of_all_with_its_own_unit(measure, unit, decimals):
    every = indicators.compute("small-programmes", STORE)
    made = indicators.compute("small-programmes", STORE, measure=measure)
    assert (made.unit, made.decimals, every.unit) == (unit, decimals, "programmes_and_shares")
    part = every.frame[every.frame["measure"] == measure].reset_index(drop=True)
    pd.testing.assert_frame_equal(made.frame, part, check_dtype=False)
    for one in (made, every):
        assert set(one.series) == set(one.frame["series_id"])
        assert [(mark.period, mark.where) for mark in one.breaks] == [("2020SJ00", {"level": "hbo"})]
        assert "ondergrens" in one.notes[0].nl


@pytest.mark.parametrize("choice", [{"kind": "master"}, {"cohort": "new"}, {"measure": "euro"}])
def test_an_unknown_choice_of_programmes_is_named(choice):
    ((name, value),) = choice.items()
    with pytest.raises(Problem, match=value) as raised:
        indicators.compute("small-programmes", STORE, **choice)
    assert name in raised.value.text("nl") and "all, " in raised.value.text("nl")


@pytest.mark.parametrize("change", [None, without("first_years_hbo_2019", programme=lambda code: code != "")])
def test_without_the_older_count_the_present_one_stays(change, tmp_path):
    made = indicators.compute("small-programmes", altered(tmp_path, {"first_years_hbo_2019": change}))
    every = indicators.compute("small-programmes", STORE).frame
    is_present = every["series_id"].str.startswith("2020")
    pd.testing.assert_frame_equal(made.frame, every[is_present].reset_index(drop=True))
    assert made.breaks == ()


def test_without_any_programme_there_is_one_sentence(tmp_path):
    store = altered(
        tmp_path,
        {
            name: without(name, programme=lambda code: code != "")
            for name in ("first_years_hbo", "first_years_hbo_2019")
        },
    )
    with pytest.raises(Problem) as raised:
        indicators.compute("small-programmes", store)
    assert raised.value.key == "selection_empty"


def test_two_live_years_are_a_line_and_its_source_and_one_year_is_shown_where_it_is_asked_for(tmp_path):
    two = altered(tmp_path, {"students_by_field": live(YEARS[-2:])})
    made = indicators.compute("technical-inflow", two, level="hbo")
    assert set(made.frame["table"]) == {"85421NED"} == {one.table for one in made.sources}
    single = altered(tmp_path, {"students_by_field": live(YEARS[-1:])})
    made = indicators.compute("technical-inflow", single, level="hbo", source="cbs")
    assert set(made.frame["period"]) == {"2025SJ00"} and {one.table for one in made.sources} == {"85421NED"}
    beside = indicators.compute("technical-inflow", single, level="hbo")
    assert "85421NED" not in {one.table for one in beside.sources}, "it was looked into, and is no source of the answer"


def test_a_level_without_technology_or_without_any_figure_has_no_line_and_the_others_stay(tmp_path):
    for change in (
        without("first_years_hbo", direction="technology"),
        put("first_years_hbo", float("nan"), level="ad+bachelor"),
    ):
        made = indicators.compute("technical-inflow", altered(tmp_path, {"first_years_hbo": change}))
        assert "hbo-duo-2020" not in made.series and {"hbo-duo-2015", "wo-duo-2015"} <= set(made.series)


def test_what_a_line_counts_is_told_by_itself_whatever_stands_beside_it(tmp_path):
    made = indicators.compute("technical-inflow", altered(tmp_path, {"mbo_entrants": entrants}))
    assert [id for id in made.series if not id.endswith("-share") and counts_new(made, id)] == ["mbo-cbs-2023"]


def test_programmes_that_shrank_are_counted_against_the_first_year():
    """Of 60 programmes with first-years in every year 44 drew fewer in 2024/25 than in 2020/21."""
    made = indicators.compute("shrinking-programmes", STORE)
    fewer = values(made, "all-fewer")
    assert fewer["2024SJ00"] == 44 and set(values(made, "all-programmes")) == {60}
    assert values(made, "all-share_pct")["2024SJ00"] == pytest.approx(100 * 44 / 60)
    parts = [values(indicators.compute("shrinking-programmes", STORE, kind=one), f"{one}-fewer") for one in KINDS[1:]]
    assert (parts[0] + parts[1]).tolist() == fewer.tolist()
    assert values(indicators.compute("shrinking-programmes", STORE, margin=10), "all-fewer")["2024SJ00"] == 40


def test_first_years_of_hbo_by_direction_and_phase_add_up():
    made = indicators.compute("hbo-first-years", STORE, phase="all")
    last = {one: values(made, f"technology-{one}-2020")["2024SJ00"] for one in ("ad", "bachelor", "ad+bachelor")}
    assert last == {"ad": 1452, "bachelor": 17273, "ad+bachelor": 18725}
    every = indicators.compute("hbo-first-years", STORE, direction="all").frame
    last_year = every[every["period"] == "2024SJ00"].set_index("direction")["value"]
    assert last_year.drop("total").sum() == last_year["total"] == 89926
