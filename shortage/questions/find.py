"""Search over what can be asked: tables, quantities and members, by their names and by words that mean the same."""

from __future__ import annotations

import difflib
import re
import threading
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cachetools import LRUCache, cached

from shortage import catalog
from shortage.questions.question import NEAREST, Question
from shortage.questions.rows import names, tokens
from shortage.questions.settled import described, settle
from shortage.store import Store
from shortage.text import LANGS, Lang, Problem, Text, Words
from shortage.text.phrases import capital
from shortage.text.synonyms import stands_in, words_of

WORDS = Words(__file__)
MOST_HITS = 8
MOST_OF_A_TABLE = 2
"""Hits of one table, so that others are seen as well."""
ALIKE = 0.7
"""How much a word must resemble another to be meant instead of it."""
LONGEST = 80
"""Characters of a search that are looked at."""


@dataclass(frozen=True)
class Hit:
    """Something that can be asked: the question, what it is called, and what it is."""

    question: Question
    words: Text


@dataclass(frozen=True)
class Search:
    """What a search finds; where that is nothing, ``neighbours`` are known words that look like what was typed."""

    hits: tuple[Hit, ...]
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Entry:
    """A table, a quantity of it or a member: its own name, and what stands around it."""

    question: Question
    name: Text
    around: Text
    title: Text
    end: str
    """The newest period of the table, for an order."""

    @cached_property
    def own(self) -> dict[str, str]:
        """The name in each language, plain."""
        return {lang: plain(self.name[lang]) for lang in LANGS}

    @cached_property
    def every(self) -> dict[str, str]:
        """The name with what stands around it in each language, plain."""
        return {lang: plain(f"{self.name[lang]} {self.around[lang]}") for lang in LANGS}


def plain(text: str) -> str:
    """Return a text in small letters without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def search(text: str, store: Store, lang: Lang) -> Search:
    """Return what can be asked under some words, the best first; in both languages, whatever their case and accents.

    All words must stand in a name, or in the table around it; at least one in the name itself. A name that says it all
    comes before one that says it in part, and a table that runs on before one that ended.

    Args:
        text: what a reader typed.
        store: what can be asked.
        lang: of the examples that are given where not even a word looks like what was typed.
    """
    asked = re.findall(r"[^\s,;]+", plain(text[:LONGEST]))
    if not asked:
        return Search(())
    ranked: list[tuple[tuple[int, int], _Entry]] = []
    for entry in _index(store):
        own = sum(_stands(word, entry.own) for word in asked)
        if own and all(_stands(word, entry.every) for word in asked):
            is_whole = " ".join(asked) in entry.own.values()
            ranked.append(((own, int(is_whole)), entry))
    # Sorted twice: the newest tables first, and among equals in the order of the catalogue.
    ranked.sort(key=lambda pair: pair[1].end, reverse=True)
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    hits: dict[Question, Hit] = {}
    counts: Counter[str] = Counter()
    for _, entry in ranked:
        if len(hits) == MOST_HITS:
            break
        if counts[entry.question.table] == MOST_OF_A_TABLE:
            continue
        try:
            settled = settle(entry.question, store)
        except Problem:  # it has no figures with what is usual beside it
            continue
        if settled not in hits:
            counts[entry.question.table] += 1
            hits[settled] = Hit(entry.question, entry.title)
    if hits:
        return Search(tuple(hits.values()))
    known = sorted({word for entry in _index(store) for each in LANGS for word in words_of((entry.own[each],))})
    near = [one for word in asked for one in difflib.get_close_matches(word, known, n=NEAREST, cutoff=ALIKE)]
    return Search((), tuple(dict.fromkeys(near))[:NEAREST] or tuple(WORDS["examples"][lang].split(", ")))


def _stands(word: str, texts: dict[str, str]) -> bool:
    return any(stands_in(word, texts[lang], lang) for lang in LANGS)


@cached(LRUCache(maxsize=4), key=lambda store: store.key, lock=threading.Lock())
def _index(store: Store) -> tuple[_Entry, ...]:
    """Return all tables of a store with their quantities and members; a table that cannot be read is left out."""
    found: list[_Entry] = []
    for name, table in catalog.tables().items():
        try:
            found += _entries(name, table, store)
        except Problem:
            continue
    return tuple(found)


def _entries(name: str, table: Any, store: Store) -> list[_Entry]:
    if not store.has(name):
        return []
    data = store.read(name)
    measures = described(data)
    if not measures:
        return []
    end = str(data.frame["period_start"].max())
    places = {"table": table.title, "id": table.id}
    publisher = Text(nl=table.publisher, en=table.publisher)
    entries = [_Entry(Question(name), WORDS("table", **places), publisher, WORDS("table", **places), end)]
    titles = [table.measure(measure).title for measure in measures]
    for measure, title in zip(measures, titles, strict=True) if len(measures) > 1 else ():
        words = WORDS("part", name=capital(title), **places)
        entries.append(_Entry(Question(name, measure), title, table.title, words, end))
    around = Text(**{lang: " ".join([table.title[lang], *(title[lang] for title in titles)]) for lang in LANGS})
    for dimension in table.dimensions:
        called = names(store, data, dimension)
        for member in tokens(data, dimension) if len(called) > 1 else ():
            words = WORDS("part", name=capital(called[member]), **places)
            asked = Question(name, along=dimension, members=(member,))
            entries.append(_Entry(asked, called[member], around, words, end))
    return entries
