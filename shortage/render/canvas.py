"""A sheet to draw on: measured text, lines and axes in layout pixels, 96 to the inch, whatever the file's resolution.

No pyplot and no global state: each sheet has its own Matplotlib figure, so that pages may draw at the same time. Text
is measured at the resolution of the file, because a font's widths differ a little between resolutions. The font is our
own copy, by its path: a font of the same name on the machine may be another version.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from shortage.figures.style import FALL_BACK, FONT, INK, Size
from shortage.render import fonts

MARGIN, EDGE = 14.0, 4.0
SLACK = 0.75
"""How far texts may reach into each other: the edge of a letter."""
TITLE, SUBTITLE, LABEL, NOTE = 16.5, 13.0, 12.0, 11.0
LINE = 1.28
ASCENT, DESCENT, CAPITAL = 0.72, 0.21, 0.66
"""How far letters reach above and below their line, and how high capitals and numbers are: parts of the size."""
HATCH_WIDTH = 0.55
POINT = 0.75  # points to a layout pixel
_FILES = {False: str(fonts.REGULAR), True: str(fonts.BOLD)}
_TOGETHER = (
    (re.compile(r"(\d)e kw (\d{4})"), "\\1e\u00a0kw\u00a0\\2"),
    (re.compile(r"\bQ(\d) (\d{4})"), "Q\\1\u00a0\\2"),
    (re.compile(r"\b(\d{1,2}) ([A-Za-z]{3,9}) (\d{4})\b"), "\\1\u00a0\\2\u00a0\\3"),
    (re.compile(r"\bx (1[.,]000)"), "x\u00a0\\1"),
    (re.compile(r"\bSBI (\d{4}|[A-U])"), "SBI\u00a0\\1"),
    (re.compile(r"(?<=\b[A-U]) \+ (?=[A-U]\b)"), "\u00a0+\u00a0"),
    (re.compile(r"\* (?=\w)"), "*\u00a0"),
    (re.compile(r" – (?=[\dQ])"), "\u00a0–\u00a0"),
    (re.compile(r" ([<>=]) (?=\d)"), "\u00a0\\1 "),
    (re.compile(r" (?=[+−]\d)"), "\u00a0"),
    (re.compile(r"\b(leerjaar|years?) (?=\d\b)"), "\\1\u00a0"),
)
_SHORT = re.compile(r"(?<!\S)(\S{1,3}) (?=\S)")
"""A short word or number and what follows it: “de”, “of”, “20”."""


@dataclass
class Box:
    """A text as it was placed: role, words, and its corners in layout pixels from the lower left."""

    role: str
    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float

    def meets(self, other: Box, slack: float = 0.0) -> bool:
        """Whether two texts lie over each other by more than ``slack``."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > slack
            and min(self.top, other.top) - max(self.bottom, other.bottom) > slack
        )


@dataclass
class Drawing:
    """A drawn figure: the Matplotlib figure, the boxes of its texts, and the numbers and labels it draws."""

    figure: Figure
    size: Size
    boxes: list[Box] = field(default_factory=list)
    plots: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Left, bottom, right and top of each plot."""
    numbers: list[tuple[int, str, str, float]] = field(default_factory=list)
    """Row, panel and series, period or category, and value, as read back from what was drawn."""
    labels: list[str] = field(default_factory=list)
    poles: list[tuple[float, float, float]] = field(default_factory=list)
    """Place, bottom and top of each upright line of a mark: no label is struck by one."""
    values: list[str] = field(default_factory=list)
    is_cut: bool = False
    """Whether a text was shortened because it did not fit."""

    def release(self) -> None:
        """Let go of the pixels, at once.

        What was drawn knows what it was drawn with, and the figure what was drawn: all would stay, ten megabytes a
        picture, until garbage is next looked for among all that a server holds.
        """
        renderer = getattr(self.figure.canvas, "renderer", None)
        if renderer is not None:
            vars(renderer).clear()
        self.figure.clear()

    def overlaps(self) -> Iterator[tuple[Box, Box]]:
        """Give each two texts that lie over each other."""
        return ((box, other) for box, other in itertools.combinations(self.boxes, 2) if box.meets(other, SLACK))

    def outside(self) -> Iterator[Box]:
        """Give each text that runs off the sheet."""
        right, top = self.size.layout_width - EDGE, self.size.layout_height - EDGE
        return (box for box in self.boxes if box.left < EDGE or box.bottom < EDGE or box.right > right or box.top > top)


def together(text: str) -> str:
    """Tie together what must not be split over two lines: a quarter and its year, ``x 1.000``."""
    for pattern, put in _TOGETHER:
        text = pattern.sub(put, text)
    return text


class _Renderer(RendererAgg):
    """Agg that measures a text once: it is measured to be placed and again to be drawn, and that is half the work."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        return _extent(s, str(prop.get_file()), prop.get_size_in_points(), self.dpi)

    def _prepare_font(self, font_prop: FontProperties) -> Any:
        # Ours is a file. Matplotlib would look for it once for each family that it may be called by.
        font = get_font(str(font_prop.get_file()))
        font.clear()
        font.set_size(font_prop.get_size_in_points(), self.dpi)
        return font


class _Canvas(FigureCanvasAgg):
    """A canvas that draws with :class:`_Renderer`."""

    def get_renderer(self) -> _Renderer:
        """Return what the figure is drawn with; a sheet keeps its size, so one is enough."""
        if not isinstance(getattr(self, "renderer", None), _Renderer):
            self.renderer = _Renderer(*self.get_width_height(physical=True), self.figure.dpi)
        return self.renderer


@lru_cache(maxsize=32)
def _renderer(dpi: float) -> _Renderer:
    return _Renderer(1, 1, dpi)


@lru_cache(maxsize=256)
def _font(size: float, is_bold: bool) -> FontProperties:
    family = [FONT, *FALL_BACK]  # what an SVG names; what is drawn here is the file
    weight = fonts.BOLD_WEIGHT if is_bold else "normal"
    return FontProperties(family=family, weight=weight, fname=_FILES[is_bold], size=size * POINT)


@lru_cache(maxsize=40_000)
def _extent(text: str, file: str, points: float, dpi: float) -> tuple[float, float, float]:
    """Return width, height and descent in pixels, as Agg measures them."""
    font = FontProperties(fname=file, size=points)
    return RendererAgg.get_text_width_height_descent(_renderer(dpi), text, font, False)


def _width(text: str, size: float, is_bold: bool, dpi: float) -> float:
    return float(_extent(text, _FILES[is_bold], size * POINT, dpi)[0]) * 96 / dpi


def legible(text: str) -> str:
    """Return ``text`` on one line without what the font cannot draw: emoji, control and direction marks."""
    characters = (c if unicodedata.category(c) not in ("Cc", "Zl", "Zp") else " " for c in text)
    return "".join(c for c in characters if unicodedata.category(c)[0] != "C" and ord(c) in fonts.characters()).strip()


class Canvas:
    """A figure of one size, drawn in layout pixels from the lower left."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.width, self.height = size.layout_width, size.layout_height
        self.dpi = 96 * size.scale
        inches = ((size.width + 0.01) / self.dpi, (size.height + 0.01) / self.dpi)
        self.figure = Figure(figsize=inches, dpi=self.dpi, facecolor="white")
        self.canvas = _Canvas(self.figure)
        self.out = Drawing(self.figure, size)

    def extent(self, text: str, size: float, bold: bool = False) -> float:
        """Return the width of ``text``."""
        return _width(text, size, bold, self.dpi)

    def widest(self, texts: Sequence[str], size: float, bold: bool = False) -> float:
        """Return the width of the widest of ``texts``; 0 without any."""
        return max((self.extent(text, size, bold) for text in texts), default=0.0)

    def wrap(
        self, text: str, room: float, size: float, bold: bool = False, *, most: int = 99, is_even: bool = False
    ) -> list[str]:
        """Split ``text`` into lines of at most ``room``; a word that is wider still is hyphenated.

        Args:
            text: what is to be split.
            room: the width there is.
            size: height of the letters.
            bold: whether the letters are bold.
            most: the number of lines after which the text ends in an ellipsis.
            is_even: give lines of about equal length, so that no single word is left over, and end none on a short
                word where that takes no line more.
        """
        lines = self._fill(text, room, size, bold)
        if is_even and len(lines) > 1:
            tied = _SHORT.sub("\\1\u00a0", together(text))
            if len(self._fill(tied, room, size, bold)) == len(lines) and self._fits(tied, room, size, bold):
                text = tied
                lines = self._fill(text, room, size, bold)
        if len(lines) > most:
            self.out.is_cut = True
            last = lines[most - 1]
            while last and self.extent(last + "…", size, bold) > room:
                last = last[:-1]
            return [*lines[: most - 1], last.rstrip(" ,;:-") + "…"]
        if is_even and len(lines) > 1:
            # No narrower than its widest part: what fits a line whole is not hyphenated to make lines even.
            widest = self.widest(together(legible(text)).split(" "), size, bold)
            low, high = max(room / 2, min(widest, room)), room
            while high - low > 4:
                middle = (low + high) / 2
                low, high = (low, middle) if len(self._fill(text, middle, size, bold)) <= len(lines) else (middle, high)
            return self._fill(text, high, size, bold)
        return lines

    def _fits(self, text: str, room: float, size: float, bold: bool) -> bool:
        """Whether each part that may not be split fits a line as it is."""
        return all(self.extent(part, size, bold) <= room for part in together(legible(text)).split(" "))

    def _fill(self, text: str, room: float, size: float, bold: bool) -> list[str]:
        lines: list[str] = []
        used, space = 0.0, self.extent(" ", size, bold)
        for word in re.split(r"[ \t\r\n]+", together(legible(text))):
            if not word:
                continue
            width = self.extent(word, size, bold)
            if lines and used + space + width <= room:
                lines[-1] += " " + word
                used += space + width
                continue
            while width > room and len(word) > 4:
                cut = len(word) - 1
                while cut > 3 and self.extent(word[:cut] + "-", size, bold) > room:
                    cut -= 1
                lines.append(word[:cut] + "-")
                word = word[cut:]
                width = self.extent(word, size, bold)
            lines.append(word)
            used = width
        return lines

    def put(
        self,
        role: str,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        colour: str = INK,
        bold: bool = False,
        ha: str = "left",
        va: str = "baseline",
        is_clear: bool = False,
    ) -> Box:
        """Write ``text``; ``is_clear`` puts white behind it, for a text that stands on a line."""
        y -= size * {"baseline": 0.0, "top": ASCENT, "center_baseline": CAPITAL / 2}[va]
        self.figure.text(
            x / self.width, y / self.height, text, fontproperties=_font(size, bold), color=colour, ha=ha,
            va="baseline", parse_math=False,
        )  # fmt: skip
        # By the letters themselves: the height that a font asks for a line leaves room that no letter takes.
        width, height, below = (
            pixels * 96 / self.dpi for pixels in _extent(text, _FILES[bold], size * POINT, self.dpi)
        )
        left = x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[ha]
        bottom, above = y - max(below, DESCENT * size), y + max(height - below, ASCENT * size)
        placed = Box(role, text.replace("\u00a0", " "), left, bottom, left + width, above, size)
        if is_clear:
            patch = Rectangle(
                (left / self.width, bottom / self.height), width / self.width, (above - bottom) / self.height,
                facecolor="white", edgecolor="none", alpha=0.85, transform=self.figure.transFigure, zorder=2.9,
            )  # fmt: skip
            self.figure.add_artist(patch)
        self.out.boxes.append(placed)
        return placed

    def segment(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float, style: Any = "-", order: float = 2
    ) -> None:
        """Draw a straight line; ``width`` in layout pixels."""
        self.figure.add_artist(
            Line2D(
                [x1 / self.width, x2 / self.width],
                [y1 / self.height, y2 / self.height],
                color=colour,
                linewidth=width * POINT,
                linestyle=style,
                solid_capstyle="butt",
                zorder=order,
            )
        )

    def block(
        self, x: float, y: float, width: float, height: float, colour: str, hatch: str = "", order: float = 1
    ) -> None:
        """Draw a filled rectangle, with white strokes over it when ``hatch`` is given."""
        patch = Rectangle(
            (x / self.width, y / self.height), width / self.width, height / self.height, facecolor=colour,
            edgecolor="white" if hatch else colour, linewidth=0, hatch=hatch or None, transform=self.figure.transFigure,
            zorder=order,
        )  # fmt: skip
        patch.set_hatch_linewidth(HATCH_WIDTH)
        self.figure.add_artist(patch)

    def flag(self, x: float, y: float, is_left: bool) -> None:
        """Draw a small filled flag at a pole, its middle at ``y``."""
        tip = x - 6 if is_left else x + 6
        corners = [(x, y - 3.5), (x, y + 3.5), (tip, y)]
        points = [(a / self.width, b / self.height) for a, b in corners]
        self.figure.add_artist(Polygon(points, facecolor=INK, linewidth=0, transform=self.figure.transFigure))

    def dot(self, x: float, y: float, face: str, edge: str) -> None:
        """Draw a round mark."""
        self.figure.add_artist(
            Line2D(
                [x / self.width], [y / self.height], marker="o", markersize=5.6, markerfacecolor=face,
                markeredgecolor=edge, markeredgewidth=1.3, linestyle="none",
            )
        )  # fmt: skip

    def picture(self, image: Any, right: float, top: float, width: float, height: float) -> None:
        """Put a picture of Pillow with its upper right corner there."""
        rect = ((right - width) / self.width, (top - height) / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(rect)
        axes.imshow(image, aspect="auto", cmap="gray", vmin=0, vmax=255)
        axes.axis("off")

    def axes(self, left: float, bottom: float, right: float, top: float) -> Any:
        """Return bare axes in that rectangle: what we want to see on them we draw."""
        rect = (left / self.width, bottom / self.height, (right - left) / self.width, (top - bottom) / self.height)
        axes = self.figure.add_axes(rect)
        axes.set_facecolor("none")
        axes.axis("off")
        self.out.plots.append((left, bottom, right, top))
        return axes

    def at(self, axes: Any, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the data lies on the sheet."""
        pixel = axes.transData.transform((x, y)) / self.size.scale
        return float(pixel[0]), float(pixel[1])
