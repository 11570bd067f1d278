"""The glossary: each term of the field in both languages, with its definition and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomli

from shortage.text.types import Text


@dataclass(frozen=True)
class Term:
    """A term; ``abbreviation`` is how figures may write it, ``""`` where they write it out."""

    nl: str
    en: str
    definition: Text
    source: str
    abbreviation: str = ""


@cache
def terms() -> tuple[Term, ...]:
    """Return all terms in the order of their Dutch names.

    Raises:
        ValueError: a term lacks a language, a definition or a source.
    """
    found = []
    for raw in tomli.loads((Path(__file__).parent / "glossary.toml").read_text("utf-8"))["term"]:
        try:
            one = Term(**{**raw, "definition": Text(**raw["definition"])})
        except (KeyError, TypeError) as error:
            raise ValueError(f"glossary.toml: {raw.get('nl')}: {error}") from error
        if not (one.nl and one.en and one.source):
            raise ValueError(f"glossary.toml: {raw.get('nl')}: a name or the source is empty")
        found.append(one)
    return tuple(sorted(found, key=lambda one: one.nl.lower()))


@cache
def abbreviations() -> frozenset[str]:
    """Return what a figure may write without spelling it out."""
    return frozenset(one.abbreviation for one in terms() if one.abbreviation)
