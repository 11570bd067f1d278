"""The contract of a claim and of a rule, and the judge.

A claim file (``items/<id>.toml``) names a rule and its parameters. A rule is a function that looks at indicators
and returns a :class:`Finding`; nothing else may set a verdict. Where a needed table or figure is not there, the
judge answers ``not_testable`` and names what is missing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal

import tomli
from pydantic import BaseModel, ConfigDict, Field

from shortage import indicators
from shortage.indicators import Indicator
from shortage.store import Source, Store
from shortage.text import LANGS, MISSING, Lang, Period, Problem, Text, number, signed, t

Value = Literal["supported", "partly", "contradicted", "not_testable"]
THEMES = ("labour-market", "education", "productivity", "migration")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stated(_Strict):
    """The number that the paper itself states."""

    value: float
    unit: str
    decimals: int = 0


class Alternative(_Strict):
    """Another reasonable choice: the rule is run again with these parameters changed."""

    text: Text
    parameters: dict[str, Any]


class Parameter(_Strict):
    """A parameter of a rule that a reader may change on the page."""

    value: Any
    text: Text
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""


class Claim(_Strict):
    """One claim of the paper, paraphrased; numbers in texts stand as ``{stated}`` or ``{parameter}``."""

    id: str
    slug: str
    theme: Literal["labour-market", "education", "productivity", "migration"]
    section: str
    statement: Text
    stated: Stated | None = None
    rule: str
    rule_text: Text
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    caveats: tuple[Text, ...] = ()
    settles: Text | None = None
    """What data would settle a claim that cannot be tested."""
    differs: Text | None = None
    """What another publisher's figure says, and why it differs."""
    alternatives: tuple[Alternative, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """The parameters' default values."""
        return {name: one.value for name, one in self.parameters.items()}


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

    def figure(self, lang: Lang) -> str:
        """Return the value as a reader sees it, without its unit; a count with how many there could be."""
        text = number(self.value, lang, self.decimals)
        if self.value is None or self.out_of is None:
            return text
        return t("verdict.out_of", lang, value=text, whole=number(self.out_of, lang, self.decimals))


@dataclass(frozen=True)
class Sensitivity:
    """The verdict under one other reasonable choice."""

    text: Text
    verdict: Value
    value: float | None
    unit: str
    decimals: int
    period: str


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
        """One of the four verdicts."""
        return self.finding.verdict

    def label(self, lang: Lang) -> str:
        """The verdict in words."""
        return t(f"verdict.{self.value}", lang)

    def sentence(self, lang: Lang) -> str:
        """The finding as a sentence with its numbers filled in."""
        if self.missing:
            return self.missing[0].text(lang)
        numbers = {one.name: one.format(lang) for one in self.finding.numbers}
        return self.finding.sentence.fill(lang, **numbers, **self.finding.words)

    def fill(self, text: Text, lang: Lang) -> str:
        """Return one of the claim's texts with the stated number, the parameters in force and what the rule found.

        Where the rule found nothing, for want of a table, its numbers stand as missing.
        """
        values: dict[str, Any] = {name: _shown(value, lang) for name, value in self.parameters.items()}
        if self.claim.stated is not None:
            values["stated"] = number(self.claim.stated.value, lang, self.claim.stated.decimals)
        found = {**self.finding.words, **{one.name: one.format(lang) for one in self.finding.numbers}}
        named = {name for _, name, _, _ in Formatter().parse(text[lang]) if name}
        return text.fill(lang, **{**dict.fromkeys(named, MISSING), **found, **values})

    def flips(self, lang: Lang) -> str:
        """One line: which of the alternatives changes the verdict, or that none does."""
        flipped = [one for one in self.sensitivity if one.verdict != self.value]
        if not self.sensitivity:
            return t("verdict.no_alternatives", lang)
        if not flipped:
            return t("verdict.stands", lang, count=number(len(self.sensitivity), lang))
        names = "; ".join(f"{one.text[lang]} → {t(f'verdict.{one.verdict}', lang)}" for one in flipped)
        return t("verdict.flips", lang, names=names)


def _told(text: Text, parameters: Mapping[str, Any]) -> Text:
    """Return a text with the parameters in force filled in."""
    return Text(**{lang: text.fill(lang, **{k: _shown(v, lang) for k, v in parameters.items()}) for lang in LANGS})


def _shown(value: Any, lang: Lang) -> str:
    """Return a parameter as a reader sees it: a number with the places it has, a period in words, codes as they are."""
    if isinstance(value, list | tuple):
        return ", ".join(_shown(one, lang) for one in value)
    if isinstance(value, str):
        try:
            return Period.parse(value).label(lang)
        except ValueError:
            return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    places = len(repr(float(value)).partition(".")[2].rstrip("0"))
    # Four digits are mostly a year, and Dutch writes four-digit numbers without a mark as well.
    return number(value, lang, places, is_grouped=abs(value) >= 10_000)


class Context:
    """What a rule works with: indicators by id, and the parameters in force.

    ``context["threshold"]`` is a parameter; ``context.indicator("tightness", **params)`` computes an indicator and
    remembers its sources. ``computed`` is what the alternatives of one claim share: most ask for the same indicators.
    """

    def __init__(
        self,
        store: Store,
        parameters: Mapping[str, Any],
        claim: Claim,
        computed: dict[tuple[str, str], Indicator] | None = None,
    ) -> None:
        self.store = store
        self.claim = claim
        self.parameters = dict(parameters)
        self.sources: dict[tuple[str, str], Source] = {}
        self._computed = {} if computed is None else computed

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    def indicator(self, id: str, **params: Any) -> Indicator:
        """Compute an indicator; raises :class:`Problem` where a table is missing."""
        key = (id, repr(sorted(params.items())))
        if key not in self._computed:
            self._computed[key] = indicators.compute(id, self.store, **params)
        made = self._computed[key]
        for source in made.sources:
            self.sources[source.table, source.release] = source
        return made


Rule = Callable[[Context], Finding]
_RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a function ``(Context) -> Finding`` as the rule ``name``."""

    def register(function: Rule) -> Rule:
        if name in _RULES and _RULES[name].__module__ != function.__module__:
            raise ValueError(f"two rules are called {name}")
        _RULES[name] = function
        return function

    return register


@cache
def rules() -> dict[str, Rule]:
    """Return all rules; imports every module of ``claims/rules`` once."""
    package = importlib.import_module("shortage.claims.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"shortage.claims.rules.{module.name}")
    return dict(_RULES)


@cache
def claims() -> dict[str, Claim]:
    """Return all claims by id, in the paper's order (T, E, P, M).

    Raises:
        ValueError: a file breaks the contract or names an unknown rule.
    """
    found: dict[str, Claim] = {}
    for path in (Path(__file__).parent / "items").glob("*.toml"):
        try:
            one = Claim(**tomli.loads(path.read_text("utf-8")))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        if one.rule not in rules():
            raise ValueError(f"{path.name}: there is no rule {one.rule!r}")
        found[one.id] = one
    return dict(sorted(found.items(), key=lambda item: ("TEPM".index(item[0][0]), item[0])))


def claim(id: str) -> Claim:
    """Return a claim by id ("T4") or slug ("tightness"), in any case.

    Raises:
        Problem: there is none.
    """
    known = claims()
    for one in known.values():
        if id.lower() in (one.id.lower(), one.slug):
            return one
    raise Problem("claim_unknown", name=id, known=", ".join(known))


def judge(claim: Claim, store: Store, parameters: Mapping[str, Any] | None = None) -> Verdict:
    """Judge a claim on a store, with its own parameters or a reader's.

    A rule that misses a table, a measure or a figure gives ``not_testable`` with the sentence that says so; a
    store that cannot be read at all raises :class:`Problem`.
    """
    store.entries()  # a store that cannot be read is the reader's problem, not the claim's
    chosen = {**claim.values, **(parameters or {})}
    computed: dict[tuple[str, str], Indicator] = {}
    finding, missing = _apply(claim, store, chosen, computed)
    sensitivity = []
    for other in claim.alternatives:
        changed = {**chosen, **other.parameters}
        result, _ = _apply(claim, store, changed, computed)
        text = _told(other.text, changed)
        sensitivity.append(Sensitivity(text, result.verdict, result.value, result.unit, result.decimals, result.period))
    return Verdict(claim, finding, chosen, tuple(sensitivity), missing)


def _apply(
    claim: Claim, store: Store, parameters: Mapping[str, Any], computed: dict[tuple[str, str], Indicator]
) -> tuple[Finding, tuple[Problem, ...]]:
    context = Context(store, parameters, claim, computed)
    try:
        finding = rules()[claim.rule](context)
    except Problem as problem:
        return Finding("not_testable", Text(nl="", en=""), sources=tuple(context.sources.values())), (problem,)
    return replace(finding, sources=tuple(context.sources.values())), ()
