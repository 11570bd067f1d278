"""Higher productivity: the workers it frees while output stays the same."""

from __future__ import annotations

from collections.abc import Mapping

from shortage.indicators.productivity import freed_by, rise_replacing


def formula(inputs: Mapping[str, float]) -> dict[str, float]:
    """Return the workers freed each year when all firms make the same with fewer people.

    Output is kept and people are freed (:func:`freed_by`). Claim P4 asks the reverse: people are kept and output grows
    by the work of the vacancies. Both count a rise over those who do the work (:func:`rise_replacing`).

    Args:
        inputs: ``gain`` in per cent a year, ``employment`` in persons, ``filled`` vacancies a year, ``plan``
            (technicians a year that the sector's own plan wants to do without).

    Returns:
        ``freed`` in persons a year, ``plan_gain`` (the rise a year that the plan needs) and ``share_of_filled`` in per
        cent.
    """
    freed = freed_by(inputs["gain"], inputs["employment"])
    return {
        "freed": freed,
        "plan_gain": rise_replacing(inputs["plan"], inputs["employment"] - inputs["plan"]),
        "share_of_filled": 100 * freed / inputs["filled"],
    }
