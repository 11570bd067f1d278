"""The untapped labour potential: who would start in technology."""

from __future__ import annotations

from collections.abc import Mapping


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return how many of the untapped potential would start in technology.

    Args:
        inputs: ``potential``, ``part_time`` (those of it who have work and want more hours) and ``vacancies`` in
            persons, ``share`` in per cent, ``plan`` (vacancies a year that the sector's own plan wants to fill with
            more people of all kinds).

    Returns:
        ``entrants`` in persons; ``share_of_vacancies``, ``part_time_share`` (of the potential) and ``share_of_plan``
        (the share at which the entrants equal the plan) in per cent.
    """
    entrants = inputs["potential"] * inputs["share"] / 100
    return {
        "entrants": entrants,
        "share_of_vacancies": 100 * entrants / inputs["vacancies"],
        "part_time_share": 100 * inputs["part_time"] / inputs["potential"],
        "share_of_plan": 100 * inputs["plan"] / inputs["potential"],
    }
