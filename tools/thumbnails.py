"""Make the small pictures of all figures beforehand, in both languages: ``python tools/thumbnails.py``.

The server does the same after its start; a container that is built with them shows its gallery at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from shortage.figures import figures
from shortage.text import LANGS, Problem
from shortage.web import state, thumbs


def main() -> None:
    """Make what is not there yet, and say where it is."""
    for lang in LANGS:
        for id in figures():
            try:
                thumbs.thumb(id, lang)
            except Problem as problem:
                print(f"{id}: {problem}", file=sys.stderr)
    print(thumbs.folder(state.version()))


if __name__ == "__main__":
    main()
