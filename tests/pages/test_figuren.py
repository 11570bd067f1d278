"""The page with figures for a note: gallery, note, links that keep their figures, and odd addresses."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from store_copy import resource, write

from shortage import catalog, claims, figures
from shortage.figures import cite, freeze, make
from shortage.page import Answers
from shortage.page.gallery import about, search
from shortage.render import files, paper
from shortage.render.note import LONGEST_TITLE, MOST, Item
from shortage.site import note as notes
from shortage.store import Store, default_root
from shortage.text import LANGS, Problem, number, t
from shortage.web import basket, excel, links, look, note, shell, themes, thumbs

STORE = Store(default_root())
PAGE = shell.FIGURES
ID, TABLE = "open-vacancies", "vacancies"


@pytest.fixture(autouse=True, scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory):
    """Small pictures go where nobody else looks; once for all tests, as drawing them takes long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHORTAGE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch):
    """A gallery of a few figures, for tests that are about other parts of the page."""
    known = figures.figures()
    chosen = {id: known[id] for id in (ID, "tightness", "small-programmes")}
    monkeypatch.setattr(note.figures, "figures", lambda: chosen)


def query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def cards(page: Any) -> list[str]:
    return [found for body in page.html for found in re.findall(r'<h4 class="sl-card-title">', body)]


def named(page: Any) -> list[str]:
    """The figures of the gallery, by id."""
    return [one.key.removeprefix("look-") for one in page.ran.button if str(one.key).startswith("look-")]


def asked(page: Any, key: str) -> str:
    """What stands in the address under ``key``."""
    found = page.ran.query_params[key]
    return found if isinstance(found, str) else found[0]


def load(root: Path, factor: float, release: str = "2031-01-31") -> str:
    store = Store(root)
    before, rows = store.entry(TABLE).release, store.raw(TABLE)
    rows["value"] *= factor
    table, codes = catalog.table(TABLE), store.codes(TABLE)
    store.write(table, rows, codes, release=release, modified=release, retrieved=release, origin="loaded")
    return before


@pytest.mark.parametrize("lang", LANGS)
def test_the_gallery_shows_every_figure_with_its_picture_once_that_comes_into_view(visit: Any, lang: Any):
    page = visit(PAGE, taal=lang)
    assert page.title == t("note.title", lang)
    assert page.notices == []
    known = figures.figures()
    assert len(cards(page)) == len(known)
    whole = " ".join(page.html)
    for id in known:
        assert re.search(f'loading="lazy" alt="[^"]+" src="\\.{re.escape(links.small(id, lang))}"', whole), id
        assert make(id, STORE, lang).title in page.text
        assert page.ran.button(key=f"add-{id}-card").label == t("note.add", lang)
    assert page.downloads == []


def test_search_and_filters_go_together_and_into_the_address(visit: Any):
    page = visit(PAGE, thema="education")
    wanted = [one for one in figures.figures().values() if one.theme == "education"]
    assert len(cards(page)) == len(wanted)
    page = visit(PAGE, bij="techniek2025/T3", zoek="80472NED sector")
    own = [one for one in figures.figures().values() if "techniek2025/T3" in one.claims]
    found = [one.id for one in own if "80472" in make(one.id, STORE, "nl").source_line and "sector" in one.choices]
    assert set(found) <= set(named(page)) <= {one.id for one in own}
    page = visit(PAGE, zoek="geen figuur heet zo")
    all_ = number(len(figures.figures()), "nl")
    assert t("note.found_count", "nl", count="0", all=all_) in page.text
    page.ran.text_input(key="zoek_keuze").set_value("krapte").run()
    assert asked(page, "zoek") == "krapte"
    assert cards(page)


@pytest.mark.parametrize(
    ("lang", "words", "wanted"),
    [
        ("nl", "ICT", "vacancies-by-occupation"),
        ("nl", "mkb", "sme-gap"),
        ("nl", "metaal", "open-vacancies"),
        ("nl", "Limburg", "vacancies-by-region"),
        ("nl", "universiteit", "technical-inflow"),
        ("nl", "werkloosheid", "vacancies-and-unemployment"),
        ("nl", "T4", "tightness"),
        ("en", "SME", "sme-gap"),
        ("en", "metal", "open-vacancies"),
        ("en", "unemployment", "vacancies-and-unemployment"),
    ],
)
def test_a_search_finds_lines_bars_choices_definitions_and_what_means_the_same(lang: Any, words: str, wanted: str):
    assert wanted in searched(words, lang).ids


def test_a_short_word_is_found_as_a_word_only():
    """ "wo" stands in "inwoners", and is no part of it."""
    found = searched("wo", "nl").ids
    assert "technical-inflow" in found and "work-permits" not in found
    assert "inwoners" in make("work-permits", STORE, "nl").subtitle


@cache
def texts(lang: Any) -> dict[str, str]:
    return {id: about(one, Answers(STORE), lang) for id, one in figures.figures().items()}


def searched(words: str, lang: Any) -> Any:
    return search(words, texts(lang), lang)


def test_a_search_that_finds_nothing_offers_what_comes_nearest(visit: Any):
    found = searched("krapte zeeslang", "nl")
    assert found.ids == () and found.neighbours
    assert all("krap" in texts("nl")[id].casefold() or "tekort" in texts("nl")[id] for id in found.neighbours)
    assert searched("vacaturs", "nl").neighbours, "a slip of the pen finds what resembles it"
    page = visit(PAGE, zoek="vacaturs")
    assert named(page) and page.notices == [t("note.nothing_found", "nl", words="vacaturs")]
    page = visit(PAGE, zoek="xyzzy")
    assert page.notices == [t("note.nothing_near", "nl", words="xyzzy")]
    firsts = [one for one in figures.figures().values() if one.order == 1]
    assert sorted(named(page)) == sorted(one.id for one in firsts) and firsts


def test_a_figure_opens_among_the_others_where_the_reader_is(visit: Any, few: None):
    page = visit(PAGE)
    page.ran.button(key="look-tightness").click().run()
    assert asked(page, "figuur") == "tightness"
    places = [place for place, body in enumerate(page.html) if "sl-card-title" in body or "sl-figure-title" in body]
    kinds = ["card" if "sl-card-title" in page.html[place] else "figure" for place in places]
    assert "figure" in kinds and kinds[0] == "card", "it stands below its card, not on top of the page"
    page.ran.button(key="look-tightness").click().run()
    assert page.figure_titles == []


def test_what_a_figure_of_the_note_shows_is_changed_in_the_note(visit: Any, few: None):
    page = visit(PAGE, korf=ID)
    page.ran.selectbox(key="korf_0_choice_branch").select("C").run()
    page.ran.selectbox(key="korf_0_choice_since").select("2015").run()
    [item], problems = basket.read(asked(page, "korf"))
    assert problems == [] and item.selection == {"branch": "C", "since": "2015"}
    assert make(ID, STORE, "nl", branch="C", since="2015").title in page.text
    page.ran.selectbox(key="korf_0_choice_branch").select(figures.figures()[ID].params["branch"]).run()
    page.ran.selectbox(key="korf_0_choice_until").select("2021").run()
    assert basket.read(asked(page, "korf"))[0][0].selection == {"since": "2015", "until": "2021"}
    assert "4e kw 2021" in page.text
    first, last = (page.ran.selectbox(key=f"korf_0_choice_{param}").options for param in ("since", "until"))
    assert "2022" not in first and "2019" in first and "2015" not in last and "2020" in last, "none that shows nothing"


@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_is_put_into_the_note_wherever_it_stands_and_that_is_told(visit: Any, lang: Any):
    page = visit("arbeidsmarktkrapte", taal=lang, tak="C")
    page.ran.button(key=f"add-{ID}").click().run()
    [item], _ = basket.read(asked(page, "korf"))
    assert (item.id, item.selection) == (ID, {"branch": "C"})
    assert [one.value for one in page.ran.toast] == [look.label(t("note.added_one", lang))]
    home = visit(shell.OVERVIEW, taal=lang, korf=asked(page, "korf"))
    home.ran.button(key="add-tightness-key").click().run()
    assert len(basket.read(asked(home, "korf"))[0]) == 2
    assert shell.name_of(shell.FIGURES, lang, 2) == f"{shell.SHORT[shell.FIGURES][lang]} (2)"


def test_a_figure_goes_into_the_note_by_hand_and_out_again(visit: Any, few: None):
    page = visit(PAGE)
    page.ran.button(key=f"add-{ID}-card").click().run()
    page.ran.button(key="add-tightness-card").click().run()
    assert asked(page, "korf") == f"{ID};tightness"
    assert {f"note-{kind}" for kind in notes.KINDS} <= set(page.downloads)
    assert {f"item-1-{one}" for one in files.FORMATS} <= set(page.downloads)
    page.ran.button(key="item-1-up").click().run()
    page.ran.selectbox(key="korf_0_size").select("slide").run()
    page.ran.text_input(key="korf_0_own_title").set_value("Bouw & <techniek>; dus!").run()
    [kept] = (
        [page.ran.query_params["korf"]]
        if isinstance(page.ran.query_params["korf"], str)
        else page.ran.query_params["korf"]
    )
    items, problems = basket.read(kept)
    assert problems == []
    assert items == [Item("tightness", size="slide", own_title="Bouw & <techniek>; dus!"), Item(ID)]
    assert "Bouw & <techniek>; dus!" in page.text
    assert t("note.own_title_mark", "nl", finding=make("tightness", STORE, "nl").title) in page.text
    assert not page.ran.exception
    page.ran.selectbox(key="korf_0_size").select("own").run()
    page.ran.number_input(key="korf_0_mm-width").set_value(120).run()
    assert "tightness!maat=120x100" in asked(page, "korf") and "item-0-copy" in page.copies
    assert page.notices == []
    page.ran.text_input(key="korf_0_own_title").set_value("").run()
    page.ran.number_input(key="korf_0_mm-height").set_value(60).run()
    assert "maat=120x60" in asked(page, "korf")
    assert len(page.notices) == 1 and "120x60" in page.notices[0]
    page.ran.number_input(key="korf_0_mm-height").set_value(100).run()
    page.ran.button(key="item-1-up").click().run()
    assert "tightness!maat=120x100" in asked(page, "korf") and f"{ID}!maat" not in asked(page, "korf")
    page.ran.button(key="item-0-remove").click().run()
    page.ran.button(key="item-0-remove").click().run()
    assert "note-docx" not in page.downloads


def test_a_full_note_draws_what_comes_into_view_and_a_few_to_see_whether_they_fit(
    visit: Any, few: None, monkeypatch: pytest.MonkeyPatch
):
    drawn: list[str] = []
    draw = paper.draw
    monkeypatch.setattr(
        note.paper, "draw", lambda spec, *given, **named: drawn.append(spec.own_title) or draw(spec, *given, **named)
    )
    own = [Item("tightness", size="120x90", own_title=f"Kop {place}") for place in range(note.MOST_SIZED)]
    small = Item("tightness", size="120x60")
    page = visit(PAGE, korf=basket.write([Item(ID), *own, small]))
    # Pictures wait until a browser asks for them; for those of the note's own sizes nothing was drawn at all.
    assert " ".join(page.html).count('<img class="sl-picture" loading="lazy"') == 2 + len(own) + len(cards(page))
    assert drawn == [item.own_title for item in own] and page.notices == []
    page.ran.run()
    assert drawn == [*(item.own_title for item in own), ""]
    assert len(page.notices) == 1 and "120x60" in page.notices[0]
    page.ran.run()
    assert len(drawn) == len(own) + 1 and "120x60" in page.notices[0]


def test_a_file_beside_a_figure_is_given_in_the_shape_that_is_shown(visit: Any, few: None):
    page = visit(PAGE, figuur="sections-change")
    assert "copy-sections-change" in page.copies and "shape-png-sections-change" not in page.downloads
    page.ran.session_state["shape-sections-change"] = True
    page.ran.run()
    page.ran.segmented_control(key="shape-sections-change-grey").select("1").run()
    page.ran.selectbox(key="shape-sections-change-size").select("own").run()
    page.ran.number_input(key="shape-sections-change-height").set_value(140).run()
    [body] = [body for body in page.html if "shape-png-sections-change" in body]
    [picture] = [body for body in page.html if "sl-picture" in body and "size=159x140" in body]
    for part in ("size=159x140", "grey=1"):
        assert body.count(part) == len(files.PICTURES) + 1 and part in picture
    page.ran.number_input(key="shape-sections-change-height").set_value(60).run()
    assert any("159x60" in one for one in page.notices), "19 rows do not fit, and that is said"


@pytest.mark.parametrize("lang", LANGS)
def test_a_note_in_the_address_is_shown(visit: Any, few: None, lang: Any):
    page = visit(PAGE, taal=lang, korf=f"{ID}!kaal=1!tak=C;tightness!taal=en", grijs="1")
    assert page.notices == []
    assert make(ID, STORE, lang, branch="C").title in page.text
    assert make("tightness", STORE, "en").title in page.text
    previews = re.findall(
        r'<img class="sl-picture" loading="lazy"[^>]* src="\./figure/[a-z-]+(\.[^"]+)"', " ".join(page.html)
    )
    asked_for = [dict(parse_qsl(unescape(one).partition("?")[2])) for one in previews]
    assert [(one["lang"], one["plain"], one["grey"]) for one in asked_for] == [(lang, "1", "1"), ("en", "0", "1")]


@pytest.mark.parametrize(
    ("korf", "key"),
    [
        ("no-such", "figure_unknown"),
        (f"{ID}!maat=huge", "choice_unknown"),
        (f"{ID}!taal=de", "choice_unknown"),
        (f"{ID}!xx=1", "choice_unknown"),
        (f"{ID}!stand=bad", "stand_wrong"),
        (f"{ID}!titel={'x' * 2000}", "own_title_long"),
        (f"{ID}!tak={'x' * 2000}", "address_long"),
        ("x" * 20_000, "address_long"),
        (";".join([ID] * (MOST + 1)), "note_long"),
    ],
)
def test_an_odd_note_is_one_sentence_and_the_rest_stays(korf: str, key: str):
    items, problems = basket.read(korf)
    assert [one.key for one in problems] == [key]
    assert len(items) == (MOST if key == "note_long" else 0)
    items, problems = basket.read(f"tightness;{korf[:3000]}") if key != "address_long" else ([Item("tightness")], [])
    assert items[0] == Item("tightness")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_note_in_an_address_does_more_than_a_sentence(text: str):
    items, problems = basket.read(text)
    assert len(items) + len(problems) == (len(text.split(";")) if text else 0) or problems


@settings(max_examples=50, deadline=None)
@given(
    st.text(max_size=LONGEST_TITLE).filter(lambda text: text.isprintable()), st.sampled_from(files.SIZES), st.booleans()
)
def test_a_note_is_read_back_as_it_was_written(title: str, size: str, plain: bool):
    pins = freeze.pins(STORE.read(name).source for name in ("vacancies", "labour_force"))
    items = [Item(ID, {"branch": "A-U"}, "en", size, plain, title, pins), Item("tightness")]
    assert basket.read(basket.write(items)) == (items, [])


def test_a_figure_that_cannot_be_made_is_said_and_no_document_is_offered(visit: Any, few: None):
    page = visit(PAGE, korf=f"tightness;{ID}!tak=ZZ")
    assert any("ZZ" in one for one in page.notices)
    assert t("note.not_whole", "nl") in page.notices
    assert not [one for one in page.downloads if one.startswith("note-")]
    page.ran.button(key="item-1-remove").click().run()
    assert "note-docx" in page.downloads and page.notices == []


def test_an_own_title_runs_nothing_and_what_is_left_out_is_said(visit: Any, few: None):
    page = visit(PAGE, korf=f"{ID}!titel=%3Cscript%3Ealert(1)%3C/script%3E%F0%9F%93%88")
    assert "<script" not in " ".join(page.html)
    assert "<script>alert(1)</script>" in page.text
    assert t("note.left_out", "nl") in page.notices


# -- links ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_a_link_shows_its_figure_with_what_can_be_copied(visit: Any, few: None, lang: Any):
    spec = make(ID, STORE, lang, branch="C", since="2015")
    address = links.page(spec)
    page = visit(PAGE, **query(address))
    assert page.notices == []
    assert spec.title in page.figure_titles
    assert t("note.still_newest", lang) in page.text
    copied = [one.value for one in page.ran.code]
    assert len(copied) == 6
    assert copied[0].endswith(address)
    assert copied[1:3] == [cite.citation(spec, style, copied[0]) for style in ("apa", "note")]
    assert copied[3:5] == [cite.finding(spec), spec.alt]
    newest = links.data(spec, is_frozen=False)
    assert copied[5] == excel.query(copied[0].removesuffix(address) + newest) and "stand=" not in newest


def test_every_figure_of_a_theme_can_be_cited(visit: Any):
    page = visit("onderwijs")
    assert not page.ran.code  # nothing is made before it is asked for
    for group in themes.content("education", "nl"):
        for id in group.figures:
            page.ran.session_state[f"share-{id}"] = True
    page.ran.run()
    copied = [one.value for one in page.ran.code]
    assert len(copied) == 6 * len(page.figure_titles)


def test_a_link_keeps_its_figures_when_newer_ones_come(visit: Any, few: None, copy: Path, lang: Any = "nl"):
    store = Store(copy)
    spec = make(ID, store, lang)
    address = query(links.page(spec))
    before = visit(PAGE, store=copy, **address).charts
    load(copy, 2.0)
    page = visit(PAGE, store=copy, **address)
    words = freeze.pins(spec.sources)[0].words(lang)
    assert page.notices == [t("note.newer", lang, tables=words)]
    assert page.charts == before
    assert page.ran.code[0].value.endswith(links.page(spec))
    page.ran.button(key="note-newest").click().run()
    assert page.notices == []
    assert page.charts != before
    assert page.ran.code[0].value.endswith(links.page(make(ID, Store(copy), lang)))


def test_a_link_to_figures_that_are_gone_says_so_and_shows_the_newest(
    visit: Any, few: None, copy: Path, lang: Any = "en"
):
    spec = make(ID, Store(copy), lang)
    address = query(links.page(spec))
    old = load(copy, 2.0)
    descriptor, _ = resource(copy, TABLE)
    descriptor["resources"] = [one for one in descriptor["resources"] if (one["table"], one["release"]) != (TABLE, old)]
    write(copy, json.loads(json.dumps(descriptor)))
    page = visit(PAGE, store=copy, **address)
    words = freeze.pins(spec.sources)[0].words(lang)
    assert page.notices == [t("note.gone", lang, tables=words)]
    assert page.ran.code[0].value.endswith(links.page(make(ID, Store(copy), lang)))


def test_a_frozen_figure_goes_into_the_note_with_its_choices_and_releases(visit: Any, few: None, copy: Path):
    spec = make(ID, Store(copy), "nl", branch="C")
    load(copy, 2.0)
    page = visit(PAGE, store=copy, **query(links.page(spec)))
    page.ran.button(key=f"add-{ID}").click().run()
    [item], problems = basket.read(asked(page, "korf"))
    assert problems == []
    assert item.pins == freeze.pins(spec.sources)
    assert make(ID, Store(copy), "nl", **item.selection).selection == spec.selection
    assert t("note.frozen_item", "nl") in page.text


@pytest.mark.parametrize("lang", LANGS)
def test_an_odd_link_is_one_sentence(visit: Any, few: None, lang: Any):
    page = visit(PAGE, figuur="<b>no", taal=lang)
    [notice] = page.notices
    assert notice.startswith(Problem("figure_unknown", name="<b>no", known="").text(lang)[:20])
    assert "<b>no" not in " ".join(page.html)
    page = visit(PAGE, figuur=ID, stand="x~../..", taal=lang)
    assert page.notices == [Problem("stand_wrong", value="x~../..").text(lang)]
    assert page.figure_titles == [make(ID, STORE, lang).title]


# -- small pictures ------------------------------------------------------------------------------------------------


def test_a_small_picture_is_kept_under_its_data_and_its_program(
    copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("SHORTAGE_STORE", str(copy))
    monkeypatch.setenv("SHORTAGE_CACHE", str(tmp_path / "cache"))
    first = thumbs.thumb(ID, "nl")
    version = Store(copy).version
    place = thumbs.folder(version)
    assert [one.name for one in place.iterdir()] == [f"{ID}-nl.png"]
    assert (place / f"{ID}-nl.png").read_bytes() == first
    assert Image.open(io.BytesIO(first)).width == thumbs.WIDTH
    load(copy, 0.5)
    second = thumbs.thumb(ID, "nl")
    assert second != first
    # What is of other data or of another program is gone.
    assert [one.name for one in place.parent.iterdir()] == [thumbs.folder(Store(copy).version).name]
    monkeypatch.setattr(thumbs, "program", lambda: "other")
    assert thumbs.folder(version) != place


def test_the_claims_in_the_filter_are_those_with_a_figure(visit: Any, few: None):
    page = visit(PAGE)
    options = page.ran.selectbox(key="bij_keuze").options
    assert len(options) == 1 + len({id for one in (ID, "tightness", "small-programmes")
                                    for id in figures.figures()[one].claims if id in claims.claims()})  # fmt: skip


def test_moments_and_own_notes_of_an_address_stand_in_the_chart_and_in_its_files(visit: Any, lang: Any = "en"):
    asked = {"moment": "corona,debate", "notitie": "2022KW02:Top"}
    shown = visit(PAGE, figuur=ID, taal=lang, **asked)
    words = " ".join(one["text"] for one in shown.charts[0]["layout"]["annotations"])
    for one in ("corona", "debate"):
        assert catalog.events()[one].label[lang] in words
    assert "Top" in words
    pictures = [href for body in shown.html for href in re.findall(r'href="([^"]+)"', body) if f"{ID}.png" in href]
    assert pictures and all("moment=corona,debate" in one and "notitie=2022KW02:Top" in one for one in pictures)
    assert shown.notices == []


def test_a_mark_that_cannot_stand_is_said_and_nothing_breaks(visit: Any):
    shown = visit(PAGE, figuur="open-vacancies-change", moment="corona")
    assert any("tijdas" in one for one in shown.notices) and shown.charts
    shown = visit(PAGE, figuur=ID, moment="corona", notitie="nergens")
    [said], words = shown.notices, " ".join(one["text"] for one in shown.charts[0]["layout"]["annotations"])
    assert "dubbele punt" in said and catalog.events()["corona"].label["nl"] in words, "the other mark stands"
