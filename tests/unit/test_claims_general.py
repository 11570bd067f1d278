"""The rule that fits any line: pushed to every verdict, on altered figures and by its parameters."""

import tomllib

import pandas as pd
import pytest
from altered_store import altered, times

from shortage import claims, indicators, scaffold
from shortage.claims import Alternative, Claim, Finding, Sensitivity, Verdict, rule
from shortage.claims.judging import rules
from shortage.store import Store
from shortage.text import LANGS, Period, Text, t

STORE = Store()


def claim(**more):
    parameters = {"series": "F", "choice": {"branch": "F"}, "direction": "up", "window": 4, "back": 4, "margin_pct": 2}
    return Claim(
        paper="",
        id="T9",
        slug="moves",
        theme="labour-market",
        section="1",
        statement={"nl": "x", "en": "x"},
        rule="line-moves",
        rule_text={"nl": "x", "en": "x"},
        indicators=("open-vacancies",),
        parameters={
            name: {"value": value, "text": {"nl": name, "en": name}} for name, value in {**parameters, **more}.items()
        },
    )


def judge(store=None, **more):
    return claims.judge(claim(**more), store or Store())


def last_four(store, factor):
    def change(code):
        return code in ("2025KW02", "2025KW03", "2025KW04", "2026KW01", "2026KW02")

    return altered(
        store, {"vacancies": times("vacancies", factor, measure="open_vacancies", branch="F", period=change)}
    )


@pytest.mark.parametrize(("factor", "expected"), [(3, "supported"), (0.3, "contradicted")])
def test_the_figures_turn_the_verdict(factor, expected, tmp_path):
    verdict = judge(last_four(tmp_path, factor))
    assert verdict.value == expected
    numbers = {one.name: one.value for one in verdict.finding.numbers}
    assert verdict.finding.value == pytest.approx(100 * (numbers["latest"] / numbers["earlier"] - 1))


def test_the_direction_turns_it_round(tmp_path):
    assert judge(last_four(tmp_path, 3), direction="down").value == "contradicted"


def test_up_to_its_margin_a_move_is_none():
    assert judge(margin_pct=1000).value == "depends"
    change = judge().finding.value
    for direction, way in (("up", change), ("down", -change)):
        told = "supported" if way > 0 else "contradicted"
        assert judge(direction=direction, margin_pct=abs(change)).value == "depends"
        assert judge(direction=direction, margin_pct=abs(change) - 0.001).value == told


def test_the_sentence_says_what_was_compared_over_which_periods():
    verdict = judge()
    line = indicators.compute("open-vacancies", Store(), branch="F")
    values = line.line().set_index("period")["value"]
    end, before = values.index[-1], values.index[-5]
    assert (verdict.finding.period, verdict.finding.unit) == (end, "per_cent")
    found = {one.name: one for one in verdict.finding.numbers}
    assert (found["latest"].period, found["earlier"].period) == (end, before)
    assert found["latest"].value == pytest.approx(values.iloc[-4:].mean())
    assert found["earlier"].value == pytest.approx(values.iloc[-8:-4].mean())
    assert found["change"].unit == "per_cent"
    for lang in LANGS:
        said = [line.title[lang], *(Period.parse(one).label(lang) for one in (end, before))]
        said += [one.format(lang) for one in found.values()]
        assert [part for part in said if part not in verdict.sentence(lang)] == []
        # Where the number stands alone, its words say since when.
        assert Period.parse(before).label(lang) in found["change"].text[lang]
    assert verdict.finding.notes == line.notes


@pytest.mark.parametrize(("window", "told"), [(1, ": "), (2, "gemiddelde van 2 perioden"), (4, "jaargemiddelde")])
def test_the_headline_says_whether_means_are_compared(window, told):
    finding = judge(window=window).finding
    headline = finding.headline.nl
    assert told in headline and ("gemiddelde" in headline) is (window > 1)
    assert ("gemiddelde" in finding.sentence.nl) is (window > 1)


def test_over_a_gap_nothing_is_compared():
    verdict = judge(back=4000)
    assert verdict.value == "not_testable" and verdict.missing


def test_an_unknown_direction_is_said():
    verdict = judge(direction="sideways")
    assert verdict.value == "not_testable" and "sideways" in verdict.sentence("en")


def test_every_claim_says_what_another_source_says():
    assert [id for id, one in claims.claims().items() if one.differs is None] == []


def test_a_claim_without_other_choices_says_that_none_was_tried_and_one_that_stands_how_many():
    alone = judge()
    assert alone.flips("nl") == t("verdict.no_alternatives", "nl")
    other = {"text": {"nl": "{margin_pct}% marge", "en": "{margin_pct}% margin"}, "parameters": {"margin_pct": 2.5}}
    near = claims.judge(claim().model_copy(update={"alternatives": (Alternative(**other),)}), Store())
    assert near.value == near.sensitivity[0].verdict
    assert near.flips("en") == t("verdict.stands_one", "en")
    assert near.sensitivity[0].text == Text(nl="2,5% marge", en="2.5% margin")


@pytest.mark.parametrize(
    ("verdict", "others", "said"),
    [
        ("supported", ("supported", "supported"), "stevig: blijft gelijk bij beide andere keuzes"),
        ("supported", ("supported",) * 3, "stevig: blijft gelijk bij alle 3 andere keuzes"),
        ("depends", ("depends",) * 3, "ook bij alle 3 andere keuzes hangt het ervan af"),
        ("supported", ("supported", "depends"), "wankel: verandert bij 1 van 2 andere keuzes"),
        ("outdated", ("outdated", "outdated"), ""),
        ("not_testable", ("not_testable", "supported"), ""),
    ],
)
def test_only_a_verdict_that_the_figures_give_is_sturdy_or_fragile(verdict, others, said):
    text = Text(nl="x", en="x")
    tried = tuple(Sensitivity(text, other, 1.0, "count", 0, "2024JJ00") for other in others)
    found = Verdict(claim(), Finding(verdict, text), {}, tried)
    assert found.sturdiness("nl") == said and bool(found.sturdiness("en")) is bool(said)
    assert found.is_fragile is (set(others) != {verdict})


def test_where_second_hand_figures_decide_a_verdict_leaving_them_out_is_one_of_its_other_choices(tmp_path):
    """They are context; a verdict that hangs on them says so where it says what flips it."""

    def first_hand(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["grade"] != "C"]

    grades = {name: STORE.raw(name)["grade"] for name in STORE.entries() if STORE.has(name)}
    changes = {
        name: None if (all_of == "C").all() else first_hand for name, all_of in grades.items() if "C" in set(all_of)
    }
    bare, deciding = altered(tmp_path, changes), []
    for key, each in claims.claims().items():
        before = claims.judge(each, STORE)
        if not {source.name for source in before.finding.sources} & set(changes):
            continue
        after = claims.judge(each.model_copy(update={"alternatives": ()}), bare)
        if after.value not in (before.value, "not_testable"):
            deciding.append(key)
            assert after.value in {other.verdict for other in before.others}, key
    assert deciding == ["techniek2025/M3"], "look whether it must hang on them"


def test_what_answers_another_question_turns_no_verdict():
    text = Text(nl="alleen de bouw", en="construction only")
    tried = (
        Sensitivity(text, "supported", 1.0, "count", 0, "2024JJ00", is_another=True),
        Sensitivity(text, "mixed", 1.0, "count", 0, "2024JJ00"),
    )
    found = Verdict(claim(), Finding("mixed", text), {}, tried)
    assert (found.is_fragile, found.flips("nl")) == (False, t("verdict.stands_one", "nl"))
    assert found.sturdiness("nl") == "stevig: blijft gelijk bij de andere keuze"
    by_scope = claims.judge(claims.claim("M3"), Store())
    told = {one.text.nl: one.verdict for one in by_scope.sensitivity if one.is_another}
    assert told == {"alleen technische beroepen (een deel van de vraag)": "supported"} and len(by_scope.flipped) == 1
    wider = claims.judge(claims.claim("M2"), Store())
    said = [one.text.nl for one in wider.sensitivity if one.is_another]
    assert len(said) == 2 and all(one.endswith("(meer dan waar de bewering over gaat)") for one in said)
    assert {one.verdict for one in wider.sensitivity if one.is_another} == {"supported"} and not wider.is_fragile


def test_a_general_rule_speaks_in_the_words_of_the_claim():
    own = {"found": Text(nl="Nu {latest}, eerder {earlier}.", en="Now {latest}, {earlier} before.")}
    one = claims.claim("K1")
    assert claims.judge(one, Store()).sentence("nl").startswith("In de 4 kwartalen tot en met 3e kw 2024 waren er")
    assert claims.judge(one.model_copy(update={"found": own}), Store()).sentence("en") == "Now 369, 771 before."


def test_a_rule_has_its_name_alone():
    """The same module may be read twice, as on a page that runs anew; another may not take the name."""
    line_moves = rules()["line-moves"]
    assert rule("line-moves")(line_moves) is line_moves
    with pytest.raises(ValueError, match="two rules are called line-moves"):
        rule("line-moves")(lambda context: None)
    assert rules()["line-moves"] is line_moves


@pytest.mark.parametrize(
    ("value", "nl"),
    [
        (2.5, "2,5"),
        (2022, "2022"),
        (20_000, "20.000"),
        (9_999, "9999"),
        (10_000, "10.000"),
        (-10_000, "−10.000"),
        (["2024KW01", "F", 7], "1e kw 2024, F, 7"),
        (("C", "F"), "C, F"),
        (True, "True"),
        (None, "None"),
    ],
)
def test_a_parameter_is_shown_as_a_reader_writes_it(value, nl):
    """Years without a mark, large numbers with one, periods in words, codes as they are."""
    verdict = Verdict(claim(), Finding("mixed", Text(nl="", en="")), {"shown": value})
    assert verdict.fill(Text(nl="{shown}", en="x"), "nl") == nl


@pytest.mark.parametrize(("source", "window"), [("tightness", 1), ("open-vacancies", 4)])
def test_a_new_claim_takes_no_mean_of_what_is_a_mean_already(source, window, tmp_path):
    (written,) = scaffold.new("claim", "techniek2025/X99", source=source, package=tmp_path)
    assert tomllib.loads(written.read_text("utf-8"))["parameters"]["window"]["value"] == window
