"""Files by address: a figure as a picture or as rows, a table, a note, a factsheet; and a note that is checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shortage import catalog, figures
from shortage.figures.style import PREVIEW
from shortage.render import files, office
from shortage.render.office import template
from shortage.site import note as notes
from shortage.text import Problem
from shortage.web import basket, check, embed, links, metrics, state, thumbs
from shortage.web.answering import (
    DOCUMENTS,
    OPEN,
    PRIVATE,
    STATUS,
    TURNS,
    asked_language,
    cached,
    language,
    note,
    reader,
)


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
