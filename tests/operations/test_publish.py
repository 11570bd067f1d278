"""The published edition: whole, the same bytes for the same store, and every link in it leads somewhere."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree

import published
import pytest
from altered_store import altered, times
from claim_helpers import told
from published import FEW, LIVE, URL

from shortage import catalog, claims, indicators, page
from shortage.figures import make
from shortage.page import Answers
from shortage.page.explore import MOST_MEASURES, prepared
from shortage.questions import EXPLORE, Question, settle
from shortage.questions.settled import described
from shortage.render import files
from shortage.render.table import table
from shortage.scenarios import scenarios
from shortage.site import pictures, publish
from shortage.store import Store
from shortage.text import LANGS, Problem, Unreadable

FIRST_PAGE = 150_000


class Read(HTMLParser):
    """What a page links to, the names in it, its headings of the first rank and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: list[str] = []
        self.words: list[str] = []
        self.firsts = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.links += [given[name] for name in ("href", "src") if given.get(name)]
        self.names += [given["id"]] if given.get("id") else []
        self.firsts += tag == "h1"

    def handle_data(self, data):
        self.words.append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.words).split())


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return published.made(tmp_path_factory)


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers(Store())


def test_every_link_leads_to_a_file_of_the_edition_and_a_name_in_it(site):
    pages = {path.relative_to(site).as_posix(): Read(path.read_text("utf-8")) for path in site.rglob("*.html")}
    assert len(pages) > 4 * len(claims.claims())
    faults = []
    for name, read in pages.items():
        assert read.firsts == 1 and len(read.names) == len(set(read.names)), name
        for link in read.links:
            parts = urlsplit(link)
            if parts.scheme:  # a publisher, or a small picture in the page itself
                assert parts.scheme in ("https", "data"), link
                if link.startswith(LIVE):  # what the live page is asked is what stands here
                    asked = Question.parse(dict(parse_qsl(parts.query)), Store())
                    assert posixpath.basename(name) == f"{asked.table}.html", link
                continue
            assert not link.startswith("/"), link
            joined = posixpath.join(posixpath.dirname(name), unquote(parts.path)) if parts.path else name
            target = posixpath.normpath(joined)
            is_there = target in pages or (site / target).is_file()
            if not is_there or (parts.fragment and parts.fragment not in pages[target].names):
                faults.append(f"{name}: {link}")
    assert not faults


def test_a_link_to_an_edition_shows_its_finding_and_picture_and_a_search_engine_finds_each_page(site):
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    for name, text in pages.items():
        tags = dict(re.findall(r'(?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', text))
        assert tags["og:url"] == f"{URL}/{name}" and tags["og:title"] and tags["og:description"], name
        if "og:image" in tags:
            assert (site / tags["og:image"].removeprefix(f"{URL}/")).read_bytes().startswith(b"\x89PNG"), name
            assert tags["og:image:alt"] and tags["twitter:card"] == "summary_large_image", name
    for name in ("index.html", "en/bewering/techniek2025/T4.html", "figuren/tightness.html"):
        assert "og:image" in pages[name], name
    listed = [one.text for one in ElementTree.parse(site / "sitemap.xml").iter() if one.tag.endswith("}loc")]
    assert sorted(listed) == sorted(f"{URL}/{name}" for name in pages if not name.startswith("archive/"))
    # Tables may show the same quantity of the same countries or branches: the titles of their pages differ.
    for name in (one for one in pages if re.search("(^|/)verkennen/", one)):
        assert catalog.table(Path(name).stem).id in re.search("<title>(.*)</title>", pages[name])[1], name


@pytest.mark.parametrize("lang", LANGS)
def test_a_claim_says_what_the_live_page_says(site, answers, lang):
    for key in list(claims.claims())[::5]:
        made = page.claim(key, answers, lang)
        prefix = "" if lang == "nl" else "en/"
        text = (site / f"{prefix}bewering/{key}.html").read_text("utf-8")
        said = Read(text).said
        for wanted in (
            made.statement,
            made.answer.badge.word,
            made.answer.number,
            made.answer.first,
            made.section_name,
        ):
            assert " ".join(wanted.split()) in said
        for section in made.sections:
            assert section.heading in said
        assert f'<html lang="{lang}">' in text
        assert made.section("then_and_now") is not None
        if made.section("recheck") is not None:
            query = (site / f"{prefix}bewering/{key}.sql").read_text("utf-8")
            read = re.findall(r"'([^']+\.parquet)'", query)
            assert read and all((site / "archive" / answers.version / "store" / path).is_file() for path in read)


@pytest.mark.parametrize("lang", LANGS)
def test_each_claim_and_each_table_is_told_whole(site, answers, lang):
    prefix = "" if lang == "nl" else "en/"
    for key in claims.claims():
        said = Read((site / f"{prefix}bewering/{key}.html").read_text("utf-8")).said
        for sentence in told(answers.verdict(key), lang):
            assert " ".join(sentence.split()) in said, key
    for name in Store().entries():
        read = Read((site / f"{prefix}data/{name}.html").read_text("utf-8"))
        entry = Store().entry(name)
        assert entry.coverage is not None and " ".join(entry.coverage[lang].split()) in read.said, name
        assert any(link.endswith(f"store/{entry.path}") for link in read.links), name


@pytest.mark.parametrize("lang", LANGS)
def test_a_question_that_is_answered_ahead_is_answered_as_on_the_live_page(site, lang):
    prefix = "" if lang == "nl" else "en/"
    spec = make(EXPLORE.id, Store(), lang, **settle(Question("vacancies_by_region"), Store()).selection)
    read = Read((site / f"{prefix}verkennen/vacancies_by_region.html").read_text("utf-8"))
    head, rows = table(spec)
    for wanted in (
        spec.title,
        spec.subtitle,
        spec.alt,
        spec.source_line,
        *head,
        *(cell for row in rows for cell in row),
    ):
        assert " ".join(wanted.split()) in read.said
    [link] = [one for one in read.links if one.endswith(".csv")]
    file = (site / f"{prefix}verkennen" / link).resolve()
    assert file.read_bytes() == files.content(spec, "csv-excel") and f"-{lang}-" in file.name
    listed = Read((site / f"{prefix}verkennen.html").read_text("utf-8"))
    assert "verkennen/vacancies_by_region.html" in listed.links
    assert f"{spec.subtitle} (CBS 83599NED)" in listed.said


def test_every_table_has_a_question_that_is_answered_ahead():
    store = Store()
    tables = [one.question.table for one in prepared(store)]
    assert set(tables) == {name for name in catalog.tables() if store.has(name) and described(store.read(name))}
    assert max(map(tables.count, tables)) == MOST_MEASURES


def test_the_first_page_is_light_and_needs_no_script(site):
    read = Read((site / "index.html").read_text("utf-8"))
    own = [one for one in read.links if one.endswith((".css", ".js"))]
    assert len(own) == 3
    assert sum((site / one).stat().st_size for one in ("index.html", *own)) <= FIRST_PAGE
    for key in claims.claims():
        assert f"bewering/{key}.html" in read.links


def test_the_same_store_gives_the_same_bytes_in_another_process(site, tmp_path):
    """Of a store with few tables, so that most claims cannot be tested: each page and each kind of file is there.

    What claims and figures say of all tables is on record, and held to be the same in each run.
    """
    asked = [one.from_store for each in scenarios().values() for one in each.inputs if one.from_store is not None]
    used = [indicators.definition(one.indicator) for one in asked]
    kept = {*FEW, *(name for one in used for name in (*one.inputs, *one.optional))}
    left_out = dict.fromkeys(name for name in Store().entries() if name not in kept)
    assert len(left_out) > len(kept)
    root = altered(tmp_path, left_out).root
    program = (
        "import sys; from pathlib import Path; from shortage.site import publish; from shortage.store import Store;"
        "publish.publish(Store(sys.argv[1]), Path(sys.argv[2]), url=sys.argv[3], live=sys.argv[4], only=sys.argv[5:])"
    )
    here, there, drawn = tmp_path / "here", tmp_path / "there", ("open-vacancies", "vacancies_by_region")
    publish.publish(Store(root), here, url=URL, live=LIVE, only=drawn)
    given = [str(root), str(there), URL, LIVE, *drawn]
    subprocess.run([sys.executable, "-c", program, *given], check=True, timeout=600)
    first, second = bytes_of(here), bytes_of(there)
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
    assert any(path.endswith("figure/open-vacancies-en.png") for path in first)
    assert {Path(path).suffix for path in first} == {path.suffix for path in site.rglob("*") if path.is_file()}
    listed = json.loads((site / publish.MARK).read_text("utf-8"))["files"]
    sums = {path: hashlib.sha256(body).hexdigest() for path, body in bytes_of(site).items() if path != publish.MARK}
    assert listed == sums


def test_a_later_edition_keeps_the_figures_of_the_one_before(tmp_path, monkeypatch):
    out = tmp_path / "site"

    def few(edition):
        return {"index.html": edition.version.encode(), f"{edition.own}figure/a-nl.svg": edition.version.encode()}

    monkeypatch.setattr(publish.Edition, "make", few)
    publish.publish(Store(), out, only=())
    before, old = bytes_of(out), Store().version
    changed = altered(tmp_path, {"vacancies": times("vacancies", 2, measure="open_vacancies", branch="F")})
    publish.publish(changed, out, only=())
    publish.publish(changed, out, only=())
    after = bytes_of(out)
    kept = f"archive/{old}/figure/a-nl.svg"
    assert after[kept] == before[kept] and after["index.html"] == changed.version.encode() != before["index.html"]
    assert f"archive/{changed.version}/figure/a-nl.svg" in after
    assert {path.name for path in tmp_path.iterdir()} == {"site", "store-0"}


def test_what_is_there_stays_as_it_was_when_publishing_fails(tmp_path, monkeypatch):
    out = tmp_path / "site"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(Problem) as refused:
        publish.publish(Store(), out, only=())
    assert refused.value.key == "site_not_ours"
    assert bytes_of(tmp_path) == {"site/mine.txt": b"mine"}
    with pytest.raises(Problem) as wrong:
        publish.publish(Store(), tmp_path / "other", url="figures.example", only=())
    assert wrong.value.key == "site_address" and not (tmp_path / "other").exists()
    (out / "mine.txt").rename(out / publish.MARK)

    def full(folder, files):
        (folder / "half.html").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publish, "write", full)
    monkeypatch.setattr(publish.Edition, "make", lambda edition: {})
    with pytest.raises(OSError, match="space"):
        publish.publish(Store(), out, only=())
    assert bytes_of(tmp_path) == {f"site/{publish.MARK}": b"mine"}


def test_an_edition_of_a_store_that_cannot_be_read_is_none(tmp_path):
    store = altered(tmp_path, {"vacancies": times("vacancies", 1, measure="open_vacancies", branch="F")})
    (store.root / store.entry("vacancies").path).write_bytes(b"no longer a table")
    with pytest.raises(Unreadable):
        publish.publish(Store(store.root), tmp_path / "site", only=FEW[:1])
    assert not (tmp_path / "site").exists()


def test_a_picture_inside_a_page_says_the_same_and_brings_no_style_for_the_page():
    spec = make("tightness", Store(), "nl")
    whole = files.content(spec, "svg").decode()
    inside = pictures.inline(whole.encode())
    for wanted in (f"<title>{spec.title}</title>", f"<desc>{spec.alt}</desc>", 'lang="nl"', 'role="img"', "viewBox"):
        assert wanted in inside
    assert "<style" in whole and "<style" not in inside and inside.startswith("<svg")
    for kind in ("<path", "<text", "<use"):
        assert inside.count(kind) == whole.count(kind)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', inside)) <= set(re.findall(r' id="([^"]+)"', inside))


def test_a_picture_in_fewer_bytes_draws_the_same_in_the_same_places():
    whole = files.content(make("tightness", Store(), "nl"), "svg").decode()
    small = pictures.slim(whole)
    assert len(small) < 0.75 * len(whole)
    drawn = [list(ElementTree.fromstring(svg).iter()) for svg in (whole, small)]
    shapes = [[one for one in each if one.tag.rpartition("}")[2] in ("path", "text", "use", "rect")] for each in drawn]
    for one, other in zip(*shapes, strict=True):
        assert one.text == other.text
        for name in ("d", "x", "y", "width", "height"):
            places = [list(map(float, re.findall(r"-?\d+(?:\.\d+)?", each.get(name, "")))) for each in (one, other)]
            assert places[1] == pytest.approx(places[0], abs=0.0051)


def test_points_lie_where_the_line_is_drawn():
    spec = make("tightness", Store(), "nl")
    plot = pictures.plot(spec)
    rows = spec.data[spec.data["value"].notna()]
    assert len(plot.points) == len(rows)
    by_height = sorted(plot.points, key=lambda point: point[1])
    highest = rows.loc[rows["value"].idxmax()]
    assert plot.lines[by_height[0][2]] == highest["label"]
    picture = files.content(spec, "svg").decode()
    width, height = (float(one) for one in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture).groups())
    x, y, *_ = plot.points[0]
    at = (x / 100 * width, (plot.top + y / 100 * plot.height) * height)
    drawn = [tuple(map(float, pair)) for pair in re.findall(r"[ML] ([\d.]+) ([\d.]+)", picture)]
    assert min(abs(at[0] - left) + abs(at[1] - down) for left, down in drawn) < 0.5
