"""The floors: who may import whom."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCREEN = {"streamlit", "plotly"}
NETWORK = {"requests", "urllib3", "httpx", "cbsodata", "aiohttp", "socket", "http", "fsspec", "s3fs"}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_floors_import_downwards_only():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_screen_is_known_to_the_top_floors_only():
    faults = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("shortage/**/*.py")
        if imports(path) & SCREEN and path.relative_to(ROOT).parts[1] not in ("render", "web", "cli")
    ]
    assert not faults


def test_only_sources_reach_the_network():
    faults = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("shortage/**/*.py")
        if imports(path) & NETWORK
        and path.relative_to(ROOT).parts[1] not in ("sources", "web", "cli", "doctor.py", "remote.py")
    ]
    assert not faults


def test_pages_are_thin():
    """A page chooses, calls and shows: it computes nothing with pandas and reads no file."""
    faults = [path.name for path in ROOT.glob("pages/*.py") if imports(path) & {"pandas", "numpy", "pyarrow", "json"}]
    assert not faults


def test_no_test_imports_a_conftest():
    """Several folders have one: which of them such a line finds hangs on what was collected before."""
    tests = ROOT.glob("tests/**/*.py")
    faults = [
        path.relative_to(ROOT).as_posix() for path in tests if re.search(r"^from conftest ", path.read_text(), re.M)
    ]
    assert not faults
