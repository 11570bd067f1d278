"""CSV of what a figure shows, in two named flavours, each with its source in it."""

from __future__ import annotations

import csv
import io
from typing import Any, Literal

from shortage.figures import FigureSpec, cite, each
from shortage.render.table import wide
from shortage.text import t

Flavour = Literal["excel", "code"]
_NAMES = ("panel", "series", "category", "period", "value", "low", "high", "is_provisional", "source", "data_version")


def render(spec: FigureSpec, flavour: Flavour = "code") -> bytes:
    """Return the figure's rows as UTF-8 CSV.

    Args:
        spec: the figure.
        flavour: ``code`` (a row a number, with the publisher's period codes, comma, decimal point) or ``excel`` (a row
            a period or category in words, and under the figures what they are, as Excel in the figure's language opens
            it: with a byte-order mark, and in Dutch with semicolons and decimal commas).
    """
    return _for_code(spec) if flavour == "code" else _for_excel(spec)


def _for_code(spec: FigureSpec) -> bytes:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(_NAMES)
    for row in each(spec.data):
        texts = [_plain(text) for text in (row.panel, row.label, row.category, row.period)]
        numbers = [_number(value) for value in (row.value, row.low, row.high)]
        provenance = [_plain(spec.source_line), spec.data_version]
        writer.writerow([*texts, *numbers, "1" if row.is_provisional else "0", *provenance])
    return sink.getvalue().encode("utf-8")


def _for_excel(spec: FigureSpec) -> bytes:
    lang = spec.lang
    is_dutch = lang == "nl"
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";" if is_dutch else ",", lineterminator="\r\n")
    head, rows = wide(spec)
    provisional = [t("common.provisional", lang)] if spec.data["is_provisional"].any() else []
    writer.writerow([_plain(text) for text in (*head, *provisional)])
    for name, cells in rows:
        numbers = [_number(value, "," if is_dutch else ".") for value, _ in cells]
        marked = ", ".join(column for column, (_, is_marked) in zip(head[1:], cells, strict=True) if is_marked)
        writer.writerow([_plain(name), *numbers, *([_plain(marked)] if provisional else [])])
    writer.writerow([])
    for key, text in _explained(spec):
        writer.writerow([t(f"note.{key}", lang), _plain(text)])
    return b"\xef\xbb\xbf" + sink.getvalue().encode("utf-8")


def _explained(spec: FigureSpec) -> list[tuple[str, str]]:
    """Return what the figures are and where they come from, each with the key of its heading."""
    lang = spec.lang
    lines = [("figure", spec.title), ("explanation", spec.subtitle), ("unit", t(f"unit.{spec.unit}", lang))]
    lines += [("explanation", spec.note)] if spec.note else []
    lines += [("definition", f"{title[lang]}: {text[lang]}") for title, text in spec.definitions]
    lines += [
        ("sources", f"{cite.apa(source, lang)} ({t('note.licence', lang, licence=source.licence)})")
        for source in spec.sources
    ]
    return [*lines, ("sources", spec.source_line), ("data_version", spec.data_version)]


def _number(value: Any, mark: str = ".") -> str:
    """Return a number with all its places; nothing where there is none."""
    return repr(round(float(value), 10)).removesuffix(".0").replace(".", mark) if value == value else ""


def _plain(text: str) -> str:
    """Keep a spreadsheet from reading text as a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
