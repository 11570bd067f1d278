"""What stands at fixed addresses: list and description of the API, feed, calendar, data package, map of the site."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from operations.routed import answer
from shortage import catalog, claims, feed, figures, history
from shortage.store import Store, default_root
from shortage.text import LANGS, Problem, Text
from shortage.web import api, links, public, routes, shell, whole

STORE = Store(default_root())
PUBLIC = "https://krapte.example.org/kijk"
ATOM, MAP = f"{{{feed.ATOM}}}", f"{{{whole.SITEMAP}}}"


@pytest.fixture(autouse=True)
def unnamed(monkeypatch):
    """A dashboard that does not know where it stands for the outside, unless a test says so."""
    monkeypatch.delenv("SHORTAGE_PUBLIC_URL", raising=False)


@pytest.fixture(scope="module")
def changes():
    """What new releases changed of verdicts: worked out once for both languages."""
    return history.read(STORE)


def validate(description):
    """Check a description against OpenAPI's own schema; what does so takes seconds to import, also where unused."""
    from openapi_spec_validator import validate as check

    check(description)


def test_the_description_is_sound_and_names_every_route():
    told = api.described(routes.addresses(), "", "")
    validate(told)
    assert set(told["paths"]) == {one.path for one in routes.routes()}
    listed = api.listed(routes.addresses(), "nl", "")
    assert {one["path"] for one in listed["addresses"]} == set(told["paths"])
    assert {one["id"] for one in listed["figures"]} == set(figures.figures())


def test_the_list_and_the_description_are_answered():
    for lang in LANGS:
        told = json.loads(answer(f"/api?lang={lang}")[2])
        assert told["addresses"][0]["about"] and told["data_version"] == STORE.version
    told = json.loads(answer("/api/openapi.json")[2])
    validate(told)
    needed = {
        path: [one["name"] for one in each["get"]["parameters"] if one["in"] == "query" and one.get("required")]
        for path, each in told["paths"].items()
    }
    assert {path: names for path, names in needed.items() if names} == {"/note.{kind}": ["korf"], "/oembed": ["url"]}


@pytest.mark.parametrize("lang", LANGS)
def test_the_feed_holds_releases_and_verdicts_of_known_days_only(changes, lang):
    status, headers, body = answer(f"/feed.xml?lang={lang}")
    assert status == 200 and headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(body)
    entries = root.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == len(ids) > 0 and all(one.startswith("urn:uuid:") for one in ids)
    for one in [root, *entries]:
        assert dt.datetime.fromisoformat(one.findtext(f"{ATOM}updated"))
    titles = [one.findtext(f"{ATOM}summary") for one in entries]
    assert {one.sentence(lang) for one in changes if len(one.at) >= 10} <= set(titles)
    days = {one.modified[:10] for listed in STORE.entries().values() for one in listed}
    assert {one.findtext(f"{ATOM}updated")[:10] for one in entries} <= days
    # Links are relative where the dashboard does not know its address, and lead to pages that are there.
    for one in entries:
        href = one.find(f"{ATOM}link").get("href")
        assert href.startswith("./") and urlsplit(href).path[2:] in shell.TITLES
    assert answer(f"/feed.xml?lang={lang}", **{"If-None-Match": headers["etag"]})[0] == 304


def test_a_feed_says_nothing_that_breaks_it(monkeypatch):
    nasty = "</title><script>alert(1)</script>\x00\x1b & \ud800"
    one = feed.Entry("2026-01-02", "k", nasty, nasty, "data", {"tabel": 'a"&<b>'})
    body = feed.atom([one], "nl", "", "feed.xml")
    [entry] = ElementTree.fromstring(body).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "</title><script>alert(1)</script> & "
    assert b"<script" not in body
    due = feed.Due(
        dt.date(2026, 1, 2), "vacancies", Text(nl="a\r\nBEGIN:VEVENT;," * 9, en="b"), False, Text(nl=nasty, en="")
    )
    lines = feed.calendar([due], "nl", dt.date(2026, 1, 1)).decode().split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 1 and max(len(line.encode()) for line in lines) <= 75


def test_the_calendar_has_days_that_a_publisher_or_its_practice_gives_and_no_others(tmp_path, monkeypatch):
    today = dt.date(2026, 8, 1)
    by_table = {one.table: one for one in feed.due(STORE, today)}
    due = by_table["vacancies"]
    assert due.is_expected and due.period == "2026KW03"
    assert due.day == catalog.publication_lag("vacancies").out_on("2026KW03")
    assert set(by_table) <= set(feed.named_tables())
    # A publisher's own day takes the place of ours; words without a day, or with two, give none.
    listed = dict(STORE.entries())
    for said, wanted in (
        ("De cijfers over het derde kwartaal komen op 13 november 2026.", {dt.date(2026, 11, 13): False}),
        ("Niet op 31 februari 2026.", {due.day: True}),
        ("Op 13 november 2026 of op 14 november 2026.", {due.day: True}),
        ("Op 13 november 2020.", {}),
    ):
        first, *rest = listed["vacancies"]
        changed = first.model_copy(update={"extra": {**first.extra, "next": said}})
        with monkeypatch.context() as patched:
            patched.setattr(
                STORE, "entries", lambda changed=changed, rest=rest: {**listed, "vacancies": [changed, *rest]}
            )
            found = {one.day: one.is_expected for one in feed.due(STORE, today) if one.table == "vacancies"}
        assert found == wanted, said


def test_the_calendar_is_answered_as_one():
    status, headers, body = answer("/kalender.ics?lang=en")
    assert status == 200 and headers["content-type"].startswith("text/calendar")
    lines = body.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(feed.due(STORE, dt.date.today()))


def test_the_data_package_leads_to_every_table_as_it_is_described():
    package = json.loads(answer("/datapackage.json")[2])
    assert package["profile"] == "data-package" and package["dataVersion"] == STORE.version
    assert len(package["resources"]) == len(STORE.entries())
    for one in package["resources"][::20]:
        assert re.fullmatch(r"[a-z0-9._-]+", one["name"]) and one["licenses"] and one["sources"]
        rows = list(csv.reader(io.StringIO(answer(f"/{one['path']}")[2].decode())))
        assert rows[0] == [field["name"] for field in one["schema"]["fields"]]
        assert len(rows) - 1 == one["rowCount"]


def test_without_an_address_of_its_own_there_is_no_map_and_no_whole_address():
    status, _, body = answer("/sitemap.xml", Host="evil.example.com")
    assert status == 404 and "SHORTAGE_PUBLIC_URL" in json.loads(body)["error"]
    for path in ("/robots.txt", "/feed.xml", "/datapackage.json", "/api/openapi.json"):
        assert b"evil.example.com" not in answer(path, Host="evil.example.com")[2], path
    assert b"Sitemap" not in answer("/robots.txt")[2]


def test_whole_addresses_come_from_the_setting_alone(monkeypatch):
    monkeypatch.setenv("SHORTAGE_PUBLIC_URL", f"{PUBLIC}/")
    body = answer("/sitemap.xml", Host="evil.example.com")[2]
    found = [one.text for one in ElementTree.fromstring(body).iter(f"{MAP}loc")]
    assert all(one.startswith(f"{PUBLIC}/") for one in found) and len(set(found)) == len(found)
    assert len(found) == len(LANGS) * len(whole.addresses())
    for one in found:
        path, values = urlsplit(one).path.removeprefix("/kijk/"), dict(parse_qsl(urlsplit(one).query))
        assert path in ("", *shell.TITLES)
        assert values.get("id", "T3") in {*claims.claims(), "T3"}
        assert values.get(links.FIGURE, "tightness") in figures.figures()
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in answer("/robots.txt")[2].decode()
    feed_links = re.findall(r'href="([^"]+)"', answer("/feed.xml")[2].decode())
    assert feed_links and all(one.startswith(f"{PUBLIC}/") for one in feed_links)
    assert json.loads(answer("/api/openapi.json")[2])["servers"] == [{"url": PUBLIC}]


@pytest.mark.parametrize("set_", ["javascript:alert(1)", "https://a b", "//x", "https://x/?q=1", 'https://x/"><', "x"])
def test_a_setting_that_is_no_address_is_refused(monkeypatch, set_):
    monkeypatch.setenv("SHORTAGE_PUBLIC_URL", set_)
    with pytest.raises(Problem, match="SHORTAGE_PUBLIC_URL"):
        public.base()
