"""Figures of ways into technology: titles follow the data, subjects come first, nothing is joined."""

import pytest
from altered_store import altered, put, times
from unit.test_indicators_pathways import outflow

from shortage.figures import make
from shortage.store import Store, default_root
from shortage.text import Problem

STORE = Store(default_root())
FLOW, CHAMBER, SHARES, PACT = "transition_hbo", "mbo_students_by_chamber", "mbo_inflow_shares", "technology_pact"


def title(id, store=STORE, lang="nl"):
    return make(id, store, lang).title


@pytest.mark.parametrize(
    ("id", "subject"),
    [
        ("bbl-share", "sectorkamer techniek"),
        ("mbo-hbo-transition", "mbo-4, bol voltijd"),
        ("mbo-inflow-share", "techniek en gebouwde omgeving"),
        ("ad-and-bachelor", "associate degree"),
    ],
)
def test_the_subject_is_drawn_first(id, subject):
    assert make(id, STORE, "nl").data["label"].iloc[0] == subject


def test_the_title_of_the_transition_turns_with_the_data(tmp_path):
    """From 2009 on 47.6, 46.8, 44.8, 43.8, 47.1, 46.7, 38.7 and 38.7: no pair of years stands for all of them."""
    assert "ging in 2015 van 46,7% naar 38,7%" in title("mbo-hbo-transition")

    def last(value):
        return altered(tmp_path, {FLOW: put(FLOW, value, measure="mbo4_pct", period="2016JJ00")})

    assert "highest in 2016: 55.0%" in title("mbo-hbo-transition", last(55), "en")
    assert "lowest in 2016: 30.0%" in title("mbo-hbo-transition", last(30), "en")


def test_live_figures_of_cbs_are_named_for_what_they_are(tmp_path):
    spec = make("mbo-hbo-transition", altered(tmp_path, {"mbo_outflow": outflow}), "nl")
    assert "85519NED" in spec.source_line and "stroomgegevens" not in spec.source_line
    assert "een jaar later in het hbo" in spec.subtitle and "elk niveau" in spec.note
    assert "gediplomeerden" not in f"{spec.subtitle}{spec.note}{spec.alt}"


def test_the_title_of_bbl_is_about_the_newest_stretch_and_turns_with_the_data(tmp_path):
    assert title("bbl-share") == "Werkend leren in technisch mbo steeg van 53,0% (2021/’22) naar 59,1%"
    assert [mark.x for mark in make("bbl-share", STORE, "nl").breaks] == [2020]
    where = {"chamber": "technology", "track": "bbl", "level": "total", "group": "total", "period": "2025SJ00"}
    fewer = altered(tmp_path, {CHAMBER: times(CHAMBER, 0.5, **where)})
    assert "was in 2025/’26 het laagst: 29,6%" in title("bbl-share", fewer)


def test_the_title_of_mbo_students_says_when_they_were_fewest():
    spec = make("mbo-technology", STORE, "nl")
    assert "2024/’25 het laagst en steeg tot 67.468" in spec.title, "the number stands at the line's end"
    last = spec.data[spec.data["period"] == "2025SJ00"].set_index("label")["value"]
    assert last["bol en bbl"] == 67468 == last["bol (op school)"] + last["bbl (werkend leren)"]


def test_associate_degrees_and_bachelors_are_drawn_from_one_base(tmp_path):
    spec = make("ad-and-bachelor", STORE, "nl")
    last = spec.data[spec.data["period"] == "2024SJ00"].set_index("series_id")["value"]
    assert last["ad"] == pytest.approx(100 * 1452 / 1171) and last["bachelor"] == pytest.approx(100 * 17273 / 21514)
    assert spec.title.startswith("Technische associate degrees groeien")
    change = times("first_years_hbo", 0.5, direction="technology", level="ad", programme="", period="2024SJ00")
    assert title("ad-and-bachelor", altered(tmp_path, {"first_years_hbo": change})).startswith(
        "Eerstejaars in techniek"
    )


def test_the_title_of_mbo_inflow_turns_with_the_data(tmp_path):
    assert "bleef tussen 12,0% en 12,9%" in title("mbo-inflow-share")

    def last(value):
        return altered(tmp_path, {SHARES: put(SHARES, value, sector="technology", period="2022SJ00")})

    assert "steeg van 12,6% (2017/’18) naar 15,0%" in title("mbo-inflow-share", last(15.0))
    assert "fell from 12.6% (2017/18) to 10.0%" in title("mbo-inflow-share", last(10.0), "en")


def test_the_title_of_profile_choice_turns_with_the_data(tmp_path):
    assert title("profile-choice-schools") == "Op de havo kiest een kleiner deel een natuurprofiel: 37%, eerder 43%"

    def last(value):
        return altered(
            tmp_path, {PACT: put(PACT, value, measure="science_share_pct", school="havo", period="2023SJ00")}
        )

    assert "groter deel een natuurprofiel: 50%" in title("profile-choice-schools", last(50))
    assert title("profile-choice-schools", last(43), "en") == "Technical and science profiles by type of school"


def test_single_years_of_the_monitor_are_pairs_not_a_line():
    spec = make("profile-choice-schools", STORE, "nl")
    assert spec.kind == "dumbbell" and spec.data.groupby("category").size().tolist() == [2, 2, 2]
    assert "verschillende uitgaven" in spec.note
    assert spec.data["value"].tolist() == [43, 37, 62, 60, 19, 20]


@pytest.mark.parametrize(
    ("id", "gone"),
    [("mbo-hbo-transition", (FLOW, "mbo_outflow")), ("profile-choice-schools", (PACT,))],
)
def test_without_its_table_a_figure_gives_one_sentence(id, gone, tmp_path):
    with pytest.raises(Problem) as caught:
        make(id, altered(tmp_path, dict.fromkeys(gone)), "nl")
    assert "\n" not in caught.value.text("nl")
