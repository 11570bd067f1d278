"""Figures of migration: each says what its data prove, keeps breaks open, and takes the stated share from the claim."""

import pytest
from altered import altered, put, times, without

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


# -- the international share -------------------------------------------------------------------------------------------


def test_the_share_stands_in_its_band_beside_the_stated_share():
    spec = make("international-share", STORE, "nl")
    assert spec.kind == "band" and list(spec.series) == ["mid"]
    made = indicators.compute("international-share", STORE).line()
    made = made[made["period"] >= "2010JJ00"]
    for column in ("value", "low", "high"):
        assert spec.data[column].tolist() == made[column].tolist()
    assert spec.data["is_provisional"].all() and "voorlopig" in spec.note
    assert [line.value for line in spec.reference_lines] == [claims.claim("M1").stated.value]
    assert spec.reference_lines[0].label == "bewering: 7%"
    assert spec.title == "De genoemde 7% valt in 2023 binnen de band, maar is niet na te gaan"


def test_the_stated_share_comes_from_the_claim(monkeypatch):
    claim = claims.claim("M1")
    other = claim.model_copy(update={"stated": claim.stated.model_copy(update={"value": 9.0})})
    monkeypatch.setattr(claims, "claim", lambda id: other)
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
    assert "7%" not in spec.title.replace("17,5%", ""), "a reader's choice keeps no conclusion of ours"
    assert make("international-share", STORE, "nl", phi=20.0).title.startswith("Bij 20%")
    with pytest.raises(Problem):
        make("international-share", STORE, "nl", phi=0.0)


@pytest.mark.parametrize("sector", ["narrow", "broad"])
def test_without_a_lowest_and_highest_there_is_no_band(sector):
    spec = make("international-share", STORE, "nl", sector=sector)
    assert spec.kind == "line" and spec.data[["low", "high"]].isna().all().all()
    assert "geen bandbreedte" in spec.title


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
    assert f"Reeksbreuk {int(place + 0.5)}" in spec.note
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


# -- other countries ---------------------------------------------------------------------------------------------------


def test_the_title_on_permits_names_who_leads_and_only_of_the_three(tmp_path):
    assert make("work-permits", STORE, "nl").title == (
        "Per inwoner had Nederland eind 2023 meer werkvergunningen dan Duitsland en België"
    )
    change = times("valid_permits", 3, geo="BE", reason="employment")
    turned = make("work-permits", altered(tmp_path, {"valid_permits": change}), "en")
    assert turned.title.startswith("Per inhabitant Belgium had more work permits than the Netherlands and Germany")
    found = {
        row["geo"]: row["value"]
        for _, row in indicators.compute("permits", STORE).frame.iterrows()
        if row["period"] == "2023JJ00"
    }
    assert all(number(found[geo], "nl", 1) in make("work-permits", STORE, "nl").alt for geo in ("NL", "DE", "BE"))


def test_the_title_on_foreign_workers_falls_back_when_the_netherlands_leads(tmp_path):
    change = times("employment_by_citizenship", 5, geo="NL", citizen="foreign", sex="total")
    spec = make("foreign-nationals-at-work", altered(tmp_path, {"employment_by_citizenship": change}), "nl")
    assert not spec.guarded.holds and spec.title == OWN["foreign-nationals-at-work"].title.nl
    assert spec.panels == ["Nederland", "Duitsland", "België"]


def test_vacancy_rates_are_compared_in_the_quarter_of_the_claim(tmp_path):
    spec = make("job-vacancy-rate", STORE, "nl")
    found = {one.name: one.value for one in claims.judge(claims.claim("M3"), STORE).finding.numbers}
    assert spec.reference_lines[0].value == pytest.approx(found["border"])
    assert spec.title == "Geen van de 3 vergeleken EU-landen is zo krap als Nederland (3e kw 2024)"
    assert set(spec.data["period"]) == {"2024KW03"} and spec.highlight == ("Nederland",)
    assert spec.data["value"].is_monotonic_decreasing and "Noorwegen" not in set(spec.data["category"])
    change = times("vacancy_rates_eu", 3, adjustment="adjusted", geo=["DE", "SE"], period="2024KW03")
    more = make("job-vacancy-rate", altered(tmp_path, {"vacancy_rates_eu": change}), "nl")
    assert more.title.startswith("In 2 van de 3 vergeleken EU-landen")


def test_the_unadjusted_rates_count_all_countries_and_say_which_are_shown():
    spec = make("job-vacancy-rate-unadjusted", STORE, "nl")
    assert "van de 25" in spec.title and "tweede hand" not in spec.note
    assert "België" in set(spec.data["category"]) and set(spec.data["period"]) == {"2025KW04"}
    assert len(spec.data) <= 12, "what is not shown is said in the note"
    assert "geteld zijn alle EU-landen" in spec.note


def test_prosperity_has_two_years_of_one_source(tmp_path):
    for source in ("worldbank", "eurostat"):
        spec = make("gdp-per-head", STORE, "nl", source=source)
        assert all(list(part) == ["first", "last"] for _, part in spec.data.groupby("category")["series_id"])
        assert len(spec.sources) == 1
    spec = make("gdp-per-head", STORE, "nl")
    found = {one.name: one.value for one in claims.judge(claims.claim("M4"), STORE).finding.numbers}
    poland = spec.data[spec.data["category"] == "Polen"].set_index("series_id")["value"]
    assert (poland["first"], poland["last"]) == (found["pl_first"], found["pl_last"])
    assert spec.title == "Alle 6 getoonde landen in Oost-Europa kwamen dichter bij Nederland (2000–2023)"
    change = times("gdp_per_head_ppp", 0.2, geo=["PL", "SK"], period="2023JJ00")
    fewer = make("gdp-per-head", altered(tmp_path, {"gdp_per_head_ppp": change}), "nl")
    assert fewer.title.startswith("4 van de 6 getoonde landen")
    change = times("gdp_per_head_ppp", 0.2, geo=["PL", "SK", "RO", "BG", "HU"], period="2023JJ00")
    none = make("gdp-per-head", altered(tmp_path, {"gdp_per_head_ppp": change}), "nl")
    assert none.title == OWN["gdp-per-head"].title.nl
    assert make("gdp-per-head", STORE, "nl", source="eurostat").data["is_provisional"].any()


def test_a_year_in_which_a_country_is_missing_is_no_end_point(tmp_path):
    gone = without("gdp_per_head_ppp", geo="SK", period="2023JJ00")
    spec = make("gdp-per-head", altered(tmp_path, {"gdp_per_head_ppp": gone}), "nl")
    assert set(spec.data["period"]) == {"2000JJ00", "2022JJ00"} and "2022" in spec.title


# -- arrivals and knowledge migrants -----------------------------------------------------------------------------------


def test_the_total_in_the_title_ends_where_both_sides_are_known(tmp_path):
    spec = make("labour-immigration", STORE, "nl")
    assert spec.title == "In 2023 kwamen 2,7 keer zoveel arbeidsmigranten als in 2010"
    assert number(69_095 / 25_460, "nl", 1) == "2,7" and "tot en met 2023" in spec.note
    assert "2024JJ00" in set(spec.data["period"]), "outside the EU one more year is known"
    flat = put("immigrants_eu", 1_000, purpose="labour", stay="arrival", period="2023JJ00")
    same = make("labour-immigration", altered(tmp_path, {"immigrants_eu": flat}), "nl")
    assert not same.guarded.holds and "de meesten" not in same.alt


def test_years_without_a_figure_have_no_bar():
    spec = make("salary-criterion", STORE, "nl")
    assert spec.data["category"].tolist() == ["2015", "2021", "2023", "2024", "2025"]
    assert "36%" in spec.title and "tweede hand" in spec.note
    arrivals = make("knowledge-migrants", STORE, "nl")
    assert arrivals.data["category"].tolist()[-1] == "Aankomsten 2024 (CBS)"
    assert not arrivals.data["category"].str.contains("2023").any()
    assert set(arrivals.highlight) == {"Aankomsten 2022 (CBS)", "Aankomsten 2024 (CBS)"}


def test_the_title_on_knowledge_migrants_needs_a_fall(tmp_path):
    assert make("knowledge-migrants", STORE, "nl").title == "In 2024 kwamen minder kennismigranten dan in 2022"
    change = put("knowledge_migrants_news", 30, period="2024JJ00")
    spec = make("knowledge-migrants", altered(tmp_path, {"knowledge_migrants_news": change}), "nl")
    assert spec.title == OWN["knowledge-migrants"].title.nl
