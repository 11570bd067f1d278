"""The page on what a load of CBS rests on covers every table, and each of them loads."""

from __future__ import annotations

from pathlib import Path

from shortage import catalog
from shortage.loader import is_loadable

PAGE = Path(__file__).resolve().parents[2] / "docs" / "load-coverage.md"


def test_every_table_of_cbs_has_its_line_and_loads_from_both_services_where_both_have_it():
    lines = {line.split(" ")[1]: line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")}
    for table in catalog.tables().values():
        if table.source == "cbs" and is_loadable(table):
            expected = "yes, not there" if table.cbs.only == "v3" else "yes, yes"
            assert f"| {expected} |" in lines[table.id], f"{table.id}: python tools/load_coverage.py"
