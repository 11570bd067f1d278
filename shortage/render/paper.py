"""Draws a figure for print with Matplotlib: PNG, SVG and PDF, the same bytes on every machine."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.sax.saxutils import escape, unescape

import matplotlib
from PIL import Image, PngImagePlugin

from shortage import __version__
from shortage.choice import check_code
from shortage.figures import FigureSpec
from shortage.figures.style import SIZES, SOFT, sized
from shortage.render import carried, fonts, logo, paper_bars, paper_path, paper_table, paper_tiles, paper_time, tagged
from shortage.render.canvas import LINE, MARGIN, NOTE, POINT, SUBTITLE, TITLE, Box, Canvas, Drawing
from shortage.text import Problem, t
from shortage.turn_taking import give_way

__all__ = ["FORMATS", "Box", "Drawing", "draw", "render"]

FORMATS = ("png", "svg", "pdf")
TITLE_LINES, SUBTITLE_LINES = 3, 4
LOGO_HIGH, LOGO_WIDE = 28.0, 130.0
LEAST = 60.0
"""Height that a plot always has: a text that is too long for the sheet runs over it."""
_APART = re.compile(r" (?=\()|(?<=; \w{3}) (?=\w+\.$)|(?<=; \w{5}) (?=\w+\.$)")
"""Spaces of a source line at which it is not split: between a table and its date, and in its last two words."""
_PUBLISHER = re.compile(r"(?<=[:;]) (\S+) (?=\S+ \()")
"""A publisher's name, which stays with its first table."""
_COLOUR = re.compile(rb"#[0-9a-f]{6}\b")
_WORDS = re.compile(r'<text style="([^"]*)"[^>]*>([^<]*)</text>')


def render(
    spec: FigureSpec,
    fmt: str = "png",
    size: str = "note",
    *,
    plain: bool = False,
    grey: bool = False,
    has_letters: bool = True,
) -> bytes:
    """Return the figure as the bytes of a file.

    Args:
        spec: what to draw.
        fmt: ``png``, ``svg`` or ``pdf``.
        size: a preset, or millimetres as ``120x80``; see :func:`shortage.figures.style.sized`.
        plain: without title, subtitle and source.
        grey: as a black-and-white printer shows it.
        has_letters: whether an SVG brings the letters of its words; not where it stands in a document that has them.

    Raises:
        Problem: an unknown format or size.
    """
    check_code("format", fmt, FORMATS)
    give_way()
    drawing = draw(spec, size, plain=plain, grey=grey)
    try:
        give_way()
        if fmt == "png":
            picture, info = pixels(drawing, spec, carried.of_picture(spec, size, plain=plain, grey=grey))
            sink = io.BytesIO()
            give_way()
            picture = picture.convert("L") if grey else picture
            picture.save(sink, format="png", dpi=(drawing.size.dpi,) * 2, pnginfo=info, compress_level=6)
            return sink.getvalue()
        svg = vector(drawing, spec, grey=grey, has_letters=has_letters and fmt == "svg")
        return svg if fmt == "svg" else _tagged(svg, drawing, spec)
    finally:
        drawing.release()


def vector(drawing: Drawing, spec: FigureSpec, *, grey: bool = False, has_letters: bool = True) -> bytes:
    """Return a drawn figure as SVG, with the letters of its words unless it stands where there are."""
    sink = io.BytesIO()
    options: Any = {"svg.hashsalt": "shortage", "svg.fonttype": "none", "font.sans-serif": "Arial"}
    metadata = {"Date": None, "Title": spec.title, "Description": spec.alt, "Creator": _software()}
    with matplotlib.rc_context(options):
        drawing.figure.savefig(sink, format="svg", metadata=metadata)
    drawn = _COLOUR.sub(_in_grey, sink.getvalue()) if grey else sink.getvalue()
    return _described(drawn, spec, has_letters)


def _in_grey(colour: re.Match[bytes]) -> bytes:
    """Return a colour of an SVG as the grey that Pillow gives a PNG (ITU-R 601)."""
    red, green, blue = bytes.fromhex(colour[0][1:].decode())
    grey = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
    return f"#{grey:02x}{grey:02x}{grey:02x}".encode()


def _tagged(svg: bytes, drawing: Drawing, spec: FigureSpec) -> bytes:
    """Return a picture as a tagged PDF: title, language, and its words as one figure with a text alternative."""
    values = {
        "title": spec.title,
        "about": spec.alt,
        "alt": _spoken(drawing, spec),
        "lang": spec.lang,
        "mark": t("render.mark", spec.lang),
        "width": drawing.size.layout_width * POINT,
        "height": drawing.size.layout_height * POINT,
    }
    return tagged.sheet("figure", values, {"figure.svg": svg}, sizes=(NOTE,))


def _spoken(drawing: Drawing, spec: FigureSpec) -> str:
    """Return what a screen reader says for a picture: the words around its plot, in order, and what the plot shows."""
    drawn = {box.role for box in drawing.boxes}
    parts = {
        "title": spec.title,
        "subtitle": spec.subtitle,
        "": spec.alt,
        "note": spec.note,
        "source": spec.source_line,
    }
    said = [text for role, text in parts.items() if text and (not role or role in drawn)]
    return " ".join(text if text[-1] in ".?!" else f"{text}." for text in said)


def draw(spec: FigureSpec, size: str = "note", *, plain: bool = False, grey: bool = False) -> Drawing:
    """Draw the figure and return it with its measured boxes.

    Raises:
        Problem: an unknown size, or one of the reader's own in which the words do not fit.
    """
    canvas = Canvas(sized(size))
    bottom, top = _head_and_foot(canvas, spec, plain, grey)
    is_own = size not in SIZES
    if is_own and (canvas.out.is_cut or top <= bottom + LEAST):
        raise Problem("size_small", value=size)
    painters = {
        "bar": paper_bars.draw,
        "dumbbell": paper_bars.draw,
        "small_multiples": paper_time.multiples,
        "path": paper_path.draw,
        "map": paper_tiles.draw,
        "table": paper_table.draw,
    }
    painters.get(spec.kind, paper_time.lines)(canvas, spec, bottom, top)
    if is_own and (any(canvas.out.overlaps()) or any(canvas.out.outside())):
        raise Problem("size_small", value=size)
    return canvas.out


def _head_and_foot(canvas: Canvas, spec: FigureSpec, plain: bool, grey: bool) -> tuple[float, float]:
    """Write title, subtitle, note, source and mark; return what height is left for the plot."""
    room = canvas.width - 2 * MARGIN
    top, bottom = canvas.height - MARGIN, MARGIN
    footer = [("note", line) for line in canvas.wrap(spec.note, room, NOTE)]
    if not plain:
        beside = room - _logo(canvas, grey)
        for line in canvas.wrap(spec.title, beside, TITLE, bold=True, most=TITLE_LINES, is_even=True):
            top -= TITLE
            canvas.put("title", line, MARGIN, top, TITLE, bold=True)
            top -= TITLE * (LINE - 1)
        top -= 3
        for line in canvas.wrap(spec.subtitle, beside, SUBTITLE, most=SUBTITLE_LINES, is_even=True):
            top -= SUBTITLE
            canvas.put("subtitle", line, MARGIN, top, SUBTITLE, colour=SOFT)
            top -= SUBTITLE * (LINE - 1)
        mark = t("render.mark", spec.lang)
        canvas.put("mark", mark, canvas.width - MARGIN, bottom + 2, NOTE, colour=SOFT, ha="right")
        narrow = room - canvas.extent(mark, NOTE) - 12
        source = _APART.sub("\u00a0", _PUBLISHER.sub(" \\1\u00a0", spec.source_line))
        lines = canvas.wrap(source, room, NOTE)
        if canvas.extent(lines[-1], NOTE) > narrow:  # the mark stands at the end of the last line
            lines = canvas.wrap(source, narrow, NOTE)
        footer += [("source", line) for line in lines]
    for role, line in reversed(footer):
        canvas.put(role, line, MARGIN, bottom + 2, NOTE, colour=SOFT)
        bottom += NOTE * LINE
    bottom += 8 if footer else 0
    return bottom, max(top - (6 if plain else 13), bottom + LEAST)


def _logo(canvas: Canvas, grey: bool) -> float:
    """Put the logo of the house in the upper right corner; return how much width it takes of the title."""
    image = logo.image(grey=grey)
    if image is None:
        return 0.0
    scale = min(LOGO_HIGH / image.height, LOGO_WIDE / image.width)
    canvas.picture(image, canvas.width - MARGIN, canvas.height - MARGIN, image.width * scale, image.height * scale)
    return float(image.width * scale + 12)


def _software() -> str:
    return f"shortage {__version__}"


def _described(svg: bytes, spec: FigureSpec, has_letters: bool) -> bytes:
    """Return an SVG with what a screen reader looks for beside its title, description and language, and its letters."""
    desc = f"</title>\n <desc>{escape(spec.alt)}</desc>".encode()
    named = f'<svg role="img" lang="{spec.lang}" '.encode()
    written: dict[bool, str] = {False: "", True: ""}
    for style, words in _WORDS.findall(svg.decode()):
        written[f"font-weight: {fonts.BOLD_WEIGHT};" in style] += unescape(words)
    if has_letters:
        letters = f'<style type="text/css">{fonts.faces(written[False], written[True])}'.encode()
        svg = svg.replace(b'<style type="text/css">', letters, 1)
    return svg.replace(b"</title>", desc, 1).replace(b"<svg ", named, 1)


def pixels(drawing: Drawing, spec: FigureSpec, carries: carried.Carried) -> tuple[Image.Image, PngImagePlugin.PngInfo]:
    """Return a drawn figure in pixels, and what its PNG says of itself: provenance, and what it carries."""
    agg: Any = drawing.figure.canvas
    agg.draw()
    width, height = agg.get_width_height(physical=True)
    picture = Image.frombuffer("RGBA", (width, height), agg.buffer_rgba()).convert("RGB")
    info = PngImagePlugin.PngInfo()
    entries = {
        "Title": spec.title,
        "Description": spec.alt,
        "Source": spec.source_line,
        "Data-Version": spec.data_version,
        "Figure": spec.id,
        "Software": _software(),
        carried.KEYWORD: carried.written(carries),
    }
    if spec.own_title:
        entries["Own-Title"] = spec.own_title
        entries["Computed-Finding"] = (
            spec.guarded.sentence if spec.guarded and spec.guarded.holds else spec.neutral_title
        )
    for key, value in entries.items():
        info.add_itxt(key, value)
    return picture, info
