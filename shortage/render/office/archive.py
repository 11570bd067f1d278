"""A note as a ZIP: of each figure the picture and its data in both flavours of CSV, and one file with the sources."""

from __future__ import annotations

from shortage.figures import cite
from shortage.render import files
from shortage.render.note import Made
from shortage.render.office import parts
from shortage.text import number, t


def bundle(made: Made) -> bytes:
    """Return the note as ZIP; names begin with the figure's place in the note."""
    found: dict[str, bytes] = {}
    lines = [made.title, t("note.as_of", made.lang, version=made.version), ""]
    for place, part in enumerate(made.parts, 1):
        spec, item = part.spec, part.item
        head = number(place, "en").rjust(2, "0")
        name = files.name(spec, "png", size=item.size, plain=item.plain)
        found[f"{head}_{name}"] = parts.picture(made, part)
        for format in ("csv", "csv-excel"):
            found[f"{head}_{files.name(spec, format)}"] = files.content(spec, format)
        lines += [f"{t('note.figure', made.lang)} {number(place, made.lang)}. {spec.title}", spec.subtitle]
        lines += [text for text in (spec.note, *parts.belongs(made, part)) if text]
        lines += [f"{t('note.alt', made.lang)}: {spec.alt}", parts.refers(made, part), ""]
    if made.verdicts:
        lines.append(t("note.verdicts", made.lang))
        for verdict in made.verdicts.values():
            statement = verdict.fill(verdict.claim.statement, made.lang)
            lines.append(
                f"{verdict.claim.id}. {statement} {parts.judged(verdict, made.lang)}. {verdict.sentence(made.lang)}"
            )
        lines.append("")
    lines.append(t("note.sources", made.lang))
    for place, source in enumerate(made.sources, 1):
        licence = t("note.licence", made.lang, licence=source.licence)
        lines.append(f"{number(place, made.lang)}. {cite.apa(source, made.lang)} ({licence})")
        if source.coverage is not None:
            lines.append(f"   {source.coverage[made.lang]}")
    found[t("note.sources_file", made.lang)] = ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
    return parts.zipped(found, made.remarks[: parts.MOST_REMARKS])
