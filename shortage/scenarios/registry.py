"""The proposals of all papers, with the formula and the evidence in each one's folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from shortage import paper_folders
from shortage.scenarios.model import Formula, Scenario
from shortage.scenarios.result import Evidence
from shortage.scenarios.words import ScenarioProblem
from shortage.store import Store


@cache
def scenarios() -> dict[str, Scenario]:
    """Return all scenarios by id, in the order of the papers.

    Raises:
        ValueError: a file breaks the contract, has no formula, or two proposals have one id.
    """
    by_id: dict[str, Scenario] = {}
    for folder in paper_folders.with_file("proposal.toml"):
        name = f"{folder.paper}/{folder.id}/proposal.toml"
        try:
            scenario = Scenario(paper=folder.paper, id=folder.id, **folder.read("proposal.toml"))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        if folder.module("formula") is None:
            raise ValueError(f"{name}: a proposal needs a formula.py")
        if scenario.id in by_id:
            raise ValueError(f"two proposals are called {scenario.id}")
        by_id[scenario.id] = scenario
    return by_id


@cache
def _functions(name: str) -> dict[str, Callable[..., object]]:
    """Return the function ``name`` of each proposal's ``formula.py`` that has one, by the proposal's id."""
    modules = {folder.id: folder.module("formula") for folder in paper_folders.with_file("proposal.toml")}
    return {id: getattr(module, name) for id, module in modules.items() if hasattr(module, name)}


def formula(scenario: Scenario) -> Formula:
    """Return the pure function ``(inputs) -> results`` of a proposal."""
    return _functions("formula")[scenario.id]  # type: ignore[return-value]


def evidence(scenario: Scenario, store: Store) -> Evidence | None:
    """Return what is known of a proposal's effect, ``None`` where its folder has no function ``evidence(store)``."""
    function = _functions("evidence").get(scenario.id)
    return None if function is None else function(store)  # type: ignore[return-value]


def scenario(id: str) -> Scenario:
    """Return a scenario by id or slug, in any case.

    Raises:
        ScenarioProblem: there is none.
    """
    by_id = scenarios()
    for scenario in by_id.values():
        if id.lower() in (scenario.id.lower(), scenario.slug):
            return scenario
    raise ScenarioProblem("unknown", name=id, known=", ".join(by_id))
