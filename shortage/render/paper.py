"""Draws a figure for print with Matplotlib: PNG, SVG and PDF, the same bytes on every machine.

No pyplot and no global state: each figure has its own canvas, so that pages may draw at the same time. Text is
measured with the canvas's own renderer before anything is placed; sizes are layout pixels, 96 to the inch.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator
from PIL import Image, PngImagePlugin

from shortage import __version__
from shortage.figures import FigureSpec
from shortage.figures.style import FONT, GRID, INK, SIZES, SOFT, Look, Size, looks
from shortage.render.layout import labelled_points, runs, spread, tick_decimals, value_text
from shortage.text import Problem, number, t

MARGIN = 14.0
TITLE, SUBTITLE, LABEL, NOTE = 15.0, 11.5, 11.0, 10.0
LINE = 1.28
FORMATS = ("png", "svg", "pdf")


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


@dataclass
class Drawing:
    """A drawn figure: the Matplotlib figure, the boxes of its texts and the numbers it draws."""

    figure: Figure
    size: Size
    boxes: list[Box] = field(default_factory=list)
    numbers: list[tuple[str, str, float]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def render(spec: FigureSpec, fmt: str = "png", size: str = "note", *, plain: bool = False, grey: bool = False) -> bytes:
    """Return the figure as the bytes of a file.

    Args:
        spec: what to draw.
        fmt: ``png``, ``svg`` or ``pdf``.
        size: a name of :data:`shortage.figures.style.SIZES`.
        plain: without title, subtitle and source.
        grey: PNG only, as a black-and-white printer shows it.

    Raises:
        Problem: an unknown format or size.
    """
    if fmt not in FORMATS:
        raise Problem("choice_unknown", name="format", value=fmt, known=", ".join(FORMATS))
    drawing = draw(spec, size, plain=plain)
    preset = drawing.size
    sink = io.BytesIO()
    if fmt == "png":
        drawing.figure.savefig(sink, format="png", dpi=96 * preset.scale)
        return _finish_png(sink.getvalue(), spec, preset, grey)
    with matplotlib.rc_context({"svg.hashsalt": "shortage", "svg.fonttype": "path", "pdf.fonttype": 42}):
        if fmt == "svg":
            metadata: dict[str, Any] = {
                "Date": None,
                "Title": spec.title,
                "Description": spec.alt,
                "Creator": _software(),
            }
        else:
            metadata = {"CreationDate": None, "ModDate": None, "Title": spec.title, "Subject": spec.alt}
            metadata |= {"Creator": _software(), "Producer": None}
        drawing.figure.savefig(sink, format=fmt, metadata=metadata)
    return sink.getvalue()


def measure(spec: FigureSpec, size: str = "note", *, plain: bool = False) -> list[Box]:
    """Return every text of the drawn figure with its measured box."""
    return draw(spec, size, plain=plain).boxes


def numbers(spec: FigureSpec, size: str = "note") -> list[tuple[str, str, float]]:
    """Return what the drawing draws: ``(panel|series, period or category, value)``."""
    return draw(spec, size).numbers


def draw(spec: FigureSpec, size: str = "note", *, plain: bool = False) -> Drawing:
    """Draw the figure and return it with its measured boxes.

    Raises:
        Problem: an unknown size.
    """
    if size not in SIZES:
        raise Problem("choice_unknown", name="size", value=size, known=", ".join(SIZES))
    return _Painter(spec, SIZES[size], plain).paint()


class _Painter:
    def __init__(self, spec: FigureSpec, size: Size, plain: bool) -> None:
        self.spec, self.size, self.plain = spec, size, plain
        self.width, self.height = size.layout_width, size.layout_height
        self.figure = Figure(figsize=(self.width / 96, self.height / 96), dpi=96, facecolor="white")
        self.canvas = FigureCanvasAgg(self.figure)
        self.out = Drawing(self.figure, size)
        roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
        self.looks: dict[str, Look] = looks(list(spec.series), roles, spec.highlight)

    # -- text ----------------------------------------------------------------------------------------------

    def extent(self, text: str, size: float, bold: bool = False) -> float:
        font = FontProperties(family=FONT, size=size * 0.75, weight="bold" if bold else "normal")
        width, _, _ = self.canvas.get_renderer().get_text_width_height_descent(text, font, False)
        return float(width)

    def wrap(self, text: str, room: float, size: float, bold: bool = False) -> list[str]:
        lines: list[str] = []
        for word in text.split():
            tried = f"{lines[-1]} {word}" if lines else word
            if lines and self.extent(tried, size, bold) <= room:
                lines[-1] = tried
            else:
                while self.extent(word, size, bold) > room and len(word) > 4:
                    cut = len(word) - 1
                    while cut > 3 and self.extent(word[:cut] + "-", size, bold) > room:
                        cut -= 1
                    lines.append(word[:cut] + "-")
                    word = word[cut:]
                lines.append(word)
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
    ) -> Box:
        artist = self.figure.text(
            x / self.width,
            y / self.height,
            text,
            fontfamily=FONT,
            fontsize=size * 0.75,
            color=colour,
            weight="bold" if bold else "normal",
            ha=ha,
            va=va,
            parse_math=False,
        )
        box = artist.get_window_extent(self.canvas.get_renderer())
        placed = Box(role, text, box.x0, box.y0, box.x1, box.y1, size)
        self.out.boxes.append(placed)
        return placed

    # -- the whole -----------------------------------------------------------------------------------------

    def paint(self) -> Drawing:
        spec, room = self.spec, self.width - 2 * MARGIN
        top, bottom = self.height - MARGIN, MARGIN
        if not self.plain:
            for line in self.wrap(spec.title, room, TITLE, bold=True):
                top -= TITLE
                self.put("title", line, MARGIN, top, TITLE, bold=True)
                top -= TITLE * (LINE - 1)
            top -= 3
            for line in self.wrap(spec.subtitle, room, SUBTITLE):
                top -= SUBTITLE
                self.put("subtitle", line, MARGIN, top, SUBTITLE, colour=SOFT)
                top -= SUBTITLE * (LINE - 1)
            mark = t("render.mark", spec.lang)
            mark_width = self.extent(mark, NOTE)
            self.put("mark", mark, self.width - MARGIN, bottom + 2, NOTE, colour=SOFT, ha="right")
            footer = [("source", line) for line in self.wrap(spec.source_line, room - mark_width - 12, NOTE)]
            footer = [("note", line) for line in self.wrap(spec.note, room, NOTE)] + footer
        else:
            footer = [("note", line) for line in self.wrap(spec.note, room, NOTE)]
        for role, line in reversed(footer):
            self.put(role, line, MARGIN, bottom + 2, NOTE, colour=SOFT)
            bottom += NOTE * LINE
        top -= 10
        bottom += 8 if footer else 0
        kinds = {"bar": self.bars, "dumbbell": self.bars, "small_multiples": self.multiples}
        kinds.get(spec.kind, self.lines)(bottom, top)
        self.out.numbers = labelled_points(spec)
        return self.out

    def axes(self, left: float, bottom: float, right: float, top: float) -> Any:
        rect = (left / self.width, bottom / self.height, (right - left) / self.width, (top - bottom) / self.height)
        axes = self.figure.add_axes(rect)
        axes.set_facecolor("none")
        for side in ("left", "right", "top", "bottom"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0)
        axes.set_xticks([])
        axes.set_yticks([])
        return axes

    # -- time ----------------------------------------------------------------------------------------------

    def span(self, rows: pd.DataFrame) -> tuple[float, float]:
        values = pd.concat([rows["value"], rows["low"], rows["high"]]).dropna().tolist()
        values += [line.value for line in self.spec.reference_lines]
        low, high = min(values), max(values)
        if self.spec.is_zero_based:
            low, high = min(low, 0.0), max(high, 0.0)
        pad = (high - low or abs(high) or 1.0) * 0.06
        return (low if low == 0 else low - pad), (high if high == 0 else high + pad)

    def y_ticks(self, low: float, high: float, count: int = 5) -> tuple[list[float], float, float]:
        ticks = [float(v) for v in MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
        step = ticks[1] - ticks[0]
        low = ticks[0] if self.spec.is_zero_based and low >= 0 else low
        return [v for v in ticks if low - step * 1e-6 <= v <= high + step * 1e-6], low, high

    def lines(self, bottom: float, top: float) -> None:
        spec = self.spec
        rows = spec.data
        low, high = self.span(rows)
        ticks, low, high = self.y_ticks(low, high)
        texts = [number(v, spec.lang, tick_decimals(ticks)) for v in ticks]
        left = MARGIN + max(self.extent(text, NOTE) for text in texts) + 7
        label_room = min(150.0, self.width * 0.24)
        wrapped = {key: self.wrap(label, label_room, LABEL) for key, label in spec.series.items()}
        one = len(spec.series) == 1
        widest = 0.0 if one else max(self.extent(line, LABEL) for part in wrapped.values() for line in part)
        last = rows.groupby("series_id", sort=False).tail(1)
        ends = {row.series_id: value_text(spec, float(row.value)) for row in last.itertuples()}
        if one:
            widest = max(self.extent(text, LABEL) for text in ends.values())
        right = self.width - MARGIN - widest - 18
        floor = bottom + NOTE + 9
        axes = self.axes(left, floor, right, top)
        self.time_panel(axes, rows, (left, floor, right, top), (low, high), ticks, texts)
        self.end_labels(axes, last, wrapped if not one else {}, ends, right, floor, top)

    def end_labels(
        self,
        axes: Any,
        last: pd.DataFrame,
        wrapped: dict[str, list[str]],
        ends: dict[str, str],
        right: float,
        bottom: float,
        top: float,
    ) -> None:
        wanted, blocks, keys = [], [], []
        for row in last.itertuples():
            _, y = axes.transData.transform((row.x, row.value))
            lines = list(wrapped.get(row.series_id, [])) or [ends[row.series_id]]
            if wrapped:
                joined = f"{lines[-1]} {ends[row.series_id]}"
                room = self.width - MARGIN - right - 18
                lines[-1:] = [joined] if self.extent(joined, LABEL) <= room else [lines[-1], ends[row.series_id]]
            wanted.append(y)
            blocks.append(lines)
            keys.append(row)
        heights = [len(lines) * LABEL * LINE + 2 for lines in blocks]
        for row, lines, y0, y, height in zip(
            keys, blocks, wanted, spread(wanted, heights, bottom - 8, top + 4), heights, strict=True
        ):
            look = self.looks[row.series_id]
            x, _ = axes.transData.transform((row.x, row.value))
            self.segment(x + 4, y0, right + 8, y, look.colour, 0.8) if abs(y - y0) > 3 or right - x > 8 else None
            self.segment(right + 8, y - height / 2 + 3, right + 8, y + height / 2 - 3, look.colour, 2.6)
            baseline = y + height / 2 - LABEL - 0.5
            for line in lines:
                self.put("label", line, right + 13, baseline, LABEL)
                baseline -= LABEL * LINE
            self.out.labels.append(" ".join(lines))

    def segment(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float, style: Any = "-") -> None:
        from matplotlib.lines import Line2D

        self.figure.add_artist(
            Line2D(
                [x1 / self.width, x2 / self.width],
                [y1 / self.height, y2 / self.height],
                color=colour,
                linewidth=width * 0.75,
                linestyle=style,
                solid_capstyle="butt",
            )
        )

    def time_panel(
        self,
        axes: Any,
        rows: pd.DataFrame,
        rect: tuple[float, float, float, float],
        span: tuple[float, float],
        ticks: list[float],
        texts: list[str],
        *,
        labels: bool = True,
    ) -> None:
        spec = self.spec
        left, bottom, right, top = rect
        first, final = float(rows["x"].min()), float(rows["x"].max())
        pad = max((final - first) * 0.015, 0.12)
        axes.set_xlim(first - pad, final + pad)
        axes.set_ylim(*span)
        for tick, text in zip(ticks, texts, strict=True):
            axes.axhline(tick, color=GRID, linewidth=0.6, zorder=0)
            if labels:
                _, y = axes.transData.transform((first, tick))
                self.put("tick", text, left - 6, y, NOTE, colour=SOFT, ha="right", va="center_baseline")
        axes.axhline(span[0] if span[0] >= 0 or not spec.is_zero_based else 0, color=INK, linewidth=0.8, zorder=1)
        self.year_ticks(axes, rows, rect, first, final, pad)
        for mark in spec.breaks:
            if first - pad < mark.x < final + pad:
                axes.axvline(mark.x, color=SOFT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        for series, part in rows.groupby("series_id", sort=False):
            look = self.looks[str(series)]
            for run in runs(part):
                if run["low"].notna().any():
                    axes.fill_between(run["x"], run["low"], run["high"], color=look.colour, alpha=0.14, linewidth=0)
                    for edge in ("low", "high"):
                        axes.plot(run["x"], run[edge], color=look.colour, linewidth=0.6, alpha=0.7)
                axes.plot(run["x"], run["value"], color=look.colour, linewidth=1.7, linestyle=look.dash, zorder=3)
                if len(run) == 1:
                    axes.plot(run["x"], run["value"], "o", color=look.colour, markersize=3.6, zorder=4)
            hollow = part[part["is_provisional"]]
            axes.plot(
                hollow["x"], hollow["value"], "o", markerfacecolor="white", markeredgecolor=look.colour,
                markeredgewidth=1.0, markersize=3.6, zorder=4, linestyle="none", clip_on=False,
            )  # fmt: skip
        self.marks(axes, rows, rect)

    def year_ticks(
        self,
        axes: Any,
        rows: pd.DataFrame,
        rect: tuple[float, float, float, float],
        first: float,
        final: float,
        pad: float,
    ) -> None:
        left, bottom, right, _ = rect
        is_school = rows["period"].str.contains("SJ").all()
        is_yearly = rows["period"].str.contains("JJ|SJ").all()
        years = list(range(int(first), int(final) + 1))
        words = {y: (f"{y}/'{(y + 1) % 100:02d}" if self.spec.lang == "nl" else f"{y}/{(y + 1) % 100:02d}") if is_school
                 else str(y) for y in years}  # fmt: skip
        room = self.extent(words[years[-1]], NOTE) + 12
        for step in (1, 2, 3, 5, 10, 20):
            shown = [y for y in years if (y - (years[-1] if is_yearly else 0)) % step == 0 and y >= first - pad]
            gap = (right - left) * step / (final - first + 2 * pad)
            if gap >= room or len(shown) <= 1:
                break
        edge = -1e9
        for year in shown:
            x, _ = axes.transData.transform((year, 0))
            half = self.extent(words[year], NOTE) / 2
            x = min(max(x, MARGIN + half), self.width - MARGIN - half)
            if x - half < edge + 4:
                continue
            self.put("tick", words[year], x, bottom - 5, NOTE, colour=SOFT, ha="center", va="top")
            self.segment(x, bottom, x, bottom - 3, SOFT, 0.8)
            edge = x + half

    def marks(self, axes: Any, rows: pd.DataFrame, rect: tuple[float, float, float, float]) -> None:
        """Place the words of breaks and reference lines where no series passes."""
        left, bottom, right, top = rect
        path = []
        for _, part in rows.groupby("series_id", sort=False):
            for run in runs(part):
                points = [axes.transData.transform((x, y)) for x, y in zip(run["x"], run["value"], strict=True)]
                for (x1, y1), (x2, y2) in zip(points, points[1:] or points, strict=False):
                    steps = max(2, int(abs(x2 - x1) // 4), int(abs(y2 - y1) // 4))
                    path += [(x1 + (x2 - x1) * k / steps, y1 + (y2 - y1) * k / steps) for k in range(steps + 1)]
        taken: list[tuple[float, float, float, float]] = []

        def hits(box: tuple[float, float, float, float]) -> int:
            inside = sum(1 for x, y in path if box[0] - 3 < x < box[2] + 3 and box[1] - 3 < y < box[3] + 3)
            inside += 1000 * sum(
                1 for b in taken if box[0] < b[2] + 4 and b[0] < box[2] + 4 and box[1] < b[3] + 2 and b[1] < box[3] + 2
            )
            return inside

        low_x, high_x = axes.get_xlim()
        for mark in self.spec.breaks:
            if not low_x < mark.x < high_x:
                continue
            x, _ = axes.transData.transform((mark.x, 0))
            width = self.extent(mark.label, NOTE)
            tries = [
                (start, y, start + width, y + NOTE)
                for y in (top - NOTE - 2, bottom + 4, (top + bottom) / 2)
                for start in (x + 4, x - 4 - width)
                if left - 1 <= start and start + width <= right + 6
            ] or [(right - width, top - NOTE - 2, right, top - 2)]
            best = min(tries, key=hits)
            taken.append(best)
            self.put("break", mark.label, best[0], best[1] + 2, NOTE, colour=SOFT)
        for line in self.spec.reference_lines:
            axes.axhline(line.value, color=SOFT, linewidth=1.0, linestyle=(0, (5, 3)), zorder=2)
            _, y = axes.transData.transform((low_x, line.value))
            width = self.extent(line.label, NOTE)
            starts = [left + 2 + k * (right - left - width - 4) / 12 for k in range(13)]
            tries = [(s, y0, s + width, y0 + NOTE) for y0 in (y + 3, y - NOTE - 3) for s in starts]
            best = min(tries, key=hits)
            taken.append(best)
            self.put("reference", line.label, best[0], best[1] + 2, NOTE, colour=SOFT)

    # -- panels --------------------------------------------------------------------------------------------

    def multiples(self, bottom: float, top: float) -> None:
        spec, names = self.spec, self.spec.panels
        columns = min(
            len(names),
            2
            if self.width < 500 and len(names) > 3
            else (3 if len(names) > 4 else 2 if len(names) == 4 else len(names)),
        )
        deep = -(-len(names) // columns)
        low, high = self.span(spec.data)
        ticks, low, high = self.y_ticks(low, high, 3 if deep > 2 else 4)
        texts = [number(v, spec.lang, tick_decimals(ticks)) for v in ticks]
        gutter = max(self.extent(text, NOTE) for text in texts) + 8
        many = len(spec.series) > 1
        if many:
            top = self.key(top)
        cell_w = (self.width - 2 * MARGIN - gutter) / columns
        cell_h = (top - bottom) / deep
        for place, name in enumerate(names):
            column, row = place % columns, place // columns
            left = MARGIN + gutter + column * cell_w
            right = left + cell_w - 16
            ceiling = top - row * cell_h
            head = self.wrap(name, right - left, LABEL, bold=True)
            for line in head:
                ceiling -= LABEL
                self.put("panel", line, left, ceiling, LABEL, bold=True)
                ceiling -= LABEL * (LINE - 1)
            floor = top - (row + 1) * cell_h + NOTE + 12
            axes = self.axes(left, floor, right, ceiling - 8)
            part = spec.data[spec.data["panel"] == name]
            self.time_panel(
                axes, part, (left, floor, right, ceiling - 8), (low, high), ticks, texts, labels=column == 0
            )
            self.out.labels.append(name)

    def key(self, top: float) -> float:
        """Draw a legend line above the panels; returns the new top."""
        x, y = MARGIN, top - LABEL
        for series, label in self.spec.series.items():
            need = 26 + self.extent(label, LABEL) + 16
            if x > MARGIN and x + need > self.width - MARGIN:
                x, y = MARGIN, y - LABEL * LINE - 2
            look = self.looks[series]
            self.segment(x, y + 4, x + 22, y + 4, look.colour, 2.2, look.dash)
            self.put("label", label, x + 27, y, LABEL)
            self.out.labels.append(label)
            x += need
        return y - 8

    # -- categories ----------------------------------------------------------------------------------------

    def bars(self, bottom: float, top: float) -> None:
        spec, rows = self.spec, self.spec.data
        categories = list(dict.fromkeys(rows["category"]))
        series = list(spec.series)
        if len(series) > 1:
            top = self.key(top)
        room = self.width * 0.36
        wrapped = {c: self.wrap(c, room, LABEL) for c in categories}
        left = MARGIN + max(self.extent(line, LABEL) for lines in wrapped.values() for line in lines) + 8
        values = pd.concat([rows["value"], rows["low"], rows["high"]]).dropna().tolist()
        values += [line.value for line in spec.reference_lines]
        low, high = min(0.0, *values), max(0.0, *values)
        if spec.kind == "dumbbell" and not spec.is_zero_based:
            low, high = min(values), max(values)
            low, high = low - (high - low) * 0.08, high + (high - low) * 0.08
        texts = [value_text(spec, v) for v in rows["value"].dropna()]
        widest = max(self.extent(text + "*", LABEL) for text in texts)
        right = self.width - MARGIN - widest - 8
        if low < 0:
            left += widest + 6
        reference = NOTE + 6 if spec.reference_lines else 0
        floor, ceiling = bottom + 4 + (NOTE + 8 if spec.kind == "dumbbell" else 0), top - reference
        axes = self.axes(left, floor, right, ceiling)
        axes.set_xlim(low, high or 1.0)
        axes.set_ylim(len(categories) - 0.5, -0.5)
        zero = axes.transData.transform((max(low, 0), 0))[0]
        if spec.kind == "bar":
            self.segment(zero, floor, zero, ceiling, INK, 0.8)
        else:
            for tick in MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(low, high):
                if low <= tick <= high:
                    axes.axvline(tick, color=GRID, linewidth=0.6, zorder=0)
                    x = axes.transData.transform((tick, 0))[0]
                    ticks = MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(low, high)
                    text = number(tick, spec.lang, tick_decimals(list(ticks)))
                    self.put("tick", text, x, floor - 4, NOTE, colour=SOFT, ha="center", va="top")
        step = (ceiling - floor) / len(categories)
        for place, category in enumerate(categories):
            y = ceiling - (place + 0.5) * step
            lines = wrapped[category]
            baseline = y + len(lines) * LABEL * LINE / 2 - LABEL
            strong = category in spec.highlight
            for line in lines:
                anchor = left - 8 - (widest + 6 if low < 0 else 0)
                self.put("category", line, anchor, baseline, LABEL, ha="right", bold=strong)
                baseline -= LABEL * LINE
            part = rows[rows["category"] == category]
            (self.pair if spec.kind == "dumbbell" else self.bar)(axes, part, place, y, step, series)
            self.out.labels.append(category)
        for line in spec.reference_lines:
            x = axes.transData.transform((line.value, 0))[0]
            self.segment(x, floor, x, ceiling + 2, SOFT, 1.0, (0, (5, 3)))
            half = self.extent(line.label, NOTE) / 2
            x = min(max(x, MARGIN + half), self.width - MARGIN - half)
            self.put("reference", line.label, x, ceiling + 5, NOTE, colour=SOFT, ha="center")

    def bar(self, axes: Any, part: pd.DataFrame, place: int, y: float, step: float, series: list[str]) -> None:
        thick = 0.62 / len(series)
        for row in part.itertuples():
            index = series.index(row.series_id)
            centre = place + (index - (len(series) - 1) / 2) * thick
            look = self.looks[row.series_id]
            focus = (
                not self.spec.highlight or row.category in self.spec.highlight or row.series_id in self.spec.highlight
            )
            colour = look.colour if focus and self.looks[row.series_id] else "#BFBFBF"
            if self.spec.highlight and not focus:
                colour = "#BFBFBF"
            elif self.spec.highlight and len(series) == 1:
                colour = "#12436D"
            axes.barh(
                centre, row.value, height=thick * 0.92, color="white" if row.is_provisional and len(series) == 1 and not self.spec.highlight else colour,
                edgecolor=colour, linewidth=1.0, hatch="////" if index % 2 and len(series) > 1 else None,
            )  # fmt: skip
            if row.low == row.low and row.high == row.high:
                axes.plot([row.low, row.high], [centre, centre], color=INK, linewidth=1.2, zorder=4)
            end = max(row.value, row.high) if row.high == row.high else row.value
            x, at = axes.transData.transform((end if row.value >= 0 else row.value, centre))
            text = value_text(self.spec, float(row.value)) + ("*" if row.is_provisional else "")
            side = "left" if row.value >= 0 else "right"
            self.put("value", text, x + (5 if side == "left" else -5), at, LABEL if step > 13 * len(series) else NOTE,
                     ha=side, va="center_baseline")  # fmt: skip

    def pair(self, axes: Any, part: pd.DataFrame, place: int, y: float, step: float, series: list[str]) -> None:
        points = list(part.itertuples())
        axes.plot([row.value for row in points], [place] * len(points), color="#BFBFBF", linewidth=2.2, zorder=1)
        ordered = sorted(points, key=lambda row: row.value)
        boxes: list[tuple[float, float, str]] = []
        for row in ordered:
            look = self.looks[row.series_id]
            hollow = row.is_provisional or series.index(row.series_id) == 0
            axes.plot([row.value], [place], "o", markersize=5.6, markerfacecolor="white" if hollow else look.colour,
                      markeredgecolor=look.colour, markeredgewidth=1.4, zorder=3, clip_on=False)  # fmt: skip
            x, at = axes.transData.transform((row.value, place))
            boxes.append((x, at, value_text(self.spec, float(row.value)) + ("*" if row.is_provisional else "")))
        for index, (x, at, text) in enumerate(boxes):
            first = index == 0 and len(boxes) > 1
            self.put(
                "value", text, x + (-7 if first else 7), at, NOTE, ha="right" if first else "left", va="center_baseline"
            )


def _software() -> str:
    return f"shortage {__version__}"


def _finish_png(raw: bytes, spec: FigureSpec, size: Size, grey: bool) -> bytes:
    """Write resolution and provenance into a PNG, which Matplotlib's own bytes lack."""
    picture: Image.Image = Image.open(io.BytesIO(raw)).convert("L" if grey else "RGB")
    info = PngImagePlugin.PngInfo()
    entries = {
        "Title": spec.title,
        "Description": spec.alt,
        "Source": spec.source_line,
        "Data-Version": spec.data_version,
        "Figure": spec.id,
        "Software": _software(),
    }
    if spec.own_title:
        entries["Own-Title"] = spec.own_title
        entries["Computed-Finding"] = (
            spec.guarded.sentence if spec.guarded and spec.guarded.holds else spec.neutral_title
        )
    for key, value in entries.items():
        info.add_itxt(key, value)
    sink = io.BytesIO()
    picture.save(sink, format="png", dpi=(size.dpi, size.dpi), pnginfo=info, optimize=False)
    return sink.getvalue()
