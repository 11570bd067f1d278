"""The migration claims: what the snapshot says, and that other data or other borders give every other verdict."""

import pandas as pd
import pytest
from altered_store import altered, put, times, without
from claim_helpers import STORE, judge, numbers, weigh

from shortage import claims

IDS = ["M1", "M2", "M3", "M4", "M5", "M6", "M7"]
EAST = ["PL", "RO", "BG", "CZ", "SK", "HU"]
MOST = ["AT", "BE", "CY", "CZ", "DE", "ES", "FI", "FR", "HU", "IE", "IT", "MT", "SE"]
EDITION = "2026-07-26"
"""The one edition that holds all countries; :data:`MOST` are more than half of them."""


def people(factor):
    return {
        name: times(name, factor, purpose="labour", stay="arrival") for name in ("immigrants_eu", "immigrants_non_eu")
    }


def permits(geo, factor):
    """More valid permits in the newest year, so that the growth of the last years is larger."""
    return {"valid_permits": times("valid_permits", factor, geo=geo, reason="employment", period="2023JJ00")}


def rates(value, *geos):
    where = {"adjustment": "unadjusted", "activity": "B-S", "period": "2025KW04", "vintage": EDITION}
    return put("vacancy_rates_eu", value, geo=geos, **where)


def short(value, **where):
    measures = ("countries_short_of_bricklayers", "countries_short_of_occupation")
    return put("migration_claims", value, measure=where.pop("measure", measures), **where)


def prosperity(factor, *geos, last="2000JJ00"):
    return {"gdp_per_head_ppp": times("gdp_per_head_ppp", factor, geo=geos, period=lambda code: code > last)}


ALTERED = [
    ("M1", "depends", {}),
    ("M1", "depends", people(0.5)),
    ("M1", "supported", people(0.1)),
    ("M2", "depends", {}),
    ("M2", "depends", permits("DE", 0.9)),
    ("M2", "depends", permits("DE", 1.2)),
    ("M2", "supported", permits("DE", 1.6)),
    ("M3", "mixed", {}),
    ("M3", "supported", {"vacancy_rates_eu": rates(3.9, *MOST)}),
    ("M3", "contradicted", {"migration_claims": short(14)}),
    ("M4", "supported", {}),
    ("M4", "mixed", prosperity(0.2, *EAST[:3], last="2019JJ00")),
    ("M4", "contradicted", prosperity(0.2, *EAST[:5], last="2019JJ00")),
    ("M5", "not_testable", {}),
    ("M6", "not_testable", {}),
    ("M6", "not_testable", {"work_permits_uwv": put("work_permits_uwv", 24_000, measure="twv_granted_employees")}),
    ("M7", "not_testable", {}),
]


@pytest.mark.parametrize(("id", "expected", "changes"), ALTERED)
def test_the_data_turn_the_verdict_to_each_it_can_give(id, expected, changes, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE)
    assert verdict.value == expected and not verdict.missing
    assert (verdict.finding.tipping is not None) == (expected == "depends")
    for lang in ("nl", "en"):
        assert "{" not in verdict.sentence(lang) and "nan" not in verdict.sentence(lang)


PARAMETERS = [
    ("M2", "supported", {"measure": "employed"}),
    ("M2", "supported", {"measure": "first-permits"}),
    ("M3", "contradicted", {"scope": "jobs"}),
    ("M3", "supported", {"scope": "occupations"}),
    ("M3", "depends", {"scope": "jobs", "wide_pct": 30}),
    ("M4", "contradicted", {"source": "eurostat"}),
]


@pytest.mark.parametrize(("id", "expected", "parameters"), PARAMETERS)
def test_a_readers_parameters_turn_the_verdict(id, expected, parameters):
    assert judge(id).value != expected
    verdict = judge(id, **parameters)
    assert verdict.value == expected and not verdict.missing


# -- the stated share --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [0.3, 0.5, 0.84, 2.3, 100])
@pytest.mark.parametrize("parameters", [{}, {"origin": "eu"}, {"unregistered": True}, {"lapsed": 15}])
def test_no_number_of_migrants_settles_the_share_while_the_part_is_unknown(factor, parameters, tmp_path):
    verdict = judge("M1", altered(tmp_path, people(factor)), **parameters)
    assert verdict.value == "depends"
    assert verdict.finding.tipping.value == pytest.approx(numbers(judge("M1", **parameters))["needed"] / factor)


def test_the_tipping_point_is_the_part_at_which_the_share_is_reached():
    found = numbers(judge("M1"))
    assert found["needed"] == pytest.approx(100 * 0.07 * 169_000 / 69_095)
    assert {name: round(found[name], 1) for name in ("lower", "mid", "upper")} == {
        "lower": 3.1,
        "mid": 4.7,
        "upper": 8.4,
    }
    assert found["agency"] == pytest.approx((found["needed"] - 7.5) / 59.1 * 100)
    sentence = judge("M1").sentence("nl")
    assert "Of het 7% is, kunnen wij niet natellen" in sentence
    assert "3 tot 8 per 100 vervulde technische vacatures, met 5 in het midden" in sentence
    assert "Precies 7% is het als 17,1% van de arbeidsmigranten in de techniek begint." in sentence
    assert "klopt vanaf" not in sentence


def test_only_a_share_holds_where_even_everyone_gives_less(tmp_path):
    """Fewer people make "only 7%" truer: all of a tenth of the labour migrants are 4 per 100 filled vacancies."""
    verdict = judge("M1", altered(tmp_path, people(0.1)))
    assert verdict.value == "supported" and numbers(verdict)["needed"] > 100
    assert "niet natellen" not in verdict.sentence("nl")
    assert "minder dan 7%" in verdict.sentence("nl") and "less than 7%" in verdict.sentence("en")


def test_the_turned_claim_is_about_the_same_people():
    outside = judge("M1", origin="non-eu")
    assert numbers(outside)["needed"] == pytest.approx(100 * 0.07 * 169_000 / 25_195)
    assert "van buiten de EU/EFTA" in outside.sentence("nl") and "Geen van onze aannamen" in outside.sentence("nl")
    assert numbers(judge("M1", lapsed=15))["needed"] == pytest.approx(0.85 * numbers(judge("M1"))["needed"])


@pytest.mark.parametrize("sector", ["narrow", "broad"])
def test_a_sector_without_a_band_has_the_middle_only(sector):
    verdict = judge("M1", sector=sector)
    assert verdict.value == "depends" and "lower" not in numbers(verdict) and "middelste" in verdict.sentence("nl")


# -- other countries ---------------------------------------------------------------------------------------------------


def test_countries_are_compared_over_the_same_years():
    """Germany counts in another way from 2021: the growth of all is taken from there on."""
    verdict = judge("M2")
    rows = STORE.read("valid_permits").select("valid_permits", reason="employment")
    level = rows.set_index(["geo", "period"])["value"]
    for name, geo in (("netherlands", "NL"), ("germany", "DE"), ("belgium", "BE")):
        by_hand = (level[geo, "2023JJ00"] - level[geo, "2021JJ00"]) / 2 / 1000
        assert numbers(verdict)[name] == pytest.approx(by_hand)
    assert "Tussen 2021 en 2023" in verdict.sentence("nl")


def test_permits_and_visas_are_those_published():
    found = {name: round(value, 1) for name, value in numbers(judge("M2")).items()}
    assert (found["germany"], found["belgium"], found["netherlands"]) == (78.7, 3.1, 17.1)
    assert (found["netherlands_permits"], found["germany_permits"], found["belgium_permits"]) == (8.6, 5.9, 4.1)
    assert found["visas"] == 88.5


READINGS = [
    ("valid-permits", 99.9, "depends", "Per saldo"),
    ("valid-permits", 100, "depends", "hangt af"),
    ("valid-permits", 200, "supported", "op honderdduizenden"),
    ("first-permits", 99.9, "contradicted", "onder de honderdduizenden"),
    ("first-permits", 100, "depends", "hangt af"),
    ("first-permits", 200, "supported", "op honderdduizenden"),
]


@pytest.mark.parametrize(("measure", "together", "expected", "says"), READINGS)
def test_the_two_readings_of_hundreds_of_thousands_meet_at_their_borders(measure, together, expected, says, tmp_path):
    """What a stock gains is the least that came: only people who came can be too few."""
    store = STORE
    if measure == "first-permits":  # else the borders lie outside what a reader may choose
        store = altered(tmp_path, {"first_permits": times("first_permits", 0.15)})
    found = numbers(judge("M2", store, measure=measure))["together"]
    least, threshold = found * 100 / together, found * 200 / together
    verdict = judge("M2", store, measure=measure, least=least, threshold=threshold)
    assert verdict.value == expected and says in verdict.sentence("nl")
    assert (verdict.finding.tipping is not None) == (expected == "depends")


@pytest.mark.parametrize(("value", "tight", "near"), [(3.9, 1, 5), (3.8, 0, 5), (3.9 * 0.67, 0, 5), (2.6, 0, 4)])
def test_a_vacancy_rate_exactly_on_a_border_counts(value, tight, near, tmp_path):
    found = numbers(judge("M3", altered(tmp_path, {"vacancy_rates_eu": rates(value, "BE")})))
    assert (found["tight"], found["near"]) == (tight, near)


@pytest.mark.parametrize(("lang", "none_of"), [("nl", "0 van 25"), ("en", "0 of 25")])
def test_all_countries_of_one_edition_are_compared(lang, none_of):
    verdict = judge("M3")
    assert verdict.finding.figure(lang) == none_of and verdict.finding.period == "2025KW04"
    assert (numbers(verdict)["dutch"], numbers(verdict)["closest"]) == (3.9, 3.5)
    editions = {one for source in verdict.finding.sources for each in source.editions.values() for one in each}
    assert EDITION in editions and "2021-06-17" not in editions


def test_countries_outside_the_eu_and_averages_are_not_counted(tmp_path):
    def elsewhere(rows):
        part = rows[(rows["geo"] == "FR") & (rows["vintage"] == EDITION)]
        more = [part.assign(geo=geo, value=9.0) for geo in ("NO", "EU27_2020", "EA20", "EA21")]
        return pd.concat([rows, *more], ignore_index=True)

    found = numbers(judge("M3", altered(tmp_path, {"vacancy_rates_eu": elsewhere})))
    assert (found["tight"], found["countries"]) == (0, 25)


def test_without_a_count_of_occupations_all_jobs_decide(tmp_path):
    verdict = judge("M3", altered(tmp_path, {"migration_claims": None}))
    assert verdict.value == "contradicted"
    assert [one.verdict for one in verdict.finding.parts] == ["contradicted", "not_testable"]


def test_prosperity_has_two_bases_and_the_other_publisher_beside_it():
    found = numbers(judge("M4"))
    assert (found["closer_long"], found["closer_recent"]) == (6, 5)
    assert [round(found[name]) for name in ("poland_long", "poland_recent", "poland", "poland_eurostat")] == [
        33,
        53,
        63,
        58,
    ]
    assert round(found["poland_eurostat_first"]) == 60
    assert "Bij Eurostat ging Polen van 60% in 2021 naar 58% in 2023." in judge("M4").sentence("nl")
    meaning = judge("M4").finding.meaning
    assert meaning and meaning.nl == "Landen die dichterbij kwamen, hele reeks", "not the six that were compared"


def test_support_for_shrinking_gaps_claims_nothing_of_attraction():
    verdict = judge("M4")
    assert verdict.value == "supported" and {one.verdict for one in verdict.finding.parts} == {"supported"}
    assert "aantrekkelijk" not in claims.claim("M4").statement.nl


def test_prosperity_is_never_taken_from_two_sources(tmp_path):
    store = altered(tmp_path, {"gdp_per_head_ppp": without("gdp_per_head_ppp", geo="SK")})
    assert judge("M4", store).value == "not_testable", "the other source does not fill in"


def test_a_country_that_comes_closer_by_exactly_the_margin_counts():
    levels = judge("M4").finding.lines["levels"].pivot(index="geo", columns="period", values="value")
    gains = sorted(levels["2023JJ00"] - levels["2000JJ00"])
    assert numbers(judge("M4", margin=gains[0]))["closer_long"] == 6
    assert numbers(judge("M4", margin=gains[0] + 0.01))["closer_long"] == 5


# -- rules and permits -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [0.2, 1, 5])
def test_no_number_of_knowledge_migrants_shows_a_cause(factor, tmp_path):
    change = times("knowledge_migrants_news", factor, period="2024JJ00")
    verdict = judge("M5", altered(tmp_path, {"knowledge_migrants_news": change}))
    assert verdict.value == "not_testable" and not verdict.missing
    assert numbers(verdict)["migrants_last"] == pytest.approx(16 * factor)
    parts = [one.verdict for one in verdict.finding.parts]
    assert parts == ["not_testable", "contradicted" if factor > 2 else "supported", "not_testable"]
    assert claims.claim("M5").settles


def test_knowledge_migrants_and_labour_migrants_are_of_the_same_years():
    found = {one.name: one for one in judge("M5").finding.numbers}
    for place in ("first", "last"):
        assert found[f"labour_{place}"].period == found[f"migrants_{place}"].period
    assert judge("M5").finding.period == found["migrants_last"].period


@pytest.mark.parametrize("parameters", [{}, {"since": "2015"}, {"group": "under30"}])
def test_the_criterion_is_of_years_without_a_gap_up_to_the_last_migrants(parameters):
    """2015, 2021 and 2023 stand by themselves, and 2025 lies beyond the migrants of 2024."""
    verdict = judge("M5", **parameters)
    found = {one.name: one for one in verdict.finding.numbers}
    assert [found[f"criterion_{place}"].period for place in ("first", "last")] == ["2023JJ00", "2024JJ00"]
    first, last = (5_008, 5_331) if "group" not in parameters else (3_672, 3_909)
    assert (found["criterion_first"].value, found["criterion_last"].value) == (first, last)
    assert found["rise"].value == pytest.approx(100 * (last / first - 1)) and "(2023) naar" in verdict.sentence("nl")


def test_permits_stand_beside_applications_and_nothing_is_divided_that_is_counted_otherwise():
    found = numbers(judge("M6"))
    assert (found["granted_before"], found["granted"], found["asked"]) == (6_028, 16_144, 25_900)
    assert set(found) == {"granted_before", "granted", "asked", "labour_granted", "knowledge_granted"}
    for lang, says in (("nl", "In 2023 waren er 25.900 aanvragen"), ("en", "UWV granted 16,144 work permits")):
        sentence = judge("M6").sentence(lang)
        assert says in sentence and "38%" not in sentence and "62%" not in sentence


def test_what_the_ind_decided_stands_beside_the_permits_where_it_is_known(tmp_path):
    assert "72%" in judge("M6").sentence("nl")
    without_it = judge("M6", altered(tmp_path, {"ind_applications": None}))
    assert without_it.value == "not_testable" and "inwilliging" not in without_it.sentence("nl")


# -- what is missing ---------------------------------------------------------------------------------------------------

MISSING = [
    ("M1", "immigrants_eu", "84808NED"),
    ("M1", "vacancies", "80472ned"),
    ("M1", "cee_employees_2011", "moe_2011"),
    ("M2", "valid_permits", "migr_resvalid"),
    ("M3", "vacancy_rates_eu", "jvs_q_nace2"),
    ("M4", "gdp_per_head_ppp", "NY.GDP.PCAP.PP.CD"),
    ("M5", "salary_norms", "normbedragen"),
    ("M6", "work_permits_uwv", "twv"),
    ("M7", "migration_claims", "migratieclaims"),
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
    assert len(verdict.sensitivity) == len(claims.claim(id).alternatives)
    for other, row in zip(claims.claim(id).alternatives, verdict.sensitivity, strict=True):
        again = judge(id, **other.parameters)
        assert (row.verdict, row.value) == (again.value, again.finding.value)
        assert row.verdict != "outdated", "a year of long ago is no other choice about now"
    for lang in ("nl", "en"):
        assert verdict.flips(lang)


SHORT = [
    ("M2", {}, {"measure": "no-such"}),
    ("M2", {}, {"measure": "first-work-permits"}),
    ("M2", {"valid_permits": without("valid_permits", geo="DE")}, {}),
    ("M2", {"valid_permits": without("valid_permits", geo="DE", period=lambda code: code != "2023JJ00")}, {}),
    ("M3", {"vacancy_rates_eu": without("vacancy_rates_eu", geo="NL")}, {}),
    ("M3", {}, {"quarter": "1990KW01"}),
    ("M5", {"knowledge_migrants_news": without("knowledge_migrants_news", period=lambda code: code > "2023")}, {}),
    ("M6", {"work_permits_uwv": without("work_permits_uwv", measure="twv_gvva_applications")}, {}),
]


@pytest.mark.parametrize(("id", "changes", "parameters"), SHORT)
def test_where_nothing_can_be_compared_the_claim_is_not_testable_for_a_reason(id, changes, parameters, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE, **parameters)
    assert verdict.value == "not_testable" and verdict.missing
