"""A path on paper: two quantities against each other, points in time order, turning points with their period."""

from __future__ import annotations

from shortage.figures import FigureSpec
from shortage.figures.style import GRID, INK, SOFT
from shortage.render.canvas import LABEL, LINE, MARGIN, NOTE, Canvas
from shortage.render.label_placer import LabelPlacer, around, is_nearest
from shortage.render.layout import runs, tick_decimals, value_text
from shortage.render.paper_time import WIDTH, styles
from shortage.render.path import Path, each_point
from shortage.text import Period, number


def draw(canvas: Canvas, spec: FigureSpec, bottom: float, top: float) -> None:
    """Draw a path with both axes named; values stand beside the newest point."""
    path = Path.of(spec)
    colour = styles(spec)[path.across].colour
    low_x, high_x, ticks_x = path.axis("x", 6, is_zero_based=False)
    low_y, high_y, ticks_y = path.axis("y", 5, is_zero_based=spec.is_zero_based)
    words_x = [number(tick, spec.lang, tick_decimals(ticks_x)) for tick in ticks_x]
    words_y = [number(tick, spec.lang, tick_decimals(ticks_y)) for tick in ticks_y]
    for line in canvas.wrap(spec.series[path.up], canvas.width - 2 * MARGIN, LABEL):
        top -= LABEL
        canvas.put("label", line, MARGIN, top, LABEL)
        top -= LABEL * (LINE - 1)
    names = canvas.wrap(spec.series[path.across], canvas.width - 2 * MARGIN, LABEL)
    for line in reversed(names):
        canvas.put("label", line, canvas.width - MARGIN, bottom + 2, LABEL, ha="right")
        bottom += LABEL * LINE
    canvas.out.labels += [spec.series[path.across], spec.series[path.up]]
    left, floor = MARGIN + canvas.widest(words_y, NOTE) + 7, bottom + NOTE + 10
    rect = (left, floor, canvas.width - MARGIN - 8, top - 8)
    axes = canvas.axes(*rect)
    axes.set_xlim(low_x, high_x)
    axes.set_ylim(low_y, high_y)
    for tick, word in zip(ticks_y, words_y, strict=True):
        _, y = canvas.at(axes, low_x, tick)
        canvas.segment(left, y, rect[2], y, GRID, 0.8, order=-1)
        canvas.put("tick", word, left - 6, y, NOTE, colour=SOFT, ha="right", va="center_baseline")
    canvas.segment(left, floor, rect[2], floor, INK, 1.0, order=-1)
    for tick, word in zip(ticks_x, words_x, strict=True):
        x, _ = canvas.at(axes, tick, low_y)
        canvas.segment(x, floor, x, floor - 3, SOFT, 1.0)
        canvas.put("tick", word, x, floor - 5, NOTE, colour=SOFT, ha="center", va="top")
    placer = LabelPlacer((left + 2, floor + 1, rect[2] + 6, rect[3] + 6))
    points = path.points
    for run in runs(points):
        (drawn,) = axes.plot(
            run["x"].to_numpy(),
            run["y"].to_numpy(),
            color=colour,
            linewidth=WIDTH,
            marker="o",
            markersize=1.8,
            zorder=3,
        )
        placer.line([canvas.at(axes, *point) for point in zip(run["x"], run["y"], strict=True)])
        for row, x, y in zip(each_point(run), drawn.get_xdata(), drawn.get_ydata(), strict=True):
            for position, id, value in ((row.x_place, path.across, x), (row.y_place, path.up, y)):
                canvas.out.numbers.append((position, f"|{id}", row.period, float(value)))
    hollow = points[points["is_provisional"]]
    axes.plot(
        hollow["x"].to_numpy(), hollow["y"].to_numpy(), "o", markerfacecolor="white", markeredgecolor=colour,
        markeredgewidth=1.0, markersize=3.6, zorder=4, linestyle="none", clip_on=False,
    )  # fmt: skip
    spots = [canvas.at(axes, point.x, point.y) for point in each_point(points)]
    for turn in path.turns:
        x, y = canvas.at(axes, turn.x, turn.y)
        if not turn.is_provisional:
            canvas.dot(x, y, colour, colour)
        word = Period.parse(turn.period).label(spec.lang)
        places = around(x, y, canvas.extent(word, NOTE), NOTE)
        own = [rect for rect in places if is_nearest(rect, (x, y), spots)]
        spot, _ = placer.best([*own, *places], 3.0)
        placer.box(spot)
        if spot not in own:
            canvas.segment(x, y, min(max(x, spot[0]), spot[2]), min(max(y, spot[1]), spot[3]), SOFT, 0.6)
        canvas.put("value", word, spot[0], spot[1] + 2, NOTE, is_clear=True)
    canvas.out.values += [value_text(spec, float(points[name].iloc[-1])) for name in ("x", "y")]
