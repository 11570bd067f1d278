"""Run measurements, print their tables, and put them into ``docs/performance.md``.

Faults and crowds are not among them: they take an hour and have a page of their own (``python bench/reliability.py``).
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
ORDER = (
    "indicators",
    "commands",
    "explore",
    "pages",
    "preview",
    "slow",
    "readers",
    "edition",
    "note",
    "export",
    "loader",
)


def known() -> list[str]:
    """Return the measurements that are there, in the order of the page."""
    found = {path.stem for path in Path(__file__).parent.glob("*.py")}
    return [name for name in ORDER if name in found]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(one)} |" for one in rows)])


def put(page: str, name: str, text: str) -> str:
    """Return the page with a measurement's table in its place: after its mark, up to the next empty line."""
    mark = f"<!-- measured: {name} -->\n"
    if mark not in page:
        page = page.rstrip("\n") + f"\n\n## {name.capitalize()}\n\n{mark}\n"
    return re.sub(re.escape(mark) + r"(?:(?!\n).+\n)*", lambda _: f"{mark}{text}\n", page, count=1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="|".join(known()), help="without names: all")
    parser.add_argument("--dry", action="store_true", help="leave docs/performance.md as it is")
    args = parser.parse_args()
    if unknown := set(args.names) - set(known()):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}; choose from {', '.join(known())}")
    failed = 0
    for name in args.names or known():
        module = importlib.import_module(f"bench.{name}")
        # What else the machine had to do: a load above the number of cores makes single times worthless.
        load, begun = f"{os.getloadavg()[0]:.1f}", time.perf_counter()
        try:
            rows = module.run()
        except Exception as error:
            print(f"{name}: not measured ({type(error).__name__}: {error})", file=sys.stderr)
            failed += 1
            continue
        where = (
            f"Measured {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores (load {load}), "
            f"Python {platform.python_version()}."
        )
        text = table(module.HEAD, rows)
        print(f"\n{name} ({time.perf_counter() - begun:.0f} s)\n\n{text}\n\n{where}", flush=True)
        if not args.dry:
            PAGE.write_text(put(PAGE.read_text("utf-8"), name, f"{where}\n<!-- -->\n{text}"), "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
