"""The grammar of questions, what is usual, and each guard: one sentence that says why and what to choose instead."""

import json
import re
import shutil

import numpy as np
import pytest
from altered_store import altered, times
from altered_store import where as of_rows
from typer.testing import CliRunner

import shortage
from shortage import catalog, figures
from shortage.cli import cli
from shortage.questions import EXPLORE, Question, ask, claims_of, figure, from_figure, offer, rows, settle
from shortage.questions.examples import examples
from shortage.questions.find import search
from shortage.questions.question import TYPED
from shortage.questions.rows import OF_PUBLISHER, in_sentence
from shortage.store import DESCRIPTOR, Store
from shortage.text import Problem, Text
from shortage.web import basket, links

STORE = Store()


def asked(**params):
    return Question.parse(params, STORE)


def answer(**params):
    return ask(Question.read(params), STORE)


@pytest.mark.parametrize(
    "params",
    [
        {"tabel": "vacancies", "reeksen": "C,F,J", "toon": "index", "basis": "2019KW1"},
        {"table": "80472ned", "branch": "C,F,J", "show": "index", "base": "2019Q1"},
        {"table": "vacancies", "along": "branch", "members": ["C", "F", "J"], "show": "index", "base": "2019-KW01"},
    ],
)
def test_one_question_in_several_words(params):
    question = asked(**params)
    assert question == Question(
        "vacancies",
        "open_vacancies",
        "branch",
        ("C", "F", "J"),
        {},
        "index",
        base="2019KW01",
        grain="quarter",
        kind="line",
    )
    assert asked(**question.address()) == question and "peildatum" not in question.address()


def test_what_nobody_says_is_the_total_and_the_table_s_own_rhythm():
    question = asked(tabel="vacancies_by_region", region="limburg,utrecht")
    assert (question.fixed, question.grain, question.show, question.kind) == (
        {"branch": "A-U"},
        "quarter",
        "level",
        "line",
    )
    assert asked(tabel="labour_force").along == "measure"
    assert asked(tabel="vacancies", reeksen="A,B,C,D,E").kind == "multiples"


@pytest.mark.parametrize(
    ("params", "key"),
    [
        ({"tabel": "geen"}, "table_unknown"),
        ({"tabel": "vacancies", "kleur": "rood"}, "choice_unknown"),
        ({"tabel": "vacancies", "grootheid": "lonen"}, "choice_unknown"),
        ({"tabel": "vacancies", "reeksen": "C,Z"}, "choice_unknown"),
        ({"tabel": "vacancies", "toon": "mooi"}, "choice_unknown"),
        ({"tabel": "vacancies", "vanaf": "vroeger"}, "ask_period"),
        ({"tabel": "vacancies", "vanaf": "2020", "tot": "2019"}, "ask_order"),
        ({"tabel": "vacancies", "vast": "branch"}, "ask_fixed"),
        ({"tabel": "vacancies", "langs": "branch", "vast": "branch:F"}, "ask_along_fixed"),
        ({"tabel": "vacancies_by_region", "region": "limburg,utrecht", "branch": "C,F"}, "ask_two_dimensions"),
        ({"tabel": "vacancies", "reeksen": "A,B,C,D,E,F,G"}, "ask_members"),
        ({"tabel": "vacancies", "reeksen": "A,B,C,D,E", "vorm": "line"}, "ask_lines"),
        ({"tabel": "vacancies", "reeksen": "C", "vorm": "multiples"}, "ask_panels"),
        ({"tabel": "labour_force", "langs": "measure", "reeksen": "employed,unemployment_rate_pct"}, "ask_units"),
        ({"tabel": "labour_force", "langs": "adjustment", "reeksen": "original,adjusted"}, "ask_seasons"),
        ({"tabel": "labour_volume", "langs": "measure", "reeksen": "jobs,jobs_adjusted"}, "ask_seasons"),
        (
            {
                "tabel": "vacancies",
                "vorm": "path",
                "tegen": "vacancies_adjusted_total:new_vacancies_adjusted",
            },
            "ask_seasons",
        ),
        ({"tabel": "value_added_change", "toon": "index"}, "ask_sign"),
        ({"tabel": "unemployment_rates", "toon": "change"}, "ask_points"),
        ({"tabel": "first_permits", "toon": "mean4"}, "ask_quarters"),
        ({"tabel": "unemployment_rates", "toon": "share"}, "ask_not_counted"),
        ({"tabel": "value_added", "toon": "share", "branch": "C"}, "ask_not_counted"),
        ({"tabel": "first_permits", "geo": "NL", "toon": "share"}, "ask_no_whole"),
        ({"tabel": "vacancies", "reeksen": "C,A-U", "toon": "share"}, "ask_whole_itself"),
        ({"tabel": "vacancies_by_region", "region": "limburg", "toon": "rate"}, "ask_no_denominator"),
        ({"tabel": "vacancies", "tegen": "new_vacancies", "vorm": "line"}, "ask_against"),
        ({"tabel": "vacancies", "reeksen": "C,F", "vorm": "path", "tegen": "new_vacancies"}, "ask_path_members"),
        ({"tabel": "vacancies", "vorm": "path"}, "ask_path_one"),
        ({"tabel": "vacancies", "branch": "F", "vorm": "path", "tegen": "labour_force:unemployed"}, "ask_path_scope"),
        ({"tabel": "vacancies", "vorm": "ranked", "toon": "share"}, "ask_ranked"),
        ({"tabel": "vacancies", "vorm": "map"}, "ask_map"),
        ({"tabel": "vacancies", "vorm": "ranked", "vanaf": "2020", "tot": "2020KW04"}, "ask_two_periods"),
        ({"tabel": "vacancies", "vorm": "bars", "tot": "1950"}, "ask_period_absent"),
        ({"tabel": "vacancies", "toon": "index", "basis": "1950"}, "ask_base"),
        ({"tabel": "business_survey", "toon": "change_points"}, "ask_second_hand"),
        ({"tabel": "vacancies", "vanaf": "2027"}, "ask_none_level"),
        ({"tabel": "vacancy_rate", "vorm": "ranked"}, "ask_none_change"),
    ],
)
def test_what_cannot_be_had_is_one_sentence(params, key):
    with pytest.raises(Problem) as caught:
        answer(**params)
    assert caught.value.key == key
    for lang in ("nl", "en"):
        said = caught.value.text(lang)
        assert said.endswith(".") and "{" not in said
        assert re.search(r"; (kies|schrijf|draai|choose|write|swap) ", said), said
    dutch = {one.words[0] for one in TYPED.values() if one.words[0] != one.words[-1]}
    assert not dutch & set(re.findall(r"for (\w+);", caught.value.text("en")))


def test_an_answer_is_remembered_until_a_load_and_no_longer(tmp_path):
    """By what the store lists, not by the object that reads it: a server keeps one through all loads."""
    question, then = (Question.read({"tabel": "vacancies", **more}) for more in ({}, {"peildatum": "2025-06-01"}))
    served = altered(tmp_path, {"vacancies": times("vacancies", 2)})
    first = ask(question, served)
    assert ask(question, Store(served.root)) is first and ask(then, served) is ask(then, served)
    assert search("limburg", served, "nl").hits[0].question.table == "vacancies_by_region"
    loaded = altered(tmp_path, {"vacancies": times("vacancies", 3), "vacancies_by_region": None})
    for part in loaded.root.glob("altered-*"):
        shutil.copytree(part, served.root / part.name)
    shutil.copy(loaded.root / DESCRIPTOR, served.root / DESCRIPTOR)
    assert ask(question, served).frame["value"].iloc[-1] == pytest.approx(1.5 * first.frame["value"].iloc[-1])
    assert "vacancies_by_region" not in {hit.question.table for hit in search("limburg", served, "nl").hits}


def test_questions_to_begin_with_have_a_course_in_time_and_differ_in_what_they_show():
    asked = [settle(example.question, STORE) for example in examples()]
    assert len({(each.table, each.show, each.kind, each.members) for each in asked}) == len(examples())
    assert all(len(ask(each, STORE).frame) > len(each.members) for each in asked if each.kind in ("line", "multiples"))


@pytest.mark.parametrize(
    ("typed", "near"),
    [("vacancie", "vacancies (80472ned)"), ("80472ne", "vacancies (80472ned)"), ("Werkloosheid", "(80590ned)")],
)
def test_an_unknown_table_is_told_with_those_that_come_nearest(typed, near):
    assert near in str(catalog.unknown_table(typed))


def test_bars_say_whom_they_leave_out_and_where_the_season_is_in_a_change():
    def notes(**params: str) -> str:
        return " ".join(note.en for note in answer(vorm="ranked", **params).notes)

    rates = answer(tabel="vacancy_rates_eu", vorm="ranked")
    # The first twenty-four of all countries: the highest of them need not be the highest of all.
    assert "24 of the" in notes(tabel="vacancy_rates_eu") and len(rates.frame) <= 24
    # All are of one edition, which the source says.
    assert not [label.en for label in rates.frame["label"] if "edition" in label.en]
    between = {"vanaf": "2023KW2", "tot": "2024KW1"}
    assert "holds the season" in notes(tabel="vacancies", **between)
    assert "season" not in notes(tabel="vacancies", vanaf="2023KW1", tot="2024KW1")
    assert "season" not in notes(tabel="vacancies_adjusted_total", langs="measure", **between)


def test_a_path_says_which_editions_it_draws_and_what_it_leaves_out():
    def notes(**params: str) -> list[str]:
        return [note.en for note in answer(vorm="path", **params).notes]

    assert [note for note in notes(tabel="vacancies", tegen="labour_force:unemployed") if "later edition" in note]
    left = notes(tabel="labour_volume", branch="A-U", tegen="employed_persons", grootheid="jobs")
    assert "Jobs: only the longest stretch without a break is drawn." in left


def test_one_member_is_usual_where_no_two_may_stand_beside_one_another():
    assert asked(tabel="vacancy_rates_eu", langs="adjustment").members == ("unadjusted",)


def test_nothing_runs_across_an_edition_unless_the_catalogue_says_that_it_runs_on():
    apart = answer(tabel="labour_volume", branch="A-U")
    for _, part in apart.frame.groupby("series_id"):
        assert part["vintage"].nunique() == 1
    assert apart.frame["series_id"].nunique() > 1
    change = answer(tabel="labour_volume", branch="A-U", toon="change", vorm="line")
    # 2023 and 2022 are of two editions: the first comparable quarter is a year into the later one.
    assert "2023KW01" not in set(change.frame["period"]) and "2024KW01" in set(change.frame["period"])
    runs_on = answer(tabel="vacancies", branch="F")
    assert runs_on.frame["series_id"].nunique() == 1 and runs_on.frame["vintage"].nunique() > 1
    assert any("uitgave" in note.nl for note in runs_on.notes)


def test_a_share_ends_where_only_its_total_breaks(tmp_path):
    def marked(rows):
        is_total = of_rows("vacancies", rows, branch="A-U", period="2015KW01", measure="open_vacancies")
        return rows.assign(status=rows["status"].where(~is_total, "flag:b"))

    store = altered(tmp_path, {"vacancies": marked})
    for show, begins in (("share", "2015KW01"), ("contribution", "2016KW01")):
        asked = ask(Question.read({"tabel": "vacancies", "branch": "F", "toon": show}), store)
        assert [mark.period for mark in asked.breaks] == ["2015KW01"]
        before, after = (asked.frame[asked.frame["series_id"] == id]["period"] for id in ("F", "F-1"))
        assert before.max() < begins == after.min()


def test_nothing_runs_across_a_break():
    level = answer(tabel="first_permits", geo="DE")
    ends = {id: (part["period"].min(), part["period"].max()) for id, part in level.frame.groupby("series_id")}
    assert ends == {"DE": ("2012JJ00", "2019JJ00"), "DE:1": ("2020JJ00", "2023JJ00")}
    assert [one.period for one in level.breaks] == ["2020JJ00"]
    change = answer(tabel="first_permits", geo="DE", toon="change")
    assert "2020JJ00" not in set(change.frame["period"]) and "2021JJ00" in set(change.frame["period"])


def test_second_hand_figures_stand_apart_and_are_marked():
    mixed = figure(Question.read({"tabel": "tuition_fees"}), STORE)
    roles = mixed.data.groupby("series_id")["role"].unique().map(list).to_dict()
    assert roles == {"fee": ["main"], "fee:1": ["context"]}
    assert "tweede hand" in mixed.note.nl and "tweede hand" in mixed.data["label"].iloc[-1].nl


def test_shares_of_sections_add_up_to_the_whole():
    letters = "ABCDEFGHIJKLMNOPQRS"
    shares = answer(tabel="vacancies", reeksen=",".join(letters), toon="share", vorm="bars", tot="2023KW3")
    assert len(shares.frame) == len(letters)
    assert shares.frame["value"].sum() == pytest.approx(100, abs=0.5)


def test_contributions_of_sections_add_up_to_the_growth_of_the_whole():
    letters = "ABCDEFGHIJKLMNOPQRS"
    asked_ = {"tabel": "vacancies", "vorm": "bars", "tot": "2023KW3"}
    parts = answer(**asked_, reeksen=",".join(letters), toon="contribution").frame["value"].sum()
    whole = answer(**asked_, reeksen="A-U", toon="change").frame["value"].iloc[0]
    assert parts == pytest.approx(whole, abs=0.5)


def test_a_path_sets_quantities_of_one_season_and_one_group_against_each_other():
    path = answer(tabel="vacancies_adjusted_total", vorm="path", tegen="labour_force:unemployed")
    assert path.season == "adjusted" and list(path.frame["series_id"].unique()) == ["across", "up"]
    adjusted = answer(tabel="labour_force", grootheid="unemployed", adjustment="adjusted", langs="measure").frame
    known = adjusted.set_index("period")["value"]
    up = path.frame[path.frame["series_id"] == "up"].set_index("period")["value"]
    assert (up == known.reindex(up.index)).all()


def test_the_source_tells_the_editions_of_the_rows_that_were_used():
    late = answer(tabel="vacancies", branch="F", vanaf="2024KW1", tot="2025KW4")
    assert late.sources[0].vintages == ("2026-07-04",)
    change = answer(tabel="vacancies", branch="F", vanaf="2024KW1", tot="2024KW1", toon="change")
    assert change.sources[0].vintages == ("2023-11", "2026-07-04")  # the figure of a year before is of the other one
    rate = answer(tabel="vacancies", branch="F", toon="rate", per="employee_jobs")
    assert [one.name for one in rate.sources] == ["vacancies", "employee_jobs_by_size"]
    assert set(rate.frame["period"].str[4:]) == {"KW04"}


def test_a_question_as_of_a_day_sees_what_was_out():
    then = ask(Question.read({"tabel": "vacancies", "branch": "F", "peildatum": "2025-05-21"}), STORE)
    assert then.last < answer(tabel="vacancies", branch="F").last
    assert then.sources[0].as_of == "2025-05-21"
    assert Question.parse(then.question.but(as_of="2025-05-21").address(), STORE).as_of == "2025-05-21"


def test_the_figure_of_a_question_is_an_ordinary_figure_in_links_and_notes():
    request = links.parse(
        {"tabel": "vacancies", "branch": "C,F", "toon": "index", "basis": "2019KW1"}, EXPLORE.id, "csv"
    )
    spec = request.spec(STORE)
    assert spec.id == "explore" and spec.guarded is None and spec.definitions
    page = links.page(spec)
    again = links.parse(dict(pair.split("=", 1) for pair in page.split("?")[1].replace("%3A", ":").split("&")))
    assert again.pins and again.spec(STORE).data.equals(spec.data)
    [item], problems = basket.read("explore!tabel=vacancies!reeksen=C,F!toon=index!basis=2019KW01")
    assert not problems and basket.read(basket.write([item]))[0] == [item]


def test_a_map_writes_the_names_of_the_provinces():
    drawn = figure(asked(tabel="vacancies_by_region", langs="region", vorm="map"), STORE)
    assert {"Groningen", "Fryslân", "Noord-Brabant"} <= {one.nl for one in drawn.data["category"]}


def test_a_fixed_figure_opens_as_the_question_that_shows_its_own_numbers():
    known = figures.figures()
    question = from_figure(known["vacancies-by-size"], {}, STORE)
    assert question is not None and set(question.members) == {"0-9", "10-99", "100+"}
    drawn, made = figures.content("vacancies-by-size", STORE).data, figure(question, STORE).data
    made = made[made["role"] == "main"]
    assert np.allclose(sorted(drawn["value"]), sorted(made["value"]))


def test_a_rate_of_a_whole_is_of_that_whole_only():
    shown = answer(tabel="vacancies", toon="rate", per="unemployed")
    above = answer(tabel="vacancies").frame.set_index("period")["value"]
    below = answer(tabel="labour_force", grootheid="unemployed", vast="adjustment:original").frame
    wanted = 100 * above / below.set_index("period")["value"]
    assert shown.unit == "per_hundred_unemployed" and (shown.frame["period"] >= "2013").all()
    assert np.allclose(shown.frame["value"], wanted[shown.frame["period"]])
    with pytest.raises(Problem) as refused:
        answer(tabel="vacancies", branch="C", toon="rate", per="unemployed")
    assert refused.value.key == "ask_rate_scope"
    against = {branch: offer.seconds(STORE, asked(tabel="vacancies", branch=branch)) for branch in ("A-U", "C")}
    possible = {branch: [one.code for one in found if one.is_possible] for branch, found in against.items()}
    assert "labour_force:unemployed" in possible["A-U"] and "labour_force:unemployed" not in possible["C"]
    assert "labour_volume:jobs" in possible["C"] and "new_vacancies" in possible["C"]


def test_a_question_knows_the_claims_that_read_its_table():
    assert claims_of(Question("vacancies")) and not claims_of(Question("tuition_fees"))


def test_a_map_shows_the_provinces_of_a_table_that_has_them():
    drawn = asked(tabel="vacancies_by_region", vorm="map")
    assert drawn.along == "region" and len(drawn.members) == 12
    # Not every province has a figure of the newest quarter: then the map says of which it is.
    answer = ask(drawn, STORE)
    told = " ".join(note.nl for note in answer.notes)
    assert answer.last == "2023KW02" and "2e kw 2023" in told and "2e kw 2026" in told
    assert not [
        one for one in ask(asked(tabel="tightness_by_province", vorm="map"), STORE).notes if "Groningen" in one.nl
    ]
    assert next(one for one in offer.kinds(STORE, asked(tabel="vacancies_by_region")) if one.code == "map").is_possible


def test_what_is_offered_says_why_it_cannot_be_had():
    question = asked(tabel="vacancies", branch="C,F")
    shown = {one.code: one.refusal for one in offer.transformations(STORE, question)}
    assert shown["share"] is None and shown["index"] is None
    drawn = {one.code: one.refusal for one in offer.kinds(STORE, question)}
    assert drawn["map"].key == "ask_map" and drawn["path"].key == "ask_path_members" and drawn["ranked"] is None
    provinces = {one.code: one for one in offer.members(STORE, asked(tabel="vacancies_by_region"), "region")}
    assert provinces["limburg"].words.nl == "Limburg" and provinces["limburg"].is_possible
    missing = [one.code for one in offer.tables(STORE) if not one.is_possible]
    assert missing == [name for name in missing if not STORE.has(name)]


def test_an_analyst_gets_a_frame_with_its_provenance_and_a_figure():
    asked_ = shortage.open().ask("vacancies", branch=["C", "F"], show="index", base="2019KW01", lang="en")
    frame = asked_.frame
    assert frame.loc[(frame["member"] == "F") & (frame["period"] == "2019KW01"), "value"].item() == 100
    assert frame.attrs["unit"] == "index" and "80472ned" in frame.attrs["source"]
    assert asked_.sources[0].name == "vacancies" and asked_.figure().data
    assert "F" in set(shortage.open().members("vacancies", "branch")["member"])


def test_the_command_line_asks_the_same_question(tmp_path):
    call = CliRunner().invoke
    done = call(cli, ["explore", "vacancies", "--branch", "C,F", "--show", "index", "--base=2019KW01", "--json"])
    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    wanted = answer(tabel="vacancies", branch="C,F", toon="index", basis="2019KW01")
    assert [row["value"] for row in facts["rows"]] == pytest.approx(list(wanted.frame["value"]))
    assert facts["question"] == wanted.question.address()
    done = call(cli, ["explore", "vacancies", "--branch", "F", "--out", str(tmp_path), "--format", "csv,svg"])
    assert done.exit_code == 0 and {path.suffix for path in tmp_path.iterdir()} == {".csv", ".svg"}
    text = call(cli, ["explore", "vacancies", "--branch", "F", "--since", "2026", "--lang", "en"]).stdout
    assert text.startswith("Open vacancies: construction\n") and "Source: CBS 80472ned" in text
    for wrong in (["--branch", "ZZ"], ["--show"], ["losse", "woorden"], ["--kleur", "rood"], ["--kind", "path"]):
        done = call(cli, ["explore", "vacancies", *wrong])
        assert done.exit_code == 2 and "Traceback" not in done.output
    said = call(cli, ["explore", "vacaturegraad", "bouw", "--since", "2026"]).output
    assert "schrijf elk deel als --naam waarde" in said and "shortage explore vacancy_rate --branch F " in said
    assert call(cli, ["explore", "vacancy_rate", "--branch", "F"]).output.startswith("Vacaturegraad: bouwnijverheid")


def test_a_whole_that_is_not_there_is_one_sentence():
    with pytest.raises(Problem):
        answer(tabel="mbo_students_by_chamber", toon="contribution")


def test_a_name_keeps_its_capital_inside_a_sentence_where_it_is_a_proper_name_or_an_abbreviation():
    kept = ("ICT-beroepen", "EU-13", "Europa zonder Nederland", "Nederlands", "Dutch", "B HBO-ICT", "Blaue Karte EU")
    assert [in_sentence(Text(nl=name, en=name)).en for name in kept] == list(kept)
    assert in_sentence(Text(nl="Limburg", en="Limburg"), "region").nl == "Limburg"
    lost = {"Bouwnijverheid": "bouwnijverheid", "Niet-EU": "niet-EU", "Specialisten ICT": "specialisten ICT"}
    assert {name: in_sentence(Text(nl=name, en=name)).nl for name in lost} == lost
    shown = figure(Question.read({"tabel": "vacancies_by_occupation", "occupation": "08"}), STORE).spec("en")
    assert "ICT" in shown.title and "iCT" not in shown.alt


def test_a_publisher_s_label_has_its_official_name_in_both_languages_and_else_that_is_said(monkeypatch):
    fields = answer(tabel="students_by_field_2021", langs="field", reeksen="09")
    assert fields.names["09"] == Text(nl="gezondheidszorg en welzijn", en="health and welfare")
    countries = answer(tabel="eurostat_productivity", geo="BG,RO")
    assert [countries.names[code].nl for code in ("BG", "RO")] == ["Bulgarije", "Roemenië"]
    assert OF_PUBLISHER not in (*fields.notes, *countries.notes)
    domain = answer(tabel="mbo_students_2019", langs="direction", reeksen="uiterlijke-verzorging")
    assert domain.names["uiterlijke-verzorging"].en == "personal care" and OF_PUBLISHER not in domain.notes
    assert answer(tabel="roa_forecast").names["totaal"].en == "total"  # in the sectors of hbo it means all of these
    assert OF_PUBLISHER not in answer(tabel="ict_news", langs="group", reeksen="text-mining").notes
    monkeypatch.setattr(rows, "words_of_labels", dict)
    assert OF_PUBLISHER in answer(tabel="ict_news", langs="group", reeksen="natural-language-generation").notes


def test_a_title_names_the_part_of_a_whole_that_its_figures_are_about():
    def said(**params: str) -> tuple[str, str]:
        shown = figure(Question.read(params), STORE).spec("en")
        return shown.title, shown.subtitle

    title, _ = said(tabel="vacancies_by_region", region="limburg,utrecht", branch="C")
    assert title == "Open vacancies: Limburg, Utrecht (manufacturing)"
    assert said(tabel="unemployment_rates")[0] == "Unemployment rate, seasonally adjusted, by country (men)"
    assert said(tabel="vacancies_by_region", region="limburg")[0] == "Open vacancies: Limburg"
    # Where both do not fit, how it is shown comes first.
    ranked, _ = said(tabel="vacancy_rates_eu", vorm="ranked")
    assert ranked == "Job vacancy rate, change between two periods, by country"
    # Sizes stand among the branches of this table.
    assert said(tabel="vacancies", reeksen="0-9,10-99,100+")[0] == "Open vacancies, by enterprise size"
    for params in ({"tabel": "tightness_by_province"}, {"tabel": "value_added"}, {"tabel": "tightness_uwv"}):
        words = said(**params)[1]
        assert words.count("season") < 2 and words.count("per 100") < 2 and words.count("Netherlands") == 1


def test_a_code_whose_name_is_unknown_is_drawn_only_where_it_is_asked_for_and_then_says_so():
    usual = answer(tabel="ict_occupations")
    assert set(usual.frame["member"]) == {"ict", "ict-managers"}
    asked_for = answer(tabel="ict_occupations", langs="occupation", reeksen="A000276")
    assert asked_for.names["A000276"] == Text(nl="onderdeel A000276, naam onbekend", en="part A000276, name unknown")
    assert OF_PUBLISHER not in asked_for.notes


def test_a_figure_is_told_in_two_decimals_at_most():
    level = answer(tabel="oecd_productivity_level")
    assert level.frame["value"].round(2).ne(level.frame["value"]).any() and level.decimals == 2


def test_several_quantities_are_titled_by_what_their_names_share():
    levels = ",".join(f"net_participation_education_{level}_pct" for level in ("lower", "middle", "higher"))
    shown = figure(Question.read({"tabel": "labour_force", "langs": "measure", "reeksen": levels}), STORE)
    assert (shown.spec("nl").title, shown.spec("en").title) == ("Netto arbeidsparticipatie", "Net participation rate")
