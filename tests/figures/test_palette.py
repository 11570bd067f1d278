"""The palette is readable: on white, in grey print, and for who sees no difference between red and green.

Colour-blindness is simulated with the matrices of Machado, Oliveira and Fernandes (IEEE Transactions on Visualization
and Computer Graphics 15, 2009), severity 1.0, on linear RGB; differences are CIE 1976 in CIELAB, D65.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from shortage.figures import house
from shortage.figures.looks import SLOTS, looks
from shortage.figures.style import (
    DASHES,
    FOCUS,
    FOCUS_GREY,
    INK,
    PALETTE,
    REST,
    SOFT,
    STROKES,
)
from shortage.render.tiles import ink

SEEN = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}
APART = 20.0
"""Difference that is seen at a glance; 2.3 is one that is just seen."""


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str = "#FFFFFF") -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, seen: str) -> float:
    matrix = np.array(SEEN[seen])
    return float(np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))))


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000") == pytest.approx(21) and contrast("#FFFFFF") == pytest.approx(1)
    assert contrast("#12436D") == pytest.approx(10.25, abs=0.01)


@pytest.mark.parametrize("colour", [*PALETTE, FOCUS, FOCUS_GREY])
def test_what_is_drawn_has_three_to_one_on_white(colour):
    assert contrast(colour) >= 3


@pytest.mark.parametrize("colour", [INK, SOFT])
def test_what_is_written_has_four_and_a_half_to_one_on_white(colour):
    assert contrast(colour) >= 4.5


def test_a_bar_that_is_not_meant_stands_apart_from_one_that_is():
    assert contrast(FOCUS, REST) >= 3


def test_four_lines_of_one_plot_have_four_styles_and_colours():
    made = looks(["a", "b", "c", "d"], dict.fromkeys("abcd", "main"))
    assert len({one.dash for one in made.values()}) == len({one.colour for one in made.values()}) == 4
    assert len(set(map(str, STROKES.values()))) == len(DASHES) == 4


def test_two_series_differ_in_grey():
    """Further series of near luminance differ in dash or stand in rows of their own; the first two in shade as well."""
    assert contrast(PALETTE[0], PALETTE[1]) >= 3


@pytest.mark.parametrize("seen", SEEN)
def test_colours_in_their_order_differ_for_who_is_colour_blind(seen):
    for one, other in itertools.pairwise(PALETTE):
        assert difference(one, other, seen) >= APART, (one, other)
    assert difference("#8B4513", "#006400", seen) < APART, "the measure must be able to fail: brown and green"


def test_a_known_subject_keeps_its_colour_in_any_company():
    for subject, slot in SLOTS.items():
        for company in ([subject], ["other", subject], [subject, "other"]):
            assert looks(company, dict.fromkeys(company, "main"))[subject].colour == PALETTE[slot]


def test_classes_of_a_map_differ_in_grey_and_for_who_is_colour_blind_and_their_words_are_read():
    for shades in map(house.read("").classes, range(1, 5)):
        for light, dark in itertools.pairwise(shades):
            assert luminance(light) > luminance(dark) and contrast(light, dark) >= 1.8, (light, dark)
            assert all(difference(light, dark, seen) >= APART for seen in SEEN), (light, dark)
        for shade in shades:
            assert contrast(ink(shade) if ink(shade) != "white" else "#FFFFFF", shade) >= 4.5, shade
