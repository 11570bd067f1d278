"""The claims on inflow: what the snapshot says, and that other data or other choices give every other verdict."""

import pandas as pd
import pytest
from altered_store import altered, both, put, times, without
from claim_helpers import STORE, judge, numbers, weigh

from shortage.claims.facts import facts
from shortage.claims.grading import of_parts
from shortage.indicators.lines import longest
from shortage.text import Problem, t
from shortage.web import look

HBO = "first_years_hbo"


def technology(factor, period="2024SJ00"):
    """Change first-years in technology of one year, all else as it is: their share moves along."""
    return times(HBO, factor, direction="technology", level="ad+bachelor", programme="", period=period)


def everyone(factor, period="2024SJ00"):
    """Change all hbo first-years of one year, technology left as it is: only its share moves."""
    return times(HBO, factor, direction="total", level="ad+bachelor", programme="", period=period)


MBO = "mbo_students_by_chamber"


def chamber(factor, period="2025SJ00"):
    """Change the students of technical mbo of one year."""
    where = {"chamber": "technology", "track": "total", "level": "total", "group": "total"}
    return times(MBO, factor, period=period, **where)


def parts(verdict):
    return {one.text.nl: one.verdict for one in verdict.finding.parts}


def test_inflow_is_judged_by_level_in_number_and_as_a_share():
    """DUO: hbo 22,685 and 18,725, of 109,952 and 89,926; mbo 69,470 and 67,468, of 502,534 and 467,326."""
    verdict = judge("E1")
    assert verdict.value == "mixed" and verdict.finding.period == "2024SJ00" and verdict.finding.unit == "per_cent"
    assert parts(verdict) == {
        "Minder eerstejaars in techniek, hbo": "supported",
        "Kleiner aandeel van techniek onder eerstejaars, hbo": "contradicted",
        "Minder eerstejaars in techniek, wo": "outdated",
        "Minder studenten in techniek, mbo": "mixed",
        "Kleiner aandeel van techniek onder studenten, mbo": "contradicted",
    }
    found = numbers(verdict)
    assert (found["hbo_first"], found["hbo_last"]) == (22685, 18725)
    assert found["hbo_change"] == verdict.finding.value == pytest.approx(100 * (18725 / 22685 - 1))
    assert found["hbo_all_change"] == pytest.approx(100 * (89926 / 109952 - 1))
    assert (found["mbo_first"], found["mbo_last"]) == (69470, 67468)
    assert found["mbo_share_first"] == pytest.approx(100 * 69470 / 502534)
    assert found["mbo_all_change"] == pytest.approx(100 * (467326 / 502534 - 1))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentence_names_the_pandemic_year_and_where_wo_stops(lang):
    wanted = {
        "nl": ["18.725", "17,5% minder", "2020/’21, het eerste coronajaar", "−18,2%", "wo stoppen bij 2020/’21"],
        "en": ["18,725", "17.5% fewer", "2020/21, the first pandemic year", "−18.2%", "wo stop at 2020/21"],
    }
    sentence = judge("E1").sentence(lang)
    assert not [text for text in wanted[lang] if text not in sentence]
    assert "coronajaar" not in judge("E1", level="hbo", since="2021").sentence("nl")


CASES = {
    "number and share fall": (technology(0.8), "supported"),
    "only the number falls": (technology(1.0), "mixed"),
    "only the share falls": (both(technology(1.3), everyone(1.5)), "mixed"),
    "neither falls": (technology(1.3), "contradicted"),
    "it fell and rose again": (technology(1.05), "mixed"),
}


@pytest.mark.parametrize("name", CASES)
def test_e1_follows_the_data(name, tmp_path):
    change, expected = CASES[name]
    assert judge("E1", altered(tmp_path, {HBO: change}), level="hbo").value == expected


def test_all_levels_together_decide(tmp_path):
    changes = {HBO: technology(0.8), MBO: chamber(0.8)}
    assert judge("E1", altered(tmp_path, changes)).value == "supported"
    changes = {HBO: technology(1.3), MBO: chamber(1.3)}
    assert judge("E1", altered(tmp_path, changes)).value == "contradicted"


def test_a_line_that_turned_did_not_fall_as_a_whole(tmp_path):
    """Mbo fell to 66,646 and then rose by 1.2%; a year later at or below that it would have fallen all the way."""
    assert parts(judge("E1", level="mbo"))["Minder studenten in techniek, mbo"] == "mixed"
    lower = altered(tmp_path, {MBO: chamber(66000 / 67468)})
    assert parts(judge("E1", lower, level="mbo"))["Minder studenten in techniek, mbo"] == "supported"


def test_a_larger_margin_never_says_more_of_a_fall():
    """Technical mbo ended 2.9% lower, after a rise of 1.2% of its first value."""
    said = [judge("E1", level="mbo", margin=at).finding.parts[0].verdict for at in (0, 1, 1.5, 2, 2.8, 3, 5)]
    assert said == ["mixed"] * 5 + ["contradicted"] * 2


def test_a_fall_within_the_margin_is_no_fall(tmp_path):
    store = altered(tmp_path, {HBO: technology(0.985)})
    before = numbers(judge("E1", store))
    assert before["hbo_share_last"] < before["hbo_share_first"]
    assert judge("E1", store, level="hbo", margin=1).value == "mixed"
    assert judge("E1", store, level="hbo", margin=19).value == "contradicted"


def test_a_level_whose_figures_stop_is_named_and_does_not_count(tmp_path):
    alone = judge("E1", level="wo")
    assert alone.value == "outdated" and alone.finding.value is None and alone.finding.period == "2020SJ00"
    store = altered(tmp_path, {HBO: None})
    verdict = judge("E1", store)
    assert parts(verdict)["Minder eerstejaars in techniek, hbo"] == "outdated"
    assert verdict.value == "mixed" and verdict.finding.period == "2025SJ00", "what mbo says is left"


def test_no_other_choice_of_e1_lacks_figures():
    assert "not_testable" not in [one.verdict for one in weigh("E1").sensitivity]


def test_first_and_last_year_are_always_of_one_count():
    for parameters in ({}, {"basis": "enrolled"}, {"source": "ocw", "basis": "enrolled"}):
        found = {one.name: one for one in judge("E1", **parameters).finding.numbers}
        for level in {name.partition("_")[0] for name in found}:
            first, last = found[f"{level}_first"], found[f"{level}_last"]
            assert first.text.nl == last.text.nl
            assert last.period < "2020" or first.period >= "2020" or parameters.get("source") == "ocw"


def test_what_was_not_judged_is_no_source():
    assert {one.table for one in judge("E1", level="hbo").finding.sources} == {"p02ho1ejrs"}


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
    assert "begonnen 16.000 eerstejaars" in verdict.sentence("nl")


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
    assert [one.verdict for one in verdict.finding.parts] == ["supported", "mixed"], "it rose, and was higher before"
    found = numbers(verdict)
    assert (found["small_count_first"], found["all_first"]) == (10, 64)
    assert (found["small_count_last"], found["all_last"]) == (15, 75)
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


@pytest.mark.parametrize("name", ["margin", "least"])
def test_a_stricter_border_never_says_more_of_small_programmes(name, tmp_path):
    """The share rose by 4.4 points and the number by 5; one store in which they end highest, one as it is."""
    order = ["supported", "mixed", "contradicted"]
    for store, first in ((STORE, "mixed"), (altered(tmp_path, {HBO: in_last_year(lambda _: 5)}), "supported")):
        said = [judge("E2", store, **{name: at}).finding.parts[1].verdict for at in (0, 1, 2, 3.5, 4, 4.5, 6, 10)]
        assert said[0] == first and said == sorted(said, key=order.index)
    assert judge("E2", **{name: 6}).finding.parts[1].verdict == "contradicted"


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


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "contradicted"], "mixed"),
        (["contradicted", "outdated", "not_testable"], "contradicted"),
        (["mixed", "supported"], "mixed"),
        (["outdated", "not_testable"], "outdated"),
        (["not_testable"], "not_testable"),
    ],
)
def test_parts_that_are_settled_decide_together(verdicts, expected):
    assert of_parts(verdicts) == expected


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


def test_numbers_and_shares_of_different_years_are_not_held_together(tmp_path):
    change = both(without(HBO, direction="total"), without(HBO, direction="economics", period="2022SJ00"))
    assert judge("E1", altered(tmp_path, {HBO: change}), level="hbo").value == "not_testable"


def test_a_cut_is_scaled_and_never_judged(tmp_path):
    """DUO: 16,239 technical hbo degrees in 2023/24."""
    verdict = judge("E8")
    assert verdict.value == "not_testable" and not verdict.missing and verdict.claim.settles
    assert numbers(verdict) == {"fewer": pytest.approx(162.39), "graduates": 16239}
    assert numbers(judge("E8", cut_pct=10))["fewer"] == pytest.approx(1623.9)
    more = altered(tmp_path, {"graduates_hbo": times("graduates_hbo", 2, direction="technology", period="2023SJ00")})
    assert judge("E8", more).finding.value == pytest.approx(2 * 162.39)
    assert "1,5% minder" in judge("E8", cut_pct=1.5).sentence("nl")


@pytest.mark.parametrize("id", ["E9", "E10", "E11"])
def test_what_no_open_figure_settles_says_what_would(id):
    verdict = judge(id)
    assert verdict.value == "not_testable" and not verdict.missing and verdict.claim.settles


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_parts_of_a_mixed_verdict_are_named_wherever_it_is_told(lang):
    verdict = judge("E1")
    assert [one["verdict"] for one in facts(verdict, lang)["parts"]] == [one.verdict for one in verdict.finding.parts]
    page = look.outcomes(verdict, lang)
    for part in verdict.finding.parts:
        assert part.text[lang] in page and t(f"verdict.{part.verdict}", lang) in page
    assert look.outcomes(judge("E8"), lang) == "" and facts(judge("E8"), lang)["parts"] == []
