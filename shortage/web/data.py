"""Where every number comes from: the tables, their releases and age, what changed, the last load, definitions."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from shortage import catalog, claims, history, indicators
from shortage.catalog import Table
from shortage.loader import TableStatus
from shortage.render import files
from shortage.store import Entry
from shortage.text import LANGS, Lang, Period, Problem, number, strings, t
from shortage.web import choices, links, look, shell, state, statements


def page() -> None:
    """Show the data page."""
    lang = shell.begin()
    st.title(t("page.data_title", lang), anchor=False)
    look.show(look.paragraph(t("page.data_question", lang), "question"), lang)
    with look.guard(lang):
        known = {one.name: one for one in state.status()}
        summary(list(known.values()), lang)
        with look.guard(lang):
            last_load(lang)
        with look.guard(lang):
            changes_said(lang)
        st.header(t("page.one_table", lang), anchor=False)
        with look.guard(lang):
            one_table(known, lang)
        st.header(t("page.all_tables", lang), anchor=False)
        with look.guard(lang):
            all_tables(list(known.values()), lang)
    st.header(t("page.indicator_list", lang), anchor=False)
    with look.guard(lang), st.expander(t("page.indicator_show", lang)):
        rows = [
            [one.title[lang], look.unit_words(one.unit, lang), one.definition[lang], ", ".join(ids(one.inputs))]
            for one in sorted(indicators.registry().values(), key=lambda one: one.title[lang].casefold())
        ]
        head = [t(f"page.{key}", lang) for key in ("indicator", "unit", "definition", "tables_used")]
        look.show(look.table(head, rows, caption=t("page.indicator_list", lang)), lang)
    with look.guard(lang):
        statements.show(lang)
    st.header(t("page.licences", lang), anchor=False)
    look.show(look.paragraph(t("page.licences_text", lang)), lang)


def ids(names: Any) -> list[str]:
    """Return the publishers' ids of tables; a name outside the catalogue as it is."""
    known = catalog.tables()
    return [known[name].id if name in known else str(name) for name in names]


def summary(found: list[TableStatus], lang: Lang) -> None:
    """Show in one sentence what the store holds."""
    known = catalog.tables()
    counts = {state_: sum(one.state == state_ for one in found) for state_ in ("snapshot", "fresh", "stale", "absent")}
    there = len(found) - counts["absent"]
    publishers = {known[one.name].publisher for one in found if one.state != "absent"}
    sentence = t(
        "page.data_answer",
        lang,
        tables=number(there, lang),
        publishers=number(len(publishers), lang),
        snapshot=number(counts["snapshot"], lang),
        loaded=number(counts["fresh"] + counts["stale"], lang),
        absent=number(counts["absent"], lang),
    )
    right = look.paragraph(sentence, "sentence") + look.paragraph(t("page.data_never_downloads", lang), "rest")
    look.large(number(there, lang), (t("page.tables_here", lang),), right, lang)


def last_load(lang: Lang) -> None:
    """Show what the last load did, with each table that failed and why."""
    st.header(t("page.last_load", lang), anchor=False)
    found = state.store().last_load()
    tables = [one for one in found.get("tables", []) if isinstance(one, dict)]
    if not tables:
        look.show(look.paragraph(t("page.last_load_none", lang)), lang)
        return
    failed = [one for one in tables if one.get("problem")]
    when = look.day(str(found.get("ended") or found.get("begun") or ""), lang)
    counts = {"tables": number(len(tables), lang), "failed": number(len(failed), lang)}
    look.show(look.paragraph(t("page.last_load_done", lang, date=when, **counts)), lang)
    if failed:
        texts = []
        for one in failed:
            why = one["problem"]
            reason = str(why.get(lang, "")) if isinstance(why, dict) else str(why)
            texts.append(f"{one.get('table') or one.get('name')}: {reason}")
        look.show(look.items(texts), lang)


MOST_CHANGES = 40
"""Changes that the page shows; the command line and the API give them all."""


def changes_said(lang: Lang) -> None:
    """Show what new releases did to verdicts and key numbers, the newest first."""
    st.header(t("page.history", lang), anchor=False)
    look.show(look.paragraph(history.explained()[lang], "small"), lang)
    places = {"feed": "feed.xml", "calendar": "kalender.ics", "api": "api"}
    links_ = [
        f'<a href="./{place}?lang={lang}" target="_blank">{escape(t(f"page.follow_{key}", lang))}</a>'
        for key, place in places.items()
    ]
    look.show(f'<p class="sl-small">{" · ".join(links_)}</p>', lang)
    shown = st.expander(t("page.history_show", lang), key="history", on_change="rerun")
    if not shown.open:
        return
    with shown:
        changes = state.changes_said()[:MOST_CHANGES]
        if not changes:
            look.show(look.paragraph(t("page.history_none", lang)), lang)
            return
        rows = [
            [look.day(one.at, lang), claim_link(one.claim, lang), one.sentence(lang), one.how(lang)] for one in changes
        ]
        head = [t(key, lang) for key in ("page.day", "choice.claim", "page.what", "page.origin")]
        caption = t("page.history_first", lang, count=number(len(rows), lang))
        look.show(look.table(head, rows, caption=caption), lang)


def claim_link(key: str, lang: Lang) -> look.Html:
    """Return a claim's id as a link to its page."""
    id = escape(claims.claim(key).id if key in claims.claims() else key)
    language = "" if lang == LANGS[0] else f"&amp;taal={lang}"
    return look.Html(f'<a href="{shell.CLAIM}?id={escape(key, quote=True)}{language}" target="_self">{id}</a>')


def all_tables(found: list[TableStatus], lang: Lang) -> None:
    """Show every table in one row."""
    known = catalog.tables()
    rows: list[list[Any]] = []
    for one in found:
        table = known[one.name]
        link = look.Html(
            f'<a href="?tabel={escape(one.name, quote=True)}{"" if lang == "nl" else "&amp;taal=" + lang}" '
            f'target="_self">{escape(one.table)}</a>'
        )
        age = "" if one.age_days is None else t("page.age_days", lang, days=number(one.age_days, lang))
        condition = t(f"load.state_{one.state}", lang)
        following = look.day(one.next, lang) if one.next else ""
        release = look.release_text(one.release, lang) if one.release else ""
        rows.append([link, table.title[lang], table.publisher, release, age, condition, following])
    rows.sort(key=lambda row: (row[2], row[1]))
    keys = ["table_id", "table_title", "publisher", "release", "age", "state", "next_release"]
    # A column in which no table has anything says nothing.
    kept = [place for place in range(len(keys)) if any(row[place] for row in rows)]
    rows = [[row[place] for place in kept] for row in rows]
    head = [t(f"page.{keys[place]}", lang) for place in kept]
    look.show(look.table(head, rows, caption=t("page.all_tables", lang)), lang)


def one_table(known: dict[str, TableStatus], lang: Lang) -> None:
    """Show one table in full: what is in it, how it was taken, its releases, what changed, its figures as a file."""
    tables = catalog.tables()
    by_publisher = sorted(known, key=lambda name: (tables[name].publisher, tables[name].id))
    options = {name: f"{tables[name].publisher} {tables[name].id}: {tables[name].title[lang]}" for name in by_publisher}
    first = "vacancies" if "vacancies" in options else by_publisher[0]
    name = choices.pick("tabel", options, first, t("choice.table", lang), lang, kind="list")
    table, status = tables[name], known[name]
    look.show(look.paragraph(table.why[lang]), lang)
    if status.problem is not None:
        look.notice(status.problem[lang], lang)
    if status.state == "absent":
        look.notice(Problem("table_absent", table=table.id).text(lang), lang)
        return
    entry = state.store().entry(name)
    with look.guard(lang):
        look.show(look.table(*facts(table, entry, status, lang), caption=options[name]), lang)
    left, right = st.columns(2)
    with left:
        saved = f"{files.slug(table.id)}_{files.slug(entry.release)}.csv"
        link = look.file_link(links.table(name), saved, t("page.download_table", lang), "table-csv")
        look.show(look.file_links([link]), lang)
    with right:
        if table.url.startswith("https://"):
            st.link_button(t("page.to_publisher", lang, publisher=look.label(table.publisher)), table.url)
    with look.guard(lang):
        measures(table, lang)
    with look.guard(lang):
        changed(table, status, lang)


def facts(table: Table, entry: Entry, status: TableStatus, lang: Lang) -> tuple[list[str], list[list[str]]]:
    """Return heading and rows of what is known of a table and its release."""
    rows = [
        [t("page.publisher", lang), f"{table.publisher}, {table.id}"],
        [t("page.origin", lang), origin(entry.origin, lang)],
        [t("page.release", lang), look.release_text(entry.release, lang)],
        [t("page.retrieved", lang), look.day(entry.retrieved, lang)],
        [t("page.state", lang), t(f"load.state_{status.state}", lang)],
    ]
    if status.age_days is not None:
        rows.append([t("page.age", lang), t("page.age_days", lang, days=number(status.age_days, lang))])
    following = look.day(status.next, lang) if status.next else t("page.next_unknown", lang)
    rows.append([t("page.next_release", lang), following])
    count, second_hand, begin, end = state.extent(table.name)
    if begin:
        span = f"{Period.parse(begin).label(lang)} – {Period.parse(end).label(lang)}"
        rows.append([t("page.range", lang), span])
    rows.append([t("page.rows", lang), number(count, lang)])
    if second_hand:
        rows.append([t("page.rows_context", lang), number(second_hand, lang)])
    for name, key in status.aliases.items():
        rows.append([t("page.alias", lang), t("page.alias_is", lang, name=name, key=key)])
    if entry.coverage is not None:
        rows.append([t("page.coverage", lang), entry.coverage[lang]])
    rows.append([t("page.licence", lang), entry.licence])
    for one in table.breaks:
        rows.append([t("page.break_", lang, period=Period.parse(one.period).label(lang)), one.text[lang]])
    for applied in state.store().read(table.name).corrections:
        rows.append([t("page.correction", lang), applied.note[lang]])
    if len(status.releases) > 1:
        rows.append([t("page.releases_kept", lang), ", ".join(look.release_text(one, lang) for one in status.releases)])
    return [], rows


def origin(text: str, lang: Lang) -> str:
    """Return how a release came into the store, in words."""
    key = f"page.origin_{text}"
    return t(key, lang) if key in strings() else text


def measures(table: Table, lang: Lang) -> None:
    """Show what the table holds, with the publisher's key and unit beside ours."""
    rows = [
        [one.title[lang], look.unit_words(one.unit, lang), one.key or one.label, one.published_unit]
        for one in table.measures
    ]
    head = [t(f"page.{key}", lang) for key in ("measures", "unit", "published_key", "published_unit")]
    look.show(look.table(head, rows, caption=t("page.measures", lang)), lang)


def changed(table: Table, status: TableStatus, lang: Lang) -> None:
    """Show what changed since the previous release."""
    st.subheader(t("page.changes", lang), anchor=False)
    if len(status.releases) < 2:
        look.show(look.paragraph(t("page.changes_none", lang)), lang)
        return
    before, counts, first = state.changes(table.name)
    texts = {kind: number(count, lang) for kind, count in counts.items()}
    look.show(look.paragraph(t("page.changes_summary", lang, before=look.release_text(before, lang), **texts)), lang)
    if not first:
        return
    titles = {one.name: one.title[lang] for one in table.measures}
    rows = []
    for row in first:
        words = [titles.get(row["measure"], row["measure"])]
        for dimension in table.dimensions:
            members = table.dimensions[dimension].members
            code = str(row[dimension])
            words.append(members[code].text[lang] if code in members else code)
        values = [number(row[side], lang, 1) for side in ("before", "after")]
        label = Period.parse(row["period"]).label(lang)
        rows.append([", ".join(words), label, *values, t(f"load.kind_{row['kind']}", lang)])
    head = [t(f"page.{key}", lang) for key in ("what", "period", "before", "after", "change")]
    caption = t("page.changes_first", lang, count=number(len(rows), lang))
    look.show(look.paragraph(caption, "small") + look.table(head, rows, numbers=(2, 3), caption=caption), lang)
