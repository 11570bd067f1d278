"""Every figure of every theme, in each language and under each choice: whole and without a gap in its words."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from figure_rules import lint

from shortage import claims
from shortage.figures import FIRST_YEAR, LAST_YEAR, figures, make
from shortage.store import Store, default_root
from shortage.text import LANGS, Problem, strings

STORE = Store(default_root())
FIRST = {
    "labour-market": ["tightness", "open-vacancies", "vacancies-per-1000-jobs", "sections-against-past"],
    "education": ["technical-inflow", "technical-inflow-share", "bbl-share", "ad-and-bachelor"],
    "productivity": ["productivity-growth", "value-added-growth", "break-even-productivity", "sme-gap"],
    "migration": ["international-share", "work-permits", "job-vacancy-rate", "gdp-per-head"],
}


def choices(id):
    """Give each choice that a page offers for a figure, one at a time, and pairs that a slider adds."""
    one = figures()[id]
    for param in one.choices:
        # Of the last years, which are many and alike, some.
        for code in list(one.options(param, STORE))[:: 8 if param == LAST_YEAR else 1]:
            yield {param: code}
    if id == "international-share":
        yield from ({"phi": phi, "sector": sector} for phi in (0.5, 7.5, 17.5, 40) for sector in one.choices["sector"])


@pytest.mark.parametrize("theme", FIRST)
def test_the_page_of_a_theme_shows_these_first_and_in_this_order(theme):
    placed = {one.order: id for id, one in figures().items() if one.theme == theme and one.order is not None}
    assert [placed[place] for place in sorted(placed)] == FIRST[theme]


@pytest.mark.parametrize("id", figures())
def test_both_languages_show_the_same_figures_in_other_words(id):
    nl, en = (make(id, STORE, lang) for lang in LANGS)
    pd.testing.assert_series_equal(nl.data["value"], en.data["value"])
    assert nl.title != en.title and nl.subtitle != en.subtitle and nl.alt != en.alt
    assert nl.note != en.note or not nl.note
    assert nl.guarded.holds and en.guarded.holds and nl.guarded.check == en.guarded.check
    assert nl.title == nl.guarded.sentence


@pytest.mark.parametrize("id", [id for id, one in figures().items() if one.choices])
def test_every_choice_gives_a_whole_figure_or_one_sentence(id):
    seen = 0
    for lang in LANGS:
        for selection in choices(id):
            try:
                spec = make(id, STORE, lang, **selection)
            except Problem as problem:
                assert problem.key == "selection_empty" and problem.text(lang)
                assert id.startswith("technical-inflow") or LAST_YEAR in selection, selection
                continue
            assert lint(spec) == [], selection
            assert {name: spec.selection[name] for name in selection} == selection
            seen += 1
    assert seen >= len(LANGS)


def test_a_figure_and_its_claim_name_each_other():
    known = figures()
    there = {(claim.key, id) for claim in claims.claims().values() for id in claim.figures if id in known}
    back = {(claim, id) for id, one in known.items() for claim in one.claims}
    assert there == back


def test_every_choice_of_a_figure_has_words_above_it():
    """What a page does not show (the values that a proposal's figure is given) needs none."""
    for id, one in figures().items():
        rule = claims.claim(one.claim).values if one.claim else {}
        assert {name for name in one.typed if name not in rule} <= {
            key.removeprefix("choice.") for key in strings() if key.startswith("choice.")
        } | {"given"}, id


def test_a_figure_that_ends_earlier_says_nothing_of_what_came_later():
    for id in ("open-vacancies", "tightness", "labour-immigration"):
        whole, ended = make(id, STORE, "nl"), make(id, STORE, "nl", until="2012")
        kept = whole.data[whole.data["period"].str[:4] <= "2012"]
        pd.testing.assert_series_equal(ended.data["value"], kept["value"], check_index=False)
        assert ended.until[:4] == "2012" and lint(ended) == []
        said = " ".join((ended.title, ended.subtitle, ended.alt, *(line.label for line in ended.reference_lines)))
        assert not {str(year) for year in range(2013, 2030)} & set(re.findall(r"\d{4}", said)), said
        assert all(mark.x < 2013 for mark in ended.breaks)
        years = {int(code[:4]) for source in ended.sources for code in source.editions}
        assert years and max(years) <= 2013, "an arrival is counted by the population a year later"
    assert FIRST_YEAR in figures()["productivity-growth"].choices, "its rule has a last year of its own"
    assert LAST_YEAR not in figures()["productivity-growth"].choices
    with pytest.raises(Problem) as caught:
        make("open-vacancies", STORE, "nl", since="2022", until="2015")
    assert caught.value.key == "selection_empty"
