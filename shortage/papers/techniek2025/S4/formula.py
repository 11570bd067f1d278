"""A scheme for skilled workers from outside the EU: the arrivals it needs."""

from __future__ import annotations

from collections.abc import Mapping


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return how many people must come a year to lift the international share to a target.

    The share counts starters in technical industry per 100 filled vacancies there, so each point of it is a hundredth
    of the filled vacancies. Not everyone who comes starts there; the arrivals are more by that factor. A target that
    is reached already needs nobody.

    Args:
        inputs: ``today`` and ``target`` per 100 filled vacancies, ``filled`` vacancies a year, ``directed`` (the part
            of the arrivals that starts in technical industry) in per cent, ``immigrants`` (labour immigrants of a
            year from outside the EU/EFTA) in persons, ``plan`` (vacancies a year that the sector's own plan wants to
            fill with people from abroad and refugees).

    Returns:
        ``starters`` and ``arrivals`` in persons a year, ``growth`` (arrivals against today's labour immigration from
        outside the EU), ``share_of_filled`` (starters against filled vacancies) and ``share_of_plan`` (starters
        against the plan) in per cent.
    """
    starters = max(0.0, inputs["target"] - inputs["today"]) / 100 * inputs["filled"]
    arrivals = starters / (inputs["directed"] / 100)
    return {
        "starters": starters,
        "arrivals": arrivals,
        "growth": 100 * arrivals / inputs["immigrants"],
        "share_of_filled": 100 * starters / inputs["filled"],
        "share_of_plan": 100 * starters / inputs["plan"],
    }
