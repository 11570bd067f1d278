"""Figures of different tables that say one thing, and key figures as the publishers printed them."""

import pandas as pd
import pytest

from shortage.store import Store, default_root

STORE = Store(default_root())
RATES = {"A-U": "B-S", "F": "F", "J": "J"}
"""Branches of CBS and the sections of Eurostat that cover the same."""


def line(name: str, measure: str, release: str | None = None, **where: str) -> "pd.Series[float]":
    rows = STORE.read(name, release).select(measure, **where)
    return rows.set_index("period")["value"].dropna()


def chamber(**where: str) -> "pd.Series[float]":
    return line("mbo_students_by_chamber", "students", **{"chamber": "technology", "group": "total", **where})


def test_mbo_technology_is_as_many_students_as_duo_counts():
    before = line("mbo_students_2019", "students_by_unit", direction="unit-technology", level="total")
    now = chamber(track="total", level="total")
    assert before["2019SJ00"] == 70142
    assert (now["2021SJ00"], now["2024SJ00"], now["2025SJ00"]) == (69470, 66646, 67468)
    everyone = line("mbo_students_by_institution", "students", track="total")
    everyone["2019SJ00"] = line("mbo_students_2019", "students_by_unit", direction="total", level="total")["2019SJ00"]
    share = 100 * pd.concat([before.loc[["2019SJ00"]], now]) / everyone
    assert share.round(1).loc[["2019SJ00", "2021SJ00", "2025SJ00"]].tolist() == [14.0, 13.8, 14.4]


def test_tracks_and_main_groups_make_the_chamber():
    """A sum of tracks, levels or main groups leaves out the same small cells as the total: they agree to the person."""
    whole = chamber(track="total", level="total")
    for dimension, parts in (("track", ("bol", "bbl")), ("level", ("2", "3", "4"))):
        rest = {"track": "total", "level": "total"}
        apart = sum(chamber(**{**rest, dimension: part}) for part in parts)
        pd.testing.assert_series_equal(apart, whole, check_names=False)
    groups = ("finishing", "construction", "laboratory", "process")
    pd.testing.assert_series_equal(
        sum(chamber(track="total", level="total", group=one) for one in groups), whole, check_names=False
    )
    bbl, bol = (chamber(track=one, level="total") for one in ("bbl", "bol"))
    assert [round(one / 1000, 1) for one in (bbl.iloc[0], bbl.iloc[-1], bol.iloc[0], bol.iloc[-1])] == [
        36.8,
        39.9,
        32.7,
        27.6,
    ]


def test_the_fields_of_new_entrants_make_the_total():
    """Ten broad fields and what belongs to none: never more than the total, and never less than 95 per cent of it."""
    rows = STORE.read("new_entrants_eu").select("new_entrants", geo="NL", level="bachelor")
    wide = rows.pivot(index="period", columns="field", values="value")
    share = wide.drop(columns="total").sum(axis=1) / wide["total"]
    assert len(share) == 10 and share.between(0.95, 1).all()


@pytest.mark.parametrize(("cbs", "eurostat"), RATES.items())
def test_the_two_vacancy_rates_of_the_netherlands_are_one_figure_in_two_forms(cbs, eurostat):
    """CBS divides by jobs, Eurostat by jobs and vacancies: r = v / (1000 + v), as far as both are rounded."""
    ours = STORE.read("vacancy_rate")
    rate = pd.concat(
        [ours.select("vacancy_rate_per_1000", branch=cbs, context=one).set_index("period")["value"] for one in (0, 1)]
    ).dropna()
    theirs = line("vacancy_rates_eu", "vacancy_rate_pct", geo="NL", adjustment="unadjusted", activity=eurostat)
    both = pd.concat([rate, theirs], axis=1, join="inner", keys=["cbs", "eurostat"])
    assert len(both) >= 6
    low, high = (100 * (both["cbs"] + half) / (1000 + both["cbs"] + half) for half in (-0.5, 0.5))
    assert ((low <= both["eurostat"] + 0.05 + 1e-9) & (high >= both["eurostat"] - 0.05 - 1e-9)).all()


def test_the_adjusted_line_without_a_stated_scope_is_that_of_industry_construction_and_services():
    """A whole copy of 2021 names the scope; where both are there, the Dutch line is the same in every quarter."""
    where = {"geo": "NL", "adjustment": "adjusted"}
    unstated = line("vacancy_rates_eu", "vacancy_rate_pct", activity="unstated", **where)
    stated = line("vacancy_rates_eu", "vacancy_rate_pct", "2021-06-17", activity="B-S", **where)
    both = pd.concat([unstated, stated], axis=1, join="inner")
    assert len(both) == 19 and both.iloc[:, 0].eq(both.iloc[:, 1]).all()


def test_the_adjusted_vacancies_in_ict_are_one_edition():
    rows = STORE.read("vacancies_adjusted").select("open_vacancies_adjusted", branch="J")
    assert len(rows) == 117 and rows["vintage"].nunique() == 1
    then = line("vacancies_adjusted", "open_vacancies_adjusted", "2023-08-16", branch="J")["2023KW02"]
    assert (then, rows.set_index("period")["value"]["2023KW02"]) == (21.2, 21.3)


def test_university_students_in_technology_agree_with_the_ministry_within_its_rounding():
    """DUO's bachelor and master together, beside the ministry's rounded total of the same two years."""
    parts = [line("enrolled_wo", "enrolled", direction="technology", level=one, institution="all")
             for one in ("bachelor", "master")]  # fmt: skip
    duo = parts[0] + parts[1]
    ministry = line("enrolled_wo_ocw_2022", "enrolled", direction="technology")
    both = pd.concat([duo, ministry], axis=1, join="inner")
    assert list(both.index) == ["2021SJ00", "2022SJ00"]
    assert (both.iloc[:, 0] - both.iloc[:, 1]).abs().le(60).all()
    universities = STORE.read("enrolled_wo").select("enrolled", direction="total", level="all", period="2025SJ00")
    by_name = universities.set_index("institution")["value"]
    assert by_name["fourteen"] == by_name.drop("fourteen").sum()
