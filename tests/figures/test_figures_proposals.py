"""Figures of the proposals: the numbers of the scenarios, what a reader set, and never a sum."""

import re

import pytest
from altered import altered, times

from shortage import scenarios
from shortage.figures import figures, make
from shortage.store import Store, default_root
from shortage.text import Problem, number

STORE = Store(default_root())
TORNADO, BESIDE = "scenario-tornado", "proposals-beside-vacancies"
IDS = list(scenarios.scenarios())


def checked(spec):
    assert 20 < len(spec.alt) <= 220 and spec.alt != spec.title
    for text in (spec.title, spec.subtitle, spec.note, spec.alt, *spec.data["category"]):
        assert not re.search(r"[{}]|\bnan\b|\bNone\b|  ", text), text
    assert all(len(line.label) <= 20 for line in spec.reference_lines)
    return spec


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_tornado_shows_the_swings_of_its_proposal_widest_first(id, lang):
    spec, result = checked(make(TORNADO, STORE, lang, scenario=id)), scenarios.run(id, STORE)
    swings = [one for one in result.sensitivity if one.width > 0]
    nearest = result.main.outcome.nearest
    wide = spec.data.pivot(index="category", columns="series_id", values="value").loc[
        list(dict.fromkeys(spec.data["category"]))
    ]
    assert wide["low"].tolist() == pytest.approx([scenarios.rounded(one.at_low, nearest) for one in swings])
    assert wide["high"].tolist() == pytest.approx([scenarios.rounded(one.at_high, nearest) for one in swings])
    assert [one.value for one in spec.reference_lines] == [scenarios.rounded(result.main.mid, nearest)]
    assert {one.table for one in spec.sources} == {one.table for one in result.sources}
    assert result.scenario.title[lang] in spec.subtitle and result.assumptions(lang) in spec.note


def test_every_proposal_may_be_chosen_and_another_gives_one_sentence():
    assert set(figures()[TORNADO].options("scenario", STORE)) == set(IDS)
    for selection in ({"scenario": "S9"}, {"given": "S3"}, {"given": "S3.share:many"}):
        with pytest.raises(Problem) as caught:
            make(TORNADO, STORE, "nl", **selection)
        assert "\n" not in caught.value.text("nl")


def test_what_a_reader_sets_is_no_longer_a_bar_and_is_named():
    spec = make(TORNADO, STORE, "nl", scenario="S3", given="S3.gain:15,S4.target:9")
    assert "roductiviteitsstijging" not in " ".join(spec.data["category"])
    assert "Door de lezer ingesteld: productiviteitsstijging van bedrijven die haar halen 15%" in spec.note
    with pytest.raises(Problem):
        make(TORNADO, STORE, "nl", scenario="S3", given="S3.gain:15,S3.share:30")


def test_an_input_that_hardly_leads_is_not_called_the_one_that_matters_most():
    # Set so that what is left moves the result about as much: share and gain from half to double.
    spec = make(TORNADO, STORE, "nl", scenario="S3")
    widths = [one.width for one in scenarios.run("S3", STORE).sensitivity[:2]]
    assert spec.guarded.holds is (widths[0] > 1.05 * widths[1])
    assert ("Het meest telt" in spec.title) is spec.guarded.holds


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_comparison_has_the_numbers_of_the_scenarios(lang):
    spec, found = checked(make(BESIDE, STORE, lang)), scenarios.beside_vacancies(STORE)
    first, *others = spec.data.to_dict("records")
    assert first["value"] == found.vacancies and first["low"] != first["low"]
    assert len(others) == len(found.rows)
    for row, one in zip(others, found.rows, strict=True):
        ends = [scenarios.rounded(value, 100) for value in (one.low, one.mid, one.high)]
        assert [row["low"], row["value"], row["high"]] == ends
        assert one.result.scenario.title[lang] in row["category"]
    assert spec.highlight == (first["category"],)


def test_the_finding_of_the_comparison_turns_with_the_data_and_with_what_is_set(tmp_path):
    assert make(BESIDE, STORE, "nl").title.startswith("Geen van de")
    few = times("vacancies", 0.4, measure="open_vacancies", branch=list("BCDEF"), period="2026KW01")
    less = make(BESIDE, altered(tmp_path, {"vacancies": few}), "nl")
    assert less.title.startswith("In het midden vult") and number(24_600, "nl") in less.title
    more = make(BESIDE, STORE, "nl", given="S5.share:10")
    assert more.title.startswith("In het midden vult 1 van") and "125.800" in more.alt
