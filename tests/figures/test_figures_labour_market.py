"""Figures of the labour market: each says what its data prove, for every choice, and stops where the data stop."""

import pytest
from altered import altered, times, without

from shortage import claims, indicators
from shortage.figures import figures, make
from shortage.store import Store, default_root
from shortage.text import number

STORE = Store(default_root())
OWN = {id: one for id, one in figures().items() if one.theme == "labour-market"}
LATEST = ["2025KW02", "2025KW03", "2025KW04", "2026KW01"]
SECTIONS = list("ABCDEFGHIJKLMNOPQRS")


def openings(factor, branches, periods=LATEST):
    return {"vacancies": times("vacancies", factor, measure="open_vacancies", branch=branches, period=periods)}


def test_tightness_is_drawn_in_stretches_that_are_not_joined():
    spec = make("tightness", STORE, "nl")
    ends = spec.data.groupby("series_id")["period"].agg(["min", "max"])
    assert ends.loc["adjusted-2020-06-26"].tolist() == ["2017KW01", "2020KW01"]
    assert ends.loc["adjusted-2024-05-15"].tolist() == ["2021KW01", "2024KW01"]
    assert ends.loc["unadjusted"].tolist() == ["2013KW04", "2026KW01"]
    assert [line.value for line in spec.reference_lines] == [claims.claim("T4").values["threshold"]]
    assert "UWV" in spec.note and "4,3" in spec.note


def test_the_finding_on_tightness_turns_with_the_data(tmp_path):
    assert "boven de toetsgrens" in make("tightness", STORE, "nl").title
    many = altered(tmp_path, {"labour_force": times("labour_force", 2, measure="unemployed", adjustment="original")})
    assert "onder de toetsgrens" in make("tightness", many, "nl").title
    rising = make("tightness", altered(tmp_path, openings(2, "A-U", "2026KW01")), "nl")
    assert not rising.guarded.holds and rising.title == OWN["tightness"].title.nl


@pytest.mark.parametrize(
    ("technical", "construction", "title"),
    [
        (1, 1, "Minder vacatures in de techniek dan een jaar eerder, meer in bouwnijverheid"),
        (2, 1, "Meer vacatures in de techniek dan een jaar eerder, ook in bouwnijverheid"),
        (0.5, 0.5, "Minder vacatures in de techniek dan een jaar eerder, ook in bouwnijverheid"),
        (3, 0.5, "Meer vacatures in de techniek dan een jaar eerder, minder in bouwnijverheid"),
    ],
)
def test_the_finding_on_open_vacancies_turns_with_the_data(technical, construction, title, tmp_path):
    def change(rows):
        rows = openings(technical, ["C"])["vacancies"](rows)
        return openings(construction, ["F"])["vacancies"](rows)

    assert make("open-vacancies", altered(tmp_path, {"vacancies": change}), "nl").title == title


def test_a_change_too_small_to_name_gives_the_neutral_title(tmp_path):
    before = ["2024KW02", "2024KW03", "2024KW04", "2025KW01"]
    line = indicators.compute("open-vacancies", STORE, branch="F").line().set_index("period")["value"]
    factor = line[before].sum() / line[LATEST].sum()
    spec = make("open-vacancies", altered(tmp_path, openings(factor, "F")), "nl")
    assert not spec.guarded.holds and spec.title == OWN["open-vacancies"].title.nl


def test_a_readers_own_branch_gets_its_own_line_and_its_own_sentence():
    default, care = make("open-vacancies", STORE, "nl"), make("open-vacancies", STORE, "nl", branch="Q")
    assert set(default.series) == {"default", "F"} and set(care.series) == {"default", "Q"}
    assert "bouwnijverheid" in default.title and "bouwnijverheid" not in care.title
    assert "zorg" in care.title and "zorg" in care.alt
    same = make("open-vacancies", STORE, "nl", branch="B-F")
    assert set(same.series) == {"default"}


def test_a_readers_first_year_cuts_the_lines():
    spec = make("open-vacancies", STORE, "nl", since="2019")
    assert spec.data["period"].min() == "2019KW01" and "1e kw 2019" in spec.subtitle
    late = make("tightness", STORE, "nl", since="2022")
    assert "adjusted-2020-06-26" not in late.series


def test_a_sector_that_stops_earlier_says_when_in_words_from_the_data(tmp_path):
    spec = make("open-vacancies", STORE, "en", sector="narrow")
    assert spec.data[spec.data["series_id"] == "narrow"]["period"].max() == "2023KW03"
    assert "stops here at Q3 2023" in spec.note and "nothing was filled in" in spec.note
    drop = without("vacancies", branch="24-25", period=lambda code: code > "2021KW02")
    earlier = make("open-vacancies", altered(tmp_path, {"vacancies": drop}), "en", sector="narrow")
    assert "stops here at Q2 2021" in earlier.note


@pytest.mark.parametrize(("id", "last"), [("vacancies-by-size", "2023KW03"), ("new-and-filled-vacancies", "2023KW03")])
def test_series_that_stop_in_2023_say_so(id, last):
    spec = make(id, STORE, "nl")
    assert spec.data["period"].max() == last
    assert "3e kw 2023" in spec.note and "2e kw 2026" in spec.note


def test_vacancies_per_job_mark_the_named_sectors_and_count_them_from_the_data(tmp_path):
    spec = make("vacancies-per-1000-jobs", STORE, "nl")
    assert len(spec.data) == len(SECTIONS) and len(spec.highlight) == 5
    assert set(spec.highlight) <= set(spec.data["category"])
    assert spec.data["value"].is_monotonic_decreasing and spec.data["is_provisional"].all()
    assert spec.title == "Van de 5 genoemde sectoren stonden er 2 in de top 5 (2e kw 2024)"
    change = times("vacancy_rate", 3, measure="vacancy_rate_per_1000", branch="P", period="2024KW02")
    more = make("vacancies-per-1000-jobs", altered(tmp_path, {"vacancy_rate": change}), "nl")
    assert more.title == "Van de 5 genoemde sectoren stonden er 3 in de top 5 (2e kw 2024)"


def test_the_title_on_the_own_median_counts_the_sections_above_it(tmp_path):
    spec = make("sections-against-median", STORE, "nl")
    assert (spec.data["value"] > 100).all() and "alle 19 secties" in spec.title
    fewer = make("sections-against-median", altered(tmp_path, openings(0.1, SECTIONS[:4])), "nl")
    assert (fewer.data["value"] > 100).sum() == 15 and "In 15 van de 19" in fewer.title


def test_the_title_on_change_counts_the_falling_sections(tmp_path):
    spec = make("sections-change", STORE, "nl")
    count = int((spec.data["value"] < 0).sum())
    assert f"In {count} van de 19" in spec.title and 0 < count < 19
    none = make("sections-change", altered(tmp_path, openings(3, SECTIONS)), "nl")
    assert not none.guarded.holds and none.title == OWN["sections-change"].title.nl


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1, "minder vacatures dan een jaar eerder, meer dan in 2019"),
        (2, "meer vacatures dan een jaar eerder en dan in 2019"),
        (0.3, "minder vacatures dan een jaar eerder en dan in 2019"),
    ],
)
def test_the_two_views_on_technical_vacancies_turn_with_the_data(factor, words, tmp_path):
    spec = make("open-vacancies-change", altered(tmp_path, openings(factor, list("BCDEF"))), "nl")
    assert words in spec.title


def test_the_two_views_equal_the_numbers_of_the_claim():
    found = {one.name: one.value for one in claims.judge(claims.claim("T3"), STORE).finding.numbers}
    rows = make("open-vacancies-change", STORE, "nl").data
    first = rows[rows["category"] == "Techniek"].set_index("series_id")["value"]
    assert first["year"] == pytest.approx(found["change_year"])
    assert first["base"] == pytest.approx(found["change_base"])


def test_provinces_are_shown_for_the_newest_whole_quarter(tmp_path):
    spec = make("vacancies-by-region", STORE, "nl")
    assert len(spec.data) == 12 and set(spec.data["period"]) == {"2023KW02"}
    assert "2e kw 2023" in spec.subtitle and "2e kw 2023" in spec.note
    share = 100 * spec.data["value"].iloc[:3].sum() / spec.data["value"].sum()
    assert number(share, "nl") + "%" in spec.title
    drop = without("vacancies_by_region", region="zeeland", branch="A-U", period=["2023KW02", "2023KW01"])
    earlier = make("vacancies-by-region", altered(tmp_path, {"vacancies_by_region": drop}), "nl")
    assert set(earlier.data["period"]) == {"2022KW04"}


def test_the_people_per_vacancy_in_the_title_are_those_of_the_claim():
    found = {one.name: one.value for one in claims.judge(claims.claim("E7"), STORE).finding.numbers}
    spec = make("untapped-potential", STORE, "nl")
    assert f"{number(found['ratio'], 'nl')} mensen" in spec.title


def test_two_publishers_stand_side_by_side_for_the_quarters_of_both():
    spec = make("tightness-two-measures", STORE, "nl")
    assert spec.data.groupby("period")["series_id"].nunique().eq(2).all()
    uwv = indicators.compute("tightness-uwv", STORE).frame
    assert set(spec.data["period"]) <= set(uwv["period"])
    last = spec.data[spec.data["period"] == spec.data["period"].max()].set_index("series_id")["value"]
    assert number(last["uwv"] / last["cbs"], "nl", 1) in spec.title
    assert {one.publisher for one in spec.sources} == {"CBS", "UWV"}


def test_occupations_show_what_is_missing_beside_what_is_there():
    spec = make("vacancies-by-occupation", STORE, "nl")
    assert "Niet vrijgegeven" in spec.note and "geen opleidingsniveau" in spec.title
    assert set(spec.highlight) <= set(spec.data["category"])


@pytest.mark.parametrize("id", ["open-vacancies", "open-vacancies-change", "untapped-potential"])
def test_a_finding_about_older_figures_carries_its_period(id):
    assert "t/m" not in make(id, STORE, "nl").title
    assert make(id, STORE, "nl", sector="broad").title.endswith("(t/m 3e kw 2023)")
    assert make(id, STORE, "en", sector="broad").title.endswith("(to Q3 2023)")
