"""One line of JSON per request and per page on standard error: what was asked, of which data, how long it took.

``SHORTAGE_LOG`` names the level (``INFO`` without it). What a reader sends is cut off and, being JSON, cannot forge a
line of its own. No address of a reader, no cookie and no header but the request's own id is written down.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_plus

from pythonjsonlogger.json import JsonFormatter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shortage.settings import settings
from shortage.web import limits, metrics

LOG = logging.getLogger("shortage.web")
LONGEST = 300
"""Characters that are kept of anything that came from outside."""
FACTS = "shortage.facts"
"""Where a request carries what its answer adds to the line: figure, release, kind."""
TYPED = ("zoek", "korf", "titel")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_OUTSIDE = ("streamlit.runtime.scriptrunner_utils.script_run_context",)
_NO_FILES = limits.OncePerMinute()
_QUIET = ("/static/", "/_stcore/", "/media/", "/api/ready", "/favicon.png")


def cut(text: str) -> str:
    """Return what is written down of a text from outside."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def query(raw: str) -> str:
    """Return a query as it is written down: without what a reader typed, search words and titles of their own."""
    parts = (part.partition("=") for part in raw.split("&"))
    return cut(
        "&".join(f"{key}=…" if unquote_plus(key) in TYPED and value else key + is_ + value for key, is_, value in parts)
    )


def set_up() -> None:
    """Send every logger's lines to standard error as JSON; to be called once the server has set up its own."""
    level = logging.getLevelNamesMapping()[settings().log]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
            json_ensure_ascii=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("asyncio").addFilter(_NO_FILES)
    for name in ("shortage", "streamlit", "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        if name.startswith("streamlit."):
            logger = logging.getLogger(name)
            logger.handlers[:] = []
            logger.propagate = True


def silence_streamlit() -> None:
    """Keep quiet what Streamlit says whenever something is computed outside a page: here that is meant."""
    for name in _OUTSIDE:
        logging.getLogger(name).addFilter(lambda record: record.levelno >= logging.ERROR)


@contextmanager
def page(path: str, **facts: Any) -> Iterator[None]:
    """Write a line when a page has been made for a reader."""
    begun = time.perf_counter()
    status = "stopped"
    try:
        yield
        status = "done"
    finally:
        took = round((time.perf_counter() - begun) * 1000, 1)
        LOG.info("page", extra={"path": cut(path), "status": status, "ms": took, **facts})
        metrics.RUNS.labels(path).observe(took / 1000)


class Lines:
    """Middleware: gives each request an id (the proxy's, where it sent one) and writes its line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        named = Headers(scope=scope).get("x-request-id", "")
        id = named if _ID.fullmatch(named) else secrets.token_hex(8)
        facts: dict[str, Any] = {"request": id}
        scope[FACTS] = facts
        begun = time.perf_counter()
        status: int | str = "closed" if scope["type"] == "websocket" else "aborted"

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                MutableHeaders(scope=message)["X-Request-ID"] = id
            await send(message)

        path = str(scope.get("path", ""))
        is_quiet = scope["type"] == "http" and (path.startswith(_QUIET) or "/_stcore/" in path)
        try:
            await self.app(scope, receive, answer)
        except Exception:
            status = 500
            LOG.exception("failed", extra={**facts, "path": cut(path)})
            raise
        finally:
            line = {
                **facts,
                "method": scope.get("method", ""),
                "path": cut(path),
                "query": query(scope.get("query_string", b"").decode("latin-1")),
                "status": status,
                "ms": round((time.perf_counter() - begun) * 1000, 1),
            }
            is_ill = isinstance(status, int) and status >= 500
            level = logging.WARNING if is_ill else logging.DEBUG if is_quiet else logging.INFO
            LOG.log(level, scope["type"], extra=line)
            if scope["type"] == "http":
                metrics.request(path, status, line["ms"] / 1000)
