"""Commands that bring in figures, and say what a new release changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shortage.cli.answers import keep_claims
from shortage.cli.base import (
    FAILED,
    STOPPED,
    AsJson,
    Language,
    Limit,
    cli,
    figure_text,
    first_rows,
    line,
    pair,
    parse_language,
    problems,
    say,
    table,
    words,
    write_json,
    wrong,
)

if TYPE_CHECKING:
    from shortage.history import Change
    from shortage.loader import TableResult
    from shortage.store import Store
    from shortage.text import Lang

LOAD_HELP = """Load official figures from their publishers into the store, each table whole or not at all.

Examples: "shortage load" brings everything that is new; "shortage load vacancies 85920NED --force" these tables, new
or not; "shortage load --check" only says what is new.

Settings: SHORTAGE_STORE is the folder (or s3:// address) to load into; without it a folder of your own, which the
dashboard then reads. SHORTAGE_CBS_URL, SHORTAGE_CBS_V4_URL, SHORTAGE_DUO_URL and SHORTAGE_EUROSTAT_URL name other
addresses of the publishers, SHORTAGE_CBS_TRANSPORT what --transport says, https_proxy and no_proxy the proxy of an
office, and REQUESTS_CA_BUNDLE the file with its certificate.

Exit codes: 0 all went well, or failed that stands in the store's known-failures.txt; 1 a table failed and kept its
release, while the others are new; 2 wrong use; 130 broken off with Ctrl+C. The data are whole in each case.
"""
OF_A_SERVICE = {
    f"source_{ending}"
    for ending in ("too_large", "unpacks", "too_slow", "sent_on", "sent_round", "sign_in", "untrusted", "down")
}
"""Problems that lie with a service rather than with one table of it."""
TOGETHER = 3
"""From so many tables with one reason on, the reason is said once."""


@cli.command(help=LOAD_HELP)
def load(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE]...", help="Our name or the publisher's.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is new, and whether it will load; write nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Load also what has not changed.")] = False,
    keep: Annotated[int, typer.Option(min=1, help="How many releases of a table stay.")] = 8,
    transport: Annotated[str, typer.Option(help="Which service of CBS: auto, v3 or v4.")] = "",
    accept: Annotated[
        list[str] | None, typer.Option(metavar="TABLE", help="Take this table though its release lost something.")
    ] = None,
    alias: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=KEY", help="What the publisher of TABLE now calls one of its names."),
    ] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Only keep what CBS says of the tables, one file for each.")
    ] = None,
    file: Annotated[
        tuple[str, Path] | None,
        typer.Option(
            "--file",
            metavar="KIND FILE",
            help="Load a file that you downloaded: uwv_spanning FILE.xlsx, roa_ais FILE.csv.",
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Load tables, and say of each what became of it."""
    language = parse_language(lang)
    with problems(language), stopping(language):
        from shortage import catalog, loader
        from shortage.store import Store, loading_root

        store = Store(loading_root())
        if alias:
            if len(names or []) != 1:
                wrong(say("alias_one_table", language))
            loader.set_aliases(store, catalog.table((names or [""])[0]), dict(pair(text, language) for text in alias))
        expected = loader.known_failures(store)
        is_written = not (check or record)
        noting = Noting(store) if is_written else None
        if file:
            results = [loader.load_file(*file, store, keep, force)]
        else:
            with bars(not as_json) as (progress, sentence):
                results = loader.load(
                    names or [], store, keep=keep, force=force, check=check, progress=progress,
                    transport=transport, accept=accept or [], record=record,
                    say=lambda text: sentence(text[language]),
                )  # fmt: skip
        changes = noting.write(language) if noting and any(result.outcome == "loaded" for result in results) else []
        if as_json:
            tables = [{**result.facts(), "is_known": result.name in expected} for result in results]
            facts = [change.facts(language) for change in changes]
            write_json({"store": store.address, "check": check, "tables": tables, "changes": facts})
            failed = [result for result in results if result.problem is not None]
            for name, _, _, _, why in result_rows(failed, expected, language):
                line(say("failed", language, name=name, why=why), err=True)
        else:
            head = [say(key, language) for key in ("table", "outcome", "release", "rows", "reason")]
            table(head, [*result_rows(results, expected, language)])
            for result in results:
                fitting(result, language)
            line(total(results, expected, language))
            line(say("load_place", language, path=store.address))
            if changes:
                line(say("history_changes", language, count=figure_text(len(changes), language)))
            for result in loader.healed(results, expected):
                line(say("load_healed", language, name=result.table), err=True)
        if any(result.outcome == "loaded" for result in results):
            keep_claims(store, language)
        if loader.surprises(results, expected):
            raise typer.Exit(FAILED)


class Noting:
    """What the figures said before a load, so that what the load did to it can be written afterwards."""

    def __init__(self, store: Store) -> None:
        from shortage import history
        from shortage.store import Store, snapshot_root
        from shortage.text import Problem

        self.store = store
        begun = store if store.exists else Store(snapshot_root())  # what a new store begins with
        try:
            self.releases, self.said = history.releases(begun), history.judged(begun)
        except Problem:  # damaged: the load may mend it
            self.releases, self.said = {}, {}

    def write(self, lang: Lang) -> list[Change]:
        """Write what the load did and return it; where that fails, say so: the figures are in their place."""
        from shortage import history
        from shortage.text import Problem

        try:
            return history.note(self.store, self.releases, self.said)
        except Problem as problem:
            line(say("history_not_written", lang, why=problem.text(lang)), err=True)
            return []


def result_rows(results: Sequence[TableResult], expected: frozenset[str], lang: Lang) -> Iterator[list[str]]:
    """Give a row per table with its reason beside it; tables with one and the same reason share a row."""
    reasons = {result.name: reason(result, lang) for result in results if result.problem is not None}
    counts = Counter(reasons.values())
    said = set()
    for result in results:
        why = reasons.get(result.name, result.note[lang] if result.note else "")
        outcome = words(f"load.outcome_{result.outcome}", lang)
        if result.name in expected and result.problem is not None:
            outcome = words("load.outcome_known", lang)
        if result.problem is None or counts[why] < TOGETHER:
            yield [result.table, outcome, result.release, figure_text(result.rows, lang) if result.rows else "", why]
        elif why not in said:
            said.add(why)
            yield [say("load_tables", lang, count=figure_text(counts[why], lang)), outcome, "", "", why]


def reason(result: TableResult, lang: Lang) -> str:
    """Return why a table failed; what a whole service does is one reason, whichever address it was seen at."""
    from urllib.parse import urlsplit

    problem = result.problem
    if problem is None:
        return ""
    why = getattr(problem, "why", None)
    if problem.key == "source_unreachable" and why is not None:
        return say("load_unreachable", lang, why=why[lang])
    text, url = problem.text(lang), getattr(problem, "url", "")
    if problem.key in OF_A_SERVICE and url:
        parts = urlsplit(url)
        return text.replace(url, f"{parts.scheme}://{parts.netloc}")
    return text


def total(results: Sequence[TableResult], expected: frozenset[str], lang: Lang) -> str:
    """Return how many tables were loaded, were there already, and failed."""
    counts = Counter(result.outcome for result in results)
    expected_count = sum(1 for result in results if result.problem is not None and result.name in expected)
    parts = [
        f"{figure_text(counts[outcome], lang)} {words(f'load.outcome_{outcome}', lang)}"
        for outcome in ("loaded", "new", "unchanged", "failed")
        if counts[outcome]
    ]
    if expected_count:
        parts.append(say("load_expected", lang, count=figure_text(expected_count, lang)))
    if len(results) == 1:
        return say("load_total_one", lang, parts=", ".join(parts))
    return say("load_total", lang, count=figure_text(len(results), lang), parts=", ".join(parts) or "0")


def fitting(result: TableResult, lang: Lang) -> None:
    """Say how the names of the catalogue fit a table, and of each that does not what comes nearest."""
    if not result.findings:
        return
    counts = []
    for part in ("columns", "measures", "codes", "units"):
        of_part = [finding for finding in result.findings if finding.part == part]
        good = sum(1 for finding in of_part if finding.error is None)
        if of_part:
            counts.append(say(f"fit_{part}", lang, good=figure_text(good, lang), total=figure_text(len(of_part), lang)))
    of_periods = [finding for finding in result.findings if finding.name.startswith("period.")]
    kinds = [f"{finding.name.partition('.')[2]} {finding.key}" for finding in of_periods]
    line(say("fit", lang, table=result.table, counts=", ".join(counts), periods=", ".join(kinds) or "–"))
    for finding in result.findings:
        if finding.error is None:
            continue
        near = "; ".join(" ".join(pair) for pair in finding.candidates) or "–"
        line(say("fit_stops" if finding.is_needed else "fit_goes_on", lang, name=finding.name, near=near))
        if finding.suggestion:
            line(say("fit_alias", lang, table=result.name, name=finding.name, code=finding.suggestion))


@contextmanager
def stopping(lang: Lang) -> Iterator[None]:
    """End at once and with a sentence on Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        import os
        import sys

        line(say("load_stopped", lang), err=True)
        sys.stdout.flush()
        sys.stderr.flush()
        # Threads that wait for a publisher would keep an orderly end waiting too; the store is whole at any moment.
        os._exit(STOPPED)


@contextmanager
def bars(is_shown: bool) -> Iterator[tuple[Any, Any]]:
    """Give a function that draws a bar per table as a load goes on, and one that says a sentence above them."""
    if not is_shown:
        yield None, lambda text: line(text, err=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.text import Text as Cell

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[size]}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, Any] = {}

        def draw(state: Any) -> None:
            if state.outcome == "failed":  # what became of it stands in the table
                if state.name in tasks:
                    bar.remove_task(tasks.pop(state.name))
                return
            if state.name not in tasks:
                tasks[state.name] = bar.add_task(state.table, total=None, size="")
            size = f"{state.bytes // 1024} kB" if state.bytes else ""
            total = state.total or (max(state.rows, 1) if state.outcome else None)
            bar.update(tasks[state.name], completed=state.rows, total=total, size=size)

        yield draw, lambda text: bar.console.print(Cell(text))


@cli.command()
def diff(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="Our name of a table, or the publisher's.")],
    from_: Annotated[str | None, typer.Option("--from", metavar="RELEASE", help="The earlier release.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="RELEASE", help="The later release.")] = None,
    limit: Limit = 40,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Say how many cells of a table changed between two releases, and print them."""
    language = parse_language(lang)
    with problems(language):
        from shortage import catalog
        from shortage import diff as house
        from shortage.store import Store
        from shortage.text import Period

        store = Store()
        store.entry(name)
        before, after = house.releases(store, name, from_, to)
        cells = house.changes(store, name, before, after)
        described = catalog.table(name)
        if as_json:
            facts = {"table": described.id, "from": before, "to": after, "changes": cells.to_dict("records")}
            return write_json(facts)
        if cells.empty:
            return line(say("no_changes", language, before=before, after=after))
        counts = house.summary(cells)
        parts = [
            f"{figure_text(n, language)} {words(f'load.kind_{kind}', language)}" for kind, n in counts.items() if n
        ]
        line(say("diff_summary", language, table=described.id, before=before, after=after, parts=", ".join(parts)))
        keys = ["measure", *described.dimensions]
        head = [*keys, *(say(key, language) for key in ("period", "before", "after", "kind"))]
        rows = (
            [*(str(cell[key]) for key in keys), Period.parse(cell["period"]).label(language),
             *(figure_text(cell[side], language, 1) for side in ("before", "after")),
             words(f"load.kind_{cell['kind']}", language)]
            for cell in (cells.head(limit) if limit else cells).to_dict("records")
        )  # fmt: skip
        return first_rows(head, rows, len(cells), limit, "diff_more", language)


@cli.command()
def history(
    limit: Limit = 40,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Say what new releases did to verdicts and key numbers, the latest first."""
    language = parse_language(lang)
    with problems(language):
        from shortage import history as house
        from shortage.store import Store
        from shortage.text import date

        store = Store()
        store.entries()
        changes = house.read(store)
        if as_json:
            return write_json([change.facts(language) for change in (changes[:limit] if limit else changes)])
        if not changes:
            return line(say("history_none", language))
        head = [say(f"history_{key}", language) for key in ("when", "how", "what")]
        rows = ([date(change.at[:10], language), change.how(language), change.sentence(language)] for change in changes)
        first_rows(head, rows, len(changes), limit, "history_more", language)
        return line(house.explained()[language])
