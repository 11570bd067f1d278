"""What a test changes in a copy of a store: its descriptor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shortage.descriptor import sealed
from shortage.store import DESCRIPTOR


def resource(store: Path, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a store's descriptor and, of it, the current release of a table."""
    descriptor = json.loads((store / DESCRIPTOR).read_text("utf-8"))
    return descriptor, next(one for one in descriptor["resources"] if one["table"] == name and one["current"])


def write(store: Path, descriptor: dict[str, Any]) -> None:
    (store / DESCRIPTOR).write_bytes(sealed(descriptor))
