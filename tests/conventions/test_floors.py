"""The floors: who may import whom."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

from shortage import claims, paper_folders, scenarios

ROOT = Path(__file__).resolve().parents[2]
SCREEN = {"streamlit", "plotly"}
FOLDERS = ("shortage", "pages", "tools", "bench")
CODE = [ROOT / "app.py", *sorted(path for folder in FOLDERS for path in ROOT.glob(f"{folder}/**/*.py"))]
NETWORK = {"requests", "urllib3", "httpx", "cbsodata", "aiohttp", "socket", "http", "fsspec", "s3fs"}


@cache
def parts(path: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what a module imports from, by the first word, and its texts; read once for all that is asked of it."""
    imported, texts = set(), []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imported.add(node.module.split(".")[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
    return frozenset(imported), tuple(texts)


def imports(path: Path) -> frozenset[str]:
    return parts(path)[0]


def strings_of(path: Path) -> tuple[str, ...]:
    return parts(path)[1]


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


def test_every_room_stands_in_the_story_of_the_house():
    """Each folder and module of the package has its place in docs/architecture.md, and what stands there exists."""
    rooms = [path for path in (ROOT / "shortage").iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"]
    here = {path.relative_to(ROOT).as_posix() for path in rooms if path.name != "__init__.py"}
    told = {
        room.rstrip("/") for room in re.findall(r"`(shortage/[\w/.]+)`", (ROOT / "docs/architecture.md").read_text())
    }
    assert here - told == set() and [room for room in told if not (ROOT / room).exists()] == []


UPPER = {"figures", "render", "page", "site", "scaffold", "doctor", "web", "cli"}
OF_PAPERS = {"rule.py": UPPER, "formula.py": UPPER, "figures.py": UPPER - {"figures"}}
"""Python of a paper's folder and the floors it may not import from; import-linter does not see these folders."""


def reached(source: str) -> set[str]:
    """Return the parts of `shortage` that a module imports from: floors, or names of the package itself."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition("shortage.")[2].split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            found.add("another file of the folder")
        elif isinstance(node, ast.ImportFrom) and node.module == "shortage":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("shortage.", "shortage_papers")):
            found.add(str(node.module).partition(".")[2].split(".")[0])
    return found - {""}


def test_what_a_module_reaches_is_seen_in_every_form_of_import():
    source = "import shortage.web.state\nfrom shortage import figures\nfrom shortage.render.note import a\nimport math"
    assert reached(source) == {"web", "figures", "render"}
    assert reached("from . import rule") == {"another file of the folder"}


def test_python_of_papers_imports_from_its_own_floor_and_below():
    """A rule knows no figure, a figure knows no page, and no file of a folder loads another one by import."""
    faults = []
    for path in sorted((ROOT / "shortage/papers").glob("*/*/*.py")):
        name = path.relative_to(ROOT).as_posix()
        if path.name not in OF_PAPERS:
            faults.append(f"{name}: only {', '.join(OF_PAPERS)} are loaded")
            continue
        above = reached(path.read_text("utf-8")) & (OF_PAPERS[path.name] | {"another file of the folder", "papers"})
        faults += [f"{name}: {one}" for one in sorted(above)]
    assert not faults, "\n".join(faults)


@cache
def ids() -> set[str]:
    return {key.rpartition("/")[2] for key in (*claims.claims(), *scenarios.scenarios())} | set(paper_folders.papers())


def named(text: str) -> set[str]:
    """Return the ids of papers, claims and proposals that stand in a text as words of their own."""
    return ids() & set(re.findall(r"\w+", text))


def test_the_engine_knows_no_paper_claim_or_proposal():
    """Neither code, docstrings, words, templates nor tools name one: all of it stands in the folders of papers."""
    faults = []
    for path in CODE:
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("shortage/papers/"):
            continue
        hits = {id for text in strings_of(path) for id in named(text)}
        if hits:
            faults.append(f"{name}: {', '.join(sorted(hits))}")
    for path in sorted(path for kind in ("toml", "html", "js", "css") for path in ROOT.glob(f"shortage/**/*.{kind}")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(("shortage/papers/", "shortage/catalog/tables/")):
            hits = named(path.read_text("utf-8"))
            faults += [f"{name}: {', '.join(sorted(hits))}"] if hits else []
    assert not faults, "\n".join(faults)


def test_no_list_of_themes_stands_in_code():
    """A module names the one theme it belongs to; which there are, and in what order, `papers/themes.toml` says."""
    themes = tomllib.loads((ROOT / "shortage/papers/themes.toml").read_text("utf-8"))
    pages = {theme["page"] for theme in themes.values()}
    faults = []
    for path in CODE:
        here = max(set(themes) & set(strings_of(path)), pages & set(strings_of(path)), key=len)
        if len(here) > 1:
            faults.append(f"{path.relative_to(ROOT)}: {', '.join(sorted(here))}")
    assert themes and not faults, "\n".join(faults)


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
