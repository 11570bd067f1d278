"""CSV of what a figure shows, in two named flavours, each with its source in its own lines."""

from __future__ import annotations

import csv
import io
from typing import Literal

from shortage.figures import FigureSpec, each
from shortage.text import t

Flavour = Literal["excel", "code"]


def render(spec: FigureSpec, flavour: Flavour = "code") -> bytes:
    """Return the figure's rows as UTF-8 CSV.

    Args:
        spec: the figure.
        flavour: ``code`` (comma, decimal point) or ``excel`` (semicolon and decimal comma, with a byte-order mark, as a
            Dutch Excel opens it).
    """
    comma = flavour == "excel"
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";" if comma else ",", lineterminator="\r\n" if comma else "\n")
    names = ("panel", "series", "category", "period", "value", "low", "high")
    headings = [t(f"render.{name}", spec.lang) if comma else name for name in names]
    provisional = t("common.provisional", spec.lang) if comma else "is_provisional"
    writer.writerow([*headings, provisional, *([] if comma else ["source", "data_version"])])

    def show(value: float) -> str:
        if value != value:
            return ""
        text = repr(round(float(value), 10)).removesuffix(".0")
        return text.replace(".", ",") if comma else text

    for row in each(spec.data):
        texts = [_plain(one) for one in (row.panel, row.label, row.category, row.period)]
        numbers = [show(one) for one in (row.value, row.low, row.high)]
        provenance = [] if comma else [_plain(spec.source_line), spec.data_version]
        writer.writerow([*texts, *numbers, "1" if row.is_provisional else "0", *provenance])
    if comma:  # for people: what it is and where it comes from, under the figures
        for line in (spec.title, spec.subtitle, spec.note, spec.source_line):
            writer.writerow([_plain(line)]) if line else None
    body = sink.getvalue().encode("utf-8")
    return b"\xef\xbb\xbf" + body if comma else body


def _plain(text: str) -> str:
    """Keep a spreadsheet from reading text as a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
