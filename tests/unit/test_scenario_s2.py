"""Higher funding of technical mbo, worked out by hand; what no source gives is asked of the user."""

import pytest
from altered import altered, times

from shortage import scenarios
from shortage.scenarios.registry import formula
from shortage.store import Store, default_root
from shortage.text import Problem

funding_factor = formula(scenarios.scenario("S2"))
STORE = Store(default_root())


def run(store=STORE, **given):
    return scenarios.run("S2", store, given)


def test_the_result_by_hand():
    """95,975 students (CBS field 07, 2021/22), 9,300 euros each, the factor from 1.25 to 1.8."""
    more = 1.8 / 1.25 - 1  # 44 per cent on top
    per_student = 9_300 * more  # 4,092 euros
    extra = 95_975 * per_student / 1e6  # 392.7 million a year
    share = 100 * extra / 4_319.348  # 9.1 per cent of the lump sum of 2024
    assert (round(more, 2), round(per_student), round(extra, 1), round(share, 1)) == (0.44, 4092, 392.7, 9.1)
    found = run().results
    assert found["extra"].mid == pytest.approx(extra)
    assert found["per_student"].mid == pytest.approx(per_student)
    assert found["share_of_budget"].mid == pytest.approx(share)


def test_the_range_by_hand():
    """Low: 70,142 students, 8,400 euros, from 1.5. High: 134,041 students, 11,200 euros, from 1.0."""
    low = 70_142 * 8_400 * (1.8 / 1.5 - 1) / 1e6  # 117.8 million
    high = 134_041 * 11_200 * (1.8 / 1.0 - 1) / 1e6  # 1,201.0 million
    assert (round(low, 1), round(high, 1)) == (117.8, 1201.0)
    assert run().main.low == pytest.approx(low) and run().main.high == pytest.approx(high)


def test_the_amounts_are_the_divisions_that_their_source_names():
    """Lump sum 2024, accounts 2019 and all funding 2024, each by the students of about that year."""
    amount = run().scenario.input("amount")
    assert amount.default == pytest.approx(4_319.348e6 / 465_800, abs=50)
    assert amount.low == pytest.approx(4_210.2e6 / 501_903, abs=50)
    assert amount.high == pytest.approx(5_222.535e6 / 465_800, abs=50)


def test_the_unknown_baseline_is_asked_and_its_default_is_an_assumption():
    result = run()
    asked = {one.input.name for one in result.inputs if one.input.is_asked}
    assert asked == {"current", "amount"}
    assert all(result.scenario.input(name).is_assumption for name in asked)
    for lang in ("nl", "en"):
        assert "(current)" in result.asked(lang) and "(amount)" in result.asked(lang)
        assert "(current)" not in run(current=1.4).asked(lang) and "(amount)" in run(current=1.4).asked(lang)
        assert run(current=1.4, amount=10000).asked(lang) == ""
        assert result.scenario.input("current").text[lang][1:] in result.assumptions(lang)
    assert result.sensitivity[0].used.input.name == "current"
    assert result.sensitivity[0].at_low == pytest.approx(95_975 * 9_300 * 0.8 / 1e6)


def test_a_factor_that_is_reached_already_costs_nothing():
    assert run(current=1.8).main.mid == 0
    base = {"students": 1000, "amount": 1000, "current": 1.0, "target": 1.5, "budget": 10}
    assert funding_factor(base) == {"extra": 0.5, "per_student": 500, "share_of_budget": 5}


def test_each_input_moves_the_cost_the_way_it_should():
    middle = run().main.mid
    assert run(current=1.4).main.mid < middle < run(current=1.1).main.mid
    assert run(target=2).main.mid > middle and run(target=1.5).main.mid < middle
    assert run(amount=18600).main.mid == pytest.approx(2 * middle)
    assert run(students=2 * 95_975).main.mid == pytest.approx(2 * middle)
    halved = run(budget=2 * 4_319.348).results["share_of_budget"].mid
    assert halved == pytest.approx(run().results["share_of_budget"].mid / 2)


def test_the_result_follows_the_data(tmp_path):
    store = altered(tmp_path, {"mbo_students_by_field_2021": times("mbo_students_by_field_2021", 1.2, field="07")})
    assert run(store).main.mid == pytest.approx(1.2 * run().main.mid)


def test_budget_and_accounts_are_never_mixed():
    used = {one.input.name: one for one in run().inputs}
    assert (used["budget"].value, used["budget"].period) == (4319.348, "2024JJ00")


def test_without_its_table_it_names_it_and_a_readers_own_value_helps(tmp_path):
    store = altered(tmp_path, {"mbo_spending": None})
    with pytest.raises(Problem, match="uitgaven_mbo"):
        run(store)
    assert run(store, budget=4319.348).main.mid == pytest.approx(run().main.mid)


@pytest.mark.parametrize(("name", "value"), [("current", 0.5), ("current", 1.9), ("amount", "much"), ("factor", 1)])
def test_a_value_that_cannot_be_gives_one_sentence(name, value):
    with pytest.raises(Problem) as caught:
        run(**{name: value})
    assert "\n" not in caught.value.text("nl") and caught.value.text("nl") != caught.value.text("en")


def test_an_amount_of_money_stands_not_among_the_persons():
    comparison = scenarios.beside_vacancies(STORE)
    assert "S2" not in {one.result.scenario.id for one in comparison.rows}
    assert "S2" in {one.id for one, _ in comparison.without}


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentence_has_its_range(lang):
    sentence = run().sentence(lang)
    wanted = ["1,25", "1,80", "€ 390 mln", "€ 120 mln", "€ 1.200 mln", "geen officieel cijfer"]
    if lang == "en":
        wanted = ["1.25", "1.80", "€390 million", "€120 million", "€1,200 million", "No official figure"]
    assert all(text in sentence for text in wanted) and "{" not in sentence
