"""Pages of an earlier day: what was out then, a band that says so, and a day that travels with every link."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from shortage import claims, figures
from shortage.figures import make
from shortage.page import Answers
from shortage.page.theme import groups
from shortage.store import Store, default_root
from shortage.text import LANGS, Lang, ages, date, t
from shortage.web import day, links, shell

STORE = Store(default_root())
DAY = "2025-05-21"
THEN = STORE.view(DAY)
T3 = claims.claim("T3")


def band(lang: Lang) -> str:
    return t("page.as_of_band", lang, day=date(DAY, lang))


@pytest.mark.parametrize("word", links.AS_OF.words)
@pytest.mark.parametrize("lang", LANGS)
def test_a_claim_is_judged_on_what_was_out_on_the_day(visit: Any, lang: Lang, word: str):
    then, now = claims.judge(T3, THEN), claims.judge(T3, STORE)
    assert then.value != now.value
    page = visit(shell.CLAIM, id="T3", taal=lang, **{word: DAY})
    assert page.notices == []
    assert band(lang) in page.text and then.sentence(lang) in page.text and now.sentence(lang) not in page.text
    # Its age is that of the day, and the verdict of now stays beside that of then.
    assert ages.explanation(then.finding.period, lang, dt.date.fromisoformat(DAY)).lower() in page.text.lower()
    assert now.label(lang) in page.text
    page.ran.button("as-of-now").click().run()
    assert band(lang) not in page.text and now.sentence(lang) in page.text


def test_home_and_theme_pages_show_the_day_and_every_file_carries_it(visit: Any):
    home = visit(shell.OVERVIEW, **{day.KEY: DAY})
    assert band("nl") in home.text and claims.judge(T3, THEN).sentence("nl") in home.text
    theme = claims.themes()[T3.theme]
    page = visit(theme.page, **{day.KEY: DAY})
    assert band("nl") in page.text and page.notices == []
    placed = [figures.figures()[id] for part in groups(theme.id, Answers(THEN), "nl") for id in part.figures]
    specs = [make(one.id, THEN, "nl") for one in placed]
    assert page.figure_titles == [one.title for one in specs]
    assert [one.title for one in specs] != [make(one.id, STORE, "nl").title for one in placed]
    saved = re.findall(r'href="([^"]+)"[^>]*class="sl-file"|class="sl-file"[^>]*href="([^"]+)"', " ".join(page.html))
    assert saved and all(f"{day.KEY}={DAY}" in one or f"{day.KEY}={DAY}" in other for one, other in saved)


def test_a_figure_by_its_link_and_what_is_copied_from_it_keep_the_day(visit: Any):
    spec = make("open-vacancies", THEN, "nl")
    address = links.page(spec)
    assert f"{day.KEY}={DAY}" in address
    asked = links.parse(dict(one.split("=", 1) for one in address.partition("?")[2].split("&")))
    assert asked.as_of == DAY
    again = asked.spec(STORE.view(asked.as_of))
    assert again.title == spec.title and again.data.equals(spec.data)
    page = visit(shell.FIGURES, figuur=spec.id, **{day.KEY: DAY})
    assert spec.title in page.figure_titles and band("nl") in page.text
    assert f"{day.KEY}={DAY}" in page.ran.code[0].value


@pytest.mark.parametrize(("value", "key"), [("gisteren", "day_unknown"), ("2999-01-01", "day_to_come")])
def test_a_day_that_cannot_be_is_one_sentence_and_the_choices_stay(visit: Any, value: str, key: str):
    page = visit("arbeidsmarktkrapte", tak="C", **{day.KEY: value})
    [notice] = page.notices
    assert value in notice
    assert page.charts == visit("arbeidsmarktkrapte", tak="C").charts


def test_a_page_that_cannot_go_back_says_that_it_shows_now(visit: Any):
    page = visit(shell.DATA, **{day.KEY: DAY})
    assert t("page.as_of_elsewhere", "nl") in page.text and STORE.version in page.text
