"""A factsheet is one tagged page that says what the verdict and its figures say, and nothing else."""

from __future__ import annotations

import io
import shutil
import subprocess

import pdf_ua
import pikepdf
import pytest
from typer.testing import CliRunner

from shortage import claims
from shortage.cli import cli
from shortage.page import factsheet
from shortage.render.note import Item, Note
from shortage.store import Store, default_root
from shortage.text import Problem, number

STORE = Store(default_root())
ADDRESS = "https://cijfers.example.nl/figuren?taal=nl&figuur=tightness"


KEYS = list(claims.claims())


@pytest.mark.parametrize(("key", "lang"), [*((key, "nl") for key in KEYS), *((key, "en") for key in KEYS[::4])])
def test_every_claim_fits_one_tagged_page(key, lang):
    """In Dutch, which takes the more room; some in English too."""
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
    assert sheet.headline == sheet.figures[0].title and not any(
        sheet.headline in said for said in factsheet.can(sheet)[1:]
    )
    assert factsheet.can(sheet)[1].startswith(sheet.figures[1].title)
    assert verdict.is_fragile and verdict.flips("nl") in factsheet.cannot(sheet)[0]
    asked = factsheet.questions(sheet)
    first = verdict.flipped[0]
    assert verdict.fill(first.text, "nl") in asked[0][0]
    assert number(first.value, "nl", first.decimals) in asked[0][1]
    assert all(any(one.isdigit() for one in answer) for _, answer in asked)
    then = claims.judge(claims.claim("T4"), STORE.view("2025-05-21"))
    assert "21 mei 2025" in asked[1][0] and number(then.finding.value, "nl", then.finding.decimals) in asked[1][1]
    untested = factsheet.questions(factsheet.of_claim(claims.judge(claims.claim("M6"), STORE), STORE, "nl"))
    assert claims.claim("M6").settles.nl in [answer for _, answer in untested]
    # Another border leaves the figure as it is: then nobody reads "is then" before the number that they know.
    assert first.value == verdict.finding.value and asked[0][1].startswith("Het cijfer blijft")


def test_a_page_can_be_read_aloud(tmp_path):
    sheet = factsheet.of_claim(claims.judge(claims.claim("T4"), STORE), STORE, "nl")
    body = factsheet.pdf(sheet, ADDRESS)
    assert pdf_ua.failures(body) == []
    (tmp_path / "sheet.pdf").write_bytes(body)
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here")
    text = subprocess.run(["pdftotext", tmp_path / "sheet.pdf", "-"], capture_output=True, text=True, check=True).stdout
    whole = " ".join(text.replace("\u00a0", " ").split())
    for said in (sheet.headline, sheet.figures[0].source_line, sheet.figures[1].title, STORE.version):
        assert said in whole
    assert (
        whole.index(sheet.headline)
        < whole.index(sheet.figures[1].title)
        < whole.index(sheet.verdicts[0].sentence("nl"))
    )


def element(pdf, kind):
    """The first element of a kind in the structure of a PDF."""
    return next(one.node for one in pdf_ua._elements(pdf) if one.kind == kind)


def painted(pdf):
    page = pdf.pages[0]
    page.contents_add(pdf.make_stream(b"0 0 9 9 re f"))


BROKEN = {
    "01-005": painted,
    "02-004": lambda pdf: pdf.Root.StructTreeRoot.__setitem__("/RoleMap", {"/P": pikepdf.Name.Span}),
    "06-002": lambda pdf: pdf.Root.__setitem__("/Metadata", pdf.make_stream(b"<dc:title>x</dc:title>")),
    "07-001": lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"),
    "09-004 09-005": lambda pdf: element(pdf, "LI").__setitem__("/S", pikepdf.Name.P),
    "11-001": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "13-004": lambda pdf: element(pdf, "Figure").__delitem__("/Alt"),
    "14-002": lambda pdf: element(pdf, "H1").__setitem__("/S", pikepdf.Name.P),
    "14-003": lambda pdf: element(pdf, "H2").__setitem__("/S", pikepdf.Name.H4),
    "28-008": lambda pdf: pdf.pages[0].obj.__delitem__("/Tabs"),
    "28-004 28-012": lambda pdf: pdf.pages[0].obj.Annots[0].__delitem__("/Contents"),
    "31-009": lambda pdf: font(pdf).DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2"),
    "31-016": lambda pdf: font(pdf).DescendantFonts[0].__setitem__("/DW", 77),
    "31-027": lambda pdf: font(pdf).__delitem__("/ToUnicode"),
}


def font(pdf):
    """A font of a page; its widths are all the usual one, so that another usual one is wrong."""
    [*fonts] = pdf.pages[0].obj.Resources.Font.values()
    if "/W" in fonts[0].DescendantFonts[0]:
        del fonts[0].DescendantFonts[0]["/W"]
    return fonts[0]


def test_each_condition_of_a_page_that_is_read_aloud_can_fail():
    body = factsheet.pdf(factsheet.of_claim(claims.judge(claims.claim("K3"), STORE), STORE, "en"), ADDRESS)
    assert {key for keys in BROKEN for key in keys.split()} <= pdf_ua.CONDITIONS
    for keys, change in BROKEN.items():
        with pikepdf.open(io.BytesIO(body)) as pdf:
            change(pdf)
            out = io.BytesIO()
            pdf.save(out)
        assert any(keys in one for one in pdf_ua.failures(out.getvalue())), keys


def test_of_a_theme_and_of_figures():
    theme = next(iter(claims.themes()))
    of_theme = factsheet.named(theme, STORE, "nl")
    assert of_theme is not None and of_theme.verdicts and pdf_ua.failures(factsheet.pdf(of_theme)) == []
    asked = [question for question, _ in factsheet.questions(of_theme) if "keuze" in question]
    assert asked and all(any(one.claim.id in question for one in of_theme.verdicts) for question in asked)
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
