"""Half tuition for technical studies, worked out by hand, and what the halving for all first-years showed."""

import pytest
from altered import altered, put, times

from shortage import scenarios
from shortage.scenarios.registry import formula
from shortage.store import Store, default_root
from shortage.text import Problem

tuition_cut = formula(scenarios.scenario("S1"))
STORE = Store(default_root())
HBO, HBO_OLD, WO = "first_years_hbo", "first_years_hbo_2019", "first_years_wo_2019"


def run(store=STORE, **given):
    return scenarios.run("S1", store, given)


def test_the_result_by_hand():
    """18,725 starters in hbo (2024/25) and 7,424 in wo (2019/20); a fee of 2,530 euros (2024/25), half of it off."""
    second_hbo = 18_725 * 0.85  # 15,916.25 go on to the second year
    second_wo = 7_424 * 0.90  # 6,681.6
    students = 18_725 + 7_424 + second_hbo + second_wo  # 48,746.85 pay less
    less = 2_530 / 2  # 1,265 euros each
    cost = students * less / 1e6  # 61.66 million a year
    assert (round(students, 2), less, round(cost, 2)) == (48746.85, 1265, 61.66)
    found = run().results
    assert found["cost"].mid == pytest.approx(cost)
    assert found["first_year"].mid == pytest.approx((18_725 + 7_424) * 1_265 / 1e6)  # 33.08 million
    assert found["second_year"].mid == pytest.approx((second_hbo + second_wo) * 1_265 / 1e6)  # 28.59 million
    assert found["students"].mid == pytest.approx(students) and found["per_student"].mid == 1265


def test_the_range_by_hand():
    """Low: the smallest inflow of four years, fewest stay. High: the largest, most stay."""
    low = (18_725 * 1.75 + 6_518 * 1.80) * 1_265 / 1e6  # 56.3 million
    high = (20_038 * 1.95 + 7_621 * 1.97) * 1_265 / 1e6  # 68.4 million
    assert (round(low, 1), round(high, 1)) == (56.3, 68.4)
    assert run().main.low == pytest.approx(low) and run().main.high == pytest.approx(high)


def test_each_input_moves_the_cost_the_way_it_should():
    middle = run().main.mid
    assert run(cut=100).main.mid == pytest.approx(2 * middle)
    assert run(cut=0).main.mid == 0
    assert run(fee=5060).main.mid == pytest.approx(2 * middle)
    for name, value in {"hbo": 25000, "wo": 10000, "stay_hbo": 95, "stay_wo": 95}.items():
        assert run(**{name: value}).main.mid > middle, name
    same = {"hbo": 1000, "wo": 0, "stay_hbo": 100, "stay_wo": 0, "fee": 2000, "cut": 50}
    assert tuition_cut(same) == {
        "cost": 2.0,
        "first_year": 1.0,
        "second_year": 1.0,
        "students": 2000,
        "per_student": 1000,
    }


def test_what_matters_most_comes_first_and_what_is_set_has_no_range():
    result = run()
    assert result.sensitivity[0].used.input.name == "stay_hbo"
    widths = [one.width for one in result.sensitivity]
    assert widths == sorted(widths, reverse=True)
    fixed = run(hbo=20000, wo=8000, stay_hbo=80, stay_wo=85).main
    assert fixed.low == fixed.mid == fixed.high == pytest.approx((20_000 * 1.8 + 8_000 * 1.85) * 1_265 / 1e6)


def test_the_cost_follows_the_data(tmp_path):
    year = {"direction": "technology", "level": "ad+bachelor", "programme": "", "period": "2024SJ00"}
    more = run(altered(tmp_path, {HBO: times(HBO, 2, **year)}))
    assert more.main.mid - run().main.mid == pytest.approx(18_725 * 1.85 * 1_265 / 1e6)
    dearer = run(altered(tmp_path, {"tuition_fees": put("tuition_fees", 3000, measure="fee", period="2024SJ00")}))
    assert dearer.main.mid == pytest.approx(run().main.mid * 3000 / 2530)


def test_second_hand_fees_are_not_taken():
    used = {one.input.name: one for one in run().inputs}
    assert used["fee"].value == 2530 and used["fee"].period == "2024SJ00"
    assert (used["hbo"].period, used["wo"].period) == ("2024SJ00", "2019SJ00")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_evidence_is_read_within_each_count_and_claims_no_effect(lang):
    """Older count 2017/18 to 2019/20: 21.75 to 20.77 per cent; newer count 2023/24 to 2024/25: 21.12 to 20.82."""
    found = run().evidence
    assert {name: round(value, 2) for name, (value, _, _) in found.numbers.items()} == {
        "reduced": 1157,
        "full": 2314,
        "a": 21.75,
        "b": 20.77,
        "c": 21.12,
        "d": 20.82,
    }
    text = found.text(lang)
    assert "{" not in text
    assert {"nl": "beide keren hooguit 1 procentpunt", "en": "at most 1 percentage point both times"}[lang] in text
    assert ("niet aangetoond en niet weerlegd" if lang == "nl" else "neither shown nor refuted") in text
    # 2021/22 has no first-hand amount: the reduction for all students is told.
    assert len(found.notes) == 1 and "2021" in found.notes[0][lang]
    assert {"collegegeld", "p02ho1ejrs", "03b_hbo_2019"} <= {one.table for one in run().sources}


def test_the_evidence_turns_with_the_data_and_does_not_stop_the_rest(tmp_path):
    year = {"direction": "technology", "level": "ad+bachelor", "programme": "", "period": "2024SJ00"}
    turned = run(altered(tmp_path, {HBO: times(HBO, 1.3, **year)})).evidence.text("nl")
    assert "hooguit" not in turned and "meer dan 1 procentpunt" in turned
    without = run(altered(tmp_path, {HBO_OLD: None}))
    assert without.main.mid == pytest.approx(run().main.mid) and not without.evidence.numbers
    assert without.evidence.text("nl")


def test_without_its_table_it_names_it_and_a_readers_own_value_helps(tmp_path):
    store = altered(tmp_path, {WO: None})
    with pytest.raises(Problem, match="03b_wo_2019"):
        run(store)
    assert run(store, wo=7424).main.mid == pytest.approx(run().main.mid)


def test_an_amount_of_money_stands_not_among_the_persons():
    comparison = scenarios.beside_vacancies(STORE)
    assert "S1" not in {one.result.scenario.id for one in comparison.rows}
    why = {one.id: text for one, text in comparison.without}
    assert "bedrag" in why["S1"].nl and "amount" in why["S1"].en


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentence_has_its_range_and_says_what_is_unknown(lang):
    sentence = run().sentence(lang)
    wanted = ["€ 62 mln", "€ 56 mln", "€ 68 mln", "48.700", "€ 1.265", "niet bekend"]
    if lang == "en":
        wanted = ["€62 million", "€56 million", "€68 million", "48,700", "€1,265", "not known"]
    assert all(text in sentence for text in wanted) and "{" not in sentence
    assert {one.input.name for one in run().inputs if one.input.is_assumption} == {"stay_hbo", "stay_wo"}
