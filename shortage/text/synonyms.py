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
def groups(lang: Lang) -> tuple[tuple[str, ...], ...]:
    """Return the words that mean the same, a group each."""
    return tuple(tuple(text[lang].split(", ")) for text in WORDS.values())


def synonyms(word: str, lang: Lang) -> tuple[str, ...]:
    """Return a word and all that means the same, the word itself first."""
    word = word.casefold()
    others = [other for group in groups(lang) if word in group for other in group]
    return tuple(dict.fromkeys((word, *others)))


FITS = (NOWHERE, INSIDE, WORD, BEGINNING, ALL) = range(5)
"""How a word stands in a text: not, inside another word, as a word, as its first word, as all of it."""


def fit(word: str, text: str, lang: Lang) -> int:
    """Return how a word, or one that means the same, stands in a text at best, one of :data:`FITS`."""
    return max(_fit(same, text.casefold()) for same in synonyms(word, lang))


def stands_in(word: str, text: str, lang: Lang) -> bool:
    """Return whether a word, or one that means the same, stands in a text; a long one also inside another word."""
    return fit(word, text, lang) > NOWHERE


def _fit(word: str, text: str) -> int:
    if word == text:
        return ALL
    if word not in text:
        return NOWHERE
    whole = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    if whole is not None:
        return WORD if whole.start() else BEGINNING
    return INSIDE if len(word) > WHOLE else NOWHERE


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the words of texts that are long enough to resemble another, in small letters."""
    return {word for text in texts for word in re.findall(r"\w+", text.casefold()) if len(word) > WHOLE}
