"""Formulas that free or bring workers: productivity and the untapped labour potential."""

from __future__ import annotations

from collections.abc import Mapping

from shortage.scenarios import formula


@formula("productivity-gain")
def productivity_gain(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return the workers freed when a share of the firms makes the same with fewer people.

    With a gain g the work of 1 + g people is done by one, so of every worker in those firms g / (1 + g) is freed.

    Args:
        inputs: ``share`` and ``gain`` in per cent, ``employment`` and ``vacancies`` in persons.

    Returns:
        ``freed`` in persons, ``share_of_vacancies`` and ``average_gain`` (over all firms) in per cent.
    """
    share, gain = inputs["share"] / 100, inputs["gain"] / 100
    freed = share * inputs["employment"] * gain / (1 + gain)
    return {
        "freed": freed,
        "share_of_vacancies": 100 * freed / inputs["vacancies"],
        "average_gain": 100 * freed / (inputs["employment"] - freed),
    }


@formula("untapped-potential")
def untapped_potential(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return how many of the untapped potential would start in technology.

    Args:
        inputs: ``potential`` and ``vacancies`` in persons, ``share`` in per cent.

    Returns:
        ``entrants`` in persons, ``share_of_vacancies`` in per cent.
    """
    entrants = inputs["potential"] * inputs["share"] / 100
    return {"entrants": entrants, "share_of_vacancies": 100 * entrants / inputs["vacancies"]}
