"""Formulas, one module per subject; each is found by :func:`shortage.scenarios.formulas`."""
