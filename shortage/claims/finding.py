"""What a rule found, and the verdict that it makes: numbers, parts, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Literal

import pandas as pd

from shortage.claims.contract import Claim, Value
from shortage.store import Source
from shortage.text import LANGS, MISSING, Lang, Period, Problem, Text, number, places, signed, t


@dataclass(frozen=True)
class Number:
    """A number a finding used: ``name`` fills ``{name}`` in its sentence, ``text`` says what it is."""

    name: str
    value: float
    unit: str
    period: str
    text: Text
    decimals: int = 1
    is_signed: bool = False
    """Whether a plus stands before a change above zero."""

    def format(self, lang: Lang) -> str:
        """Return the value as a reader sees it, without unit."""
        return (signed if self.is_signed else number)(self.value, lang, self.decimals)


def numbers(
    words: Mapping[str, Text], measured: Mapping[str, tuple[Any, ...]], decimals: int = 1
) -> tuple[Number, ...]:
    """Return the numbers of a finding, each called as ``number.<its name>`` says.

    Args:
        words: the sentences of the rule's file.
        measured: by name the value, unit, period and, where they are others than ``decimals``, decimals.
        decimals: those of the others.
    """
    return tuple(
        Number(name, float(value), unit, period, words[f"number.{name}"], *(others or [decimals]))
        for name, (value, unit, period, *others) in measured.items()
    )


@dataclass(frozen=True)
class Outcome:
    """One part of a claim and what the figures say of it."""

    text: Text
    verdict: Value


@dataclass(frozen=True)
class Finding:
    """What a rule found. ``sentence`` has ``{names}`` of ``numbers``; no digit is typed into it."""

    verdict: Value
    sentence: Text
    numbers: tuple[Number, ...] = ()
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    decimals: int = 1
    period: str = ""
    words: Mapping[str, Text] = field(default_factory=dict)
    """Further ``{names}`` of the sentence that are words, for instance the branches of a ranking."""
    sources: tuple[Source, ...] = ()
    notes: tuple[Text, ...] = ()
    out_of: float | None = None
    """For a value that is a count: how many there could be."""
    headline: Text | None = None
    """The finding in at most 80 characters, for the title of a figure."""
    parts: tuple[Outcome, ...] = ()
    """The parts of a claim that are judged apart."""
    tipping: Number | None = None
    """From where on an assumption or border of ours turns the verdict."""
    lines: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """What was judged, by name: tidy rows with at least ``period`` and ``value``, drawn by the claim's figures."""

    def number(self, name: str) -> Number:
        """Return one of the numbers by name.

        Raises:
            KeyError: there is none.
        """
        for number_ in self.numbers:
            if number_.name == name:
                return number_
        raise KeyError(name)

    @property
    def meaning(self) -> Text | None:
        """What the value counts, as the rule names it; None where no number of the rule is that number."""
        return self._number.text if self._number is not None else None

    @property
    def is_signed(self) -> bool:
        """Whether the value is a change, of which a rise is written with a plus."""
        return self._number is not None and self._number.is_signed

    @property
    def _number(self) -> Number | None:
        """The rule's number that is the value. That at which the verdict tips may stand nowhere else."""
        named = self.numbers if self.tipping is None else (*self.numbers, self.tipping)
        same = [number for number in named if number.value == self.value and number.unit == self.unit]
        # Two may be the same by chance; then it is the one of the finding's own period.
        same.sort(key=lambda number: number.period != self.period)
        return same[0] if same else None

    def figure(self, lang: Lang) -> str:
        """Return the value as a reader sees it, without its unit; a count with how many there could be."""
        return _counted(self.value, self.out_of, self.decimals, lang)


def _counted(value: float | None, whole: float | None, decimals: int, lang: Lang) -> str:
    text = number(value, lang, decimals)
    if value is None or whole is None:
        return text
    return t("verdict.out_of", lang, value=text, whole=number(whole, lang, decimals))


@dataclass(frozen=True)
class Sensitivity:
    """The verdict under one other reasonable choice."""

    text: Text
    verdict: Value
    value: float | None
    unit: str
    decimals: int
    period: str
    out_of: float | None = None
    is_another: bool = False
    """Whether it answers another question: a part of the claim, or more than it speaks of."""
    meaning: Text | None = None
    """What the value counts, as the rule names it; see :attr:`Finding.meaning`."""

    def figure(self, lang: Lang) -> str:
        """Return the value as a reader sees it, as :meth:`Finding.figure` does."""
        return _counted(self.value, self.out_of, self.decimals, lang)


@dataclass(frozen=True)
class Verdict:
    """A judged claim: the finding, and how sure it is."""

    claim: Claim
    finding: Finding
    parameters: Mapping[str, Any]
    sensitivity: tuple[Sensitivity, ...] = ()
    missing: tuple[Problem, ...] = ()

    @property
    def value(self) -> Value:
        """One of the verdicts."""
        return self.finding.verdict

    def label(self, lang: Lang) -> str:
        """The verdict in words."""
        return t(f"verdict.{self.value}", lang)

    def sentence(self, lang: Lang) -> str:
        """The finding as a sentence with its numbers filled in."""
        if self.missing:
            return self.missing[0].text(lang)
        numbers = {number.name: number.format(lang) for number in self.finding.numbers}
        return self.finding.sentence.fill(lang, **numbers, **self.finding.words)

    def fill(self, text: Text, lang: Lang) -> str:
        """Return one of the claim's texts with the stated number, the parameters in force and what the rule found.

        Where the rule found nothing, for want of a table, its numbers stand as missing.
        """
        values: dict[str, Any] = {name: _shown(value, lang) for name, value in self.parameters.items()}
        if self.claim.stated is not None:
            values["stated"] = number(self.claim.stated.value, lang, self.claim.stated.decimals)
        words = {**self.finding.words, **{number.name: number.format(lang) for number in self.finding.numbers}}
        named = {name for _, name, _, _ in Formatter().parse(text[lang]) if name}
        return text.fill(lang, **{**dict.fromkeys(named, MISSING), **words, **values})

    @property
    def others(self) -> tuple[Sensitivity, ...]:
        """The alternatives that answer the claim's own question."""
        return tuple(other for other in self.sensitivity if not other.is_another)

    @property
    def flipped(self) -> tuple[Sensitivity, ...]:
        """The alternatives to the same question under which the verdict is another."""
        return tuple(other for other in self.others if other.verdict != self.value)

    @property
    def is_fragile(self) -> bool:
        """Whether any of the listed alternatives changes the verdict."""
        return bool(self.flipped)

    @property
    def firmness(self) -> Literal["", "sturdy", "fragile", "open"]:
        """What the listed alternatives do: change the verdict, leave it, or leave it open; "" where none can."""
        if not self.others or self.value in ("outdated", "not_testable"):
            return ""
        if self.is_fragile:
            return "fragile"
        return "open" if self.value == "depends" else "sturdy"

    def sturdiness(self, lang: Lang) -> str:
        """How many of the listed alternatives change the verdict, in few words.

        Empty where there are none, and where the figures give no verdict that could be sturdy.
        """
        if not self.firmness:
            return ""
        count_of = len(self.others)
        key = f"verdict.{self.firmness}"
        if count_of == 1:
            key += "_one"
        elif count_of == 2 and not self.is_fragile:
            key += "_two"
        count, flipped = number(count_of, lang), number(len(self.flipped), lang)
        return t(key, lang, count=count, flipped=flipped)

    def flips(self, lang: Lang) -> str:
        """One line: which of the alternatives changes the verdict, or that none does."""
        flipped = self.flipped
        if not self.others:
            return t("verdict.no_alternatives", lang)
        if not flipped:
            key = "verdict.stands_one" if len(self.others) == 1 else "verdict.stands"
            return t(key, lang, count=number(len(self.others), lang))
        names = "; ".join(
            f"{alternative.text[lang]} → {t(f'verdict.{alternative.verdict}', lang)}" for alternative in flipped
        )
        return t("verdict.flips", lang, names=names)


def filled(text: Text, parameters: Mapping[str, Any]) -> Text:
    """Return a text with the parameters in force filled in."""
    return Text(**{lang: text.fill(lang, **{k: _shown(v, lang) for k, v in parameters.items()}) for lang in LANGS})


def _shown(value: Any, lang: Lang) -> str:
    """Return a parameter as a reader sees it: a number with the places it has, a period in words, codes as they are."""
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item, lang) for item in value)
    if isinstance(value, str):
        try:
            return Period.parse(value).label(lang)
        except ValueError:
            return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    # Four digits are mostly a year, and Dutch writes four-digit numbers without a mark as well.
    return number(value, lang, places(value), is_grouped=abs(value) >= 10_000)
