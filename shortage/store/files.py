"""The files of a store: where they stand on this machine, and whether they are what was written."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shortage.descriptor import Entry
from shortage.remote import Bucket
from shortage.text import Unreadable


class Files:
    """Files by their path in the store; where the store is at an address, fetched from it before they are read."""

    def __init__(self, root: Path, bucket: Bucket | None) -> None:
        self._root, self._bucket = root, bucket
        self._summed: dict[str, tuple[tuple[int, int, int], str]] = {}
        self._failed: set[str] = set()

    def here(self, path: str) -> Path:
        """Return where a file stands on this machine; it may be missing."""
        if self._bucket:
            self._bucket.fetch(path)
        return self._root / path

    def parquet(self, entry: Entry, path: str, sha256: str) -> pa.Table:
        """Return the rows of a file of a release, its texts as dictionaries.

        Raises:
            Unreadable: it is missing, truncated, swapped, refused or no Parquet.
        """
        self._failed.add(path)
        rows = _parsed(self._bytes(entry, path, sha256), entry, path)
        self._failed.discard(path)
        return rows

    def is_whole(self, path: str, sha256: str) -> bool:
        """Whether a file stands here as it was written; it is summed once as long as its size, time and place stay."""
        file = self._root / path
        try:
            stat = file.stat()
            mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            remembered = self._summed.get(path)
            if remembered is None or remembered[0] != mark:
                remembered = self._summed[path] = (mark, hashlib.sha256(file.read_bytes()).hexdigest())
        except (OSError, ValueError):
            return False
        return remembered[1] == sha256

    def unreadable(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the releases whose rows cannot be read now.

        Of a store at an address only what was asked for stands here: of that, what could not be read the last time is
        tried again.
        """
        if self._bucket:
            return [entry for entry in entries if entry.path in self._failed and not self._is_read(entry)]
        return [entry for entry in entries if not self.is_whole(entry.path, entry.sha256)]

    def _is_read(self, entry: Entry) -> bool:
        try:
            self.parquet(entry, entry.path, entry.sha256)
        except Unreadable:
            return False
        return True

    def _bytes(self, entry: Entry, path: str, sha256: str) -> bytes:
        file = self.here(path)
        try:
            body = file.read_bytes()
            if self._bucket and hashlib.sha256(body).hexdigest() != sha256:
                # What stands here may be the file of an earlier release under the same name, or damaged here only.
                file.unlink(missing_ok=True)
                body = self.here(path).read_bytes()
        except FileNotFoundError:
            raise Unreadable("file_missing", table=entry.table, file=path) from None
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise Unreadable("store_unreadable", path=file, why=why) from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise Unreadable("file_damaged", table=entry.table, file=path)
        return body


def _parsed(body: bytes, entry: Entry, path: str) -> pa.Table:
    try:
        # Texts repeat thousands of times: keep them as dictionaries, so that only the distinct ones are mapped.
        with pq.ParquetFile(pa.BufferReader(body)) as plain:
            head, schema = plain.metadata, plain.schema_arrow
        texts = [
            field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        ]
        with pq.ParquetFile(pa.BufferReader(body), metadata=head, read_dictionary=texts) as packed:
            return packed.read(use_threads=False)  # small files: handing them to threads costs more than reading
    except (pa.ArrowException, OSError, ValueError, KeyError):
        raise Unreadable("file_foreign", table=entry.table, file=path) from None


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Return a frame as the bytes of a Parquet file, as releases are written."""
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink, compression="zstd", use_dictionary=True)
    return sink.getvalue()
