"""The page where one explores: search, choose, see what gives way, and test a claim of one's own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from shortage import figures
from shortage.questions import from_figure
from shortage.questions.examples import examples
from shortage.questions.question import TYPED
from shortage.store import Store
from shortage.text import LANGS, t
from shortage.web import explore, shell

PAGE = shell.EXPLORE


def control(page: Any, kind: str, key: str) -> Any:
    return next(one for one in getattr(page.ran, kind) if one.key == key)


def address(page: Any, key: str) -> str:
    found = page.ran.query_params.get(key, "")
    return found if isinstance(found, str) else found[0]


def chosen(page: Any, part: str) -> str:
    """What the page holds for a part of the question; a browser writes it into the address."""
    return page.ran.session_state[TYPED[part].words[0]]


@pytest.mark.parametrize("lang", LANGS)
def test_a_word_leads_to_a_figure(visit, lang):
    page = visit(PAGE, taal=lang)
    control(page, "text_input", "ask_search").set_value("metaal").run()
    control(page, "button", "hit-0").click().run()
    assert (address(page, "tabel"), address(page, "reeksen")) == ("", "24-25") or address(page, "tabel") == "vacancies"
    assert len(page.charts) == 1 and not page.notices
    assert not control(page, "text_input", "ask_search").value
    ids = re.findall(r' id="([^"]+)"', " ".join(page.html))
    # Streamlit gives a title its own words as its id.
    assert explore.FIGURE in ids and len({*ids, page.title.lower()}) == len(ids) + 1


@pytest.mark.parametrize(("width", "first"), [("page", "answer"), ("narrow", "lists")])
def test_what_is_in_sight_is_sent_first(visit, monkeypatch, width, first):
    sent: list[str] = []
    shown, listed = explore.tile.tile, explore.controls
    monkeypatch.setattr(explore.tile, "width", lambda: width)
    monkeypatch.setattr(explore.tile, "tile", lambda *given, **named: (sent.append("answer"), shown(*given, **named)))
    monkeypatch.setattr(explore, "controls", lambda *given: (sent.append("lists"), listed(*given)))
    assert len(visit(PAGE).charts) == 1 and sent[0] == first and len(sent) == 2


def test_what_nothing_fits_is_said_with_words_that_do(visit):
    page = visit(PAGE)
    control(page, "text_input", "ask_search").set_value("vacatrues").run()
    assert t("page.explore_none", "nl") in page.text
    control(page, "button", "near-vacatures").click().run()
    assert control(page, "button", "hit-0").label


@pytest.mark.parametrize("lang", LANGS)
def test_a_question_to_begin_with_is_put_on_the_page_and_what_cannot_be_asked_has_the_nearest_in_its_place(visit, lang):
    page = visit(PAGE, taal=lang, tabel="vacanties")
    assert len(page.notices) == 1 and "vacancies (80472ned)" in page.notices[0]
    assert len(page.charts) == 1 and t("page.explore_instead", lang) in page.text
    place = next(place for place, example in enumerate(examples()) if example.question.show == "index")
    control(page, "button", f"example-{place}").click().run()
    asked = examples()[place].question
    assert chosen(page, "members") == ",".join(asked.members) and chosen(page, "base") == asked.base
    assert len(page.charts) == 1 and not page.notices


@pytest.mark.parametrize("lang", LANGS)
def test_a_claim_of_one_s_own_is_chosen_judged_and_told_as_one_s_own(visit, lang):
    page = visit(PAGE, taal=lang, tabel="vacancies", reeksen="F")
    control(page, "selectbox", "own_claim").set_value("above").run()
    border = control(page, "number_input", "own_border")
    assert address(page, "bewering") == "above" and float(address(page, "grens")) == border.value
    # The newest figure is not above itself.
    assert t("verdict.contradicted", lang) in page.text
    control(page, "number_input", "own_border").set_value(border.value - 1).run()
    assert t("verdict.supported", lang) in page.text and not page.notices
    assert {"nl": "Uw bewering, niet die van deze site", "en": "Your own claim, not one of this site"}[
        lang
    ] in page.text
    control(page, "selectbox", "own_claim").set_value("rises").run()
    assert (address(page, "bewering"), address(page, "grens")) == ("rises", "") and not page.notices


def test_a_claim_that_does_not_go_with_a_later_choice_gives_way_and_that_is_said(visit):
    page = visit(PAGE, tabel="vacancies", reeksen="F", bewering="rises")
    control(page, "selectbox", "ask_show").set_value("change").run()
    assert (address(page, "toon"), address(page, "bewering")) == ("change", "")
    assert page.notices and t("page.explore_claim", "nl").lower() in page.notices[0]


def test_an_impossible_claim_in_an_address_is_one_sentence(visit):
    page = visit(PAGE, tabel="vacancies", bewering="above")
    assert page.notices == [t("problem.ask_claim_border", "nl", claim="ligt boven een grens")]


@pytest.mark.parametrize(("figure", "is_question"), [("open-vacancies", True), ("tightness", False)])
def test_a_figure_opens_as_a_question_or_its_table_does_and_that_is_said(visit, figure, is_question):
    page = visit(PAGE, figuur=figure)
    assert len(page.charts) == 1 and not address(page, "figuur")
    expected = from_figure(figures.figures()[figure], {}, Store())
    assert (expected is not None) == is_question
    if expected is not None:
        assert chosen(page, "members") == ",".join(expected.members) and not page.notices
    assert bool(page.notices) != is_question


def test_a_figure_s_own_choices_go_along_and_an_unknown_figure_is_one_sentence(visit):
    page = visit(PAGE, figuur="open-vacancies", tak="C")
    assert "C" in chosen(page, "members").split(",") and not address(page, "tak") and not page.notices
    unknown = visit(PAGE, figuur="nonsense")
    assert len(unknown.notices) == 1 and len(unknown.charts) == 1


def test_each_figure_leads_here_with_its_choices(visit):
    page = visit(shell.FIGURES, figuur="open-vacancies", tak="C")
    link = next(body for body in page.html if t("page.explore_on", "nl") in body)
    assert "./verkennen?figuur=open-vacancies&amp;tak=C&amp;taal=nl" in link


def test_a_moment_on_the_axis_is_marked_and_gives_way_to_a_later_start(visit):
    page = visit(PAGE, tabel="vacancies", reeksen="F")
    control(page, "selectbox", "ask_mark").set_value("corona").run()
    assert address(page, "moment") == "corona" and not page.notices
    assert "corona" in page.text.lower()
    control(page, "selectbox", "ask_since").set_value("2024KW01").run()
    assert (address(page, "vanaf"), address(page, "moment")) == ("2024KW01", "")
    assert page.notices and t("page.explore_mark", "nl").lower() in page.notices[0]


def test_a_path_that_is_chosen_has_a_second_quantity_at_once(visit):
    page = visit(PAGE)
    control(page, "selectbox", "ask_kind").set_value("path").run()
    assert (address(page, "vorm"), address(page, "tegen")) == ("path", "new_vacancies")
    assert len(page.charts) == 1 and not page.notices
    control(page, "selectbox", "ask_against").set_value("labour_force:unemployed").run()
    control(page, "selectbox", "ask_kind").set_value("line").run()
    assert address(page, "tegen") == "" and not page.notices
