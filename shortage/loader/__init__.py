"""Floor 4, the loader: source → checked → Parquet, whole or not at all.

:func:`load` brings tables from their publishers into a store. A table is put together beside the store, page by page,
held against its catalogue file and the publisher's own lists, and only then made the current release. Whatever goes
wrong with one table stops that table, with a sentence; the others go on.
"""

from shortage.loader.aliases import aliases, set_aliases
from shortage.loader.base import CONNECTIONS, KEEP, Progress, TableResult, is_loadable
from shortage.loader.hand import load_file
from shortage.loader.known import healed, known_failures, surprises
from shortage.loader.run import load, seed_store
from shortage.loader.seen import seen
from shortage.loader.status import TableStatus, status

__all__ = [
    "CONNECTIONS",
    "KEEP",
    "Progress",
    "TableResult",
    "TableStatus",
    "aliases",
    "healed",
    "is_loadable",
    "known_failures",
    "load",
    "load_file",
    "seed_store",
    "seen",
    "set_aliases",
    "status",
    "surprises",
]
