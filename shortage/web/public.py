"""Where the dashboard stands for the outside: what ``SHORTAGE_PUBLIC_URL`` says, and nothing else.

The name in a request is whatever the asker writes there; an address that others keep (a preview, a feed, a code to
embed) must not come from it. Without the setting, what may be relative is relative and what may not is left out.
"""

from __future__ import annotations

import logging
import os
import re
from functools import lru_cache

LOG = logging.getLogger("shortage.web")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?")


def base() -> str:
    """Return the address of the dashboard without a stroke at its end, "" where none was set."""
    return _checked(os.environ.get("SHORTAGE_PUBLIC_URL", "").strip())


@lru_cache(maxsize=4)
def _checked(url: str) -> str:
    if not url:
        return ""
    if not _URL.fullmatch(url):
        LOG.warning("SHORTAGE_PUBLIC_URL has no effect: it is no address")
        return ""
    return url.rstrip("/")


def address(path: str) -> str:
    """Return the whole address of a path below the dashboard (with its stroke), "" where none was set."""
    return f"{base()}{path}" if base() else ""
