"""Where every number comes from: the tables, their releases and age, what changed, the last load, definitions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shortage import catalog, claims, history, indicators, paper_folders, scenarios
from shortage.catalog import Table as CatalogTable
from shortage.figures.base import publisher_name
from shortage.loader import TableStatus
from shortage.page import words
from shortage.page.base import (
    CLAIM,
    DATA,
    PROPOSALS,
    Answer,
    Answers,
    Block,
    Cell,
    Items,
    Link,
    Notice,
    Paragraph,
    Section,
    Table,
    headings,
)
from shortage.paper_folders import Statement
from shortage.store import Entry
from shortage.text import Lang, Period, Problem, ages, number, strings, t

MOST_CHANGES = 40
"""Changes that the page shows; the command line and the API give them all."""


@dataclass(frozen=True)
class DataPage:
    """All that the page on the data says; each table has a part of its own, see :func:`table`."""

    lang: Lang
    title: str
    question: str
    answer: Answer
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """Return a section by its name.

        Raises:
            KeyError: there is none.
        """
        for section in self.sections:
            if section.name == name:
                return section
        raise KeyError(name)


@dataclass(frozen=True)
class TablePage:
    """All that is said of one table; ``entry`` is None where the store does not hold it."""

    table: CatalogTable
    entry: Entry | None
    lang: Lang
    title: str
    why: str
    publisher_link: tuple[str, str] | None
    """Words and address of the table at its publisher."""
    sections: tuple[Section, ...]


def data(answers: Answers, lang: Lang) -> DataPage:
    """Return the page on the data.

    Raises:
        Problem: the store cannot be read.
    """
    statuses = answers.status()
    sections = [
        Section("history", t("page.history", lang), (Paragraph(history.explained()[lang], "small"),)),
        Section("all_tables", t("page.all_tables", lang), (all_tables(statuses, answers, lang),)),
        Section(
            "indicator_list",
            t("page.indicator_list", lang),
            (indicator_list(lang),),
            fold=t("page.indicator_show", lang),
        ),
        *statements(lang),
        Section("licences", t("page.licences", lang), (Paragraph(t("page.licences_text", lang)),)),
        Section("last_load", t("page.last_load", lang), (*origins(statuses, lang), *last_load(answers, lang))),
    ]
    return DataPage(
        lang, t("page.data_title", lang), t("page.data_question", lang), summary(statuses, lang), tuple(sections)
    )


def summary(statuses: list[TableStatus], lang: Lang) -> Answer:
    """Return in two sentences where the numbers come from, and of when the newest are."""
    tables = catalog.tables()
    held = [status for status in statuses if status.state != "absent"]
    publishers = {tables[status.name].publisher for status in held}
    newest = max((status.release for status in held if re.fullmatch(r"\d{4}-\d\d-\d\d", status.release)), default="")
    there = number(len(held), lang)
    counts = {"tables": there, "publishers": number(len(publishers), lang)}
    dated = t("page.data_newest", lang, newest=words.day_text(newest, lang)) if newest else ""
    said = (t("page.data_answer", lang, **counts), dated)
    return Answer(there, (t("page.tables_here", lang),), " ".join(filter(None, said)), t("page.data_with_each", lang))


def origins(statuses: list[TableStatus], lang: Lang) -> tuple[Block, ...]:
    """Return what came with the program, what was loaded since and what was not, for whoever runs it."""
    counts = Counter(status.state for status in statuses)
    loaded = counts["fresh"] + counts["stale"]
    numbers = {"snapshot": counts["snapshot"], "loaded": loaded, "absent": counts["absent"]}
    said = t("page.data_kept", lang, **{name: number(count, lang) for name, count in numbers.items()})
    return (Paragraph(f"{said} {t('page.data_never_downloads', lang)}", "small"),)


def last_load(answers: Answers, lang: Lang) -> tuple[Block, ...]:
    """Return what the last load did, with each table that failed and why."""
    record = answers.store.last_load()
    tables = [listed for listed in record.get("tables", []) if isinstance(listed, dict)]
    if not tables:
        return (Paragraph(t("page.last_load_none", lang)),)
    failed = [listed for listed in tables if listed.get("problem")]
    when = words.day_text(str(record.get("ended") or record.get("begun") or ""), lang)
    counts = {"tables": number(len(tables), lang), "failed": number(len(failed), lang)}
    done = Paragraph(t("page.last_load_done", lang, date=when, **counts))
    texts = []
    for failure in failed:
        why = failure["problem"]
        reason = str(why.get(lang, "")) if isinstance(why, dict) else str(why)
        texts.append(f"{failure.get('table') or failure.get('name')}: {reason}")
    return (done, Items(tuple(texts))) if texts else (done,)


def changes_said(answers: Answers, lang: Lang) -> Block:
    """Return what new releases did to verdicts and key numbers, the newest first."""
    changes = answers.changes_said()[:MOST_CHANGES]
    if not changes:
        return Paragraph(t("page.history_none", lang))
    every_claim = claims.claims()
    rows = tuple(
        (
            words.day_text(change.at, lang),
            Link(every_claim[change.claim].id, CLAIM, {"id": change.claim})
            if change.claim in every_claim
            else change.claim,
            change.sentence(lang),
            change.how(lang),
        )
        for change in changes
    )
    head = (t("page.day", lang), t("choice.claim", lang), t("page.what", lang), t("page.origin", lang))
    return Table(t("page.history_first", lang, count=number(len(rows), lang)), head, rows)


def all_tables(statuses: Iterable[TableStatus], answers: Answers, lang: Lang) -> Table:
    """Return every table in one row; the age only where ages are told."""
    tables = catalog.tables()
    rows: list[tuple[Cell, ...]] = []
    for status in statuses:
        table = tables[status.name]
        rows.append(
            (
                Link(status.table, DATA, {"tabel": status.name}),
                table.title[lang],
                publisher_name(table.publisher, lang),
                words.release_text(status.release, lang) if status.release else "",
                ages.of_days(status.age_days, lang) if status.age_days is not None and answers.day is not None else "",
                t(f"load.state_{status.state}", lang),
                words.day_text(status.next, lang) if status.next else "",
            )
        )
    rows.sort(key=lambda row: (str(row[2]), row[0].text if isinstance(row[0], Link) else ""))
    keys = ("table_id", "table_title", "publisher", "release", "age", "state", "next_release")
    # A column in which no table has anything says nothing.
    shown = [column for column in range(len(keys)) if any(row[column] for row in rows)]
    return Table(
        t("page.all_tables", lang),
        headings(lang, *(keys[column] for column in shown)),
        tuple(tuple(row[column] for column in shown) for row in rows),
    )


def indicator_list(lang: Lang) -> Table:
    """Return every indicator with its unit, definition and tables."""
    tables = catalog.tables()
    rows = [
        (
            indicator.title[lang],
            words.unit_words(indicator.unit, lang),
            indicator.definition[lang],
            ", ".join(tables[name].id if name in tables else str(name) for name in indicator.inputs),
        )
        for indicator in sorted(indicators.registry().values(), key=lambda indicator: indicator.title[lang].casefold())
    ]
    head = headings(lang, "indicator", "unit", "definition", "tables_used")
    return Table(t("page.indicator_list", lang), head, tuple(rows))


def statements(lang: Lang) -> list[Section]:
    """Return of each paper that has a list of its statements how many are answered, and the list."""
    sections = []
    for id, paper in claims.papers().items():
        listed = paper_folders.statements(id)
        if not listed:
            continue
        counts = Counter(statement.untested for statement in listed)
        lead = t(
            "page.statements_lead",
            lang,
            count=number(len(listed), lang),
            answered=number(counts[""], lang),
            opinion=number(counts["opinion"], lang),
            untested=number(counts["not_tested"], lang),
        )
        title = t("page.statements_title", lang, paper=paper.short[lang])
        rows = tuple(
            (paper.sections[statement.section][lang], statement.text[lang], _answered(id, statement, lang))
            for statement in listed
        )
        head = headings(lang, "statement_section", "statement", "statement_answer")
        fold = t("page.statements_show", lang)
        sections.append(Section(f"statements-{id}", title, (Paragraph(lead),)))
        sections.append(Section(f"statements-{id}-list", "", (Table(title, head, rows),), fold=fold))
    return sections


def _answered(paper: str, statement: Statement, lang: Lang) -> Cell:
    """Return the links to the claims and proposals that answer a statement, or why none does."""
    if statement.reason is not None:
        return f"{t(f'page.statement_{statement.untested}', lang)}. {statement.reason[lang]}"
    links = []
    for name in statement.answers:
        if f"{paper}/{name}" in claims.claims():
            links.append(Link(f"{t('choice.claim', lang)} {name}", CLAIM, {"id": f"{paper}/{name}"}))
        else:
            slug = scenarios.scenario(name).slug
            links.append(Link(f"{t('choice.proposal', lang)} {name}", PROPOSALS, {"voorstel": slug}))
    return tuple(links)


def table(name: str, answers: Answers, lang: Lang) -> TablePage:
    """Return one table in full: what is in it, how it was taken, its releases, and what changed.

    Raises:
        Problem: the store cannot be read.
    """
    described = catalog.table(name)
    status = next(listed for listed in answers.status() if listed.name == described.name)
    publisher = publisher_name(described.publisher, lang)
    title = f"{publisher} {described.id}: {described.title[lang]}"
    notices: list[Block] = [Notice(status.problem[lang])] if status.problem is not None else []
    if status.state == "absent":
        notices.append(Notice(Problem("table_absent", table=described.id).text(lang)))
        return TablePage(
            described, None, lang, title, described.why[lang], None, (Section("facts", "", tuple(notices)),)
        )
    entry = answers.store.entry(described.name)
    sections = (
        Section("facts", "", (*notices, Table(title, (), facts(described, entry, status, answers, lang)))),
        Section("measures", "", (measures(described, lang),)),
        Section("changes", t("page.changes", lang), changed(described, status, answers, lang)),
    )
    way = (t("page.to_publisher", lang, publisher=publisher), described.url)
    publisher_link = way if described.url.startswith("https://") else None
    return TablePage(described, entry, lang, title, described.why[lang], publisher_link, sections)


def facts(
    table: CatalogTable, entry: Entry, status: TableStatus, answers: Answers, lang: Lang
) -> tuple[tuple[str, str], ...]:
    """Return what is known of a table and its release, each fact with its name."""
    rows = [
        ("publisher", f"{publisher_name(table.publisher, lang)}, {table.id}"),
        ("origin", origin(entry.origin, lang)),
        ("release", words.release_text(entry.release, lang)),
        ("retrieved", words.day_text(entry.retrieved, lang)),
        ("state", t(f"load.state_{status.state}", lang)),
    ]
    if status.age_days is not None and answers.day is not None:
        rows.append(("age", ages.of_days(status.age_days, lang)))
    rows.append(("next_release", words.day_text(status.next, lang) if status.next else t("page.next_unknown", lang)))
    count, second_hand, begin, end = answers.extent(table.name)
    if begin:
        rows.append(("range", f"{Period.parse(begin).label(lang)} – {Period.parse(end).label(lang)}"))
    rows.append(("rows", number(count, lang)))
    if second_hand:
        rows.append(("rows_context", number(second_hand, lang)))
    rows += [("alias", t("page.alias_is", lang, name=name, key=key)) for name, key in status.aliases.items()]
    if entry.coverage is not None:
        rows.append(("coverage", entry.coverage[lang]))
    rows.append(("licence", entry.licence))
    named = [(t(f"page.{name}", lang), text) for name, text in rows]
    for mark in table.breaks:
        named.append((t("page.break_", lang, period=Period.parse(mark.period).label(lang)), mark.text[lang]))
    for applied in answers.store.read(table.name).corrections:
        named.append((t("page.correction", lang), applied.note[lang]))
    if len(status.releases) > 1:
        listed = ", ".join(words.release_text(release, lang) for release in status.releases)
        named.append((t("page.releases_kept", lang), listed))
    return tuple(named)


def origin(text: str, lang: Lang) -> str:
    """Return how a release came into the store, in words."""
    key = f"page.origin_{text}"
    return t(key, lang) if key in strings() else text


def measures(table: CatalogTable, lang: Lang) -> Table:
    """Return what the table holds, with the publisher's key and unit beside ours."""
    rows = tuple(
        (
            measure.title[lang],
            words.unit_words(measure.unit, lang),
            measure.key or measure.label,
            measure.published_unit,
        )
        for measure in table.measures
    )
    head = headings(lang, "measures", "unit", "published_key", "published_unit")
    return Table(t("page.measures", lang), head, rows)


def changed(table: CatalogTable, status: TableStatus, answers: Answers, lang: Lang) -> tuple[Block, ...]:
    """Return what changed since the previous release."""
    if len(status.releases) < 2:
        return (Paragraph(t("page.changes_none", lang)),)
    before, counts, first = answers.changes(table.name)
    texts = {kind: number(count, lang) for kind, count in counts.items()}
    summary_ = Paragraph(t("page.changes_summary", lang, before=words.release_text(before, lang), **texts))
    if not first:
        return (summary_,)
    titles = {measure.name: measure.title[lang] for measure in table.measures}
    rows = []
    for row in first:
        named = [titles.get(row["measure"], row["measure"])]
        for dimension in table.dimensions:
            members = table.dimensions[dimension].members
            code = str(row[dimension])
            named.append(members[code].text[lang] if code in members else code)
        # What was not there before, or is not there now, is no figure that is withheld: no sign of that stands there.
        values = [number(row[side], lang, 1) if row[side] == row[side] else "" for side in ("before", "after")]
        label = Period.parse(row["period"]).label(lang)
        rows.append((", ".join(named), label, *values, t(f"load.kind_{row['kind']}", lang)))
    head = headings(lang, "what", "period", "before", "after", "change")
    if len(rows) == sum(counts.values()):
        return summary_, Table(t("page.changes", lang), head, tuple(rows), numbers=(2, 3))
    caption = t("page.changes_first", lang, count=number(len(rows), lang))
    return summary_, Paragraph(caption, "small"), Table(caption, head, tuple(rows), numbers=(2, 3))
