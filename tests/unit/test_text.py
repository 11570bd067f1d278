"""The one number formatter and the one period formatter."""

import math
import pickle
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortage.text import MINUS, MISSING, Period, Problem, Text, date, number, signed, strings, t


@pytest.mark.parametrize(
    ("value", "decimals", "nl", "en"),
    [
        (2.5, 0, "3", "3"),
        (0.125, 2, "0,13", "0.13"),
        (-2.5, 0, f"{MINUS}3", f"{MINUS}3"),
        (-0.04, 1, "0,0", "0.0"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1e9, 0, "1.000.000.000", "1,000,000,000"),
        (None, 1, MISSING, MISSING),
        (math.nan, 0, MISSING, MISSING),
        (math.inf, 0, MISSING, MISSING),
    ],
)
def test_a_number_reads_as_its_readers_write_it(value, decimals, nl, en):
    assert number(value, "nl", decimals) == nl
    assert number(value, "en", decimals) == en


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(0, 4), st.sampled_from(["nl", "en"]))
def test_reading_a_number_back_gives_the_rounded_value(value, decimals, lang):
    text = number(value, lang, decimals)
    group, point = (".", ",") if lang == "nl" else (",", ".")
    back = Decimal(text.replace(group, "").replace(point, ".").replace(MINUS, "-"))
    exact = Decimal(repr(value))
    assert back == exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert "-" not in text
    assert not (back == 0 and MINUS in text)


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_a_sign_stands_before_a_rise_only_when_it_is_seen(value, decimals):
    text = signed(value, "nl", decimals)
    assert text.startswith("+") == (Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) > 0)


def test_percent_and_year():
    assert number(2024, "nl", is_grouped=False) == "2024"


@pytest.mark.parametrize(
    ("code", "nl", "en"),
    [
        ("2024KW01", "1e kw 2024", "Q1 2024"),
        ("2022JJ00", "2022", "2022"),
        ("2022SJ00", "2022/’23", "2022/23"),
        ("1999SJ00", "1999/’00", "1999/00"),
        ("2022MM03", "maart 2022", "March 2022"),
    ],
)
def test_a_period_reads_as_its_readers_write_it(code, nl, en):
    assert Period.parse(code).label("nl") == nl
    assert Period.parse(code).label("en") == en
    assert Period.parse(code).code == code


@pytest.mark.parametrize("code", ["2024KW05", "2024KW00", "2024MM13", "2024JJ01", "2024", "", "20240101", "2024XX01"])
def test_what_is_no_period_is_refused(code):
    with pytest.raises(ValueError, match=r"no such|not a period"):
        Period.parse(code)


@given(st.integers(1900, 2100), st.sampled_from(["KW", "MM", "JJ", "SJ"]), st.data())
def test_shifting_a_period_forth_and_back_changes_nothing(year, mark, data):
    last = {"KW": 4, "MM": 12}.get(mark, 0)
    index = data.draw(st.integers(1, last)) if last else 0
    period = Period.parse(f"{year}{mark}{index:02d}")
    steps = data.draw(st.integers(-200, 200))
    assert period.shift(steps).shift(-steps) == period
    assert (period.shift(1).start > period.start) and (period.shift(1).x > period.x)


def test_dates():
    assert date("2026-07-30", "nl") == "30 juli 2026"
    assert date("2026-07-30T02:00:00", "en") == "30 July 2026"
    assert date("2026-07", "nl") == "juli 2026"
    assert date("2026", "nl") == "2026"
    assert date("snapshot", "nl") == "snapshot"
    assert date("2026-13", "nl") == "2026-13"
    assert date(None, "nl") == MISSING


def test_a_problem_is_one_sentence_in_either_language():
    problem = Problem("table_unknown", table="a", known="x")
    assert problem.text("nl").endswith("x.")
    assert str(problem) == problem.text("en") != problem.text("nl")


def test_a_text_fills_texts_in_its_own_language():
    inner = Text(nl="bouw", en="construction")
    assert Text(nl="in de {a}", en="in {a}").fill("en", a=inner) == "in construction"


def test_strings_have_both_languages():
    assert t("verdict.mixed", "nl") != t("verdict.mixed", "en")
    assert all(text.nl.strip() and text.en.strip() for text in strings().values())


def test_a_problem_keeps_its_words_across_processes():
    """Figures are drawn in other processes: what went wrong there is told here in the reader's language."""
    problem = pickle.loads(pickle.dumps(Problem("table_absent", table="80472ned")))
    assert type(problem) is Problem and problem.key == "table_absent"
    assert [problem.text(lang) for lang in ("nl", "en")] == [
        t("problem.table_absent", lang, table="80472ned") for lang in ("nl", "en")
    ]
    assert str(problem) == problem.text("en")


def test_places_are_none_unless_asked_for_and_kept_when_asked_for():
    assert signed(1.26, "en") == "+1" and signed(1.26, "en", 1) == "+1.3"
    assert signed(None, "nl") == MISSING and signed(0.0, "nl") == "0" and signed(0.2, "nl") == "0"


def test_a_moment_reads_as_its_day_and_a_month_at_new_year_as_its_own_year():
    assert date("2026-07-30T02:00:00", "nl") == date("2026-07-30", "nl")
    assert date("2024-12", "en") == "December 2024"
    assert date("2027-01", "en") == "January 2027"
