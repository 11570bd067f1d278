"""The typeface of figures and documents: Source Sans 3, unchanged, under the SIL Open Font License in ``OFL.txt``.

Streamlit serves the same typeface to the pages, so what is read on screen, on paper and in a document looks alike.
"""

from __future__ import annotations

import base64
import io
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from shortage.figures.style import FONT

FOLDER: Final = Path(__file__).parent
REGULAR: Final = FOLDER / "SourceSans3-Regular.ttf"
BOLD: Final = FOLDER / "SourceSans3-Semibold.ttf"
BOLD_WEIGHT: Final = 600
WESTERN: Final = "".join(
    map(
        chr,
        (
            *range(0x20, 0x7F),
            *range(0xA0, 0x180),
            *range(0x2010, 0x2027),
            0x20AC,
            *range(0x2190, 0x2196),
            0x2212,
            0x2264,
            0x2265,
        ),
    )
)
"""Letters and signs of what pages say."""
_western: dict[Path, bytes] = {}
_met: set[Path] = set()
"""Typefaces from which letters were cut before."""


@cache
def characters() -> frozenset[int]:
    """Return the code points that the typeface draws."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(REGULAR)).get_charmap())


def faces(plain: str, bold: str) -> str:
    """Return the style rules by which a picture brings the letters of its words along, for a program without them.

    Args:
        plain: the words in letters of usual weight.
        bold: the words in bold letters.
    """
    parts = ((REGULAR, 400, plain), (BOLD, BOLD_WEIGHT, bold))
    return "".join(
        f"@font-face{{font-family:'{FONT}';font-weight:{weight};src:url(data:font/woff;base64,"
        f"{_letters(file, ''.join(sorted(set(words))))}) format('woff')}}"
        for file, weight, words in parts
        if words
    )


@lru_cache(maxsize=256)
def _letters(file: Path, letters: str) -> str:
    return base64.b64encode(woff(file, letters)).decode()


def western(file: Path) -> bytes:
    """Return the western letters of a typeface as a file for a browser, and take fewer of them from there from now on.

    To cut letters from that takes a third of the time, for the same bytes. It pays from the second picture.
    """
    if file not in _western:
        _western[file] = _cut(file, WESTERN)
    return _western[file]


def woff(file: Path, letters: str) -> bytes:
    """Return those letters of a typeface as a file for a browser."""
    if not set(letters) <= set(WESTERN):
        return _cut(file, letters)
    if file in _met:
        western(file)
    _met.add(file)
    return _cut(io.BytesIO(_western[file]) if file in _western else file, letters)


def _cut(source: Path | io.BytesIO, letters: str) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(layout_features=["kern", "mark", "ccmp", "locl"], hinting=False, notdef_outline=True)
    font = TTFont(source, recalcTimestamp=False, lazy=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
