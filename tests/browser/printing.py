"""What comes out of the printer is whole: all that is said, no number cut, nothing to press."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

from shortage import claims
from shortage.text import t
from shortage.web import shell

PAGES = [*(one.page for one in claims.themes().values()), shell.PROPOSALS]
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


def sheets(page: Any, file: Path) -> int:
    """Print a page on A4; returns how many sheets it takes."""
    page.pdf(path=str(file), format="A4")
    read = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True, text=True).stdout
    return read.count("<page ")


def is_possible() -> bool:
    """Whether this machine can read what was printed; where nothing may be left out, it must."""
    return bool(shutil.which("pdftotext") or os.environ.get("SHORTAGE_NO_SKIP"))


def is_whole(page: Any, file: Path, formats: Sequence[str]) -> None:
    """Print a page of figures: every number of its charts is there, inside the paper, and nothing to press."""
    drawn = {"".join(text.split()) for text in page.evaluate(DRAWN)}
    assert len(drawn) > 20
    for format in formats:
        width, printed = words(page, file, format)
        outside = [text for left, right, text in printed if left < 20 or right > width - 20]
        assert not outside, "a word leaves the paper"
        text = " ".join(word for _, _, word in printed)
        whole = "".join(text.split())  # small letters stand so far apart that a program may see words in them
        assert not {line for line in drawn if line not in whole}
        assert t("page.definition", "nl") in text
        for pressed in ("PNG", "SVG", "CSV", t("page.as_table", "nl"), t("note.share", "nl"), t("page.to_claim", "nl")):
            assert pressed not in text
