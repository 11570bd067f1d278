"""What the loaded table of vacancies by occupation shows: it has no level, so nothing of hbo can be decided."""

from __future__ import annotations

from shortage import catalog
from shortage.claims import Context, Finding, Number
from shortage.text import Problem, Words
from shortage.text.phrases import joined, when

WORDS = Words(__file__)
ICT = "A-U/08"
LEVELS = {"level", "education"}
"""Dimensions by which a table would split vacancies to the level asked for."""


def rule(context: Context) -> Finding:
    """Return the newest number of new vacancies in ICT occupations, the first and the highest of the same line.

    Lines: ``ict``. The table is asked whether it has a level; should it get one, this rule has to be written anew.

    Raises:
        Problem: there is no figure.
        ValueError: the table splits by level now.
    """
    if LEVELS & set(catalog.table("vacancies_by_occupation").dimensions):
        raise ValueError("vacancies by occupation have a level now: E6 can be tested")
    indicator = context.indicator("vacancies-by-occupation")
    rows = indicator.frame[indicator.frame["series_id"] == ICT].sort_values("period_start")
    if rows.empty:
        raise Problem("selection_empty")
    first, last = rows.iloc[0], rows.iloc[-1]
    end, start = str(last["period"]), str(first["period"])
    context.read.only(indicator, start, end, series=[ICT])
    numbers = [Number("ict", float(last["value"]), indicator.unit, end, WORDS["number.ict"], indicator.decimals)]
    if start != end:
        first_text = WORDS["number.ict_first"]
        numbers.append(
            Number("ict_first", float(first["value"]), indicator.unit, start, first_text, indicator.decimals)
        )
    top = rows.iloc[int(rows["value"].argmax())]
    top_end = str(top["period"])
    sentences = [WORDS["found" if start == end else "found_since"]]
    if top_end not in (start, end):
        numbers.append(
            Number("ict_top", float(top["value"]), indicator.unit, top_end, WORDS["number.ict_top"], indicator.decimals)
        )
        sentences.append(WORDS["found_top"])
    return Finding(
        "not_testable",
        joined(sentences),
        tuple(numbers),
        period=end,
        words={"year": when(end), "first_year": when(start), "top_year": when(top_end)},
        lines={"ict": rows},
    )
