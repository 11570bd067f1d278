"""What holds for every test, whichever ran before it in the same process."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def main_module_stays() -> Iterator[None]:
    """Give `__main__` back: a page run in this process puts itself there, and a new process starts by running it."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before
