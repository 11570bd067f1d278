"""Figures of ways into technology: titles follow the data, subjects come first, nothing is joined."""

import pytest
from altered import altered, both, put, times
from unit.test_indicators_pathways import outflow

from shortage.figures import make
from shortage.store import Store, default_root
from shortage.text import Problem

STORE = Store(default_root())
IDS = ("bbl-share", "mbo-hbo-transition", "mbo-inflow-share", "profile-choice", "profile-choice-schools")
FLOW, MBO, SHARES, HAVO, PACT = (
    "transition_hbo",
    "mbo_students_2019",
    "mbo_inflow_shares",
    "profiles_havo",
    "technology_pact",
)


def title(id, store=STORE, lang="nl"):
    return make(id, store, lang).title


def test_the_subject_is_drawn_first():
    first = {id: make(id, STORE, "nl").data["label"].iloc[0] for id in IDS[:4]}
    assert first == {
        "bbl-share": "sector techniek",
        "mbo-hbo-transition": "mbo-4 (bol voltijd)",
        "mbo-inflow-share": "techniek en gebouwde omgeving",
        "profile-choice": "havo, natuur en techniek",
    }


def test_the_title_of_the_transition_turns_with_the_data(tmp_path):
    assert "daalde van 47,6% (2009) naar 38,7% (2016)" in title("mbo-hbo-transition")

    def last(value):
        return altered(tmp_path, {FLOW: put(FLOW, value, measure="mbo4_pct", period="2016JJ00")})

    assert "rose from 47.6% (2009) to 55.0% (2016)" in title("mbo-hbo-transition", last(55), "en")
    assert title("mbo-hbo-transition", last(47.0)) == "Doorstroom van mbo naar hbo"


def test_live_figures_of_cbs_are_named_for_what_they_are(tmp_path):
    spec = make("mbo-hbo-transition", altered(tmp_path, {"mbo_outflow": outflow}), "nl")
    assert "85519NED" in spec.source_line and "stroomgegevens" not in spec.source_line
    assert "een jaar later in het hbo" in spec.subtitle and "elk niveau" in spec.note
    assert set(spec.series.values()) == {"hele mbo", "sectorkamer techniek"}
    assert "gediplomeerden" not in f"{spec.subtitle}{spec.note}{spec.alt}"


def test_the_title_of_bbl_turns_with_the_data(tmp_path):
    assert title("bbl-share").startswith("Van de mbo’ers in techniek leerde 41% werkend, tegen 26% van alle mbo’ers")
    change = times(MBO, 0.3, measure="students_by_sector", direction="technology", level="bbl", period="2019SJ00")
    assert "leerde 12% werkend, tegen 26%" in title("bbl-share", altered(tmp_path, {MBO: change}))
    level = put(MBO, 134041 * 129519 / 501903, measure="students_by_sector", direction="technology", level="bbl",
                period="2019SJ00")  # fmt: skip
    assert title("bbl-share", altered(tmp_path, {MBO: level})) == "Werkend leren in het mbo"


def test_the_title_of_mbo_inflow_turns_with_the_data(tmp_path):
    assert "bleef rond 12,6%" in title("mbo-inflow-share")

    def last(value):
        return altered(tmp_path, {SHARES: put(SHARES, value, sector="technology", period="2022SJ00")})

    assert "steeg van 12,6% (2017/'18) naar 15,0% (2022/'23)" in title("mbo-inflow-share", last(15.0))
    assert "fell from 12.6% (2017/18) to 10.0% (2022/23)" in title("mbo-inflow-share", last(10.0), "en")


def test_the_titles_of_profile_choice_turn_with_the_data(tmp_path):
    assert "daalde van 19,1% (2015/'16) naar 16,2% (2019/'20)" in title("profile-choice")
    more = altered(tmp_path, {HAVO: times(HAVO, 2, profile="NT", period="2019SJ00")})
    assert "steeg van 19,1%" in title("profile-choice", more)
    same = both(put(HAVO, 14700, profile="NT", period="2019SJ00"), put(HAVO, 7700, profile="both-N", period="2019SJ00"))
    assert title("profile-choice", altered(tmp_path, {HAVO: same})) == "Profielkeuze op de havo"

    assert title("profile-choice-schools") == "In 2023/'24 had 37% op de havo een natuurprofiel, in 2016/'17 43%"
    level = altered(tmp_path, {PACT: put(PACT, 43, measure="science_share_pct", school="havo", period="2023SJ00")})
    assert title("profile-choice-schools", level, "en") == "Technical and science profiles by type of school"


def test_single_years_of_the_monitor_are_pairs_not_a_line():
    spec = make("profile-choice-schools", STORE, "nl")
    assert spec.kind == "dumbbell" and spec.data.groupby("category").size().tolist() == [2, 2, 2]
    assert "verschillende uitgaven" in spec.note
    assert spec.data["value"].tolist() == [43, 37, 62, 60, 19, 20]


@pytest.mark.parametrize(
    ("id", "gone"),
    [("mbo-hbo-transition", (FLOW, "mbo_outflow")), ("profile-choice", (HAVO,)), ("profile-choice-schools", (PACT,))],
)
def test_without_its_table_a_figure_gives_one_sentence(id, gone, tmp_path):
    with pytest.raises(Problem) as caught:
        make(id, altered(tmp_path, dict.fromkeys(gone)), "nl")
    assert "\n" not in caught.value.text("nl")
