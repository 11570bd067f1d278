"""What a scenario gives: results with their range, what moves them, and their place beside the open vacancies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shortage.scenarios.model import Input, Outcome, Pace, Scenario
from shortage.scenarios.words import bare, lower_first, shown
from shortage.store import Source
from shortage.text import Lang, Problem, Text, t

CLEARLY = 1.05
"""How many times wider than the next an input must be to be called the one that matters most."""


@dataclass(frozen=True)
class Used:
    """An input as a run used it."""

    input: Input
    value: float
    low: float
    high: float
    period: str
    """Period of a number from the store, else ``""``."""
    is_set: bool
    """Whether the user set it; a set number is taken as given and has no range."""
    sources: tuple[Source, ...] = ()

    def show(self, lang: Lang, value: float | None = None) -> str:
        """Return the value (or another value of this input) with its unit."""
        number = self.value if value is None else value
        return shown(number, self.input.unit, lang, self.input.decimals, self.input.nearest)

    def bare(self, lang: Lang, value: float) -> str:
        """Return the first of two values: without the word of its unit, which stands behind the second."""
        return bare(self.show(lang, value), value, lang, self.input.decimals, self.input.nearest)


@dataclass(frozen=True)
class Range:
    """A result as low, mid and high; ``low`` is the smallest of the three in the result's own unit."""

    outcome: Outcome
    low: float
    mid: float
    high: float

    def show(self, lang: Lang, value: float | None = None) -> str:
        """Return the middle (or another value of this result) with its unit."""
        number = self.mid if value is None else value
        return shown(number, self.outcome.unit, lang, self.outcome.decimals, self.outcome.nearest)

    def bare(self, lang: Lang, value: float) -> str:
        """Return the first of two values: without the word of its unit, which stands behind the second."""
        return bare(self.show(lang, value), value, lang, self.outcome.decimals, self.outcome.nearest)


@dataclass(frozen=True)
class Swing:
    """What one input alone does to the main result: the result at the input's low and high, others at default."""

    used: Used
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the result moves."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Evidence:
    """What past figures say about a proposal: a sentence with the names of ``numbers`` and ``words`` in it.

    ``numbers``: name → (value, unit, decimals); ``words``: name → text.
    """

    sentence: Text
    numbers: Mapping[str, tuple[float, str, int]]
    words: Mapping[str, Text] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    notes: tuple[Text, ...] = ()

    def text(self, lang: Lang) -> str:
        """Return the sentence with its numbers and units."""
        filled = {name: shown(value, unit, lang, places) for name, (value, unit, places) in self.numbers.items()}
        return self.sentence.fill(lang, **filled, **self.words)


@dataclass(frozen=True)
class ScenarioResult:
    """A scenario that was run."""

    scenario: Scenario
    inputs: tuple[Used, ...]
    results: Mapping[str, Range]
    sensitivity: tuple[Swing, ...]
    """Widest first."""
    sources: tuple[Source, ...]
    evidence: Evidence | None = None

    @property
    def main(self) -> Range:
        """The main result."""
        return self.results[self.scenario.main]

    @property
    def fills(self) -> Range | None:
        """The result in persons that stands beside the vacancies, if the proposal has one."""
        return self.results[self.scenario.fills] if self.scenario.fills else None

    def sentence(self, lang: Lang) -> str:
        """Return what the scenario gives, in one sentence with its range."""
        values = {use.input.name: use.show(lang) for use in self.inputs}
        for name, number in self.results.items():
            values[name] = number.show(lang)
            values[f"{name}_low"] = number.bare(lang, number.low)
            values[f"{name}_high"] = number.show(lang, number.high)
        return self.scenario.sentence.fill(lang, **values)

    @property
    def has_leader(self) -> bool:
        """Whether one input clearly moves the main result more than any other."""
        widths = [swing.width for swing in self.sensitivity] + [0.0, 0.0]
        return widths[0] > CLEARLY * widths[1]

    def matters_most(self, lang: Lang) -> str:
        """Return in one sentence which input moves the main result most, and from where to where."""
        if not self.sensitivity or self.sensitivity[0].width == 0:
            return t("scenario.nothing_moves", lang)
        widest = self.sensitivity[0]
        used, main = widest.used, self.main
        return t(
            "scenario.matters_most" if self.has_leader else "scenario.matters_alike",
            lang,
            name=lower_first(used.input.text[lang]),
            low=used.show(lang, used.low),
            high=used.show(lang, used.high),
            at_low=main.show(lang, widest.at_low),
            at_high=main.show(lang, widest.at_high),
        )

    def assumptions(self, lang: Lang) -> str:
        """Return in one sentence which inputs are our own assumptions."""
        own = [use for use in self.inputs if use.input.is_assumption and not use.is_set]
        if not own:
            return t("scenario.no_assumptions", lang)
        names = "; ".join(f"{lower_first(use.input.text[lang])} ({use.show(lang)})" for use in own)
        return t("scenario.assumptions", lang, names=names)

    def asked(self, lang: Lang) -> str:
        """Return in one sentence which numbers no source gives and the user has not set; ``""`` where there is none."""
        open_ones = [use for use in self.inputs if use.input.is_asked and not use.is_set]
        if not open_ones:
            return ""
        names = "; ".join(f"{lower_first(use.input.text[lang])} ({use.input.name})" for use in open_ones)
        return t("scenario.asked", lang, names=names)

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the run as plain data: numbers unrounded, words in ``lang``."""
        return {
            "id": self.scenario.id,
            "title": self.scenario.title[lang],
            "sentence": self.sentence(lang),
            "formula": self.scenario.formula_text[lang],
            "main": self.scenario.main,
            "results": [
                {
                    "name": name,
                    "text": outcome.outcome.text[lang],
                    "unit": outcome.outcome.unit,
                    "low": outcome.low,
                    "mid": outcome.mid,
                    "high": outcome.high,
                }
                for name, outcome in self.results.items()
            ],
            "inputs": [
                {
                    "name": use.input.name,
                    "text": use.input.text[lang],
                    "unit": use.input.unit,
                    "value": use.value,
                    "low": use.low,
                    "high": use.high,
                    "bounds": list(use.input.bounds),
                    "period": use.period,
                    "grade": use.input.grade,
                    "is_assumption": use.input.is_assumption,
                    "is_set": use.is_set,
                    "is_asked": use.input.is_asked,
                    "source": use.input.source[lang],
                }
                for use in self.inputs
            ],
            "sensitivity": [
                {"name": swing.used.input.name, "at_low": swing.at_low, "at_high": swing.at_high, "width": swing.width}
                for swing in self.sensitivity
            ],
            "matters_most": self.matters_most(lang),
            "assumptions": self.assumptions(lang),
            "asked": self.asked(lang),
            "evidence": self.evidence.text(lang) if self.evidence else None,
            "caveats": [caveat[lang] for caveat in self.scenario.caveats],
            "sources": [source.facts() for source in self.sources],
        }


@dataclass(frozen=True)
class Beside:
    """One proposal beside the vacancies, in persons."""

    result: ScenarioResult
    low: float
    mid: float
    high: float
    share_pct: float
    """The middle in per cent of the vacancies."""


@dataclass(frozen=True)
class Comparison:
    """Technical vacancies and what each proposal of one pace could fill of them; never a sum of proposals."""

    pace: Pace
    """``once``: beside the open vacancies. ``yearly``: beside the vacancies that are filled in a year."""
    vacancies: float
    period: str
    rows: tuple[Beside, ...]
    without: tuple[tuple[Scenario, Text | Problem], ...]
    """Proposals that are not in it, and why: no persons to count, or the problem that stopped them."""
    sources: tuple[Source, ...]
