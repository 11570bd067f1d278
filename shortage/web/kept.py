"""Finished files in memory, up to a size."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any


class Files:
    """Finished files: the latest used are kept up to a size, and one is drawn at a time, once."""

    def __init__(self, room: int) -> None:
        self._room, self._used = room, 0
        self._bodies: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._lock, self._drawing = threading.Lock(), threading.Lock()

    def look(self, key: tuple[Any, ...]) -> bytes | None:
        """Return a file that was kept."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
                return self._bodies[key]
        return None

    def get(self, key: tuple[Any, ...], make: Callable[[], bytes]) -> bytes:
        """Return a file, made now if it was not kept."""
        found = self.look(key)
        if found is not None:
            return found
        with self._drawing:
            found = self.look(key)
            if found is None:
                found = make()
                with self._lock:
                    self._bodies[key] = found
                    self._used += len(found)
                    while self._used > self._room and len(self._bodies) > 1:
                        _, gone = self._bodies.popitem(last=False)
                        self._used -= len(gone)
        return found
