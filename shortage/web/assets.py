"""What the browser loads before a page: Streamlit's scripts compressed, its index page in our language, headers.

Streamlit serves its scripts uncompressed and leaves that to a proxy; here they are compressed once and kept, so that a
first visit is light without one. The index page is Streamlit's own with four changes: the language, our name, where the
dashboard stands, and what the page will need run while the server makes it instead of when its first element arrives.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, move_on_after, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shortage.text import Lang, Problem
from shortage.turn_taking import PAGE, working
from shortage.web import first, framework, guard, links, preview, shell
from shortage.web.bytecache import ByteCache

brotli: Any = None
with suppress(ImportError):  # an extra: without it gzip does
    brotli = importlib.import_module("brotli")

LOG = logging.getLogger("shortage.web")
PATIENCE = 0.3
"""Seconds that an index page waits for what its address is about, and again for what its page says first."""
LONGEST_QUERY = 5000
FRAMES, OF_DATA = "X-Frame-Options", "X-Data-Version"
FOREVER = "public, immutable, max-age=31536000"
ROOM = 24_000_000
"""Bytes of compressed scripts that are kept."""


def encodings(accepted: str) -> list[str]:
    """Return the encodings that a browser takes and we can make, the best first."""
    taken = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";")
        taken[name.strip()] = not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return [one for one in (("br",) if brotli else ()) + ("gzip",) if taken.get(one)]


def squeeze(body: bytes, encoding: str) -> bytes:
    """Return a body in an encoding; the middle levels, past which time grows and size does not."""
    if encoding == "br" and brotli:
        return bytes(brotli.compress(body, quality=5))
    return gzip.compress(body, 6, mtime=0)


class Security:
    """Middleware: the headers that every answer carries, unless it has its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        frames = framework.ancestors()
        self.headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            "Content-Security-Policy": f"frame-ancestors {frames}",
        }
        if frames in ("'self'", "'none'"):  # the older header knows no list of sites
            self.headers[FRAMES] = "SAMEORIGIN" if frames == "'self'" else "DENY"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_embedded = framework.own_path(scope["path"]).startswith(links.EMBED)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    if name != FRAMES or not is_embedded:  # the older header knows no list of sites
                        found.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, answer)


class Assets:
    """Middleware: compressed scripts, and the index page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.squeezed = ByteCache(ROOM)
        self.files = framework.scripts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        path = framework.own_path(scope["path"])
        headers = Headers(scope=scope)
        if path in self.files:
            chosen = encodings(headers.get("accept-encoding", ""))
            if chosen and "range" not in headers:
                file = self.files[path]
                body = await to_thread.run_sync(
                    self.squeezed.get, (file, chosen[0]), lambda: squeeze(file.read_bytes(), chosen[0])
                )
                await _answer(body, framework.KINDS[file.suffix], scope, receive, send, FOREVER, chosen[0])
                return
            await self.app(scope, receive, send)
            return
        await self._page(path, headers, scope, receive, send)

    async def _page(self, path: str, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where Streamlit answers with its index page, answer with ours."""
        if framework.is_page(scope):
            # What a browser kept of the page in the other language must not be taken for this one, and the page must
            # come as it is, to be changed.
            left_out = (b"if-none-match", b"if-modified-since", b"range", b"accept-encoding")
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] not in left_out]}
        is_page = False
        parts: list[bytes] = []

        async def answer(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                head = Headers(raw=message["headers"])
                is_plain = head.get("content-encoding", "identity") == "identity"
                is_html = head.get("content-type", "").startswith("text/html")
                is_ours = OF_DATA in head  # a figure as a bare page
                is_page = message["status"] == 200 and is_html and is_plain and not is_ours
            if not is_page:
                await send(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self.app({**scope, "method": "GET"} if framework.is_page(scope) else scope, receive, answer)
        if is_page:
            if path.strip("/") not in ("", "index.html", framework.base(), *shell.TITLES):
                await guard.nothing_here(guard.language(scope))(scope, receive, send)
                return
            lang, has_charts = guard.language(scope), path.strip("/").split("/")[-1] in framework.CHARTS
            body, rules = framework.index(b"".join(parts).decode("utf-8", "replace"), lang, has_charts)
            head = await previewed(path, scope, lang)
            body = framework.with_head(body, lang, *head) if head else body
            body = framework.with_view(body, await viewed(path, scope, lang))
            chosen = encodings(headers.get("accept-encoding", ""))
            if chosen:
                body = squeeze(body, chosen[0])
            extra = {"Content-Security-Policy": rules, "Cross-Origin-Opener-Policy": "same-origin-allow-popups"}
            mark = headers.get("if-none-match", "")
            kind = "text/html; charset=utf-8"
            await _answer(body, kind, scope, receive, send, "no-cache", chosen[0] if chosen else "", mark, extra)


def asked(path: str, scope: Scope) -> tuple[str, dict[str, str]]:
    """Return the page of an address, "" for the home page, and the address's parameters."""
    query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")[:LONGEST_QUERY], keep_blank_values=True))
    page = path.strip("/").split("/")[-1]
    return page if page in shell.TITLES else "", query


async def previewed(path: str, scope: Scope, lang: Lang) -> tuple[str, str] | None:
    """Return title and tags of what an address is about; None where that is not known in time.

    The page itself never waits long for it: what takes longer is made for the next who asks.
    """
    page, query = asked(path, scope)
    with move_on_after(PATIENCE):
        try:
            ask = partial(_at_once, preview.tags, page, query, lang)
            return await to_thread.run_sync(ask, abandon_on_cancel=True, limiter=_previewing())
        except Exception:
            LOG.exception("a preview failed")
            return None
    return preview.plain(page, lang)


async def viewed(path: str, scope: Scope, lang: Lang) -> str:
    """Return what a page says first, as HTML; "" where it cannot be made, or not in time, as with :func:`previewed`."""
    if not _viewing().available_tokens:
        return ""  # those that are being made take longer than a reader should wait
    with move_on_after(PATIENCE):
        try:
            make = partial(_at_once, first.html, *asked(path, scope), lang)
            return await to_thread.run_sync(make, abandon_on_cancel=True, limiter=_viewing())
        except Problem:
            return ""  # the live page says what is wrong
        except Exception:
            LOG.exception("a first view failed")
    return ""


def _at_once(make: Callable[..., Any], *arguments: Any) -> Any:
    with working(PAGE):
        return make(*arguments)


@cache
def _viewing() -> CapacityLimiter:
    """Return how many first views are made at once."""
    return CapacityLimiter(2)


@cache
def _previewing() -> CapacityLimiter:
    """Return how many previews are worked out at once: the others say less rather than hold pages up."""
    return CapacityLimiter(2)


async def _answer(
    body: bytes,
    kind: str,
    scope: Scope,
    receive: Receive,
    send: Send,
    caching: str,
    encoding: str,
    mark: str = "",
    extra: dict[str, str] | None = None,
) -> None:
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding", "ETag": tag, **(extra or {})}
    if mark and tag in mark:
        await Response(status_code=304, headers=headers)(scope, receive, send)
        return
    if encoding:
        headers["Content-Encoding"] = encoding
    await Response(body, headers=headers, media_type=kind)(scope, receive, send)
