"""A factsheet is one tagged page that says what the verdict and its figures say, and nothing else."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from typer.testing import CliRunner

from shortage import claims
from shortage.cli import cli
from shortage.page import factsheet
from shortage.render.note import Item, Note
from shortage.store import Store, default_root
from shortage.text import LANGS, Problem, number

STORE = Store(default_root())
ADDRESS = "https://cijfers.example.nl/figuren?taal=nl&figuur=tightness"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", list(claims.claims()))
def test_every_claim_fits_one_tagged_page(key, lang):
    sheet = factsheet.of_claim(claims.judge(claims.claim(key), STORE), STORE, lang)
    body = factsheet.pdf(sheet, ADDRESS)
    assert body.startswith(b"%PDF-") and b"/StructTreeRoot" in body and b"pdfuaid:part" in body
    is_answered = sheet.verdicts[0].value not in factsheet.NO_ANSWER
    assert bool(factsheet.can(sheet)) == is_answered or sheet.figures
    assert len(factsheet.questions(sheet)) <= factsheet.MOST_QUESTIONS


def test_it_says_what_the_verdict_says():
    verdict = claims.judge(claims.claim("T4"), STORE)
    sheet = factsheet.of_claim(verdict, STORE, "nl")
    assert factsheet.can(sheet)[0] == verdict.sentence("nl")
    assert factsheet.can(sheet)[1].startswith(sheet.figures[0].title)
    assert verdict.is_fragile and verdict.flips("nl") in factsheet.cannot(sheet)[0]
    asked = factsheet.questions(sheet)
    first = verdict.flipped[0]
    assert verdict.fill(first.text, "nl") in asked[0][0]
    assert number(first.value, "nl", first.decimals) in asked[0][1]
    assert all(any(one.isdigit() for one in answer) for _, answer in asked)


def test_a_page_can_be_read_aloud(tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here")
    sheet = factsheet.of_claim(claims.judge(claims.claim("T4"), STORE), STORE, "nl")
    (tmp_path / "sheet.pdf").write_bytes(factsheet.pdf(sheet, ADDRESS))
    text = subprocess.run(["pdftotext", tmp_path / "sheet.pdf", "-"], capture_output=True, text=True, check=True).stdout
    whole = " ".join(text.replace("\u00a0", " ").split())
    for said in (sheet.headline, sheet.figures[0].source_line, sheet.figures[1].title, STORE.version):
        assert said in whole
    assert (
        whole.index(sheet.headline)
        < whole.index(sheet.figures[1].title)
        < whole.index(sheet.verdicts[0].sentence("nl"))
    )


def test_of_a_theme_and_of_figures():
    theme = next(iter(claims.themes()))
    of_theme = factsheet.named(theme, STORE, "nl")
    assert of_theme is not None and of_theme.verdicts and b"pdfuaid:part" in factsheet.pdf(of_theme)
    note = Note([Item("tightness", own_title="Eigen <kop>"), Item("sections-change")], "nl")
    assert factsheet.of_note(note, STORE).verdicts == ()
    sheet = factsheet.of_note(Note(note.items, "nl", is_judged=True), STORE)
    assert sheet.headline == "Eigen <kop>" and sheet.verdicts
    assert factsheet.pdf(sheet) == factsheet.pdf(sheet)
    tall = factsheet.of_note(Note([Item("sections-change"), Item("vacancies-by-region")], "nl"), STORE)
    assert b"pdfuaid:part" in factsheet.pdf(tall), "nineteen bars want more than half a page's usual height"
    with pytest.raises(Problem):
        factsheet.of_note(Note([]), STORE)


def test_the_command_writes_one_and_names_what_it_does_not_know(tmp_path):
    out = tmp_path / "sheet.pdf"
    done = CliRunner().invoke(cli, ["factsheet", "T4", "--out", str(out)])
    assert done.exit_code == 0 and out.read_bytes().startswith(b"%PDF-")
    wrong = CliRunner().invoke(cli, ["factsheet", "no-such", "--out", str(tmp_path / "x.pdf")])
    assert wrong.exit_code == 2 and "no-such" in wrong.output and not (tmp_path / "x.pdf").exists()
