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
from shortage.catalog.load import KINDS
from shortage.questions.known import claims_of
from shortage.questions.question import NEAREST, Question
from shortage.questions.question import WORDS as PARTS
from shortage.questions.rows import dimension_name, lines_of, names, tokens
from shortage.questions.settled import MOST_MEMBERS, SETS, described, settle
from shortage.store import Store
from shortage.text import LANGS, Lang, Period, Problem, Text, Words
from shortage.text.phrases import amount, both, capital, listed, when
from shortage.text.synonyms import ALL, BEGINNING, NOWHERE, WORD, fit, words_of

WORDS = Words(__file__)
MOST_HITS = 8
MOST_OF_A_TABLE = 2
"""Hits of one table, so that others are seen as well."""
ALIKE = 0.7
"""How much a word must resemble another to be meant instead of it."""
RUNS_ON = 3
"""Years that the newest figures of a table may lie behind those of all tables without the table having ended."""
COURSE = 4
"""Periods with which figures have a course in time."""
LONGEST = 80
"""Characters of a search that are looked at."""


@dataclass(frozen=True)
class Hit:
    """Something that can be asked: the question, what it is called, and how many periods there are, up to when."""

    question: Question
    words: Text
    held: Text

    @property
    def label(self) -> Text:
        """What a reader chooses from: the name, and what figures there are under it."""
        return both(lambda lang: f"{self.words[lang]}: {self.held[lang]}")


@dataclass(frozen=True)
class Search:
    """What a search finds; where that is nothing, ``neighbours`` are known words that look like what was typed."""

    hits: tuple[Hit, ...]
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Entry:
    """A table, a quantity, a dimension or a member of it: its own name, and what stands around it."""

    question: Question
    name: Text
    around: Text
    title: Text
    end: int
    """The year in which the newest period of the table begins, for an order."""
    is_statistics: bool
    """Whether the table has figures of several periods that its publisher's service gives."""
    weight: int
    """Claims of the papers that rest on the table."""

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

    All words must stand in a name, or in the table around it; at least one in the name itself. Names that begin with
    what was typed come before those in which it is a later word, or part of one. Of these, statistics with a course in
    time come before what was copied from reports, tables that run on before those that ended, and tables on which more
    claims of the papers rest before others; within a table the name that says it all comes first. With commas between
    them, several members of one dimension are found side by side.

    Args:
        text: what a reader typed.
        store: what can be asked.
        lang: of the examples that are given where not even a word looks like what was typed.
    """
    asked = re.findall(r"[^\s,;]+", plain(text[:LONGEST]))
    examples = tuple(WORDS["examples"][lang].split(", "))
    if not asked:  # an emoji, say, or nothing but commas
        return Search((), examples if text.strip() else ())
    beside = _side_by_side(text, store)
    if beside:
        return Search(beside)
    ranked: list[tuple[tuple[Any, ...], _Entry]] = []
    entries = _index(store)
    newest = max((entry.end for entry in entries), default=0)
    for entry in entries:
        fits = [_fit(word, entry.own) for word in asked]
        own = sum(fitness > NOWHERE for fitness in fits)
        if own and all(_fit(word, entry.every) > NOWHERE for word in asked):
            words = sum(min(fitness, BEGINNING) for fitness in fits)
            best = ALL * len(asked) if " ".join(asked) in entry.own.values() else sum(fits)
            is_current = newest - entry.end < RUNS_ON
            ranked.append(((own, words, entry.is_statistics, is_current, entry.weight, best, entry.end), entry))
    # Among equals in the order of the catalogue.
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
            held = _held(settled, store)
        except Problem:  # it has no figures with what is usual beside it
            continue
        if settled not in hits:
            counts[entry.question.table] += 1
            hits[settled] = Hit(entry.question, entry.title, held)
    if hits:
        return Search(tuple(hits.values()))
    vocabulary = sorted({word for entry in entries for each in LANGS for word in words_of((entry.own[each],))})
    near = [match for word in asked for match in difflib.get_close_matches(word, vocabulary, n=NEAREST, cutoff=ALIKE)]
    return Search((), tuple(dict.fromkeys(near))[:NEAREST] or examples)


def _side_by_side(text: str, store: Store) -> tuple[Hit, ...]:
    """Return the questions that show members beside one another, of which each part between commas names one."""
    named = plain(text[:LONGEST]).replace(";", ",").split(",")
    parts = [part.split() for part in named if part.strip()]
    if not 1 < len(parts) <= MOST_MEMBERS:
        return ()
    groups: dict[tuple[str, str], dict[int, tuple[int, _Entry]]] = {}
    for entry in _index(store):
        if len(entry.question.members) != 1:
            continue
        by_part = groups.setdefault((entry.question.table, entry.question.along), {})
        for index, words in enumerate(parts):
            fits = [_fit(word, entry.own) for word in words]
            if min(fits) >= WORD and sum(fits) > by_part.get(index, (0, entry))[0]:
                by_part[index] = sum(fits), entry
    hits: list[tuple[tuple[Any, ...], Hit]] = []
    for (table, along), by_part in groups.items():
        members = tuple(dict.fromkeys(entry.question.members[0] for _, (_, entry) in sorted(by_part.items())))
        if len(members) < len(parts):
            continue
        asked = Question(table, along=along, members=members)
        try:
            held = _held(settle(asked, store), store)
        except Problem:
            continue
        first = by_part[0][1]
        names = listed(entry.name for _, (_, entry) in sorted(by_part.items()))
        listed_table = catalog.table(table)
        order = (first.is_statistics, first.weight, first.end)
        title = WORDS("part", name=capital(names), table=listed_table.title, id=listed_table.id)
        hits.append((order, Hit(asked, title, held)))
    hits.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(hit for _, hit in hits[:MOST_HITS])


def _held(settled: Question, store: Store) -> Text:
    """Return how many periods its figures have and up to when: a table's newest figures may be shreds of a line.

    Raises:
        Problem: it has no figures.
    """
    lines = lines_of(settled, store.read(settled.table), store).lines
    periods = sorted({code for line in lines for code in line.rows.index}, key=lambda code: Period.parse(code).start)
    if not periods:
        raise Problem("selection_empty")
    if len(periods) == 1:
        return when(periods[0])
    grain = PARTS[f"code.{Period.parse(periods[-1]).grain}"]
    return WORDS("periods", count=amount(len(periods)), grain=grain, last=when(periods[-1]))


def called(name: str, store: Store, lang: Lang) -> tuple[str, ...]:
    """Return what a table, its quantities and its members are called: the words by which it is found.

    Raises:
        Unreadable: it cannot be read now.
    """
    table = catalog.table(name)
    texts = [measure.title for measure in table.measures] + [entry.name for entry in _entries(name, table, store)]
    return tuple(dict.fromkeys(text[lang] for text in texts))


def _fit(word: str, texts: dict[str, str]) -> int:
    return max(fit(word, texts[lang], lang) for lang in LANGS)


@cached(LRUCache(maxsize=4), key=lambda store: (str(store.root), store.version), lock=threading.Lock())
def _index(store: Store) -> tuple[_Entry, ...]:
    """Return all tables of a store with their quantities and members; a table that cannot be read is left out."""
    entries: list[_Entry] = []
    for name, table in catalog.tables().items():
        try:
            entries += _entries(name, table, store)
        except Problem:
            continue
    return tuple(entries)


def _entries(name: str, table: Any, store: Store) -> list[_Entry]:
    if not store.has(name):
        return []
    data = store.read(name)
    measures = described(data)
    if not measures:
        return []
    end = max(int(rows["period_start"].max().year) for rows in (data.frame, data.context) if len(rows))
    weight = len(claims_of(Question(name)))
    is_statistics = table.source in KINDS and data.frame["period"].nunique() >= COURSE
    places = {"table": table.title, "id": table.id}
    entries: list[_Entry] = []

    def add(asked: Question, called: Text, around: Text, title: Text) -> None:
        entries.append(_Entry(asked, called, around, title, end, is_statistics, weight))

    publisher = Text(nl=table.publisher, en=table.publisher)
    add(Question(name), WORDS("table", **places), publisher, WORDS("table", **places))
    titles = [table.measure(measure).title for measure in measures]
    for measure, title in zip(measures, titles, strict=True):
        add(Question(name, measure), title, table.title, WORDS("part", name=capital(title), **places))
    around = Text(**{lang: " ".join([table.title[lang], *(title[lang] for title in titles)]) for lang in LANGS})
    for dimension in table.dimensions:
        called = names(store, data, dimension)
        if len(called) < 2:
            continue
        own = dimension_name(dimension)
        add(Question(name, along=dimension, kind="bars"), own, around, WORDS("by", name=own, **places))
        for member in tokens(data, dimension):
            asked = Question(name, along=dimension, members=(member,))
            add(asked, called[member], around, WORDS("part", name=capital(called[member]), **places))
    for key, members in SETS.get(name, {}).items():
        own = dimension_name(key)
        add(Question(name, members=members), own, around, WORDS("by", name=own, **places))
    return entries
