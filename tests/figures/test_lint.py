"""Every figure keeps to the rules for figures, in each language, preset and choice; and each rule can fail."""

from __future__ import annotations

from dataclasses import replace

import drawing_rules
import pandas as pd
import pytest
from figure_rules import lint
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shortage import figures
from shortage.figures import BreakMark, Guarded, ReferenceLine, make
from shortage.figures.looks import Look
from shortage.figures.style import PALETTE, SIZES
from shortage.render.canvas import Box
from shortage.render.paper import draw
from shortage.store import Store
from shortage.text import LANGS, Problem

STORE = Store()
IDS = list(figures.figures())


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_keeps_to_the_rules(id, lang):
    """In the size for a note too: that is looked at where it is drawn for more, in ``test_renderers.py``.

    Without title and source there is the more room for the rest: that is looked at in the longer language.
    """
    spec = make(id, STORE, lang)
    assert lint(spec) == []
    for size in set(SIZES) - {"note"}:
        assert drawing_rules.lint(spec, size) == [], size
    if lang == "nl":
        assert drawing_rules.lint(spec, plain=True) == []


@st.composite
def drawn(draw_one):
    """A figure with a choice of its own: one code per parameter that has any."""
    one = figures.figures()[draw_one(st.sampled_from([id for id in IDS if figures.figures()[id].choices]))]
    selection = {}
    for name in one.choices:
        options = sorted(one.options(name, STORE))
        if options:
            selection[name] = draw_one(st.sampled_from(options))
    return one.id, selection


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(drawn(), st.sampled_from(LANGS), st.sampled_from(sorted(SIZES)))
def test_a_figure_of_any_choice_keeps_to_the_rules(chosen, lang, size):
    id, selection = chosen
    try:
        spec = make(id, STORE, lang, **selection)
    except Problem as problem:
        assert problem.text(lang)
        assume(False)
    assert lint(spec) == [], (id, selection)
    assert drawing_rules.lint(spec, size) == [], (id, selection, size)


# -- each rule can fail ------------------------------------------------------------------------------------------------

LINES = make("tightness", STORE, "nl")
BARS = make("open-vacancies-change", STORE, "nl")
BROKEN = make("labour-immigration", STORE, "nl")
PANELS = make("foreign-nationals-at-work", STORE, "nl")


def doubled(spec, times):
    parts = [
        spec.data.assign(series_id=spec.data["series_id"] + "abcdefgh"[k], label=spec.data["label"] + "abcdefgh"[k])
        for k in range(times)
    ]
    return replace(spec, data=pd.concat(parts, ignore_index=True))


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("texts", replace(LINES, subtitle=" ")),
        ("texts", replace(LINES, source_line="")),
        ("texts", replace(LINES, alt="")),
        ("texts", replace(LINES, alt="Lijn 96. " * 40)),
        ("texts", replace(LINES, alt="Krapte: 96.")),
        ("texts", replace(LINES, alt=LINES.title)),
        ("unfilled", replace(LINES, note="Tot en met {last}.")),
        ("unfilled", replace(LINES, alt="Lijngrafiek: de krapte was nan in 2026.")),
        ("unfilled", replace(LINES, subtitle=LINES.subtitle.replace(" ", "  ", 1))),
        ("rows", replace(LINES, data=LINES.data.iloc[:0])),
        ("rows", replace(LINES, data=LINES.data.assign(value=float("nan")))),
        ("rows", replace(LINES, data=pd.concat([LINES.data] * 2))),
        ("texts", replace(LINES, guarded=None, neutral_title="Een zin.")),
        ("texts", replace(LINES, guarded=None, neutral_title="Een zin die veel te lang is, " * 3 + "ook dit")),
        ("texts", replace(LINES, reference_lines=(ReferenceLine(67, "een te lang bijschrift"),))),
        ("subtitle", replace(LINES, subtitle="Krapte in Nederland, 2010 – 2026")),
        ("subtitle", replace(LINES, subtitle="Openstaande vacatures per 100 werklozen")),
        ("source", replace(LINES, source_line="Bron: CBS; eigen bewerking.")),
        ("source", replace(LINES, sources=())),
        ("abbreviations", replace(LINES, subtitle=LINES.subtitle + ", volgens XYZ")),
        ("series", doubled(LINES, 3)),
        ("series", replace(LINES, kind="small_multiples")),
        ("series", replace(doubled(LINES, 2), kind="path")),
        ("series", replace(PANELS, kind="line")),
        ("axis", replace(BARS, is_zero_based=False)),
        ("axis", replace(LINES, is_zero_based=False)),
        ("marks", replace(BROKEN, note="Zonder teken.")),
        ("marks", replace(BROKEN, note="* Voorlopig.")),
        ("marks", replace(BROKEN, breaks=(BreakMark(2015.5, "reeksbreuk"),))),
        ("marks", replace(BROKEN, breaks=(BreakMark(2020.5, "anders"),))),
        ("numbers", replace(LINES, alt="Lijngrafiek: de krapte was 12,3 in 2026.")),
        ("numbers", replace(LINES, alt="Lijngrafiek van de krapte.")),
        ("numbers", replace(LINES, note="Een daling van -3.")),
        ("finding", replace(LINES, guarded=Guarded("Krapte daalt", True, ""))),
        ("finding", replace(LINES, guarded=Guarded("", False, "lower than a year before"))),
    ],
)
def test_each_rule_over_a_spec_can_fail(rule, broken):
    assert rule in {one.rule for one in lint(broken)}


@pytest.mark.parametrize("look", [Look("#00CC96", "solid"), Look(PALETTE[0], "solid")])
def test_a_foreign_colour_and_two_lines_of_one_style_are_found(look, monkeypatch):
    monkeypatch.setattr("figure_rules.looks", lambda series, *_: dict.fromkeys(series, look))
    assert {one.rule for one in lint(LINES)} == {"colours"}


def words(spec, text):
    return replace(spec, guarded=None, neutral_title=text)


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("cut", words(LINES, "Een titel die veel te lang is voor een figuur in een notitie " * 6)),
        ("wordy", replace(LINES, note="Een heel lange noot over van alles en nog wat. " * 6)),
        ("overlap", replace(LINES, note="Een heel lange noot over van alles en nog wat. " * 120)),
        ("cut", replace(LINES, note="Een heel lange noot over van alles en nog wat. " * 120)),
        ("plot", replace(LINES, note="Een heel lange noot over van alles en nog wat. " * 31)),
    ],
)
def test_a_text_that_does_not_fit_is_found(rule, broken):
    assert rule in {one.rule for one in drawing_rules.lint(broken)}


def test_small_letters_uneven_scales_and_unsaid_words_are_found():
    drawing = draw(PANELS)
    drawing.boxes.append(Box("note", "klein", 20, 20, 40, 30, drawing_rules.SMALLEST - 1))
    assert list(drawing_rules._small(drawing)) == ["note 'klein' is 9 px"]
    assert list(drawing_rules._scale(drawing)) == []
    drawing.figure.axes[1].set_ylim(0, 1)
    assert list(drawing_rules._scale(drawing)) == ["panels with different scales"]
    assert list(drawing_rules._said(drawing, PANELS)) == []
    drawing.labels.remove(PANELS.panels[0])
    assert list(drawing_rules._said(drawing, PANELS)) == [f"{PANELS.panels[0]!r} is not on the figure"]
    bars = draw(BARS)
    bars.values.remove("−10,0")
    assert list(drawing_rules._said(bars, BARS)) == ["−10,0 is not on the figure"]
