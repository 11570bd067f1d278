"""What one sender may take of a server: messages, time for a request, files; and how many readers there can be.

Nothing here knows what is asked. A proxy in front (``deploy/nginx.conf``) counts addresses; what a proxy cannot see,
messages on an open line, is counted here.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import h11
import pyarrow as pa
from starlette.types import Message, Receive, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from shortage.settings import Settings, settings
from shortage.text import LANGS, t

LOG = logging.getLogger("shortage.web")
MESSAGES_A_SECOND = 20.0
"""What one open page may send for as long as it likes; a reader's clicks are far below it."""
MESSAGES_AT_ONCE = 60.0
REQUEST_SECONDS = 15.0
"""Within which a request must have come whole, from its first byte or the connection's beginning."""
SENDER_MESSAGES_A_SECOND, SENDER_MESSAGES_AT_ONCE = 100.0, 400.0
"""The same for all pages that are open from one address, behind which a whole organisation may sit."""
FILES_A_READER = 4
FILES_ELSE = 200
"""Open files that are no reader's: the store, logs, requests on their way."""
MOST_FILES = 65_536
MOST_READERS = Settings.model_fields["most_readers"].default
QUIET_SECONDS = 60.0
MAPPED_FROM, MOST_HEAPS = (-3, 1_000_000), (-8, 2)
"""Numbers and values of ``M_MMAP_THRESHOLD`` (bytes) and ``M_ARENA_MAX`` in ``malloc.h``."""


class Budget:
    """A bucket of messages that fills up again with time.

    Args:
        rate: messages a second.
        most: messages at once, after a pause.
        clock: the time in seconds.
    """

    def __init__(
        self,
        rate: float = MESSAGES_A_SECOND,
        most: float = MESSAGES_AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate, self._most, self._clock = rate, most, clock
        self._left, self._filled = most, clock()

    def spend(self) -> bool:
        """Take one message out of the bucket; whether there was one."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._filled) * self._rate)
        self._filled = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Senders:
    """The budgets of the addresses from which a page is open at the moment."""

    def __init__(self) -> None:
        self._open: dict[str, list[Any]] = {}

    def enter(self, sender: str) -> Budget:
        """Count one more open page of an address; returns the budget that its pages share."""
        account = self._open.setdefault(sender, [Budget(SENDER_MESSAGES_A_SECOND, SENDER_MESSAGES_AT_ONCE), 0])
        account[1] += 1
        return cast(Budget, account[0])

    def leave(self, sender: str) -> None:
        """Count one open page less."""
        account = self._open[sender]
        account[1] -= 1
        if not account[1]:
            del self._open[sender]


def within(budgets: Sequence[Budget], receive: Receive, send: Send, why: str) -> tuple[Receive, Send]:
    """Return an open page's line, closed (code 1008) as soon as more comes in than any of its budgets has."""
    is_closed = False

    async def take() -> Message:
        nonlocal is_closed
        message = await receive()
        # Each budget pays for the message, also where another one has run out already.
        spent = [budget.spend() for budget in budgets] if message["type"] == "websocket.receive" else []
        if not all(spent):
            is_closed = True
            await send({"type": "websocket.close", "code": 1008, "reason": why})
            return {"type": "websocket.disconnect", "code": 1008}
        return message

    async def give(message: Message) -> None:
        if not is_closed:  # what a page still had to say finds nobody
            await send(message)

    return take, give


class Patient(H11Protocol):
    """HTTP that waits for a request, but not for ever: half a request that never ends is closed, without an answer."""

    _deadline: asyncio.TimerHandle | None = None
    is_line = False
    """Whether this is the line of an open page by now, which may be quiet for as long as it likes."""

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Leave an open page alone."""
        self.is_line = True
        super().handle_websocket_upgrade(event)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting when a request is there; begin again when half of the next one has come."""
        super().data_received(data)
        if self.is_line:
            self._stop()
        elif self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait()
        else:
            self._stop()

    def on_response_complete(self) -> None:
        """Leave an idle connection to the time limit of its own; not one on which half of something stands."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY or (self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]):
            self._wait()
        else:
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()


def raise_files() -> int:
    """Raise the limit of open files as far as this user may; returns what it is now (0 where there is none)."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = resource.RLIM_INFINITY
    wanted = MOST_FILES if hard == endless else min(hard, MOST_FILES)
    if soft != endless and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError) as error:
            LOG.warning("the limit of open files stays at %s: %s", soft, error)
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 0 if soft == endless else soft


def warn_of_root() -> None:
    """Say that the server runs as a user who may do everything: what takes it over may then, too."""
    if getattr(os, "geteuid", lambda: 1)() == 0:
        LOG.warning(t("server.as_root", LANGS[1]))


def give_memory_back() -> Callable[[], object]:
    """Let what a large file took go back to the system when it is done; return what gives back the rest now.

    The GNU C library otherwise learns to keep buffers of that size for itself, in a heap for each thread: a server then
    holds hundreds of megabytes of nothing. Where there is another library this does nothing. Arrow, which has a heap of
    its own for each thread that ever read a table, takes its memory from the same library.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        library = ctypes.CDLL(None)
        library.mallopt(*MAPPED_FROM)
        library.mallopt(*MOST_HEAPS)
        return partial(library.malloc_trim, 0)
    except (AttributeError, OSError, TypeError):
        return lambda: None


def most_readers(files: int) -> int:
    """Return how many pages may be open at once: ``SHORTAGE_MOST_READERS``, and no more than there are files for.

    Args:
        files: the limit of open files; 0: none.
    """
    wanted = settings().most_readers
    return min(wanted, max(1, (files - FILES_ELSE) // FILES_A_READER)) if files else wanted


class OncePerMinute(logging.Filter):
    """Lets a complaint about exhausted files through once a minute and without its traceback.

    Python's own loop writes one, traceback included, for each connection that it could not take: a flood of half
    requests wrote hundreds of megabytes.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock, self._last = clock, float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written."""
        if "socket.accept() out of system resource" not in record.getMessage():
            return True
        record.msg, record.args = "no more connections can be taken: too many files are open", ()
        record.exc_info = record.exc_text = None
        if self._clock() - self._last < QUIET_SECONDS:
            return False
        self._last = self._clock()
        return True


def server_settings(files: int) -> dict[str, Any]:
    """Return how uvicorn is to serve; ``files`` is the limit of open files, 0: none."""
    return {
        "http": Patient,
        "ws": "websockets-sansio",
        "ws_max_size": 2_000_000,
        # Signs of life, so that a proxy can tell a page that is read quietly from a server that hangs.
        "ws_ping_interval": 10,
        "ws_ping_timeout": 30,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": 75,
        "timeout_graceful_shutdown": 20,
        # Past this, what is taken in is refused at once: a few files are left to answer a probe with.
        "limit_concurrency": files - FILES_ELSE // 2 if files else None,
    }
