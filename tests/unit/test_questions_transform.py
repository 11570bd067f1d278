"""Transformations: right numbers by hand, and no number at a gap, a zero, a negative base or another edition."""

import pandas as pd
import pytest

from shortage.questions import transform
from shortage.text import Problem


def line(values: dict[str, float], vintages: str = "", provisional: tuple[str, ...] = ()) -> pd.DataFrame:
    """A line of figures by period; ``vintages`` gives a letter a period."""
    letters = vintages or "a" * len(values)
    return pd.DataFrame(
        {
            "value": list(values.values()),
            "is_provisional": [code in provisional for code in values],
            "vintage": list(letters),
        },
        index=pd.Index(list(values), name="period", dtype=object),
    )


def quarters(year: int, *values: float) -> dict[str, float]:
    """Figures of the quarters of a year and what follows."""
    return {f"{year + place // 4}KW{place % 4 + 1:02d}": value for place, value in enumerate(values)}


def shown(rows: pd.DataFrame) -> dict[str, float]:
    return {code: round(value, 6) for code, value in zip(rows.index, rows["value"], strict=True)}


def test_a_change_stands_against_the_same_period_a_year_before():
    rows = transform.change(line(quarters(2023, 10, 20, 40, 50, 15, 30, 20, 50)))
    assert shown(rows) == {"2024KW01": 50.0, "2024KW02": 50.0, "2024KW03": -50.0, "2024KW04": 0.0}
    assert rows.at["2024KW03", "own"] == ("2023KW03", "2024KW03")


def test_a_change_of_a_year_and_of_a_month():
    assert shown(transform.change(line({"2019SJ00": 200.0, "2020SJ00": 150.0}))) == {"2020SJ00": -25.0}
    assert shown(transform.change(line({"2019MM05": 4.0, "2020MM04": 9.0, "2020MM05": 5.0}))) == {"2020MM05": 25.0}


def test_no_change_where_a_year_before_has_no_figure_or_none_above_zero():
    """A gap is not bridged by the period beside it, and a percentage of zero or of a negative figure says nothing."""
    known = line({"2020JJ00": 0.0, "2021JJ00": 5.0, "2023JJ00": 8.0, "2024JJ00": -2.0, "2025JJ00": 6.0})
    assert shown(transform.change(known)) == {"2024JJ00": -125.0}
    assert shown(transform.difference(known)) == {"2021JJ00": 5.0, "2024JJ00": -10.0, "2025JJ00": 8.0}


def test_a_period_without_a_value_is_a_gap():
    assert shown(transform.change(line({"2020JJ00": 5.0, "2021JJ00": float("nan"), "2022JJ00": 6.0}))) == {}
    assert shown(transform.level(line({"2020JJ00": 5.0, "2021JJ00": float("nan")}))) == {"2020JJ00": 5.0}


def test_an_index_stands_on_its_base_and_a_year_on_the_mean_of_its_quarters():
    known = line(quarters(2019, 10, 20, 30, 40, 50))
    assert shown(transform.index(known, "2019KW02"))["2020KW01"] == 250.0
    of_year = transform.index(known, "2019JJ00")
    assert shown(of_year)["2019KW01"] == 40.0 and of_year.at["2020KW01", "own"][0] == "2019KW01"


@pytest.mark.parametrize(
    ("values", "base", "key"),
    [
        (quarters(2019, 10, 20, 30), "2019JJ00", "ask_base_absent"),
        (quarters(2019, 10, 20), "2018KW01", "ask_base_absent"),
        (quarters(2019, 0, 20), "2019KW01", "ask_base_low"),
        (quarters(2019, -5, 20), "2019KW01", "ask_base_low"),
    ],
)
def test_an_index_without_a_whole_base_above_zero_is_refused(values, base, key):
    with pytest.raises(Problem) as caught:
        transform.index(line(values), base)
    assert caught.value.key == key


def test_a_mean_of_four_quarters_needs_all_four():
    whole = quarters(2019, 1, 2, 3, 4, 9)
    assert shown(transform.mean_of_four(line(whole))) == {"2019KW04": 2.5, "2020KW01": 4.5}
    del whole["2019KW03"]
    assert shown(transform.mean_of_four(line(whole))) == {}
    assert shown(transform.mean_of_four(line({f"201{year}JJ00": 1.0 for year in range(6)}))) == {}


def test_a_share_is_of_a_whole_of_the_same_period_and_edition():
    part = line({"2020JJ00": 2.0, "2021JJ00": 3.0, "2022JJ00": 4.0, "2023JJ00": 5.0}, "aabb")
    whole = line({"2020JJ00": 8.0, "2021JJ00": 0.0, "2022JJ00": 8.0}, "aaa")
    rows = transform.share(part, whole)
    assert shown(rows) == {"2020JJ00": 25.0}  # then: a whole of zero, another edition, no whole
    assert rows.at["2020JJ00", "other"] == ("2020JJ00",)


def test_contributions_of_all_parts_add_up_to_the_growth_of_the_whole():
    parts = [line({"2020JJ00": 6.0, "2021JJ00": 9.0}), line({"2020JJ00": 4.0, "2021JJ00": 3.0})]
    whole = line({"2020JJ00": 10.0, "2021JJ00": 12.0})
    found = [shown(transform.contribution(part, whole))["2021JJ00"] for part in parts]
    assert found == [30.0, -10.0] and sum(found) == shown(transform.change(whole))["2021JJ00"]
    assert shown(transform.contribution(parts[0], line({"2020JJ00": 0.0, "2021JJ00": 12.0}))) == {}
    assert shown(transform.contribution(parts[0], line({"2020JJ00": 10.0}, "b"))) == {}


def test_a_rate_divides_by_its_own_period_and_by_nothing_below_zero():
    above = line({"2020JJ00": 2.0, "2021JJ00": 3.0, "2022JJ00": 4.0})
    below = line({"2021JJ00": 100.0, "2022JJ00": 0.0, "2023JJ00": 400.0})
    assert shown(transform.rate(above, below, 1000.0)) == {"2021JJ00": 30.0}
    year_on = {"2020JJ00": "2021JJ00", "2021JJ00": "2022JJ00", "2022JJ00": "2023JJ00"}
    assert shown(transform.rate(above, below, 1000.0, year_on.__getitem__)) == {"2020JJ00": 20.0, "2022JJ00": 10.0}


def test_a_change_between_two_periods_needs_both_and_a_base_above_zero():
    known = line({"2020JJ00": 4.0, "2021JJ00": 0.0, "2023JJ00": 5.0})
    assert shown(transform.between(known, "2020JJ00", "2023JJ00", is_points=False)) == {"2023JJ00": 25.0}
    assert shown(transform.between(known, "2021JJ00", "2023JJ00", is_points=True)) == {"2023JJ00": 5.0}
    assert transform.between(known, "2021JJ00", "2023JJ00", is_points=False).empty
    assert transform.between(known, "2022JJ00", "2023JJ00", is_points=True).empty


@pytest.mark.parametrize("work", [transform.change, transform.difference, lambda one: transform.index(one, "2020JJ00")])
def test_what_rests_on_a_provisional_figure_is_provisional(work):
    rows = work(line({"2020JJ00": 4.0, "2021JJ00": 5.0}, provisional=("2020JJ00",)))
    assert rows.at["2021JJ00", "is_provisional"]
