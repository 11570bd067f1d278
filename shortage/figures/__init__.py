"""Floor 7, figures: a :class:`FigureSpec` holds everything a figure says and nothing about how it is drawn."""

from shortage.figures.base import (
    BreakMark,
    FigureContent,
    FigureDefinition,
    FigureSpec,
    Guarded,
    ReferenceLine,
    Row,
    View,
    build,
    content,
    each,
    figure,
    figures,
    make,
    rows,
    timed,
)

__all__ = [
    "BreakMark",
    "FigureContent",
    "FigureDefinition",
    "FigureSpec",
    "Guarded",
    "ReferenceLine",
    "Row",
    "View",
    "build",
    "content",
    "each",
    "figure",
    "figures",
    "make",
    "rows",
    "timed",
]
