"""The figures that a reader gathers for a note, as one short text that stands in the address.

    tightness;open-vacancies!maat=slide!tak=C!titel=Bouw%20en%20techniek

Figures are parted by ``;``, what is chosen for one by ``!``; what is not named is the usual choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import quote, unquote

from shortage import choice, figures
from shortage.figures import freeze
from shortage.render import files
from shortage.render.note import LONGEST_TITLE, MOST, Item
from shortage.text import LANGS, Lang, Problem, number
from shortage.web import links

LONGEST = 16_000
OWN = ("taal", "maat", "kaal", links.OWN_TITLE, links.STAND)


def write(items: Iterable[Item]) -> str:
    """Return figures as they stand in the address."""
    return ";".join(_written(item) for item in items)


def read(text: str) -> tuple[list[Item], list[Problem]]:
    """Return the figures of an address, and what in it could not be read: those figures are left out."""
    if not text:
        return [], []
    if len(text) > LONGEST:
        return [], [Problem("address_long")]
    items: list[Item] = []
    problems: list[Problem] = []
    for entry in text.split(";"):
        if len(items) == MOST:
            problems.append(Problem("note_long", most=number(MOST, "en")))
            break
        try:
            items.append(_read(entry))
        except Problem as problem:
            problems.append(problem)
    return items, problems


def _written(item: Item) -> str:
    parts = {
        "taal": item.lang or "",
        "maat": "" if item.size == files.SIZES[0] else item.size,
        "kaal": "1" if item.plain else "",
        **choice.write(figures.drawable()[item.id].settable, item.selection),
        "titel": item.own_title,
        links.STAND: freeze.code(item.pins),
    }
    return "!".join([item.id, *(f"{key}={quote(value, safe='~,:')}" for key, value in parts.items() if value)])


def _read(text: str) -> Item:
    id, *parts = text.split("!")
    definitions = figures.drawable()
    if id not in definitions:
        raise figures.unknown(id)
    words: dict[str, str] = {}
    for part in parts:
        key, _, value = part.partition("=")
        words[key[: links.LONGEST]] = unquote(value)
    if len(words) > links.MOST_VALUES:
        raise Problem("address_long")
    for key, value in words.items():
        most = {links.STAND: freeze.LONGEST, "titel": LONGEST_TITLE}.get(key, choice.LONGEST_LIST)
        if len(value) > most:
            raise Problem("own_title_long", most=number(most, "en")) if key == "titel" else Problem("address_long")
    mine: dict[str, Any] = {key: words.pop(key, "") for key in OWN}
    _allowed("taal", mine["taal"], ("", *LANGS))
    _allowed("kaal", mine["kaal"], ("", "0", "1"))
    return Item(
        id,
        links.selection(definitions[id], words),
        lang=cast(Lang, mine["taal"]) or None,
        size=files.size_named(mine["maat"] or files.SIZES[0]),
        plain=mine["kaal"] == "1",
        own_title=mine["titel"],
        pins=freeze.read(mine[links.STAND]),
    )


def _allowed(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise Problem("choice_unknown", name=name, value=value, known=", ".join(each for each in allowed if each))
