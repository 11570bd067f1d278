"""What README and manual show is what the program makes today."""

import runpy
from pathlib import Path

import pytest
from PIL import Image

from shortage.figures import make
from shortage.store import Store, default_root

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "pictures.py"))
RENEW = "renew with: python tools/pictures.py"


@pytest.mark.parametrize("id", TOOL["FIGURES"])
def test_a_figure_in_the_readme_is_todays(id):
    assert f"docs/pictures/{id}.png" in (ROOT / "README.md").read_text("utf-8")
    spec = make(id, Store(default_root()), TOOL["FIGURES"][id])
    told = Image.open(ROOT / "docs" / "pictures" / f"{id}.png").info
    assert told["Title"] == spec.title, RENEW
    assert spec.data_version in "".join(map(str, told.values())), RENEW


def test_the_readme_says_what_the_snapshot_holds():
    assert TOOL["readme"]() == (ROOT / "README.md").read_text("utf-8"), RENEW


def test_the_manual_shows_each_screen():
    manual = (ROOT / "docs" / "handleiding.md").read_text("utf-8")
    for name in (*TOOL["SCREENS"], "factsheet"):
        assert f"pictures/{name}.png" in manual
        assert (ROOT / "docs" / "pictures" / f"{name}.png").exists()
