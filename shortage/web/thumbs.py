"""Small pictures of all figures, made beforehand: when the server starts, or by ``tools/thumbnails.py``.

They are kept on disk under the data version and a checksum of the program's own code, so that a picture can never be
of other data or of another way of drawing; what is not there yet is drawn when it is asked for.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

from PIL import Image

from shortage.disk import write
from shortage.figures.house import house
from shortage.remote import mirror_of
from shortage.text import Lang
from shortage.web import links, state

WIDTH = 520
"""Pixels: a third of the page, sharp on most screens."""


def thumb(id: str, lang: Lang) -> bytes:
    """Return a figure without a reader's choices as a small PNG, without title and source: these stand below it.

    Raises:
        Problem: the figure cannot be made from this store.
    """
    version = state.version()
    path = folder(version) / f"{id}-{lang}.png"
    return state.FILES.get((state.root(), version, "thumb", id, lang), lambda: _from_disk(path, id, lang))


def folder(version: str) -> Path:
    """Return where the small pictures of a data version are kept."""
    return mirror_of(state.root()) / "thumbnails" / f"{version}-{program()}"


@cache
def program() -> str:
    """Return a checksum of everything that decides how a figure looks: this program, its texts and the house style."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.toml")]):
        digest.update(path.read_bytes())
    digest.update(house().mark.encode())
    return digest.hexdigest()[:12]


def _from_disk(path: Path, id: str, lang: Lang) -> bytes:
    with suppress(OSError):
        return path.read_bytes()
    asked = links.Request(id, lang, "png", "note", plain=True)
    frozen = asked.frozen(state.store())
    body = _small(state.picture(asked, frozen.store))
    with suppress(OSError):  # a disk that is full or closed: the picture is drawn again next time
        _write(path, body)
    return body


def _small(body: bytes) -> bytes:
    whole = Image.open(io.BytesIO(body))
    size = (WIDTH, round(whole.height * WIDTH / whole.width))
    out = io.BytesIO()
    small = whole.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    small.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "png", optimize=True)
    return out.getvalue()


def _write(path: Path, body: bytes) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        for older in path.parent.parent.iterdir():
            if older != path.parent:
                shutil.rmtree(older, ignore_errors=True)
    write(path, body)
