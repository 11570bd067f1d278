"""The command that tells whether a note of earlier still holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shortage.cli.base import AsJson, Language, cli, line, parse_language, problems, say, write_json, writing, wrong
from shortage.cli.jobs import replace

OLD = 3
"""Exit code of a note of which a number or a finding has changed."""


@cli.command()
def check(
    file: Annotated[Path, typer.Argument(help="A note or a picture of ours: .docx, .pptx, .xlsx, .png or .html.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="File for the same note with the newest figures: new.docx, new.png …")
    ] = None,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Say of each figure in a note whether it still holds.

    Exit codes: 0 all figures hold, 1 the file or a figure cannot be checked, 2 wrong use, 3 numbers or a finding have
    changed.
    """
    language = parse_language(lang)
    with problems(language):
        from shortage import notecheck
        from shortage.cli.base import FAILED
        from shortage.render import carried, files
        from shortage.render.note import spec_of
        from shortage.site import note as notes
        from shortage.store import Store

        kind = ""
        if out is not None:
            kind = "png" if out.suffix.lower() == ".png" else notes.kind_of(out)
            if not out.parent.is_dir():
                wrong(say("no_folder", language, path=out.parent))
        if not file.is_file():
            wrong(say("no_file", language, path=file))
        with writing(file, language), file.open("rb") as opened:
            body = opened.read(carried.MOST_BYTES + 1)
        _, carried_note = carried.read(body)
        store = Store()
        statuses = notecheck.check(carried_note, store)
        if as_json:
            write_json([status.facts(language) for status in statuses])
        for status in () if as_json else statuses:
            line(say("checked", language, title=status.figure.title, outcome=status.label[language]))
            for text in (status.sentence, *status.details):
                line(f"  {text[language]}")
        if out is not None:
            note = notecheck.anew(carried_note, statuses)
            if kind == "png" and note.items:
                item = note.items[0]
                spec, _ = spec_of(item, store, note.lang)
                renewed = files.content(spec, kind, size=item.size, plain=item.plain, grey=note.grey)
            else:
                renewed = notes.write(note, store, kind)
            with writing(out, language):
                replace(out, renewed)
            line(say("written_one", language, path=out), err=True)
        outcomes = {status.outcome for status in statuses}
        if outcomes & set(notecheck.OLD):
            raise typer.Exit(OLD)
        if "unknown" in outcomes:
            raise typer.Exit(FAILED)
