"""The glossary: each term of the field in both languages, with its definition and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shortage.text.types import Text, read_toml


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
    entries = []
    for raw in read_toml(Path(__file__).parent / "glossary.toml")["term"]:
        try:
            entry = Term(**{**raw, "definition": Text(**raw["definition"])})
        except (KeyError, TypeError) as error:
            raise ValueError(f"glossary.toml: {raw.get('nl')}: {error}") from error
        if not (entry.nl and entry.en and entry.source):
            raise ValueError(f"glossary.toml: {raw.get('nl')}: a name or the source is empty")
        entries.append(entry)
    return tuple(sorted(entries, key=lambda term: term.nl.lower()))
