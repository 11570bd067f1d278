"""Templates of Word and PowerPoint of one's own: their styles, page, headers and footers stay, their contents go.

A template comes from ``--template`` or from ``SHORTAGE_TEMPLATES``; without one for a kind of document ours is used.
One that carries macros, or lacks what a document of ours needs, is refused with one sentence.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from shortage.render.office import parts
from shortage.settings import settings
from shortage.text import Problem, Text, Words

_WORDS = Words(__file__)
ENDINGS: Final = {"docx": (".dotx", ".docx"), "pptx": (".potx", ".pptx")}
"""Kinds of document that a template is for, with what its file's name ends in."""
MACROS: Final = (".dotm", ".docm", ".potm", ".pptm")
LARGEST, LARGEST_UNPACKED, MOST_PARTS = 25_000_000, 200_000_000, 5_000
_MAIN: Final = {"docx": ("word/document.xml", b"wordprocessingml"), "pptx": ("ppt/presentation.xml", b"presentationml")}
_TYPES = "[Content_Types].xml"


def kind_of(path: Path) -> str:
    """Return the kind of document that a template is for.

    Raises:
        Problem: by its name it is a template for none, or it carries macros.
    """
    ending = path.suffix.lower()
    if ending in MACROS:
        raise refused(path, "macros")
    for kind, endings in ENDINGS.items():
        if ending in endings:
            return kind
    raise refused(path, "ending", known=", ".join(each for endings in ENDINGS.values() for each in endings))


def chosen(kind: str, asked: str = "") -> Path | None:
    """Return the template for a kind of document: the one that was given, else the one that is set; ``None`` for ours.

    Raises:
        Problem: what was given is for another kind.
    """
    if asked:
        path = Path(asked)
        if kind_of(path) != kind:
            raise refused(path, "kind", kind=f".{kind}", ending=path.suffix)
        return path
    return next((path for path in settings().templates if kind in ENDINGS and kind_of(path) == kind), None)


def body(path: Path) -> bytes:
    """Return a template as a document that may be opened and filled.

    Raises:
        Problem: it cannot be read, is none of its kind, is too large, or carries macros.
    """
    return _read(str(path), *_stamp(path))


def mark(kind: str, asked: str = "") -> str:
    """Return a checksum of the template for a kind of document; "" where ours is used."""
    path = chosen(kind, asked)
    return "" if path is None else hashlib.sha256(body(path)).hexdigest()[:16]


def refused(path: Path, why: str, **values: Text | str) -> Problem:
    """Return the problem of a template: its name, and why it is not used."""
    return Problem("template_refused", value=path.name[:80], why=_WORDS(why, **values))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError as error:
        raise refused(path, "absent", detail=error.strerror or str(error)) from error
    if facts.st_size > LARGEST:
        raise refused(path, "large")
    return facts.st_mtime_ns, facts.st_size


@lru_cache(maxsize=4)
def _read(name: str, _when: int, _size: int) -> bytes:
    path = Path(name)
    main, family = _MAIN[kind_of(path)]
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as source:
            listed = source.infolist()
            if len(listed) > MOST_PARTS or sum(member.file_size for member in listed) > LARGEST_UNPACKED:
                raise refused(path, "large")
            members = {member.filename: source.read(member) for member in listed}
    except OSError as error:
        raise refused(path, "absent", detail=error.strerror or str(error)) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:  # broken, locked, or packed otherwise
        raise refused(path, "form") from error
    types = members.get(_TYPES, b"")
    if b"macroEnabled" in types or any("vbaproject" in member.lower() for member in members):
        raise refused(path, "macros")
    if main not in members or family not in types:
        raise refused(path, "form")
    types = types.replace(family + b".template.main+xml", family + b"." + Path(main).stem.encode() + b".main+xml")
    return parts.zipped({**members, _TYPES: types})
