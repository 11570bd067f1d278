"""The contract of a claim and of a rule, and the judge.

A claim's folder (``papers/<paper>/<id>/``) holds ``claim.toml`` and, unless it names a general rule, ``rule.py`` with
a function ``rule(context)`` that looks at indicators and returns a :class:`Finding`; nothing else may set a verdict.
Where a needed table or figure is not there, the judge answers ``not_testable`` and names what is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from string import Formatter
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from shortage import catalog, indicators, paper_folders
from shortage.choice import Choice
from shortage.indicators import Indicator, Read
from shortage.store import Source, Store
from shortage.text import LANGS, MISSING, Lang, Period, Problem, Text, Unreadable, date, number, places, signed, t
from shortage.text.types import Strict
from shortage.turn_taking import give_way

Value = Literal["supported", "contradicted", "mixed", "depends", "outdated", "not_testable"]
"""What a claim can turn out to be.

``supported`` or ``contradicted``: the figures say so. ``mixed``: its parts point different ways, each named in
:attr:`Finding.parts`. ``depends``: an assumption or border of ours decides, and :attr:`Finding.tipping` says where it
turns. ``outdated``: the newest figure is older than the claim needs (:attr:`Claim.reaches`); the judge says so, no
rule. ``not_testable``: no open figure can settle it, and :attr:`Claim.settles` names what would.
"""


class Stated(Strict):
    """The number that the paper itself states."""

    value: float
    unit: str
    decimals: int = 0


class Alternative(Strict):
    """Another reasonable choice: the rule is run again with these parameters changed.

    ``is_part`` marks one that answers a part of the claim only, ``is_wider`` one that counts more than the claim speaks
    of. It is shown, and says so, but what another question gives cannot turn a verdict.
    """

    text: Text
    parameters: dict[str, Any]
    is_part: bool = False
    is_wider: bool = False


class Parameter(Strict):
    """A parameter of a rule that a reader may change on the page."""

    value: Any
    text: Text
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a reader may change it: there are codes, bounds, or yes and no to choose from."""
        return bool(self.choices) or self.low is not None or isinstance(self.value, bool)

    def choice(self, name: str) -> Choice:
        """Return the parameter as a choice."""
        codes = {code: Text(nl=code, en=code) for code in self.choices}
        return Choice.of(name, self.value, codes or None, low=self.low, high=self.high)


class Claim(Strict):
    """One claim of a paper, paraphrased; numbers in texts stand as ``{stated}`` or ``{parameter}``.

    ``id`` is the name of its folder. ``rule`` names a general rule; it is empty where the folder has a ``rule.py``.
    """

    paper: str
    id: str
    slug: str
    theme: str
    section: str
    order: int = 0
    """Claims of a theme stand by this number, then by id."""
    reaches: str = ""
    """Year up to which figures must run for a verdict, where that is not the paper's own ``reaches``."""
    statement: Text
    stated: Stated | None = None
    rule: str = ""
    rule_text: Text
    found: dict[str, Text] = Field(default_factory=dict)
    """What a general rule says, by the key of its own sentence, in words that fit this claim's subject."""
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    has_trend: bool = True
    """Whether a small trend stands beside its number; not where no line is about that number."""
    caveats: tuple[Text, ...] = ()
    settles: Text | None = None
    """What data would settle a claim that cannot be tested."""
    differs: Text | None = None
    """What another publisher's figure says, and why it differs."""
    alternatives: tuple[Alternative, ...] = ()

    @property
    def key(self) -> str:
        """Its name among the claims of all papers: ``paper/id``."""
        return f"{self.paper}/{self.id}"

    @property
    def values(self) -> dict[str, Any]:
        """The parameters' default values."""
        return {name: parameter.value for name, parameter in self.parameters.items()}

    @property
    def typed(self) -> dict[str, Choice]:
        """The parameters that a reader may change, as choices by name."""
        return {name: parameter.choice(name) for name, parameter in self.parameters.items() if parameter.is_open}


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
        same = [number for number in self.numbers if number.value == self.value and number.unit == self.unit]
        # Two may be the same by chance; then it is the one of the finding's own period.
        same.sort(key=lambda number: number.period != self.period)
        return same[0].text if same else None

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


def _filled(text: Text, parameters: Mapping[str, Any]) -> Text:
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


class Context:
    """What a rule works with: indicators by id, and the parameters in force.

    ``context["threshold"]`` is a parameter; ``context.indicator("tightness", **params)`` computes an indicator and
    remembers its sources.
    """

    def __init__(self, store: Store, parameters: Mapping[str, Any], claim: Claim) -> None:
        self.store = store
        self.claim = claim
        self.parameters = dict(parameters)
        self.read = Read()

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    def indicator(self, id: str, **params: Any) -> Indicator:
        """Compute an indicator; raises :class:`Problem` where a table is missing.

        All that it read counts as judged; :meth:`Read.only` (``context.read.only``) says so where a rule judged less.
        """
        indicator = indicators.compute(id, self.store, **params)
        self.read.add(indicator)
        return indicator


Rule = Callable[[Context], Finding]
Look = Callable[[Store, Mapping[str, Any], Claim], Context]
_RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a function ``(Context) -> Finding`` as the rule ``name``."""

    def register(function: Rule) -> Rule:
        if name in _RULES and _RULES[name].__module__ != function.__module__:
            raise ValueError(f"two rules are called {name}")
        _RULES[name] = function
        return function

    return register


def rules() -> dict[str, Rule]:
    """Return the general rules by name."""
    return dict(_RULES)


def claims(paper: str = "") -> dict[str, Claim]:
    """Return the claims of one paper or of all by key (``paper/id``): papers in their order, claims by theme and id.

    Raises:
        ValueError: a file breaks the contract, names an unknown rule or theme, or has no rule.
    """
    return {key: claim for key, claim in _claims().items() if not paper or claim.paper == paper}


@cache
def _claims() -> dict[str, Claim]:
    by_id: dict[str, Claim] = {}
    for folder in paper_folders.with_file("claim.toml"):
        name = f"{folder.paper}/{folder.id}/claim.toml"
        try:
            claim = Claim(paper=folder.paper, id=folder.id, **folder.read("claim.toml"))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        if claim.theme not in paper_folders.paper(claim.paper).themes:
            raise ValueError(f"{name}: the paper has no theme {claim.theme!r}")
        if bool(claim.rule) == (folder.path / "rule.py").exists():
            raise ValueError(f"{name}: a claim has either a rule.py or the name of a general rule")
        if claim.rule and claim.rule not in rules():
            raise ValueError(f"{name}: there is no rule {claim.rule!r}")
        by_id[claim.key] = claim

    def order(claim: Claim) -> tuple[int, int, int, str]:
        paper = paper_folders.paper(claim.paper)
        return paper.order, paper.themes.index(claim.theme), claim.order, claim.id

    return {claim.key: claim for claim in sorted(by_id.values(), key=order)}


@cache
def _own_rules() -> dict[str, Rule]:
    """Return the rules that stand in the folders of claims, by the claim's key."""
    modules = {f"{folder.paper}/{folder.id}": folder.module("rule") for folder in paper_folders.with_file("rule.py")}
    return {key: module.rule for key, module in modules.items() if module is not None}


def claim(name: str) -> Claim:
    """Return a claim by key (``paper/id``), id or slug, in any case; of several the first paper's.

    Raises:
        Problem: there is none.
    """
    by_id = claims()
    for claim in by_id.values():
        if name.lower() in (claim.key.lower(), claim.id.lower(), claim.slug, f"{claim.paper}/{claim.slug}"):
            return claim
    raise Problem("claim_unknown", name=name, known=", ".join(claim.id for claim in by_id.values()))


def judge(
    claim: Claim,
    store: Store,
    parameters: Mapping[str, Any] | None = None,
    look: Look = Context,
) -> Verdict:
    """Judge a claim on a store, with its own parameters or a reader's; ``look`` gives what its rule looks at.

    A rule that misses a table, a measure or a figure gives ``not_testable`` with the sentence that says so.

    Raises:
        Unreadable: the store, or a table that it lists, cannot be read now. That is no verdict.
    """
    give_way()
    store.entries()  # a store that cannot be read is the reader's problem, not the claim's
    chosen = {**claim.values, **(parameters or {})}
    finding, missing = _apply(claim, store, chosen, look)
    sensitivity = []
    for other in claim.alternatives:
        changed = {**chosen, **other.parameters}
        result, _ = _apply(claim, store, changed, look)
        text = _filled(other.text, changed)
        key = "of_a_part" if other.is_part else "of_more" if other.is_wider else ""
        if key:
            text = Text(**{lang: t(f"verdict.{key}", lang, text=text[lang]) for lang in LANGS})
        sensitivity.append(
            Sensitivity(
                text,
                result.verdict,
                result.value,
                result.unit,
                result.decimals,
                result.period,
                result.out_of,
                bool(key),
                result.meaning,
            )
        )
    return Verdict(claim, finding, chosen, tuple(sensitivity), missing)


def find(
    claim: Claim,
    store: Store,
    parameters: Mapping[str, Any] | None = None,
    look: Look = Context,
) -> Finding:
    """Return what a claim's rule finds, with its own parameters or a reader's.

    Raises:
        Problem: a table, a measure or a figure that it needs is not there.
    """
    context = look(store, {**claim.values, **(parameters or {})}, claim)
    finding = (rules()[claim.rule] if claim.rule else _own_rules()[claim.key])(context)
    finding = replace(finding, sources=context.read.sources)
    reaches = claim.reaches or (paper_folders.paper(claim.paper).reaches if claim.paper else "")
    if reaches and finding.verdict not in ("not_testable", "outdated") and is_older(finding.period, reaches):
        return replace(finding, verdict="outdated")
    return finding


def _held_then(claim: Claim, store: Store, parameters: Mapping[str, Any], then: Finding, look: Look) -> None:
    """Stop where a verdict of an earlier day would rest on older figures than there were on that day.

    A later verdict has moved on, so the line goes on; between the period judged then and the newest that had been
    published then the store has a hole, or what it has is too short a line for the rule. That is no verdict of then.

    Raises:
        Problem: such a period is missing.
    """
    try:
        judged = Period.parse(then.period)
    except ValueError:
        return
    whole = store.now()
    try:
        now = find(claim, whole, parameters, look)
        sources, goes_on = now.sources, now.period > then.period and now.period[4:6] == then.period[4:6]
    except Unreadable:
        raise
    except Problem:  # the hole may be what stops it
        sources = then.sources
        rows = pd.concat([whole.read(source.name).frame[["grain", "period_start"]] for source in sources])
        goes_on = bool(((rows["grain"] == judged.grain) & (rows["period_start"] > pd.Timestamp(judged.start))).any())
    if not goes_on:
        return
    day = dt.date.fromisoformat(store.as_of)
    tables = [source.name for source in sources if catalog.table(source.name).frequency == judged.grain]
    following = judged.shift(1).code
    if tables and all(catalog.publication_lag(name).out_on(following) <= day for name in tables):
        raise Problem(
            "not_known_then",
            period=Text(**{lang: Period.parse(following).label(lang) for lang in LANGS}),
            day=Text(**{lang: date(store.as_of, lang) for lang in LANGS}),
        )


def is_older(period: str, year: str) -> bool:
    """Whether a period (CBS code) ends before ``year``; no period at all is not old."""
    return bool(period) and Period.parse(period).year < int(year)


def _apply(
    claim: Claim, store: Store, parameters: Mapping[str, Any], look: Look
) -> tuple[Finding, tuple[Problem, ...]]:
    try:
        finding = find(claim, store, parameters, look)
        if store.as_of:
            _held_then(claim, store, parameters, finding, look)
        return finding, ()
    except Unreadable:
        raise
    except Problem as problem:
        return Finding("not_testable", Text(nl="", en="")), (problem,)
