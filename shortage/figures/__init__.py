"""Floor 7, figures: a :class:`FigureSpec` holds everything a figure says and nothing about how it is drawn."""

from shortage.figures.base import (
    BreakMark,
    Drawn,
    FigureDefinition,
    FigureSpec,
    Guarded,
    ReferenceLine,
    Row,
    View,
    build,
    each,
    figure,
    figures,
    make,
    rows,
)

__all__ = [
    "BreakMark",
    "Drawn",
    "FigureDefinition",
    "FigureSpec",
    "Guarded",
    "ReferenceLine",
    "Row",
    "View",
    "build",
    "each",
    "figure",
    "figures",
    "make",
    "rows",
]
