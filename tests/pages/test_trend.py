"""The small trend beside a claim shows the line that the claim's number is about."""

from __future__ import annotations

import base64
import re
from html import unescape

import pytest
from claim_helpers import STORE, judge

from shortage import claims, figures
from shortage.page.trend import trend
from shortage.site.sparkline import ACCENT, image


def drawn(id: str, figure: str) -> tuple[str, list[list[float]]]:
    """Return the words of a trend and its marked lines as heights, top of the picture first."""
    shown = trend(figures.make(figure, STORE, "nl"), judge(id).finding, "nl")
    assert shown is not None
    found = re.search(r'alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]*)"', image(shown, "nl"))
    assert found
    svg = base64.b64decode(found[2]).decode()
    lines = re.findall(rf'<polyline points="([^"]*)" fill="none" stroke="{ACCENT}"', svg)
    return unescape(found[1]), [[float(point.split(",")[1]) for point in one.split()] for one in lines]


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("E1", "hbo, ad en bachelor (DUO)"),
        ("E2", "kleine opleidingen"),
        ("T1", "Techniek"),
        ("T3", "Techniek"),
        ("M5", "Van buiten EU/EFTA"),
    ],
)
def test_the_marked_line_is_the_one_that_the_number_is_about(id, name):
    figure = next(one for one in claims.claim(id).figures if figures.make(one, STORE, "nl").is_time)
    words, lines = drawn(id, figure)
    assert words.startswith(f"Verloop van {name}, "), words
    assert len(lines) == 1


def test_a_fall_is_drawn_as_a_fall():
    assert judge("E1").finding.value < 0
    _, [line] = drawn("E1", "technical-inflow")
    assert line[-1] > line[0], "in a picture a lower value stands at a larger height"
