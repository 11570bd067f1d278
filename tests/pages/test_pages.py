"""Every page: its own title and figures, in both languages, and state that comes from the address."""

from __future__ import annotations

import base64
import re
import socket
from functools import cache
from html import unescape
from itertools import cycle
from typing import Any
from urllib.parse import unquote

import pytest
from claim_helpers import told

from shortage import catalog, claims, figures, history, paper_folders
from shortage.figures import make
from shortage.figures.house import contrast
from shortage.page import Answers
from shortage.page import claim as page_of_claim
from shortage.page.home import COUNTED, ORDER, home
from shortage.page.theme import claims_of, groups
from shortage.scenarios import run, scenarios
from shortage.store import Store, default_root
from shortage.text import LANGS, Lang, Period, number, strings, t
from shortage.web import choices, look, shell

STORE = Store(default_root())
ANSWERS = Answers(STORE)
OPEN = 4
"""Figures of a theme that are seen before anything is opened."""
MOST_WORDS = 500
"""Words that the home page may show before anything is opened; the frame around every page is not counted."""
PAGES = [name for name in shell.TITLES if (shell.folder() / f"{name}.py").exists()]
OURS = [name for name in shell.TITLES if name in PAGES and name != shell.FIGURES]
ELSEWHERE = [shell.OVERVIEW, shell.DATA, *(one.page for one in claims.themes().values())]
"""Of those, what opens in a test of its own."""


@cache
def judged(id: str) -> claims.Verdict:
    """What the snapshot says of a claim; judged once for all tests here."""
    return claims.judge(claims.claim(id), STORE)


@cache
def changes() -> list[history.Change]:
    """What new releases changed: worked out once for all tests here."""
    return history.read(STORE)


def title(name: str, lang: Lang) -> str:
    if name == shell.CLAIM:
        return t("page.claim_title", lang, id=next(iter(claims.claims().values())).id)
    if name == shell.OVERVIEW:
        return t("page.home_title", lang)
    return shell.TITLES[name][lang]


def test_the_pages_are_those_that_stand_in_the_folder():
    assert set(OURS) <= set(PAGES)
    assert {path.stem for path in shell.folder().glob("*.py")} == set(PAGES)


def opens(visit: Any, name: str, lang: Lang) -> Any:
    """Return a page that opened in its language with nothing amiss."""
    page = visit(name, taal=lang)
    assert page.title == title(name, lang)
    assert page.notices == []
    assert t("page.footer", lang) in page.text
    assert STORE.version in page.text
    return page


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", [name for name in OURS if name not in ELSEWHERE])
def test_a_page_opens_in_its_language_with_nothing_amiss(visit: Any, name: str, lang: Lang):
    opens(visit, name, lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("theme", claims.themes().values(), ids=lambda one: one.page)
def test_a_theme_answers_first_and_shows_its_figures(visit: Any, theme: claims.Theme, lang: Lang):
    page = opens(visit, theme.page, lang)
    lead = judged(claims_of(theme.id)[0].key)
    assert lead.claim.id == claims.paper(lead.claim.paper).leads[theme.id]
    answer = next(place for place, body in enumerate(page.html) if "sl-answer" in body)
    assert lead.sentence(lang) in page.text and lead.label(lang) in page.text
    assert number(lead.finding.value, lang, lead.finding.decimals) in page.html[answer]
    parts = groups(theme.id, ANSWERS, lang)
    placed = [id for part in parts for id in part.figures]
    assert len(placed) == OPEN
    every = placed + [id for part in parts for id, _ in part.folded]
    assert sorted(every) == [id for id, one in figures.figures().items() if one.theme == theme.id]
    headings = [one.value for one in page.ran.header]
    assert [one for one in headings if one in {part.name for part in parts}] == [part.name for part in parts]
    folds = [one.proto.label for one in page.ran.get("expander")]
    for part in parts:
        for id, found in part.folded:
            assert found == make(id, STORE, lang).title and look.label(found) in folds
    specs = [make(id, STORE, lang) for id in placed]
    assert page.figure_titles == [one.title for one in specs]
    assert page.alts == [one.alt for one in specs]
    assert answer < next(place for place, body in enumerate(page.html) if "sl-figure-title" in body)
    for spec in specs:
        assert spec.subtitle in page.text
        assert spec.source_line in page.text
        for _, definition in spec.definitions:
            assert definition[lang] in page.text
    wanted = {f"{kind}-{id}" for id in placed for kind in ("png", "svg", "csv")}
    assert wanted | {"factsheet"} <= set(page.downloads)
    assert {f"copy-{id}" for id in placed} <= set(page.copies)
    assert {f"add-{id}" for id in placed} <= {one.key for one in page.ran.button}


def opened_home(visit: Any, lang: Lang = "nl") -> Any:
    """The home page with all that it folds opened."""
    page = visit(shell.OVERVIEW, taal=lang)
    for paper in claims.papers():
        page.ran.session_state[f"paper-{paper}"] = page.ran.session_state[f"unjudged-{paper}"] = True
    page.ran.run()
    return page


def test_the_home_page_counts_the_verdicts_and_shows_each(visit: Any):
    page = opened_home(visit)
    verdicts = [judged(id) for id in claims.claims()]
    counts = [body for body in page.html if "sl-counts" in body]
    for paper, shown in zip(claims.papers(), counts, strict=True):
        own = [one.value for one in verdicts if one.claim.paper == paper]
        for value in ORDER:
            badge = rf'<b>{own.count(value)}</b> <span class="sl-badge sl-{value}"'
            assert (re.search(badge, shown) is not None) is (value in own)
        assert claims.papers()[paper].lead.nl.partition("{date}")[2] in page.text
    links = {unquote(one.proto.query_string) for one in page.ran.get("page_link")}
    assert {f"id={one.claim.key}" for one in verdicts} <= links
    for one in verdicts:
        bodies = [unescape(body) for body in page.html if one.sentence("nl") in unescape(body)]
        assert any(one.label("nl") in body and one.sturdiness("nl") in body for body in bodies), one.claim.key


def seen(page: Any) -> list[str]:
    """The words that a reader of the home page sees at first: not what is folded, and not what only is heard."""
    bodies = [re.sub(r"(?s)</summary>.*?</details>", "", body) for body in page.html if "sl-footer" not in body]
    bodies = [re.sub(r'<(span|div) class="sl-(hidden|sign|brand)"[^>]*>[^<]*</\1>', "", body) for body in bodies]
    text = [unescape(re.sub(r"<[^>]+>", " ", body)) for body in bodies]
    text += [one.value for kind in ("title", "header") for one in page.ran.get(kind)]
    foot = {shell.TITLES[name][lang] for name in (shell.DATA, shell.ACCESSIBILITY) for lang in LANGS}
    labels = [one.proto.label.replace("\\", "") for kind in ("page_link", "expander") for one in page.ran.get(kind)]
    text += [label for label in labels if label not in foot]
    return " ".join(text).split()


@pytest.mark.parametrize("lang", LANGS)
def test_the_home_page_is_read_at_a_glance_and_its_key_figures_end_their_own_lines(visit: Any, lang: Lang):
    page = opens(visit, shell.OVERVIEW, lang)
    words = seen(page)
    first = next(iter(claims.papers().values()))
    for theme in home(ANSWERS, lang).papers[0].themes:
        for row in theme.rows:
            assert set(row.link.text.split()) <= set(words), "a claim with a verdict is not on the page"
    assert first.authors[lang].split()[0] in words
    assert len(words) <= MOST_WORDS, f"{len(words)} words"
    tiles = [body for body in page.html if "sl-key-title" in body]
    keys = first.keys
    assert len(keys) in (3, 4)
    for key, tile in zip(keys, tiles, strict=True):
        spec = make(key.figure, STORE, lang)
        data = spec.data[spec.data["series_id"] == key.series]
        last = data.iloc[-1]
        value = last["value"] * (1000 if spec.unit == "thousand" else 1)
        assert key.title[lang] in unescape(tile)
        assert f'class="sl-value">{number(value, lang)}' in tile
        until = Period.parse(last["period"])
        assert until.label(lang) in unescape(tile)
        if until.grain == "quarter" and spec.unit in COUNTED:  # one quarter is no change "in a year"
            assert f"%{' tegenover ' if lang == 'nl' else ' against '}{until.shift(-4).label(lang)}" in unescape(tile)
        svg = base64.b64decode(re.search(r"base64,([^\"]+)", tile)[1]).decode()
        [line] = re.findall(r'<polyline points="([^"]*)"', svg)
        assert len(line.split()) == len(data)
        before = data[data["x"] == last["x"] - 1]["value"].item()
        change = number(100 * (last["value"] / before - 1), lang, 1).lstrip("\N{MINUS SIGN}-")
        assert change in tile or number(before, lang) in tile


@pytest.mark.parametrize(("id", "lang"), list(zip(claims.claims(), cycle(LANGS), strict=False)))
def test_a_claim_has_its_page(visit: Any, id: str, lang: Lang):
    """In one language, the next claim in the other: in both each is read in the published edition."""
    verdict = judged(id)
    claim = verdict.claim
    page = visit(shell.CLAIM, id=id, taal=lang)
    assert page.title == t("page.claim_title", lang, id=claim.id)
    assert page.notices == []
    for sentence in told(verdict, lang):
        assert sentence in page.text
    drawn = [one for one in claim.figures if one in figures.figures()]
    assert len(page.charts) == len(drawn)
    assert "everything" in page.downloads
    sliders = {one.label: one for one in page.ran.select_slider}
    for name in years(claim):
        slider = sliders[claim.parameters[name].text[lang]]
        assert str(claim.parameters[name].value) in slider.options
        assert not any("." in one or "," in one for one in slider.options)


def years(claim: claims.Claim) -> list[str]:
    """Return what of a rule lies within this age: it is a year, and stands on its slider as one."""
    return [name for name, one in claim.parameters.items() if one.low and one.high and 1900 < one.low < one.high < 2100]


def test_a_year_of_a_rule_is_declared_as_one():
    found = [claim.parameters[name].unit for claim in claims.claims().values() for name in years(claim)]
    assert found and set(found) == {"year"}


def test_the_rule_can_be_changed_and_the_verdict_follows(visit: Any):
    claim = claims.claim("T4")
    low = claims.judge(claim, STORE, {"past_until": 2022})
    assert low.value == "contradicted" != judged("T4").value
    page = visit(shell.CLAIM, id="T4", t4_past_until="2022")
    assert page.text.count(low.sentence("nl")) == 2, "above, and beside what was changed"
    [notice] = page.notices
    assert judged("T4").label("nl") in notice
    assert low.fill(claim.rule_text, "nl") in page.text and judged("T4").fill(claim.rule_text, "nl") not in page.text
    then = page_of_claim(claim.key, Answers(STORE), "nl", {"past_until": 2022}).section("then_and_now")
    assert then is not None and low.label("nl") in str(then.blocks[0])
    assert page.text.count(t("page.then_own_rule", "nl")) == 1


def test_a_claim_is_found_by_its_slug_too(visit: Any):
    claim = claims.claim("T4")
    assert visit(shell.CLAIM, id=claim.slug).title == t("page.claim_title", "nl", id="T4")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", scenarios())
def test_a_proposal_is_costed_with_its_inputs(visit: Any, id: str, lang: Lang):
    found = run(id, STORE)
    page = visit(shell.PROPOSALS, voorstel=found.scenario.slug, taal=lang)
    assert page.notices == []
    said = [found.sentence(lang), found.matters_most(lang), found.scenario.formula_text[lang]]
    said += [one.input.source[lang] for one in found.inputs] + [one[lang] for one in found.scenario.caveats]
    for sentence in said:
        assert sentence in page.text
    sliders = {one.label for one in page.ran.select_slider}
    assert sliders == {one.input.text[lang] for one in found.inputs}


def test_what_a_reader_sets_in_a_proposal_is_costed_and_compared(visit: Any):
    wanted = {"gain": 20.0}
    found = run("S3", STORE, wanted)
    page = visit(shell.PROPOSALS, voorstel=found.scenario.slug, s3_gain="20")
    assert found.sentence("nl") in page.text
    # It counts in the comparison while another proposal is shown, too.
    other = next(one for one in scenarios().values() if one.id != "S3")
    high = number(round(found.results["freed"].high, -2), "nl")
    assert high in visit(shell.PROPOSALS, voorstel=other.slug, s3_gain="20").text
    assert high not in visit(shell.PROPOSALS, voorstel=other.slug).text


def test_two_versions_of_a_reader_stand_side_by_side_and_both_in_the_address(visit: Any):
    ours, first, second = (run("S4", STORE, given) for given in ({}, {"target": 9}, {"target": 11}))
    assert len({one.main.show("nl") for one in (ours, first, second)}) == 3
    both = {"voorstel": first.scenario.slug, "s4_target": "9", "b_s4_target": "11"}
    for version, chosen in (("1", first), ("2", second)):
        page = visit(shell.PROPOSALS, **both, versie=version)
        assert chosen.sentence("nl") in page.text and t("page.versions", "nl") in page.text
        table = page.text[page.text.index(t("page.versions", "nl")) :]
        places = [table.index(one.main.show("nl")) for one in (ours, first, second)]
        assert places == sorted(places)
    alone = visit(shell.PROPOSALS, voorstel=first.scenario.slug, s4_target="9")
    assert t("page.versions", "nl") not in alone.text


@pytest.mark.parametrize("lang", LANGS)
def test_the_data_page_tells_of_every_table_and_statement_and_what_new_releases_changed(visit: Any, lang: Lang):
    page = opens(visit, shell.DATA, lang)
    for name, entries in STORE.entries().items():
        assert entries[0].table in page.text, name
    for one in paper_folders.statements("techniek2025"):
        assert one.text[lang] in page.text
        assert one.reason is None or one.reason[lang] in page.text
    first, *_ = changes()
    assert history.explained()[lang] in page.text
    assert first.sentence(lang) not in page.text  # nothing is worked out before it is asked for
    page.ran.session_state["history"] = True
    page.ran.run()
    assert page.notices == []
    assert first.sentence(lang) in page.text and first.how(lang) in page.text


@pytest.mark.parametrize("name", {catalog.table(name).publisher: name for name in sorted(STORE.entries())}.values())
def test_a_table_in_detail_says_where_it_stops(visit: Any, name: str):
    """One table of each publisher; each table is read in the published edition."""
    page = visit(shell.DATA, tabel=name)
    assert page.notices == []
    entry = STORE.entry(name)
    assert entry.coverage is not None and entry.coverage["nl"] in page.text
    assert "table-csv" in page.downloads


def test_a_figure_of_a_theme_opens_in_its_place(visit: Any):
    page = visit("arbeidsmarktkrapte")
    assert "vacancies-by-size" not in " ".join(page.downloads)
    page.ran.session_state["fold-vacancies-by-size"] = True
    page.ran.run()
    assert page.notices == []
    assert "png-vacancies-by-size" in page.downloads
    assert make("vacancies-by-size", STORE, "nl").title in page.figure_titles


@pytest.mark.parametrize("id", [id for id, one in figures.figures().items() if figures.FIRST_YEAR in one.choices])
def test_each_first_and_last_year_on_offer_shows_something_else(id: str):
    one = figures.figures()[id]
    levels = one.options("level", STORE) if "level" in one.choices else {"": None}
    for level in levels:
        chosen = {"level": level} if level else {}
        for param in {figures.FIRST_YEAR, figures.LAST_YEAR} & set(one.choices):
            usual = str(one.params[param])
            known = choices.options([one], param, "nl")
            kept = choices.telling([one], param, known, chosen, usual, usual, "nl")
            drawn = [make(id, STORE, "nl", **chosen, **{param: code}).data.to_csv() for code in kept]
            # Of counts that overlap the longer is drawn, so two last years may show the same; none shows the whole.
            assert len(set(drawn)) == len(drawn) or param == figures.LAST_YEAR, (id, level, param, kept)
            assert drawn.count(drawn[list(kept).index(usual)]) == 1, (id, level, param, kept)
            if param == figures.FIRST_YEAR:
                periods = make(id, STORE, "nl", **chosen).data["period"]
                begin = min((Period.parse(code) for code in periods if code), key=lambda period: period.start)
                assert int(usual) >= begin.year or kept[usual] == begin.label("nl"), "no year without a figure is named"


def test_a_link_with_a_year_that_is_no_longer_on_offer_shows_what_it_showed(visit: Any):
    earlier, usual = visit("onderwijs", vanaf="2015"), visit("onderwijs")
    assert earlier.notices == [] and earlier.charts == usual.charts


def test_a_choice_in_the_address_is_drawn(visit: Any):
    name = "arbeidsmarktkrapte"
    plain, chosen = visit(name), visit(name, tak="C")
    assert plain.charts != chosen.charts
    label = make("open-vacancies", STORE, "nl", branch="C").series
    drawn = {trace.get("name") for chart in chosen.charts for trace in chart["data"]}
    assert set(label.values()) <= drawn


def test_a_choice_by_hand_goes_into_the_address(visit: Any):
    page = visit("arbeidsmarktkrapte")
    control = page.ran.selectbox(key="tak_keuze")
    before = page.charts
    control.select("C").run()
    assert page.ran.query_params["tak"] in ("C", ["C"])
    assert page.charts != before


@pytest.mark.parametrize("lang", LANGS)
def test_the_number_in_a_claim_s_line_keeps_its_unit(lang: Lang):
    rows = [row for part in home(ANSWERS, lang).papers for theme in part.themes for row in theme.rows]
    [tight] = [row for row in rows if row.claim.id == "T4"]
    assert tight.meaning.endswith(strings()["unit.per_hundred_unemployed"][lang]), tight.meaning


def test_two_days_that_rest_on_different_numbers_say_which():
    made = [page_of_claim(f"techniek2025/{id}", ANSWERS, "nl").section("then_and_now") for id in ("T3", "T4")]
    [other, same] = [[str(row[2]).rpartition(": ")[0] for row in part.blocks[0].rows] for part in made]
    assert all(other) and len(set(other)) == 2 and not any(same)


def test_a_list_of_a_question_names_each_choice_once(visit: Any):
    # A browser answers with the name it shows. Of two choices with one name it would choose the second by itself,
    # and that choice would push out what the reader did choose.
    for query in ({}, {"toon": "index", "vanaf": "2015KW01"}, {"tot": "2020KW04"}):
        page = visit("verkennen", **query)
        for control in page.ran.selectbox:
            assert len(control.options) == len(set(control.options)), (query, control.label)


def test_words_and_numbers_are_in_one_language(visit: Any):
    dutch, english = (visit("arbeidsmarktkrapte", taal=lang) for lang in LANGS)
    question = claims.themes()["labour-market"].question.nl
    assert question in dutch.text and question not in english.text
    assert [one for one in english.figure_titles if one in dutch.figure_titles] == []


def test_pages_never_reach_the_network(visit: Any, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: Any) -> None:
        raise AssertionError("a page reached the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in OURS:
        assert visit(name).notices == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_accessibility_statement_computes_its_contrasts(visit: Any, lang: Lang):
    assert contrast("#FFFFFF") == 1 and contrast("#000000") == pytest.approx(21)
    assert contrast("#12436D") == pytest.approx(10.25, abs=0.01)  # as the palette's makers print it
    page = visit(shell.ACCESSIBILITY, taal=lang)
    table = next(body for body in page.html if "sl-table" in body)
    shown = [float(one.replace(",", ".")) for one in re.findall(r'sl-number"[^>]*>([\d.,]+)<', table)]
    assert len(shown) == 8 and all(has >= least for has, least in zip(shown[::2], shown[1::2], strict=True))


def test_no_string_of_the_pages_is_unused_or_absent():
    root = shell.folder().parent / "shortage"
    places = ("web/*.py", "render/*.py", "page/*.py", "site/*.py", "site/templates/*")
    source = "".join(path.read_text("utf-8") for place in places for path in root.glob(place))
    built = ("origin_", "download_", "follow_", "explore_", "own_", "beside_", "version_", "statement_")
    keys = [key.removeprefix("page.") for key in strings() if key.startswith("page.")]
    unused = [key for key in keys if f"page.{key}" not in source and f'"{key}"' not in source]
    assert [key for key in unused if not key.startswith(built)] == []
