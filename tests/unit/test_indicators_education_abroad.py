"""Technology in education elsewhere and among women: shares of the same country and level, single years kept apart."""

import pytest
from altered_store import altered, put

from shortage import indicators
from shortage.figures import make
from shortage.store import Store

STORE = Store()


def last(id, **where):
    made = indicators.compute(id, STORE)
    rows = made.frame
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows.sort_values("period")[["period", "value"]].iloc[-1].tolist()


def test_science_among_vocational_graduates_is_that_of_cedefop():
    assert last("vocational-science-graduates", geo="NL") == ["2024JJ00", pytest.approx(23.4827)]
    assert last("vocational-science-graduates", geo="EU27_2020") == ["2024JJ00", pytest.approx(38.6822)]


def test_engineering_is_a_share_of_all_new_bachelors_of_the_same_country():
    made = indicators.compute("bachelor-technology-entrants", STORE, geo="NL", field="all")
    rows = STORE.read("new_entrants_eu").select("new_entrants", geo="NL", level="bachelor", period="2022JJ00")
    by_field = rows.set_index("field")["value"]
    for field in ("05", "06", "07"):
        line = made.line(f"NL-{field}-2013").set_index("period")["value"]
        assert line["2022JJ00"] == pytest.approx(100 * by_field[field] / by_field["total"])


def test_single_years_of_the_monitor_are_no_line():
    made = indicators.compute("women-in-technology", STORE)
    assert made.frame.groupby("series_id")["period"].nunique().eq(1).all()
    assert last("women-in-technology", level="hbo") == ["2017SJ00", 12]


@pytest.mark.parametrize("id", ["vocational-science-graduates"])
def test_a_difference_within_a_point_makes_no_headline(id, tmp_path):
    assert "23,5% in Nederland, 38,7% in de EU" in make(id, STORE, "nl").title
    same = put("stem_vocational_eu", 38, geo="NL", period="2024JJ00")
    assert make(id, altered(tmp_path, {"stem_vocational_eu": same}), "nl").title.startswith("Bèta en techniek onder")
