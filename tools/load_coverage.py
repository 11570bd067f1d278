"""Write docs/load-coverage.md: what of each CBS table was seen in a real answer, and whether it loads in that shape.

Usage: python tools/load_coverage.py [--check]

Every table is loaded from the tests' stand-in for CBS, over both services: those of which the real shape is known in
that shape, the others as the catalogue expects them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "loader")]

from emulator import Emulator  # noqa: E402
from publisher_fixture import serve  # noqa: E402
from shapes import SHAPES, growth  # noqa: E402

from shortage import catalog, loader  # noqa: E402
from shortage.store import Store, default_root  # noqa: E402
from shortage.text import t  # noqa: E402

PAGE = ROOT / "docs" / "load-coverage.md"
HEAD = """# What a load of CBS rests on

Written by `python tools/load_coverage.py`. A key, title or code counts as seen where it stood in a real answer, in
public code that works on one, or on a page of CBS (`seen` in the table's file; `shortage status --catalog` lists the
same).
*Loads* says what a load from the tests' stand-in for CBS did, over the older and the newer service: in the *real* shape
where that is known, else in the shape that the catalogue *expects*. A printed key figure guards a table against a load
of something else under the same name; the tables without one have none that somebody printed elsewhere.

| Table | Seen in | Columns | Measures | Codes | Shape | Loads (older, newer) | Key figures |
|---|---|---|---|---|---|---|---|
"""


def loaded(names: list[str], emulator: Emulator, way: str) -> dict[str, str]:
    """Return per table what a load over one service said."""
    with tempfile.TemporaryDirectory() as folder:
        results = loader.load(names, Store(Path(folder) / "store"), seed=False, transport=way)
    return {one.name: one.problem.text("en") if one.problem else f"{one.rows} rows" for one in results}


def page() -> str:
    """Return the page."""
    with Emulator() as emulator:
        os.environ.update(emulator.settings)
        names = [
            one for one in serve(emulator, Store(default_root()), invent=True) if catalog.table(one).source == "cbs"
        ]
        real = {**SHAPES, "value_added_change": growth}
        for build in real.values():
            build(emulator)
        ways = {way: loaded(names, emulator, way) for way in ("v3", "v4")}
    rows: dict[str, list[str]] = {}
    unseen = []
    for one in loader.seen():
        table = one.table
        cells = rows.setdefault(
            table.name, [f"{table.id} {table.name}", t(f"load.seen_{table.seen.how or 'nowhere'}", "en")]
        )
        cells.append(f"{one.total - len(one.unseen)}/{one.total}")
        unseen += [f"- {table.id}: `{name}`" for name in one.unseen]
    lines = []
    for name, cells in rows.items():
        table = catalog.table(name)
        newer = (
            "not there" if table.cbs.only == "v3" else "yes" if ways["v4"][name].endswith(" rows") else ways["v4"][name]
        )
        older = "yes" if ways["v3"][name].endswith(" rows") else ways["v3"][name]
        shape = "real" if name in real else "expected"
        checks = str(len(table.checks) or "–")
        lines.append("| " + " | ".join([*cells, shape, f"{older}, {newer}", checks]) + " |")
    return HEAD + "\n".join(lines) + "\n\n## Not seen\n\n" + "\n".join(unseen) + "\n"


def main() -> int:
    """Write the page, or say whether it is of today."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text("utf-8") == text:
            return 0
        print("docs/load-coverage.md is not up to date; python tools/load_coverage.py")
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
