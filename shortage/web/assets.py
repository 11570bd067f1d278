"""What the browser loads before a page: Streamlit's scripts compressed, its index page in our language, headers.

Streamlit serves its scripts uncompressed and leaves that to a proxy; here they are compressed once and kept, so that a
first visit is light without one. The index page is Streamlit's own with four changes: the language, our name, where the
dashboard stands, and what the page will need run while the server makes it instead of when its first element arrives.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib
import os
import re
from contextlib import suppress
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util

from shortage import claims
from shortage.text import LANGS, Lang, t
from shortage.web import shell
from shortage.web.bytecache import ByteCache

brotli: Any = None
with suppress(ImportError):  # an extra: without it gzip does
    brotli = importlib.import_module("brotli")

KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
FOREVER = "public, immutable, max-age=31536000"
ROOM = 24_000_000
"""Bytes of compressed scripts that are kept."""
_SCRIPT = Path(__file__).with_name("index.js")
CHART = "PlotlyChart"
PARTS = ("Html", "TextInput", "ButtonGroup", "PageLink", "Selectbox", "DownloadButton", CHART)
"""Scripts of Streamlit's that our pages need and it fetches one after another, each when its first element arrives."""
CHARTS = {*(theme.page for theme in claims.themes().values()), shell.CLAIM}
"""Pages that begin with charts."""


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


@lru_cache(maxsize=8)
def index(lang: Lang, has_charts: bool) -> tuple[bytes, str]:
    """Return the index page and its content security policy."""
    folder = Path(file_util.get_static_dir())
    page = (folder / "index.html").read_text("utf-8")
    page = re.sub(r'<html lang="[^"]*">', f'<html lang="{lang}">', page, count=1)
    page = re.sub(r"<title>.*?</title>", f"<title>{escape(t('render.mark', lang))}</title>", page, count=1)
    page = re.sub(r"\s*<!--.*?-->", "", page, flags=re.S)
    page = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", page)
    words = f"<noscript><p>{escape(t('server.no_script', lang))}</p></noscript>"
    page = re.sub(r"<noscript>.*?</noscript>", lambda _: words, page, count=1, flags=re.S)
    # Before any style: a script waits for the styles above it, and the page for the script.
    script = f"<script>{_SCRIPT.read_text('utf-8')}</script>"
    page = re.sub(r"<meta charset=[^>]*>", lambda found: f"{found[0]}\n    {script}", page, count=1)
    links = []
    for name in PARTS:
        for chunk in sorted((folder / "static" / "js").glob(f"{name}.*.js")):
            # Fetched behind what the page itself needs; index.js runs what is marked once the page has been asked for.
            mark = " data-soon" if has_charts or name != CHART else ""
            links.append(f'<link rel="prefetch" as="script" crossorigin href="./static/js/{chunk.name}"{mark}>')
    page = page.replace("</head>", "".join(f"  {one}\n  " for one in links) + "</head>", 1)
    inline = re.findall(r"<script>(.*?)</script>", page, flags=re.S)
    return page.encode(), policy(inline)


def ancestors() -> str:
    """Return which sites may show the dashboard in a frame: ``SHORTAGE_FRAME_ANCESTORS``, else this one only."""
    given = os.environ.get("SHORTAGE_FRAME_ANCESTORS", "").split()
    return " ".join(one for one in given if re.fullmatch(r"[A-Za-z0-9:/.*_'-]+", one)) or "'self'"


def policy(inline: list[str]) -> str:
    """Return the content security policy of a page with these scripts in it.

    Streamlit writes its styles into the page as it goes; scripts come from here only, and none is evaluated.
    """
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in inline]
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {ancestors()}",
        )
    )


class Security:
    """Middleware: the headers that every answer carries, unless it has its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        frames = ancestors()
        self.headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            "Content-Security-Policy": f"frame-ancestors {frames}",
        }
        if frames in ("'self'", "'none'"):  # the older header knows no list of sites
            self.headers["X-Frame-Options"] = "SAMEORIGIN" if frames == "'self'" else "DENY"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    found.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, answer)


class Assets:
    """Middleware: compressed scripts, and the index page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.folder = Path(file_util.get_static_dir())
        self.base = (config.get_option("server.baseUrlPath") or "").strip("/")
        self.squeezed = ByteCache(ROOM)
        self.files = {
            f"/static/{path.relative_to(self.folder / 'static').as_posix()}": path
            for path in (self.folder / "static").rglob("*")
            if path.suffix in KINDS
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if self.base and path.startswith(f"/{self.base}/"):
            path = path[len(self.base) + 1 :]
        headers = Headers(scope=scope)
        if path in self.files:
            chosen = encodings(headers.get("accept-encoding", ""))
            if chosen and "range" not in headers:
                file = self.files[path]
                body = await to_thread.run_sync(
                    self.squeezed.get, (file, chosen[0]), lambda: squeeze(file.read_bytes(), chosen[0])
                )
                await _answer(body, KINDS[file.suffix], scope, receive, send, FOREVER, chosen[0])
                return
            await self.app(scope, receive, send)
            return
        await self._page(path, headers, scope, receive, send)

    async def _page(self, path: str, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where Streamlit answers with its index page, answer with ours."""
        # What a browser kept of the page in the other language must not be taken for this one.
        conditional = (b"if-none-match", b"if-modified-since", b"range")
        wants_page = "text/html" in headers.get("accept", "text/html")
        if wants_page and "." not in path:
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] not in conditional]}
        is_page = False

        async def answer(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                is_page = message["status"] == 200 and kind.startswith("text/html")
            if not is_page:
                await send(message)

        await self.app(scope, receive, answer)
        if is_page:
            body, rules = index(_lang(scope), path.strip("/").split("/")[-1] in CHARTS)
            chosen = encodings(headers.get("accept-encoding", ""))
            if chosen:
                body = squeeze(body, chosen[0])
            extra = {"Content-Security-Policy": rules, "Cross-Origin-Opener-Policy": "same-origin-allow-popups"}
            mark = headers.get("if-none-match", "")
            kind = "text/html; charset=utf-8"
            await _answer(body, kind, scope, receive, send, "no-cache", chosen[0] if chosen else "", mark, extra)


def _lang(scope: Scope) -> Lang:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")[:2000]).get("taal", [""])[0]
    return next((one for one in LANGS if one == asked), LANGS[0])


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
