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
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, move_on_after, to_thread
from cachetools import LRUCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shortage.text import Lang, Problem, Unreadable, ages
from shortage.turn_taking import PAGE, working
from shortage.web import first, framework, guard, links, preview, public, shell, state
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
ROOM_OF_PAGES = 8_000_000
"""Bytes of index pages that are kept as they went out."""
T = TypeVar("T")


class Page(NamedTuple):
    """An index page as it goes out, and its content security policy."""

    body: bytes
    rules: str


def encodings(accepted: str) -> list[str]:
    """Return the encodings that a browser takes and we can make, the best first."""
    taken = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";")
        taken[name.strip()] = not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return [name for name in (("br",) if brotli else ()) + ("gzip",) if taken.get(name)]


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
                own = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    if name != FRAMES or not is_embedded:  # the older header knows no list of sites
                        own.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, answer)


class Assets:
    """Middleware: compressed scripts, and the index page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.squeezed = ByteCache(ROOM)
        self.pages: LRUCache[Hashable, Page] = LRUCache(ROOM_OF_PAGES, getsizeof=lambda page: len(page.body))
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
        """Pass a request on; where Streamlit answers with its index page, answer with ours.

        A page that says all it can is kept as it went out, and needs no work until the data or the day is another.
        """
        chosen = [*encodings(headers.get("accept-encoding", "")), ""][0]
        key: Hashable = None
        if framework.is_page(scope):
            key = await _mark(path, scope, chosen)
            if key in self.pages:
                await _page_answer(self.pages[key], chosen, headers, scope, receive, send)
                return
            # What a browser kept of the page in the other language must not be taken for this one, and the page must
            # come as it is, to be changed.
            left_out = (b"if-none-match", b"if-modified-since", b"range", b"accept-encoding")
            scope = {**scope, "headers": [header for header in scope["headers"] if header[0] not in left_out]}
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
            head, is_head_whole = await previewed(path, scope, lang)
            body = framework.with_head(body, lang, *head) if head else body
            view, is_view_whole = await viewed(path, scope, lang)
            body = framework.with_view(body, view)
            page = Page(squeeze(body, chosen) if chosen else body, rules)
            if key and is_head_whole and is_view_whole:
                with suppress(ValueError):  # larger than all that may be kept
                    self.pages[key] = page
            await _page_answer(page, chosen, headers, scope, receive, send)


async def _mark(path: str, scope: Scope, encoding: str) -> Hashable:
    """Return all that an index page depends on; None where that is not known in time."""
    with move_on_after(PATIENCE):
        try:
            # In a thread: a store at an address may have to be asked whether it is as it was.
            version = await to_thread.run_sync(state.version, "", abandon_on_cancel=True)
            query = bytes(scope.get("query_string", b""))[:LONGEST_QUERY]
            return path, query, encoding, version, ages.today(), public.base(), first.published()
        except Problem:
            return None  # the page says what is wrong
    return None


async def _page_answer(page: Page, encoding: str, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
    extra = {"Content-Security-Policy": page.rules, "Cross-Origin-Opener-Policy": "same-origin-allow-popups"}
    mark = headers.get("if-none-match", "")
    await _answer(page.body, "text/html; charset=utf-8", scope, receive, send, "no-cache", encoding, mark, extra)


def asked(path: str, scope: Scope) -> tuple[str, dict[str, str]]:
    """Return the page of an address, "" for the home page, and the address's parameters."""
    query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")[:LONGEST_QUERY], keep_blank_values=True))
    page = path.strip("/").split("/")[-1]
    return page if page in shell.TITLES else "", query


async def previewed(path: str, scope: Scope, lang: Lang) -> tuple[tuple[str, str] | None, bool]:
    """Return title and tags of what an address is about, None where they failed, and whether that is all there is.

    The page itself never waits long for it: what takes longer is made for the next who asks.
    """
    page, query = asked(path, scope)
    with move_on_after(PATIENCE):
        try:
            ask = partial(_whole, preview.tags, page, query, lang)
            return await to_thread.run_sync(ask, abandon_on_cancel=True, limiter=_previewing())
        except Exception:
            LOG.exception("a preview failed")
            return None, False
    return preview.plain(page, lang), False


async def viewed(path: str, scope: Scope, lang: Lang) -> tuple[str, bool]:
    """Return what a page says first, as HTML, and whether that is all there is.

    It is "" where it cannot be made, or not in time, as with :func:`previewed`.
    """
    if not _viewing().available_tokens:
        return "", False  # those that are being made take longer than a reader should wait
    with move_on_after(PATIENCE):
        try:
            make = partial(_whole, first.html, *asked(path, scope), lang)
            return await to_thread.run_sync(make, abandon_on_cancel=True, limiter=_viewing())
        except Problem:
            return "", False  # the live page says what is wrong
        except Exception:
            LOG.exception("a first view failed")
    return "", False


def _whole(make: Callable[..., T], *arguments: Any) -> tuple[T, bool]:
    """Return what is made, before work that nobody waits for, and whether all that it needed could be read."""
    before = Unreadable.met()
    with working(PAGE):
        return make(*arguments), Unreadable.met() == before


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
