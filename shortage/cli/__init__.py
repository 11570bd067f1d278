"""Floor 10, the command line: choose, call, print.

Every command imports what it needs when it runs, so that ``shortage --help`` is there at once. Exit codes: 0 done,
1 something failed (each named), 2 wrong use.
"""

import gc
import logging

# Importing a module puts its commands on the line.
from shortage.cli import serve, answers, explore, export, check, publish, loading, new  # isort: skip
from shortage.cli.base import SHORT, cli, printable

__all__ = ["answers", "check", "cli", "explore", "export", "loading", "main", "new", "publish", "serve"]


def main() -> None:
    """Run the command line."""
    gc.set_threshold(*SHORT)
    # That a user has no home to keep fonts in is nothing that a command has to say.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    printable()
    try:
        cli()
    except BrokenPipeError:  # the reader of a pipe (head, less) has seen enough
        raise SystemExit(0) from None
