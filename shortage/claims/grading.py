"""From what was compared to a verdict: the step that several rules share."""

from __future__ import annotations

from collections.abc import Iterable

from shortage.claims.contract import Value


def of_parts(verdicts: Iterable[Value]) -> Value:
    """Return the verdict of a claim of several parts: alike they decide, else it is mixed.

    Parts that no open figure settles, or whose figures are too old, do not count; where none is left, it is that.
    """
    every = list(verdicts)
    settled = [verdict for verdict in every if verdict not in ("not_testable", "outdated")]
    if not settled:
        return "outdated" if "outdated" in every else "not_testable"
    return settled[0] if len(set(settled)) == 1 else "mixed"


def of_margins(verdicts: Iterable[Value]) -> Value:
    """Return the verdict of parts judged with a margin: one that depends on it makes the whole depend on it."""
    every = list(verdicts)
    return "depends" if "depends" in every else of_parts(every)
