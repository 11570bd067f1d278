"""Which measures and codes of a table anything above the store asks for: read from the program's own words.

A publisher that renames a measure nobody reads should not cost us the table. What is read is not listed anywhere by
hand: it is looked up in the modules that name the table, so a new indicator makes its measure needed by being written.
"""

from __future__ import annotations

import ast
import re
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shortage.catalog.model import Table

READERS = ("indicators", "claims", "scenarios", "figures", "papers")
"""Folders of the floors that read tables."""

_reading = threading.Lock()


@dataclass(frozen=True)
class _Module:
    """What a module that may read a table names: strings, patterns of composed strings, and its indicators."""

    texts: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    indicators: tuple[tuple[str, frozenset[str] | None], ...]
    """Each indicator's id and the tables it reads; None where those are not written out."""

    def names(self, name: str) -> bool:
        return name in self.texts or any(pattern.fullmatch(name) for pattern in self.patterns)


@cache
def _modules() -> tuple[_Module, ...]:
    modules = []
    for folder in READERS:
        for path in sorted((Path(__file__).parents[1] / folder).rglob("*.py")):
            modules.append(_module(ast.parse(path.read_text("utf-8"))))
    return tuple(modules)


def _module(tree: ast.AST) -> _Module:
    texts: set[str] = set()
    patterns: set[str] = set()
    indicators = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]
            # A composed name, such as f"{flow}_vacancies"; sentences have blanks and are no names.
            if any(re.search(r"\w", part) and part != r"\w+" for part in parts) and "\\ " not in "".join(parts):
                patterns.add("".join(parts))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "indicator" and node.args:
            id = getattr(node.args[0], "value", None)
            lists = [keyword.value for keyword in node.keywords if keyword.arg in ("inputs", "optional")]
            plain = [[getattr(each, "value", None) for each in getattr(element, "elts", [None])] for element in lists]
            tables = [name for names in plain for name in names]
            if isinstance(id, str):
                is_plain = all(isinstance(name, str) for name in tables)
                indicators.append((id, frozenset(map(str, tables)) if is_plain else None))
    return _Module(frozenset(texts), tuple(re.compile(pattern) for pattern in sorted(patterns)), tuple(indicators))


def is_needed(table: Table, name: str) -> bool:
    """Whether ``name``, a measure or code of ``table``, is named where the table is read.

    That is in a module that names the table, or in one that names an indicator which reads it: a rule may say which
    measure it wants of an indicator.
    """
    with _reading:  # tables are looked at from several threads, and `ast` minds that
        modules = _modules()
    readers = [module for module in modules if table.name in module.texts]
    ids = {id for reader in readers for id, tables in reader.indicators if tables is None or table.name in tables}
    return any(module.names(name) for module in modules if module in readers or ids & module.texts)
