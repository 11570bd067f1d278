"""The web server: headers, compression, language, readiness, and addresses for other systems."""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import io
import json
import re
import shutil
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from docx import Document
from typer.testing import CliRunner

from operations.head import Tags
from operations.reader import Reader
from operations.routed import answer, answered
from operations.serving import App, get
from shortage import catalog, figures, history
from shortage.cli import cli
from shortage.render import files, office
from shortage.render.note import Item
from shortage.store import DESCRIPTOR, Store, default_root
from shortage.text import LANGS, t
from shortage.web import assets, basket, framework, links, preview, routes, shell

PUBLIC = "https://krapte.example.org"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(default_root(), root)
    return root


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "app.log"


@pytest.fixture(scope="module")
def app(copy, log):
    one = App(copy, log=log, SHORTAGE_ALLOWED_HOSTS="127.0.0.1 *.example.org", SHORTAGE_PUBLIC_URL=PUBLIC).wait()
    yield one
    one.kill()


@pytest.fixture
def moved(copy):
    """Put a newer release of one table into the served store; afterwards all is as it was."""
    before = (copy / DESCRIPTOR).read_bytes()
    store = Store(copy)
    entry, rows = store.entry("vacancies"), store.raw("vacancies")
    rows.loc[rows["value"].notna(), "value"] += 1
    codes = store.codes("vacancies")
    times = {"release": "2099-01-01", "modified": "2099-01-01", "retrieved": "2099-01-01"}
    yield lambda: store.write(catalog.table("vacancies"), rows, codes, **times, origin="loaded") and entry
    (copy / DESCRIPTOR).write_bytes(before)


def command(*words):
    done = CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout.encode()


def test_the_page_comes_in_the_language_that_is_asked_for(app):
    for path, lang in (("/", "nl"), ("/onderwijs?taal=en", "en"), ("/onderwijs?taal=xx", "nl"), ("/?taal=%00", "nl")):
        status, headers, body = get(app.url + path)
        assert status == 200 and headers["content-type"].startswith("text/html")
        assert re.findall(rb'<html lang="(\w+)"', body) == [lang.encode()], path
        assert b"Streamlit</title>" not in body


def test_a_page_has_what_a_pasted_link_shows_as_soon_as_that_is_known(app, monkeypatch):
    """The first to ask may be told less, so as not to wait."""
    monkeypatch.setenv("SHORTAGE_PUBLIC_URL", PUBLIC)  # here, too
    path = "/bewering?id=T3&taal=nl"
    _, head = preview.tags(shell.CLAIM, {"id": "T3"}, "nl")
    wanted, found = Tags(head.encode()).content, {}
    end = time.monotonic() + 300
    while "og:image" not in found and time.monotonic() < end:
        status, headers, body = get(app.url + path, **{"Accept": "*/*", "Accept-Encoding": "gzip"})
        assert status == 200 and headers["content-type"].startswith("text/html")
        assert "set-cookie" not in headers, "a preview needs no session"
        found = Tags(gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body).content
        time.sleep(0.2)
    assert {name: found.get(name) for name in wanted} == wanted
    address = wanted["og:image"].removeprefix(PUBLIC)
    assert get(app.url + address)[2] == answer(address)[2]


@pytest.mark.parametrize(
    "path",
    [
        "/bewering?id=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/figuren?figuur=tightness&stand=%22%3E%3Cscript%3E",
        "/figuren?figuur=no-such",
        "/bewering?id=T3&peildatum=%22onload=x",
        "/bewering?id=T4&t4_past_until=%3Cimg%20src%3Dx%3E",
        "/voorstellen?voorstel=" + "x" * 3000,
        "/?" + "&".join(f"a{n}=1" for n in range(200)),
    ],
)
def test_what_stands_in_an_address_of_a_page_stays_text(app, path):
    status, _, body = get(app.url + path, Host="evil.example.org")
    assert status == 200
    assert b"evil.example.org" not in body
    plain = Tags(get(f"{app.url}/data")[2])
    made = Tags(body)
    assert made.scripts == plain.scripts
    assert made.content["og:title"] and not re.search(r"[<>]", made.content.get("og:url", ""))


def test_the_first_page_answers_to_its_own_name(app):
    given = urllib.request.Request(f"{app.url}/beweringen?taal=en")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(given) as answer:
        assert answer.url == f"{app.url}/?taal=en" and answer.status == 200


def test_the_page_in_one_language_is_not_taken_for_the_other(app):
    _, headers, _ = get(app.url + "/")
    assert get(app.url + "/", **{"If-None-Match": headers["etag"]})[0] == 304
    assert get(app.url + "/?taal=en", **{"If-None-Match": headers["etag"]})[0] == 200


def test_every_answer_carries_the_headers_that_guard_it(app):
    for path in ("/", "/api/ready", "/figure/tightness.svg", "/figure/x.svg", "/_stcore/health"):
        _, headers, _ = get(app.url + path)
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] and headers["x-frame-options"] == "SAMEORIGIN", path
        assert "content-security-policy" in headers and headers["x-request-id"], path
    rules = get(app.url + "/")[1]["content-security-policy"]
    scripts = next(one for one in rules.split("; ") if one.startswith("script-src"))
    assert "unsafe" not in scripts and "http" not in rules and "frame-ancestors 'self'" in rules


def test_scripts_come_compressed_and_may_be_kept_for_ever(app):
    page = get(app.url + "/")[2].decode()
    script = re.findall(r'src="\./(static/js/index[^"]+)"', page)[0]
    plain = get(f"{app.url}/{script}")
    packed = get(f"{app.url}/{script}", **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed[2]) == plain[2] and len(packed[2]) < len(plain[2]) / 2
    assert packed[1]["content-encoding"] == "gzip" and "Accept-Encoding" in packed[1]["vary"]
    assert "immutable" in packed[1]["cache-control"] and "immutable" in plain[1]["cache-control"]
    brotli = pytest.importorskip("brotli")
    best = get(f"{app.url}/{script}", **{"Accept-Encoding": "gzip, br"})
    assert best[1]["content-encoding"] == "br" and brotli.decompress(best[2]) == plain[2]
    assert "content-encoding" not in get(f"{app.url}/{script}", **{"Accept-Encoding": "gzip;q=0, br;q=0"})[1]
    assert get(app.url + "/")[1]["cache-control"] == "no-cache"


def test_the_drawing_library_is_run_early_where_a_page_begins_with_charts(app):
    soon = rb'href="./static/js/PlotlyChart[^"]+" data-soon>'
    for page in ("arbeidsmigratie", "verkennen"):
        assert re.search(soon, get(f"{app.url}/{page}")[2]), page
    elsewhere = get(app.url + "/data")[2]
    assert b"PlotlyChart" in elsewhere and not re.search(soon, elsewhere)


def test_other_names_are_turned_away_but_not_a_probe(app):
    assert get(app.url + "/", Host="elsewhere.test")[0] == 400
    assert get(app.url + "/", Host="a.example.org")[0] == 200
    assert get(app.url + "/api/ready", Host="elsewhere.test")[0] == 200


def test_what_the_toolkit_says_of_its_own_accord_is_what_we_put_into_dutch():
    """A newer Streamlit that says something else is noticed here, not by a reader of a Dutch page."""
    scripts = "".join(path.read_text("utf-8") for path in (framework.folder() / "static" / "js").glob("*.js"))
    said = {
        key: [part for part in re.split(r"\{\w+\}", text.en) if part.strip()] for key, text in framework.OWN.items()
    }
    said["enter"] = said["enter"][0].split(" apply")
    said["too_many"] = said["too_many"][:1]
    assert [key for key, parts in said.items() if not all(part in scripts for part in parts)] == []


def test_an_address_that_is_none_of_ours_is_not_found_in_the_readers_language(app):
    for lang in LANGS:
        theirs = ("/media/x.png", "/component/x/y.js", "/component/../x", "/_stcore/x", "/static/js/x.js")
        ours = (
            "/krapte",
            "/feeds.xml",
            "/feed",
            "/nope.json",
            "/api/x",
            "/embed",
            "/onderwijs/x",
            "/bewering/x",
            "/.env",
        )
        for path in (*ours, *theirs):
            status, headers, body = get(f"{app.url}{path}?taal={lang}")
            assert status == 404 and headers["cache-control"] == "no-store"
            assert t("server.no_page", lang) in body.decode()
    systems = ("/api", "/api/openapi.json", "/feed.xml", "/kalender.ics", "/datapackage.json", "/sitemap.xml")
    for path in ("/", "/onderwijs", "/bewering/", *systems):
        assert get(app.url + path)[0] == 200, path
    status, headers, body = get(app.url + "/robots.txt")
    assert status == 200 and headers["content-type"].startswith("text/plain") and body.startswith(b"User-agent: *")


def test_what_is_for_inside_does_not_answer_outside(app):
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/upload_file/x/y"):
        assert get(app.url + path)[0] == 404


@pytest.mark.parametrize("path", ["/_stcore/upload_file/x/y", "/figure/tightness.png", "/"])
def test_nothing_is_taken_in(app, path):
    """Files that no page asked for filled the memory: a session keeps what is put there for as long as it lives."""
    asked = urllib.request.Request(app.url + path, data=b"x" * 1000, method="PUT")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=20)
    assert refused.value.code in (404, 405)


def test_ready_tells_the_data_and_their_age(app, copy):
    status, _, body = get(app.url + "/api/ready")
    facts = json.loads(body)
    assert status == 200 and facts["ready"] and facts["missing"] == []
    assert facts["data"]["version"] == Store(copy).version
    assert isinstance(facts["data"]["age_days"], int)


def test_ready_names_a_table_that_has_gone_and_is_not_ready_without_a_store(app, copy):
    entry, whole = Store(copy).entry("vacancies"), (copy / DESCRIPTOR).read_bytes()
    (copy / entry.path).rename(copy / "aside")
    try:
        status, _, body = get(app.url + "/api/ready")
        assert status == 503 and json.loads(body)["missing"] == ["vacancies"]
        (copy / DESCRIPTOR).unlink()
        status, _, body = get(app.url + "/api/ready")
        assert status == 503 and not json.loads(body)["ready"] and "Traceback" not in body.decode()
        (copy / DESCRIPTOR).write_text("{", "utf-8")
        assert get(app.url + "/api/ready")[0] == 503
        status, _, body = get(app.url + "/figure/tightness.png")
        assert status == 503 and "error" in json.loads(body)
    finally:
        (copy / DESCRIPTOR).write_bytes(whole)
        (copy / "aside").rename(copy / entry.path)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_claims_are_those_of_the_command_line(app, lang):
    status, headers, body = get(f"{app.url}/api/claims.json?lang={lang}")
    assert status == 200 and headers["content-type"] == "application/json"
    assert body.strip() == command("claims", "--json", "--lang", lang).strip()
    assert get(f"{app.url}/api/claims.json?lang={lang}", **{"If-None-Match": headers["etag"]})[0] == 304


def test_the_history_is_that_of_the_command_line(app):
    status, headers, body = get(f"{app.url}/api/history.json?lang=en&limit=0")
    assert status == 200
    assert json.loads(body) == json.loads(json.dumps([one.facts("en") for one in history.read(Store())]))
    assert len(json.loads(get(f"{app.url}/api/history.json?limit=1")[2])) == 1
    assert get(f"{app.url}/api/history.json?lang=en&limit=0", **{"If-None-Match": headers["etag"]})[0] == 304
    for wrong in ("limit=x", "limit=-1", "lang=fr"):
        assert get(f"{app.url}/api/history.json?{wrong}")[0] == 400, wrong


def test_a_file_by_address_is_the_file_of_the_command_line(app, tmp_path):
    command(
        "export", "tightness", "--format", "png,svg,pdf,csv", "--size", "slide", "--lang", "en", "--out", str(tmp_path)
    )
    made = {path.suffix[1:]: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(made) == {"png", "svg", "pdf", "csv"}
    for format, body in made.items():
        place = "data" if format == "csv" else "figure"
        status, headers, got = get(f"{app.url}/{place}/tightness.{format}?lang=en&size=slide")
        assert status == 200 and got == body, format
        again = get(f"{app.url}/{place}/tightness.{format}?lang=en&size=slide", **{"If-None-Match": headers["etag"]})
        assert again[0] == 304 and again[2] == b""


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/figure/nothing.png", 404),
        ("/figure/tightness.exe", 400),
        ("/figure/tightness", 400),
        ("/figure/..%2F..%2Fetc%2Fpasswd.png", None),
        ("/figure/tightness.png?lang=xx", 400),
        ("/figure/tightness.png?size=huge", 400),
        ("/figure/tightness.png?plain=perhaps", 400),
        ("/figure/open-vacancies.png?tak=%3Cscript%3E", 400),
        ("/figure/open-vacancies.png?tak=" + "A" * 3000, 400),
        ("/figure/open-vacancies.png?x=" + "A" * 9000, 400),
        ("/figure/international-share.png?phi=1e999", 400),
        ("/figure/international-share.png?phi=nan", 400),
        ("/figure/tightness.png?stand=80472ned~1999-01-01", 410),
        ("/figure/tightness.png?stand=;;;", 400),
        ("/figure/tightness.svg?titel=" + "x" * 161, 400),
        ("/note.docx", 400),
        ("/factsheet.pdf", 400),
        ("/factsheet.pdf?claim=no-such", 400),
        ("/note.docx?korf=no-such", 404),
        ("/note.exe?korf=tightness", 400),
        ("/note.docx?korf=tightness!tak=ZZ", 400),
        ("/note.docx?korf=" + ";".join(["tightness"] * 41), 400),
        ("/note.docx?korf=" + "x" * 63_000, 400),
        ("/data/tables/nothing.csv", 404),
        ("/data/nothing.csv", 404),
        ("/data/tightness.png", 400),
        ("/data/tightness.csv?flavour=odd", 400),
        ("/api/claims.json?lang=xx", 400),
        ("/api/claims.json?lang=", 400),
    ],
)
def test_odd_addresses_get_one_sentence(app, path, wanted):
    status, _, body = get(app.url + path)
    assert status == wanted if wanted else status in (400, 404), body[:200]
    assert b"Traceback" not in body and b"root:" not in body
    if wanted:
        assert list(json.loads(body)) == ["error"] and len(body) < 2000


def test_a_note_by_address_is_the_note_of_its_figures_on_any_server(app):
    """No session stands behind it: a server that never saw the page answers it."""
    korf = basket.write([Item("tightness", own_title="Bouw & techniek"), Item("open-vacancies", size="slide")])
    status, headers, body = get(app.url + links.document(korf, "en", "docx"))
    assert status == 200 and headers["content-type"] == office.MIME["docx"]
    assert headers["content-disposition"].startswith("attachment") and headers["etag"]
    texts = [part.text for part in Document(io.BytesIO(body)).paragraphs]
    assert any(text.endswith("Bouw & techniek") for text in texts)
    again = get(app.url + links.document(korf, "en", "docx"), **{"If-None-Match": headers["etag"]})
    assert again[0] == 304


def test_a_table_by_address_is_the_table_as_stored(app, copy):
    store, name = Store(copy), "vacancies"
    status, headers, body = get(app.url + links.table(name))
    assert status == 200 and body == store.raw(name).to_csv(index=False).encode()
    assert get(app.url + links.table(name), **{"If-None-Match": headers["etag"]})[0] == 304


def test_a_readers_own_words_are_shown_on_no_other_site(app):
    spec = dataclasses.replace(figures.make("tightness", Store(default_root()), "nl"), own_title="Zelf bedacht")
    _, own, svg = get(app.url + links.file(spec, "svg"))
    _, plain, _ = get(app.url + links.file(dataclasses.replace(spec, own_title=""), "svg"))
    assert b"Zelf bedacht" in svg
    assert own["cross-origin-resource-policy"] == "same-origin" and "access-control-allow-origin" not in own
    assert own["content-disposition"].startswith("attachment")
    assert plain["cross-origin-resource-policy"] == "cross-origin" and plain["access-control-allow-origin"] == "*"
    name = files.name(spec, "svg")
    assert f'filename="{name}"' in own["content-disposition"] and f'filename="{name}"' in plain["content-disposition"]


PLAIN = tuple(one.path for one in routes.addresses() if "{" not in one.path and one.status == 200)
WRONG = ("", "zz", "-1", "1e9", "a=b", "%00", "x" * 79, "A,B", "0", "2010")


def test_whatever_a_reader_asks_wrongly_is_never_said_to_be_our_fault(app):
    """Each choice of each figure at each value that fits few or none; each other parameter at each, of one route."""
    known = ("lang", "taal", "size", "plain", "grey", "flavour", "stand", "figuur", "limit", "as_of", "unknown")
    pairs = enumerate((key, page) for key in known for page in PLAIN)
    paths = [f"{page}?{key}={WRONG[place % len(WRONG)]}" for place, (key, page) in pairs]
    assert {path.partition("?")[2] for path in paths} == {f"{key}={value}" for key in known for value in WRONG}
    shown = []
    for place, (id, definition) in enumerate(figures.figures().items()):
        keys = [definition.typed[param].words[0] for param in definition.params]
        paths += [f"/data/{id}.csv?{key}={value}" for key in keys for value in WRONG]
        key, value = [*keys, *known][place % (len(keys) + len(known))], WRONG[place % len(WRONG)]
        kind = ("/figure/{}.png", "/preview/{}.png", "/embed/figure/{}")[place % 3]
        shown.append(f"{kind.format(id)}?{key}={'zz' if key in keys else value}")
    answers = answered([*paths, *shown])
    assert {path: status for path, (status, _, _) in answers.items() if status not in (200, 400, 404, 410)} == {}
    assert Counter(status for status, _, _ in answers.values())[400] > len(answers) / 2
    for status, _, body in answers.values():
        assert status == 200 or list(json.loads(body)) == ["error"]
    # A server says the same of them.
    few = [path for path in [*paths, *shown][::40] if answers[path][0] != 200]
    assert {path: get(app.url + path)[0] for path in few} == {path: answers[path][0] for path in few}


def test_a_finished_load_shows_without_a_restart_and_a_frozen_link_stays(app, copy, moved):
    spec = figures.make("open-vacancies", Store(copy), "nl")
    frozen = app.url + links.data(spec)
    newest = app.url + "/data/open-vacancies.csv"

    async def words(reader):
        return (await reader.visit("arbeidsmarktkrapte")).text

    async def before_and_after():
        async with Reader(app.url) as reader:
            first = await words(reader)
            await asyncio.to_thread(moved)
            return first, await words(reader)

    (_, headers, old), kept = get(newest), get(frozen)[2]
    first, second = asyncio.run(before_and_after())
    assert Store(copy).version in second and Store(copy).version not in first
    status, _, new = get(newest, **{"If-None-Match": headers["etag"]})
    assert status == 200 and new != old
    values = [re.sub(rb",[0-9a-f]{10}$", b"", line) for line in get(frozen)[2].splitlines()]
    assert values == [re.sub(rb",[0-9a-f]{10}$", b"", line) for line in kept.splitlines()]


def test_many_requests_at_once_are_answered_or_asked_to_come_back(app):
    ids = list(figures.figures())[:8]
    paths = [f"/figure/{ids[place % len(ids)]}.png?size=square&lang=en" for place in range(50)]
    with ThreadPoolExecutor(50) as pool:
        found = list(pool.map(lambda path: get(app.url + path), paths))
    count = Counter(status for status, _, _ in found)
    assert set(count) <= {200, 429} and count[200] >= 20
    assert all(headers.get("retry-after") for status, headers, _ in found if status == 429)
    assert app.memory_mb() < 700


def test_lines_of_the_log_are_json_with_what_was_asked(app, log):
    get(app.url + "/figure/tightness.png?size=slide&lang=en", **{"X-Request-ID": "abc-123"})
    get(app.url + "/figuren?zoek=geheim%20plan&t%69tel=geheime+kop&taal=en&korf=tightness!titel=geheim")
    get(app.url + "/figure/x.png?y=" + "z" * 2000, **{"X-Request-ID": 'forged"} {'})

    async def read():
        async with Reader(app.url) as reader:
            await reader.visit("onderwijs")

    asyncio.run(read())
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]
    one = next(line for line in lines if line.get("request") == "abc-123")
    assert one["figure"] == "tightness" and one["release"] and one["status"] == 200 and one["ms"] >= 0
    assert "geheim" not in log.read_text("utf-8") and any(line.get("query", "").startswith("zoek=…") for line in lines)
    assert not [line for line in lines if "forged" in str(line.get("request"))]
    assert all(len(str(value)) < 400 for line in lines for value in line.values() if "exc_info" not in line)
    page = next(line for line in lines if line["message"] == "page" and line["path"] == "onderwijs")
    assert page["status"] == "done" and page["release"] and page["ms"] > 0


def test_a_site_that_may_show_it_in_a_frame_is_named_by_the_setting(monkeypatch):
    monkeypatch.setenv("SHORTAGE_FRAME_ANCESTORS", "'self' https://intranet.example.org")
    assert "frame-ancestors 'self' https://intranet.example.org" in framework.policy([])
    assert "X-Frame-Options" not in assets.Security(None).headers
