"""What a publisher says of a table, kept as one file: whoever meets a change sends it, and it becomes a test."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shortage.catalog import Table
from shortage.sources.base import Published
from shortage.text import Problem


def write_record(folder: Path, table: Table, published: Published, sets: Mapping[str, Any]) -> Path:
    """Write the answers about a table (columns, topics, code lists; no figures) and return the file.

    Raises:
        Problem: the folder cannot be written.
    """
    facts = {
        "table": published.id,
        "name": table.name,
        "service": published.facts.get("service", ""),
        "recorded": dt.date.today().isoformat(),
        "sets": {name: [_short(row) for row in rows] for name, rows in sorted(sets.items())},
    }
    path = folder / f"{published.id}.json"
    beside = path.with_name(f".{path.name}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")
        beside.replace(path)
    except OSError as error:
        raise Problem("folder_unwritable", path=folder, why=error.strerror or str(error)) from error
    return path


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the long texts, of which nothing depends."""
    return {key: value for key, value in row.items() if not key.endswith("Description") and not key.startswith("odata")}
