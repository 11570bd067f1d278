"""The general rules, each pushed to every verdict that it can give, by its parameters and on altered figures."""

import pytest
from altered_store import altered, without
from claim_helpers import STORE

from shortage import claims, indicators
from shortage.claims import Claim

LINE = {"series": "A-U", "choice": {"branch": "A-U"}}
VALUES = indicators.compute("open-vacancies", STORE, branch="A-U").line().set_index("period")["value"]
PEAK = str(VALUES.idxmax())
RATES = {"dimension": "branch", "group": ["A", "F", "J", "P"], "choice": {}}


def judged(rule, store=STORE, indicator="open-vacancies", **parameters):
    texts = {"nl": "x", "en": "x"}
    claim = Claim(
        paper="",
        id="T9",
        slug="x",
        theme="labour-market",
        section="1",
        statement=texts,
        rule=rule,
        rule_text=texts,
        indicators=(indicator,),
        parameters={name: {"value": value, "text": texts} for name, value in parameters.items()},
    )
    return claims.judge(claim, store)


@pytest.mark.parametrize(
    ("side", "border", "expected"),
    [
        ("above", 0, "supported"),
        ("above", 1e6, "contradicted"),
        ("below", 1e6, "supported"),
        ("below", 0, "contradicted"),
    ],
)
def test_most_of_the_time_is_more_than_half(side, border, expected):
    verdict = judged("share-of-time", side=side, border=border, periods=20, **LINE)
    assert verdict.value == expected
    assert verdict.finding.value == (100 if expected == "supported" else 0)


def test_fewer_periods_than_asked_are_told():
    verdict = judged("share-of-time", side="above", border=0, periods=10_000, **LINE)
    assert verdict.finding.number("periods").value == len(VALUES) and verdict.finding.notes


@pytest.mark.parametrize(
    ("border", "least", "expected"),
    [(0, 4, "supported"), (0, 40, "not_testable"), (1e6, 4, "contradicted")],
)
def test_a_row_is_long_enough_ends_too_early_or_is_cut_off_by_the_end_of_the_line(border, least, expected):
    verdict = judged("streak", side="above", border=border, start="2022KW01", least=least, **LINE)
    assert verdict.value == expected and not verdict.missing


def test_a_row_does_not_run_over_a_gap(tmp_path):
    gone = altered(tmp_path, {"vacancies": without("vacancies", branch="A-U", period="2023KW01")})
    assert judged("streak", gone, side="above", border=0, start="2022KW01", least=2, **LINE).missing


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(0, 1e6, "supported"), (1e6, 2e6, "contradicted"), (0, 1, "contradicted")]
)
@pytest.mark.parametrize("period", ["latest", "highest", "2022KW01"])
def test_a_value_lies_in_a_band_under_it_or_over_it(low, high, expected, period):
    assert judged("within-band", period=period, low=low, high=high, **LINE).value == expected


def test_of_editions_that_do_not_join_the_newest_that_has_the_period_is_judged():
    editions = indicators.compute("tightness", STORE, method="adjusted").frame
    for period in ("2018KW01", "2021KW04", "2023KW02"):
        newest = editions[editions["period"] == period]["series_id"].max()
        verdict = judged("within-band", indicator="tightness", series="adjusted-*", period=period, low=0, high=1e6)
        assert verdict.value == "supported" and set(verdict.finding.lines["judged"]["series_id"]) == {newest}
    assert judged("within-band", indicator="tightness", series="none-*", period="2021KW04", low=0, high=1).missing


def test_a_period_without_a_figure_is_missing():
    assert judged("within-band", period="1950KW01", low=0, high=1, **LINE).missing


@pytest.mark.parametrize(("shift", "expected"), [(0, "supported"), (-1, "contradicted")])
def test_the_highest_falls_in_the_year_or_does_not(shift, expected):
    verdict = judged("highest-within", year=int(PEAK[:4]) + shift, **LINE)
    assert verdict.value == expected and verdict.finding.number("highest").period == PEAK


@pytest.mark.parametrize(
    ("before", "shift", "expected"),
    [(0, 0, "supported"), (1, 0, "not_testable"), (0, -1, "contradicted"), (1, -1, "contradicted")],
)
def test_a_line_shorter_than_the_claim_can_refute_it_and_not_confirm_it(before, shift, expected):
    since = int(VALUES.index[0][:4]) - before
    verdict = judged("highest-within", year=int(PEAK[:4]) + shift, claimed_since=since, **LINE)
    assert verdict.value == expected and not verdict.missing
    assert verdict.finding.number("highest").value == VALUES[PEAK]
    assert ("kan dit weerleggen" in verdict.sentence("nl")) is (expected == "not_testable")


def test_the_named_members_come_first_in_part_or_not_at_all():
    frame = indicators.compute("vacancies-per-1000-jobs", STORE).frame
    rows = frame[frame["branch"].isin(RATES["group"])]
    whole = rows.groupby("period")["branch"].nunique()
    period = whole[whole == 4].index.max()
    ranked = list(rows[rows["period"] == period].sort_values("value", ascending=False)["branch"])
    for named, expected in (
        (ranked[:2], "supported"),
        ([ranked[0], ranked[3]], "mixed"),
        (ranked[2:], "contradicted"),
    ):
        verdict = judged("highest-of", indicator="vacancies-per-1000-jobs", named=named, **RATES)
        assert verdict.value == expected and verdict.finding.period == period


@pytest.mark.parametrize(("times", "expected"), [(1, "supported"), (1000, "contradicted")])
def test_members_differ_from_a_given_number_of_times_on(times, expected):
    assert judged("spread", indicator="vacancies-per-1000-jobs", times=times, **RATES).value == expected


def test_what_no_figure_settles_is_not_testable():
    verdict = judged("no-open-figure")
    assert verdict.value == "not_testable" and not verdict.missing and verdict.sentence("nl")


def test_an_unknown_side_is_one_sentence():
    verdict = judged("streak", side="beside", border=0, start="2022KW01", least=2, **LINE)
    assert "beside" in verdict.missing[0].text("nl")
