"""Who may come in, under which name, to which addresses, how many at once, and how much each may send."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shortage.settings import settings
from shortage.text import LANGS, Lang, t
from shortage.web import check, framework, limits, metrics, shell

PROBES = ("/api/ready", "/_stcore/health")
"""Asked by machines under whatever name they have for this one."""
INSIDE = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/upload_file")
"""What tells how many readers there are, what drives pages without a browser, and what takes files that no page asks
for: not for the outside."""
THEIRS = ("/_stcore/", "/component/", "/media/", "/static/")
"""Where Streamlit answers by itself, and says in English what is not there."""
NOT_THERE = (400, 403, 404)
METHODS = ("GET", "HEAD", "OPTIONS")
TAKING = {check.PATH: "POST"}
"""The one address that takes something in, with its method: it bounds what it reads and keeps none of it."""
LOCAL = ("localhost", "127.0.0.1", "0.0.0.0")
RETRY_SECONDS = 30
BARE = (
    "body{margin:0;background:#fff;color:#1a1a1a;font:1rem/1.6 'Source Sans 3','Source Sans Pro',sans-serif}"
    "main{max-width:72rem;margin:0 auto;padding:2rem 1.5rem}h1{font-size:1.625rem;line-height:1.3;font-weight:600}"
    "a{color:#12436d}"
)
"""The look of a page of one sentence: as the pages, without asking for anything."""


def hosts() -> list[str]:
    """Return the names under which the dashboard may be asked for: ``SHORTAGE_ALLOWED_HOSTS``; none: any."""
    return [name.lower() for name in settings().allowed_hosts]


def language(scope: Scope) -> Lang:
    """Return the language that an address asks for."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1")[:2000])
    asked = (query.get("taal") or query.get("lang") or [""])[0]
    return next((lang for lang in LANGS if lang == asked), LANGS[0])


class Guard:
    """Middleware: turns away what is not for the outside, and what is too much.

    Args:
        app: what is guarded.
        most_readers: pages that may be open at once.
    """

    def __init__(self, app: ASGIApp, most_readers: int = limits.MOST_READERS) -> None:
        self.app, self.most_readers = app, most_readers
        self.readers = 0
        self.senders = limits.Senders()
        allowed = hosts()
        self.checked: ASGIApp = (
            TrustedHostMiddleware(self.let_in, allowed, www_redirect=False) if allowed else self.let_in
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        path = framework.own_path(scope.get("path", ""))
        if scope["type"] == "http" and path in PROBES and scope["method"] in METHODS:
            await self.app(scope, receive, send)
        elif scope["type"] in ("http", "websocket"):
            await self.checked(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that came under a name of ours."""
        if scope["type"] == "websocket":
            await self.page(scope, receive, send)
            return
        lang = language(scope)
        if framework.own_path(scope["path"]).startswith(INSIDE):
            await PlainTextResponse(t("server.not_here", lang), 404)(scope, receive, send)
        elif scope["method"] not in METHODS and TAKING.get(framework.own_path(scope["path"])) != scope["method"]:
            sentence = PlainTextResponse(t("server.only_reading", lang), 405, {"Allow": ", ".join(METHODS)})
            await sentence(scope, receive, send)
        elif self.is_full and framework.is_page(scope):
            await full(lang)(scope, receive, send)
        elif framework.own_path(scope["path"]).startswith(THEIRS):
            await self.theirs(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def theirs(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve what is Streamlit's own; what is not there is said in the language of the address."""
        is_there = True

        async def answer(message: Message) -> None:
            nonlocal is_there
            if message["type"] == "http.response.start":
                is_there = message["status"] not in NOT_THERE
            if is_there:
                await send(message)

        await self.app(scope, receive, answer)
        if not is_there:
            await nothing_here(language(scope))(scope, receive, send)

    @property
    def is_full(self) -> bool:
        """Whether as many pages are open as this server can hold."""
        return self.readers >= self.most_readers

    async def page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve an open page: its own only, while there is room, and within its budget of messages."""
        if self.is_full or not is_own(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1013 if self.is_full else 1008})
            return
        self.readers += 1
        metrics.PAGES.set(self.readers)
        sender = (scope.get("client") or [""])[0]
        budgets = (limits.Budget(), self.senders.enter(sender))
        try:
            await self.app(scope, *limits.within(budgets, receive, send, t("server.too_many_messages", LANGS[1])))
        finally:
            self.senders.leave(sender)
            self.readers -= 1
            metrics.PAGES.set(self.readers)


def is_own(headers: Headers) -> bool:
    """Whether an open page comes from this site: its origin is the name that it asks for, or this machine.

    Streamlit looks up this machine's outside address, on the internet, before it refuses another origin.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
        return parts.netloc == headers.get("host") or parts.hostname in LOCAL
    except ValueError:
        return False


def nothing_here(lang: Lang) -> HTMLResponse:
    """Return the page for an address that is none of ours."""
    under = f"/{framework.base()}/" if framework.base() else "/"
    ways = {"": "page.to_overview", shell.FIGURES: "note.all_figures"}
    links = [f'<a href="{under}{page}?taal={lang}">{escape(t(words, lang))}</a>' for page, words in ways.items()]
    return HTMLResponse(_bare(t("server.no_page", lang), lang, links=links), 404, {"Cache-Control": "no-store"})


def full(lang: Lang) -> HTMLResponse:
    """Return the page for a reader for whom there is no place now; it asks again by itself."""
    again = f'<meta http-equiv="refresh" content="{RETRY_SECONDS}">'
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HTMLResponse(_bare(t("server.full", lang), lang, head=again), 503, headers)


def _bare(sentence: str, lang: Lang, head: str = "", links: Iterable[str] = ()) -> str:
    """Return a page of one sentence, with the ways onward (HTML), that needs nothing else of the server."""
    mark = escape(t("render.mark", lang))
    ways = f"<p>{' &nbsp; '.join(links)}</p>" if links else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{mark}</title><style>{BARE}</style></head><body><main><p><b>{mark}</b></p>"
        f"<h1>{escape(sentence)}</h1>{ways}</main></body></html>"
    )
