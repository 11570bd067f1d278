"""What is drawn for an edition: a figure's files in one language, and the figure as it stands on a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from shortage import figures
from shortage.figures.style import SIZES
from shortage.page import Answers, FigurePage, Link
from shortage.page.explore import Prepared, figure_of
from shortage.render import files, fonts
from shortage.site import parts, pictures
from shortage.store import Store
from shortage.text import Lang

KINDS = {"svg": "svg", "png": "png", "csv": "csv", "csv_excel": "csv-excel"}
"""Files of a figure: how an edition calls them, and their format."""
LETTERS = {"letters-400.woff": fonts.REGULAR, "letters-600.woff": fonts.BOLD}


@dataclass(frozen=True)
class Drawn:
    """A figure drawn in one language: its files by kind, and where its plot lies on its picture.

    ``name`` is the figure's id, or what a prepared question is called; of that the picture is ``svg``.
    """

    name: str
    lang: Lang
    spec: figures.FigureSpec
    files: Mapping[str, bytes]
    plot: pictures.Plot
    svg: str = ""


def draw(id: str, lang: Lang, store: Store) -> Drawn:
    """Return a figure's files for an edition.

    Raises:
        Problem: it cannot be made from this store.
    """
    for file in LETTERS.values():
        fonts.western(file)
    spec = figures.make(id, store, lang)
    drawn, plot = pictures.pictures(spec)
    bodies = {name: drawn.get(name) or files.content(spec, kind) for name, kind in KINDS.items()}
    return Drawn(id, lang, spec, bodies, plot)


def draw_prepared(prepared: Prepared, lang: Lang, store: Store) -> Drawn:
    """Return the figure of a prepared question, with its picture to stand in its page.

    Raises:
        Problem: it cannot be answered from this store.
    """
    spec = figure_of(prepared, Answers(store), lang).spec
    svg, plot = pictures.within(spec)
    return Drawn(prepared.name, lang, spec, {"csv_excel": files.content(spec, KINDS["csv_excel"])}, plot, svg)


@dataclass(frozen=True)
class Chart:
    """A figure on a page: what it says, where its page and files stand, and where its plot lies on its picture.

    The picture is a file, or stands in the page (``svg``).
    """

    page: FigurePage
    link: Link
    files: Mapping[str, str]
    plot: pictures.Plot
    svg: str = ""
    width: int = round(SIZES[pictures.SIZE].layout_width)
    height: int = round(SIZES[pictures.SIZE].layout_height)

    @property
    def points(self) -> parts.Html:
        """The points of the plot and the names of its lines as JSON; "" where it has none."""
        if not self.plot.points:
            return parts.Html()
        plot = {"lines": self.plot.lines, "points": self.plot.points}
        text = json.dumps(plot, ensure_ascii=False, separators=(",", ":"))
        # In a page a script ends where its closing tag stands, whatever it holds.
        return parts.Html(text.replace("<", "\\u003c"))

    @property
    def crop(self) -> parts.Html:
        """The shape of the plot and how far the picture is pushed up in it, in per cent of its width."""
        shape = f"{self.width} / {round(self.height * self.plot.height, 1)}"
        return parts.Html(f"--shape: {shape}; --up: -{round(100 * self.plot.top * self.height / self.width, 2)}%")
