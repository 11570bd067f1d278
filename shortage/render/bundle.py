"""Everything behind a verdict in one ZIP: the verdict, its figures and the tables they came from; of own claims too."""

from __future__ import annotations

import io
import json
import zipfile

from shortage.claims import Verdict, recheck
from shortage.claims.facts import facts, finite
from shortage.figures import make
from shortage.questions import Question, figure, judge
from shortage.questions.claim_files import check_sql, to_toml
from shortage.render import files
from shortage.store import Store
from shortage.text import Lang, Problem, Unreadable

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same content gives the same bytes, so no file in the ZIP carries the time of the day."""


def claim(verdict: Verdict, store: Store, lang: Lang) -> bytes:
    """Return a ZIP with ``verdict.json``, per figure its CSV, per table its rows as stored, ``sources.txt``,
    and, of the figures of now, ``check.sql`` with the Parquet files that it reads.

    A figure or table that is not there is named with its reason in ``sources.txt``; the rest is there.

    Raises:
        Unreadable: a table that is listed cannot be read now; half of what is behind a verdict is no proof.
    """
    contents: dict[str, bytes] = {}
    body = {**facts(verdict, lang), "parameters": dict(verdict.parameters), "data_version": store.version}
    contents["verdict.json"] = (json.dumps(finite(body), ensure_ascii=False, indent=1, default=str) + "\n").encode()
    lines = [verdict.fill(verdict.claim.statement, lang), verdict.sentence(lang), ""]
    for id in verdict.claim.figures:
        try:
            spec = make(id, store, lang)
            contents[files.name(spec, "csv")] = files.content(spec, "csv")
        except Unreadable:
            raise
        except Problem as problem:
            lines.append(f"{id}: {problem.text(lang)}")
    for source in verdict.finding.sources:
        lines.append(
            f"{source.publisher} {source.table} ({source.edition(lang)}), {source.licence}, {source.url}, "
            f"{source.title[lang]}"
        )
        if source.coverage is not None:
            lines.append(f"  {source.coverage[lang]}")
        try:
            rows = store.raw(source.name).to_csv(index=False).encode()
        except Unreadable:
            raise
        except Problem as problem:
            lines.append(f"  {problem.text(lang)}")
            continue
        contents[f"tables/{files.slug(source.table)}_{files.slug(source.release)}.csv"] = rows
    if recheck.template(verdict.claim) and not store.as_of:  # the files hold what came out later too
        for name in recheck.tables(verdict.claim):
            listed = store.entry(name).path
            contents[f"parquet/{listed}"] = store.file(listed).read_bytes()
        query = recheck.sql(verdict.claim, store, verdict.parameters, path=lambda _, listed: f"parquet/{listed}")
        contents["check.sql"] = query.encode()
    contents["sources.txt"] = ("\n".join(lines) + "\n").encode()
    return _zipped(contents)


def own(question: Question, store: Store, lang: Lang, link: str = "") -> bytes:
    """Return a ZIP of a reader's own claim: ``README.txt``, figure (PNG and CSV), ``check.sql`` and ``claim.toml``.

    ``check.sql`` comes with the Parquet file that it reads. Where a claim cannot be written as SQL or as TOML the
    README says why; it also has the verdict, from where on that is another, and the sources with their editions.

    Args:
        question: the question with the claim in it.
        store: what is asked; with ``question.as_of`` its view of that day.
        lang: of figure and README.
        link: the address of the claim on the page where it was made.

    Raises:
        Problem: the claim cannot be judged.
    """
    judged = judge(question, store)
    asked = judged.question
    view = asked.view(store)
    spec = figure(asked.but(as_of=""), view).spec(lang)
    contents = {files.name(spec, format): files.content(spec, format) for format in ("png", "csv")}
    verdict = judged.verdict
    texts = [judged.statement(lang), f"{verdict.label(lang)}. {verdict.sentence(lang)}"]
    texts += [
        verdict.fill(verdict.claim.rule_text, lang),
        judged.turns(lang),
        verdict.flips(lang),
        spec.source_line,
        link,
    ]
    makers = {"check.sql": lambda: _checked(asked, store, contents), "claim.toml": lambda: to_toml(asked, store)}
    for name, make_text in makers.items():
        try:
            contents[name] = make_text().encode()
        except Unreadable:
            raise
        except Problem as problem:
            texts.append(f"{name}: {problem.text(lang)}")
    contents["README.txt"] = ("\n\n".join(text for text in texts if text) + "\n").encode()
    return _zipped(contents)


def _checked(question: Question, store: Store, contents: dict[str, bytes]) -> str:
    """Return the SQL of a reader's own claim, and put the file that it reads beside it.

    Raises:
        Problem: the claim is about figures that are not as published.
    """
    query = check_sql(question, store, lambda _, listed: f"parquet/{listed}")
    if not query:
        raise Problem("ask_claim_sql")
    listed = question.view(store).entry(question.table).path
    contents[f"parquet/{listed}"] = store.file(listed).read_bytes()
    return query


def _zipped(contents: dict[str, bytes]) -> bytes:
    """Return files as a ZIP; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), contents[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
