"""Official figures on labour shortage in the Netherlands, from publisher to checked claim.

For analysts::

    import shortage

    vacancies = shortage.open().ask("vacancies", branch="C,F,J", show="index", base="2019KW01")
    vacancies.frame      # one row a figure
    vacancies.sources    # tables, with the editions of the rows that were used
    vacancies.figure()   # the chart, for a notebook
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shortage.analyst import House

__version__ = "0.2.0"


def open(store: str | None = None, *, as_of: str = "") -> House:
    """Return the figures to be asked of.

    Args:
        store: a folder or address of figures; without it what ``SHORTAGE_STORE`` names, else what was loaded here, else
            the figures that come with the program.
        as_of: a day (ISO): with what had been published by then.

    Raises:
        Problem: there are no figures there, or no such day.
    """
    from shortage.analyst import House

    return House.at(store, as_of)
