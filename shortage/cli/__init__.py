"""Floor 10, the command line: choose, call, print.

Every command imports what it needs when it runs, so that ``shortage --help`` is there at once. Exit codes: 0 done,
1 something failed (each named), 2 wrong use.
"""

import gc

# Importing a module puts its commands on the line.
from shortage.cli import serve, answers, explore, export, check, publish, loading, new  # isort: skip
from shortage.cli.base import SHORT, cli, printable

__all__ = ["answers", "check", "cli", "explore", "export", "loading", "main", "new", "publish", "serve"]


def main() -> None:
    """Run the command line."""
    gc.set_threshold(*SHORT)
    printable()
    try:
        cli()
    except BrokenPipeError:  # the reader of a pipe (head, less) has seen enough
        raise SystemExit(0) from None
