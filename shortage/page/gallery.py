"""All figures by theme and question, and those that a reader searches for."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from shortage import claims, figures
from shortage.figures import LAST_YEAR, FigureDefinition
from shortage.page.base import Answers
from shortage.page.theme import groups
from shortage.text import Lang, Problem, t
from shortage.text.synonyms import stands_in, words_of

MOST_NEIGHBOURS = 6


@dataclass(frozen=True)
class GalleryGroup:
    """Figures of one theme that answer one question."""

    theme: str
    name: str
    question: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class SearchResult:
    """What a search finds; where that is nothing, ``neighbours`` come nearest."""

    ids: tuple[str, ...]
    neighbours: tuple[str, ...] = ()


def gallery(answers: Answers, lang: Lang) -> tuple[GalleryGroup, ...]:
    """Return all figures by theme and question, in the order of the themes' pages; those of no theme come last."""
    parts = [
        GalleryGroup(id, theme.name[lang], group.name, (*group.figures, *(folded for folded, _ in group.folded)))
        for id, theme in claims.themes().items()
        for group in groups(id, answers, lang)
    ]
    placed = {id for part in parts for id in part.figures}
    rest = [id for id in figures.figures() if id not in placed]
    for theme in dict.fromkeys(figures.figures()[id].theme for id in rest):
        own = tuple(id for id in rest if figures.figures()[id].theme == theme)
        parts.append(GalleryGroup(theme, figures.theme_name(theme)[lang], t("page.proposals_question", lang), own))
    return tuple(parts)


def about(definition: FigureDefinition, answers: Answers, lang: Lang) -> str:
    """Return all words by which a figure is found: what it shows, finds and means, its lines, bars, choices, claims."""
    texts = [definition.id, definition.title[lang], figures.theme_name(definition.theme)[lang]]
    for key in definition.claims:
        claim = claims.claim(key)
        texts += [claim.id, claim.statement[lang]]
    try:
        spec = answers.spec(definition.id, lang)
        texts += [spec.title, spec.subtitle, spec.note]
        texts += [text[lang] for pair in spec.definitions for text in pair]
        texts += [text for source in spec.sources for text in (source.table, source.title[lang], source.publisher)]
        for column in ("panel", "label", "category"):
            texts += [str(text) for text in spec.data[column].unique()]
        for name in definition.choices:
            if name != LAST_YEAR:  # a year in which a figure may end is not what it is about
                texts += [text[lang] for text in definition.options(name, answers.store).values()]
    except Problem:
        pass  # its card says what is wrong with it
    return " ".join(texts)


def search(words: str, texts: Mapping[str, str], lang: Lang) -> SearchResult:
    """Return the figures in whose words all that is asked for stands, else those that come nearest.

    Args:
        words: what a reader typed.
        texts: the words of each figure, by id; see :func:`about`.
        lang: the language of both.
    """
    asked = words.casefold().split()
    hits = {id: sum(stands_in(word, text, lang) for word in asked) for id, text in texts.items()}
    ids = tuple(id for id, count in hits.items() if count == len(asked))
    if ids:
        return SearchResult(ids)
    near = [id for id, count in sorted(hits.items(), key=lambda hit: -hit[1]) if count]
    if not near:
        vocabulary = words_of(texts.values())
        alike = {
            word for asked_word in asked for word in difflib.get_close_matches(asked_word, vocabulary, n=3, cutoff=0.72)
        }
        near = [id for id, text in texts.items() if alike & words_of((text,))]
    return SearchResult((), tuple(near[:MOST_NEIGHBOURS]))
