"""Finished bodies in memory, up to a size: files that were drawn, scripts that were compressed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress

from cachetools import LRUCache


class ByteCache:
    """Bodies by key. The latest used are kept up to a size; each is made once, while others are made beside it.

    Args:
        size: bytes that are kept; what is larger by itself is made each time.
    """

    def __init__(self, size: int) -> None:
        self._bodies: LRUCache[Hashable, bytes] = LRUCache(size, getsizeof=len)
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def look(self, key: Hashable) -> bytes | None:
        """Return a body that is kept."""
        with self._lock:
            return self._bodies.get(key)

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return a body, made now if it is not kept; who asks for the same one meanwhile waits for it, nobody else."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                return body
            making = self._making.setdefault(key, threading.Lock())
        with making:
            body = self.look(key)
            if body is None:
                try:
                    body = make()
                    with self._lock, suppress(ValueError):  # larger than all that may be kept
                        self._bodies[key] = body
                finally:
                    with self._lock:
                        self._making.pop(key, None)
        return body
