"""Questions of a reader's own: the grammar, what can be asked, the answer, and its figure.

One grammar stands behind an address, the command line, Python and the page where one explores. See ``docs/explore.md``.
"""

from shortage.questions.answer import Answer
from shortage.questions.asking import ask
from shortage.questions.claim import OwnClaim, judge
from shortage.questions.figure import EXPLORE, figure
from shortage.questions.known import claims_of, from_figure, nearest, why_not
from shortage.questions.question import KINDS, MEASURE, SHOWS, Question
from shortage.questions.settled import settle

__all__ = [
    "EXPLORE",
    "KINDS",
    "MEASURE",
    "SHOWS",
    "Answer",
    "OwnClaim",
    "Question",
    "ask",
    "claims_of",
    "figure",
    "from_figure",
    "judge",
    "nearest",
    "settle",
    "why_not",
]
