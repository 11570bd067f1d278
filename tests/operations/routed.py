"""Answers of the routes for other systems, given in this process: no server, no line to it, the same words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from starlette.routing import Router

from shortage.web import routes
from shortage.web.guard import Guard


def answered(paths: Iterable[str]) -> dict[str, tuple[int, dict[str, str], bytes]]:
    """Return status, headers (lower case) and body of what is answered to each address."""
    app = Guard(Router(routes.routes()))
    scope = {"type": "http", "method": "GET", "headers": [], "scheme": "http", "http_version": "1.1", "root_path": ""}
    scope |= {"client": ("127.0.0.1", 1), "server": ("localhost", 80)}

    async def ask(path: str) -> tuple[int, dict[str, str], bytes]:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            sent.append(message)

        place, _, query = path.partition("?")
        own = {"path": place, "raw_path": place.encode(), "query_string": query.encode()}
        await app({**scope, **own}, receive, send)
        headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])

    async def every() -> dict[str, tuple[int, dict[str, str], bytes]]:
        return {path: await ask(path) for path in paths}

    return asyncio.run(every())
