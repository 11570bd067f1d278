"""Floor 4, places: where figures stand on this machine, known before anything of them is read."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from shortage.settings import settings

DESCRIPTOR = "datapackage.json"
"""The file of a store that lists all others."""


def default_root() -> Path:
    """Return what is read where no setting names a store: what was loaded here, else the embedded snapshot."""
    own = user_root()
    return own if own is not None and (own / DESCRIPTOR).exists() else snapshot_root()


@cache
def snapshot_root() -> Path:
    """Return the embedded snapshot: ``data/`` of the checkout, or the copy that the wheel carries."""
    package = Path(__file__).resolve().parent
    checkout = package.parent / "data"
    return checkout if (checkout / DESCRIPTOR).exists() else package / "_data"


def user_root() -> Path | None:
    """Return where a load puts its figures that was told no other place: a folder of the user's own data.

    None where the user has no home: a service account, say. The embedded snapshot is under version control or belongs
    to the installation, and is never written.
    """
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(home / "Library" / "Application Support")
    else:
        base = str(Path(settings().data_home).expanduser())
    return Path(base) / "labour-shortage"
