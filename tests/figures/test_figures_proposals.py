"""Figures of the proposals: the numbers of the scenarios, what a reader set, and never a sum."""

import re

import pytest

from shortage import scenarios
from shortage.figures import figures, make
from shortage.store import Store, default_root
from shortage.text import Problem, number

STORE = Store(default_root())
TORNADO = "scenario-tornado"
BESIDE = {"once": "proposals-beside-vacancies", "yearly": "proposals-beside-filled-vacancies"}
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
    [middle] = spec.reference_lines
    assert middle.value == scenarios.rounded(result.main.mid, nearest)
    assert number(middle.value, lang, result.main.outcome.decimals) in middle.label
    assert {one.table for one in spec.sources} == {one.table for one in result.sources}
    assert result.scenario.title[lang] in spec.subtitle and result.assumptions(lang) in spec.note


def test_every_proposal_may_be_chosen_and_another_gives_one_sentence():
    assert set(figures()[TORNADO].options("scenario", STORE)) == set(IDS)
    for selection in ({"scenario": "S9"}, {"given": "S3"}, {"given": "S3.share:many"}):
        with pytest.raises(Problem) as caught:
            make(TORNADO, STORE, "nl", **selection)
        assert "\n" not in caught.value.text("nl")


def test_what_a_reader_sets_is_no_longer_a_bar_and_is_named():
    spec = make(TORNADO, STORE, "nl", scenario="S4", given="S4.target:9,S5.share:3")
    assert "Doel" not in " ".join(spec.data["category"])
    assert "Door de lezer ingesteld: doel voor de internationale instroom 9,0 per 100" in spec.note
    with pytest.raises(Problem):
        make(TORNADO, STORE, "nl", scenario="S3", given="S3.gain:2")


def test_an_input_that_hardly_leads_is_not_called_the_one_that_matters_most():
    """In S6 the cut and the part of it that costs places move the result as much."""
    for id in IDS:
        first, second, *_ = [*(one.width for one in scenarios.run(id, STORE).sensitivity), 0.0]
        spec = make(TORNADO, STORE, "nl", scenario=id)
        assert ("hangt het meest af van" in spec.title) is (first > 1.05 * second > 0), id
        assert spec.guarded.holds is (first > 1.05 * second), id
        if second == 0:  # what depends on one thing does not depend on it most
            ends = [number(end, "nl", 0) for end in sorted(spec.data["value"])]
            assert all(end in spec.title for end in ends), id
    assert not make(TORNADO, STORE, "nl", scenario="S6").guarded.holds


@pytest.mark.parametrize("pace", BESIDE)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_comparison_has_the_numbers_of_the_scenarios(lang, pace):
    spec, found = checked(make(BESIDE[pace], STORE, lang)), scenarios.beside_vacancies(STORE, pace)
    first, *others = spec.data.to_dict("records")
    assert first["value"] == scenarios.rounded(found.vacancies, 100) and first["low"] != first["low"]
    assert [row["category"] for row in others] == [row.result.scenario.title[lang] for row in found.rows]
    for row, one in zip(others, found.rows, strict=True):
        ends = [scenarios.rounded(value, 100) for value in (one.low, one.mid, one.high)]
        assert [row["low"], row["value"], row["high"]] == ends
    assert spec.highlight == (first["category"],)


def test_stock_and_flow_share_no_axis():
    """The scheme for skilled workers brings people every year: it never stands beside vacancies open at one time."""
    shown = {pace: set(make(BESIDE[pace], STORE, "nl").data["category"]) for pace in BESIDE}
    for id, scenario in scenarios.scenarios().items():
        assert [pace for pace in BESIDE if scenario.title.nl in shown[pace]] == [scenario.pace][
            : bool(scenario.pace)
        ], id


def test_the_finding_of_the_comparison_says_what_is_assumed_and_follows_what_is_set():
    assert (
        make(BESIDE["once"], STORE, "nl").title
        == "Als 2,0% van het onbenut potentieel in techniek begint, zijn dat 24.700 mensen"
    )
    more = make(BESIDE["once"], STORE, "nl", given="S5.share:10")
    assert more.title == "Als 10,0% van het onbenut potentieel in techniek begint, zijn dat 123.400 mensen"
    assert number(123_400, "nl") in more.alt and "Niet optellen" not in more.note


def test_the_yearly_comparison_calls_no_number_what_a_proposal_brings():
    """The scheme states what its target asks, productivity what comes without policy: the caveats of both say so."""
    spec = make(BESIDE["yearly"], STORE, "nl")
    assert spec.title == "169.000 vervulde vacatures, 8.900 mensen per jaar bij het grootste voorstel"
    assert "zonder nieuw beleid" in spec.note and "wat het doel vraagt" in spec.note
    assert not any("brengt" in text for text in (spec.title, spec.neutral_title, spec.subtitle, spec.alt))
    more = make(BESIDE["yearly"], STORE, "nl", given="S4.target:15")
    assert more.title.startswith("169.000 vervulde vacatures, ") and more.title != spec.title
