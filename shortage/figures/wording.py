"""Words that several figures share: names of branches and sectors, the span of a figure, a finding with its date."""

from __future__ import annotations

import pandas as pd

from shortage.catalog import code_label
from shortage.indicators import Indicator
from shortage.text import Period, Text, Words, strings
from shortage.text.phrases import between, when

WORDS = Words(__file__)
SINCE = {year: Text(nl=year, en=year) for year in ("1997", "2003", "2010", "2015", "2019", "2022")}
SECTORS = {name: WORDS[f"sector.{name}"] for name in ("narrow", "default", "broad")}


def branch_name(code: str) -> Text:
    """Return a branch as a label beside a bar or a line."""
    return WORDS[f"branch.{code}"] if f"branch.{code}" in WORDS else code_label("vacancies", "branch", code)


def unit(indicator: Indicator) -> Text:
    """Return an indicator's unit in words."""
    return strings()[f"unit.{indicator.unit}"]


def span(data: pd.DataFrame) -> Text:
    """Return first and last period of a figure's rows in words."""
    ordered = data[data["value"].notna()].sort_values("x")["period"]
    return between(str(ordered.iloc[0]), str(ordered.iloc[-1]))


def not_adjusted() -> Text:
    """Return that figures are not seasonally adjusted."""
    return WORDS["sentence.not_adjusted"]


def dated(sentence: Text, end: str, newest: str) -> Text:
    """Return a finding with its period when it is not about the newest figures, so that it is not read as today's."""
    if end >= Period.parse(newest).shift(-1).code:
        return sentence
    return WORDS("sentence.dated", sentence=sentence, end=when(end))
