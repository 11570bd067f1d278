"""Answers of the routes for other systems, given in this process: no server, no line to it, the same words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from starlette.routing import Router

from shortage.web import routes
from shortage.web.assets import Security
from shortage.web.guard import Guard

Answer = tuple[int, dict[str, str], bytes]


def answer(path: str, **headers: str) -> Answer:
    """Return status, headers (lower case) and body of what is answered to an address asked for with these headers."""
    return answered([path], **headers)[path]


def answered(paths: Iterable[str], **headers: str) -> dict[str, Answer]:
    """Return of each address what :func:`answer` does."""
    app = Security(Guard(Router(routes.routes())))
    given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "headers": given, "scheme": "http", "http_version": "1.1"}
    scope |= {"root_path": ""}
    scope |= {"client": ("127.0.0.1", 1), "server": ("localhost", 80)}

    async def ask(path: str) -> Answer:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            sent.append(message)

        place, _, query = path.partition("?")
        own = {"path": place, "raw_path": place.encode(), "query_string": query.encode()}
        await app({**scope, **own}, receive, send)
        told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:])

    async def every() -> dict[str, Answer]:
        return {path: await ask(path) for path in paths}

    return asyncio.run(every())
