"""Where the dashboard stands for the outside: what ``SHORTAGE_PUBLIC_URL`` says, and nothing else.

The name in a request is whatever the asker writes there; an address that others keep (a preview, a feed, a code to
embed) must not come from it. Without the setting, what may be relative is relative and what may not is left out.
"""

from __future__ import annotations

from shortage.settings import settings


def base() -> str:
    """Return the address of the dashboard without a stroke at its end, "" where none was set."""
    return settings().public_url.rstrip("/")


def address(path: str) -> str:
    """Return the whole address of a path below the dashboard (with its stroke), "" where none was set."""
    return f"{base()}{path}" if base() else ""
