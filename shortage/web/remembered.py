"""One way to remember what was worked out for pages: by all that it depends on, bounded, for all readers alike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache
from cachetools.keys import hashkey

from shortage.text import Unreadable

P = ParamSpec("P")
R = TypeVar("R")


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that keeps the last ``most`` answers of a function, by its arguments.

    Every argument is part of the key, so what depends on the store takes its version. An answer is everybody's: nobody
    changes it. What raises is not kept, nor what was made while something could not be read: that is so for a moment.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        answers: LRUCache[Any, R] = LRUCache(maxsize=most)
        lock = threading.RLock()

        @wraps(function)
        def remember(*args: P.args, **named: P.kwargs) -> R:
            key = hashkey(*args, **named)  # type: ignore[arg-type]
            with lock:
                if key in answers:
                    return answers[key]
            before = Unreadable.met()
            answer = function(*args, **named)
            if Unreadable.met() == before:
                with lock:
                    return answers.setdefault(key, answer)
            return answer

        return remember

    return decorate
