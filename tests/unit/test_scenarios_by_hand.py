"""Productivity and untapped potential worked out by hand, and the engine that all proposals share."""

import pytest
from altered import altered, times

from shortage import scenarios
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


def test_the_work_freed_by_productivity_by_hand():
    """2026KW01: 1,450,000 persons and 61,500 open vacancies in B-F; a fifth of the work becomes ten per cent better."""
    persons_there = 0.20 * 1_450_000  # 290,000 persons work in those firms
    still_needed = persons_there / 1.10  # for the same work 263,636 persons are enough
    freed = persons_there - still_needed  # 26,364
    assert round(freed) == 26_364
    of_vacancies = 100 * freed / 61_500  # 42.9 per cent of the open vacancies
    # The same work by fewer people, over all firms: 26,364 on 1,423,636 is 1.85 per cent.
    average = 100 * freed / (1_450_000 - freed)
    found = run("S3").results
    assert found["freed"].mid == pytest.approx(freed)
    assert found["share_of_vacancies"].mid == pytest.approx(of_vacancies)
    assert found["average_gain"].mid == pytest.approx(average)
    assert (round(of_vacancies, 1), round(average, 2)) == (42.9, 1.85)


def test_the_corners_of_productivity_by_hand():
    low = 0.10 * 1_450_000 * (1 - 1 / 1.05)  # a tenth of the work, five per cent: 6,905
    high = 0.40 * 1_450_000 * (1 - 1 / 1.30)  # two fifths, thirty per cent: 133,846
    found = run("S3")
    assert (found.main.low, found.main.high) == (pytest.approx(low), pytest.approx(high))
    assert (round(low), round(high)) == (6_905, 133_846)
    # Vacancies run from 61,500 to the highest of four quarters: more vacancies make the share smaller.
    vacancies = used(found)["vacancies"]
    assert vacancies.low <= vacancies.value <= vacancies.high and vacancies.low < vacancies.high
    share = found.results["share_of_vacancies"]
    assert share.low == pytest.approx(100 * low / vacancies.high)
    assert share.high == pytest.approx(100 * high / vacancies.low)


def test_each_input_of_productivity_moves_it_the_way_it_should():
    base = {"share": 50, "gain": 100, "employment": 1000, "vacancies": 100}
    # With a doubled productivity one person in two is freed: 250 of the 500.
    assert productivity_gain(base)["freed"] == 250
    assert productivity_gain({**base, "gain": 0})["freed"] == productivity_gain({**base, "share": 0})["freed"] == 0
    assert productivity_gain({**base, "employment": 2000})["freed"] == 500
    assert productivity_gain({**base, "vacancies": 50})["share_of_vacancies"] == 500


def test_people_from_the_untapped_potential_by_hand():
    """2026KW01: 1,258,000 persons of untapped potential, of whom three per cent start in technology."""
    entrants = 1_258_000 * 3 / 100  # 37,740
    found = run("S5")
    assert found.main.mid == pytest.approx(entrants)
    assert found.results["share_of_vacancies"].mid == pytest.approx(100 * 37_740 / 61_500)  # 61.4 per cent
    # Lowest and highest of the last four quarters, with one and with ten per cent.
    potential = used(found)["potential"]
    assert (potential.low, potential.value, potential.high) == (1_208_000, 1_258_000, 1_258_000)
    assert (found.main.low, found.main.high) == (pytest.approx(12_080), pytest.approx(125_800))
    base = {"potential": 200, "share": 50, "vacancies": 400}
    assert untapped_potential(base) == {"entrants": 100, "share_of_vacancies": 25}


def test_results_follow_the_data(tmp_path):
    more = times("labour_force", 2, adjustment="adjusted")
    assert run("S5", altered(tmp_path, {"labour_force": more})).main.mid == pytest.approx(2 * run("S5").main.mid)
    fewer = times("vacancies", 0.5, measure="open_vacancies", branch=list("BCDEF"))
    halved = run("S3", altered(tmp_path, {"vacancies": fewer}))
    share = run("S3").results["share_of_vacancies"].mid
    assert halved.results["share_of_vacancies"].mid == pytest.approx(2 * share)
    assert halved.main.mid == pytest.approx(run("S3").main.mid)


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
    assert scenarios.run(one, STORE).assumptions("en").endswith("share that starts in technology (3.0%).")
    assert scenarios.run(one, STORE, {"share": 2}).assumptions("en") == "It holds no assumption of our own."


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
        ("S3", {"shares": 1}, "share"),
        ("S3", {"share": "half"}, "half"),
        ("S3", {"share": "nan"}, "nan"),
        ("S3", {"share": True}, "True"),
        ("S3", {"share": 101}, "100%"),
        ("S3", {"share": -1}, "0%"),
        ("S3", {"vacancies": 0}, "1,000"),
    ],
)
def test_an_unknown_name_or_an_impossible_value_gives_one_sentence(id, given, words):
    with pytest.raises(ScenarioProblem) as caught:
        scenarios.run(id, STORE, given)
    assert words in one_sentence(caught)


def test_a_decimal_comma_and_a_slug_are_understood():
    assert run("S3", share="12,5").main.mid == pytest.approx(run("productivity", share=12.5).main.mid)


def test_a_number_equal_to_ours_keeps_its_range_and_another_one_loses_it():
    assert run("S3", gain=10).main == run("S3").main
    fixed = run("S3", gain=11)
    assert used(fixed)["gain"].is_set and not used(fixed)["share"].is_set
    assert (used(fixed)["gain"].low, used(fixed)["gain"].high) == (11, 11)
    whole = run("S3", gain=11, share=21)
    assert whole.main.low == whole.main.mid == whole.main.high
    assert whole.matters_most("en") == "No input has a range any more: you have set them all."


def test_a_table_that_is_missing_is_named_and_a_readers_own_number_takes_its_place(tmp_path):
    store = altered(tmp_path, {"labour_volume": None})
    with pytest.raises(Problem, match="85920NED"):
        run("S3", store)
    assert run("S3", store, employment=1_000_000).main.mid == pytest.approx(0.2 * 1_000_000 * (1 - 1 / 1.1))


def test_the_comparison_puts_every_countable_proposal_beside_the_same_vacancies():
    found = scenarios.beside_vacancies(STORE)
    assert (found.vacancies, found.period) == (61_500, "2026KW01")
    shown = {row.result.scenario.id: row for row in found.rows}
    left = {one.id for one, _ in found.without}
    assert set(shown) | left == set(IDS) and not set(shown) & left
    assert {id for id in IDS if scenarios.scenarios()[id].fills} == set(shown)
    for id, row in shown.items():
        result = run(id).results[scenarios.scenarios()[id].fills]
        assert (row.low, row.mid, row.high) == (result.low, result.mid, result.high)
        assert row.share_pct == pytest.approx(100 * row.mid / 61_500)
        assert row.result.scenario.pace in ("once", "yearly")


def test_the_comparison_follows_what_is_set_and_leaves_out_what_cannot_be_counted(tmp_path):
    found = scenarios.beside_vacancies(STORE, {"S3": {"share": 40}})
    row = next(one for one in found.rows if one.result.scenario.id == "S3")
    assert row.mid == pytest.approx(0.4 * 1_450_000 * (1 - 1 / 1.1))
    without = scenarios.beside_vacancies(altered(tmp_path, {"labour_volume": None}))
    assert "S3" not in {one.result.scenario.id for one in without.rows}
    [why] = [reason for one, reason in without.without if one.id == "S3"]
    assert isinstance(why, Problem) and "85920NED" in why.text("nl")


def test_what_is_set_is_written_and_read_back():
    given = {"S3": {"share": "30", "gain": "12.5"}, "S4": {"target": "12"}}
    assert given_of(given_text(given)) == given and given_of("") == {}
    assert given_of("s3.share:1") == {"S3": {"share": "1"}}
    for wrong in ("S3", "S3.share", "S3:1", "S9.share:1", "S3.nothing:1"):
        with pytest.raises(ScenarioProblem) as caught:
            given_of(wrong)
        one_sentence(caught)


@pytest.mark.parametrize(
    ("value", "nearest", "expected"), [(26_364, 100, 26_400), (50, 100, 100), (-50, 100, -100), (1.5, 1, 1.5)]
)
def test_rounding_is_half_away_from_zero_as_in_the_text(value, nearest, expected):
    assert rounded(value, nearest) == expected
