"""What a file says of its figures to a program, so that it can be asked later whether they still hold.

A picture has it as text in the PNG, a document of Word, PowerPoint or Excel as a part of its own (``customXml``), a
note in HTML as data that no browser runs: the same JSON, with a version and a checksum. It holds of each figure what
was chosen, the releases it was drawn from, its title, and the numbers at the ends of its lines or of its bars.

What is read back comes from outside. Nothing of a file is unpacked but the part that is ours, up to a length; no XML is
interpreted; whatever is wrong with the file is one sentence.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import Annotated, Any
from xml.sax.saxutils import unescape

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from shortage import choice
from shortage.figures import FigureSpec, drawable, each, freeze
from shortage.render.note import LONGEST_TITLE, MOST, GatheredNote
from shortage.text import Lang, Period, Problem, number, t

VERSION = 1
NAMESPACE = "urn:shortage:carried"
KEYWORD = "Carried"
"""Under which a PNG holds it."""
SCRIPT_ID = "shortage-carried"
"""Under which a page of HTML holds it."""
MOST_BYTES = 20_000_000
"""Of a file that is read."""
MOST_PARTS = 5_000
"""Files in a document that is read; a deck of a hundred slides has some six hundred."""
MOST_NUMBERS = 400
LONGEST = 1_000_000
"""Bytes of what is carried, unpacked."""
MOST_OWN_PARTS = 40
"""Parts of a document that may be ours; programs of an office add some of their own."""
ENDINGS = ("docx", "pptx", "xlsx", "png", "html")

_PNG = b"\x89PNG\r\n\x1a\n"
_FOLDERS = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
_PART = re.compile(r"customXml/item\d{1,4}\.xml")
_ELEMENT = re.compile(rf'<(?:[A-Za-z]\w*:)?carried xmlns(?::\w+)?="{NAMESPACE}"\s*>([^<]*)<'.encode())
_SCRIPT = re.compile(rf'<script type="application/json" id="{SCRIPT_ID}">([^<]*)</script>'.encode())
_UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that are unpacked by a bounded amount at a time; the others are not."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, KeyError, IndexError,
           NotImplementedError, RuntimeError, OverflowError)  # fmt: skip


def _plain(text: str) -> str:
    if any(unicodedata.category(character)[0] == "C" for character in text):
        raise ValueError("a control character")
    return text


def _clean(text: str, most: int = 400) -> str:
    """Return a text of ours as it can be read back: what a file carries must never keep the file from being made."""
    return "".join(character for character in text if unicodedata.category(character)[0] != "C")[:most]


def _period(code: str) -> str:
    return Period.parse(code).code if code else code


def _day(text: str) -> str:
    return dt.date.fromisoformat(text).isoformat() if text else text


Words = Annotated[str, Field(max_length=400), AfterValidator(_plain)]
Short = Annotated[str, Field(max_length=choice.LONGEST_LIST), AfterValidator(_plain)]
Code = Annotated[str, Field(max_length=12), AfterValidator(_period)]


class _Exact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Printed(_Exact):
    """A number that a figure showed: the end of a line, a bar, or a cell of a table."""

    panel: Words
    series: Words
    label: Words
    category: Words
    period: Code
    value: float


class CarriedFigure(_Exact):
    """A figure in a file.

    ``chosen`` is every choice as it stands in an address, ``stand`` the releases as :func:`freeze.code` writes them,
    ``finding`` the sentence that the data proved ("" where they proved none), ``title`` the one that was shown.
    """

    id: Annotated[str, Field(max_length=80), AfterValidator(_plain)]
    lang: Lang
    chosen: Annotated[dict[Short, Short], Field(max_length=40)]
    stand: Annotated[str, Field(max_length=freeze.LONGEST), AfterValidator(_plain)]
    as_of: Annotated[str, Field(max_length=10), AfterValidator(_day)]
    size: Annotated[str, Field(max_length=20), AfterValidator(_plain)]
    plain: bool
    own_title: Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_plain)]
    title: Words
    finding: Words
    numbers: Annotated[list[Printed], Field(max_length=MOST_NUMBERS)]


class Carried(_Exact):
    """What a file carries: its figures in their order, and how it was made (see :class:`shortage.render.note.Note`)."""

    lang: Lang
    title: Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_plain)]
    is_judged: bool
    grey: bool
    data_version: Annotated[str, Field(max_length=20), AfterValidator(_plain)]
    figures: Annotated[list[CarriedFigure], Field(min_length=1, max_length=MOST)]


# -- writing -------------------------------------------------------------------------------------------------------


def of_note(gathered: GatheredNote) -> Carried:
    """Return what a document of a note carries; a title that is ours is not kept, as the next note has its own."""
    ours = {t("note.title", gathered.lang), *(part.spec.title for part in gathered.parts)}
    return Carried(
        lang=gathered.lang,
        title="" if gathered.title in ours else gathered.title,
        is_judged=bool(gathered.verdicts),
        grey=gathered.grey,
        data_version=gathered.version,
        figures=[_figure(part.spec, part.item.size, part.item.plain) for part in gathered.parts],
    )


def of_picture(spec: FigureSpec, size: str, *, plain: bool, grey: bool) -> Carried:
    """Return what a picture carries."""
    figure = _figure(spec, size, plain)
    return Carried(
        lang=spec.lang, title="", is_judged=False, grey=grey, data_version=spec.data_version, figures=[figure]
    )


def _figure(spec: FigureSpec, size: str, plain: bool) -> CarriedFigure:
    return CarriedFigure(
        id=spec.id,
        lang=spec.lang,
        chosen={name: _clean(text, choice.LONGEST_LIST) for name, text in _chosen(spec).items()},
        stand=freeze.code(freeze.pins(spec.sources)),
        as_of=next((source.as_of for source in spec.sources if source.as_of), ""),
        size=size,
        plain=plain,
        own_title=_clean(spec.own_title, LONGEST_TITLE),
        title=_clean(spec.title),
        finding=_clean(spec.guarded.sentence) if spec.guarded and spec.guarded.holds else "",
        numbers=printed(spec),
    )


def _chosen(spec: FigureSpec) -> dict[str, str]:
    return choice.write(drawable()[spec.id].settable, spec.selection) if spec.id in drawable() else {}


def printed(spec: FigureSpec, *, is_whole: bool = False) -> list[Printed]:
    """Return the numbers that a reader of a figure takes along: the end of each line, or every bar, point and cell.

    With ``is_whole`` all that is drawn.
    """
    data = spec.data[spec.data["value"].notna()]
    if spec.is_time and spec.kind != "table" and not is_whole:
        data = data.sort_values("x", kind="stable").groupby(["panel", "series_id"], sort=False).tail(1).sort_index()
    return [
        Printed(
            panel=_clean(row.panel),
            series=_clean(row.series_id),
            label=_clean(row.label),
            category=_clean(row.category),
            period=row.period,
            value=float(row.value),
        )
        for row in (each(data) if is_whole else each(data.head(MOST_NUMBERS)))
    ]


def written(carried: Carried) -> str:
    """Return it as JSON that may stand in XML and HTML as it is: ASCII, without ``<``, ``>`` and ``&``."""
    body = {"shortage": VERSION, "sum": _sum(carried), "carried": carried.model_dump()}
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def xml(carried: Carried) -> bytes:
    """Return it as a part of a document."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    return f'{head}<carried xmlns="{NAMESPACE}">{written(carried)}</carried>'.encode()


def script(carried: Carried) -> str:
    """Return it as an element of a page of HTML; the last of its kind in a page is the one that counts."""
    return f'<script type="application/json" id="{SCRIPT_ID}">{written(carried)}</script>'


def _sum(carried: Carried) -> str:
    return hashlib.sha256(carried.model_dump_json().encode()).hexdigest()[:16]


# -- reading -------------------------------------------------------------------------------------------------------


def read(body: bytes) -> tuple[str, Carried]:
    """Return the kind of a file (one of :data:`ENDINGS`) and what it carries.

    Raises:
        Problem: the file is too large, of another kind, damaged, holds a program (macros), or carries nothing of ours.
    """
    if len(body) > MOST_BYTES:
        raise Problem("carried_large", most=number(MOST_BYTES // 1_000_000, "en"))
    try:
        if body.startswith(_PNG):
            kind, texts = "png", list(_of_png(body))
        elif body.startswith(b"PK"):
            kind, texts = _of_office(body)
        elif b"<html" in body[:2000].lower():
            kind, texts = "html", [match[1] for match in _SCRIPT.finditer(body)][-1:]
        else:
            raise Problem("carried_kind", known=", ".join(f".{ending}" for ending in ENDINGS))
        if not texts:
            raise Problem("carried_none")
        return kind, _opened(texts[0])
    except _DAMAGE as error:
        raise Problem("carried_broken") from error


def _of_png(body: bytes) -> Iterator[bytes]:
    """Give what stands under our keyword in a PNG; the picture itself is not decoded."""
    start = len(_PNG)
    head = KEYWORD.encode() + b"\0\0\0\0\0"  # not packed, without a language and a translated keyword
    while start + 12 <= len(body):
        length, kind = struct.unpack(">I4s", body[start : start + 8])
        if kind == b"iTXt" and body.startswith(head, start + 8):
            yield body[start + 8 + len(head) : start + 8 + length]
            return
        start += 12 + length


def _of_office(body: bytes) -> tuple[str, list[bytes]]:
    """Return the kind of a document, and what it carries."""
    # Counted before the list of parts is read, which takes memory for each.
    if body.count(b"PK\x01\x02") > MOST_PARTS:
        raise Problem("carried_large", most=number(MOST_BYTES // 1_000_000, "en"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        types = _part(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
        if b"macroenabled" in types.lower() or any("vbaproject" in name.lower() for name in names):
            raise Problem("carried_program")
        kinds = [kind for folder, kind in _FOLDERS.items() if any(name.startswith(folder) for name in names)]
        if not kinds:
            raise Problem("carried_kind", known=", ".join(f".{ending}" for ending in ENDINGS))
        own = [name for name in names if _PART.fullmatch(name)][:MOST_OWN_PARTS]
        elements = [match for name in own if (match := _ELEMENT.search(_part(archive, name)))]
    return kinds[0], [unescape(match[1].decode(), {"&quot;": '"', "&apos;": "'"}).encode() for match in elements[:1]]


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of a document, no further than what is carried may reach."""
    entry = archive.getinfo(name)
    if entry.flag_bits & 1 or entry.compress_type not in _UNPACKED:
        raise ValueError("encrypted, or packed in a way that cannot be unpacked in parts")
    with archive.open(entry) as part:
        return part.read(LONGEST)


def _opened(text: bytes) -> Carried:
    if len(text) >= LONGEST:
        raise Problem("carried_broken")
    body: Any = from_json(text, allow_inf_nan=False)
    if not isinstance(body, dict) or not isinstance(body.get("shortage"), int):
        raise Problem("carried_broken")
    if body["shortage"] > VERSION:
        raise Problem("carried_newer")
    try:
        carried = Carried.model_validate(body.get("carried"))
    except ValidationError as error:
        raise Problem("carried_broken") from error
    if body.get("sum") != _sum(carried):
        raise Problem("carried_broken")
    return carried
