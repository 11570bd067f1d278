"""What a pasted link shows: the finding, its source and the pinned picture, whoever asks and whatever stands in it."""

from __future__ import annotations

import dataclasses
import html
import io
import shutil
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from PIL import Image

from operations.head import Tags
from operations.routed import answer, answered
from shortage import catalog, claims, figures
from shortage.figures.style import PREVIEW, SIZES
from shortage.page import words
from shortage.store import Store, default_root
from shortage.text import LANGS
from shortage.web import assets, framework, guard, links, preview, shell

STORE = Store(default_root())
PUBLIC = "https://krapte.example.org"
DAY = "2025-05-21"


@pytest.fixture(autouse=True)
def named(monkeypatch):
    """The dashboard knows where it stands for the outside."""
    monkeypatch.setenv("SHORTAGE_PUBLIC_URL", PUBLIC)


def tags(path):
    """Return the tags that stand in the head of a page, as they are made for a server."""
    place, _, query = path.partition("?")
    scope = {"type": "http", "path": place, "query_string": query.encode(), "headers": []}
    return Tags(preview.tags(*assets.asked(place, scope), guard.language(scope))[1].encode()).content


def picture(found):
    path = found["og:image"]
    assert path.startswith(f"{PUBLIC}/preview/")
    status, headers, body = answer(path.removeprefix(PUBLIC))
    assert status == 200 and headers["content-type"] == "image/png", body[:200]
    assert Image.open(io.BytesIO(body)).size == (SIZES[PREVIEW].width, SIZES[PREVIEW].height)
    return body


@pytest.mark.parametrize("lang", LANGS)
def test_a_claim_shows_its_finding_its_source_and_its_pinned_figure(lang):
    verdict = claims.judge(claims.claim("T3"), STORE)
    found = tags(f"/bewering?id=T3&taal={lang}")
    assert found["og:title"] == found["twitter:title"] == words.sentences(verdict.sentence(lang))[0]
    assert (
        verdict.label(lang) in found["og:description"] and verdict.finding.sources[0].table in found["og:description"]
    )
    assert found["twitter:card"] == "summary_large_image" and found["og:locale"] == preview.LOCALE[lang]
    spec = figures.make(verdict.claim.figures[0], STORE, lang)
    assert found["og:image:alt"] == spec.alt
    assert f"{links.STAND}=" in found["og:image"]
    picture(found)


def test_a_claim_of_an_earlier_day_and_with_an_own_rule_shows_that():
    then = claims.judge(claims.claim("T3"), STORE.view(DAY))
    found = tags(f"/bewering?id=T3&peildatum={DAY}")
    assert found["og:title"] == words.sentences(then.sentence("nl"))[0]
    assert f"peildatum={DAY}" in found["og:image"] and f"peildatum={DAY}" in found["og:url"]
    own = claims.judge(claims.claim("T4"), STORE, {"past_until": 2022})
    found = tags("/bewering?id=T4&t4_past_until=2022")
    assert own.label("nl") in found["og:description"] and preview.WORDS["own_rule"]["nl"] in found["og:description"]
    assert "t4_past_until=2022" in found["og:url"] and "past_until=2022" in found["og:image"]


def test_a_question_of_the_readers_own_shows_its_figure():
    store = Store(default_root())
    spec = figures.make("explore", store, "nl", table="vacancies", along="branch", members=("C", "F"))
    for path in (f"/{shell.EXPLORE}?tabel=vacancies&branch=C,F", links.page(spec)):
        found = tags(path)
        assert found["og:title"] == spec.title and "/preview/explore.png?" in found["og:image"]
    assert picture(found)


def test_a_readers_own_words_are_in_no_preview():
    spec = figures.make("open-vacancies", STORE, "nl", note="2022KW02:Geheim plan", mark=("debate",))
    found = tags(links.page(spec))
    assert "Geheim" not in str(found) and "moment=debate" in found["og:image"]
    address = found["og:image"].removeprefix(PUBLIC)
    [plain, told] = answered([address, f"{address}&notitie=2022KW02:Geheim%20plan"]).values()
    assert plain[0] == 200 and told[2] == plain[2]


@pytest.mark.parametrize("path", ["/", "/beweringen", *(f"/{theme.page}" for theme in claims.themes().values())])
def test_home_and_themes_show_what_they_found(path):
    found = tags(path)
    assert found["og:title"] and found["og:description"] and picture(found)


def test_a_frozen_link_shows_tomorrow_what_was_sent_today(tmp_path, monkeypatch):
    copy = tmp_path / "store"
    shutil.copytree(default_root(), copy)
    monkeypatch.setenv("SHORTAGE_STORE", str(copy))
    spec = figures.make("open-vacancies", Store(copy), "nl", branch="C")
    address = links.page(spec)
    before = tags(address)
    assert before["og:title"] == spec.title and before["og:url"] == PUBLIC + address
    drawn = picture(before)
    store = Store(copy)
    rows = store.raw("vacancies")
    rows.loc[rows["value"].notna(), "value"] *= 2
    when = {"release": "2099-01-01", "modified": "2099-01-01", "retrieved": "2099-01-01"}
    store.write(catalog.table("vacancies"), rows, store.codes("vacancies"), **when, origin="loaded")
    after = tags(address)
    assert {key: after[key] for key in before} == before
    assert picture(after) == drawn
    # Without the releases a link follows the newest figures.
    assert tags(links.page(spec, is_frozen=False))["og:image"] != before["og:image"]


HOSTILE = "\"><script>alert('1')</script>{{ 7*7 }}</title>&amp;\x00"


def test_hostile_titles_are_escaped(monkeypatch):
    monkeypatch.setenv("SHORTAGE_PUBLIC_URL", PUBLIC)
    shown = preview.Preview(HOSTILE, HOSTILE, "/" + HOSTILE, "/preview/x.png?" + HOSTILE, HOSTILE, "/oembed?" + HOSTILE)
    monkeypatch.setattr(preview, "of", lambda *given: shown)
    page = framework.index("<html><head><title>x</title></head><body></body></html>", "nl", False)[0]
    body = framework.with_head(page, "nl", *preview.tags("", {}, "nl"))
    made = Tags(body)
    assert made.scripts == Tags(page).scripts and b"<script>alert" not in body
    assert made.content["og:title"] == made.content["og:image:alt"] == HOSTILE
    assert html.escape(HOSTILE).encode() in body and b"49" not in body


def test_without_an_address_of_its_own_nothing_whole_is_named(monkeypatch):
    monkeypatch.delenv("SHORTAGE_PUBLIC_URL", raising=False)
    made = Tags(f"<head>{preview.tags(shell.CLAIM, {'id': 'T3'}, 'nl')[1]}</head>".encode()).content
    assert made["og:title"] and made["twitter:card"] == "summary"
    assert not {"og:url", "og:image", "twitter:image"} & set(made)


def test_a_figure_with_a_title_of_the_readers_own_shows_the_computed_one():
    spec = dataclasses.replace(figures.make("tightness", STORE, "nl"), own_title="Zelf bedacht")
    address = links.page(spec) + "&titel=" + quote("Zelf bedacht")
    shown = preview.of(links.PAGE, dict(parse_qsl(urlsplit(address).query)), "nl")
    assert shown.title == figures.make("tightness", STORE, "nl").title and "bedacht" not in str(shown)
