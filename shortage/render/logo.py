"""The logo of the house as a picture of pixels: what paper, documents and pages can all show."""

from __future__ import annotations

import io
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from shortage.figures.house import Logo, house
from shortage.settings import settings
from shortage.text import Problem

WIDEST, HIGHEST = 600, 160
"""Pixels at most: a finger's breadth in print."""


def png(*, grey: bool = False) -> bytes:
    """Return the logo as PNG, b"" where the house has none.

    Raises:
        Problem: its file is no picture that can be drawn.
    """
    logo = house().logo
    return b"" if logo is None else _print(logo, grey, settings().theme)


def image(*, grey: bool = False) -> Any:
    """Return the logo as a picture of Pillow, ``None`` where the house has none."""
    from PIL import Image

    body = png(grey=grey)
    return Image.open(io.BytesIO(body)) if body else None


@lru_cache(maxsize=4)
def _print(logo: Logo, grey: bool, theme: str) -> bytes:
    from PIL import Image

    try:
        whole = Image.open(io.BytesIO(_drawn(logo.body) if logo.kind == "svg" else logo.body)).convert("RGBA")
    except Exception as error:  # each library has its own for a file that is broken
        raise Problem("theme_logo", value=Path(theme).name) from error
    ground = Image.new("RGBA", whole.size, "white")
    ground.alpha_composite(whole)
    small = ground.convert("L" if grey else "RGB")
    small.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "png")
    return out.getvalue()


def _drawn(svg: bytes) -> bytes:
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "logo.svg").write_bytes(svg)
        main = Path(folder) / "main.typ"
        main.write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("logo.svg", height: 40pt)')
        return typst.compile(main, root=Path(folder), format="png", ppi=288)
