"""What reaches into Streamlit beyond its public names, and what is done where it finds nothing there.

The pages, controls and charts use public names only. Here stands the rest: its index page, which is put into our
language and given what makes it start sooner; its scripts, which are compressed; the files of the drawing library by
name. Each change is made where its pattern is found, and left out where it is not: then Streamlit's own page goes out,
with a policy that lets its own scripts run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import Headers
from starlette.types import Scope
from streamlit import config
from streamlit.runtime import memory_session_storage

from shortage import claims
from shortage.settings import settings
from shortage.text import LANGS, Lang, Words, t
from shortage.web import shell

LOG = logging.getLogger("shortage.web")
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
CHART = "PlotlyChart"
PARTS = ("Html", "TextInput", "ButtonGroup", "PageLink", "Selectbox", "DownloadButton", CHART)
"""Scripts of Streamlit's that our pages need and it fetches one after another, each when its first element arrives."""
CHARTS = {*(theme.page for theme in claims.themes().values()), shell.CLAIM, shell.EXPLORE}
"""Pages that begin with charts."""
OWN = Words(__file__)
"""What Streamlit says of its own accord: its words in English, and what a Dutch page shows instead."""
_SCRIPT = Path(__file__).with_name("index.js")
_INLINE = re.compile(r"<script(?![^>]*\bsrc\s*=)[^>]*>(.*?)</script\s*>", re.S | re.I)


NO_PAGES = ("/_stcore/", "/api/", "/media/", "/embed/", "/oembed/", "/notitie/")
"""Where what is answered is no page, though its address does not end as that of a file."""


SETTINGS: dict[str, Callable[[str], Any]] = {
    "server.baseUrlPath": str,
    "server.maxCacheDataSize": str,
    "server.disconnectedSessionTTL": int,
}
"""Settings of ``.streamlit/config.toml`` that a variable overrides; Streamlit reads those for its own command only."""


def take_settings() -> None:
    """Let ``STREAMLIT_SERVER_BASE_URL_PATH`` and its like override what ``.streamlit/config.toml`` says."""
    for name, kind in SETTINGS.items():
        variable = "STREAMLIT_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace(".", "_").upper()
        if variable in os.environ:
            try:
                config.set_option(name, kind(os.environ[variable]))
            except Exception as error:  # a value or a way of setting that this Streamlit does not know
                LOG.warning("%s has no effect: %s", variable, error)


MOST_LEFT = 12
"""Sessions that are kept of readers whose line broke, the latest. Who comes back to none begins anew with the choices
in the address. Streamlit keeps 128: with notes of forty figures in them, sixty megabytes that nobody looks at."""


def keep_few_sessions() -> None:
    """Let Streamlit keep no more than :data:`MOST_LEFT` sessions of readers whose line broke."""
    try:
        kind = memory_session_storage.MemorySessionStorage
        kind(maxsize=MOST_LEFT, ttl_seconds=1)
    except (AttributeError, TypeError) as error:  # a Streamlit that keeps them in another way
        LOG.warning("as many sessions are kept as Streamlit likes: %s", error)
        return
    memory_session_storage.MemorySessionStorage = partial(kind, maxsize=MOST_LEFT)  # type: ignore[assignment,misc]


def folder() -> Path:
    """Return where Streamlit keeps what a browser loads; it may not be there."""
    return Path(st.__file__).parent / "static"


def base() -> str:
    """Return the folder of the address under which the dashboard stands, ``""`` at the top."""
    return str(st.get_option("server.baseUrlPath") or "").strip("/")


def own_path(path: str) -> str:
    """Return a path without the folder that the dashboard stands under."""
    under = f"/{base()}/"
    return path[len(under) - 1 :] if under != "//" and path.startswith(under) else path


def scripts() -> dict[str, Path]:
    """Return Streamlit's scripts and styles by their path in an address."""
    static = folder() / "static"
    return {
        f"/static/{path.relative_to(static).as_posix()}": path for path in static.rglob("*") if path.suffix in KINDS
    }


def is_page(scope: Scope) -> bool:
    """Whether a request is for a page rather than for a file or an answer to a program."""
    last = own_path(scope["path"]).rsplit("/", 1)[-1]
    accepts = Headers(scope=scope).get("accept", "text/html")
    asks = "text/html" in accepts or "*/*" in accepts  # what looks at a pasted link takes anything
    return asks and "." not in last and not f"{own_path(scope['path'])}/".startswith(NO_PAGES)


@lru_cache(maxsize=16)
def index(page: str, lang: Lang, has_charts: bool) -> tuple[bytes, str]:
    """Return Streamlit's index page with our changes, and its content security policy.

    Args:
        page: the page as Streamlit answers it.
        lang: the language of the address.
        has_charts: whether what is asked for begins with charts.
    """
    page = re.sub(r'<html lang="[^"]*">', f'<html lang="{lang}">', page, count=1)
    page = re.sub(r"<title>.*?</title>", f"<title>{escape(t('render.mark', lang))}</title>", page, count=1)
    page = re.sub(r"\s*<!--.*?-->", "", page, flags=re.S)
    page = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", page)
    without = f"<noscript><p>{escape(t('server.no_script', lang))}</p></noscript>"
    page = re.sub(r"<noscript>.*?</noscript>", lambda _: without, page, count=1, flags=re.S)
    # Before any style: a script waits for the styles above it, and the page for the script.
    said = {
        "lost": {code: t("server.lost", code) for code in LANGS},
        "keys": {code: t("server.chart_keys", code) for code in LANGS},
        "own": [[text[code] for code in LANGS] for text in OWN.values()],
        "copied": {code: t("server.picture_copied", code) for code in LANGS},
        "refused": {code: t("server.picture_refused", code) for code in LANGS},
    }
    words = json.dumps(said).replace("<", "\\u003c")
    script = f"<script>{_SCRIPT.read_text('utf-8').replace('/* words */ {}', words)}</script>"
    page = re.sub(r"<meta charset=[^>]*>", lambda match: f"{match[0]}\n    {script}", page, count=1)
    links = []
    for name in PARTS:
        for chunk in sorted((folder() / "static" / "js").glob(f"{name}.*.js")):
            # Fetched behind what the page itself needs; index.js runs what is marked once the page has been asked for.
            mark = " data-soon" if has_charts or name != CHART else ""
            links.append(f'<link rel="prefetch" as="script" crossorigin href="./static/js/{chunk.name}"{mark}>')
    page = page.replace("</head>", "".join(f"  {link}\n  " for link in links) + "</head>", 1)
    return page.encode(), policy(_INLINE.findall(page))


def with_head(page: bytes, lang: Lang, title: str, tags: str) -> bytes:
    """Return an index page with the title and the tags of one address."""
    named = f"<title>{escape(title)} · {escape(t('render.mark', lang))}</title>".encode()
    plain = f"<title>{escape(t('render.mark', lang))}</title>".encode()
    return page.replace(plain, named, 1).replace(b"</head>", b"  " + tags.encode() + b"\n  </head>", 1)


def with_view(page: bytes, view: str) -> bytes:
    """Return an index page with a first view over the place where Streamlit draws; without that place as it is."""
    root = b'<div id="root"></div>'
    return page.replace(root, root + view.encode(), 1)


@lru_cache(maxsize=1)
def letters() -> str:
    """Return the address of the letters that the pages are set in, "" where Streamlit keeps none of that name."""
    letter_files = sorted((folder() / "static" / "media").glob("SourceSansVF-Upright*.woff2"))
    return f"./static/media/{letter_files[0].name}" if letter_files else ""


def ancestors() -> str:
    """Return which sites may show the dashboard in a frame: ``SHORTAGE_FRAME_ANCESTORS``, else this one only."""
    return " ".join(settings().frame_ancestors) or "'self'"


def policy(inline: Iterable[str]) -> str:
    """Return the content security policy of a page with these scripts in it.

    Streamlit writes its styles into the page as it goes; scripts come from here only, and none is evaluated.
    """
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in inline]
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
