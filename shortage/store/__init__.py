"""Floor 4, the store: Parquet releases, listed in one descriptor, read with their provenance.

A store is a folder: ``datapackage.json`` (a Frictionless Data Package) and ``<source>/<id>/<release>.parquet``
with ``<release>.codes.parquet`` beside it. A reader sees only what the descriptor lists, and the descriptor is
replaced in one step, last: whatever happens to a writer, a reader has the store of before or of after.

Columns of a release: ``measure``, ``measure_label``, ``unit`` (the publisher's), per dimension ``<key>`` and
``<key>_label``, ``period`` (CBS code), ``value`` (as published, NaN where nothing is published), ``status``
(final, provisional, …), ``grade`` (A machine-read, B taken from an official page, C second-hand), ``vintage``
(edition the cell was read from), ``origin`` (where).
"""

from shortage.descriptor import Entry
from shortage.places import DESCRIPTOR, default_root, snapshot_root, user_root
from shortage.store.folder import LAST_LOAD, LONGEST_LOCK, ReleaseFacts, Store, loading_root
from shortage.store.naming import PROVISIONAL, is_provisional
from shortage.store.source import Source, united
from shortage.store.table import COPIED_FROM, TableData
from shortage.store.texts import as_numpy

__all__ = [
    "COPIED_FROM",
    "DESCRIPTOR",
    "LAST_LOAD",
    "LONGEST_LOCK",
    "PROVISIONAL",
    "Entry",
    "ReleaseFacts",
    "Source",
    "Store",
    "TableData",
    "as_numpy",
    "default_root",
    "is_provisional",
    "loading_root",
    "snapshot_root",
    "united",
    "user_root",
]
