"""Figures of productivity: each says what its data prove, for every choice; editions and years are not mixed."""

import pytest
from altered_store import altered, both, put, times
from figure_rules import title_faults

from shortage import claims
from shortage.figures import figures, make
from shortage.store import Store, default_root
from shortage.text import number

STORE = Store(default_root())
OWN = {id: one for id, one in figures().items() if one.theme == "productivity"}
LATEST = [f"{year}JJ00" for year in range(2014, 2024)]
BEFORE = [f"{year}JJ00" for year in range(2004, 2014)]


def numbers(id, **parameters):
    return {one.name: one.value for one in claims.judge(claims.claim(id), STORE, parameters or None).finding.numbers}


def growth(years, value):
    return put("oecd_productivity_growth", value, geo="NL", span="year", period=years)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("id", OWN)
def test_a_title_is_short_and_its_numbers_stand_in_the_figure(id, lang):
    assert not list(title_faults(make(id, STORE, lang)))


@pytest.mark.parametrize(("recent", "before", "words"), [(-0.5, 0.9, "tegen 0,90%"), (2, 1, "en 1,00%")])
def test_the_finding_on_growth_turns_with_the_data(recent, before, words, tmp_path):
    store = altered(tmp_path, {"oecd_productivity_growth": both(growth(LATEST, recent), growth(BEFORE, before))})
    assert words in make("productivity-growth", store, "nl").title


def test_the_averages_drawn_are_those_of_the_claim_over_their_own_years():
    spec, found = make("productivity-growth", STORE, "nl"), numbers("P1")
    for id, name, years in (("recent", "average", LATEST), ("before", "earlier", BEFORE)):
        line = spec.data[spec.data["series_id"] == id]
        assert line["period"].tolist() == years and line["value"].tolist() == pytest.approx([found[name]] * len(years))
        assert number(found[name], "nl", 2) + "%" in spec.title
    assert [one.table for one in spec.sources] == ["DF_PDB_GR"], "only what is drawn is cited"


def test_a_readers_years_are_those_that_are_drawn():
    spec, found = make("productivity-growth", STORE, "nl", recent=5), numbers("P1", recent=5)
    line = spec.data[spec.data["series_id"] == "recent"]
    assert line["period"].tolist() == LATEST[5:] and line["value"].iloc[0] == pytest.approx(found["average"])


def test_a_later_first_year_leaves_the_averages_what_they_are():
    spec = make("productivity-growth", STORE, "nl", since="2009")
    assert spec.data["period"].min() == "2009JJ00" and spec.title == make("productivity-growth", STORE, "nl").title


def test_the_other_countries_are_those_of_the_claim():
    for peers in ("high", "all"):
        spec, found = make("productivity-peers", STORE, "nl", peers=peers), numbers("P1", peers=peers)
        bars = spec.data.set_index("category")["value"]
        assert len(bars) == found["countries"] + 2, "the Netherlands and the median stand among them"
        assert bars["Nederland"] == pytest.approx(found["own"])
        assert bars["Mediaan van de andere landen"] == pytest.approx(found["middle"])
        assert {"DF_PDB_GR", "DF_PDB_LV"} == {one.table for one in spec.sources}


def test_the_level_is_of_one_year_and_one_edition(tmp_path):
    spec = make("productivity-level-countries", STORE, "nl")
    raw = STORE.read("oecd_productivity_level").select("productivity_level", apart=True)
    now = raw[(raw["period"] == "2022JJ00") & (raw["vintage"] == "2024-06-01") & (raw["geo"] != "OECD")]
    levels = now.set_index("geo")["value"]
    assert set(spec.data["period"]) == {"2022JJ00"} and len(levels) == 38
    rank = int((levels > levels["NL"]).sum()) + 1
    assert f"plaats {rank} van 38" in spec.title
    low = altered(tmp_path, {"oecd_productivity_level": times("oecd_productivity_level", 0.2, geo="NL")})
    last = make("productivity-level-countries", low, "nl")
    assert not last.guarded.holds and "Nederland" in set(last.data["category"]) and len(last.data) == len(spec.data)


def test_growth_by_section_is_published_growth_of_one_table():
    spec = make("value-added-growth", STORE, "nl")
    assert [one.table for one in spec.sources] == ["85880NED"]
    raw = STORE.read("value_added_change").select("value_added_change", change="volume-year")
    now = raw[raw["period"] == "2025JJ00"].set_index("branch")["value"]
    shown = dict(zip(spec.data["category"], spec.data["value"], strict=True))
    assert (shown["Industrie"], shown["Bouwnijverheid"]) == (now["C"], now["F"]) == (2.8, 1.2)
    assert "industrie +2,8%, bouw +1,2%" in spec.title and len(shown) == 19
    assert shown["Bbp"] == now["gdp"] and not spec.reference_lines
    assert spec.data["is_provisional"].all() and "Voorlopig" in spec.note
    earlier = make("value-added-growth", STORE, "nl", year="2024")
    assert "bouw −5,7%" in earlier.title and "Voorlopig" not in earlier.note


def test_the_break_even_rise_is_that_of_the_claim_and_of_one_quarter(tmp_path):
    spec, found = make("break-even-productivity", STORE, "nl"), numbers("P4")
    own = spec.data[spec.data["category"] == "Techniek (B–F)"]["value"].iloc[0]
    assert own == pytest.approx(found["rise"]) and f"{number(own, 'nl', 1)}%" in spec.title
    assert set(spec.data["period"]) == {"2026KW01"} and spec.highlight == ("Techniek (B–F)",)
    assert "augustus 2024" not in spec.note
    wide = make("break-even-productivity", STORE, "nl", quarter="2024KW02")
    assert len(wide.data) > len(spec.data) and "augustus 2024" in wide.note, "two editions side by side are named"
    change = times("vacancies", 2, measure="open_vacancies", branch=list("BCDEF"), period="2026KW01")
    more = make("break-even-productivity", altered(tmp_path, {"vacancies": change}), "nl")
    assert "8,5%" in more.title


@pytest.mark.parametrize(("factor", "words"), [(1, "van 4,9%"), (2, "was in 1e kw 2026 het hoogst: 8,5%")])
def test_the_break_even_trend_turns_with_the_data(factor, words, tmp_path):
    change = times("vacancies", factor, measure="open_vacancies", branch=list("BCDEF"), period="2026KW01")
    assert words in make("break-even-trend", altered(tmp_path, {"vacancies": change}), "nl").title


def test_small_beside_medium_is_what_the_claim_judged_and_says_the_year(tmp_path):
    spec, found = make("sme-gap", STORE, "nl"), numbers("P2")
    assert spec.kind == "dumbbell" and len(spec.data) == 2 * found["branches"]
    assert "in 2015 in de meeste bedrijfstakken" in spec.title
    assert "2015" in spec.subtitle and "Grote bedrijven staan niet in deze cijfers" in spec.note
    even = put("productivity_by_size", 200, measure="value_added_per_fte", size="small")
    none = make("sme-gap", altered(tmp_path, {"productivity_by_size": even}), "nl")
    assert not none.guarded.holds and none.title == OWN["sme-gap"].title.nl


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "meer gewerkte uren"), (5.0, "productiviteit van arbeid en kapitaal samen")],
)
def test_the_largest_source_of_growth_turns_with_the_data(value, words, tmp_path):
    change = put("growth_accounts", value, measure="multifactor_productivity", branch="market")
    spec = make("growth-sources", altered(tmp_path, {"growth_accounts": change}), "nl")
    assert words in spec.title and spec.title.endswith("(2011–2022)"), "years that follow each other only"


def test_measures_against_shortage_are_those_of_both_sizes_and_the_title_needs_a_difference(tmp_path):
    spec = make("measures-against-shortage", STORE, "nl")
    assert len(spec.data) == 10 and spec.data["category"].iloc[0] == "Aantrekkelijker voorwaarden"
    asked = "measures_against_shortage"
    more = altered(tmp_path, {asked: put(asked, 60, measure="automation_pct", size="small")})
    turned = make("measures-against-shortage", more, "nl")
    assert not turned.guarded.holds and turned.title == OWN["measures-against-shortage"].title.nl
