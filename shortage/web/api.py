"""What other systems may ask for: each address once, with its parameters, as a list and as an OpenAPI description."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shortage import __version__, figures
from shortage.render import files
from shortage.site import note as notes
from shortage.text import LANGS, Lang, Words, t
from shortage.web import links

_WORDS = Words(__file__)
Handler = Callable[[Request], Awaitable[Response]]
ONE_LINE = {"type": "string", "maxLength": links.LONGEST}
ZERO_ONE = {"type": "string", "enum": ["0", "1"], "default": "0"}
PARAMETERS: dict[str, dict[str, Any]] = {
    "lang": {"type": "string", "enum": list(LANGS), "default": LANGS[0]},
    links.AS_OF.words[0]: {"type": "string", "format": "date"},
    links.STAND: {"type": "string"},
    "size": {
        "type": "string",
        "anyOf": [{"enum": list(files.SIZES)}, {"pattern": r"^\d{2,3}x\d{2,3}$"}],
        "default": files.SIZES[0],
    },
    "plain": ZERO_ONE,
    "grey": ZERO_ONE,
    "verdicts": ZERO_ONE,
    "claim": ONE_LINE,
    "theme": ONE_LINE,
    "flavour": {"type": "string", "enum": list(links.FLAVOURS), "default": links.FLAVOURS[1]},
    links.OWN_TITLE: {"type": "string"},
    "limit": {"type": "integer", "minimum": 0},
    "korf": {"type": "string"},
    "url": {"type": "string", "format": "uri"},
    "maxwidth": {"type": "integer", "minimum": 1},
    "maxheight": {"type": "integer", "minimum": 1},
    "format": {"type": "string", "enum": ["json"]},
}
"""Parameters after the question mark, each with what may stand there."""
CHOICES = "choices"
"""The choices of a figure: a parameter for each, under its own name."""
NEEDED = {"note": ("korf",), "oembed": ("url",)}
"""Parameters that an address cannot do without; a factsheet takes a claim or a theme where it has no figures."""
IN_PATH: dict[str, Callable[[], dict[str, Any]]] = {
    "id": lambda: {"type": "string", "enum": list(figures.drawable())},
    "name": lambda: dict(ONE_LINE),
    "kind": lambda: {"type": "string", "enum": list(notes.KINDS)},
}
FAULTS = (400, 404, 410, 429, 503)
OF_A_FIGURE = ("lang", links.AS_OF.words[0], links.STAND, CHOICES)


@dataclass(frozen=True)
class Address:
    """An address that is answered: its path, who answers it, its parameters and kinds of answer.

    ``name`` is the key of its words; ``longest`` is how many characters of a query are read, ``is_plain`` whether
    nothing of the reader's is read at all.
    """

    name: str
    path: str
    handler: Handler
    kinds: tuple[str, ...] = ("application/json",)
    parameters: tuple[str, ...] = ()
    longest: int = 0
    is_plain: bool = False
    status: int = 200


def listed(listing: Iterable[Address], lang: Lang, version: str) -> dict[str, Any]:
    """Return every address with what it is for, and the figures with their choices."""
    return {
        "name": t("render.mark", lang),
        "version": __version__,
        "data_version": version,
        "openapi": "api/openapi.json",
        "addresses": [
            {
                "path": address.path,
                "about": _WORDS[address.name][lang],
                "parameters": list(address.parameters),
                "kinds": list(address.kinds),
            }
            for address in listing
        ],
        "figures": [
            {
                "id": id,
                "title": definition.title[lang],
                "choices": [definition.typed[name].words[0] for name in definition.params if name in definition.typed],
            }
            for id, definition in figures.figures().items()
        ],
    }


def described(listing: Iterable[Address], base: str, under: str) -> dict[str, Any]:
    """Return the same as an OpenAPI 3.1 description, in English.

    Args:
        listing: the addresses.
        base: where the dashboard stands for the outside, "" where that is not set.
        under: the folder of the address under which it stands, "" at the top.
    """
    refused = {
        "description": _WORDS["refused"].en,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }
    paths: dict[str, Any] = {}
    for address in listing:
        answers: dict[str, Any] = {str(address.status): {"description": _WORDS[address.name].en}}
        if address.status == 200:
            answers["200"]["content"] = {kind: {} for kind in address.kinds}
        if not address.is_plain:
            answers |= {str(status): refused for status in FAULTS}
        operation = {
            "operationId": address.name,
            "summary": _WORDS[address.name].en,
            "parameters": [_parameter(name, address.name) for name in (*_places(address.path), *address.parameters)],
            "responses": answers,
        }
        paths[address.path] = {"get": operation}
    return {
        "openapi": "3.1.0",
        "info": {"title": t("render.mark", "en"), "version": __version__, "description": _WORDS["about"].en},
        "servers": [{"url": base or f"/{under}"}],
        "paths": paths,
        "components": {
            "schemas": {
                "Refusal": {
                    "type": "object",
                    "properties": {"error": {"type": "string"}},
                    "required": ["error"],
                }
            }
        },
    }


def _places(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def _parameter(name: str, address: str) -> dict[str, Any]:
    about = {"name": name, "description": _WORDS[f"parameter.{name}"].en}
    if name in IN_PATH:
        return {**about, "in": "path", "required": True, "schema": IN_PATH[name]()}
    if name == CHOICES:
        words = sorted({choice.words[0] for figure in figures.drawable().values() for choice in figure.typed.values()})
        schema = {"type": "object", "properties": {word: dict(ONE_LINE) for word in words}}
        return {**about, "in": "query", "style": "form", "explode": True, "schema": schema}
    return {**about, "in": "query", "required": name in NEEDED.get(address, ()), "schema": PARAMETERS[name]}
