"""Renew what the tests hold figures and verdicts against, and show what changed.

``python tools/golden.py`` writes anew ``tests/figures/snapshots/`` (each figure's spec as JSON),
``tests/figures/golden.txt`` (a hash per drawing) and ``tests/unit/snapshots/`` (each claim's verdict as JSON).
``--compare FOLDER`` draws the golden set of the checkout in FOLDER and of this one, and writes ``golden.html`` there
with the pairs that differ; nothing is renewed.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from shortage import claims
from shortage.claims import Verdict
from shortage.figures import FigureSpec, figures, make
from shortage.figures.style import SIZES
from shortage.render import paper
from shortage.render.canvas import Drawing
from shortage.store import Store
from shortage.text import LANGS

ROOT = Path(__file__).resolve().parents[1]
SNAPSHOTS = ROOT / "tests" / "figures" / "snapshots"
VERDICTS = ROOT / "tests" / "unit" / "snapshots"
HASHES = ROOT / "tests" / "figures" / "golden.txt"
EVERYWHERE = (
    "tightness",
    "international-share",
    "open-vacancies-change",
    "gdp-per-head",
    "foreign-nationals-at-work",
    "vacancies-and-unemployment",
)
"""One figure a kind, held in each size and language and in pixels; the others in Dutch for a note."""


def facts(spec: FigureSpec) -> dict[str, Any]:
    """Return what a figure says, in plain values, as the snapshot holds it."""
    rows = [
        [value if value == value else None for value in row]
        for row in spec.data.round(9).astype(object).itertuples(index=False, name=None)
    ]
    return {
        "id": spec.id,
        "kind": spec.kind,
        "title": spec.title,
        "check": spec.guarded.check if spec.guarded else None,
        "subtitle": spec.subtitle,
        "note": spec.note,
        "source": spec.source_line,
        "alt": spec.alt,
        "unit": spec.unit,
        "decimals": spec.decimals,
        "reference_lines": [[one.value, one.label] for one in spec.reference_lines],
        "breaks": [[one.x, one.label] for one in spec.breaks],
        "highlight": list(spec.highlight),
        "columns": list(spec.data.columns),
        "rows": rows,
    }


def snapshot(id: str, store: Store) -> str:
    """Return the snapshot of a figure: both languages, one row of data a line."""
    text = json.dumps({lang: facts(make(id, store, lang)) for lang in LANGS}, ensure_ascii=False, indent=1, default=str)
    return text + "\n"


def _plain(value: float | None) -> float | None:
    """Return a number as a snapshot holds it, in nine places; None where there is none."""
    return None if value is None or value != value else round(float(value), 9)


def said(verdict: Verdict) -> dict[str, Any]:
    """Return what a verdict says, in plain values, as the snapshot holds it."""
    found = verdict.finding
    return {
        "verdict": verdict.value,
        "claim": [verdict.fill(verdict.claim.statement, lang) for lang in LANGS],
        "rule": [verdict.fill(verdict.claim.rule_text, lang) for lang in LANGS],
        "sentence": [verdict.sentence(lang) for lang in LANGS],
        "value": [_plain(found.value), found.unit, found.decimals, found.period],
        "band": [_plain(found.low), _plain(found.high)],
        **{
            f"number {one.name}": [_plain(one.value), one.unit, one.decimals, one.period, one.text.nl, one.text.en]
            for one in found.numbers
        },
        **{f"note {place}": [one.nl, one.en] for place, one in enumerate(found.notes, 1)},
        "sources": sorted({one.table for one in found.sources}),
        **{
            f"choice {one.text.en}": [one.verdict, _plain(one.value), one.unit, one.decimals, one.period]
            for one in verdict.sensitivity
        },
        "flips": [verdict.flips(lang) for lang in LANGS],
    }


def verdict(id: str, store: Store) -> str:
    """Return the snapshot of a claim's verdict, one fact a line."""
    facts = said(claims.judge(claims.claim(id), store))
    lines = [f"{json.dumps(name)}: {json.dumps(fact, ensure_ascii=False)}" for name, fact in facts.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def golden(ids: list[str] | None = None) -> Iterator[tuple[str, str, str, str]]:
    """Give figure, language, size and format of each drawing that is held by its hash.

    Lines, areas and words hold as they are drawn (SVG), and that is the drawing in pixels before it is one: that what
    is drawn comes out in pixels is held for one figure a kind.
    """
    for id in ids or figures():
        yield id, "nl", "note", "svg"
        if id in EVERYWHERE:
            yield id, "nl", "note", "png"
            yield from ((id, lang, size, "svg") for lang in LANGS for size in SIZES if (lang, size) != ("nl", "note"))


def draw(store: Store, id: str, lang: Any, size: str, format: str) -> bytes:
    """Return one file of the golden set."""
    return bytes(paper.render(make(id, store, lang), format, size))


def hashed(drawing: Drawing, spec: FigureSpec, format: str) -> str:
    """Return the hash of a drawing: of its lines and words (``svg``), or of its pixels (``png``)."""
    if format == "png":
        drawing.figure.canvas.draw()
        body = bytes(drawing.figure.canvas.buffer_rgba())
    else:
        body = paper.vector(drawing, spec, has_letters=False)
    return hashlib.sha256(body).hexdigest()[:32]


def hashes(store: Store, ids: list[str] | None = None) -> dict[str, str]:
    """Return ``{"figure language size format": hash}``."""
    found = {}
    for id, lang, size, format in golden(ids):
        spec = make(id, store, lang)
        drawing = paper.draw(spec, size)
        found[f"{id} {lang} {size} {format}"] = hashed(drawing, spec, format)
        drawing.release()
    return found


def recorded() -> dict[str, str]:
    """Return the hashes that were last written."""
    lines = HASHES.read_text("utf-8").splitlines() if HASHES.exists() else []
    return {name: value for value, _, name in (line.partition("  ") for line in lines)}


def renew() -> None:
    """Write snapshots and hashes anew."""
    store = Store()
    SNAPSHOTS.mkdir(exist_ok=True)
    for path in SNAPSHOTS.glob("*.json"):
        path.unlink()
    for id in figures():
        (SNAPSHOTS / f"{id}.json").write_text(snapshot(id, store), "utf-8")
    shutil.rmtree(VERDICTS, ignore_errors=True)
    for key in claims.claims():
        path = VERDICTS / f"{key}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(verdict(key, store), "utf-8")
    HASHES.write_text("".join(f"{value}  {name}\n" for name, value in hashes(store).items()), "utf-8")


def compare(other: Path) -> Path:
    """Draw the golden set of another checkout and of this one; return a page with the pairs that differ."""
    folders = []
    for root in (other.resolve(), ROOT):
        folder = other.resolve() / f"golden-{'before' if root != ROOT else 'after'}"
        folder.mkdir(exist_ok=True)
        command = [sys.executable, str(ROOT / "tools" / "golden.py"), "--draw", str(folder)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(root)}, cwd=root)
        folders.append(folder)
    names = sorted({path.name for folder in folders for path in folder.iterdir()})
    parts = []
    for name in names:
        bodies = [(folder / name).read_bytes() if (folder / name).exists() else b"" for folder in folders]
        if bodies[0] == bodies[1]:
            continue
        kind = "image/svg+xml" if name.endswith("svg") else "image/png"
        sides = [f'<img alt="" src="data:{kind};base64,{base64.b64encode(body).decode()}">' for body in bodies]
        parts.append(f"<h2>{escape(name)}</h2><div>{''.join(sides)}</div>")
    page = other / "golden.html"
    style = "body{font-family:sans-serif}div{display:flex;gap:1%}img{width:49%;border:1px solid #ccc}"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Changed</title><style>{style}</style>'
    page.write_text(f"{head}<h1>{len(parts)} files changed: before, after</h1>{''.join(parts)}", "utf-8")
    return page


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compare", type=Path, metavar="FOLDER", help="another checkout")
    parser.add_argument("--draw", type=Path, metavar="FOLDER", help="only write the files of the golden set")
    given = parser.parse_args()
    if given.draw:
        store = Store()
        for one in golden():
            (given.draw / ("_".join(one[:3]) + f".{one[3]}")).write_bytes(draw(store, *one))
    elif given.compare:
        print(compare(given.compare))
    else:
        renew()


if __name__ == "__main__":
    main()
