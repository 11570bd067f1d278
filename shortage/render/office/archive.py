"""A note as a ZIP: of each figure the picture and its data in both flavours of CSV, and one file with the sources."""

from __future__ import annotations

from shortage.figures import cite
from shortage.render import files
from shortage.render.note import GatheredNote
from shortage.render.office import parts
from shortage.text import number, t


def bundle(gathered: GatheredNote) -> bytes:
    """Return the note as ZIP; names begin with the figure's place in the note."""
    members: dict[str, bytes] = {}
    lang = gathered.lang
    lines = [gathered.title, t("note.as_of", lang, version=gathered.version), ""]
    for index, part in enumerate(gathered.parts, 1):
        spec, item = part.spec, part.item
        head = number(index, "en").rjust(2, "0")
        name = files.name(spec, "png", size=item.size, plain=item.plain)
        members[f"{head}_{name}"] = parts.picture(gathered, part)
        for format in ("csv", "csv-excel"):
            members[f"{head}_{files.name(spec, format)}"] = files.content(spec, format)
        lines += [f"{t('note.figure', lang)} {number(index, lang)}. {spec.title}", spec.subtitle]
        lines += [text for text in (spec.note, *parts.belongs(gathered, part)) if text]
        lines += [f"{t('note.alt', lang)}: {spec.alt}", parts.refers(gathered, part), ""]
    if gathered.verdicts:
        lines.append(t("note.verdicts", lang))
        for verdict in gathered.verdicts.values():
            statement = verdict.fill(verdict.claim.statement, lang)
            lines.append(f"{verdict.claim.id}. {statement} {parts.judged(verdict, lang)}. {verdict.sentence(lang)}")
        lines.append("")
    lines.append(t("note.sources", lang))
    for index, source in enumerate(gathered.sources, 1):
        licence = t("note.licence", lang, licence=source.licence)
        lines.append(f"{number(index, lang)}. {cite.apa(source, lang)} ({licence})")
        if source.coverage is not None:
            lines.append(f"   {source.coverage[lang]}")
    members[t("note.sources_file", lang)] = ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
    return parts.zipped(members, gathered.remarks[: parts.MOST_REMARKS])
