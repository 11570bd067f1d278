"""Figures of inflow: what the titles say is what the data prove, and no line is drawn across the break."""

import itertools

import pandas as pd
import pytest
from altered_store import altered, both, times

from shortage import figures
from shortage.figures import make
from shortage.store import Store
from shortage.text import Period, Problem

STORE = Store()
IDS = ("technical-inflow", "technical-inflow-share")
HBO = "first_years_hbo"


def technology(factor, period="2024SJ00"):
    return times(HBO, factor, direction="technology", level="ad+bachelor", programme="", period=period)


def everyone(factor):
    return times(HBO, factor, direction="total", level="ad+bachelor", programme="", period="2024SJ00")


def choices():
    for id in IDS:
        offered = figures.figures()[id].choices
        for level, since in itertools.product(offered["level"], offered["since"]):
            yield id, level, since


@pytest.mark.parametrize(("id", "level", "since"), list(choices()))
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_choice_gives_a_whole_figure_or_one_sentence(id, level, since, lang):
    try:
        spec = make(id, STORE, lang, level=level, since=since)
    except Problem as problem:
        # Of wo one year is left, which is no line.
        assert (level, since) == ("wo", "2020") and problem.key == "selection_empty"
        return
    assert spec.title and len(spec.alt) <= 220 and spec.data["series_id"].nunique() <= 4
    assert spec.data["x"].min() >= int(since)
    drawn = {one.table for one in spec.sources}
    assert drawn and all(table in spec.source_line for table in drawn)
    duo = spec.data[spec.data["series_id"].str.contains("duo")]
    for name, line in duo.groupby("series_id"):
        assert line["period"].max() < "2020" or line["period"].min() >= "2020", name
    both_sides = (duo["period"] < "2020").any() and (duo["period"] >= "2020").any()
    assert [mark.x for mark in spec.breaks] == ([{"hbo": 2019.5, "mbo": 2020}[level]] if both_sides else [])
    assert ("reeksbreuk" in spec.note if lang == "nl" else "series break" in spec.note) == bool(spec.breaks)


def test_the_title_of_inflow_is_computed_and_turns_with_the_data(tmp_path):
    assert make("technical-inflow", STORE, "nl").title.endswith("daalde van 22.685 (2020/’21) naar 18.725")
    more = make("technical-inflow", altered(tmp_path, {HBO: technology(1.5)}), "nl")
    assert more.title.endswith("was in 2024/’25 het hoogst: 28.088")
    turned = make("technical-inflow", altered(tmp_path, {HBO: technology(22685 / 18725)}), "en")
    assert turned.title.endswith("was lowest in 2023/24: 18,790"), "first and last are equal, and the line is not level"


def test_the_title_of_the_share_is_computed_and_turns_with_the_data(tmp_path):
    assert make("technical-inflow-share", STORE, "nl").title.endswith("bleef tussen 20,5% en 21,3%")
    up = make("technical-inflow-share", altered(tmp_path, {HBO: technology(1.5)}), "nl").title
    assert "steeg van 20,6%" in up and "naar 31,2%" in up
    down = altered(tmp_path, {HBO: technology(0.5)})
    assert "fell from 20.6%" in make("technical-inflow-share", down, "en").title
    assert "naar 10,4%" in make("technical-inflow-share", altered(tmp_path, {HBO: everyone(2)}), "nl").title


def test_a_chosen_level_takes_the_finding_along():
    assert "wo-eerstejaars" in make("technical-inflow", STORE, "nl", level="wo").title
    mbo = make("technical-inflow", STORE, "nl", level="mbo")
    assert "mbo’ers" in mbo.title and "alle leerjaren" in mbo.note and "alle leerjaren" in mbo.subtitle


def test_the_figure_draws_one_count_of_each_year_and_names_no_other():
    spec = make("technical-inflow", STORE, "nl", level="wo")
    assert spec.data["series_id"].nunique() == 1 and not spec.data["period"].duplicated().any()
    assert {one.table for one in spec.sources} == {"1cijferho_2020"}
    assert "mbo-studenten-per-instelling" in make("technical-inflow-share", STORE, "nl", level="mbo").source_line


def test_technical_hbo_is_drawn_beside_all_of_hbo(tmp_path):
    data = make("hbo-compared", STORE, "nl").data.set_index(["series_id", "period"])["value"]
    assert data["technology", "2024SJ00"] == pytest.approx(100 * 18725 / 22685)
    assert data["all", "2024SJ00"] == pytest.approx(100 * 89926 / 109952)
    assert "naar verhouding ongeveer evenveel" in make("hbo-compared", STORE, "nl").title
    assert "verloor naar verhouding meer" in make("hbo-compared", altered(tmp_path, {HBO: technology(0.8)}), "nl").title
    more = make("hbo-compared", altered(tmp_path, {HBO: both(technology(2), everyone(2))}), "nl")
    assert more.title == "Eerstejaars in technisch hbo en in het hele hbo"
    # One loses 0.5% and the other 1.5%: alike within the border, and three times as much.
    little = both(technology(0.995 * 22685 / 18725), everyone(0.985 * 109952 / 89926))
    assert make("hbo-compared", altered(tmp_path, {HBO: little}), "nl").title == more.title


def test_graduates_are_drawn_per_count():
    spec = make("technical-graduates", STORE, "nl")
    assert "2023/’24 het hoogst: 16.239" in spec.title and [mark.x for mark in spec.breaks] == [2018.5]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_once_new_mbo_students_are_loaded_the_figure_says_so(lang, tmp_path):
    def change(rows):
        first = rows.iloc[0].to_dict() | {"grade": "A", "measure": "", "measure_label": "InstromersTotaal"}
        level = "Soort onderwijs / niveau"
        first |= {level: "T1", f"{level}_label": "mbo (excl. extranei)"}
        more = [
            first | {"Richting": label[:1], "Richting_label": label, "period": f"{year}SJ00", "value": value}
            for label, value in (("Totaal", 150000.0), ("Sectorkamer techniek en gebouwde omgeving", 18000.0))
            for year in (2023, 2024, 2025)
        ]
        return pd.concat([rows, pd.DataFrame(more)], ignore_index=True)

    store = altered(tmp_path, {"mbo_entrants": change})
    for id in ("technical-inflow", "technical-inflow-share"):
        spec = make(id, store, lang, level="mbo")
        words = f"{spec.title} {spec.subtitle} {spec.note} {spec.alt}"
        assert ("nieuwe" if lang == "nl" else "new") in words and "85569NED" in spec.source_line
        assert ("alle leerjaren" if lang == "nl" else "all years of study") not in words


def test_the_values_drawn_are_those_of_the_store():
    data = make("technical-inflow", STORE, "nl").data.set_index(["series_id", "period"])["value"]
    assert data["hbo-duo-2020", "2020SJ00"] == 22685 and data["hbo-duo-2020", "2024SJ00"] == 18725
    share = make("technical-inflow-share", STORE, "nl").data.set_index(["series_id", "period"])["value"]
    assert share["hbo-duo-2020-share", "2024SJ00"] == pytest.approx(100 * 18725 / 89926)


def test_the_title_on_small_programmes_holds_for_the_whole_line(tmp_path):
    """The share was 15.6, 20.0, 23.3, 20.3 and 20.0: first and last alone would say that it rose."""
    assert make("small-programmes", STORE, "nl").title.endswith("piekte in 2022/’23 en daalde tot 20,0%")

    def small(rows):
        is_last = (rows["Opleiding"] != "") & (rows["period"] == "2024SJ00")
        return rows.assign(value=rows["value"].mask(is_last, 5))

    assert make("small-programmes", altered(tmp_path, {HBO: small}), "nl").title.endswith("het hoogst: 100,0%")


def test_the_share_of_programmes_that_lose_is_drawn_per_kind():
    data = make("shrinking-programmes", STORE, "nl").data
    assert data["value"].tolist() == pytest.approx([100 * 44 / 60, 100 * 32 / 36, 50])
    assert make("shrinking-programmes", STORE, "nl", kind="ad").data["value"].tolist() == [50]


@pytest.mark.parametrize("id", IDS)
def test_periods_in_a_figure_are_school_years(id):
    data = make(id, STORE, "nl").data
    assert {Period.parse(code).grain for code in data["period"]} == {"school_year"}
