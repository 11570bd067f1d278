"""Vacancies: which figures are provisional, and where a sum stands in for a row."""

import pandas as pd
import pytest
from altered_store import altered, put, where

from shortage import indicators
from shortage.indicators.vacancies import PARTS, complete_quarters
from shortage.store import Store
from shortage.text import Period

STORE = Store()
SUMMED = "2024KW01"


def marked(status, **ours):
    def change(rows):
        return rows.assign(status=rows["status"].where(~where("vacancies", rows, **ours), status))

    return {"vacancies": change}


def flags(store, **choice):
    return indicators.compute("open-vacancies", store, **choice).line().set_index("period")["is_provisional"]


@pytest.mark.parametrize("choice", [{"branch": "F"}, {"sector": "default"}])
def test_exactly_the_marked_quarters_are_provisional(choice, tmp_path):
    final = altered(tmp_path, marked("final"))
    assert not flags(final, **choice).any()
    one = altered(tmp_path, marked("provisional", measure="open_vacancies", period="2015KW03"), like=final)
    assert flags(one, **choice)[lambda is_marked: is_marked].index.tolist() == ["2015KW03"]


def test_another_measure_or_a_year_marks_no_quarter(tmp_path):
    final = altered(tmp_path, marked("final"))
    other = altered(tmp_path, marked("provisional", measure="new_vacancies", period="2015KW03"), like=final)
    assert not flags(other, branch="F").any()
    year = altered(tmp_path, marked("provisional", measure="open_vacancies", period="2015JJ00"), like=final)
    assert not flags(year, branch="F").any()


def test_tightness_is_provisional_as_long_as_one_of_its_four_quarters_is(tmp_path):
    final = altered(tmp_path, marked("final"))
    before = indicators.compute("tightness", final, method="unadjusted").line().set_index("period")["is_provisional"]
    one = altered(
        tmp_path,
        marked("provisional", measure="open_vacancies", branch="A-U", period="2015KW03"),
        like=final,
    )
    after = indicators.compute("tightness", one, method="unadjusted").line().set_index("period")["is_provisional"]
    touched = [Period.parse("2015KW03").shift(step).code for step in range(4)]
    assert after[after & ~before].index.tolist() == touched


def test_a_sum_stands_in_only_where_the_row_is_absent_and_every_part_is_there(tmp_path):
    raw = STORE.read("vacancies").frame
    rows = raw[(raw["measure"] == "open_vacancies") & (raw["period"] == SUMMED)].set_index("branch")["value"]
    assert pd.isna(rows.get("B-F"))
    parts = PARTS["B-F"]
    line = indicators.compute("open-vacancies", STORE, branch="B-F")
    assert line.line().set_index("period")["value"][SUMMED] == pytest.approx(sum(rows[part] for part in parts))
    assert any("2023" in note.nl and "som" in note.nl for note in line.notes)
    without = altered(
        tmp_path,
        {"vacancies": put("vacancies", float("nan"), measure="open_vacancies", branch=parts[0], period=SUMMED)},
    )
    assert SUMMED not in indicators.compute("open-vacancies", without, branch="B-F").line()["period"].tolist()
    published = raw[(raw["measure"] == "open_vacancies") & (raw["branch"] == "B-F") & (raw["period"] == "2020KW01")]
    assert line.line().set_index("period")["value"]["2020KW01"] == published["value"].iloc[0]


def test_the_note_names_the_first_quarter_that_is_a_sum():
    line = indicators.compute("open-vacancies", STORE, branch="B-F")
    raw = STORE.read("vacancies").frame
    rows = raw[(raw["measure"] == "open_vacancies") & (raw["branch"] == "B-F") & (raw["grain"] == "quarter")]
    last_published = rows[rows["value"].notna()].sort_values("period_start")["period"].iloc[-1]
    first = Period.parse(last_published).shift(1)
    for lang in ("nl", "en"):
        assert any(first.label(lang) in note[lang] for note in line.notes)


def test_a_quarter_is_complete_only_with_every_section():
    every = indicators.compute("open-vacancies", STORE, branch="all").frame
    whole = complete_quarters(every)
    assert whole
    last = whole[-1]
    fewer = every[~((every["period"] == last) & (every["branch"] == "F"))]
    assert last not in complete_quarters(fewer)


def test_a_mean_of_a_year_is_no_point_of_a_line_by_quarter(tmp_path):
    """CBS gives years beside quarters in many tables; what was taken from pages has quarters only."""

    def years(rows):
        return pd.concat([rows, rows[rows["period"] == "2023KW01"].assign(period="2023JJ00")])

    for name, table in (
        ("vacancies-per-1000-jobs", "vacancy_rate"),
        ("open-vacancies-by-region", "vacancies_by_region"),
    ):
        frame = indicators.compute(name, altered(tmp_path / name, {table: years})).frame
        assert set(frame["period"].str[4:6]) == {"KW"}
