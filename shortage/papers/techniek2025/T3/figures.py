"""The two windows of the rule, for the sector and for each technical branch."""

from __future__ import annotations

import pandas as pd

from shortage.figures import FigureContent, Guarded, View, build, figure
from shortage.figures.wording import SECTORS, branch_name, dated
from shortage.text import Problem, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)


@figure("open-vacancies-change", theme="labour-market", words=WORDS, choices={"sector": SECTORS})
def open_vacancies_change(view: View) -> FigureContent:
    """Change against a year before and against the base year; all bars are of the sector's window."""
    finding, sector = view.finding, str(view.parameters["sector"])
    changes = finding.lines["changes"]
    if changes.empty:
        raise Problem("selection_empty")
    base_year = finding.words["year"]
    labels = {"year": view.say("in_a_year"), "base": view.say("since", year=base_year)}
    names = [SECTORS[sector] if code == "sector" else branch_name(code) for code in changes["branch"]]
    data = pd.DataFrame(
        {
            "series_id": changes["window"].to_numpy(),
            "label": [labels[window] for window in changes["window"]],
            "category": names,
            "period": changes["period"].to_numpy(),
            "value": changes["value"].to_numpy(),
        }
    )
    data = data.sort_values("series_id", ascending=False, kind="stable")
    own = changes[changes["branch"] == "sector"].set_index("window")["value"].astype(float)
    year, base = float(own["year"]), float(own["base"])
    end = str(changes["period"].iloc[0])
    key = f"{'more' if base > 0 else 'fewer'}_{'rises' if year > 0 else 'falls'}"
    newest = view.compute("open-vacancies", branch="A-U").as_of
    margin = float(view.parameters["margin_pct"])
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle", window=finding.words["quarters"], end=when(end)),
        alt=view.say(
            "alt",
            year_change=amount(year, 1, is_signed=True),
            base_change=amount(base, 1, is_signed=True),
            year=base_year,
        ),
        unit="per_cent",
        decimals=1,
        finding=Guarded(
            dated(view.say(key, year=base_year, base=amount(abs(base)), change=amount(abs(year))), end, newest),
            min(abs(year), abs(base)) > margin,
            f"both windows of the sector, up to {end}, moved by more than the margin",
        ),
        notes=finding.notes,
    )
