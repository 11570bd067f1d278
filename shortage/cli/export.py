"""Commands to take figures along: list them, export them, put them in one document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shortage.cli.base import (
    FAILED,
    AsJson,
    AsOf,
    Language,
    Settings,
    Theme,
    cli,
    figure_text,
    is_problem,
    line,
    listed,
    pair,
    parse_language,
    problems,
    say,
    settings,
    table,
    themed,
    write_json,
    writing,
    wrong,
)
from shortage.cli.jobs import Job, replace, run

if TYPE_CHECKING:
    from shortage.store import Store
    from shortage.text import Lang

Grey = Annotated[bool, typer.Option("--grey", help="Pictures as a black-and-white printer shows them.")]


@cli.command()
def figures(as_json: AsJson = False, lang: Language = "nl") -> None:
    """List the figures and what can be chosen in each."""
    language = parse_language(lang)
    with problems(language):
        from shortage import figures as house
        from shortage.store import Store

        store = Store()
        store.entries()
        listed_figures: list[dict[str, Any]] = []
        for figure in house.figures().values():
            choices = {}
            for name, default in figure.params.items():
                try:
                    options = {code: text[language] for code, text in figure.options(name, store).items()}
                except Exception as error:
                    if not is_problem(error):
                        raise
                    options = {}  # its table is not in this store; the figure itself will say so
                choices[name] = {"default": default, "options": options}
            listed_figures.append(
                {
                    "id": figure.id,
                    "theme": figure.theme,
                    "title": figure.title[language],
                    "claims": list(figure.claims),
                    "place": figure.order,
                    "choices": choices,
                }
            )
        if as_json:
            return write_json(listed_figures)
        head = [say(key, language) for key in ("figure", "theme", "title", "choices")]
        rows = [[f["id"], house.theme_name(f["theme"])[language], f["title"], ", ".join(f["choices"])]
                for f in listed_figures]  # fmt: skip
        return table(head, rows)


@cli.command()
def export(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Figures; see “shortage figures”.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every figure.")] = False,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out"),
    format: Annotated[
        str, typer.Option("--format", metavar="png,svg,pdf,xlsx,csv-excel,csv", help="One or more formats.")
    ] = "png",
    size: Annotated[
        str,
        typer.Option("--size", metavar="note,slide,square,120x80", help="Sizes of the picture, in mm too, or “all”."),
    ] = "note",
    lang: Annotated[str, typer.Option("--lang", metavar="nl,en", help="One or more languages, or “all”.")] = "nl",
    plain: Annotated[bool, typer.Option("--plain", help="Without title and source, for a note with captions.")] = False,
    grey: Grey = False,
    theme: Theme = "",
    set_: Settings = None,
    as_of: AsOf = "",
) -> None:
    """Write figures as files for a note."""
    from shortage.text import LANGS

    languages = [parse_language(code) for code in listed(lang, LANGS)]
    language = languages[0]
    with problems(language):
        asked = (ids, format, size, languages, plain, grey, set_)
        is_single = len(ids or ()) == 1 and not everything and not theme
        if is_single and (count := kept_files(asked, as_of, out, language)):
            line(say("written", language, count=figure_text(count, language), path=out), err=True)
            return
    with problems(language), themed(theme):
        from shortage import figures as house
        from shortage.choice import check_code
        from shortage.render.files import FORMATS, SIZES, size_named
        from shortage.store import Store

        store = Store().view(as_of)

        formats, sizes = listed(format, FORMATS), [size_named(text) for text in listed(size, SIZES)]
        for text in formats:
            check_code("--format", text, FORMATS)
        by_id = house.figures()
        for id in ids or ():
            if id not in by_id:
                raise house.unknown(id)
        if not ids and not everything:
            wrong(say("nothing_to_export", language))
        store.entries()
        chosen = list(by_id) if everything else list(dict.fromkeys(ids or ()))
        jobs = []
        for id in chosen:
            # With --all a choice goes to the figures that know it.
            own = [text for text in set_ or () if not everything or text.partition("=")[0] in by_id[id].params]
            selection = settings(own, by_id[id].settable, id, language)
            jobs.append(
                Job(id, selection, languages, tuple(formats), tuple(sizes), plain, grey, store.address, str(out), as_of)
            )
        with writing(out, language):
            out.mkdir(parents=True, exist_ok=True)
        names, failed = run(jobs, language)
        if names:
            line(say("written", language, count=figure_text(len(names), language), path=out), err=True)
        if is_single and not failed:
            keep_files(store, asked, out, names)
        for name, why in failed:
            line(say("failed", language, name=name, why=why), err=True)
        if failed:
            raise typer.Exit(FAILED)


def kept_files(asked: tuple[object, ...], as_of: str, out: Path, lang: Lang) -> int:
    """Write the files of a figure that was drawn before of the same data; returns how many, 0 where it was not."""
    import base64
    import json

    from shortage import answer_files

    earlier = answer_files.early("figure", asked, as_of)
    files = json.loads(earlier) if earlier is not None else {}
    if files:
        with writing(out, lang):
            out.mkdir(parents=True, exist_ok=True)
            for name, body in files.items():
                replace(out / name, base64.b64decode(body))
    return len(files)


def keep_files(store: Store, asked: tuple[object, ...], out: Path, names: list[str]) -> None:
    """Keep the files of a figure for who asks for the same again."""
    import base64
    import json

    from shortage import answer_files

    files = {name: base64.b64encode((out / name).read_bytes()).decode() for name in names}
    answer_files.keep(store, "figure", asked, json.dumps(files).encode())


@cli.command()
def note(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Figures, in the order of the note.")],
    out: Annotated[Path, typer.Option("--out", help="File: note.docx, note.pptx, note.xlsx, note.html or note.zip.")],
    size: Annotated[
        str, typer.Option("--size", metavar="note|slide|square|120x80", help="Size of the pictures, also in mm.")
    ] = "note",
    lang: Language = "nl",
    plain: Annotated[
        bool, typer.Option("--plain", help="Pictures in a ZIP without title and source; documents have them as text.")
    ] = False,
    grey: Grey = False,
    theme: Theme = "",
    template: Annotated[
        str, typer.Option("--template", metavar="FILE", help="Word or PowerPoint file whose page and styles are used.")
    ] = "",
    title: Annotated[str, typer.Option("--title", help="Title of the document.")] = "",
    verdicts: Annotated[bool, typer.Option("--verdicts", help="With the verdicts on the figures' claims.")] = False,
    set_: Settings = None,
    as_of: AsOf = "",
) -> None:
    """Put figures in one document, with captions, text alternatives, verdicts and a numbered list of sources."""
    language = parse_language(lang)
    with problems(language), themed(theme):
        from shortage import figures as house
        from shortage.render.files import size_named
        from shortage.render.note import Item, Note
        from shortage.site import note as notes
        from shortage.store import Store
        from shortage.text import Problem

        kind = notes.kind_of(out)
        size = size_named(size)
        by_id = house.figures()
        for id in ids:
            if id not in by_id:
                raise house.unknown(id)
        items = []
        for id in dict.fromkeys(ids):
            own = [text for text in set_ or () if text.partition("=")[0].strip() in by_id[id].settable]
            items.append(Item(id, settings(own, by_id[id].settable, id, language), size=size, plain=plain))
        for text in set_ or ():
            name, _ = pair(text, language)
            if not any(name in by_id[id].settable for id in ids):
                raise Problem("choice_unknown", name="--set", value=name, known="-")
        if not out.parent.is_dir():
            wrong(say("no_folder", language, path=out.parent))
        body = notes.write(Note(items, language, title, verdicts, grey, template), Store().view(as_of), kind)
        with writing(out, language):
            replace(out, body)
        line(say("note_written", language, path=out, count=figure_text(len(items), language)), err=True)


@cli.command()
def factsheet(
    what: Annotated[list[str], typer.Argument(metavar="CLAIM|THEME|FIGURE...", help="A claim, a theme, or figures.")],
    out: Annotated[Path, typer.Option("--out", help="File: factsheet.pdf.")],
    lang: Language = "nl",
    verdicts: Annotated[
        bool, typer.Option("--verdicts", help="Of figures: with the verdicts on their claims.")
    ] = False,
    title: Annotated[str, typer.Option("--title", help="Of figures: the headline.")] = "",
    theme: Theme = "",
    as_of: AsOf = "",
) -> None:
    """Write one page on a claim, a theme or two figures as a tagged PDF, with the questions to expect."""
    language = parse_language(lang)
    with problems(language), themed(theme):
        from shortage.page import factsheet as sheets
        from shortage.render.note import Item, Note
        from shortage.store import Store
        from shortage.web import links, public

        if not out.parent.is_dir():
            wrong(say("no_folder", language, path=out.parent))
        store = Store().view(as_of)
        note = Note([Item(id) for id in what], language, title, verdicts)
        named = sheets.named(what[0], store, language) if len(what) == 1 else None
        sheet = named or sheets.of_note(note, store)
        body = sheets.pdf(sheet, public.address(links.page(sheet.figures[0])) if sheet.figures else "")
        with writing(out, language):
            replace(out, body)
        line(say("written_one", language, path=out), err=True)
