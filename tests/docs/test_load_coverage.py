"""The page on what a load rests on covers every table that can be loaded, and each of them loads."""

from __future__ import annotations

from pathlib import Path

from shortage import catalog
from shortage.loader import is_loadable
from shortage.sources.hand import kinds

PAGE = Path(__file__).resolve().parents[2] / "docs" / "load-coverage.md"


def test_every_table_that_can_be_loaded_has_its_line_and_loads_from_each_service_that_has_it():
    lines = {line.split(" ")[2]: line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")}
    for table in catalog.tables().values():
        if is_loadable(table):
            ways = ("yes, not there" if table.cbs.only == "v3" else "yes, yes") if table.source == "cbs" else "yes"
            assert f"| {ways} |" in lines[table.name], f"{table.name}: python tools/load_coverage.py"
    for kind, table in kinds().items():
        assert f"| a file: `--file {kind}` |" in lines[table.name], f"{table.name}: python tools/load_coverage.py"
