"""A figure as a file: its bytes in each format, and the name that says what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, Literal, cast

from shortage.choice import check_code
from shortage.figures import FigureSpec, drawable
from shortage.figures.style import sized
from shortage.text import Lang, Problem

Format = Literal["png", "svg", "pdf", "xlsx", "csv-excel", "csv"]
FORMATS: Final[tuple[Format, ...]] = ("png", "svg", "pdf", "xlsx", "csv-excel", "csv")
PICTURES: Final = ("png", "svg", "pdf")
FLAVOURS: Final[dict[str, Literal["code", "excel"]]] = {"csv": "code", "csv-excel": "excel"}
"""Two ways of CSV: for code, and for Excel in the language of the figure."""
SIZES: Final = ("note", "slide", "square")
OWN_SIZE: Final = "120x80"
"""A width and a height of one's own, in millimetres: an example."""
MIME: Final[dict[str, str]] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "csv-excel": "text/csv",
}


def size_named(text: str) -> str:
    """Return the name of a size as it stands in addresses and file names: one of :data:`SIZES`, or ``120x80``.

    Raises:
        Problem: it is neither, or outside the bounds of :func:`shortage.figures.style.sized`.
    """
    if text in SIZES:
        return text
    millimetres = re.findall(r"\d+", text)
    if len(millimetres) != 2 or not text[:1].isdigit():
        raise Problem("choice_unknown", name="size", value=text[:40], known=", ".join([*SIZES, OWN_SIZE]))
    sized(text)
    return "x".join(str(int(length)) for length in millimetres)


def content(spec: FigureSpec, format: str, *, size: str = "note", plain: bool = False, grey: bool = False) -> bytes:
    """Return a figure as the bytes of a file.

    Args:
        spec: the figure.
        format: one of :data:`FORMATS`.
        size: one of :data:`SIZES`, or millimetres as ``120x80``; without meaning for figures alone.
        plain: without title, subtitle and source, for a note that has its own caption.
        grey: pictures as a black-and-white printer shows them.

    Raises:
        Problem: an unknown format or size.
    """
    check_code("format", format, FORMATS)
    sized(size)
    if format in FLAVOURS:
        from shortage.render import csv

        return cast(bytes, csv.render(spec, FLAVOURS[format]))
    if format not in PICTURES:
        from shortage.render import office
        from shortage.render.note import alone

        return office.of(alone(spec), "xlsx")
    from shortage.render import paper

    return cast(bytes, paper.render(spec, format, size=size, plain=plain, grey=grey))


def name(spec: FigureSpec, format: str, *, size: str = "note", plain: bool = False, grey: bool = False) -> str:
    """Return ``<figure>_<selection>_<data version>_<preset>_<language>.<format>``: ASCII, lower case.

    The selection names what differs from the figure's own choice, or is ``standard``; a CSV has its flavour (``code``
    or ``excel``) where a picture has its preset, and a workbook nothing.
    """
    return named(spec.id, spec.selection, spec.data_version, spec.lang, format, size=size, plain=plain, grey=grey)


def named(
    id: str,
    selection: Mapping[str, Any],
    version: str,
    lang: Lang,
    format: str,
    *,
    size: str = "note",
    plain: bool = False,
    grey: bool = False,
) -> str:
    """Return the name of a figure's file, as :func:`name` does, of a figure that need not be made for it."""
    defaults = drawable()[id].params if id in drawable() else {}
    chosen = [f"{key}-{value}" for key, value in sorted(selection.items()) if defaults.get(key) != value]
    parts = [id, "-".join(chosen) or "standard", version]
    if format in PICTURES:
        parts.append("-".join([size, *(["plain"] if plain else []), *(["grey"] if grey else [])]))
    elif format in FLAVOURS:
        parts.append(FLAVOURS[format])
    return "_".join(slug(part) for part in (*parts, lang)) + f".{format.partition('-')[0]}"


def slug(text: str) -> str:
    """Return ``text`` in ASCII, lower case, with hyphens for everything that is no letter or digit."""
    plain = unicodedata.normalize("NFKD", text.replace("+", " plus")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80] or "x"
