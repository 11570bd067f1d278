"""Commands that answer: claims judged, indicators computed, proposals costed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shortage.cli.base import (
    FAILED,
    AsJson,
    AsOf,
    Language,
    Settings,
    cli,
    figure_text,
    line,
    pair,
    parse_language,
    problems,
    say,
    settings,
    source_words,
    table,
    words,
    write_json,
    wrong,
)

if TYPE_CHECKING:
    from shortage.claims import Verdict
    from shortage.store import Store
    from shortage.text import Lang


@cli.command()
def claims(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Claims by id; all without it.")] = None,
    as_json: AsJson = False,
    as_of: AsOf = "",
    lang: Language = "nl",
) -> None:
    """Judge the papers' claims on the store's figures."""
    language = parse_language(lang)
    with problems(language):
        import json

        from shortage import answer_files
        from shortage.text import ages

        asked = (ids, as_json, language)
        earlier = answer_files.early("claims", asked, as_of)
        if earlier is not None:
            answer, unread = json.loads(earlier), False
        else:
            from shortage.store import Store

            store = Store().view(as_of)
            store.entries()  # a store that cannot be read at all is said once
            answer, unread = judged(ids, store, as_json, language)
            if not unread:
                answer_files.keep(store, "claims", asked, json.dumps(answer).encode())
        if as_json:
            typer.echo(answer)
            return
        # How old figures are is said of today, also where the answer is of before.
        rows = [
            [*before, ages.explanation(period, language) or period, sentence] for *before, period, sentence in answer
        ]
        table([say(key, language) for key in ("claim", "verdict", "value", "period", "finding")], rows)
        if unread:
            raise typer.Exit(FAILED)


def keep_claims(store: Store, lang: Lang) -> None:
    """Keep what ``shortage claims`` will say of a store in which new figures stand: who asks first need not wait."""
    import json

    from shortage import answer_files

    if answer_files.may_keep(store):
        answer, is_unread = judged(None, store, False, lang)
        if not is_unread:
            answer_files.keep(store, "claims", (None, False, lang), json.dumps(answer).encode())


def judged(ids: list[str] | None, store: Store, as_json: bool, lang: Lang) -> tuple[Any, bool]:
    """Return claims as JSON for a program or as rows for a reader (period as code), and whether one cannot be judged.

    Raises:
        Problem: there is no such claim; or, for a program, a claim cannot be judged now.
    """
    from shortage import claims as house
    from shortage.claims.facts import dumped, facts
    from shortage.text import Unreadable

    chosen = [house.claim(id) for id in ids] if ids else list(house.claims().values())
    if as_json:
        return dumped([facts(house.judge(claim, store), lang) for claim in chosen]), False
    rows, is_unread = [], False
    for claim in chosen:
        try:
            rows.append([*claim_row(house.judge(claim, store), lang)])
        except Unreadable as problem:
            # No verdict: the others stand, and the command has failed.
            rows.append([claim.id, words("verdict.not_now_label", lang), "", "", problem.text(lang)])
            is_unread = True
    return rows, is_unread


def claim_row(verdict: Verdict, lang: Lang) -> Iterator[str]:
    """Give the cells of a claim's row, its period as a code; its number as a page says it."""
    from shortage.page.words import found_text

    finding = verdict.finding
    yield verdict.claim.id
    sturdiness = verdict.sturdiness(lang)
    yield f"{verdict.label(lang)} ({sturdiness})" if sturdiness else verdict.label(lang)
    is_counted = finding.out_of is not None and finding.unit not in ("", "count")
    yield f"{found_text(finding, lang)} {words(f'unit.{finding.unit}', lang) if is_counted else ''}".strip()
    yield finding.period
    yield verdict.sentence(lang)


@cli.command()
def indicator(
    id: Annotated[str, typer.Argument(help="The indicator, for instance open-vacancies.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV (comma, decimal point).")] = False,
    as_json: AsJson = False,
    set_: Settings = None,
    as_of: AsOf = "",
    lang: Language = "nl",
) -> None:
    """Compute an indicator."""
    language = parse_language(lang)
    with problems(language):
        from shortage import indicators
        from shortage.store import Store
        from shortage.text import Period

        if as_csv and as_json:
            wrong(say("one_of_two", language))
        registered = indicators.definition(id)
        computed = indicators.compute(id, Store().view(as_of), **settings(set_, registered.typed, id, language))
        columns = ["series_id", "period", *computed.dimensions, "value", "low", "high", "is_provisional"]
        frame = computed.frame[columns].assign(editions=computed.editions_by_row())
        if as_csv:
            editions = [
                "; ".join(f"{table} {vintage}" for table, vintages in row.items() for vintage in vintages)
                for row in frame["editions"]
            ]
            typer.echo(frame.assign(editions=editions).to_csv(index=False), nl=False)
            return None
        if as_json:
            return write_json(frame.to_dict("records"))
        line(f"{computed.title[language]} ({words(f'unit.{computed.unit}', language)})")
        line(computed.definition[language])
        head = [say(key, language) for key in ("series", "period", "value")]
        rows = []
        for row in frame.to_dict("records"):
            id_ = str(row["series_id"])
            name = computed.series[id_][language] if id_ in computed.series else id_
            value = figure_text(row["value"], language, computed.decimals) + ("*" if row["is_provisional"] else "")
            rows.append([name, Period.parse(str(row["period"])).label(language), value])
        table(head, rows)
        for note in computed.notes:
            line(note[language])
        return line(source_words(computed.sources, language))


@cli.command()
def scenario(
    id: Annotated[str, typer.Argument(help="The proposal, by id.")],
    set_: Settings = None,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Cost a proposal: low, mid and high, and what matters most."""
    language = parse_language(lang)
    with problems(language):
        from shortage import scenarios
        from shortage.store import Store

        wanted = dict(pair(text, language) for text in set_ or ())
        result = scenarios.run(id, Store(), wanted)
        if as_json:
            return write_json(result.as_dict(language))
        line(result.scenario.title[language])
        line(result.sentence(language))
        line()
        rows = [
            [span.outcome.text[language], *(span.show(language, value) for value in (span.low, span.mid, span.high))]
            for span in result.results.values()
        ]
        table([""] + [say(key, language) for key in ("low", "mid", "high")], rows)
        head = [say(key, language) for key in ("input", "value", "low", "high", "grade")]
        grades = {
            used.input.name: words(f"choice.grade_{used.input.grade.lower()}", language) for used in result.inputs
        }
        table(
            head,
            [
                [used.input.text[language], used.show(language), used.show(language, used.low),
                 used.show(language, used.high), grades[used.input.name]]
                for used in result.inputs
            ],
        )  # fmt: skip
        line(result.matters_most(language))
        line(result.assumptions(language))
        if result.asked(language):
            line(result.asked(language))
        if result.evidence is not None:
            for text in (result.evidence.text(language), *(note[language] for note in result.evidence.notes)):
                line(text)
        return line(source_words(result.sources, language))


@cli.command()
def papers(as_json: AsJson = False, lang: Language = "nl") -> None:
    """List the papers whose claims are judged."""
    language = parse_language(lang)
    with problems(language):
        from shortage.claims.facts import papers as paper_facts

        listed = paper_facts(language)
        if as_json:
            write_json(listed)
        else:
            columns = [say(key, language) for key in ("paper", "date", "title", "claims")]
            table(
                columns, [[paper["id"], paper["date"], paper["title"], ", ".join(paper["claims"])] for paper in listed]
            )
