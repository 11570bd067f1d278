"""Words that mean the same to who searches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from shortage.text.types import Lang
from shortage.text.words import Words

WORDS = Words(__file__)

WHOLE = 3
"""Up to this many letters a word is found as a whole word only: "wo" does not stand in "inwoners"."""


@cache
def _groups(lang: Lang) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(text[lang].split(", ")) for text in WORDS.values())


def synonyms(word: str, lang: Lang) -> tuple[str, ...]:
    """Return a word and all that means the same, the word itself first."""
    word = word.casefold()
    others = [one for group in _groups(lang) if word in group for one in group]
    return tuple(dict.fromkeys((word, *others)))


def stands_in(word: str, text: str, lang: Lang) -> bool:
    """Return whether a word, or one that means the same, stands in a text; a long one also inside another word."""
    return any(_is_in(one, text.casefold()) for one in synonyms(word, lang))


def _is_in(word: str, text: str) -> bool:
    if len(word) <= WHOLE:
        return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
    return word in text


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the words of texts that are long enough to resemble another, in small letters."""
    return {word for text in texts for word in re.findall(r"\w+", text.casefold()) if len(word) > WHOLE}
