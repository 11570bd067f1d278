"""Higher productivity: the workers it frees."""

from __future__ import annotations

from collections.abc import Mapping


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
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
