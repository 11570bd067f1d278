"""What holds for every test, whichever ran before it in the same process, and which tests are the fast ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from cachetools import LRUCache

# What whoever runs the tests has loaded on this machine is no part of them.
os.environ["XDG_DATA_HOME"] = os.environ["LOCALAPPDATA"] = str(Path(__file__).parent / "nobody")
# A server that a test starts makes nothing ahead: each has another store, and that takes a core a quarter of a minute.
os.environ["SHORTAGE_WARM"] = "false"
# Nor does it answer what another test was answered: code that a test replaces is no word of the program's files.
os.environ["SHORTAGE_KEEP_ANSWERS"] = "false"
# What one process of the run compiled the next one reads: three workers, their servers and their commands start alike.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

HERE = Path(__file__).parent
FAST = ("conventions", "data", "docs", "unit")
SLOW = (
    "test_cli.py",
    "test_editions.py",
    "test_factsheet.py",
    "test_history.py",
    "test_notecheck.py",
    "test_office.py",
    "test_recipes.py",
    "test_view.py",
)
"""Files of those folders that write documents by the dozen, work out whole stores anew, or run the program anew."""


def is_fast(path: Path) -> bool:
    """Whether a file is of the folders ``FAST`` and not of ``SLOW``."""
    return path.relative_to(HERE).parts[0] in FAST and path.name not in SLOW


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only the fast part is asked for, read no other: to import all that it needs takes a third of the time."""
    is_left_out = collection_path.suffix == ".py" and collection_path != HERE / "conftest.py"
    return True if config.option.markexpr == "fast" and is_left_out and not is_fast(collection_path) else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One worker more than there are cores: while one waits for a server or a browser, its core is another's.

    Not for the fast tests, which wait for nothing, nor where somebody said how many.
    """
    if config.option.markexpr == "fast" or os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stays within a minute on two cores."""
    for item in items:
        if is_fast(item.path):
            item.add_marker(pytest.mark.fast)


@pytest.fixture(autouse=True)
def main_module_stays() -> Iterator[None]:
    """Give `__main__` back: a page run in this process puts itself there, and a new process starts by running it."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@lru_cache(maxsize=1)
def memories(count: int) -> list[LRUCache[Any, Any]]:
    """Return what remembers answers in the modules of the program, of which ``count`` modules of all are loaded."""
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == "shortage"]
    things = {id(thing): thing for module in modules for thing in vars(module).values()}.values()
    return [each for thing in things for each in (thing, getattr(thing, "cache", None)) if isinstance(each, LRUCache)]


@pytest.fixture(autouse=True)
def environment_stays() -> Iterator[None]:
    """Let no test hang on an environment or a working folder that one before it left."""
    before, folder = dict(os.environ), Path.cwd()
    yield
    # What a library sets when it is first imported is no test's.
    names = {*before, *(name for name in os.environ if name.startswith("SHORTAGE_"))} - {"PYTEST_CURRENT_TEST"}
    assert not [name for name in names if os.environ.get(name) != before.get(name)] and Path.cwd() == folder


@pytest.fixture(autouse=True)
def no_answer_of_a_stand_in_stays(request: pytest.FixtureRequest, environment_stays: None) -> Iterator[None]:
    """Forget what was remembered while a test had something else in place of a part of the program.

    A test that must not be answered from what others asked takes ``anew``.
    """
    if "monkeypatch" not in request.fixturenames:
        yield
        return
    patch = request.getfixturevalue("monkeypatch")
    known = {id(each): set(each) for each in memories(len(sys.modules))}
    yield
    is_stood_in = patch._setattr or any(place is not os.environ for place, _, _ in patch._setitem)
    for each in memories(len(sys.modules)) if is_stood_in else ():
        for key in set(each) - known.get(id(each), set()):
            each.pop(key, None)


@pytest.fixture
def anew() -> Iterator[None]:
    """Let nothing that was remembered answer, and put it back afterwards."""
    kept = [(each, dict(each)) for each in memories(len(sys.modules))]
    for each, _ in kept:
        each.clear()
    yield
    for each, answers in kept:
        each.clear()
        each.update(answers)
