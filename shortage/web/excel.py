"""Figures that refresh in Excel: a query for its Power Query that fetches the CSV at an address.

A reader pastes it under Data, Get Data, Blank Query, Advanced Editor; "Refresh" then asks the same address again.
"""

from __future__ import annotations

NUMBERS = ("value", "low", "high")
"""Columns of the CSV for code that hold numbers, with a decimal point whatever Excel's own language."""


def query(address: str) -> str:
    """Return the query in Power Query's language (M).

    Args:
        address: the whole address of a figure's CSV for code.
    """
    types = ", ".join(f"{{{_text(name)}, type number}}" for name in NUMBERS)
    return "\n".join(
        (
            "let",
            f"    File = Web.Contents({_text(address)}),",
            '    Rows = Csv.Document(File, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),',
            "    Named = Table.PromoteHeaders(Rows, [PromoteAllScalars = true]),",
            f'    Figures = Table.TransformColumnTypes(Named, {{{types}}}, "en-US")',
            "in",
            "    Figures",
        )
    )


def _text(value: str) -> str:
    """Return a text as M writes it; what would begin an escape there is written as one."""
    return '"' + value.replace("#(", "#(#)(").replace('"', '""') + '"'
