"""The productivity claims: what the snapshot says, and that other data or other borders give every other verdict."""

from dataclasses import replace

import pytest
from altered import altered, both, put, times, without
from judging import STORE, judge, numbers, weigh

from shortage import claims, indicators
from shortage.indicators.lines import compared, complete_means, newest_edition
from shortage.text import Problem, Text

IDS = ["P1", "P2", "P3", "P4"]
TECHNICAL = ["B", "C", "D", "E", "F"]
NOW = "2026KW01"
LATEST = [f"{year}JJ00" for year in range(2019, 2024)]
BEFORE = [f"{year}JJ00" for year in range(2009, 2019)]


def growth(years, value):
    return put("oecd_productivity_growth", value, geo="NL", span="year", period=years)


def size(value, *sizes, measure="value_added_per_fte", **more):
    return put("productivity_by_size", value, measure=measure, size=sizes, **more)


def openings(factor, period):
    return times("vacancies", factor, measure="open_vacancies", branch=[*TECHNICAL, "B-F"], period=period)


ALTERED = [
    ("P1", "partly", {}),
    ("P1", "supported", {"oecd_productivity_growth": both(growth(LATEST, -0.5), growth(BEFORE, 1))}),
    ("P1", "contradicted", {"oecd_productivity_growth": both(growth(LATEST, 2), growth(BEFORE, 1))}),
    ("P1", "partly", {"oecd_productivity_growth": both(growth(LATEST, 1), growth(BEFORE, 2))}),
    ("P2", "partly", {}),
    ("P2", "not_testable", {"productivity_by_size": size(200, "small")}),
]


@pytest.mark.parametrize(("id", "expected", "changes"), ALTERED)
def test_the_data_turn_the_verdict_to_each_it_can_give(id, expected, changes, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE)
    assert verdict.value == expected and not verdict.missing
    for lang in ("nl", "en"):
        assert "{" not in verdict.sentence(lang)


PRESS = "value_added_per_fte_news"
WITH_LARGE = [
    ("supported", {}),
    ("partly", {"productivity_by_size": size(97, "medium", measure=PRESS, branch="nonfinancial")}),
    ("contradicted", {"productivity_by_size": size(97, "small", "medium", measure=PRESS, branch="nonfinancial")}),
]


@pytest.mark.parametrize(("expected", "changes"), WITH_LARGE)
def test_with_large_enterprises_the_question_itself_gets_every_answer(expected, changes, tmp_path):
    verdict = judge("P2", altered(tmp_path, changes) if changes else STORE, second_hand="yes")
    assert verdict.value == expected
    assert verdict.finding.period == "2016JJ00" and "2016" in verdict.sentence("nl")


def test_without_large_enterprises_the_claim_is_neither_supported_nor_contradicted(tmp_path):
    for low in (1, 70, 500):
        store = altered(tmp_path, {"productivity_by_size": size(low, "small")})
        for margin in (0, 5, 25):
            assert judge("P2", store, margin=margin).value in ("partly", "not_testable")


PARAMETERS = [
    ("P1", "supported", {"recent": 10, "before": 10}),
    ("P1", "contradicted", {"source": "mfp", "recent": 5, "before": 7}),
    ("P1", "supported", {"source": "mfp", "recent": 3, "before": 1, "until": "2020"}),
    ("P1", "not_testable", {"until": "2030"}),
    ("P2", "not_testable", {"margin": 20}),
    ("P2", "supported", {"second_hand": "yes"}),
]


@pytest.mark.parametrize(("id", "expected", "parameters"), PARAMETERS)
def test_a_readers_parameters_turn_the_verdict(id, expected, parameters):
    assert judge(id).value != expected
    verdict = judge(id, **parameters)
    assert verdict.value == expected
    assert {name: verdict.parameters[name] for name in parameters} == parameters


MISSING = [
    ("P1", "oecd_productivity_growth", "DF_PDB_GR"),
    ("P2", "productivity_by_size", "productiviteit_grootteklasse"),
    ("P4", "vacancies", "80472ned"),
    ("P4", "labour_volume", "85920NED"),
]


@pytest.mark.parametrize(("id", "table", "named"), MISSING)
def test_without_a_table_the_claim_is_not_testable_and_the_table_is_named(id, table, named, tmp_path):
    verdict = judge(id, altered(tmp_path, {table: None}))
    assert verdict.value == "not_testable"
    for lang in ("nl", "en"):
        assert named in verdict.sentence(lang)
        for caveat in verdict.claim.caveats:
            assert "{" not in verdict.fill(caveat, lang), "what the rule did not find stands as missing"


def test_what_stands_beside_an_answer_may_be_missing_without_taking_the_answer_along(tmp_path):
    """The level is beside P1 and does not decide."""
    store = altered(tmp_path, {"oecd_productivity_level": None})
    verdict = judge("P1", store)
    assert verdict.value == judge("P1").value and not verdict.finding.notes and judge("P1").finding.notes


HOLES = [
    ("P1", {"oecd_productivity_growth": without("oecd_productivity_growth", geo="NL", period="2015JJ00")}),
    ("P1", {"oecd_productivity_growth": growth("2021JJ00", float("nan"))}),
]  # fmt: skip


@pytest.mark.parametrize(("id", "changes"), HOLES)
def test_a_hole_in_the_figures_needed_is_not_bridged(id, changes, tmp_path):
    assert judge(id, altered(tmp_path, changes)).value == "not_testable"


def test_a_country_with_a_hole_does_not_count_among_the_others(tmp_path):
    hole = without("oecd_productivity_growth", geo="DE", period="2021JJ00")
    fewer = numbers(judge("P1", altered(tmp_path, {"oecd_productivity_growth": hole})))
    assert fewer["countries"] == numbers(judge("P1"))["countries"] - 1


def test_growth_by_hand():
    """OECD, edition of May 2024, change of GDP per hour worked in per cent, rounded to two places."""
    latest = [-0.44, -0.30, 3.58, 0.14, -1.23]  # 2019 to 2023, together 1.75
    before = [-2.20, 2.03, 0.82, -0.42, 0.50, 1.03, 0.76, 0.04, 0.27, -0.33]  # 2009 to 2018, together 2.50
    found = numbers(judge("P1"))
    assert found["average"] == pytest.approx(sum(latest) / 5, abs=0.005) == pytest.approx(0.35, abs=0.005)
    assert found["earlier"] == pytest.approx(sum(before) / 10, abs=0.005) == pytest.approx(0.25, abs=0.005)
    # Means of the thirteen others, ordered: the seventh is Germany, (0.71 + 1.16 + 0.58 + 0.50 - 0.71) / 5.
    others = [-0.66, -0.36, -0.01, 0.05, 0.40, 0.43, 0.45, 0.57, 0.64, 1.50, 2.27, 2.30, 4.47]
    assert found["countries"] == len(others) == 13
    assert found["middle"] == pytest.approx(others[6], abs=0.005)


def test_a_difference_that_a_revision_could_turn_is_not_called_lagging():
    """0.10 above the years before and 0.10 below the median: both below the margin of 0.2."""
    found = numbers(judge("P1"))
    assert abs(found["average"] - found["earlier"]) < 0.2 and abs(found["average"] - found["middle"]) < 0.2
    assert "te klein" in judge("P1").sentence("nl") and "too small" in judge("P1").sentence("en")
    assert "te klein" not in judge("P1", margin=0).sentence("nl")
    assert claims.claim("P1").parameters["margin"].text.nl.endswith("eigen keuze")


@pytest.mark.parametrize(
    ("value", "other", "margin", "expected"),
    [(1, 1.2, 0.2, -1), (1, 1.19, 0.2, 0), (1.2, 1, 0.2, 1), (1, 1, 0, 0), (1, 1.001, 0, -1), (1.001, 1, 0, 1)],
)
def test_a_difference_counts_from_its_margin(value, other, margin, expected):
    assert compared(value, other, margin) == expected


def test_the_gap_by_hand():
    """2015, thousands of euros per full-time job, small against medium."""
    gaps = {
        "C": 1 - 68.25 / 75.68,  # 9.8 per cent
        "F": 1 - 57.94 / 64.49,  # 10.2
        "G": 1 - 73.48 / 100.38,  # 26.8
        "H": 1 - 72.06 / 72.18,  # 0.2
        "J": 1 - 71.91 / 94.01,  # 23.5
        "M-N": 1 - 69.71 / 76.37,  # 8.7
    }
    found = numbers(judge("P2"))
    ordered = sorted(100 * gap for gap in gaps.values())
    assert found["gap"] == pytest.approx((ordered[2] + ordered[3]) / 2)
    assert (found["lagging"], found["branches"]) == (sum(gap >= 5 for gap in ordered), 6) == (5, 6)
    press = numbers(judge("P2", second_hand="yes"))
    assert press["small_gap"] == pytest.approx(100 * (1 - 68 / 97))
    assert press["medium_gap"] == pytest.approx(100 * (1 - 86 / 97))
    assert press["branches"] == 1, "one row for the whole business economy, not added to its parts"


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_how_old_the_figures_by_size_are_stands_in_the_answer_itself(lang):
    assert "2015" in judge("P2").sentence(lang)
    verdict = judge("P2")
    assert any("2015" in verdict.fill(one, lang) for one in verdict.claim.caveats)


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


def test_a_pilot_without_a_source_stays_untestable_whatever_the_data(tmp_path):
    verdict = judge("P3", altered(tmp_path, {"productivity_by_size": None, "vacancies": None}))
    assert verdict.value == judge("P3").value == "not_testable"
    assert verdict.claim.settles and "30" in verdict.sentence("nl") and not verdict.missing


@pytest.mark.parametrize("id", ["P1", "P2"])
def test_the_panel_of_other_choices_is_computed_and_names_what_turns_the_verdict(id):
    claim, verdict = claims.claim(id), weigh(id)
    assert len(verdict.sensitivity) == len(claim.alternatives) >= 3
    for other, shown in zip(claim.alternatives, verdict.sensitivity, strict=True):
        again = judge(id, **other.parameters)
        assert (shown.verdict, shown.value, shown.period) == (again.value, again.finding.value, again.finding.period)
    flipped = [one.text.nl for one in verdict.sensitivity if one.verdict != verdict.value]
    assert flipped and all(text in verdict.flips("nl") for text in flipped)


@pytest.mark.parametrize("id", IDS)
def test_every_place_in_a_text_is_filled_in(id):
    verdict = judge(id)
    for lang in ("nl", "en"):
        for text in (verdict.claim.rule_text, *verdict.claim.caveats, *verdict.finding.notes):
            assert isinstance(text, Text) and "{" not in verdict.fill(text, lang)


# -- borders, and what is not there ------------------------------------------------------------------------------------


def test_a_gap_of_exactly_the_margin_and_a_share_of_exactly_the_border_count(tmp_path):
    """A quarter less than medium enterprises in each of six branches."""
    even = both(size(75, "small"), size(100, "medium"))
    store = altered(tmp_path, {"productivity_by_size": even})
    assert judge("P2", store, margin=25, share=100).value == "partly"
    assert judge("P2", store, margin=25.1, share=100).value == "not_testable"
    assert numbers(judge("P2"))["lagging"] == 5
    assert judge("P2", share=83).value == "partly"
    assert judge("P2", share=84).value == "not_testable", "five of six are 83.3 per cent"


@pytest.mark.parametrize(
    ("small", "medium", "expected"),
    [(75, 75, "supported"), (75, 90, "partly"), (90, 75, "partly"), (90, 90, "contradicted")],
)
def test_against_large_enterprises_a_gap_of_exactly_the_margin_counts(small, medium, expected, tmp_path):
    of = {"measure": PRESS, "branch": "nonfinancial"}
    change = both(size(small, "small", **of), size(medium, "medium", **of), size(100, "large", **of))
    store = altered(tmp_path, {"productivity_by_size": change})
    verdict = judge("P2", store, second_hand="yes", margin=25, share=100)
    assert verdict.value == expected
    assert "{" not in verdict.sentence("nl")
    found = {one.name: one for one in verdict.finding.numbers}
    assert found["small_gap"].value == pytest.approx(100 - small) and found["small_gap"].unit == "per_cent"


def test_without_one_of_the_two_sizes_there_is_no_gap(tmp_path):
    for gone in ("small", "medium"):
        change = without("productivity_by_size", measure="value_added_per_fte", size=gone)
        assert judge("P2", altered(tmp_path, {"productivity_by_size": change})).value == "not_testable"


def test_the_netherlands_is_needed_and_an_average_of_countries_is_no_country():
    made = indicators.compute("labour-productivity-growth", STORE, geo="all")
    rows = made.frame
    assert "OECD" in set(rows["geo"]) and "OECD" not in complete_means(made, 2019, 2023)
    abroad = replace(made, frame=rows[rows["geo"] != "NL"])
    with pytest.raises(Problem):
        complete_means(abroad, 2019, 2023)


def test_the_level_is_that_of_one_year_of_the_newest_edition():
    made = indicators.compute("labour-productivity-countries", STORE, geo="all")
    levels, year = newest_edition(made)
    newest = made.frame[made.frame["series_id"].str.endswith("-2024-06-01")]
    of_year = newest[newest["period"] == year].set_index("geo")["value"]
    assert set(levels.index) == set(of_year.index) - {"OECD"} and (levels == of_year[levels.index]).all()
    with pytest.raises(Problem):
        newest_edition(replace(made, frame=made.frame[made.frame["geo"] != "NL"]))


def test_years_before_all_figures_leave_nothing_to_compare(tmp_path):
    assert judge("P1", source="mfp", until="1990").value == "not_testable"
    gone = without("oecd_productivity_growth", geo="NL")
    assert judge("P1", altered(tmp_path, {"oecd_productivity_growth": gone})).value == "not_testable"
