"""What a claim's verdict says stands in the repository, so that no change of a number, a period or a word goes unseen.

A change that is meant is taken over with ``python tools/golden.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shortage import claims
from shortage.store import Store, default_root

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import golden

STORE = Store(default_root())
RENEW = "if this change is meant: python tools/golden.py"


@pytest.mark.parametrize("id", claims.claims())
def test_a_verdict_says_what_its_snapshot_says(id):
    path = golden.VERDICTS / f"{id}.json"
    assert path.exists(), RENEW
    assert golden.verdict(id, STORE) == path.read_text("utf-8"), RENEW


def test_nothing_is_recorded_of_claims_that_are_gone():
    recorded = {
        path.relative_to(golden.VERDICTS).with_suffix("").as_posix() for path in golden.VERDICTS.rglob("*.json")
    }
    assert recorded == set(claims.claims()), RENEW
