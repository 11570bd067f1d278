"""The labour-market claims: what the snapshot says, and that other data or other borders give every other verdict."""

from dataclasses import replace

import pytest
from altered import altered, both, put, times, without
from judging import STORE, judge, numbers, weigh

from shortage import claims, indicators, paper_folders

IDS = ["T1", "T2", "T3", "T4", "E6", "E7"]
TECHNICAL = ["B", "C", "D", "E", "F"]
SECTIONS = list("ABCDEFGHIJKLMNOPQRS")
LATEST = ["2025KW02", "2025KW03", "2025KW04", "2026KW01"]

[tightness_line] = [
    folder.module("rule").tightness_line for folder in paper_folders.with_file("rule.py") if folder.id == "T4"
]


def rate(factor, *branches):
    return times("vacancy_rate", factor, measure="vacancy_rate_per_1000", branch=branches, period="2024KW02")


def openings(factor, branches, periods=LATEST):
    return times("vacancies", factor, measure="open_vacancies", branch=branches, period=periods)


def jobless(factor):
    return times("labour_force", factor, measure="unemployed", adjustment="original")


def potential(factor):
    groups = ["unemployed", "available_not_searching", "searching_not_available", "underemployed"]
    return times("labour_force", factor, measure=groups, adjustment="adjusted")


ALTERED = [
    ("T1", "supported", {"vacancy_rate": rate(10, "Q", "P", "C")}),
    ("T1", "partly", {}),
    ("T1", "contradicted", {"vacancy_rate": rate(0.1, "F", "J")}),
    ("T2", "supported", {}),
    ("T2", "partly", {"vacancies": openings(0.1, SECTIONS[:4])}),
    ("T2", "contradicted", {"vacancies": openings(0.1, SECTIONS[:12])}),
    ("T3", "supported", {"vacancies": openings(1.2, TECHNICAL)}),
    ("T3", "partly", {}),
    ("T3", "contradicted", {"vacancies": openings(0.3, TECHNICAL)}),
    ("T4", "supported", {"labour_force": jobless(0.5)}),
    ("T4", "partly", {}),
    ("T4", "contradicted", {"labour_force": jobless(3)}),
    ("E7", "partly", {}),
    ("E7", "contradicted", {"labour_force": potential(0.2)}),
    ("E7", "contradicted", {"vacancies": openings(5, TECHNICAL)}),
]


@pytest.mark.parametrize(("id", "expected", "changes"), ALTERED)
def test_the_data_turn_the_verdict_to_each_it_can_give(id, expected, changes, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE)
    assert verdict.value == expected and not verdict.missing
    for lang in ("nl", "en"):
        assert "{" not in verdict.sentence(lang)


PARAMETERS = [
    ("T1", "supported", {"top": 12, "named": ["Q", "J", "C", "F"]}),
    ("T1", "contradicted", {"top": 1}),
    ("T1", "supported", {"supported_pct": 40}),
    ("T2", "partly", {"first_year": 2019, "last_year": 2019}),
    ("T2", "contradicted", {"first_year": 2022, "last_year": 2022}),
    ("T3", "supported", {"branch": "F"}),
    ("T3", "contradicted", {"base_year": 2022}),
    ("T4", "supported", {"years": 5}),
    ("T4", "contradicted", {"threshold": 100}),
    ("T4", "supported", {"threshold": 30}),
    ("E7", "contradicted", {"share_pct": 5}),
    ("E7", "contradicted", {"group": "unemployed"}),
]


@pytest.mark.parametrize(("id", "expected", "parameters"), PARAMETERS)
def test_a_readers_parameters_turn_the_verdict(id, expected, parameters):
    assert judge(id).value != expected
    verdict = judge(id, **parameters)
    assert verdict.value == expected
    assert {name: verdict.parameters[name] for name in parameters} == parameters


MISSING = [
    ("T1", "vacancy_rate", "80567ned"),
    ("T2", "vacancies", "80472ned"),
    ("T3", "vacancies", "80472ned"),
    ("T4", "labour_force", "85224NED"),
    ("T4", "vacancies", "80472ned"),
    ("E6", "vacancies_by_occupation", "85081NED"),
    ("E7", "labour_force", "85224NED"),
    ("E7", "vacancies", "80472ned"),
]


@pytest.mark.parametrize(("id", "table", "named"), MISSING)
def test_without_a_table_the_claim_is_not_testable_and_the_table_is_named(id, table, named, tmp_path):
    verdict = judge(id, altered(tmp_path, {table: None}))
    assert verdict.value == "not_testable"
    for lang in ("nl", "en"):
        assert named in verdict.sentence(lang)


def test_a_missing_table_of_the_other_measure_leaves_the_verdict(tmp_path):
    store = altered(tmp_path, {"labour_volume": None})
    verdict = weigh("T1", store)
    assert verdict.value == judge("T1").value
    assert verdict.sensitivity[0].verdict == "not_testable", "the alternative needs it"


HOLES = [
    ("T1", {"vacancy_rate": without("vacancy_rate", branch="K", period="2024KW02")}),
    ("T2", {"vacancies": put("vacancies", float("nan"), measure="open_vacancies", branch="K", period="2025KW03")}),
    ("T3", {"vacancies": put("vacancies", float("nan"), measure="open_vacancies", branch="D", period="2025KW03")}),
    ("E7", {"labour_force": put("labour_force", float("nan"), measure="unemployed", period="2025KW03")}),
]


@pytest.mark.parametrize(("id", "changes"), HOLES)
def test_a_hole_in_the_quarters_needed_is_not_bridged(id, changes, tmp_path):
    assert judge(id, altered(tmp_path, changes)).value == "not_testable"


def test_the_number_of_the_snapshot_is_the_one_counted_by_hand():
    t1, t2, t3, t4, e7 = (numbers(judge(id)) for id in ("T1", "T2", "T3", "T4", "E7"))
    assert (t1["inside"], t1["named_count"], t1["rate_F"], t1["rate_P"]) == (2, 5, 74, 23)
    assert (t2["above"], t2["sections"]) == (19, 19)
    # By hand: the sum of the five published sections, quarter by quarter.
    raw = STORE.read("vacancies").select("open_vacancies", branch=TECHNICAL)
    by_quarter = raw.groupby("period")["value"].sum()
    before = ["2024KW02", "2024KW03", "2024KW04", "2025KW01"]
    assert t3["current"] == pytest.approx(by_quarter[LATEST].mean())
    assert t3["change_year"] == pytest.approx(100 * (by_quarter[LATEST].mean() / by_quarter[before].mean() - 1))
    assert (t4["above"], t4["quarters"], round(t4["latest"]), round(t4["peak"])) == (19, 40, 96, 128)
    assert e7["needed"] == pytest.approx(100 * e7["vacant"] / e7["persons"])
    assert e7["reachable"] == pytest.approx(e7["persons"] * 0.10)


def test_untapped_potential_is_never_enough_to_support_the_claim(tmp_path):
    assert judge("E7", altered(tmp_path, {"labour_force": potential(50)})).value == "partly"


def test_the_level_of_vacancies_stays_untestable_whatever_its_numbers(tmp_path):
    chosen = {"branch": "B-F", "occupation": "07"}
    store = altered(tmp_path, {"vacancies_by_occupation": put("vacancies_by_occupation", 200, **chosen)})
    before, after = judge("E6"), judge("E6", store)
    assert before.value == after.value == "not_testable"
    assert numbers(before)["technical"] == 94.6 and numbers(after)["technical"] == 200
    assert "94,6" in before.sentence("nl") and "200,0" in after.sentence("nl")
    assert claims.claim("E6").settles and not before.missing


@pytest.mark.parametrize("id", ["T1", "T2", "T3", "T4", "E7"])
def test_the_panel_of_other_choices_is_computed_and_names_what_turns_the_verdict(id):
    claim, verdict = claims.claim(id), weigh(id)
    assert len(verdict.sensitivity) == len(claim.alternatives) >= 4
    for other, shown in zip(claim.alternatives, verdict.sensitivity, strict=True):
        again = judge(id, **other.parameters)
        assert (shown.verdict, shown.value, shown.period) == (again.value, again.finding.value, again.finding.period)
    flipped = [one.text.nl for one in verdict.sensitivity if one.verdict != verdict.value]
    assert all(text in verdict.flips("nl") for text in flipped)
    assert flipped or id == "T1"


def test_the_panel_follows_the_data(tmp_path):
    """With fewer jobless every border is passed, and nothing flips any more."""
    store = altered(tmp_path, {"labour_force": both(jobless(0.2), times("labour_force", 0.2, adjustment="adjusted"))})
    before, after = weigh("T4"), weigh("T4", store)
    assert {one.verdict for one in before.sensitivity} == {"supported", "partly", "contradicted"}
    assert {one.verdict for one in after.sensitivity} == {"supported"}
    assert before.flips("nl") != after.flips("nl")


def test_sectors_that_end_earlier_say_so():
    verdict = judge("T3", sector="narrow")
    assert verdict.finding.period == "2023KW03"
    assert any("3e kw 2023" in note.nl for note in verdict.finding.notes)


@pytest.mark.parametrize("id", IDS)
def test_every_parameter_in_a_rule_text_is_filled_in(id):
    verdict = judge(id)
    for lang in ("nl", "en"):
        assert "{" not in verdict.fill(verdict.claim.rule_text, lang)
        for caveat in verdict.claim.caveats:
            assert "{" not in verdict.fill(caveat, lang)


# -- borders, ties and stretches that are too short --------------------------------------------------------------------


def told(verdict):
    return " ".join(note.nl for note in verdict.finding.notes)


def test_how_many_quarters_a_ranking_stands_on_is_said_where_it_is_fewer_than_asked():
    assert "1 van de 4 kwartalen" in told(judge("T1"))
    assert told(judge("T1", window=1)) == ""


def test_a_sector_that_shares_the_last_place_on_top_is_on_top_and_not_beside_it(tmp_path):
    rows = STORE.read("vacancy_rate").select("vacancy_rate_per_1000", branch=SECTIONS, period="2024KW02")
    most = float(rows["value"].max())
    tie = put("vacancy_rate", most, measure="vacancy_rate_per_1000", branch=["P", "F"], period="2024KW02")
    verdict = judge("T1", altered(tmp_path, {"vacancy_rate": tie}), top=1)
    inside, outside = (verdict.finding.words[name].en.lower() for name in ("in_names", "out_names"))
    assert "construction" in inside and "education" in inside
    assert "construction" not in outside and "education" not in outside


def test_sectors_from_the_own_ranking_are_of_one_quarter_and_one_edition(tmp_path):
    assert numbers(judge("T1", source="jobs"))["sections"] == 11
    verdict = judge("T1", source="jobs", top=11)
    assert verdict.value == "supported" and verdict.finding.words["out_names"].nl == "–"


@pytest.mark.parametrize("source", ["published", "jobs"])
def test_a_named_sector_that_is_not_ranked_leaves_nothing_to_say(source):
    verdict = judge("T1", source=source, named=["F", "ZZ"])
    assert verdict.value == "not_testable" and verdict.finding.sources, "what was looked into is still named"


def test_a_share_counts_from_its_border():
    share = 100 * numbers(judge("T1"))["inside"] / numbers(judge("T1"))["named_count"]
    assert judge("T1", supported_pct=share).value == "supported"
    assert judge("T1", supported_pct=share + 0.1).value == "partly"
    assert judge("T1", partly_pct=share + 0.1).value == "contradicted"


SHORT = [
    ("T1", {"vacancy_rate": without("vacancy_rate", branch="K")}, {}),
    ("T1", {"labour_volume": without("labour_volume", branch="K")}, {"source": "jobs"}),
    ("T2", {"vacancies": without("vacancies", measure="open_vacancies", branch="K")}, {}),
    ("T2", {"vacancies": without("vacancies", branch="K", period=lambda code: code < "2020")}, {}),
    ("T2", {}, {"first_year": 1980, "last_year": 1981}),
    ("T4", {"labour_force": without("labour_force", adjustment="adjusted")}, {"method": "adjusted"}),
    ("E6", {"vacancies_by_occupation": without("vacancies_by_occupation", branch="B-F", occupation="07")}, {}),
    ("E7", {"vacancies": without("vacancies", period=lambda code: code > "2010")}, {}),
]


@pytest.mark.parametrize(("id", "changes", "parameters"), SHORT)
def test_where_nothing_can_be_compared_the_claim_is_not_testable(id, changes, parameters, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE, **parameters)
    assert verdict.value == "not_testable" and verdict.missing


def test_what_stays_as_it_was_does_not_rise(tmp_path):
    flat = put("vacancies", 10, measure="open_vacancies", branch="F")
    verdict = judge("T3", altered(tmp_path, {"vacancies": flat}), branch="F")
    assert verdict.value == "contradicted"
    found = {one.name: one for one in verdict.finding.numbers}
    assert found["change_year"].value == found["change_base"].value == found["change_peak"].value == 0
    assert found["peak"].period == "2019KW04", "the base year takes part in the search for the top"


def test_a_quarter_exactly_on_the_border_is_not_above_it():
    line = indicators.compute("tightness", STORE, method="unadjusted").line("unadjusted")["value"].iloc[-40:]
    threshold = float(line.iloc[-1])
    assert numbers(judge("T4", threshold=threshold))["above"] == int((line > threshold).sum())


def test_fewer_quarters_than_asked_are_said():
    assert "in plaats van 200" in told(judge("T4", years=50))
    assert "in plaats van" not in told(judge("T4", years=10))


@pytest.mark.parametrize(
    ("kept", "edition"),
    [
        (lambda code: True, "adjusted-2024-05-15"),
        (lambda code: code in ("2019KW04", "2020KW01", "2023KW02"), "adjusted-2020-06-26"),
        (lambda code: code in ("2020KW01", "2023KW02"), "adjusted-2024-05-15"),
    ],
)
def test_the_edition_that_runs_furthest_counts_and_a_single_quarter_only_where_there_is_no_line(kept, edition):
    made = indicators.compute("tightness", STORE, method="adjusted")
    assert tightness_line(replace(made, frame=made.frame[made.frame["period"].map(kept)]), "adjusted") == edition


def test_a_part_that_is_exactly_enough_is_enough(tmp_path):
    changes = {
        "labour_force": put("labour_force", 100, measure="unemployed", adjustment="adjusted"),
        "vacancies": put("vacancies", 2, measure="open_vacancies", branch=TECHNICAL),
    }
    store = altered(tmp_path, changes)
    assert judge("E7", store, group="unemployed", share_pct=10).value == "partly"
    assert judge("E7", store, group="unemployed", share_pct=9.9).value == "contradicted"


def test_a_count_is_said_with_what_it_was_counted_from():
    finding = judge("T1").finding
    named = len(claims.claim("T1").values["named"])
    assert finding.figure("nl") == f"{finding.value:.0f} van {named}"
    assert finding.figure("en") == f"{finding.value:.0f} of {named}"
    assert "van" not in judge("T4").finding.figure("nl")
