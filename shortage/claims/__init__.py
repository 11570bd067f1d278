"""Floor 6, claims: papers as data; a rule turns indicators into a verdict that anyone can check."""

from shortage.claims import general as general  # the general rules register themselves
from shortage.claims.contract import Alternative, Claim, Parameter, Value
from shortage.claims.finding import Finding, Number, Outcome, Sensitivity, Verdict, numbers
from shortage.claims.judging import Context, claim, claims, find, judge, rule
from shortage.paper_folders import Paper, Theme, paper, papers, themes

__all__ = [
    "Alternative",
    "Claim",
    "Context",
    "Finding",
    "Number",
    "Outcome",
    "Paper",
    "Parameter",
    "Sensitivity",
    "Theme",
    "Value",
    "Verdict",
    "claim",
    "claims",
    "find",
    "judge",
    "numbers",
    "paper",
    "papers",
    "rule",
    "themes",
]
