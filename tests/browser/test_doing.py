"""What a reader does: choose, share the address, take a figure along, and all of it without a mouse."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from docx import Document
from PIL import Image

from shortage import claims, figures, indicators
from shortage.figures import make
from shortage.page import Answers
from shortage.page.theme import groups
from shortage.questions import Question, from_figure
from shortage.questions.claim import KINDS
from shortage.questions.question import WORDS
from shortage.questions.settled import settle
from shortage.render.note import LONGEST_TITLE, Item, own_title
from shortage.store import Store, default_root
from shortage.text import LANGS, Lang, number, t
from shortage.text.phrases import capital
from shortage.web import basket, shell

from .conftest import LONG

ROOT = Path(__file__).resolve().parents[2]
STORE = Store(default_root())
LABOUR, FIGURE = "arbeidsmarktkrapte", "open-vacancies"
NOTE_MM, DPI = (159, 100), 300
MM_PER_INCH = 25.4


def names(lang: Lang, **selection: Any) -> set[str]:
    return set(make(FIGURE, STORE, lang, **selection).series.values())


def test_a_choice_redraws_the_figure_and_the_address_brings_it_back(tab: Any):
    first = tab().open(LABOUR)
    assert set(first.series(FIGURE)) >= names("nl")
    wanted = figures.figures()[FIGURE].options("branch", STORE)["C"]["nl"]
    control = first.page.locator(".st-key-tak_keuze input")
    control.click()
    control.fill(wanted)
    first.page.get_by_role("option", name=wanted, exact=True).wait_for()
    control.press("Enter")
    first.page.wait_for_function("() => location.search.includes('tak=C')")
    first.page.wait_for_function(
        "([id, name]) => document.querySelector(`.st-key-figure-${id} .js-plotly-plot`)"
        "?.data?.some(one => one.name === name)",
        arg=[FIGURE, wanted],
    )
    title = make(FIGURE, STORE, "nl", branch="C").title
    assert first.page.locator(f".st-key-figure-{FIGURE} .sl-figure-title").inner_text() == title
    again = tab().visit(first.page.url)
    assert set(again.series(FIGURE)) >= names("nl", branch="C")


@pytest.mark.parametrize("lang", LANGS)
def test_the_files_are_what_they_say(tab: Any, lang: Lang):
    one = tab().open(LABOUR, taal=lang, tak="C")
    spec = make(FIGURE, STORE, lang, branch="C")

    name, png = one.download(FIGURE, "png")
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and name.endswith("_note_" + lang + ".png") and "branch-c" in name
    picture = Image.open(io.BytesIO(png))
    assert picture.size == tuple(round(mm / MM_PER_INCH * DPI) for mm in NOTE_MM)
    assert [round(one) for one in picture.info["dpi"]] == [DPI, DPI]
    assert picture.info["Title"] == spec.title and spec.data_version in "".join(map(str, picture.info.values()))

    name, svg = one.download(FIGURE, "svg")
    assert name.endswith(".svg") and ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"

    name, table = one.download(FIGURE, "csv")
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    assert name.endswith(".csv") and {"series", "period", "value", "is_provisional", "source"} <= set(rows[0])
    made = indicators.compute("open-vacancies", STORE, branch="C").frame
    wanted = dict(zip(made["period"], made["value"], strict=True))
    label = make(FIGURE, STORE, lang, branch="C").data.query("role == 'second'")["label"].iloc[0]
    found = {row["period"]: float(row["value"]) for row in rows if row["series"] == label and row["value"]}
    assert found
    assert {period: wanted[period] for period in found} == pytest.approx(found)


def test_a_rule_that_is_changed_changes_the_verdict(tab: Any):
    one = tab().open(shell.CLAIM, id="T4", t4_past_until="2022")
    low = claims.judge(claims.claim("T4"), STORE, {"past_until": 2022})
    told = one.page.locator(".sl-answer")  # above, and beside the slider
    assert all(low.label("nl") in told.nth(place).text_content() for place in range(2)) and told.count() == 2
    assert low.value != claims.judge(claims.claim("T4"), STORE).value


def test_the_slider_marks_the_stand_ins_at_their_places(tab: Any):
    """A mark stands under the handle when the slider is set to its value."""
    one = tab().open("arbeidsmigratie")
    marks = one.page.locator(".sl-tick")
    assert marks.count() == 4
    value = marks.last.inner_text().split("%")[0].replace(",", ".")
    mark = marks.last.bounding_box()["x"]
    one.open("arbeidsmigratie", phi=value)
    handle = one.page.locator(".st-key-phi_keuze [data-testid=stSliderThumbValue]").locator("xpath=..").bounding_box()
    assert abs(handle["x"] + handle["width"] / 2 - mark) < 4
    lines = one.page.evaluate(
        "() => document.querySelector('.st-key-figure-international-share .js-plotly-plot')"
        ".layout.shapes.map(one => one.y0)"
    )
    assert claims.claim("M1").stated.value in lines


TYPED = (
    "<script>window.ran = 1</script> **vet** [x](javascript:window.ran=1) $x^2$",
    "<img src=x onerror='window.ran = 1'> \N{PARTY POPPER} \N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
)


def test_an_own_title_is_shown_as_typed_and_never_run(tab: Any):
    one = tab().open(shell.FIGURES, korf=FIGURE)
    finding = make(FIGURE, STORE, "nl").title
    assert {own_title(typed)[1] for typed in TYPED} == {False, True}
    for typed in TYPED:
        kept, is_less = own_title(typed)
        field = one.page.locator(".st-key-korf_0_own_title input")
        field.fill(typed)
        field.press("Enter")
        one.page.wait_for_function("kept => document.querySelector('.sl-item-title')?.innerText === kept", arg=kept)
        one.settle()
        assert one.page.locator(".sl-item-title *").count() == 0
        assert one.page.evaluate("() => window.ran") is None and not one.errors
        assert (t("note.left_out", "nl") in one.page.locator(".st-key-entry-1").inner_text()) == is_less
        _, body = one.download("docx", "note")
        document = Document(io.BytesIO(body))
        assert any(part.text.endswith(kept) for part in document.paragraphs)
        # What was found is told in the file's properties, and no longer beside the reader's own title.
        assert finding in document.core_properties.comments
        assert not any(finding in part.text for part in document.paragraphs)


def test_an_odd_address_is_answered_in_words(tab: Any):
    long = basket.write([Item(FIGURE, own_title="x" * 2_000)])
    one = tab().open(
        shell.FIGURES, korf=f"{long};<script>window.ran=1</script>", taal="<img src=x onerror=window.ran=1>"
    )
    said = " ".join(one.page.locator(".sl-notice").all_inner_texts())
    assert number(LONGEST_TITLE, "nl") in said and "<script>" in said and "<img" in said
    assert one.page.evaluate("() => window.ran") is None and not one.errors
    assert one.page.locator(".st-key-documents").count() == 0  # an empty note has no document


def walk(page: Any, most: int = 400) -> list[dict[str, str]]:
    """Press Tab from the top until focus leaves the page; return what was reached."""
    page.evaluate("() => document.activeElement && document.activeElement.blur()")
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate("""() => {
          const one = document.activeElement;
          if (!one || one === document.body) return null;
          const kept = one.closest('[class*="st-key-"]');
          const keys = kept ? [...kept.classList].filter(c => c.startsWith('st-key-')) : [];
          const style = getComputedStyle(one), box = one.getBoundingClientRect();
          if (one.dataset.file) keys.push(one.dataset.file);
          return {key: keys.join(' '), href: one.getAttribute('href') || '', tag: one.tagName,
                  path: one.dataset.walked || '', seen: box.width > 0 && style.visibility !== 'hidden' ? 'yes' : ''};
        }""")
        if at is None:
            break
        again = page.evaluate(
            "() => { const one = document.activeElement; const was = one.dataset.walked; one.dataset.walked = 'x';"
            " return !!was; }"
        )
        if again:
            break
        found.append(at)
    return found


def test_the_keyboard_reaches_every_control_and_changes_the_language(tab: Any):
    page = tab().open(LABOUR).page
    reached = walk(page)
    keys = {key for one in reached for key in one["key"].split()}
    placed = [figures.figures()[id] for part in groups("labour-market", Answers(STORE), "nl") for id in part.figures]
    wanted = {"st-key-taal_keuze", "st-key-tak_keuze", "st-key-techniek_keuze", "st-key-vanaf_keuze"}
    wanted |= {f"{format}-{one.id}" for one in placed for format in ("png", "svg", "csv")}
    assert wanted <= keys
    links = {one["href"].split("?")[0].rstrip("/").rsplit("/", 1)[-1] for one in reached if one["tag"] == "A"}
    assert {one.page for one in claims.themes().values()} | {shell.PROPOSALS, shell.DATA, shell.CLAIM} <= links
    assert sum(one["tag"] == "SUMMARY" for one in reached) >= 2 * len(placed)
    assert not any(key.startswith("st-key-address") for key in keys)

    page.evaluate("() => { document.querySelector('a').focus(); document.activeElement.blur(); scrollTo(0, 0); }")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("() => !!document.activeElement.closest('.st-key-taal_keuze')"):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_role("heading", name=shell.TITLES["arbeidsmarktkrapte"]["en"], exact=True).wait_for()
    page.wait_for_function("() => document.documentElement.lang === 'en'")


def test_questions_are_answered_in_the_clicks_that_the_manual_counts(tab: Any):
    manual = (ROOT / "docs" / "handleiding.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+\?) \| [^|]+ \| (\d) \| `(tabel=[^`]+)` \|$", manual, re.MULTILINE)
    listed = {question: (int(clicks), dict(parse_qsl(address))) for question, clicks, address in rows}
    page = tab()
    clicks = 0

    def click(what: Any) -> None:
        nonlocal clicks
        what.click()
        clicks += 1

    def sought(text: str) -> None:
        box = page.page.locator(".st-key-ask_search input")
        box.fill(text)
        box.press("Enter")
        click(page.page.locator(".st-key-hit-0 button"))

    def chosen(key: str, words: str) -> None:
        box = page.page.locator(f".st-key-{key}").get_by_role("combobox")
        click(box)
        box.fill(words)
        click(page.page.get_by_role("option", name=words, exact=True))

    def asked() -> Question:
        return settle(Question.read(dict(parse_qsl(urlsplit(page.page.url).query))), STORE)

    def reached(part: str) -> None:
        page.page.wait_for_function("part => location.search.includes(part)", arg=part, timeout=LONG)
        page.settle()

    since = "Wat veranderde er sinds het debat van 21 mei 2025?"
    four = "Hoe verschillen vier bedrijfstakken?"
    falls = "Daalde het aantal vacatures in de bouw?"
    ways = {
        since: (
            lambda: (chosen("ask_kind", capital(WORDS["code.ranked"]).nl), reached("vorm=ranked")),
            lambda: (chosen("ask_since", "2e kw 2025"), reached("vanaf=")),
        ),
        four: (lambda: (sought("industrie, bouw, ict, zorg"), reached("reeksen=")),),
        falls: (
            lambda: (sought("bouw"), reached("reeksen=F")),
            lambda: (chosen("own_claim", capital(KINDS["falls"]).nl), reached("bewering=falls")),
        ),
    }
    for question, steps in ways.items():
        page.open("verkennen")
        clicks = 0
        for step in steps:
            step()
        counted, address = listed[question]
        assert (clicks, asked()) == (counted, settle(Question.read(address), STORE)), question
    with page.page.expect_download(timeout=LONG) as saved:
        page.page.locator(".st-key-own_zip button").first.click()
    with zipfile.ZipFile(saved.value.path()) as file:
        told = file.read("README.txt").decode()
        assert {"check.sql", "claim.toml"} <= {*file.namelist()} and "/verkennen?" in told and "bewering=falls" in told
    # A figure opens as a question, and the address is that question.
    page.open("verkennen", figuur="open-vacancies", tak="C")
    assert "figuur" not in page.page.url
    assert asked() == from_figure(figures.figures()["open-vacancies"], {"branch": "C"}, STORE)
