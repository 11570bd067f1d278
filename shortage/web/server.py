"""The dashboard as an ASGI application: Streamlit, the addresses for other systems, compression, headers, logs.

``shortage app`` runs it; so does any ASGI server: ``uvicorn --factory shortage.web.server:build``.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import logging
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.middleware import Middleware
from streamlit import App

from shortage.settings import settings
from shortage.text import t
from shortage.web import ahead, framework, limits, look, metrics, routes, shell
from shortage.web.assets import Assets, Security
from shortage.web.guard import Guard
from shortage.web.logs import Lines, set_up

LOG = logging.getLogger("shortage.web")
TRIM_SECONDS = 30.0
SWITCH_SECONDS = 0.001
"""After how long a thread that computes lets another go on. A page goes out in two hundred messages, and whoever sends
waits for its turn after each: with Python's own five milliseconds, a drawing beside it makes that a second."""


@contextlib.asynccontextmanager
async def life(app: App) -> AsyncIterator[dict[str, Any]]:
    """Set up logs and begin to make what first readers ask for."""
    set_up()
    trim = asyncio.create_task(trimmed(limits.give_memory_back()))
    # Drawing for paper is imported where it is needed, but never first by two answers at the same moment.
    importlib.import_module("shortage.render.paper")
    # What is imported stays: looking through it for garbage would hold every reader up, again and again.
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_SECONDS)
    stopped = threading.Event()
    task = asyncio.create_task(asyncio.to_thread(ahead.warm, stopped)) if settings().warm else None
    try:
        yield {}
    finally:
        stopped.set()
        trim.cancel()
        if task:
            with contextlib.suppress(Exception):
                await task


async def trimmed(give_back: Callable[[], object]) -> None:
    """Give back now and then what is free between what is held."""
    while True:
        await asyncio.sleep(TRIM_SECONDS)
        await asyncio.to_thread(give_back)


def failed(error: Exception) -> bool:
    """Say in one sentence that a page failed; why stands in the log."""
    LOG.error("a page failed", exc_info=error)
    look.notice(t("page.unexpected", shell.lang()), shell.lang())
    return True


def build() -> App:
    """Return the application; Streamlit reads ``.streamlit/config.toml`` in the folder that it is started from."""
    framework.take_settings()
    framework.keep_few_sessions()
    script = Path(__file__).with_name("entry.py")
    return App(
        script,
        routes=routes.routes(framework.base()) + routes.forms(framework.base()),
        middleware=[
            Middleware(Lines),
            Middleware(Security),
            Middleware(Guard, most_readers=limits.most_readers(limits.raise_files())),
            Middleware(Assets),
        ],
        lifespan=life,
        on_script_error=failed,
    )


def serve(host: str, port: int) -> None:
    """Serve the dashboard until it is told to stop."""
    app = build()
    set_up()
    limits.warn_of_root()
    metrics.serve()
    uvicorn.run(app, host=host, port=port, log_config=None, **limits.server_settings(limits.raise_files()))
