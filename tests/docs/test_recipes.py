"""The recipes of ``docs/``, followed to the letter in a scratch copy: the files they name, and no edit elsewhere."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from loader.emulator import Emulator, Table, Topic, product

from shortage.descriptor import sealed

ROOT = Path(__file__).resolve().parents[2]
RECIPES = ("add-a-table", "add-an-indicator", "add-a-paper", "add-a-claim", "add-a-figure")
FILE = re.compile(r"^`(shortage/[^`]+)`:\n\n```\w+\n(.*?)^```", re.M | re.S)
COMMANDS = re.compile(r"^```bash\n(.*?)^```", re.M | re.S)
QUARTERS = [f"{year}KW0{quarter}" for year in (2023, 2024) for quarter in (1, 2, 3, 4)]
ABSENCE = {code: 4.0 + 0.1 * place for place, code in enumerate(QUARTERS)}


def recipe(name):
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def published() -> Table:
    branches = [("T001081  ", "A-U Alle economische activiteiten", ""), ("350000   ", "F Bouwnijverheid", "")]
    dimensions = {
        "BedrijfskenmerkenSBI2008": branches,
        "Perioden": [(code, f"{code[:4]} {code[-1]}e kwartaal", "Definitief") for code in QUARTERS],
    }
    topics = [Topic("Ziekteverzuimpercentage_1", "Ziekteverzuimpercentage", "%")]
    return Table(
        "80072ned", dimensions, topics, product(dimensions, topics, lambda topic, branch, period: ABSENCE[period])
    )


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """A copy of the program with the recipes' files, an empty store, and a publisher that has the table."""
    root = tmp_path_factory.mktemp("scratch")
    shutil.copytree(ROOT / "shortage", root / "shortage", ignore=shutil.ignore_patterns("__pycache__", "_data", "_app"))
    (root / "store").mkdir()
    shutil.copy(ROOT / "data" / "datapackage.json", root / "store")
    package = json.loads((root / "store" / "datapackage.json").read_text("utf-8"))
    (root / "store" / "datapackage.json").write_bytes(sealed({**package, "resources": []}))
    written = []
    for name in RECIPES:
        for place, body in FILE.findall(recipe(name)):
            assert not (root / place).exists(), f"{place}: the recipe overwrites a file"
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            (root / place).write_text(body, "utf-8")
            written.append(place)
    with Emulator() as served:
        served.tables["80072ned"] = published()
        env = {**os.environ, **served.settings, "PYTHONPATH": str(root), "SHORTAGE_STORE": str(root / "store")}
        yield root, env, written


ONE_AFTER_ANOTHER = """
import json, sys
from typer.testing import CliRunner
from shortage.cli import cli
for words in json.load(sys.stdin):
    done = CliRunner().invoke(cli, words)
    print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""
"""One process for all: a program that starts takes longer than what most of these commands do."""


def answered(place, *commands):
    """Run commands of the copy's own program, one after another; return exit code, output and errors of each."""
    root, env, _ = place
    words = [shlex.split(command) for command in commands]
    assert {first for first, *_ in words} == {"shortage"}
    asked = json.dumps([rest for _, *rest in words])
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER], cwd=root, env=env, input=asked, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def run(place, *commands):
    """Run commands that end well; return what each says."""
    answers = answered(place, *commands)
    for command, (code, said, wrong) in zip(commands, answers, strict=True):
        assert code == 0, f"{command}\n{said}\n{wrong}"
    return [said for _, said, _ in answers]


def test_a_recipe_is_one_file_and_its_words(scratch):
    _, _, written = scratch
    assert [len(FILE.findall(recipe(name))) for name in RECIPES] == [1, 2, 1, 1, 2]
    assert len(set(written)) == 7


def test_the_recipes_give_a_verdict_and_a_picture(scratch):
    root, _, _ = scratch
    blocks = [block for name in RECIPES for block in COMMANDS.findall(recipe(name))]
    commands = [command for block in blocks for command in block.strip().splitlines()]
    *answers, told = run(scratch, *commands, "shortage claims T9 --json")
    said = dict(zip(commands, answers, strict=True))
    [shown] = [text for command, text in said.items() if command.startswith("shortage indicator")]
    assert "2024KW04" in shown and "4.7" in shown
    [found] = json.loads(told)
    assert found["verdict"] == "supported"
    assert found["value"] == pytest.approx(100 * (4.55 / 4.15 - 1))
    assert [one["table"] for one in found["sources"]] == ["80072ned"]
    picture = next((root / "out").glob("sickness-absence_*.png"))
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the program with its figures and tests."""
    root = tmp_path_factory.mktemp("clone")
    left_out = shutil.ignore_patterns("__pycache__", "_data", "_app")
    for name in ("shortage", "data", "tests", "pages"):
        shutil.copytree(ROOT / name, root / name, ignore=left_out)
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    env = {key: value for key, value in os.environ.items() if not key.startswith("SHORTAGE_")}
    return root, {**env, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"}, None


def test_what_new_writes_holds_what_the_tests_ask_of_it(clone):
    """Each kind, from what is there: loaded, judged and drawn by the program, and held by the tests of its contract."""
    root, env, _ = clone
    # What is new is known to a program that starts after it was written.
    new = run(
        clone,
        "shortage new table absence-by-size --from 80072ENG",
        "shortage new indicator vacancies-of-a-branch --from vacancies",
        "shortage new paper gemeente2026",
    )
    new += run(
        clone,
        "shortage new claim gemeente2026/G1 --from vacancies-of-a-branch",
        "shortage new figure vacancies-of-a-branch --from vacancies-of-a-branch",
    )
    assert [len(said.splitlines()) - 1 for said in new] == [1, 2, 1, 1, 2]
    told, _ = run(
        clone,
        "shortage claims G1 --json",
        "shortage export vacancies-of-a-branch gemeente2026-vacancies-of-a-branch-g1 --out out",
    )
    [judged] = json.loads(told)
    assert judged["paper"] == "gemeente2026"
    # Of the tests of a contract those of what is new: what was there before is asked the same outside this copy.
    tests = ["tests/unit/test_contracts.py", "tests/conventions/test_words.py", "tests/figures/test_lint.py"]
    chosen = "test_words or vacancies-of-a-branch or gemeente2026"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-rA", "-p", "no:cacheprovider", "-k", chosen, *tests]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    passed = [line for line in done.stdout.splitlines() if line.startswith("PASSED")]
    for held in ("a_claim_names_what_exists", "an_indicator_has_its_contract", "a_figure_keeps_to_the_rules"):
        assert any(held in line and "[" in line for line in passed), held


def test_what_cannot_be_new_is_one_sentence(clone):
    refused = {
        "new claim techniek2025/T4 --from tightness": "bestaat al",
        "new claim T4 --from tightness": "/X1",
        "new figure x --from nothing": "nothing",
        "new song x": "paper",
    }
    answers = answered(clone, *(f"shortage {command}" for command in refused))
    for (command, sentence), (code, _, said) in zip(refused.items(), answers, strict=True):
        assert code != 0 and sentence in said and "Traceback" not in said, command
