"""Floor 6, scenarios: a folder per proposal; a formula turns inputs into a range."""

from shortage.scenarios.engine import beside_vacancies, given_of, given_text, run
from shortage.scenarios.model import FromStore, Input, Outcome, Pace, Scenario
from shortage.scenarios.registry import scenario, scenarios
from shortage.scenarios.result import Beside, Comparison, Evidence, Range, ScenarioResult, Swing, Used
from shortage.scenarios.words import ScenarioProblem, rounded, shown

__all__ = [
    "Beside",
    "Comparison",
    "Evidence",
    "FromStore",
    "Input",
    "Outcome",
    "Pace",
    "Range",
    "Scenario",
    "ScenarioProblem",
    "ScenarioResult",
    "Swing",
    "Used",
    "beside_vacancies",
    "given_of",
    "given_text",
    "rounded",
    "run",
    "scenario",
    "scenarios",
    "shown",
]
