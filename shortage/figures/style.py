"""How figures look, as data: palette, line styles, sizes. The palette is the UK Analysis Function's (open licence).

Every colour has at least 3:1 contrast to white; lines differ in dash as well, so that grey print stays readable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shortage.text import Problem

INK = "#1A1A1A"
SOFT = "#595959"
GRID = "#D6D6D6"
FOCUS_GREY = "#8C8C8C"
FOCUS, REST = "#12436D", "#BFBFBF"
PALETTE = ("#12436D", "#F46A25", "#801650", "#28A197", "#3D3D3D", "#A285D1")
SHADE = "#EDEDED"
"""A reader's own span of the time axis: a ground that lines and words are read on."""
SHADES = ("#D5E5F6", "#6BACE6", "#2073BC", "#12436D")
"""Shades of one hue for the classes of a map, from low to high: each half as light as the one before, in grey too."""
DASHES = ("solid", "dashed", "dotted", "dashdot")
STROKES = {"solid": "-", "dashed": (0, (4.0, 1.8)), "dotted": (0, (1.0, 1.4)), "dashdot": (0, (6.0, 1.6, 1.2, 1.6))}
"""Dash patterns in line widths: a dash-dot whose dot is seen, a dotted line that is not read as a grey one."""
FONT = "Source Sans 3"
FALL_BACK = ("Source Sans", "Source Sans Pro", "Calibri", "Carlito", "Arial", "sans-serif")
"""The typeface of figures and documents, and what stands in for it where a program does not have it."""


@dataclass(frozen=True)
class Size:
    """A preset: pixels of the file, the resolution written into it, and layout pixels (96 to the inch)."""

    width: int
    height: int
    dpi: int
    layout_width: float

    @property
    def scale(self) -> float:
        """File pixels per layout pixel."""
        return self.width / self.layout_width

    @property
    def layout_height(self) -> float:
        """Height in layout pixels."""
        return self.height / self.scale


SIZES = {
    "note": Size(1878, 1181, 300, 601.0),
    "slide": Size(1920, 1080, 192, 672.0),
    "square": Size(1080, 1080, 144, 480.0),
    "link": Size(1200, 630, 160, 720.0),
}
PREVIEW = "link"
"""What a message or a post shows of a link; offered to nobody for a note."""
WIDTHS_MM, HEIGHTS_MM = (100, 400), (60, 400)
"""Bounds of a width and height of one's own, in millimetres."""
_DPI = 300
_FREE = re.compile(r"(\d{1,4})\s*[x×]\s*(\d{1,4})")


def sized(name: str) -> Size:
    """Return a preset by its name, or the size that a width and height in millimetres make (``120x80``).

    Letters are as large on paper in any size of one's own as in a note.

    Raises:
        Problem: it is neither, or outside the bounds.
    """
    if name in SIZES:
        return SIZES[name]
    read = _FREE.fullmatch(name.strip())
    if read is None:
        choices = ", ".join([*(preset for preset in SIZES if preset != PREVIEW), "120x80"])
        raise Problem("choice_unknown", name="size", value=name[:40], known=choices)
    width, height = int(read[1]), int(read[2])
    if not (WIDTHS_MM[0] <= width <= WIDTHS_MM[1] and HEIGHTS_MM[0] <= height <= HEIGHTS_MM[1]):
        low, high = (f"{width_} × {height_}" for width_, height_ in zip(WIDTHS_MM, HEIGHTS_MM, strict=True))
        raise Problem("size_outside", value=f"{width} × {height}", low=low, high=high)
    return Size(round(width / 25.4 * _DPI), round(height / 25.4 * _DPI), _DPI, width / 25.4 * 96)
