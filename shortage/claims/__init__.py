"""Floor 6, claims: papers as data; a rule turns indicators into a verdict that anyone can check."""

from shortage.claims import general as general  # the general rules register themselves
from shortage.claims.base import (
    Claim,
    Context,
    Finding,
    Number,
    Outcome,
    Sensitivity,
    Verdict,
    claim,
    claims,
    find,
    judge,
    numbers,
    rule,
)
from shortage.paper_folders import Paper, Theme, paper, papers, themes

__all__ = [
    "Claim",
    "Context",
    "Finding",
    "Number",
    "Outcome",
    "Paper",
    "Sensitivity",
    "Theme",
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
