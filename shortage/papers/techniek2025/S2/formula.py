"""A higher funding factor: what it costs."""

from __future__ import annotations

from collections.abc import Mapping

MILLION = 1_000_000


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return what a higher funding factor for technical mbo costs when the base amount stays.

    The amount per student moves with the factor: (target ÷ current − 1) of it comes on top.

    Args:
        inputs: ``students`` in persons, ``amount`` in euros per student and year, ``current`` and ``target`` factor,
            ``budget`` (present lump sum of all mbo) in million euros.

    Returns:
        ``extra`` in million euros a year, ``per_student`` in euros a year, ``share_of_budget`` in per cent.
    """
    per_student = inputs["amount"] * (inputs["target"] / inputs["current"] - 1)
    extra = inputs["students"] * per_student / MILLION
    return {"extra": extra, "per_student": per_student, "share_of_budget": 100 * extra / inputs["budget"]}
