"""Damage to a store and odd addresses, drawn by chance that repeats: shared by the tests and the measurement."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from shortage.store import Entry, Store

DAMAGE = ("truncated", "swapped", "removed")
PAGES = (
    "",
    "arbeidsmarktkrapte",
    "onderwijs",
    "arbeidsproductiviteit",
    "arbeidsmigratie",
    "voorstellen",
    "data",
    "bewering",
)
KEYS = ("taal", "tak", "techniek", "vanaf", "regio", "grootte", "niveau", "phi", "land", "id", "stand", "figuur", "x")
ODD = (
    "",
    "0",
    "-1",
    "1e999",
    "nan",
    "inf",
    "true",
    "null",
    "en",
    "EN ",
    "T4",
    "t4",
    "'; DROP TABLE x; --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "%00",
    "\x00",
    "\u202e\u200f",
    "😀" * 50,
    "a" * 3000,
    "[1,2",
    '{"a":1}',
    "2010",
    "9999",
    "0001",
    "broad",
    "C,F",
)


def files(store: Store) -> list[tuple[Entry, str]]:
    """Return every listed file of a store with the entry that lists it."""
    return [(one, path) for listed in store.entries().values() for one in listed for path in (one.path, one.codes)]


@contextlib.contextmanager
def damaged(root: Path, path: str, how: str) -> Iterator[None]:
    """Damage a file of the store in ``root``, and mend it afterwards."""
    file = root / path
    whole = file.read_bytes()
    try:
        if how == "removed":
            file.unlink()
        elif how == "truncated":
            file.write_bytes(whole[: len(whole) // 2])
        else:
            other = next(one for one in sorted(root.rglob("*.parquet")) if one != file and one.read_bytes() != whole)
            file.write_bytes(other.read_bytes())
        yield
    finally:
        file.write_bytes(whole)


def queries(count: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Draw ``count`` pages with query strings that nobody would make by clicking."""
    chance = random.Random(seed)
    for _ in range(count):
        keys = chance.sample(KEYS, chance.randint(1, 4))
        pairs = [(key, chance.choice(ODD)) for key in keys]
        if chance.random() < 0.2:
            pairs.append((pairs[0][0], chance.choice(ODD)))
        if chance.random() < 0.1:
            pairs.append((chance.choice(ODD)[:100], "1"))
        yield chance.choice(PAGES), "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs)


def addresses(count: int, seed: int = 1) -> Iterator[str]:
    """Draw ``count`` paths of the routes for other systems, most of them wrong."""
    chance = random.Random(seed)
    ids = ["tightness", "open-vacancies", "../app", "x" * 400, "%2e%2e%2fapp.py", "a b", "é", "tightness.png"]
    for _ in range(count):
        id, kind = chance.choice(ids), chance.choice(["png", "svg", "pdf", "csv", "exe", ""])
        pairs = [
            (chance.choice([*KEYS, "lang", "size", "plain", "since"]), chance.choice([*ODD, "nl", "note", "slide"]))
            for _ in range(chance.randint(0, 4))
        ]
        query = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs)
        yield f"/{chance.choice(['figure', 'data', 'api', 'figuur'])}/{quote(id, safe='%.')}.{kind}?{query}"
