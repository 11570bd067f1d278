"""A higher funding factor: what it costs when the budget grows along with it."""

from __future__ import annotations

from collections.abc import Mapping

MILLION = 1_000_000


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return what a higher price factor for technical mbo costs when nobody else receives less.

    By the Uitvoeringsbesluit WEB a part of the lump sum follows the students (article 2.2.1), each weighted by track
    and by the price factor of the programme (article 2.2.3). The amount per weighted student moves with the factor:
    (target ÷ current − 1) of it comes on top.

    Args:
        inputs: ``students`` in technology and ``all_students`` in persons, ``bbl`` and ``all_bbl`` (share of bbl in
            them) in per cent, ``weight`` of a bbl student, ``student_part`` of the lump sum in per cent, ``current``
            and ``target`` factor, ``budget`` (present lump sum of all mbo) in million euros.

    Returns:
        ``extra`` in million euros a year, ``weighted`` students, ``per_student`` in euros a year per weighted student,
        ``share_of_budget`` in per cent.
    """
    lighter = 1 - inputs["weight"]
    weighted = inputs["students"] * (1 - inputs["bbl"] / 100 * lighter)
    all_weighted = inputs["all_students"] * (1 - inputs["all_bbl"] / 100 * lighter)
    amount = inputs["budget"] * MILLION * inputs["student_part"] / 100 / all_weighted
    per_student = amount * (inputs["target"] / inputs["current"] - 1)
    extra = weighted * per_student / MILLION
    return {
        "extra": extra,
        "weighted": weighted,
        "per_student": per_student,
        "share_of_budget": 100 * extra / inputs["budget"],
    }
