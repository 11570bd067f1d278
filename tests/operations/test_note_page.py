"""A note in one HTML file opens anywhere: nothing in it is asked for elsewhere."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape
from typer.testing import CliRunner

from shortage.cli import cli
from shortage.figures import make
from shortage.store import Store
from shortage.text import LANGS

FIGURES = ("open-vacancies", "tightness")


@pytest.mark.parametrize("lang", LANGS)
def test_a_note_holds_all_that_it_shows(tmp_path, lang):
    out = tmp_path / "nota.html"
    done = CliRunner().invoke(cli, ["note", *FIGURES, "--verdicts", "--lang", lang, "--out", str(out)])
    assert done.exit_code == 0, done.output
    text = out.read_text("utf-8")
    # Data that no browser runs.
    assert re.findall(r"<script[^>]*>", text) == ['<script type="application/json" id="shortage-carried">']
    assert "<link" not in text
    asked = re.findall(r'(?:src|href)="([^"]*)"', text) + re.findall(r"url\(([^)]*)\)", text)
    assert asked and all(one.startswith("data:") for one in asked)
    for id in FIGURES:
        spec = make(id, Store(), lang)
        assert f'alt="{escape(spec.alt)}"' in text and str(escape(spec.source_line)) in text
    assert text.count("<img ") == len(FIGURES) == text.count('class="sl-table')
    again = tmp_path / "again.html"
    CliRunner().invoke(cli, ["note", *FIGURES, "--verdicts", "--lang", lang, "--out", str(again)])
    assert again.read_bytes() == out.read_bytes()
