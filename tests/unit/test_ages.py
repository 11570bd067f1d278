"""Up to when figures run, and how old that is."""

from __future__ import annotations

import datetime as dt

import pytest
from claim_helpers import STORE, judge

from shortage.figures import make
from shortage.render import files
from shortage.text import ages
from shortage.web import look

DAY = dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("code", "dutch", "english"),
    [
        ("2016JJ00", "t/m 2016, 10 jaar oud", "up to 2016, 10 years old"),
        ("2024KW02", "t/m 2e kw 2024, 2 jaar oud", "up to Q2 2024, 2 years old"),
        ("2026KW02", "t/m 2e kw 2026, 4 maanden oud", "up to Q2 2026, 4 months old"),
        ("2026MM09", "t/m september 2026, één maand oud", "up to September 2026, one month old"),
        ("2026MM10", "t/m oktober 2026, minder dan een maand oud", "up to October 2026, less than a month old"),
        ("2024SJ00", "t/m 2024/’25, 14 maanden oud", "up to 2024/25, 14 months old"),
        ("2026JJ00", "t/m 2026, nog niet voorbij", "up to 2026, not over yet"),
        ("2010JJ00-2016JJ00", "", ""),
        ("", "", ""),
    ],
)
def test_an_age_in_words(code, dutch, english):
    assert (ages.explanation(code, "nl", DAY), ages.explanation(code, "en", DAY)) == (dutch, english)


def test_an_age_grows_with_the_day_and_a_period_does_not():
    assert ages.explanation("2016JJ00", "nl", dt.date(2030, 1, 1)) == "t/m 2016, 13 jaar oud"
    assert ages.up_to("2016JJ00", "nl") == "t/m 2016"


# E3 rests on 2016, P2 on 2015, T1 on 2024KW02: the page that says so says it beside the number.
@pytest.mark.parametrize(
    ("claim", "told"),
    [("T1", "t/m 2e kw 2024, 2 jaar oud"), ("E3", "t/m 2016, 10 jaar oud"), ("P2", "t/m 2015, 11 jaar oud")],
)
def test_a_verdict_says_up_to_when_and_how_old(claim, told, monkeypatch):
    monkeypatch.setattr(ages, "today", lambda: DAY)
    assert told in look.headline(judge(claim), "nl")[1]


@pytest.mark.parametrize("format", ["png", "csv-excel"])
def test_a_file_is_the_same_on_another_day(format, monkeypatch):
    found = []
    for day in (DAY, dt.date(2030, 1, 1)):
        monkeypatch.setattr(ages, "today", lambda day=day: day)
        found.append(files.content(make("sme-gap", STORE, "nl"), format))
    assert found[0] == found[1]
