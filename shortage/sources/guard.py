"""What keeps a request within bounds: a clock per answer, a word about silence, and hosts that stay the publisher's."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from shortage.settings import settings
from shortage.text import Problem

WORD_EVERY = 10.0
"""Seconds of silence after which a host is named, and again after as many."""
_TICK, _REST = 0.2, 5.0
"""Seconds between two looks, and for how long there must be nothing to look at before the thread ends."""
_here = threading.local()


class Ask:
    """One request that is under way: to which host, until when it may take, and the socket that it waits on."""

    def __init__(self, host: str, until: float) -> None:
        self.host = host
        self.until = until
        self.socket: socket.socket | None = None
        self.is_overdue = False

    def cut(self) -> None:
        """End the connection, so that whoever reads from it wakes."""
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


class Guard:
    """Watches the requests under way from a thread of its own, which lives while there are any.

    A time-out of a socket counts from the last byte, so a server that drips would never meet it: the clock here counts
    from the first. ``waiting`` is told of which host nothing came, and for how many seconds.
    """

    def __init__(self, waiting: Callable[[str, int], None] | None = None) -> None:
        self.waiting = waiting
        self._asks: set[Ask] = set()
        self._silent: dict[str, tuple[float, int]] = {}
        """Per host since when nothing came, and how many times that was said; tries in a row are one silence."""
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    @contextmanager
    def watch(self, host: str, longest: float) -> Iterator[Ask]:
        """Watch what is asked of ``host`` in this thread, for the duration of the block."""
        begun = time.monotonic()
        ask = Ask(host, begun + longest)
        _here.ask = ask
        with self._lock:
            self._asks.add(ask)
            self._silent.setdefault(host, (begun, 0))
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._run, name="guard", daemon=True)
                self._thread.start()
        try:
            yield ask
        finally:
            _here.ask = None
            with self._lock:
                self._asks.discard(ask)

    def heard(self, host: str) -> None:
        """Note that something came from a host."""
        with self._lock:
            if any(ask.host == host for ask in self._asks):
                self._silent[host] = (time.monotonic(), 0)

    def done(self, host: str) -> None:
        """Note that a host gave a whole answer: what passes until the next question is no silence of it."""
        with self._lock:
            self._silent.pop(host, None)

    def close(self) -> None:
        """Break off all that is under way, now and from now on."""
        self._is_closed = True
        with self._lock:
            asks = list(self._asks)
        for ask in asks:
            ask.cut()

    def _run(self) -> None:
        idle = 0.0
        while idle < _REST:
            time.sleep(_TICK)
            now = time.monotonic()
            with self._lock:
                asks = list(self._asks)
                idle = 0.0 if asks else idle + _TICK
                if idle >= _REST:
                    self._thread = None
                said = [pair for host in {ask.host for ask in asks} if (pair := self._word(host, now))]
            for ask in asks:
                ask.is_overdue = ask.is_overdue or now > ask.until
                if ask.is_overdue or self._is_closed:
                    ask.cut()
            if self.waiting is not None and not self._is_closed:
                for host, seconds in said:
                    self.waiting(host, seconds)

    def _word(self, host: str, now: float) -> tuple[str, int] | None:
        since, times = self._silent.setdefault(host, (now, 0))
        if now - since < WORD_EVERY * (times + 1):
            return None
        self._silent[host] = (since, times + 1)
        return host, round(WORD_EVERY * (times + 1))


class _Overheard:
    """A connection that tells the request of its thread which socket it waits on."""

    sock: Any

    def getresponse(self) -> Any:
        ask = getattr(_here, "ask", None)
        if ask is not None:
            ask.socket = self.sock
        return super().getresponse()  # type: ignore[misc]


class _Http(_Overheard, HTTPConnection):
    pass


class _Https(_Overheard, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


_POOLS = {"http": _HttpPool, "https": _HttpsPool}


class GuardedAdapter(HTTPAdapter):
    """The adapter of requests, with connections that can be broken off."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Make the pools of connections that go through a proxy."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        if manager.proxy is not None and str(manager.proxy.scheme or "").startswith("http"):
            manager.pool_classes_by_scheme = _POOLS
        return manager


def is_same_site(first: str, other: str) -> bool:
    """Whether an address belongs to the publisher of the first one: its host, or one of the same domain over HTTPS."""
    a, b = urlsplit(first), urlsplit(other)
    host, to = (a.hostname or "").lower(), (b.hostname or "").lower()
    if b.scheme not in ("http", "https") or (a.scheme == "https" and b.scheme == "http") or not to:
        return False
    try:
        if host == to:
            return a.port == b.port or {a.port, b.port} <= {None, 80, 443}
        if b.port not in (None, 443) or b.scheme != "https" or _is_number(host) or _is_number(to):
            return False
    except ValueError:
        return False
    return host.count(".") >= 1 and host.split(".")[-2:] == to.split(".")[-2:]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def certificates_exist(verify: Any) -> None:
    """Look whether the file or folder of certificates that the environment names is there.

    Raises:
        Problem: it is not.
    """
    if isinstance(verify, str) and not Path(verify).exists():
        name = "REQUESTS_CA_BUNDLE" if settings().requests_ca_bundle == verify else "CURL_CA_BUNDLE"
        raise Problem("certificates_absent", name=name, path=verify)
