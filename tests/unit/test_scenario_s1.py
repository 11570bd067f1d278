"""Half tuition for technical studies, worked out by hand, and what the halving for all first-years showed."""

import pytest
from altered_store import altered, put, times

from shortage import indicators, scenarios
from shortage.scenarios.registry import formula
from shortage.store import Store, default_root
from shortage.text import Problem

tuition_cut = formula(scenarios.scenario("S1"))
STORE = Store(default_root())
HBO, HBO_OLD, WO = "first_years_hbo", "first_years_hbo_2019", "first_years_wo_2019"


def run(store=STORE, **given):
    return scenarios.run("S1", store, given)


def test_the_result_by_hand():
    """18,725 starters in hbo (2024/25) and 7,424 in wo (2019/20); a fee of 2,694 euros (2026/27), half of it off."""
    second_hbo = 18_725 * 0.843  # 15,785.2 are still in hbo a year later
    second_wo = 7_424 * 0.90  # 6,681.6
    students = 18_725 + 7_424 + second_hbo + second_wo  # 48,615.8 pay less
    less = 2_694 / 2  # 1,347 euros each
    cost = students * less / 1e6  # 65.49 million a year
    assert (round(students, 1), less, round(cost, 2)) == (48615.8, 1347, 65.49)
    found = run().results
    assert found["cost"].mid == pytest.approx(cost)
    assert found["first_year"].mid == pytest.approx((18_725 + 7_424) * 1_347 / 1e6)  # 35.22 million
    assert found["second_year"].mid == pytest.approx((second_hbo + second_wo) * 1_347 / 1e6)  # 30.26 million
    assert found["students"].mid == pytest.approx(students) and found["per_student"].mid == 1347


def test_the_range_by_hand():
    """Low: the smallest inflow of four years, fewest stay. High: the largest, most stay, and switchers come on top."""
    low = (18_725 * 1.665 + 6_518 * 1.80) * 1_347 / 1e6  # 57.8 million
    high = (20_038 * 1.21 * 1.843 + 7_621 * 1.97) * 1_347 / 1e6  # 80.4 million
    assert (round(low, 1), round(high, 1)) == (57.8, 80.4)
    assert run().main.low == pytest.approx(low) and run().main.high == pytest.approx(high)


def test_the_switchers_are_the_difference_between_two_counts_of_all_hbo():
    wide = STORE.read("intake_news").context
    wide = wide[(wide["measure"] == "intake_hbo") & (wide["period"] == "2023SJ00")]["value"].item()
    new = (
        STORE.read(HBO)
        .select("first_years", direction="total", level="ad+bachelor", programme="", period="2023SJ00")["value"]
        .item()
    )
    assert run().scenario.input("switchers").high == pytest.approx(100 * (wide / new - 1), abs=0.5)
    base = {"hbo": 1000, "wo": 0, "switchers": 20, "stay_hbo": 50, "stay_wo": 0, "fee": 2000, "cut": 50}
    assert tuition_cut(base)["students"] == 1200 + 600


def test_each_input_moves_the_cost_the_way_it_should():
    middle = run().main.mid
    assert run(cut=100).main.mid == pytest.approx(2 * middle)
    assert run(cut=0).main.mid == 0
    assert run(fee=5388).main.mid == pytest.approx(2 * middle)
    for name, value in {"hbo": 25000, "wo": 10000, "stay_hbo": 95, "stay_wo": 95, "switchers": 10}.items():
        assert run(**{name: value}).main.mid > middle, name
    same = {"hbo": 1000, "wo": 0, "switchers": 0, "stay_hbo": 100, "stay_wo": 0, "fee": 2000, "cut": 50}
    assert tuition_cut(same) == {
        "cost": 2.0,
        "first_year": 1.0,
        "second_year": 1.0,
        "students": 2000,
        "per_student": 1000,
    }


def test_what_matters_most_comes_first_and_what_is_set_has_no_range():
    result = run()
    assert result.sensitivity[0].used.input.name == "switchers"
    widths = [one.width for one in result.sensitivity]
    assert widths == sorted(widths, reverse=True)
    fixed = run(hbo=20000, wo=8000, switchers=1, stay_hbo=80, stay_wo=85).main
    assert fixed.low == fixed.mid == fixed.high == pytest.approx((20_200 * 1.8 + 8_000 * 1.85) * 1_347 / 1e6)


def test_the_cost_follows_the_data(tmp_path):
    year = {"direction": "technology", "level": "ad+bachelor", "programme": "", "period": "2024SJ00"}
    more = run(altered(tmp_path, {HBO: times(HBO, 2, **year)}))
    assert more.main.mid - run().main.mid == pytest.approx(18_725 * 1.843 * 1_347 / 1e6)
    dearer = run(altered(tmp_path, {"tuition_fees": put("tuition_fees", 3000, measure="fee", period="2026SJ00")}))
    assert dearer.main.mid == pytest.approx(run().main.mid * 3000 / 2694)


def test_this_years_fee_is_second_hand_and_says_so():
    used = {one.input.name: one for one in run().inputs}
    assert (used["fee"].value, used["fee"].period, used["fee"].input.grade) == (2694, "2026SJ00", "C")
    assert (used["hbo"].period, used["wo"].period) == ("2024SJ00", "2019SJ00")
    first = indicators.compute("tuition-fee", STORE, kind="fee", span="newest").line()
    assert (first["period"].item(), first["value"].item()) == ("2024SJ00", 2530), "figures and evidence stay first-hand"


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


@pytest.mark.parametrize("pace", ["once", "yearly"])
def test_an_amount_of_money_stands_not_among_the_persons(pace):
    comparison = scenarios.beside_vacancies(STORE, pace)
    assert "S1" not in {one.result.scenario.id for one in comparison.rows}
    why = {one.id: text for one, text in comparison.without}
    assert "bedrag" in why["S1"].nl and "amount" in why["S1"].en


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentence_has_its_range_and_says_what_is_unknown(lang):
    sentence = run().sentence(lang)
    wanted = ["€ 65 mln", "€ 58 mln", "€ 80 mln", "48.600", "€ 1.347", "niet bekend"]
    if lang == "en":
        wanted = ["€65 million", "€58 million", "€80 million", "48,600", "€1,347", "not known"]
    assert all(text in sentence for text in wanted) and "{" not in sentence
    assert {one.input.name for one in run().inputs if one.input.is_assumption} == {"switchers", "stay_wo"}
