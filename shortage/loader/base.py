"""What a load is told and tells: which tables it can ask for, and what became of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from shortage.catalog import Table
from shortage.sources.base import HttpClient, Publisher
from shortage.sources.cbs import Cbs
from shortage.sources.cbs_shape import Finding
from shortage.sources.duo import Duo
from shortage.sources.eurostat import Eurostat
from shortage.text import Problem, Text

KEEP = 8
CONNECTIONS = 4
Outcome = Literal["loaded", "unchanged", "new", "failed"]
SOURCES: dict[str, Callable[[HttpClient], Publisher]] = {"cbs": Cbs, "duo": Duo, "eurostat": Eurostat}


@dataclass(frozen=True)
class TableResult:
    """What a load did with one table."""

    name: str
    table: str
    outcome: Outcome
    release: str = ""
    modified: str = ""
    rows: int = 0
    bytes: int = 0
    seconds: float = 0.0
    next: str = ""
    problem: Problem | None = None
    note: Text | None = None
    """What whoever loaded should know of it, though it went well."""
    findings: tuple[Finding, ...] = ()
    """How each name of the catalogue fits the table, where only that was asked."""

    def facts(self) -> dict[str, Any]:
        """Return the result for ``--json`` and for the store's note of the last load."""
        facts: dict[str, Any] = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("problem", "note", "findings")
        }
        if self.findings:
            facts["findings"] = [
                {
                    "part": finding.part,
                    "name": finding.name,
                    "found": finding.key,
                    "stops": finding.error is not None and finding.is_needed,
                    "why": {"nl": finding.error.text("nl"), "en": finding.error.text("en")} if finding.error else None,
                    "candidates": [list(pair) for pair in finding.candidates],
                    "suggestion": finding.suggestion,
                }
                for finding in self.findings
            ]
        facts["seconds"] = round(self.seconds, 3)
        facts["note"] = {"nl": self.note.nl, "en": self.note.en} if self.note else None
        facts["problem"] = None
        if self.problem is not None:
            facts["problem"] = {
                "key": self.problem.key,
                "nl": self.problem.text("nl"),
                "en": self.problem.text("en"),
                "status": getattr(self.problem, "status", 0),
                "url": getattr(self.problem, "url", ""),
            }
        return facts


@dataclass(frozen=True)
class Progress:
    """How far a table is: rows of the publisher read so far, of how many (0: not known), and bytes of the load."""

    name: str
    table: str
    rows: int
    total: int
    bytes: int
    outcome: Outcome | None = None


def is_loadable(table: Table) -> bool:
    """Whether a table can be loaded: it comes from a publisher we can ask, not from a page of text."""
    return table.source in SOURCES and table.kind != "publication" and not (table.load.get("skip") or is_unseen(table))


def is_unseen(table: Table) -> bool:
    """Whether the catalogue has a table by name only: asked for by that name, its columns are told, not loaded."""
    return bool(table.load.get("unseen"))


def definition(table: Table) -> str:
    """Return a short checksum of what the catalogue takes of a table: other wishes mean another load."""
    parts = table.model_dump(include={"id", "dimensions", "measures", "time_key", "checks", "load"}, mode="json")
    members = {name: sorted(dimension.members) for name, dimension in table.dimensions.items()}
    return hashlib.sha256(json.dumps([parts, members], sort_keys=True).encode()).hexdigest()[:12]
