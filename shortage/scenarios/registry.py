"""Scenarios, formulas and evidence by name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import tomli

from shortage.scenarios.model import Formula, Scenario
from shortage.scenarios.result import Evidence
from shortage.scenarios.words import ScenarioProblem
from shortage.store import Store

HERE = Path(__file__).parent


_FORMULAS: dict[str, Formula] = {}


_EVIDENCE: dict[str, Callable[[Store], Evidence]] = {}


def formula(name: str) -> Callable[[Formula], Formula]:
    """Register a pure function ``(inputs) -> results`` as the formula ``name``."""

    def register(function: Formula) -> Formula:
        if name in _FORMULAS and _FORMULAS[name].__module__ != function.__module__:
            raise ValueError(f"two formulas are called {name}")
        _FORMULAS[name] = function
        return function

    return register


def evidence(name: str) -> Callable[[Callable[[Store], Evidence]], Callable[[Store], Evidence]]:
    """Register a function ``(store) -> Evidence`` that a scenario's ``evidence`` names."""

    def register(function: Callable[[Store], Evidence]) -> Callable[[Store], Evidence]:
        if name in _EVIDENCE and _EVIDENCE[name].__module__ != function.__module__:
            raise ValueError(f"two pieces of evidence are called {name}")
        _EVIDENCE[name] = function
        return function

    return register


@cache
def formulas() -> dict[str, Formula]:
    """Return all formulas; imports every module of ``scenarios/formulas`` once."""
    package = importlib.import_module("shortage.scenarios.formulas")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"shortage.scenarios.formulas.{module.name}")
    return dict(_FORMULAS)


@cache
def scenarios() -> dict[str, Scenario]:
    """Return all scenarios by id.

    Raises:
        ValueError: a file breaks the contract or names an unknown formula or piece of evidence.
    """
    found: dict[str, Scenario] = {}
    for path in sorted((HERE / "items").glob("*.toml")):
        try:
            one = Scenario(**tomli.loads(path.read_text("utf-8")))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        if one.formula not in formulas():
            raise ValueError(f"{path.name}: there is no formula {one.formula!r}")
        if one.evidence and one.evidence not in _EVIDENCE:
            raise ValueError(f"{path.name}: there is no evidence {one.evidence!r}")
        found[one.id] = one
    return dict(sorted(found.items()))


def scenario(id: str) -> Scenario:
    """Return a scenario by id ("S3") or slug ("productivity"), in any case.

    Raises:
        ScenarioProblem: there is none.
    """
    known = scenarios()
    for one in known.values():
        if id.lower() in (one.id.lower(), one.slug):
            return one
    raise ScenarioProblem("unknown", name=id, known=", ".join(known))
