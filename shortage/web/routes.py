"""Addresses for other systems: is it ready, the verdicts as JSON, a figure as a picture, its data as CSV.

Every answer carries the data version as its ``ETag``, so that whoever keeps it asks once and is told when it is new.
What cannot be answered is said in one sentence of JSON, in the language that was asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from shortage import feed as feeds
from shortage.claims.facts import dumped, papers
from shortage.render import files
from shortage.settings import settings
from shortage.site import note as notes
from shortage.text import LANGS, Problem, t
from shortage.web import api, basket, check, file_answers, framework, links, public, shell, state, whole
from shortage.web.answering import (
    LONGEST_QUERY,
    OPEN,
    TURNS,
    asked_language,
    cached,
    guarded,
    language,
    note,
    reader,
    refusal,
)
from shortage.web.api import Address
from shortage.web.readiness import ready

MOST_CHANGES = 40
"""Changes of the history that are given where no limit is asked for; 0 asks for all."""


# -- verdicts ------------------------------------------------------------------------------------------------------


async def papers_json(request: Request) -> Response:
    """``/api/papers.json?lang=``: the papers whose claims are judged, each with the ids of its claims."""
    return JSONResponse(papers(language(request)), headers={"Cache-Control": "no-cache", **OPEN})


async def claims_json(request: Request) -> Response:
    """``/api/claims.json?lang=&peildatum=``: the same as ``shortage claims --json --as-of``."""
    lang, as_of = asked_language(request), links.asked_day(dict(request.query_params))
    release = await to_thread.run_sync(state.version, as_of)
    headers, unchanged = cached(request, release, "claims", release, lang)
    note(request, release=release)
    if unchanged is not None:
        return unchanged
    body = await TURNS.run(lambda: state.claims_json(lang, as_of), reader(request))
    return Response(body, headers=headers, media_type="application/json")


async def history_json(request: Request) -> Response:
    """``/api/history.json?lang=&limit=``: the same as ``shortage history --json --limit``."""
    lang, limit = asked_language(request), request.query_params.get("limit", str(MOST_CHANGES))
    if not re.fullmatch(r"\d{1,6}", limit):
        raise Problem("address_number", name="limit", value=limit[: links.LONGEST])
    release = await to_thread.run_sync(state.version)
    changes = await TURNS.run(state.changes_said, reader(request))
    facts = [change.facts(lang) for change in (changes[: int(limit)] if int(limit) else changes)]
    body = dumped(facts)
    headers, unchanged = cached(request, release, "history", body)
    note(request, release=release)
    if unchanged is not None:
        return unchanged
    return Response(body, headers=headers, media_type="application/json")


async def overview(request: Request) -> Response:
    """``/beweringen``: the first page by its own name, which Streamlit knows as ``/`` only."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}", 308)


ROBOTS = "User-agent: *\nDisallow: /_stcore/\nDisallow: /figure/\nDisallow: /data/\nDisallow: /note.\n"
"""What programs that gather pages need not ask for: files that are drawn for each."""


VALID_DAYS = 180


async def security(request: Request) -> Response:
    """``/.well-known/security.txt``: whom to tell of a weakness, as whoever runs this has set it; else it is not there.

    ``SHORTAGE_SECURITY_CONTACT`` (addresses with spaces between them) and ``SHORTAGE_SECURITY_POLICY``, as RFC 9116
    asks for them.
    """
    contacts = settings().security_contact
    if not contacts:
        return refusal(t("server.no_contact", language(request)), 404)
    until = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=VALID_DAYS)
    lines = [f"Contact: {contact}" for contact in contacts]
    lines += [f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: nl, en"]
    if policy := settings().security_policy:
        lines.append(f"Policy: {policy}")
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")


# -- what there is, for programs that gather -----------------------------------------------------------------------


async def api_list(request: Request) -> Response:
    """``/api?lang=``: every address with what it is for."""
    lang, release = asked_language(request), await to_thread.run_sync(state.version)
    return JSONResponse(api.listed(addresses(), lang, release), headers={"Cache-Control": "no-cache", **OPEN})


async def openapi(request: Request) -> Response:
    """``/api/openapi.json``: the same as an OpenAPI description."""
    description = api.described(addresses(), public.base(), framework.base())
    return JSONResponse(description, headers={"Cache-Control": "no-cache", **OPEN})


async def datapackage(request: Request) -> Response:
    """``/datapackage.json``: all tables, each a CSV by its address."""
    return await gathered(request, "application/json", lambda: dumped(whole.package(state.store(), public.base())))


async def feed(request: Request) -> Response:
    """``/feed.xml?lang=``: new releases and changed verdicts."""
    lang = asked_language(request)
    own = "feed.xml" + ("" if lang == LANGS[0] else f"?lang={lang}")
    return await gathered(
        request, "application/atom+xml", lambda: feeds.atom(state.news(lang), lang, public.base(), own)
    )


async def calendar(request: Request) -> Response:
    """``/kalender.ics?lang=``: when new figures come."""
    lang, today = asked_language(request), dt.date.today()
    return await gathered(request, "text/calendar", lambda: state.calendar(lang, today))


async def sitemap(request: Request) -> Response:
    """``/sitemap.xml``: all pages, where the dashboard's own address is set."""
    if not public.base():
        raise Problem("no_public_address")
    return await gathered(request, "application/xml", lambda: whole.sitemap(public.base()))


async def gathered(request: Request, kind: str, make: Callable[[], bytes | str]) -> Response:
    """Return an answer that is made in turn; its ``ETag`` is that of its bytes."""
    release = await to_thread.run_sync(state.version)
    body = await TURNS.run(make, reader(request))
    headers, unchanged = cached(request, release, kind, body)
    note(request, release=release)
    if unchanged is not None:
        return unchanged
    return Response(body, headers=headers, media_type=kind)


async def robots(request: Request) -> Response:
    """``/robots.txt``; with the map of the site where the dashboard's own address is set."""
    text = ROBOTS + (f"Sitemap: {public.base()}/sitemap.xml\n" if public.base() else "")
    return Response(text, media_type="text/plain", headers={"Cache-Control": "public, max-age=86400"})


def addresses() -> tuple[Address, ...]:
    """Return every address that is answered here; the list and the description of the API are made of it."""
    json_, day = ("application/json",), links.AS_OF.words[0]
    return (
        Address("ready", "/api/ready", ready, json_, is_plain=True),
        Address("list", "/api", api_list, json_, ("lang",)),
        Address("openapi", "/api/openapi.json", openapi, json_),
        Address("claims", "/api/claims.json", claims_json, json_, ("lang", day)),
        Address("papers", "/api/papers.json", papers_json, json_, ("lang",)),
        Address("history", "/api/history.json", history_json, json_, ("lang", "limit")),
        Address("datapackage", "/datapackage.json", datapackage, json_),
        Address("feed", "/feed.xml", feed, ("application/atom+xml",), ("lang",)),
        Address("calendar", "/kalender.ics", calendar, ("text/calendar",), ("lang",)),
        Address("sitemap", "/sitemap.xml", sitemap, ("application/xml",)),
        Address("robots", "/robots.txt", robots, ("text/plain",), is_plain=True),
        Address("security", "/.well-known/security.txt", security, ("text/plain",), is_plain=True),
        Address(
            "figure",
            "/figure/{name}",
            file_answers.figure,
            ("image/png", "image/svg+xml", "application/pdf"),
            (*api.OF_A_FIGURE, "size", "plain", "grey", links.OWN_TITLE),
        ),
        Address("small", links.SMALL + "{id}.png", file_answers.small_picture, ("image/png",), ("lang",)),
        Address("preview", "/preview/{id}.png", file_answers.preview_picture, ("image/png",), api.OF_A_FIGURE),
        Address("embed", links.EMBED + "{id}", file_answers.embedded, ("text/html",), api.OF_A_FIGURE),
        Address("oembed", "/oembed", file_answers.oembed, json_, ("url", "maxwidth", "maxheight", "format", "lang")),
        Address("table", "/data/tables/{name}.csv", file_answers.table, ("text/csv",)),
        Address(
            "data", "/data/{name}", file_answers.data, ("text/csv", files.MIME["xlsx"]), (*api.OF_A_FIGURE, "flavour")
        ),
        Address(
            "note",
            "/note.{kind}",
            file_answers.document,
            tuple(notes.MIME.values()),
            ("lang", day, "grey", "verdicts", links.OWN_TITLE, "korf"),
            longest=4 * basket.LONGEST,
        ),
        Address(
            "factsheet",
            "/factsheet.pdf",
            file_answers.factsheet,
            ("application/pdf",),
            ("lang", day, "claim", "theme", "verdicts", links.OWN_TITLE, "korf"),
            longest=4 * basket.LONGEST,
        ),
        Address("overview", f"/{shell.OVERVIEW}", overview, ("text/html",), is_plain=True, status=308),
    )


AT_THE_TOP = ("robots", "security")
"""Addresses that programs look for at the top of a host, wherever the dashboard stands."""


def routes(base: str = "") -> list[Route]:
    """Return all routes.

    Args:
        base: the folder of the address under which the dashboard stands, ``""`` at the top.
    """
    under = f"/{base}" if base else ""
    return [
        Route(
            address.path if address.name in AT_THE_TOP else under + address.path,
            address.handler if address.is_plain else guarded(address.handler, address.longest or LONGEST_QUERY),
        )
        for address in addresses()
    ]


def forms(base: str = "") -> list[Route]:
    """Return the pages that take something in: for people, so no part of what is described for programs.

    Args:
        base: as for :func:`routes`.
    """
    under = f"/{base}" if base else ""
    return [Route(under + check.PATH, guarded(file_answers.note_check), methods=["GET", "POST"])]
