"""What the first answer to a page's address already says, before Streamlit has begun: see :mod:`shortage.site.first`.

Made once per data version, day, page, language and what the address chooses; nobody's session is needed for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from shortage import answer_files, catalog, claims, figures, page, scenarios
from shortage.choice import Choice
from shortage.claims import Claim
from shortage.page import Link, base
from shortage.page.figure import around
from shortage.page.home import HomePage
from shortage.page.proposals import BESIDE, beside
from shortage.page.theme import claims_of, figures_of
from shortage.questions import EXPLORE, Question, ask
from shortage.questions.examples import examples
from shortage.questions.question import TYPED
from shortage.settings import settings
from shortage.site import first
from shortage.site.edition_pages import PREFIX
from shortage.text import Lang, Problem, Unreadable, ages, t
from shortage.web import choices, framework, links, look, shell, state
from shortage.web.remembered import remembered

Pairs = tuple[tuple[str, str], ...]
MOST_KEPT = 200


def html(name: str, query: Mapping[str, str], lang: Lang) -> str:
    """Return the first view of a page.

    Args:
        name: the page, as in :data:`shortage.web.shell.TITLES`; "" for the home page.
        query: the address's parameters.
        lang: the page's language.

    Raises:
        Problem: the store cannot be read, or there is no such day.
    """
    name = name or shell.OVERVIEW
    asked = dict(query)
    as_of = next((asked[word] for word in links.AS_OF.words if asked.get(word)), "") if name in shell.OF_A_DAY else ""
    readable = tuple(sorted((key, value) for key, value in asked.items() if key in _read(name)))
    return _html(state.root(), state.version(as_of), as_of, name, readable, lang, ages.today(), published())


def published() -> str:
    """Return where the published edition is found, with a stroke at its end; "" where there is none."""
    url = settings().published_url
    return f"{url.rstrip('/')}/" if url else ""


def _read(name: str) -> set[str]:
    """Return the words of an address that a page's first view reads; what else stands there changes nothing in it."""
    if name == shell.CLAIM:
        rules = {f"{claim.id.lower()}_{word}" for claim in claims.claims().values() for word in claim.typed}
        return {"id", *rules}
    if name == shell.EXPLORE:
        dimensions = {each for table in catalog.tables().values() for each in table.dimensions}
        return {
            links.FIGURE,
            *dimensions,
            *(word for choice in TYPED.values() for word in (choice.name, *choice.words)),
        }
    if name == shell.FIGURES:
        own = {
            word
            for definition in figures.figures().values()
            for choice in definition.typed.values()
            for word in choice.words
        }
        return {links.FIGURE, *own}
    shown = [figures.figures()[id] for theme in claims.themes().values() if theme.page == name
             for id in figures_of(theme.id)]  # fmt: skip
    return {word for definition in shown for choice in definition.typed.values() for word in choice.words}


@remembered(MOST_KEPT)
def _html(root: str, version: str, as_of: str, name: str, asked: Pairs, lang: Lang, day: dt.date, static: str) -> str:
    # What an address of its own chooses is asked too seldom to be kept; the pages themselves stand at once after a
    # start, when all claims would have to be judged first.
    key = (name, lang, day, static)
    is_plain = not asked and not as_of
    held = answer_files.look(state.store(""), "first view", key) if is_plain else None
    if held is not None:
        return held.decode()
    before = Unreadable.met()
    view = _view(as_of, name, asked, lang, static)
    if is_plain and Unreadable.met() == before:
        answer_files.keep(state.store(""), "first view", key, view.encode())
    return view


def _view(as_of: str, name: str, asked: Pairs, lang: Lang, static: str) -> str:
    facts: dict[str, Any] = _content(name, dict(asked), as_of, lang)
    menu = [Link(shell.name_of(path, lang), path) for path in shell.TITLES if path not in shell.HIDDEN]
    address = f"{static}{PREFIX[lang]}{'index' if name == shell.OVERVIEW else name}.html" if static else ""
    if name in (shell.CLAIM, shell.ACCESSIBILITY):
        address = static and f"{static}{PREFIX[lang]}index.html"
    return first.view(
        **facts, lang=lang, menu=menu, current=name, href=look.href(lang), font=framework.letters(), static=address
    )


def _content(name: str, asked: Mapping[str, str], as_of: str, lang: Lang) -> dict[str, Any]:
    """Return what a page's first view shows, for :func:`shortage.site.first.view`."""
    answers = state.Asked(state.store(as_of), state.today(as_of))
    if name == shell.OVERVIEW:
        content: HomePage = page.home(answers, lang)
        return {"page": content}
    if name == shell.CLAIM:
        claim = _claim(asked.get("id", ""))
        overrides = _overrides(claim, asked, answers)
        shown = page.claim(claim.key, answers, lang, overrides)
        drawn = _figures(shown.figures, asked, answers, lang, overrides, claim.key)
        return {"page": shown, **drawn, "heading": t("page.figures", lang)}
    if name == shell.FIGURES and asked.get(links.FIGURE) in figures.figures():
        id = asked[links.FIGURE]
        chart = _chart(id, _chosen(id, asked, answers), answers, lang)
        return {"page": chart.page, "charts": [chart], "title": t("note.title", lang)}
    if name == shell.EXPLORE:
        return _explored(asked, answers, lang)
    theme = next((each for each in claims.themes().values() if each.page == name), None)
    if theme is not None:
        own = claims_of(theme.id)
        answer = base.answer(answers.verdict(own[0].key), lang, answers.day) if own else None
        lead = Link(t("page.to_claim", lang), base.CLAIM, {"id": own[0].key}) if own else None
        words = first.Question(theme.name[lang], theme.question[lang], answer, lead)
        ids = figures_of(theme.id)
        heading = next((group.name[lang] for group in theme.groups if ids and ids[0] in group.figures), "")
        return {"page": words, **_figures(ids, asked, answers, lang), "heading": heading}
    return {"page": _words(name, answers, lang)}


def _explored(asked: Mapping[str, str], answers: page.Answers, lang: Lang) -> dict[str, Any]:
    """Return the first view of a reader's question; what cannot be answered is left to the live page, which says so."""
    ways = tuple(Link(each.words[lang], shell.EXPLORE, each.question.address()) for each in examples())
    words = first.Question(t("page.explore_title", lang), t("page.explore_question", lang), ways=ways)
    if links.FIGURE in asked:  # as which question a figure opens takes longer to find than a first view may
        return {"page": words}
    try:
        question = ask(Question.read({key: text for key, text in asked.items() if text}), answers.store).question
    except Problem:
        return {"page": words}
    return {"page": words, "charts": [_chart(EXPLORE.id, question.selection, answers, lang)]}


def _words(name: str, answers: page.Answers, lang: Lang) -> first.Question:
    if name == shell.DATA:
        content = page.data(answers, lang)
        return first.Question(content.title, content.question, content.answer)
    if name == shell.PROPOSALS:
        question = t("page.proposals_question", lang)
        part = beside(scenarios.beside_vacancies(answers.store, next(iter(BESIDE)), {}), lang)
        return first.Question(t("page.proposals_title", lang), question, part.answer)
    title = shell.TITLES[name][lang]
    lead = {shell.FIGURES: "note.lead", shell.ACCESSIBILITY: "accessibility.lead"}.get(name)
    return first.Question(title, t(lead, lang) if lead else "")


def _claim(name: str) -> Claim:
    by_key = claims.claims()
    try:
        return claims.claim(name) if name else next(iter(by_key.values()))
    except Problem:
        return next(iter(by_key.values()))  # as the live page does, which says so


def _overrides(claim: Claim, asked: Mapping[str, str], answers: page.Answers) -> dict[str, Any]:
    """Return the parameters of a claim's rule that an address changes."""
    words = {name: asked.get(f"{claim.id.lower()}_{name}") for name in claim.typed}
    read = _legible(claim.typed, words, answers)
    return {name: value for name, value in read.items() if value != claim.values[name]}


def _chosen(id: str, asked: Mapping[str, str], answers: page.Answers) -> dict[str, Any]:
    """Return the choices of a figure that an address makes and the figure knows."""
    definition = figures.figures()[id]
    words = {
        name: next((asked[word] for word in choice.words if word in asked), None)
        for name, choice in definition.typed.items()
    }
    return choices.fitting(definition, _legible(definition.typed, words, answers))[0]


def _legible(typed: Mapping[str, Choice], words: Mapping[str, str | None], answers: page.Answers) -> dict[str, Any]:
    """Return what is chosen in words; what is none of a choice's values is left to the live page, which says so."""
    chosen = {}
    for name, word in words.items():
        with suppress(Problem):
            if word is not None:
                value = typed[name].read(word)
                typed[name].check(value, answers.store)
                chosen[name] = value
    return chosen


def _figures(
    ids: tuple[str, ...],
    asked: Mapping[str, str],
    answers: page.Answers,
    lang: Lang,
    overrides: Mapping[str, Any] | None = None,
    claim: str = "",
) -> dict[str, Any]:
    """Return the first of a page's figures, and how many controls stand above them."""
    if not ids:
        return {}
    definition = figures.figures()[ids[0]]
    rule = dict(overrides or {}) if definition.claim == claim else {}
    shared = choices.shared([figures.figures()[id] for id in ids])
    return {
        "charts": [_chart(ids[0], {**_chosen(ids[0], asked, answers), **rule}, answers, lang)],
        "choices": len(shared),
    }


def _chart(id: str, chosen: Mapping[str, Any], answers: page.Answers, lang: Lang) -> first.Chart:
    spec, live = state.drawn(id, lang, chosen, (), answers.store.as_of)
    return first.chart(around(spec, answers), int(live.layout.height or 360))
