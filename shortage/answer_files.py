"""Floor 4, answers in files: what a program that starts anew was asked before, of the same data.

For a command line, and for the first visit to a server that was started again. A file is used only where the whole of
what it rests on is as it was: every file beside the descriptor and every one that it lists (summed again, so that a
damaged store is met as ever), every word of the program and of the papers, what it computes and draws with, and the
settings. An answer that says how old something is names its day among what was asked. A file carries its own sum and
stands in its place in one step; one that is damaged, and a place that cannot be written, are as good as none.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from shortage import descriptor
from shortage.disk import write
from shortage.places import DESCRIPTOR, default_root
from shortage.remote import is_address
from shortage.settings import settings

if TYPE_CHECKING:
    from shortage.store import Store

MOST, LARGEST = 200, 4_000_000
"""Files that are kept, the last used; bytes that one may hold."""
_SUM = 64
_BEGUN = time.time()
_TEXTS = (".py", ".toml", ".sql")
_TOOLS = ("babel", "matplotlib", "numpy", "pandas", "pillow", "plotly", "pyarrow")
"""Packages that an answer is computed, worded and drawn with."""


def folder() -> Path:
    """Return where the files stand: below ``SHORTAGE_CACHE``, else below the user's cache folder."""
    return Path(settings().cache or settings().cache_home).expanduser() / "labour-shortage" / "answers"


def look(store: Store, kind: str, asked: Iterable[object]) -> bytes | None:
    """Return an answer that was kept, None where there is none that still holds.

    Args:
        store: the store, or the view of it, that is asked.
        kind: what asks: an answer to another is none to this.
        asked: all else that the answer depends on; each part is known by its ``repr``.
    """
    path = _path(store.root, store.as_of, store.pins, kind, asked)
    return _read(path) if path is not None and store.is_whole() else None


def early(kind: str, asked: Iterable[object], as_of: str = "") -> bytes | None:
    """Return the same of the store that the settings name, for a command that has not opened it.

    What reads tables takes longer to import than all else that an answer in a file needs.

    Args:
        kind: as for :func:`look`.
        asked: as for :func:`look`.
        as_of: the day of the view that is asked, "" for now.

    Raises:
        Problem: a setting has a value that it cannot have.
    """
    root = settings().store or str(default_root())
    path = None if is_address(root) else _path(Path(root), as_of, (), kind, asked)
    return _read(path) if path is not None and path.exists() and _is_whole(Path(root)) else None


def _is_whole(root: Path) -> bool:
    """Whether every file that a store lists is there as it was written."""
    try:
        listed = [
            entry for releases in descriptor.read((root / DESCRIPTOR).read_bytes()).values() for entry in releases
        ]
        files = [file for entry in listed for file in ((entry.path, entry.sha256), (entry.codes, entry.codes_sha256))]
        return all(hashlib.sha256((root / path).read_bytes()).hexdigest() == digest for path, digest in files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError):
        return False  # whoever opens it says what is wrong


def _read(path: Path) -> bytes | None:
    try:
        raw = path.read_bytes()
        if raw[:_SUM] == hashlib.sha256(raw[_SUM:]).hexdigest().encode():
            os.utime(path)
            return raw[_SUM:]
    except OSError:
        pass
    return None


def may_keep(store: Store) -> bool:
    """Whether answers of this store are kept: they are wanted, and all that it lists can be read."""
    return _path(store.root, store.as_of, store.pins, "", ()) is not None and store.is_whole()


def keep(store: Store, kind: str, asked: Iterable[object], answer: bytes) -> None:
    """Keep an answer; where that cannot be, nothing is said: it is worked out again.

    Whoever met something that could not be read while it was made keeps nothing.
    """
    path = _path(store.root, store.as_of, store.pins, kind, asked) if len(answer) <= LARGEST else None
    if path is None or not store.is_whole():
        return
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write(path, hashlib.sha256(answer).hexdigest().encode() + answer)
        by_use = sorted(path.parent.glob("*.answer"), key=lambda answer_path: answer_path.stat().st_mtime, reverse=True)
        for old in by_use[MOST:]:
            old.unlink(missing_ok=True)


def _path(root: Path, as_of: str, pins: tuple[object, ...], kind: str, asked: Iterable[object]) -> Path | None:
    """Return where an answer of this store as it is now stands; None where answers are not kept.

    Nothing is kept in a house style: its file is none of those that are summed.
    """
    setting = settings()
    if setting.theme or not setting.keep_answers or not (program := _program(setting.papers)):
        return None
    key = repr((program, setting, _beside(root), as_of, pins, kind, tuple(asked)))
    with suppress(RuntimeError):  # a user without a home
        return folder() / f"{hashlib.sha256(key.encode()).hexdigest()}.answer"
    return None


def _beside(root: Path) -> str:
    """Return the sum of what stands beside the descriptor, and of it: earlier releases and the last load count too."""
    return _sum(sorted(root.glob("*.json")))


@cache
def _program(papers: tuple[Path, ...]) -> str:
    """Return the sum of all that the answers depend on but the data; "" where it changed while this process ran."""
    package = Path(__file__).parent
    files = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    files += sorted(path for paper in papers for path in paper.rglob("*") if path.suffix in _TEXTS)
    if any(path.stat().st_mtime >= _BEGUN for path in files):
        return ""  # what was imported may be the words of before
    return " ".join([_sum(files), sys.version, *map(_version, _TOOLS)])


def _sum(files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        body = path.read_bytes()
        whole.update(f"{path}\0{len(body)}\0".encode())
        whole.update(body)
    return whole.hexdigest()


def _version(package: str) -> str:
    with suppress(PackageNotFoundError):
        return version(package)
    return ""
