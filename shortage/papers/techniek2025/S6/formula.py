"""A cut in education: the technical graduates and starters it costs, step by step."""

from __future__ import annotations

from collections.abc import Mapping


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return how many fewer technical hbo graduates and starters in technology a year follow from a cut.

    Four steps, each an input: less money, the part of it that becomes fewer places, as many fewer graduates after a
    whole study, and the part of these who would have worked in technology.

    Args:
        inputs: ``cut``, ``passed_on`` and ``to_technology`` in per cent, ``graduates`` a year and ``filled`` vacancies
            a year in persons.

    Returns:
        ``fewer_pct`` and ``share_of_filled`` in per cent, ``graduates_lost`` and ``starters_lost`` in persons a year.
    """
    fewer = inputs["cut"] * inputs["passed_on"] / 100
    lost = inputs["graduates"] * fewer / 100
    starters = lost * inputs["to_technology"] / 100
    return {
        "starters_lost": starters,
        "graduates_lost": lost,
        "fewer_pct": fewer,
        "share_of_filled": 100 * starters / inputs["filled"],
    }
