"""One way to remember what was worked out for pages: by all that it depends on, bounded, for all readers alike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache, cached

P = ParamSpec("P")
R = TypeVar("R")


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that keeps the last ``most`` answers of a function, by its arguments.

    Every argument is part of the key, so what depends on the store takes its version. An answer is everybody's: nobody
    changes it. What raises is not kept.
    """
    answers: LRUCache[Any, Any] = LRUCache(maxsize=most)

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        return cached(answers, lock=threading.RLock())(function)

    return decorate
