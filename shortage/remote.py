"""Floor 4, a store at an address (``s3://bucket/folder``): a folder on this machine that follows it.

The address holds the same files as a folder does, and the same promise: a reader sees what the descriptor lists, and
the descriptor is replaced last, by one write, which object stores do whole or not at all. Here a mirror of it is kept.
Reading asks at most every :data:`PATIENCE` seconds whether the descriptor has changed, and fetches a release when it
is first read; its checksum stands in the descriptor, so half a file is noticed as it is in a folder. Writing happens
in the mirror first; then the release's files go up, and last the descriptor.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from shortage.text import Problem

PATIENCE = 2.0
"""Seconds for which a descriptor counts as fresh."""
STALE = dt.timedelta(hours=6)
"""Age at which the lock of a load that was killed is taken over."""


def is_address(root: str) -> bool:
    """Whether a store is named by an address rather than by a folder."""
    return "://" in root


def mirror_of(address: str) -> Path:
    """Return the folder that follows ``address``: below ``SHORTAGE_CACHE``, else below the user's cache folder."""
    home = os.environ.get("SHORTAGE_CACHE") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "labour-shortage" / hashlib.sha256(address.encode()).hexdigest()[:16]


class Bucket:
    """An address and its mirror.

    Args:
        address: ``<protocol>://…``, anything that fsspec knows.
        mirror: the folder that follows it.

    Raises:
        Problem: the address is none, or what is needed to speak its protocol is not installed.
    """

    def __init__(self, address: str, mirror: Path) -> None:
        try:
            import fsspec

            self._fs, base = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise Problem("store_address", path=address, why=str(error).split("\n")[0]) from None
        self.address = address
        self._base = base.rstrip("/")
        self._mirror = mirror
        self._lock = threading.Lock()
        self._asked: dict[str, float] = {}
        self._marks: dict[str, Any] = {}

    def follow(self, name: str) -> None:
        """Bring a file of the mirror that changes (the descriptor) up to date.

        While the address does not answer, the mirror of the last time goes on: what it lists is still whole.

        Raises:
            Problem: the address does not answer and nothing was mirrored before.
        """
        with self._lock:
            if time.monotonic() - self._asked.get(name, float("-inf")) < PATIENCE:
                return
            file = self._mirror / name
            try:
                mark = self._marked(name)
                if mark != self._marks.get(name) or not file.exists():
                    _put(file, self._fs.cat_file(f"{self._base}/{name}"))
                    self._marks[name] = mark
            except FileNotFoundError:
                file.unlink(missing_ok=True)
                self._marks.pop(name, None)
            except Exception as error:  # Each protocol has errors of its own; none of them may stop a reader.
                if not file.exists():
                    raise Problem("store_unreadable", path=self.address, why=_why(error)) from None
            self._asked[name] = time.monotonic()

    def fetch(self, path: str) -> None:
        """Bring a listed file into the mirror unless it is there; what cannot be fetched is simply not there."""
        file = self._mirror / path
        if not file.exists():
            with suppress(Exception):
                _put(file, self._fs.cat_file(f"{self._base}/{path}"))

    def publish(self, paths: Iterable[str], last: str) -> None:
        """Send files up, and ``last`` (the descriptor, which makes them count) after all of them.

        Raises:
            Problem: the address refuses; what it listed before still stands.
        """
        try:
            for path in (*paths, last):
                self._fs.pipe_file(f"{self._base}/{path}", (self._mirror / path).read_bytes())
            self._marks[last] = self._marked(last)
        except Exception as error:
            # The mirror is ahead of the address now: at the next reading it goes back to what the address lists.
            self._asked.pop(last, None)
            self._marks.pop(last, None)
            raise Problem("store_unwritable", path=self.address, why=_why(error)) from error

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files that nothing lists any more; one that will not go does no harm."""
        for path in paths:
            with suppress(Exception):
                self._fs.rm_file(f"{self._base}/{path}")

    @contextmanager
    def alone(self, name: str = ".load.lock") -> Iterator[None]:
        """Hold the address for one load, by a file that only one can make.

        Raises:
            Problem: another load holds it (one older than :data:`STALE` was killed), or the address refuses.
        """
        lock = f"{self._base}/{name}"
        now = dt.datetime.now(dt.UTC)
        try:
            self._take(lock, now)
        except FileExistsError:
            raise Problem("load_running", path=self.address) from None
        except Exception as error:
            raise Problem("store_unwritable", path=self.address, why=_why(error)) from None
        try:
            yield
        finally:
            with suppress(Exception):
                self._fs.rm_file(lock)

    def _take(self, lock: str, now: dt.datetime) -> None:
        with suppress(FileNotFoundError, ValueError):
            if now - dt.datetime.fromisoformat(self._fs.cat_file(lock).decode()) > STALE:
                self._fs.rm_file(lock)
        try:
            self._fs.pipe_file(lock, now.isoformat().encode(), mode="create")
        except OSError as error:
            # The answer to "make it unless it is there" has no error class of its own in every protocol.
            self._fs.invalidate_cache()
            if self._fs.exists(lock):
                raise FileExistsError(lock) from error
            raise

    def _marked(self, name: str) -> Any:
        self._fs.invalidate_cache()
        info = self._fs.info(f"{self._base}/{name}")
        return next((info[key] for key in ("ETag", "etag", "mtime", "created") if key in info), None), info["size"]


def _put(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, staged = tempfile.mkstemp(dir=file.parent, prefix=".write-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
        Path(staged).replace(file)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise


def _why(error: BaseException) -> str:
    return (str(error) or type(error).__name__).split("\n")[0][:200]
