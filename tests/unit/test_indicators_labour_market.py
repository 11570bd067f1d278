"""Tightness, vacancies and untapped potential: the publisher's own figures come out, gaps stay gaps."""

import warnings

import pandas as pd
import pytest
from altered_store import altered, put, times, without

from shortage import corrections, indicators
from shortage.store import Store, default_root
from shortage.text import Problem

STORE = Store(default_root())

# First published by CBS in its quarterly news on tension in the labour market, vacancies per 100 unemployed.
PUBLISHED = {"2021KW04": 106, "2022KW01": 133, "2022KW02": 143, "2022KW03": 121, "2024KW01": 110}


def line(id, store=STORE, series_id=None, **params):
    return indicators.compute(id, store, **params).line(series_id).set_index("period")["value"]


def unemployed():
    rows = STORE.read("labour_force").select("unemployed", adjustment="adjusted")
    return rows[rows["grain"] == "quarter"].set_index("period")["value"]


def test_tightness_equals_what_cbs_published_with_the_same_edition():
    """Of each edition the newest quarter is the one that CBS printed with it."""
    may = line("tightness", series_id="adjusted-2024-05-15")
    august = line("tightness", series_id="adjusted-2023-08-16")
    assert may.index[-1] == "2024KW01" and round(may.iloc[-1]) == PUBLISHED["2024KW01"]
    assert list(august.index) == ["2023KW02"] and round(august.iloc[-1]) == 122


def test_first_published_vacancies_give_the_first_published_tightness():
    """The totals from press texts stand apart as context; with them the printed figures come out exactly."""
    first = STORE.read("vacancies_adjusted").select("open_vacancies_adjusted", context=True, branch="A-U")
    ratio = 100 * first.set_index("period")["value"] / unemployed()
    common = sorted(set(ratio.dropna().index) & set(PUBLISHED))
    assert common == ["2022KW01", "2022KW02", "2022KW03", "2024KW01"]
    assert {code: round(ratio[code]) for code in common} == {code: PUBLISHED[code] for code in common}


def test_revision_moves_tightness_by_little_and_the_peak_not_at_all():
    adjusted = line("tightness", series_id="adjusted-2024-05-15")
    assert max(abs(adjusted[code] - value) for code, value in PUBLISHED.items()) < 1.5
    assert adjusted.idxmax() == max(PUBLISHED, key=PUBLISHED.get) == "2022KW02"
    assert round(adjusted.max()) == 142


def test_tightness_fell_below_a_hundred_in_the_third_quarter_of_2025():
    news = STORE.read("vacancies_adjusted_total").select("open_vacancies_adjusted", context=True)
    ratio = (100 * news.set_index("period")["value"] / unemployed()).dropna()
    assert ratio["2025KW02"] > 100 > ratio["2025KW03"]
    long = line("tightness", series_id="unadjusted")
    assert long["2025KW03"] > 100 > long["2025KW04"], "the mean of four quarters follows later"


def test_the_long_line_is_the_ratio_of_two_means_of_four_quarters():
    vacancies = line("open-vacancies", branch="A-U")
    rows = STORE.read("labour_force").select("unemployed", adjustment="original")
    below = rows[rows["grain"] == "quarter"].set_index("period")["value"]
    year = ["2022KW01", "2022KW02", "2022KW03", "2022KW04"]
    by_hand = 100 * (448.2 + 479.8 + 451.9 + 418.9) / (356 + 329 + 366 + 350)
    assert vacancies[year].tolist() == [448.2, 479.8, 451.9, 418.9] and below[year].tolist() == [356, 329, 366, 350]
    assert line("tightness", series_id="unadjusted")["2022KW04"] == pytest.approx(by_hand)


def test_editions_of_adjusted_figures_are_lines_of_their_own():
    frame = indicators.compute("tightness", STORE, method="adjusted").frame
    assert frame.groupby("series_id")["vintage"].nunique().eq(1).all()
    assert set(frame["vintage"]) == {"2020-06-26", "2023-08-16", "2024-05-15"}
    assert not {"2020KW02", "2020KW03", "2020KW04"} & set(frame["period"]), "no figure between two editions"


def test_a_missing_quarter_leaves_a_gap_and_no_mean_over_it(tmp_path):
    chosen = {"measure": "open_vacancies", "branch": "A-U", "period": "2020KW02"}
    for change in (without("vacancies", **chosen), put("vacancies", float("nan"), **chosen)):
        store = altered(tmp_path, {"vacancies": change})
        before, after = (line("tightness", one, "unadjusted") for one in (STORE, store))
        assert set(before.index) - set(after.index) == {"2020KW02", "2020KW03", "2020KW04", "2021KW01"}
        pd.testing.assert_series_equal(after, before[after.index])
        assert "2020KW02" not in line("open-vacancies", store, branch="A-U").index


def test_tightness_follows_vacancies_and_unemployed(tmp_path):
    more = altered(tmp_path, {"vacancies": times("vacancies", 2, measure="open_vacancies", branch="A-U")})
    half = times("labour_force_monthly", 0.5, measure=["unemployed", "unemployed_adjusted"])
    fewer = altered(tmp_path, {"labour_force_monthly": half})
    base = line("tightness", series_id="unadjusted")
    for store in (more, fewer):
        pd.testing.assert_series_equal(line("tightness", store, "unadjusted"), 2 * base)
    adjusted = line("tightness", fewer, "adjusted-2024-05-15")
    pd.testing.assert_series_equal(adjusted, 2 * line("tightness", series_id="adjusted-2024-05-15"))


def test_without_the_adjusted_tables_the_long_line_stands_alone(tmp_path):
    store = altered(tmp_path, {"vacancies_adjusted": None, "vacancies_adjusted_total": None})
    assert set(indicators.compute("tightness", store).frame["series_id"]) == {"unadjusted"}
    with pytest.raises(Problem):
        indicators.compute("tightness", store, method="adjusted")
    with pytest.raises(Problem, match="80590ned"):
        indicators.compute("tightness", altered(tmp_path, {"labour_force_monthly": None}))


def test_untapped_potential_is_the_sum_of_its_four_groups_and_of_nothing_less(tmp_path):
    frame = indicators.compute("untapped-labour-potential", STORE).frame
    wide = frame.pivot(index="period", columns="group", values="value")
    groups = ["unemployed", "available_not_searching", "searching_not_available", "underemployed"]
    assert (wide["total"] - wide[groups].sum(axis=1)).abs().max() < 1e-9
    assert wide.loc["2026KW01", "total"] == 1258
    change = put("labour_force", float("nan"), measure="underemployed", adjustment="adjusted", period="2024KW01")
    store = altered(tmp_path, {"labour_force": change})
    assert "2024KW01" not in line("untapped-labour-potential", store, "total").index


def test_a_technical_sector_is_the_sum_of_its_rows_and_ends_with_the_first_of_them():
    narrow = line("open-vacancies", sector="narrow")
    parts = [line("open-vacancies", branch=code) for code in ("24-25", "29-30", "31-33", "D", "F", "45")]
    assert narrow.index[-1] == min(part.index[-1] for part in parts) == "2023KW03"
    assert narrow["2023KW03"] == pytest.approx(sum(part["2023KW03"] for part in parts))
    default = line("open-vacancies", sector="default")
    sections = [line("open-vacancies", branch=code) for code in "BCDEF"]
    assert default.index[-1] == "2026KW01"
    assert default["2026KW01"] == pytest.approx(sum(part["2026KW01"] for part in sections))
    notes = " ".join(one.nl for one in indicators.compute("open-vacancies", STORE, sector="narrow").notes)
    assert "3e kw 2023" in notes and "2e kw 2026" in notes


def test_a_part_that_is_missing_leaves_the_sector_without_a_figure(tmp_path):
    change = without("vacancies", measure="open_vacancies", branch="D", period="2025KW01")
    store = altered(tmp_path, {"vacancies": change})
    assert "2025KW01" not in line("open-vacancies", store, sector="default").index
    assert "2024KW04" in line("open-vacancies", store, sector="default").index


def test_where_a_series_stops_is_said_from_the_data(tmp_path):
    size = indicators.compute("open-vacancies-by-size", STORE)
    assert size.as_of == "2023KW03" and "3e kw 2023" in size.notes[0].nl and "Q3 2023" in size.notes[0].en
    drop = without("vacancies", branch=["0-9", "10-99", "100+"], period=lambda code: code > "2021KW04")
    shorter = indicators.compute("open-vacancies-by-size", altered(tmp_path, {"vacancies": drop}))
    assert shorter.as_of == "2021KW04" and "4e kw 2021" in shorter.notes[0].nl


def test_quarters_that_the_regional_table_lacks_stay_away():
    nl = line("open-vacancies-by-region", region="NL")
    assert {"2023KW02", "2025KW02", "2026KW02"} <= set(nl.index)
    assert not {"2023KW03", "2023KW04", "2024KW01", "2025KW01", "2025KW03", "2011KW04"} & set(nl.index)


def test_a_known_error_in_the_regional_total_is_left_out_and_told():
    data = STORE.read("vacancies_by_region")
    raw = STORE.raw("vacancies_by_region")
    published = raw[(raw["period"] == "2011KW04") & raw["RegioS_label"].eq("Nederland")]["value"]
    assert 133.8 in published.tolist(), "the store keeps what was published"
    assert line("open-vacancies", branch="A-U")["2011KW04"] == 116.6
    assert [one.is_used for one in data.corrections] == [True] and not corrections.stale(data.corrections)
    notes = indicators.compute("open-vacancies-by-region", STORE).notes
    assert any("133,8" in one.nl and "116,6" in one.nl for one in notes)


def test_a_repaired_value_is_no_longer_left_out_and_the_correction_asks_to_go(tmp_path):
    chosen = {"measure": "open_vacancies", "branch": "A-U", "region": "NL", "period": "2011KW04"}
    store = altered(tmp_path, {"vacancies_by_region": put("vacancies_by_region", 116.6, **chosen)})
    assert line("open-vacancies-by-region", store, region="NL")["2011KW04"] == 116.6
    stale = corrections.stale(store.read("vacancies_by_region").corrections)
    assert len(stale) == 1 and "83599NED" in stale[0].text("nl")


def test_the_published_vacancy_rates_of_the_second_quarter_of_2024():
    frame = indicators.compute("vacancies-per-1000-jobs", STORE).frame
    rates = frame[frame["period"] == "2024KW02"].set_index("branch")["value"]
    wanted = {"F": 74, "I": 60, "J": 58, "D": 57, "M": 57, "C": 48, "A-U": 46, "Q": 46, "P": 23}
    assert {code: rates[code] for code in wanted} == wanted


def test_what_cbs_did_not_release_is_named_and_not_shown():
    made = indicators.compute("vacancies-by-occupation", STORE)
    assert "A-U/07" not in set(made.frame["series_id"])
    assert any("Technische beroepen" in one.nl for one in made.notes)


def test_computing_gives_no_warning():
    ids = [id for id, one in indicators.registry().items() if one.function.__module__.endswith(("market", "vacancies"))]
    assert len(ids) >= 9
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for id in ids:
            indicators.compute(id, STORE)


def test_the_monthly_table_says_the_same_of_quarters_as_the_quarterly_one_and_reaches_back_further():
    quarterly = STORE.read("labour_force").select("unemployed", adjustment="original", grain="quarter")
    monthly = STORE.read("labour_force_monthly").select("unemployed", grain="quarter").set_index("period")["value"]
    both = quarterly.set_index("period")["value"]
    assert (monthly[both.index] - both).abs().max() == 0
    assert line("tightness", series_id="unadjusted").index[0] == "2003KW04" < both.index[0]


def test_a_duration_is_a_years_stock_over_its_flow():
    vacancies = STORE.read("vacancies")
    year = ["2022KW04", "2023KW01", "2023KW02", "2023KW03"]
    stock = vacancies.select("open_vacancies", branch="F", period=year)["value"].mean()
    flow = vacancies.select("filled_vacancies", branch="F", period=year)["value"].sum()
    found = line("vacancy-duration", branch="F")
    assert found.index[-1] == "2023KW03" and found.iloc[-1] == pytest.approx(12 * stock / flow)
    assert round(found.iloc[-1], 1) == 5.7


def test_what_was_open_and_arose_less_what_was_filled_is_open_again():
    """The fill rate divides by what was open at the start and arose; that the table adds up makes it a share."""
    rate = line("vacancy-fill-rate", branch="A-U")
    assert rate.between(0, 100).all() and rate.index[0] == "1998KW01"
    vacancies = STORE.read("vacancies")
    flows = {
        name: vacancies.select(f"{name}_vacancies", branch="A-U", grain="quarter").set_index("period")["value"]
        for name in ("open", "new", "filled")
    }
    shares = [
        flows["filled"][at] / (flows["open"][before] + flows["new"][at])
        for before, at in zip(list(flows["open"].index)[-60:], list(flows["open"].index)[-59:], strict=False)
        if at in ("2022KW04", "2023KW01", "2023KW02", "2023KW03")
    ]
    assert len(shares) == 4 and rate["2023KW03"] == pytest.approx(25 * sum(shares))


def test_a_flow_that_rounds_to_nothing_gives_no_duration():
    frame = indicators.compute("vacancy-duration", STORE).frame
    assert frame["value"].map(lambda value: 0 < value < 60).all()
    assert frame[(frame["branch"] == "B") & (frame["period"] == "2023KW03")].empty


def test_the_counts_of_tight_occupations_are_shares_of_their_own_number_of_groups():
    made = indicators.compute("tight-occupations", STORE)
    assert made.frame.set_index("series_id")["value"].round(1).to_dict() == {"of-92": 100.0, "of-93": 93.5}
    assert "tweede hand" in made.notes[0].nl


def test_the_two_sides_of_the_curve_are_parts_of_one_labour_force():
    frame = indicators.compute("beveridge", STORE).frame
    wide = frame.pivot(index="period", columns="quantity", values="value")
    ratio = 100 * wide["vacancies"] / wide["unemployed"]
    pd.testing.assert_series_equal(ratio, line("tightness", series_id="unadjusted"), check_names=False)


def test_the_rate_worked_out_from_eurostat_is_the_one_that_cbs_publishes():
    """Where both are there they are one figure in two forms, within the rounding of a tenth of a per cent."""
    derived = indicators.compute("vacancies-per-1000-jobs-derived", STORE).frame
    published = indicators.compute("vacancies-per-1000-jobs", STORE).frame
    both = derived.merge(published, on=["period", "branch"], suffixes=("", "_cbs"))
    assert len(both) >= 3 and (both["value"] - both["value_cbs"]).abs().max() <= 1.1
    assert derived.groupby("series_id")["vintage"].nunique().eq(1).all() and derived["period"].min() == "2001KW01"
