"""The productivity claims: what the snapshot says, and that other data or other choices give every other verdict."""

from dataclasses import replace

import pandas as pd
import pytest
from altered_store import altered, both, put, times, without
from claim_helpers import STORE, judge, numbers, weigh

from shortage import indicators
from shortage.indicators.lines import compared, complete_means, fullest, newest_edition
from shortage.text import Problem

NOW = "2026KW01"
GROWTH, LEVEL, SIZES = "oecd_productivity_growth", "oecd_productivity_level", "productivity_by_size"
LATEST = [f"{year}JJ00" for year in range(2014, 2024)]
BEFORE = [f"{year}JJ00" for year in range(2004, 2014)]


def growth(years, value, geo="NL"):
    return put(GROWTH, value, geo=geo, span="year", period=years)


def size(value, *sizes, **more):
    return put(SIZES, value, measure="value_added_per_fte", size=sizes, **more)


# --- P1: growth of productivity ---------------------------------------------------------------------------------------

ALTERED = [
    ("supported", ["supported", "supported"], {}),
    ("contradicted", ["contradicted", "contradicted"], {GROWTH: both(growth(LATEST, 2), growth(BEFORE, 1))}),
    ("mixed", ["supported", "contradicted"], {GROWTH: both(growth(LATEST, 2), growth(BEFORE, 3))}),
    ("mixed", ["contradicted", "supported"], {GROWTH: both(growth(LATEST, 0.1), growth(BEFORE, -0.3))}),
    ("depends", ["depends", "supported"], {GROWTH: both(growth(LATEST, 0.1), growth(BEFORE, 0.1))}),
]


@pytest.mark.parametrize(("expected", "parts", "changes"), ALTERED)
def test_growth_turns_the_verdict_to_each_it_can_give(expected, parts, changes, tmp_path):
    verdict = judge("P1", altered(tmp_path, changes) if changes else STORE)
    assert verdict.value == expected and [one.verdict for one in verdict.finding.parts] == parts
    assert all("{" not in verdict.sentence(lang) for lang in ("nl", "en"))


def test_growth_by_hand():
    """OECD, edition of May 2024, change of GDP per hour worked in per cent, rounded to two places."""
    latest = [1.03, 0.76, 0.04, 0.27, -0.33, -0.44, -0.30, 3.58, 0.14, -1.23]  # 2014 to 2023, together 3.52
    before = [2.60, 2.05, 1.27, 0.63, 0.83, -2.20, 2.03, 0.82, -0.42, 0.50]  # 2004 to 2013, together 8.11
    found = {one.name: (one.value, one.period) for one in judge("P1").finding.numbers}
    assert found["average"] == (pytest.approx(sum(latest) / 10, abs=0.005), "2023JJ00")
    assert found["earlier"] == (pytest.approx(sum(before) / 10, abs=0.005), "2013JJ00")
    # Up to 2022, the last year of which nearly all countries have figures; the middle two of eighteen others.
    assert found["own"] == (pytest.approx((sum(latest) + 0.50 + 1.23) / 10, abs=0.005), "2022JJ00")
    high = [0.13, 0.29, 0.29, 0.51, 0.58, 0.58, 0.62, 0.65, 0.74, 0.83, 0.87, 0.92, 0.98, 1.06, 1.26, 1.27, 1.58, 5.90]
    assert found["middle"] == (pytest.approx((high[8] + high[9]) / 2, abs=0.005), "2022JJ00")
    assert found["countries"][0] == len(high) == 18
    assert (found["place"], found["ranked"]) == ((10, "2022JJ00"), (38, "2022JJ00"))
    sentence = judge("P1").sentence("nl")
    assert all(part in sentence for part in ("0,35%", "2014–2023", "0,81%", "2004–2013", "0,52%", "0,78%"))
    assert "14 mei 2024" in judge("P1").fill(judge("P1").claim.caveats[0], "nl"), "the edition is named"


PARAMETERS = [
    ("supported", {"margin": 0}),
    ("supported", {"peers": "all"}),
    ("supported", {"until": "2022"}),
    ("depends", {"margin": 1}),
    ("depends", {"recent": 5}),
    ("depends", {"recent": 5, "before": 5}),
    ("outdated", {"until": "2019"}),
    ("not_testable", {"until": "2030"}),
    ("not_testable", {"until": "1990"}),
]


@pytest.mark.parametrize(("expected", "parameters"), PARAMETERS)
def test_a_readers_parameters_turn_the_verdict_on_growth(expected, parameters):
    verdict = judge("P1", **parameters)
    assert verdict.value == expected
    assert {name: verdict.parameters[name] for name in parameters} == parameters


def test_a_difference_of_exactly_the_margin_counts(tmp_path):
    store = altered(tmp_path, {GROWTH: both(growth(LATEST, 0.25), growth(BEFORE, 0.75))})
    assert judge("P1", store, margin=0.5).finding.parts[0].verdict == "supported"
    assert judge("P1", store, margin=0.51).finding.parts[0].verdict == "depends"


def test_within_the_margin_growth_says_where_the_margin_turns_it():
    verdict = judge("P1", recent=5)
    tipping = verdict.finding.tipping
    assert verdict.value == "depends" and tipping.unit == verdict.finding.unit == "percentage_point"
    assert verdict.finding.value == tipping.value < verdict.parameters["margin"]
    assert judge("P1", recent=5, margin=tipping.value).value != "depends"
    assert judge("P1", recent=5, margin=tipping.value + 0.001).value == "depends"
    assert judge("P1").finding.tipping is None


@pytest.mark.parametrize(
    ("value", "other", "margin", "expected"),
    [(1, 1.2, 0.2, -1), (1, 1.19, 0.2, 0), (1.2, 1, 0.2, 1), (1, 1, 0, 0), (1, 1.001, 0, -1), (1.001, 1, 0, 1)],
)
def test_a_difference_counts_from_its_margin(value, other, margin, expected):
    assert compared(value, other, margin) == expected


def test_countries_far_behind_count_only_where_all_do():
    assert numbers(judge("P1", peers="all"))["countries"] == 37
    assert numbers(judge("P1", peers="all"))["middle"] == pytest.approx(1.12, abs=0.005)


def test_a_country_with_a_hole_does_not_count_among_the_others(tmp_path):
    hole = without(GROWTH, geo="DE", period="2021JJ00")
    assert numbers(judge("P1", altered(tmp_path, {GROWTH: hole})))["countries"] == 17


@pytest.mark.parametrize("change", [without(GROWTH, geo="NL", period="2015JJ00"), growth("2021JJ00", float("nan"))])
def test_a_hole_in_the_years_needed_is_not_bridged(change, tmp_path):
    assert judge("P1", altered(tmp_path, {GROWTH: change})).value == "not_testable"


def test_the_netherlands_is_needed_and_an_average_of_countries_is_no_country(tmp_path):
    gone = altered(tmp_path, {GROWTH: without(GROWTH, geo="NL")})
    assert judge("P1", gone).value == "not_testable"
    made = indicators.compute("labour-productivity-growth", STORE, geo="all")
    assert "OECD" in set(made.frame["geo"]) and "OECD" not in complete_means(made, 2013, 2022)
    assert fullest(made.frame) == "2022JJ00", "2023 has figures of early reporters only"


def test_the_level_is_that_of_one_year_of_the_newest_edition():
    made = indicators.compute("labour-productivity-countries", STORE, geo="all")
    levels, year = newest_edition(made)
    newest = made.frame[made.frame["series_id"].str.endswith("-2024-06-01")]
    of_year = newest[newest["period"] == year].set_index("geo")["value"]
    assert set(levels.index) == set(of_year.index) - {"OECD"} and (levels == of_year[levels.index]).all()
    with pytest.raises(Problem):
        newest_edition(replace(made, frame=made.frame[made.frame["geo"] != "NL"]))


def test_press_texts_of_cbs_stand_beside_and_may_be_missing(tmp_path):
    """20.7 and 3.9 per cent over the ten years to 2008 and 2018; 0.2 per cent a year over those to 2024."""
    [level, quoted] = judge("P1").finding.notes
    assert "plaats 10 van 38" in level.nl
    assert all(part in quoted.nl for part in ("20,7%", "2008", "3,9%", "2018", "0,2%", "2024"))
    fewer = judge("P1", altered(tmp_path, {"productivity_news": None}))
    assert fewer.value == judge("P1").value and len(fewer.finding.notes) == 1


# --- P2: small and large enterprises ----------------------------------------------------------------------------------


def test_the_gap_by_hand_is_of_a_year_that_is_too_old():
    """2015, thousands of euros per full-time job, small against medium."""
    gaps = {
        "C": 1 - 68.25 / 75.68,  # 9.8 per cent
        "F": 1 - 57.94 / 64.49,  # 10.2
        "G": 1 - 73.48 / 100.38,  # 26.8
        "H": 1 - 72.06 / 72.18,  # 0.2
        "J": 1 - 71.91 / 94.01,  # 23.5
        "M-N": 1 - 69.71 / 76.37,  # 8.7
    }
    verdict, ordered = judge("P2"), sorted(100 * gap for gap in gaps.values())
    assert verdict.value == "outdated" and verdict.finding.period == "2015JJ00" and verdict.claim.settles
    found = numbers(verdict)
    assert found["small_gap"] == pytest.approx((ordered[2] + ordered[3]) / 2)
    assert (found["small_lagging"], found["branches"]) == (sum(gap >= 5 for gap in ordered), 6) == (5, 6)
    assert [one.verdict for one in verdict.finding.parts] == ["supported", "not_testable"]
    assert "2015" in verdict.sentence("nl") and "2015" in verdict.fill(verdict.claim.caveats[0], "en")


@pytest.fixture
def of_now(monkeypatch):
    """Judge P2 as if figures of 2015 reached far enough."""
    claim = judge("P2").claim.model_copy(update={"reaches": "2015"})
    monkeypatch.setattr("shortage.claims.claim", lambda name: claim)


@pytest.mark.parametrize(
    ("margin", "share", "expected"),
    [(25, 100, "supported"), (25.1, 100, "contradicted"), (0, 50, "supported")],
)
def test_a_gap_of_exactly_the_margin_counts(margin, share, expected, tmp_path, of_now):
    """A quarter less than medium enterprises in each of six branches."""
    store = altered(tmp_path, {SIZES: both(size(75, "small"), size(100, "medium"))})
    assert judge("P2", store, margin=margin, share=share).value == expected


def test_a_share_of_exactly_the_border_counts(of_now):
    """Five of six branches are 83.3 per cent."""
    assert judge("P2", share=83).value == "supported" and judge("P2", share=84).value == "contradicted"


@pytest.mark.parametrize(
    ("small", "medium", "expected"),
    [(75, 75, "supported"), (75, 90, "mixed"), (90, 75, "mixed"), (90, 90, "contradicted"), (110, 110, "contradicted")],
)
def test_with_large_enterprises_both_classes_are_set_against_them(small, medium, expected, tmp_path, of_now):
    def with_large(rows):
        more = rows[rows["Bedrijfsgrootte_label"].str.startswith("midden") & rows["grade"].eq("B")]
        return both(size(small, "small"), size(medium, "medium"), size(100, "large"))(
            pd.concat([rows, more.assign(Bedrijfsgrootte_label="grootbedrijf (>250 wp)")])
        )

    verdict = judge("P2", altered(tmp_path, {SIZES: with_large}), margin=25, share=100)
    assert verdict.value == expected and "{" not in verdict.sentence("nl")
    found = numbers(verdict)
    assert (found["small_gap"], found["medium_gap"]) == (pytest.approx(100 - small), pytest.approx(100 - medium))


def test_without_one_of_the_two_sizes_there_is_no_gap(tmp_path):
    for gone in ("small", "medium"):
        change = without(SIZES, measure="value_added_per_fte", size=gone)
        assert judge("P2", altered(tmp_path, {SIZES: change})).value == "not_testable"


# --- P3 and P4: no verdict --------------------------------------------------------------------------------------------


def test_a_pilot_without_a_source_stays_untestable_and_its_partner_is_named(tmp_path):
    verdict = judge("P3", altered(tmp_path, {SIZES: None, "vacancies": None}))
    assert verdict.value == "not_testable" and verdict.claim.settles and not verdict.missing
    assert "30%" in verdict.fill(verdict.claim.statement, "nl")
    for lang in ("nl", "en"):
        assert all(name in verdict.claim.caveats[0][lang] for name in ("Koninklijke Metaalunie", "TNO", "RoboHouse"))


def openings(factor, period):
    return times("vacancies", factor, measure="open_vacancies", branch=[*"BCDEF", "B-F"], period=period)


def test_the_rise_that_replaces_all_vacancies_and_their_turnover_by_hand():
    """B-F in the first quarter of 2026, and the year up to the third quarter of 2023; in persons and vacancies."""
    found = {one.name: (one.value, one.period) for one in judge("P4").finding.numbers}
    assert found["employed"] == (844_000 + 606_000, NOW)
    assert found["open_now"] == (pytest.approx(1000 * (0.2 + 29.1 + 1.5 + 2.2 + 28.5)), NOW)  # 61,500
    assert found["rise"] == (pytest.approx(100 * 61.5 / 1450), NOW)
    assert found["filled"] == (169_000, "2023KW03")
    assert found["months"] == (pytest.approx(12 * 64.825 / 169), "2023KW03"), "mean stock of four quarters over flow"
    assert "4,2% meer" in judge("P4").sentence("nl") and "4.2% more" in judge("P4").sentence("en")


@pytest.mark.parametrize("branch", ["B-F", "B-E", "C", "F", "J", "G-I", "A"])
def test_each_branch_offered_has_its_rise_and_no_verdict(branch):
    verdict = judge("P4", branch=branch)
    assert verdict.value == "not_testable" and not verdict.missing and verdict.claim.settles
    assert "{" not in verdict.sentence("nl")


@pytest.mark.parametrize("factor", [0.2, 0.95, 2])
def test_vacancies_beside_growth_of_employment_decide_nothing(factor, tmp_path):
    store = altered(tmp_path, {"vacancies": openings(factor, NOW)})
    assert judge("P4", store).value == "not_testable"
    assert judge("P4", store).finding.value == pytest.approx(factor * judge("P4").finding.value)


# --- P5 to P7: statements beside ---


def test_how_many_automate_is_told_and_why_not_stays_open(tmp_path):
    """CBS, business survey of April 2025: 19.3 per cent of small firms, 24.7 per cent of all."""
    verdict = judge("P5")
    assert verdict.value == "not_testable" and verdict.claim.settles and verdict.finding.period == "2025KW02"
    assert numbers(verdict) == {"small": 19.3, "all": 24.7} and "19,3%" in verdict.sentence("nl")
    # More than the 61 per cent of small firms with a shortage: a firm takes several, so none is called its main one.
    measures = verdict.finding.lines["measures"]
    assert measures[measures["size"] == "small"]["value"].sum() == pytest.approx(83.5)
    assert "belangrijkste" not in f"{verdict.sentence('nl')} {verdict.claim.rule_text.nl}"
    asked = "measures_against_shortage"
    more = judge("P5", altered(tmp_path, {asked: put(asked, 60, measure="automation_pct", size="small")}))
    assert more.value == "not_testable" and numbers(more)["small"] == 60
    gone = judge("P5", altered(tmp_path, {asked: without(asked, measure="automation_pct", size="small")}))
    assert gone.value == "not_testable" and gone.missing


@pytest.mark.parametrize("id", ["P6", "P7"])
def test_what_no_table_holds_names_what_would_settle_it(id):
    verdict = judge(id)
    assert verdict.value == "not_testable" and not verdict.missing and verdict.claim.settles and verdict.claim.differs


# --- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "table", "named"),
    [
        ("P1", GROWTH, "DF_PDB_GR"),
        ("P1", LEVEL, "DF_PDB_LV"),
        ("P2", SIZES, "productiviteit_grootteklasse"),
        ("P4", "vacancies", "80472ned"),
        ("P4", "labour_volume", "85920NED"),
        ("P5", "measures_against_shortage", "cbs_nieuws_2025_22"),
    ],
)
def test_without_a_table_the_claim_is_not_testable_and_the_table_is_named(id, table, named, tmp_path):
    verdict = judge(id, altered(tmp_path, {table: None}))
    assert verdict.value == "not_testable"
    for lang in ("nl", "en"):
        assert named in verdict.sentence(lang)
        for caveat in verdict.claim.caveats:
            assert "{" not in verdict.fill(caveat, lang), "what the rule did not find stands as missing"


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("P1", ["supported", "supported", "supported", "depends", "depends"]),
        ("P2", ["outdated"] * 3),
        ("P3", []),
        ("P4", []),
        ("P5", []),
    ],
)
def test_how_sure_shows_each_alternative_with_its_verdict(id, expected):
    assert [one.verdict for one in weigh(id).sensitivity] == expected


@pytest.mark.parametrize("id", ["P1", "P2", "P3", "P4", "P5", "P6", "P7"])
def test_every_place_in_a_text_is_filled_in(id):
    verdict = judge(id)
    for lang in ("nl", "en"):
        for text in (verdict.claim.rule_text, *verdict.claim.caveats, *verdict.finding.notes):
            assert "{" not in verdict.fill(text, lang)
