"""Who is served first when more is asked than can be drawn at once: readers take turns, whatever each of them asks."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter, to_thread

from shortage.text import Problem
from shortage.turn_taking import FILE, give_way, working

WAITING = 160
"""Answers that may wait for their turn; beyond it the reader who asked most is asked to come back."""


class Turns:
    """A few answers are worked on at a time, some may wait, no more: many requests cannot fill the memory.

    Readers have a queue each and are served in turn: one who asks for forty things does not keep another, who asks for
    one, waiting for forty. When all places are taken, the longest queue gives up its last.

    Args:
        concurrent: answers that are worked on at a time.
        waiting: answers that may wait, of all readers together.
        rank: before and after what an answer is worked on, see :mod:`shortage.turn_taking`.
    """

    def __init__(self, concurrent: int = 2, waiting: int = WAITING, rank: int = FILE) -> None:
        self._concurrent, self._most_waiting, self._rank = concurrent, waiting, rank
        self._running = 0
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._limiter: CapacityLimiter | None = None

    async def run(self, work: Callable[[], Any], reader: str = "") -> Any:
        """Do ``work`` in a thread, when it is the reader's turn.

        Raises:
            Problem: too many wait already, most of them for this reader.
        """
        await self._turn(reader)
        try:
            self._limiter = self._limiter or CapacityLimiter(self._concurrent)
            return await to_thread.run_sync(self._worked, work, limiter=self._limiter)
        finally:
            self._pass_on()

    def _worked(self, work: Callable[[], Any]) -> Any:
        with working(self._rank):
            give_way()
            return work()

    async def _turn(self, reader: str) -> None:
        if self._running < self._concurrent:
            self._running += 1
            return
        if sum(map(len, self._queues.values())) >= self._most_waiting:
            self._make_place(reader)
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(reader, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._pass_on()  # the turn had come, and nobody is there any more to take it
            else:
                self._leave(reader, turn)
            raise

    def _make_place(self, reader: str) -> None:
        """Send the last of the longest queue away; where that is the reader's own, the reader."""
        longest = max(self._queues, key=lambda reader: len(self._queues[reader]))
        if len(self._queues[longest]) <= len(self._queues.get(reader, ())) + 1:
            raise Problem("busy")
        last = self._queues[longest][-1]
        self._leave(longest, last)
        if not last.done():
            last.set_exception(Problem("busy"))

    def _leave(self, reader: str, turn: asyncio.Future[None]) -> None:
        queue = self._queues.get(reader)
        if queue and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._queues[reader]

    def _pass_on(self) -> None:
        while self._queues:
            reader, queue = self._queues.popitem(last=False)
            turn = queue.popleft()
            if queue:
                self._queues[reader] = queue  # behind all others
            if not turn.done():
                turn.set_result(None)
                return
        self._running -= 1
