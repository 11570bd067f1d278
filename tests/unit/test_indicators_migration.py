"""The international share by hand and by year, other countries, and that no line crosses a break."""

import pandas as pd
import pytest
from altered_store import altered, both, put, times, without

from shortage import catalog, indicators
from shortage.store import Store, default_root
from shortage.text import Period, Problem

STORE = Store(default_root())
SECTIONS = list("ABCDEFGHIJKLMNOPQRS")

# Year, labour immigrants, filled vacancies B-F (thousand), and the share at the four stand-ins, worked out apart from
# the program with the same published figures.
WORKED = [
    (2010, 25460, 81, 2.4, 3.5, 5.6, 6.4),
    (2011, 28595, 96, 2.2, 3.7, 5.1, 6.1),
    (2012, 28115, 76, 2.8, 4.1, 6.4, 7.6),
    (2013, 30370, 68, 3.4, 4.9, 7.4, 9.2),
    (2014, 37670, 73, 3.9, 5.5, 8.4, 10.6),
    (2015, 39115, 89, 3.3, 4.9, 7.3, 9.0),
    (2016, 42740, 95, 3.4, 4.8, 7.5, 9.2),
    (2017, 50655, 114, 3.3, 5.1, 7.4, 9.1),
    (2018, 57530, 137, 3.1, 5.0, 6.8, 8.6),
    (2019, 64360, 145, 3.3, 5.2, 7.2, 9.1),
    (2020, 48160, 125, 2.9, 4.4, 6.2, 7.9),
    (2021, 58570, 142, 3.1, 4.7, 5.8, 8.5),
    (2022, 76745, 169, 3.4, 5.1, 6.4, 9.3),
    (2023, 69095, 169, 3.1, 4.7, 5.8, 8.4),
]


def compute(id, store=STORE, **params):
    return indicators.compute(id, store, **params)


def values(id, store=STORE, **params):
    return compute(id, store, **params).frame.set_index("period")["value"]


@pytest.fixture(scope="module")
def shares():
    return {name: values("international-share", value=name) for name in ("low", "mid", "mid2", "high")}


@pytest.mark.parametrize(("year", "people", "filled", "low", "mid", "mid2", "high"), WORKED)
def test_the_worked_example_comes_out_to_a_tenth(year, people, filled, low, mid, mid2, high, shares):
    code = f"{year}JJ00"
    assert compute("labour-immigration").line("total").set_index("period")["value"][code] == people
    assert values("filled-vacancies-by-year")[code] == filled
    expected = {"low": low, "mid": mid, "mid2": mid2, "high": high}
    # Half a tenth and a hair: the example rounded twice (3.3496 to 3.35 to 3.4).
    assert {name: float(line[code]) for name, line in shares.items()} == pytest.approx(expected, abs=0.0505)


def test_the_share_of_2023_by_hand():
    """43,900 from the EU/EFTA and 25,195 from outside it came for work; 169,000 of 1,462,000 vacancies were B-F."""
    row = compute("international-share").line().set_index("period").loc["2023JJ00"]
    assert row["value"] == pytest.approx(100 * (169 / 1462) * (43900 + 25195) / 169_000)
    assert row["low"] == pytest.approx(100 * ((5.0 + 2.5) / 100) * 69_095 / 169_000)
    assert row["high"] == pytest.approx(100 * ((5.0 + 2.5 + 0.22 * 59.1) / 100) * 69_095 / 169_000)
    # B-F over all sections of the survey, A to S as published and T second-hand.
    technical = 14.4 + 781.7 + 46.2 + 41.5 + 418.6
    rows = STORE.read("employment_by_activity").select(
        "employed", geo="NL", sex="total", period="2023JJ00", activity=SECTIONS
    )
    everyone = rows["value"].sum() + 9.7
    mid2 = values("international-share", value="mid2")["2023JJ00"]
    assert mid2 == pytest.approx(100 * technical / everyone * 69_095 / 169_000)
    assert bool(row["is_provisional"])


def test_the_claim_turned_round_by_hand():
    needed = values("international-share-inverted", stated=7.0)
    assert needed["2023JJ00"] == pytest.approx(100 * 0.07 * 169_000 / 69_095)
    assert round(needed["2023JJ00"], 1) == 17.1
    assert values("international-share", phi=float(needed["2023JJ00"]))["2023JJ00"] == pytest.approx(7.0)
    outside = values("international-share-inverted", stated=7.0, origin="non-eu")["2023JJ00"]
    assert outside == pytest.approx(100 * 0.07 * 169_000 / 25_195)
    lapsed = values("international-share-inverted", stated=7.0, lapsed=10)["2023JJ00"]
    assert lapsed == pytest.approx(0.9 * needed["2023JJ00"])


def test_phi_moves_the_share_in_proportion_and_has_no_band():
    ten, twenty = (compute("international-share", phi=phi).frame for phi in (10.0, 20))
    assert (twenty["value"] / ten["value"]).round(9).eq(2).all()
    assert ten["value"].iloc[-1] == pytest.approx(10 * 69_095 / 169_000)
    assert ten[["low", "high"]].isna().all().all()


@pytest.mark.parametrize("phi", [0, -1, 101, float("nan"), "10", True])
def test_a_phi_that_is_no_share_gives_one_sentence(phi):
    with pytest.raises(Problem) as caught:
        compute("international-share", phi=phi)
    assert "phi" in caught.value.text("nl") and "\n" not in caught.value.text("en")


@pytest.mark.parametrize("sector", ["narrow", "default", "broad"])
def test_numerator_and_denominator_cover_the_same_industries(sector, tmp_path):
    """More vacancies in the sector alone leave the middle where it was: both sides follow the same definition."""
    branches = catalog.sectors()[sector]["branches"]
    change = times("vacancies", 2, measure="filled_vacancies", branch=branches)
    store = altered(tmp_path, {"vacancies": change})
    before, after = (values("international-share", one, sector=sector) for one in (STORE, store))
    pd.testing.assert_series_equal(before, after)
    own = [values("international-share", one, sector=sector, phi=10.0) for one in (STORE, store)]
    pd.testing.assert_series_equal(own[0], 2 * own[1])


def test_the_chance_match_of_mixed_industries_does_not_come_out():
    """phi of B-F over vacancies of the narrow definition gives 7.0; the program never mixes the two."""
    frame = compute("international-share-phi").frame
    phi = frame[(frame["period"] == "2023JJ00") & (frame["stand_in"] == "mid")]["value"].iloc[0]
    mixed = phi * 69_095 / (1000 * values("filled-vacancies-by-year", sector="narrow")["2023JJ00"])
    assert round(mixed, 1) == 7.0
    narrow = compute("international-share", sector="narrow")
    assert round(narrow.line().set_index("period")["value"]["2023JJ00"], 1) == 4.7
    assert narrow.frame[["low", "high"]].isna().all().all()
    assert any("dezelfde branches" in one.nl for one in narrow.notes)
    assert set(compute("international-share-phi", sector="narrow").frame["stand_in"]) == {"mid"}


def test_the_share_follows_people_and_vacancies(tmp_path):
    people = both(times("immigrants_eu", 3, purpose="labour"))
    store = altered(tmp_path, {"immigrants_eu": people})
    after = values("international-share", store)["2023JJ00"]
    assert after == pytest.approx((3 * 43900 + 25195) / 69095 * values("international-share")["2023JJ00"])
    assert values("international-share", lapsed=20)["2023JJ00"] == pytest.approx(
        values("international-share")["2023JJ00"] / 0.8
    )
    more = values("international-share", unregistered=True)["2023JJ00"]
    table = STORE.read("foreign_born_employees")
    count = {name: table.select(name, group="total")["value"].iloc[-1] for name in ("registered", "not_registered")}
    factor = 1 + count["not_registered"] / count["registered"]
    assert round(factor, 2) == 1.35
    assert more == pytest.approx((factor * 43900 + 25195) / 1_462_000 * 100)


def test_a_year_without_one_of_the_flows_has_no_share(tmp_path):
    assert "2024JJ00" not in values("international-share").index, "outside the EU 2024 is there, inside it is not"
    assert "2024JJ00" in set(compute("labour-immigration").frame.query("origin == 'non-eu'")["period"])
    store = altered(
        tmp_path, {"vacancies": without("vacancies", measure="filled_vacancies", branch="B-F", period="2016JJ00")}
    )
    assert "2016JJ00" not in values("international-share", store).index
    missing = put("immigrants_non_eu", float("nan"), purpose="labour", stay="arrival", period="2016JJ00")
    assert "2016JJ00" not in values("international-share", altered(tmp_path, {"immigrants_non_eu": missing})).index


def test_a_branch_that_is_missing_leaves_a_sum_of_branches_without_a_figure(tmp_path):
    change = without("vacancies", measure="filled_vacancies", branch="D", period="2016JJ00")
    store = altered(tmp_path, {"vacancies": change})
    assert "2016JJ00" not in values("filled-vacancies-by-year", store, sector="narrow").index
    assert "2015JJ00" in values("filled-vacancies-by-year", store, sector="narrow").index
    assert "2016JJ00" in values("filled-vacancies-by-year", store).index


def lines():
    """Yield each indicator of this theme with the choices that change its breaks."""
    yield "labour-immigration", {}
    yield "international-share", {"value": "mid2"}
    yield "international-share-phi", {}
    yield "foreign-nationals-at-work", {}
    for kind in ("valid-work", "first-all"):
        yield "permits", {"kind": kind}


@pytest.mark.parametrize(("id", "params"), list(lines()))
def test_no_line_runs_through_a_break(id, params):
    made = compute(id, **params)
    assert made.breaks
    seen = 0
    for one in made.breaks:
        rows = made.frame
        for column, wanted in one.where.items():
            rows = rows[rows[column] == wanted]
        year = Period.parse(one.period).year
        for series, part in rows.groupby("series_id"):
            years = part["period_start"].dt.year
            if series in ("total", "low", "mid", "high"):
                continue  # the break is not theirs: a sum of both sides, or another source
            assert not ((years < year).any() and (years >= year).any()), series
            seen += 1
    assert seen >= 1
    starts = {id for id in made.frame["series_id"] if ":" in id}
    assert starts, "a stretch after a break has a name of its own"


def test_a_break_of_one_country_leaves_the_others_whole():
    frame = compute("permits", kind="valid-work").frame
    ids = frame.groupby("geo")["series_id"].nunique()
    assert ids["DE"] == 2 and ids["NL"] == ids["BE"] == 1
    flow = compute("permits", kind="first-all").frame.groupby("geo")["series_id"].nunique()
    assert flow["DE"] == flow["PL"] == 2 and flow["NL"] == 1


def test_permits_and_foreign_workers_of_2023_by_hand():
    permits = compute("permits", kind="valid-work", per="persons").frame
    now = permits[permits["period"] == "2023JJ00"].set_index("geo")["value"]
    assert (now["NL"], now["DE"], now["BE"]) == (153_950, 495_372, 48_864)
    people = STORE.read("population").select("population").set_index(["geo", "period"])["value"]
    per = compute("permits", kind="valid-work").frame.query("period == '2023JJ00'").set_index("geo")["value"]
    for geo in ("NL", "DE", "BE"):  # a stock of 31 December over the population of the next day
        assert per[geo] == pytest.approx(1000 * now[geo] / people[geo, "2024JJ00"])
    first = compute("permits", kind="first-all", per="persons").frame.query("period == '2023JJ00'").set_index("geo")
    assert first["value"][["NL", "DE", "BE"]].tolist() == [131_785, 586_144, 74_366]
    share = compute("foreign-nationals-at-work", per="employed").frame.query("period == '2023JJ00'").set_index("geo")
    assert share["value"][["NL", "DE", "BE"]].round().tolist() == [6, 15, 12]


def test_a_country_without_population_has_no_rate_but_keeps_its_count(tmp_path):
    store = altered(tmp_path, {"population": without("population", geo="BE", period="2024JJ00")})
    per = compute("permits", store, kind="valid-work").frame
    assert "2023JJ00" not in set(per[per["geo"] == "BE"]["period"])
    count = compute("permits", store, kind="valid-work", per="persons").frame
    assert "2023JJ00" in set(count[count["geo"] == "BE"]["period"])


def test_prosperity_keeps_its_sources_apart_and_follows_both_countries(tmp_path):
    world, euro = (compute("gdp-per-head", source=one) for one in ("worldbank", "eurostat"))
    assert set(world.frame["series_id"]).isdisjoint(euro.frame["series_id"])
    assert len(world.sources) == len(euro.sources) == 1
    poland = world.line("PL:worldbank").set_index("period")["value"]
    assert [round(poland[f"{year}JJ00"] / 100, 2) for year in (2000, 2010, 2023)] == [0.33, 0.46, 0.63]
    assert round(euro.line("PL:eurostat").set_index("period")["value"]["2023JJ00"] / 100, 2) == 0.58
    store = altered(tmp_path, {"gdp_per_head_ppp": times("gdp_per_head_ppp", 2, geo="NL")})
    halved = compute("gdp-per-head", store).line("PL:worldbank").set_index("period")["value"]
    pd.testing.assert_series_equal(2 * halved, poland)


def test_vacancy_rates_of_two_kinds_or_two_editions_share_no_line():
    adjusted, unadjusted = (compute("job-vacancy-rate", adjustment=one) for one in ("adjusted", "unadjusted"))
    assert set(adjusted.frame["series_id"]).isdisjoint(unadjusted.frame["series_id"])
    rows = STORE.read("vacancy_rates_eu").select("vacancy_rate_pct", adjustment="unadjusted", activity="B-S", geo="AT")
    newest = rows[rows["vintage"] == rows["vintage"].max()]
    assert len(newest) < len(rows), "Austria was revised: its older quarters are of another edition"
    assert set(unadjusted.line("AT:unadjusted")["period"]) == set(newest["period"])


def test_years_of_the_salary_criterion_that_were_not_found_stay_away():
    made = compute("salary-criterion")
    assert made.frame["period"].str[:4].tolist() == ["2015", "2021", "2023", "2024", "2025"]
    assert made.frame["value"].tolist() == [4189, 4752, 5008, 5331, 5688]
    assert made.frame["series_id"].nunique() == 3, "only years that follow each other form a line"


@pytest.mark.parametrize(
    ("id", "table", "named"),
    [
        ("international-share", "immigrants_eu", "84808NED"),
        ("international-share", "vacancies", "80472ned"),
        ("permits", "valid_permits", "migr_resvalid"),
        ("gdp-per-head", "gdp_per_head_ppp", "NY.GDP.PCAP.PP.CD"),
        ("job-vacancy-rate", "vacancy_rates_eu", "jvs_q_nace2"),
    ],
)
def test_a_missing_table_is_named(id, table, named, tmp_path):
    with pytest.raises(Problem) as caught:
        compute(id, altered(tmp_path, {table: None}))
    assert named in caught.value.text("nl") and named in caught.value.text("en")


# -- permits, decisions, occupations and hindrance ---------------------------------------------------------------------


def test_work_permits_of_another_scope_are_another_line():
    granted, employees = compute("work-permits", measure="twv_granted"), compute("work-permits")
    assert dict(zip(granted.frame["period"], granted.frame["value"], strict=True)) == {
        "2017JJ00": 5700,
        "2018JJ00": 7100,
    }
    assert dict(zip(employees.frame["period"], employees.frame["value"], strict=True)) == {
        "2020JJ00": 6028,
        "2023JJ00": 16144,
    }
    assert employees.frame["series_id"].nunique() == 2, "single years form no line"
    assert employees.notes and not granted.notes, "second-hand figures say so"
    with pytest.raises(Problem):
        compute("work-permits", measure="no-such")


def test_decisions_are_those_of_the_annual_report():
    wide = compute("granted-share").frame.pivot(index="period", columns="scheme", values="value")
    assert wide.loc["2021JJ00"].to_dict() == {"knowledge": 94, "labour": 72}
    assert wide.index.tolist() == ["2019JJ00", "2020JJ00", "2021JJ00"]


def test_only_technical_occupations_are_counted():
    made = compute("shortage-occupations-eu")
    assert set(made.frame["occupation"]) == {"bricklayers", "carpenters", "electricians", "metal_setters", "plumbers"}
    assert made.frame["value"].max() == 19 and made.notes
    assert {made.series[id].en for id in made.frame["series_id"]} >= {"bricklayers", "metal machine setters"}


def test_knowledge_workers_and_visas_are_those_published():
    assert values("german-skilled-visas")["2024JJ00"] == 88_543
    assert sorted(compute("knowledge-workers").frame["value"]) == [4.2, 21]


def test_hindrance_in_construction_keeps_adjusted_and_unadjusted_apart():
    made, other = (compute("labour-limits-construction", adjustment=one) for one in ("unadjusted", "adjusted"))
    assert not set(made.frame["series_id"]) & set(other.frame["series_id"])
    dutch = made.frame[(made.frame["geo"] == "NL") & made.frame["period"].str.startswith("2019")]
    assert len(dutch) == 12 and dutch["value"].mean() == pytest.approx(22, abs=0.5)
    with pytest.raises(Problem):
        compute("labour-limits-construction", adjustment="no-such")
