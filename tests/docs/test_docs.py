"""The docs: what is generated is of today, what is linked exists, and the commands shown are commands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from shortage.cli import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "AGENTS.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(?:bash|powershell)\n(.*?)^```", re.M | re.S)
RECIPES = "add-a"
"""Their commands are run by the test that follows them."""


def commands():
    for page in PAGES:
        for block in FENCE.findall(page.read_text("utf-8")):
            for line in block.splitlines():
                words = shlex.split(line.partition(" #")[0].strip())
                if words and Path(words[0]).name == "shortage" and not page.name.startswith(RECIPES):
                    yield pytest.param(words[1:], id=f"{page.name}: {' '.join(words[1:])[:60]}")


def test_generated_pages_are_of_today():
    done = subprocess.run([sys.executable, ROOT / "tools" / "docs.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}; make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_linked_exists(page):
    text = page.read_text("utf-8")
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    gone = [t for t in targets if t and "://" not in t and not (page.parent / t).exists()]
    assert not gone


@pytest.mark.parametrize("words", list(commands()))
def test_every_command_that_is_shown_is_one(words):
    """The command line takes the words as they stand: the command, its options, and their number."""
    command = get_command(cli)
    if not words or words[0].startswith("-"):
        return
    name, *rest = words
    assert name in command.commands
    rest = ["x" if word.isupper() else word for word in rest]
    command.commands[name].make_context(name, rest, resilient_parsing=False)


def test_the_index_names_every_page_and_every_folder():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    pages = [path.name for path in (ROOT / "docs").glob("*.md") if path.name != "index.md"]
    assert not [name for name in pages if name not in index]
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    folders = {line.split("/")[0] for line in tracked.stdout.splitlines() if "/" in line and not line.startswith(".")}
    assert not [name for name in sorted(folders) if f"`{name}/" not in index]
