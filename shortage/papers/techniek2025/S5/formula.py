"""The untapped labour potential: who would start in technology."""

from __future__ import annotations

from collections.abc import Mapping


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return how many of the untapped potential would start in technology.

    Args:
        inputs: ``potential`` and ``vacancies`` in persons, ``share`` in per cent.

    Returns:
        ``entrants`` in persons, ``share_of_vacancies`` in per cent.
    """
    entrants = inputs["potential"] * inputs["share"] / 100
    return {"entrants": entrants, "share_of_vacancies": 100 * entrants / inputs["vacancies"]}
