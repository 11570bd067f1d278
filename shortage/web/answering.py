"""What every answer to another program shares: its language, its place in the queue, its headers, its refusal."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shortage import __version__
from shortage.figures.house import house
from shortage.text import LANGS, Lang, Problem, Unreadable, t
from shortage.turn_taking import LONG
from shortage.web import links, logs
from shortage.web.api import Handler
from shortage.web.turns import Turns

LOG = logging.getLogger("shortage.web")
LONGEST_QUERY = 5000
NOT_FOUND = ("figure_unknown", "table_unknown", "no_public_address", "no_embedding", "oembed_address")
STATUS = {**dict.fromkeys(NOT_FOUND, 404), "release_gone": 410, "busy": 429}
OURS = ("store_address", "table_absent")
"""Problems that lie with us (503), as what cannot be read does; any other lies in what was asked (400)."""
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Anyone may show these: they are public figures."""
PRIVATE = {"Cross-Origin-Resource-Policy": "same-origin"}
"""What carries a reader's own words is shown on our own pages and saved, never on another site as if it were ours."""
TURNS = Turns()
DOCUMENTS = Turns(concurrent=1, waiting=40, rank=LONG)
"""A note takes as long as all its pictures: notes take turns with notes, and pictures go before them."""


def language(request: Request) -> Lang:
    """Return the language that is asked for; Dutch where it is none of ours."""
    query = request.query_params
    asked = query.get("lang", query.get("taal", ""))
    return next((lang for lang in LANGS if lang == asked), LANGS[0])


def asked_language(request: Request) -> Lang:
    """Return the language that is asked for.

    Raises:
        Problem: it is none of ours.
    """
    query = request.query_params
    asked = query.get("lang", query.get("taal", LANGS[0]))
    for lang in LANGS:
        if lang == asked:
            return lang
    raise Problem("choice_unknown", name="lang", value=asked[: links.LONGEST], known=", ".join(LANGS))


def reader(request: Request) -> str:
    """Return who asks, as far as their place in the queue goes: the address that the request came from."""
    return request.client.host if request.client else ""


def refusal(sentence: str, status: int, **headers: str) -> JSONResponse:
    """Return one sentence as an answer."""
    return JSONResponse({"error": sentence}, status, headers={"Cache-Control": "no-store", **OPEN, **headers})


def guarded(handler: Handler, longest: int = LONGEST_QUERY) -> Handler:
    """Answer with a sentence whatever happens: the reader never sees how the program is made.

    Args:
        handler: what answers.
        longest: characters of a query that are read at all.
    """

    async def answer(request: Request) -> Response:
        lang = language(request)
        try:
            if len(request.url.query) > longest:
                raise Problem("address_long")
            return await handler(request)
        except Problem as problem:
            sentence = problem.text(lang)
            is_ours = isinstance(problem.__cause__ or problem, Unreadable) or problem.key in OURS
            status = STATUS.get(problem.key, 503 if is_ours else 400)
            later = {"Retry-After": "2"} if problem.key == "busy" else {}
            return refusal(sentence, status, **later)
        except asyncio.CancelledError:  # the server ends, and has waited for this as long as it may
            return refusal(t("server.stopping", lang), 503, **{"Retry-After": "2"})
        except Exception:
            facts = request.scope.get(logs.FACTS, {})
            LOG.exception("an answer failed", extra=facts)
            return refusal(t("server.failed", lang, request=facts.get("request", "")), 500)

    return answer


def cached(
    request: Request, release: str, *parts: object, more: Mapping[str, str] = OPEN
) -> tuple[dict[str, str], Response | None]:
    """Return the headers of an answer that may be kept but is asked for again, as a newer release must show.

    Args:
        request: who asks.
        release: the version of the data.
        parts: what the answer depends on; its ``ETag`` is made of them.
        more: other headers, or other values of these.

    Returns:
        the headers, and the short answer to an asker who has the answer already.
    """
    text = json.dumps([__version__, house().mark, *map(str, parts)])
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    held = {text.strip().removeprefix("W/") for text in request.headers.get("if-none-match", "").split(",")}
    headers = {"ETag": tag, "Cache-Control": "public, no-cache", "X-Data-Version": release, **more}
    return headers, Response(status_code=304, headers=headers) if {tag, "*"} & held else None


def note(request: Request, **facts: str) -> None:
    """Add facts to the line that is written of this request."""
    cast(dict[str, Any], request.scope.setdefault(logs.FACTS, {})).update(facts)
