"""A note as an Excel workbook: a sheet a figure with real numbers, and one sheet that explains them all."""

from __future__ import annotations

import io
import math
import re
import textwrap
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from shortage.figures import cite, drawable
from shortage.figures.house import house
from shortage.figures.style import sized
from shortage.render import logo
from shortage.render.note import GatheredNote, Part
from shortage.render.office import charts, parts
from shortage.render.table import wide
from shortage.text import date, t

_NAME = 31
_LINE = 15.0
"""Height of a line in points."""
_WIDTHS = (20, 18, 60, 14, 14, 12, 36, 44)
"""Letters that the columns of the explaining sheet hold."""
_FIRST, _NUMBER, _OTHER = (12, 44), 18, 8
"""Letters that a figure's sheet holds: its first column at least and at most, one of numbers, one that is empty."""
_ACROSS = 90
"""Letters that a line of text under a table may take: more, and a printed sheet shrinks to fit it."""
_TOP = 3
"""Rows above a sheet's table: title, subtitle, and an empty one."""
_RIGHT: dict[str, Any] = {"align": "right", "indent": 1}
"""Numbers and their headings stand at the right of their column, a letter from the next one."""
_WIDEST, _AIR_PX = 90, 24
"""Letters that a table may take with a figure beside it on a usual window, and pixels between the two."""


def workbook(gathered: GatheredNote) -> bytes:
    """Return the note as XLSX. How a number is written follows the reader's Excel; how many places, the figure."""
    out = io.BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    options |= {
        "default_format_properties": {
            "font_name": house().documents_typeface,
            "font_size": 11,
            "font_family": 2,
            "font_scheme": "none",
        }
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": gathered.title,
            "author": t("render.mark", gathered.lang),
            "comments": gathered.remarks[: parts.MOST_REMARKS],
            "created": parts.CREATED,
        }
    )
    accent = house().accent
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": accent}),
        "soft": book.add_format({"font_color": f"#{parts.SOFT}"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", **_RIGHT}),
        "remark": book.add_format({"font_color": f"#{parts.SOFT}", "text_wrap": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": accent, "underline": 1, "text_wrap": True, "valign": "top"}),
    }
    names: list[str] = []
    for part in gathered.parts:
        names.append(_sheet(book, styles, gathered, part, names))
    _explained(book, styles, gathered, names)
    book.close()
    return out.getvalue()


def _sheet(book: Any, styles: dict[str, Any], gathered: GatheredNote, part: Part, taken: list[str]) -> str:
    spec = part.spec
    name = sheet_name(drawable()[part.item.id].title[spec.lang], [*taken, t("note.explanation", gathered.lang)])
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, spec.title, styles["title"])
    head, rows = wide(spec)
    first = min(_FIRST[1], max(_FIRST[0], *(len(label) + 2 for label, _ in rows)))
    is_native = charts.is_native(spec) and not gathered.grey
    for line in spec.reference_lines if is_native else ():  # a chart draws what stands in cells
        head, rows = [*head, line.label], [(label, [*cells, (line.value, False)]) for label, cells in rows]
    across = _columns(first, len(head) - 1)
    _line(sheet, 1, spec.subtitle, styles["remark"], across)
    high = charts.height(spec) if is_native else sized(part.item.size).layout_height
    drawn = math.ceil(high * 0.75 / _LINE) + 1
    # Where it is seen when the workbook is opened: right of the numbers, or above those that fill the window.
    is_beside = first + _NUMBER * (len(head) - 1) <= _WIDEST
    top = _TOP if is_beside else _TOP + drawn
    for column, text in enumerate(head):
        sheet.write_string(top, column, text, styles["number" if column else "head"])
    _tall(sheet, top, [(text, _NUMBER - 1) for text in head[1:]])
    places = "." + "0" * spec.decimals if spec.decimals else ""
    # Where some numbers have a star, the others have as much room after them: digits stand under digits.
    room = "_*" if spec.data["is_provisional"].any() else ""
    plain = book.add_format({"num_format": f"#,##0{places}{room}", "valign": "top", **_RIGHT})
    starred = book.add_format({"num_format": f'#,##0{places}"*"', "valign": "top", **_RIGHT})
    for row, (label, values) in enumerate(rows, top + 1):
        sheet.write_string(row, 0, label, styles["wrap"])
        _tall(sheet, row, [(label, first)])
        for column, (value, is_provisional) in enumerate(values, 1):
            if value == value:
                sheet.write_number(row, column, value, starred if is_provisional else plain)
    foot = max(top + len(rows) + 2, _TOP + drawn)
    # What marks a provisional figure in the picture marks none in the cells, whose own mark is explained.
    note = spec.note.replace(t("figure.provisional_note", spec.lang), "").strip()
    for text in (note, spec.source_line, t("note.provisional_key", spec.lang)):
        if text:
            _line(sheet, foot, text, styles["remark"], across)
            foot += 1
    corner = (_TOP, len(head) if is_beside else 0)
    options = {"description": spec.alt, "object_position": 3, "x_offset": _AIR_PX if is_beside else 0}
    if is_native:
        sheet.insert_chart(*corner, charts.in_workbook(book, name, spec, top), options)
    else:
        picture = io.BytesIO(parts.picture(gathered, part, plain=False))
        sheet.insert_image(*corner, f"{name}.png", {**options, "image_data": picture})
    if is_beside:
        sheet.freeze_panes(top + 1, 1)
    sheet.set_column(0, 0, first)
    sheet.set_column(1, max(1, len(head) - 1), _NUMBER)
    if len(across) > len(head):
        sheet.set_column(len(head), len(across) - 1, _OTHER)
    _printed(sheet)
    return name


def _printed(sheet: Any) -> None:
    """Let a sheet be printed one page wide, with the logo of the house above it."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if body := logo.png():
        sheet.set_header("&R&G", {"image_right": "logo.png", "image_data_right": io.BytesIO(body)})


def sheet_name(wanted: str, taken: list[str]) -> str:
    """Return a sheet's name that Excel takes and that no other sheet has."""
    base = re.sub(r"[\[\]:*?/\\']", "-", wanted)
    if len(base) > _NAME:  # cut between words, and after one that says something
        whole = re.sub(r"( \w{1,4})*$", "", base[: _NAME + 1].rpartition(" ")[0]).rstrip(" ,;")
        base = whole or base[:_NAME]
    base = base or "-"
    name, count = base, 1
    while name.lower() in [other.lower() for other in taken]:
        count += 1
        name = f"{base[: _NAME - len(str(count)) - 1]}-{count}"
    return name


def _explained(book: Any, styles: dict[str, Any], gathered: GatheredNote, names: list[str]) -> None:
    """Write what each sheet shows, its definitions, and the tables with release, retrieval, licence and link."""
    lang = gathered.lang
    sheet = book.add_worksheet(t("note.explanation", lang))
    sheet.write_string(0, 0, t("note.as_of", lang, version=gathered.version), styles["soft"])
    row = 2
    for column, key in enumerate(("sheet", "part", "text")):
        sheet.write_string(row, column, t(f"note.{key}", lang), styles["head"])
    for name, part in zip(names, gathered.parts, strict=True):
        for label, text in _about(gathered, part):
            row += 1
            for column, cell in enumerate((name, label, text)):
                sheet.write_string(row, column, cell, styles["wrap"])
            _tall(sheet, row, zip((name, label, text), _WIDTHS[:3], strict=True))
    row += 2
    keys = ("publisher", "table", "table_title", "edition", "retrieved", "licence_head", "link", "coverage")
    for column, key in enumerate(keys):
        sheet.write_string(row, column, t(f"note.{key}", lang), styles["head"])
    for source in gathered.sources:
        row += 1
        coverage = source.coverage[lang] if source.coverage is not None else ""
        texts = [cite.publisher(source.publisher, lang), source.table, source.title[lang], source.edition(lang),
                 date(source.retrieved, lang), source.licence]  # fmt: skip
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, styles["wrap"])
        if source.url:
            sheet.write_url(row, 6, source.url, styles["link"], source.url)
        sheet.write_string(row, 7, coverage, styles["wrap"])
        _tall(sheet, row, zip([*texts, "", coverage], _WIDTHS, strict=True))
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _printed(sheet)


def _columns(first: int, numbers: int) -> list[int]:
    """Return the widths of the columns that a line of text goes across: the table's first ones, and empty ones."""
    widths = [first]
    while sum(widths) < _ACROSS:
        widths.append(_NUMBER if len(widths) <= max(1, numbers) else _OTHER)
    return widths


def _line(sheet: Any, row: int, text: str, style: Any, across: list[int]) -> None:
    sheet.merge_range(row, 0, row, len(across) - 1, text, style)
    _tall(sheet, row, [(text, sum(across))])


def _tall(sheet: Any, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as its longest wrapped text: not every program does so on opening. Texts with their widths."""
    lines = max((len(textwrap.wrap(text, max(1, width - 2))) for text, width in texts), default=1)
    if lines > 1:
        sheet.set_row(row, lines * _LINE)


def _about(gathered: GatheredNote, part: Part) -> list[tuple[str, str]]:
    spec, lang = part.spec, gathered.lang
    facts = [(t("note.figure", lang), spec.title)]
    facts += [] if spec.own_title else [(t("note.finding", lang), cite.finding(spec))]
    if spec.unit:
        facts.append((t("note.unit", lang), t(f"unit.{spec.unit}", lang)))
    facts += [(t("note.definition", lang), f"{title[lang]}: {text[lang]}") for title, text in spec.definitions]
    facts += [(t("note.verdict", lang), text) for text in parts.belongs(gathered, part)]
    return [*facts, (t("note.alt", lang), spec.alt), (t("note.sources", lang), spec.source_line)]
