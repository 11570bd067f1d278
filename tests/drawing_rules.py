"""What can only be measured on a drawn figure: nothing cut, nothing over something else, nothing too small."""

from __future__ import annotations

from collections.abc import Iterator

import plotly.graph_objects as go
from figure_rules import Fault

from shortage.figures import FigureSpec, figures
from shortage.figures.style import SIZES
from shortage.render.canvas import Drawing
from shortage.render.layout import value_text
from shortage.render.paper import draw

SMALLEST = 10.0
"""Height of the smallest letters, in layout pixels."""
LEAST_PLOT = 0.25
"""Part of the sheet's area that the plots take, with the names beside them."""
MOST_NOTE_LINES = 2
"""Lines of a figure's note on a sheet for a text; the rest stands behind its definition."""
STRUCK = {"event", "own", "value"}
"""Roles of words that no upright line may run through; what names a break or a reference stands on white."""
NAMES = {"value", "tick", "category", "label", "panel"}


def lint(spec: FigureSpec, size: str = "note", *, plain: bool = False) -> list[Fault]:
    """Return what is wrong with a figure as it is drawn on paper; empty when nothing is."""
    return faults(draw(spec, size, plain=plain), spec)


def faults(drawing: Drawing, spec: FigureSpec) -> list[Fault]:
    """Return what is wrong with a drawing of a figure, as :func:`lint` does."""
    rules = (_cut, _overlap, _struck, _small, _plot, _scale)
    measured = [Fault(rule.__name__.removeprefix("_"), text) for rule in rules for text in rule(drawing)]
    said = [Fault("said", text) for text in _said(drawing, spec)]
    return measured + said + [Fault("wordy", text) for text in _wordy(drawing, spec)]


def _cut(drawing: Drawing) -> Iterator[str]:
    if drawing.is_cut:
        yield "a text is shortened"
    for box in drawing.outside():
        yield f"{box.role} {box.text!r} runs off the sheet"


def _overlap(drawing: Drawing) -> Iterator[str]:
    for box, other in drawing.overlaps():
        yield f"{box.role} {box.text!r} over {other.role} {other.text!r}"


def _struck(drawing: Drawing) -> Iterator[str]:
    """Give each label of a mark that the upright line of another mark runs through."""
    for box in drawing.boxes:
        for x, bottom, top in drawing.poles:
            if box.role in STRUCK and box.left + 1 < x < box.right - 1 and bottom < box.top and box.bottom < top:
                yield f"a line through {box.role} {box.text!r}"


def _small(drawing: Drawing) -> Iterator[str]:
    for box in drawing.boxes:
        if box.size < SMALLEST:
            yield f"{box.role} {box.text!r} is {box.size:g} px"  # not shown


def _plot(drawing: Drawing) -> Iterator[str]:
    parts = [*drawing.plots, *((b.left, b.bottom, b.right, b.top) for b in drawing.boxes if b.role in NAMES)]
    left, bottom = min(part[0] for part in parts), min(part[1] for part in parts)
    right, top = max(part[2] for part in parts), max(part[3] for part in parts)
    share = (right - left) * (top - bottom) / (drawing.size.layout_width * drawing.size.layout_height)
    if share < LEAST_PLOT:
        yield f"the plot has {share:.0%} of the sheet"  # not shown


def _scale(drawing: Drawing) -> Iterator[str]:
    ranges = {(*axes.get_xlim(), *axes.get_ylim()) for axes in drawing.figure.axes}
    if len(ranges) > 1:
        yield "panels with different scales"


def _wordy(drawing: Drawing, spec: FigureSpec) -> Iterator[str]:
    """Give a note that is too long; one with what a reader added, or of a reader's question, is as long as it is."""
    lines = [box for box in drawing.boxes if box.role == "note"]
    is_ours = spec.id in figures() and not (spec.events or spec.own_notes or spec.own_spans)
    if is_ours and drawing.size == SIZES["note"] and len(lines) > MOST_NOTE_LINES:
        yield f"a note of {len(lines)} lines"


def _said(drawing: Drawing, spec: FigureSpec) -> Iterator[str]:
    """Give what the spec names and the drawing does not."""
    wanted = {line.label for line in spec.reference_lines} | {
        mark.label for mark in spec.breaks if _is_in(spec, mark.x)
    }
    wanted |= (
        {point.text for point in spec.points}
        | {mark.label for mark in spec.events}
        | {note.text for note in spec.own_notes}
    )
    wanted |= {shade.text for shade in spec.own_spans}
    wanted |= set(spec.series.values()) if len(spec.series) > 1 else set()
    wanted |= {name for name in spec.panels if name} | set(spec.data["category"]) - {""}
    for words in sorted(wanted - set(drawing.labels)):
        yield f"{words!r} is not on the figure"
    if not spec.is_time or spec.kind == "table":
        values = spec.data.loc[spec.data["value"].notna(), "value"]
        missing = {value_text(spec, value) for value in values} - {
            text.split(" (")[0].rstrip("*") for text in drawing.values
        }
        for text in sorted(missing):
            yield f"{text} is not on the figure"


def _is_in(spec: FigureSpec, x: float) -> bool:
    return bool(spec.data["x"].min() < x < spec.data["x"].max())


# -- the numbers that are drawn ---------------------------------------------------------------------------------------


def spec_numbers(spec: FigureSpec) -> list[tuple[str, str, float]]:
    """Return ``(panel|series, period or category, value)`` of every number a renderer must draw, in order."""
    rows = spec.data[spec.data["value"].notna()]
    keys = rows["category"].where(rows["category"] != "", rows["period"])
    return list(zip(rows["panel"] + "|" + rows["series_id"], keys, rows["value"].astype(float), strict=True))


def screen_numbers(chart: go.Figure) -> list[tuple[str, str, float]]:
    """Return what a drawn figure draws: ``(panel|series, period or category, value)``, read back from its traces."""
    values = []
    for trace in chart.data:
        if trace.meta is None:
            continue
        drawn = trace.x if trace.orientation == "h" else trace.y
        for (key, order, *own), value in zip(trace.customdata, drawn, strict=True):
            # A tile and a cell stand in a place of their own: what they show goes with them.
            values.append((int(order), str(trace.meta), str(key), float(own[0] if own else value)))
    return [(meta, key, value) for _, meta, key, value in sorted(values)]


def paper_numbers(drawing: Drawing) -> list[tuple[str, str, float]]:
    """Return the same of a drawing on paper."""
    return [(series, key, value) for _, series, key, value in sorted(drawing.numbers)]
