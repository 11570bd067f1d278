"""Citations: computed from what was read, in two styles and two languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from shortage.figures import cite, figures, make
from shortage.figures.base import source_line
from shortage.store import Source, Store, default_root
from shortage.text import LANGS, Text

STORE = Store(default_root())
SOURCE = Source(
    table="80472ned",
    name="vacancies",
    title=Text(nl="Vacatures", en="Vacancies"),
    publisher="CBS",
    release="2026-07-30",
    retrieved="2026-11-03T10:00:00",
    origin="loaded",
    licence="CC-BY-4.0",
    url="https://example.org/80472ned",
)


def test_what_stands_for_a_publisher_is_said_in_the_language_of_the_reader():
    several = replace(SOURCE, publisher="diverse uitgevers")
    for said in (source_line([several], "en"), cite.apa(several, "en"), cite.footnote(several, "en")):
        assert "various publishers" in said and "diverse" not in said
    assert "diverse uitgevers 80472ned" in source_line([several], "nl")


def test_apa_in_both_languages_by_hand():
    assert cite.apa(SOURCE, "nl") == (
        "Centraal Bureau voor de Statistiek. (2026, 30 juli). Vacatures (tabel 80472ned) [Dataset]. "
        "Geraadpleegd op 3 november 2026, van https://example.org/80472ned"
    )
    assert cite.apa(SOURCE, "en") == (
        "Statistics Netherlands (CBS). (2026, July 30). Vacancies (table 80472ned) [Data set]. "
        "Retrieved on 3 November 2026, from https://example.org/80472ned"
    )


def test_the_footnote_by_hand():
    assert cite.footnote(SOURCE, "nl") == (
        "CBS, Vacatures, tabel 80472ned, uitgave 30 juli 2026, geraadpleegd op 3 november 2026, "
        "https://example.org/80472ned"
    )


@pytest.mark.parametrize(
    ("release", "words"),
    [("2025", "(2025)"), ("2026-04", "(2026, april)"), ("undated", "(z.d.)"), ("2026-13", "(2026)"),
     ("2026-07-30-1a2b3c4d", "(2026, 30 juli)")],
)  # fmt: skip
def test_a_release_that_is_no_full_date(release: str, words: str):
    assert words in cite.apa(replace(SOURCE, release=release), "nl")


def test_a_day_of_retrieval_that_is_not_known_is_not_made_up():
    assert "in november 2026," in cite.apa(replace(SOURCE, retrieved="2026-11"), "nl")
    assert "op onbekende datum," in cite.apa(replace(SOURCE, retrieved=""), "nl")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", figures())
def test_a_citation_names_every_table_with_its_edition(id, lang):
    spec = make(id, STORE, lang)
    apa = cite.citation(spec, "apa", "https://example.org/x").split("\n")
    foot = cite.citation(spec, "note", "https://example.org/x")
    assert len(apa) == len({one.table for one in spec.sources}) + 1
    for source in spec.sources:
        [line] = [one for one in apa if f" {source.table})" in one]
        assert source.url in line and source.title[lang] in line
        assert f" {source.table}, " in foot and source.url in foot
        assert f" {source.table}, {source.edition(lang)}, " in foot
    assert apa[-1].endswith("https://example.org/x") and foot.endswith("https://example.org/x")
    assert spec.data_version in apa[-1] and spec.data_version in foot
    assert "\n" not in foot and not re.search(r"\{\w*\}", foot + "".join(apa))


def test_the_sentence_is_the_computed_finding_and_never_a_users_title():
    spec = make("open-vacancies", STORE, "nl")
    assert spec.guarded is not None and spec.guarded.holds
    own = replace(spec, own_title="Een ramp")
    assert cite.finding(own) == cite.finding(spec)
    assert spec.guarded.sentence in cite.finding(spec) and spec.subtitle in cite.finding(spec)
    assert "Een ramp" not in cite.citation(own, "note")
    unproven = replace(spec, guarded=replace(spec.guarded, holds=False))
    assert cite.finding(unproven).startswith(f"De figuur toont “{spec.neutral_title}” ")
    assert cite.finding(spec).startswith(f"De cijfers laten zien: “{spec.guarded.sentence}” "), "a headline has no verb"
    assert cite.finding(replace(spec, lang="en")).startswith("The figures show: “")
    assert spec.guarded.sentence not in cite.finding(unproven)
