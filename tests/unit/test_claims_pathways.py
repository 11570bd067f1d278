"""The claims on ways into technology: what the snapshot says, and that other data or choices give every verdict."""

import pandas as pd
import pytest
from altered import altered, both, put, times, without
from judging import STORE, judge, numbers, weigh

from shortage import indicators
from shortage.indicators.lines import newest

FLOW, MBO, HAVO = "transition_hbo", "mbo_students_2019", "profiles_havo"
NOW = {"reaches": 2015}


def flow(value, period="2016JJ00"):
    """Set the transition of mbo-4 of one year, in per cent."""
    return {FLOW: put(FLOW, value, measure="mbo4_pct", period=period)}


def bbl(factor, period="2019SJ00", direction="technology"):
    """Change the students of technology who learn at work, all else as it is."""
    return times(MBO, factor, measure="students_by_sector", direction=direction, level="bbl", period=period)


def test_the_transition_fell_in_a_series_that_stopped():
    verdict = judge("E3")
    assert verdict.value == "partly" and verdict.finding.period == "2016JJ00"
    found = numbers(verdict)
    assert (found["first"], found["last"]) == (47.6, 38.7)
    assert verdict.finding.value == pytest.approx(38.7 - 47.6)
    # CBS, 2021/22: 2,220 of 50,560 in technology, 23,670 of 364,220 in all of mbo.
    assert found["cbs_technology"] == pytest.approx(100 * 2220 / 50560)
    assert found["cbs_all"] == pytest.approx(100 * 23670 / 364220)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentences_hold_their_numbers(lang):
    wanted = {
        ("E3", "nl"): ["47,6%", "38,7%", "−8,9", "stopt bij 2016", "4,4%", "6,5%"],
        ("E3", "en"): ["47.6%", "38.7%", "−8.9", "stops at 2016", "4.4%", "6.5%"],
        ("E4", "nl"): ["40,9%", "25,8%", "30,6%", "20,3%", "niet te toetsen"],
        ("E4", "en"): ["40.9%", "25.8%", "30.6%", "20.3%", "cannot be tested"],
        ("E5", "nl"): ["19,1%", "16,2%", "43%", "37%", "62%", "60%", "19%", "20%"],
        ("E5", "en"): ["19.1%", "16.2%", "43%", "37%", "62%", "60%", "19%", "20%"],
    }
    for id in ("E3", "E4", "E5"):
        for text in wanted[id, lang]:
            assert text in judge(id).sentence(lang), (id, text)


def test_a_series_up_to_now_decides_and_an_older_one_only_in_part(tmp_path):
    assert judge("E3", **NOW).value == "supported"
    assert judge("E3", reaches=2017).value == "partly"
    assert "stopt" not in judge("E3", **NOW).sentence("nl")


@pytest.mark.parametrize(
    ("value", "expected"), [(38.7, "supported"), (46.6, "supported"), (46.7, "contradicted"), (55.0, "contradicted")]
)
def test_e3_follows_the_data(value, expected, tmp_path):
    verdict = judge("E3", altered(tmp_path, flow(value)), **NOW)
    assert verdict.value == expected and numbers(verdict)["last"] == value


def test_the_fall_came_with_the_end_of_the_grant_and_went_beyond_that_of_havo(tmp_path):
    assert judge("E3", until="2014").value == "contradicted"
    beyond = judge("E3", against="havo", source="duo", **NOW)
    # mbo 38.7 − 47.6 = −8.9; havo 73.9 − 77.9 = −4.0; left is −4.9.
    assert beyond.value == "supported" and beyond.finding.value == pytest.approx(-4.9)
    assert numbers(beyond)["havo"] == pytest.approx(-4.0) and "−4,0 procentpunt" in beyond.sentence("nl")
    along = altered(tmp_path, {FLOW: put(FLOW, 69.0, measure="havo_pct", period="2016JJ00")})
    assert judge("E3", along, against="havo", source="duo", **NOW).value == "contradicted"


def test_news_is_a_source_of_its_own_and_technology_needs_a_load():
    news = judge("E3", source="news")
    assert news.value == "partly" and numbers(news)["first"] == 42 and numbers(news)["last"] == 35
    assert judge("E3", direction="technology", source="cbs").value == "not_testable"


def test_a_missing_year_shortens_the_stretch(tmp_path):
    found = {one.name: one for one in judge("E3", altered(tmp_path, flow(float("nan"), "2010JJ00"))).finding.numbers}
    assert (found["first"].period, found["last"].period) == ("2011JJ00", "2016JJ00")


def test_without_its_tables_each_names_one(tmp_path):
    store = altered(tmp_path, {FLOW: None, "mbo_outflow": None})
    assert judge("E3", store).value == "not_testable" and "stroomgegevens" in judge("E3", store).sentence("nl")
    gone = dict.fromkeys((MBO, "mbo_students", "mbo_entrants", "mbo_students_by_track"))
    store = altered(tmp_path, gone)
    assert judge("E4", store).value == "not_testable" and "03_mbo_2019" in judge("E4", store).sentence("nl")
    store = altered(tmp_path, {HAVO: None, "technology_pact": None})
    assert judge("E5", store).value == "not_testable" and "1cijfervo" in judge("E5", store).sentence("nl")


def test_the_preference_holds_and_the_places_cannot_be_tested():
    verdict = judge("E4")
    assert verdict.value == "partly"
    found = numbers(verdict)
    assert found["first"] == pytest.approx(100 * 40488 / 132130) and found["last"] == pytest.approx(
        100 * 54855 / 134041
    )
    assert found["all_last"] == pytest.approx(100 * 129519 / 501903)
    assert judge("E4", part="preference", reaches=2019).value == "supported"
    assert judge("E4", part="preference").value == "partly"
    assert judge("E4", reaches=2019).value == "partly"


CASES = {
    "above and rising": (bbl(1.0), "supported"),
    "above, not rising": (bbl(1.5, "2015SJ00"), "partly"),
    "rising, not above": (both(bbl(0.3, "2015SJ00"), bbl(0.5)), "partly"),
    "neither": (bbl(0.5), "contradicted"),
}


@pytest.mark.parametrize("name", CASES)
def test_e4_follows_the_data(name, tmp_path):
    change, expected = CASES[name]
    store = altered(tmp_path, {MBO: change})
    assert judge("E4", store, part="preference", reaches=2019).value == expected
    if expected == "contradicted":  # where the preference fails, the places cannot save the claim
        assert judge("E4", store).value == "contradicted"


def test_the_narrower_chamber_is_another_line_and_says_the_same():
    verdict = judge("E4", definition="chamber", part="preference", reaches=2019)
    assert verdict.value == "supported"
    assert numbers(verdict)["last"] == pytest.approx(100 * 35754 / 70142)
    assert judge("E4", basis="entrants", source="cbs").value == "not_testable"


def test_a_wish_gets_numbers_and_no_verdict_whatever_the_data_say(tmp_path):
    verdict = judge("E5")
    assert verdict.value == "not_testable" and not verdict.missing and verdict.claim.settles
    found = numbers(verdict)
    # havo 2015/16: 14.7 + 7.7 of 117.5 thousand; 2019/20: 12.7 + 6.4 of 118.1 thousand.
    assert found["havo_first"] == pytest.approx(100 * 22.4 / 117.5)
    assert found["havo_last"] == pytest.approx(100 * 19.1 / 118.1)
    assert verdict.finding.value == pytest.approx(100 * 19.1 / 118.1 - 100 * 22.4 / 117.5)
    more = altered(tmp_path, {HAVO: times(HAVO, 2, profile="NT", period="2019SJ00")})
    turned = judge("E5", more)
    assert turned.value == "not_testable" and turned.finding.value > 0
    assert judge("E5", profile="science").finding.value == pytest.approx(100 * 48.0 / 118.1 - 100 * 49.9 / 117.5)


def test_each_of_both_sources_is_enough_for_profiles(tmp_path):
    monitor = judge("E5", altered(tmp_path, {HAVO: None}))
    assert "havo_now" in numbers(monitor) and "havo_last" not in numbers(monitor)
    ministry = judge("E5", altered(tmp_path, {"technology_pact": None}))
    assert "havo_last" in numbers(ministry) and "havo_now" not in numbers(ministry)
    single = altered(tmp_path, {HAVO: without(HAVO, period=lambda code: code != "2019SJ00"), "technology_pact": None})
    assert judge("E5", single).value == "not_testable" and judge("E5", single).missing


def test_how_sure_shows_each_alternative_with_its_verdict():
    assert [one.verdict for one in weigh("E3").sensitivity] == [
        "contradicted",
        "supported",
        "partly",
        "partly",
        "not_testable",
    ]
    assert [one.verdict for one in weigh("E4").sensitivity] == ["partly", "supported", "supported", "not_testable"]
    for lang in ("nl", "en"):
        assert "→" in weigh("E3").flips(lang) and "→" in weigh("E4").flips(lang)


@pytest.mark.parametrize(
    ("parameters", "lines"), [({}, "duo"), ({"source": "ocw"}, None), ({"basis": "entrants"}, None)]
)
def test_the_source_and_the_count_are_those_that_were_chosen(parameters, lines):
    verdict = judge("E4", part="preference", **parameters)
    assert ("03_mbo_2019" in {one.table for one in verdict.finding.sources}) is (lines == "duo")
    assert (verdict.value == "not_testable") is (lines is None)


def test_a_difference_of_exactly_the_margin_counts():
    found = numbers(judge("E4"))
    chosen = {"part": "preference", "reaches": 2019}
    assert found["rise"] < found["gap"]
    for margin, expected in (
        (found["rise"], "supported"),
        (found["rise"] + 0.01, "partly"),
        (found["gap"], "partly"),
        (found["gap"] + 0.01, "contradicted"),
    ):
        assert judge("E4", margin=margin, **chosen).value == expected


def test_technology_is_held_against_all_of_mbo_of_the_same_years_only(tmp_path):
    years = {"first": "2015SJ00", "last": "2019SJ00"}
    for gone in years.values():
        store = altered(tmp_path, {MBO: without(MBO, measure="students_by_sector", direction="total", period=gone)})
        assert judge("E4", store, part="preference").value == "not_testable"


def test_profiles_are_those_of_the_chosen_source_and_each_school_has_its_own():
    verdict = judge("E5", profile="science")
    found = numbers(verdict)
    line = indicators.compute("profile-choice", STORE).line("ocw-havo-science-2015")["value"]
    assert (found["havo_first"], found["havo_last"]) == (line.iloc[0], line.iloc[-1])
    assert {f"{school}_{place}" for school in ("havo", "vwo", "vmbo") for place in ("then", "now")} <= set(found)
    assert verdict.finding.period == "2019SJ00" and found["havo_change"] == verdict.finding.value


def test_two_years_of_a_profile_are_enough_and_one_is_not():
    assert "havo_first" in numbers(judge("E5", since="2018"))
    last = judge("E5", since="2019")
    assert "havo_first" not in numbers(last)
    assert last.finding.period == "2023SJ00", "the monitor's, as the ministry has one year only"
    assert last.finding.value == numbers(last)["havo_now"] - numbers(last)["havo_then"]


def test_a_school_with_one_year_is_left_out_and_the_others_stay(tmp_path):
    single = without("technology_pact", school="vwo", period=lambda code: code != "2023SJ00")
    found = numbers(judge("E5", altered(tmp_path, {"technology_pact": single})))
    assert "vwo_now" not in found and {"havo_now", "vmbo_now"} <= set(found)


def test_what_was_asked_of_the_transition_is_what_is_answered():
    """Of technology and of havo's news there is nothing: no other line stands in for them."""
    assert judge("E3", direction="technology").value == "not_testable"
    assert judge("E3", against="havo", source="news").value == "not_testable"
    assert "stopt" not in judge("E3", until="2014").sentence("nl"), "a line that does not fall counts in full"


@pytest.mark.parametrize("year", ["2009JJ00", "2016JJ00"])
def test_havo_is_held_against_mbo_over_the_same_years_only(year, tmp_path):
    store = altered(tmp_path, {FLOW: without(FLOW, measure="havo_pct", period=year)})
    assert judge("E3", store, against="havo", source="duo").value == "not_testable"


def test_the_line_that_ends_last_is_the_newest():
    found = {"b": pd.Series([1], index=["2020SJ00"]), "a": pd.Series([1], index=["2021SJ00"])}
    assert newest(found) == "a"
