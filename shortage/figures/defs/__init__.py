"""Figures, one module per theme; each is found by :func:`shortage.figures.figures`."""
