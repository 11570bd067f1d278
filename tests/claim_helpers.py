"""How tests of claims judge: on the snapshot or an altered store, with a reader's parameters.

``from claim_helpers import STORE, judge, numbers, weigh``. A claim has up to nine other choices, and each runs its rule
once more: :func:`judge` leaves them out, a test that looks at them asks :func:`weigh`.
"""

from __future__ import annotations

from typing import Any

from shortage import claims, indicators
from shortage.claims import Verdict
from shortage.store import Store, default_root
from shortage.text import Lang

STORE = Store(default_root())


def judge(id: str, store: Store = STORE, **parameters: Any) -> Verdict:
    """Judge a claim without its other choices."""
    return claims.judge(claims.claim(id).model_copy(update={"alternatives": ()}), store, parameters)


def weigh(id: str, store: Store = STORE, **parameters: Any) -> Verdict:
    """Judge a claim and each of its other choices."""
    return claims.judge(claims.claim(id), store, parameters)


def numbers(verdict: Verdict) -> dict[str, float]:
    """Return the numbers of a finding by name."""
    return {one.name: one.value for one in verdict.finding.numbers}


def tables() -> set[str]:
    """Return the tables that claims rest on, by our name: those of their indicators."""
    used = [indicators.definition(id) for claim in claims.claims().values() for id in claim.indicators]
    return {name for one in used for name in (*one.inputs, *one.optional)}


def told(verdict: Verdict, lang: Lang) -> list[str]:
    """Return what a claim's page says of its verdict, wherever that page is shown."""
    claim = verdict.claim
    texts = [claim.statement, claim.rule_text, *claim.caveats, *(one.text for one in verdict.sensitivity)]
    texts += [one for one in (claim.differs, claim.settles) if one is not None]
    said = [verdict.sentence(lang), verdict.flips(lang), *(verdict.fill(text, lang) for text in texts)]
    return said + [one.table for one in verdict.finding.sources]
