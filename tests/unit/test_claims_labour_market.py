"""The labour-market claims: what the snapshot says, and that other data or other borders give every other verdict."""

import pytest
from altered_store import altered, put, times, without
from claim_helpers import STORE, judge, numbers, weigh

from shortage import catalog, claims, scenarios
from shortage.text import Period

IDS = ["T1", "T2", "T3", "T4", "E6", "E7"]
TECHNICAL = ["B", "C", "D", "E", "F"]
NAMED = ["Q", "J", "P", "B-F"]
SECTIONS = list("ABCDEFGHIJKLMNOPQRS")
LATEST = ["2025KW02", "2025KW03", "2025KW04", "2026KW01"]
LAST_YEAR = ["2025KW03", "2025KW04", "2026KW01", "2026KW02"]
FLOWS = ["2022KW04", "2023KW01", "2023KW02", "2023KW03"]
"""The newest year of which filled vacancies are known."""


def rate(factor, *branches):
    return times("vacancy_rate", factor, measure="vacancy_rate_per_1000", branch=branches, period="2024KW02")


def openings(factor, branches, periods=LATEST):
    return times("vacancies", factor, measure="open_vacancies", branch=branches, period=periods)


def jobless(factor, periods=LAST_YEAR):
    return times("labour_force_monthly", factor, measure="unemployed", period=periods)


def potential(factor):
    groups = ["unemployed", "available_not_searching", "searching_not_available", "underemployed"]
    return times("labour_force", factor, measure=groups, adjustment="adjusted")


ALTERED = [
    ("T1", "supported", {"vacancy_rate": rate(10, *NAMED), "vacancies": openings(10, NAMED, FLOWS)}),
    ("T1", "mixed", {}),
    ("T1", "contradicted", {"vacancy_rate": rate(0.1, *NAMED), "vacancies": openings(0.1, NAMED, FLOWS)}),
    ("T2", "supported", {"vacancies": openings(2, ["J", "K"])}),
    ("T2", "depends", {}),
    ("T2", "contradicted", {"vacancies": openings(0.1, SECTIONS[:12])}),
    ("T3", "supported", {"vacancies": openings(1.2, TECHNICAL)}),
    ("T3", "mixed", {}),
    ("T3", "depends", {"vacancies": openings(1.03, TECHNICAL)}),
    ("T3", "contradicted", {"vacancies": openings(0.3, TECHNICAL)}),
    ("T4", "supported", {"labour_force_monthly": jobless(0.5)}),
    ("T4", "mixed", {}),
    ("T4", "contradicted", {"labour_force_monthly": jobless(3)}),
    ("E7", "depends", {}),
    ("E7", "contradicted", {"labour_force": potential(0.02)}),
    ("E7", "contradicted", {"vacancies": openings(30, TECHNICAL)}),
]


@pytest.mark.parametrize(("id", "expected", "changes"), ALTERED)
def test_the_data_turn_the_verdict_to_each_it_can_give(id, expected, changes, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE)
    assert verdict.value == expected and not verdict.missing
    assert (verdict.finding.tipping is not None) == (expected == "depends")
    assert verdict.finding.meaning is not None, "its number is called something, also where that is where it tips"
    for lang in ("nl", "en"):
        assert "{" not in verdict.sentence(lang)
        assert all("{" not in part.text[lang] for part in verdict.finding.parts)


PARAMETERS = [
    ("T1", "contradicted", {"named": ["P", "N"], "top": 2}),
    ("T1", "supported", {"top": 15}),
    ("T2", "supported", {"first_year": 1998, "last_year": 2019}),
    ("T2", "contradicted", {"first_year": 2022, "last_year": 2022}),
    ("T3", "supported", {"branch": "F"}),
    ("T3", "contradicted", {"base_year": 2022}),
    ("T3", "depends", {"margin_pct": 3}),
    ("T4", "contradicted", {"past_until": 2022}),
]


@pytest.mark.parametrize(("id", "expected", "parameters"), PARAMETERS)
def test_a_readers_parameters_turn_the_verdict(id, expected, parameters):
    assert judge(id).value != expected
    verdict = judge(id, **parameters)
    assert verdict.value == expected
    assert {name: verdict.parameters[name] for name in parameters} == parameters


MISSING = [
    ("T1", "vacancy_rate", "80567ned"),
    ("T1", "vacancies", "80472ned"),
    ("T2", "vacancies", "80472ned"),
    ("T3", "vacancies", "80472ned"),
    ("T4", "labour_force_monthly", "80590ned"),
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


CONTEXT = [
    ("T2", {"tightness_uwv": None}, "uwv_tight"),
    ("T4", {"vacancies_adjusted": None, "vacancies_adjusted_total": None}, "published_peak"),
]


@pytest.mark.parametrize(("id", "changes", "name"), CONTEXT)
def test_what_stands_beside_the_verdict_may_be_absent(id, changes, name, tmp_path):
    verdict = judge(id, altered(tmp_path, changes))
    assert verdict.value == judge(id).value
    assert name in numbers(judge(id)) and name not in numbers(verdict)


HOLES = [
    ("T1", {"vacancy_rate": without("vacancy_rate", branch="K", period="2024KW02")}),
    ("T2", {"vacancies": put("vacancies", float("nan"), measure="open_vacancies", branch="K", period="2025KW03")}),
    ("T3", {"vacancies": put("vacancies", float("nan"), measure="open_vacancies", branch="D", period="2025KW03")}),
    ("T4", {"labour_force_monthly": without("labour_force_monthly", measure="unemployed", period="2024KW03")}),
    ("E7", {"labour_force": put("labour_force", float("nan"), measure="unemployed", period="2025KW03")}),
]


@pytest.mark.parametrize(("id", "changes"), HOLES)
def test_a_hole_in_the_quarters_needed_is_not_bridged(id, changes, tmp_path):
    assert judge(id, altered(tmp_path, changes)).value == "not_testable"


def test_the_number_of_the_snapshot_is_the_one_counted_by_hand():
    t1, t2, t3, t4, e7 = (numbers(judge(id)) for id in ("T1", "T2", "T3", "T4", "E7"))
    assert (t1["both"], t1["named_count"], t1["by_rate"], t1["by_duration"]) == (2, 4, 2, 2)
    assert (t1["rate_B-F"], t1["rate_P"]) == (56, 23)
    assert (round(t1["months_B-F"], 1), round(t1["all_months"], 1)) == (4.6, 3.5)
    assert (t2["above"], t2["sections"], t2["uwv_tight"], t2["uwv_groups"]) == (17, 19, 87, 93)
    # Energy supply had 0.9, 0.9, 1.0 and 1.2 thousand in 2019, and 2.1, 2.3, 1.7 and 1.5 in the last four quarters.
    ratio = judge("T2").finding.lines["ratio"].set_index("branch")["value"]
    assert ratio["D"] == pytest.approx(100 * 7.6 / 4.0)
    # By hand: the sum of the five published sections, quarter by quarter.
    raw = STORE.read("vacancies").select("open_vacancies", branch=TECHNICAL)
    by_quarter = raw.groupby("period")["value"].sum()
    before = ["2024KW02", "2024KW03", "2024KW04", "2025KW01"]
    assert t3["current"] == pytest.approx(by_quarter[LATEST].mean())
    assert t3["change_year"] == pytest.approx(100 * (by_quarter[LATEST].mean() / by_quarter[before].mean() - 1))
    assert [round(t4[name]) for name in ("latest", "earlier", "past", "peak", "run")] == [94, 104, 67, 128, 13]
    assert [round(t4[name]) for name in ("published_peak", "published_last")] == [142, 110]
    assert e7["needed"] == pytest.approx(100 * e7["vacant"] / e7["persons"])
    assert e7["needed_without"] == pytest.approx(100 * e7["vacant"] / (e7["persons"] - e7["part_time"]))


# -- tightness ---------------------------------------------------------------------------------------------------------

ORDER = ("contradicted", "mixed", "supported")


def test_the_verdict_on_tightness_never_improves_while_the_market_loosens(tmp_path):
    """Fewer vacancies in the last year, and quarters that leave no window: the old rule rose with both."""
    found = []
    for factor in (1.2, 1, 0.9, 0.7, 0.5):
        store = altered(tmp_path, {"vacancies": openings(factor, "A-U", LAST_YEAR)})
        found.append(ORDER.index(judge("T4", store).value))
    assert found == sorted(found, reverse=True) and found[0] > found[-1]
    later = without("labour_force_monthly", period=lambda code: code < "2017")
    shorter = altered(tmp_path, {"labour_force_monthly": later})
    assert judge("T4", shorter).value == judge("T4").value


def test_only_quarters_before_the_newest_are_the_past():
    """With the record in the past it is not passed; with the whole line in the past the newest quarter is not in it."""
    assert numbers(judge("T4", past_until=2022))["past"] == numbers(judge("T4"))["peak"]
    assert numbers(judge("T4", past_until=2025))["past"] == numbers(judge("T4"))["peak"]


@pytest.mark.parametrize(("window", "words"), [(1, "In 2e kw 2026"), (4, "In het jaar"), (8, "Gemiddeld over 8")])
def test_the_sentence_says_over_how_long_the_mean_is(window, words):
    told = judge("T4", window=window).sentence("nl")
    assert told.startswith(words) and ("hoogste jaargemiddelde" in told) == (window == 4)
    # The season breaks the run; the publisher counts without it, so the count says what it is counted in.
    assert "Zonder seizoencorrectie waren er het langst 13 kwartalen" in told
    newest = next(number for number in judge("T4", window=window).finding.numbers if number.name == "latest")
    assert ("jaargemiddelde" in newest.text.nl) == (window == 4)


@pytest.mark.parametrize(("window", "words"), [(4, "een jaar eerder"), (1, "de kwartalen daarvoor")])
def test_what_a_window_is_set_against_is_called_what_it_is(window, words):
    verdict = judge("T3", window=window)
    said = {number.name: number.text.nl for number in verdict.finding.numbers}
    assert words in verdict.finding.parts[1].text.nl and words in said["before"].lower()
    assert ("in een jaar" in said["change_year"]) == (window == 4) and "2019" in said["change_base"]


def test_a_run_of_quarters_stops_at_a_hole(tmp_path):
    hole = without("labour_force_monthly", measure="unemployed", period="2023KW04")
    verdict = judge("T4", altered(tmp_path, {"labour_force_monthly": hole}), window=1)
    finding = verdict.finding
    first, last = finding.number("run"), finding.words["run_last"].nl
    line = finding.lines["tightness"].set_index("period")["value"]
    assert "2023KW04" not in line.index and last != Period.parse("2026KW02").label("nl")
    assert first.value < int((line > 100).sum())


def test_without_a_quarter_above_a_hundred_no_run_is_told(tmp_path):
    store = altered(tmp_path, {"labour_force_monthly": times("labour_force_monthly", 3, measure="unemployed")})
    assert "achter elkaar" not in judge("T4", store).sentence("nl")
    assert "run" not in numbers(judge("T4", store))


# -- technical vacancies: one measure, one window ----------------------------------------------------------------------


def test_construction_has_one_number_in_the_claim_and_in_its_figure():
    """The page said +6.1% in the bars and +1.9% in the table: the branch was judged over a later window."""
    alone = judge("T3", branch="F")
    beside = judge("T3").finding.lines["changes"].set_index(["branch", "window"])["value"]
    assert numbers(alone)["change_year"] == pytest.approx(beside["F", "year"])
    assert numbers(alone)["change_base"] == pytest.approx(beside["F", "base"])
    assert alone.finding.period == judge("T3").finding.period == "2026KW01"


def test_a_change_exactly_as_large_as_the_margin_gives_a_direction():
    change = abs(numbers(judge("T3"))["change_year"])
    assert judge("T3", margin_pct=change - 1e-6).value == "mixed"
    assert judge("T3", margin_pct=change + 1e-6).value == "depends"
    assert judge("T3", margin_pct=change + 1e-6).finding.tipping.value == pytest.approx(change)


def test_what_stays_as_it_was_does_not_rise(tmp_path):
    flat = put("vacancies", 10, measure="open_vacancies", branch="F")
    verdict = judge("T3", altered(tmp_path, {"vacancies": flat}), branch="F", margin_pct=0)
    assert verdict.value == "contradicted"
    assert numbers(verdict)["change_year"] == numbers(verdict)["change_base"] == 0
    assert verdict.finding.number("peak").period == "2019KW04", "the base year takes part in the search for the top"


@pytest.mark.parametrize("window", [1, 4])
def test_the_highest_of_technical_vacancies_is_told_as_the_mean_of_a_year(window):
    """It is a mean of four quarters whatever the window; a single quarter was higher."""
    verdict = judge("T3", window=window)
    assert "jaargemiddelde sinds 2019 was 67,0 duizend (jaar tot en met 4e kw 2022)" in verdict.sentence("nl")


def test_sectors_that_end_earlier_say_so():
    verdict = judge("T3", sector="narrow")
    assert verdict.finding.period == "2023KW03"
    assert any("3e kw 2023" in note.nl for note in verdict.finding.notes)


# -- branches and sectors ----------------------------------------------------------------------------------------------


def test_a_named_group_of_sections_stands_in_the_place_of_its_parts():
    rate_line = judge("T1").finding.lines["rate"]
    assert set(rate_line["branch"]) == {"A-U", "B-F", *"AGHIJKLMNOPQRS"}
    apart = judge("T1", named=["Q", "J", "P", "F"]).finding.lines["rate"]
    assert set(apart["branch"]) == {"A-U", *SECTIONS}


def test_a_sector_that_shares_the_last_place_on_top_is_on_top(tmp_path):
    tie = put("vacancy_rate", 57, measure="vacancy_rate_per_1000", branch=["P", "B-F"], period="2024KW02")
    assert numbers(judge("T1", altered(tmp_path, {"vacancy_rate": tie})))["by_rate"] == 3


def test_the_longest_duration_is_told_of_the_named_sectors_only():
    told = judge("T1").sentence("nl")
    assert "Van de genoemde sectoren stond een vacature het langst open" in told
    assert "techniek en bouw, en ICT" in told, "two names, not three"


def test_a_sector_says_mixed_when_it_leads_in_one_measure(tmp_path):
    store = altered(tmp_path, {"vacancy_rate": rate(10, "Q")})
    verdicts = {part.text.nl: part.verdict for part in judge("T1", store).finding.parts}
    assert verdicts["Zorg en welzijn"] == "mixed"
    assert verdicts["ICT"] == "supported" and verdicts["Onderwijs"] == "contradicted"


@pytest.mark.parametrize("id", ["T3", "E7"])
def test_sections_b_to_f_have_one_name_in_claims_and_catalogue(id):
    name = catalog.sectors()["default"]["text"]
    for lang in ("nl", "en"):
        assert name[lang].partition(" (")[0] in judge(id).sentence(lang)


@pytest.mark.parametrize("parameters", [{"named": ["F", "ZZ"]}, {"named": ["B-F", "F"]}])
def test_a_named_sector_that_is_not_ranked_leaves_nothing_to_say(parameters):
    assert judge("T1", **parameters).value == "not_testable"


def test_as_many_as_before_is_not_more(tmp_path):
    store = altered(tmp_path, {"vacancies": put("vacancies", 5, measure="open_vacancies", branch="K")})
    assert "financiële dienstverlening" in judge("T2", store).sentence("nl")


def test_branches_without_a_flow_are_left_out_of_the_durations():
    assert numbers(judge("T2", measure="duration"))["sections"] == 18, "of mining hardly anything is filled"
    assert judge("T2", measure="duration").finding.period == "2023KW03"


SHORT = [
    ("T1", {"vacancy_rate": without("vacancy_rate", branch="K")}, {}),
    ("T2", {"vacancies": without("vacancies", measure="open_vacancies", branch="K")}, {}),
    ("T2", {"vacancies": without("vacancies", branch="K", period=lambda code: code < "2020")}, {}),
    ("T2", {}, {"first_year": 1980, "last_year": 1981}),
    ("T2", {}, {"first_year": 1980, "last_year": 1981, "measure": "duration"}),
    ("T4", {}, {"past_until": 2002}),
    ("E6", {"vacancies_by_occupation": without("vacancies_by_occupation", branch="A-U", occupation="08")}, {}),
    ("E7", {"vacancies": without("vacancies", period=lambda code: code > "2010")}, {}),
]


@pytest.mark.parametrize(("id", "changes", "parameters"), SHORT)
def test_where_nothing_can_be_compared_the_claim_is_not_testable(id, changes, parameters, tmp_path):
    verdict = judge(id, altered(tmp_path, changes) if changes else STORE, **parameters)
    assert verdict.value == "not_testable" and verdict.missing


# -- people and levels -------------------------------------------------------------------------------------------------


def test_the_share_that_moves_is_assumed_in_one_place(monkeypatch):
    """The claim took 10% and the proposal 3% for one unknown."""
    [share] = [one for one in scenarios.scenario("S5").inputs if one.name == "share"]
    assert numbers(judge("E7"))["assumed"] == share.default
    assert not any("share" in name for name in claims.claim("E7").parameters)


def test_untapped_potential_is_never_enough_to_support_the_claim(tmp_path):
    assert judge("E7", altered(tmp_path, {"labour_force": potential(50)})).value == "depends"


def test_a_potential_exactly_as_large_as_the_vacancies_is_enough(tmp_path):
    changes = {
        "labour_force": put("labour_force", 10, measure="unemployed", adjustment="adjusted"),
        "vacancies": put("vacancies", 2, measure="open_vacancies", branch=TECHNICAL),
    }
    assert judge("E7", altered(tmp_path, changes), group="unemployed").value == "depends"
    changes["labour_force"] = put("labour_force", 9.9, measure="unemployed", adjustment="adjusted")
    assert judge("E7", altered(tmp_path, changes), group="unemployed").value == "contradicted"


def test_the_level_of_vacancies_stays_untestable_whatever_its_numbers(tmp_path):
    chosen = {"branch": "A-U", "occupation": "08", "period": "2025JJ00"}
    store = altered(tmp_path, {"vacancies_by_occupation": put("vacancies_by_occupation", 200, **chosen)})
    before, after = judge("E6"), judge("E6", store)
    assert before.value == after.value == "not_testable"
    assert numbers(before)["ict"] == 64.3 and numbers(after)["ict"] == 200
    assert "64,3" in before.sentence("nl") and "200,0" in after.sentence("nl")
    assert "Op de top, in 2022, waren het er 89,7 duizend." in before.sentence("nl")
    assert "Op de top" not in after.sentence("nl"), "the newest year is the highest itself"
    assert claims.claim("E6").settles and not before.missing


# -- other choices and words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["T1", "T2", "T3", "T4", "E7"])
def test_the_panel_of_other_choices_is_computed_and_names_what_turns_the_verdict(id):
    claim, verdict = claims.claim(id), weigh(id)
    assert len(verdict.sensitivity) == len(claim.alternatives) >= 4
    for other, shown in zip(claim.alternatives, verdict.sensitivity, strict=True):
        again = judge(id, **other.parameters)
        assert (shown.verdict, shown.value, shown.period) == (again.value, again.finding.value, again.finding.period)
    flipped = [one.text.nl for one in verdict.others if one.verdict != verdict.value]
    assert all(text in verdict.flips("nl") for text in flipped)


def test_the_panel_follows_the_data(tmp_path):
    """With far fewer jobless now every past is passed, and only the season can still say otherwise."""
    store = altered(tmp_path, {"labour_force_monthly": jobless(0.2)})
    before, after = weigh("T4"), weigh("T4", store)
    assert {one.verdict for one in before.sensitivity} >= {"mixed", "contradicted"}
    assert {one.verdict for one in after.sensitivity} == {"supported"}
    assert before.flips("nl") != after.flips("nl")


@pytest.mark.parametrize("id", IDS)
def test_every_place_in_the_claims_texts_is_filled_in(id):
    verdict = judge(id)
    claim = verdict.claim
    texts = [claim.rule_text, *claim.caveats, *filter(None, (claim.settles, claim.differs))]
    for lang in ("nl", "en"):
        for text in texts:
            assert "{" not in verdict.fill(text, lang) and "–" not in verdict.fill(text, lang).split()


@pytest.mark.parametrize("id", IDS)
def test_the_first_sentence_can_be_said_in_one_breath(id):
    for lang in ("nl", "en"):
        assert len(judge(id).sentence(lang).split(". ")[0].split()) <= 25


def test_a_count_is_said_with_what_it_was_counted_from():
    finding = judge("T1").finding
    named = len(claims.claim("T1").values["named"])
    assert finding.figure("nl") == f"{finding.value:.0f} van {named}"
    assert finding.figure("en") == f"{finding.value:.0f} of {named}"
    assert "van" not in judge("T4").finding.figure("nl")
