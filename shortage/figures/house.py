"""A house style of one's own: colours, typeface and logo from a theme file, held to what makes a figure readable.

The file is named by ``SHORTAGE_THEME`` or by ``--theme``; without one the house style is ours. A file whose lines would
not be seen on white, or not be told apart in grey print, is refused with the numbers.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import tomli

from shortage.figures.style import FOCUS, FONT, INK, PALETTE, REST, SHADES
from shortage.settings import settings
from shortage.text import Problem, Text, Words, number

_WORDS = Words(__file__)

LEAST_TEXT, LEAST_LINE = 4.5, 3.0
"""Contrast that WCAG asks of text and of lines and signs."""
LEAST_SHADES = 1.8
"""Contrast between neighbouring classes of a map."""
KEYS = ("palette", "accent", "shades", "typeface", "documents_typeface", "logo")
LARGEST_FILE, LARGEST_LOGO, MOST_PIXELS = 20_000, 500_000, 4_000
"""Bytes of the theme file and of the logo, and pixels along a side of the logo."""
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_NAME = re.compile(r"[\w .&-]{1,60}")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Logo:
    """A logo as its file holds it: ``png`` or ``svg``."""

    kind: str
    body: bytes


@dataclass(frozen=True)
class House:
    """Colours, typefaces and logo of figures and documents.

    ``palette`` are the colours of lines and bars in their order, ``accent`` that of headings and of what is meant,
    ``shades`` those of a map from low to high. ``documents_typeface`` is that of the text of Office files, which the
    reader's own machine draws; pictures and PDF take the bundled one.
    """

    palette: tuple[str, ...] = PALETTE
    accent: str = FOCUS
    shades: tuple[str, ...] = SHADES
    documents_typeface: str = FONT
    logo: Logo | None = None
    mark: str = ""
    """A checksum of the theme file and the logo; empty for our own style."""

    def classes(self, count: int) -> tuple[str, ...]:
        """Return the shades of a map of one to four classes, from low to high."""
        low, middle, high, _ = self.shades
        return {1: (middle,), 2: (low, high), 3: (low, middle, high)}.get(count, self.shades)


def house() -> House:
    """Return the house style in force.

    Raises:
        Problem: the theme file cannot be read, or what it asks for would not be readable.
    """
    return read(settings().theme)


@lru_cache(maxsize=4)
def read(path: str) -> House:
    """Return the house style of a theme file; "" is ours.

    Raises:
        Problem: as for :func:`house`.
    """
    if not path:
        return House()
    body = _bytes(Path(path), LARGEST_FILE, path)
    try:
        asked = tomli.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise _refused(path, "form", detail=str(error)) from error
    for key in asked:
        if key not in KEYS:
            raise _refused(path, "key", key=key[:40], known=", ".join(KEYS))
    palette, shades = _colours(asked, "palette", PALETTE, path), _colours(asked, "shades", SHADES, path)
    accent = _colours({"accent": [asked["accent"]]} if "accent" in asked else {}, "accent", palette[:1], path)[0]
    for index, colour in enumerate(palette, 1):
        _contrast(path, f"palette[{index}]", colour, "#FFFFFF", LEAST_LINE)
    _contrast(path, "accent", accent, "#FFFFFF", LEAST_TEXT)
    # In grey print the first two lines of a plot, and a bar that is meant, stand apart by their shade as well.
    _contrast(path, "palette[1]", palette[0], palette[1], LEAST_LINE)
    _contrast(path, "accent", accent, REST, LEAST_LINE)
    for index, (light, dark) in enumerate(itertools.pairwise(shades), 1):
        if luminance(light) <= luminance(dark):
            raise _refused(path, "order", name=f"shades[{index}]")
        _contrast(path, f"shades[{index}]", light, dark, LEAST_SHADES)
    for index, shade in enumerate(shades, 1):
        _contrast(path, f"shades[{index}]", shade, INK if index in (1, 2) else "#FFFFFF", LEAST_TEXT)
    if asked.get("typeface", FONT) != FONT:
        raise _refused(path, "typeface", value=str(asked["typeface"])[:60], known=FONT)
    documents = asked.get("documents_typeface", FONT)
    if not isinstance(documents, str) or not _NAME.fullmatch(documents):
        raise _refused(path, "name", value=str(documents)[:60])
    logo = _logo(Path(path).parent / str(asked["logo"]), path) if asked.get("logo") else None
    mark = hashlib.sha256(body + (logo.body if logo else b"")).hexdigest()[:16]
    return House(palette, accent, shades, documents, logo, mark)


def contrast(colour: str, other: str = "#FFFFFF") -> float:
    """Return the contrast ratio of two colours, as WCAG 2 defines it from their relative luminances."""
    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it: 0 for black, 1 for white."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colours(asked: dict[str, Any], key: str, ours: tuple[str, ...], path: str) -> tuple[str, ...]:
    listed = asked.get(key, list(ours))
    if not isinstance(listed, list) or len(listed) != len(ours):
        raise _refused(path, "count", name=key, count=number(len(ours), "en"))
    for colour in listed:
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise _refused(path, "colour", name=key, value=str(colour)[:40])
    return tuple(colour.upper() for colour in listed)


def _contrast(path: str, name: str, colour: str, other: str, least: float) -> None:
    ratio = contrast(colour, other)
    if ratio < least:
        ratios = [Text(nl=number(value, "nl", 2), en=number(value, "en", 2)) for value in (ratio, least)]
        raise _refused(path, "contrast", name=name, colour=colour, other=other, ratio=ratios[0], least=ratios[1])


def _logo(file: Path, path: str) -> Logo:
    body = _bytes(file, LARGEST_LOGO, path)
    if body.startswith(_PNG) and body[12:16] == b"IHDR":
        width, height = struct.unpack(">II", body[16:24])
        if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
            raise _refused(path, "logo_large", value=file.name, most=number(MOST_PIXELS, "en", is_grouped=False))
        return Logo("png", body)
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise _refused(path, "logo", value=file.name)
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise _refused(path, "logo", value=file.name) from error
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    links = [value for element in root.iter() for key, value in element.attrib.items() if key.endswith("href")]
    is_apart = any(not link.startswith("#") for link in links) or {"script", "foreignObject", "image"} & set(names)
    if names[0] != "svg" or is_apart or not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        raise _refused(path, "logo", value=file.name)
    return Logo("svg", body)


def _bytes(file: Path, most: int, path: str) -> bytes:
    try:
        if file.stat().st_size > most:
            raise _refused(path, "large", value=file.name, most=number(most // 1000, "en", is_grouped=False))
        return file.read_bytes()
    except OSError as error:
        raise _refused(path, "absent", value=str(file), detail=error.strerror or str(error)) from error


def _refused(path: str, why: str, **values: Any) -> Problem:
    """Return the problem of a theme file: its name, and why it is refused."""
    return Problem("theme_refused", value=Path(path).name[:80], why=_WORDS(why, **values))
