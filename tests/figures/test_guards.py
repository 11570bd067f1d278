"""A title holds for the whole line, and what it names can be read off the figure; each guard can fail."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from figure_rules import title_faults

from shortage import figures
from shortage.figures import Guarded, make
from shortage.figures.base import View
from shortage.figures.guards import LONGEST_TITLE, course_finding
from shortage.store import Store
from shortage.text import LANGS, Words

STORE = Store()
GUARDED = ("education",)
"""Themes whose titles keep to it; a theme that comes in stays in."""


@pytest.mark.parametrize("id", [id for id, one in figures.figures().items() if one.theme in GUARDED])
@pytest.mark.parametrize("lang", LANGS)
def test_every_number_in_a_title_can_be_read_off_the_figure(id, lang):
    assert not list(title_faults(make(id, STORE, lang)))


@pytest.mark.parametrize(
    ("title", "faults"),
    [
        ("Aandeel daalde van 20,6% (2020/’21) naar 20,8%", []),
        ("Aandeel bleef rond 20,9%", []),
        ("Aandeel steeg met 7%", ["7 is not in the figure"]),
        ("Aandeel was in 2031 het hoogst", ["2031 is not in the figure"]),
        ("x" * (LONGEST_TITLE + 1), [f"title of {LONGEST_TITLE + 1} characters"]),
    ],
)
def test_what_cannot_be_read_off_is_named(title, faults):
    spec = make("technical-inflow-share", STORE, "nl", since="2020")
    assert list(title_faults(replace(spec, guarded=Guarded(title, True, "typed")))) == faults


@pytest.fixture
def view(tmp_path):
    file = tmp_path / "words.toml"
    file.write_text(
        """
[one]
title = { nl = "Stand", en = "Level" }
rises = { nl = "Steeg van {a} ({first}) naar {b} ({last})", en = "Rose from {a} ({first}) to {b} ({last})" }
peaks = { nl = "Piekte in {top_at} op {top}", en = "Peaked in {top_at} at {top}" }
[one.other]
rises = { nl = "Anders: {what}", en = "Otherwise: {what}" }
""",
        "utf-8",
    )
    known = next(iter(figures.figures().values()))
    words = Words(file).part("one")
    return View(STORE, replace(known, words=words, title=words["title"]), {})


def line(*values):
    return pd.Series(values, index=[f"{2020 + place}JJ00" for place in range(len(values))], dtype=float)


@pytest.mark.parametrize(
    ("values", "sentence", "holds"),
    [
        ((1, 2, 5), "Steeg van 1 (2020) naar 5 (2022)", True),
        ((1, 5, 2), "Piekte in 2021 op 5", True),
        ((5, 2, 1), "Stand", False),
        ((1, 5, 1, 5, 1), "Stand", False),
    ],
)
def test_the_sentence_is_the_one_that_fits_the_whole_line(view, values, sentence, holds):
    finding = course_finding(view, line(*values), margin=0.5)
    assert (finding.sentence.nl, finding.holds) == (sentence, holds) and "margin" in finding.check


def test_a_figure_may_have_sentences_of_its_own_per_subject(view):
    assert course_finding(view, line(1, 2, 5), margin=0.5, key="other", what="x").sentence.nl == "Anders: x"


def test_across_a_gap_nothing_is_told(view):
    with pytest.raises(ValueError):
        course_finding(view, line(1, 2, 5).drop("2021JJ00"), margin=0.5)
