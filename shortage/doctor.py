"""What ``shortage doctor`` looks at: is everything here that the program needs, and what to do where it is not.

Nothing is changed. Each finding is one sentence; ``ok`` asks for nothing, ``doubt`` can wait, ``fault`` stops something
that readers or staff would ask for.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import requests
from matplotlib.font_manager import get_font

from shortage import catalog, corrections, loader, settings
from shortage.figures.style import FONT
from shortage.render import fonts
from shortage.sources import cbs, duo, eurostat
from shortage.sources.guard import certificates_exist
from shortage.store import Store
from shortage.text import Problem, Text, t

State = Literal["ok", "doubt", "fault"]
ROOM_MB = 200
"""Free disk space below which a load may not find room."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: a stable name, how it is, and a sentence that says what to do."""

    name: str
    state: State
    text: Text


def examine(store: Store, *, offline: bool = False, timeout: float = 5.0) -> Iterator[Finding]:
    """Look at everything, one finding after the other.

    Args:
        store: the store that the dashboard would read.
        offline: leave the publishers alone.
        timeout: seconds that a publisher may take.
    """
    yield from _versions()
    for name, near in settings.unknown():
        yield _finding("settings", "doubt", "setting_doubt", name=name, near=near)
    yield from _store(store)
    yield from _write(store)
    yield from _fonts()
    if not offline:
        yield from _publishers(timeout)


def _finding(name: str, state: State, key: str, /, **values: object) -> Finding:
    return Finding(name, state, Text(**{lang: t(f"doctor.{key}", lang, **values) for lang in ("nl", "en")}))


def _versions() -> Iterator[Finding]:
    oldest = str(importlib.metadata.metadata("shortage")["Requires-Python"]).strip(">= ")
    state: State = "ok" if sys.version_info >= tuple(map(int, oldest.split("."))) else "fault"
    yield _finding("python", state, f"python_{state}", version=platform.python_version(), oldest=oldest)
    missing, old = [], []
    for line in importlib.metadata.requires("shortage") or ():
        wanted = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*(?:>=\s*([0-9.]+))?", line)
        if not wanted or "extra ==" in line:
            continue
        try:
            have = importlib.metadata.version(wanted[1])
        except importlib.metadata.PackageNotFoundError:
            missing.append(wanted[1])
            continue
        if wanted[2] and _number(have) < _number(wanted[2]):
            old.append(f"{wanted[1]} {have}")
    if missing or old:
        yield _finding("packages", "fault", "packages_fault", names=", ".join(missing + old))
    else:
        yield _finding("packages", "ok", "packages_ok", version=importlib.metadata.version("shortage"))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _store(store: Store) -> Iterator[Finding]:
    try:
        entries = [entry for listed in store.entries().values() for entry in listed]
    except Problem as problem:
        yield Finding("store", "fault", Text(nl=problem.text("nl"), en=problem.text("en")))
        return
    broken = []
    for entry in entries:
        for path, wanted in ((entry.path, entry.sha256), (entry.codes, entry.codes_sha256)):
            try:
                if hashlib.sha256(store.file(path).read_bytes()).hexdigest() != wanted:
                    broken.append(path)
            except OSError:
                broken.append(path)
    if broken:
        yield _finding("store", "fault", "store_fault", path=store.address, files=", ".join(broken))
    else:
        yield _finding("store", "ok", "store_ok", path=store.address, version=store.version, count=len(entries))
    stale = [status.table for status in loader.status(store) if status.state == "stale"]
    if stale:
        yield _finding("age", "doubt", "age_doubt", count=len(stale), names=", ".join(stale))
    else:
        yield _finding("age", "ok", "age_ok")
    yield from _corrections(store)


def _corrections(store: Store) -> Iterator[Finding]:
    """A correction whose publisher has repaired the figure is to be removed: say so."""
    for name, table in catalog.tables().items():
        if not corrections.corrections(table) or not store.has(name):
            continue
        try:
            problems = corrections.stale(store.read(name).corrections)
        except Problem:
            continue  # a table that cannot be read was named above
        for problem in problems:
            yield Finding("corrections", "doubt", Text(nl=problem.text("nl"), en=problem.text("en")))


def _write(store: Store) -> Iterator[Finding]:
    try:
        with tempfile.NamedTemporaryFile(dir=store.root, prefix=".write-"):
            pass
        room = os.statvfs(store.root) if hasattr(os, "statvfs") else None
    except OSError as error:
        # Readers need no more than reading: a replica is meant to be like this.
        yield _finding("write", "doubt", "write_doubt", path=store.address, why=error.strerror or str(error))
        return
    free = room.f_bavail * room.f_frsize // 1_000_000 if room else ROOM_MB
    state: State = "ok" if free >= ROOM_MB else "doubt"
    yield _finding("write", state, "write_ok" if state == "ok" else "room_doubt", path=store.address, free=free)


def _fonts() -> Iterator[Finding]:
    try:
        for file in (fonts.REGULAR, fonts.BOLD):
            get_font(file)
    except (OSError, RuntimeError):
        yield _finding("fonts", "fault", "fonts_fault", names=FONT)
    else:
        yield _finding("fonts", "ok", "fonts_ok")


def _publishers(timeout: float) -> Iterator[Finding]:
    set_here = settings.settings()
    try:
        certificates_exist(set_here.requests_ca_bundle or set_here.curl_ca_bundle)
    except Problem as problem:
        yield Finding("certificates", "fault", Text(nl=problem.text("nl"), en=problem.text("en")))
        return
    for name, module, path in (
        ("CBS", cbs, "/ODataCatalog/Tables?$top=1&$select=Identifier&$format=json"),
        ("DUO", duo, "/"),
        ("Eurostat", eurostat, "/catalogue/toc/txt?lang=en"),
    ):
        url = getattr(set_here, f"{name.lower()}_url") or module.URL
        try:
            with requests.get(url.rstrip("/") + path, timeout=timeout, stream=True) as answer:
                answer.raise_for_status()
            yield _finding(name, "ok", "publisher_ok", name=name, url=url)
        except (OSError, ValueError) as error:  # what requests raises is of the first kind
            why = str(getattr(getattr(error, "response", None), "status_code", "") or type(error).__name__)
            yield _finding(name, "doubt", "publisher_doubt", name=name, url=url, why=why)
