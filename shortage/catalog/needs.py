"""Which measures and codes of a table anything above the store asks for: read from the program's own words.

A publisher that renames a measure nobody reads should not cost us the table. What is read is not listed anywhere by
hand: it is looked up in the modules that name the table, so a new indicator makes its measure needed by being written.
"""

from __future__ import annotations

import ast
import re
import threading
from functools import cache
from pathlib import Path

from shortage.catalog.model import Table

READERS = ("indicators", "claims", "scenarios", "figures", "papers")
"""Folders of the floors that read tables."""


_reading = threading.Lock()


@cache
def _modules() -> tuple[tuple[frozenset[str], tuple[re.Pattern[str], ...]], ...]:
    """Return, per module that may read a table, its strings and the patterns of its composed strings."""
    found = []
    for folder in READERS:
        for path in sorted((Path(__file__).parents[1] / folder).rglob("*.py")):
            texts: set[str] = set()
            patterns: set[str] = set()
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    parts = [
                        re.escape(str(one.value)) if isinstance(one, ast.Constant) else r"\w+" for one in node.values
                    ]
                    # A composed name, such as f"{flow}_vacancies"; sentences have blanks and are no names.
                    if any(re.search(r"\w", part) and part != r"\w+" for part in parts) and "\\ " not in "".join(parts):
                        patterns.add("".join(parts))
            found.append((frozenset(texts), tuple(re.compile(one) for one in sorted(patterns))))
    return tuple(found)


def is_needed(table: Table, name: str) -> bool:
    """Whether a module that names ``table`` also names its measure or code ``name``."""
    with _reading:  # tables are looked at from several threads, and `ast` minds that
        modules = _modules()
    users = [one for one in modules if table.name in one[0]]
    return any(name in texts or any(one.fullmatch(name) for one in patterns) for texts, patterns in users)
