"""Floor 9, the command line: choose, call, print.

Every command imports what it needs when it runs, so that ``shortage --help`` is there at once. Exit codes: 0 done,
1 something failed (each named), 2 wrong use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from shortage.claims import Verdict
    from shortage.figures import FigureSpec
    from shortage.store import Store
    from shortage.text import Lang

FAILED, WRONG_USE = 1, 2
WRONG = ("_unknown", "release_absent", "not_a_number", "out_of_bounds", "not_loadable")
"""Problems whose key ends like this lie in what the user typed, not in the data."""

cli = typer.Typer(
    name="shortage",
    help="Labour shortage in the Netherlands: a position paper's claims checked against official figures.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Language = Annotated[str, typer.Option("--lang", metavar="nl|en", help="Language of words and numbers.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A choice; may be given several times.")
]


def main() -> None:
    """Run the command line."""
    try:
        cli()
    except BrokenPipeError:  # the reader of a pipe (head, less) has seen enough
        raise SystemExit(0) from None


# -- commands --------------------------------------------------------------------------------------------------


@cli.command()
def app(
    port: Annotated[
        int, typer.Option(min=1, max=65535, envvar="STREAMLIT_SERVER_PORT", help="Port to serve on.")
    ] = 8501,
    host: Annotated[str, typer.Option(envvar="STREAMLIT_SERVER_ADDRESS", help="Address to serve on.")] = "127.0.0.1",
) -> None:
    """Serve the dashboard on this machine."""
    import os
    import sys

    with problems("en"):
        place = app_folder()
        if (store := os.environ.get("SHORTAGE_STORE")) and "://" not in store:
            os.environ["SHORTAGE_STORE"] = str(Path(store).resolve())
        # Streamlit reads .streamlit/config.toml beside the main script and in the folder that it is started from.
        os.chdir(place)
        sys.argv = [str(place / "app.py")]
        from shortage.web import logs

        logs.hush()
        from shortage.web import server

        settings: dict[str, Any] = {"server.port": port, "server.address": host}
        if names := server.hosts():
            settings["server.allowedHosts"] = names
        line(say("serving", "en", url=f"http://{host}:{port}"), err=True)
        server.build(place).run(config=settings)


@cli.command()
def status(as_json: AsJson = False, lang: Language = "nl") -> None:
    """Say what the store holds of each table, of which release, and whether that is stale. Nobody is asked."""
    language = tongue(lang)
    with problems(language):
        from shortage import catalog, loader
        from shortage.store import Store

        store = Store()
        found = loader.status(store)
        if as_json:
            facts = {
                "store": store.address,
                "version": store.version,
                "tables": [
                    {
                        **{name: getattr(one, name) for name in one.__dataclass_fields__ if name != "problem"},
                        "title": catalog.table(one.name).title[language],
                        "problem": one.problem[language] if one.problem else None,
                    }
                    for one in found
                ],
            }
            write_json(facts)
            return
        columns = [say(key, language) for key in ("table", "title", "release", "age", "state")]
        rows = []
        for one in found:
            state = words(f"load.state_{one.state}", language)
            age = "" if one.age_days is None else figure_text(one.age_days, language)
            rows.append([one.table, catalog.table(one.name).title[language], one.release, age, state])
        table(columns, rows)
        for one in found:
            if one.problem:
                line(say("failed", language, name=one.table, why=one.problem[language]), err=True)


@cli.command()
def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Leave the publishers alone.")] = False,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Look at store, fonts, versions, write access and publishers, and say what to do. Nothing is changed."""
    language = tongue(lang)
    with problems(language):
        from shortage.doctor import examine
        from shortage.store import Store

        found = list(examine(Store(), offline=offline))
        if as_json:
            write_json([{"name": one.name, "state": one.state, "text": one.text[language]} for one in found])
        else:
            states = {state: words(f"doctor.state_{state}", language) for state in ("ok", "doubt", "fault")}
            table(
                [say("state", language), "", ""], [[states[one.state], one.name, one.text[language]] for one in found]
            )
    if any(one.state == "fault" for one in found):
        raise typer.Exit(1)


@cli.command()
def claims(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Claims, for instance T4 M1.")] = None,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Judge the paper's claims on the store's figures."""
    language = tongue(lang)
    with problems(language):
        from shortage import claims as house
        from shortage.claims.facts import facts
        from shortage.store import Store

        chosen = [house.claim(id) for id in ids] if ids else list(house.claims().values())
        store = Store()
        verdicts = [house.judge(one, store) for one in chosen]
        if as_json:
            write_json([facts(one, language) for one in verdicts])
            return
        columns = [say(key, language) for key in ("claim", "verdict", "value", "period", "finding")]
        table(columns, [[*claim_row(one, language)] for one in verdicts])


@cli.command()
def indicator(
    id: Annotated[str, typer.Argument(help="The indicator, for instance open-vacancies.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV (comma, decimal point).")] = False,
    as_json: AsJson = False,
    set_: Settings = None,
    lang: Language = "nl",
) -> None:
    """Compute an indicator."""
    language = tongue(lang)
    with problems(language):
        from shortage import indicators
        from shortage.store import Store
        from shortage.text import Period

        if as_csv and as_json:
            wrong(say("one_of_two", language))
        known = indicators.definition(id)
        made = indicators.compute(id, Store(), **settings(set_, known.params, language))
        columns = ["series_id", "period", *made.dimensions, "value", "low", "high", "is_provisional"]
        frame = made.frame[columns]
        if as_csv:
            typer.echo(frame.to_csv(index=False), nl=False)
            return None
        if as_json:
            return write_json(frame.to_dict("records"))
        line(f"{made.title[language]} ({words(f'unit.{made.unit}', language)})")
        line(made.definition[language])
        head = [say(key, language) for key in ("series", "period", "value")]
        rows = []
        for row in frame.to_dict("records"):
            id_ = str(row["series_id"])
            name = made.series[id_][language] if id_ in made.series else id_
            value = figure_text(row["value"], language, made.decimals) + ("*" if row["is_provisional"] else "")
            rows.append([name, Period.parse(str(row["period"])).label(language), value])
        table(head, rows)
        for note in made.notes:
            line(note[language])
        return line(source_words(made.sources, language))


@cli.command()
def figures(as_json: AsJson = False, lang: Language = "nl") -> None:
    """List the figures and what can be chosen in each."""
    language = tongue(lang)
    with problems(language):
        from shortage import figures as house
        from shortage.store import Store

        store = Store()
        store.entries()
        found: list[dict[str, Any]] = []
        for one in house.figures().values():
            choices = {}
            for name, default in one.params.items():
                try:
                    options = {code: text[language] for code, text in one.options(name, store).items()}
                except Exception as error:
                    if not is_problem(error):
                        raise
                    options = {}  # its table is not in this store; the figure itself will say so
                choices[name] = {"default": default, "options": options}
            found.append(
                {
                    "id": one.id,
                    "theme": one.theme,
                    "title": one.title[language],
                    "claims": list(one.claims),
                    "place": one.place,
                    "choices": choices,
                }
            )
        if as_json:
            return write_json(found)
        head = [say(key, language) for key in ("figure", "theme", "title", "choices")]
        rows = [[f["id"], words(f"choice.theme_{slug_key(f['theme'])}", language), f["title"], ", ".join(f["choices"])]
                for f in found]  # fmt: skip
        return table(head, rows)


@cli.command()
def export(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Figures; see “shortage figures”.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every figure.")] = False,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out"),
    format: Annotated[
        str, typer.Option("--format", metavar="png,svg,pdf,csv,csv-excel", help="One or more formats.")
    ] = "png",
    size: Annotated[
        str, typer.Option("--size", metavar="note,slide,square", help="One or more sizes of the picture, or “all”.")
    ] = "note",
    lang: Annotated[str, typer.Option("--lang", metavar="nl,en", help="One or more languages, or “all”.")] = "nl",
    plain: Annotated[bool, typer.Option("--plain", help="Without title and source, for a note with captions.")] = False,
    set_: Settings = None,
) -> None:
    """Write figures as files for a note."""
    from shortage.text import LANGS, Problem

    languages = [tongue(one) for one in listed(lang, LANGS)]
    language = languages[0]
    with problems(language):
        from shortage import figures as house
        from shortage.render.files import FORMATS, SIZES
        from shortage.store import Store

        formats, sizes = listed(format, FORMATS), listed(size, SIZES)
        for name, given, allowed in (("--format", formats, FORMATS), ("--size", sizes, SIZES)):
            for one in given:
                if one not in allowed:
                    raise Problem("choice_unknown", name=name, value=one, known=", ".join(allowed))
        known = house.figures()
        for id in ids or ():
            if id not in known:
                raise Problem("figure_unknown", name=id, known=", ".join(known))
        if not ids and not everything:
            wrong(say("nothing_to_export", language))
        store = Store()
        store.entries()
        chosen = list(known) if everything else list(dict.fromkeys(ids or ()))
        jobs = []
        for id in chosen:
            # With --all a choice goes to the figures that know it.
            own = [one for one in set_ or () if not everything or one.partition("=")[0] in known[id].params]
            selection = settings(own, known[id].params, language)
            jobs.append(Job(id, selection, languages, tuple(formats), tuple(sizes), plain, store.address, str(out)))
        with writing(out, language):
            out.mkdir(parents=True, exist_ok=True)
        done, failed = run(jobs, language)
        if done:
            line(say("written", language, count=figure_text(done, language), path=out), err=True)
        for name, why in failed:
            line(say("failed", language, name=name, why=why), err=True)
        if failed:
            raise typer.Exit(FAILED)


@cli.command()
def note(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Figures, in the order of the note.")],
    out: Annotated[Path, typer.Option("--out", help="File: note.docx, note.pptx, note.xlsx or note.zip.")],
    size: Annotated[str, typer.Option("--size", metavar="note|slide|square", help="Size of the pictures.")] = "note",
    lang: Language = "nl",
    plain: Annotated[
        bool, typer.Option("--plain", help="Pictures without title and source; the text has them.")
    ] = False,
    set_: Settings = None,
) -> None:
    """Put figures in one document, with captions, text alternatives, verdicts and a numbered list of sources."""
    language = tongue(lang)
    with problems(language):
        from shortage import figures as house
        from shortage.render import office
        from shortage.render.files import SIZES
        from shortage.render.note import Item, Note
        from shortage.store import Store
        from shortage.text import Problem

        kind = office.kind_of(out)
        if size not in SIZES:
            raise Problem("choice_unknown", name="--size", value=size, known=", ".join(SIZES))
        known = house.figures()
        for id in ids:
            if id not in known:
                raise Problem("figure_unknown", name=id, known=", ".join(known))
        items = []
        for id in dict.fromkeys(ids):
            own = [one for one in set_ or () if one.partition("=")[0].strip() in known[id].params]
            items.append(Item(id, settings(own, known[id].params, language), size=size, plain=plain))
        for one in set_ or ():
            name, _ = pair(one, language)
            if not any(name in known[id].params for id in ids):
                raise Problem("choice_unknown", name="--set", value=name, known="-")
        if not out.parent.is_dir():
            wrong(say("no_folder", language, path=out.parent))
        body = office.write(Note(items, language), Store(), kind)
        with writing(out, language):
            replace(out, body)
        line(say("note_written", language, path=out, count=figure_text(len(items), language)), err=True)


@cli.command()
def scenario(
    id: Annotated[str, typer.Argument(help="The proposal, S1 to S5.")],
    set_: Settings = None,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Cost a proposal: low, mid and high, and what matters most."""
    language = tongue(lang)
    with problems(language):
        from shortage import scenarios
        from shortage.store import Store

        wanted = dict(pair(one, language) for one in set_ or ())
        found = scenarios.run(id, Store(), wanted)
        if as_json:
            return write_json(found.as_dict(language))
        line(found.scenario.title[language])
        line(found.sentence(language))
        line()
        rows = [
            [one.outcome.text[language], *(one.show(language, value) for value in (one.low, one.mid, one.high))]
            for one in found.results.values()
        ]
        table([""] + [say(key, language) for key in ("low", "mid", "high")], rows)
        head = [say(key, language) for key in ("input", "value", "low", "high", "grade")]
        grades = {one.input.name: words(f"choice.grade_{one.input.grade.lower()}", language) for one in found.inputs}
        table(
            head,
            [
                [one.input.text[language], one.show(language), one.show(language, one.low),
                 one.show(language, one.high), grades[one.input.name]]
                for one in found.inputs
            ],
        )  # fmt: skip
        line(found.matters_most(language))
        line(found.assumptions(language))
        if found.asked(language):
            line(found.asked(language))
        if found.evidence is not None:
            for text in (found.evidence.text(language), *(note[language] for note in found.evidence.notes)):
                line(text)
        return line(source_words(found.sources, language))


@cli.command()
def load(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE]...", help="Our name or the publisher's.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what is new; write nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Load also what has not changed.")] = False,
    keep: Annotated[int, typer.Option(min=1, help="How many releases of a table stay.")] = 8,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Load official figures from their publishers into the store, each table whole or not at all."""
    language = tongue(lang)
    with problems(language):
        from shortage import loader
        from shortage.store import Store

        store = Store()
        with bars(not as_json) as told:
            results = loader.load(names or [], store, keep=keep, force=force, check=check, progress=told)
        failed = [one for one in results if one.problem is not None]
        if as_json:
            write_json({"store": store.address, "check": check, "tables": [one.facts() for one in results]})
        else:
            head = [say(key, language) for key in ("table", "outcome", "release", "rows")]
            rows = [
                [one.table, words(f"load.outcome_{one.outcome}", language), one.release,
                 figure_text(one.rows, language) if one.rows else ""]
                for one in results
            ]  # fmt: skip
            table(head, rows)
        for one in failed:
            assert one.problem is not None
            line(say("failed", language, name=one.table, why=one.problem.text(language)), err=True)
        if failed:
            raise typer.Exit(FAILED)


@cli.command()
def diff(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="Our name of a table, or the publisher's.")],
    from_: Annotated[str | None, typer.Option("--from", metavar="RELEASE", help="The earlier release.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="RELEASE", help="The later release.")] = None,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Print the cells of a table that changed between two releases."""
    language = tongue(lang)
    with problems(language):
        from shortage import catalog
        from shortage import diff as house
        from shortage.store import Store
        from shortage.text import Period

        store = Store()
        store.entry(name)
        before, after = house.releases(store, name, from_, to)
        found = house.changes(store, name, before, after)
        known = catalog.table(name)
        if as_json:
            facts = {"table": known.id, "from": before, "to": after, "changes": found.to_dict("records")}
            return write_json(facts)
        if found.empty:
            return line(say("no_changes", language, before=before, after=after))
        keys = ["measure", *known.dimensions]
        head = [*keys, *(say(key, language) for key in ("period", "before", "after", "kind"))]
        rows = []
        for row in found.to_dict("records"):
            values = [figure_text(row[side], language, 1) for side in ("before", "after")]
            label = Period.parse(row["period"]).label(language)
            rows.append([*(str(row[key]) for key in keys), label, *values, words(f"load.kind_{row['kind']}", language)])
        return table(head, rows)


# -- what the commands share -----------------------------------------------------------------------------------


def app_folder() -> Path:
    """Return the folder with ``app.py``: the checkout, or the copy that the wheel carries.

    Raises:
        typer.Exit: it is in neither place.
    """
    package = Path(__file__).resolve().parent
    for place in (package.parent, package / "_app"):
        if (place / "app.py").exists() and (place / "pages").is_dir():
            return place
    line(say("app_missing", "en"), err=True)
    raise typer.Exit(FAILED)


def say(key: str, lang: Lang, **values: Any) -> str:
    """Return a string of the command line."""
    return words(f"cli.{key}", lang, **values)


def words(key: str, lang: Lang, **values: Any) -> str:
    """Return any string."""
    from shortage.text import t

    return t(key, lang, **values)


def figure_text(value: float | None, lang: Lang, decimals: int = 0) -> str:
    """Return a number as a reader sees it."""
    from shortage.text import number

    return number(value, lang, decimals)


def slug_key(text: str) -> str:
    """Return a code as it stands in the key of a string."""
    return text.replace("-", "_")


def tongue(lang: str) -> Lang:
    """Check ``--lang``.

    Raises:
        typer.Exit: it is not a language we speak.
    """
    from shortage.text import LANGS, Problem

    for known in LANGS:
        if lang == known:
            return known
    return wrong(Problem("choice_unknown", name="--lang", value=lang, known=", ".join(LANGS)).text("en"))


def listed(text: str, known: Sequence[str]) -> list[str]:
    """Return the parts of ``a,b``, each once; ``all`` is everything known, and nothing at all comes back as it is."""
    if text.strip() == "all":
        return list(known)
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip())) or [text]


def wrong(sentence: str) -> Any:
    """Stop with the exit code of wrong use."""
    line(sentence, err=True)
    raise typer.Exit(WRONG_USE)


def line(text: str = "", *, err: bool = False) -> None:
    """Print one line as it is."""
    typer.echo(text, err=err)


def is_problem(error: BaseException) -> bool:
    """Whether an exception is one of ours that explains itself."""
    from shortage.text import Problem

    return isinstance(error, Problem)


@contextmanager
def problems(lang: Lang) -> Iterator[None]:
    """Say a problem in one sentence and leave with its exit code."""
    from shortage.text import Problem

    try:
        yield
    except Problem as problem:
        line(problem.text(lang), err=True)
        raise typer.Exit(WRONG_USE if problem.key.endswith(WRONG) or problem.key == "unknown" else FAILED) from None


@contextmanager
def writing(folder: Path, lang: Lang) -> Iterator[None]:
    """Say in one sentence that a folder cannot be written."""
    try:
        yield
    except OSError as error:
        line(say("failed", lang, name=str(folder), why=error.strerror or str(error)), err=True)
        raise typer.Exit(FAILED) from None


def pair(text: str, lang: Lang) -> tuple[str, str]:
    """Return ``name=value`` as a pair."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        wrong(say("setting_wrong", lang, value=text))
    return name.strip(), value.strip()


def settings(given: Sequence[str] | None, defaults: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """Return ``name=value`` pairs with each value of the kind that its default has; no default: a number."""
    found: dict[str, Any] = {}
    for text in given or ():
        name, value = pair(text, lang)
        default = defaults.get(name)
        is_open = name in defaults and default is None
        if is_open or (isinstance(default, int | float) and not isinstance(default, bool)):
            kind = int if isinstance(default, int) else float
            try:
                found[name] = kind(value.replace(",", "."))
            except ValueError:
                wrong(say("not_a_number", lang, name=name, value=value))
        elif isinstance(default, bool):
            found[name] = value.lower() in ("1", "true", "yes", "ja")
        elif isinstance(default, tuple | list):
            found[name] = tuple(part for part in value.split(",") if part)
        else:
            found[name] = value
    return found


def write_json(facts: Any) -> None:
    """Print JSON."""
    from shortage.claims.facts import dumped

    typer.echo(dumped(facts))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that fits the terminal; whole lines with tabs where there is none."""
    import sys

    if not sys.stdout.isatty():
        for row in (columns, *rows):
            line("\t".join(" ".join(str(cell).split()) for cell in row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Cell

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(Cell(str(cell)) for cell in row))
    Console().print(made)


def claim_row(verdict: Verdict, lang: Lang) -> Iterator[str]:
    """Give the cells of a claim's row."""
    from shortage.text import Period

    finding = verdict.finding
    yield verdict.claim.id
    yield verdict.label(lang)
    unit = words(f"unit.{finding.unit}", lang) if finding.unit and finding.unit != "count" else ""
    value = figure_text(finding.value, lang, finding.decimals)
    yield "" if finding.value is None else (value + unit if unit == "%" else f"{value} {unit}".strip())
    try:
        yield Period.parse(finding.period).label(lang)
    except ValueError:
        yield finding.period
    yield verdict.sentence(lang)


def source_words(sources: Any, lang: Lang) -> str:
    """Return the source line."""
    from shortage.figures.base import source_line

    return source_line(sources, lang)


# -- export ----------------------------------------------------------------------------------------------------


class Job:
    """One figure to draw, in all its languages and sizes, in plain values that another process can be handed."""

    def __init__(
        self,
        id: str,
        selection: Mapping[str, Any],
        langs: Sequence[Lang],
        formats: tuple[str, ...],
        sizes: tuple[str, ...],
        plain: bool,
        store: str,
        out: str,
    ) -> None:
        self.id, self.selection, self.langs, self.formats = id, dict(selection), tuple(langs), formats
        self.sizes, self.plain, self.store, self.out = sizes, plain, store, out

    def __len__(self) -> int:
        """Return about how many files it makes."""
        return len(self.langs) * len(self.formats) * len(self.sizes)


def draw(job: Job) -> list[str]:
    """Write the files of one figure; returns their names. A process reads each table once for all its figures.

    Raises:
        Problem: the figure cannot be made from this store.
        OSError: the folder cannot be written.
    """
    from shortage.figures import make
    from shortage.render import files

    names = []
    for lang in job.langs:
        spec: FigureSpec = make(job.id, opened(job.store), lang, **job.selection)
        for format in job.formats:
            for size in job.sizes if format not in files.FLAVOURS else job.sizes[:1]:  # a CSV has no size
                name = files.name(spec, format, size=size, plain=job.plain)
                replace(Path(job.out) / name, files.content(spec, format, size=size, plain=job.plain))
                names.append(name)
    return names


@cache
def opened(address: str) -> Store:
    """Return a store that keeps what it read."""
    from shortage.store import Store

    return Store(address)


def replace(path: Path, body: bytes) -> None:
    """Write a file in one step: whoever looks sees the old one or the new one, never half of it."""
    import os
    import tempfile

    handle, staged = tempfile.mkstemp(dir=path.parent, prefix=".write-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(staged).chmod(0o644)
        Path(staged).replace(path)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise


def run(jobs: Sequence[Job], lang: Lang) -> tuple[int, list[tuple[str, str]]]:
    """Draw all jobs, in several processes when there are many; returns how many files, and what failed with why."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    done, failed = 0, []

    def settle(job: Job, result: Any) -> None:
        nonlocal done
        try:
            done += len(result())
        except Exception as error:
            failed.append((job.id, reason(error, lang)))

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("export_progress", lang), total=len(jobs))
        if len(jobs) == 1 or sum(map(len, jobs)) < 12:  # starting other processes would take longer
            for job in jobs:
                settle(job, lambda job=job: draw(job))
                bar.advance(task)
            return done, failed
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor, as_completed

        # A fresh interpreter: a copy of one with threads (this bar, Arrow) may hang.
        with ProcessPoolExecutor(workers(), mp_context=multiprocessing.get_context("spawn")) as pool:
            waiting = {pool.submit(draw, job): job for job in jobs}
            for future in as_completed(waiting):
                settle(waiting[future], future.result)
                bar.advance(task)
    order = [job.id for job in jobs]
    return done, sorted(failed, key=lambda one: order.index(one[0]))


def workers() -> int:
    """Return how many processes draw: one a core, and no more than a few, for each takes its own memory."""
    import os

    return min(max(os.cpu_count() or 2, 2), 8)


def reason(error: Exception, lang: Lang) -> str:
    """Return why something failed, in one sentence."""
    from shortage.text import Problem

    if isinstance(error, Problem):
        return error.text(lang)
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return say("unexpected", lang, why=f"{type(error).__name__}: {error}")


# -- load ------------------------------------------------------------------------------------------------------


@contextmanager
def bars(is_shown: bool) -> Iterator[Any]:
    """Give a function that draws a bar per table as a load goes on."""
    if not is_shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[size]}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, Any] = {}

        def told(state: Any) -> None:
            if state.name not in tasks:
                tasks[state.name] = bar.add_task(state.table, total=None, size="")
            size = f"{state.bytes // 1024} kB" if state.bytes else ""
            total = state.total or (max(state.rows, 1) if state.outcome else None)
            bar.update(tasks[state.name], completed=state.rows, total=total, size=size)

        yield told


if __name__ == "__main__":
    main()
