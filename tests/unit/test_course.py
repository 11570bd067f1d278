"""What may be said of a line: each kind, its borders, and nothing across a gap."""

import pandas as pd
import pytest

from shortage.indicators.course import course


def line(*values, start=2020):
    return pd.Series(values, index=[f"{start + place}SJ00" for place in range(len(values))], dtype=float)


@pytest.mark.parametrize(
    ("values", "margin", "kind"),
    [
        # The share of small programmes: first 15.6 and last 20.0 are no rise, as it has fallen since 2022.
        ((15.6, 20.0, 23.3, 20.3, 20.0), 1, "peaks"),
        ((22685, 20038, 19422, 18790, 18725), 100, "falls"),
        ((10, 11, 10.5, 12), 1, "rises"),
        ((10, 12, 10.9, 13), 1, "ends_highest"),
        ((13, 11, 12.1, 10), 1, "ends_lowest"),
        ((12.6, 12.9, 12.6, 12.0, 12.3, 12.9), 1, "level"),
        ((69470, 68105, 66808, 66646, 67468), 700, "dips"),
        ((10, 13, 10, 13, 10), 1, "varies"),
        ((10, 11), 1, "level"),
        ((10, 11.1), 1, "rises"),
        ((11.1, 10), 1, "falls"),
        ((10, 15, 9), 1, "peaks"),
        ((10, 15, 8.9), 1, "ends_lowest"),
    ],
)
def test_the_kind_holds_for_the_whole_line(values, margin, kind):
    assert course(line(*values), margin).kind == kind


def test_the_ends_and_the_extremes_are_named_with_their_periods():
    whole = course(line(15.6, 20.0, 23.3, 20.3, 20.0), 1)
    assert (whole.first, whole.last) == (("2020SJ00", 15.6), ("2024SJ00", 20.0))
    assert (whole.lowest, whole.highest) == (("2020SJ00", 15.6), ("2022SJ00", 23.3))
    assert whole.change_pct == pytest.approx(100 * (20 / 15.6 - 1))
    assert all(part in whole.check for part in ("15.6", "23.3", "2022SJ00", "peaks"))


def test_a_margin_in_per_cent_is_of_the_first_value():
    assert course(line(1000, 1011), 1, is_pct=True).kind == "rises"
    assert course(line(1000, 1010), 1, is_pct=True).kind == "level"


@pytest.mark.parametrize(
    "broken",
    [
        pd.Series([1.0, 2.0], index=["2019SJ00", "2021SJ00"]),
        pd.Series([1.0, float("nan")], index=["2019SJ00", "2020SJ00"]),
        line(1),
    ],
)
def test_nothing_is_said_across_a_gap(broken):
    with pytest.raises(ValueError):
        course(broken, 1)
