"""The labour force: unemployed persons, and open vacancies per 1,000 persons of the labour force."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shortage.choice import check_code
from shortage.indicators.base import Tables, indicator
from shortage.text import Words

WORDS = Words(__file__)


def _quarters(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[(rows["grain"] == "quarter") & rows["value"].notna()]
    return rows.set_index("period")[["value", "is_provisional"]]


@indicator("unemployed", words=WORDS, unit="thousand", decimals=0, inputs=["labour_force"])
def unemployed(tables: Tables, *, adjustment: str = "adjusted") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return unemployed persons in thousands by quarter; ``adjustment`` is ``adjusted`` or ``original``."""
    check_code("adjustment", adjustment, ("adjusted", "original"))
    line = _quarters(tables["labour_force"].select("unemployed", adjustment=adjustment)).reset_index()
    return line.assign(series_id=adjustment), {"series": {adjustment: WORDS[f"unemployed.{adjustment}"]}}


@indicator(
    "vacancies-per-1000-labour-force", words=WORDS, unit="per_1000_labour_force", inputs=["vacancies", "labour_force"]
)
def vacancies_per_1000_labour_force(tables: Tables) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return open vacancies per 1,000 persons of the labour force by quarter; neither is seasonally adjusted."""
    vacancies = _quarters(tables["vacancies"].select("open_vacancies", branch="A-U"))
    force = _quarters(tables["labour_force"].select("labour_force", adjustment="original"))
    both = vacancies.merge(force, left_index=True, right_index=True, suffixes=("", "_below"))
    line = pd.DataFrame(
        {
            "period": both.index,
            "value": (1000 * both["value"] / both["value_below"]).to_numpy(),
            "is_provisional": (both["is_provisional"] | both["is_provisional_below"]).to_numpy(),
            "series_id": "all",
        }
    )
    return line, {"series": {"all": WORDS["vacancies-per-1000-labour-force.title"]}}
