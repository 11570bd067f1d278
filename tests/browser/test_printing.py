"""What comes out of the printer is whole: all that is said, no number cut, nothing to press."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from shortage import claims
from shortage.text import t
from shortage.web import shell

PAGES = [*(one.page for one in claims.themes().values()), shell.PROPOSALS]
pytestmark = pytest.mark.skipif(
    not shutil.which("pdftotext") and not os.environ.get("SHORTAGE_NO_SKIP"), reason="no pdftotext on this machine"
)
DRAWN = """() => [...document.querySelectorAll('.js-plotly-plot text')].flatMap(one => {
  const lines = [...one.querySelectorAll('tspan.line')];
  return (lines.length ? lines : [one]).map(line => line.textContent);
})"""


def words(page: Any, file: Path, format: str) -> tuple[float, list[tuple[float, float, str]]]:
    """Print a page; returns the paper's width in points, and each word with where it begins and ends."""
    page.pdf(path=str(file), format=format)
    read = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True, text=True).stdout
    width = float(re.search(r'<page width="([\d.]+)"', read)[1])
    found = re.findall(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">(.*?)</word>', read)
    return width, [(float(left), float(right), unescape(text)) for left, right, text in found]


@pytest.mark.parametrize(("name", "format"), [*((name, "A4") for name in PAGES), (PAGES[0], "Letter")])
def test_a_printed_page_holds_every_number_of_its_charts_and_nothing_to_press(tab, tmp_path, name, format):
    one = tab(width=1920, height=1000).open(name)
    drawn = {"".join(text.split()) for text in one.page.evaluate(DRAWN)}
    assert len(drawn) > 20
    width, printed = words(one.page, tmp_path / "page.pdf", format)
    outside = [text for left, right, text in printed if left < 20 or right > width - 20]
    assert not outside, "a word leaves the paper"
    text = " ".join(word for _, _, word in printed)
    whole = "".join(text.split())  # small letters stand so far apart that a program may see words in them
    assert not {line for line in drawn if line not in whole}
    assert t("page.definition", "nl") in text
    for pressed in ("PNG", "SVG", "CSV", t("page.as_table", "nl"), t("note.share", "nl"), t("page.to_claim", "nl")):
        assert pressed not in text
