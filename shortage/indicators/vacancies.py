"""Vacancies by branch, size class and region."""

from __future__ import annotations

import pandas as pd

from shortage.indicators.base import Tables, indicator
from shortage.text import Text


@indicator(
    "open-vacancies",
    title=Text(nl="Openstaande vacatures", en="Open vacancies"),
    unit="thousand",
    definition=Text(
        nl="Vacatures die aan het einde van het kwartaal openstaan, niet gecorrigeerd voor seizoen.",
        en="Vacancies open at the end of the quarter, not seasonally adjusted.",
    ),
    inputs=["vacancies"],
    dimensions=["branch"],
)
def open_vacancies(tables: Tables, *, branch: str = "A-U") -> pd.DataFrame:
    """Return open vacancies of one ``branch`` (SBI 2008 code or size class), in thousands, by quarter."""
    rows = tables["vacancies"].select("open_vacancies", branch=branch)
    return rows[rows["grain"] == "quarter"].assign(series_id=branch)
