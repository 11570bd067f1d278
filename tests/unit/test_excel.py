"""The query that Excel's Power Query gets: its address, its way of reading, and columns that are there."""

from __future__ import annotations

import csv
import io
import re

import pytest

from shortage import figures
from shortage.render import csv as rendered
from shortage.store import Store, default_root
from shortage.web import excel, links

STORE = Store(default_root())


@pytest.mark.parametrize("id", ["tightness", "international-share", "vacancies-by-region"])
def test_the_query_fetches_the_csv_and_reads_it_as_it_is_written(id):
    spec = figures.make(id, STORE, "nl")
    address = "https://example.org/x" + links.data(spec, is_frozen=False)
    text = excel.query(address)
    assert re.search(r'Web\.Contents\("([^"]*)"\)', text)[1] == address
    asked = links.parse(dict(part.split("=", 1) for part in address.partition("?")[2].split("&")), id, "csv")
    assert asked.flavour == "code" and asked.pins == ()
    body = rendered.render(spec, "code")
    delimiter, encoding = re.search(r'Delimiter = "(.)", Encoding = (\d+)', text).groups()
    assert encoding == "65001" and body.decode("utf-8")
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8")), delimiter=delimiter)
    typed = re.findall(r'\{"(\w+)", type number\}', text)
    assert typed == list(excel.NUMBERS) and set(typed) <= set(head)
    for name in typed:
        assert all(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?|", row[head.index(name)]) for row in rows), name
    assert {len(row) for row in rows} == {len(head)}


def test_what_would_end_the_text_or_begin_an_escape_is_written_as_one():
    text = excel.query('https://x/"#(lf)')
    assert 'Web.Contents("https://x/""#(#)(lf)")' in text
