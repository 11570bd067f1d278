"""What a figure says and how it looks stands in the repository, so that no change goes unseen.

A change that is meant is taken over with ``python tools/golden.py``; ``--compare`` shows it side by side first.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shortage import figures
from shortage.render import paper
from shortage.store import Store

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import golden

STORE = Store()
RENEW = "if this change is meant: python tools/golden.py"


@pytest.mark.parametrize("id", figures.figures())
def test_a_figure_says_what_its_snapshot_says(id):
    path = golden.SNAPSHOTS / f"{id}.json"
    assert path.exists(), RENEW
    assert golden.snapshot(id, STORE) == path.read_text("utf-8"), RENEW


@pytest.mark.parametrize("id", figures.figures())
def test_a_figure_looks_as_recorded(id):
    recorded = {name: value for name, value in golden.recorded().items() if name.split()[0] == id}
    assert golden.hashes(STORE, [id]) == recorded, RENEW


def test_nothing_is_recorded_of_figures_that_are_gone():
    assert {name.split()[0] for name in golden.recorded()} == set(figures.figures()), RENEW
    assert {path.stem for path in golden.SNAPSHOTS.glob("*.json")} == set(figures.figures()), RENEW


def test_every_kind_is_drawn_in_every_size_and_language():
    kinds = {figures.make(id, STORE, "nl").kind for id in figures.figures()}
    assert {figures.make(id, STORE, "nl").kind for id in golden.EVERYWHERE} == kinds


def test_a_pdf_comes_out_the_same_twice():
    spec = figures.make("tightness", STORE, "nl")
    assert paper.render(spec, "pdf") == paper.render(spec, "pdf")
