"""A tile map and a typeset table: one contract, drawn alike on screen and paper, and each rule about them can fail."""

from __future__ import annotations

import json
from dataclasses import replace

import drawing_rules
import pandas as pd
import pytest
from drawing_rules import paper_numbers, screen_numbers, spec_numbers
from figure_rules import lint

from shortage import figures
from shortage.figures import BreakMark, ReferenceLine, View, build, make
from shortage.figures.base import COLUMNS, MOST_COLUMNS, MOST_ROWS
from shortage.figures.provinces import PLACES, name, province
from shortage.figures.style import SIZES
from shortage.render import paper, screen
from shortage.render.layout import row_text
from shortage.render.tiles import Classes
from shortage.store import Store
from shortage.text import LANGS, Problem, t

STORE = Store()
PROVINCES = [name(place) for place in PLACES]


def mapped(lang="nl", values=None, missing=(), **changes):
    """A map of the change in vacancies by province; ``values`` by province takes the place of its own."""
    spec = make("vacancies-by-region", STORE, lang)
    data = spec.data[~spec.data["category"].isin(missing)].reset_index(drop=True)
    if values is not None:
        data = data.iloc[: len(values)].assign(value=[float(value) for value in values])
    return replace(spec, kind="map", data=data, **changes)


def tabled(lang="nl", quarters=MOST_ROWS, **changes):
    """A table of the newest quarters of two lines."""
    spec = make("open-vacancies-change", STORE, lang) if not quarters else make("open-vacancies", STORE, lang)
    if not quarters:
        return replace(spec, kind="table", reference_lines=(), **changes)
    newest = sorted(spec.data["x"].unique())[-quarters - 1 : -1]
    data = spec.data[spec.data["x"].isin(newest)].reset_index(drop=True)
    alt = f"{spec.neutral_title}: {row_text(spec, data.iloc[0])}."
    subtitle = spec.subtitle.replace("2e kw 2026", "1e kw 2026").replace("Q2 2026", "Q1 2026")
    return replace(spec, kind="table", data=data, alt=alt, subtitle=subtitle, breaks=(), reference_lines=(), **changes)


def written(made):
    """All words of a screen figure."""
    found = [one.text for one in made.layout.annotations]
    for trace in made.data:
        found += [*(trace.text or ()), *(trace.hovertext or ()), trace.name]
    return " ".join(one.replace("<br>", " ") for one in found if one)


CASES = {
    "map": mapped,
    "map with gaps": lambda lang: mapped(lang, missing=("Zeeland", "Drenthe")),
    "table by period": tabled,
    "table by category": lambda lang: tabled(lang, 0),
}
EVERY = pytest.mark.parametrize(("case", "lang"), [(case, lang) for case in CASES for lang in LANGS])


@EVERY
def test_both_renderers_draw_the_numbers_and_words_of_the_spec(case, lang):
    spec = CASES[case](lang)
    drawing, made = paper.draw(spec), screen.figure(spec)
    wanted = spec_numbers(spec)
    assert wanted and screen_numbers(made) == wanted
    assert paper_numbers(drawing) == wanted
    words = {*spec.data["category"], *(row_text(spec, row) for row in figures.each(spec.data))} - {""}
    words |= set(spec.series.values()) if spec.kind == "table" else set()
    on_paper, on_screen = " ".join(box.text for box in drawing.boxes), written(made)
    for one in words:
        assert all(part in on_paper for part in one.split()) and all(part in on_screen for part in one.split()), one


@EVERY
def test_the_new_kinds_keep_to_the_rules_in_every_size(case, lang):
    spec = CASES[case](lang)
    assert lint(spec) == []
    for size in SIZES:
        assert drawing_rules.lint(spec, size) == [], size


@pytest.mark.parametrize("lang", LANGS)
def test_a_province_without_a_figure_is_hatched_and_said_and_never_shaded(lang):
    spec = mapped(lang, missing=("Zeeland",))
    none = t("render.no_figure", lang)
    drawing = paper.draw(spec)
    assert [box.text for box in drawing.boxes if box.text == none] == [none]
    assert (
        sum(
            bool(patch.get_hatch())
            for patch in drawing.figure.patches + drawing.figure.artists
            if hasattr(patch, "get_hatch")
        )
        == 1
    )
    hatched = [trace for trace in screen.figure(spec).data if trace.marker.pattern.shape == "/"]
    assert len(hatched) == 1 and hatched[0].text == (f"Zeeland<br>{none}",) and hatched[0].meta is None
    assert none not in written(screen.figure(mapped(lang)))


def test_every_province_has_a_tile_of_its_own_and_is_known_by_name_and_code():
    assert len(set(PLACES.values())) == len(PLACES) == 12
    assert [province(one) for one in PROVINCES] == list(PLACES)
    assert province("PV29") == "zeeland" and province("Noord-Nederland") == ""


@pytest.mark.parametrize(
    ("values", "decimals", "wanted"),
    [
        ([43, 71], 0, ["40 tot 50", "50 tot 60", "60 tot 70", "70 tot 80"]),
        ([5, 5, 5], 0, ["5 tot 6"]),
        ([-12, 3], 0, ["−15 tot −10", "−10 tot −5", "−5 tot 0", "0 tot 5"]),
        ([0.14, 0.36], 1, ["0,1 tot 0,2", "0,2 tot 0,3", "0,3 tot 0,4", "0,4 tot 0,5"]),
        ([1000, 250_000], 0, ["0 tot 100.000", "100.000 tot 200.000", "200.000 tot 300.000"]),
    ],
)
def test_classes_lie_between_round_numbers_and_hold_every_value(values, decimals, wanted):
    spec = mapped(values=values, decimals=decimals)
    classes = Classes.of(spec)
    assert [words for _, words in classes.words(spec)] == wanted
    assert all(classes.shade(value) in classes.shades for value in values)


def test_a_value_falls_in_the_class_that_it_is_printed_in():
    classes = Classes.of(mapped(values=[43, 49.6, 71]))
    assert classes.shade(49.6) == classes.shade(50.0) != classes.shade(49.4)  # it is printed as 50


BRANCHES = [
    "Landbouw, bosbouw en visserij",
    "Waterbedrijven en afvalbeheer",
    "Verhuur van en handel in onroerend goed",
    "Openbaar bestuur en overheidsdiensten",
    "Gezondheids- en welzijnszorg",
]


def ranked(kind="bar", count=15, **changes):
    """Changes of as many branches, from high to low and through zero; for a pair with the change of a year before."""
    names = [f"{BRANCHES[k % 5]} {'abc'[k // 5]}" for k in range(count)]
    values = [31.2 - 64.5 * k / max(count - 1, 1) for k in range(count)]
    later = pd.DataFrame({"series_id": "b", "label": "later", "category": names, "value": values})
    parts = (
        [later] if kind == "bar" else [later.assign(series_id="a", label="eerder", value=later["value"] / 2 - 3), later]
    )
    data = pd.concat(parts).sort_values("category", key=lambda one: one.map(names.index), kind="stable")
    blank = {"panel": "", "period": "2026KW01", "x": float("nan"), "low": float("nan"), "high": float("nan")}
    data = data.assign(**blank, is_provisional=False, role="main")[list(COLUMNS)].reset_index(drop=True)
    spec = make("sections-change", STORE, "nl")
    return replace(spec, kind=kind, data=data, decimals=1, highlight=(), reference_lines=(), **changes)


@pytest.mark.parametrize("kind", ["bar", "dumbbell"])
@pytest.mark.parametrize("count", [1, 3, 15])
def test_bars_through_zero_are_drawn_in_their_order_and_fit(kind, count):
    spec = ranked(kind, count)
    for size in SIZES:
        assert drawing_rules.lint(spec, size) == [], size
    wanted = spec_numbers(spec)
    assert paper_numbers(paper.draw(spec)) == wanted
    for width in ("narrow", "page", "wide"):
        assert screen_numbers(screen.figure(spec, width)) == wanted


def test_names_stand_above_their_bars_on_a_phone_and_none_is_left_out():
    spec = ranked()
    made = screen.figure(spec, "narrow")
    named = [one for one in made.layout.annotations if one.name == "category"]
    assert [one.text for one in named] == list(spec.data["category"])
    assert made.layout.yaxis.showticklabels is False and made.layout.margin.l < 60
    assert screen.figure(spec).layout.yaxis.showticklabels


def test_no_line_runs_through_a_number_of_a_bar_or_pair():
    for spec in (ranked("dumbbell"), replace(ranked(), reference_lines=(ReferenceLine(5.0, "Nederland"),))):
        made = screen.figure(spec)
        values = [one for one in made.layout.annotations if one.name == "value"]
        assert len(values) == len(spec.data) and all(one.bgcolor == "white" for one in values)
        drawn = json.loads(made.to_json())["data"]
        assert not any("text" in trace.get("mode", "") or "outside" in trace.get("textposition", ()) for trace in drawn)


def put(spec, column, place, value):
    data = spec.data.copy()
    data[column] = data[column].astype(object)
    data.loc[place, column] = value
    return replace(spec, data=data)


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("map", put(mapped(), "category", 0, "Noord-Nederland")),
        ("map", put(mapped(), "category", 0, mapped().data["category"].iloc[1])),
        ("map", put(mapped(), "series_id", 0, "other")),
        ("map", mapped(reference_lines=(ReferenceLine(50, "Nederland"),))),
        ("map", mapped(unit="thousand")),
        ("table", replace(tabled(), data=tabled().data.iloc[1:])),
        ("table", tabled(quarters=MOST_ROWS + 1)),
        ("table", replace(tabled(), breaks=(BreakMark(2024.5, "reeksbreuk"),))),
    ],
)
def test_each_rule_about_the_new_kinds_can_fail(rule, broken):
    assert rule in {one.rule for one in lint(broken)}


def built(kind, data, unit="per_cent"):
    view = View(STORE, figures.figures()["vacancies-by-region"], {})
    view.indicator("open-vacancies-by-region")
    return build(view, kind, data, subtitle="", alt="", unit=unit, decimals=0).spec("nl")


def test_a_map_of_counts_says_so_and_one_of_rates_does_not():
    data = pd.DataFrame({"series_id": "v", "label": "", "category": PROVINCES, "period": "2023KW02", "value": 1.0})
    assert t("figure.map_of_counts", "nl") in built("map", data, "thousand").note
    assert built("map", data).note == ""


def test_a_table_that_is_too_large_is_refused_in_a_sentence_and_a_gap_is_explained():
    def grid(rows, columns):
        cells = [(f"s{c}", f"Reeks {c}", f"rij {r}", 1.0) for r in range(rows) for c in range(columns)]
        return pd.DataFrame(cells, columns=["series_id", "label", "category", "value"])

    assert built("table", grid(MOST_ROWS, MOST_COLUMNS)).note == ""
    assert built("table", grid(3, 2).iloc[1:]).note == t("figure.missing_key", "nl")
    for rows, columns, key in ((MOST_ROWS + 1, 1, "table_long"), (2, MOST_COLUMNS + 1, "table_wide")):
        with pytest.raises(Problem) as refused:
            built("table", grid(rows, columns))
        assert refused.value.key == key


@pytest.mark.parametrize("id", ["open-vacancies", "technical-inflow", "foreign-nationals-at-work", "gdp-per-head"])
def test_a_phone_and_a_wide_page_draw_the_same_in_measures_of_their_own(id):
    spec = make(id, STORE, "nl")
    drawn = {width: screen.figure(spec, width) for width in screen.MEASURES}
    wanted = spec_numbers(spec)
    assert all(screen_numbers(made) == wanted for made in drawn.values())
    assert drawn["wide"].layout.height >= drawn["page"].layout.height
    if len(spec.panels) > 1:  # one below the other, not three of sixty pixels
        assert len(spec.panels) == sum("yaxis" in name for name in drawn["narrow"].layout.to_plotly_json())
        assert {drawn["narrow"].layout[f"xaxis{k or ''}"].domain[0] for k in ("", 2, 3)} == {0.0}
    elif spec.is_time:  # names above, so that the plot is wider than high
        assert drawn["narrow"].layout.showlegend and not drawn["page"].layout.showlegend
        assert drawn["narrow"].layout.margin.r < drawn["page"].layout.margin.r
        named = {trace.name for trace in drawn["narrow"].data if trace.showlegend}
        assert named == set(spec.series.values())


def test_stretches_of_one_name_say_in_a_legend_up_to_when():
    drawn = screen.figure(make("bbl-share", STORE, "nl"), "narrow")
    names = [trace.name for trace in drawn.data if trace.showlegend]
    assert len(set(names)) == 4 and {"hele mbo (t/m 2019/’20)", "hele mbo"} < set(names)


def test_names_above_a_phones_plot_hide_no_tick_and_no_grid_line_runs_through_words_at_a_reference():
    one_row, two_rows = (
        screen.figure(make(id, STORE, "nl"), "narrow").layout.margin.t for id in ("open-vacancies", "granted-share")
    )
    assert two_rows >= one_row + 20
    spec = make("international-share", STORE, "nl")
    for size in screen.MEASURES:
        layout = screen.figure(spec, size).layout
        [words] = [note for note in layout.annotations if note.text == spec.reference_lines[0].label]
        low, high = layout.yaxis.range
        above = [(tick - words.y) / (high - low) * screen.MEASURES[size].deep for tick in layout.yaxis.tickvals]
        sign = 1 if words.yanchor == "bottom" else -1
        assert not [pixels for pixels in above if 0 < sign * pixels < 15], size
