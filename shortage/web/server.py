"""The dashboard as an ASGI application: Streamlit, the addresses for other systems, compression, headers, logs.

``shortage app`` runs it; so does any ASGI server: ``uvicorn --factory shortage.web.server:build``.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import importlib
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette import App, starlette_server

from shortage.text import LANGS, t
from shortage.web import ahead, look, routes, shell
from shortage.web.assets import Assets, Security
from shortage.web.logs import Lines, set_up

LOG = logging.getLogger("shortage.web")
PROBES = ("/api/ready", "/_stcore/health")
"""Asked by machines under whatever name they have for this one."""
INSIDE = ("/_stcore/metrics", "/_stcore/agent")
"""What tells how many readers there are, and what drives pages without a browser: not for the outside."""


def hosts() -> list[str]:
    """Return the names under which the dashboard may be asked for: ``SHORTAGE_ALLOWED_HOSTS``; none: any."""
    given = os.environ.get("SHORTAGE_ALLOWED_HOSTS", "").replace(",", " ").split()
    return [one.lower() for one in given]


class Doors:
    """Middleware: who may come in, under which name, to which addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        known = hosts()
        self.checked: ASGIApp = TrustedHostMiddleware(app, known, www_redirect=False) if known else app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(INSIDE):
            await PlainTextResponse(t("server.not_here", LANGS[0]), 404)(scope, receive, send)
        elif scope["type"] == "http" and path in PROBES:
            await self.app(scope, receive, send)
        else:
            await self.checked(scope, receive, send)


@contextlib.asynccontextmanager
async def life(app: App) -> AsyncIterator[dict[str, Any]]:
    """Set up logs and begin to make what first readers ask for."""
    set_up()
    # Drawing for paper is imported where it is needed, but never first by two answers at the same moment.
    importlib.import_module("shortage.render.paper")
    # What is imported stays: looking through it for garbage would hold every reader up, again and again.
    gc.collect()
    gc.freeze()
    stopped = threading.Event()
    task = asyncio.create_task(asyncio.to_thread(ahead.warm, stopped))
    try:
        yield {}
    finally:
        stopped.set()
        with contextlib.suppress(Exception):
            await task


def failed(error: Exception) -> bool:
    """Say in one sentence that a page failed; why stands in the log."""
    LOG.error("a page failed", exc_info=error)
    look.notice(t("page.unexpected", shell.lang()), shell.lang())
    return True


def at_once() -> None:
    """Let small messages go out at once.

    Streamlit binds its own socket, of which asyncio does not see that it is TCP; so it leaves on what makes a message
    wait for the receipt of the one before, 40 ms at the end of every page. What comes in through a socket inherits it.
    """
    bind = getattr(starlette_server, "_bind_socket", None)
    if bind is None or hasattr(bind, "__wrapped__"):
        return

    @functools.wraps(bind)
    def bound(*given: Any, **named: Any) -> Any:
        found = bind(*given, **named)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found

    starlette_server._bind_socket = bound


def build(folder: Path | None = None) -> App:
    """Return the application.

    Args:
        folder: where ``app.py`` stands; without it the one that belongs to this program.
    """
    at_once()
    script = (folder or shell.folder().parent) / "app.py"
    return App(
        script,
        routes=routes.routes(),
        middleware=[Middleware(Lines), Middleware(Security), Middleware(Doors), Middleware(Assets)],
        lifespan=life,
        on_script_error=failed,
    )
