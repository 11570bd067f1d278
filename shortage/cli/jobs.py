"""Figures drawn to files: one job a figure, several processes for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shortage.cli.base import say

if TYPE_CHECKING:
    from shortage.figures import FigureSpec
    from shortage.store import Store
    from shortage.text import Lang


class Job:
    """One figure to draw, in all its languages and sizes, in plain values that another process can be handed."""

    def __init__(
        self,
        id: str,
        selection: Mapping[str, Any],
        langs: Sequence[Lang],
        formats: tuple[str, ...],
        sizes: tuple[str, ...],
        plain: bool,
        grey: bool,
        store: str,
        out: str,
        as_of: str = "",
    ) -> None:
        self.id, self.selection, self.langs, self.formats = id, dict(selection), tuple(langs), formats
        self.sizes, self.plain, self.grey, self.store, self.out, self.as_of = sizes, plain, grey, store, out, as_of

    def __len__(self) -> int:
        """Return about how many files it makes."""
        return len(self.langs) * len(self.formats) * len(self.sizes)


def draw(job: Job) -> list[str]:
    """Write the files of one figure; returns their names. A process reads each table once for all its figures.

    Raises:
        Problem: the figure cannot be made from this store.
        OSError: the folder cannot be written.
    """
    from shortage.figures import make
    from shortage.render import files

    names = []
    for lang in job.langs:
        spec: FigureSpec = make(job.id, opened(job.store, job.as_of), lang, **job.selection)
        for format in job.formats:
            for size in job.sizes if format not in files.FLAVOURS else job.sizes[:1]:  # a CSV has no size
                form: dict[str, Any] = {"size": size, "plain": job.plain, "grey": job.grey}
                name = files.name(spec, format, **form)
                replace(Path(job.out) / name, files.content(spec, format, **form))
                names.append(name)
    return names


@cache
def opened(address: str, as_of: str = "") -> Store:
    """Return a store, or its view of a day, that keeps what it read."""
    from shortage.store import Store

    return Store(address).view(as_of)


def replace(path: Path, body: bytes) -> None:
    """Write a file that everybody may read, in one step: whoever looks sees the old one or the new one."""
    from shortage.disk import write

    write(path, body, mode=0o644)


def run(jobs: Sequence[Job], lang: Lang) -> tuple[list[str], list[tuple[str, str]]]:
    """Draw all jobs, in several processes when there are many; returns the files' names, and what failed with why."""
    names: list[str] = []
    failed = []

    def settle(job: Job, result: Any) -> None:
        try:
            names.extend(result())
        except Exception as error:
            failed.append((job.id, reason(error, lang)))

    if len(jobs) == 1:  # what draws a bar takes a while to import
        settle(jobs[0], lambda: draw(jobs[0]))
        return names, failed
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("export_progress", lang), total=len(jobs))
        if sum(map(len, jobs)) < 12:  # starting other processes would take longer
            for job in jobs:
                settle(job, lambda job=job: draw(job))
                bar.advance(task)
            return names, failed
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor, as_completed

        # A fresh interpreter: a copy of one with threads (this bar, Arrow) may hang.
        with ProcessPoolExecutor(workers(), mp_context=multiprocessing.get_context("spawn")) as pool:
            waiting = {pool.submit(draw, job): job for job in jobs}
            for future in as_completed(waiting):
                settle(waiting[future], future.result)
                bar.advance(task)
    order = [job.id for job in jobs]
    return names, sorted(failed, key=lambda failure: order.index(failure[0]))


def workers() -> int:
    """Return how many processes draw: one a core, and no more than a few, for each takes its own memory."""
    import os

    return min(max(os.cpu_count() or 2, 2), 8)


def reason(error: Exception, lang: Lang) -> str:
    """Return why something failed, in one sentence."""
    from shortage.text import Problem

    if isinstance(error, Problem):
        return error.text(lang)
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return say("unexpected", lang, why=f"{type(error).__name__}: {error}")
