"""The claims on ways into technology: what the snapshot says, and that other data or choices give every verdict."""

import pandas as pd
import pytest
from altered_store import altered, put, times, without
from claim_helpers import judge, numbers, weigh
from unit.test_indicators_pathways import outflow

from shortage.indicators.lines import newest

FLOW, HBO, PACT = "transition_hbo", "first_years_hbo", "technology_pact"


def flow(value, period="2016JJ00"):
    """Set the transition of mbo-4 of one year, in per cent."""
    return {FLOW: put(FLOW, value, measure="mbo4_pct", period=period)}


def phase(factor, which, period="2024SJ00"):
    """Change the first-years in technology of one phase of hbo."""
    return times(HBO, factor, direction="technology", level=which, programme="", period=period)


# --- E3: from mbo to hbo ---------------------------------------------------------------------------------------------


def test_the_transition_is_told_with_its_largest_step_and_its_series_is_too_old():
    verdict = judge("E3")
    assert verdict.value == "outdated" and verdict.finding.period == "2016JJ00" and verdict.claim.settles
    found = {one.name: (one.value, one.period) for one in verdict.finding.numbers}
    assert (found["first"], found["last"]) == ((47.6, "2009JJ00"), (38.7, "2016JJ00"))
    assert (found["before"], found["step"]) == ((46.7, "2014JJ00"), (38.7, "2015JJ00"))
    assert found["change"][0] == pytest.approx(38.7 - 47.6)


@pytest.mark.parametrize(
    ("value", "expected"), [(38.7, "supported"), (46.5, "supported"), (46.6, "contradicted"), (55.0, "contradicted")]
)
def test_e3_follows_the_data_where_they_reach_far_enough(value, expected, tmp_path, monkeypatch):
    claim = judge("E3").claim.model_copy(update={"reaches": "2016"})
    monkeypatch.setattr("shortage.claims.claim", lambda name: claim)
    verdict = judge("E3", altered(tmp_path, flow(value)))
    assert verdict.value == expected and numbers(verdict)["last"] == value


def test_a_fall_may_be_set_against_that_from_havo():
    """Mbo 38.7 − 47.6 = −8.9; havo 73.9 − 77.9 = −4.0; left is −4.9."""
    beyond = numbers(judge("E3", against="havo", source="duo"))
    assert beyond["change"] == pytest.approx(-4.9) and beyond["havo"] == pytest.approx(-4.0)


def test_live_figures_of_cbs_are_judged_on_what_they_say(tmp_path):
    verdict = judge("E3", altered(tmp_path, {"mbo_outflow": outflow}))
    assert verdict.value in ("supported", "contradicted") and verdict.finding.period > "2022"


def test_what_was_asked_of_the_transition_is_what_is_answered():
    """Of technology there is nothing: no other line stands in for it."""
    assert judge("E3", direction="technology").value == "not_testable"


@pytest.mark.parametrize("year", ["2009JJ00", "2016JJ00"])
def test_havo_is_held_against_mbo_over_the_same_years_only(year, tmp_path):
    store = altered(tmp_path, {FLOW: without(FLOW, measure="havo_pct", period=year)})
    assert judge("E3", store, against="havo", source="duo").value == "not_testable"


def test_a_missing_year_shortens_the_stretch(tmp_path):
    found = {one.name: one for one in judge("E3", altered(tmp_path, flow(float("nan"), "2010JJ00"))).finding.numbers}
    assert (found["first"].period, found["last"].period) == ("2011JJ00", "2016JJ00")


# --- E4: going on at work --------------------------------------------------------------------------------------------


def test_the_preference_holds_and_the_places_leave_the_claim_open():
    """DUO: 1,171 and 1,452 first-years of technical associate degrees, 21,514 and 17,273 of bachelors."""
    verdict = judge("E4")
    assert verdict.value == "not_testable" and not verdict.missing and verdict.claim.settles
    assert [one.verdict for one in verdict.finding.parts] == ["supported", "not_testable"]
    found = numbers(verdict)
    assert (found["ad_first"], found["ad_last"]) == (1171, 1452)
    assert (found["bachelor_first"], found["bachelor_last"]) == (21514, 17273)
    assert verdict.finding.value == pytest.approx(100 * (1452 / 1171 - 1))
    assert "24% meer dan in 2020/’21" in verdict.sentence("nl") and "20% fewer" in verdict.sentence("en")


CASES = {
    "associate degrees grow, bachelors do not": ({}, "supported"),
    "both grow": ({HBO: phase(1.5, "bachelor")}, "contradicted"),
    "associate degrees fall": ({HBO: phase(0.5, "ad")}, "contradicted"),
    "associate degrees grew and fell back": ({HBO: phase(0.82, "ad")}, "contradicted"),
}


@pytest.mark.parametrize("name", CASES)
def test_e4_follows_the_data(name, tmp_path):
    changes, expected = CASES[name]
    store = altered(tmp_path, changes)
    assert judge("E4", store, part="preference").value == expected
    # A preference that fails contradicts the whole; one that holds leaves it open.
    assert judge("E4", store).value == ("not_testable" if expected == "supported" else "contradicted")


# --- E5: profiles ----------------------------------------------------------------------------------------------------


def test_a_wish_gets_numbers_and_no_verdict_whatever_the_data_say(tmp_path):
    verdict = judge("E5")
    assert verdict.value == "not_testable" and not verdict.missing and verdict.claim.settles
    assert numbers(verdict) == {
        "havo_then": 43,
        "havo_now": 37,
        "vwo_then": 62,
        "vwo_now": 60,
        "vmbo_then": 19,
        "vmbo_now": 20,
    }
    assert verdict.finding.value == 37 and verdict.finding.period == "2023SJ00"
    assert "leerlingen in leerjaar 4 een natuurprofiel" in verdict.sentence("nl"), (
        "the monitor counts one year of study"
    )
    assert "of pupils in year 3 had a technical profile" in verdict.sentence("en")
    more = altered(tmp_path, {PACT: put(PACT, 60, measure="science_share_pct", school="havo", period="2023SJ00")})
    assert judge("E5", more).value == "not_testable" and judge("E5", more).finding.value == 60


def test_a_school_with_one_year_is_left_out_and_the_others_stay(tmp_path):
    single = without(PACT, school="vwo", period=lambda code: code != "2023SJ00")
    found = numbers(judge("E5", altered(tmp_path, {PACT: single})))
    assert "vwo_now" not in found and {"havo_now", "vmbo_now"} <= set(found)


# --- all of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "gone", "named"),
    [
        ("E3", (FLOW, "mbo_outflow"), "stroomgegevens"),
        ("E4", (HBO,), "p02ho1ejrs"),
        ("E5", (PACT, "profiles_havo"), "1cijfervo"),
    ],
)
def test_without_its_tables_each_names_one(id, gone, named, tmp_path):
    verdict = judge(id, altered(tmp_path, dict.fromkeys(gone)))
    assert verdict.value == "not_testable" and named in verdict.sentence("nl")


def test_how_sure_shows_each_alternative_with_its_verdict():
    assert [one.verdict for one in weigh("E3").sensitivity] == ["outdated", "outdated"]
    assert [one.verdict for one in weigh("E4").sensitivity] == ["supported", "not_testable"]


def test_the_line_that_ends_last_is_the_newest():
    found = {"b": pd.Series([1], index=["2020SJ00"]), "a": pd.Series([1], index=["2021SJ00"])}
    assert newest(found) == "a"
