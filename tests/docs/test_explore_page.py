"""The questions that the page on questions lists give a figure, each from its address as it stands there."""

import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from shortage.questions import EXPLORE
from shortage.store import Store
from shortage.web import links

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "explore.md").read_text("utf-8")
ADDRESSES = re.findall(r"`(tabel=[^`]+)`", PAGE) + re.findall(r"explore\.(?:png|csv)\?(\S+)", PAGE)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_page_gives_a_figure(address):
    spec = links.parse(dict(parse_qsl(address)), EXPLORE.id).spec(Store())
    assert len(spec.data) > 1 and spec.title


def test_there_are_as_many_questions_as_the_table_has_rows():
    assert len(ADDRESSES) >= 15
