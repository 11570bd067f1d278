"""Higher funding of technical mbo, worked out by hand; what no source gives is asked of the user."""

import pytest
from altered_store import altered, times

from shortage import scenarios
from shortage.scenarios.registry import formula
from shortage.store import Store, default_root
from shortage.text import Problem

funding_factor = formula(scenarios.scenario("S2"))
STORE = Store(default_root())


def run(store=STORE, **given):
    return scenarios.run("S2", store, given)


BBL, ALL_BBL = 0.4092404562783029, 0.29355310853665323
"""DUO, sector technology 2019/20, and all of mbo 2025/26."""
AMOUNT = 0.8 * 4_319.348e6 / (467_326 * (1 - 0.6 * ALL_BBL))
"""Four fifths of the lump sum by all students, a bbl student counting for 0.4: 8,975 euros."""


def test_the_result_by_hand():
    """95,975 students (CBS field 07, 2021/22), two in five of them bbl, the factor from 1.25 to 1.8."""
    weighted = 95_975 * (1 - 0.6 * BBL)  # 72,409 instead of 95,975
    more = 1.8 / 1.25 - 1  # 44 per cent on top
    extra = weighted * AMOUNT * more / 1e6  # 285.9 million a year
    share = 100 * extra / 4_319.348  # 6.6 per cent of the lump sum of 2024
    assert (round(weighted), round(AMOUNT), round(extra, 1), round(share, 1)) == (72409, 8975, 285.9, 6.6)
    found = run().results
    assert found["extra"].mid == pytest.approx(extra)
    assert found["weighted"].mid == pytest.approx(weighted)
    assert found["per_student"].mid == pytest.approx(AMOUNT * more)
    assert found["share_of_budget"].mid == pytest.approx(share)


def test_the_range_by_hand():
    """Low: 70,142 students, bbl as in the chamber (2025/26), from 1.5. High: 134,041 students, fewest bbl, from 1.0."""
    low = 70_142 * (1 - 0.6 * 0.5914804055255825) * AMOUNT * (1.8 / 1.5 - 1) / 1e6
    high = 134_041 * (1 - 0.6 * 0.33158913992785266) * AMOUNT * (1.8 / 1.0 - 1) / 1e6
    assert (round(low), round(high)) == (81, 771)
    assert run().main.low == pytest.approx(low) and run().main.high == pytest.approx(high)


def test_weight_and_student_part_come_from_the_decree_and_are_no_assumption():
    inputs = {one.input.name: one for one in run().inputs}
    assert (inputs["weight"].value, inputs["student_part"].value) == (0.4, 80)
    assert all("Uitvoeringsbesluit WEB" in inputs[name].input.source.nl for name in ("weight", "student_part"))
    # Counted as full students the same proposal costs more: that is the mistake the weight prevents.
    assert run(weight=1).results["weighted"].mid == pytest.approx(95_975)


def test_the_unknown_baseline_is_asked_and_its_default_is_an_assumption():
    result = run()
    assert {one.input.name for one in result.inputs if one.input.is_asked} == {"current"}
    assert result.scenario.input("current").is_assumption
    for lang in ("nl", "en"):
        assert "(current)" in result.asked(lang) and run(current=1.4).asked(lang) == ""
        assert result.scenario.input("current").text[lang][1:] in result.assumptions(lang)
    assert result.sensitivity[0].used.input.name == "current"
    assert result.sensitivity[0].at_low == pytest.approx(95_975 * (1 - 0.6 * BBL) * AMOUNT * 0.8 / 1e6)


def test_a_factor_that_is_reached_already_costs_nothing():
    assert run(current=1.8).main.mid == 0
    base = {"students": 1000, "bbl": 50, "all_students": 2000, "all_bbl": 50, "weight": 0.4, "student_part": 80,
            "current": 1.0, "target": 1.5, "budget": 1.4}  # fmt: skip
    # 1,400 weighted students share 1.12 million: 800 euros each; 700 of them get half as much again.
    assert funding_factor(base) == pytest.approx(
        {"extra": 0.28, "weighted": 700, "per_student": 400, "share_of_budget": 20}
    )


def test_each_input_moves_the_cost_the_way_it_should():
    middle = run().main.mid
    assert run(current=1.4).main.mid < middle < run(current=1.1).main.mid
    assert run(target=2).main.mid > middle and run(target=1.5).main.mid < middle
    assert run(student_part=40).main.mid == pytest.approx(middle / 2)
    assert run(students=2 * 95_975).main.mid == pytest.approx(2 * middle)
    assert run(bbl=60).main.mid < middle < run(all_bbl=60).main.mid
    assert run(all_students=2 * 467_326).main.mid == pytest.approx(middle / 2)
    # A budget twice as large makes the amount per student twice as large: the share of it stays.
    doubled = run(budget=2 * 4_319.348)
    assert doubled.main.mid == pytest.approx(2 * middle)
    assert doubled.results["share_of_budget"].mid == pytest.approx(run().results["share_of_budget"].mid)


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


@pytest.mark.parametrize(("name", "value"), [("current", 0.5), ("current", 1.9), ("weight", "much"), ("factor", 1)])
def test_a_value_that_cannot_be_gives_one_sentence(name, value):
    with pytest.raises(Problem) as caught:
        run(**{name: value})
    assert "\n" not in caught.value.text("nl") and caught.value.text("nl") != caught.value.text("en")


def test_an_amount_of_money_stands_not_among_the_persons():
    for pace in ("once", "yearly"):
        comparison = scenarios.beside_vacancies(STORE, pace)
        assert "S2" not in {one.result.scenario.id for one in comparison.rows}
        assert "S2" in {one.id for one, _ in comparison.without}


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentence_begins_with_a_closed_budget_and_has_its_range(lang):
    sentence = run().sentence(lang)
    wanted = ["1,25", "1,80", "€ 290 mln", "€ 80 mln", "€ 770 mln", "geen officieel cijfer"]
    if lang == "en":
        wanted = ["1.25", "1.80", "€290 million", "€80 million", "€770 million", "No official figure"]
    assert all(text in sentence for text in wanted) and "{" not in sentence
    assert sentence.startswith({"nl": "Blijft het budget gelijk", "en": "If the budget stays the same"}[lang])
