"""One small published edition for all tests that look at one: to make it takes half a minute of a core."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import pytest
from filelock import FileLock

from shortage.site import publish
from shortage.store import Store

FEW = ("open-vacancies", "tightness", "vacancies", "vacancies_by_region", "ict_use")
"""Figures and prepared questions, enough to try each kind of page."""
URL, LIVE = "https://figures.example/shortage", "https://krapte.example.org"


def made(factory) -> Path:
    """Return the folder of the edition, made by whichever process of the run comes first.

    Args:
        factory: pytest's ``tmp_path_factory``.
    """
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    out = shared / "edition"
    with FileLock(shared / "edition.lock"):
        if not out.exists():
            with pytest.MonkeyPatch.context() as patch:
                # Each claim is judged on each day that its page tells; of many alike these are enough.
                patch.setattr(importlib.import_module("shortage.page.claim"), "MOST_DAYS", 2)
                publish.publish(Store(), out, url=URL, live=LIVE, only=FEW)
    return out
