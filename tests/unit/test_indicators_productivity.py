"""Productivity: worked out by hand from the stored tables; editions stay apart and gaps stay gaps."""

import warnings
from types import SimpleNamespace

import pandas as pd
import pytest
from altered_store import altered, put, times, without

from shortage import catalog, indicators
from shortage.indicators.productivity import _are_near, by_size, freed_by, rise_replacing
from shortage.store import Store, default_root
from shortage.text import Problem

STORE = Store(default_root())


def compute(id, store=STORE, **params):
    return indicators.compute(id, store, **params)


def line(id, store=STORE, **params):
    return compute(id, store, **params).line().set_index("period")["value"]


def test_the_break_even_rise_of_the_technical_sector_by_hand():
    """2026KW01, 80472ned and 85920NED: vacancies of B, C, D, E and F; persons of B-E and F, both in thousands."""
    open_ = 0.2 + 29.1 + 1.5 + 2.2 + 28.5  # 61.5
    persons = 844 + 606  # 1,450
    by_hand = 100 * open_ / persons  # 1,450 people who do the work of 1,511.5
    assert round(by_hand, 2) == 4.24, "and not 4.07, the part of all work that is left undone"
    assert line("break-even-productivity")["2026KW01"] == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("places", "workers", "rise"),
    [(61.5, 1450, 4.24), (28.5, 606, 4.70), (17.1, 370, 4.62), (0, 1450, 0), (10, 10, 100)],
)
def test_a_rise_replaces_places_where_it_does_their_work_by_those_who_are_there(places, workers, rise):
    found = rise_replacing(places, workers)
    assert round(found, 2) == rise
    assert workers * (1 + found / 100) == pytest.approx(workers + places)


@pytest.mark.parametrize(("rise", "workers"), [(10, 290_000), (4.24, 1450), (100, 500), (0, 7)])
def test_who_is_freed_is_replaced_by_the_rise_of_those_who_stay(rise, workers):
    """The convention of scenario S3 and that of claim P4 are each other's reverse."""
    freed = freed_by(rise, workers)
    assert (workers - freed) * (1 + rise / 100) == pytest.approx(workers), "output stays the same"
    assert rise_replacing(freed, workers - freed) == pytest.approx(rise)


@pytest.mark.parametrize(
    ("branch", "open_", "persons"), [("C", 29.1, 753), ("F", 28.5, 606), ("J", 17.1, 370), ("B-E", 33.0, 844)]
)
def test_the_break_even_rise_of_a_branch_by_hand(branch, open_, persons):
    found = line("break-even-productivity", branch=branch)["2026KW01"]
    assert found == pytest.approx(100 * open_ / persons)


def test_the_break_even_rise_with_jobs_by_hand_is_lower_because_there_are_more_jobs_than_persons():
    """2024KW02, one edition: 815 thousand jobs and 760 thousand persons in manufacturing, 34.8 thousand vacancies."""
    jobs = line("break-even-productivity", branch="C", basis="jobs")["2024KW02"]
    persons = line("break-even-productivity", branch="C")["2024KW02"]
    assert jobs == pytest.approx(100 * 34.8 / 815)
    assert persons == pytest.approx(100 * 34.8 / 760)
    assert jobs < persons


def test_the_break_even_rise_follows_the_vacancies_and_the_persons(tmp_path):
    more = times("vacancies", 2, measure="open_vacancies", branch=["B", "C", "D", "E", "F"], period="2026KW01")
    found = line("break-even-productivity", altered(tmp_path, {"vacancies": more}))["2026KW01"]
    assert found == pytest.approx(100 * 123 / 1450)
    fewer = times("labour_volume", 0.5, measure="employed_persons_adjusted", worker="total")
    found = line("break-even-productivity", altered(tmp_path, {"labour_volume": fewer}))["2026KW01"]
    assert found == pytest.approx(100 * 61.5 / 725)


def test_half_of_the_sector_is_not_the_sector(tmp_path):
    drop = put("labour_volume", float("nan"), measure="employed_persons_adjusted", branch="F", period="2025KW04")
    store = altered(tmp_path, {"labour_volume": drop})
    for id in ("employment", "break-even-productivity"):
        codes = line(id, store).index
        assert "2025KW04" not in codes and {"2025KW03", "2026KW01"} <= set(codes)


def test_employment_is_one_edition_a_branch_and_says_which():
    assert line("employment")["2022KW01"] == 811 + 551
    assert line("employment")["2026KW01"] == 844 + 606
    nl = " ".join(one.nl for one in compute("employment").notes)
    assert "4 juli 2026" in nl and "2024" not in nl
    total = line("employment", branch="A-U")
    assert "2022KW01" not in total.index, "that quarter is of an earlier edition"
    raw = STORE.read("labour_volume").select("employed_persons_adjusted", apart=True, branch="A-U", worker="total")
    assert raw["vintage"].nunique() > 1 and "2022KW01" in set(raw["period"])


def test_editions_of_the_labour_volume_are_never_one_line():
    made = compute("labour-volume-editions")
    assert made.frame["series_id"].nunique() == 3
    per_edition = made.frame.groupby("period")["value"].agg(["min", "max"])
    # 810 thousand on the old benchmark and 735 on the new one is no fall: it is another yardstick.
    assert per_edition.loc["2022KW01"].tolist() == [735, 810]


def test_growth_is_what_was_published_and_not_computed_from_levels():
    raw = STORE.read("value_added_change").select("value_added_change", change="volume-year", branch=["C", "F", "gdp"])
    published = raw[raw["period"] == "2025JJ00"].set_index("branch")["value"]
    assert published.to_dict() == {"C": 2.8, "F": 1.2, "gdp": 1.6}
    for branch in published.index:
        assert line("value-added-growth", branch=branch, frequency="year")["2025JJ00"] == published[branch]
    assert {one.table for one in compute("value-added-growth").sources} == {"85880NED"}


def test_growth_of_one_edition_is_not_that_of_the_levels_of_another():
    """Levels of September 2025 give another growth of 2024 than the changes of July 2026: so they are not joined."""
    levels = STORE.read("value_added").select("value_added", branch="C", kind="real-adjusted")
    levels = levels[levels["grain"] == "quarter"].set_index("period")["value"]
    sums = {year: sum(levels[f"{year}KW0{quarter}"] for quarter in (1, 2, 3, 4)) for year in (2023, 2024)}
    from_levels = 100 * (sums[2024] / sums[2023] - 1)
    published = line("value-added-growth", branch="C", frequency="year")["2024JJ00"]
    assert abs(from_levels - published) > 1


def test_the_level_per_hour_by_hand_and_only_for_editions_of_one_round():
    """2025KW01: 212,809 million euros (September 2025) over 3,734 million hours (August 2025)."""
    found = compute("productivity-level")
    assert found.line().set_index("period")["value"]["2025KW01"] == pytest.approx(212_809 / 3_734)
    assert set(found.frame["branch"]) == {"A-U"}
    assert any("Industrie" in one.nl and "Niet aangeboden" in one.nl for one in found.notes)
    with pytest.raises(Problem):
        compute("productivity-level", branch="C")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("2025-09", "2025-08", True),
        ("2025-09", "2024-08", False),
        ("2025-09-01", "2025-11", True),
        ("2024-12", "2025-01", True),
        ("2025-12", "2025-01", False),
        ("2025", "x", False),
    ],
)
def test_editions_count_as_one_round_within_two_months(one, other, near):
    assert _are_near(one, other) is near


def test_growth_of_other_countries_is_the_yearly_one_not_an_average_over_a_span():
    raw = STORE.read("oecd_productivity_growth").frame
    spans = raw[(raw["geo"] == "NL") & (raw["period"] == "2022JJ00")].set_index("span")["value"]
    assert len(spans) == 2 and spans["year"] != spans["2010-2022"]
    assert line("labour-productivity-growth")["2022JJ00"] == spans["year"]
    # The publisher's own average over a span is close to that of its yearly figures.
    yearly = line("labour-productivity-growth")
    ten = yearly[[f"{year}JJ00" for year in range(2010, 2023)]].mean()
    assert ten == pytest.approx(spans["2010-2022"], abs=0.01)


def test_levels_of_countries_keep_the_editions_apart():
    frame = compute("labour-productivity-countries", geo="NL").frame
    assert frame.groupby("series_id")["period"].agg(list).to_dict() == {
        "NL-2024-03-23": ["2021JJ00"],
        "NL-2024-06-01": ["2022JJ00", "2023JJ00"],
    }


def test_growth_accounts_do_not_join_years_with_a_hole_between_them(tmp_path):
    made = compute("growth-accounts", component="multifactor_productivity")
    spans = made.frame.groupby("series_id")["period"].agg(["min", "max", "count"])
    assert spans.to_dict("index") == {
        "multifactor_productivity-2000": {"min": "2000JJ00", "max": "2000JJ00", "count": 1},
        "multifactor_productivity-2005": {"min": "2005JJ00", "max": "2005JJ00", "count": 1},
        "multifactor_productivity-2011": {"min": "2011JJ00", "max": "2022JJ00", "count": 12},
    }
    hole = without("growth_accounts", measure="multifactor_productivity", branch="market", period="2016JJ00")
    again = compute(
        "growth-accounts", altered(tmp_path, {"growth_accounts": hole}), component="multifactor_productivity"
    )
    assert again.frame.groupby("series_id").size().tolist() == [1, 1, 5, 6]


def test_contributions_add_up_to_growth_of_value_added():
    """Hours, composition, capital and the rest together are growth of value added of the market sector."""
    frame = compute("growth-accounts").frame
    together = frame.groupby("period")["value"].sum()
    growth = STORE.read("growth_accounts").select("value_added_growth", branch="market").set_index("period")["value"]
    common = sorted(set(together.index) & set(growth.index))
    assert len(common) >= 12
    # Each of the five is printed with one place, so five roundings of at most 0.05.
    assert (together[common] - growth[common]).abs().max() <= 0.25 + 1e-9


def test_the_gap_by_size_is_what_was_published_for_2015():
    made = compute("sme-gap")
    wide = made.frame.pivot(index="branch", columns="size", values="value")
    assert wide.loc["C"].to_dict() == {"medium": 75.68, "small": 68.25}
    assert set(made.frame["period"]) == {"2015JJ00"} and len(wide) == 6


def test_eurostats_classes_add_up_to_ours_and_one_with_a_missing_part_is_left_out():
    """Small is 10-19 and 20-49 together: (100 + 300) million euros over (2,000 + 3,000) persons is 80 thousand each."""
    given = [
        ("C", "10-19", 100, 2_000),
        ("C", "20-49", 300, 3_000),
        ("C", "50-249", 900, 9_000),
        ("C", "250", 2_400, 20_000),
        ("F", "10-19", 50, 1_000),  # of 20-49 nothing is published
        ("F", "250", 90, 1_000),
    ]
    rows = pd.DataFrame(
        [
            {"period": "2023JJ00", "activity": code, "size": size, "measure": measure, "value": value}
            for code, size, euros, persons in given
            for measure, value in (("value_added", euros), ("persons_employed", persons))
        ]
    ).assign(is_provisional=lambda one: one["activity"] == "F")
    found = by_size(rows).set_index(["branch", "size"])
    assert found["value"].to_dict() == {
        ("C", "small"): 80,
        ("C", "medium"): 100,
        ("C", "large"): 120,
        ("F", "large"): 90,
    }
    assert found["is_provisional"].to_dict()["F", "large"] and not found["is_provisional"].to_dict()["C", "small"]


def test_eurostats_figures_take_the_place_of_those_of_cbs_once_they_are_there():
    cells = [("value_added", "250", 240), ("persons_employed", "250", 2_000)]
    rows = pd.DataFrame([{"measure": name, "size": size, "value": value} for name, size, value in cells])
    rows = rows.assign(period="2023JJ00", activity="F", is_provisional=False)
    loaded = SimpleNamespace(
        table=catalog.table("enterprises_by_size_eu"), select=lambda name, **_: rows[rows["measure"] == name]
    )
    ours = STORE.read("productivity_by_size")
    of_table = indicators.definition("sme-gap").function
    frame, extras = of_table({"productivity_by_size": ours, "enterprises_by_size_eu": loaded})
    assert frame[["branch", "size", "period", "value"]].to_numpy().tolist() == [["F", "large", "2023JJ00", 120]]
    assert list(extras["series"]) == ["F-large"], "the two are never mixed"
    assert set(of_table({"productivity_by_size": ours})[0]["period"]) == {"2015JJ00"}


def test_press_texts_give_spans_of_ten_years_only():
    frame = compute("productivity-growth-texts").frame
    found = {(one.series_id, one.period): one.value for one in frame.itertuples()}
    assert found == {
        ("ten_years", "2008JJ00"): 20.7,
        ("ten_years", "2018JJ00"): 3.9,
        ("average", "2014JJ00"): 0.8,
        ("average", "2024JJ00"): 0.2,
    }


WRONG = [
    ("value-added-growth", {"branch": "Z"}, "all, "),
    ("value-added-growth", {"change": "big"}, "volume-year"),
    ("value-added-growth", {"frequency": "month"}, "quarter, year"),
    ("value-added", {"branch": "Z"}, "A-U, "),
    ("employment", {"branch": "Z"}, "all, "),
    ("employment", {"basis": "hours"}, "persons"),
    ("break-even-productivity", {"branch": "E"}, "all, "),
    ("break-even-productivity", {"basis": "hours"}, "persons"),
    ("labour-productivity-growth", {"geo": "XX"}, "all, "),
    ("labour-productivity-countries", {"geo": "XX"}, "all, "),
    ("growth-accounts", {"component": "luck"}, "all, "),
    ("productivity-level", {"branch": "Z"}, "all, "),
    ("ict-use", {"technology": "luck"}, "all, "),
]


@pytest.mark.parametrize(("id", "wrong", "known"), WRONG)
def test_a_choice_that_is_not_there_is_named_with_those_that_are(id, wrong, known):
    [(name, value)] = wrong.items()
    with pytest.raises(Problem) as caught:
        compute(id, **wrong)
    for lang in ("nl", "en"):
        text = caught.value.text(lang)
        assert "\n" not in text and all(part in text for part in (name, value, known))


@pytest.mark.parametrize(
    ("id", "choice"),
    [
        ("value-added-growth", "branch"),
        ("employment", "branch"),
        ("labour-productivity-growth", "geo"),
        ("growth-accounts", "component"),
        ("ict-use", "technology"),
    ],
)
def test_all_of_a_choice_are_its_parts_side_by_side(id, choice):
    every = compute(id, **{choice: "all"})
    codes = every.frame[choice].unique()
    assert len(codes) > 3
    for code in codes:
        one = compute(id, **{choice: code}).frame
        pd.testing.assert_frame_equal(one, every.frame[every.frame[choice] == code].reset_index(drop=True))
    assert set(every.frame["series_id"]) <= set(every.series)


def test_value_added_is_one_branch_as_published():
    raw = STORE.read("value_added").frame
    raw = raw[(raw["branch"] == "C") & (raw["grain"] == "quarter") & raw["value"].notna()].set_index("period")["value"]
    pd.testing.assert_series_equal(line("value-added", branch="C"), raw.sort_index(), check_index_type=False)


def beside(name, dimension, key):
    """Put all rows of a table beside themselves once more, ten times as large, under another member."""
    column = catalog.table(name).dimensions[dimension].key

    def change(rows):
        return pd.concat([rows, rows.assign(value=10 * rows["value"], **{column: key, f"{column}_label": key})])

    return {name: change}


@pytest.mark.parametrize(
    ("id", "change"),
    [
        ("employment", beside("labour_volume", "worker", "A045285")),
        ("productivity-level", beside("labour_volume", "worker", "A045285")),
        ("labour-volume-editions", beside("labour_volume", "worker", "A045285")),
        ("value-added", beside("value_added", "kind", "Current prices")),
        ("productivity-level", beside("value_added", "kind", "Current prices")),
        ("growth-accounts", beside("growth_accounts", "branch", "307610")),
    ],
)
def test_what_a_table_holds_of_others_does_not_mix_in(id, change, tmp_path):
    pd.testing.assert_frame_equal(compute(id, altered(tmp_path, change)).frame, compute(id).frame)


def test_a_level_is_provisional_where_either_side_is(tmp_path):
    def provisional(rows):
        is_newest = rows["period"] == "2025KW01"
        return rows.assign(status=rows["status"].astype(str).mask(is_newest, "provisional").mask(~is_newest, "final"))

    def final(rows):
        return rows.assign(status="final")

    for changes in (
        {"value_added": provisional, "labour_volume": final},
        {"value_added": final, "labour_volume": provisional},
    ):
        frame = compute("productivity-level", altered(tmp_path, changes)).frame
        assert set(frame.loc[frame["is_provisional"], "period"]) == {"2025KW01"}


def test_branches_that_are_not_offered_are_named_only_where_there_are_any(tmp_path):
    only = without("value_added", branch=lambda code: code != "A-U")
    notes = compute("productivity-level", altered(tmp_path, {"value_added": only})).notes
    assert len(notes) == 1 and "Niet aangeboden" not in notes[0].nl


def test_series_have_names_that_last():
    """Addresses and files of readers hold them."""
    assert {"C-small", "M-N-medium"} <= set(compute("sme-gap").frame["series_id"])
    assert set(compute("productivity-level").frame["series_id"]) == {"A-U-2025-09-2025-08"}
    assert set(compute("labour-volume-editions").frame["series_id"]) == {
        "84166NED-2022-06",
        "84166NED-2022-12",
        "85920NED-2026-07-04",
    }


def test_editions_on_older_yardsticks_may_be_absent(tmp_path):
    whole = compute("labour-volume-editions")
    assert {one.table for one in whole.sources} == {"85920NED", "84166NED", "82575NED"}
    less = compute("labour-volume-editions", altered(tmp_path, {"labour_volume_2010": None}))
    assert {one.table for one in less.sources} == {"85920NED", "84166NED"}


def test_computing_gives_no_warning():
    ids = [id for id, one in indicators.registry().items() if one.function.__module__.endswith("productivity")]
    assert len(ids) >= 10
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for id in ids:
            compute(id)
