"""One figure on another site: a bare page without script, the code that embeds it, and the answer to oEmbed.

Only these pages may stand in a frame of the sites that ``SHORTAGE_EMBED_ANCESTORS`` names; the dashboard itself not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from shortage import figures
from shortage.figures import FigureSpec
from shortage.figures.style import PREVIEW, SIZES
from shortage.page.figure import around
from shortage.settings import settings
from shortage.site import parts
from shortage.text import Lang, Problem, Words, t
from shortage.web import framework, links, public, state

WORDS = Words(__file__)
WIDTH, HEIGHT = 720, 640
"""Pixels of the frame that the code asks for."""
SMALLEST = 200
OURSELVES = "'self'"
_DIGITS = re.compile(r"[1-9]\d{0,4}")


def ancestors() -> str:
    """Return which sites may show a figure in a frame: ``SHORTAGE_EMBED_ANCESTORS``, "" for none but this one."""
    return " ".join(settings().embed_ancestors)


def is_offered() -> bool:
    """Whether code to embed would work anywhere: the dashboard has an address, and a site may frame it."""
    return bool(public.base() and ancestors())


def policy() -> str:
    """Return the content security policy of an embedded figure: its own style, and our letters and pictures."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'unsafe-inline'",
            "img-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors() or OURSELVES}",
        )
    )


def page(asked: links.Request) -> bytes:
    """Return a figure as a bare page: picture, table, source, link.

    Of releases that are no longer kept the newest are shown, and that is said.

    Raises:
        Problem: a choice that the figure does not have, or it cannot be made.
    """
    frozen = asked.frozen(state.store(asked.as_of))
    spec = figures.make(asked.id, frozen.store, asked.lang, **asked.selection)
    gone = ", ".join(release.words(asked.lang) for release in frozen.gone)
    lang = asked.lang
    shown = replace(around(spec, state.answers()), about=(spec.source_line,))
    return parts.filled(
        "embed.html",
        one=shown,
        mark=t("render.mark", lang),
        style=parts.Html(parts.STYLE.read_text("utf-8")),
        font=framework.letters().replace("./", "../../", 1),
        notice=t("note.gone", lang, tables=gone) if gone else "",
        picture="../.." + links.figure(spec, "svg", size="slide", plain=True),
        narrow="../.." + links.figure(spec, "svg", size="square", plain=True),
        definition=t("page.definition", lang),
        as_table=t("page.as_table", lang),
        link="../.." + links.page(spec, is_frozen=bool(asked.pins)),
        to_figure=WORDS("to_figure", mark=t("render.mark", lang))[lang],
        csv="../.." + links.data(spec),
    ).encode()


def code(spec: FigureSpec, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Return the code that embeds a figure with the releases it was drawn from, "" where it would work nowhere."""
    if not is_offered():
        return ""
    values = {"src": public.address(links.embed(spec)), "title": spec.title, "width": width, "height": height}
    return parts.filled("embed_code.html", **values).strip()


def oembed(values: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    """Return the answer to oEmbed for the address of a figure's page.

    Raises:
        Problem: no address of the dashboard was set, framing is allowed to nobody, or the address is of no figure here.
    """
    if not public.base():
        raise Problem("no_public_address")
    if not ancestors():
        raise Problem("no_embedding")
    if values.get("format", "json") != "json":
        raise Problem("choice_unknown", name="format", value=values["format"][: links.LONGEST], known="json")
    width, height = (_bounded(values, name, most) for name, most in (("maxwidth", WIDTH), ("maxheight", HEIGHT)))
    asked = _asked(values.get("url", ""), lang)
    frozen = asked.frozen(state.store(asked.as_of))
    spec = figures.make(asked.id, frozen.store, asked.lang, **asked.selection)
    size = SIZES[PREVIEW]
    return {
        "version": "1.0",
        "type": "rich",
        "title": spec.title,
        "provider_name": t("render.mark", asked.lang),
        "provider_url": public.base(),
        "html": code(spec, width, height),
        "width": width,
        "height": height,
        "thumbnail_url": public.address(links.preview(spec)),
        "thumbnail_width": size.width,
        "thumbnail_height": size.height,
    }


def _asked(url: str, lang: Lang) -> links.Request:
    """Return the figure whose page or embedded page an address is of."""
    start = f"{public.base()}/"
    if not url.startswith(start):
        raise Problem("oembed_address")
    split = urlsplit(url[len(start) - 1 :])
    values = dict(parse_qsl(split.query, keep_blank_values=True))
    if split.path == f"/{links.PAGE}":
        id = values.pop(links.FIGURE, "")
    elif split.path.startswith(links.EMBED):
        id = split.path.removeprefix(links.EMBED)
    else:
        raise Problem("oembed_address")
    if id not in figures.drawable():
        raise figures.unknown(id)
    words = links.of_figure(id, values) | {key: values[key] for key in ("lang", "taal") if key in values}
    return links.parse(words if {"lang", "taal"} & set(words) else {**words, "lang": lang}, id)


def _bounded(values: Mapping[str, str], name: str, most: int) -> int:
    text = values.get(name, str(most))
    if not _DIGITS.fullmatch(text):
        raise Problem("address_number", name=name, value=text[: links.LONGEST])
    return max(SMALLEST, min(most, int(text)))
