"""Sheets as tagged PDF (PDF/UA-1): what a screen reader needs is in the file, and the same words give the same bytes.

Set by Typst from our own templates (``*.typ`` beside this file), in the bundled typeface and no other.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from shortage.render import fonts

CREATED = 315_532_800  # the time of the day is no part of a file
SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
"""Sizes of letters in points that a sheet of one page tries, the largest first."""


@cache
def _faces() -> Any:
    """Return the bundled typeface, read once."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.FOLDER])


def sheet(
    template: str, values: Mapping[str, Any], pictures: Mapping[str, bytes], sizes: Sequence[float] = SIZES
) -> bytes:
    """Return a sheet as PDF, in the largest letters with which it fits one page.

    Args:
        template: name of the template.
        values: what it says; ``told`` in the template.
        pictures: SVG by the name under which ``values`` speak of them.
        sizes: sizes of letters to try; ``size`` in the template.

    Raises:
        ValueError: it does not fit one page.
    """
    import typst

    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for name, content in pictures.items():
            (here / name).write_bytes(content)
        (here / "told.json").write_text(json.dumps(values, ensure_ascii=False), "utf-8")
        main = here / "main.typ"
        main.write_text((Path(__file__).parent / f"{template}.typ").read_text("utf-8"), "utf-8")
        for size in sizes:
            compiler = typst.Compiler(main, root=here, font_paths=_faces(), sys_inputs={"size": str(size)})
            if len(sizes) == 1 or json.loads(compiler.query("<pages>", field="value", one=True)) == 1:
                return cast(bytes, compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=CREATED))
    raise ValueError(f"{template}: more than one page")
