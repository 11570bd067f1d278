"""Whether the dashboard can answer, and how old its data are."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shortage import __version__, loader
from shortage.text import Problem, t
from shortage.web import logs, state
from shortage.web.answering import LOG


def readiness() -> tuple[dict[str, Any], int]:
    """Return the facts of readiness and the status: 503 while a table that is listed cannot be read."""
    facts: dict[str, Any] = {"ready": False, "version": __version__}
    try:
        store = state.store()
        tables = loader.status(store)
        current = store.current()
        if not current:
            raise Problem("store_missing", path=store.address)
        missing = sorted(entry.name for entry in store.unreadable())
        facts |= {"data": dated(current, store.version), "tables": len(current), "missing": missing}
        facts["ready"] = not missing
        facts["stale"] = sorted(table.name for table in tables if table.state == "stale")
        facts["failed"] = sorted(table.name for table in tables if table.problem is not None)
    except Problem as problem:
        return facts | {"error": problem.text("en")}, 503
    return facts, 200 if facts["ready"] else 503


def dated(current: list[Any], version: str) -> dict[str, Any]:
    """Return version, date and age of the data: the newest release, and when a publisher was last asked."""
    releases = [entry.release for entry in current if re.fullmatch(r"\d{4}-\d\d-\d\d", entry.release)]
    asked = max((entry.retrieved for entry in current if entry.retrieved), default="")
    newest = max(releases, default="")
    age = (dt.date.today() - dt.date.fromisoformat(newest)).days if newest else None
    return {"version": version, "release": newest, "age_days": age, "retrieved": asked}


async def ready(request: Request) -> Response:
    """``/api/ready``."""
    try:
        facts, status = await to_thread.run_sync(readiness)
    except Exception:
        LOG.exception("readiness failed", extra=request.scope.get(logs.FACTS, {}))
        facts, status = {"ready": False, "version": __version__, "error": t("server.failed", "en", request="")}, 503
    return JSONResponse(facts, status, headers={"Cache-Control": "no-store"})
