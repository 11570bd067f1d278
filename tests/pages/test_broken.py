"""Whatever is wrong with an address, a figure or the store: a sentence in the page's language, and the rest goes on."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from itertools import cycle
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_copy import resource, write

from shortage import claims, figures
from shortage.scenarios import scenarios
from shortage.store import DESCRIPTOR, LAST_LOAD, Store, default_root
from shortage.text import LANGS, Lang, Problem, Unreadable, t
from shortage.web import shell

PAGES = [shell.OVERVIEW, *(one.page for one in claims.themes().values()), shell.PROPOSALS, shell.CLAIM, shell.DATA]
LABOUR = "arbeidsmarktkrapte"


def unharmed(page: Any, sentence: str) -> None:
    """A page said this sentence once, and no trace of the machinery shows."""
    assert page.notices.count(sentence) == 1, page.notices
    for part in ("Traceback", "Error", 'File "', "site-packages"):
        assert part not in page.text


@pytest.mark.parametrize(
    ("name", "key", "label", "lang"),
    [
        (LABOUR, "tak", "choice.branch", "nl"),
        (LABOUR, "vanaf", "choice.since", "en"),
        (LABOUR, "techniek", "choice.sector", "nl"),
        (shell.PROPOSALS, "voorstel", "choice.proposal", "en"),
        (shell.DATA, "tabel", "choice.table", "nl"),
    ],
)
def test_an_unknown_choice_in_the_address_is_said(visit: Any, name: str, key: str, label: str, lang: Lang):
    value = "<b>ZZ</b> {x} %s"
    page = visit(name, taal=lang, **{key: value})
    [notice] = page.notices
    start = t("choice.unknown", lang, value=value, name=t(label, lang), shown="")
    assert notice.startswith(start[:-2]), notice
    assert page.ran.title[0].value == shell.TITLES[name][lang]
    assert "<b>ZZ" not in "".join(page.html)


def test_an_unknown_number_on_a_slider_is_said(visit: Any):
    one = scenarios()["S3"]
    for value in ("much", "-5", "1e9", "nan", "12.3"):
        page = visit(shell.PROPOSALS, voorstel=one.slug, s3_gain=value)
        [notice] = page.notices
        assert value in notice and one.input("gain").text["nl"] in notice


def test_an_unknown_number_of_a_rule_is_said(visit: Any):
    [notice] = visit(shell.CLAIM, id="T4", t4_past_until="veel").notices
    assert "veel" in notice


def test_an_unknown_language_is_said_and_the_page_is_dutch(visit: Any):
    page = visit(LABOUR, taal="klingon")
    assert page.title == shell.TITLES["arbeidsmarktkrapte"]["nl"]
    assert "klingon" in page.notices[0]


@pytest.mark.parametrize("lang", LANGS)
def test_an_unknown_claim_is_said_and_another_is_shown(visit: Any, lang: Lang):
    page = visit(shell.CLAIM, id="Z9", taal=lang)
    unharmed(
        page,
        Problem("claim_unknown", name="Z9", known=", ".join(claim.id for claim in claims.claims().values())).text(lang),
    )
    assert page.title == t("page.claim_title", lang, id=next(iter(claims.claims().values())).id)


def test_an_endless_address_is_cut(visit: Any):
    [notice] = visit(LABOUR, tak="Z" * 5000).notices
    assert len(notice) < 300


@pytest.mark.parametrize(("name", "lang"), list(zip(PAGES, cycle(LANGS), strict=False)))
def test_no_store_is_said_on_every_page(visit: Any, tmp_path: Path, name: str, lang: Lang):
    page = visit(name, store=tmp_path / "nothing", taal=lang)
    expected = Problem("store_missing", path=tmp_path / "nothing").text(lang)
    unharmed(page, expected)
    assert t("page.footer", lang) in page.text


@pytest.mark.parametrize("body", ["", "{", "[]", '{"name": "something else"}', "\x00\xff"])
def test_a_descriptor_that_is_none_is_said(visit: Any, copy: Path, body: str):
    (copy / DESCRIPTOR).write_text(body, "utf-8")
    with pytest.raises(Problem) as raised:
        Store(copy).entries()
    for name in (LABOUR, shell.DATA):
        unharmed(visit(name, store=copy), raised.value.text("nl"))


def missing(store: Path, name: str, file: Path) -> None:
    file.unlink()


def truncated(store: Path, name: str, file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def foreign(store: Path, name: str, file: Path) -> None:
    pq.write_table(pa.table({"what": ["is this"]}), file)
    descriptor, entry = resource(store, name)
    entry["hash"] = f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    entry["bytes"] = file.stat().st_size
    write(store, descriptor)


def listed_wrongly(store: Path, name: str, file: Path) -> None:
    descriptor, entry = resource(store, name)
    entry["path"] = entry["path"].replace(".parquet", "-gone.parquet")
    write(store, descriptor)


@pytest.mark.parametrize(
    ("harm", "lang"), [(missing, "nl"), (truncated, "en"), (foreign, "nl"), (listed_wrongly, "en")]
)
def test_a_broken_table_stops_only_what_needs_it(visit: Any, copy: Path, harm: Any, lang: Lang):
    """Tightness stands on vacancies, unemployment and more; vacancies per 1,000 jobs stand on a table of their own."""
    name = "vacancy_rate"
    _, entry = resource(copy, name)
    harm(copy, name, copy / entry["path"])
    with pytest.raises(Problem) as raised:
        Store(copy).read(name)
    whole, page = visit(LABOUR, taal=lang), visit(LABOUR, store=copy, taal=lang)
    assert 0 < len(page.charts) < len(whole.charts)
    assert raised.value.text(lang) in page.notices
    assert set(page.figure_titles) <= set(whole.figure_titles)
    detail = visit(shell.DATA, store=copy, tabel=name, taal=lang)
    assert raised.value.text(lang) in detail.notices
    assert entry["tableId"] in detail.text


def test_a_broken_table_leaves_the_overview_of_all_claims(visit: Any, copy: Path):
    """Each claim is judged anew on such a store, which takes long: here once."""
    _, entry = resource(copy, "vacancy_rate")
    missing(copy, "vacancy_rate", copy / entry["path"])
    page = visit(shell.OVERVIEW, store=copy)
    assert page.title == t("page.home_title", "nl")
    with pytest.raises(Unreadable) as raised:
        claims.judge(claims.claim("T1"), Store(copy))
    assert t("verdict.not_now", "nl", why=raised.value.text("nl")) in page.notices
    assert claims.judge(claims.claim("T4"), Store()).sentence("nl") in page.text


def test_a_figure_that_fails_leaves_the_others(visit: Any, monkeypatch: pytest.MonkeyPatch, copy: Path):
    def fail(view: Any, *, since: str = "2010") -> None:
        raise RuntimeError("secret path /etc/passwd")

    broken = figures.figures()["tightness"]
    whole = visit(LABOUR)
    for registry in (figures.figures(), figures.drawable()):
        monkeypatch.setitem(registry, "tightness", dataclasses.replace(broken, function=fail))
    page = visit(LABOUR, store=copy)
    unharmed(page, t("page.unexpected", "nl"))
    assert "secret" not in page.text
    assert len(page.charts) == len(whole.charts) - 1


def test_the_last_load_and_its_errors_are_told(visit: Any, copy: Path):
    why = {"nl": "De uitgever antwoordde niet.", "en": "The publisher did not answer."}
    tables = [
        {"name": "vacancies", "table": "80472ned", "outcome": "unchanged", "problem": None},
        {"name": "vacancy_rate", "table": "80567ned", "outcome": "failed", "problem": why},
    ]
    (copy / LAST_LOAD).write_text(json.dumps({"begun": "2026-11-01", "ended": "2026-11-02T03:04:05", "tables": tables}))
    for lang in LANGS:
        page = visit(shell.DATA, store=copy, taal=lang)
        assert f"80567ned: {why[lang]}" in page.text
        assert t("page.last_load_none", lang) not in page.text
    (copy / LAST_LOAD).write_text('{"tables": 7}')
    assert visit(shell.DATA, store=copy).title == t("page.data_title", "nl")


def test_what_changed_since_the_previous_release_is_told(visit: Any, copy: Path):
    descriptor, entry = resource(copy, "vacancies_private")
    before = copy / entry["path"].replace(entry["release"], "2001-02-03")
    rows = pd.read_parquet(copy / entry["path"])
    rows.loc[rows["value"].notna().idxmax(), "value"] += 1
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), before)
    older = json.loads(json.dumps(entry))
    older |= {"path": before.relative_to(copy).as_posix(), "release": "2001-02-03", "current": False}
    older |= {"hash": f"sha256:{hashlib.sha256(before.read_bytes()).hexdigest()}", "bytes": before.stat().st_size}
    shutil.copy(copy / entry["codes"]["path"], copy / entry["codes"]["path"].replace(entry["release"], "2001-02-03"))
    older["codes"]["path"] = entry["codes"]["path"].replace(entry["release"], "2001-02-03")
    older["name"] = entry["name"].replace(entry["release"], "2001-02-03")
    descriptor["resources"].append(older)
    write(copy, descriptor)
    text = visit(shell.DATA, store=copy, tabel="vacancies_private").text
    told = t("page.changes_summary", "nl", before="3 februari 2001", changed="1", new="0", gone="0", status="0")
    assert told in text
    assert t("page.changes_none", "nl") in visit(shell.DATA, tabel="vacancies_private").text


def test_the_snapshot_is_not_touched_by_these_tests():
    assert Store(default_root()).entries()
