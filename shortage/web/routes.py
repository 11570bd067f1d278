"""Addresses for other systems: is it ready, the verdicts as JSON, a figure as a picture, its data as CSV.

Every answer carries the data version as its ``ETag``, so that whoever keeps it asks once and is told when it is new.
What cannot be answered is said in one sentence of JSON, in the language that was asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from shortage import __version__, catalog, figures, loader
from shortage import feed as feeds
from shortage.claims.facts import dumped, papers
from shortage.figures.house import house
from shortage.figures.style import PREVIEW
from shortage.render import files, office
from shortage.render.office import template
from shortage.settings import settings
from shortage.site import note as notes
from shortage.text import LANGS, Lang, Problem, Unreadable, t
from shortage.turn_taking import LONG
from shortage.web import api, basket, check, embed, framework, links, logs, metrics, public, shell, state, thumbs, whole
from shortage.web.api import Address, Handler
from shortage.web.turns import Turns

LOG = logging.getLogger("shortage.web")
LONGEST_QUERY = 5000
MOST_CHANGES = 40
"""Changes of the history that are given where no limit is asked for; 0 asks for all."""
NOT_FOUND = ("figure_unknown", "table_unknown", "no_public_address", "no_embedding", "oembed_address")
STATUS = {**dict.fromkeys(NOT_FOUND, 404), "release_gone": 410, "busy": 429}
OURS = ("store_address", "table_absent")
"""Problems that lie with us (503), as what cannot be read does; any other lies in what was asked (400)."""
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Anyone may show these: they are public figures."""


TURNS = Turns()
DOCUMENTS = Turns(concurrent=1, waiting=40, rank=LONG)
"""A note takes as long as all its pictures: notes take turns with notes, and pictures go before them."""


def language(request: Request) -> Lang:
    """Return the language that is asked for; Dutch where it is none of ours."""
    query = request.query_params
    asked = query.get("lang", query.get("taal", ""))
    return next((lang for lang in LANGS if lang == asked), LANGS[0])


def reader(request: Request) -> str:
    """Return who asks, as far as their place in the queue goes: the address that the request came from."""
    return request.client.host if request.client else ""


def refusal(sentence: str, status: int, **headers: str) -> JSONResponse:
    """Return one sentence as an answer."""
    return JSONResponse({"error": sentence}, status, headers={"Cache-Control": "no-store", **OPEN, **headers})


PRIVATE = {"Cross-Origin-Resource-Policy": "same-origin"}
"""What carries a reader's own words is shown on our own pages and saved, never on another site as if it were ours."""


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


# -- is it ready ---------------------------------------------------------------------------------------------------


def readiness() -> tuple[dict[str, Any], int]:
    """Return the facts of readiness and the status: 503 while a table that is listed cannot be read."""
    facts: dict[str, Any] = {"ready": False, "version": __version__}
    try:
        store = state.store()
        tables = loader.status(store)
        current = store.current()
        if not current:
            raise Problem("store_missing", path=store.address)
        missing = sorted(entry.name for entry in store.unreadable())
        facts |= {"data": dated(current, store.version), "tables": len(current), "missing": missing}
        facts["ready"] = not missing
        facts["stale"] = sorted(table.name for table in tables if table.state == "stale")
        facts["failed"] = sorted(table.name for table in tables if table.problem is not None)
    except Problem as problem:
        return facts | {"error": problem.text("en")}, 503
    return facts, 200 if facts["ready"] else 503


def dated(current: list[Any], version: str) -> dict[str, Any]:
    """Return version, date and age of the data: the newest release, and when a publisher was last asked."""
    releases = [entry.release for entry in current if re.fullmatch(r"\d{4}-\d\d-\d\d", entry.release)]
    asked = max((entry.retrieved for entry in current if entry.retrieved), default="")
    newest = max(releases, default="")
    age = (dt.date.today() - dt.date.fromisoformat(newest)).days if newest else None
    return {"version": version, "release": newest, "age_days": age, "retrieved": asked}


async def ready(request: Request) -> Response:
    """``/api/ready``."""
    try:
        facts, status = await to_thread.run_sync(readiness)
    except Exception:
        LOG.exception("readiness failed", extra=request.scope.get(logs.FACTS, {}))
        facts, status = {"ready": False, "version": __version__, "error": t("server.failed", "en", request="")}, 503
    return JSONResponse(facts, status, headers={"Cache-Control": "no-store"})


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


# -- figures -------------------------------------------------------------------------------------------------------


async def figure(request: Request) -> Response:
    """``/figure/<id>.<png|svg|pdf>?lang=&size=&plain=&grey=&peildatum=&<choice>=…&stand=…``, see :mod:`links`."""
    return await _file(request, str(request.path_params["name"]), ("png", "svg", "pdf"))


async def preview_picture(request: Request) -> Response:
    """``/preview/<id>.png?lang=&peildatum=&<choice>=…&stand=…``: what a link shows where it is pasted."""
    return await _file(request, f"{request.path_params['id']}.png", ("png",), size=PREVIEW)


async def small_picture(request: Request) -> Response:
    """``/figure/small/<id>.png?lang=``: a figure of ours small, for a list; see :mod:`shortage.web.thumbs`."""
    id, lang = str(request.path_params["id"])[: links.LONGEST], asked_language(request)
    if id not in figures.figures():
        raise figures.unknown(id)
    release = await to_thread.run_sync(state.version)
    headers, unchanged = cached(request, release, "small", release, await to_thread.run_sync(thumbs.program), id, lang)
    note(request, figure=id, release=release, format="png")
    if unchanged is not None:
        return unchanged
    body = await TURNS.run(lambda: thumbs.thumb(id, lang), reader(request))
    return Response(body, headers=headers, media_type=files.MIME["png"])


async def embedded(request: Request) -> Response:
    """``/embed/figure/<id>?lang=&peildatum=&<choice>=…&stand=…``: a figure as a bare page for another site."""
    asked = links.parse(request.query_params, str(request.path_params["id"])[: links.LONGEST]).as_ours
    release = await to_thread.run_sync(state.version, asked.as_of)
    policy = embed.policy()
    parts, more = ("embed", release, policy, dt.date.today(), *asked.key), OPEN | {"Content-Security-Policy": policy}
    headers, unchanged = cached(request, release, *parts, more=more)
    note(request, figure=asked.id, release=release, format="html")
    if unchanged is not None:
        return unchanged
    body = await TURNS.run(lambda: embed.page(asked), reader(request))
    return Response(body, headers=headers, media_type="text/html; charset=utf-8")


async def oembed(request: Request) -> Response:
    """``/oembed?url=&maxwidth=&maxheight=&format=``: the code that embeds the figure of a page."""
    lang = asked_language(request)
    answer = await TURNS.run(lambda: embed.oembed(request.query_params, lang), reader(request))
    return JSONResponse(answer, headers={"Cache-Control": "no-cache", **OPEN})


async def data(request: Request) -> Response:
    """``/data/<id>.<csv|xlsx>?lang=&flavour=&<choice>=…&stand=…``: the figure's own rows."""
    return await _file(request, str(request.path_params["name"]), ("csv", "xlsx"))


async def _file(request: Request, name: str, formats: tuple[str, ...], size: str = "") -> Response:
    id, _, format = name[: 2 * links.LONGEST].rpartition(".")
    if format not in formats:
        raise Problem("choice_unknown", name="format", value=format[:20], known=", ".join(formats))
    asked = links.parse(request.query_params, id, format)
    asked = replace(asked.as_ours, size=size) if size else asked
    release = await to_thread.run_sync(state.version, asked.as_of)
    headers, unchanged = cached(request, release, release, *asked.key)
    note(request, figure=id, release=release, format=format)
    if unchanged is not None:
        return unchanged
    body = state.kept_file(asked)
    metrics.CACHE.labels("no" if body is None else "yes").inc()
    if body is None:
        body = await TURNS.run(metrics.timed(format, lambda: state.linked_file(asked)), reader(request))
    metrics.EXPORTS.labels(format).inc()
    headers["Content-Disposition"] = f'inline; filename="{asked.file_name(release)}"'
    if asked.has_own_words:
        headers = {key: value for key, value in headers.items() if key not in OPEN}
        headers |= PRIVATE | {"Content-Disposition": f'attachment; filename="{asked.file_name(release)}"'}
    # A picture that is opened by itself may style itself and nothing else.
    headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
    )
    kind = files.MIME[format]
    return Response(body, headers=headers, media_type=f"{kind}; charset=utf-8" if format == "csv" else kind)


async def table(request: Request) -> Response:
    """``/data/tables/<name>.csv``: a table's newest release as stored, with the publisher's codes and labels."""
    name = catalog.table(str(request.path_params["name"])[: links.LONGEST]).name
    entry = await to_thread.run_sync(state.store().entry, name)
    headers, unchanged = cached(request, entry.release, "table", name, entry.sha256, entry.codes_sha256)
    note(request, release=entry.release, format="csv")
    if unchanged is not None:
        return unchanged
    body = await TURNS.run(metrics.timed("csv", lambda: state.table_csv(name)), reader(request))
    metrics.EXPORTS.labels("csv").inc()
    headers["Content-Disposition"] = f'inline; filename="{files.slug(entry.table)}_{files.slug(entry.release)}.csv"'
    return Response(body, headers=headers, media_type="text/csv; charset=utf-8")


async def document(request: Request) -> Response:
    """``/note.<kind>?lang=&grey=&verdicts=&titel=&korf=``: a note; see :mod:`shortage.web.basket`."""
    kind = str(request.path_params["kind"])[: links.LONGEST]
    if kind not in notes.KINDS:
        raise Problem("choice_unknown", name="format", value=kind, known=", ".join(notes.KINDS))
    lang = asked_language(request)
    items, problems = basket.read(request.query_params.get("korf", ""))
    if problems:
        raise problems[0]
    asked, as_of = links.noted(request.query_params, items, lang), links.asked_day(dict(request.query_params))
    release = await to_thread.run_sync(state.version, as_of)
    headers, unchanged = cached(request, release, release, kind, template.mark(kind), repr(asked), more=PRIVATE)
    note(request, release=release, format=kind)
    if unchanged is not None:
        return unchanged
    body = await DOCUMENTS.run(metrics.timed(kind, lambda: state.document(asked, kind, as_of)), reader(request))
    metrics.EXPORTS.labels(kind).inc()
    headers["Content-Disposition"] = f'attachment; filename="{office.name(release, lang, kind)}"'
    return Response(body, headers=headers, media_type=notes.MIME[kind])


async def factsheet(request: Request) -> Response:
    """``/factsheet.pdf?lang=&claim=|theme=|korf=&verdicts=``: one page, see :mod:`shortage.page.factsheet`."""
    lang, query = asked_language(request), request.query_params
    items, wrong = basket.read(query.get("korf", ""))
    if wrong:
        raise wrong[0]
    asked, as_of = links.noted(query, items, lang), links.asked_day(dict(query))
    name = (query.get("claim") or query.get("theme") or "")[: links.LONGEST]
    release = await to_thread.run_sync(state.version, as_of)
    headers, unchanged = cached(request, release, release, "factsheet", name, repr(asked), more=PRIVATE)
    note(request, release=release, format="factsheet")
    if unchanged is not None:
        return unchanged
    work = metrics.timed("factsheet", lambda: state.factsheet(name, asked, as_of))
    body = await DOCUMENTS.run(work, reader(request))
    metrics.EXPORTS.labels("factsheet").inc()
    saved = f"factsheet_{files.slug(name) if name else 'figures'}_{release}_{lang}.pdf"
    headers["Content-Disposition"] = f'inline; filename="{saved}"'
    return Response(body, headers=headers, media_type=files.MIME["pdf"])


async def note_check(request: Request) -> Response:
    """``/notitie?taal=``: asks for a file and says what became of its figures; see :mod:`shortage.web.check`."""
    lang, status = language(request), 200
    try:
        if request.method == "POST":
            file = await check.taken(request)
            body = await DOCUMENTS.run(lambda: check.result(file, lang), reader(request))
        else:
            body = check.form(lang)
    except Problem as problem:
        body, status = check.form(lang, problem.text(lang)), STATUS.get(problem.key, 400)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": check.POLICY}
    return Response(body, status, headers=headers, media_type="text/html; charset=utf-8")


def note(request: Request, **facts: str) -> None:
    """Add facts to the line that is written of this request."""
    cast(dict[str, Any], request.scope.setdefault(logs.FACTS, {})).update(facts)


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
            figure,
            ("image/png", "image/svg+xml", "application/pdf"),
            (*api.OF_A_FIGURE, "size", "plain", "grey", links.OWN_TITLE),
        ),
        Address("small", links.SMALL + "{id}.png", small_picture, ("image/png",), ("lang",)),
        Address("preview", "/preview/{id}.png", preview_picture, ("image/png",), api.OF_A_FIGURE),
        Address("embed", links.EMBED + "{id}", embedded, ("text/html",), api.OF_A_FIGURE),
        Address("oembed", "/oembed", oembed, json_, ("url", "maxwidth", "maxheight", "format", "lang")),
        Address("table", "/data/tables/{name}.csv", table, ("text/csv",)),
        Address("data", "/data/{name}", data, ("text/csv", files.MIME["xlsx"]), (*api.OF_A_FIGURE, "flavour")),
        Address(
            "note",
            "/note.{kind}",
            document,
            tuple(notes.MIME.values()),
            ("lang", day, "grey", "verdicts", links.OWN_TITLE, "korf"),
            longest=4 * basket.LONGEST,
        ),
        Address(
            "factsheet",
            "/factsheet.pdf",
            factsheet,
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
    return [Route(under + check.PATH, guarded(note_check), methods=["GET", "POST"])]
