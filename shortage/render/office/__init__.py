"""A note as a document: Word, PowerPoint, Excel, or a ZIP of pictures and data; the same bytes for the same note."""

from __future__ import annotations

from typing import Final

from shortage.render.note import GatheredNote
from shortage.text import Lang

KINDS: Final = ("docx", "pptx", "xlsx", "zip")
MIME: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def of(gathered: GatheredNote, kind: str) -> bytes:
    """Return a note that was gathered already as the bytes of a document, which carries what it shows."""
    from shortage.render import carried
    from shortage.render.office import archive, parts, sheets, slides, template, word

    template.chosen(kind, gathered.template)  # also where the kind has none: what is asked for and not done is said

    makers = {"docx": word.document, "pptx": slides.presentation, "xlsx": sheets.workbook, "zip": archive.bundle}
    body = makers[kind](gathered)
    if kind not in parts.MAIN:
        return body  # of pictures and data, of which each picture carries its own
    return parts.carrying(body, kind, carried.xml(carried.of_note(gathered)), carried.NAMESPACE)


def name(version: str, lang: Lang, kind: str) -> str:
    """Return the name of a note's file: what it is, of which data, in which language."""
    return f"{'notitie' if lang == 'nl' else 'note'}_{version}_{lang}.{kind}"
