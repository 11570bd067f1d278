"""Moments, notes and spans that a reader adds: where they stand, whose they are, and that they change nothing else."""

from __future__ import annotations

import itertools
from dataclasses import replace
from html import escape
from urllib.parse import parse_qsl

import drawing_rules
import pytest
from drawing_rules import paper_numbers, screen_numbers, spec_numbers
from figure_rules import lint
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from shortage import catalog, figures
from shortage.figures import LAST_YEAR, make
from shortage.figures.marks import KINDS, LONGEST_NOTE, LONGEST_SPAN, MOST_EVENTS
from shortage.figures.style import INK, SIZES
from shortage.render import csv, paper, screen
from shortage.render.canvas import Box
from shortage.render.label_placer import is_nearest
from shortage.render.layout import flags
from shortage.render.office import charts
from shortage.render.path import Path, each_point
from shortage.store import Store
from shortage.text import LANGS, Period, Problem
from shortage.web import links

STORE = Store()
IDS = list(figures.figures())
SIZED = sorted(set(SIZES) - {"note"})
HOSTILE = "<b>x</b> & $x^2$ {y} \\frac =1+1 “'\" <script>"


def inside(spec):
    """The moments that lie on a figure's axis, as many as it may have."""
    periods = [Period.parse(code) for code in spec.data["period"]]
    first, last = min(one.start for one in periods), max(one.end for one in periods)
    return tuple(id for id, one in catalog.events().items() if first <= one.date <= last)[:MOST_EVENTS]


def uprights(drawing):
    """Where the poles of moments stand on paper, in the data of the plot."""
    found = []
    for line in drawing.figure.artists:
        if isinstance(line, Line2D) and tuple(line._unscaled_dash_pattern[1] or ()) == (1, 3):
            assert to_hex(line.get_color()) == INK.lower()
            place = drawing.figure.transFigure.transform((line.get_xdata()[0], line.get_ydata()[0]))
            found.append(drawing.figure.axes[0].transData.inverted().transform(place)[0])
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", IDS)
def test_any_figure_over_time_takes_moments_and_no_label_is_struck(id, lang):
    plain_spec = make(id, STORE, lang)
    ids = inside(plain_spec) if plain_spec.kind in KINDS else ()
    if not ids:  # it shows no course, or no moment lies on its axis
        return
    spec = make(id, STORE, lang, mark=ids)
    assert [one.label for one in spec.events] == [catalog.events()[one].label[lang] for one in ids]
    assert lint(spec) == lint(plain_spec) == []
    # For a note in both languages, in one other size in the longer one: the labels are the catalogue's, and short.
    sizes = ("note", SIZED[IDS.index(id) % len(SIZED)])
    drawings = {size: paper.draw(spec, size) for size in (sizes if lang == "nl" else sizes[:1])}
    for size, drawing in drawings.items():
        assert [one for one in drawing_rules.faults(drawing, spec) if one.rule != "plot"] == [], size
    assert (spec.title, spec.alt, spec.source_line) == (plain_spec.title, plain_spec.alt, plain_spec.source_line)
    chart = screen.figure(spec)
    assert screen_numbers(chart) == paper_numbers(drawings["note"]) == spec_numbers(plain_spec)
    words = " ".join(one.text for one in chart.layout.annotations)
    assert all(one.label in words for one in spec.events)


def test_moments_stand_at_their_day_on_screen_and_paper_unlike_a_break():
    spec = make("open-vacancies", STORE, "nl", mark=("corona", "debate"))
    wanted = [2020 + 74 / 365.25, 2025 + 140 / 365.25]
    assert [one.x for one in spec.events] == pytest.approx(wanted)
    assert uprights(paper.draw(spec)) == pytest.approx(wanted, rel=1e-4)
    poles = [one for one in screen.figure(spec).layout.shapes if one.name == "event"]
    assert [one.x0 for one in poles] == pytest.approx(wanted) and {one.line.dash for one in poles} == {"1px,4px"}
    assert "coronamaatregelen, 15 maart 2020 (NRC)" in spec.note
    assert any("https://www.nrc.nl/" in text.nl for _, text in spec.definitions)


@pytest.mark.parametrize(
    ("id", "event", "wanted"),
    [
        ("technical-inflow", "grant-back", 2022.5),  # between the school years 2022/’23 and 2023/’24
        ("foreign-nationals-at-work", "survey", 2020.5),  # between the years 2020 and 2021
        ("open-vacancies", "survey", 2021.0),  # between the last quarter of 2020 and the first of 2021
    ],
)
def test_a_day_lies_between_the_middles_of_periods(id, event, wanted):
    (mark,) = make(id, STORE, "nl", mark=(event,)).events
    assert mark.x == pytest.approx(wanted, abs=1e-9)


def test_every_moment_has_short_words_and_a_source_with_an_address():
    for id, one in catalog.events().items():
        assert all(0 < len(one.label[lang]) <= 24 and one.text[lang].endswith(".") for lang in LANGS), id
        assert one.publisher and one.title and one.url.startswith("https://"), id


ADDED = {
    "mark": ("corona", "debate"),
    "note": "2022KW02:Hoogste punt",
    "note2": f"2008KW03:{HOSTILE}",
    "span": "2020KW01-2021KW04:coronajaren",
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_reader_wrote_stands_in_every_file_and_is_signed(lang):
    base, spec = make("open-vacancies", STORE, lang), make("open-vacancies", STORE, lang, **ADDED)
    assert lint(spec) == []
    for size in SIZES:
        assert [one for one in drawing_rules.lint(spec, size) if one.rule != "plot"] == [], size
    assert [one.text for one in spec.own_notes] == ["Hoogste punt", HOSTILE]
    sign = {"nl": "Eigen notities van de lezer", "en": "Reader’s own notes"}[lang]
    tail = spec.note.removeprefix(base.note)
    assert sign in tail and all(text in tail for text in ("Hoogste punt", HOSTILE, "coronajaren"))
    assert spec.data.equals(base.data) and spec.title == base.title and spec.guarded == base.guarded
    (shade,) = spec.own_spans
    assert (shade.first, shade.last) == (2020.0, 2022.0)
    assert spec.own_notes[0].value == base.data.loc[base.data["period"].eq("2022KW02"), "value"].iloc[0]
    assert links.parse(dict(links_of(spec)), "open-vacancies").selection | {LAST_YEAR: ""} == {**spec.selection}
    assert b"coronajaren" in csv.render(spec, "excel")


def links_of(spec):
    return parse_qsl(links.figure(spec).partition("?")[2], keep_blank_values=True)


def test_hostile_words_are_words_everywhere():
    spec = make("open-vacancies", STORE, "nl", note2=ADDED["note2"])
    said = [one.text for one in screen.figure(spec).layout.annotations if one.name == "own"]
    assert " ".join(said[0].split("<br>")) == escape(HOSTILE)
    svg = paper.render(spec, "svg").decode()
    assert "<script" not in svg and "<b>" not in svg
    assert any("<b>x</b>" in box.text for box in paper.draw(spec).boxes if box.role == "own")


@pytest.mark.parametrize(
    ("id", "added", "key"),
    [
        ("open-vacancies-change", {"mark": ("corona",)}, "mark_no_time"),
        ("vacancies-and-unemployment", {"note": "2020KW01:x"}, "mark_no_time"),
        ("open-vacancies", {"mark": ("unknown",)}, "choice_unknown"),
        ("open-vacancies", {"mark": tuple(catalog.events())[: MOST_EVENTS + 1]}, "mark_many"),
        ("foreign-nationals-at-work", {"mark": ("debate",)}, "mark_outside"),
        ("foreign-nationals-at-work", {"note": "2020:x"}, "own_note_panels"),
        ("open-vacancies", {"note": "x"}, "own_note_form"),
        ("open-vacancies", {"note": "2020:x"}, "own_period"),
        ("open-vacancies", {"note": "2020KW09:x"}, "own_period"),
        ("open-vacancies", {"note": "1990KW01:x"}, "own_outside"),
        ("open-vacancies", {"note": "2020KW01:\u200b\x07 "}, "own_empty"),
        ("open-vacancies", {"note": "2020KW01:" + "x" * (LONGEST_NOTE + 1)}, "own_long"),
        ("open-vacancies", {"span": "2020KW01:x"}, "own_span_form"),
        ("open-vacancies", {"span": "2020KW01-2030KW01:x"}, "own_outside"),
        ("open-vacancies", {"span": "2020KW01-2021KW01:" + "x" * (LONGEST_SPAN + 1)}, "own_long"),
    ],
)
def test_a_mark_that_cannot_stand_is_one_sentence(id, added, key):
    with pytest.raises(Problem) as refused:
        make(id, STORE, "nl", **added)
    assert refused.value.key == key
    for lang in LANGS:
        assert refused.value.text(lang).count("{") == 0


def test_flags_neither_overlap_nor_are_struck():
    for xs in itertools.product((10.0, 30.0, 60.0, 100.0, 180.0, 240.0), repeat=3):
        if len(set(xs)) < 3:
            continue
        rows = flags([(x, 90.0) for x in xs], 0.0, 345.0)
        spans = [(x - 90 if is_left else x, x if is_left else x + 90) for x, (_, is_left) in zip(xs, rows, strict=True)]
        for one, other in itertools.permutations(range(3), 2):
            (a, b), (row, _) = spans[one], rows[one]
            assert a >= 0 and b <= 345, xs
            assert rows[other][0] < row or not a < xs[other] < b, (xs, rows)
            assert rows[other][0] != row or b <= spans[other][0] or spans[other][1] <= a, (xs, rows)


MARKED = make("open-vacancies", STORE, "nl", **ADDED)


@pytest.mark.parametrize(
    "broken",
    [
        replace(MARKED, note="Zonder uitleg."),
        replace(MARKED, events=(replace(MARKED.events[0], label="een veel te lang bijschrift"),)),
        replace(MARKED, own_notes=(replace(MARKED.own_notes[0], text="x" * (LONGEST_NOTE + 1)),)),
    ],
)
def test_the_rule_about_marks_can_fail(broken):
    assert "added" in {one.rule for one in lint(broken)}


def test_a_label_that_a_pole_runs_through_is_found():
    drawing = paper.draw(MARKED)
    x, bottom, _ = drawing.poles[0]
    assert list(drawing_rules._struck(drawing)) == []
    drawing.boxes.append(Box("event", "debat", x - 20, bottom + 5, x + 20, bottom + 15, 10))
    assert list(drawing_rules._struck(drawing)) == ["a line through event 'debat'"]


def test_a_point_that_a_title_is_about_is_marked_and_no_office_chart_drops_a_mark():
    spec = make("kabinet2024-more-vacancies-than-unemployed", STORE, "nl")
    [point] = spec.points
    row = spec.data[spec.data["period"] == "2021KW04"].iloc[0]
    assert (point.x, point.value) == (row["x"], row["value"]) and point.text == "105,9 in 4e kw 2021"
    assert spec.title.endswith(point.text) and point.text in paper.draw(spec).labels
    assert point.text in [one.text.replace("<br>", " ") for one in screen.figure(spec).layout.annotations]
    assert drawing_rules.Fault("said", f"{point.text!r} is not on the figure") in drawing_rules.faults(
        paper.draw(replace(spec, points=())), spec
    )
    assert not make("kabinet2024-twelve-quarters", STORE, "nl").points, "its title tells no point"
    means = make("kabinet2024-vacancies-rise", STORE, "en")
    assert not means.points and "105.4" in means.note and "404.4" in means.note
    assert charts.is_native(replace(spec, points=())) and not charts.is_native(spec)
    assert not charts.is_native(MARKED)


@pytest.mark.parametrize("years", [{"since": "2010", "until": "2020"}, {"since": "2019"}])
def test_the_name_of_a_turn_stands_nearest_to_its_own_point_or_is_tied_to_it(years):
    spec = make("vacancies-and-unemployment", STORE, "nl", **years)
    drawing, path = paper.draw(spec, "slide"), Path.of(spec)
    [axes], size = drawing.figure.axes, drawing.size
    at = {point: tuple(axes.transData.transform((point.x, point.y)) / size.scale) for point in each_point(path.points)}
    drawn = [one for one in drawing.figure.artists if isinstance(one, Line2D)]
    lines = [
        one.get_xydata()[0] * (size.layout_width, size.layout_height) for one in drawn if one.get_linestyle() == "-"
    ]
    for turn in path.turns:
        [box] = [one for one in drawing.boxes if one.text == Period.parse(turn.period).label("nl")]
        is_tied = any(start == pytest.approx(at[turn], abs=0.01) for start in map(tuple, lines))
        assert is_tied or is_nearest((box.left, box.bottom, box.right, box.top), at[turn], at.values())
