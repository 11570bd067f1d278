"""A figure on another site: a bare page that may be framed, the code for it, and the answer to oEmbed."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest

from operations.routed import answer, answered
from shortage import figures
from shortage.page.figure import around
from shortage.site import parts
from shortage.store import Store, default_root
from shortage.text import LANGS, Problem, t
from shortage.web import embed, framework, links, preview, shell, state

STORE = Store(default_root())
PUBLIC, SITE = "https://krapte.example.org", "https://www.example.nl"


@pytest.fixture(autouse=True)
def named(monkeypatch):
    """The dashboard knows where it stands for the outside, and which site may show its figures."""
    monkeypatch.setenv("SHORTAGE_PUBLIC_URL", PUBLIC)
    monkeypatch.setenv("SHORTAGE_EMBED_ANCESTORS", f"'self' {SITE}")


class Page(HTMLParser):
    """What stands in a page: its tags, its links and pictures, its words."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data + " "

    def of(self, tag):
        return [values for name, values in self.tags if name == tag]


def is_elsewhere(path: str) -> bool:
    """Whether Streamlit answers: with a page, or with a file of its own that is there."""
    return path.strip("/") in shell.TITLES or (framework.folder() / path.strip("/")).is_file()


@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_stands_by_itself_with_picture_table_source_and_link(lang):
    spec = figures.make("open-vacancies", STORE, lang, branch="C")
    status, headers, body = answer(links.embed(spec))
    assert status == 200 and headers["content-type"].startswith("text/html")
    page = Page(body.decode())
    assert not page.of("script") and not [one for _, values in page.tags for one in values if one.startswith("on")]
    assert page.tags[0][0] == "html" and page.of("html")[0]["lang"] == lang
    words = " ".join(page.words.split())
    for said in (spec.title, spec.subtitle, spec.source_line):
        assert " ".join(said.split()) in words
    [picture] = page.of("img")
    assert picture["alt"] == spec.alt
    assert len(page.of("tr")) == len(around(spec, state.answers()).table.rows) + 1
    # What it names is there, by relative addresses: it works under whatever name.
    letters = re.findall(r"url\((.*?)\)", body.decode())
    assert len(letters) == 1
    named = (*letters, picture["src"], page.of("source")[0]["srcset"], *(one["href"] for one in page.of("a")))
    assert all(href.startswith("../../") for href in named)
    asked = [urljoin(f"{links.EMBED}x", href) for href in named]
    ours = [one for one in asked if not is_elsewhere(urlsplit(one).path)]
    assert len(ours) > 2 and {status for status, _, _ in answered(ours).values()} == {200}
    assert links.page(spec) in urljoin(f"{links.EMBED}x", page.of("a")[0]["href"])
    assert answer(links.embed(spec), **{"If-None-Match": headers["etag"]})[0] == 304


def test_only_an_embedded_figure_may_be_framed_and_only_by_the_sites_of_the_setting():
    _, framed, _ = answer("/embed/figure/tightness")
    _, other, _ = answer("/api/ready")
    rules = dict(one.strip().split(" ", 1) for one in framed["content-security-policy"].split(";"))
    assert rules["frame-ancestors"] == f"'self' {SITE}" and rules["default-src"] == "'none'"
    assert rules["font-src"] == "'self'"
    assert "script-src" not in rules and "x-frame-options" not in framed
    for policy in (other["content-security-policy"], framework.policy([])):
        assert "frame-ancestors 'self'" in policy and SITE not in policy
    assert other["x-frame-options"] == "SAMEORIGIN"


def test_without_a_setting_no_other_site_may_and_no_code_is_offered(monkeypatch):
    monkeypatch.setenv("SHORTAGE_PUBLIC_URL", PUBLIC)
    monkeypatch.delenv("SHORTAGE_EMBED_ANCESTORS", raising=False)
    assert "frame-ancestors 'self'" in embed.policy() and embed.code(figures.make("tightness", STORE, "nl")) == ""
    with pytest.raises(Problem, match="SHORTAGE_EMBED_ANCESTORS"):
        embed.oembed({"url": f"{PUBLIC}/figuren?figuur=tightness"}, "nl")


@pytest.mark.parametrize("lang", LANGS)
def test_oembed_gives_the_code_of_a_figures_page(lang):
    spec = figures.make("open-vacancies", STORE, lang, branch="C")
    for path in (links.page(spec), links.embed(spec)):
        status, _, body = answer(f"/oembed?url={quote(PUBLIC + path, safe='')}&maxwidth=500&format=json")
        told = json.loads(body)
        assert status == 200 and (told["version"], told["type"], told["title"]) == ("1.0", "rich", spec.title)
        [frame] = Page(told["html"]).of("iframe")
        assert frame["src"] == PUBLIC + links.embed(spec) and frame["title"] == spec.title
        assert int(frame["width"]) == told["width"] == 500 and told["height"] == embed.HEIGHT
        assert answer(frame["src"].removeprefix(PUBLIC))[0] == 200
        assert answer(told["thumbnail_url"].removeprefix(PUBLIC))[0] == 200
    # The page itself names that answer.
    _, head = preview.tags(links.PAGE, dict(parse_qsl(urlsplit(links.page(spec)).query)), lang)
    [address] = re.findall(r'json\+oembed" href="([^"]+)"', head)
    assert answer(unescape(address).removeprefix(PUBLIC))[0] == 200


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/embed/figure/no-such", 404),
        ("/embed/figure/tightness?lang=fr", 400),
        ("/embed/figure/tightness?peildatum=gisteren", 400),
        ("/embed/figure/open-vacancies?tak=%3Cscript%3E", 400),
        ("/embed/figure/tightness?stand=;;", 400),
        ("/oembed", 404),
        ("/oembed?url=https%3A%2F%2Fevil.example.com%2Ffiguren%3Ffiguur%3Dtightness", 404),
        (f"/oembed?url={quote(PUBLIC + '.evil.example.com/figuren?figuur=tightness')}", 404),
        (f"/oembed?url={quote(PUBLIC + '/figuren?figuur=no-such')}", 404),
        (f"/oembed?url={quote(PUBLIC + '/data?figuur=tightness')}", 404),
        (f"/oembed?format=xml&url={quote(PUBLIC + '/figuren?figuur=tightness')}", 400),
        (f"/oembed?maxwidth=-1&url={quote(PUBLIC + '/figuren?figuur=tightness')}", 400),
    ],
)
def test_what_cannot_be_embedded_is_one_sentence(path, wanted):
    status, _, body = answer(path)
    assert status == wanted and list(json.loads(body)) == ["error"]


def test_a_readers_own_words_stand_on_no_other_site():
    asked = "/embed/figure/open-vacancies?titel=Zelf%20bedacht&notitie=2022KW02:Geheim%20plan&moment=debate"
    status, _, body = answer(asked)
    assert status == 200 and b"Geheim" not in body and b"bedacht" not in body and b"moment=debate" in body
    own = answer("/figure/open-vacancies.svg?notitie=2022KW02:Geheim%20plan")[1]
    assert own["cross-origin-resource-policy"] == "same-origin" and own["content-disposition"].startswith("attachment")


def test_releases_that_are_gone_give_the_newest_and_say_so():
    _, _, body = answer("/embed/figure/tightness?stand=80472ned~1999-01-01")
    page = Page(body.decode())
    assert figures.make("tightness", STORE, "nl").title in page.words
    assert t("note.gone", "nl", tables="\0").partition("\0")[0].strip() in page.words


def test_hostile_words_stay_words():
    nasty = '"><script>alert(1)</script>{{ 7*7 }}'
    spec = figures.make("tightness", STORE, "nl")
    one = around(spec, state.answers())
    object.__setattr__(one, "title", nasty)
    object.__setattr__(one, "about", (nasty,))
    values = dict.fromkeys(
        ("mark", "notice", "picture", "narrow", "definition", "as_table", "link", "to_figure", "csv"), nasty
    )
    made = parts.environment().get_template("embed.html").render(one=one, style="", font="", **values)
    page = Page(made)
    assert not page.of("script") and page.of("img")[0]["src"] == nasty and "49" not in page.of("img")[0]["src"]
    code = parts.environment().get_template("embed_code.html").render(src=nasty, title=nasty, width=1, height=1)
    assert [tag for tag, _ in Page(code).tags] == ["iframe"]
