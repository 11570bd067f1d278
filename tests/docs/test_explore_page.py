"""The questions that the page on questions lists give a figure, each from its address as it stands there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from shortage.questions import EXPLORE, Question
from shortage.questions.find import search
from shortage.store import Store
from shortage.web import links

STORE = Store()
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "explore.md").read_text("utf-8")
MANUAL = (ROOT / "docs" / "handleiding.md").read_text("utf-8")
ADDRESSES = re.findall(r"`(tabel=[^`]+)`", PAGE) + re.findall(r"`(tabel=[^`]+)`", MANUAL)
ADDRESSES += re.findall(r"explore\.(?:png|csv)\?(\S+)", PAGE)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_page_gives_a_figure(address):
    spec = links.parse(dict(parse_qsl(address)), EXPLORE.id).spec(STORE)
    assert len(spec.data) > 1 and spec.title


def test_there_are_as_many_questions_as_the_table_has_rows():
    for page in (PAGE, MANUAL):
        assert len(re.findall(r"^\|.*`tabel=[^`]+` \|$", page, re.MULTILINE)) >= 15


def test_a_search_that_the_manual_names_leads_to_the_address_beside_it():
    rows = re.findall(r"zoek “([^”]+)”([^|]*)\| (\d) \| `(tabel=[^`]+)`", MANUAL)
    assert len(rows) > 10
    for text, more, clicks, address in rows:
        hit = search(text, STORE, "nl").hits["tweede" in more].question
        asked = Question.read(dict(parse_qsl(address)))
        shared = {"table", "measure", "along", "members"} if asked.along else {"table", "members"}
        assert all(getattr(hit, part) == getattr(asked, part) for part in shared), text
        # One click for the answer, two for each list.
        assert int(clicks) == 1 + 2 * more.count(";") <= 4
    others = re.findall(r"^\|[^|]*\| ((?!zoek)[^|]*:[^|]*) \| (\d) \|", MANUAL, re.MULTILINE)
    assert others and all(int(clicks) == 2 * way.count(":") <= 4 for way, clicks in others)


def test_the_notebook_gives_what_stands_in_it():
    page = json.loads((ROOT / "docs" / "explore.ipynb").read_text("utf-8"))
    written = [cell["outputs"] for cell in page["cells"] if cell["cell_type"] == "code"]
    code = "import json, notebook; cells = json.loads(notebook.PAGE.read_text('utf-8'))['cells']"
    code += "; print(json.dumps(notebook.run(cells)))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    lines = [[line for each in outputs for line in each["text"]] for outputs in written]
    assert json.loads(done.stdout) == lines, "python tools/notebook.py"
