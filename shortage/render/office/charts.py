"""Charts that PowerPoint and Excel draw and a reader can edit, in the colours and dashes of the figure.

Lines and bars only, of one plot, without a band or marks in it: what these programs would draw otherwise is a picture.
A line is not joined over a gap or a break: another way of counting is another series, and a blank stays one.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Mm, Pt

from shortage.figures import FigureSpec
from shortage.figures.house import house
from shortage.figures.looks import looks
from shortage.figures.style import GRID, INK, SOFT
from shortage.render.office import parts
from shortage.render.paper_bars import colour
from shortage.render.table import wide
from shortage.text import Period

LETTERS, SMALL, MANY = 12, 10, 12
"""Letters in points: as a rule, and of more bars than so many."""
NAMED_MM, YEAR_MM = 30, 16
"""Room that the name of a period, and a year, takes along an axis when it is written level."""
BEYOND = 0.14
"""Part of the longest bar that is left beyond it for its number."""
WIDE_PX = 760
"""Width of a chart in a workbook."""
_DASHES = {
    "solid": (MSO_LINE.SOLID, "solid"),
    "dashed": (MSO_LINE.DASH, "dash"),
    "dotted": (MSO_LINE.ROUND_DOT, "round_dot"),
    "dashdot": (MSO_LINE.DASH_DOT, "dash_dot"),
}
_REFERENCE = "dashed"


def is_native(spec: FigureSpec) -> bool:
    """Whether a figure can be a chart of these programs without saying something else."""
    data = spec.data
    if spec.kind not in ("line", "bar") or len(spec.panels) > 1 or data["low"].notna().any():
        return False
    if spec.points or spec.events or spec.own_notes or spec.own_spans:
        return False
    if spec.kind == "bar":
        return not spec.reference_lines and not spec.is_time
    periods = list(dict.fromkeys(data.sort_values("x", kind="stable")["period"]))
    return all(Period.parse(code).shift(1).code == other for code, other in itertools.pairwise(periods))


def on_slide(shapes: Any, spec: FigureSpec, area: tuple[int, int, int, int], *, is_ours: bool = True) -> Any:
    """Put a figure on a slide as a chart of PowerPoint; returns its frame.

    Args:
        shapes: those of the slide.
        spec: the figure.
        area: left, top, width and height.
        is_ours: whether the typeface is ours; else it is the template's, and a white ground lies under the chart.
    """
    is_bar = spec.kind == "bar"
    head, rows = wide(spec)
    chart_data = CategoryChartData(number_format=number_format(spec))
    days = _days(spec)
    chart_data.categories = [
        days[name] if days else name + ("*" if any(mark for _, mark in cells) else "") for name, cells in rows
    ]
    for column, name in enumerate(head[1:]):
        chart_data.add_series(name, [_blank(cells[column][0]) for _, cells in rows])
    for line in spec.reference_lines:
        chart_data.add_series(line.label, [line.value] * len(rows))
    kind = XL_CHART_TYPE.BAR_CLUSTERED if is_bar else XL_CHART_TYPE.LINE
    frame = shapes.add_chart(kind, *area, chart_data)
    chart = frame.chart
    workbook = chart.part.chart_workbook
    workbook.update_from_xlsx_blob(_undated(workbook.xlsx_part.blob))
    chart.font.size = Pt(SMALL if is_bar and len(rows) > MANY else LETTERS)
    if is_ours:
        chart.font.name = house().documents_typeface
    else:
        ground = parse_xml(f"<c:spPr {nsdecls('c', 'a')}><a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill></c:spPr>")
        chart._chartSpace.chart.addnext(ground)
    chart.font.color.rgb = _rgb(INK)
    chart.has_title = False
    chart.has_legend = len(chart.plots[0].series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    values, categories = chart.value_axis, chart.category_axis
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "General", False
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.format.line.color.rgb = _rgb(INK)
    categories.has_major_gridlines = False
    values.format.line.fill.background()
    values.has_major_gridlines = not is_bar
    if days:
        _in_years(categories, list(days.values()), area[2] / Mm(1))
    else:
        step = 1 if is_bar else skip(len(rows), spec, area[2] / Mm(1))
        for tag in ("tickLblSkip", "tickMarkSkip"):
            element = parse_xml(f"<c:{tag} {nsdecls('c')} val='{step}'/>")
            categories._element.find(qn("c:noMultiLvlLbl")).addprevious(element)
    if is_bar:
        values.visible, categories.reverse_order = False, True
        categories.major_tick_mark = XL_TICK_MARK.NONE
        values.minimum_scale, values.maximum_scale = _ends(spec)
        plot = chart.plots[0]
        plot.gap_width, plot.has_data_labels = 45, True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = number_format(spec), False
    else:
        values.major_gridlines.format.line.color.rgb = _rgb(GRID)
        if spec.is_zero_based and spec.data["value"].min() >= 0:
            values.minimum_scale = 0
    _paint(chart, spec)
    blanks = chart._chartSpace.chart.find("{*}dispBlanksAs")
    if blanks is not None:
        blanks.set("val", "gap")
    else:
        chart._chartSpace.chart.append(parse_xml(f"<c:dispBlanksAs {nsdecls('c')} val='gap'/>"))
    return frame


def _days(spec: FigureSpec) -> dict[str, dt.date]:
    """Return the first day of each quarter or month by its name; none where the axis is one of years or of bars."""
    periods = [Period.parse(code) for code in dict.fromkeys(spec.data["period"]) if spec.kind == "line"]
    if any(period.grain not in ("quarter", "month") for period in periods):
        return {}
    return {period.label(spec.lang): period.start for period in periods}


def _in_years(axis: Any, days: list[dt.date], width: float) -> None:
    """Let an axis of days name years, level and as far apart as a chart of that width in millimetres has room for."""
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "yyyy", False
    years = (max(days).year - min(days).year + 1) / max(1, int(width / YEAR_MM))
    element = axis._element
    for tag, value in (
        ("baseTimeUnit", "months"),
        ("majorUnit", str(max(1, math.ceil(years)))),
        ("majorTimeUnit", "years"),
    ):
        for old in element.findall(qn(f"c:{tag}")):
            element.remove(old)
        element.append(parse_xml(f"<c:{tag} {nsdecls('c')} val='{value}'/>"))


def _ends(spec: FigureSpec) -> tuple[float, float]:
    """Return where the axis of bars ends: zero is on it, and there is room for a number beyond the longest bar."""
    low, high = min(0.0, float(spec.data["value"].min())), max(0.0, float(spec.data["value"].max()))
    room = BEYOND * (high - low)
    return (low - room if low < 0 else 0.0), (high + room if high > 0 else 0.0)


def _undated(workbook: bytes) -> bytes:
    """Return the workbook behind a chart without the time at which it was made."""
    members = parts.opened(workbook)
    name = "docProps/core.xml"
    members[name] = re.sub(
        rb"\d{4}-\d\d-\d\dT[\d:]+Z", parts.CREATED.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), members[name]
    )
    return parts.zipped(members)


def _paint(chart: Any, spec: FigureSpec) -> None:
    keys, look_of = _series(spec)
    names = [name for name, _ in wide(spec)[1]]
    for series, key in zip(chart.plots[0].series, [*keys, *("" for _ in spec.reference_lines)], strict=True):
        look = look_of.get(key)
        if spec.kind == "bar" and look is not None:
            series.invert_if_negative = False
            for index, name in enumerate(names):
                fill = series.points[index].format.fill
                fill.solid()
                fill.fore_color.rgb = _rgb(colour(spec, look, name, key))
            continue
        series.smooth = False
        series.format.line.color.rgb = _rgb(look.colour if look else SOFT)
        series.format.line.dash_style = _DASHES[look.dash if look else _REFERENCE][0]
        series.format.line.width = Pt(2.25 if look else 1)
        for index, (_, cells) in enumerate(wide(spec)[1]):
            if look and cells[keys.index(key)][1]:
                _hollow(series.points[index], look.colour)


def _hollow(point: Any, colour_: str) -> None:
    """Mark a provisional figure as paper does."""
    point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, 7
    point.marker.format.fill.solid()
    point.marker.format.fill.fore_color.rgb = _rgb("#FFFFFF")
    point.marker.format.line.color.rgb = _rgb(colour_)
    point.format.line.color.rgb = _rgb(colour_)
    point.format.line.width = Pt(2.25)


def in_workbook(book: Any, sheet_name: str, spec: FigureSpec, top: int) -> Any:
    """Return a figure as a chart of Excel that draws the rows of a sheet, whose headings stand in row ``top``."""
    is_bar = spec.kind == "bar"
    _, rows = wide(spec)
    keys, look_of = _series(spec)
    chart = book.add_chart({"type": "bar" if is_bar else "line"})
    last = top + len(rows)
    for column, key in enumerate(keys, 1):
        look = look_of[key]
        series: dict[str, Any] = {
            "name": [sheet_name, top, column],
            "categories": [sheet_name, top + 1, 0, last, 0],
            "values": [sheet_name, top + 1, column, last, column],
        }
        if is_bar:
            series["points"] = [{"fill": {"color": colour(spec, look, name, key)}} for name, _ in rows]
            series |= {"fill": {"color": look.colour}, "gap": 45, "data_labels": {"value": True}}
        else:
            series["line"] = {"color": look.colour, "width": 2.25, "dash_type": _DASHES[look.dash][1]}
        chart.add_series(series)
    for column, _ in enumerate(spec.reference_lines, len(keys) + 1):
        chart.add_series(
            {
                "name": [sheet_name, top, column],
                "categories": [sheet_name, top + 1, 0, last, 0],
                "values": [sheet_name, top + 1, column, last, column],
                "line": {"color": SOFT, "width": 1, "dash_type": _DASHES[_REFERENCE][1]},
            }
        )
    letters = {"name": house().documents_typeface, "size": 10, "color": INK}
    chart.set_title({"name": spec.title, "overlay": False, "name_font": {**letters, "size": 12, "bold": True}})
    chart.show_blanks_as("gap")
    chart.set_legend(
        {"none": True} if len(keys) + len(spec.reference_lines) == 1 else {"position": "top", "font": letters}
    )
    axis: dict[str, Any] = {
        "num_font": letters,
        "label_position": "low",
        "major_gridlines": {"visible": False},
    }
    value: dict[str, Any] = {"num_font": letters, "num_format": "General", "line": {"none": True}}
    value["major_gridlines"] = {"visible": not is_bar, "line": {"color": GRID}}
    if is_bar:
        axis |= {"reverse": True, "interval_unit": 1, "major_tick_mark": "none"}
        value |= dict(zip(("min", "max"), _ends(spec), strict=True)) | {"visible": False}
    else:
        step = skip(len(rows), spec, WIDE_PX / 96 * 25.4)
        axis |= {"interval_unit": step, "interval_tick": step}
    # Of bars, which lie down, the names stand along what this library calls the other axis.
    along, beside = (chart.set_y_axis, chart.set_x_axis) if is_bar else (chart.set_x_axis, chart.set_y_axis)
    along(axis)
    beside(value)
    chart.set_size({"width": WIDE_PX, "height": height(spec)})
    return chart


def height(spec: FigureSpec) -> int:
    """Return how high a figure's chart is in a workbook, in pixels."""
    return max(380, 22 * len(wide(spec)[1]) + 120) if spec.kind == "bar" else 420


def skip(count: int, spec: FigureSpec, width: float) -> int:
    """Return how many periods go by from one named period to the next, of quarters whole years.

    Args:
        count: how many periods there are.
        spec: the figure.
        width: of the chart, in millimetres.
    """
    step = max(1, -(-count // max(1, int(width / NAMED_MM))))
    return -(-step // 4) * 4 if step > 1 and "KW" in str(spec.data["period"].iloc[0]) else step


def number_format(spec: FigureSpec) -> str:
    """Return how many places a figure shows, as a format of these programs."""
    return "#,##0" + ("." + "0" * spec.decimals if spec.decimals else "")


def _series(spec: FigureSpec) -> tuple[list[str], Any]:
    keys = list(dict.fromkeys(str(id) for id in spec.data["series_id"]))
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    return keys, looks(list(spec.series), roles, spec.highlight)


def _blank(value: float) -> float | None:
    return value if value == value else None


def _rgb(colour_: str) -> RGBColor:
    return RGBColor.from_string(colour_.removeprefix("#"))
