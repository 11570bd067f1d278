"""A house style: what it colours, and that one that would not be read is refused with the numbers."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from shortage.cli import cli
from shortage.figures import house, make
from shortage.figures.style import PALETTE
from shortage.page import factsheet
from shortage.render import files, office, screen
from shortage.render.note import Item, Note
from shortage.site import note as notes
from shortage.store import Store, default_root
from shortage.text import LANGS, Problem

STORE = Store(default_root())
RED = "#7A0026"
OWN = {
    "palette": [RED, "#E07000", "#154273", "#39870C", "#42145F", "#A28500"],
    "shades": ["#F5D5DE", "#E58AA5", "#B83A63", RED],
    "documents_typeface": "Verdana",
    "logo": "logo.svg",
}
LOGO = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><rect width="60" height="20" fill="{RED}"/></svg>'


def theme(folder: Path, svg: str = LOGO, **values: object) -> str:
    """Write a theme file with a logo beside it; return its path."""
    (folder / "logo.svg").write_text(svg, "utf-8")
    told = {**OWN, **values}
    (folder / "huisstijl.toml").write_text("\n".join(f"{key} = {value!r}" for key, value in told.items()), "utf-8")
    return str(folder / "huisstijl.toml")


def test_one_theme_colours_screen_paper_and_every_kind_of_file(tmp_path, monkeypatch):
    plain = make("tightness", STORE, "nl")
    ours = files.content(plain, "svg").decode()
    monkeypatch.setenv("SHORTAGE_THEME", theme(tmp_path))
    spec = make("tightness", STORE, "nl")
    assert RED in screen.figure(spec).to_json() and PALETTE[0] not in screen.figure(spec).to_json()
    svg = files.content(spec, "svg").decode()
    assert RED.lower() in svg and PALETTE[0].lower() not in svg and "<image" in svg
    assert RED.lower() not in ours and "<image" not in ours
    pixels = np.asarray(Image.open(io.BytesIO(files.content(spec, "png"))))
    red = (pixels == [0x7A, 0x00, 0x26]).all(axis=2)
    assert red[:120, -420:].sum() > 5000, "the logo stands in the upper right corner"
    assert red[300:].any(), "and the line is drawn in the first colour"
    grey = Image.open(io.BytesIO(files.content(spec, "png", grey=True)))
    assert grey.mode == "L"
    note = Note([Item("tightness")], "nl")
    for kind, part in (("docx", "word/styles.xml"), ("pptx", "ppt/slides/slide1.xml"), ("xlsx", "xl/styles.xml")):
        found = office.parts.opened(notes.write(note, STORE, kind))
        body = found[part].decode()
        assert RED.removeprefix("#") in body and PALETTE[0].removeprefix("#") not in body and "Verdana" in body, kind
        assert any("/media/" in name and name.endswith(".png") for name in found), kind
        header = b"".join(content for name, content in found.items() if name.startswith("word/header"))
        assert kind != "docx" or b'w:after="160"' in header, "a table below the logo does not touch it"
    assert b"pdfuaid:part" in factsheet.pdf(factsheet.of_note(note, STORE))
    assert house.house().classes(2) == (OWN["shades"][0], OWN["shades"][2])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"palette": [RED, "#FFE500", *OWN["palette"][2:]]}, ("palette[2]", "#FFE500", "1,2", "3,00")),
        ({"palette": [RED, "#154273", *OWN["palette"][2:]]}, ("palette[1]", "#154273", "3,00")),
        ({"accent": "#A28500"}, ("accent", "4,50")),
        ({"accent": "#C04000"}, ("accent", "#BFBFBF", "3,00")),
        ({"shades": [RED, *OWN["shades"][1:]]}, ("shades[1]",)),
        ({"palette": OWN["palette"][:3]}, ("palette", "6")),
        ({"palette": ["red", *OWN["palette"][1:]]}, ("red",)),
        ({"typeface": "Comic Sans"}, ("Comic Sans", "Source Sans 3")),
        ({"documents_typeface": '"/>'}, ('"/>',)),
        ({"colour": RED}, ("colour", "palette")),
        ({"logo": "none.png"}, ("none.png",)),
        ({"logo": "huisstijl.toml"}, ("huisstijl.toml",)),
    ],
)
def test_a_theme_that_would_not_be_read_is_one_sentence_with_the_numbers(tmp_path, values, says):
    path = theme(tmp_path, **values)
    with pytest.raises(Problem) as raised:
        house.read(path)
    assert raised.value.key == "theme_refused"
    assert all(one in raised.value.text("nl") for one in says), raised.value.text("nl")
    assert "huisstijl.toml" in raised.value.text("en")


@pytest.mark.parametrize(
    "logo",
    [
        LOGO.replace("<rect", "<script>alert(1)</script><rect"),
        LOGO.replace("<rect", '<image href="/etc/passwd"/><rect'),
        LOGO.replace("<rect", '<use href="https://example.org/x.svg#a"/><rect'),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + LOGO,
        "<html/>",
        "",
    ],
)
def test_a_logo_that_reaches_elsewhere_is_refused(tmp_path, logo):
    with pytest.raises(Problem) as raised:
        house.read(theme(tmp_path, logo))
    assert all("logo.svg" in raised.value.text(lang) for lang in LANGS)


def test_the_command_takes_a_theme_and_leaves_no_trace_of_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SHORTAGE_THEME", raising=False)
    path = theme(tmp_path)
    done = CliRunner().invoke(
        cli, ["export", "sections-change", "--theme", path, "--format", "svg", "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.output
    [file] = (tmp_path / "out").iterdir()
    assert re.search(RED, file.read_text("utf-8"), re.I) and house.house() == house.House()
    wrong = CliRunner().invoke(cli, ["export", "sections-change", "--theme", theme(tmp_path / "out", accent="#FFFFFF")])
    assert wrong.exit_code == 1 and len(wrong.output.strip().splitlines()) == 1
