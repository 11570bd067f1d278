"""The claims on inflow: what the snapshot says, and that other data or other choices give every other verdict."""

import pandas as pd
import pytest
from altered import altered, both, put, times, without
from judging import judge, numbers, weigh

from shortage.claims.grading import falls
from shortage.indicators.lines import longest
from shortage.text import Problem

HBO = "first_years_hbo"


def technology(factor, period="2024SJ00"):
    """Change first-years in technology of one year, all else as it is: their share moves along."""
    return times(HBO, factor, direction="technology", level="ad+bachelor", programme="", period=period)


def everyone(factor, period="2024SJ00"):
    """Change all hbo first-years of one year, technology left as it is: only its share moves."""
    return times(HBO, factor, direction="total", level="ad+bachelor", programme="", period=period)


def test_inflow_falls_in_number_and_not_as_a_share():
    verdict = judge("E1")
    assert verdict.value == "partly"
    found = numbers(verdict)
    assert (found["hbo_first"], found["hbo_last"]) == (22685, 18725)
    assert round(found["hbo_change"], 1) == -17.5
    assert (round(found["hbo_share_first"], 1), round(found["hbo_share_last"], 1)) == (20.6, 20.8)
    assert verdict.finding.period == "2024SJ00" and verdict.finding.unit == "per_cent"


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentence_has_the_numbers_and_says_what_does_not_count(lang):
    sentence = judge("E1").sentence(lang)
    for text in {"nl": ["22.685", "18.725", "−17,5%", "20,6%", "20,8%", "2019/'20", "Telt niet mee"],
                 "en": ["22,685", "18,725", "−17.5%", "20.6%", "20.8%", "2019/20", "Not counted"]}[lang]:  # fmt: skip
        assert text in sentence
    assert sentence.index("18") < sentence.index("wo:") < sentence.index("mbo:")


CASES = {
    "number and share fall": (technology(0.8), "supported"),
    "only the number falls": (technology(1.0), "partly"),
    "only the share falls": (both(technology(1.3), everyone(1.5)), "partly"),
    "neither falls": (technology(1.3), "contradicted"),
}


@pytest.mark.parametrize("name", CASES)
def test_e1_follows_the_data(name, tmp_path):
    change, expected = CASES[name]
    assert judge("E1", altered(tmp_path, {HBO: change})).value == expected


def test_a_fall_within_the_margin_is_no_fall(tmp_path):
    store = altered(tmp_path, {HBO: technology(0.985)})
    before = numbers(judge("E1", store))
    assert before["hbo_share_last"] < before["hbo_share_first"]
    assert judge("E1", store, margin=1).value == "partly"
    assert judge("E1", store, margin=0.1).value == "supported"
    assert judge("E1", store, margin=50).value == "contradicted"


def test_levels_that_stop_before_the_break_count_only_when_asked(tmp_path):
    flat = both(*(technology(22685 / value, year) for year, value in (("2024SJ00", 18725),)))
    store = altered(tmp_path, {HBO: flat})
    assert judge("E1", store).value == "contradicted"
    assert judge("E1", store, reaches=2019).value == "partly"


def test_the_levels_together_decide(tmp_path):
    changes = {
        HBO: technology(0.5),
        "first_years_wo_2019": times("first_years_wo_2019", 0.5, direction="technology", period="2019SJ00"),
        "mbo_students_2019": times(
            "mbo_students_2019", 0.5, measure="students_by_sector", direction="technology", period="2019SJ00"
        ),
    }
    assert judge("E1", altered(tmp_path, changes), reaches=2019).value == "supported"
    changes.pop("mbo_students_2019")
    assert judge("E1", altered(tmp_path, changes), reaches=2019).value == "partly"


def test_the_older_count_says_the_opposite_and_stands_among_the_alternatives():
    assert judge("E1", level="hbo", source="duo", until="2019", reaches=2019).value == "contradicted"
    verdicts = [one.verdict for one in weigh("E1").sensitivity]
    assert "contradicted" in verdicts and "not_testable" not in verdicts


def test_first_and_last_year_are_always_of_one_count():
    for parameters in ({}, {"reaches": 2019}, {"level": "wo", "reaches": 2013}, {"source": "ocw", "reaches": 2013}):
        found = {one.name: one for one in judge("E1", **parameters).finding.numbers}
        for level in {name.partition("_")[0] for name in found}:
            first, last = found[f"{level}_first"], found[f"{level}_last"]
            assert first.text.nl == last.text.nl
            assert last.period < "2020" or first.period >= "2020" or parameters.get("source") == "ocw"


def new_students(rows):
    """Add three live years of 85569NED: new mbo students, whose share in technology falls."""
    first = rows.iloc[0].to_dict() | {"grade": "A", "measure": "", "measure_label": "InstromersTotaal"}
    level = "Soort onderwijs / niveau"
    first |= {level: "T1", f"{level}_label": "mbo (excl. extranei)"}
    more = [
        first | {"Richting": label[:1], "Richting_label": label, "period": f"{year}SJ00", "value": value}
        for label, values in (
            ("Totaal", (150000.0, 150000.0, 150000.0)),
            ("Sectorkamer techniek en gebouwde omgeving", (18000.0, 17000.0, 16000.0)),
        )
        for year, value in zip((2023, 2024, 2025), values, strict=True)
    ]
    return pd.concat([rows, pd.DataFrame(more)], ignore_index=True)


def test_new_mbo_students_count_once_they_are_loaded(tmp_path):
    """Three live years of 85569NED: the mbo is judged on new students, up to now, and its share falls here."""
    verdict = judge("E1", altered(tmp_path, {"mbo_entrants": new_students}), level="mbo")
    assert verdict.value == "supported" and verdict.finding.period == "2025SJ00"
    assert "nieuwe studenten in techniek van 18.000" in verdict.sentence("nl")


def test_without_any_recent_line_nothing_is_said_of_the_present(tmp_path):
    store = altered(tmp_path, {HBO: None})
    assert judge("E1", store).value == "not_testable"
    assert judge("E1", store, reaches=2019).value == "partly"


def in_last_year(change):
    """Change the first-years per technical programme of the last year; ``change`` takes and returns values."""

    def changed(rows):
        is_chosen = (rows["Opleiding"] != "") & (rows["period"] == "2024SJ00")
        return rows.assign(value=rows["value"].mask(is_chosen, change(rows["value"])))

    return changed


def test_most_programmes_lose_first_years_and_the_share_of_small_ones_peaked():
    """Cells of p02ho1ejrs: 44 of 60 lasting programmes shrank; small were 10/64, 17/73 in 2022/23 and 15/75."""
    verdict = judge("E2")
    assert verdict.value == "mixed" and verdict.finding.period == "2024SJ00"
    assert [one.verdict for one in verdict.finding.parts] == ["supported", "contradicted"]
    found = numbers(verdict)
    assert (found["fewer"], found["lasting"]) == (44, 60) == (verdict.finding.value, verdict.finding.out_of)
    assert found["small_first"] == 1000 / 64 and found["small_top"] == 1700 / 73 and found["small_last"] == 20
    assert "44 van de 60" in verdict.sentence("nl") and "23.3%" in verdict.sentence("en")


CASES_E2 = {
    "most shrink and more are small": (lambda values: values * 0.3, "supported"),
    "most grow and small ones go": (lambda values: values * 5 + 100, "contradicted"),
    "most shrink and none is small": (lambda values: values.clip(lower=20), "mixed"),
}


@pytest.mark.parametrize("name", CASES_E2)
def test_e2_follows_the_data(name, tmp_path):
    change, expected = CASES_E2[name]
    assert judge("E2", altered(tmp_path, {HBO: in_last_year(change)})).value == expected


def test_one_programme_more_is_no_rise():
    """Of the bachelors one was small and then two: their share rose by two points, by one programme."""
    assert judge("E2", kind="bachelor").value == "mixed"
    assert judge("E2", kind="bachelor", least=0.5).value == "supported"


def test_half_of_the_programmes_is_not_most_of_them():
    """Of the 24 associate degrees twelve shrank."""
    verdict = judge("E2", kind="ad")
    assert (verdict.finding.value, verdict.finding.out_of) == (12, 24)
    assert verdict.finding.parts[0].verdict == "contradicted"


def test_the_base_may_be_another_year():
    assert judge("E2", since="2021").finding.value == 38
    assert judge("E2", since="2024").value == "not_testable"


def test_no_other_choice_of_e2_lacks_figures():
    assert "not_testable" not in [one.verdict for one in weigh("E2").sensitivity]


def test_e2_names_the_table_it_lacks(tmp_path):
    verdict = judge("E2", altered(tmp_path, {HBO: None}))
    assert verdict.value == "not_testable" and "p02ho1ejrs" in verdict.sentence("nl")


def test_programmes_without_figures_give_no_verdict(tmp_path):
    store = altered(tmp_path, {HBO: without(HBO, programme=lambda code: code != "")})
    assert judge("E2", store, since="2020").value == "not_testable"


def test_a_missing_year_shortens_the_stretch(tmp_path):
    change = put(HBO, float("nan"), direction="technology", level="ad+bachelor", programme="", period="2020SJ00")
    found = {one.name: one for one in judge("E1", altered(tmp_path, {HBO: change})).finding.numbers}
    assert (found["hbo_first"].period, found["hbo_last"].period) == ("2021SJ00", "2024SJ00")


@pytest.mark.parametrize(("last", "expected"), [(3, False), (2.99, True), (4, False), (5, False)])
def test_a_fall_of_exactly_the_margin_is_none(last, expected):
    assert bool(falls(pd.Series([4.0, 9.0, last]), 25)) is expected


@pytest.mark.parametrize("line", ["first", "last", "middle"])
def test_of_several_stretches_the_longest_counts_and_of_equals_the_later(line):
    years = {"first": [2000, 2001], "middle": [2005, 2006, 2007], "last": [2010, 2011]}
    if line == "last":
        years["middle"] = years["middle"][:2]
    if line == "first":
        years = {"first": [2000, 2001], "single": [2020]}
    found = {id: pd.Series(1.0, index=[f"{year}SJ00" for year in of]) for id, of in years.items()}
    assert longest(found) == line


def test_without_two_years_there_is_no_stretch():
    with pytest.raises(Problem):
        longest({"one": pd.Series([1.0], index=["2020SJ00"])})


def test_a_line_that_ends_in_the_year_asked_for_speaks_of_the_present():
    assert judge("E1", reaches=2024).finding.period == "2024SJ00"
    assert judge("E1", reaches=2025).value == "not_testable"


def test_two_years_up_to_now_go_before_a_longer_line_that_stopped_and_one_does_not(tmp_path):
    two = without(HBO, direction="technology", programme="", period=lambda code: code < "2023")
    found = {one.name: one for one in judge("E1", altered(tmp_path, {HBO: two})).finding.numbers}
    assert (found["hbo_first"].period, found["hbo_last"].period) == ("2023SJ00", "2024SJ00")
    one = without(HBO, direction="technology", programme="", period=lambda code: code < "2024")
    verdict = judge("E1", altered(tmp_path, {HBO: one, "mbo_entrants": new_students}))
    found = {one.name: one for one in verdict.finding.numbers}
    assert (found["hbo_first"].period, found["hbo_last"].period) == ("2015SJ00", "2019SJ00")
    assert verdict.finding.period == "2025SJ00" and "Telt niet mee" in verdict.sentence("nl")


def test_where_every_line_counts_none_is_said_not_to():
    sentence = judge("E1", level="hbo")
    assert "Telt niet mee" not in sentence.sentence("nl") and "Not counted" not in sentence.sentence("en")


def test_numbers_and_shares_of_different_years_are_not_held_together(tmp_path):
    change = both(without(HBO, direction="total"), without(HBO, direction="economics", period="2022SJ00"))
    assert judge("E1", altered(tmp_path, {HBO: change}), level="hbo").value == "not_testable"
