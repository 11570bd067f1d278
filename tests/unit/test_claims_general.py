"""The rule that fits any line: pushed to every verdict, on altered figures and by its parameters."""

import pytest
from altered import altered, times

from shortage import claims
from shortage.claims import Claim
from shortage.store import Store


def claim(**more):
    parameters = {"series": "F", "choice": {"branch": "F"}, "direction": "up", "window": 4, "back": 4, "margin_pct": 2}
    return Claim(
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


def test_within_the_margin_it_is_partly():
    assert judge(margin_pct=1000).value == "partly"


def test_over_a_gap_nothing_is_compared():
    verdict = judge(back=4000)
    assert verdict.value == "not_testable" and verdict.missing


def test_an_unknown_direction_is_said():
    verdict = judge(direction="sideways")
    assert verdict.value == "not_testable" and "sideways" in verdict.sentence("en")


def test_every_claim_says_what_another_source_says():
    assert [id for id, one in claims.claims().items() if one.differs is None] == []
