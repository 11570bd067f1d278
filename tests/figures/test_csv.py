"""A figure's CSV opens in a spreadsheet as text and numbers; nothing in it is carried out."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from shortage.figures import make
from shortage.render.csv import render
from shortage.store import Store, default_root

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
STORE = Store(default_root())
SPEC = make("tightness", STORE, "nl")


def cells(body: bytes, comma: bool) -> list[str]:
    text = body.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";" if comma else ",") for cell in row]


@pytest.mark.parametrize("start", FORMULAS)
@pytest.mark.parametrize("flavour", ["code", "excel"])
def test_no_text_of_a_csv_is_a_formula(flavour, start):
    odd = f'{start}HYPERLINK("http://x.nl";"klik")'
    words = dict.fromkeys(("panel", "label", "category", "period"), odd)
    spec = replace(SPEC, data=SPEC.data.assign(**words), note=odd, source_line=odd, own_title=odd)
    found = cells(render(spec, flavour), flavour == "excel")
    assert not [one for one in found if one == odd]
    assert found.count(f"'{odd}") >= (4 if flavour == "excel" else 5 * len(spec.data))


def test_a_number_below_zero_stays_a_number():
    spec = replace(SPEC, data=SPEC.data.assign(value=-1.5))
    assert "-1.5" in cells(render(spec, "code"), False)
    assert "-1,5" in cells(render(spec, "excel"), True)


def test_what_a_reader_takes_is_what_excel_in_their_language_opens():
    dutch, english = (render(make("tightness", STORE, lang), "excel") for lang in ("nl", "en"))
    assert dutch.startswith(b"\xef\xbb\xbfPeriode;") and b"\r\n4e kw 2003;21,3" in dutch
    assert english.startswith(b"\xef\xbb\xbfPeriod,") and b"\r\nQ4 2003,21.3" in english
