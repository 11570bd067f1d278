"""What each page says, in one language, and nothing about how it is shown.

The live pages, the first view that a server answers with, the published edition and a note in one file all draw from
these: no word of a page stands twice. A page is worked out from :class:`Answers` (a store and what was asked of it) and
a reader's choices.
"""

from shortage.page.base import (
    Answer,
    Answers,
    Badge,
    Block,
    Cell,
    Code,
    Items,
    Link,
    Notice,
    Paragraph,
    Section,
    Table,
)
from shortage.page.claim import ClaimPage, claim
from shortage.page.data import DataPage, TablePage, data, table
from shortage.page.figure import FigurePage, figure
from shortage.page.home import HomePage, home
from shortage.page.theme import ThemePage, theme

__all__ = [
    "Answer",
    "Answers",
    "Badge",
    "Block",
    "Cell",
    "ClaimPage",
    "Code",
    "DataPage",
    "FigurePage",
    "HomePage",
    "Items",
    "Link",
    "Notice",
    "Paragraph",
    "Section",
    "Table",
    "TablePage",
    "ThemePage",
    "claim",
    "data",
    "figure",
    "home",
    "table",
    "theme",
]
