"""What a reader sees: every page opens in its language, fits a phone, and is open to whoever cannot see or point."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from shortage import claims, figures
from shortage.figures import make
from shortage.figures.house import contrast
from shortage.page import Answers
from shortage.page.theme import groups
from shortage.render.layout import value_text
from shortage.scenarios import scenarios
from shortage.store import Store, default_root
from shortage.text import LANGS, Lang, Period, t
from shortage.web import shell
from shortage.web.framework import OWN

from . import printing

STORE = Store(default_root())
THEMES = {one.page: one for one in claims.themes().values()}
PAGES = [name for name in shell.TITLES if (shell.folder() / f"{name}.py").exists()]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # Of what is in order, one place each: to write down all of them takes longer than to look.
    "resultTypes": ["violations"],
}
GRAVE = ("serious", "critical")


def title(name: str, lang: Lang) -> str:
    if name == shell.CLAIM:
        return t("page.claim_title", lang, id=next(iter(claims.claims().values())).id)
    if name == shell.OVERVIEW:
        return t("page.home_title", lang)
    return shell.TITLES[name][lang]


def expected(name: str, lang: Lang) -> list[str]:
    """Return the titles of the figures that a page shows when nothing is chosen."""
    if name in THEMES:
        ids = [id for part in groups(THEMES[name].id, Answers(STORE), lang) for id in part.figures]
    elif name == shell.CLAIM:
        ids = [id for id in next(iter(claims.claims().values())).figures if id in figures.figures()]
    elif name == shell.PROPOSALS:
        first = next(iter(scenarios().values()))
        ids = [id for id in first.figures if id in figures.figures()]
        return [make(id, STORE, lang, **_told(id, first.id)).title for id in ids]
    else:
        return []
    return [make(id, STORE, lang).title for id in ids]


def _told(id: str, scenario: str) -> dict[str, str]:
    return {"scenario": scenario} if "scenario" in figures.figures()[id].params else {}


def violations(page: Any) -> list[str]:
    """Return what axe-core finds that shuts people out."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_in_its_languages_and_shuts_nobody_out(tab: Any, tmp_path: Path, name: str):
    """All that is asked of a page as it opens is asked of it while it is open: to open one takes longest."""
    one = tab()
    page = one.page
    for lang in reversed(LANGS):
        opens(one.open(name, taal=lang, **({"korf": "tightness"} if name == shell.FIGURES else {})).page, name, lang)
    # The other language has the same parts.
    assert violations(page) == []
    if name in THEMES:
        the_answer_stands_on_the_first_screen(page)
    if name == shell.OVERVIEW:
        nothing_of_the_toolkit_shows(page)
        the_chosen_segment_is_told_without_own_colours(page)
        if printing.is_possible():
            rows = page.locator("[class*='st-key-claim-']").count()
            assert printing.sheets(page, tmp_path / "home.pdf") < rows / 2, "a claim takes more than its lines on paper"
    if name in WALKED:
        where_the_keyboard_is_is_seen(page)
    page.emulate_media(forced_colors="null")
    page.set_viewport_size({"width": 390, "height": 800})
    one.settle()
    wide = page.evaluate("""() => {
      const main = document.querySelector('[data-testid="stMain"]');
      return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth);
    }""")
    assert wide <= 0, "a page scrolls sideways on a phone"
    assert violations(page) == []
    if name in printing.PAGES and printing.is_possible():
        page.set_viewport_size({"width": 1920, "height": 1000})
        one.settle()
        printing.is_whole(page, tmp_path / "page.pdf", ("A4", "Letter") if name == printing.PAGES[0] else ("A4",))


def opens(page: Any, name: str, lang: Lang) -> None:
    assert page.locator("h1").all_inner_texts() == [title(name, lang)]
    assert page.locator("html").get_attribute("lang") == lang
    assert page.title().endswith(t("render.mark", lang))
    assert page.locator(".sl-notice").all_inner_texts() == []
    assert page.get_by_test_id("stException").count() == 0
    shown, wanted = page.locator(".sl-figure-title").all_inner_texts(), expected(name, lang)
    if name == shell.PROPOSALS:
        # Beside the proposal's own figures stands the comparison of all.
        assert set(wanted) < set(shown)
    elif name not in (shell.FIGURES, shell.EXPLORE):
        assert shown == wanted


def the_answer_stands_on_the_first_screen(page: Any) -> None:
    """And before any control."""
    answer = page.locator(".sl-answer").bounding_box()
    control = page.locator(".st-key-choices, [class*='st-key-choices-']").first.bounding_box()
    assert answer["y"] + answer["height"] < 900
    assert answer["y"] < control["y"]
    assert page.locator(".sl-verdict .sl-sign").is_visible() and page.locator(".sl-verdict .sl-badge").inner_text()


def nothing_of_the_toolkit_shows(page: Any) -> None:
    for part in ("stMainMenu", "stAppDeployButton", "stStatusWidget", "stDecoration"):
        assert not page.get_by_test_id(part).is_visible(), part
    assert page.locator(".modebar").count() == 0


def the_chosen_segment_is_told_without_own_colours(page: Any) -> None:
    page.emulate_media(forced_colors="active")
    widths = page.locator(".st-key-taal_keuze button").evaluate_all(
        "all => all.map(one => [one.getAttribute('aria-checked'), getComputedStyle(one).outlineStyle])"
    )
    assert sorted(widths) == [["false", "none"], ["true", "solid"]]


def test_what_does_not_fit_in_the_navigation_waits_behind_a_word_in_the_readers_language(tab: Any):
    page = tab(width=1280).open(shell.EXPLORE).page
    rest, skip = page.locator(".rc-overflow-item-rest p"), page.locator("a[href='#stMain']")
    page.locator("[data-testid='stTopNavLink']", has_text=shell.SHORT[shell.DATA]["nl"]).wait_for()
    assert rest.count() == 0, "on a usual screen every page stands in the navigation"
    page.set_viewport_size({"width": 800, "height": 720})
    rest.wait_for()
    series = page.locator("[data-testid='stMultiSelect']").first
    said = {lang: [one[lang] for one in (OWN["skip"], OWN["clear_all"], OWN["selected"])] for lang in LANGS}
    names = """one => [...one.querySelectorAll('[aria-label]')].map(each => each.getAttribute('aria-label'))"""
    for lang in ("nl", "en"):
        # How many wait changes while the navigation finds its room: any number, in the reader's words.
        words = [OWN["more"].fill(lang, count=count) for count in range(1, 9)]
        page.wait_for_function(
            "all => all.includes(document.querySelector('.rc-overflow-item-rest p')?.innerText)", arg=words
        )
        assert skip.inner_text() == said[lang][0]
        assert set(said[lang][1:]) <= set(series.evaluate(names))
        if lang == "nl":
            page.locator(".st-key-taal_keuze button", has_text="en").click()
            page.wait_for_function("() => document.documentElement.lang === 'en'")
            page.wait_for_function(
                "said => document.querySelector('h1').innerText === said", arg=t("page.explore_title", "en")
            )
    # A link to a page, in a new tab too, is to the page in the language that is read; the home page has an address.
    hrefs = page.locator("[data-testid='stTopNavLink']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert hrefs and all(one.endswith("?taal=en") for one in hrefs)


def test_tabs_can_be_told_apart(tab):
    titles, one = [], tab()
    for name, query in ((shell.CLAIM, {"id": "T4"}), (shell.CLAIM, {"id": "E1"}), ("figuren", {"figuur": "tightness"})):
        page = one.open(name, **query).page
        titles.append(page.title())
    assert titles[0].startswith("T4: ") and titles[1].startswith("E1: ")
    assert titles[2].startswith(figures.figures()["tightness"].title["nl"])


FOCUS = """() => {
  // What is outlined: the focused thing, or the field that it stands in.
  let it = document.activeElement;
  if (!it || it === document.body) return null;
  const name = it.tagName + ' ' + (it.innerText || it.getAttribute('aria-label') || '').trim().slice(0, 40);
  for (let up = 0; it && up < 6; up++, it = it.parentElement) {
    const style = getComputedStyle(it);
    if (style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2) return [name, style.outlineColor];
  }
  return [name, ''];
}"""


WALKED = (shell.OVERVIEW, "arbeidsmigratie", shell.FIGURES, shell.PROPOSALS)


def where_the_keyboard_is_is_seen(page: Any) -> None:
    """On all that takes it, whosever colours are shown."""
    for colours in ("none", "active"):
        page.emulate_media(forced_colors=colours)
        page.evaluate("() => { document.querySelector('a').focus(); document.activeElement.blur(); scrollTo(0, 0); }")
        reached = []
        for _ in range(60):
            page.keyboard.press("Tab")
            found = page.evaluate(FOCUS)
            if found is None:
                break
            reached.append(found)
        assert len({name for name, _ in reached}) > 10
        assert [name for name, outline in reached if not outline] == [], colours
        if colours == "none":
            for name, outline in reached:
                red, green, blue = (int(part) for part in re.findall(r"\d+", outline)[:3])
                assert contrast(f"#{red:02x}{green:02x}{blue:02x}") >= 3, name


def test_points_of_a_chart_are_read_by_keyboard(tab):
    one = tab().open(shell.FIGURES, figuur="open-vacancies")
    page, spec = one.page, make("open-vacancies", STORE, "nl")
    page.locator(".js-plotly-plot[tabindex='0']").first.focus()
    lines = [part for _, part in spec.data.groupby("series_id", sort=False)]

    def said(row) -> str:
        mark = "*" if row.is_provisional else ""
        return f"{row.label}, {Period.parse(row.period).label('nl')}: {value_text(spec, row.value)}{mark}"

    for key, row in (
        ("ArrowRight", lines[0].iloc[0]),
        ("ArrowRight", lines[0].iloc[1]),
        ("End", lines[0].iloc[-1]),
        ("ArrowDown", lines[1].iloc[len(lines[0]) - 1]),
        ("Home", lines[1].iloc[0]),
    ):
        page.keyboard.press(key)
        assert page.get_by_role("status").filter(has_text=row.label).inner_text() == said(row), key
    page.keyboard.press("Tab")
    assert page.locator("#sl-point").count() == 0 and one.errors == []


def test_a_phones_menu_goes_once_a_page_is_chosen(tab):
    one = tab(width=390, height=844).open("")
    one.page.locator('[data-testid="stExpandSidebarButton"]').click()
    one.page.locator('[data-testid="stSidebarNavLink"]').nth(2).click()
    one.page.wait_for_function("() => document.querySelector('h1')?.textContent === 'Onderwijs'")
    one.page.wait_for_function("() => !document.elementFromPoint(60, 400)?.closest('[data-testid=\"stSidebar\"]')")


FIRST_DRAWN = """(() => {
  const later = window.setTimeout;  // however slow this machine is, nothing goes on for having waited long
  window.setTimeout = (work, wait, ...more) => (wait === 50 && more.length ? 0 : later(work, wait, ...more));
  new MutationObserver((_, looking) => {
    if (!document.querySelector(".js-plotly-plot .main-svg")) return;
    window.chartsAtFirst = document.querySelectorAll('[data-testid="stPlotlyChart"]').length;
    looking.disconnect();
  }).observe(document, { childList: true, subtree: true });
})()"""


def test_the_first_chart_stands_before_the_rest_of_the_page_is_built(tab: Any):
    reading = tab()
    reading.page.add_init_script(FIRST_DRAWN)
    reading.open("arbeidsmarktkrapte")
    assert reading.page.evaluate("window.chartsAtFirst") == 1
    assert reading.page.locator('[data-testid="stPlotlyChart"]').count() > 1
    assert reading.page.locator("#sl-first").count() == 0
