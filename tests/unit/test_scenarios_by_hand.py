"""Productivity and untapped potential worked out by hand, and the engine that all proposals share."""

import re

import pytest
from altered_store import altered, times

from shortage import claims, scenarios
from shortage.page import proposals as content
from shortage.page.base import Items
from shortage.scenarios import Input, ScenarioProblem, given_of, given_text, rounded
from shortage.scenarios.registry import formula
from shortage.scenarios.words import lower_first
from shortage.store import Store, default_root
from shortage.text import Problem, Text

STORE = Store(default_root())
productivity_gain = formula(scenarios.scenario("S3"))
untapped_potential = formula(scenarios.scenario("S5"))
LANGS = ("nl", "en")
IDS = list(scenarios.scenarios())


def run(id, store=STORE, **given):
    return scenarios.run(id, store, given)


def used(result):
    return {one.input.name: one for one in result.inputs}


def growth():
    """Growth of output per hour in the Netherlands of the last twenty years, straight from the table."""
    rows = STORE.read("oecd_productivity_growth").frame
    rows = rows[(rows["geo"] == "NL") & (rows["span"] == "year") & (rows["period"] >= "2004JJ00")].sort_values("period")
    assert len(rows) == 20
    return rows["value"].tolist()


def test_the_work_freed_by_productivity_by_hand():
    """2026KW01: 1,450,000 persons in B-F; output per hour grew 0.58 per cent a year from 2004 to 2023."""
    rise = sum(growth()) / 20
    freed = 1_450_000 - 1_450_000 / (1 + rise / 100)  # the same work with fewer: 8,390 a year
    assert (round(rise, 2), round(freed)) == (0.58, 8_390)
    found = run("S3").results
    assert found["freed"].mid == pytest.approx(freed)
    assert found["share_of_filled"].mid == pytest.approx(100 * freed / 169_000)  # 5.0 per cent of those of 2023
    # The sector's own plan: 25,000 fewer a year, whose work the others do.
    assert found["plan_gain"].mid == pytest.approx(100 * 25_000 / 1_425_000)  # 1.75 per cent a year


def test_the_range_of_productivity_is_the_slower_and_the_faster_decade():
    older, newer = sum(growth()[:10]) / 10, sum(growth()[10:]) / 10
    assert (round(older, 2), round(newer, 2)) == (0.81, 0.35)
    found = run("S3")
    assert (used(found)["gain"].low, used(found)["gain"].high) == (pytest.approx(newer), pytest.approx(older))
    low, high = (1_450_000 * (1 - 1 / (1 + rise / 100)) for rise in (newer, older))
    assert (found.main.low, found.main.high) == (pytest.approx(low), pytest.approx(high))
    assert (round(low), round(high)) == (5_075, 11_689)


def test_each_input_of_productivity_moves_it_the_way_it_should():
    base = {"gain": 100, "employment": 1000, "filled": 100, "plan": 500}
    # With a doubled productivity one person in two is freed; to do without 500 of 1,000 it must double.
    assert productivity_gain(base) == {"freed": 500, "share_of_filled": 500, "plan_gain": 100}
    assert productivity_gain({**base, "gain": 0})["freed"] == 0
    assert productivity_gain({**base, "employment": 2000})["freed"] == 1000
    assert productivity_gain({**base, "filled": 50})["share_of_filled"] == 1000


def test_people_from_the_untapped_potential_by_hand():
    """Mean of the year up to 2026KW01: 1,233,500 persons, of whom two per cent start in technology."""
    entrants = 1_233_500 * 2 / 100  # 24,670
    found = run("S5")
    assert found.main.mid == pytest.approx(entrants)
    assert found.results["share_of_vacancies"].mid == pytest.approx(100 * entrants / 62_650)  # 39.4 per cent
    # Lowest and highest of the four quarters, with one and with three per cent.
    potential = used(found)["potential"]
    assert (potential.low, potential.value, potential.high) == (1_208_000, 1_233_500, 1_258_000)
    assert (found.main.low, found.main.high) == (pytest.approx(12_080), pytest.approx(37_740))
    base = {"potential": 200, "part_time": 60, "share": 50, "vacancies": 400, "plan": 20}
    assert untapped_potential(base) == {
        "entrants": 100,
        "share_of_vacancies": 25,
        "part_time_share": 30,
        "share_of_plan": 10,
    }


def test_how_many_of_the_potential_work_part_time_is_computed(tmp_path):
    """Not "most of them": 543,500 of 1,233,500."""
    assert run("S5").results["part_time_share"].mid == pytest.approx(100 * 543_500 / 1_233_500)
    assert "44%" in run("S5").sentence("nl")
    fewer = times("labour_force", 0, adjustment="adjusted", measure="underemployed")
    assert "0%" in run("S5", altered(tmp_path, {"labour_force": fewer})).sentence("nl")


def test_a_cut_in_education_by_hand_and_with_the_assumption_of_its_claim():
    """16,239 technical hbo degrees in 2023/24; one per cent fewer, of whom seven in ten work in technology."""
    lost = 16_239 * 0.02 * 0.50
    found = run("S6").results
    assert found["graduates_lost"].mid == pytest.approx(lost)  # 162 a year
    assert found["starters_lost"].mid == pytest.approx(lost * 0.7)  # 114 a year
    assert found["share_of_filled"].mid == pytest.approx(100 * lost * 0.7 / 169_000)
    assert found["starters_lost"].low == 0, "institutions may absorb all of it"
    assert found["starters_lost"].high == pytest.approx(16_239 * 0.05 * 0.9)
    # The cut and the part that costs places move the result by as much: neither is called the one that matters most.
    assert not run("S6").has_leader and "Geen invoer telt duidelijk" in run("S6").matters_most("nl")
    assert run("S4").has_leader and run("S4").matters_most("nl").startswith("De uitkomst hangt vooral af van")
    assert found["fewer_pct"].mid == claims.claim("E8").values["cut_pct"]
    assert formula(scenarios.scenario("S6"))(
        {"cut": 10, "passed_on": 50, "graduates": 1000, "to_technology": 40, "filled": 500}
    ) == {"starters_lost": 20, "graduates_lost": 50, "fewer_pct": 5, "share_of_filled": 4}


def test_results_follow_the_data(tmp_path):
    more = times("labour_force", 2, adjustment="adjusted")
    assert run("S5", altered(tmp_path, {"labour_force": more})).main.mid == pytest.approx(2 * run("S5").main.mid)
    fewer = times("vacancies", 0.5, measure="open_vacancies", branch=list("BCDEF"))
    halved = run("S5", altered(tmp_path, {"vacancies": fewer}))
    share = run("S5").results["share_of_vacancies"].mid
    assert halved.results["share_of_vacancies"].mid == pytest.approx(2 * share)
    assert halved.main.mid == pytest.approx(run("S5").main.mid)


@pytest.mark.parametrize("id", IDS)
def test_low_mid_and_high_stand_in_order_and_within_the_corners(id):
    result = run(id)
    for one in result.results.values():
        assert one.low <= one.mid <= one.high
    # Every single swing lies within the corners: they are all inputs at once.
    for swing in result.sensitivity:
        for end in (swing.at_low, swing.at_high):
            assert result.main.low - 1e-6 <= end <= result.main.high + 1e-6
    assert result.main.low < result.main.high


@pytest.mark.parametrize("id", IDS)
def test_the_tornado_is_ordered_and_each_bar_is_one_input_at_a_time(id):
    result = run(id)
    widths = [one.width for one in result.sensitivity]
    assert widths == sorted(widths, reverse=True) and widths[0] > 0
    assert {one.used.input.name for one in result.sensitivity} == {one.name for one in result.scenario.inputs}
    for one in result.sensitivity:
        if one.used.low == one.used.value == one.used.high:
            assert one.width == 0
            continue
        for end, found in ((one.used.low, one.at_low), (one.used.high, one.at_high)):
            assert run(id, **{one.used.input.name: end}).main.mid == pytest.approx(found)


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_proposal_says_its_range_what_matters_most_and_what_is_assumed(id, lang):
    result = run(id)
    sentence = result.sentence(lang)
    main = result.main
    assert main.show(lang) in sentence and main.show(lang, main.high) in sentence
    assert main.bare(lang, main.low) in sentence and "{" not in sentence
    widest = result.sensitivity[0]
    assert lower_first(widest.used.input.text[lang]) in result.matters_most(lang)
    for end in (widest.at_low, widest.at_high):
        assert main.show(lang, end) in result.matters_most(lang)
    for one in result.inputs:
        if one.input.is_assumption:
            assert lower_first(one.input.text[lang]) in result.assumptions(lang)
    assert result.scenario.caveats and result.scenario.formula_text[lang]


@pytest.mark.parametrize("id", IDS)
def test_what_no_source_gives_is_asked_or_marked_as_our_own(id):
    for one in scenarios.scenarios()[id].inputs:
        assert one.source.nl and one.source.en
        if one.is_asked:
            assert one.is_assumption, "a number that is asked for has no source"
        if one.from_store is None:
            assert one.grade in "BCPX", "a machine-read number comes from the store and is not typed"


def test_a_number_that_is_asked_for_counts_as_our_assumption_until_it_is_set():
    plain = scenarios.scenarios()["S5"]
    share = plain.input("share")
    with pytest.raises(ValueError, match="assumption"):
        Input(**{**share.model_dump(), "is_asked": True, "grade": "B"})
    asked = Input(**{**share.model_dump(), "is_asked": True})
    one = plain.model_copy(update={"inputs": tuple(asked if i.name == "share" else i for i in plain.inputs)})
    assert scenarios.run(one, STORE).assumptions("en").endswith("share that starts in technology (2.0%).")
    assert scenarios.run(one, STORE, {"share": 3}).assumptions("en") == "It holds no assumption of our own."


@pytest.mark.parametrize(
    ("default", "low", "high"), [(5, 6, 9), (5, 1, 4), (5, -1, 9), (5, 1, 11), (None, 1, 9), (5, None, 9)]
)
def test_an_input_whose_range_does_not_hold_its_default_is_refused(default, low, high):
    given = {"name": "n", "text": Text(nl="N", en="N"), "unit": "persons", "bounds": (0, 10), "grade": "X",
             "source": Text(nl="b", en="s")}  # fmt: skip
    with pytest.raises(ValueError):
        Input(**given, default=default, low=low, high=high)


def one_sentence(caught):
    nl, en = caught.value.text("nl"), caught.value.text("en")
    assert nl != en and "\n" not in nl + en and "{" not in nl + en
    return en


@pytest.mark.parametrize(
    ("id", "given", "words"),
    [
        ("S9", {}, "S9"),
        ("S5", {"shares": 1}, "share"),
        ("S5", {"share": "half"}, "half"),
        ("S5", {"share": "nan"}, "nan"),
        ("S5", {"share": True}, "True"),
        ("S5", {"share": 101}, "100"),
        ("S5", {"share": -1}, "0"),
        ("S5", {"vacancies": 0}, "1,000"),
    ],
)
def test_an_unknown_name_or_an_impossible_value_gives_one_sentence(id, given, words):
    with pytest.raises(ScenarioProblem) as caught:
        scenarios.run(id, STORE, given)
    assert words in one_sentence(caught)


def test_a_decimal_comma_and_a_slug_are_understood():
    assert run("S3", gain="2,5").main.mid == pytest.approx(run("productivity", gain=2.5).main.mid)


def test_a_number_equal_to_ours_keeps_its_range_and_another_one_loses_it():
    assert run("S5", share=2).main == run("S5").main
    fixed = run("S5", share=2.5)
    assert used(fixed)["share"].is_set and not used(fixed)["potential"].is_set
    assert (used(fixed)["share"].low, used(fixed)["share"].high) == (2.5, 2.5)
    whole = run("S5", share=2.5, potential=1_000_000)
    assert whole.main.low == whole.main.mid == whole.main.high
    assert whole.matters_most("en") == "No input has a range any more: you have set them all."


def test_a_table_that_is_missing_is_named_and_a_readers_own_number_takes_its_place(tmp_path):
    store = altered(tmp_path, {"labour_volume": None})
    with pytest.raises(Problem, match="85920NED"):
        run("S3", store)
    assert run("S3", store, employment=1_000_000).main.mid == pytest.approx(run("S3").main.mid * 1_000_000 / 1_450_000)


@pytest.mark.parametrize(
    ("pace", "vacancies", "period"), [("once", 62_650, "2026KW01"), ("yearly", 169_000, "2023JJ00")]
)
def test_what_comes_once_and_what_comes_every_year_are_never_set_against_the_same(pace, vacancies, period):
    """A stock beside the open vacancies (mean of four quarters), a flow beside those filled in a year."""
    found = scenarios.beside_vacancies(STORE, pace)
    assert (found.vacancies, found.period) == (pytest.approx(vacancies), period)
    shown = {row.result.scenario.id: row for row in found.rows}
    assert set(shown) == {id for id in IDS if scenarios.scenarios()[id].pace == pace} and shown
    assert {one.id for one, _ in found.without} == {id for id in IDS if not scenarios.scenarios()[id].fills}
    for id, row in shown.items():
        result = run(id).results[scenarios.scenarios()[id].fills]
        assert (row.low, row.mid, row.high) == (result.low, result.mid, result.high)
        assert row.share_pct == pytest.approx(100 * row.mid / vacancies)


def test_the_comparison_follows_what_is_set_and_leaves_out_what_cannot_be_counted(tmp_path):
    found = scenarios.beside_vacancies(STORE, "yearly", {"S3": {"gain": 2}})
    row = next(row for row in found.rows if row.result.scenario.id == "S3")
    assert row.mid == pytest.approx(1_450_000 * (1 - 1 / 1.02))
    without = scenarios.beside_vacancies(altered(tmp_path, {"labour_volume": None}), "yearly")
    assert "S3" not in {row.result.scenario.id for row in without.rows}
    [why] = [reason for one, reason in without.without if one.id == "S3"]
    assert isinstance(why, Problem) and "85920NED" in why.text("nl")
    said = content.without([without], "nl")[-1]
    assert isinstance(said, Items) and len(said.texts) == len({text.partition(": ")[2] for text in said.texts})
    assert sorted(re.findall(r"S\d", " ".join(map(str, said.texts)))) == sorted(one.id for one, _ in without.without)


def test_what_is_set_is_written_and_read_back():
    given = {"S5": {"share": "30", "potential": "1000000"}, "S4": {"target": "12"}}
    assert given_of(given_text(given)) == given and given_of("") == {}
    assert given_of("s5.share:1") == {"S5": {"share": "1"}}
    for wrong in ("S5", "S5.share", "S5:1", "S9.share:1", "S5.nothing:1"):
        with pytest.raises(ScenarioProblem) as caught:
            given_of(wrong)
        one_sentence(caught)


@pytest.mark.parametrize(
    ("value", "nearest", "expected"), [(26_364, 100, 26_400), (50, 100, 100), (-50, 100, -100), (1.5, 1, 1.5)]
)
def test_rounding_is_half_away_from_zero_as_in_the_text(value, nearest, expected):
    assert rounded(value, nearest) == expected
