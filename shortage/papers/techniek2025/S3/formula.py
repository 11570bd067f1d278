"""Higher productivity: the workers it frees while output stays the same."""

from __future__ import annotations

from collections.abc import Mapping

from shortage.indicators.productivity import freed_by, rise_replacing


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return the workers freed when a share of the firms makes the same with fewer people.

    Output is kept and people are freed (:func:`freed_by`). Claim P4 asks the reverse: people are kept and output grows
    by the work of the vacancies. Both count a rise over those who do the work (:func:`rise_replacing`).

    Args:
        inputs: ``share`` and ``gain`` in per cent, ``employment`` and ``vacancies`` in persons.

    Returns:
        ``freed`` in persons, ``share_of_vacancies`` and ``average_gain`` (over all firms) in per cent.
    """
    freed = freed_by(inputs["gain"], inputs["employment"] * inputs["share"] / 100)
    return {
        "freed": freed,
        "share_of_vacancies": 100 * freed / inputs["vacancies"],
        "average_gain": rise_replacing(freed, inputs["employment"] - freed),
    }
