"""Questions to begin with: six that differ in their subject and in what is done with the figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from shortage.questions.question import Question
from shortage.text import Text, Words

WORDS = Words(__file__)
ASKED = {
    "branches": Question(along="branch", members=("C", "F", "J", "Q"), show="index", base="2019JJ00"),
    "unemployed": Question(show="rate", per="unemployed"),
    "growing": Question(kind="ranked"),
    "sizes": Question(members=("0-9", "10-99", "100+")),
    "students": Question("mbo_students_by_chamber", along="chamber", members=("technology",)),
    "countries": Question("oecd_productivity_level", kind="bars"),
}
"""By the name under which the file of words has what it is called."""


@dataclass(frozen=True)
class Example:
    """A question to begin with, and what it is called."""

    question: Question
    words: Text


@cache
def examples() -> tuple[Example, ...]:
    """Return the questions to begin with, in the order in which they are offered."""
    return tuple(Example(question, WORDS[name]) for name, question in ASKED.items())
