"""Floor 6, claims: one TOML per claim; a rule turns indicators into a verdict that anyone can check."""

from shortage.claims.base import (
    Claim,
    Context,
    Finding,
    Number,
    Sensitivity,
    Verdict,
    claim,
    claims,
    judge,
    rule,
)

__all__ = [
    "Claim",
    "Context",
    "Finding",
    "Number",
    "Sensitivity",
    "Verdict",
    "claim",
    "claims",
    "judge",
    "rule",
]
