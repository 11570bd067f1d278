"""Figures of migration: each says what its data prove, keeps breaks open, and draws what its claim judged."""

import pytest
from altered_store import altered, put, times, without
from figure_rules import title_faults

from shortage import claims, indicators
from shortage.figures import figures, make
from shortage.store import Store, default_root
from shortage.text import Problem, number

STORE = Store(default_root())
OWN = {id: one for id, one in figures().items() if one.theme == "migration"}


def people(factor):
    return {
        name: times(name, factor, purpose="labour", stay="arrival") for name in ("immigrants_eu", "immigrants_non_eu")
    }


def found(id, **parameters):
    return {one.name: one.value for one in claims.judge(claims.claim(id), STORE, parameters).finding.numbers}


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("id", OWN)
def test_a_title_fits_and_its_numbers_stand_in_the_figure(id, lang):
    assert not list(title_faults(make(id, STORE, lang)))


# -- the international share -------------------------------------------------------------------------------------------


def test_the_share_stands_in_its_band_beside_the_stated_share():
    spec = make("international-share", STORE, "nl")
    assert spec.kind == "band" and list(spec.series) == ["mid"]
    made = indicators.compute("international-share", STORE).line()
    made = made[made["period"] >= "2010JJ00"]
    for column in ("value", "low", "high"):
        assert spec.data[column].tolist() == made[column].tolist()
    assert spec.data["is_provisional"].all() and "voorlopig" in spec.note
    assert [(line.value, line.label) for line in spec.reference_lines] == [(7, "bewering: 7%")]
    assert spec.title == "De genoemde 7% valt in 2023 binnen de band, maar is niet na te gaan"


def test_the_stated_share_comes_from_the_claim(monkeypatch, anew):
    claim = claims.claim("M1")
    other = claim.model_copy(update={"stated": claim.stated.model_copy(update={"value": 9.0})})
    monkeypatch.setattr(claims, "claim", lambda name: other)
    spec = make("international-share", STORE, "nl")
    assert spec.reference_lines[0].value == 9.0 and "9%" in spec.title and "boven" in spec.title


@pytest.mark.parametrize(("factor", "words"), [(1, "binnen de band"), (0.5, "boven de hele"), (3, "onder de hele")])
def test_the_title_turns_with_the_band(factor, words, tmp_path):
    spec = make("international-share", altered(tmp_path, people(factor)), "nl")
    assert words in spec.title and "7%" in spec.title


def test_a_readers_own_share_stands_beside_the_band_and_in_the_title():
    spec = make("international-share", STORE, "nl", phi=17.5)
    assert list(spec.series.values()) == ["Midden van de band", "Eigen aanname 17,5%"]
    own = spec.data[spec.data["series_id"] == "phi"]
    assert own["value"].iloc[-1] == pytest.approx(17.5 * 69_095 / 169_000)
    assert spec.title == "Bij 17,5% komt de instroom in 2023 op 7,2 per 100 vervulde vacatures"
    assert make("international-share", STORE, "nl", phi=20.0).title.startswith("Bij 20%")
    with pytest.raises(Problem):
        make("international-share", STORE, "nl", phi=0.0)


@pytest.mark.parametrize("sector", ["narrow", "broad"])
def test_without_a_lowest_and_highest_there_is_no_band(sector):
    spec = make("international-share", STORE, "nl", sector=sector)
    assert spec.kind == "line" and spec.data[["low", "high"]].isna().all().all()
    assert "geen band" in spec.title


def test_the_figures_of_the_share_follow_the_parameters_of_the_claim():
    """What is drawn below a verdict is about the same people as the verdict."""
    spec = make("international-share", STORE, "nl", origin="non-eu")
    made = indicators.compute("international-share", STORE, origin="non-eu").line()
    assert spec.data["value"].iloc[-1] == made["value"].iloc[-1]
    turned = make("international-share-inverted", STORE, "nl", origin="non-eu")
    assert turned.reference_lines[0].value == pytest.approx(found("M1", origin="non-eu")["needed"])


def test_the_claim_turned_round_stands_beside_the_four_stand_ins(tmp_path):
    spec = make("international-share-inverted", STORE, "nl")
    assert spec.data["value"].round(1).tolist() == [7.5, 11.6, 14.2, 20.5]
    assert spec.reference_lines[0].value == pytest.approx(100 * 0.07 * 169_000 / 69_095)
    assert spec.title == "Voor 7% had 17,1% van de arbeidsmigranten in de techniek moeten beginnen"
    assert "1 van de 4" in spec.alt
    few = make("international-share-inverted", altered(tmp_path, people(0.1)), "nl")
    assert not few.guarded.holds and few.title == OWN["international-share-inverted"].title.nl, "over 100 per cent"


# -- breaks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "selection", "place", "names"),
    [
        ("labour-immigration", {}, 2020.5, ["eu", "non-eu"]),
        ("work-permits", {}, 2020.5, ["DE"]),
        ("work-permits", {"permit": "first-all"}, 2019.5, ["DE"]),
        ("foreign-nationals-at-work", {}, 2020.5, ["stretch"]),
    ],
)
def test_no_line_is_drawn_through_a_break(id, selection, place, names):
    spec = make(id, STORE, "nl", **selection)
    assert [mark.x for mark in spec.breaks] == [place]
    assert f"Reeksbreuk in {int(place + 0.5)}" in spec.note
    subjects = spec.data["series_id"].str.partition(":")[0]
    for name in names:
        part = spec.data[subjects == name]
        for _, line in part.groupby(["panel", "series_id"]):
            assert not ((line["x"] < place).any() and (line["x"] > place).any())
        assert part["series_id"].nunique() == 2 and part["label"].nunique() == 2
    assert {"reeksbreuk" if id != "work-permits" else "reeksbreuk Duitsland"} == {mark.label for mark in spec.breaks}


def test_a_break_of_another_country_is_not_marked():
    """Poland has a break in first permits; the figure shows three other countries."""
    assert any(one.where.get("geo") == "PL" for one in indicators.compute("permits", STORE, kind="first-all").breaks)
    assert len(make("work-permits", STORE, "nl", permit="first-all").breaks) == 1


def test_the_title_on_arrivals_is_about_one_unbroken_line(tmp_path):
    spec = make("labour-immigration", STORE, "nl")
    assert spec.title == "Sinds 2021 kwamen van buiten de EU/EFTA de meeste arbeidsmigranten in 2022"
    assert spec.guarded.holds and "2024JJ00" in set(spec.data["period"])
    where = {"purpose": "labour", "stay": "arrival"}
    more = put("immigrants_non_eu", 60_000, period="2024JJ00", **where)
    other = make("labour-immigration", altered(tmp_path, {"immigrants_non_eu": more}), "nl")
    assert "2022" not in other.title


# -- other countries ---------------------------------------------------------------------------------------------------


def test_the_title_on_permits_names_who_leads(tmp_path):
    spec = make("work-permits", STORE, "nl")
    assert spec.title == "Per inwoner had Nederland eind 2023 de meeste werkvergunningen van de drie"
    assert all(number(found("M2")[f"{name}_permits"], "nl", 1) in spec.alt for name in ("netherlands", "germany"))
    change = times("valid_permits", 3, geo="BE", reason="employment")
    turned = make("work-permits", altered(tmp_path, {"valid_permits": change}), "en")
    assert turned.title.startswith("Per head Belgium had the most work permits")


def test_the_title_on_foreign_workers_falls_back_when_the_netherlands_leads(tmp_path):
    change = times("employment_by_citizenship", 5, geo="NL", citizen="foreign", sex="total")
    spec = make("foreign-nationals-at-work", altered(tmp_path, {"employment_by_citizenship": change}), "nl")
    assert not spec.guarded.holds and spec.title == OWN["foreign-nationals-at-work"].title.nl
    assert spec.panels == ["Nederland", "Duitsland", "België"]


def test_vacancy_rates_are_those_of_the_claim_in_one_edition():
    spec = make("job-vacancy-rate", STORE, "nl")
    judged = found("M3")
    assert spec.title == "Geen van de 25 vergeleken EU-landen is zo krap als Nederland (4e kw 2025)"
    assert spec.reference_lines[0].value == pytest.approx(judged["dutch"] * 0.67)
    assert set(spec.data["period"]) == {"2025KW04"} and spec.highlight == ("Nederland",)
    assert spec.data["value"].is_monotonic_decreasing and len(spec.data) <= 13
    assert "uitgave 26 juli 2026" in spec.source_line and "2021" not in spec.source_line
    assert "Zonder cijfer: Denemarken." in spec.note
    peak = make("job-vacancy-rate", STORE, "nl", quarter="2022KW02")
    assert peak.title.startswith("1 van de 25 vergeleken EU-landen") and "2e kw 2022" in peak.subtitle
    with pytest.raises(Problem):
        make("job-vacancy-rate", STORE, "nl", scope="occupations")


def test_the_title_on_occupations_holds_for_each_of_them(tmp_path):
    spec = make("shortage-occupations-eu", STORE, "nl")
    assert spec.guarded.holds and spec.data["value"].tolist() == [19, 18, 18, 18, 18]
    few = put("migration_claims", 14, measure="countries_short_of_bricklayers")
    other = make("shortage-occupations-eu", altered(tmp_path, {"migration_claims": few}), "nl")
    assert not other.guarded.holds


def test_construction_is_compared_over_whole_years_in_the_eu(tmp_path):
    spec = make("labour-limits-construction", STORE, "nl")
    made = indicators.compute("labour-limits-construction", STORE).frame
    year = made[made["period"].str.startswith("2019")]
    means = year.groupby("geo")["value"].mean()
    drawn = spec.data.set_index("category")["value"]
    assert drawn["Nederland"] == pytest.approx(means["NL"]) and drawn["Hongarije"] == pytest.approx(means["HU"])
    assert "In 18 van 26 EU-landen" in spec.title and not {"Turkije", "Servië"} & set(drawn.index)
    gone = without("labour_limits_construction_eu", geo="NL", period="2019MM07", adjustment="unadjusted")
    earlier = make("labour-limits-construction", altered(tmp_path, {"labour_limits_construction_eu": gone}), "nl")
    assert set(earlier.data["period"]) == {"2018JJ00"}


def test_the_title_on_decisions_holds_for_each_year(tmp_path):
    assert make("granted-share", STORE, "nl").guarded.holds
    change = put("ind_applications", 95, measure="labour_granted_pct", period="2020JJ00")
    spec = make("granted-share", altered(tmp_path, {"ind_applications": change}), "nl")
    assert spec.title == OWN["granted-share"].title.nl


def test_prosperity_has_two_years_of_one_source(tmp_path):
    for source in ("worldbank", "eurostat"):
        spec = make("gdp-per-head", STORE, "nl", source=source)
        assert all(list(part) == ["first", "last"] for _, part in spec.data.groupby("category")["series_id"])
        assert len(spec.sources) == 1
    spec = make("gdp-per-head", STORE, "nl")
    poland = spec.data[spec.data["category"] == "Polen"].set_index("series_id")["value"]
    assert (poland["first"], poland["last"]) == (found("M4")["poland_long"], found("M4")["poland"])
    assert spec.title == "Alle 6 landen in Oost-Europa kwamen dichter bij Nederland (2000–2023)"
    later = make("gdp-per-head", STORE, "nl", base="recent")
    assert later.title == "5 van de 6 landen in Oost-Europa kwamen dichter bij Nederland (2015–2023)"
    change = times("gdp_per_head_ppp", 0.2, geo=["PL", "SK", "RO", "BG", "HU", "CZ"], period="2023JJ00")
    none = make("gdp-per-head", altered(tmp_path, {"gdp_per_head_ppp": change}), "nl")
    assert none.title == OWN["gdp-per-head"].title.nl
    assert make("gdp-per-head", STORE, "nl", source="eurostat").data["is_provisional"].any()


def test_a_year_in_which_a_country_is_missing_is_no_end_point(tmp_path):
    gone = without("gdp_per_head_ppp", geo="SK", period="2023JJ00")
    spec = make("gdp-per-head", altered(tmp_path, {"gdp_per_head_ppp": gone}), "nl")
    assert set(spec.data["period"]) == {"2000JJ00", "2022JJ00"} and "2022" in spec.title
