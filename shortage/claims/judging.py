"""The judge: which claims and rules there are, and what a rule finds of a claim.

A claim's folder (``papers/<paper>/<id>/``) holds ``claim.toml`` and, unless it names a general rule, ``rule.py`` with
a function ``rule(context)`` that looks at indicators and returns a :class:`Finding`; nothing else may set a verdict.
Where a needed table or figure is not there, the judge answers ``not_testable`` and names what is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from shortage import catalog, indicators, paper_folders
from shortage.claims.contract import Claim
from shortage.claims.finding import Finding, Sensitivity, Verdict, filled
from shortage.indicators import Indicator, Read
from shortage.store import Store
from shortage.text import LANGS, Period, Problem, Text, Unreadable, date, t
from shortage.turn_taking import give_way


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
        text = filled(other.text, changed)
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
