"""Papers as data: reads the folders of papers with their claims, proposals and the themes they use.

A paper's folder holds ``paper.toml``, one folder per claim or proposal, and may hold ``statements.toml``: all that the
paper says, each with its answer. Folders of papers stand in
``shortage/papers`` and in the places that ``SHORTAGE_PAPERS`` names (separated as in ``PATH``); their Python is run, so
that setting belongs to whoever runs the program, never to a reader.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from pydantic import Field, model_validator

import shortage.papers
from shortage.settings import settings
from shortage.text import Problem, Strict, Text, read_toml

HERE = Path(shortage.papers.__file__).parent
PACKAGE = "shortage_papers"
"""First part of the name under which Python of a folder is loaded."""


class FigureGroup(Strict):
    """One of the smaller questions of a theme, and the figures that answer it, in their order."""

    name: Text
    figures: tuple[str, ...]


class Theme(Strict):
    """A subject that papers share: its page's address, its name, the question its page answers, and smaller ones."""

    id: str
    page: str
    name: Text
    question: Text
    groups: tuple[FigureGroup, ...] = ()


class KeyFigure(Strict):
    """A number that people quote: the newest of one line (``series``) of a figure, and what it is called."""

    figure: str
    series: str
    title: Text


class Paper(Strict):
    """Who says what to whom, and when. ``id`` is the name of its folder.

    ``short`` is its name inside a sentence, with its article; ``lead`` says who wrote what to whom on ``{date}``.
    ``themes`` stand in the order in which the paper takes them; ``leads`` names per theme the claim that answers the
    theme's question; ``keys`` the numbers that stand large on the home page. ``reaches`` is the year up to which
    figures must run to say something of the paper's claims; ``url`` is where the paper itself can be read.
    """

    id: str
    order: int
    title: Text
    short: Text
    lead: Text
    authors: Text
    addressee: Text
    date: dt.date
    debate: dt.date | None = None
    reaches: str
    url: str = ""
    reference: Text | None = None
    themes: tuple[str, ...]
    leads: dict[str, str] = Field(default_factory=dict)
    keys: tuple[KeyFigure, ...] = ()
    sections: dict[str, Text] = Field(default_factory=dict)


class Statement(Strict):
    """One thing that a paper states or proposes, in our words, and where it is answered.

    ``answers`` names claims and proposals of the same paper. Without an answer ``untested`` says whether it is an
    ``opinion`` (no figure can settle it) or ``not_tested`` here, and ``reason`` why, or what would settle it.
    """

    section: str
    text: Text
    answers: tuple[str, ...] = ()
    untested: Literal["", "opinion", "not_tested"] = ""
    reason: Text | None = None

    @model_validator(mode="after")
    def _is_answered_or_says_why_not(self) -> Statement:
        if bool(self.answers) == bool(self.untested) or bool(self.untested) != (self.reason is not None):
            raise ValueError(f"{self.text.en!r} needs answers, or untested with its reason")
        return self


@dataclass(frozen=True)
class Folder:
    """The folder of one claim or proposal."""

    paper: str
    id: str
    path: Path

    def read(self, name: str) -> dict[str, Any]:
        """Return a TOML file of the folder."""
        return read_toml(self.path / name)

    def module(self, stem: str) -> ModuleType | None:
        """Return the Python module ``<stem>.py`` of the folder, ``None`` where there is none."""
        file = self.path / f"{stem}.py"
        return _module(file, f"{PACKAGE}.{self.paper}.{self.id}.{stem}") if file.exists() else None


def places() -> list[Path]:
    """Return the folders in which papers are looked for, our own first."""
    return [HERE, *settings().papers]


@cache
def papers() -> dict[str, Paper]:
    """Return all papers by id, in their order.

    Raises:
        ValueError: a file breaks the contract, names an unknown theme, or two folders have one name.
    """
    by_id: dict[str, Paper] = {}
    for path in _paper_folders():
        try:
            paper = Paper(id=path.name, **read_toml(path / "paper.toml"))
        except ValueError as error:
            raise ValueError(f"{path.name}/paper.toml: {error}") from error
        if paper.id in by_id:
            raise ValueError(f"two papers are called {paper.id}")
        unknown = {*paper.themes, *paper.leads} - set(themes())
        if unknown:
            raise ValueError(f"{path.name}/paper.toml: there is no theme {', '.join(sorted(unknown))}")
        by_id[paper.id] = paper
    return dict(sorted(by_id.items(), key=lambda item: (item[1].order, item[0])))


def paper(id: str) -> Paper:
    """Return a paper.

    Raises:
        Problem: there is none of that name.
    """
    by_id = papers()
    if id not in by_id:
        raise Problem("paper_unknown", name=id, known=", ".join(by_id))
    return by_id[id]


@cache
def statements(id: str) -> tuple[Statement, ...]:
    """Return all that a paper states or proposes, in its order; empty for a paper that has no such list.

    Raises:
        ValueError: the file breaks the contract, or names a section, claim or proposal that the paper does not have.
    """
    path = next(path for path in _paper_folders() if path.name == paper(id).id)
    if not (path / "statements.toml").exists():
        return ()
    listed = tuple(Statement(**entry) for entry in read_toml(path / "statements.toml")["statements"])
    ids = {file.parent.name for name in ("claim.toml", "proposal.toml") for file in path.glob(f"*/{name}")}
    faults = {name for proposal in listed for name in proposal.answers if name not in ids}
    faults |= {proposal.section for proposal in listed} - set(papers()[id].sections)
    if faults:
        raise ValueError(f"{id}/statements.toml names {', '.join(sorted(faults))}, which the paper does not have")
    return listed


@cache
def themes() -> dict[str, Theme]:
    """Return the themes by id, in the order of their pages."""
    return {id: Theme(id=id, **entry) for id, entry in read_toml(HERE / "themes.toml").items()}


def with_file(name: str) -> Iterator[Folder]:
    """Return the folders of all papers that hold a file ``name``, in the order of the papers."""
    paths = {path.name: path for path in _paper_folders()}
    for id in papers():
        for file in sorted(paths[id].glob(f"*/{name}")):
            yield Folder(id, file.parent.name, file.parent)


def key_of(module: str) -> str:
    """Return ``paper/id`` of the claim or proposal whose folder a module stands in, ``""`` for any other module."""
    parts = module.split(".")
    return "/".join(parts[1:3]) if parts[0] == PACKAGE else ""


def _paper_folders() -> list[Path]:
    return [file.parent for folder in places() for file in sorted(folder.glob("*/paper.toml"))]


_LOADING = threading.RLock()
"""One module of a folder is loaded at a time: who asks for it meanwhile would get it half made."""


def _module(file: Path, name: str) -> ModuleType:
    """Load a Python file under a name of its own: folders of papers are no packages."""
    with _LOADING:
        if name in sys.modules:
            return sys.modules[name]
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        return module
