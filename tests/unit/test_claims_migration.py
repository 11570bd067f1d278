"""The migration claims: what the snapshot says, and that other data or other borders give every other verdict."""

import pytest
from altered import altered, both, put, times, without
from judging import STORE, judge, numbers, weigh

from shortage import claims

IDS = ["M1", "M2", "M3", "M4", "M5"]
EAST = ["PL", "RO", "BG", "CZ", "SK", "HU"]


def people(factor):
    return {
        name: times(name, factor, purpose="labour", stay="arrival") for name in ("immigrants_eu", "immigrants_non_eu")
    }


def workers(geo, factor):
    """More foreign nationals at work in the newest year, so that the growth of the last years is larger."""
    newest = {"citizen": "foreign", "sex": "total", "period": "2023JJ00"}
    return times("employment_by_citizenship", factor, geo=geo, **newest)


def rates(factor, *geos):
    return times("vacancy_rates_eu", factor, adjustment="adjusted", geo=geos, period="2024KW03")


def prosperity(factor, *geos):
    return times("gdp_per_head_ppp", factor, geo=geos, period=lambda code: code > "2000JJ00")


ALTERED = [
    ("M1", "partly", {}),
    ("M1", "contradicted", people(0.5)),
    ("M1", "contradicted", people(3)),
    ("M2", "supported", {"employment_by_citizenship": workers("BE", 2)}),
    ("M2", "partly", {}),
    ("M2", "contradicted", {"employment_by_citizenship": workers("DE", 0.85)}),
    ("M3", "supported", {"vacancy_rates_eu": both(rates(2, "DE", "SE"), rates(3, "EU27_2020"))}),
    ("M3", "partly", {"vacancy_rates_eu": rates(2, "DE")}),
    ("M3", "partly", {"vacancy_rates_eu": rates(2, "EU27_2020")}),
    ("M3", "contradicted", {}),
    ("M4", "supported", {}),
    ("M4", "partly", {"gdp_per_head_ppp": prosperity(0.2, *EAST[:3])}),
    ("M4", "contradicted", {"gdp_per_head_ppp": prosperity(0.2, *EAST[:5])}),
    ("M5", "not_testable", {}),
]


@pytest.mark.parametrize(("id", "expected", "changes"), ALTERED)
def test_the_data_turn_the_verdict_to_each_it_can_give(id, expected, changes, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE)
    assert verdict.value == expected and not verdict.missing
    for lang in ("nl", "en"):
        assert "{" not in verdict.sentence(lang) and "nan" not in verdict.sentence(lang)


PARAMETERS = [
    ("M1", "contradicted", {"origin": "non-eu"}),
    ("M1", "contradicted", {"lowest": "mid", "highest": "mid2"}),
    ("M1", "contradicted", {"year": "2010"}),
    ("M1", "not_testable", {"sector": "narrow"}),
    ("M1", "not_testable", {"sector": "broad"}),
    ("M2", "contradicted", {"measure": "valid-permits"}),
    ("M2", "supported", {"measure": "first-permits", "threshold": 60}),
    ("M2", "contradicted", {"threshold": 600}),
    ("M3", "partly", {"threshold": 67}),
    ("M3", "partly", {"quarter": "2022KW02"}),
    ("M4", "partly", {"source": "eurostat"}),
    ("M4", "contradicted", {"source": "eurostat", "margin": 3}),
]


@pytest.mark.parametrize(("id", "expected", "parameters"), PARAMETERS)
def test_a_readers_parameters_turn_the_verdict(id, expected, parameters):
    assert judge(id).value != expected or id == "M3"
    verdict = judge(id, **parameters)
    assert verdict.value == expected and not verdict.missing


@pytest.mark.parametrize("factor", [0.01, 0.5, 0.84, 2.3, 100])
def test_no_number_of_migrants_supports_the_share(factor, tmp_path):
    store = altered(tmp_path, people(factor))
    for parameters in ({}, {"origin": "eu"}, {"unregistered": True}, {"lapsed": 15}, {"highest": "mid2"}):
        assert judge("M1", store, **parameters).value in ("partly", "contradicted")


def test_the_share_is_judged_by_the_band_and_nothing_else(tmp_path):
    """The verdict turns where the stated share leaves the band, on either side."""
    band = numbers(judge("M1"))
    for factor in (0.82, 0.85, 2.2, 2.3):
        found = judge("M1", altered(tmp_path, people(factor)))
        inside = band["lower"] * factor <= 7 <= band["upper"] * factor
        assert found.value == ("partly" if inside else "contradicted")
        assert numbers(found)["upper"] == pytest.approx(factor * band["upper"])
    assert "boven" in judge("M1", altered(tmp_path, people(0.5))).sentence("nl")
    assert "onder de bandbreedte" in judge("M1", altered(tmp_path, people(3))).sentence("nl")


def test_a_band_whose_ends_change_places_is_still_a_band(tmp_path):
    """With hardly any employment in B-F the stand-in by employment falls below the one by vacancies."""
    change = times("employment_by_activity", 0.1, geo="NL", sex="total", activity=["C", "F"], period="2023JJ00")
    verdict = judge("M1", altered(tmp_path, {"employment_by_activity": change}), lowest="mid", highest="mid2")
    found = numbers(verdict)
    assert found["lower"] < found["upper"] == pytest.approx(found["mid"])


def test_the_turned_claim_is_about_the_same_people():
    every, outside = judge("M1"), judge("M1", origin="non-eu")
    assert round(numbers(every)["needed"], 1) == 17.1
    assert numbers(outside)["needed"] == pytest.approx(100 * 0.07 * 169_000 / 25_195)
    assert "van buiten de EU/EFTA" in outside.sentence("nl")
    assert numbers(judge("M1", lapsed=15))["needed"] == pytest.approx(0.85 * numbers(every)["needed"])


def test_countries_are_compared_over_the_same_years():
    """Germany counts in another way from 2021: the growth of all three is taken from there on."""
    verdict = judge("M2", measure="valid-permits")
    assert "2021–2023" in verdict.sentence("nl")
    rows = STORE.read("valid_permits").select("valid_permits", reason="employment")
    level = rows.set_index(["geo", "period"])["value"]
    for name, geo in (("netherlands", "NL"), ("germany", "DE"), ("belgium", "BE")):
        by_hand = (level[geo, "2023JJ00"] - level[geo, "2021JJ00"]) / 2 / 1000
        assert numbers(verdict)[name] == pytest.approx(by_hand)


def test_germany_and_belgium_are_named_apart(tmp_path):
    assert "Duitsland 524 duizend (haalt de grens), België 27 duizend (haalt de grens niet)" in judge("M2").sentence(
        "nl"
    )
    other = altered(tmp_path, {"employment_by_citizenship": both(workers("DE", 0.85), workers("BE", 2))})
    verdict = judge("M2", other)
    assert verdict.value == "partly"
    assert "(does not reach it), Belgium" in verdict.sentence("en")


def test_the_numbers_of_the_snapshot_are_those_found_by_hand():
    m1, m3, m4, m5 = (numbers(judge(id)) for id in ("M1", "M3", "M4", "M5"))
    assert {name: round(m1[name], 1) for name in ("lower", "mid", "upper")} == {"lower": 3.1, "mid": 4.7, "upper": 8.4}
    assert (m3["tight"], m3["countries"], m3["dutch"]) == (0, 3, 4.2)
    assert (m4["closer"], round(m4["pl_first"]), round(m4["pl_last"])) == (6, 33, 63)
    assert (m5["criterion_first"], m5["criterion_last"], m5["labour_last"]) == (4752, 5688, 21500)
    unadjusted = judge("M3", source="unadjusted", least=15)
    assert (numbers(unadjusted)["countries"], unadjusted.finding.period) == (25, "2025KW04")


@pytest.mark.parametrize(("lang", "none_of"), [("nl", "0 van 3"), ("en", "0 of 3")])
def test_none_of_a_few_countries_is_a_count_and_no_share(lang, none_of):
    verdict = weigh("M3")
    assert verdict.finding.figure(lang) == none_of
    assert all(one.unit != "per_cent" or one.value > 0 for one in verdict.finding.numbers)
    assert {one.out_of for one in verdict.sensitivity if one.value is not None} >= {3, 25}


def test_a_vacancy_rate_exactly_on_the_border_counts(tmp_path):
    exact = put("vacancy_rates_eu", 0.9 * 4.2, adjustment="adjusted", geo="DE", period="2024KW03")
    assert numbers(judge("M3", altered(tmp_path, {"vacancy_rates_eu": exact})))["tight"] == 1
    below = put("vacancy_rates_eu", 3.7, adjustment="adjusted", geo="DE", period="2024KW03")
    assert numbers(judge("M3", altered(tmp_path, {"vacancy_rates_eu": below})))["tight"] == 0


def test_countries_outside_the_eu_and_averages_are_not_counted(tmp_path):
    change = rates(10, "NO")
    assert numbers(judge("M3", altered(tmp_path, {"vacancy_rates_eu": change})))["tight"] == 0
    gone = without("vacancy_rates_eu", adjustment="adjusted", geo="EU27_2020")
    verdict = judge("M3", altered(tmp_path, {"vacancy_rates_eu": gone}))
    assert "gemiddelde" not in verdict.sentence("nl") and "average" not in numbers(verdict)


def test_prosperity_is_never_taken_from_two_sources(tmp_path):
    store = altered(tmp_path, {"gdp_per_head_ppp": without("gdp_per_head_ppp", geo="SK")})
    assert judge("M4", store).value == "not_testable", "the other source does not fill in"
    assert {one.table for one in judge("M4").finding.sources} == {"NY.GDP.PCAP.PP.CD"}


@pytest.mark.parametrize("factor", [0.2, 1, 5])
def test_no_number_of_knowledge_migrants_shows_a_cause(factor, tmp_path):
    change = times("knowledge_migrants_news", factor, period="2024JJ00")
    verdict = judge("M5", altered(tmp_path, {"knowledge_migrants_news": change}))
    assert verdict.value == "not_testable" and not verdict.missing
    assert numbers(verdict)["migrants_last"] == pytest.approx(16 * factor)
    assert "oorzaak" in verdict.sentence("nl") and claims.claim("M5").settles


MISSING = [
    ("M1", "immigrants_eu", "84808NED"),
    ("M1", "vacancies", "80472ned"),
    ("M1", "cee_employees_2011", "moe_2011"),
    ("M2", "employment_by_citizenship", "lfsa_egan"),
    ("M2", "valid_permits", "migr_resvalid"),
    ("M3", "vacancy_rates_eu", "jvs_q_nace2"),
    ("M4", "gdp_per_head_ppp", "NY.GDP.PCAP.PP.CD"),
    ("M5", "salary_norms", "normbedragen"),
]


@pytest.mark.parametrize(("id", "table", "named"), MISSING)
def test_without_a_table_the_claim_is_not_testable_and_the_table_is_named(id, table, named, tmp_path):
    verdict = judge(id, altered(tmp_path, {table: None}))
    assert verdict.value == "not_testable" and verdict.missing
    for lang in ("nl", "en"):
        assert named in verdict.sentence(lang)


@pytest.mark.parametrize("id", IDS)
def test_how_sure_it_is_shows_every_other_choice(id):
    verdict = weigh(id)
    assert len(verdict.sensitivity) == len(claims.claim(id).alternatives) >= 2
    for other, row in zip(claims.claim(id).alternatives, verdict.sensitivity, strict=True):
        again = judge(id, **other.parameters)
        assert (row.verdict, row.value) == (again.value, again.finding.value)
    for lang in ("nl", "en"):
        assert verdict.flips(lang)


PERSONS = "employment_by_citizenship"
SHORT = [
    ("M1", {}, {"year": "1900"}),
    ("M2", {}, {"measure": "no-such"}),
    ("M2", {PERSONS: without(PERSONS, geo="DE")}, {}),
    ("M2", {PERSONS: without(PERSONS, geo="DE", period=lambda code: code != "2023JJ00")}, {}),
    ("M2", {"valid_permits": without("valid_permits", geo="DE")}, {}),
    ("M3", {"vacancy_rates_eu": without("vacancy_rates_eu", geo="NL")}, {}),
    ("M3", {}, {"quarter": "1990KW01"}),
    ("M3", {}, {"least": 500}),
    ("M5", {"knowledge_migrants_news": without("knowledge_migrants_news", period=lambda code: code > "2015")}, {}),
]


@pytest.mark.parametrize(("id", "changes", "parameters"), SHORT)
def test_where_nothing_can_be_compared_the_claim_is_not_testable_for_a_reason(id, changes, parameters, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE, **parameters)
    assert verdict.value == "not_testable" and verdict.missing


def test_knowledge_migrants_and_labour_migrants_are_of_the_same_years():
    found = {one.name: one for one in judge("M5").finding.numbers}
    for place in ("first", "last"):
        assert found[f"labour_{place}"].period == found[f"migrants_{place}"].period
    assert judge("M5").finding.period == found["migrants_last"].period


def test_a_country_that_comes_closer_by_exactly_the_margin_counts():
    found = numbers(judge("M4"))
    gains = sorted(found[f"{geo.lower()}_last"] - found[f"{geo.lower()}_first"] for geo in EAST)
    assert numbers(judge("M4", margin=gains[0]))["closer"] == 6
    assert numbers(judge("M4", margin=gains[0] + 0.01))["closer"] == 5
