"""Figures of the labour market: each says what its data prove, for every choice, and stops where the data stop."""

import itertools

import pytest
from altered_store import altered, both, times, without

from shortage import claims, indicators
from shortage.figures import figures, make
from shortage.render.paper import draw
from shortage.render.path import NEAR, Path
from shortage.render.table import table
from shortage.store import Store, default_root
from shortage.text import number

STORE = Store(default_root())
OWN = {id: one for id, one in figures().items() if one.theme == "labour-market"}
LATEST = ["2025KW02", "2025KW03", "2025KW04", "2026KW01"]
SECTIONS = list("ABCDEFGHIJKLMNOPQRS")


def openings(factor, branches, periods=LATEST):
    return {"vacancies": times("vacancies", factor, measure="open_vacancies", branch=branches, period=periods)}


def numbers(id):
    return {one.name: one.value for one in claims.find(claims.claim(id), STORE).numbers}


def test_tightness_is_one_long_line_beside_one_edition_of_cbs():
    spec = make("tightness", STORE, "nl")
    ends = spec.data.groupby("series_id")["period"].agg(["min", "max"])
    assert ends.loc["adjusted"].tolist() == ["2021KW01", "2024KW01"]
    assert ends.loc["unadjusted"].tolist() == ["2003KW04", "2026KW02"]
    assert [line.value for line in spec.reference_lines] == [numbers("T4")["past"]]
    assert spec.title == "Krapte daalt sinds 4e kw 2022, maar is hoger dan op elke top t/m 2019"


def test_a_readers_past_moves_the_line_in_the_figure():
    """A figure below a verdict used the rule's defaults whatever the reader had chosen."""
    spec = make("tightness", STORE, "nl", past_until=2022)
    assert spec.reference_lines[0].value == numbers("T4")["peak"]
    assert spec.title == "Krapte is sinds 4e kw 2022 gedaald tot onder de hoogste top t/m 2022"


def test_the_finding_on_tightness_turns_with_the_data(tmp_path):
    year = ["2025KW03", "2025KW04", "2026KW01", "2026KW02"]
    many = times("labour_force_monthly", 2, measure="unemployed", period=year)
    assert "onder de hoogste top" in make("tightness", altered(tmp_path, {"labour_force_monthly": many}), "nl").title
    rising = make("tightness", altered(tmp_path, openings(1.5, "A-U", "2026KW02")), "nl")
    assert not rising.guarded.holds and rising.title == OWN["tightness"].title.nl


@pytest.mark.parametrize(
    ("technical", "construction", "title"),
    [
        (1, 1, "Minder technische vacatures dan een jaar eerder, ook in de bouw (1e kw 2026)"),
        (2, 2, "Meer technische vacatures dan een jaar eerder, ook in de bouw (1e kw 2026)"),
        (0.5, 1.1, "Minder technische vacatures dan een jaar eerder, meer in de bouw (1e kw 2026)"),
        (2, 1, "Meer technische vacatures dan een jaar eerder, minder in de bouw (1e kw 2026)"),
    ],
)
def test_the_finding_on_open_vacancies_turns_with_the_data(technical, construction, title, tmp_path):
    def change(rows):
        rows = openings(technical, ["C"])["vacancies"](rows)
        return openings(construction, ["F"])["vacancies"](rows)

    assert make("open-vacancies", altered(tmp_path, {"vacancies": change}), "nl").title == title


def test_a_change_too_small_to_name_gives_the_neutral_title(tmp_path):
    line = indicators.compute("open-vacancies", STORE, branch="F").line().set_index("period")["value"]
    factor = line["2025KW01"] / line["2026KW01"]
    spec = make("open-vacancies", altered(tmp_path, openings(factor, "F")), "nl")
    assert not spec.guarded.holds and spec.title == OWN["open-vacancies"].title.nl


def test_a_readers_own_branch_gets_its_own_line_and_its_own_sentence():
    default, care = make("open-vacancies", STORE, "nl"), make("open-vacancies", STORE, "nl", branch="Q")
    assert set(default.series) == {"default", "F"} and set(care.series) == {"default", "Q"}
    assert "de bouw" in default.title and "bouw" not in care.title
    assert "zorg" in care.alt, "its name does not fit into a title of eighty characters"
    assert "ook in handel" in make("open-vacancies", STORE, "nl", branch="G").title
    same = make("open-vacancies", STORE, "nl", branch="B-F")
    assert set(same.series) == {"default"}


def test_a_readers_first_year_cuts_the_lines():
    spec = make("open-vacancies", STORE, "nl", since="2019")
    assert spec.data["period"].min() == "2019KW01" and "1e kw 2019" in spec.subtitle
    late = make("tightness", STORE, "nl", since="2022")
    assert late.data["period"].min() == "2022KW01" and "2022" in late.subtitle


def test_a_sector_that_stops_earlier_says_when_in_words_from_the_data(tmp_path):
    spec = make("open-vacancies", STORE, "en", sector="narrow")
    assert spec.data[spec.data["series_id"] == "narrow"]["period"].max() == "2023KW03"
    assert "stop here at Q3 2023" in " ".join(text.en for _, text in spec.definitions)
    drop = without("vacancies", branch="24-25", period=lambda code: code > "2021KW02")
    earlier = make("open-vacancies", altered(tmp_path, {"vacancies": drop}), "en", sector="narrow")
    assert "stop here at Q2 2021" in " ".join(text.en for _, text in earlier.definitions)


@pytest.mark.parametrize(("id", "last"), [("vacancies-by-size", "2023KW03"), ("new-and-filled-vacancies", "2023KW03")])
def test_series_that_stop_in_2023_say_so(id, last):
    spec = make(id, STORE, "nl")
    assert spec.data["period"].max() == last
    assert "3e kw 2023" in spec.note and "2e kw 2026" in spec.note


def test_vacancies_per_job_mark_the_named_sectors_and_count_them_from_the_data(tmp_path):
    spec = make("vacancies-per-1000-jobs", STORE, "nl")
    assert len(spec.data) == 15 and len(spec.highlight) == 4, "technology and construction is one sector"
    assert set(spec.highlight) <= set(spec.data["category"])
    assert spec.data["value"].is_monotonic_decreasing and spec.data["is_provisional"].all()
    assert spec.title == "2 van de 4 genoemde sectoren in de top 4 van vacatures per baan (2e kw 2024)"
    assert [one.table for one in spec.sources] == ["80567ned"]
    chosen = {"measure": "vacancy_rate_per_1000", "period": "2024KW02"}
    change = both(times("vacancy_rate", 3, branch="P", **chosen), times("vacancy_rate", 0.1, branch="I", **chosen))
    more = make("vacancies-per-1000-jobs", altered(tmp_path, {"vacancy_rate": change}), "nl")
    assert more.title.startswith("3 van de 4")


def test_durations_are_those_of_the_claim():
    spec = make("vacancy-duration", STORE, "nl")
    drawn = spec.data.set_index("category")["value"]
    found = numbers("T1")
    assert drawn["Techniek en bouw"] == pytest.approx(found["months_B-F"])
    assert drawn["Onderwijs"] == pytest.approx(found["months_P"])
    assert spec.reference_lines[0].value == pytest.approx(found["all_months"])
    assert [one.table for one in spec.sources] == ["80472ned"]


def test_the_title_on_the_own_past_counts_the_branches_above_it(tmp_path):
    spec = make("sections-against-past", STORE, "nl")
    assert (spec.data["value"] > 0).sum() == 17
    assert spec.title == "In 17 van de 19 bedrijfstakken meer vacatures dan in 2019"
    fewer = make("sections-against-past", altered(tmp_path, openings(0.1, SECTIONS[:4])), "nl")
    assert (fewer.data["value"] > 0).sum() == 13 and "In 13 van de 19" in fewer.title
    longer = make("sections-against-past", STORE, "nl", measure="duration")
    assert "staat een vacature langer open" in longer.title and len(longer.data) == 18


def test_the_title_on_change_counts_the_falling_sections(tmp_path):
    spec = make("sections-change", STORE, "nl")
    count = int((spec.data["value"] < 0).sum())
    assert f"In {count} van de 19" in spec.title and 0 < count < 19
    none = make("sections-change", altered(tmp_path, openings(3, SECTIONS)), "nl")
    assert not none.guarded.holds and none.title == OWN["sections-change"].title.nl


@pytest.mark.parametrize(
    ("factor", "title"),
    [
        (1, "Techniek: 43% meer vacatures dan in 2019, 3% minder in een jaar"),
        (2, "Techniek: 185% meer vacatures dan in 2019, 94% meer in een jaar"),
        (0.3, "Techniek: 57% minder vacatures dan in 2019, 71% minder in een jaar"),
    ],
)
def test_the_two_views_on_technical_vacancies_turn_with_the_data(factor, title, tmp_path):
    assert make("open-vacancies-change", altered(tmp_path, openings(factor, list("BCDEF"))), "nl").title == title


def test_the_two_views_equal_the_numbers_of_the_claim():
    found = numbers("T3")
    rows = make("open-vacancies-change", STORE, "nl").data
    first = rows[rows["category"] == "Techniek"].set_index("series_id")["value"]
    assert first["year"] == pytest.approx(found["change_year"])
    assert first["base"] == pytest.approx(found["change_base"])
    own = make("open-vacancies-change", STORE, "nl", base_year=2022).data
    assert own[own["category"] == "Techniek"].set_index("series_id")["value"]["base"] < 0


def test_provinces_are_set_against_the_same_quarter_of_the_last_year_before_the_pandemic(tmp_path):
    spec = make("vacancies-by-region", STORE, "nl")
    assert len(spec.data) == 12 and set(spec.data["period"]) == {"2023KW02"}
    assert "2e kw 2023" in spec.subtitle and "2e kw 2019" in spec.subtitle
    assert spec.title == "In 2e kw 2023 in alle 12 provincies meer vacatures dan in 2e kw 2019"
    rows = STORE.read("vacancies_by_region").select("open_vacancies", region="zeeland", branch="A-U")
    by_quarter = rows.set_index("period")["value"]
    drawn = spec.data.set_index("category")["value"]["Zeeland"]
    assert drawn == pytest.approx(100 * (by_quarter["2023KW02"] / by_quarter["2019KW02"] - 1))
    drop = without("vacancies_by_region", region="zeeland", branch="A-U", period=["2023KW02", "2023KW01"])
    earlier = make("vacancies-by-region", altered(tmp_path, {"vacancies_by_region": drop}), "nl")
    assert set(earlier.data["period"]) == {"2022KW04"} and "4e kw 2019" in earlier.subtitle


def test_people_without_work_stand_apart_from_those_who_want_more_hours():
    spec = make("untapped-potential", STORE, "nl")
    ends = spec.data[spec.data["period"] == "2026KW01"].set_index("series_id")["value"]
    assert ends["without_work"] + ends["underemployed"] == 1258
    assert f"{number(ends['without_work'], 'nl')} duizend mensen zonder werk" in spec.title
    assert "duizend die meer uren willen" in spec.title


def test_occupations_say_that_they_are_of_all_levels():
    spec = make("vacancies-by-occupation", STORE, "nl")
    assert "Alle niveaus samen" in spec.note
    assert spec.title == "64,3 duizend nieuwe ICT-vacatures in 2025, op de top 89,7 duizend (2022)"


@pytest.mark.parametrize(
    ("id", "words"),
    [("tight-occupations", "87 van de 93"), ("firms-hindered", "36% van de bedrijven")],
)
def test_second_hand_figures_say_so_and_are_no_line(id, words):
    spec = make(id, STORE, "nl")
    assert words in spec.title and "tweede hand" in spec.note
    assert spec.kind == "bar" and set(spec.data["role"]) == {"context"}


def test_the_technical_duration_is_drawn_with_its_peak():
    spec = make("vacancy-duration-over-time", STORE, "nl")
    line = indicators.compute("vacancy-duration", STORE, sector="default").line().set_index("period")["value"]
    assert number(line.iloc[-1], "nl", 1) in spec.title and number(line.max(), "nl", 1) in spec.title


def test_vacancies_per_worker_name_the_highest_line_and_no_peak_at_its_start(tmp_path):
    """The title named ICT for a value at the first point of its line, while construction was the highest."""
    spec = make("vacancies-per-1000-employed", STORE, "nl")
    assert spec.title == "Bouwnijverheid: 47,0 vacatures per 1.000 werkenden, top 50,7 (2e kw 2022)"
    assert "81,8" in spec.alt
    few = altered(tmp_path, openings(0.5, ["F"]))
    assert make("vacancies-per-1000-employed", few, "nl").title == (
        "ICT en communicatie het hoogst: 46,2 vacatures per 1.000 werkenden (1e kw 2026)"
    )


def test_a_path_sets_two_quantities_of_one_quarter_against_each_other(tmp_path):
    spec = make("vacancies-and-unemployment", STORE, "nl")
    headings, rows = table(spec)
    assert len(headings) == 3 and rows[-1][0] == "2e kw 2026" and rows[-1][1:] == ["3,9*", "3,7*"]
    points = Path.of(spec).points.set_index("period")
    ratio = 100 * points["y"] / points["x"]
    assert ratio["2026KW02"] == pytest.approx(numbers("T4")["latest"])
    hole = without("labour_force_monthly", measure="unemployed", period="2015KW03")
    gap = make("vacancies-and-unemployment", altered(tmp_path, {"labour_force_monthly": hole}), "nl")
    (axes,) = draw(gap).figure.axes
    assert sum(len(line.get_xdata()) > 1 for line in axes.lines) == 2, "a path is never drawn over a gap"


def test_the_named_points_of_a_path_are_its_ends_and_turns_and_none_close_to_another():
    path = Path.of(make("vacancies-and-unemployment", STORE, "nl"))
    turns, points = path.turns, path.points
    assert {points["period"].iloc[0], points["period"].iloc[-1]} <= {turn.period for turn in turns}
    assert "2022KW04" in {turn.period for turn in turns}
    wide, tall = points["x"].max() - points["x"].min(), points["y"].max() - points["y"].min()
    for one, other in itertools.pairwise(turns):
        assert abs(one.x - other.x) / wide > NEAR or abs(one.y - other.y) / tall > NEAR / 2


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("id", OWN)
def test_a_title_fits(id, lang):
    assert len(make(id, STORE, lang).title) <= 80


@pytest.mark.parametrize(
    ("id", "now", "dutch", "english"),
    [
        ("open-vacancies", "(1e kw 2026)", "(3e kw 2023)", "(Q3 2023)"),
        ("open-vacancies-change", "", "(t/m 3e kw 2023)", "(to Q3 2023)"),
    ],
)
def test_a_finding_about_older_figures_carries_its_period(id, now, dutch, english):
    """Of single quarters the newest is named too: a mean of the year on the same page may move the other way."""
    title = make(id, STORE, "nl").title
    assert "t/m" not in title and title.endswith(now)
    assert make(id, STORE, "nl", sector="broad").title.endswith(dutch)
    assert make(id, STORE, "en", sector="broad").title.endswith(english)
