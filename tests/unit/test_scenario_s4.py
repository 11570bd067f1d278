"""The scheme for skilled workers, worked out by hand, and what moves it."""

import pytest
from altered_store import altered, times

from shortage import scenarios
from shortage.scenarios.registry import formula
from shortage.store import Store, default_root
from shortage.text import Problem

needed_arrivals = formula(scenarios.scenario("S4"))
STORE = Store(default_root())


def run(store=STORE, **given):
    return scenarios.run("S4", store, given)


def test_the_result_by_hand():
    """2023: 69,095 labour immigrants, 169,000 filled vacancies in B-F of 1,462,000 in all."""
    share_of_branches = 169_000 / 1_462_000  # 11.56 per cent of all filled vacancies
    starters_now = 69_095 * share_of_branches  # 7,987 people, if they spread like the vacancies
    today = 100 * starters_now / 169_000  # 4.726 per 100
    points = 10 - today  # 5.274 points to go to the target of 10
    starters = points * 169_000 / 100  # a point is 1,690 people: 8,913
    arrivals = starters / 0.80  # four in five start in technology: 11,141
    growth = 100 * arrivals / 21_500  # 51.8 per cent of labour immigration from outside the EU (2024)
    assert (round(today, 3), round(starters), round(arrivals), round(growth, 1)) == (4.726, 8913, 11141, 51.8)
    found = run().results
    assert found["starters"].mid == pytest.approx(starters)
    assert found["arrivals"].mid == pytest.approx(arrivals)
    assert found["growth"].mid == pytest.approx(growth)
    assert found["share_of_filled"].mid == pytest.approx(100 * starters / 169_000)
    # The plan that the paper refers to: 10,000 vacancies a year.
    assert found["share_of_plan"].mid == pytest.approx(starters / 100)


def test_it_is_set_against_those_from_outside_the_eu_only(tmp_path):
    """Of all 69,095 labour immigrants it would be 16 per cent; the scheme is for the 25,195 from outside (2023)."""
    used = {one.input.name: one for one in run().inputs}["immigrants"]
    assert (used.value, used.period, used.high) == (21_500, "2024JJ00", 25_195)
    assert run(immigrants=25_195).results["growth"].mid == pytest.approx(44.22, abs=0.01)
    more = altered(tmp_path, {"immigrants_eu": times("immigrants_eu", 3, purpose="labour", stay="arrival")})
    assert {one.input.name: one for one in run(more).inputs}["immigrants"].value == 21_500


def test_the_range_by_hand():
    """Low: inflow is 8.38 already and the target is 7, so nobody. High: from 3.07 to 12, half of them elsewhere."""
    highest_today = (5.0 + 2.5 + 0.22 * 59.1) * 69_095 / 169_000  # 8.38 per 100
    assert highest_today > 7
    lowest_today = (5.0 + 2.5) * 69_095 / 169_000  # 3.07 per 100
    high = (12 - lowest_today) / 100 * 169_000 / 0.50  # 8.93 points x 1,690 people, twice as many arrivals
    found = run().main
    assert found.low == 0
    assert found.high == pytest.approx(high)
    assert round(high) == 30196
    assert found.low < found.mid < found.high


def test_filled_vacancies_run_from_the_lowest_to_the_highest_of_four_years():
    used = {one.input.name: one for one in run().inputs}
    assert (used["filled"].value, used["filled"].low, used["filled"].high) == (169_000, 125_000, 169_000)
    assert (used["today"].period, used["filled"].period) == ("2023JJ00",) * 2


def test_a_target_of_todays_share_asks_nobody_and_a_lower_one_neither():
    base = {"today": 5, "target": 5, "filled": 1000, "directed": 50, "immigrants": 100, "plan": 40}
    assert set(needed_arrivals(base).values()) == {0.0}
    assert set(needed_arrivals({**base, "target": 2}).values()) == {0.0}
    assert needed_arrivals({**base, "target": 6}) == {
        "starters": 10,
        "arrivals": 20,
        "growth": 20,
        "share_of_filled": 1,
        "share_of_plan": 25,
    }


def test_each_input_moves_the_result_the_way_it_should():
    middle = run().main.mid
    assert run(target=12).main.mid > middle
    assert run(today=6).main.mid < middle
    assert run(filled=200000).main.mid == pytest.approx(middle * 200 / 169)
    assert run(directed=40).main.mid == pytest.approx(2 * middle)
    assert run(immigrants=100000).main.mid == pytest.approx(middle)
    assert run(immigrants=2 * 21_500).results["growth"].mid == pytest.approx(run().results["growth"].mid / 2)


def test_what_matters_most_is_measured_one_at_a_time():
    result = run()
    widths = [one.width for one in result.sensitivity]
    assert widths == sorted(widths, reverse=True) and widths[0] > 0 and widths[-1] == 0
    widest = result.sensitivity[0]
    assert widest.used.input.name == "today"
    # The lowest and the highest stand-in with everything else in the middle.
    for end, found in ((7.5, widest.at_low), (5.0 + 2.5 + 0.22 * 59.1, widest.at_high)):
        today = end * 69_095 / 169_000
        assert found == pytest.approx((10 - today) / 100 * 169_000 / 0.8)
    assert "8,4 per 100" in result.matters_most("nl")


def test_what_is_set_has_no_range_and_is_no_longer_ours():
    result = run(target=10.5, directed=90, today=5, filled=150000)
    assert result.main.low == result.main.mid == result.main.high == pytest.approx(5.5 / 100 * 150_000 / 0.9)
    assert result.assumptions("en") == run(target=10.5, directed=90, today=5).assumptions("en")
    assert "target" not in result.assumptions("en").lower()


def test_the_result_follows_the_data(tmp_path):
    """Twice the vacancies of B-F leave inflow per 100 where it was, and ask twice the people."""
    change = times("vacancies", 2, measure="filled_vacancies", branch="B-F")
    store = altered(tmp_path, {"vacancies": change})
    assert run(store).main.mid == pytest.approx(2 * run().main.mid)
    more = altered(tmp_path, {"immigrants_eu": times("immigrants_eu", 3, purpose="labour", stay="arrival")})
    assert run(more).main.mid < run().main.mid


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentence_has_its_range_and_every_assumption_is_named(lang):
    result = run()
    sentence = result.sentence(lang)
    for name in (
        ("11.100", "30.200", "52%", "80%", "10.000")
        if lang == "nl"
        else (
            "11,100",
            "30,200",
            "52%",
            "80%",
            "10,000",
        )
    ):
        assert name in sentence
    assert "{" not in sentence
    ours = {one.input.name for one in result.inputs if one.input.is_assumption}
    assert ours == {"today", "target", "directed"}
    for one in result.inputs:
        assert one.input.source[lang] and one.input.grade in "ABCX"
        assert one.input.bounds[0] <= one.low <= one.value <= one.high <= one.input.bounds[1]
    for one in ours:
        text = result.scenario.input(one).text[lang]
        assert text[1:] in result.assumptions(lang)


def test_sources_are_those_of_the_tables_it_used():
    assert {"80472ned", "84808NED", "84809NED"} <= {one.table for one in run().sources}


@pytest.mark.parametrize(("name", "value"), [("directed", 0), ("target", 51), ("today", "many"), ("nothing", 1)])
def test_a_value_that_cannot_be_gives_one_sentence(name, value):
    with pytest.raises(Problem) as caught:
        run(**{name: value})
    assert "\n" not in caught.value.text("nl") and caught.value.text("nl") != caught.value.text("en")


def test_without_its_table_it_names_it_and_a_readers_own_value_helps(tmp_path):
    store = altered(tmp_path, {"immigrants_eu": None})
    with pytest.raises(Problem, match="84808NED"):
        run(store)
    assert run(store, today=5, immigrants=70000).main.mid == pytest.approx(5 / 100 * 169_000 / 0.8)


def test_beside_the_vacancies_filled_in_a_year_it_counts_starters_not_arrivals():
    row = next(row for row in scenarios.beside_vacancies(STORE, "yearly").rows if row.result.scenario.id == "S4")
    assert row.mid == pytest.approx(run().results["starters"].mid)
    assert row.result.scenario.pace == "yearly"
    assert "S4" not in {row.result.scenario.id for row in scenarios.beside_vacancies(STORE, "once").rows}
