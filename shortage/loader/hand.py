"""One file that was downloaded by hand, through the same checks as what a service gives."""

from __future__ import annotations

from pathlib import Path

from shortage.loader.base import KEEP, TableResult
from shortage.loader.run import _Load, seed_store
from shortage.sources.base import HttpClient
from shortage.sources.hand import HandFile
from shortage.store import Store, snapshot_root


def load_file(
    kind: str, path: Path, store: Store, keep: int = KEEP, force: bool = False, *, seed: bool = True
) -> TableResult:
    """Load a file into ``store``: the table that it is of gets a new release, whole or not at all.

    What the file does not have and the store does, stays as it is, with its own edition.

    Args:
        kind: which kind of file, see :func:`shortage.sources.hand.kinds`.
        path: the file, a workbook (.xlsx) or a text with separators (.csv).
        store: where to; one that is none yet first gets the embedded snapshot (see ``seed_store``).
        keep: how many releases of a table stay.
        force: load also what is there already.
        seed: begin a new store with the embedded snapshot.

    Raises:
        Problem: an unknown kind, a store that cannot be written, or another load that runs.
    """
    file = HandFile(kind, path)
    http = HttpClient(1)
    try:
        with store.loading() as staging:
            if seed and not store.exists:
                seed_store(store, Store(snapshot_root()))
            publishers = {file.table.source: file}
            return _Load(store, [file.table], publishers, http, keep, force, None, staging).run()[0]
    finally:
        http.close()
