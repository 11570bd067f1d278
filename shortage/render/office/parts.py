"""What the documents share: pictures, sentences about a part, and files without the time of the day in them."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import uuid
import zipfile
from collections.abc import Mapping

from shortage.claims import Verdict
from shortage.figures.house import house
from shortage.figures.style import sized
from shortage.render import files
from shortage.render.note import GatheredNote, Part
from shortage.text import Lang, t

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same note gives the same bytes, so no file carries the time of the day."""
CREATED = dt.datetime(*EPOCH)
MOST_REMARKS = 255
"""Letters of a document's remarks that the formats take."""
MAIN = {
    "docx": "word/_rels/document.xml.rels",
    "pptx": "ppt/_rels/presentation.xml.rels",
    "xlsx": "xl/_rels/workbook.xml.rels",
}
"""What a document's main part refers to, by kind."""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATED, _PACKAGE = f"{_OFFICE}/relationships", "http://schemas.openxmlformats.org/package/2006/relationships"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_TYPES = "[Content_Types].xml"
SOFT = "595959"


def accent() -> str:
    """Return the colour of headings, as these formats write it."""
    return house().accent.removeprefix("#")


def picture(gathered: GatheredNote, part: Part, *, size: str | None = None, plain: bool | None = None) -> bytes:
    """Return a part's picture as PNG, in its own preset unless another is asked for."""
    item = part.item
    plain = item.plain if plain is None else plain
    return files.content(part.spec, "png", size=size or item.size, plain=plain, grey=gathered.grey)


def ratio(size: str) -> float:
    """Return a size's height over its width."""
    shape = sized(size)
    return shape.height / shape.width


def refers(gathered: GatheredNote, part: Part) -> str:
    """Return which numbers of the list of sources a figure stands on."""
    key = "note.refers_one" if len(part.places) == 1 else "note.refers"
    return t(key, gathered.lang, places=", ".join(map(str, part.places)))


def belongs(gathered: GatheredNote, part: Part) -> list[str]:
    """Return a sentence for each claim that a figure belongs to, with its verdict."""
    verdicts = [gathered.verdicts[key] for key in part.claims]
    return [
        t("note.belongs", gathered.lang, id=verdict.claim.id, verdict=judged(verdict, gathered.lang))
        for verdict in verdicts
    ]


def judged(verdict: Verdict, lang: Lang) -> str:
    """Return a verdict in words with how sure it is."""
    sturdiness = verdict.sturdiness(lang)
    return f"{verdict.label(lang)} ({sturdiness})" if sturdiness else verdict.label(lang)


def statement(gathered: GatheredNote, key: str) -> str:
    """Return a claim as the paper puts it, after its id."""
    verdict = gathered.verdicts[key]
    return f"{verdict.claim.id}. {verdict.fill(verdict.claim.statement, gathered.lang)}"


def carrying(body: bytes, kind: str, content: bytes, namespace: str) -> bytes:
    """Return an Office file with one more part of XML, which Office keeps when the file is changed and saved.

    Args:
        body: the file.
        kind: a key of :data:`MAIN`.
        content: the part, an XML document.
        namespace: of its root element.
    """
    members = opened(body)
    free = next(number for number in itertools.count(1) if f"customXml/item{number}.xml" not in members)
    name = f"customXml/itemProps{free}.xml"
    members[f"customXml/item{free}.xml"] = content
    members[name] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" '
        f'ds:itemID="{{{str(uuid.uuid5(uuid.NAMESPACE_URL, namespace)).upper()}}}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()
    own = f'<Relationship Id="rId1" Type="{_RELATED}/customXmlProps" Target="itemProps{free}.xml"/>'
    members[f"customXml/_rels/item{free}.xml.rels"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{_PACKAGE}">{own}</Relationships>'
    ).encode()
    link = f'<Relationship Id="rIdCarried" Type="{_RELATED}/customXml" Target="../customXml/item{free}.xml"/>'
    members[MAIN[kind]] = _before_end(members[MAIN[kind]], "Relationships", link)
    typed = f'<Override PartName="/{name}" ContentType="{_PROPERTIES}"/>'
    members[_TYPES] = _before_end(members[_TYPES], "Types", typed)
    return zipped(members)


def _before_end(xml: bytes, root: str, element: str) -> bytes:
    end = f"</{root}>".encode()
    assert xml.count(end) == 1, f"no end of {root}"
    return xml.replace(end, element.encode() + end)


def repacked(body: bytes) -> bytes:
    """Return an Office file with the same parts, in the same order, without the time at which it was put together."""
    return zipped(opened(body))


def opened(body: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP by their names."""
    with zipfile.ZipFile(io.BytesIO(body)) as source:
        return {name: source.read(name) for name in source.namelist()}


def zipped(members: Mapping[str, bytes], remarks: str = "") -> bytes:
    """Return a ZIP of files in the order given; pictures are packed as they are, ``remarks`` are its comment."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            kind = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, kind)
        archive.comment = remarks.encode()
    return out.getvalue()
