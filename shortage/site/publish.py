"""Puts an edition in a folder: whole or not at all, beside the archive of those before it."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shortage import __version__
from shortage.page import Answers
from shortage.page.explore import Prepared, prepared
from shortage.site import edition
from shortage.site.drawn import Drawn, draw, draw_prepared
from shortage.site.edition import ARCHIVE, Edition
from shortage.store import Store
from shortage.text import LANGS, Lang, Problem, Unreadable

MARK = "edition.json"
"""Says that a folder is an edition of ours, of which data, and the sum of each file."""


@dataclass(frozen=True)
class Published:
    """What was published: how many files and bytes, the data version, and the figures that could not be made."""

    count: int
    size: int
    version: str
    left_out: Mapping[str, Problem]


def publish(
    store: Store,
    out: Path,
    *,
    url: str = "",
    live: str = "",
    only: Iterable[str] | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> Published:
    """Write the edition of a store.

    Args:
        store: where the figures are.
        out: the folder; it may hold an earlier edition, whose archive is kept.
        url: where the edition will be found; then citations name it.
        live: where the dashboard itself is found; then prepared questions lead there.
        only: the figures and prepared questions to draw, by id and name; all without it.
        workers: processes that draw.
        progress: called with how many figures are drawn, and of how many.

    Raises:
        Problem: the folder holds something else, or the address is none.
        Unreadable: a table that is listed cannot be read now; then the folder stays as it was.
        OSError: the folder cannot be written; it stays as it was.
    """
    for address in filter(None, (url, live)):
        if not address.startswith(("https://", "http://")):
            raise Problem("site_address", value=address[:80])
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise Problem("site_not_ours", path=str(out))
    store.entries()
    named, answers = None if only is None else set(only), Answers(store)
    questions = prepared(store, named)
    tasks: list[Task] = [*edition.ids(named), *questions]
    by_task = draw_all(answers, tasks, workers, progress)
    figures, left_out = _sorted(tasks, by_task, str)
    answered, unanswered = _sorted(tasks, by_task, Prepared)
    files = Edition(
        answers,
        figures,
        f"{url.rstrip('/')}/" if url else "",
        live.rstrip("/"),
        questions,
        answered,
    ).make()
    files[MARK] = mark(files, store.version)
    out.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        write(staged, files)
        keep(out / ARCHIVE, staged / ARCHIVE)
        staged.chmod(0o755)
        replace(staged, out)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return Published(len(files), sum(map(len, files.values())), store.version, left_out | unanswered)


def mark(files: Mapping[str, bytes], version: str) -> bytes:
    """Return the file that says what an edition holds."""
    sums = {path: hashlib.sha256(body).hexdigest() for path, body in sorted(files.items())}
    return (json.dumps({"program": __version__, "data": version, "files": sums}, indent=1) + "\n").encode()


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that nobody looks at yet."""
    for path, body in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


def keep(old: Path, new: Path) -> None:
    """Bring the editions of an earlier archive along; a file that both have is one file on the disk."""
    for folder in sorted(old.iterdir()) if old.is_dir() else ():
        if folder.is_dir() and not (new / folder.name).exists():
            shutil.copytree(folder, new / folder.name, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one that knows no links
        shutil.copy2(source, target)


def replace(staged: Path, out: Path) -> None:
    """Put a folder in the place of another; where that fails, the other is back."""
    if not out.exists():
        staged.rename(out)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent)) / "old"
    out.rename(aside)
    try:
        staged.rename(out)
    except BaseException:
        aside.rename(out)
        raise
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)


Task = str | Prepared
"""What is drawn: a figure, by its id, or a prepared question."""


def draw_all(
    answers: Answers, tasks: Sequence[Task], workers: int, progress: Callable[[int, int], None]
) -> dict[Task, list[Drawn] | Problem]:
    """Return each figure and prepared question drawn in both languages, or why it cannot be made from this store.

    While other processes draw, this one judges what the pages say of claims.
    """
    by_task: dict[Task, list[Drawn] | Problem] = {}
    address = answers.store.address
    if workers < 2:
        for task in tasks:
            by_task[task] = draw_one(task, address)
            progress(len(by_task), len(tasks))
        return by_task
    # A fresh interpreter: a copy of one with threads (a progress bar, Arrow) may hang.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = {pool.submit(draw_one, task, address): task for task in tasks}
        try:
            edition.judge(answers)
            for future in as_completed(waiting):
                by_task[waiting[future]] = future.result()
                progress(len(by_task), len(tasks))
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
    return by_task


def _sorted(
    tasks: Iterable[Task], by_task: Mapping[Task, list[Drawn] | Problem], kind: type
) -> tuple[dict[tuple[str, Lang], Drawn], dict[str, Problem]]:
    """Return what was drawn of one kind, in its order, and what could not be made, each by its name."""
    drawn: dict[tuple[str, Lang], Drawn] = {}
    left_out: dict[str, Problem] = {}
    for task in tasks:
        result = by_task[task]
        if not isinstance(task, kind):
            continue
        if isinstance(result, Problem):
            left_out[task if isinstance(task, str) else task.name] = result
        else:
            drawn |= {(each.name, each.lang): each for each in result}
    return drawn, left_out


def draw_one(task: Task, address: str) -> list[Drawn] | Problem:
    """Return a figure or prepared question drawn in both languages, or why it cannot be made from this store.

    Raises:
        Unreadable: a table that is listed cannot be read now.
    """
    store = _opened(address)
    try:
        if isinstance(task, str):
            return [draw(task, lang, store) for lang in LANGS]
        return [draw_prepared(task, lang, store) for lang in LANGS]
    except Unreadable:
        raise
    except Problem as problem:
        return problem


@cache
def _opened(address: str) -> Store:
    return Store(address)
