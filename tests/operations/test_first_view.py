"""The first answer to a page's address says in plain HTML what its page says first, for the choices in the address."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape

from shortage import claims
from shortage.page import Answers
from shortage.page import claim as claim_page
from shortage.questions import Question, figure
from shortage.questions.examples import examples
from shortage.store import Store
from shortage.text import LANGS, Problem, ages, t
from shortage.web import assets, first, framework, shell, state

PAGE = b'<html><body><div id="root"></div><p>after</p></body></html>'


@pytest.mark.parametrize("lang", LANGS)
def test_a_claim_is_answered_with_its_sentence_number_verdict_and_first_figure(lang):
    made = claim_page("T4", Answers(Store(), ages.today()), lang)
    html = first.html(shell.CLAIM, {"id": "T4"}, lang)
    for text in (made.statement, made.answer.number, made.answer.first, made.answer.badge.word, made.title):
        assert str(escape(text)) in html
    spec = state.spec(made.figures[0], lang)
    assert html.count("<svg") == 1 and spec.source_line.split(";")[0] in html
    assert re.search(r"<desc>([^<]+)</desc>", html)[1] == spec.alt.replace("&", "&amp;")
    assert "<script" not in html


def test_the_first_view_follows_the_choices_and_the_day_in_the_address():
    rule = first.html(shell.CLAIM, {"id": "T4", "t4_window": "8"}, "nl")
    own = claim_page("T4", Answers(Store(), ages.today()), "nl", {"window": 8})
    assert own.notices and own.notices[0] in rule and str(escape(own.answer.first)) in rule
    day = claims.paper(claims.claim("T3").paper).debate.isoformat()
    then = claim_page("T3", Answers(Store().view(day), ages.today()), "nl")
    now = claim_page("T3", Answers(Store(), ages.today()), "nl")
    seen = first.html(shell.CLAIM, {"id": "T3", "peildatum": day}, "nl")
    assert then.answer.number != now.answer.number
    assert f">{then.answer.number}<" in seen and f">{now.answer.number}<" not in seen
    branch = first.html(shell.FIGURES, {"figuur": "open-vacancies", "tak": "Q"}, "nl")
    assert str(escape(state.drawn("open-vacancies", "nl", {"branch": "Q"})[0].title)) in branch


def test_a_question_of_one_s_own_is_answered_with_its_figure_and_one_that_cannot_be_had_with_words():
    asked = {"tabel": "vacancies", "branch": "C,F", "toon": "index"}
    html = first.html(shell.EXPLORE, {**asked, "korf": "tightness"}, "nl")
    spec = figure(Question.read(asked), Store()).spec("nl")
    assert html.count("<svg") == 1 and str(escape(spec.title)) in html and str(escape(spec.subtitle)) in html
    plain = first.html(shell.EXPLORE, {}, "en")
    assert plain.count("<svg") == 1 and all(str(escape(each.words.en)) in plain for each in examples())
    for odd in ({"tabel": "geen"}, {"figuur": "tightness"}):
        assert "<svg" not in first.html(shell.EXPLORE, odd, "nl")


@pytest.mark.parametrize("query", [{"id": "<script>"}, {"id": "T4", "t4_window": "x"}, {"tak": "'\"><b>"}])
def test_what_an_address_cannot_mean_is_left_to_the_live_page(query):
    for name in (shell.CLAIM, "arbeidsmarktkrapte"):
        html = first.html(name, query, "nl")
        assert "<h1>" in html and not any(value in html for value in query.values() if "<" in value)


def test_the_published_edition_is_named_where_there_is_one(monkeypatch):
    monkeypatch.delenv("SHORTAGE_PUBLISHED_URL", raising=False)
    assert t("site.to_static", "nl") not in first.html(shell.DATA, {}, "nl")
    monkeypatch.setenv("SHORTAGE_PUBLISHED_URL", "https://figures.example/shortage")
    html = first.html(shell.DATA, {}, "en")
    assert "<noscript>" in html and 'href="https://figures.example/shortage/en/data.html"' in html
    monkeypatch.setenv("SHORTAGE_PUBLISHED_URL", "javascript:alert(1)")
    with pytest.raises(Problem):
        first.html(shell.DATA, {}, "nl")


def test_a_page_without_streamlits_place_goes_out_as_it_is():
    assert framework.with_view(PAGE, "<i>x</i>") == PAGE.replace(b"</div>", b"</div><i>x</i>")
    assert framework.with_view(b"<html></html>", "<i>x</i>") == b"<html></html>"


def test_a_page_never_waits_for_a_first_view_that_fails_or_takes_long(monkeypatch):
    import anyio

    def broken(*_):
        raise RuntimeError("broken")

    scope = {"type": "http", "query_string": b"", "path": "/"}
    monkeypatch.setattr(first, "html", broken)
    assert anyio.run(assets.viewed, "/", scope, "nl") == ("", False)
