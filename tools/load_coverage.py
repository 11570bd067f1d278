"""Write docs/load-coverage.md: what of each table was seen in a real answer or file, and whether it loads.

Usage: python tools/load_coverage.py [--check]

Every table is loaded from the tests' stand-in for its publisher, those of CBS over both services: those of which the
real shape is known in that shape, the others as the catalogue expects them. What is loaded by hand is listed only.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "loader")]

from emulator import Emulator, File  # noqa: E402
from publisher_fixture import serve  # noqa: E402
from shapes import SHAPES, growth  # noqa: E402
from shelf import ADDRESS, enrolled  # noqa: E402

from shortage import catalog, loader  # noqa: E402
from shortage.store import Store, default_root  # noqa: E402
from shortage.text import t  # noqa: E402

PAGE = ROOT / "docs" / "load-coverage.md"
HEAD = """# What a load rests on

Written by `python tools/load_coverage.py`. A key, title or code counts as seen where it stood in a real answer or file
of the publisher, in public code that works on one, or on a page of the publisher (`seen` in the table's file;
`shortage status --catalog` lists the same). Members that the snapshot alone has are not counted.
*Loads* says what a load from the tests' stand-in for the publisher did, of CBS over the older and the newer service:
in the *real* shape where that is known, else in the shape that the catalogue *expects*. A printed key figure guards a
table against a load of something else under the same name; the tables without one have none that somebody printed
elsewhere.

| Table | Publisher | Seen in | Columns | Measures | Codes | Shape | Loads | Key figures |
|---|---|---|---|---|---|---|---|---|
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
        names = serve(emulator, Store(default_root()), invent=True)
        real = {**SHAPES, "value_added_change": growth}
        for build in real.values():
            build(emulator)
        emulator.files[ADDRESS.lstrip("/")] = File(enrolled(2020, 2024))
        of_cbs = [name for name in names if catalog.table(name).source == "cbs"]
        ways = [loaded(names, emulator, "v3"), loaded(of_cbs, emulator, "v4")]
    rows: dict[str, list[str]] = {}
    unseen = []
    for part in loader.seen():
        table = part.table
        how = t(f"load.seen_{table.seen.how or 'nowhere'}", "en")
        cells = rows.setdefault(table.name, [f"{table.id} {table.name}", table.publisher, how])
        cells.append(f"{part.total - len(part.unseen)}/{part.total}")
        unseen += [f"- {table.id}: `{name}`" for name in part.unseen]
    lines = []
    for name, cells in rows.items():
        table = catalog.table(name)
        said = [way[name] for way in ways if name in way]
        told = ["yes" if text.endswith(" rows") else text for text in said]
        if table.source == "cbs" and table.cbs.only == "v3":
            told[1] = "not there"
        shape = "real" if name in real or name == "enrolled_hbo" else "expected"
        checks = str(len(table.checks) or "–")
        by_hand = f"a file: `--file {table.load.get('file')}`"
        lines.append("| " + " | ".join([*cells, shape, ", ".join(told) or by_hand, checks]) + " |")
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
