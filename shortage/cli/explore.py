"""The command that asks a question of one's own: any table, shown as one wishes, as text or as files."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shortage.cli.base import (
    WRONG_USE,
    AsJson,
    AsOf,
    Language,
    cli,
    figure_text,
    line,
    listed,
    parse_language,
    problems,
    say,
    source_words,
    table,
    words,
    write_json,
    writing,
    wrong,
)

if TYPE_CHECKING:
    from shortage.questions import Answer, OwnClaim, Question
    from shortage.text import Lang

MORE = {"allow_extra_args": True, "ignore_unknown_options": True}


@cli.command(context_settings=MORE)
def explore(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="TABLE", help="The table, for instance vacancies or 80472ned.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for files; without it the answer is text.")] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="png,svg,pdf,csv,csv-excel,zip", help="Of the files; zip with a claim.")
    ] = "png",
    size: Annotated[str, typer.Option("--size-of", metavar="note,slide,square", help="Of the picture.")] = "note",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV (comma, decimal point).")] = False,
    as_json: AsJson = False,
    as_sql: Annotated[bool, typer.Option("--sql", help="Print SQL that works the claim's numbers out again.")] = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="Print the claim as TOML for the folder of a paper.")] = False,
    as_of: AsOf = "",
    lang: Language = "nl",
) -> None:
    """Ask a question of your own.

    Options beside those listed are the parts of a question: --measure, --show (level, change, change_points, index,
    share, rate, mean4, contribution), --per, --base, --since, --until, --grain, --kind (line, bars, ranked, multiples,
    path, map, table), --against, and each dimension of the table by its name, as in --branch C,F,J.

    With --claim (rises, falls, above, below, mostly_above, mostly_below, highest) a claim of your own about the first
    series is judged by the general rules; --window, --margin and --border set what it is judged by.
    """
    language = parse_language(lang)
    if sum((as_csv, as_json, as_sql, as_toml)) > 1:
        wrong(say("one_of_two", language))
    asked = {"table": name, "as_of": as_of, **_parts(name, context.args, language)}
    with problems(language):
        from shortage.questions import Question, ask
        from shortage.questions.claim_files import check_sql, to_toml
        from shortage.store import Store
        from shortage.text import Problem

        store = Store().view(as_of)
        question = Question.parse(asked, store)
        answer = ask(question, store)
        if as_sql or as_toml:
            text = to_toml(question, store) if as_toml else check_sql(question, store)
            if not text:
                raise Problem("ask_claim_sql")
            typer.echo(text, nl=False)
        elif out is not None:
            _write(answer, store, out, format, size, language)
        elif as_csv:
            from shortage.render import csv

            typer.echo(csv.render(_spec(answer, store, language)).decode(), nl=False)
        elif as_json:
            write_json(_facts(answer, store, language))
        else:
            _print(answer, store, language)


def _parts(name: str, args: list[str], lang: Lang) -> dict[str, str]:
    """Return ``--name value`` and ``--name=value`` pairs as the parts of a question."""
    parts: dict[str, str] = {}
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            _refuse_loose(name, word, args, lang)
        part, equals, value = word[2:].partition("=")
        if not equals:
            if not rest:
                wrong(say("part_without_value", lang, part=word))
            value = rest.pop(0)
        parts[part.replace("-", "_")] = value
    return parts


def _refuse_loose(name: str, word: str, args: list[str], lang: Lang) -> None:
    """Stop at a word that belongs to no part of a question, with the questions that all loose words together find.

    Who types words looks for something; the search that finds it by words stands on the page and here.
    """
    from shortage.questions.find import search
    from shortage.store import Store

    sought = " ".join([name, *takewhile(lambda each: not each.startswith("--"), args)])
    line(say("loose_word", lang, value=word), err=True)
    with problems(lang):
        hits = search(sought, Store(), lang).hits
        if hits:
            line(say("words_find", lang, sought=sought), err=True)
        for hit in hits:
            line(f"  shortage explore {_typed(hit.question)}  ({hit.label[lang]})", err=True)
    raise typer.Exit(WRONG_USE)


def _typed(question: Question) -> str:
    """Return a question that a search found as it is typed behind the command."""
    members = ",".join(question.members)
    parts = {"measure": question.measure, "kind": question.kind}
    if question.along:
        parts |= {question.along: members} if members else {"along": question.along}
    elif members:
        parts["members"] = members
    return " ".join([question.table, *(f"--{name} {value}" for name, value in parts.items() if value)])


def _spec(answer: Answer, store: Any, lang: Lang) -> Any:
    from shortage.questions import figure

    return figure(answer.question.but(as_of=""), store).spec(lang)


def _write(answer: Answer, store: Any, out: Path, format: str, size: str, lang: Lang) -> None:
    from shortage.choice import check_code
    from shortage.cli.jobs import replace
    from shortage.render import bundle, files

    allowed = (*files.FORMATS, *(("zip",) if answer.question.claim else ()))
    formats = listed(format, allowed)
    for file_format in formats:
        check_code("--format", file_format, allowed)
    spec = _spec(answer, store, lang)
    with writing(out, lang):
        out.mkdir(parents=True, exist_ok=True)
        for file_format in formats:
            body = (
                bundle.own(answer.question, store, lang)
                if file_format == "zip"
                else files.content(spec, file_format, size=size)
            )
            replace(out / files.name(spec, file_format, size=size), body)
    line(say("written", lang, count=figure_text(len(formats), lang), path=out), err=True)


def _facts(answer: Answer, store: Any, lang: Lang) -> dict[str, Any]:
    from shortage.claims.facts import facts as verdict_facts

    spec = _spec(answer, store, lang)
    own = {"claim": verdict_facts(_own(answer, store).verdict, lang)} if answer.question.claim else {}
    rows = answer.frame.assign(label=[text[lang] for text in answer.frame["label"]]).to_dict("records")
    return {
        "question": answer.question.address(),
        "title": spec.title,
        "subtitle": spec.subtitle,
        "unit": answer.unit,
        "note": spec.note,
        "sources": [source.facts() for source in answer.sources],
        "rows": rows,
        **own,
    }


def _own(answer: Answer, store: Any) -> OwnClaim:
    from shortage.questions import judge

    return judge(answer.question.but(as_of=""), store)


def _print(answer: Answer, store: Any, lang: Lang) -> None:
    from shortage.text import Period

    spec = _spec(answer, store, lang)
    line(spec.title)
    line(spec.subtitle)
    rows = [
        [
            row["label"][lang],
            Period.parse(row["period"]).label(lang),
            figure_text(row["value"], lang, answer.decimals) + ("*" if row["is_provisional"] else ""),
        ]
        for row in answer.frame.to_dict("records")
    ]
    table([say("series", lang), say("period", lang), words(f"unit.{answer.unit}", lang)], rows)
    if spec.note:
        line(spec.note)
    if answer.question.claim:
        own = _own(answer, store)
        line(own.verdict.fill(own.verdict.claim.rule_text, lang))
        line(own.turns(lang))
        line(own.verdict.flips(lang))
    line(source_words(answer.sources, lang))
